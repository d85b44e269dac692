//! A node to which relationships lead from two nodes that are known is found among the neighbours
//! that both share, not by trying each neighbour of one: what a triangle or another cycle needs.

use std::collections::BTreeSet;

use crate::cypher::sema::bound::{Pattern, PatternRelation, Slot};

/// Whether a relationship is a single one that no other way of matching is asked of.
pub(in crate::cypher::plan) fn fits(pattern: &Pattern, relation: &PatternRelation) -> bool {
    let single = relation.hops.is_none() && relation.leg.is_none();
    single && !relation.bound && !pattern.repeatable
}

/// A second relationship, of those that are open, between the node in `to` and a node that is known,
/// and whether it is followed from its right end.
pub(in crate::cypher::plan) fn second(
    pattern: &Pattern,
    known: &BTreeSet<Slot>,
    to: Slot,
    is_open: impl Fn(usize) -> bool,
) -> Option<(usize, bool)> {
    let slot = |node: usize| pattern.nodes.get(node).map(|node| node.slot);
    pattern.relations.iter().enumerate().find_map(|(number, relation)| {
        if !is_open(number) || !fits(pattern, relation) {
            return None;
        }
        let (left, right) = (slot(relation.from)?, slot(relation.to)?);
        if right == to && known.contains(&left) {
            Some((number, false))
        } else if left == to && known.contains(&right) {
            Some((number, true))
        } else {
            None
        }
    })
}
