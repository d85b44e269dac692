//! Words, and the nodes whose texts hold them.

use rustc_hash::FxHashMap;

use crate::model::NodeId;
use crate::model::name::{acronyms, fold};

/// The words of the texts of some nodes, in the order of the alphabet, each with the nodes that hold
/// it. Made once, and never changed.
///
/// A node is known by its place among them.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// The nodes that have a text, ascending.
    nodes: Vec<NodeId>,
    /// By place: how many words a node's texts have.
    lengths: Vec<u32>,
    /// The words one behind the other, and where each of them ends.
    letters: String,
    ends: Vec<u32>,
    /// By word, ascending: the places that hold it and how often; and where those of each word end.
    held: Vec<(u32, u32)>,
    held_to: Vec<u32>,
}

/// The places that hold some word, ascending, and how often.
pub(super) type Hits = Vec<(u32, u32)>;

impl Lexicon {
    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    pub(super) fn node(&self, place: u32) -> Option<NodeId> {
        self.nodes.get(place as usize).copied()
    }

    pub(super) fn place(&self, node: NodeId) -> Option<u32> {
        self.nodes.binary_search(&node).ok().and_then(|place| u32::try_from(place).ok())
    }

    /// How many words the texts of a node have.
    pub(super) fn length(&self, place: u32) -> u32 {
        self.lengths.get(place as usize).copied().unwrap_or_default()
    }

    /// How many words all texts have.
    pub(super) fn total(&self) -> u64 {
        self.lengths.iter().map(|length| u64::from(*length)).sum()
    }

    /// Who holds this very word.
    pub(super) fn same(&self, word: &str) -> Hits {
        let first = self.first_from(word);
        let is = self.word(first) == Some(word);
        if is { self.held_by(first).to_vec() } else { Hits::new() }
    }

    /// Who holds longer words that begin so.
    pub(super) fn beginning(&self, with: &str) -> Hits {
        let words = (self.first_from(with)..self.ends.len())
            .take_while(|word| self.word(*word).is_some_and(|word| word.starts_with(with)))
            .filter(|word| self.word(*word) != Some(with));
        self.together(words)
    }

    /// Who holds words that one slip of the hand makes of this one. Linear in the words there are.
    pub(super) fn slips(&self, word: &str) -> Hits {
        let words = (0..self.ends.len())
            .filter(|other| self.word(*other).is_some_and(|other| is_one_slip(word, other)));
        self.together(words)
    }

    fn together(&self, words: impl Iterator<Item = usize>) -> Hits {
        let mut all: Hits = words.flat_map(|word| self.held_by(word)).copied().collect();
        all.sort_unstable();
        all.dedup_by(|more, into| {
            let same = more.0 == into.0;
            into.1 += if same { more.1 } else { 0 };
            same
        });
        all
    }

    fn word(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        self.letters.get(start.copied().unwrap_or_default() as usize..end)
    }

    fn held_by(&self, word: usize) -> &[(u32, u32)] {
        let start = word.checked_sub(1).and_then(|before| self.held_to.get(before)).copied();
        let end = self.held_to.get(word).copied().unwrap_or_default() as usize;
        self.held.get(start.unwrap_or_default() as usize..end).unwrap_or_default()
    }

    /// The first word that does not come before this one.
    fn first_from(&self, word: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let before = self.word(middle).is_some_and(|there| there < word);
            if before { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// A lexicon in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    lexicon: Lexicon,
    /// The words in the order in which they came.
    words: FxHashMap<Box<str>, u32>,
    /// Word, place, how often.
    entries: Vec<(u32, u32, u32)>,
    /// The words of the node at hand.
    own: Vec<u32>,
}

impl Draft {
    /// Takes in a node with its texts; nodes come ascending. Where `called` is given, its texts are
    /// names, by whose first letters the node is found as well.
    pub(super) fn add<'a>(
        &mut self,
        node: NodeId,
        texts: impl Iterator<Item = &'a str>,
        called: impl Iterator<Item = &'a str>,
    ) {
        self.own.clear();
        for text in texts {
            self.take(text);
        }
        let length = self.own.len();
        if length == 0 {
            return;
        }
        self.own.sort_unstable();
        let known = self.own.clone();
        for acronym in called.flat_map(acronyms) {
            self.take(&acronym);
        }
        // First letters are no words of the text: each counts once, and where it is no word by itself.
        let mut letters = self.own.split_off(length);
        letters.sort_unstable();
        letters.dedup();
        letters.retain(|word| known.binary_search(word).is_err());
        self.own.extend(letters);
        let place = u32::try_from(self.lexicon.nodes.len()).unwrap_or(u32::MAX);
        self.own.sort_unstable();
        for run in self.own.chunk_by(|a, b| a == b) {
            let times = u32::try_from(run.len()).unwrap_or(u32::MAX);
            self.entries.extend(run.first().map(|word| (*word, place, times)));
        }
        self.lexicon.nodes.push(node);
        self.lexicon.lengths.push(u32::try_from(length).unwrap_or(u32::MAX));
    }

    fn take(&mut self, text: &str) {
        for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
            let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let known = self.words.get(word).copied();
            let number = known.unwrap_or_else(|| *self.words.entry(word.into()).or_insert(next));
            self.own.push(number);
        }
    }

