//! Shortest paths: breadth first, from both ends where that is wanted; by growing length where a
//! condition is about the path as a whole.

use rustc_hash::FxHashMap;

use super::context::{Context, Halt};
use crate::cypher::sema::bound::Types;
use crate::model::value::Path;
use crate::model::{Direction, EdgeId, NodeId};

/// What is looked for.
pub(super) struct Search<'a> {
    pub(super) context: &'a Context,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    /// Seen from the start.
    pub(super) direction: Direction,
    pub(super) types: &'a Types,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    /// Whether all of the shortest are wanted.
    pub(super) all: bool,
    pub(super) both_ends: bool,
}

/// Whether a relationship and the node it leads to may be part of a path.
pub(super) type Allows<'a> = dyn FnMut(EdgeId, NodeId) -> Result<bool, Halt> + 'a;

/// One side of a search: each node reached, its distance, and how it was reached.
struct Side {
    reached: FxHashMap<NodeId, (u64, Vec<(EdgeId, NodeId)>)>,
    frontier: Vec<NodeId>,
    depth: u64,
    direction: Direction,
}

impl Side {
    fn new(start: NodeId, direction: Direction) -> Self {
        let reached = std::iter::once((start, (0, Vec::new()))).collect();
        Self { reached, frontier: vec![start], depth: 0, direction }
    }

    /// Goes one relationship further everywhere.
    fn grow(&mut self, search: &Search<'_>, allows: &mut Allows<'_>) -> Result<(), Halt> {
        self.depth += 1;
        let mut next = Vec::new();
        let mut edges = Vec::new();
        for near in std::mem::take(&mut self.frontier) {
            edges.clear();
            search.context.view.expand(near, self.direction, search.types, &mut edges);
            for (edge, far) in edges.iter().copied() {
                search.context.tick()?;
                let before = self.reached.get(&far).map(|(depth, _)| *depth);
                if before.is_some_and(|depth| depth < self.depth) || !allows(edge, far)? {
                    continue;
                }
                let (_, ways) = self.reached.entry(far).or_insert((self.depth, Vec::new()));
                if before.is_none() {
                    next.push(far);
                }
                if search.all || ways.is_empty() {
                    ways.push((edge, near));
                }
            }
        }
        search.context.hold(next.len() * size_of::<(NodeId, u64, [usize; 3])>())?;
        self.frontier = next;
        Ok(())
    }

    /// Every way from the start to a node, the relationships from the node backwards.
    fn ways(&self, node: NodeId, context: &Context) -> Result<Vec<Vec<(EdgeId, NodeId)>>, Halt> {
        let mut whole = Vec::new();
        let mut open = vec![(node, Vec::new())];
        while let Some((node, way)) = open.pop() {
            context.tick()?;
            match self.reached.get(&node) {
                Some((0, _)) | None => whole.push(way),
                Some((_, back)) => {
                    for (edge, near) in back.iter().rev() {
                        let mut way = way.clone();
                        way.push((*edge, *near));
                        context.hold(size_of::<(EdgeId, NodeId)>() * way.len())?;
                        open.push((*near, way));
                    }
                }
            }
        }
        Ok(whole)
    }
}

