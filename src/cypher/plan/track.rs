//! Paths that are walked over and over, laid out in the direction in which they are walked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rule::{Rule, Rules};
use crate::cypher::sema::bound::{Leg, LegStep, Selected, Slot};
use crate::cypher::sema::expr::Expr;

/// Legs in the order in which they are walked.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) stages: Vec<Stage>,
    /// Whether no relationship may come twice.
    pub(crate) distinct: bool,
}

/// A leg as it is walked.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) nodes: Vec<Place>,
    pub(crate) steps: Vec<LegStep>,
    /// The conditions that can be tested at each node, when it is reached.
    pub(crate) checks: Vec<Vec<Expr>>,
    /// Path variables of one repetition, put together at its last node.
    pub(crate) paths: Vec<(Slot, Expr)>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// A node of a leg.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) slot: Slot,
    /// The place before it at which the same variable stood.
    pub(crate) same_as: Option<usize>,
}

/// One leg between two nodes of a pattern.
#[derive(Debug)]
pub(crate) struct Repeat {
    pub(crate) leg: Arc<Leg>,
    pub(crate) track: Track,
}

/// Paths to be selected between two nodes that are known.
#[derive(Debug)]
pub(crate) struct Select {
    pub(crate) pattern: Selected,
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    /// Whether the paths are walked from their last node.
    pub(crate) from_end: bool,
    /// The way paths are walked.
    pub(crate) track: Track,
    /// The other way, from the goal: which nodes lead there, and how far they are.
    pub(crate) back: Option<Track>,
    /// Whether what `back` finds depends on nothing but the goal.
    pub(crate) lasting: bool,
}

impl Track {
    fn new<'a>(
        legs: impl DoubleEndedIterator<Item = &'a Leg>,
        reversed: bool,
        distinct: bool,
        early: bool,
    ) -> Self {
        let stage = |leg| Stage::new(leg, reversed, early);
        let stages =
            if reversed { legs.rev().map(stage).collect() } else { legs.map(stage).collect() };
        Self { stages, distinct }
    }

    /// The least number of relationships, and the greatest if there is one.
    pub(crate) fn lengths(&self) -> (u64, Option<u64>) {
        let steps = |stage: &Stage| stage.steps.len() as u64;
        let least = self
            .stages
            .iter()
            .fold(0_u64, |sum, s| sum.saturating_add(steps(s).saturating_mul(s.min)));
        let most = self
            .stages
            .iter()
            .try_fold(0_u64, |sum, s| Some(sum.saturating_add(steps(s).saturating_mul(s.max?))));
        (least, most)
    }
}

impl Stage {
    /// Lays a leg out; `early` tests each condition as soon as it can be.
    fn new(leg: &Leg, reversed: bool, early: bool) -> Self {
        let (mut slots, mut steps) = (leg.nodes.clone(), leg.steps.clone());
        if reversed {
            slots.reverse();
            steps.reverse();
            for step in &mut steps {
                step.direction = step.direction.reversed();
            }
        }
        let last = steps.len();
        // Where each slot is known first; a relationship together with the node it leads to.
        let mut known = BTreeMap::new();
        known.extend(leg.paths.iter().map(|path| (path.0, last)));
        known.extend(slots.iter().enumerate().rev().map(|(at, slot)| (*slot, at)));
        known.extend(steps.iter().enumerate().map(|(at, step)| (step.slot, at + 1)));
        let mut checks = vec![Vec::new(); last + 1];
        for condition in &leg.conditions {
            let free = condition.free_slots();
            let at = free.iter().filter_map(|slot| known.get(slot)).max();
            let at = if early { at.copied().unwrap_or_default() } else { last };
            if let Some(checks) = checks.get_mut(at) {
                checks.push(condition.clone());
            }
        }
        let place = |(at, slot): (usize, &Slot)| Place {
            slot: *slot,
            same_as: slots.iter().take(at).position(|s| s == slot),
        };
        let nodes = slots.iter().enumerate().map(place).collect();
        Self { nodes, steps, checks, paths: leg.paths.clone(), min: leg.min, max: leg.max }
    }
}

impl Repeat {
    pub(super) fn new(leg: &Arc<Leg>, reversed: bool, distinct: bool, early: bool) -> Self {
        let track = Track::new(std::iter::once(&**leg), reversed, distinct, early);
        Self { leg: Arc::clone(leg), track }
    }
}

impl Select {
    pub(super) fn new(
        pattern: &Selected,
        (from, to): (Slot, Slot),
        from_end: bool,
        distinct: bool,
        rules: Rules,
    ) -> Self {
        let early = rules.has(Rule::Push);
        let track = |reversed| Track::new(pattern.legs.iter(), reversed, distinct, early);
        // Without distances only the number of relationships ends a search for what is not there.
        let guided = rules.has(Rule::BothEnds) || !distinct;
        let lasting = pattern.legs.iter().all(|leg| {
            let own: BTreeSet<Slot> = leg.own().chain(leg.paths.iter().map(|p| p.0)).collect();
            leg.conditions.iter().all(|c| c.free_slots().is_subset(&own))
        });
        Self {
            pattern: pattern.clone(),
            from,
            to,
            from_end,
            track: track(from_end),
            back: guided.then(|| track(!from_end)),
            lasting,
        }
    }
}
