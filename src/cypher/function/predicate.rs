//! Functions about what is there and what is not.

use super::Param::{Many, One};
use super::{Function, Takes};
use crate::model::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("coalesce", &[One("value", Takes::Any), Many("other", Takes::Any)], |_, args| {
        Ok(args.iter().find(|value| !value.is_null()).cloned().unwrap_or_default())
    })
    .says("The first of its arguments that is not `null`.")
    .shows("coalesce(null, 'unknown', 1)", "'unknown'")
    .sees_null(),
    Function::new("exists", &[One("value", Takes::Any)], |_, args| {
        Ok(args.iter().all(|value| !value.is_null()).into())
    })
    .says("Whether a value, usually a property, is there; the same as `IS NOT NULL`.")
    .shows("exists(null)", "false")
    .sees_null(),
    Function::new("isEmpty", &[One("value", Takes::Collection)], |_, args| {
        Ok(match args {
            [Value::String(text)] => text.is_empty().into(),
            [Value::List(values)] => values.is_empty().into(),
            [Value::Map(map)] => map.is_empty().into(),
            _ => Value::Null,
        })
    })
    .says("Whether a text, a list or a map holds nothing.")
    .shows("isEmpty([])", "true"),
    Function::new("nullIf", &[One("value", Takes::Any), One("other", Takes::Any)], |_, args| {
        Ok(match args {
            [value, other] if value.equals(other) == Some(true) => Value::Null,
            [value, ..] => value.clone(),
            [] => Value::Null,
        })
    })
    .says("The first value, or `null` where it is equal to the second.")
    .shows("nullIf('n/a', 'n/a')", "null")
    .sees_null(),
];
