//! Durations: made, and measured between two dates or times.

use super::too_far;
use crate::cypher::function::fault::shown;
use crate::cypher::function::{Env, Fault};
use crate::model::Value;
use crate::model::value::Map;
use crate::model::value::temporal::{Duration, Fraction, Measure, Part, Stamp};

const PARTS: &str = "years, quarters, months, weeks, days, hours, minutes, seconds, milliseconds, \
                     microseconds, nanoseconds";

/// The value of `duration(…)`.
pub(super) fn make(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [length @ Value::Duration(_)] => Ok(length.clone()),
        [Value::String(text)] => Ok(text.parse::<Duration>()?.into()),
        [Value::Map(parts)] => assembled(parts).map(Value::from),
        _ => Err(Fault::arguments("duration", args)),
    }
}

fn assembled(parts: &Map) -> Result<Duration, Fault> {
    let mut amounts = Vec::new();
    for (key, value) in parts {
        let Some(part) = Part::named(key) else {
            return Err(Fault::unreadable(format!("a duration has no part {}", shown(key)))
                .with_help(format!("its parts are {PARTS}")));
        };
        amounts.push((
            part,
            fraction(value).map_err(|wrong| match wrong {
                Wrong::Type => {
                    let given = value.type_name();
                    Fault::wrong_type(format!(
                        "{key} of duration() takes INTEGER | FLOAT, not {given}"
                    ))
                }
                Wrong::Size => too_long(&format!("{key}: {value}")),
            })?,
        ));
    }
    Duration::of_amounts(amounts).ok_or_else(|| too_long("the duration"))
}

pub(super) fn too_long(what: &str) -> Fault {
    Fault::out_of_range(format!("{what} is longer than a duration can be"))
}

/// Why a value is no amount.
pub(super) enum Wrong {
    Type,
    Size,
}

/// A number, exactly as it is written.
pub(super) fn fraction(value: &Value) -> Result<Fraction, Wrong> {
    match value {
        Value::Integer(n) => Ok(Fraction::whole(*n)),
        Value::Float(x) => Fraction::of_float(*x).ok_or(Wrong::Size),
        _ => Err(Wrong::Type),
    }
}

/// The value of `duration.between(…)` and its like.
pub(super) fn between(name: &str, measure: Measure, args: &[Value]) -> Result<Value, Fault> {
    let [from, to] = args else { return Err(Fault::arguments(name, args)) };
    let (Some(a), Some(b)) = (Stamp::of(from), Stamp::of(to)) else {
        return Err(Fault::arguments(name, args));
    };
    match Duration::between(&a, &b, measure) {
        Some(length) => Ok(length.into()),
        None => Err(too_far(&format!("the way from {from} to {to}"))),
    }
}
