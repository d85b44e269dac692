//! Equality, comparability, order and equivalence of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::Value;

impl Value {
    /// Whether two values are equal, as `=` says: `None` where that is not known.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::List(a), Self::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all_equal(a.iter().zip(b.iter()))
            }
            (Self::Map(a), Self::Map(b)) => {
                if !a.keys().eq(b.keys()) {
                    return Some(false);
                }
                all_equal(a.values().zip(b.values()))
            }
            (Self::Float(a), Self::Float(b)) => Some(a.partial_cmp(b) == Some(Ordering::Equal)),
            (Self::Integer(a), Self::Float(b)) | (Self::Float(b), Self::Integer(a)) => {
                Some(integer_against_float(*a, *b) == Some(Ordering::Equal))
            }
            _ => Some(self.order(other) == Ordering::Equal),
        }
    }

    /// How two values compare, as `<` and `>` say: `None` where they are not comparable, or where
    /// either is `null` or `NaN`. Durations are not comparable, because months and days are not all
    /// equally long.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b),
            (Self::Integer(a), Self::Float(b)) => integer_against_float(*a, *b),
            (Self::Float(a), Self::Integer(b)) => {
                integer_against_float(*b, *a).map(Ordering::reverse)
            }
            (Self::String(a), Self::String(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Self::Boolean(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            (Self::LocalTime(a), Self::LocalTime(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Some(a.cmp(b)),
            (Self::LocalDateTime(a), Self::LocalDateTime(b)) => Some(a.cmp(b)),
            (Self::DateTime(a), Self::DateTime(b)) => Some(a.cmp(b)),
            (Self::List(a), Self::List(b)) => {
                for (x, y) in a.iter().zip(b.iter()) {
                    match x.compare(y)? {
                        Ordering::Equal => {}
                        decided => return Some(decided),
                    }
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => None,
        }
    }

    /// The total order of `ORDER BY`: maps, nodes, relations, lists, paths, dates
    /// with times, dates, times, durations by their average length, texts, truth values, numbers
    /// (`NaN` last), and `null` at the very end.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => order_floats(*a, *b),
            (Self::Integer(a), Self::Float(b)) => {
                integer_against_float(*a, *b).unwrap_or(Ordering::Less)
            }
            (Self::Float(a), Self::Integer(b)) => {
                integer_against_float(*b, *a).map_or(Ordering::Greater, Ordering::reverse)
            }
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::LocalTime(a), Self::LocalTime(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::LocalDateTime(a), Self::LocalDateTime(b)) => a.cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.cmp(b),
            (Self::Node(a), Self::Node(b)) => a.cmp(b),
            (Self::Relationship(a), Self::Relationship(b)) => a.cmp(b),
            (Self::Path(a), Self::Path(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => order_all(a.iter(), b.iter()),
            (Self::Map(a), Self::Map(b)) => {
                a.keys().cmp(b.keys()).then_with(|| order_all(a.values(), b.values()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Map(_) => 0,
            Self::Node(_) => 1,
            Self::Relationship(_) => 2,
            Self::List(_) => 3,
            Self::Path(_) => 4,
            Self::DateTime(_) => 5,
            Self::LocalDateTime(_) => 6,
            Self::Date(_) => 7,
            Self::Time(_) => 8,
            Self::LocalTime(_) => 9,
            Self::Duration(_) => 10,
            Self::String(_) => 11,
            Self::Boolean(_) => 12,
            Self::Integer(_) | Self::Float(_) => 13,
            Self::Null => 14,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Null => {}
            Self::Boolean(b) => b.hash(state),
            Self::Integer(n) => n.hash(state),
            // A float that is a whole number must hash as that number, because it is equal to it.
            Self::Float(n) => match whole(*n) {
                Some(n) => n.hash(state),
                None if n.is_nan() => u64::MAX.hash(state),
                None => n.to_bits().hash(state),
            },
            Self::String(text) => text.hash(state),
            Self::Date(day) => day.hash(state),
            Self::LocalTime(time) => time.hash(state),
            Self::Time(time) => time.hash(state),
            Self::LocalDateTime(at) => at.hash(state),
            Self::DateTime(at) => at.hash(state),
            Self::Duration(length) => length.hash(state),
            Self::List(values) => values.hash(state),
            Self::Map(map) => map.hash(state),
            Self::Node(id) => id.hash(state),
            Self::Relationship(id) => id.hash(state),
            Self::Path(path) => path.hash(state),
        }
    }
}

/// A value as a key of ordered collections, by [`Value::order`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered(pub Value);

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}

fn all_equal<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Option<bool> {
    let mut known = true;
    for (a, b) in pairs {
        match a.equals(b) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

fn order_all<'a>(
    a: impl Iterator<Item = &'a Value>,
    b: impl Iterator<Item = &'a Value>,
) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match x.order(y) {
                Ordering::Equal => {}
                decided => return decided,
            },
        }
    }
}

fn order_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// The whole number a float is, where it is one that a 64-bit integer holds.
pub(crate) fn whole(n: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie within range and whole")]
    ((-TWO_POW_63..TWO_POW_63).contains(&n) && n.fract() == 0.0).then_some(n as i64)
}

const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

/// Compares without rounding the integer to a float; `None` for `NaN`.
fn integer_against_float(a: i64, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b >= TWO_POW_63 {
        return Some(Ordering::Less);
    }
    if b < -TWO_POW_63 {
        return Some(Ordering::Greater);
    }
    let floor = whole(b.floor())?;
    Some(a.cmp(&floor).then(if b.fract() == 0.0 { Ordering::Equal } else { Ordering::Less }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{Path, temporal};
    use crate::model::{EdgeId, NodeId};
    use proptest::prelude::*;
    use std::hash::DefaultHasher;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3_i64..3).prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            prop_oneof![Just(f64::NAN), Just(-0.0), Just(0.0), -2.0..2.0, any::<f64>()]
                .prop_map(Value::from),
            "[ab]{0,2}".prop_map(Value::from),
            prop::sample::select(&["2023", "2024"][..])
                .prop_map(|t| Value::Date(t.parse().unwrap())),
            prop::sample::select(&["12:30", "13:30"][..])
                .prop_map(|t| Value::LocalTime(t.parse().unwrap())),
            prop::sample::select(&["12:30Z", "13:30+01:00", "12:31Z"][..])
                .prop_map(|t| Value::Time(t.parse().unwrap())),
            prop::sample::select(&["2023T00Z", "2023T01+01:00", "2023[Europe/London]"][..])
                .prop_map(|t| Value::from(t.parse::<temporal::DateTime>().unwrap())),
            prop::sample::select(&["P1D", "PT24H", "PT1440M", "P1M"][..])
                .prop_map(|t| Value::from(t.parse::<temporal::Duration>().unwrap())),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::list),
                prop::collection::vec(("[ab]", inner), 0..3)
                    .prop_map(|entries| Value::map(entries.into_iter())),
            ]
        })
    }

    fn hash(value: &Value) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in value(), b in value(), c in value()) {
            prop_assert_eq!(a.order(&b), b.order(&a).reverse());
            if a.order(&b).is_le() && b.order(&c).is_le() {
                prop_assert!(a.order(&c).is_le());
            }
        }

        #[test]
        fn equivalent_values_hash_alike(a in value(), b in value()) {
            prop_assert_eq!(hash(&a), hash(&a.clone()));
            if a == b {
                prop_assert_eq!(hash(&a), hash(&b));
            }
        }

        #[test]
        fn what_is_comparable_is_ordered_that_way(a in value(), b in value()) {
            if let Some(ordering) = a.compare(&b) {
                prop_assert_eq!(ordering, a.order(&b));
            }
        }
    }

    #[test]
    fn unknown_parts_make_equality_unknown_unless_another_part_decides() {
        let list = |values: Vec<Value>| Value::list(values);
        let with_null = list(vec![Value::from(1), Value::Null]);
        assert_eq!(with_null.equals(&list(vec![Value::from(1), Value::from(2)])), None);
        assert_eq!(with_null.equals(&list(vec![Value::from(2), Value::Null])), Some(false));
        assert_eq!(Value::from(f64::NAN).equals(&Value::from(f64::NAN)), Some(false));
        assert_eq!(Value::from(1).equals(&Value::from("1")), Some(false));
    }

    #[test]
    fn types_are_ordered_as_the_language_says() {
        let text = "2023-11-08";
        let in_order = [
            Value::map::<&str>([]),
            Value::Node(NodeId(9)),
            Value::Relationship(EdgeId(1)),
            Value::list([]),
            Value::Path(Path { nodes: vec![NodeId(0)], edges: vec![] }.into()),
            text.parse::<temporal::DateTime>().unwrap().into(),
            text.parse::<temporal::LocalDateTime>().unwrap().into(),
            text.parse::<temporal::Date>().unwrap().into(),
            "12:30".parse::<temporal::Time>().unwrap().into(),
            "12:30".parse::<temporal::LocalTime>().unwrap().into(),
            "P1D".parse::<temporal::Duration>().unwrap().into(),
            "a".into(),
            true.into(),
            (-1).into(),
            f64::NAN.into(),
            Value::Null,
        ];
        for pair in in_order.windows(2) {
            assert!(pair[0].order(&pair[1]).is_lt(), "{pair:?}");
            assert_eq!(pair[0].compare(&pair[1]), None);
            assert_ne!(pair[0].equals(&pair[1]), Some(true));
        }
        assert_eq!(size_of::<Value>(), 24);
    }

    #[test]
    fn large_whole_numbers_are_not_rounded() {
        let big = Value::from(9_007_199_254_740_993_i64);
        assert_eq!(big.equals(&Value::from(9_007_199_254_740_992.0)), Some(false));
        assert_eq!(big.compare(&Value::from(9_007_199_254_740_992.0)), Some(Ordering::Greater));
    }
}
