//! Typed columns: one property of many nodes or relations.

mod image;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::cell::Cell;
use super::index::sought;
use crate::model::Value;
use crate::model::image::Values;

/// Which numbers are present, and how many are before each: a bitmap with running counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Presence {
    /// For each 64 numbers, how many are present before them and which of them are.
    words: Vec<(u32, u64)>,
    count: u32,
    /// The first of them, where no number is missing between it and the last.
    unbroken_from: Option<u32>,
}

impl Presence {
    /// The presence of these numbers, which ascend.
    pub(super) fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        let mut presence = Self::default();
        numbers.into_iter().for_each(|number| presence.push(number));
        presence
    }

    /// The presence of the numbers of a list, which ascend: word by word where none is missing.
    pub(super) fn of_list(numbers: &[u32]) -> Self {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            return Self::default();
        };
        if (last - first) as usize + 1 != numbers.len() {
            return Self::of(numbers.iter().copied());
        }
        let word = |word: u32| {
            let start = word * 64;
            let from = u64::MAX << first.saturating_sub(start).min(63);
            let upto = u64::MAX >> (63 - (last - start).min(63));
            if start + 63 < *first { (0, 0) } else { (start.saturating_sub(*first), from & upto) }
        };
        let words = (0..=last / 64).map(word).collect();
        Self { words, count: last - first + 1, unbroken_from: Some(*first) }
    }

    /// Makes a number present that is higher than all that are.
    fn push(&mut self, number: u32) {
        let word = number as usize / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, (self.count, 0));
        }
        if let Some((_, bits)) = self.words.last_mut() {
            let follows = |first: u32| number - first == self.count;
            self.unbroken_from = match self.count {
                0 => Some(number),
                _ => self.unbroken_from.filter(|first| follows(*first)),
            };
            *bits |= 1 << (number % 64);
            self.count += 1;
        }
    }

    /// This presence and that of more numbers, which ascend from beyond its end.
    pub(super) fn with(&self, numbers: impl IntoIterator<Item = u32>) -> Self {
        let mut presence = self.clone();
        numbers.into_iter().for_each(|number| presence.push(number));
        presence
    }

    /// How many are present.
    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        self.words.get(number as usize / 64).is_some_and(|(_, bits)| bits >> (number % 64) & 1 == 1)
    }

    /// How many numbers before this one are present, where it is present itself. `O(1)`.
    pub(super) fn rank(&self, number: u32) -> Option<usize> {
        if let Some(first) = self.unbroken_from {
            let rank = number.checked_sub(first).filter(|rank| *rank < self.count);
            return rank.map(|rank| rank as usize);
        }
        let (before, bits) = *self.words.get(number as usize / 64)?;
        let bit = 1_u64 << (number % 64);
        (bits & bit != 0).then(|| before as usize + (bits & (bit - 1)).count_ones() as usize)
    }

    /// The number that has this many before it. `O(log n)`.
    pub(super) fn select(&self, rank: usize) -> Option<u32> {
        let rank = u32::try_from(rank).ok().filter(|rank| *rank < self.count)?;
        let word = self.words.partition_point(|(before, _)| *before <= rank).checked_sub(1)?;
        let (before, mut bits) = *self.words.get(word)?;
        for _ in before..rank {
            bits &= bits - 1;
        }
        Some(u32::try_from(word).ok()? * 64 + bits.trailing_zeros())
    }

    /// The number after the last one.
    pub(super) fn end(&self) -> u32 {
        self.words.last().map_or(0, |(_, bits)| {
            u32::try_from(self.words.len()).unwrap_or(u32::MAX) * 64 - bits.leading_zeros()
        })
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.words).flat_map(|(word, (_, bits))| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                Some(word * 64 + bit)
            })
        })
    }
}

/// One property, by the number of the node or relation that has it.
#[derive(Debug, Default)]
pub(super) struct Column {
    present: Presence,
    /// Of those present, in their order.
    values: Values,
    /// Made when a value is first sought.
    buckets: OnceLock<Buckets>,
}

/// Numbers by the hash of their value, counted into as many buckets as there are numbers or more.
#[derive(Debug, Default)]
struct Buckets {
    /// How far the hash is shifted to give the bucket.
    shift: u32,
    /// Where each bucket begins, and at last where all end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// How many buckets are not empty.
    taken: usize,
}

