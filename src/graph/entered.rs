//! What was entered, of nodes that are seen as one and of all others.

use super::fuse::{self, Disagreement};
use super::snapshot::Snapshot;
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::{EdgeId, NodeId};

impl Snapshot {
    /// The records of all nodes as they were entered, in the order of their numbers: also of those that
    /// are seen as others. Whatever writes down what a graph says writes these.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::{Change, EdgeRecord, NodeRecord};
    ///
    /// let db = Database::in_memory();
    /// let mut tx = db.write()?;
    /// tx.apply(Change::AddNode(NodeRecord::new("person:a".into(), "person", "A. Example")))?;
    /// tx.apply(Change::AddNode(NodeRecord::new("person:ada".into(), "person", "Ada Example")))?;
    /// tx.apply(Change::AddEdge(EdgeRecord::new("person:a".into(), "same-as", "person:ada".into())))?;
    /// tx.commit()?;
    ///
    /// let snap = db.snapshot();
    /// assert_eq!((snap.node_count(), snap.edge_count()), (1, 0));
    /// assert_eq!(snap.by_key("person:a"), snap.by_key("person:ada"));
    /// assert_eq!((snap.node_records().count(), snap.edge_records().count()), (2, 1));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn node_records(&self) -> impl Iterator<Item = &NodeRecord> {
        self.entered_nodes().into_iter().filter_map(|id| self.0.entered_record(id))
    }

    /// The records of all relations as they were entered, in the order of their numbers: also of those
    /// between nodes that are seen as one.
    pub fn edge_records(&self) -> impl Iterator<Item = &EdgeRecord> {
        self.entered_edges().into_iter().filter_map(|id| self.edge_record(id))
    }

    /// The nodes that were entered, ascending, seen as others or not.
    pub(super) fn entered_nodes(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = self.nodes().collect();
        let heads = self.0.heads().filter(|head| self.sees_node(*head));
        let seen =
            |head: NodeId| self.0.nodes_seen_as(head).into_iter().filter(move |id| *id != head);
        nodes.extend(heads.flat_map(seen));
        nodes.sort_unstable();
        nodes
    }

    /// The relations that were entered, ascending, seen or within a class.
    pub(super) fn entered_edges(&self) -> Vec<EdgeId> {
        let mut edges: Vec<EdgeId> = self.edges().collect();
        let heads = self.0.heads().filter(|head| self.sees_node(*head));
        edges.extend(heads.flat_map(|head| self.within_class(head)));
        edges.sort_unstable();
        edges
    }

    /// Whether a node is there, seen as itself or as another.
    pub(super) fn was_entered(&self, node: NodeId) -> bool {
        self.contains_node(node) || self.0.entered(node).is_some()
    }

    /// The node as which a node is seen: itself, where nobody has called it the same as another.
    pub fn seen_as(&self, node: NodeId) -> NodeId {
        self.0.stands_for(node)
    }

    /// What is said of a node alone, as it was entered, be it seen as another.
    pub fn said_of(&self, node: NodeId) -> Option<&NodeRecord> {
        self.0.entered_record(node)
    }

    /// The nodes that a curator has called the same, and that are seen as one with this: the one as which
    /// they are seen first, then by their ids. The node alone where nobody has.
    pub fn seen_as_one(&self, node: NodeId) -> Vec<NodeId> {
        let head = self.0.stands_for(node);
        let mut nodes = self.0.nodes_seen_as(head);
        let key = |id: &NodeId| self.said_of(*id).map(|record| &record.key);
        nodes.sort_by(|a, b| (*a != head, key(a)).cmp(&(*b != head, key(b))));
        nodes
    }

    /// The relations between nodes that are seen as one with this, which nobody sees: those that say so,
    /// and what else was entered between them.
    pub fn within_one(&self, node: NodeId) -> impl Iterator<Item = EdgeId> + '_ {
        self.within_class(node)
    }

    /// In what the records of nodes that are seen as one with this say different things.
    pub fn disagreements(&self, node: NodeId) -> Vec<Disagreement> {
        let nodes = self.seen_as_one(node);
        let mut records = nodes.iter().filter_map(|id| self.said_of(*id));
        let Some(mut seen) = records.next().cloned() else { return Vec::new() };
        let mut found = Vec::new();
        for other in records {
            found.extend(fuse::disagreements(&seen, other));
            seen = fuse::fused(&seen, [other].into_iter());
        }
        found
    }

    /// In what two nodes, each with all that are seen as it, would say different things if they were one.
    pub fn would_disagree(&self, seen: NodeId, other: NodeId) -> Vec<Disagreement> {
        let records = self.node_record(seen).zip(self.node_record(other));
        records.map(|(seen, other)| fuse::disagreements(seen, other)).unwrap_or_default()
    }
}