    /// The lexicon of all that was taken in.
    pub(super) fn done(self) -> Lexicon {
        let mut lexicon = self.lexicon;
        let mut words: Vec<(Box<str>, u32)> = self.words.into_iter().collect();
        words.sort_unstable();
        let mut ranks = vec![0_u32; words.len()];
        let mut starts = vec![0_u32; words.len() + 1];
        for (rank, (word, number)) in (0..).zip(&words) {
            lexicon.letters.push_str(word);
            lexicon.ends.push(u32::try_from(lexicon.letters.len()).unwrap_or(u32::MAX));
            if let Some(place) = ranks.get_mut(*number as usize) {
                *place = rank;
            }
        }
        let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or_default() as usize;
        for (word, ..) in &self.entries {
            if let Some(count) = starts.get_mut(rank(*word) + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        lexicon.held = vec![(0, 0); self.entries.len()];
        // Each start moves on as its word is filled, and ends where the word does.
        for (word, place, times) in self.entries {
            let Some(next) = starts.get_mut(rank(word)) else { continue };
            if let Some(slot) = lexicon.held.get_mut(*next as usize) {
                *slot = (place, times);
                *next += 1;
            }
        }
        starts.pop();
        lexicon.held_to = starts;
        lexicon
    }
}

/// Whether one letter too many, too few or wrong, or two letters exchanged, make one word of another.
fn is_one_slip(typed: &str, word: &str) -> bool {
    if typed.len().abs_diff(word.len()) > 4 || typed == word {
        return false;
    }
    let alike = |(a, b): &(char, char)| a == b;
    let start: usize =
        typed.chars().zip(word.chars()).take_while(alike).map(|(c, _)| c.len_utf8()).sum();
    let [a, b] = [typed, word].map(|text| text.get(start..).unwrap_or_default());
    let end: usize =
        a.chars().rev().zip(b.chars().rev()).take_while(alike).map(|(c, _)| c.len_utf8()).sum();
    let middle = |text: &str| -> Vec<char> {
        text.get(..text.len() - end).unwrap_or_default().chars().take(3).collect()
    };
    match (middle(a).as_slice(), middle(b).as_slice()) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Damerau and Levenshtein's distance, letter by letter.
    fn distance(a: &str, b: &str) -> usize {
        strsim::osa_distance(a, b)
    }

    proptest! {
        #[test]
        fn a_slip_is_a_distance_of_one(a in "[abé]{0,5}", b in "[abé]{0,5}") {
            prop_assert_eq!(is_one_slip(&a, &b), distance(&a, &b) == 1);
        }

        #[test]
        fn words_are_found_where_they_stand(
            texts in prop::collection::vec("[ab ]{0,8}", 0..12),
            sought in "[abc]{1,3}",
        ) {
            let mut draft = Draft::default();
            for (node, text) in (0..).zip(&texts) {
                draft.add(NodeId(node), std::iter::once(text.as_str()), std::iter::empty());
            }
            let lexicon = draft.done();
            let plain = |fits: &dyn Fn(&str) -> bool| -> Vec<(NodeId, u32)> {
                let times = |text: &String| text.split(' ').filter(|w| !w.is_empty() && fits(w)).count();
                let all = (0..).map(NodeId).zip(texts.iter().map(times));
                all.filter(|(_, n)| *n > 0).map(|(node, n)| (node, u32::try_from(n).unwrap())).collect()
            };
            let found = |hits: Hits| -> Vec<(NodeId, u32)> {
                hits.into_iter().map(|(place, n)| (lexicon.node(place).unwrap(), n)).collect()
            };
            prop_assert_eq!(found(lexicon.same(&sought)), plain(&|word| word == sought));
            prop_assert_eq!(
                found(lexicon.beginning(&sought)),
                plain(&|word| word != sought && word.starts_with(&sought))
            );
            prop_assert_eq!(found(lexicon.slips(&sought)), plain(&|word| distance(word, &sought) == 1));
        }
    }
}
