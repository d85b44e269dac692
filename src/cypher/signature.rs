//! Typed signatures: what a host registers procedures and functions under.

use std::fmt;
use std::sync::Arc;

use super::sema::bound::Type;
use crate::model::Value;

/// A name with its type.
pub(crate) type Field = (Arc<str>, ValueType);
/// Names with their types, in order.
pub(super) type Fields = Vec<Field>;

/// The type of an argument, a column or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueType {
    name: String,
    nullable: bool,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, if self.nullable { "?" } else { "" })
    }
}

impl ValueType {
    /// Whether a value is of this type, or becomes so.
    pub(crate) fn accepts(&self, value: &Value) -> bool {
        if value.is_null() {
            return self.nullable;
        }
        match (self.name.as_str(), value) {
            ("ANY", _)
            | ("NUMBER" | "FLOAT", Value::Integer(_) | Value::Float(_))
            | ("MAP", Value::Node(_) | Value::Relationship(_)) => true,
            (name, value) if name.starts_with("LIST") => matches!(value, Value::List(_)),
            (name, value) => name == value.type_name(),
        }
    }

    /// Whether an expression of which so much is known may give a value of this type.
    pub(crate) fn may_be(&self, ty: Type) -> bool {
        let name = match ty {
            Type::Any => return true,
            Type::Boolean => "BOOLEAN",
            Type::Number => {
                return matches!(self.name.as_str(), "ANY" | "NUMBER" | "INTEGER" | "FLOAT");
            }
            Type::Integer => {
                return matches!(self.name.as_str(), "ANY" | "NUMBER" | "INTEGER" | "FLOAT");
            }
            Type::String => "STRING",
            Type::List | Type::Relationships => {
                return self.name == "ANY" || self.name.starts_with("LIST");
            }
            Type::Map => "MAP",
            Type::Node => return matches!(self.name.as_str(), "ANY" | "NODE" | "MAP"),
            Type::Relationship => {
                return matches!(self.name.as_str(), "ANY" | "RELATIONSHIP" | "MAP");
            }
            Type::Path => "PATH",
        };
        self.name == "ANY" || self.name == name
    }

    /// Makes the value one of this type, where it becomes so.
    #[expect(clippy::cast_precision_loss, reason = "the signature asks for a float")]
    pub(super) fn convert(&self, value: &mut Value) {
        if self.name == "FLOAT"
            && let Value::Integer(n) = value
        {
            *value = Value::Float(*n as f64);
        }
    }

    /// Whether a value may be `null`.
    pub(super) fn takes_null(&self) -> bool {
        self.nullable
    }

    /// What is known of a value of this type before the query runs.
    pub(crate) fn bound(&self) -> Type {
        match self.name.as_str() {
            "BOOLEAN" => Type::Boolean,
            "INTEGER" => Type::Integer,
            "FLOAT" | "NUMBER" => Type::Number,
            "STRING" => Type::String,
            "NODE" => Type::Node,
            "RELATIONSHIP" => Type::Relationship,
            "PATH" => Type::Path,
            "MAP" => Type::Map,
            name if name.starts_with("LIST") => Type::List,
            _ => Type::Any,
        }
    }

    /// Whether a value can be of it at all: whether the type is one of the language.
    pub(super) fn is_known(&self) -> bool {
        TYPES.contains(&self.name.as_str()) || self.name.starts_with("LIST<")
    }
}

/// The types of the language, as signatures name them.
pub(super) const TYPES: [&str; 17] = [
    "ANY",
    "BOOLEAN",
    "INTEGER",
    "FLOAT",
    "NUMBER",
    "STRING",
    "LIST",
    "MAP",
    "NODE",
    "RELATIONSHIP",
    "PATH",
    "DATE",
    "LOCAL TIME",
    "ZONED TIME",
    "LOCAL DATETIME",
    "ZONED DATETIME",
    "DURATION",
];

/// `name(in :: TYPE, …) :: rest`.
pub(super) fn head(signature: &str) -> Option<(String, Fields, &str)> {
    let (name, rest) = signature.trim().split_once('(')?;
    let (params, rest) = rest.split_once(')')?;
    let rest = rest.trim().strip_prefix("::")?.trim();
    let name = name.trim();
    let word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    name.split('.').all(word).then_some(())?;
    Some((name.to_owned(), fields(params)?, rest))
}

/// `name :: TYPE, …`.
pub(super) fn fields(list: &str) -> Option<Fields> {
    if list.trim().is_empty() {
        return Some(Vec::new());
    }
    list.split(',')
        .map(|field| {
            let (name, ty) = field.split_once("::")?;
            let name = name.trim();
            (!name.is_empty()).then_some((name.into(), value_type(ty)?))
        })
        .collect()
}

/// A type, with `?` behind it where it may be `null`.
pub(super) fn value_type(text: &str) -> Option<ValueType> {
    let text = text.trim();
    let nullable = text.ends_with('?');
    let name = text.trim_end_matches('?').trim_end();
    let is_type =
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "<> ?_".contains(c));
    is_type.then(|| ValueType { name: name.to_uppercase(), nullable })
}

/// Fields as a signature lists them.
pub(super) fn listed(fields: &[Field]) -> String {
    let fields = fields.iter().map(|(name, ty)| format!("{name} :: {ty}"));
    fields.collect::<Vec<_>>().join(", ")
}
