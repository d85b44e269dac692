//! What two graphs of one database differ in.

use std::collections::BTreeSet;

use super::snapshot::Snapshot;
use crate::model::{Direction, EdgeId, Element, Index, NodeId};

/// What an earlier graph and a later one of the same database differ in, as records and drawn rows
/// say it; ids are never reused, so that a node is the same in both where its id is.
///
/// What was entered is compared: that two nodes are seen as one is one relation that was added.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::graph::Difference;
///
/// let db = Database::without_schema();
/// db.execute("CREATE (:Cat {name: 'Tom'})").run()?;
/// let before = db.snapshot();
/// db.execute("MATCH (c:Cat) SET c.age = 3 CREATE (c)-[:CHASES]->(:Mouse)").run()?;
/// let difference = Difference::between(before, db.snapshot());
/// assert_eq!((difference.added.len(), difference.changed.len()), (2, 1));
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Difference {
    /// The earlier graph.
    pub before: Snapshot,
    /// The later graph.
    pub after: Snapshot,
    /// What only the later one has: nodes, then relations, in the order of their ids.
    pub added: Vec<Element>,
    /// What only the earlier one has.
    pub removed: Vec<Element>,
    /// What both have, and something else is said of it.
    pub changed: Vec<Element>,
    /// The indexes and constraints that are declared since, where whole graphs are compared.
    pub declared: Vec<Index>,
    /// Those that are declared no more.
    pub dropped: Vec<Index>,
}

impl Difference {
    /// Compares two graphs. `O(nodes + relations)`.
    pub fn between(before: Snapshot, after: Snapshot) -> Self {
        let all = |graph: &Snapshot| (graph.entered_nodes(), graph.entered_edges());
        let (then, now) = (all(&before), all(&after));
        let only = |of: &Snapshot, other: &Snapshot| {
            let own = of.indexes().iter().filter(|index| !other.indexes().contains(index));
            own.cloned().collect()
        };
        let (declared, dropped) = (only(&after, &before), only(&before, &after));
        Self { declared, dropped, ..Self::of(before, after, &then, &now) }
    }

    /// Compares what two graphs say of nodes and of the relations at them. `O(their relations)`.
    pub fn of_nodes(before: Snapshot, after: Snapshot, nodes: &[NodeId]) -> Self {
        let at = |graph: &Snapshot| {
            let own = nodes.iter().copied().filter(|node| graph.was_entered(*node));
            let own: BTreeSet<NodeId> = own.collect();
            (own.into_iter().collect(), edges_at(graph, nodes))
        };
        let (then, now) = (at(&before), at(&after));
        Self::of(before, after, &then, &now)
    }

    /// Compares these nodes and relations of the earlier graph with those of the later, both ascending.
    fn of(
        before: Snapshot,
        after: Snapshot,
        then: &(Vec<NodeId>, Vec<EdgeId>),
        now: &(Vec<NodeId>, Vec<EdgeId>),
    ) -> Self {
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for id in &now.0 {
            if then.0.binary_search(id).is_err() {
                added.push(Element::Node(*id));
            } else if !same_node(&before, &after, *id) {
                changed.push(Element::Node(*id));
            }
        }
        for id in &now.1 {
            if then.1.binary_search(id).is_err() {
                added.push(Element::Edge(*id));
            } else if !same_edge(&before, &after, *id) {
                changed.push(Element::Edge(*id));
            }
        }
        let nodes = then.0.iter().copied().filter(|id| now.0.binary_search(id).is_err());
        let edges = then.1.iter().copied().filter(|id| now.1.binary_search(id).is_err());
        let removed = nodes.map(Element::Node).chain(edges.map(Element::Edge)).collect();
        let (declared, dropped) = (Vec::new(), Vec::new());
        Self { before, after, added, removed, changed, declared, dropped }
    }

    /// Whether they are the same.
    pub fn is_empty(&self) -> bool {
        let elements = [&self.added, &self.removed, &self.changed];
        elements.iter().all(|all| all.is_empty())
            && self.declared.is_empty()
            && self.dropped.is_empty()
    }
}

/// The relations that were entered at nodes, by their ids.
fn edges_at(graph: &Snapshot, nodes: &[NodeId]) -> Vec<EdgeId> {
    let mut edges: Vec<EdgeId> = Vec::new();
    for node in nodes {
        let head = graph.seen_as(*node);
        let ties = graph.expand(head, Direction::Both, &[]).map(|(edge, _)| edge);
        let is_own = |edge: &EdgeId| {
            graph.entered_ends(*edge).is_some_and(|(from, to)| from == *node || to == *node)
        };
        edges.extend(ties.chain(graph.within_one(head)).filter(is_own));
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn same_node(before: &Snapshot, after: &Snapshot, id: NodeId) -> bool {
    match (before.said_of(id), after.said_of(id)) {
        (Some(one), Some(other)) => std::ptr::eq(one, other) || one == other,
        (None, None) => {
            let labels = |graph: &Snapshot| {
                let mut names: Vec<String> =
                    graph.node_labels(id).map(|label| graph.label_name(label).to_owned()).collect();
                names.sort_unstable();
                names
            };
            let properties = |graph: &Snapshot| {
                let named = |(key, value)| (graph.prop_key_name(key).to_owned(), value);
                graph.node_properties(id).map(named).collect::<Vec<_>>()
            };
            labels(before) == labels(after) && properties(before) == properties(after)
        }
        _ => false,
    }
}

fn same_edge(before: &Snapshot, after: &Snapshot, id: EdgeId) -> bool {
    match (before.edge_record(id), after.edge_record(id)) {
        (Some(one), Some(other)) => std::ptr::eq(one, other) || one == other,
        (None, None) => {
            let properties = |graph: &Snapshot| {
                let named = |(key, value)| (graph.prop_key_name(key).to_owned(), value);
                graph.edge_properties(id).map(named).collect::<Vec<_>>()
            };
            before.edge_ends(id) == after.edge_ends(id) && properties(before) == properties(after)
        }
        _ => false,
    }
}
