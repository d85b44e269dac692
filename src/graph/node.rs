//! A node to read from.

use std::sync::LazyLock;

use super::edge::EdgeRef;
use super::snapshot::Snapshot;
use crate::model::record::NodeRecord;
use crate::model::schema::Kind;
use crate::model::when::{Bounds, Grade, Moment};
use crate::model::{Direction, NodeId, Value};

static NOBODY: LazyLock<NodeRecord> = LazyLock::new(|| NodeRecord::new("".into(), "", ""));

/// A node of a snapshot. Borrows the snapshot; its [`id`](NodeRef::id) outlives it.
#[derive(Clone, Copy)]
pub struct NodeRef<'s> {
    snapshot: &'s Snapshot,
    id: NodeId,
    pub(super) record: &'s NodeRecord,
}

impl<'s> NodeRef<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, id: NodeId) -> Option<Self> {
        snapshot.contains_node(id).then(|| Self::known(snapshot, id))
    }

    /// A node that the snapshot is known to hold, as it does both ends of its relations.
    pub(super) fn known(snapshot: &'s Snapshot, id: NodeId) -> Self {
        Self { snapshot, id, record: snapshot.node_record(id).unwrap_or(&NOBODY) }
    }

    /// Its number in the graph.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// Its curated id, such as `org:hcl`; empty for a node that was drawn in an open graph.
    pub fn key(&self) -> &'s str {
        self.record.key.as_str()
    }

    /// Its name.
    pub fn name(&self) -> &'s str {
        self.snapshot.node_name(self.id)
    }

    /// Its kind.
    pub fn kind(&self) -> Option<&'s Kind> {
        self.snapshot.kind_of(self.id)
    }

    /// Everything said of it; an empty record for a node that was drawn in an open graph.
    pub fn record(&self) -> &'s NodeRecord {
        self.record
    }

    /// Its labels: its kind's, then its sub-kinds', then its classes'.
    pub fn labels(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let snapshot = self.snapshot;
        snapshot.node_labels(self.id).map(|label| snapshot.label_name(label))
    }

    /// Its property of this name as Cypher sees it, `null` where it has none.
    pub fn property(&self, name: &str) -> Value {
        let key = self.snapshot.prop_key(name);
        key.map(|key| self.snapshot.node_property(self.id, key)).unwrap_or_default()
    }

    /// Between which days it began and ended.
    pub fn bounds(&self) -> Bounds {
        self.snapshot.node_bounds(self.id)
    }

    /// The best grade of its existence on any day of the moment.
    pub fn grade(&self, moment: &Moment) -> Grade {
        self.snapshot.node_grade(self.id, moment)
    }

    /// The relations from here, of the relation with this id (`member-of`) or Cypher type.
    ///
    /// A symmetric relation comes from both of its ends, whichever way round it was entered.
    pub fn outgoing(&self, relation: &str) -> impl Iterator<Item = EdgeRef<'s>> + use<'s> {
        self.related(relation, Direction::Out)
    }

    /// The relations to here, of the relation with this id (`member-of`) or Cypher type.
    ///
    /// A symmetric relation comes to both of its ends, whichever way round it was entered.
    pub fn incoming(&self, relation: &str) -> impl Iterator<Item = EdgeRef<'s>> + use<'s> {
        self.related(relation, Direction::In)
    }

    pub(super) fn related(
        &self,
        relation: &str,
        direction: Direction,
    ) -> impl Iterator<Item = EdgeRef<'s>> + use<'s> {
        let (snapshot, id) = (self.snapshot, self.id);
        let rel_type = snapshot
            .rel_types()
            .map(|(rel_type, _)| rel_type)
            .find(|t| snapshot.relation_type(*t).is_some_and(|r| r.is(relation)));
        rel_type.into_iter().flat_map(move |rel_type| {
            // `expand` borrows its types, and this iterator outlives them: collect one node's ties.
            let edges: Vec<_> = snapshot.expand(id, direction, &[rel_type]).collect();
            edges.into_iter().filter_map(|(edge, _)| snapshot.edge(edge))
        })
    }
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.record, other.record)
    }
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(#{} {})", self.id.0, self.key())
    }
}
