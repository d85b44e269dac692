//! Every quote stands in the text of its source.

use std::collections::BTreeMap;

use super::{Context, Rule, Subject, number_of};
use crate::error::{Finding, Place};
use crate::model::{Evidence, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0001",
    doc: "every quote occurs in the stored text of its source, typography aside",
    subject: Subject::Quote,
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Sources that name no stored text, or whose text is not at hand, with their quotes counted.
    let mut unread: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    let (mut quotes, mut found) = (0, 0);
    for (evidence, place) in quoted(context) {
        let Some(quote) = &evidence.quote else { continue };
        quotes += 1;
        let source = evidence.source.as_str();
        let record = context.snapshot.by_key(source).and_then(|n| context.snapshot.node_record(n));
        let stored = record.and_then(|r| r.attributes.get("text")).and_then(Value::as_str);
        match (context.texts, stored) {
            (None, _) => {}
            (Some(texts), Some(name)) if texts.has(name) => {
                if texts.holds(name, quote) {
                    found += 1;
                } else {
                    let message = format!("the quote does not occur in {name}");
                    findings.push(
                        rule.error(message, Some(place))
                            .with_help(remedy(texts.found_of(name, quote))),
                    );
                }
            }
            (Some(_), stored) => *unread.entry((source, stored)).or_default() += 1,
        }
    }
    for ((source, stored), count) in unread {
        let why = stored.map_or_else(
            || "the source names no stored text".to_owned(),
            |name| format!("{name} is not among the texts"),
        );
        let place = context.place_of(&source.into());
        findings.push(rule.note(
            format!("{} of {source} not held against its text: {why}", number_of(count, "quote")),
            place,
        ));
    }
    if found > 0 {
        let message = format!("{} found in the texts of the sources", number_of(found, "quote"));
        findings.push(rule.note(message, None));
    }
    if context.texts.is_none() && quotes > 0 {
        let message = format!("{} not held against the sources", number_of(quotes, "quote"));
        findings.push(
            rule.note(message, None).with_help("give the folder of the stored texts with --texts"),
        );
    }
    findings
}

fn remedy(found: &str) -> String {
    if found.is_empty() {
        "copy the words from the source as they stand there".to_owned()
    } else {
        format!("the text holds it up to “{found}”")
    }
}

/// Every evidence that quotes, with the place of its quote; those of records with faults too.
fn quoted<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Evidence, Place)> {
    context.data.quotes.iter().map(|quoted| (&quoted.evidence, quoted.place.clone()))
}
