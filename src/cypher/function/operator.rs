//! Operators: arithmetic of numbers and of dates, joining, access, search in texts and lists, comparison, three-valued logic.
//!
//! Semantics of openCypher 9. `null` in gives `null` out, with the exceptions that
//! [`and`], [`or`], [`xor`] and [`in_list`] name. Whole numbers are of 64 bits and never wrap.

use std::cmp::Ordering;

use super::fault::{Fault, shown};
use super::{Env, temporal};
use crate::model::Value;

/// The most memory a compiled pattern may take, in bytes.
const PATTERN_SIZE: usize = 1 << 20;
/// How deep the groups of a pattern may nest.
const PATTERN_DEPTH: u32 = 128;

/// `a + b`: adds numbers, durations, a duration to a date or time; joins texts, a text and a plain
/// value, lists, a list and an element.
pub fn add(env: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(x), Value::Integer(y)) => whole(x.checked_add(*y), || format!("{x} + {y}")),
        (Value::List(x), Value::List(y)) => join(env, x, y),
        (Value::List(x), y) => join(env, x, std::slice::from_ref(y)),
        (x, Value::List(y)) => join(env, std::slice::from_ref(x), y),
        (Value::String(_), _) | (_, Value::String(_)) => match (plain_text(a), plain_text(b)) {
            (Some(x), Some(y)) => glue(env, &x, &y),
            _ => Err(Fault::operands("+", a, b)),
        },
        _ => match temporal::sum(a, b) {
            Some(sum) => sum,
            None => floats("+", a, b, |x, y| x + y),
        },
    }
}

/// `a - b`: of numbers and durations; of a date or time and a duration, what was so much earlier.
pub fn subtract(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => whole(x.checked_sub(*y), || format!("{x} - {y}")),
        _ => match temporal::difference(a, b) {
            Some(difference) => difference,
            None => floats("-", a, b, |x, y| x - y),
        },
    }
}

/// `a * b`: of numbers, and of a duration and a number.
pub fn multiply(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => whole(x.checked_mul(*y), || format!("{x} * {y}")),
        _ => match temporal::product(a, b) {
            Some(product) => product,
            None => floats("*", a, b, |x, y| x * y),
        },
    }
}

/// `a / b`: of whole numbers the quotient without its fraction; of a duration and a number a
/// duration. Zero is refused except below a floating-point number.
pub fn divide(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Integer(x), Value::Integer(0)) => Err(Fault::division_by_zero(*x)),
        (Value::Integer(x), Value::Integer(y)) => whole(x.checked_div(*y), || format!("{x} / {y}")),
        _ => match temporal::quotient(a, b) {
            Some(quotient) => quotient,
            None => floats("/", a, b, |x, y| x / y),
        },
    }
}

/// `a % b`: the remainder, with the sign of `a`.
pub fn modulo(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Integer(x), Value::Integer(0)) => Err(Fault::division_by_zero(*x)),
        (Value::Integer(x), Value::Integer(y)) => Ok(x.wrapping_rem(*y).into()),
        _ => floats("%", a, b, |x, y| x % y),
    }
}

/// `a ^ b`: always a floating-point number.
pub fn power(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    floats("^", a, b, f64::powf)
}

/// `-a`.
pub fn negate(_: &Env<'_>, a: &Value) -> Result<Value, Fault> {
    match a {
        Value::Null => Ok(Value::Null),
        Value::Integer(x) => whole(x.checked_neg(), || format!("-({x})")),
        Value::Float(x) => Ok((-x).into()),
        _ => Err(Fault::wrong_type(format!("- does not take {}", a.type_name()))),
    }
}

/// `+a`: the number itself.
pub fn affirm(_: &Env<'_>, a: &Value) -> Result<Value, Fault> {
    match a {
        Value::Null | Value::Integer(_) | Value::Float(_) => Ok(a.clone()),
        _ => Err(Fault::wrong_type(format!("+ does not take {}", a.type_name()))),
    }
}

/// `a || b`: joins two texts or two lists, and nothing else.
pub fn concatenate(env: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::String(x), Value::String(y)) => glue(env, x, y),
        (Value::List(x), Value::List(y)) => join(env, x, y),
        _ => Err(Fault::operands("||", a, b)),
    }
}

