//! Conversions between types. A text that says no such value becomes `null`.

use super::Param::One;
use super::operator::{float, plain_text};
use super::{Env, Fault, Function, Refusal, Scalar, Takes};
use crate::model::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("toInteger", &[One("value", Takes::Unit)], to_integer)
        .says("A whole number from a number, whose fraction is dropped, a text or a truth value; `null` where the text says none.")
        .shows("toInteger('2.9')", "2")
        .refuses(Refusal::Value),
    Function::new("toFloat", &[One("value", Takes::Numeral)], to_float)
        .says("A floating-point number from a number or a text; `null` where the text says none.")
        .shows("toFloat('1.5')", "1.5")
        .refuses(Refusal::Value),
    Function::new("toString", &[One("value", Takes::Plain)], to_string)
        .says("The text of a number, a truth value, a date, a time or a duration.")
        .shows("toString(date('2023-11-08'))", "'2023-11-08'")
        .refuses(Refusal::Value),
    Function::new("toBoolean", &[One("value", Takes::Truthlike)], to_boolean)
        .says("True or false from the words `true` and `false` in any case; `null` where the text says neither.")
        .shows("toBoolean('TRUE')", "true")
        .refuses(Refusal::Value),
    Function::new("toIntegerOrNull", &[One("value", Takes::Any)], |env, args| {
        Ok(or_null(env, args, to_integer))
    })
    .says("Like `toInteger`, but `null` for every other type and for numbers that are too large.")
    .shows("toIntegerOrNull([])", "null"),
    Function::new("toFloatOrNull", &[One("value", Takes::Any)], |env, args| {
        Ok(or_null(env, args, to_float))
    })
    .says("Like `toFloat`, but `null` for every other type.")
    .shows("toFloatOrNull(true)", "null"),
    Function::new("toStringOrNull", &[One("value", Takes::Any)], |env, args| {
        Ok(or_null(env, args, to_string))
    })
    .says("Like `toString`, but `null` for every other type.")
    .shows("toStringOrNull([1])", "null"),
    Function::new("toBooleanOrNull", &[One("value", Takes::Any)], |env, args| {
        Ok(or_null(env, args, to_boolean))
    })
    .says("Like `toBoolean`, but `null` for every other type.")
    .shows("toBooleanOrNull(1)", "null"),
    Function::new("toIntegerList", &[One("list", Takes::List)], |env, args| {
        Ok(each(env, args, to_integer))
    })
    .says("`toIntegerOrNull` of each element.")
    .shows("toIntegerList(['1', 'two', 3.7])", "[1, null, 3]"),
    Function::new("toFloatList", &[One("list", Takes::List)], |env, args| {
        Ok(each(env, args, to_float))
    })
    .says("`toFloatOrNull` of each element.")
    .shows("toFloatList(['1', 'two', 3])", "[1.0, null, 3.0]"),
    Function::new("toStringList", &[One("list", Takes::List)], |env, args| {
        Ok(each(env, args, to_string))
    })
    .says("`toStringOrNull` of each element.")
    .shows("toStringList([1, true, []])", "['1', 'true', null]"),
    Function::new("toBooleanList", &[One("list", Takes::List)], |env, args| {
        Ok(each(env, args, to_boolean))
    })
    .says("`toBooleanOrNull` of each element.")
    .shows("toBooleanList(['true', 0, false])", "[true, null, false]"),
];

fn or_null(env: &Env<'_>, args: &[Value], convert: Scalar) -> Value {
    convert(env, args).unwrap_or_default()
}

fn each(env: &Env<'_>, args: &[Value], convert: Scalar) -> Value {
    let values = args.first().and_then(Value::as_list).unwrap_or_default();
    Value::list(values.iter().map(|value| or_null(env, std::slice::from_ref(value), convert)))
}

fn to_integer(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [Value::Integer(n)] => Ok((*n).into()),
        [Value::Boolean(b)] => Ok(i64::from(*b).into()),
        [Value::Float(x)] => truncated(*x),
        [Value::String(text)] => {
            let text = text.trim();
            match text.parse::<i64>() {
                Ok(n) => Ok(n.into()),
                Err(_) => decimal(text).map_or(Ok(Value::Null), truncated),
            }
        }
        _ => Err(Fault::arguments("toInteger", args)),
    }
}

fn truncated(x: f64) -> Result<Value, Fault> {
    const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
    if x.is_nan() {
        return Ok(Value::Null);
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie within range")]
    if (-TWO_POW_63..TWO_POW_63).contains(&x) {
        Ok(Value::Integer(x as i64))
    } else {
        Err(Fault::overflow(&format!("toInteger({})", Value::from(x))))
    }
}

fn to_float(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [Value::String(text)] => Ok(match text.trim() {
            "NaN" => f64::NAN.into(),
            "Infinity" | "+Infinity" => f64::INFINITY.into(),
            "-Infinity" => f64::NEG_INFINITY.into(),
            text => decimal(text).into(),
        }),
        [number] => {
            float(number).map(Value::Float).ok_or_else(|| Fault::arguments("toFloat", args))
        }
        _ => Err(Fault::arguments("toFloat", args)),
    }
}

/// A number written in digits: the words that Rust reads as numbers are not numbers in a query.
fn decimal(text: &str) -> Option<f64> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    text.chars().all(digits).then(|| text.parse().ok()).flatten()
}

fn to_string(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [text @ Value::String(_)] => Ok(text.clone()),
        [value] => match plain_text(value) {
            Some(text) => Ok(Value::text(text.into_owned())),
            None => Err(Fault::arguments("toString", args)),
        },
        _ => Err(Fault::arguments("toString", args)),
    }
}

fn to_boolean(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [Value::Boolean(b)] => Ok((*b).into()),
        [Value::String(text)] if text.eq_ignore_ascii_case("true") => Ok(true.into()),
        [Value::String(text)] if text.eq_ignore_ascii_case("false") => Ok(false.into()),
        [Value::String(_)] => Ok(Value::Null),
        _ => Err(Fault::arguments("toBoolean", args)),
    }
}
