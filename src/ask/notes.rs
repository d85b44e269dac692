//! What an answer says beside its lines: what is not known, what is contradicted, and how far it reaches.

use std::fmt::Write as _;

use super::answer::{Answer, Item, Note};
use super::form::Show;
use super::lens::{Lens, When};
use crate::error::Severity;
use crate::graph::Snapshot;
use crate::model::schema::{Counted, End};
use crate::model::when::{Grade, PartialDate};
use crate::model::{Direction, NodeId};

/// Adds the notes that go with an answer.
pub(super) fn add(snapshot: &Snapshot, lens: &Lens, answer: &mut Answer) {
    let mut notes = std::mem::take(&mut answer.notes);
    let remarks = [
        answer.answers.is_empty().then(|| nothing(snapshot, lens, answer)),
        presumed(answer),
        no_end(snapshot, answer),
    ];
    notes.extend(remarks.into_iter().flatten().map(Note::from));
    notes.extend(stated_counts(snapshot, answer));
    let rests_on = [undated_sources(snapshot, lens), inferred(answer)];
    notes.extend(rests_on.into_iter().flatten().map(Note::from));
    answer.notes = notes;
}

/// What there is where nothing was found.
fn nothing(snapshot: &Snapshot, lens: &Lens, answer: &Answer) -> String {
    let names: Vec<&str> = answer.subjects.iter().map(|s| s.name.as_str()).collect();
    let mut when = match &lens.when {
        Some(When::AsOf(moment)) => format!(" as of {}", moment.words()),
        Some(When::Throughout(moment)) => format!(" that held throughout {}", moment.words()),
        None => String::new(),
    };
    if let Some(moment) = &lens.published_by {
        let _ = write!(when, " in sources published by {}", moment.words());
    }
    if answer.show == Show::Paths
        && let [a, b] = answer.subjects.as_slice()
        && let (Some(x), Some(y)) = (a.node, b.node)
    {
        return unconnected(snapshot, (a, x), (b, y), &when);
    }
    let below = match answer.others.len() {
        0 => String::new(),
        1 => format!("; 1 below “{}”, listed last", lens.floor()),
        n => format!("; {n} below “{}”, listed last", lens.floor()),
    };
    match names.as_slice() {
        [] => format!("nothing is recorded{when}{below}"),
        [name] => {
            format!("nothing is recorded{when}{below}; type “{name}” to see what is known about it")
        }
        names => format!("nothing is recorded{when}{below} about {}", names.join(" and ")),
    }
}

fn unconnected(
    snapshot: &Snapshot,
    (a, x): (&Item, NodeId),
    (b, y): (&Item, NodeId),
    when: &str,
) -> String {
    let reached = reach(snapshot, x);
    if reached.contains(&y) {
        return format!(
            "no connection{when} that meets these conditions: places and focus areas are avoided unless \
             `via places` or `via focuses` lets them in"
        );
    }
    format!(
        "no connection in this network{when}: {} hangs together with a group of {}, {} with one of {}",
        a.name,
        reached.len(),
        b.name,
        reach(snapshot, y).len()
    )
}

/// Everything that hangs together with a node.
fn reach(snapshot: &Snapshot, start: NodeId) -> std::collections::BTreeSet<NodeId> {
    let mut seen = std::collections::BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for (_, next) in snapshot.expand(node, Direction::Both, &[]) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

/// That nobody says it still held so late.
fn presumed(answer: &Answer) -> Option<String> {
    let presumed: Vec<&Item> =
        answer.answers.iter().filter(|i| i.holds == Some(Grade::Presumed)).collect();
    let as_of = answer.as_of.as_deref()?;
    if presumed.is_empty() {
        return None;
    }
    let when = as_of.parse::<crate::model::when::Moment>().map_or(as_of.to_owned(), |m| m.words());
    let last = presumed.iter().flat_map(|i| &i.known).filter_map(|d| d.parse().ok());
    let last: Option<PartialDate> = last.max_by_key(|d: &PartialDate| d.latest());
    let last = last.map(|d| format!("; the last source is of {}", d.words())).unwrap_or_default();
    let all = if presumed.len() == answer.answers.len() { "" } else { "for some of these, " };
    Some(format!("{all}no source says that it still held in {when}, none that it had ended{last}"))
}

/// Posts without a recorded end, in an answer that asks for no moment.
fn no_end(snapshot: &Snapshot, answer: &Answer) -> Option<String> {
    if answer.as_of.is_some() || answer.show != Show::Links {
        return None;
    }
    let post = |item: &&Item| {
        item.relation
            .as_deref()
            .and_then(|r| snapshot.schema().relation_named(r))
            .and_then(|r| snapshot.schema().relation(r))
            .is_some_and(|r| r.one == Some(End::From) && !r.event)
    };
    let open: Vec<&Item> = answer.answers.iter().filter(post).filter(|i| i.end.is_none()).collect();
    (!open.is_empty()).then(|| {
        let seen: Option<PartialDate> = open
            .iter()
            .flat_map(|i| &i.known)
            .filter_map(|d| d.parse().ok())
            .max_by_key(|d: &PartialDate| d.latest());
        match seen {
            Some(date) => format!("no end is stated; last seen {}", date.words()),
            None => "no end is stated, and no source is dated".to_owned(),
        }
    })
}

/// Where a source states how many there are, and another number is recorded.
fn stated_counts(snapshot: &Snapshot, answer: &Answer) -> Vec<Note> {
    let [subject] = answer.subjects.as_slice() else { return Vec::new() };
    let Some(node) = subject.node else { return Vec::new() };
    if answer.show != Show::Links || answer.as_of.is_some() {
        return Vec::new();
    }
    let schema = snapshot.schema();
    let is_shown = |counted: &Counted| {
        let relation = schema.relation(counted.relation).map(|r| r.id.as_str());
        answer.answers.iter().any(|item| {
            item.relation.as_deref() == relation && item.backward == (counted.end == End::From)
        })
    };
    let shown = snapshot.stated_counts(node).filter(|count| is_shown(count.counted));
    shown
        .filter_map(|count| {
            let (what, there) = (&count.counted.of, count.recorded);
            let stated = super::numbers::words(schema, count.fact);
            let remark = count.fact.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
            if count.is_contradicted() {
                let text =
                    format!("a source states {stated} {what}, and {there} are named{remark}");
                return Some(Note { severity: Severity::Warning, text });
            }
            let text = format!("{there} of {stated} {what} are recorded{remark}");
            count.is_incomplete().then(|| Note::from(text))
        })
        .collect()
}

/// Sources without a date cannot be shown to be published by one.
fn undated_sources(snapshot: &Snapshot, lens: &Lens) -> Option<String> {
    lens.published_by.as_ref()?;
    let label = snapshot.label("Document")?;
    let undated = snapshot
        .nodes_with(label)
        .filter_map(|n| snapshot.node_record(n))
        .filter(|r| r.key.as_str().starts_with("src:") && !r.attributes.contains_key("date"))
        .count();
    (undated > 0).then(|| match undated {
        1 => "1 source has no date and is left out".to_owned(),
        n => format!("{n} sources have no date and are left out"),
    })
}

fn inferred(answer: &Answer) -> Option<String> {
    let count = answer.items().filter(|i| i.inferred).count();
    (count > 0).then(|| match count {
        1 => "1 line is inferred by a curator, not stated; `stated only` leaves it out".to_owned(),
        n => format!(
            "{n} lines are inferred by a curator, not stated; `stated only` leaves them out"
        ),
    })
}
