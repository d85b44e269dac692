//! One node or relation with all that is worked out of its record.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::life::Life;
use super::symbol::{Label, PropKey, RelType, Symbols};
use super::{merge, property};
use crate::model::record::{Addition, EdgeRecord, NodeRecord};
use crate::model::schema::{Kind, Relation, Schema};
use crate::model::when::Bounds;
use crate::model::{NodeId, Value};

/// Properties in the order of their names.
pub(super) type Properties = Vec<(PropKey, Value)>;

/// Properties that are worked out when somebody asks: a row is often said more of before that.
///
/// The graph must know the names of all of them beforehand.
#[derive(Debug, Clone, Default)]
struct Lazy(OnceLock<Properties>);

impl Lazy {
    fn of(properties: Properties) -> Self {
        Self(OnceLock::from(properties))
    }

    fn get(
        &self,
        make: impl FnOnce() -> BTreeMap<Arc<str>, Value>,
        symbols: &Symbols,
    ) -> &Properties {
        self.0.get_or_init(|| {
            let known = |name: &str| symbols.keys.number(name).map(PropKey);
            make().into_iter().filter_map(|(name, value)| Some((known(&name)?, value))).collect()
        })
    }
}

/// A node that the delta holds.
#[derive(Debug, Clone)]
pub(super) struct NodeRow {
    pub(super) record: Arc<NodeRecord>,
    pub(super) labels: Arc<[Label]>,
    pub(super) life: Life,
    properties: Lazy,
}

impl NodeRow {
    pub(super) fn of(
        record: NodeRecord,
        kind: &Kind,
        schema: &Schema,
        symbols: &mut Arc<Symbols>,
    ) -> Self {
        let labels = property::labels(schema, kind, &record.sub_kinds);
        let labels = labels.map(|name| symbols.label(name)).collect();
        let properties = Lazy::of(interned(property::of_node(&record), symbols));
        let life = Life::of_node(&record.validity);
        Self { record: Arc::new(record), labels, life, properties }
    }

    /// The row of a node that the base holds.
    pub(super) fn of_base(record: Arc<NodeRecord>, labels: Arc<[Label]>, life: Life) -> Self {
        Self { record, labels, life, properties: Lazy::default() }
    }

    /// Says more of the node.
    pub(super) fn extend(&mut self, addition: Addition, symbols: &mut Arc<Symbols>) {
        interned(property::of_addition(&addition), symbols);
        let record = Arc::make_mut(&mut self.record);
        merge::extend(record, addition);
        self.life = Life::of_node(&record.validity);
        self.properties = Lazy::default();
    }

    pub(super) fn properties(&self, symbols: &Symbols) -> &Properties {
        self.properties.get(|| property::of_node(&self.record), symbols)
    }
}

/// A relation that the delta holds.
#[derive(Debug, Clone)]
pub(super) struct EdgeRow {
    pub(super) record: Arc<EdgeRecord>,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) rel_type: RelType,
    pub(super) life: Life,
    properties: Lazy,
}

impl EdgeRow {
    pub(super) fn of(
        record: EdgeRecord,
        (from, to, rel_type): (NodeId, NodeId, RelType),
        relation: &Relation,
        lives: [Bounds; 2],
        symbols: &mut Arc<Symbols>,
    ) -> Self {
        let properties = Lazy::of(interned(property::of_edge(&record), symbols));
        let life = Life::of_edge(&record, relation.event, lives);
        Self { record: Arc::new(record), from, to, rel_type, life, properties }
    }

    /// The row of a relation that the base holds.
    pub(super) fn of_base(
        record: Arc<EdgeRecord>,
        (from, to, rel_type): (NodeId, NodeId, RelType),
        life: Life,
    ) -> Self {
        Self { record, from, to, rel_type, life, properties: Lazy::default() }
    }

    /// Takes in a record that says the same.
    pub(super) fn take_in(
        &mut self,
        new: EdgeRecord,
        relation: &Relation,
        lives: [Bounds; 2],
        symbols: &mut Arc<Symbols>,
    ) {
        interned(property::of_edge(&new), symbols);
        let record = Arc::make_mut(&mut self.record);
        merge::take_in(record, new);
        self.life = Life::of_edge(record, relation.event, lives);
        self.properties = Lazy::default();
    }

    pub(super) fn properties(&self, symbols: &Symbols) -> &Properties {
        self.properties.get(|| property::of_edge(&self.record), symbols)
    }
}

fn interned(properties: BTreeMap<Arc<str>, Value>, symbols: &mut Arc<Symbols>) -> Properties {
    properties.into_iter().map(|(name, value)| (symbols.key(&name), value)).collect()
}

/// The value of one property of a row.
pub(super) fn find(properties: &Properties, key: PropKey) -> Value {
    properties.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone()).unwrap_or_default()
}
