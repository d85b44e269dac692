//! Shortest paths: breadth first, from both ends where that is wanted; by growing length where a
//! condition is about the path as a whole.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::context::{Context, Halt};
use super::held::Held;
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

/// Relationships in a row, each with the node it leads to.
type Way = Vec<(EdgeId, NodeId)>;

/// For how many nodes a side has room before it has to grow: as many as many a search goes through.
const ROOM: usize = 400;

/// How a node was reached: from how far, and by which relationships from which nodes. There is
/// nearly always one, which needs no list.
struct Reached {
    depth: u64,
    first: Option<(EdgeId, NodeId)>,
    more: Vec<(EdgeId, NodeId)>,
}

impl Reached {
    fn at(depth: u64) -> Self {
        Self { depth, first: None, more: Vec::new() }
    }

    fn add(&mut self, way: (EdgeId, NodeId)) {
        match self.first {
            None => self.first = Some(way),
            Some(_) => self.more.push(way),
        }
    }

    /// One of the ways back.
    fn way(&self, place: usize) -> Option<(EdgeId, NodeId)> {
        match place.checked_sub(1) {
            None => self.first,
            Some(place) => self.more.get(place).copied(),
        }
    }
}

/// One side of a search: each node reached, its distance, and how it was reached.
struct Side {
    reached: FxHashMap<NodeId, Reached>,
    frontier: Vec<NodeId>,
    depth: u64,
    direction: Direction,
    held: Held,
}

impl Side {
    fn new(start: NodeId, direction: Direction) -> Self {
        let mut reached = FxHashMap::with_capacity_and_hasher(ROOM, FxBuildHasher);
        reached.insert(start, Reached::at(0));
        Self { reached, frontier: vec![start], depth: 0, direction, held: Held::default() }
    }

    /// Goes one relationship further everywhere; gives the nodes at which it meets the other side,
    /// the first alone where one path is enough.
    fn grow(
        &mut self,
        search: &Search<'_>,
        other: Option<&Self>,
        allows: &mut Allows<'_>,
    ) -> Result<Vec<NodeId>, Halt> {
        self.depth += 1;
        let meets = |node| {
            let there = other.and_then(|other| Some((other.reached.get(&node)?, other.depth)));
            there.is_some_and(|(there, depth)| there.depth == depth)
        };
        let mut meeting = Vec::new();
        let mut next = Vec::new();
        let mut edges = Vec::new();
        for near in std::mem::take(&mut self.frontier) {
            edges.clear();
            search.context.view.expand(near, self.direction, search.types, &mut edges);
            for (edge, far) in edges.iter().copied() {
                search.context.tick()?;
                let before = self.reached.get(&far).map(|there| there.depth);
                if before.is_some_and(|depth| depth < self.depth) || !allows(edge, far)? {
                    continue;
                }
                let there = self.reached.entry(far).or_insert_with(|| Reached::at(self.depth));
                if before.is_none() {
                    next.push(far);
                }
                if search.all || there.first.is_none() {
                    there.add((edge, near));
                }
                if before.is_none() && meets(far) {
                    meeting.push(far);
                    if !search.all {
                        return Ok(meeting);
                    }
                }
            }
        }
        let bytes = next.len() * size_of::<(NodeId, Reached)>();
        self.held.add(search.context, bytes)?;
        self.frontier = next;
        Ok(meeting)
    }
}

