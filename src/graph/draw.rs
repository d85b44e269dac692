//! Nodes and relations drawn with labels and properties, and changed as Cypher changes them.

use std::sync::Arc;

use super::apply::added;
use super::revise;
use super::row::{EdgeRow, NodeRow, Properties, interned};
use super::rule;
use super::snapshot::Snapshot;
use super::symbol::{Label, Symbols};
use crate::model::record::EdgeRecord;
use crate::model::value::Map;
use crate::model::{EdgeId, Effect, Element, NodeId, RelationId, SchemaError, Value, slug};

/// The relation of a type that the schema does not declare.
const UNDECLARED: RelationId = RelationId(u16::MAX);

impl Snapshot {
    pub(super) fn create_node(
        &mut self,
        labels: &[Arc<str>],
        properties: Map,
    ) -> Result<Effect, SchemaError> {
        let schema = self.schema().clone();
        let set = properties.values().filter(|value| !value.is_null()).count() as u64;
        let id = if schema.is_open() {
            for (name, value) in &properties {
                rule::storable(name, value)?;
            }
            let state = Arc::make_mut(&mut self.0);
            let labels = label_set([], labels, &mut state.symbols);
            let properties = stated(properties, &mut state.symbols);
            self.put_node(NodeRow::drawn(labels, properties))?
        } else {
            let record = revise::drawn_node(self, &schema, labels, properties)?;
            self.add_node(record)?
        };
        let labels_added = self.node_labels(id).count() as u64;
        Ok(Effect { properties_set: set, labels_added, ..added(Element::Node(id)) })
    }

    pub(super) fn create_edge(
        &mut self,
        (from, to): (NodeId, NodeId),
        rel_type: &str,
        properties: Map,
    ) -> Result<Effect, SchemaError> {
        rule::there(self, Element::Node(from))?;
        rule::there(self, Element::Node(to))?;
        let schema = self.schema().clone();
        let set = properties.values().filter(|value| !value.is_null()).count() as u64;
        let id = if schema.is_open() {
            for (name, value) in &properties {
                rule::storable(name, value)?;
            }
            let state = Arc::make_mut(&mut self.0);
            let rel_type = state.symbols.rel_type(rel_type, rel_type, UNDECLARED, false);
            let properties = stated(properties, &mut state.symbols);
            self.put_edge(EdgeRow::drawn((from, to, rel_type), properties))?
        } else {
            let record = revise::drawn_edge(self, &schema, (from, to), rel_type, properties)?;
            self.add_edge(record)?
        };
        Ok(Effect { properties_set: set, ..added(Element::Edge(id)) })
    }

    pub(super) fn set_properties(
        &mut self,
        on: Element,
        properties: Map,
        replace: bool,
    ) -> Result<Effect, SchemaError> {
        rule::there(self, on)?;
        let mut changes = properties;
        let there: Vec<Arc<str>> = match on {
            Element::Node(id) => {
                let entered = self.entered_properties(id);
                entered.into_iter().map(|p| self.key_name(p.0)).collect()
            }
            Element::Edge(id) => self.edge_properties(id).map(|p| self.key_name(p.0)).collect(),
        };
        // To take away what is not there changes nothing.
        changes.retain(|name, value| !value.is_null() || there.contains(name));
        if replace {
            for name in there {
                changes.entry(name).or_insert(Value::Null);
            }
        }
        for (name, value) in &changes {
            rule::storable(name, value)?;
        }
        let properties_set = changes.len() as u64;
        match on {
            Element::Node(id) => self.set_on_node(id, changes, replace)?,
            Element::Edge(id) => self.set_on_edge(id, changes, replace)?,
        }
        Ok(Effect { properties_set, ..Effect::default() })
    }

    fn set_on_node(&mut self, id: NodeId, changes: Map, all: bool) -> Result<(), SchemaError> {
        let schema = self.schema().clone();
        if let (Some(record), Some(kind)) = (self.0.entered_record(id), self.kind_of(id)) {
            let (mut record, kind) = (record.clone(), kind.clone());
            revise::node(&mut record, &schema, &kind, changes, all)?;
            rule::stated(self, &schema, &kind, &record)?;
            let symbols = &mut Arc::make_mut(&mut self.0).symbols;
            let row = NodeRow::of(record, &kind, &schema, symbols);
            self.put_node_again(id, row);
            return Ok(());
        }
        let labels = self.node_labels(id).collect();
        let before = self.node_properties(id).collect();
        let properties = changed(before, changes, &mut Arc::make_mut(&mut self.0).symbols);
        self.put_node_again(id, NodeRow::drawn(labels, properties));
        Ok(())
    }

    fn set_on_edge(&mut self, id: EdgeId, changes: Map, all: bool) -> Result<(), SchemaError> {
        self.parted(id, |graph| graph.set_on_seen_edge(id, changes, all))
    }

