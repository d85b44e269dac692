//! Two nodes that may be one.

use super::{Context, Rule};
use crate::curate::{Likeness, duplicates};
use crate::error::Finding;

pub(super) const RULE: Rule = Rule {
    code: "K0013",
    doc: "nobody is entered twice: names, codes and neighbours are looked at",
    topic: None,
    run,
};

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let found = duplicates(context.snapshot).into_iter();
    let findings = found.map(|Likeness { one, other, reasons }| {
        let key = context.snapshot.node_record(one).map(|record| &record.key);
        let (one, other) = (context.name(one), context.name(other));
        let message = format!("{one} may be {other}: {}", reasons.join("; "));
        rule.note(message, key.and_then(|key| context.place_of(key))).with_help(format!(
            "`merge \"{one}\" into \"{other}\"` makes them one; `different \"{one}\" and \"{other}\"` \
             keeps them apart"
        ))
    });
    findings.collect()
}
