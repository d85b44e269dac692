//! Relationships at the rim of a pattern of which nothing but their number is asked are counted, not
//! made into rows: `MATCH (a)-->(b)-->(c) RETURN count(*)` needs no row but one for each `b`.
//!
//! A row then stands for several, and carries for how many. What `count` counts at the rim is
//! counted on its own, since it may be null.

use std::collections::BTreeSet;

use crate::cypher::sema::bound::{Aggregation, Pattern, PatternRelation, Slot, Types};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::graph::Snapshot;
use crate::model::Direction;

/// A node at the rim of a pattern, and the one relationship that leads to it.
#[derive(Debug, Clone)]
pub(in crate::cypher::plan) struct Rim {
    /// The place of the relationship in the pattern.
    pub(in crate::cypher::plan) relation: usize,
    /// The node at the rim, and the one it hangs on.
    pub(in crate::cypher::plan) node: usize,
    pub(in crate::cypher::plan) inner: usize,
    /// The calls of `count` that ask for it, by place.
    pub(in crate::cypher::plan) counts: Vec<usize>,
}

/// The relationships of the pattern that could be counted for this aggregation. No two of them may
/// be the same relationship of the graph unless they hang on one node and lead in plain directions.
pub(in crate::cypher::plan) fn rims(
    snapshot: &Snapshot,
    pattern: &Pattern,
    aggregation: &Aggregation,
) -> Vec<Rim> {
    let plain = pattern.paths.is_empty() && pattern.is_simple();
    if !plain || !aggregation.calls.iter().all(|call| call.distinct || counts_or_ranks(call)) {
        return Vec::new();
    }
    let mut rims: Vec<Rim> = Vec::new();
    for (number, relation) in pattern.relations.iter().enumerate() {
        for (node, inner) in [(relation.to, relation.from), (relation.from, relation.to)] {
            let Some(counts) = counted(pattern, number, node, aggregation) else { continue };
            let rim = Rim { relation: number, node, inner, counts };
            if alone(pattern, relation, node) && fits(snapshot, pattern, &rims, &rim) {
                rims.push(rim);
            }
        }
    }
    let shared = shared(pattern, &rims);
    rims.retain(|rim| !shared.contains(&rim.node));
    rims
}

/// Whether a call can do with rows that stand for several.
fn counts_or_ranks(call: &crate::cypher::sema::bound::AggregateCall) -> bool {
    call.function.is_none_or(|function| matches!(function.0.name, "count" | "min" | "max"))
}

/// Whether a node hangs on one relationship alone, which is a single one.
fn alone(pattern: &Pattern, relation: &PatternRelation, node: usize) -> bool {
    let touching = pattern.relations.iter().filter(|r| r.from == node || r.to == node).count();
    let free = pattern.nodes.get(node).is_some_and(|node| !node.bound);
    free && !relation.bound
        && relation.hops.is_none()
        && relation.from != relation.to
        && touching == 1
}

/// The calls that count the node or the relationship; `None` where anything else asks for them.
fn counted(
    pattern: &Pattern,
    relation: usize,
    node: usize,
    aggregation: &Aggregation,
) -> Option<Vec<usize>> {
    let slots = [pattern.nodes.get(node)?.slot, pattern.relations.get(relation)?.slot];
    let asks = |expr: &Expr| expr.free_slots().iter().any(|slot| slots.contains(slot));
    if aggregation.keys.iter().any(|(_, key)| asks(key)) {
        return None;
    }
    let mut counts = Vec::new();
    for (number, call) in aggregation.calls.iter().enumerate() {
        if !call.args.iter().any(asks) {
            continue;
        }
        let [arg] = call.args.as_slice() else { return None };
        let own = match &arg.kind {
            ExprKind::Slot(_) => true,
            ExprKind::Property { of, .. } => of.as_slot().is_some(),
            _ => false,
        };
        if !own || call.distinct || call.function.is_none_or(|f| f.0.name != "count") {
            return None;
        }
        counts.push(number);
    }
    Some(counts)
}

/// Whether two relationships of a pattern could be the same one.
pub(in crate::cypher::plan) fn may_coincide(a: &PatternRelation, b: &PatternRelation) -> bool {
    match (&a.types, &b.types) {
        _ if a.leg.is_some() || b.leg.is_some() => true,
        (Types::These(a), Types::These(b)) => a.iter().any(|rel_type| b.contains(rel_type)),
        (Types::These(types), Types::All) | (Types::All, Types::These(types)) => !types.is_empty(),
        (Types::All, Types::All) => true,
    }
}

/// Whether a relationship can be counted beside those that are.
fn fits(snapshot: &Snapshot, pattern: &Pattern, rims: &[Rim], rim: &Rim) -> bool {
    let Some(relation) = pattern.relations.get(rim.relation) else { return false };
    let mut same = rims.iter().filter(|other| other.relation != rim.relation).filter(|other| {
        pattern.relations.get(other.relation).is_some_and(|other| may_coincide(relation, other))
    });
    match (same.next(), same.next()) {
        (None, _) => true,
        (Some(other), None) => {
            let other_relation = pattern.relations.get(other.relation);
            other.inner == rim.inner
                && other.counts.is_empty()
                && rim.counts.is_empty()
                && is_plain(snapshot, relation)
                && other_relation.is_some_and(|other| is_plain(snapshot, other))
        }
        (Some(_), Some(_)) => false,
    }
}

/// Whether a relationship is followed one way only.
fn is_plain(snapshot: &Snapshot, relation: &PatternRelation) -> bool {
    let symmetric = match &relation.types {
        Types::These(types) => types.iter().any(|rel_type| snapshot.is_symmetric(*rel_type)),
        Types::All => snapshot.rel_types().any(|(rel_type, _)| snapshot.is_symmetric(rel_type)),
    };
    relation.direction != Direction::Both && !symmetric
}

/// The nodes at the rim that a condition compares with each other.
fn shared(pattern: &Pattern, rims: &[Rim]) -> BTreeSet<usize> {
    let owner = |slot: &Slot| {
        let own = |rim: &&Rim| {
            let node = pattern.nodes.get(rim.node).map(|node| node.slot);
            let relation = pattern.relations.get(rim.relation).map(|relation| relation.slot);
            node == Some(*slot) || relation == Some(*slot)
        };
        rims.iter().find(own).map(|rim| rim.relation)
    };
    let mut shared = BTreeSet::new();
    for condition in &pattern.predicates {
        let owners: BTreeSet<usize> = condition.free_slots().iter().filter_map(owner).collect();
        if owners.len() > 1 {
            let of = rims.iter().filter(|rim| owners.contains(&rim.relation));
            shared.extend(of.map(|rim| rim.node));
        }
    }
    shared
}
