//! One node or relation with all that is worked out of its record.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::life::Life;
use super::property;
use super::symbol::{Label, PropKey, RelType, Symbols};
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::schema::{Kind, Relation, Schema};
use crate::model::when::Bounds;
use crate::model::{NodeId, Value};

/// Properties in the order of their names.
pub(super) type Properties = Vec<(PropKey, Value)>;

/// A node that the delta holds.
#[derive(Debug, Clone)]
pub(super) struct NodeRow {
    pub(super) record: Arc<NodeRecord>,
    pub(super) labels: Arc<[Label]>,
    pub(super) properties: Properties,
    pub(super) life: Life,
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
        let properties = interned(property::of_node(&record), symbols);
        let life = Life::of_node(&record.validity);
        Self { record: Arc::new(record), labels, properties, life }
    }
}

/// A relation that the delta holds.
#[derive(Debug, Clone)]
pub(super) struct EdgeRow {
    pub(super) record: Arc<EdgeRecord>,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) rel_type: RelType,
    pub(super) properties: Properties,
    pub(super) life: Life,
}

impl EdgeRow {
    pub(super) fn of(
        record: EdgeRecord,
        (from, to, rel_type): (NodeId, NodeId, RelType),
        relation: &Relation,
        lives: [Bounds; 2],
        symbols: &mut Arc<Symbols>,
    ) -> Self {
        let properties = interned(property::of_edge(&record), symbols);
        let life = Life::of_edge(&record, relation.event, lives);
        Self { record: Arc::new(record), from, to, rel_type, properties, life }
    }
}

fn interned(properties: BTreeMap<Arc<str>, Value>, symbols: &mut Arc<Symbols>) -> Properties {
    properties.into_iter().map(|(name, value)| (symbols.key(&name), value)).collect()
}

/// The value of one property of a row.
pub(super) fn find(properties: &Properties, key: PropKey) -> Value {
    properties.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone()).unwrap_or_default()
}
