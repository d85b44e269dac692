//! What sources state against what is counted, and against each other.

use super::{Context, Rule, WithHelp};
use crate::error::Finding;
use crate::model::schema::{Counted, End};
use crate::model::{Bound, Direction, Fact, NodeId, NodeRecord, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0006",
    doc: "a stated number of members, boroughs and the like is the number of those recorded",
    run: counts,
};

pub(super) const CONTRADICTIONS: Rule = Rule {
    code: "K0007",
    doc: "two sources, or one source twice, state different numbers for the same thing and time",
    run: contradictions,
};

fn counts(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let schema = context.snapshot.schema();
    let mut findings = Vec::new();
    for (node, record) in context.node_records() {
        for (number, fact) in record.facts.iter().enumerate().filter(|(_, f)| f.key == "count") {
            let counted = schema.declared().counts.iter().find(|c| Some(&c.of) == fact.of.as_ref());
            let Some(counted) = counted else { continue };
            let Value::Integer(stated) = fact.value else { continue };
            let Some(there) = recorded(context, node, counted) else { continue };
            let there = there - i64::from(counted.besides_one);
            let what = counted.of.as_str();
            let name = &record.name;
            let bound = fact.bound.words();
            let place = fact_place(context, record, number);
            let too_many = matches!(fact.bound, Bound::Exact | Bound::AtMost) && there > stated;
            if too_many {
                let message =
                    format!("{name}: a source states {bound}{stated} {what}, and names {there}");
                findings.push(
                    rule.warning(message, place).help("both stand; answers show the conflict"),
                );
            } else if there < stated && fact.bound != Bound::AtMost {
                let message = format!("{name}: {there} of {bound}{stated} {what} are recorded");
                findings.push(rule.note(message, place));
            }
        }
    }
    findings
}

/// How many are recorded, a group as many as it counts; `None` where there are none, or a group is of
/// unknown size.
fn recorded(context: &Context<'_>, node: NodeId, counted: &Counted) -> Option<i64> {
    let snapshot = context.snapshot;
    let relation = snapshot.schema().relation(counted.relation)?;
    let types = [snapshot.rel_type(&relation.cypher)?];
    let direction = if counted.end == End::From { Direction::In } else { Direction::Out };
    let mut far: Vec<NodeId> = snapshot.expand(node, direction, &types).map(|(_, n)| n).collect();
    far.sort_unstable();
    far.dedup();
    let mut total = 0;
    for node in far {
        let record = snapshot.node_record(node)?;
        if record.kind == "group" {
            total += record.attributes.get("count").and_then(Value::as_integer)?;
        } else if counted.kind.as_deref().is_none_or(|kind| is_of(record, kind)) {
            total += 1;
        }
    }
    (total > 0).then_some(total)
}

fn is_of(record: &NodeRecord, kind: &str) -> bool {
    match kind.split_once('/') {
        None => record.kind == kind,
        Some((kind, sub)) => record.kind == kind && record.sub_kinds.iter().any(|s| s == sub),
    }
}

fn contradictions(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, record) in context.node_records() {
        for (number, fact) in record.facts.iter().enumerate() {
            let other = record.facts.iter().take(number).find(|other| contradict(fact, other));
            if let Some(other) = other {
                let what = fact.of.as_deref().unwrap_or(&fact.key);
                let message = format!(
                    "{}: {what} is stated as {} and as {}",
                    record.name, other.value, fact.value
                );
                let place = fact_place(context, record, number);
                findings.push(
                    rule.warning(message, place).help("both stand; answers show the conflict"),
                );
            }
        }
    }
    findings
}

/// Whether two facts give exact and different numbers for the same thing and time.
fn contradict(a: &Fact, b: &Fact) -> bool {
    let exact = a.bound == Bound::Exact && b.bound == Bound::Exact;
    let number = |f: &Fact| matches!(f.value, Value::Integer(_) | Value::Float(_));
    exact
        && number(a)
        && number(b)
        && (&a.key, &a.of, &a.unit, a.period) == (&b.key, &b.of, &b.unit, b.period)
        && a.validity == b.validity
        && a.value != b.value
}

/// Where a fact of a node stands: at its own place where the file that declares the node states it.
fn fact_place(
    context: &Context<'_>,
    record: &NodeRecord,
    number: usize,
) -> Option<crate::error::Place> {
    let marks = &context.nodes.get(&record.key)?.marks;
    Some(marks.fact(number).of("value"))
}
