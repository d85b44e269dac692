//! What an answer says beside its lines: what is not known, what is contradicted, and how far it reaches.

use std::fmt::Write as _;

use super::answer::{Answer, Item, Note};
use super::form::Show;
use super::lens::{Lens, When};
use crate::error::Severity;
use crate::graph::Snapshot;
use crate::model::schema::{Counted, End};
use crate::model::when::{Grade, Moment, PartialDate};
use crate::model::{Direction, NodeId, Value};

/// Adds the notes that go with an answer.
pub(super) fn add(snapshot: &Snapshot, lens: &Lens, is_whole: bool, answer: &mut Answer) {
    let mut notes = std::mem::take(&mut answer.notes);
    if answer.show == Show::Verdict && answer.items().next().is_some() {
        notes.extend(answer.items().map(|item| verdict(lens, item).into()));
    } else if answer.answers.is_empty() {
        notes.push(nothing(snapshot, lens, answer).into());
    }
    if answer.show == Show::Card {
        notes.extend(answer.subjects.iter().filter_map(|s| s.node).flat_map(|n| one(snapshot, n)));
    }
    let remarks = presumed(lens, answer).into_iter().chain(no_end(snapshot, answer));
    notes.extend(remarks.chain(unplaced(snapshot, answer)).map(Note::from));
    if is_whole {
        notes.extend(stated_counts(snapshot, answer));
    }
    let rests_on = [undated_sources(snapshot, lens), inferred(answer)];
    notes.extend(rests_on.into_iter().flatten().map(Note::from));
    answer.notes = notes;
}

/// Who else is seen as a node, who says so of each, and in what they differ.
fn one(snapshot: &Snapshot, node: NodeId) -> Vec<Note> {
    let mut notes = Vec::new();
    for record in snapshot.seen_as_one(node).iter().skip(1).filter_map(|id| snapshot.said_of(*id)) {
        let mut text = format!("also recorded as {} (`{}`)", record.name, record.key);
        let words = record.evidence.iter().map(|evidence| {
            let document = snapshot.by_key(evidence.source.as_str());
            let title = document.map_or(evidence.source.as_str(), |node| snapshot.node_name(node));
            let quote = evidence.quote.as_ref().map(|quote| format!(": “{quote}”"));
            format!("{title}{}", quote.unwrap_or_default())
        });
        let words: Vec<String> = words.collect();
        if !words.is_empty() {
            let _ = write!(text, ", by {}", words.join("; "));
        }
        notes.push(text.into());
    }
    for differs in snapshot.disagreements(node).into_iter().filter(|differs| !differs.both_stand) {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (said, other, seen) =
            (shown(&differs.said), shown(&differs.other), shown(&differs.seen));
        let text = format!(
            "{}: {said}, and {other} of `{}`, which is the same; {seen} is seen",
            differs.property, differs.by
        );
        notes.push(Note { severity: Severity::Warning, text });
    }
    notes
}

/// Whether a relation held, and why it is no surer than that.
fn verdict(lens: &Lens, item: &Item) -> String {
    let Some(when) = &lens.when else { return format!("it is recorded: {}", item.when) };
    let on = match when {
        When::AsOf(moment) => on(moment),
        When::Throughout(moment) => format!("throughout {}", moment.words()),
    };
    let because = item.because.as_deref().unwrap_or_default();
    match item.holds {
        Some(Grade::No) => format!("not {on}, because {because}"),
        Some(Grade::Yes) | None => format!("it did hold {on}: {}", item.when),
        Some(Grade::Undated) => format!("unknown {on}: {because}"),
        Some(grade) => format!("{grade} {on}: {because}"),
    }
}

