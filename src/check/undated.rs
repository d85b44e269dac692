//! Sources without a date.

use std::collections::BTreeMap;

use super::{Context, Rule, Subject, number_of};
use crate::error::Finding;
use crate::model::Key;

pub(super) const RULE: Rule = Rule {
    code: "K0008",
    doc: "a source has a date: what rests on an undated one alone cannot be placed in time",
    subject: Subject::Gap,
    run,
};

/// How many undated relations rest on one undated source alone, by that source.
pub(super) fn resting_alone<'a>(context: &Context<'a>) -> BTreeMap<&'a Key, usize> {
    let snapshot = context.snapshot;
    let mut alone: BTreeMap<&Key, usize> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let event = snapshot.relation_of(id).is_some_and(|relation| relation.event);
        let undated = if event { !edge.on.is_recorded() } else { edge.validity.is_undated() };
        let mut sources = edge.evidence.iter().map(|evidence| &evidence.source);
        if let Some(source) = sources.next().filter(|_| undated)
            && sources.all(|other| other == source)
        {
            *alone.entry(source).or_default() += 1;
        }
    }
    let dated = |key: &Key| {
        let record = snapshot.by_key(key.as_str()).and_then(|id| snapshot.node_record(id));
        record.is_none_or(|record| record.attributes.contains_key("date"))
    };
    alone.retain(|source, _| !dated(source));
    alone
}

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let alone = resting_alone(context);
    let sources = snapshot.sources().into_iter().filter_map(|id| snapshot.node_record(id));
    sources
        .filter(|record| record.kind == "document" && !record.attributes.contains_key("date"))
        .map(|record| {
            let place = context.place_of(&record.key);
            match alone.get(&record.key) {
                None => rule
                    .note(format!("“{}” has no date", record.name), place)
                    .with_help("questions of what was published by a date leave it out"),
                Some(alone) => {
                    let message = format!(
                        "“{}” has no date, and {} resting on it alone cannot be placed in time",
                        record.name,
                        number_of(*alone, "relation")
                    );
                    rule.warning(message, place).with_help("see `list undated`")
                }
            }
        })
        .collect()
}
