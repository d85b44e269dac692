//! The graph as a query sees it: a snapshot, seen through the lens of a valid time.

use crate::cypher::sema::bound::Types;
use crate::graph::{Fan, Label, Snapshot};
use crate::model::when::{Grade, Moment};
use crate::model::{Direction, EdgeId, NodeId};

/// What a query looks through.
#[derive(Debug, Clone)]
pub(crate) struct Lens {
    /// The time looked at; every fact, whenever it held, where it is missing.
    pub(crate) moment: Option<Moment>,
    /// The weakest grade that counts.
    pub(crate) floor: Grade,
    /// Whether inferred facts are left out.
    pub(crate) stated_only: bool,
}

/// A snapshot through a lens.
#[derive(Debug)]
pub(crate) struct View {
    snapshot: Snapshot,
    lens: Option<Lens>,
}

impl View {
    pub(crate) fn new(snapshot: Snapshot, lens: Option<Lens>) -> Self {
        Self { snapshot, lens }
    }

    /// The snapshot behind the lens.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The snapshot behind the lens, to be changed.
    pub(super) fn snapshot_mut(&mut self) -> &mut Snapshot {
        &mut self.snapshot
    }

    /// Whether everything is seen.
    pub(super) fn is_whole(&self) -> bool {
        self.lens.is_none()
    }

    /// Whether a node is seen: one that certainly was not there is not. Most nodes say nothing of
    /// when they began, so what is not known hides nothing.
    pub(super) fn sees_node(&self, id: NodeId) -> bool {
        let Some(lens) = &self.lens else { return true };
        let stated =
            || self.snapshot.node_record(id).is_none_or(|record| record.inferred.is_none());
        (!lens.stated_only || stated())
            && lens.moment.as_ref().is_none_or(|m| self.snapshot.node_grade(id, m) != Grade::No)
    }

    /// Whether a relationship is seen: when it holds at least as surely as the lens asks.
    pub(super) fn sees_edge(&self, id: EdgeId) -> bool {
        let Some(lens) = &self.lens else { return true };
        let stated =
            || self.snapshot.edge_record(id).is_none_or(|record| record.inferred.is_none());
        (!lens.stated_only || stated())
            && lens.moment.as_ref().is_none_or(|m| self.snapshot.edge_grade(id, m) >= lens.floor)
    }

    /// All nodes, in the order of their numbers.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.snapshot.nodes().filter(|id| self.sees_node(*id)).collect()
    }

    /// The nodes with a label, in the order of their numbers.
    pub(super) fn nodes_with(&self, label: Label) -> Vec<NodeId> {
        self.snapshot.nodes_with(label).filter(|id| self.sees_node(*id)).collect()
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
        if self.is_whole() {
            self.snapshot.expand_into(node, direction, types, into);
        } else {
            let edges = self.snapshot.expand(node, direction, types);
            into.extend(edges.filter(|(edge, _)| self.sees_edge(*edge)));
        }
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
            Types::All => self.snapshot.ties(near, far, direction, &[], &mut edges),
            Types::These(types) if types.is_empty() => {}
            Types::These(types) => self.snapshot.ties(near, far, direction, types, &mut edges),
        }
        let seen = edges.into_iter().filter(|edge| self.sees_edge(*edge));
        into.extend(seen.map(|edge| (edge, far)));
    }

    /// The relationships of one type at a node, as they lie in the graph, where that is all of what
    /// [`View::expand`] gives.
    pub(super) fn fan(&self, node: NodeId, direction: Direction, types: &Types) -> Option<Fan<'_>> {
        match types {
            Types::These(types) if self.is_whole() => match **types {
                [only] => self.snapshot.fan(node, direction, only),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a relationship is of one of these types.
    pub(super) fn is_of(&self, edge: EdgeId, types: &Types) -> bool {
        match types {
            Types::All => true,
            Types::These(types) => {
                self.snapshot.edge_type(edge).is_some_and(|t| types.contains(&t))
            }
        }
    }
}
