//! Dates that contradict each other.

use super::{Context, Rule, WithHelp};
use crate::error::Finding;
use crate::model::when::Bounds;
use crate::model::{EdgeId, EdgeRecord};
use crate::source::Marks;

pub(super) const RULE: Rule = Rule {
    code: "K0005",
    doc: "a relation holds only while both its ends exist, and is seen only while it holds",
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let mut findings = Vec::new();
    for (_, node) in context.node_records() {
        for known in node.validity.contradicted(&[]) {
            let message = format!(
                "{} is said to exist on {}, outside its own start and end",
                node.name,
                known.words()
            );
            let marks = context.nodes.get(&node.key).map(|entry| entry.marks.of("known"));
            findings.push(
                rule.warning(message, marks).help("put the start, the end or the date right"),
            );
        }
    }
    for (id, edge) in context.edge_records() {
        let Some((from, to)) = snapshot.edge_ends(id) else { continue };
        let lives = [snapshot.node_bounds(from), snapshot.node_bounds(to)];
        let marks = context.marks_of(edge);
        for known in edge.validity.contradicted(&lives) {
            let message = format!(
                "“{}” is said to hold on {}, outside its own dates or the lives of its ends",
                said(context, id, edge),
                known.words()
            );
            findings.push(
                rule.warning(message, marks.map(|m| m.of("known")))
                    .help("put the start, the end or the date right"),
            );
        }
        for (life, node) in lives.iter().zip([from, to]) {
            if let Some(key) = outside(edge, life) {
                let message = format!(
                    "“{}” lies outside the life of {}",
                    said(context, id, edge),
                    context.name(node)
                );
                let place = marks.map(|m: &Marks| m.of(key));
                findings.push(rule.warning(message, place).help("one of the two dates is wrong"));
            }
        }
    }
    findings
}

/// The date of the relation that lies wholly outside a life, if there is one.
fn outside(edge: &EdgeRecord, life: &Bounds) -> Option<&'static str> {
    let before = |day| day < life.earliest_start();
    let after = |day| day > life.latest_end();
    if edge
        .validity
        .start()
        .extent()
        .is_some_and(|(_, latest)| before(latest) && latest.is_finite())
    {
        return Some("start");
    }
    if edge.validity.end().extent().is_some_and(|(first, _)| after(first) && first.is_finite()) {
        return Some("end");
    }
    None
}

fn said(context: &Context<'_>, id: EdgeId, edge: &EdgeRecord) -> String {
    let says = context.snapshot.relation_of(id).map_or("", |r| r.says.as_str());
    format!("{} {says} {}", context.name_of(&edge.from), context.name_of(&edge.to))
}
