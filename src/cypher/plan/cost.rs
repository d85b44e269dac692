//! How many rows a step is thought to give. Rough, but from the graph's own counts.

use std::collections::BTreeSet;

use crate::cypher::sema::bound::{Leg, Slot, Types};
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest};
use crate::cypher::syntax::tree::ComparisonOp;
use crate::graph::{Label, Snapshot};
use crate::model::Direction;

/// The share of rows that a condition of which nothing is known lets through.
pub(super) const CONDITION: f64 = 0.5;
/// The share that an equality lets through.
const EQUALITY: f64 = 0.1;
/// The share of rows that differ from all before.
pub(super) const DISTINCT: f64 = 0.7;
/// The length of a list of which nothing is known.
pub(super) const LIST_LENGTH: f64 = 10.0;
/// How many steps of a row of relationships are counted.
const STEPS: u64 = 4;

/// The relationships of these types at a node, on average over those with the label.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn fan_out(
    snapshot: &Snapshot,
    types: &Types,
    direction: Direction,
    label: Option<Label>,
) -> f64 {
    let nodes = label.map_or(snapshot.size()[0], |label| snapshot.label_count(label));
    tied(snapshot, types, direction, label) as f64 / (nodes.max(1) as f64)
}

/// The relationships of these types at a node that was found by what it is or by a relationship, on
/// average: over the nodes that have any.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn fan_out_found(
    snapshot: &Snapshot,
    types: &Types,
    direction: Direction,
    label: Option<Label>,
) -> f64 {
    match (types, label) {
        (Types::These(these), None) => {
            let having = these.iter().map(|t| snapshot.having(*t, direction)).max();
            let nodes = having.unwrap_or_default().max(1) as f64;
            tied(snapshot, types, direction, None) as f64 / nodes
        }
        _ => fan_out(snapshot, types, direction, label),
    }
}

/// The relationships of these types, seen in a direction, whose near end has the label.
fn tied(snapshot: &Snapshot, types: &Types, direction: Direction, label: Option<Label>) -> usize {
    let ways = |t| if direction == Direction::Both || snapshot.is_symmetric(t) { 2 } else { 1 };
    let of = |t| match label {
        Some(label) => snapshot.tied(t, direction, label).max(1),
        None => ways(t) * snapshot.rel_type_count(t),
    };
    match types {
        Types::All => snapshot.rel_types().map(|(t, _)| of(t)).sum(),
        Types::These(types) => types.iter().copied().map(of).sum(),
    }
}

/// The rarest label that these conditions ask of each node.
pub(super) fn labels(snapshot: &Snapshot, conditions: &[Expr]) -> Vec<(Slot, Label)> {
    let mut labels: Vec<(Slot, Label)> = Vec::new();
    for condition in conditions {
        let ExprKind::HasLabels { of, test: LabelTest::Name { label: Some(label), .. } } =
            &condition.kind
        else {
            continue;
        };
        let Some(slot) = of.as_slot() else { continue };
        match labels.iter_mut().find(|(there, _)| *there == slot) {
            Some((_, there)) if snapshot.label_count(*label) < snapshot.label_count(*there) => {
                *there = *label;
            }
            Some(_) => {}
            None => labels.push((slot, *label)),
        }
    }
    labels
}

/// The ends of rows of `min` to `max` relationships at a node, where one step has `fan_out`.
pub(super) fn fan_out_many(fan_out: f64, min: u64, max: Option<u64>) -> f64 {
    let last = max.unwrap_or(u64::MAX).min(min.saturating_add(STEPS));
    (min..=last).map(|n| fan_out.powi(i32::try_from(n).unwrap_or(i32::MAX))).sum()
}

/// The ends of a path that is repeated, from a node.
pub(super) fn fan_out_leg(snapshot: &Snapshot, leg: &Leg) -> f64 {
    let steps = leg.steps.iter().map(|step| fan_out(snapshot, &step.types, step.direction, None));
    let share = CONDITION.powi(i32::try_from(leg.conditions.len()).unwrap_or(i32::MAX));
    fan_out_many(steps.product::<f64>() * share, leg.min, leg.max)
}

/// The share of nodes that these conditions let through, as far as they are about the node in the
/// slot, whose rarest label is given, and what is known before: of all nodes, or of those that
/// relationships of some types lead to in a direction.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn share(
    snapshot: &Snapshot,
    (slot, label): (Slot, Option<Label>),
    reached: Option<(&Types, Direction)>,
    known: &BTreeSet<Slot>,
    conditions: &[Expr],
) -> f64 {
    let nodes = snapshot.size()[0].max(1) as f64;
    let labelled = label.map_or(nodes, |label| snapshot.label_count(label).max(1) as f64);
    let mut share = 1.0;
    for condition in conditions {
        let free = condition.free_slots();
        if !free.contains(&slot) || !free.iter().all(|s| *s == slot || known.contains(s)) {
            continue;
        }
        share *= match &condition.kind {
            ExprKind::HasLabels { test: LabelTest::Name { label, .. }, .. } => match reached {
                _ if label.is_none() => 0.0,
                None => label.map_or(0.0, |label| snapshot.label_count(label) as f64 / nodes),
                Some((types, direction)) => {
                    let all = tied(snapshot, types, direction, None).max(1) as f64;
                    let with = tied(snapshot, types, direction.reversed(), *label) as f64;
                    (with / all).min(1.0)
                }
            },
            ExprKind::Comparison { first, rest } => match rest.as_slice() {
                [(ComparisonOp::Equal, second)] => {
                    let pairs = [(&**first, second), (second, &**first)];
                    let found = pairs.into_iter().find_map(|(property, value)| {
                        let ExprKind::Property { of, key } = &property.kind else { return None };
                        let own = of.as_slot() == Some(slot);
                        own.then(|| key.key.map(|k| snapshot.seek_count(k, value.as_constant())))
                    });
                    match found {
                        Some(found) => (found.unwrap_or_default() as f64 / labelled).min(1.0),
                        None => EQUALITY,
                    }
                }
                _ => CONDITION,
            },
            _ => CONDITION,
        };
    }
    share
}
