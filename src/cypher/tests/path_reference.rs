//! Repeated and selected paths as they are defined: every walk is tried, step by step, and what was
//! found is sorted and counted. No plan, no distances.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::Snapshot;
use crate::model::value::Path;
use crate::model::{Direction, EdgeId, NodeId, Value};

/// Rows, and how often each comes.
pub(super) type Bag = BTreeMap<String, usize>;

/// A node of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) label: Option<&'static str>,
}

/// A relationship of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) direction: Direction,
    pub(super) types: Vec<&'static str>,
    pub(super) weight: Option<i64>,
}

/// A path pattern: nodes and parts by turns.
#[derive(Debug, Clone)]
pub(super) struct PathPattern {
    /// One more than the parts.
    pub(super) nodes: Vec<Node>,
    pub(super) parts: Vec<Part>,
    /// Whether one relationship may come twice.
    pub(super) repeatable: bool,
}

/// A part of a path pattern.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) steps: Vec<Step>,
    /// What the first node of each repetition must be.
    pub(super) first: Node,
    /// Whether the last node of each repetition must have at least the population of the first.
    pub(super) rising: bool,
    /// How often it is walked; once, as a plain relationship, where it is missing.
    pub(super) times: Option<(usize, Option<usize>)>,
    /// Whether the quantifier stands behind a relationship, so that its nodes have no names.
    pub(super) bare: bool,
}

impl Node {
    fn fits(&self, snapshot: &Snapshot, id: NodeId) -> bool {
        self.label
            .is_none_or(|label| snapshot.node_labels(id).any(|l| snapshot.label_name(l) == label))
    }
}

impl Step {
    pub(super) fn fits(&self, snapshot: &Snapshot, edge: EdgeId) -> bool {
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
}

/// One way in which a pattern is matched.
#[derive(Debug, Clone)]
pub(super) struct Match {
    nodes: Vec<NodeId>,
    edges: Vec<EdgeId>,
    /// For each part, the number of the relationship with which each repetition begins.
    laps: Vec<Vec<usize>>,
}

/// Every match of a pattern.
pub(super) fn matches(snapshot: &Snapshot, pattern: &PathPattern) -> Vec<Match> {
    let mut found = Vec::new();
    for node in snapshot.nodes().filter(|id| pattern.nodes[0].fits(snapshot, *id)) {
        let laps = vec![Vec::new(); pattern.parts.len()];
        let start = Match { nodes: vec![node], edges: Vec::new(), laps };
        pattern.walk(snapshot, 0, &start, &mut found);
    }
    found
}

impl PathPattern {
    fn walk(&self, snapshot: &Snapshot, at: usize, so_far: &Match, found: &mut Vec<Match>) {
        let Some(part) = self.parts.get(at) else {
            found.push(so_far.clone());
            return;
        };
        let (min, max) = part.times.unwrap_or((1, Some(1)));
        let times = so_far.laps[at].len();
        let end = *so_far.nodes.last().unwrap();
        if times >= min && self.nodes[at + 1].fits(snapshot, end) {
            self.walk(snapshot, at + 1, so_far, found);
        }
        if max.is_none_or(|max| times < max) {
            for lap in self.laps(snapshot, part, so_far) {
                let mut longer = lap;
                longer.laps[at].push(so_far.edges.len());
                self.walk(snapshot, at, &longer, found);
            }
        }
    }

    /// Every way of walking a part once more.
    fn laps(&self, snapshot: &Snapshot, part: &Part, so_far: &Match) -> Vec<Match> {
        let mut ways = vec![so_far.clone()];
        for step in &part.steps {
            let mut longer = Vec::new();
            for way in ways {
                for edge in snapshot.edges().filter(|e| step.fits(snapshot, *e)) {
                    let Some(far) = step.leads(snapshot, edge, *way.nodes.last().unwrap()) else {
                        continue;
                    };
                    if self.repeatable || !way.edges.contains(&edge) {
                        let mut way = way.clone();
                        way.nodes.push(far);
                        way.edges.push(edge);
                        longer.push(way);
                    }
                }
            }
            ways = longer;
        }
        let first = *so_far.nodes.last().unwrap();
        let fits = |way: &Match| {
            let last = *way.nodes.last().unwrap();
            part.first.fits(snapshot, first)
                && (!part.rising || people(snapshot, first) <= people(snapshot, last))
        };
        ways.retain(fits);
        ways
    }
}

fn people(snapshot: &Snapshot, id: NodeId) -> i64 {
    let key = snapshot.prop_key("population").unwrap();
    let Value::Integer(people) = snapshot.node_property(id, key) else { panic!("no population") };
    people
}

impl Match {
    /// Whether the path goes along a relationship.
    pub(super) fn uses(&self, edge: EdgeId) -> bool {
        self.edges.contains(&edge)
    }

    pub(super) fn length(&self) -> usize {
        self.edges.len()
    }

    /// How often the first part was walked.
    pub(super) fn times(&self) -> usize {
        self.laps[0].len()
    }

    pub(super) fn ends(&self) -> (NodeId, NodeId) {
        (self.nodes[0], *self.nodes.last().unwrap())
    }

    /// The first node and the last, what each part has bound, and the path.
    pub(super) fn row(&self, pattern: &PathPattern) -> String {
        let (first, last) = self.ends();
        let mut values = vec![Value::Node(first), Value::Node(last)];
        for (part, laps) in pattern.parts.iter().zip(&self.laps) {
            for at in 0..part.steps.len() {
                let mut edges = laps.iter().map(|lap| Value::Relationship(self.edges[lap + at]));
                values.push(match part.times {
                    None => edges.next().unwrap(),
                    Some(_) => Value::list(edges),
                });
            }
            if part.times.is_some() && !part.bare {
                for at in 0..=part.steps.len() {
                    let nodes = laps.iter().map(|lap| Value::Node(self.nodes[lap + at]));
                    values.push(Value::list(nodes));
                }
            }
        }
        let path = Path { nodes: self.nodes.clone(), edges: self.edges.clone() };
        values.push(Value::Path(Arc::new(path)));
        let row: Vec<String> = values.iter().map(ToString::to_string).collect();
        row.join(" ")
    }
}

/// Of the matches between each pair of ends those of the `count` least lengths, or, where it is not
/// by `groups`, `count` of the shortest.
pub(super) fn select(found: Vec<Match>, count: usize, groups: bool) -> Vec<Match> {
    let mut by_ends: BTreeMap<(NodeId, NodeId), Vec<Match>> = BTreeMap::new();
    for one in found {
        by_ends.entry(one.ends()).or_default().push(one);
    }
    let mut selected = Vec::new();
    for mut between in by_ends.into_values() {
        between.sort_by_key(Match::length);
        if groups {
            let mut lengths: Vec<usize> = between.iter().map(Match::length).collect();
            lengths.dedup();
            lengths.truncate(count);
            between.retain(|one| lengths.contains(&one.length()));
        } else {
            between.truncate(count);
        }
        selected.extend(between);
    }
    selected
}

/// Rows, and how often each comes.
pub(super) fn bag(rows: impl IntoIterator<Item = String>) -> Bag {
    let mut bag = Bag::new();
    for row in rows {
        *bag.entry(row).or_default() += 1;
    }
    bag
}
