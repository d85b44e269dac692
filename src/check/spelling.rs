//! Likely typing errors in sources.

use super::{Context, Rule, Subject};
use crate::error::Finding;
use crate::model::name::{fold, similarity};
use crate::model::{Form, NodeRecord};
use crate::source::Marks;

pub(super) const RULE: Rule = Rule {
    code: "K0010",
    doc: "a source spells a name otherwise than the network does: probably a typing error there",
    subject: Subject::Spelling,
    run,
};

/// So like the name a spelling must be to be taken for a slip.
const LIKE: f64 = 0.75;

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, record) in context.node_records() {
        for name in &record.aka {
            if name.form == Form::Spelling && is_slip(&name.text, record) {
                let message = format!(
                    "a source writes “{}”, probably for “{}”{}",
                    name.text,
                    record.name,
                    record.note.as_ref().map(|n| format!(": {n}")).unwrap_or_default()
                );
                let marks = context.marks_of_name(&record.key, name);
                findings.push(rule.warning(message, marks.map(Marks::place)));
            }
        }
    }
    findings
}

/// A name folded, without “the” and what stands in brackets: neither is a matter of spelling.
fn bare(text: &str) -> String {
    let plain = text.split_once('(').map_or(text, |(before, _)| before);
    let folded = fold(plain);
    folded.strip_prefix("the ").map(str::to_owned).unwrap_or(folded)
}

/// Whether a spelling differs from the name in its letters, and by little.
fn is_slip(text: &str, record: &NodeRecord) -> bool {
    let (spelt, name) = (bare(text), bare(&record.name));
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.concat()
    };
    spelt != name && sorted(&spelt) != sorted(&name) && similarity(&spelt, &name) >= LIKE
}