/// What there is where nothing was found.
fn nothing(snapshot: &Snapshot, lens: &Lens, answer: &Answer) -> String {
    let names: Vec<&str> = answer.subjects.iter().map(|s| s.name.as_str()).collect();
    let mut when = match &lens.when {
        Some(When::AsOf(moment)) => format!(" {}", on(moment)),
        Some(When::Throughout(moment)) => format!(" that held throughout {}", moment.words()),
        None => String::new(),
    };
    if let Some(moment) = &lens.published_by {
        let _ = write!(when, " in sources published by {}", moment.words());
    }
    if !answer.others.is_empty() {
        let floor = lens.floor();
        return format!(
            "nothing is certain enough{when} to be {floor}; what is less certain is listed"
        );
    }
    if answer.show == Show::Changes {
        return "nothing changed, as far as the sources say".to_owned();
    }
    if answer.show == Show::Verdict {
        return format!("no source says at any time: {}", answer.title);
    }
    if answer.show == Show::Paths
        && let [a, b] = answer.subjects.as_slice()
        && let (Some(x), Some(y)) = (a.node, b.node)
    {
        return unconnected(snapshot, (a, x), (b, y), &when);
    }
    match names.as_slice() {
        [] => format!("nothing is recorded{when}"),
        [name] if answer.show == Show::Card => format!("nothing is linked to {name}{when}"),
        [name] => {
            format!(
                "nothing of this is recorded{when}; type “{name}” to see what is known about it"
            )
        }
        names => format!("nothing of this is recorded{when} about {}", names.join(" and ")),
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
            "no connection{when} without going through what joins everything, such as places and focus \
             areas, or past what the question rules out; `via places` and `via focuses` let those in"
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

/// That nobody says it still held so late, or that it came about as announced.
fn presumed(lens: &Lens, answer: &Answer) -> Vec<String> {
    let Some(When::AsOf(moment) | When::Throughout(moment)) = &lens.when else { return Vec::new() };
    if answer.show == Show::Verdict {
        return Vec::new();
    }
    let mut notes = Vec::new();
    let presumed = || answer.answers.iter().filter(|i| i.holds == Some(Grade::Presumed));
    let on = on(moment);
    if presumed().any(|item| item.planned) {
        notes.push(format!(
            "what was planned is presumed: no source says that it came about, nor that it held {on}"
        ));
    }
    let seen = |item: &Item| -> Vec<PartialDate> {
        item.known.iter().filter_map(|d| d.parse().ok()).collect()
    };
    let days = moment.days();
    let within = |date: &PartialDate| date.earliest() < days.end && days.start <= date.latest();
    let (near, far): (Vec<&Item>, Vec<&Item>) =
        presumed().filter(|item| !item.planned).partition(|item| seen(item).iter().any(within));
    if let Some(date) = near.iter().flat_map(|item| seen(item)).find(within) {
        notes.push(format!(
            "seen in {}, on which day is not stated; so it is presumed and not certain",
            date.words()
        ));
    }
    if !far.is_empty() {
        let last = far.iter().flat_map(|i| seen(i)).max_by_key(|d| d.latest());
        let last = last.map(|d| format!("; last seen {}", d.words())).unwrap_or_default();
        let some = if far.len() == answer.answers.len() { "" } else { "for some of these, " };
        notes.push(format!(
            "{some}no source says that it still held {on}, and none that it had ended{last}"
        ));
    }
    notes
}

/// A moment with its preposition: *on 3 May 2024*, *in Jun 2021*, *from 1 Apr 2020 to 31 Mar 2021*.
fn on(moment: &Moment) -> String {
    let words = moment.words();
    match words.split_once(" to ") {
        Some(_) => format!("from {words}"),
        None if moment.is_day() => format!("on {words}"),
        None => format!("in {words}"),
    }
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
        let seen = seen.map(|date| format!("; last seen {}", date.words()));
        format!("no end is stated{}", seen.unwrap_or_default())
    })
}

/// Where a source states how many there are, and another number is recorded.
fn stated_counts(snapshot: &Snapshot, answer: &Answer) -> Vec<Note> {
    let [subject] = answer.subjects.as_slice() else { return Vec::new() };
    let Some(node) = subject.node else { return Vec::new() };
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

/// How many relations a timeline cannot place.
fn unplaced(snapshot: &Snapshot, answer: &Answer) -> Option<String> {
    let node = answer.subjects.first()?.node.filter(|_| answer.show == Show::Timeline)?;
    let all = snapshot.degree(node, Direction::Both, &[]);
    let shown = answer.items().filter(|item| item.edge.is_some()).count();
    let left = all.checked_sub(shown).filter(|left| *left > 0 && answer.as_of.is_none())?;
    let name = &answer.subjects.first()?.name;
    Some(format!(
        "{left} more {} no date and cannot be placed; type “{name}” to see them",
        if left == 1 { "relation has" } else { "relations have" }
    ))
}

/// Sources without a date cannot be shown to be published by one.
fn undated_sources(snapshot: &Snapshot, lens: &Lens) -> Option<String> {
    lens.published_by.as_ref()?;
    let sources = snapshot.sources();
    let records = sources.iter().filter_map(|node| snapshot.node_record(*node));
    let undated = records.filter(|record| !record.attributes.contains_key("date")).count();
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