impl Search<'_> {
    /// The shortest paths of `min` (0 or 1) relationships or more between two different nodes.
    pub(super) fn breadth_first(&self, allows: &mut Allows<'_>) -> Result<Found, Halt> {
        let mut left = Side::new(self.from, self.direction);
        let mut right = Side::new(self.to, self.direction.reversed());
        loop {
            if self.max.is_some_and(|max| left.depth + right.depth >= max) {
                return Ok(Found::default());
            }
            let from_right = self.both_ends && right.frontier.len() < left.frontier.len();
            let (side, other) = if from_right { (&mut right, &left) } else { (&mut left, &right) };
            if side.frontier.is_empty() {
                return Ok(Found::default());
            }
            let mut meeting = side.grow(self, Some(other), allows)?;
            if !meeting.is_empty() {
                meeting.sort_unstable();
                let most = if self.all { usize::MAX } else { 1 };
                let joined = Joined { left, right, meeting: meeting.into_iter(), at: None };
                return Ok(Found::Joined(Box::new(joined), most));
            }
        }
    }

    /// The shortest trails, of `min` relationships or more, that `accepts` takes: length by length.
    pub(super) fn by_length(
        &self,
        allows: &mut Allows<'_>,
        accepts: &mut dyn FnMut(&Path) -> Result<bool, Halt>,
    ) -> Result<Found, Halt> {
        let mut back = Side::new(self.to, self.direction.reversed());
        while !back.frontier.is_empty() {
            // Distances without conditions are never too long, so they may cut the walk short.
            back.grow(self, None, &mut |_, _| Ok(true))?;
        }
        let mut length = self.min;
        loop {
            let (found, held) = (Vec::new(), Held::default());
            let mut walk = Walk { search: self, back: &back, length, longer: false, found, held };
            walk.run(allows, accepts)?;
            let Walk { found, held, longer, .. } = walk;
            if !found.is_empty() || !longer || self.max.is_some_and(|max| length >= max) {
                return Ok(Found::Trails { paths: found.into_iter(), _held: held });
            }
            length += 1;
        }
    }
}

/// The paths found, put together as they are asked for: there may be very many.
pub(super) enum Found {
    /// Each as it is.
    Trails { paths: std::vec::IntoIter<Path>, _held: Held },
    /// At most so many of those that two halves make.
    Joined(Box<Joined>, usize),
}

impl Default for Found {
    fn default() -> Self {
        Self::Trails { paths: Vec::new().into_iter(), _held: Held::default() }
    }
}

impl Found {
    /// The next path.
    pub(super) fn next(&mut self) -> Option<Path> {
        match self {
            Self::Trails { paths, .. } => paths.next(),
            Self::Joined(_, 0) => None,
            Self::Joined(joined, left) => {
                *left -= 1;
                joined.next()
            }
        }
    }
}

/// The paths through the nodes where two sides meet: there each way to the start with each way to
/// the end.
pub(super) struct Joined {
    left: Side,
    right: Side,
    /// The nodes still to come to.
    meeting: std::vec::IntoIter<NodeId>,
    at: Option<Meeting>,
}

/// The ways from one node where two sides meet.
struct Meeting {
    node: NodeId,
    start: Ways,
    end: Ways,
}

impl Joined {
    fn next(&mut self) -> Option<Path> {
        loop {
            if let Some(Meeting { node, start, end }) = &mut self.at {
                if end.next(&self.right) {
                    return Some(path(*node, &start.way, &end.way));
                }
                *end = Ways::from(*node);
                if start.next(&self.left) {
                    continue;
                }
            }
            let node = self.meeting.next()?;
            let (mut start, end) = (Ways::from(node), Ways::from(node));
            start.next(&self.left);
            self.at = Some(Meeting { node, start, end });
        }
    }
}

/// Every way from a node back to where its side began, one at a time.
struct Ways {
    /// The nodes of the way, and how many of the ways on from each were taken.
    open: Vec<(NodeId, usize)>,
    way: Way,
}

impl Ways {
    fn from(node: NodeId) -> Self {
        Self { open: vec![(node, 0)], way: Vec::new() }
    }

    /// Goes on to the next way, if there is one.
    fn next(&mut self, side: &Side) -> bool {
        while let Some((node, place)) = self.open.last_mut() {
            let there = side.reached.get(node);
            let (depth, way) = there.map_or((0, None), |there| (there.depth, there.way(*place)));
            *place += 1;
            if let Some((edge, near)) = way {
                self.way.push((edge, near));
                self.open.push((near, 0));
            } else if depth == 0 && *place == 1 {
                return true;
            } else {
                self.open.pop();
                self.way.pop();
            }
        }
        false
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
    held: Held,
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
        let Some(rest) = self.back.reached.get(end).map(|there| there.depth) else {
            return Ok(false);
        };
        let done = path.edges.len() as u64;
        if done == self.length {
            self.longer = true;
            if *end == to && accepts(path)? {
                self.held.add(self.search.context, size_of::<Path>() + path.weight())?;
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