impl Buckets {
    fn of(hashes: &[(u32, u32)]) -> Self {
        let bits = hashes.len().next_power_of_two().trailing_zeros().clamp(1, 31);
        let shift = 32 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (_, hash) in hashes {
            if let Some(count) = starts.get_mut((hash >> shift) as usize + 1) {
                *count += 1;
            }
        }
        let taken = starts.iter().filter(|count| **count > 0).count();
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        // Each start moves on to the next as its bucket is filled, so fill from a copy.
        let (mut next, mut numbers) = (starts.clone(), vec![0; hashes.len()]);
        for (number, hash) in hashes {
            let Some(place) = next.get_mut((hash >> shift) as usize) else { continue };
            if let Some(slot) = numbers.get_mut(*place as usize) {
                *slot = *number;
                *place += 1;
            }
        }
        Self { shift, starts, numbers, taken }
    }

    fn bucket(&self, hash: u32) -> &[u32] {
        let bucket = (hash >> self.shift) as usize;
        let ends = self.starts.get(bucket).zip(self.starts.get(bucket + 1));
        ends.and_then(|(start, end)| self.numbers.get(*start as usize..*end as usize))
            .unwrap_or_default()
    }
}

impl Column {
    /// The column of these values; their numbers ascend.
    pub(super) fn of(entries: Vec<(u32, Value)>) -> Self {
        let present = Presence::of(entries.iter().map(|(number, _)| *number));
        let values = Values::of(entries.into_iter().map(|(_, value)| value).collect());
        Self { present, values, buckets: OnceLock::new() }
    }

    /// This column without what does not stay, and with more values; their numbers ascend and are
    /// not among those that stay. Linear, and little more than a copy where they come behind.
    pub(super) fn folded(&self, stays: impl Fn(u32) -> bool, more: Vec<(u32, Value)>) -> Self {
        let behind = more.first().is_none_or(|(first, _)| *first >= self.present.end());
        if behind && self.present.iter().all(&stays) {
            let present = self.present.with(more.iter().map(|(number, _)| *number));
            let values = self.values.with(more.into_iter().map(|(_, value)| value).collect());
            return Self { present, values, buckets: OnceLock::new() };
        }
        let mut entries: Vec<_> = self.iter().filter(|(number, _)| stays(*number)).collect();
        entries.extend(more);
        entries.sort_by_key(|(number, _)| *number);
        Self::of(entries)
    }

    /// The numbers, ascending, whose value may have this hash, by [`sought`].
    pub(super) fn with(&self, hash: u32) -> &[u32] {
        self.buckets().bucket(hash)
    }

    /// About how many numbers have one value, on average: different values share a bucket as well, as
    /// many of them as are to be expected (linear counting, Whang and others, 1990).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    pub(super) fn alike(&self) -> usize {
        let buckets = self.buckets();
        let all = buckets.starts.len().saturating_sub(1).max(1) as f64;
        let free = 1.0 - buckets.taken as f64 / all;
        let values = (-all * free.ln()).min(buckets.numbers.len() as f64).max(1.0);
        (buckets.numbers.len() as f64 / values).round() as usize
    }

    fn buckets(&self) -> &Buckets {
        self.buckets.get_or_init(|| {
            let hashes = self.values.hashes();
            let pairs = self.present.iter().zip(hashes);
            let pairs: Vec<_> = pairs.filter_map(|(number, hash)| Some((number, hash?))).collect();
            Buckets::of(&pairs)
        })
    }

    /// The value of `number`, `null` where it has none. `O(1)`.
    pub(super) fn get(&self, number: u32) -> Value {
        self.present.rank(number).map_or(Value::Null, |rank| self.values.get(rank))
    }

    /// The value of `number`, where it is a text. `O(1)`.
    pub(super) fn text(&self, number: u32) -> Option<&str> {
        let rank = self.present.rank(number)?;
        match &self.values {
            Values::Text(codes, texts) => texts.get(*codes.get(rank)? as usize).map(|text| &**text),
            Values::Mixed(values) => values.get(rank)?.as_str(),
            _ => None,
        }
    }

    /// The value of `number` where it stands. `O(1)`.
    pub(super) fn cell(&self, number: u32) -> Cell<'_> {
        self.present.rank(number).and_then(|rank| self.values.cell(rank)).unwrap_or(Cell::NULL)
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.present.contains(number)
    }

    /// The numbers with their values, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Value)> {
        self.present.iter().enumerate().map(|(rank, number)| (number, self.values.get(rank)))
    }
}