impl Search<'_> {
    /// The shortest paths of `min` (0 or 1) relationships or more between two different nodes.
    pub(super) fn breadth_first(&self, allows: &mut Allows<'_>) -> Result<Vec<Path>, Halt> {
        let mut left = Side::new(self.from, self.direction);
        let mut right = Side::new(self.to, self.direction.reversed());
        loop {
            if self.max.is_some_and(|max| left.depth + right.depth >= max) {
                return Ok(Vec::new());
            }
            let from_right = self.both_ends && right.frontier.len() < left.frontier.len();
            let (side, other) = if from_right { (&mut right, &left) } else { (&mut left, &right) };
            if side.frontier.is_empty() {
                return Ok(Vec::new());
            }
            side.grow(self, allows)?;
            let mut meeting: Vec<NodeId> = side
                .frontier
                .iter()
                .copied()
                .filter(|n| other.reached.get(n).is_some_and(|(depth, _)| *depth == other.depth))
                .collect();
            if !meeting.is_empty() {
                meeting.sort_unstable();
                return self.join(&left, &right, &meeting);
            }
        }
    }

    /// The paths through the nodes where the two sides meet.
    fn join(&self, left: &Side, right: &Side, meeting: &[NodeId]) -> Result<Vec<Path>, Halt> {
        let mut paths = Vec::new();
        for node in meeting {
            let starts = left.ways(*node, self.context)?;
            let ends = right.ways(*node, self.context)?;
            for start in &starts {
                for end in &ends {
                    self.context.tick()?;
                    paths.push(path(*node, start, end));
                    if !self.all {
                        return Ok(paths);
                    }
                }
            }
        }
        Ok(paths)
    }

    /// The shortest trails, of `min` relationships or more, that `accepts` takes: length by length.
    pub(super) fn by_length(
        &self,
        allows: &mut Allows<'_>,
        accepts: &mut dyn FnMut(&Path) -> Result<bool, Halt>,
    ) -> Result<Vec<Path>, Halt> {
        let mut back = Side::new(self.to, self.direction.reversed());
        while !back.frontier.is_empty() {
            // Distances without conditions are never too long, so they may cut the walk short.
            back.grow(self, &mut |_, _| Ok(true))?;
        }
        let mut length = self.min;
        loop {
            let mut walk =
                Walk { search: self, back: &back, length, longer: false, found: Vec::new() };
            walk.run(allows, accepts)?;
            let (found, longer) = (walk.found, walk.longer);
            if !found.is_empty() || !longer || self.max.is_some_and(|max| length >= max) {
                return Ok(found);
            }
            length += 1;
        }
    }
}

/// A walk over all trails of one length.
struct Walk<'a> {
    search: &'a Search<'a>,
    back: &'a Side,
    length: u64,
    /// Whether a longer trail could lead to the end.
    longer: bool,
    found: Vec<Path>,
}

impl Walk<'_> {
    fn run(
        &mut self,
        allows: &mut Allows<'_>,
        accepts: &mut dyn FnMut(&Path) -> Result<bool, Halt>,
    ) -> Result<(), Halt> {
        let Search { context, from, to, direction, types, .. } = *self.search;
        let mut path = Path { nodes: vec![from], edges: Vec::new() };
        let mut open: Vec<std::vec::IntoIter<(EdgeId, NodeId)>> = Vec::new();
        if self.arrive(&path, to, accepts)? {
            open.push(self.edges(from, direction, types));
        }
        while let Some(edges) = open.last_mut() {
            context.tick()?;
            let Some((edge, far)) = edges.next() else {
                open.pop();
                path.edges.pop();
                path.nodes.pop();
                continue;
            };
            if path.edges.contains(&edge) || !allows(edge, far)? {
                continue;
            }
            path.edges.push(edge);
            path.nodes.push(far);
            if self.arrive(&path, to, accepts)? {
                open.push(self.edges(far, direction, types));
            } else {
                path.edges.pop();
                path.nodes.pop();
            }
            if !self.search.all && !self.found.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn edges(
        &self,
        node: NodeId,
        direction: Direction,
        types: &Types,
    ) -> std::vec::IntoIter<(EdgeId, NodeId)> {
        let mut edges = Vec::new();
        self.search.context.view.expand(node, direction, types, &mut edges);
        edges.into_iter()
    }

    /// Takes the path if it is one; says whether to go on from its end.
    fn arrive(
        &mut self,
        path: &Path,
        to: NodeId,
        accepts: &mut dyn FnMut(&Path) -> Result<bool, Halt>,
    ) -> Result<bool, Halt> {
        let Some(end) = path.nodes.last() else { return Ok(false) };
        let Some((rest, _)) = self.back.reached.get(end) else { return Ok(false) };
        let done = path.edges.len() as u64;
        if done == self.length {
            self.longer = true;
            if *end == to && accepts(path)? {
                self.found.push(path.clone());
            }
            return Ok(false);
        }
        if done + rest > self.length {
            self.longer = true;
            return Ok(false);
        }
        Ok(true)
    }
}

fn path(meeting: NodeId, start: &[(EdgeId, NodeId)], end: &[(EdgeId, NodeId)]) -> Path {
    let mut nodes: Vec<NodeId> = start.iter().rev().map(|(_, node)| *node).collect();
    let mut edges: Vec<EdgeId> = start.iter().rev().map(|(edge, _)| *edge).collect();
    nodes.push(meeting);
    nodes.extend(end.iter().map(|(_, node)| *node));
    edges.extend(end.iter().map(|(edge, _)| *edge));
    Path { nodes, edges }
}
