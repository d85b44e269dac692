//! Columns of a graph as they are filled, cell by cell.

use std::str::FromStr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::heading::Kind;
use crate::model::Value;
use crate::model::image::{Column, Values};

/// Between the items of a list in one cell.
const BETWEEN: char = ';';

/// So many texts are looked at before it is decided whether they repeat.
const SAMPLE: usize = 1 << 12;

/// What a cell says.
pub(super) enum Cell<'c> {
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Text(&'c str),
    Other(Value),
}

impl<'c> Cell<'c> {
    /// Reads a cell that is not empty; none where it is not what its column holds.
    pub(super) fn read(text: &'c str, kind: Kind, list: bool) -> Option<Self> {
        if list {
            let items =
                text.split(BETWEEN).map(|item| Some(Self::read(item, kind, false)?.value()));
            return Some(Self::Other(Value::list(items.collect::<Option<Vec<_>>>()?)));
        }
        let trimmed = text.trim();
        Some(match kind {
            Kind::Text => Self::Text(text),
            Kind::Integer => Self::Integer(trimmed.parse().ok()?),
            Kind::Float => Self::Float(trimmed.parse().ok()?),
            Kind::Boolean if trimmed.eq_ignore_ascii_case("true") => Self::Boolean(true),
            Kind::Boolean if trimmed.eq_ignore_ascii_case("false") => Self::Boolean(false),
            Kind::Boolean => return None,
            Kind::Date => Self::Other(Value::Date(read(trimmed)?)),
            Kind::LocalTime => Self::Other(Value::LocalTime(read(trimmed)?)),
            Kind::Time => Self::Other(Value::Time(read(trimmed)?)),
            Kind::LocalDateTime => Self::Other(Value::LocalDateTime(read(trimmed)?)),
            Kind::DateTime => Self::Other(Value::DateTime(Arc::new(read(trimmed)?))),
            Kind::Duration => Self::Other(Value::Duration(Arc::new(read(trimmed)?))),
        })
    }

    fn value(self) -> Value {
        match self {
            Self::Integer(n) => Value::Integer(n),
            Self::Float(n) => Value::Float(n),
            Self::Boolean(is) => Value::Boolean(is),
            Self::Text(text) => Value::String(text.into()),
            Self::Other(value) => value,
        }
    }
}

fn read<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// A column with the places of the texts it holds.
#[derive(Default)]
pub(super) struct Filling {
    column: Column,
    places: FxHashMap<Arc<str>, u32>,
}

impl Filling {
    /// Adds the value of an id that is higher than those before.
    pub(super) fn push(&mut self, id: u32, cell: Cell<'_>) {
        if self.column.ids.is_empty() {
            self.column.values = match &cell {
                Cell::Integer(_) => Values::Integer(Vec::new()),
                Cell::Float(_) => Values::Float(Vec::new()),
                Cell::Boolean(_) => Values::Boolean(Vec::new()),
                Cell::Text(_) => Values::Text(Vec::new(), Vec::new()),
                Cell::Other(_) => Values::Mixed(Vec::new()),
            };
        }
        self.column.ids.push(id);
        match (&mut self.column.values, cell) {
            (Values::Integer(values), Cell::Integer(n)) => values.push(n),
            (Values::Float(values), Cell::Float(n)) => values.push(n),
            (Values::Boolean(values), Cell::Boolean(is)) => values.push(is),
            (Values::Text(places, texts), Cell::Text(text)) => {
                let next = u32::try_from(texts.len()).unwrap_or(u32::MAX);
                let repeats = texts.len() < SAMPLE || texts.len() < places.len() / 2;
                let known = if repeats { self.places.get(text) } else { None };
                places.push(*known.unwrap_or(&next));
                if known.is_none() {
                    let text: Arc<str> = text.into();
                    if repeats {
                        self.places.insert(Arc::clone(&text), next);
                    }
                    texts.push(text);
                }
            }
            (Values::Mixed(values), cell) => values.push(cell.value()),
            (narrow, cell) => {
                let mut values: Vec<Value> = std::mem::take(narrow).into_list().collect();
                values.push(cell.value());
                *narrow = Values::Mixed(values);
            }
        }
    }

    pub(super) fn into_column(self) -> Column {
        self.column
    }
}
