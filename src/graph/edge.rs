//! A relation to read from.

use std::sync::LazyLock;

use super::node::NodeRef;
use super::snapshot::Snapshot;
use super::symbol::{RelType, RelationType};
use crate::model::record::EdgeRecord;
use crate::model::schema::Relation;
use crate::model::when::{Bounds, Grade, Moment};
use crate::model::{EdgeId, NodeId, Value};

// What an `EdgeRef` of a relation that its snapshot does not hold would show; none is ever made.
static NOTHING: LazyLock<EdgeRecord> = LazyLock::new(|| EdgeRecord::new("".into(), "", "".into()));
static UNTYPED: LazyLock<RelationType> = LazyLock::new(RelationType::default);

/// A relation of a snapshot. Borrows the snapshot; its [`id`](EdgeRef::id) outlives it.
#[derive(Clone, Copy)]
pub struct EdgeRef<'s> {
    snapshot: &'s Snapshot,
    id: EdgeId,
    pub(super) ends: (NodeId, NodeId),
    rel_type: RelType,
}

impl<'s> EdgeRef<'s> {
    /// A relation that the snapshot holds, with its ends and its type.
    pub(super) fn new(
        snapshot: &'s Snapshot,
        id: EdgeId,
        ends: (NodeId, NodeId),
        rel_type: RelType,
    ) -> Self {
        Self { snapshot, id, ends, rel_type }
    }

    /// Its number in the graph.
    pub fn id(&self) -> EdgeId {
        self.id
    }

    /// The node it starts from.
    pub fn from(&self) -> NodeRef<'s> {
        NodeRef::known(self.snapshot, self.ends.0)
    }

    /// The node it leads to.
    pub fn to(&self) -> NodeRef<'s> {
        NodeRef::known(self.snapshot, self.ends.1)
    }

    /// Its type, such as `MEMBER_OF`.
    pub fn weight(&self) -> &'s RelationType {
        self.snapshot.relation_type(self.rel_type).unwrap_or(&UNTYPED)
    }

    /// What the schema says of its type.
    pub fn relation(&self) -> Option<&'s Relation> {
        self.snapshot.relation_of(self.id)
    }

    /// Everything said of it.
    pub fn record(&self) -> &'s EdgeRecord {
        self.snapshot.edge_record(self.id).unwrap_or(&NOTHING)
    }

    /// Its property of this name as Cypher sees it, `null` where it has none.
    pub fn property(&self, name: &str) -> Value {
        let key = self.snapshot.prop_key(name);
        key.map(|key| self.snapshot.edge_property(self.id, key)).unwrap_or_default()
    }

    /// Between which days it began and ended, clipped to the lives of both its ends.
    pub fn bounds(&self) -> Bounds {
        self.snapshot.edge_bounds(self.id)
    }

    /// The best grade on any day of the moment; an event is graded by the day on which it happened.
    pub fn grade(&self, moment: &Moment) -> Grade {
        self.snapshot.edge_grade(self.id, moment)
    }
}

impl PartialEq for EdgeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.snapshot, other.snapshot)
    }
}

impl std::fmt::Debug for EdgeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, to) = self.ends;
        write!(f, "(#{})-[#{}:{}]->(#{})", from.0, self.id.0, self.weight().name(), to.0)
    }
}