/// `holder[at]`: an element of a list, from 0 or from the end by a negative number; an entry of a
/// map; a property of a node or a relation. What is not there is `null`.
pub fn index(env: &Env<'_>, holder: &Value, at: &Value) -> Result<Value, Fault> {
    match (holder, at) {
        (Value::Null, _) => Ok(Value::Null),
        (Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::Null) => {
            Ok(Value::Null)
        }
        (Value::List(values), Value::Integer(at)) => {
            let at = from_either_end(*at, values.len());
            let at = usize::try_from(at).ok();
            Ok(at.and_then(|at| values.get(at)).cloned().unwrap_or_default())
        }
        (Value::List(_), _) => Err(Fault::list_index(at)),
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::String(key)) => {
            property(env, holder, key)
        }
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), _) => {
            Err(Fault::map_key(holder, at))
        }
        (_, Value::String(key)) if temporal::has_parts(holder) => temporal::part(holder, key),
        _ => Err(Fault::wrong_type(format!("{} has no elements to index", holder.type_name()))),
    }
}

/// `holder.key`: a property of a node or a relation, an entry of a map, a part of a date, a
/// time or a duration.
pub fn property(env: &Env<'_>, holder: &Value, key: &str) -> Result<Value, Fault> {
    match holder {
        Value::Null => Ok(Value::Null),
        Value::Map(map) => Ok(map.get(key).cloned().unwrap_or_default()),
        Value::Node(node) => Ok(env
            .snapshot
            .prop_key(key)
            .map_or(Value::Null, |key| env.snapshot.node_property(*node, key))),
        Value::Relationship(edge) => Ok(env
            .snapshot
            .prop_key(key)
            .map_or(Value::Null, |key| env.snapshot.edge_property(*edge, key))),
        _ if temporal::has_parts(holder) => temporal::part(holder, key),
        _ => Err(Fault::wrong_type(format!("{} has no property {key}", holder.type_name()))),
    }
}

/// `list[from..to]`: the elements from `from` up to and without `to`; negative numbers count from
/// the end, a side that is `None` is open, and what lies outside the list is left out.
pub fn slice(
    _: &Env<'_>,
    list: &Value,
    from: Option<&Value>,
    to: Option<&Value>,
) -> Result<Value, Fault> {
    let values = match list {
        Value::Null => return Ok(Value::Null),
        Value::List(values) => values,
        _ => return Err(Fault::wrong_type(format!("{} cannot be sliced", list.type_name()))),
    };
    let bound = |side: Option<&Value>, open: usize| match side {
        None => Ok(Some(open)),
        Some(Value::Null) => Ok(None),
        Some(Value::Integer(at)) => {
            let at = from_either_end(*at, values.len()).max(0);
            Ok(Some(usize::try_from(at).unwrap_or(usize::MAX).min(values.len())))
        }
        Some(other) => Err(Fault::list_index(other)),
    };
    let (Some(from), Some(to)) = (bound(from, 0)?, bound(to, values.len())?) else {
        return Ok(Value::Null);
    };
    Ok(Value::list(values.get(from..to).unwrap_or_default().iter().cloned()))
}

/// `x IN list`: true when an element is equal; `null` when none is, and one may be. Nothing, not
/// even `null`, is in an empty list.
pub fn in_list(_: &Env<'_>, x: &Value, list: &Value) -> Result<Value, Fault> {
    let values = match list {
        Value::Null => return Ok(Value::Null),
        Value::List(values) => values,
        _ => return Err(Fault::wrong_type(format!("IN takes LIST, not {}", list.type_name()))),
    };
    let mut known = true;
    for value in values.iter() {
        match x.equals(value) {
            Some(true) => return Ok(true.into()),
            Some(false) => {}
            None => known = false,
        }
    }
    Ok(known.then_some(false).into())
}

/// `a STARTS WITH b`; `null` unless both are texts.
pub fn starts_with(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    Ok(texts(a, b).map(|(a, b)| a.starts_with(b)).into())
}

/// `a ENDS WITH b`; `null` unless both are texts.
pub fn ends_with(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    Ok(texts(a, b).map(|(a, b)| a.ends_with(b)).into())
}

/// `a CONTAINS b`; `null` unless both are texts.
pub fn contains(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    Ok(texts(a, b).map(|(a, b)| a.contains(b)).into())
}

/// `a =~ b`: whether the pattern matches the whole text; `null` unless both are texts.
///
/// Compiles the pattern each time: keep a [`Pattern`] where it is constant.
pub fn matches(_: &Env<'_>, a: &Value, b: &Value) -> Result<Value, Fault> {
    let Some((text, pattern)) = texts(a, b) else { return Ok(Value::Null) };
    Ok(Pattern::new(pattern)?.matches(text).into())
}

