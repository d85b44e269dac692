//! `all(r IN relationships(p) WHERE …)` and its kin on a shortest path are tested while the path is
//! looked for, not on whole paths.

use std::collections::BTreeSet;

use crate::cypher::plan::{Each, Shortest};
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::cypher::syntax::tree::QuantifierKind;

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