impl Values {
    fn of(values: Vec<Value>) -> Self {
        let narrowed = match values.first() {
            Some(Value::Integer(_)) => all(&values, Value::as_integer).map(Self::Integer),
            Some(Value::Boolean(_)) => all(&values, Value::as_bool).map(Self::Boolean),
            Some(Value::Float(_)) => all(&values, as_float).map(Self::Float),
            Some(Value::String(_)) => all(&values, as_text).map(|texts| Self::text(&texts)),
            _ => None,
        };
        narrowed.unwrap_or(Self::Mixed(values))
    }

    fn text(texts: &[&Arc<str>]) -> Self {
        let (mut codes, mut distinct) = (Vec::new(), Vec::new());
        encode(texts, &mut codes, &mut distinct);
        Self::Text(codes, distinct)
    }

    /// These values and more of them behind.
    fn with(&self, more: Vec<Value>) -> Self {
        let narrow = match self {
            Self::Integer(values) => {
                all(&more, Value::as_integer).map(|more| Self::Integer(joined(values, more)))
            }
            Self::Float(values) => {
                all(&more, as_float).map(|more| Self::Float(joined(values, more)))
            }
            Self::Boolean(values) => {
                all(&more, Value::as_bool).map(|more| Self::Boolean(joined(values, more)))
            }
            Self::Text(codes, texts) => all(&more, as_text).map(|more| {
                let (mut codes, mut texts) = (codes.clone(), texts.clone());
                encode(&more, &mut codes, &mut texts);
                Self::Text(codes, texts)
            }),
            Self::Mixed(values) if values.is_empty() => None,
            Self::Mixed(values) => return Self::Mixed(joined(values, more)),
        };
        narrow.unwrap_or_else(|| {
            let len = self.len();
            Self::of((0..len).map(|rank| self.get(rank)).chain(more).collect())
        })
    }

    /// What each value is sought by.
    fn hashes(&self) -> Vec<Option<u32>> {
        match self {
            Self::Integer(values) => values.iter().map(|n| sought(&Value::Integer(*n))).collect(),
            Self::Float(values) => values.iter().map(|n| sought(&Value::Float(*n))).collect(),
            Self::Boolean(values) => values.iter().map(|b| sought(&Value::Boolean(*b))).collect(),
            Self::Text(codes, texts) => {
                let hash = |text: &Arc<str>| sought(&Value::String(Arc::clone(text)));
                let hashes: Vec<Option<u32>> = texts.iter().map(hash).collect();
                codes.iter().map(|code| hashes.get(*code as usize).copied().flatten()).collect()
            }
            Self::Mixed(values) => values.iter().map(sought).collect(),
        }
    }

    fn get(&self, rank: usize) -> Value {
        self.cell(rank).map(Cell::to_value).unwrap_or_default()
    }

    fn cell(&self, rank: usize) -> Option<Cell<'_>> {
        match self {
            Self::Integer(values) => values.get(rank).copied().map(Cell::Integer),
            Self::Float(values) => values.get(rank).copied().map(Cell::Float),
            Self::Boolean(values) => values.get(rank).copied().map(Cell::Boolean),
            Self::Text(codes, texts) => {
                let text = codes.get(rank).and_then(|code| texts.get(*code as usize));
                text.map(Cell::Text)
            }
            Self::Mixed(values) => values.get(rank).map(Cell::from),
        }
    }
}

fn joined<T: Clone>(there: &[T], more: Vec<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(there.len() + more.len());
    all.extend_from_slice(there);
    all.extend(more);
    all
}

/// Adds texts to a list of places in a list of distinct texts.
///
/// Where hardly any text has come twice, as with names and codes, the new ones are not looked for
/// among the old ones: that would cost more than it saves.
fn encode(more: &[&Arc<str>], codes: &mut Vec<u32>, texts: &mut Vec<Arc<str>>) {
    let old = if texts.len() > codes.len() / 2 { &[] } else { texts.as_slice() };
    let mut places: FxHashMap<Arc<str>, u32> =
        (0..).zip(old).map(|(i, t)| (Arc::clone(t), i)).collect();
    codes.reserve(more.len());
    for text in more {
        let place = *places.entry(Arc::clone(text)).or_insert_with(|| {
            texts.push(Arc::clone(text));
            u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
        });
        codes.push(place);
    }
}

/// What `part` takes out of every value, unless one of them does not have it.
fn all<'a, T>(values: &'a [Value], part: impl Fn(&'a Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(part).collect()
}

