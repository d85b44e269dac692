//! The whole graph as plain columns: what a file holds of it, and what it is made of again.
//!
//! The graph writes an image and is made of one; the store writes the columns down and reads them.
//! Neither knows the other. Nothing here is checked: whoever makes a graph of an image does that.

use std::sync::Arc;

use rustc_hash::FxHashMap;

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

impl Image {
    /// Puts another graph behind this one. Its nodes and relations follow on those that are here, and
    /// its declared indexes are left out.
    ///
    /// Linear in the other one, and in the distinct texts of this one.
    #[must_use]
    pub fn followed_by(mut self, more: Self) -> Self {
        let (node, edge) = self.next;
        let labels = met(&mut self.names.labels, more.names.labels);
        let types = met(&mut self.names.types, more.names.types);
        let keys = met(&mut self.names.keys, more.names.keys);
        self.nodes.follow(more.nodes, node, &keys, self.names.keys.len());
        self.edges.follow(more.edges, edge, &keys, self.names.keys.len());
        let sets = u32::try_from(self.label_sets.len()).unwrap_or(u32::MAX);
        let renamed = |set: Vec<u32>| set.iter().filter_map(|n| at(&labels, *n)).collect();
        self.label_sets.extend(more.label_sets.into_iter().map(renamed));
        self.labels.extend(more.labels.into_iter().map(|set| sets.saturating_add(set)));
        self.from.extend(more.from.into_iter().map(|id| node.saturating_add(id)));
        self.to.extend(more.to.into_iter().map(|id| node.saturating_add(id)));
        self.types.extend(more.types.into_iter().filter_map(|n| at(&types, n)));
        self.next = (node.saturating_add(more.next.0), edge.saturating_add(more.next.1));
        self
    }
}

fn at(places: &[u32], number: u32) -> Option<u32> {
    places.get(number as usize).copied()
}

/// Where each of some names stands among others, to which those that are new are added.
fn met(names: &mut Vec<Arc<str>>, more: Vec<Arc<str>>) -> Vec<u32> {
    let mut places: FxHashMap<Arc<str>, u32> =
        (0..).zip(&*names).map(|(place, name)| (Arc::clone(name), place)).collect();
    let place = |name: Arc<str>| {
        *places.entry(name).or_insert_with_key(|name| {
            names.push(Arc::clone(name));
            u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
        })
    };
    more.into_iter().map(place).collect()
}

impl<R> Table<R> {
    /// Puts another table behind this one: its ids follow from `next`, its columns are those of `keys`.
    fn follow(&mut self, more: Self, next: u32, keys: &[u32], count: usize) {
        let ranks = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.extend(more.ids.into_iter().map(|id| next.saturating_add(id)));
        let moved = |(rank, record): (u32, _)| (ranks.saturating_add(rank), record);
        self.records.extend(more.records.into_iter().map(moved));
        self.columns.resize_with(count, Column::default);
        for (column, key) in more.columns.into_iter().zip(keys) {
            if let Some(there) = self.columns.get_mut(*key as usize) {
                there.ids.extend(column.ids.into_iter().map(|id| next.saturating_add(id)));
                there.values = std::mem::take(&mut there.values).followed_by(column.values);
            }
        }
    }
}

impl Values {
    /// These values and others behind them.
    fn followed_by(self, more: Self) -> Self {
        match (self, more) {
            (some, none) if none.is_empty() => some,
            (none, some) if none.is_empty() => some,
            (Self::Integer(a), Self::Integer(b)) => Self::Integer([a, b].concat()),
            (Self::Float(a), Self::Float(b)) => Self::Float([a, b].concat()),
            (Self::Boolean(a), Self::Boolean(b)) => Self::Boolean([a, b].concat()),
            (Self::Text(mut places, mut texts), Self::Text(more, new)) => {
                let met = met(&mut texts, new);
                places.extend(more.into_iter().filter_map(|place| at(&met, place)));
                Self::Text(places, texts)
            }
            (a, b) => Self::Mixed(a.into_list().chain(b.into_list()).collect()),
        }
    }

    /// The values one by one.
    pub fn into_list(self) -> Box<dyn Iterator<Item = Value>> {
        match self {
            Self::Integer(values) => Box::new(values.into_iter().map(Value::Integer)),
            Self::Float(values) => Box::new(values.into_iter().map(Value::Float)),
            Self::Boolean(values) => Box::new(values.into_iter().map(Value::Boolean)),
            Self::Text(places, texts) => Box::new(places.into_iter().filter_map(move |place| {
                texts.get(place as usize).map(|text| Value::String(Arc::clone(text)))
            })),
            Self::Mixed(values) => Box::new(values.into_iter()),
        }
    }
}
