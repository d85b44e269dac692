//! What a picture is to show.

use std::collections::{BTreeMap, BTreeSet};

use crate::ask::{Answer, Change};
use crate::graph::Snapshot;
use crate::model::value::Path;
use crate::model::when::Moment;
use crate::model::{Direction, EdgeId, Element, NodeId, Value};
use crate::view::moments;

/// Deeper lists in a result are not searched for nodes.
const DEPTH: usize = 128;

/// Nodes and relations chosen for a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    nodes: BTreeSet<NodeId>,
    edges: BTreeSet<EdgeId>,
    centre: Option<NodeId>,
    route: Option<Path>,
    changes: BTreeMap<Element, Change>,
    left_open: usize,
}

impl Selection {
    /// Everything there is.
    pub fn whole(snapshot: &Snapshot) -> Self {
        Self {
            nodes: snapshot.nodes().collect(),
            edges: snapshot.edges().collect(),
            ..Self::default()
        }
    }

    /// A node, whatever lies within `depth` steps of it either way, and the relations passed.
    ///
    /// Relations that are about the data, or made by the tool, are not followed.
    pub fn around(snapshot: &Snapshot, centre: NodeId, depth: usize) -> Self {
        let mut selection = Self { centre: Some(centre), ..Self::default() };
        selection.nodes.insert(centre);
        let mut ring = vec![centre];
        for _ in 0..depth {
            let mut next = Vec::new();
            for node in ring {
                for (edge, far) in snapshot.expand(node, Direction::Both, &[]) {
                    if snapshot.relation_of(edge).is_some_and(|r| r.curation || r.derived) {
                        continue;
                    }
                    selection.edges.insert(edge);
                    if selection.nodes.insert(far) {
                        next.push(far);
                    }
                }
            }
            ring = next;
            if ring.is_empty() {
                break;
            }
        }
        selection
    }

    /// A path, from its first node to its last.
    pub fn path(path: &Path) -> Self {
        Self {
            nodes: path.nodes.iter().copied().collect(),
            edges: path.edges.iter().copied().collect(),
            route: Some(path.clone()),
            ..Self::default()
        }
    }

    /// These nodes and relations; the ends of each relation come with it.
    pub fn of(
        snapshot: &Snapshot,
        nodes: impl IntoIterator<Item = NodeId>,
        edges: impl IntoIterator<Item = EdgeId>,
    ) -> Self {
        let mut selection = Self { nodes: nodes.into_iter().collect(), ..Self::default() };
        for edge in edges {
            selection.add_edge(snapshot, edge);
        }
        selection
    }

    /// What an answer to *what changed between two dates* names, with what became of each; what the
    /// sources leave open is counted.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::ask::Asker;
    /// use plexusdb::view::{Diagram, Layout, Selection};
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let answer = Asker::new(snapshot.clone()).ask("diff 2020-12 2023-12")?;
    /// let changed = Selection::changed(&snapshot, &answer);
    /// let picture = Diagram::of(&snapshot, &changed).layout(Layout::Changes).drawing();
    /// assert!(picture.figures.iter().any(|card| card.sections.iter().any(|s| s.title == "appeared")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn changed(snapshot: &Snapshot, answer: &Answer) -> Self {
        let mut selection = Self { left_open: answer.others.len(), ..Self::default() };
        for item in &answer.answers {
            let Some(change) = item.change else { continue };
            let what = item.edge.map(Element::Edge).or(item.node.map(Element::Node));
            match what {
                Some(Element::Edge(edge)) => selection.add_edge(snapshot, edge),
                Some(Element::Node(node)) => selection.nodes.extend([node]),
                None => continue,
            }
            selection.changes.extend(what.map(|what| (what, change)));
        }
        selection
    }

    /// The nodes, relations and paths among the values of a result, in lists and maps too.
    ///
    /// A result of a single path keeps its order, so that it can be drawn as a path.
    pub fn result<'v>(snapshot: &Snapshot, values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut selection = Self::default();
        let mut paths: Vec<Path> = Vec::new();
        for value in values {
            selection.add_value(snapshot, value, &mut paths, DEPTH);
        }
        let mut distinct = paths;
        distinct.dedup();
        if let [path] = distinct.as_slice()
            && selection.edges.len() == path.edges.iter().collect::<BTreeSet<_>>().len()
        {
            selection.route = Some(path.clone());
        }
        selection
    }

    /// The same with every relation between the nodes chosen, for a result that names only nodes.
    #[must_use]
    pub fn joined(mut self, snapshot: &Snapshot) -> Self {
        for node in &self.nodes {
            let out = snapshot.expand(*node, Direction::Out, &[]);
            self.edges
                .extend(out.filter(|(_, far)| self.nodes.contains(far)).map(|(edge, _)| edge));
        }
        self
    }

    /// The same with one of its nodes, or another, in the middle.
    #[must_use]
    pub fn centred(mut self, centre: NodeId) -> Self {
        self.nodes.insert(centre);
        self.centre = Some(centre);
        self
    }

    /// The nodes chosen.
    pub fn nodes(&self) -> &BTreeSet<NodeId> {
        &self.nodes
    }

    /// The relations chosen.
    pub fn edges(&self) -> &BTreeSet<EdgeId> {
        &self.edges
    }

    /// The node it was made around, if it was.
    pub fn centre(&self) -> Option<NodeId> {
        self.centre
    }

    /// The path it was made from, if it was.
    pub fn route(&self) -> Option<&Path> {
        self.route.as_ref()
    }

    /// How many more the sources leave open, where the selection is of changes.
    pub fn left_open(&self) -> usize {
        self.left_open
    }

    /// Whether it was made of what changed between two dates.
    pub fn is_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What became of this between two dates, where the selection is of changes.
    pub fn change(&self, what: Element) -> Option<Change> {
        self.changes.get(&what).copied()
    }

    /// The times that occur in it, the earliest first: those at which something began, ended or
    /// happened, and those at which a source vouches for something.
    pub fn moments(&self, snapshot: &Snapshot) -> Vec<Moment> {
        moments::of(
            self.nodes.iter().filter_map(|node| snapshot.node_record(*node)),
            self.edges.iter().filter_map(|edge| snapshot.edge_record(*edge)),
        )
    }

    fn add_edge(&mut self, snapshot: &Snapshot, edge: EdgeId) {
        if let Some((from, to)) = snapshot.edge_ends(edge) {
            self.nodes.extend([from, to]);
            self.edges.insert(edge);
        }
    }

    fn add_value(
        &mut self,
        snapshot: &Snapshot,
        value: &Value,
        paths: &mut Vec<Path>,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Node(node) => {
                self.nodes.insert(*node);
            }
            Value::Relationship(edge) => self.add_edge(snapshot, *edge),
            Value::Path(path) => {
                self.nodes.extend(&path.nodes);
                for edge in &path.edges {
                    self.add_edge(snapshot, *edge);
                }
                paths.push(Path::clone(path));
            }
            Value::List(values) => {
                for value in values.iter() {
                    self.add_value(snapshot, value, paths, depth);
                }
            }
            Value::Map(entries) => {
                for value in entries.values() {
                    self.add_value(snapshot, value, paths, depth);
                }
            }
            _ => {}
        }
    }
}
