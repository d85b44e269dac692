//! How far it is to the goal of a search.
//!
//! Found breadth first from the goal, as far as it is asked for. A distance is that of the shortest
//! walk: it may be too short for a path, which uses no relationship twice and ends its repetitions in
//! time, and is never too long. So it can tell a search where not to go.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::context::Halt;
use super::held::Held;
use super::walk::At;
use super::way::{Scene, Ways};
use crate::cypher::plan::Track;
use crate::model::NodeId;

/// A place of a walk: where on the track, and at which node.
type Place = (At, NodeId);

/// The distances of places from a goal.
pub(super) struct Guide {
    known: FxHashMap<Place, u64>,
    /// The places to go on from, by their distance.
    open: BTreeMap<u64, Vec<Place>>,
    held: Held,
}

impl Guide {
    /// Knows the way to one node alone.
    pub(super) fn to(goal: NodeId, track: &Track) -> Self {
        let stage = track.stages.len().saturating_sub(1);
        let times = track.stages.last().map_or(0, |s| s.min);
        let open = BTreeMap::from([(0, vec![(At { stage, times }, goal)])]);
        Self { known: FxHashMap::default(), open, held: Held::default() }
    }

    /// Whether every place from which the goal can be reached is known.
    pub(super) fn knows_all(&self) -> bool {
        self.open.is_empty()
    }

    /// The relationships that remain at least; `None` where nothing is known of the place.
    pub(super) fn rest(&self, at: At, node: NodeId, track: &Track) -> Option<u64> {
        // Repetitions beyond the least number are all alike.
        let enough = track.stages.get(at.stage).map_or(0, |s| s.min);
        let at = At { times: at.times.min(enough), ..at };
        self.known.get(&(at, node)).copied()
    }

    /// The distance of the start, looked for as far as it takes.
    pub(super) fn find(
        &mut self,
        start: NodeId,
        track: &Track,
        back: &Track,
        scene: Scene<'_>,
    ) -> Result<Option<u64>, Halt> {
        loop {
            let known = self.rest(At { stage: 0, times: 0 }, start, track);
            let Some((next, _)) = self.open.first_key_value() else { return Ok(known) };
            if known.is_some() {
                return Ok(known);
            }
            self.reach(*next, track, back, scene)?;
        }
    }

    /// Learns of every place no farther than this.
    pub(super) fn reach(
        &mut self,
        distance: u64,
        track: &Track,
        back: &Track,
        scene: Scene<'_>,
    ) -> Result<(), Halt> {
        while let Some(mut entry) = self.open.first_entry() {
            scene.context.tick()?;
            let far = *entry.key();
            if far > distance {
                break;
            }
            let Some(place) = entry.get_mut().pop() else {
                entry.remove();
                continue;
            };
            self.held.release(size_of::<Place>());
            if !self.known.contains_key(&place) {
                self.held.add(scene.context, size_of::<(Place, u64)>() * 2)?;
                self.known.insert(place, far);
                self.spread(far, place, track, back, scene)?;
            }
        }
        Ok(())
    }

    /// Goes one repetition back from a place, or to the stage before.
    fn spread(
        &mut self,
        far: u64,
        (at, node): Place,
        track: &Track,
        back: &Track,
        scene: Scene<'_>,
    ) -> Result<(), Halt> {
        let Some(stage) = track.stages.get(at.stage) else { return Ok(()) };
        let again = at.times == stage.min && stage.max != Some(stage.min);
        let fewer = at.times.checked_sub(1);
        let before = again.then_some(at.times).into_iter().chain(fewer);
        if let Some(stage) = back.stages.iter().rev().nth(at.stage)
            && (again || fewer.is_some())
        {
            let mut ways = Ways::from(node);
            while ways.next(stage, scene, track.distinct.then_some(&[]))? {
                let Some(start) = ways.nodes.last() else { continue };
                for times in before.clone() {
                    let place = (At { times, ..at }, *start);
                    self.put(far + stage.steps.len() as u64, place, scene)?;
                }
            }
        }
        if at.times == 0
            && let Some(stage) = at.stage.checked_sub(1)
        {
            let times = track.stages.get(stage).map_or(0, |s| s.min);
            self.put(far, (At { stage, times }, node), scene)?;
        }
        Ok(())
    }

    fn put(&mut self, far: u64, place: Place, scene: Scene<'_>) -> Result<(), Halt> {
        if !self.known.contains_key(&place) {
            self.held.add(scene.context, size_of::<Place>())?;
            self.open.entry(far).or_default().push(place);
        }
        Ok(())
    }
}
