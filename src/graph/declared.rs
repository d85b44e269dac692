//! Declared indexes, and what the unique ones promise.
//!
//! An index needs nothing of its own to be found by: see `seek`. A promise is kept at the end of a
//! statement, not within it, so that two nodes can exchange what they have. Until then the nodes
//! that have changed are noted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::snapshot::Snapshot;
use super::symbol::{Label, PropKey};
use super::words::Words;
use crate::model::{Change, Effect, Element, Index, NodeId, SchemaError, Value};

/// The indexes there are, and the nodes that have changed since the unique ones were checked.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    pub(super) indexes: Arc<Vec<Index>>,
    unchecked: Arc<Vec<NodeId>>,
}

impl Snapshot {
    /// The declared indexes, in the order of their making.
    pub fn indexes(&self) -> &[Index] {
        &self.0.declared.indexes
    }

    /// Declares an index. A unique one is held against what is there.
    pub(super) fn add_index(&mut self, index: Index) -> Result<Effect, SchemaError> {
        let there = |other: &&Index| other.name == index.name || other.is_like(&index);
        if let Some(other) = self.indexes().iter().find(there) {
            return Err(SchemaError::IndexExists {
                name: other.name.to_string(),
                on: other.to_string(),
            });
        }
        if index.is_unique() {
            self.check_all(&index)?;
        }
        self.change_indexes(|indexes| indexes.push(index));
        Ok(Effect::default())
    }

    /// Takes back an index.
    pub(super) fn remove_index(&mut self, name: &str) -> Result<Effect, SchemaError> {
        let Some(place) = self.indexes().iter().position(|index| *index.name == *name) else {
            return Err(SchemaError::UnknownIndex { name: name.to_owned() });
        };
        self.change_indexes(|indexes| drop(indexes.remove(place)));
        Ok(Effect::default())
    }

    fn change_indexes(&mut self, change: impl FnOnce(&mut Vec<Index>)) {
        let state = Arc::make_mut(&mut self.0);
        change(Arc::make_mut(&mut state.declared.indexes));
        state.words = Words::beside(&state.declared.indexes);
    }

    fn promises(&self) -> bool {
        self.indexes().iter().any(Index::is_unique)
    }

    /// The node that a change is about to change, where a promise may hang on it.
    pub(super) fn about(&self, change: &Change) -> Option<NodeId> {
        match change {
            _ if !self.promises() => None,
            Change::ExtendNode(key, _) => self.0.keyed(key.as_str()),
            Change::SetProperty { on: Element::Node(id), .. }
            | Change::SetProperties { on: Element::Node(id), .. }
            | Change::AddLabels(id, _) => Some(*id),
            _ => None,
        }
    }

    /// Notes a node that has changed, or that a change has added.
    pub(super) fn note_unchecked(&mut self, about: Option<NodeId>, effect: &Effect) {
        let added = match effect.element {
            Some(Element::Node(id)) if self.promises() => Some(id),
            _ => None,
        };
        if let Some(id) = about.or(added) {
            self.check_later(id);
        }
    }

    /// Notes a node that is seen otherwise now, where a promise may hang on it.
    pub(super) fn check_later(&mut self, id: NodeId) {
        if self.promises() {
            Arc::make_mut(&mut Arc::make_mut(&mut self.0).declared.unchecked).push(id);
        }
    }

    /// Holds what has changed since the last time against every promise.
    pub(crate) fn check_unique(&mut self) -> Result<(), SchemaError> {
        if self.0.declared.unchecked.is_empty() {
            return Ok(());
        }
        self.on_the_whole(|graph| graph.check_changed())?;
        Arc::make_mut(&mut self.0).declared.unchecked = Arc::default();
        Ok(())
    }

    /// Holds all nodes against every promise.
    pub(super) fn hold_promises(&self) -> Result<(), SchemaError> {
        self.indexes()
            .iter()
            .filter(|index| index.is_unique())
            .try_for_each(|index| self.check_all(index))
    }

    /// Forgets what has changed: it comes from commits, in which it was checked.
    pub(crate) fn trust_unique(&mut self) {
        if !self.0.declared.unchecked.is_empty() {
            Arc::make_mut(&mut self.0).declared.unchecked = Arc::default();
        }
    }

