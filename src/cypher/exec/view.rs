//! The graph as a query sees it: a snapshot, by the types that the query names.

use crate::cypher::sema::bound::Types;
use crate::graph::{Fan, Snapshot};
use crate::model::{Direction, EdgeId, NodeId};

/// A snapshot, seen through the lens it has.
#[derive(Debug)]
pub(crate) struct View(Snapshot);

impl View {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        Self(snapshot)
    }

    /// The snapshot itself.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.0
    }

    /// The snapshot, to be changed.
    pub(super) fn snapshot_mut(&mut self) -> &mut Snapshot {
        &mut self.0
    }

    /// Adds the relationships at a node, each with the node at its other end.
    pub(super) fn expand(
        &self,
        node: NodeId,
        direction: Direction,
        types: &Types,
        into: &mut Vec<(EdgeId, NodeId)>,
    ) {
        let types = match types {
            Types::All => &[][..],
            Types::These(types) if types.is_empty() => return,
            Types::These(types) => types,
        };
        self.0.expand_into(node, direction, types, into);
    }

    /// Adds the relationships from one node to another.
    pub(super) fn ties(
        &self,
        (near, far): (NodeId, NodeId),
        direction: Direction,
        types: &Types,
        into: &mut Vec<(EdgeId, NodeId)>,
    ) {
        let mut edges = Vec::new();
        match types {
            Types::All => self.0.ties(near, far, direction, &[], &mut edges),
            Types::These(types) if types.is_empty() => {}
            Types::These(types) => self.0.ties(near, far, direction, types, &mut edges),
        }
        into.extend(edges.into_iter().map(|edge| (edge, far)));
    }

    /// The relationships of one type at a node, as they lie in the graph, where that is all of what
    /// [`View::expand`] gives.
    pub(super) fn fan(&self, node: NodeId, direction: Direction, types: &Types) -> Option<Fan<'_>> {
        match types {
            Types::These(types) => match **types {
                [only] => self.0.fan(node, direction, only),
                _ => None,
            },
            Types::All => None,
        }
    }

    /// Whether a relationship is of one of these types.
    pub(super) fn is_of(&self, edge: EdgeId, types: &Types) -> bool {
        match types {
            Types::All => true,
            Types::These(types) => self.0.edge_type(edge).is_some_and(|t| types.contains(&t)),
        }
    }
}
