//! Where a row of relationships only says which nodes can be reached, and how often they are makes no
//! difference, each node is reached once: breadth first, not along every way there is.

use std::collections::BTreeSet;

use super::tally::may_coincide;
use crate::cypher::sema::bound::{Aggregation, Pattern, Projection, Slot};

/// The rows of relationships of which only the ends are asked, by place.
pub(in crate::cypher::plan) fn ends(pattern: &Pattern, then: &Projection) -> BTreeSet<usize> {
    let rare = match &then.aggregation {
        Some(aggregation) => ignores_copies(aggregation),
        None => then.distinct,
    };
    if !rare || !pattern.is_simple() {
        return BTreeSet::new();
    }
    let asked = asked(pattern, then);
    let relations = || pattern.relations.iter().enumerate();
    relations()
        .filter(|(number, relation)| {
            let hops = relation.hops.as_ref().filter(|_| !relation.bound);
            hops.is_some_and(|hops| hops.min <= 1)
                && relation.from != relation.to
                && !asked.contains(&relation.slot)
                && !relations().any(|(i, other)| i != *number && may_coincide(relation, other))
        })
        .map(|(number, _)| number)
        .collect()
}

/// Whether groups stay the same when equal rows come once or several times.
fn ignores_copies(aggregation: &Aggregation) -> bool {
    aggregation.calls.iter().all(|call| {
        call.distinct || call.function.is_some_and(|f| matches!(f.0.name, "min" | "max"))
    })
}

/// What the rest of the pattern and the clause behind it ask for.
fn asked(pattern: &Pattern, then: &Projection) -> BTreeSet<Slot> {
    let mut asked: BTreeSet<Slot> = then.keeps.iter().copied().collect();
    let hops = pattern.relations.iter().filter_map(|relation| relation.hops.as_ref());
    let mut exprs: Vec<_> = hops.flat_map(|hops| &hops.conditions).collect();
    exprs.extend(&pattern.predicates);
    exprs.extend(pattern.paths.iter().map(|(_, path)| path));
    exprs.extend(then.items.iter().map(|(_, item)| item));
    exprs.extend(then.order.iter().map(|(key, _)| key));
    if let Some(aggregation) = &then.aggregation {
        exprs.extend(aggregation.keys.iter().map(|(_, key)| key));
        exprs.extend(aggregation.calls.iter().flat_map(|call| &call.args));
    }
    for expr in exprs {
        asked.extend(expr.free_slots());
    }
    asked
}
