//! How many rows a step is thought to give. Rough, but from the graph's own counts.

use std::collections::BTreeSet;

use crate::cypher::sema::bound::{Leg, Slot, Types};
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest};
use crate::cypher::syntax::tree::ComparisonOp;
use crate::graph::Snapshot;
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

/// The relationships of these types at a node, on average.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn fan_out(snapshot: &Snapshot, types: &Types, direction: Direction) -> f64 {
    let ways = |t| if direction == Direction::Both || snapshot.is_symmetric(t) { 2 } else { 1 };
    let ties = |t| ways(t) * snapshot.rel_type_count(t);
    let ends: usize = match types {
        Types::All => snapshot.rel_types().map(|(t, _)| ties(t)).sum(),
        Types::These(types) => types.iter().copied().map(ties).sum(),
    };
    ends as f64 / (snapshot.node_count().max(1) as f64)
}

/// The ends of rows of `min` to `max` relationships at a node, where one step has `fan_out`.
pub(super) fn fan_out_many(fan_out: f64, min: u64, max: Option<u64>) -> f64 {
    let last = max.unwrap_or(u64::MAX).min(min.saturating_add(STEPS));
    (min..=last).map(|n| fan_out.powi(i32::try_from(n).unwrap_or(i32::MAX))).sum()
}

/// The ends of a path that is repeated, from a node.
pub(super) fn fan_out_leg(snapshot: &Snapshot, leg: &Leg) -> f64 {
    let steps = leg.steps.iter().map(|step| fan_out(snapshot, &step.types, step.direction));
    let share = CONDITION.powi(i32::try_from(leg.conditions.len()).unwrap_or(i32::MAX));
    fan_out_many(steps.product::<f64>() * share, leg.min, leg.max)
}

/// The share of nodes in `slot` that these conditions let through, as far as they are about that
/// node and what is known before.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn share(
    snapshot: &Snapshot,
    slot: Slot,
    known: &BTreeSet<Slot>,
    conditions: &[Expr],
) -> f64 {
    let nodes = snapshot.node_count().max(1) as f64;
    let mut share = 1.0;
    for condition in conditions {
        let free = condition.free_slots();
        if !free.contains(&slot) || !free.iter().all(|s| *s == slot || known.contains(s)) {
            continue;
        }
        share *= match &condition.kind {
            ExprKind::HasLabels { test: LabelTest::Name { label, .. }, .. } => {
                label.map_or(0.0, |l| snapshot.label_count(l) as f64 / nodes)
            }
            ExprKind::Comparison { rest, .. }
                if rest.iter().all(|(op, _)| *op == ComparisonOp::Equal) =>
            {
                EQUALITY
            }
            _ => CONDITION,
        };
    }
    share
}