    fn check_changed(&self) -> Result<(), SchemaError> {
        let changed = self.0.declared.unchecked.iter().map(|id| self.0.stands_for(*id));
        let mut changed: Vec<NodeId> = changed.collect();
        changed.sort_unstable();
        changed.dedup();
        changed.retain(|id| self.has_node(*id));
        for index in self.indexes().iter().filter(|index| index.is_unique()) {
            let Some((label, keys)) = self.symbols_of(index) else { continue };
            // A search looks at every changed record besides what it finds.
            let searches = changed.len().saturating_mul(1 + self.0.delta.recorded);
            if searches > self.label_count(label) {
                self.check_all(index)?;
                continue;
            }
            for id in &changed {
                self.check_one(index, label, &keys, *id)?;
            }
        }
        Ok(())
    }

    /// Holds one node against a promise; one whose values cannot be sought, against all others.
    fn check_one(
        &self,
        index: &Index,
        label: Label,
        keys: &[PropKey],
        id: NodeId,
    ) -> Result<(), SchemaError> {
        if !self.has_label(id, label) {
            return Ok(());
        }
        let Some(values) = self.values_of(id, keys) else { return Ok(()) };
        let sought = keys.first().zip(values.first()).and_then(|(k, value)| self.seek(*k, value));
        let Some(found) = sought else { return self.check_all(index) };
        let twin = found.into_iter().find(|other| {
            *other != id
                && self.has_label(*other, label)
                && self.values_of(*other, keys).as_ref() == Some(&values)
        });
        twin.map_or(Ok(()), |twin| {
            Err(self.not_unique(index, &values, [twin.min(id), twin.max(id)]))
        })
    }

    /// Holds all nodes of the label against a promise.
    fn check_all(&self, index: &Index) -> Result<(), SchemaError> {
        let Some((label, keys)) = self.symbols_of(index) else { return Ok(()) };
        let mut seen: HashMap<Vec<Value>, NodeId> = HashMap::new();
        for id in self.nodes_with(label) {
            let Some(values) = self.values_of(id, &keys) else { continue };
            match seen.entry(values) {
                Entry::Vacant(place) => drop(place.insert(id)),
                Entry::Occupied(first) => {
                    return Err(self.not_unique(index, first.key(), [*first.get(), id]));
                }
            }
        }
        Ok(())
    }

    /// The label and the properties of an index; none where no node has them.
    fn symbols_of(&self, index: &Index) -> Option<(Label, Vec<PropKey>)> {
        let keys = index.properties.iter().map(|name| self.prop_key(name));
        Some((self.label(&index.label)?, keys.collect::<Option<_>>()?))
    }

    /// The values of these properties, where the node has all of them.
    fn values_of(&self, id: NodeId, keys: &[PropKey]) -> Option<Vec<Value>> {
        let value = |key: &PropKey| Some(self.node_property(id, *key)).filter(|v| !v.is_null());
        keys.iter().map(value).collect()
    }

    fn not_unique(&self, index: &Index, values: &[Value], nodes: [NodeId; 2]) -> SchemaError {
        let equal = index.properties.iter().zip(values);
        let equal: Vec<String> = equal.map(|(name, value)| format!("{name} = {value}")).collect();
        let [first, second] = nodes.map(|id| self.called(id));
        let alike = first == second;
        let [first, second] =
            [(first, nodes[0]), (second, nodes[1])].map(|(name, id)| match self.node_record(id) {
                Some(record) if alike => format!("{name} ({})", record.key.as_str()),
                None if alike && !self.node_name(id).is_empty() => format!("{name} (#{})", id.0),
                _ => name,
            });
        SchemaError::NotUnique {
            on: index.to_string(),
            equal: equal.join(", "),
            nodes: [first, second],
        }
    }

    /// What a node is called in an error.
    pub(super) fn called(&self, id: NodeId) -> String {
        match self.node_name(id) {
            "" => format!("node #{}", id.0),
            name => format!("`{name}`"),
        }
    }
}
