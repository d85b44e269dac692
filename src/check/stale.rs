//! Posts of which nothing has been heard for long.

use super::{Context, Rule, Subject};
use crate::error::Finding;
use crate::model::when::{Boundary, PartialDate};
use crate::model::{EdgeRecord, NodeRecord};

pub(super) const RULE: Rule = Rule {
    code: "K0011",
    doc: "a post without an end is heard of again before it has grown old",
    subject: Subject::Stale,
    run,
};

/// The oldest first.
fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let Some(before) = context.heard_before else { return Vec::new() };
    let snapshot = context.snapshot;
    let is_person = |record: &NodeRecord| record.kind == "person";
    let mut old: Vec<(PartialDate, &EdgeRecord)> = Vec::new();
    for (id, edge) in context.edge_records() {
        let Some((from, _)) = snapshot.edge_ends(id) else { continue };
        let open = edge.validity.end() == Boundary::Unknown && !edge.validity.is_planned();
        let post = open && snapshot.node_record(from).is_some_and(is_person);
        let heard = last_heard(edge).filter(|heard| post && heard.latest() < before);
        old.extend(heard.map(|heard| (heard, edge)));
    }
    old.sort_by_key(|(heard, _)| heard.latest());
    let told = |(heard, edge): (PartialDate, &EdgeRecord)| {
        let says = snapshot.schema().relation_named(&edge.relation);
        let says = says.and_then(|id| snapshot.schema().relation(id));
        let says = says.map_or(edge.relation.as_str(), |relation| relation.says.as_str());
        let (who, what) = (context.name_of(&edge.from), context.name_of(&edge.to));
        let message =
            format!("{who} {says} {what}: last seen {}, and no end is stated", heard.words());
        let marks = context.marks_of(edge, |_| true).map(|marks| marks.place());
        rule.note(message, marks).with_help(format!(
            "`cite \"{who}\" {says} \"{what}\" known DATE source \"TITLE, DATE\"`, or `end … on DATE`"
        ))
    };
    old.into_iter().map(told).collect()
}

/// The last day on which anything vouches for a relation.
fn last_heard(edge: &EdgeRecord) -> Option<PartialDate> {
    let start = match edge.validity.start() {
        Boundary::Date(date) => Some(date),
        _ => None,
    };
    edge.validity.last_known().into_iter().chain(start).max_by_key(|date| date.latest())
}