/// A compiled regular expression that is matched against whole texts, in time linear in them.
#[derive(Debug, Clone)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// Compiles a pattern; one that is wrong, or too large once compiled, is refused.
    pub fn new(pattern: &str) -> Result<Self, Fault> {
        // On its own first: `a)(b` must not become right by being put into a group.
        let build = |text: &str| {
            regex::RegexBuilder::new(text)
                .size_limit(PATTERN_SIZE)
                .nest_limit(PATTERN_DEPTH)
                .build()
        };
        build(pattern).and_then(|_| build(&format!(r"\A(?:{pattern})\z"))).map(Self).map_err(
            |error| {
                let reason = match error {
                    regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                    error => error.to_string().lines().last().unwrap_or_default().to_owned(),
                };
                Fault::unreadable(format!("{} is no pattern: {reason}", shown(pattern)))
            },
        )
    }

    /// Whether the pattern matches the whole of `text`.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// `a = b`.
pub fn equal(a: &Value, b: &Value) -> Option<bool> {
    a.equals(b)
}

/// `a < b`: `None` where the two are not comparable; false where either number is `NaN`.
pub fn less(a: &Value, b: &Value) -> Option<bool> {
    compare(a, b, Ordering::is_lt)
}

/// `a <= b`, as [`less`] is.
pub fn at_most(a: &Value, b: &Value) -> Option<bool> {
    compare(a, b, Ordering::is_le)
}

/// `a > b`, as [`less`] is.
pub fn greater(a: &Value, b: &Value) -> Option<bool> {
    compare(a, b, Ordering::is_gt)
}

/// `a >= b`, as [`less`] is.
pub fn at_least(a: &Value, b: &Value) -> Option<bool> {
    compare(a, b, Ordering::is_ge)
}

/// `a AND b`: false where either is false, even beside `null`.
pub fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// `a OR b`: true where either is true, even beside `null`.
pub fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// `a XOR b`.
pub fn xor(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    Some(a? != b?)
}

/// `NOT a`.
pub fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

/// The truth of a value: `None` for `null`, a fault for what is neither true nor false.
pub fn truth(value: &Value) -> Result<Option<bool>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Boolean(b) => Ok(Some(*b)),
        _ => Err(Fault::wrong_type(format!("BOOLEAN is wanted here, not {}", value.type_name()))),
    }
}

fn whole(result: Option<i64>, calculation: impl FnOnce() -> String) -> Result<Value, Fault> {
    result.map(Value::Integer).ok_or_else(|| Fault::overflow(&calculation()))
}

fn floats(
    operator: &str,
    a: &Value,
    b: &Value,
    calculate: fn(f64, f64) -> f64,
) -> Result<Value, Fault> {
    if a.is_null() || b.is_null() {
        return Ok(Value::Null);
    }
    match (float(a), float(b)) {
        (Some(x), Some(y)) => Ok(calculate(x, y).into()),
        _ => Err(Fault::operands(operator, a, b)),
    }
}

/// A number as a floating-point number, rounded where it has to be.
#[expect(clippy::cast_precision_loss, reason = "openCypher mixes the two kinds of number this way")]
pub(super) fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => Some(*n as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// The text that `+` and `toString` make of a plain value.
pub(super) fn plain_text(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.as_ref().into()),
        Value::Boolean(b) => Some(b.to_string().into()),
        Value::Integer(n) => Some(n.to_string().into()),
        Value::Float(x) if x.is_infinite() => {
            Some(if *x > 0.0 { "Infinity" } else { "-Infinity" }.into())
        }
        // The debug form keeps `.0` and writes very large and very small numbers with an exponent.
        Value::Float(x) => Some(format!("{x:?}").into()),
        _ => value.temporal_text().map(Into::into),
    }
}

fn texts<'v>(a: &'v Value, b: &'v Value) -> Option<(&'v str, &'v str)> {
    a.as_str().zip(b.as_str())
}

fn glue(env: &Env<'_>, a: &str, b: &str) -> Result<Value, Fault> {
    env.room_for_text(a.len().saturating_add(b.len()))?;
    Ok(Value::text([a, b].concat()))
}

fn join(env: &Env<'_>, a: &[Value], b: &[Value]) -> Result<Value, Fault> {
    env.room_for_list(a.len().saturating_add(b.len()))?;
    Ok(Value::list(a.iter().chain(b).cloned()))
}

/// The place that `at` means in a list of this length, before or beyond it too.
fn from_either_end(at: i64, length: usize) -> i64 {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    if at < 0 { at.saturating_add(length) } else { at }
}

fn compare(a: &Value, b: &Value, holds: fn(Ordering) -> bool) -> Option<bool> {
    match (float(a), float(b)) {
        (Some(x), Some(y)) if x.is_nan() || y.is_nan() => Some(false),
        _ => a.compare(b).map(holds),
    }
}

#[cfg(test)]
mod tests;
