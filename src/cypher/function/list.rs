//! Functions on lists, and those that take lists and texts alike.

use super::Param::{Maybe, One};
use super::{Env, Fault, Function, Refusal, Takes, count};
use crate::model::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("size", &[One("value", Takes::TextOrList)], |_, args| Ok(size(args)))
        .says("The number of elements of a list, or of characters of a text.")
        .shows("size(['Brent', 'Ealing'])", "2"),
    Function::new("head", &[One("list", Takes::List)], |_, args| {
        Ok(only_list(args).first().cloned().unwrap_or_default())
    })
    .says("The first element of a list; `null` of an empty one.")
    .shows("head([1, 2, 3])", "1"),
    Function::new("last", &[One("list", Takes::List)], |_, args| {
        Ok(only_list(args).last().cloned().unwrap_or_default())
    })
    .says("The last element of a list; `null` of an empty one.")
    .shows("last([1, 2, 3])", "3"),
    Function::new("tail", &[One("list", Takes::List)], |_, args| {
        Ok(Value::list(only_list(args).iter().skip(1).cloned()))
    })
    .says("All elements of a list but the first.")
    .shows("tail([1, 2, 3])", "[2, 3]"),
    Function::new("reverse", &[One("value", Takes::TextOrList)], |_, args| Ok(reverse(args)))
        .says("The elements of a list, or the characters of a text, from last to first.")
        .shows("reverse([1, 2, 3])", "[3, 2, 1]"),
    Function::new(
        "range",
        &[One("start", Takes::Integer), One("end", Takes::Integer), Maybe("step", Takes::Integer)],
        range,
    )
    .says("The whole numbers from `start` to `end`, both included, `step` apart (1 by default).")
    .shows("range(0, 10, 5)", "[0, 5, 10]")
    .refuses(Refusal::Argument),
];

fn only_list(args: &[Value]) -> &[Value] {
    args.first().and_then(Value::as_list).unwrap_or_default()
}

fn size(args: &[Value]) -> Value {
    let length = match args {
        [Value::String(text)] => text.chars().count(),
        _ => only_list(args).len(),
    };
    count(length)
}

fn reverse(args: &[Value]) -> Value {
    match args {
        [Value::String(text)] => Value::text(text.chars().rev().collect::<String>()),
        _ => Value::list(only_list(args).iter().rev().cloned()),
    }
}

fn range(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (start, end, step) = match args {
        [Value::Integer(start), Value::Integer(end)] => (*start, *end, 1),
        [Value::Integer(start), Value::Integer(end), Value::Integer(step)] => (*start, *end, *step),
        _ => return Err(Fault::arguments("range", args)),
    };
    if step == 0 {
        return Err(Fault::out_of_range("step of range() must not be 0".to_owned()));
    }
    let forward = step > 0;
    if if forward { start > end } else { start < end } {
        return Ok(Value::list([]));
    }
    let steps = end.abs_diff(start) / step.unsigned_abs();
    env.room_for_list(usize::try_from(steps).unwrap_or(usize::MAX).saturating_add(1))?;
    let numbers = std::iter::successors(Some(start), |n| n.checked_add(step))
        .take_while(|n| if forward { *n <= end } else { *n >= end });
    Ok(Value::list(numbers.map(Value::Integer)))
}
