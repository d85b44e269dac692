//! Walks along a track: every path, depth first.

use std::sync::Arc;

use super::context::{Context, Halt};
use super::held::Held;
use super::way::{Scene, Ways};
use crate::cypher::plan::{Stage, Track};
use crate::cypher::sema::bound::{Leg, LegPart};
use crate::model::value::Path;
use crate::model::{EdgeId, NodeId, Value};

/// The relationships of a path from which on it takes long enough to copy that the clock is looked at.
const LONG: usize = 1_024;

/// Between two repetitions: the stage, and how often it has been walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct At {
    pub(super) stage: usize,
    pub(super) times: u64,
}

/// A place at which the walk can turn.
struct Turn {
    at: At,
    /// The relationships walked so far.
    length: usize,
    /// The ways of walking the stage once more.
    ways: Option<Ways>,
    /// Whether the next stage is still to be tried.
    leave: bool,
}

/// A walk from one node.
pub(super) struct Walk {
    turns: Vec<Turn>,
    nodes: Vec<NodeId>,
    edges: Vec<EdgeId>,
    held: Held,
}

/// What a step of a walk came to.
pub(super) enum Step {
    /// The end of the track, at this node.
    Arrived(NodeId),
    /// Somewhere on the way, or to nothing.
    Between,
    /// Every path was walked.
    Finished,
}

/// Whether to go on: where the walk is, at which node, after how many relationships.
pub(super) type Goes<'a> = dyn FnMut(At, NodeId, u64) -> bool + 'a;

impl Walk {
    pub(super) fn from(start: NodeId) -> Self {
        Self { turns: Vec::new(), nodes: vec![start], edges: Vec::new(), held: Held::default() }
    }

    /// Begins the walk.
    pub(super) fn begin(
        &mut self,
        track: &Track,
        scene: Scene<'_>,
        goes: &mut Goes<'_>,
    ) -> Result<Step, Halt> {
        self.arrive(At { stage: 0, times: 0 }, track, scene, goes)
    }

    /// Goes one step on.
    pub(super) fn step(
        &mut self,
        track: &Track,
        scene: Scene<'_>,
        goes: &mut Goes<'_>,
    ) -> Result<Step, Halt> {
        scene.context.tick()?;
        let Some(turn) = self.turns.last_mut() else { return Ok(Step::Finished) };
        self.edges.truncate(turn.length);
        self.nodes.truncate(turn.length + 1);
        let At { stage, times } = turn.at;
        if let (Some(ways), Some(leg)) = (&mut turn.ways, track.stages.get(stage)) {
            let walked = track.distinct.then_some(self.edges.as_slice());
            if ways.next(leg, scene, walked)? {
                self.edges.extend(&ways.edges);
                self.nodes.extend(ways.nodes.iter().skip(1));
                return self.arrive(At { stage, times: times + 1 }, track, scene, goes);
            }
            turn.ways = None;
        }
        if std::mem::take(&mut turn.leave) {
            return self.arrive(At { stage: stage + 1, times: 0 }, track, scene, goes);
        }
        self.turns.pop();
        self.held.release(size_of::<Turn>());
        Ok(Step::Between)
    }

    fn arrive(
        &mut self,
        at: At,
        track: &Track,
        scene: Scene<'_>,
        goes: &mut Goes<'_>,
    ) -> Result<Step, Halt> {
        let (Some(node), Some(stage)) = (self.nodes.last().copied(), track.stages.get(at.stage))
        else {
            return Ok(Step::Between);
        };
        if !goes(at, node, self.edges.len() as u64) {
            return Ok(Step::Between);
        }
        let last = at.stage + 1 == track.stages.len();
        let more = stage.max.is_none_or(|max| at.times < max);
        let enough = at.times >= stage.min;
        self.held.add(scene.context, size_of::<Turn>())?;
        self.turns.push(Turn {
            at,
            length: self.edges.len(),
            ways: more.then(|| Ways::from(node)),
            leave: enough && !last,
        });
        Ok(if last && enough { Step::Arrived(node) } else { Step::Between })
    }

    /// The number of relationships walked so far.
    pub(super) fn length(&self) -> u64 {
        self.edges.len() as u64
    }

    /// The path walked so far, as the pattern is written.
    pub(super) fn trail(
        &self,
        track: &Track,
        reversed: bool,
        context: &Context,
    ) -> Result<Trail, Halt> {
        if self.edges.len() >= LONG {
            context.check()?;
        }
        let (mut nodes, mut edges) = (self.nodes.clone(), self.edges.clone());
        let turns = self.turns.iter().zip(self.turns.iter().skip(1));
        let laps = turns.filter(|(_, turn)| turn.at.times > 0);
        let mut laps: Vec<(usize, usize)> =
            laps.map(|(before, turn)| (turn.at.stage, before.length)).collect();
        if reversed {
            nodes.reverse();
            edges.reverse();
            laps.reverse();
            for (stage, begin) in &mut laps {
                let steps = track.stages.get(*stage).map_or(0, |s: &Stage| s.steps.len());
                *begin = edges.len().saturating_sub(*begin + steps);
                *stage = track.stages.len().saturating_sub(*stage + 1);
            }
        }
        Ok(Trail { nodes, edges, laps })
    }
}

/// A whole path, and which leg was walked where.
pub(super) struct Trail {
    nodes: Vec<NodeId>,
    edges: Vec<EdgeId>,
    /// The leg of each repetition, and the relationship with which it begins.
    laps: Vec<(usize, usize)>,
}

impl Trail {
    /// The number of bytes it takes, about.
    pub(super) fn weight(&self) -> usize {
        size_of::<Value>() * (self.nodes.len() + self.edges.len())
    }

    /// What the path puts into the slots that a leg fills, in their order.
    pub(super) fn values(&self, number: usize, leg: &Leg) -> Vec<Value> {
        let begins = || self.laps.iter().filter(|lap| lap.0 == number).map(|lap| lap.1);
        let steps = leg.steps.len();
        if leg.trail.is_none() {
            let begin = begins().next().unwrap_or_default();
            let nodes = self.nodes.iter().skip(begin).take(steps + 1);
            let edges = self.edges.iter().skip(begin).take(steps);
            let nodes = nodes.map(|node| Value::Node(*node));
            return nodes.chain(edges.map(|edge| Value::Relationship(*edge))).collect();
        }
        let list = |part: LegPart| Value::list(begins().map(|begin| self.part(part, begin)));
        let mut values: Vec<Value> = leg.lists.iter().map(|(part, _)| list(*part)).collect();
        let walked = begins().flat_map(|begin| self.edges.iter().skip(begin).take(steps));
        values.push(Value::list(walked.map(|edge| Value::Relationship(*edge))));
        values
    }

    /// A part of the repetition that begins with this relationship.
    fn part(&self, part: LegPart, begin: usize) -> Value {
        match part {
            LegPart::Node(at) => self.nodes.get(begin + at).copied().into(),
            LegPart::Relation(at) => self.edges.get(begin + at).copied().into(),
            LegPart::Path(from, to) => {
                let nodes = self.nodes.get(begin + from..=begin + to).unwrap_or_default().to_vec();
                let edges = self.edges.get(begin + from..begin + to).unwrap_or_default().to_vec();
                Value::Path(Arc::new(Path { nodes, edges }))
            }
        }
    }
}
