//! Facts without evidence, and documents without a date.

use super::{Context, Rule, WithHelp};
use crate::error::Finding;
use crate::model::Key;

pub(super) const WITHOUT: Rule =
    Rule { code: "K0008", doc: "every relation and number says who vouches for it", run: without };

pub(super) const UNDATED: Rule = Rule {
    code: "K0009",
    doc: "a source has a date: what rests on an undated one alone cannot be placed in time",
    run: undated,
};

fn without(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let schema = context.snapshot.schema();
    let of_world = |relation: &str| {
        let found = schema.relation_named(relation).and_then(|id| schema.relation(id));
        found.is_some_and(|r| !r.curation && !r.derived)
    };
    context
        .edge_records()
        .filter(|(_, edge)| edge.evidence.is_empty() && of_world(&edge.relation))
        .map(|(_, edge)| {
            let message = format!(
                "nobody is named who says that {} – {} – {}",
                context.name_of(&edge.from),
                edge.relation,
                context.name_of(&edge.to)
            );
            let place = context.marks_of(edge).map(crate::source::Marks::place);
            rule.warning(message, place).help("add `source` and `quote`")
        })
        .collect()
}

fn undated(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let is_source = |key: &Key| {
        context.edge_records().any(|(_, e)| e.evidence.iter().any(|v| v.source == *key))
    };
    context
        .node_records()
        .filter(|(_, r)| r.kind == "document" && !r.attributes.contains_key("date"))
        .filter(|(_, r)| is_source(&r.key))
        .map(|(_, record)| {
            let alone = context
                .edge_records()
                .filter(|(_, e)| !e.evidence.is_empty())
                .filter(|(_, e)| e.evidence.iter().all(|v| v.source == record.key))
                .count();
            let message =
                format!("“{}” has no date; {alone} relations rest on it alone", record.name);
            rule.warning(message, context.place_of(&record.key))
                .help("`list undated` shows what cannot be placed in time")
        })
        .collect()
}
