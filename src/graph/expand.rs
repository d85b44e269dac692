//! From a node to its neighbours.

use std::slice;

use super::base::type_bit;
use super::delta::{Tied, Ties};
use super::snapshot::{Snapshot, State};
use super::symbol::RelType;
use super::topology::{Fan, Run};
use crate::model::{Direction, EdgeId, NodeId};

/// The relations at a node with their far ends; made by
/// [`Snapshot::expand`](super::Snapshot::expand).
#[derive(Debug, Clone)]
pub struct Expand<'a> {
    state: &'a State,
    node: NodeId,
    /// Whether the relations that leave the node are being followed, not those that reach it.
    out: bool,
    /// Which relations in the other direction come after.
    then: Then,
    /// Whether those in the first direction are done.
    turned: bool,
    wanted: &'a [RelType],
    types: Types<'a>,
    rel_type: RelType,
    /// The added relations in this direction.
    added: &'a [Tied],
    base: Run<'a>,
    base_next: Option<(NodeId, EdgeId)>,
    delta: slice::Iter<'a, Tied>,
}

/// The relations that come after those in the direction asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    /// Those that read the same from either end.
    Symmetric,
    All,
}

impl<'a> Expand<'a> {
    /// The relations that lead in a direction, symmetric ones from either end.
    pub(super) fn new(
        state: &'a State,
        node: NodeId,
        direction: Direction,
        wanted: &'a [RelType],
    ) -> Self {
        let then = if direction == Direction::Both { Then::All } else { Then::Symmetric };
        Self::then(state, node, direction, then, wanted)
    }

    /// The relations of all types as they are stored, in one direction.
    pub(super) fn stored(state: &'a State, node: NodeId, direction: Direction) -> Self {
        Self::then(state, node, direction, Then::Nothing, &[])
    }

    fn then(
        state: &'a State,
        node: NodeId,
        direction: Direction,
        then: Then,
        wanted: &'a [RelType],
    ) -> Self {
        let mut expand = Self {
            state,
            node,
            out: direction != Direction::In,
            then,
            turned: false,
            wanted,
            types: Types::default(),
            rel_type: RelType(0),
            added: &[],
            base: Run::default(),
            base_next: None,
            delta: [].iter(),
        };
        expand.start();
        expand
    }

    /// Goes on in the other direction, if anything is to be found there.
    fn turn(&mut self) -> bool {
        let turns = !self.turned && self.then != Then::Nothing;
        if turns {
            (self.out, self.turned) = (!self.out, true);
            self.start();
        }
        turns
    }

    /// Whether relations of a type are followed now.
    fn follows(&self, rel_type: RelType) -> bool {
        !self.turned || self.then == Then::All || self.state.symbols.is_symmetric(rel_type)
    }

    /// Begins with the first type in the direction set.
    fn start(&mut self) {
        let delta = &self.state.delta;
        let ties = if self.out { &delta.out } else { &delta.incoming };
        self.added = ties.get(self.node.0).map(Ties::as_slice).unwrap_or_default();
        // To look a few named types up is cheaper than to ask first whether they are there.
        let joined = if self.wanted.is_empty() { self.joined() } else { u64::MAX };
        let end = u32::try_from(self.state.symbols.types.len()).unwrap_or(u32::MAX);
        self.types = Types { wanted: self.wanted, joined, end, next: 0 };
    }

    /// Bits of the types of the relations at the node in the direction set.
    fn joined(&self) -> u64 {
        let (out, incoming) = self.state.base.joined(self.node);
        let base = if self.out { out } else { incoming };
        self.added.iter().fold(base, |joined, (rel_type, ..)| joined | type_bit(*rel_type))
    }

    /// The type of the relation that came last.
    pub(super) fn rel_type(&self) -> RelType {
        self.rel_type
    }

    /// Goes on to the relations of this type.
    fn enter(&mut self, rel_type: RelType) {
        self.rel_type = rel_type;
        self.base = match self.state.base.topology(rel_type) {
            Some(topology) if self.out => topology.out.at(self.node),
            Some(topology) => topology.incoming.at(self.node),
            None => Run::default(),
        };
        self.base_next = self.next_of_base();
        let from = self.added.partition_point(|tied| tied.0 < rel_type);
        let to = self.added.partition_point(|tied| tied.0 <= rel_type);
        self.delta = self.added.get(from..to).unwrap_or_default().iter();
    }

