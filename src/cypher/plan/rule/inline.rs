//! `all(r IN relationships(p) WHERE …)` and its kin on a shortest path, and on a row of
//! relationships, are tested while it is looked for, not on the whole.

use std::collections::BTreeSet;

use crate::cypher::plan::{Each, Shortest};
use crate::cypher::sema::bound::{Pattern, Slot};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::cypher::syntax::tree::QuantifierKind;

/// Moves conditions on each relationship of a row of them to the row.
pub(in crate::cypher::plan) fn hops(pattern: &mut Pattern) {
    for condition in std::mem::take(&mut pattern.predicates) {
        let relations = pattern.relations.iter_mut();
        let rows = relations.filter(|relation| !relation.bound);
        let mut rows = rows.filter_map(|relation| Some((relation.slot, relation.hops.as_mut()?)));
        match each(&condition).and_then(|(list, slot, predicate)| {
            Some((rows.find(|(row, _)| *row == list)?.1, slot, predicate))
        }) {
            Some((hops, slot, mut predicate)) => {
                predicate.rename(slot, hops.each);
                hops.conditions.push(predicate);
            }
            None => pattern.predicates.push(condition),
        }
    }
}

/// The list, the slot and the condition of a quantifier that says something of each element.
fn each(condition: &Expr) -> Option<(Slot, Slot, Expr)> {
    let ExprKind::Quantifier { kind, slot, list, predicate: Some(predicate) } = &condition.kind
    else {
        return None;
    };
    let list = list.as_slot()?;
    if predicate.free_slots().contains(&list) || predicate.has_parts_by_slot() {
        return None;
    }
    match kind {
        QuantifierKind::All => Some((list, *slot, (**predicate).clone())),
        QuantifierKind::None => {
            let not = ExprKind::Not(predicate.clone()).at(predicate.span, predicate.ty);
            Some((list, *slot, not))
        }
        QuantifierKind::Any | QuantifierKind::Single => None,
    }
}

enum Elements {
    Nodes,
    Relations,
}

/// Moves conditions on each element of the path from the path as a whole to its elements.
pub(in crate::cypher::plan) fn elements(shortest: &mut Shortest, known: &BTreeSet<Slot>) {
    let conditions = std::mem::take(&mut shortest.conditions);
    for condition in conditions {
        match element(&condition, shortest, known) {
            Some((Elements::Nodes, each)) => shortest.nodes.push(each),
            Some((Elements::Relations, each)) => shortest.relations.push(each),
            None => shortest.conditions.push(condition),
        }
    }
}

fn element(
    condition: &Expr,
    shortest: &Shortest,
    known: &BTreeSet<Slot>,
) -> Option<(Elements, Each)> {
    let ExprKind::Quantifier { kind, slot, list, predicate: Some(predicate) } = &condition.kind
    else {
        return None;
    };
    let wanted = match kind {
        QuantifierKind::All => true,
        QuantifierKind::None => false,
        QuantifierKind::Any | QuantifierKind::Single => return None,
    };
    if !predicate.free_slots().iter().all(|s| s == slot || known.contains(s)) {
        return None;
    }
    let elements = match &list.kind {
        ExprKind::Slot(s) if *s == shortest.pattern.relations => Elements::Relations,
        ExprKind::Call { function, args } => {
            let path = args.first()?.as_slot()?;
            if Some(path) != shortest.pattern.path {
                return None;
            }
            match function.name() {
                "nodes" => Elements::Nodes,
                "relationships" => Elements::Relations,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((elements, Each { slot: *slot, condition: (**predicate).clone(), wanted }))
}
