//! Operators against plain references.

use proptest::prelude::*;

use super::*;
use crate::cypher::error::ErrorKind;
use crate::cypher::limits::Limits;
use crate::graph::Snapshot;
use crate::model::Schema;
use crate::model::schema::Declarations;
use crate::model::value::temporal::Instant;

type Binary = fn(&Env<'_>, &Value, &Value) -> Result<Value, Fault>;

fn with_env<T>(run: impl FnOnce(&Env<'_>) -> T) -> T {
    let limits = Limits { list_len: 100, memory: Some(1_000), ..Limits::default() };
    let snapshot: Snapshot =
        crate::Database::with_schema(Schema::new(Declarations::default())).snapshot();
    run(&Env { snapshot: &snapshot, limits: &limits, now: Instant::new(0, 0) })
}

fn apply(operator: Binary, a: impl Into<Value>, b: impl Into<Value>) -> Result<Value, Fault> {
    with_env(|env| operator(env, &a.into(), &b.into()))
}

fn list(values: &[i64]) -> Value {
    Value::list(values.iter().map(|&n| n.into()))
}

fn whole_number() -> impl Strategy<Value = i64> {
    prop_oneof![Just(i64::MIN), Just(i64::MAX), -3_i64..4, any::<i64>()]
}

fn small_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (0_i64..3).prop_map(Value::from),
        Just(Value::from(1.0)),
        Just(Value::from("a")),
        Just(Value::list([Value::Null])),
    ]
}

fn truth_value() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![Just(None), Just(Some(false)), Just(Some(true))]
}

proptest! {
    #[test]
    fn whole_numbers_are_exact_or_refused(a in whole_number(), b in whole_number()) {
        let (x, y) = (i128::from(a), i128::from(b));
        let nonzero = |result: fn(i128, i128) -> i128| (b != 0).then(|| result(x, y));
        for (operator, exact) in [
            (add as Binary, Some(x + y)),
            (subtract, Some(x - y)),
            (multiply, Some(x * y)),
            (divide, nonzero(|x, y| x / y)),
            (modulo, nonzero(|x, y| x % y)),
        ] {
            match (apply(operator, a, b), exact.and_then(|n| i64::try_from(n).ok())) {
                (Ok(value), Some(n)) => prop_assert_eq!(value.as_integer(), Some(n)),
                (Err(fault), None) => prop_assert_eq!(fault.kind, ErrorKind::ArithmeticError),
                (result, exact) => prop_assert!(false, "{:?} instead of {:?}", result, exact),
            }
        }
    }

    #[test]
    fn a_slice_is_that_of_a_vector(
        values in prop::collection::vec(0_i64..9, 0..6),
        from in prop::option::of(-8_i64..8),
        to in prop::option::of(-8_i64..8),
    ) {
        let length = i64::try_from(values.len()).unwrap();
        let place = |at: i64| if at < 0 { at + length } else { at };
        let (first, end) = (from.map_or(0, place), to.map_or(length, place));
        let wanted = Value::list(
            (0..).zip(&values).filter(|(at, _)| (first..end).contains(at)).map(|(_, &n)| n.into()),
        );
        let (from, to) = (from.map(Value::from), to.map(Value::from));
        let found = with_env(|env| slice(env, &list(&values), from.as_ref(), to.as_ref()));
        prop_assert_eq!(found.unwrap(), wanted);
    }

    #[test]
    fn an_index_counts_from_either_end(
        values in prop::collection::vec(0_i64..9, 0..6),
        at in whole_number(),
    ) {
        let length = values.len() as i128;
        let place = if at < 0 { i128::from(at) + length } else { i128::from(at) };
        let wanted = usize::try_from(place).ok().and_then(|at| values.get(at)).copied();
        prop_assert_eq!(apply(index, list(&values), at).unwrap(), wanted.into());
    }

    #[test]
    fn in_is_a_chain_of_or(x in small_value(), values in prop::collection::vec(small_value(), 0..5)) {
        let answers: Vec<_> = values.iter().map(|value| x.equals(value)).collect();
        let wanted = if answers.contains(&Some(true)) {
            Some(true)
        } else if answers.contains(&None) {
            None
        } else {
            Some(false)
        };
        prop_assert_eq!(apply(in_list, x, Value::list(values)).unwrap(), wanted.into());
    }

    #[test]
    fn logic_keeps_de_morgan_and_its_order(a in truth_value(), b in truth_value()) {
        prop_assert_eq!(not(and(a, b)), or(not(a), not(b)));
        prop_assert_eq!(xor(a, b), and(or(a, b), not(and(a, b))));
        // False, unknown, true: AND is the least, OR the greatest.
        let rank = |t: Option<bool>| t.map_or(1, |t| i32::from(t) * 2);
        prop_assert_eq!(rank(and(a, b)), rank(a).min(rank(b)));
        prop_assert_eq!(rank(or(a, b)), rank(a).max(rank(b)));
    }

    #[test]
    fn plain_patterns_match_whole_texts(text in "[ab.]{0,4}", pattern in "[ab]{0,4}") {
        prop_assert_eq!(apply(matches, text.as_str(), pattern.as_str()).unwrap(), (text == pattern).into());
    }
}

