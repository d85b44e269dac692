//! Conditions are tested as soon as everything they speak of is known.

use std::collections::BTreeSet;

use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::Expr;

/// Takes out the conditions that can be tested when these slots are known.
pub(in crate::cypher::plan) fn ready(
    conditions: &mut Vec<Expr>,
    known: &BTreeSet<Slot>,
) -> Vec<Expr> {
    conditions.extract_if(.., |c| c.free_slots().is_subset(known)).collect()
}
