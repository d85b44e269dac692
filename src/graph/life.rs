//! When nodes and relations held, prepared for `as of`.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::snapshot::Snapshot;
use crate::model::record::EdgeRecord;
use crate::model::when::{Boundary, Bounds, Day, Grade, Moment, Validity};
use crate::model::{EdgeId, NodeId};

/// When one node or relation held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) bounds: Bounds,
    /// Set for an event: it holds on one day, and is graded by where that day can lie.
    event: Option<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Event {
    on: Boundary,
    /// Where the day is not stated, the last day on which a source looks back at it.
    by: Option<Day>,
    planned: bool,
}

impl Life {
    /// The life of a node.
    pub(super) fn of_node(validity: &Validity) -> Self {
        Self { bounds: validity.bounds(), event: None }
    }

    /// The life of a relation between two nodes, clipped to theirs.
    ///
    /// An event is not: a body may be founded before it starts and succeeded after it ended.
    pub(super) fn of_edge(record: &EdgeRecord, event: bool, ends: [Bounds; 2]) -> Self {
        let validity = &record.validity;
        if !event {
            return Self { bounds: validity.bounds_within(&ends), event: None };
        }
        // A day is a spell from itself to itself, which is never refused.
        let day = Validity::new(record.on, record.on).unwrap_or_default();
        let by = validity.known().first().map(|known| known.latest());
        let event = Event { on: record.on, by, planned: validity.is_planned() };
        Self { bounds: day.with_planned(event.planned).bounds(), event: Some(event) }
    }

    /// The best grade on any of these days.
    pub(super) fn grade(&self, days: &Range<Day>) -> Grade {
        self.event.map_or_else(|| self.bounds.best_within(days), |event| event.grade(days))
    }
}

impl Event {
    fn grade(&self, days: &Range<Day>) -> Grade {
        let grade = match (self.on, self.by) {
            (Boundary::Unknown, Some(by)) if days.start <= by => Grade::Possible,
            (Boundary::Unknown, Some(_)) => Grade::No,
            (on, _) => on.happened_within(days),
        };
        if self.planned { grade.min(Grade::Presumed) } else { grade }
    }
}

impl Snapshot {
    pub(super) fn node_life(&self, id: NodeId) -> Option<Life> {
        let added = self.0.delta.nodes.get(id.0).map(|row| row.life);
        added.or_else(|| self.0.base.nodes.life(id.0))
    }

    pub(super) fn edge_life(&self, id: EdgeId) -> Option<Life> {
        let added = self.0.delta.edges.get(id.0).map(|row| row.life);
        added.or_else(|| self.0.base.edges.life(id.0))
    }

    /// Between which days a node began and ended; undated for a node that is not there.
    pub fn node_bounds(&self, id: NodeId) -> Bounds {
        let life = self.node_life(id);
        life.map_or_else(|| Validity::default().bounds(), |life| life.bounds)
    }

    /// Between which days a relation began and ended, clipped to the lives of both its ends, and for
    /// an event between which days it happened; undated for a relation that is not there.
    pub fn edge_bounds(&self, id: EdgeId) -> Bounds {
        let life = self.edge_life(id);
        life.map_or_else(|| Validity::default().bounds(), |life| life.bounds)
    }

    /// The best grade of a node on any day of the moment.
    pub fn node_grade(&self, id: NodeId, moment: &Moment) -> Grade {
        self.node_life(id).map_or(Grade::No, |life| life.grade(&moment.days()))
    }

    /// The best grade of a relation on any day of the moment; an event is graded by the day on which
    /// it happened.
    pub fn edge_grade(&self, id: EdgeId, moment: &Moment) -> Grade {
        self.edge_life(id).map_or(Grade::No, |life| life.grade(&moment.days()))
    }

    /// Whether a node's grade within the moment is at least `floor`.
    pub fn node_holds(&self, id: NodeId, moment: &Moment, floor: Grade) -> bool {
        match self.0.delta.nodes.get(id.0) {
            Some(row) => row.life.grade(&moment.days()) >= floor,
            None => self.0.base.nodes.holds(id.0, &moment.days(), floor),
        }
    }

    /// Whether a relation's grade within the moment is at least `floor`: what an as-of filter asks,
    /// answered by two comparisons.
    pub fn edge_holds(&self, id: EdgeId, moment: &Moment, floor: Grade) -> bool {
        match self.0.delta.edges.get(id.0) {
            Some(row) => row.life.grade(&moment.days()) >= floor,
            None => self.0.base.edges.holds(id.0, &moment.days(), floor),
        }
    }
}

/// The lives of all nodes or relations of a base, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Lives {
    len: usize,
    /// Of each, or of none where nothing is known of any: what is drawn has no dates of its own.
    bounds: Vec<Bounds>,
    /// The days at or above *yes*, *presumed* and *possible*; where there are none, an empty range.
    held: [Vec<Range<Day>>; 3],
    events: FxHashMap<usize, Event>,
}

/// The floors whose intervals are prepared.
const FLOORS: [Grade; 3] = [Grade::Yes, Grade::Presumed, Grade::Possible];

impl Lives {
    /// These lives, numbered from 0.
    pub(super) fn of(lives: impl IntoIterator<Item = Life>) -> Self {
        Self::default().with(lives)
    }

    /// So many, of none of which anything is known.
    pub(super) fn unknown(len: usize) -> Self {
        Self { len, ..Self::default() }
    }

    /// These lives and more of them behind.
    pub(super) fn with(&self, more: impl IntoIterator<Item = Life>) -> Self {
        let (mut all, undated) = (self.clone(), Life::of_node(&Validity::default()));
        for life in more {
            all.len += 1;
            if all.bounds.is_empty() && life == undated {
                continue;
            }
            while all.bounds.len() + 1 < all.len {
                all.push(undated);
            }
            all.push(life);
        }
        all
    }

    fn push(&mut self, life: Life) {
        self.events.extend(life.event.map(|event| (self.bounds.len(), event)));
        self.bounds.push(life.bounds);
        for (held, floor) in self.held.iter_mut().zip(FLOORS) {
            held.push(life.bounds.interval(floor).unwrap_or(Day::MAX..Day::MIN));
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<Life> {
        if number >= self.len {
            return None;
        }
        let undated = || Life::of_node(&Validity::default());
        let life = self.bounds.get(number).map(|bounds| (*bounds, self.events.get(&number)));
        let stated = life.map(|(bounds, event)| Life { bounds, event: event.copied() });
        Some(stated.unwrap_or_else(undated))
    }

    /// Whether any of them is the life of an event.
    pub(super) fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Whether the grade on any of these days is at least `floor`: two comparisons, but for events.
    pub(super) fn holds(&self, number: usize, asked: &Range<Day>, floor: Grade) -> bool {
        let prepared = match floor {
            Grade::Yes => 0,
            Grade::Presumed => 1,
            Grade::Possible => 2,
            Grade::Undated | Grade::No => usize::MAX,
        };
        match self.held.get(prepared).and_then(|held| held.get(number)) {
            Some(held) if self.events.is_empty() || !self.events.contains_key(&number) => {
                held.start < asked.end && asked.start < held.end
            }
            _ => self.get(number).is_some_and(|life| life.grade(asked) >= floor),
        }
    }
}
