//! One node or relation with all that is worked out of its record.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::life::Life;
use super::symbol::{Label, PropKey, RelType, Symbols};
use super::{merge, property};
use crate::model::record::{Addition, EdgeRecord, NodeRecord};
use crate::model::schema::{Kind, Relation, Schema};
use crate::model::when::{Bounds, Validity};
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
    /// What is said of it, unless it was drawn.
    pub(super) record: Option<Arc<NodeRecord>>,
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
        Self { record: Some(Arc::new(record)), labels, life, properties }
    }

    /// The row of a node that was drawn.
    pub(super) fn drawn(labels: Arc<[Label]>, properties: Properties) -> Self {
        let life = Life::of_node(&Validity::default());
        Self { record: None, labels, life, properties: Lazy::of(properties) }
    }

    /// The row of a node that the base holds.
    pub(super) fn of_base(record: Arc<NodeRecord>, labels: Arc<[Label]>, life: Life) -> Self {
        Self { record: Some(record), labels, life, properties: Lazy::default() }
    }

    /// Says more of the node.
    pub(super) fn extend(&mut self, addition: Addition, symbols: &mut Arc<Symbols>) {
        let Some(record) = &mut self.record else { return };
        interned(property::of_addition(&addition), symbols);
        let record = Arc::make_mut(record);
        merge::extend(record, addition);
        self.life = Life::of_node(&record.validity);
        self.properties = Lazy::default();
    }

    /// The properties of a node that was drawn; none of one that has a record.
    pub(super) fn drawn_properties(&self) -> &[(PropKey, Value)] {
        match (&self.record, self.properties.0.get()) {
            (None, Some(properties)) => properties,
            _ => &[],
        }
    }

    pub(super) fn properties(&self, symbols: &Symbols) -> &Properties {
        let record = self.record.as_deref();
        self.properties.get(|| record.map(property::of_node).unwrap_or_default(), symbols)
    }
}

/// A relation that the delta holds.
#[derive(Debug, Clone)]
pub(super) struct EdgeRow {
    /// What is said of it, unless it was drawn.
    pub(super) record: Option<Arc<EdgeRecord>>,
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
        Self { record: Some(Arc::new(record)), from, to, rel_type, life, properties }
    }

    /// The row of a relation that was drawn.
    pub(super) fn drawn(
        (from, to, rel_type): (NodeId, NodeId, RelType),
        properties: Properties,
    ) -> Self {
        let life = Life::of_node(&Validity::default());
        Self { record: None, from, to, rel_type, life, properties: Lazy::of(properties) }
    }

    /// The row of a relation that the base holds.
    pub(super) fn of_base(
        record: Arc<EdgeRecord>,
        (from, to, rel_type): (NodeId, NodeId, RelType),
        life: Life,
    ) -> Self {
        Self { record: Some(record), from, to, rel_type, life, properties: Lazy::default() }
    }

    /// Takes in a record that says the same.
    pub(super) fn take_in(
        &mut self,
        new: EdgeRecord,
        relation: &Relation,
        lives: [Bounds; 2],
        symbols: &mut Arc<Symbols>,
    ) {
        let Some(record) = &mut self.record else { return };
        interned(property::of_edge(&new), symbols);
        let record = Arc::make_mut(record);
        merge::take_in(record, new);
        self.life = Life::of_edge(record, relation.event, lives);
        self.properties = Lazy::default();
    }

    pub(super) fn properties(&self, symbols: &Symbols) -> &Properties {
        let record = self.record.as_deref();
        self.properties.get(|| record.map(property::of_edge).unwrap_or_default(), symbols)
    }
}

pub(super) fn interned(
    properties: BTreeMap<Arc<str>, Value>,
    symbols: &mut Arc<Symbols>,
) -> Properties {
    properties.into_iter().map(|(name, value)| (symbols.key(&name), value)).collect()
}

/// The value of one property of a row.
pub(super) fn find(properties: &Properties, key: PropKey) -> Value {
    find_ref(properties, key).cloned().unwrap_or_default()
}

/// One property of a row, where it has it.
pub(super) fn find_ref(properties: &Properties, key: PropKey) -> Option<&Value> {
    properties.iter().find(|(k, _)| *k == key).map(|(_, value)| value)
}
