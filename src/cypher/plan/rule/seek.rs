//! A node is found by its id, an identifier, its name or its rarest label, rather than among all.

use std::collections::BTreeSet;

use crate::cypher::plan::Source;
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest};
use crate::cypher::syntax::tree::ComparisonOp;
use crate::graph::Snapshot;
use crate::model::schema::property_of;

/// The narrowest source of the nodes for `slot` under these conditions. The conditions are still to
/// be tested on what it gives.
pub(in crate::cypher::plan) fn source(
    snapshot: &Snapshot,
    slot: Slot,
    known: &BTreeSet<Slot>,
    conditions: &[Expr],
) -> Source {
    if let Some(source) = conditions.iter().find_map(|c| equality(snapshot, slot, known, c)) {
        return source;
    }
    let labels = conditions.iter().filter_map(|c| match &c.kind {
        ExprKind::HasLabels { of, test: LabelTest::Name { label, .. } }
            if of.as_slot() == Some(slot) =>
        {
            Some(*label)
        }
        _ => None,
    });
    let rarest = labels.min_by_key(|label| label.map_or(0, |l| snapshot.label_count(l)));
    match rarest {
        None => Source::All,
        Some(None) => Source::Nothing,
        Some(Some(label)) => Source::Label(label),
    }
}

/// `n.id = 'org:hcl'` and its kin, either way round.
fn equality(
    snapshot: &Snapshot,
    slot: Slot,
    known: &BTreeSet<Slot>,
    condition: &Expr,
) -> Option<Source> {
    let ExprKind::Comparison { first, rest } = &condition.kind else { return None };
    let [(ComparisonOp::Equal, second)] = rest.as_slice() else { return None };
    [(&**first, second), (second, &**first)].into_iter().find_map(|(property, value)| {
        let ExprKind::Property { of, key } = &property.kind else { return None };
        if of.as_slot() != Some(slot) || !value.free_slots().is_subset(known) {
            return None;
        }
        match &*key.name {
            "id" => Some(Source::Key(value.clone())),
            "name" => Some(Source::Name(value.clone())),
            name => {
                let mut schemes = snapshot.schema().declared().schemes.iter();
                let scheme = schemes.find(|s| property_of(&s.id) == name)?;
                Some(Source::Identifier(scheme.id.as_str().into(), value.clone()))
            }
        }
    })
}
