//! A node is found by its id, an identifier, its name, another property or its rarest label, rather
//! than among all.

use std::collections::BTreeSet;

use crate::cypher::plan::Source;
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest, PropRef};
use crate::cypher::syntax::tree::ComparisonOp;
use crate::graph::{Label, Snapshot};
use crate::model::schema::property_of;

/// The narrowest source of the nodes for `slot` under these conditions. The conditions are still to
/// be tested on what it gives.
pub(in crate::cypher::plan) fn source(
    snapshot: &Snapshot,
    slot: Slot,
    known: &BTreeSet<Slot>,
    conditions: &[Expr],
) -> Source {
    let equalities = || conditions.iter().filter_map(|c| equality(slot, known, c));
    if let Some(source) = equalities().find_map(|(key, value)| unique(snapshot, key, value)) {
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
    let count = |label: &Option<Label>| label.map_or(0, |label| snapshot.label_count(label));
    let rarest = labels.min_by_key(count);
    let most = rarest.as_ref().map_or_else(|| snapshot.size()[0], count);
    let properties = equalities().filter_map(|(key, value)| {
        let found = snapshot.seek_count(key.key?, value.as_constant());
        Some((found, key.key?, value))
    });
    if let Some((found, key, value)) = properties.min_by_key(|(found, ..)| *found)
        && found < most
    {
        let (label, value) = (rarest.flatten(), value.clone());
        return Source::Property { key, value, label, found };
    }
    match rarest {
        None => Source::All,
        Some(None) => Source::Nothing,
        Some(Some(label)) => Source::Label(label),
    }
}

/// `n.id = 'org:hcl'` and its kin, either way round, as the property and the value.
fn equality<'e>(
    slot: Slot,
    known: &BTreeSet<Slot>,
    condition: &'e Expr,
) -> Option<(&'e PropRef, &'e Expr)> {
    let ExprKind::Comparison { first, rest } = &condition.kind else { return None };
    let [(ComparisonOp::Equal, second)] = rest.as_slice() else { return None };
    [(&**first, second), (second, &**first)].into_iter().find_map(|(property, value)| {
        let ExprKind::Property { of, key } = &property.kind else { return None };
        let fits = of.as_slot() == Some(slot) && value.free_slots().is_subset(known);
        fits.then_some((key, value))
    })
}

/// The one node, or the few, that have an id, a name or an identifier of the schema.
fn unique(snapshot: &Snapshot, key: &PropRef, value: &Expr) -> Option<Source> {
    if snapshot.schema().is_open() {
        // A drawn node has no id but what its property of that name says.
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
}
