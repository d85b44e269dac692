//! Keys as columns: for formats in which all nodes, and all relations, have the same ones.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::source::Keys;

/// What all values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Whole,
    Number,
    YesNo,
    /// A text, or anything else in JSON.
    Text,
}

impl Type {
    fn of(value: &Json) -> Self {
        match value {
            Json::Bool(_) => Self::YesNo,
            Json::Number(number) if number.is_f64() => Self::Number,
            Json::Number(_) => Self::Whole,
            _ => Self::Text,
        }
    }

    /// What GraphML, GEXF and Neo4j call it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Whole => "long",
            Self::Number => "double",
            Self::YesNo => "boolean",
            Self::Text => "string",
        }
    }

    /// The type of a column that holds both.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Whole, Self::Number) | (Self::Number, Self::Whole) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) takes: Type,
}

/// The columns of all rows, in the order in which they are first met.
pub(super) fn of(rows: impl Iterator<Item = Keys>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        for (name, value) in row {
            if value.is_null() {
                continue;
            }
            let takes = Type::of(&value);
            if let Some(column) = places.get(&name).and_then(|place| columns.get_mut(*place)) {
                column.takes = column.takes.with(takes);
            } else {
                places.insert(name.clone(), columns.len());
                columns.push(Column { name, takes });
            }
        }
    }
    columns
}

/// Keys with a column for each scheme of identifiers: `ids.ods`.
pub(super) fn spread(keys: Keys) -> Keys {
    let mut flat = Keys::new();
    for (key, value) in keys {
        match (key.as_str(), value) {
            ("ids", Json::Object(schemes)) => {
                let named = |(scheme, codes): (String, Json)| (format!("ids.{scheme}"), codes);
                flat.extend(schemes.into_iter().map(named));
            }
            (_, value) => {
                flat.insert(key, value);
            }
        }
    }
    flat
}

/// A value as a text: a text as it is, anything else as JSON writes it.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
