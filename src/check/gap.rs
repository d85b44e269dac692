//! What to find out next, by how many answers it would settle.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Context, Rule, Topic, number_of, stale, undated};
use crate::error::Finding;
use crate::graph::StatedCount;
use crate::model::when::Day;
use crate::model::{Direction, Key, NodeId};

pub(super) const RULE: Rule = Rule {
    code: "K0014",
    doc: "what to find out next: the questions of which an answer would settle most",
    topic: Some(Topic::Gap),
    run,
};

/// So many questions are worth asking at once.
const MOST: usize = 10;
/// What has a life of its own that its relations end with.
const BODIES: [&str; 3] = ["organisation", "partnership", "programme"];

/// A question nobody has answered yet.
struct Gap<'a> {
    question: String,
    settles: usize,
    help: String,
    about: Option<&'a Key>,
}

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut gaps = Vec::new();
    births(context, &mut gaps);
    numbers(context, &mut gaps);
    sources(context, &mut gaps);
    plans(context, &mut gaps);
    posts(context, &mut gaps);
    gaps.sort_by(|a, b| (Reverse(a.settles), &a.question).cmp(&(Reverse(b.settles), &b.question)));
    let found = gaps.into_iter().take(MOST).map(|gap| {
        let message =
            format!("{} It would settle {}", gap.question, number_of(gap.settles, "answer"));
        rule.note(message, gap.about.and_then(|key| context.place_of(key))).with_help(gap.help)
    });
    found.collect()
}

/// Bodies that no source says the beginning of: none of their relations can have held before it.
fn births<'a>(context: &Context<'a>, gaps: &mut Vec<Gap<'a>>) {
    let snapshot = context.snapshot;
    let open = |node: NodeId| {
        let relations = snapshot.expand(node, Direction::Both, &[]);
        let open = relations.filter(|(edge, _)| {
            let event = snapshot.relation_of(*edge).is_some_and(|relation| relation.event);
            !event && snapshot.edge_bounds(*edge).earliest_start() == Day::MIN
        });
        open.count()
    };
    for (node, record) in context.node_records() {
        if !BODIES.contains(&record.kind.as_str()) || record.validity.start().is_recorded() {
            continue;
        }
        let settles = open(node);
        if settles > 1 {
            gaps.push(Gap {
                question: format!("When did {} begin?", record.name),
                settles,
                help: format!(
                    "`set \"{}\" start DATE source \"TITLE, DATE\" quote \"…\"` enters it",
                    record.name
                ),
                about: Some(&record.key),
            });
        }
    }
}

/// Stated numbers of which fewer are recorded.
fn numbers<'a>(context: &Context<'a>, gaps: &mut Vec<Gap<'a>>) {
    for (node, record) in context.node_records() {
        for count in context.snapshot.stated_counts(node).filter(StatedCount::is_incomplete) {
            let missing = count.stated.saturating_sub(count.recorded);
            gaps.push(Gap {
                question: format!(
                    "Which are the other {missing} of the {} {} of {}?",
                    count.stated, count.counted.of, record.name
                ),
                settles: usize::try_from(missing).unwrap_or(0),
                help: format!("`numbers of \"{}\"` and `why` show who states it", record.name),
                about: Some(&record.key),
            });
        }
    }
}

/// Documents without a date.
fn sources<'a>(context: &Context<'a>, gaps: &mut Vec<Gap<'a>>) {
    for (source, settles) in undated::alone(context) {
        let record = context.snapshot.by_key(source).and_then(|n| context.snapshot.node_record(n));
        let Some(record) = record.filter(|record| !record.attributes.contains_key("date")) else {
            continue;
        };
        gaps.push(Gap {
            question: format!("When was “{}” published?", record.name),
            settles,
            help: "`list undated` shows what rests on it".to_owned(),
            about: Some(&record.key),
        });
    }
}

/// What was only announced, by the body that it was announced for.
fn plans<'a>(context: &Context<'a>, gaps: &mut Vec<Gap<'a>>) {
    let mut planned: BTreeMap<&Key, usize> = BTreeMap::new();
    for (_, edge) in context.edge_records().filter(|(_, edge)| edge.validity.is_planned()) {
        let body = context.snapshot.by_key(edge.to.as_str());
        let seen = body.and_then(|node| context.snapshot.node_record(node));
        *planned.entry(seen.map_or(&edge.to, |record| &record.key)).or_default() += 1;
    }
    for (key, settles) in planned {
        let name = context.name_of(key);
        gaps.push(Gap {
            question: format!("Did what was announced for {name} come about?"),
            settles,
            help:
                "`list planned` shows it; `cite X RELATION Y source \"TITLE, DATE\" quote \"…\"` \
                   says that it did"
                    .to_owned(),
            about: Some(key),
        });
    }
}

/// Posts that may have changed hands.
fn posts<'a>(context: &Context<'a>, gaps: &mut Vec<Gap<'a>>) {
    for (id, edge) in stale::posts(context) {
        let says = context.says(id);
        let (who, body) = (context.name_of(&edge.from), context.name_of(&edge.to));
        let seen = edge.validity.last_known().map(|known| format!(", last seen {}", known.words()));
        gaps.push(Gap {
            question: format!("Is it still so that {who} {says} {body}{}?", seen.unwrap_or_default()),
            settles: 1,
            help: format!(
                "`end \"{who}\" {says} \"{body}\" on DATE source \"TITLE, DATE\" quote \"…\"`, or `cite` \
                 where it is"
            ),
            about: Some(&edge.from),
        });
    }
}
