//! Labels, relation types and property keys as numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::RelationId;

/// A label that some node of the graph carries, such as `Organisation`.
///
/// A number within one graph: it means the same in every later [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub(crate) u32);

/// The Cypher type of some relation of the graph, such as `MEMBER_OF`.
///
/// A number within one graph: it means the same in every later [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelType(pub(crate) u32);

/// The name of a property that some node or relation of the graph has, such as `name`.
///
/// A number within one graph: it means the same in every later [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropKey(pub(crate) u32);

/// What petgraph sees as the weight of a relation: its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationType {
    cypher: Arc<str>,
    id: Arc<str>,
    relation: RelationId,
    symmetric: bool,
}

impl Default for RelationType {
    fn default() -> Self {
        let (cypher, id) = ("".into(), "".into());
        Self { cypher, id, relation: RelationId(u16::MAX), symmetric: false }
    }
}

impl RelationType {
    /// Whether this is the relation of that name: its Cypher type or its id in the schema.
    pub fn is(&self, name: &str) -> bool {
        *self.cypher == *name || *self.id == *name
    }

    /// The Cypher type, such as `MEMBER_OF`.
    pub fn name(&self) -> &str {
        &self.cypher
    }

    /// The relation of the schema.
    pub fn relation(&self) -> RelationId {
        self.relation
    }

    /// Whether it reads the same from either end, such as `WORKS_WITH`.
    pub fn is_symmetric(&self) -> bool {
        self.symmetric
    }
}

/// Names and their numbers, counted from 0 in the order of their first use.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    by_number: Vec<Arc<str>>,
    by_name: BTreeMap<Arc<str>, u32>,
}

impl Names {
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.by_number.get(number as usize).map(|name| &**name)
    }

    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }

    /// The names with their numbers, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.by_number.iter().map(|name| &**name))
    }

    /// The numbers, by name.
    pub(super) fn by_name(&self) -> impl Iterator<Item = u32> {
        self.by_name.values().copied()
    }

    fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.number(name) {
            return number;
        }
        let number = u32::try_from(self.by_number.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.by_number.push(Arc::clone(&name));
        self.by_name.insert(name, number);
        number
    }
}

/// Every name that the graph uses. Numbers are never taken back.
#[derive(Debug, Clone, Default)]
pub(super) struct Symbols {
    pub(super) labels: Names,
    pub(super) types: Names,
    pub(super) keys: Names,
    /// What is known of each relation type, by number.
    pub(super) relations: Vec<RelationType>,
}

impl Symbols {
    /// Whether relations of this type read the same from either end.
    pub(super) fn is_symmetric(&self, rel_type: RelType) -> bool {
        self.relations.get(rel_type.0 as usize).is_some_and(RelationType::is_symmetric)
    }

    pub(super) fn label(self: &mut Arc<Self>, name: &str) -> Label {
        let known = self.labels.number(name);
        Label(known.unwrap_or_else(|| Arc::make_mut(self).labels.intern(name)))
    }

    pub(super) fn key(self: &mut Arc<Self>, name: &str) -> PropKey {
        let known = self.keys.number(name);
        PropKey(known.unwrap_or_else(|| Arc::make_mut(self).keys.intern(name)))
    }

    pub(super) fn rel_type(
        self: &mut Arc<Self>,
        cypher: &str,
        id: &str,
        relation: RelationId,
        symmetric: bool,
    ) -> RelType {
        if let Some(known) = self.types.number(cypher) {
            return RelType(known);
        }
        let symbols = Arc::make_mut(self);
        let number = symbols.types.intern(cypher);
        let (cypher, id) = (cypher.into(), id.into());
        symbols.relations.push(RelationType { cypher, id, relation, symmetric });
        RelType(number)
    }
}
