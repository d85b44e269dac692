//! Posts that no source has vouched for in a long time.

use super::{Context, Rule, number_of};
use crate::error::Finding;
use crate::model::schema::Relation;
use crate::model::when::{Day, Grade, PartialDate};
use crate::model::{EdgeId, EdgeRecord, Value};

pub(super) const RULE: Rule = Rule {
    code: "K0011",
    doc: "whoever holds a post was seen in it no more than two years before the newest source",
    topic: None,
    run,
};

/// After so many years a post is likely to have changed hands.
const YEARS: u16 = 2;

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let posts = posts(context);
    let Some((_, first)) = posts.first() else { return Vec::new() };
    let place = context.marks_of(first, |_| true).map(crate::source::Marks::place);
    let message = format!(
        "{} held by somebody whom no source has named there in the {YEARS} years before the newest one",
        if posts.len() == 1 {
            "1 post is".to_owned()
        } else {
            format!("{} are", number_of(posts.len(), "post"))
        },
    );
    vec![rule.note(message, place).with_help("`list stale` names them")]
}

/// The posts without an end of which the last source is too old.
pub(super) fn posts<'a>(context: &Context<'a>) -> Vec<(EdgeId, &'a EdgeRecord)> {
    let Some(day) = newest(context).and_then(|day| day.years_before(YEARS)) else {
        return Vec::new();
    };
    let snapshot = context.snapshot;
    let is_post = |id| snapshot.relation_of(id).is_some_and(Relation::is_post);
    let posts = context.edge_records().filter(|(id, _)| is_post(*id));
    // What is presumed on that day was not vouched for after it, and has no end.
    posts.filter(|(id, _)| snapshot.edge_bounds(*id).grade(day) == Grade::Presumed).collect()
}

/// The last day of the newest source.
fn newest(context: &Context<'_>) -> Option<Day> {
    let sources = context.snapshot.sources().into_iter();
    let records = sources.filter_map(|id| context.snapshot.node_record(id));
    let dates = records.filter_map(|r| r.attributes.get("date").and_then(Value::as_str));
    dates.filter_map(|date| date.parse::<PartialDate>().ok()).map(PartialDate::latest).max()
}
