//! What has changed since the base was made.

use std::slice;
use std::sync::Arc;

use super::index::Sought;
use super::numbers::Numbers;
use super::row::{EdgeRow, NodeRow};
use super::symbol::{PropKey, RelType};
use super::trie::Trie;
use crate::model::{EdgeId, NodeId};

/// A relation as one of its ends sees it: its type, the far node, itself.
pub(super) type Tied = (RelType, NodeId, EdgeId);

/// The added relations at a node in one direction, sorted: in a bulk load mostly a single one.
#[derive(Debug, Clone)]
pub(super) enum Ties {
    One(Tied),
    Several(Arc<Vec<Tied>>),
}

impl Ties {
    pub(super) fn as_slice(&self) -> &[Tied] {
        match self {
            Self::One(tied) => slice::from_ref(tied),
            Self::Several(ties) => ties,
        }
    }

    fn put(&mut self, tied: Tied) {
        match self {
            Self::One(first) => {
                *self = Self::Several(Arc::new(vec![tied.min(*first), tied.max(*first)]));
            }
            Self::Several(there) => {
                let place = there.partition_point(|other| *other < tied);
                Arc::make_mut(there).insert(place, tied);
            }
        }
    }

    fn take(&mut self, tied: Tied) {
        if self.as_slice() == [tied] {
            *self = Self::Several(Arc::default());
        } else if let Self::Several(there) = self
            && let Ok(place) = there.binary_search(&tied)
        {
            Arc::make_mut(there).remove(place);
        }
    }
}

/// Nodes and relations added, changed or removed since the base was made.
///
/// All of it is persistent: a clone is `O(1)`, and a change copies what it touches. A row here
/// stands in place of the one in the base.
#[derive(Debug, Clone, Default)]
pub(super) struct Delta {
    pub(super) nodes: Trie<Arc<NodeRow>>,
    pub(super) edges: Trie<Arc<EdgeRow>>,
    /// By node: the added relations that leave it.
    pub(super) out: Trie<Ties>,
    /// By node: the added relations that reach it.
    pub(super) incoming: Trie<Ties>,
    /// The added nodes, in the order of their ids.
    pub(super) added: Trie<NodeId>,
    pub(super) added_edges: usize,
    /// Whether an added relation led from a node to itself.
    pub(super) loops: bool,
    /// Nodes that are no more, of the base or added; they stay among `added`.
    pub(super) gone: Numbers,
    /// Relations that are no more, of the base or added; they stay where they are tied.
    pub(super) gone_edges: Numbers,
    /// Relations of the base that are tied here, or nowhere, and no longer as the base ties them.
    pub(super) moved: Numbers,
    /// Nodes of the base whose labels have changed.
    pub(super) relabelled: Numbers,
    /// The drawn nodes it holds by those of their properties that have been sought; what a record
    /// gives is worked out when asked.
    pub(super) drawn: Sought,
    /// How many of the nodes it holds have a record.
    pub(super) recorded: usize,
}

impl Delta {
    /// Puts in a node that the base does not hold; its id is higher than all before.
    pub(super) fn add_node(&mut self, id: NodeId, row: NodeRow) {
        self.put_node(id, row);
        self.added.insert(u32::try_from(self.added.len()).unwrap_or(u32::MAX), id);
    }

    /// Puts in a node in place of the one there was.
    pub(super) fn put_node(&mut self, id: NodeId, row: NodeRow) {
        if let Some(old) = self.nodes.get(id.0) {
            self.recorded -= usize::from(old.record.is_some());
            self.drawn.note(id, old.drawn_properties(), false);
        }
        self.recorded += usize::from(row.record.is_some());
        self.drawn.note(id, row.drawn_properties(), true);
        self.nodes.insert(id.0, Arc::new(row));
    }

    /// The drawn nodes it holds whose property may have the value of this hash, ascending. The
    /// first search for a property is linear in the nodes it holds.
    pub(super) fn drawn_with(&self, key: PropKey, hash: u32) -> &[NodeId] {
        let rows = self.nodes.iter().map(|(id, row)| (NodeId(id), row.drawn_properties()));
        self.drawn.with(key, hash, rows)
    }

    /// Puts in a relation that the base does not hold; its id is higher than all before.
    pub(super) fn add_edge(&mut self, id: EdgeId, row: EdgeRow) {
        self.tie(id, &row);
        self.edges.insert(id.0, Arc::new(row));
        self.added_edges += 1;
    }

    /// Ties a relation to the ends of its row.
    pub(super) fn tie(&mut self, id: EdgeId, row: &EdgeRow) {
        tie(&mut self.out, row.from, (row.rel_type, row.to, id));
        tie(&mut self.incoming, row.to, (row.rel_type, row.from, id));
        self.loops |= row.from == row.to;
    }

    /// Takes a relation from the ends of its row, to which it was tied here.
    pub(super) fn untie(&mut self, id: EdgeId, row: &EdgeRow) {
        if let Some(ties) = self.out.get_mut(row.from.0) {
            ties.take((row.rel_type, row.to, id));
        }
        if let Some(ties) = self.incoming.get_mut(row.to.0) {
            ties.take((row.rel_type, row.from, id));
        }
    }

    /// The added relations of one type between two nodes.
    pub(super) fn between(&self, from: NodeId, to: NodeId, rel_type: RelType) -> &[Tied] {
        let added = self.out.get(from.0).map(Ties::as_slice).unwrap_or_default();
        let start = added.partition_point(|tied| (tied.0, tied.1) < (rel_type, to));
        let end = added.partition_point(|tied| (tied.0, tied.1) <= (rel_type, to));
        added.get(start..end).unwrap_or_default()
    }

    /// Whether the relations of the base are all there, between the ends that they have in it.
    pub(super) fn all_tied_as_in_base(&self) -> bool {
        self.gone_edges.len() == 0 && self.moved.len() == 0
    }

    /// How many rows it holds.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() + self.edges.len() + self.gone.len() + self.gone_edges.len()
    }
}

fn tie(by_node: &mut Trie<Ties>, node: NodeId, tied: Tied) {
    match by_node.get_mut(node.0) {
        Some(there) => there.put(tied),
        None => drop(by_node.insert(node.0, Ties::One(tied))),
    }
}
