//! What sources state against what is counted, and against each other.

use super::{Context, Rule, Topic};
use crate::error::{Finding, Place};
use crate::model::{Fact, NodeRecord};

pub(super) const RULE: Rule = Rule {
    code: "K0006",
    doc: "a stated number of members, boroughs and the like is the number of those recorded",
    topic: Some(Topic::Conflict),
    run: counts,
};

pub(super) const CONTRADICTIONS: Rule = Rule {
    code: "K0007",
    doc: "two sources, or one source twice, state different numbers for the same thing and time",
    topic: Some(Topic::Conflict),
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
            let other = record.facts.iter().take(number).find(|other| fact.contradicts(other));
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

/// Where the value of a fact stands, in the file that states it first.
fn value_place(context: &Context<'_>, record: &NodeRecord, fact: &Fact) -> Option<Place> {
    context.marks_of_fact(&record.key, fact).map(|marks| marks.of("value"))
}