    /// The next relation of the base that is tied as it was there.
    fn next_of_base(&mut self) -> Option<(NodeId, EdgeId)> {
        let moved = &self.state.delta.moved;
        self.base.find(|(_, edge)| !moved.contains(edge.0))
    }

    /// The next relation of the type that is being followed.
    fn next_of_type(&mut self) -> Option<(EdgeId, NodeId)> {
        let added = self.delta.as_slice().first().map(|(_, far, edge)| (*far, *edge));
        let (far, edge) = match (self.base_next, added) {
            (Some(base), Some(added)) if added < base => {
                self.delta.next();
                added
            }
            (Some(base), _) => {
                self.base_next = self.next_of_base();
                base
            }
            (None, _) => {
                self.delta.next();
                added?
            }
        };
        Some((edge, far))
    }
}

impl Snapshot {
    /// The relations of one type that lead in one direction from a node, as they lie in the base:
    /// where all are seen, nothing has changed there, and they read but one way.
    pub(crate) fn fan(
        &self,
        node: NodeId,
        direction: Direction,
        rel_type: RelType,
    ) -> Option<Fan<'_>> {
        if self.0.lens.is_some() { None } else { self.lying(node, direction, rel_type) }
    }

    /// The same, seen or not.
    fn lying(&self, node: NodeId, direction: Direction, rel_type: RelType) -> Option<Fan<'_>> {
        let state = &*self.0;
        let ties = match direction {
            Direction::Out => &state.delta.out,
            Direction::In => &state.delta.incoming,
            Direction::Both => return None,
        };
        let settled = state.delta.all_tied_as_in_base() && ties.get(node.0).is_none();
        if !settled || state.symbols.is_symmetric(rel_type) {
            return None;
        }
        let topology = state.base.topology(rel_type)?;
        let adjacency =
            if direction == Direction::Out { &topology.out } else { &topology.incoming };
        adjacency.fan(node)
    }

    /// Adds what [`Snapshot::expand`] gives, quickly where types are named that lead one way.
    pub(crate) fn expand_into(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[RelType],
        into: &mut Vec<(EdgeId, NodeId)>,
    ) {
        let one_way = direction != Direction::Both && !types.is_empty();
        if !one_way || types.iter().any(|rel_type| self.is_symmetric(*rel_type)) {
            into.extend(self.expand(node, direction, types));
            return;
        }
        let mut next = 0;
        while let Some(rel_type) = types.iter().filter(|t| t.0 >= next).min() {
            match self.lying(node, direction, *rel_type) {
                Some(fan) if self.0.lens.is_none() => fan.put(into),
                Some(fan) => fan.put_those(into, |edge| self.sees_edge(edge)),
                None => into.extend(self.expand(node, direction, slice::from_ref(rel_type))),
            }
            next = rel_type.0.saturating_add(1);
        }
    }
}

impl Iterator for Expand<'_> {
    type Item = (EdgeId, NodeId);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let Some((edge, far)) = self.next_of_type() {
                // One from the node to itself has come already.
                let seen = self.turned && far == self.node;
                if !seen
                    && !self.state.delta.gone_edges.contains(edge.0)
                    && self.state.sees_edge(edge)
                {
                    return Some((edge, far));
                }
            }
            match self.types.next() {
                Some(rel_type) if self.follows(rel_type) => self.enter(rel_type),
                Some(_) => {}
                None if self.turn() => {}
                None => return None,
            }
        }
    }
}

/// The types to follow, ascending, each once.
#[derive(Debug, Clone, Default)]
struct Types<'a> {
    /// Those asked for; none are all.
    wanted: &'a [RelType],
    /// Bits of those there are at the node.
    joined: u64,
    end: u32,
    next: u32,
}

impl Iterator for Types<'_> {
    type Item = RelType;

    fn next(&mut self) -> Option<RelType> {
        loop {
            let next = match self.wanted {
                [] if self.next < 63 => {
                    let left = self.joined & (u64::MAX << self.next);
                    if left == 0 {
                        return None;
                    }
                    left.trailing_zeros()
                }
                [] => self.next,
                wanted => wanted.iter().map(|t| t.0).filter(|t| *t >= self.next).min()?,
            };
            if next >= self.end {
                return None;
            }
            self.next = next + 1;
            if self.joined & type_bit(RelType(next)) != 0 {
                return Some(RelType(next));
            }
        }
    }
}
