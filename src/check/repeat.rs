//! One relation that two statements date otherwise.

use std::collections::BTreeMap;

use super::{Context, Rule, Topic};
use crate::error::Finding;
use crate::model::when::{Boundary, Grade};
use crate::model::{EdgeId, EdgeRecord};

pub(super) const RULE: Rule = Rule {
    code: "K0012",
    doc: "what is said twice of the same two is dated alike, or is of two times",
    topic: Some(Topic::Conflict),
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut said: BTreeMap<_, Vec<(EdgeId, &EdgeRecord)>> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let Some(ends) = context.snapshot.edge_ends(id) else { continue };
        let others = said.entry((ends, edge.relation.as_str())).or_default();
        let clash = others.iter().find_map(|(other, record)| {
            let (key, one, two) = differ(context, (*other, record), (id, edge))?;
            Some((*record, key, one, two))
        });
        others.push((id, edge));
        let Some((other, key, one, two)) = clash else { continue };
        let says = context.says(id);
        let (from, to) = (context.name_of(&edge.from), context.name_of(&edge.to));
        let message = format!(
            "“{from} {says} {to}” has two dates for its {key}: {} ({}) and {} ({})",
            one.words(),
            words(other),
            two.words(),
            words(edge),
        );
        let place = context.marks_of(edge, |said| {
            [said.validity.start(), said.validity.end(), said.on].contains(&two)
        });
        findings
            .push(rule.warning(message, place.map(crate::source::Marks::place)).with_help(format!(
            "`\"{from}\"` and `why` show both; one spell after another needs an end on the first"
        )));
    }
    findings
}

/// The key under which two statements that may be of one time give dates that exclude each other.
fn differ(
    context: &Context<'_>,
    (one, a): (EdgeId, &EdgeRecord),
    (two, b): (EdgeId, &EdgeRecord),
) -> Option<(&'static str, Boundary, Boundary)> {
    let apart = |a: Boundary, b: Boundary| match (a.extent(), b.extent()) {
        (Some((a, last)), Some((b, end))) => last < b || end < a,
        _ => false,
    };
    if context.snapshot.relation_of(one)?.event {
        return apart(a.on, b.on).then_some(("date", a.on, b.on));
    }
    let days = |id| context.snapshot.edge_bounds(id).interval(Grade::Presumed);
    let (first, second) = (days(one)?, days(two)?);
    if first.end <= second.start || second.end <= first.start {
        return None;
    }
    let dates = [
        ("start", a.validity.start(), b.validity.start()),
        ("end", a.validity.end(), b.validity.end()),
    ];
    dates.into_iter().find(|(_, a, b)| apart(*a, *b))
}

/// The words a statement rests on.
fn words(edge: &EdgeRecord) -> String {
    let quote = edge.evidence.iter().find_map(|evidence| evidence.quote.as_deref());
    quote.map_or_else(|| "no words".to_owned(), |quote| format!("“{quote}”"))
}
