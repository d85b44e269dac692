//! A slow and plain matcher: it tries every node for every node of a pattern and every trail for
//! every relationship, and knows no plan.

use std::collections::BTreeMap;

use crate::graph::Snapshot;
use crate::model::value::Path;
use crate::model::{Direction, EdgeId, NodeId, Value};

/// A node of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) label: Option<&'static str>,
}

/// A relationship of a pattern, between nodes by number.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) direction: Direction,
    pub(super) types: Vec<&'static str>,
    pub(super) weight: Option<i64>,
    /// The least and the greatest number of relationships in a row.
    pub(super) hops: Option<(usize, usize)>,
}

/// A pattern: nodes, and the relationships between them.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) nodes: Vec<Node>,
    pub(super) relations: Vec<Relation>,
}

impl Node {
    fn fits(&self, snapshot: &Snapshot, id: NodeId) -> bool {
        self.label
            .is_none_or(|label| snapshot.node_labels(id).any(|l| snapshot.label_name(l) == label))
    }
}

impl Relation {
    fn fits(&self, snapshot: &Snapshot, edge: EdgeId) -> bool {
        let ty = snapshot.rel_type_name(snapshot.edge_type(edge).unwrap());
        let weight = snapshot.prop_key("weight").map(|key| snapshot.edge_property(edge, key));
        (self.types.is_empty() || self.types.contains(&ty))
            && self.weight.is_none_or(|w| weight == Some(Value::Integer(w)))
    }

    /// Where a relationship leads from a node, followed as the pattern says.
    pub(super) fn leads(&self, snapshot: &Snapshot, edge: EdgeId, near: NodeId) -> Option<NodeId> {
        let (from, to) = snapshot.edge_ends(edge).unwrap();
        let either = snapshot.rel_type_name(snapshot.edge_type(edge).unwrap()) == "WORKS_WITH";
        let out = (either || self.direction != Direction::In) && from == near;
        let back = (either || self.direction != Direction::Out) && to == near;
        if out { Some(to) } else { back.then_some(from) }
    }

    /// Every trail from a node that avoids `used`.
    pub(super) fn trails(&self, snapshot: &Snapshot, start: NodeId, used: &[EdgeId]) -> Vec<Path> {
        let (min, max) = self.hops.unwrap_or((1, 1));
        let mut trails = Vec::new();
        let mut open = vec![Path { nodes: vec![start], edges: Vec::new() }];
        while let Some(path) = open.pop() {
            let end = *path.nodes.last().unwrap();
            if path.edges.len() < max {
                for edge in snapshot.edges().filter(|e| self.fits(snapshot, *e)) {
                    let Some(far) = self.leads(snapshot, edge, end) else { continue };
                    if !path.edges.contains(&edge) && !used.contains(&edge) {
                        let mut longer = path.clone();
                        longer.nodes.push(far);
                        longer.edges.push(edge);
                        open.push(longer);
                    }
                }
            }
            if path.edges.len() >= min {
                trails.push(path);
            }
        }
        trails
    }
}

/// Rows and how often each comes.
pub(super) type Bag = BTreeMap<String, usize>;

/// The matches of a pattern: the nodes, then the relationships.
pub(super) fn matches(snapshot: &Snapshot, pattern: &Pattern) -> Bag {
    let mut bag = Bag::new();
    let mut nodes = Vec::new();
    assign(snapshot, pattern, &mut nodes, &mut bag);
    bag
}

fn assign(snapshot: &Snapshot, pattern: &Pattern, nodes: &mut Vec<NodeId>, bag: &mut Bag) {
    let Some(node) = pattern.nodes.get(nodes.len()) else {
        return relate(snapshot, pattern, nodes, &mut Vec::new(), bag);
    };
    for id in snapshot.nodes().filter(|id| node.fits(snapshot, *id)) {
        nodes.push(id);
        assign(snapshot, pattern, nodes, bag);
        nodes.pop();
    }
}

fn relate(
    snapshot: &Snapshot,
    pattern: &Pattern,
    nodes: &[NodeId],
    rows: &mut Vec<Vec<EdgeId>>,
    bag: &mut Bag,
) {
    let Some(relation) = pattern.relations.get(rows.len()) else {
        let nodes = nodes.iter().map(|id| Value::Node(*id));
        let relations = rows.iter().zip(&pattern.relations).map(|(edges, relation)| {
            let mut edges = edges.iter().map(|e| Value::Relationship(*e));
            if relation.hops.is_some() { Value::list(edges) } else { edges.next().unwrap() }
        });
        let row: Vec<String> = nodes.chain(relations).map(|v| v.to_string()).collect();
        *bag.entry(row.join(" ")).or_default() += 1;
        return;
    };
    let used: Vec<EdgeId> = rows.iter().flatten().copied().collect();
    for trail in relation.trails(snapshot, nodes[relation.from], &used) {
        if trail.nodes.last() == Some(&nodes[relation.to]) {
            rows.push(trail.edges);
            relate(snapshot, pattern, nodes, rows, bag);
            rows.pop();
        }
    }
}
