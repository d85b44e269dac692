//! Those that are seen as one say the same, and nothing between them that is not seen.

use super::{Context, Rule, Topic};
use crate::error::Finding;
use crate::graph::Disagreement;
use crate::model::{Relation, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0015",
    doc: "what a curator has called the same says the same, and is not joined by anything else",
    topic: Some(Topic::Conflict),
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (node, record) in context.node_records() {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // Two numbers that contradict each other stand side by side, and are found as such.
        let differ = context.snapshot.disagreements(node).into_iter().filter(|d| !d.both_stand);
        for Disagreement { property, said, other, seen, by, .. } in differ {
            let (said, other, seen) = (shown(&said), shown(&other), shown(&seen));
            let message = format!(
                "{}: {property} is {said}, and {other} is said of `{by}`, which is the same; {seen} is seen",
                record.name,
            );
            let help =
                "correct one of the two, or say that they are not the same: `different X and Y`";
            findings.push(rule.warning(message, context.place_of(&by)).with_help(help));
        }
        for edge in context.snapshot.within_one(node) {
            let relation = context.snapshot.relation_of(edge);
            let Some(edge) = context.snapshot.edge_record(edge) else { continue };
            if relation.is_none_or(Relation::is_same_as) {
                continue;
            }
            let says = relation.map_or("", |relation| relation.says.as_str());
            let message = format!(
                "“{} {says} {}”: they are called the same, and this is not seen",
                edge.from, edge.to
            );
            let place = context.marks_of(edge, |_| true).map(crate::source::Marks::place);
            findings.push(rule.warning(message, place).with_help("take back the one or the other"));
        }
    }
    findings
}
