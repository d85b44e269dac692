//! What sources state against what is counted, and against each other.

use super::{Context, Rule, Subject};
use crate::error::{Finding, Place};
use crate::model::{Bound, Fact, NodeRecord, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0006",
    doc: "a stated number of members, boroughs and the like is the number of those recorded",
    subject: Subject::Conflict,
    run: counts,
};

pub(super) const CONTRADICTIONS: Rule = Rule {
    code: "K0007",
    doc: "two sources, or one source twice, state different numbers for the same thing and time",
    subject: Subject::Conflict,
    run: contradictions,
};

fn counts(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (node, record) in context.node_records() {
        for count in context.snapshot.stated_counts(node) {
            let (name, what) = (&record.name, &count.counted.of);
            let stated = format!("{}{}", count.fact.bound.words(), count.stated);
            let there = count.recorded;
            let place = value_place(context, record, count.fact);
            if count.is_contradicted() {
                let message =
                    format!("{name}: a source states {stated} {what}, and {there} are recorded");
                findings.push(
                    rule.warning(message, place).with_help("both stand; answers show the conflict"),
                );
            } else if count.is_incomplete() {
                let message = format!("{name}: {there} of {stated} {what} are recorded");
                findings.push(rule.note(message, place));
            }
        }
    }
    findings
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
                let place = value_place(context, record, fact);
                findings.push(
                    rule.warning(message, place).with_help("both stand; answers show the conflict"),
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

/// Where the value of a fact stands, in the file that states it first.
fn value_place(context: &Context<'_>, record: &NodeRecord, fact: &Fact) -> Option<Place> {
    context.marks_of_fact(&record.key, fact).map(|marks| marks.of("value"))
}
