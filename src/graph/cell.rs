//! One property of many nodes or relations, read without copying it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::column::Column;
use super::row::{self, EdgeRow, NodeRow};
use super::snapshot::Snapshot;
use super::symbol::{Label, PropKey, Symbols};
use super::trie::Trie;
use crate::model::{EdgeId, NodeId, Value};

/// A value where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Text(&'a Arc<str>),
    /// Any value, `null` where there is none.
    Value(&'a Value),
}

impl Cell<'_> {
    /// What is not there.
    pub(crate) const NULL: Self = Self::Value(&Value::Null);

    /// The value itself.
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Integer(n) => Value::Integer(n),
            Self::Float(n) => Value::Float(n),
            Self::Boolean(b) => Value::Boolean(b),
            Self::Text(text) => Value::String(Arc::clone(text)),
            Self::Value(value) => value.clone(),
        }
    }

    /// The bytes of the value, more or less.
    pub(crate) fn weight(self) -> usize {
        match self {
            Self::Integer(_) | Self::Float(_) | Self::Boolean(_) => size_of::<Value>(),
            Self::Text(text) => text.len(),
            Self::Value(value) => value.weight(),
        }
    }

    /// Whether there is a value.
    pub(crate) fn is_null(self) -> bool {
        matches!(self, Self::Value(Value::Null))
    }
}

/// As of the values.
impl PartialEq for Cell<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => self.to_value() == other.to_value(),
        }
    }
}

impl Hash for Cell<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            // A text is equal to texts alone, and every text stands as one.
            Self::Text(text) => text.hash(state),
            Self::Value(value) => value.hash(state),
            _ => self.to_value().hash(state),
        }
    }
}

impl<'a> From<&'a Value> for Cell<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Integer(n) => Self::Integer(*n),
            Value::Float(n) => Self::Float(*n),
            Value::Boolean(b) => Self::Boolean(*b),
            Value::String(text) => Self::Text(text),
            value => Self::Value(value),
        }
    }
}

/// One property of the nodes of a snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeCells<'a> {
    rows: Option<&'a Trie<Arc<NodeRow>>>,
    column: Option<&'a Column>,
    key: PropKey,
    symbols: &'a Symbols,
}

impl<'a> NodeCells<'a> {
    /// The property of a node. `O(1)`.
    pub(crate) fn at(&self, id: NodeId) -> Cell<'a> {
        match self.rows.and_then(|rows| rows.get(id.0)) {
            Some(row) => found(row.properties(self.symbols), self.key),
            None => self.column.map_or(Cell::NULL, |column| column.cell(id.0)),
        }
    }
}

/// One property of the relations of a snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeCells<'a> {
    rows: Option<&'a Trie<Arc<EdgeRow>>>,
    column: Option<&'a Column>,
    key: PropKey,
    symbols: &'a Symbols,
}

impl<'a> EdgeCells<'a> {
    /// The property of a relation. `O(1)`.
    pub(crate) fn at(&self, id: EdgeId) -> Cell<'a> {
        match self.rows.and_then(|rows| rows.get(id.0)) {
            Some(row) => found(row.properties(self.symbols), self.key),
            None => self.column.map_or(Cell::NULL, |column| column.cell(id.0)),
        }
    }
}

fn found(properties: &row::Properties, key: PropKey) -> Cell<'_> {
    row::find_ref(properties, key).map_or(Cell::NULL, Cell::from)
}

/// Which nodes of a snapshot carry a label.
#[derive(Debug, Clone)]
pub(crate) struct Labelled<'a> {
    snapshot: &'a Snapshot,
    label: Label,
    /// By set of labels of the base, whether the label is in it.
    sets: Vec<bool>,
    changed: bool,
}

impl Labelled<'_> {
    /// Whether a node carries the label. `O(1)`.
    pub(crate) fn has(&self, id: NodeId) -> bool {
        if self.changed && self.snapshot.0.delta.nodes.get(id.0).is_some() {
            return self.snapshot.has_label(id, self.label);
        }
        let set = self.snapshot.0.base.label_place(id);
        set.and_then(|set| self.sets.get(set)).copied().unwrap_or_default()
    }
}

impl Snapshot {
    /// One property of all nodes.
    pub(crate) fn node_cells(&self, key: PropKey) -> NodeCells<'_> {
        let rows = &self.0.delta.nodes;
        NodeCells {
            rows: (rows.len() > 0).then_some(rows),
            column: self.0.base.nodes.column(key),
            key,
            symbols: &self.0.symbols,
        }
    }

    /// One property of all relations.
    pub(crate) fn edge_cells(&self, key: PropKey) -> EdgeCells<'_> {
        let rows = &self.0.delta.edges;
        EdgeCells {
            rows: (rows.len() > 0).then_some(rows),
            column: self.0.base.edges.column(key),
            key,
            symbols: &self.0.symbols,
        }
    }

    /// Which nodes carry a label.
    pub(crate) fn labelled(&self, label: Label) -> Labelled<'_> {
        let sets = self.0.base.label_sets().iter().map(|set| set.contains(&label)).collect();
        Labelled { snapshot: self, label, sets, changed: self.0.delta.nodes.len() > 0 }
    }
}
