//! What `+`, `-`, `*` and `/` make of durations: `None` where none of the two is one that they take.

use super::duration::{Wrong, fraction, too_long};
use super::part::has_parts;
use super::too_far;
use crate::cypher::function::Fault;
use crate::model::Value;
use crate::model::value::temporal::{Duration, Fraction};

type Outcome = Option<Result<Value, Fault>>;

/// `a + b` of durations, or of a duration and a date or time.
pub(in crate::cypher::function) fn sum(a: &Value, b: &Value) -> Outcome {
    match (a, b) {
        (Value::Duration(x), Value::Duration(y)) => {
            Some(length(x.plus(y), || format!("{a} + {b}")))
        }
        (moment, Value::Duration(length)) | (Value::Duration(length), moment) => {
            later(moment, length, || format!("{a} + {b}"))
        }
        _ => None,
    }
}

/// `a - b` of durations, or of a date or time and a duration.
pub(in crate::cypher::function) fn difference(a: &Value, b: &Value) -> Outcome {
    let Value::Duration(back) = b else { return None };
    let what = || format!("{a} - {b}");
    let Some(back) = back.negated() else {
        return has_parts(a).then(|| Err(too_long(&what())));
    };
    match a {
        Value::Duration(x) => Some(length(x.plus(&back), what)),
        moment => later(moment, &back, what),
    }
}

/// `a * b` of a duration and a number.
pub(in crate::cypher::function) fn product(a: &Value, b: &Value) -> Outcome {
    let ((Value::Duration(x), factor) | (factor, Value::Duration(x))) = (a, b) else { return None };
    scaled(factor, || format!("{a} * {b}"), |factor| x.times(factor))
}

/// `a / b` of a duration and a number.
pub(in crate::cypher::function) fn quotient(a: &Value, b: &Value) -> Outcome {
    let Value::Duration(x) = a else { return None };
    if fraction(b).is_ok_and(Fraction::is_zero) {
        return Some(Err(Fault::no_length(a)));
    }
    scaled(b, || format!("{a} / {b}"), |divisor| x.divided_by(divisor))
}

fn scaled(
    number: &Value,
    what: impl Fn() -> String,
    scale: impl FnOnce(Fraction) -> Option<Duration>,
) -> Outcome {
    match fraction(number) {
        Ok(number) => Some(length(scale(number), what)),
        Err(Wrong::Size) => Some(Err(too_long(&what()))),
        Err(Wrong::Type) if number.is_null() => Some(Ok(Value::Null)),
        Err(Wrong::Type) => None,
    }
}

fn length(result: Option<Duration>, what: impl FnOnce() -> String) -> Result<Value, Fault> {
    result.map(Value::from).ok_or_else(|| too_long(&what()))
}

/// The date or time so much later.
fn later(moment: &Value, length: &Duration, what: impl FnOnce() -> String) -> Outcome {
    let found = match moment {
        Value::Date(date) => date.plus(length).map(Value::from),
        Value::LocalTime(time) => Some(time.plus(length).into()),
        Value::Time(time) => Some(time.plus(length).into()),
        Value::LocalDateTime(at) => at.plus(length).map(Value::from),
        Value::DateTime(at) => at.plus(length).map(Value::from),
        _ => return None,
    };
    Some(found.ok_or_else(|| too_far(&what())))
}
