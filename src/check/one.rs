//! A body has one chair at a time, a site one operator.

use std::collections::BTreeMap;

use super::{Context, Rule, WithHelp};
use crate::error::Finding;
use crate::model::schema::End;
use crate::model::when::Grade;
use crate::model::{EdgeId, EdgeRecord, NodeId, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0004",
    doc: "where the schema allows one at a time (chairs, chief executives, operators), two hold at once",
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let mut held: BTreeMap<(String, NodeId), Vec<(EdgeId, &EdgeRecord)>> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let Some(relation) = snapshot.relation_of(id) else { continue };
        let Some((from, to)) = snapshot.edge_ends(id) else { continue };
        let at = match relation.one {
            Some(End::From) => to,
            Some(End::To) => from,
            None => continue,
        };
        let flag = |name| edge.attributes.get(name) == Some(&Value::Boolean(true));
        if !flag("joint") && !flag("deputy") {
            held.entry((relation.says.clone(), at)).or_default().push((id, edge));
        }
    }
    let mut findings = Vec::new();
    for ((says, body), edges) in held {
        for (i, first) in edges.iter().enumerate() {
            for second in
                edges.iter().skip(i + 1).filter(|second| at_once(context, first.0, second.0))
            {
                let message = format!(
                    "{} and {} are both recorded as {says} {} at one time",
                    context.name_of(&first.1.from),
                    context.name_of(&second.1.from),
                    context.name(body),
                );
                let place = context.marks_of(second.1).map(|marks| marks.of("from"));
                findings.push(
                    rule.warning(message, place)
                        .help("give one of them an end, or mark both `joint = true`"),
                );
            }
        }
    }
    findings
}

/// Whether both hold or are presumed to hold on some day; what is undated may hold at any time.
fn at_once(context: &Context<'_>, a: EdgeId, b: EdgeId) -> bool {
    let interval = |id| context.snapshot.edge_bounds(id).interval(Grade::Presumed);
    match (interval(a), interval(b)) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        _ => true,
    }
}