    fn set_on_seen_edge(&mut self, id: EdgeId, changes: Map, all: bool) -> Result<(), SchemaError> {
        let Some((from, to, rel_type)) = self.edge_parts(id) else { return Ok(()) };
        let schema = self.schema().clone();
        let row =
            if let (Some(record), Some(relation)) = (self.edge_record(id), self.relation_of(id)) {
                let (mut record, relation): (EdgeRecord, _) = (record.clone(), relation.clone());
                revise::edge(&mut record, &relation, changes, all)?;
                rule::edge(self, &schema, &record)?;
                let lives = self.lives(from, to);
                let symbols = &mut Arc::make_mut(&mut self.0).symbols;
                EdgeRow::of(record, (from, to, rel_type), &relation, lives, symbols)
            } else {
                let before = self.edge_properties(id).collect();
                let properties = changed(before, changes, &mut Arc::make_mut(&mut self.0).symbols);
                EdgeRow::drawn((from, to, rel_type), properties)
            };
        Arc::make_mut(&mut self.0).delta.edges.insert(id.0, Arc::new(row));
        Ok(())
    }

    /// Gives a node labels or takes them from it.
    pub(super) fn change_labels(
        &mut self,
        id: NodeId,
        names: &[Arc<str>],
        add: bool,
    ) -> Result<Effect, SchemaError> {
        rule::there(self, Element::Node(id))?;
        let schema = self.schema().clone();
        let before: Vec<Label> = match self.0.entered(id) {
            Some(row) => row.labels.to_vec(),
            None => self.node_labels(id).collect(),
        };
        let row = if let (Some(record), Some(kind)) = (self.0.entered_record(id), self.kind_of(id))
        {
            let (mut record, kind) = (record.clone(), kind.clone());
            revise::labels(&mut record, &schema, &kind, names, add)?;
            let symbols = &mut Arc::make_mut(&mut self.0).symbols;
            NodeRow::of(record, &kind, &schema, symbols)
        } else {
            let properties: Properties = self.node_properties(id).collect();
            let labels = if add {
                let symbols = &mut Arc::make_mut(&mut self.0).symbols;
                label_set(before.iter().copied(), names, symbols)
            } else {
                let is_meant =
                    |label: &Label| names.iter().any(|n| **n == *self.label_name(*label));
                before.iter().copied().filter(|label| !is_meant(label)).collect()
            };
            NodeRow::drawn(labels, properties)
        };
        let lost = before.iter().filter(|label| !row.labels.contains(label)).count() as u64;
        let new = row.labels.iter().filter(|label| !before.contains(label)).count() as u64;
        if lost + new > 0 {
            self.put_node_again(id, row);
        }
        Ok(Effect { labels_added: new, labels_removed: lost, ..Effect::default() })
    }

    /// Makes these names known, so that what is compiled now finds what is written later.
    pub(crate) fn make_known<'n>(
        &mut self,
        labels: impl IntoIterator<Item = &'n str>,
        types: impl IntoIterator<Item = &'n str>,
        keys: impl IntoIterator<Item = &'n str>,
    ) {
        let schema = self.schema().clone();
        let symbols = &mut Arc::make_mut(&mut self.0).symbols;
        for label in labels {
            symbols.label(label);
        }
        for key in keys {
            symbols.key(key);
        }
        for name in types {
            let declared = schema.relation_of_type(name);
            let relation = declared.and_then(|id| Some((id, schema.relation(id)?)));
            match relation {
                Some((id, relation)) => {
                    symbols.rel_type(name, &relation.id, id, relation.symmetric)
                }
                None => symbols.rel_type(name, name, UNDECLARED, false),
            };
        }
    }

    fn key_name(&self, key: super::symbol::PropKey) -> Arc<str> {
        self.prop_key_name(key).into()
    }

    /// A key that no node has: `org:brent-council`, `org:brent-council-2`, …
    ///
    /// Takes a number after one that is taken; which is found by doubling and halving, so that many
    /// nodes of one name do not slow each other down.
    pub(crate) fn free_key(&self, prefix: &str, name: &str) -> crate::model::Key {
        let slug = slug(name);
        let numbered = |n: u64| match n {
            1 => format!("{prefix}:{slug}"),
            n => format!("{prefix}:{slug}-{n}"),
        };
        let taken = |n| self.by_key(&numbered(n)).is_some();
        let (mut below, mut free) = (0, 1);
        while taken(free) {
            (below, free) = (free, free * 2);
        }
        while below + 1 < free {
            let middle = below + (free - below) / 2;
            if taken(middle) { below = middle } else { free = middle }
        }
        crate::model::Key::new(numbered(free))
    }
}

/// These labels and those of these names, each once.
fn label_set(
    before: impl IntoIterator<Item = Label>,
    names: &[Arc<str>],
    symbols: &mut Arc<Symbols>,
) -> Arc<[Label]> {
    let mut labels: Vec<Label> = before.into_iter().collect();
    for name in names {
        let label = symbols.label(name);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.into()
}

/// The properties that have a value.
fn stated(mut properties: Map, symbols: &mut Arc<Symbols>) -> Properties {
    properties.retain(|_, value| !value.is_null());
    interned(properties, symbols)
}

/// Properties with these changes made; `null` takes one away.
fn changed(before: Properties, changes: Map, symbols: &mut Arc<Symbols>) -> Properties {
    if before.is_empty() {
        return stated(changes, symbols);
    }
    let named = before.into_iter().filter_map(|(key, value)| {
        let name = symbols.keys.name(key.0)?;
        Some((Arc::<str>::from(name), value))
    });
    let mut properties: Map = named.collect();
    properties.extend(changes);
    stated(properties, symbols)
}
