//! A body has one chair at a time, a site one operator.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Context, Rule, Subject};
use crate::error::Finding;
use crate::model::schema::{End, RelationId};
use crate::model::when::{Day, Grade};
use crate::model::{EdgeId, EdgeRecord, NodeId, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0004",
    doc: "where the schema allows one at a time (chairs, chief executives, operators), one holds at a time",
    subject: Subject::Conflict,
    run,
};

/// One of those of which there may be one at a time.
struct Held {
    /// Who holds it.
    by: NodeId,
    days: Option<Range<Day>>,
}

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let mut held: BTreeMap<(RelationId, NodeId), Vec<Held>> = BTreeMap::new();
    let mut findings = Vec::new();
    for (id, edge) in context.edge_records() {
        let Some((from, to)) = snapshot.edge_ends(id) else { continue };
        let Some(number) = snapshot.schema().relation_named(&edge.relation) else { continue };
        let Some(relation) = snapshot.schema().relation(number) else { continue };
        let (by, at, end) = match relation.one {
            Some(End::From) => (from, to, "from"),
            Some(End::To) => (to, from, "to"),
            None => continue,
        };
        let flag = |name| edge.attributes.get(name) == Some(&Value::Boolean(true));
        if flag("joint") || flag("deputy") {
            continue;
        }
        let new = Held { by, days: days(context, id, edge) };
        let others = held.entry((number, at)).or_default();
        if let Some(other) = others.iter().find(|other| other.by != by && at_once(other, &new)) {
            let message = format!(
                "{} has two at one time by `{}`: {} and {}",
                context.name(at),
                relation.id,
                context.name(other.by),
                context.name(by),
            );
            let start = edge.validity.start();
            let marks = context.marks_of(edge, |said| said.validity.start() == start);
            let joint = relation.attributes.iter().any(|name| name == "joint");
            let or = if joint { ", or mark both `joint = true`" } else { "" };
            findings.push(
                rule.warning(message, marks.map(|marks| marks.of(end)))
                    .with_help(format!("give one of them an end{or}")),
            );
        }
        others.push(new);
    }
    findings
}

/// The days on which it holds or is presumed to; what is undated may hold on any.
fn days(context: &Context<'_>, id: EdgeId, edge: &EdgeRecord) -> Option<Range<Day>> {
    if edge.validity.is_undated() {
        return Some(Day::MIN..Day::MAX);
    }
    context.snapshot.edge_bounds(id).interval(Grade::Presumed)
}

fn at_once(a: &Held, b: &Held) -> bool {
    match (&a.days, &b.days) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        // What is merely possible contradicts nothing.
        _ => false,
    }
}
