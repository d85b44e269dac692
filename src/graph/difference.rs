//! What two graphs of one database differ in.

use super::snapshot::Snapshot;
use crate::model::{Direction, EdgeId, Element, NodeId};

/// What an earlier graph and a later one of the same database differ in, as records and drawn rows
/// say it; ids are never reused, so that a node is the same in both where its id is.
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
}

impl Difference {
    /// Compares two graphs. `O(nodes + relations)`.
    pub fn between(before: Snapshot, after: Snapshot) -> Self {
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for id in after.nodes() {
            if !before.contains_node(id) {
                added.push(Element::Node(id));
            } else if !same_node(&before, &after, id) {
                changed.push(Element::Node(id));
            }
        }
        for id in after.edges() {
            if !before.contains_edge(id) {
                added.push(Element::Edge(id));
            } else if !same_edge(&before, &after, id) {
                changed.push(Element::Edge(id));
            }
        }
        let nodes = before.nodes().filter(|id| !after.contains_node(*id)).map(Element::Node);
        let edges = before.edges().filter(|id| !after.contains_edge(*id)).map(Element::Edge);
        let removed = nodes.chain(edges).collect();
        Self { before, after, added, removed, changed }
    }

    /// Compares what two graphs say of one node and of the relations at it. `O(its relations)`.
    pub fn of_node(before: Snapshot, after: Snapshot, node: NodeId) -> Self {
        let (mut added, mut removed, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        match (before.contains_node(node), after.contains_node(node)) {
            (false, true) => added.push(Element::Node(node)),
            (true, false) => removed.push(Element::Node(node)),
            (true, true) if !same_node(&before, &after, node) => changed.push(Element::Node(node)),
            _ => {}
        }
        let (then, now) = (edges_at(&before, node), edges_at(&after, node));
        for id in &now {
            if !before.contains_edge(*id) {
                added.push(Element::Edge(*id));
            } else if !same_edge(&before, &after, *id) {
                changed.push(Element::Edge(*id));
            }
        }
        let gone = then.into_iter().filter(|id| !after.contains_edge(*id));
        removed.extend(gone.map(Element::Edge));
        Self { before, after, added, removed, changed }
    }

    /// Whether they are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// The relations at a node, by their ids.
fn edges_at(graph: &Snapshot, node: NodeId) -> Vec<EdgeId> {
    let ties = graph.expand(node, Direction::Both, &[]);
    let mut edges: Vec<EdgeId> = ties.map(|(edge, _)| edge).collect();
    edges.sort_unstable();
    edges
}

fn same_node(before: &Snapshot, after: &Snapshot, id: NodeId) -> bool {
    match (before.node_record(id), after.node_record(id)) {
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
