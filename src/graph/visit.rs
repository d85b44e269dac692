//! petgraph's visit traits on a snapshot, so that its algorithms run on one directly.
//!
//! Indices in petgraph's sense are the places of the nodes in the order of their ids, without gaps:
//! algorithms that number nodes from 0 count no node that is not there.
//!
//! The graph is directed, and shows each relation once, as it is stored: also a symmetric one, which
//! [`Snapshot::expand`] gives from both ends.

use petgraph::visit::{
    Data, EdgeCount, GetAdjacencyMatrix, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges,
    IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, VisitMap, Visitable,
};
use petgraph::{Directed, Direction as Way};

use super::edge::EdgeRef;
use super::expand::Expand;
use super::node::NodeRef;
use super::snapshot::Snapshot;
use super::symbol::RelationType;
use crate::model::record::NodeRecord;
use crate::model::{Direction, EdgeId, NodeId};

impl GraphBase for Snapshot {
    type NodeId = NodeId;
    type EdgeId = EdgeId;
}

impl Data for Snapshot {
    type NodeWeight = NodeRecord;
    type EdgeWeight = RelationType;
}

impl GraphProp for Snapshot {
    type EdgeType = Directed;
}

impl NodeCount for Snapshot {
    fn node_count(&self) -> usize {
        self.node_count()
    }
}

impl EdgeCount for Snapshot {
    fn edge_count(&self) -> usize {
        self.edge_count()
    }
}

impl NodeIndexable for Snapshot {
    fn node_bound(&self) -> usize {
        self.node_count()
    }

    /// The place of a node; that of none, which no algorithm asks for, lies past the end.
    fn to_index(&self, id: NodeId) -> usize {
        self.node_place(id).unwrap_or(usize::MAX)
    }

    fn from_index(&self, place: usize) -> NodeId {
        self.node_at(place).unwrap_or(NodeId(u32::MAX))
    }
}

impl NodeCompactIndexable for Snapshot {}

impl Visitable for Snapshot {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited::default()
    }

    fn reset_map(&self, map: &mut Visited) {
        map.0.clear();
    }
}

impl GetAdjacencyMatrix for Snapshot {
    /// The topology answers by itself.
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, (): &(), from: NodeId, to: NodeId) -> bool {
        self.rel_types().any(|(rel_type, _)| self.between(from, to, rel_type).next().is_some())
    }
}

impl<'s> IntoNodeIdentifiers for &'s Snapshot {
    type NodeIdentifiers = Box<dyn Iterator<Item = NodeId> + 's>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        Box::new(self.nodes())
    }
}

impl<'s> IntoNodeReferences for &'s Snapshot {
    type NodeRef = NodeRef<'s>;
    type NodeReferences = Box<dyn Iterator<Item = NodeRef<'s>> + 's>;

    fn node_references(self) -> Self::NodeReferences {
        Box::new(self.nodes().filter_map(|id| self.node(id)))
    }
}

impl<'s> IntoEdgeReferences for &'s Snapshot {
    type EdgeRef = EdgeRef<'s>;
    type EdgeReferences = Box<dyn Iterator<Item = EdgeRef<'s>> + 's>;

    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.edges().filter_map(|id| self.edge(id)))
    }
}

impl<'s> IntoNeighbors for &'s Snapshot {
    type Neighbors = Neighbours<'s>;

    fn neighbors(self, node: NodeId) -> Neighbours<'s> {
        self.neighbors_directed(node, Way::Outgoing)
    }
}

impl<'s> IntoNeighborsDirected for &'s Snapshot {
    type NeighborsDirected = Neighbours<'s>;

    fn neighbors_directed(self, node: NodeId, way: Way) -> Neighbours<'s> {
        Neighbours(self.stored(node, direction(way)))
    }
}

impl<'s> IntoEdges for &'s Snapshot {
    type Edges = Edges<'s>;

    fn edges(self, node: NodeId) -> Edges<'s> {
        self.edges_directed(node, Way::Outgoing)
    }
}

impl<'s> IntoEdgesDirected for &'s Snapshot {
    type EdgesDirected = Edges<'s>;

    fn edges_directed(self, node: NodeId, way: Way) -> Edges<'s> {
        Edges { snapshot: self, node, way, ties: self.stored(node, direction(way)) }
    }
}

fn direction(way: Way) -> Direction {
    match way {
        Way::Outgoing => Direction::Out,
        Way::Incoming => Direction::In,
    }
}

impl petgraph::visit::NodeRef for NodeRef<'_> {
    type NodeId = NodeId;
    type Weight = NodeRecord;

    fn id(&self) -> NodeId {
        self.id()
    }

    fn weight(&self) -> &NodeRecord {
        self.record
    }
}

impl petgraph::visit::EdgeRef for EdgeRef<'_> {
    type NodeId = NodeId;
    type EdgeId = EdgeId;
    type Weight = RelationType;

    fn source(&self) -> NodeId {
        self.ends.0
    }

    fn target(&self) -> NodeId {
        self.ends.1
    }

    fn weight(&self) -> &RelationType {
        self.weight()
    }

    fn id(&self) -> EdgeId {
        self.id()
    }
}

/// The neighbours of a node, once for each relation.
#[derive(Debug, Clone)]
pub struct Neighbours<'s>(Expand<'s>);

impl Iterator for Neighbours<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.0.next().map(|(_, far)| far)
    }
}

/// The relations of a node in one direction.
#[derive(Debug, Clone)]
pub struct Edges<'s> {
    snapshot: &'s Snapshot,
    node: NodeId,
    way: Way,
    ties: Expand<'s>,
}

impl<'s> Iterator for Edges<'s> {
    type Item = EdgeRef<'s>;

    fn next(&mut self) -> Option<EdgeRef<'s>> {
        let (edge, far) = self.ties.next()?;
        let ends = match self.way {
            Way::Outgoing => (self.node, far),
            Way::Incoming => (far, self.node),
        };
        Some(EdgeRef::new(self.snapshot, edge, ends, self.ties.rel_type()))
    }
}

/// The nodes that an algorithm has visited: one bit each.
#[derive(Debug, Clone, Default)]
pub struct Visited(Vec<u64>);

impl VisitMap<NodeId> for Visited {
    fn visit(&mut self, node: NodeId) -> bool {
        let (word, bit) = place(node);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0.get_mut(word).is_some_and(|bits| {
            let new = *bits & bit == 0;
            *bits |= bit;
            new
        })
    }

    fn is_visited(&self, node: &NodeId) -> bool {
        let (word, bit) = place(*node);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn unvisit(&mut self, node: NodeId) -> bool {
        let (word, bit) = place(node);
        self.0.get_mut(word).is_some_and(|bits| {
            let there = *bits & bit != 0;
            *bits &= !bit;
            there
        })
    }
}

fn place(node: NodeId) -> (usize, u64) {
    (node.0 as usize / 64, 1 << (node.0 % 64))
}
