//! Dates that contradict each other.

use super::{Context, Rule, Subject};
use crate::error::Finding;
use crate::model::when::{Boundary, Bounds, PartialDate, Precision, Validity};
use crate::model::{Change, EdgeId, EdgeRecord};

pub(super) const RULE: Rule = Rule {
    code: "K0005",
    doc: "a relation holds only while both its ends exist, and is seen only while it holds",
    subject: Subject::Conflict,
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = nodes(context, rule);
    for (id, edge) in context.edge_records() {
        relation(context, rule, (id, edge), &mut findings);
    }
    findings
}

fn nodes(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, node) in context.node_records() {
        for known in node.validity.contradicted(&[]) {
            let message = format!(
                "{} is said to exist {}, outside its own start and end",
                node.name,
                at(known)
            );
            let marks = context.marks_of_node(&node.key, |said| match said {
                Change::AddNode(node) => node.validity.known().contains(&known),
                Change::ExtendNode(_, more) => more.known.contains(&known),
                _ => false,
            });
            findings.push(
                rule.warning(message, marks.map(|marks| marks.of("known")))
                    .with_help("put the start, the end or the date right"),
            );
        }
    }
    findings
}

fn relation(
    context: &Context<'_>,
    rule: &Rule,
    (id, edge): (EdgeId, &EdgeRecord),
    findings: &mut Vec<Finding>,
) {
    let snapshot = context.snapshot;
    let Some((from, to)) = snapshot.edge_ends(id) else { return };
    // An event is not clipped: a body may be founded before it starts.
    if snapshot.relation_of(id).is_some_and(|relation| relation.event) {
        return;
    }
    let lives = [snapshot.node_bounds(from), snapshot.node_bounds(to)];
    for known in edge.validity.contradicted(&lives) {
        let message = format!(
            "“{}” is said to hold {}, outside its own dates or the lives of its ends",
            said(context, id, edge),
            at(known)
        );
        let marks = context.marks_of(edge, |said| said.validity.known().contains(&known));
        findings.push(
            rule.warning(message, marks.map(|marks| marks.of("known")))
                .with_help("put the start, the end or the date right"),
        );
    }
    for (life, node) in lives.iter().zip([from, to]) {
        let Some((key, date)) = outside(&edge.validity, life) else { continue };
        let words = snapshot.node_record(node).map(|r| r.validity.words()).unwrap_or_default();
        let message = format!(
            "the {key} of “{}”, {}, lies outside the life of {} ({words})",
            said(context, id, edge),
            date.words(),
            context.name(node),
        );
        let says = |said: &EdgeRecord| [said.validity.start(), said.validity.end()].contains(&date);
        let place = context.marks_of(edge, says).map(|marks| marks.of(key));
        findings.push(rule.warning(message, place).with_help("one of the two dates is wrong"));
    }
}

/// The date of a relation that lies wholly before or after a life, if there is one, with its key.
fn outside(validity: &Validity, life: &Bounds) -> Option<(&'static str, Boundary)> {
    let dates = [("start", validity.start()), ("end", validity.end())];
    dates.into_iter().find(|(_, date)| {
        date.extent()
            .is_some_and(|(first, last)| last < life.earliest_start() || life.latest_end() < first)
    })
}

/// A date as it stands in a sentence: `on 3 May 2020`, `in 2020`.
fn at(date: PartialDate) -> String {
    let on = if date.precision() == Precision::Day { "on" } else { "in" };
    format!("{on} {}", date.words())
}

fn said(context: &Context<'_>, id: EdgeId, edge: &EdgeRecord) -> String {
    let says = context.snapshot.relation_of(id).map_or("", |r| r.says.as_str());
    format!("{} {says} {}", context.name_of(&edge.from), context.name_of(&edge.to))
}
