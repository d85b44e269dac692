//! The whole graph as plain columns: what a file holds of it, and what it is made of again.
//!
//! The graph writes an image and is made of one; the store writes the columns down and reads them.
//! Neither knows the other. Nothing here is checked: whoever makes a graph of an image does that.

use std::sync::Arc;

use super::index::Index;
use super::record::{EdgeRecord, NodeRecord};
use super::value::Value;

/// A graph in columns. What stands *by rank* is in the order of the ids, without gaps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Image {
    /// The ids that the next node and the next relation get.
    pub next: (u32, u32),
    /// The names of labels, relation types and properties; elsewhere they go by their places here.
    pub names: Names,
    /// The declared indexes.
    pub indexes: Vec<Index>,
    /// The nodes.
    pub nodes: Table<NodeRecord>,
    /// The relations.
    pub edges: Table<EdgeRecord>,
    /// The distinct sets of labels there are.
    pub label_sets: Vec<Vec<u32>>,
    /// By rank of a node: the place of its set of labels.
    pub labels: Vec<u32>,
    /// By rank of a relation: the node it starts from.
    pub from: Vec<u32>,
    /// By rank of a relation: the node it leads to.
    pub to: Vec<u32>,
    /// By rank of a relation: its type.
    pub types: Vec<u32>,
}

/// The names that a graph uses, in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Of labels.
    pub labels: Vec<Arc<str>>,
    /// Of relation types.
    pub types: Vec<Arc<str>>,
    /// Of properties.
    pub keys: Vec<Arc<str>>,
}

/// What nodes and relations have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<R> {
    /// The ids, ascending.
    pub ids: Vec<u32>,
    /// What is said of those that were not drawn: their ranks, ascending, and their records.
    pub records: Vec<(u32, Arc<R>)>,
    /// By property: the values there are.
    pub columns: Vec<Column>,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { ids: Vec::new(), records: Vec::new(), columns: Vec::new() }
    }
}

/// The values of one property.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// The ids of those that have the property, ascending.
    pub ids: Vec<u32>,
    /// Their values.
    pub values: Values,
}

/// Values in a row, as narrow as their common type.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Whole numbers.
    Integer(Vec<i64>),
    /// Floating-point numbers.
    Float(Vec<f64>),
    /// Truth values.
    Boolean(Vec<bool>),
    /// Places in a list of distinct texts.
    Text(Vec<u32>, Vec<Arc<str>>),
    /// Values of several types.
    Mixed(Vec<Value>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Mixed(Vec::new())
    }
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Boolean(values) => values.len(),
            Self::Text(places, _) => places.len(),
            Self::Mixed(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