fn as_float(value: &Value) -> Option<f64> {
    if let Value::Float(n) = value { Some(*n) } else { None }
}

fn as_text(value: &Value) -> Option<&Arc<str>> {
    if let Value::String(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            "[ab]{0,2}".prop_map(Value::from),
            prop::collection::vec("[ab]", 0..2).prop_map(Value::from),
        ]
    }

    fn columns() -> impl Strategy<Value = BTreeMap<u32, Value>> {
        let numbers = || 0..300_u32;
        prop_oneof![
            prop::collection::btree_map(numbers(), value(), 0..40),
            prop::collection::btree_map(numbers(), any::<i64>().prop_map(Value::from), 0..40),
            prop::collection::btree_map(numbers(), "[ab]{0,2}".prop_map(Value::from), 0..200),
        ]
    }

    /// Scattered ones, or a run without a gap.
    fn numbers() -> impl Strategy<Value = std::collections::BTreeSet<u32>> {
        let run = (0..200_u32, 0..200_u32).prop_map(|(first, len)| (first..first + len).collect());
        prop_oneof![prop::collection::btree_set(0..2000_u32, 0..300), run]
    }

    proptest! {
        #[test]
        fn a_column_gives_back_what_it_was_made_of(plain in columns()) {
            let column = Column::of(plain.clone().into_iter().collect());
            for number in 0..400 {
                prop_assert_eq!(column.get(number), plain.get(&number).cloned().unwrap_or_default());
                prop_assert_eq!(column.has(number), plain.contains_key(&number));
            }
            for value in plain.values() {
                let Some(hash) = sought(value) else { continue };
                let is = |number: &&u32| column.get(**number).equals(value) == Some(true);
                let found: Vec<u32> = column.with(hash).iter().filter(is).copied().collect();
                let equal = plain.iter().filter(|(_, there)| there.equals(value) == Some(true));
                prop_assert_eq!(found, equal.map(|(number, _)| *number).collect::<Vec<_>>());
            }
            prop_assert!(column.iter().eq(plain));
        }

        #[test]
        fn a_folded_column_is_that_of_what_is_left_and_what_is_new(
            plain in columns(),
            gone in prop::collection::btree_set(0..300_u32, 0..4),
            more in columns(),
            behind in prop_oneof![Just(0_u32), Just(300)],
        ) {
            let more: BTreeMap<u32, Value> =
                more.into_iter().map(|(number, value)| (number + behind, value)).collect();
            let stays = |number| !gone.contains(&number) && !more.contains_key(&number);
            let column = Column::of(plain.clone().into_iter().collect());
            let folded = column.folded(stays, more.clone().into_iter().collect());
            let mut left = plain;
            left.retain(|number, _| stays(*number));
            left.extend(more);
            prop_assert_eq!(folded.present.count(), left.len());
            prop_assert!(folded.iter().eq(left));
        }

        #[test]
        fn rank_and_select_undo_each_other(numbers in numbers()) {
            let presence = Presence::of(numbers.iter().copied());
            prop_assert_eq!(presence.count(), numbers.len());
            prop_assert_eq!(presence.end(), numbers.last().map_or(0, |last| last + 1));
            for (rank, number) in numbers.iter().enumerate() {
                prop_assert_eq!(presence.rank(*number), Some(rank));
                prop_assert_eq!(presence.select(rank), Some(*number));
            }
            for missing in (0..500).filter(|number| !numbers.contains(number)) {
                prop_assert_eq!(presence.rank(missing), None);
            }
            prop_assert_eq!(presence.select(numbers.len()), None);
            prop_assert!(presence.iter().eq(numbers.iter().copied()));
            let listed = Presence::of_list(&numbers.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(listed.words, presence.words);
            prop_assert_eq!(listed.count, presence.count);
            prop_assert_eq!(listed.unbroken_from, presence.unbroken_from);
        }
    }

    #[test]
    fn equal_values_share_a_narrow_type() {
        let column = |values: &[Value]| Column::of((0..).zip(values.iter().cloned()).collect());
        assert!(matches!(column(&[1.into(), 2.into()]).values, Values::Integer(_)));
        assert!(matches!(column(&[1.into(), "2".into()]).values, Values::Mixed(_)));
        let texts = column(&["a".into(), "b".into(), "a".into()]).values;
        assert!(
            matches!(texts, Values::Text(codes, texts) if codes == [0, 1, 0] && texts.len() == 2)
        );
    }
}