#[test]
fn values_join_as_opencypher_says() {
    for (operator, a, b, wanted) in [
        (add as Binary, "a".into(), "b".into(), Value::from("ab")),
        (add, "a".into(), 1.into(), "a1".into()),
        (add, 1.5.into(), "a".into(), "1.5a".into()),
        (add, list(&[1]), list(&[2]), list(&[1, 2])),
        (add, list(&[1]), 2.into(), list(&[1, 2])),
        (add, 1.into(), list(&[2]), list(&[1, 2])),
        (add, list(&[1]), Value::Null, Value::Null),
        (add, 1.into(), 0.5.into(), 1.5.into()),
        (concatenate, "a".into(), "b".into(), "ab".into()),
        (divide, 7.into(), (-2).into(), (-3).into()),
        (divide, 1.into(), 0.0.into(), f64::INFINITY.into()),
        (divide, 0.0.into(), 0.into(), f64::NAN.into()),
        (modulo, i64::MIN.into(), (-1).into(), 0.into()),
        (power, 2.into(), 3.into(), 8.0.into()),
        (power, i64::MAX.into(), i64::MAX.into(), f64::INFINITY.into()),
        (starts_with, 1.into(), "a".into(), Value::Null),
        (contains, "Brent".into(), "".into(), true.into()),
        (ends_with, "Brent".into(), "ent".into(), true.into()),
        (in_list, Value::Null, list(&[]), false.into()),
        (matches, "Brent".into(), "Bre|Brent".into(), true.into()),
        (matches, "Brent".into(), "rent".into(), false.into()),
        (matches, "BRENT".into(), "(?i)brent".into(), true.into()),
        (index, Value::map([("a", Value::from(1))]), "a".into(), 1.into()),
        (index, Value::map([("a", Value::from(1))]), "b".into(), Value::Null),
    ] {
        assert_eq!(apply(operator, a, b), Ok(wanted));
    }
    let integer = apply(divide, 4, 2).unwrap();
    assert!(matches!(integer, Value::Integer(2)), "whole numbers stay whole");
    assert!(matches!(apply(power, 2, 2).unwrap(), Value::Float(_)), "a power never is");
}

#[test]
fn what_does_not_go_together_is_a_fault() {
    let map = || Value::map([("a", Value::from(1))]);
    for (operator, a, b, detail) in [
        (add as Binary, true.into(), 1.into(), "InvalidArgumentType"),
        (add, "a".into(), map(), "InvalidArgumentType"),
        (concatenate, "a".into(), 1.into(), "InvalidArgumentType"),
        (divide, i64::MIN.into(), (-1).into(), "IntegerOverflow"),
        (divide, 1.into(), 0.into(), "DivisionByZero"),
        (modulo, 1.into(), 0.into(), "DivisionByZero"),
        (index, 100.into(), 0.into(), "InvalidArgumentType"),
        (index, "1".into(), 0.into(), "InvalidArgumentType"),
        (index, list(&[1]), 4.7.into(), "ListElementAccessByNonInteger"),
        (index, map(), 0.into(), "MapElementAccessByNonString"),
        (in_list, 1.into(), 1.into(), "InvalidArgumentType"),
        (matches, "a".into(), "(".into(), "InvalidArgumentValue"),
        (matches, "a".into(), "a)(b".into(), "InvalidArgumentValue"),
        (matches, "a".into(), "(a{999}){999}".into(), "InvalidArgumentValue"),
        (matches, "a".into(), "(".repeat(100_000).into(), "InvalidArgumentValue"),
        (add, list(&[0; 60]), list(&[0; 60]), "LimitExceeded"),
        (add, "a".repeat(600).into(), "a".repeat(600).into(), "LimitExceeded"),
    ] {
        assert_eq!(apply(operator, a, b).unwrap_err().detail, detail);
    }
    with_env(|env| {
        assert_eq!(negate(env, &i64::MIN.into()).unwrap_err().detail, "IntegerOverflow");
        assert_eq!(property(env, &1.into(), "x").unwrap_err().detail, "InvalidArgumentType");
        assert!(truth(&1.into()).is_err());
    });
}

#[test]
fn nan_compares_with_numbers_as_false_and_with_texts_not_at_all() {
    let nan = Value::from(f64::NAN);
    for compare in [less, at_most, greater, at_least] {
        assert_eq!(compare(&nan, &1.into()), Some(false));
        assert_eq!(compare(&nan, &nan), Some(false));
        assert_eq!(compare(&nan, &"a".into()), None);
    }
    assert_eq!(less(&1.into(), &1.5.into()), Some(true));
    assert_eq!(less(&1.into(), &Value::Null), None);
}
