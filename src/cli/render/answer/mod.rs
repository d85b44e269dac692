//! An answer as people read it.

mod full;
mod lines;
mod pairs;
mod paths;
mod reach;
mod sources;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::page::Page;
use crate::ask::{Answer, Item, Show};
use crate::cli::text::{Style, Text, brief};
use crate::error::Severity;
use crate::graph::Snapshot;
use crate::model::Schema;
use crate::model::when::Grade;

pub(in crate::cli) use sources::why;

/// Longer names are shortened, in characters; csv and json have them in full.
const LONG: usize = 240;

/// A line of an answer with its number.
pub(in crate::cli) type Line<'a> = (usize, &'a Item);

/// How an answer is to be shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct View<'a> {
    /// The network asked.
    pub snapshot: &'a Snapshot,
    /// The columns there are.
    pub width: usize,
    /// So many lines of the answer at most; the rest is said to be there.
    pub limit: Option<usize>,
    /// Whether `why 1` and the like can be typed next.
    pub prompt: bool,
}

/// Puts the lines of an answer into the order in which they are read, and its sources too.
pub(in crate::cli) fn in_reading_order(mut answer: Answer) -> Answer {
    if is_reach(&answer) {
        answer.answers = reach::in_order(&answer);
    } else if answer.show == Show::Compare {
        answer.answers = pairs::in_rows(&answer);
    }
    // Stable; what is not graded comes last.
    answer.others.sort_by_key(|item| (item.holds.is_none(), Reverse(item.holds)));
    let mut order: Vec<usize> = Vec::new();
    for n in answer.items().flat_map(|item| &item.sources) {
        if !order.contains(n) {
            order.push(*n);
        }
    }
    let place = |n: usize| order.iter().position(|at| *at == n).map_or(n, |at| at + 1);
    let items = answer.answers.iter_mut().chain(&mut answer.others);
    items.flat_map(|item| &mut item.sources).for_each(|n| *n = place(*n));
    answer.sources.iter_mut().for_each(|source| source.n = place(source.n));
    answer.sources.sort_by_key(|source| source.n);
    answer
}

/// Whether an answer tells what can be reached from one node, and not how two are connected.
fn is_reach(answer: &Answer) -> bool {
    answer.show == Show::Paths && answer.subjects.len() == 1
}

/// The lines of an answer with the numbers by which they are called; of ways that go the same first
/// steps, each step is one line.
pub(in crate::cli) fn numbered(answer: &Answer) -> Vec<Line<'_>> {
    let mut met = BTreeSet::new();
    let new = |item: &&Item| !is_reach(answer) || met.insert((item.edge, item.node));
    (1..).zip(answer.items().filter(new)).collect()
}

/// The answer as a page, and how many lines of it are shown where not all are.
pub(in crate::cli) fn page(answer: &Answer, view: &View<'_>) -> (Page, Option<usize>) {
    let mut page = Page::new(view.width);
    if answer.answers.is_empty() && answer.others.is_empty() && answer.show != Show::Card {
        notes(answer, &mut page);
        return (page, None);
    }
    page.line(0, 2, &title(answer));
    if answer.show == Show::Card {
        about(answer, view.snapshot, &mut page);
    }
    let all = numbered(answer);
    let answers = all.len() - answer.others.len();
    let shown = first_lines(&answer.answers, view.limit.unwrap_or(usize::MAX)).len();
    let more = if view.prompt { "   `more`" } else { "" };
    let rest = if is_reach(answer) {
        let part = if view.limit.is_some() { reach::Part::First } else { reach::Part::All };
        reach::reach(answer, &all, part, more, &mut page);
        (view.limit.is_some() && reach::hidden(answer) > 0).then_some(0)
    } else {
        lines(answer, all.get(..shown).unwrap_or_default(), view.snapshot.schema(), &mut page);
        let hidden = answers - shown;
        if hidden > 0 {
            let more = if view.prompt { "   `more` shows them" } else { "" };
            page.line(2, 2, &Text::of(Style::Faint, &format!("… {hidden} more{more}")));
        }
        (hidden > 0).then_some(shown)
    };
    for (caption, group) in below_floor(answer) {
        page.line(2, 2, &Text::of(Style::Warning, caption).and(Style::Faint, &count(group.len())));
        lines::others(&group, &mut page);
    }
    notes(answer, &mut page);
    if all.iter().any(|(_, item)| item.note.is_some()) {
        let how = if view.prompt { "`why N` shows" } else { "`--format full` shows" };
        page.line(2, 2, &Text::of(Style::Faint, &format!("* {how} a curator's note on the line")));
    }
    sources::list(answer, &mut page);
    page.line(2, 2, &Text::of(Style::Faint, &footer(answer, view)));
    (page, rest)
}

/// What a page did not show: the lines behind the first `shown`.
pub(in crate::cli) fn rest(answer: &Answer, shown: usize, view: &View<'_>) -> Page {
    let mut page = Page::new(view.width);
    let all = numbered(answer);
    if is_reach(answer) {
        reach::reach(answer, &all, reach::Part::Rest, "", &mut page);
    } else {
        let behind = all.get(shown..all.len() - answer.others.len()).unwrap_or_default();
        lines(answer, behind, view.snapshot.schema(), &mut page);
    }
    page
}

/// Every property of every line.
pub(in crate::cli) fn full(answer: &Answer, width: usize) -> Page {
    let mut page = Page::new(width);
    full::full(answer, &mut page);
    page
}

fn lines(answer: &Answer, shown: &[Line<'_>], schema: &Schema, page: &mut Page) {
    match answer.show {
        Show::Card => lines::card(shown, page),
        Show::Links => lines::links(shown, &answer.title, page),
        Show::Relations | Show::Verdict => lines::relations(shown, page),
        Show::Changes => lines::changes(shown, page),
        Show::Nodes => lines::nodes(shown, page),
        Show::Facts => lines::facts(shown, page),
        Show::Timeline => lines::timeline(shown, page),
        Show::Paths => paths::paths(answer, shown, schema, page),
        Show::Shared => pairs::shared(shown, page),
        Show::Compare => pairs::compare(answer, shown, page),
    }
}

/// The first lines, at least `limit` where there are so many: half a path would be a wrong answer.
fn first_lines(items: &[Item], limit: usize) -> &[Item] {
    let last = limit.checked_sub(1).and_then(|at| items.get(at));
    let route = last.and_then(|item| item.route);
    let later = items.get(limit..).unwrap_or_default();
    let same = later.iter().take_while(|i| route.is_some() && i.route == route).count();
    items.get(..limit.saturating_add(same)).unwrap_or(items)
}

/// What is answered, and as of when.
pub(in crate::cli) fn title(answer: &Answer) -> Text {
    let mut line = match (answer.show, answer.subjects.as_slice()) {
        (Show::Card, [subject]) => Text::of(Style::Title, &brief(&subject.name, LONG))
            .and(Style::Faint, &format!(" · {}", subject.kind)),
        _ => Text::of(Style::Title, &brief(&answer.title, 2 * LONG)),
    };
    if let Some(as_of) = &answer.as_of {
        let words = as_of.parse::<crate::model::when::Moment>().map(|m| m.words());
        line.push(Style::Faint, &format!(", as of {}", words.unwrap_or_else(|_| as_of.clone())));
    }
    line
}

/// What is known of a node beside its links: other names, its time, a remark.
fn about(answer: &Answer, snapshot: &Snapshot, page: &mut Page) {
    let node = answer.subjects.first().and_then(|s| s.node);
    let Some(record) = node.and_then(|n| snapshot.node_record(n)) else { return };
    // The names by which others are recorded that are the same are told with who says so.
    let same = node.map(|n| snapshot.seen_as_one(n)).unwrap_or_default();
    let recorded: Vec<_> =
        same.iter().skip(1).filter_map(|n| snapshot.said_of(*n)).map(|r| &r.name).collect();
    let others = record.aka.iter().filter(|a| !recorded.contains(&&a.text));
    let others: Vec<&str> = others.map(|a| a.text.as_str()).collect();
    let mut remark = |caption: &str, text: &str| {
        page.line(2, 4, &Text::of(Style::Faint, caption).and(Style::Plain, text));
    };
    if !others.is_empty() {
        remark("also called: ", &others.join(", "));
    }
    if !record.validity.is_undated() {
        remark("", &record.validity.words());
    }
    if let Some(note) = &record.note {
        remark("note: ", note);
    }
    match record.facts.len() {
        0 => {}
        1 => remark("1 number or status: ", &format!("`numbers of {}`", record.name)),
        n => {
            let caption = format!("{n} numbers and statuses: ");
            remark(&caption, &format!("`numbers of {}`", record.name));
        }
    }
}

/// What was found below the floor, by how surely it holds, each sort with its caption.
pub(in crate::cli) fn below_floor(answer: &Answer) -> Vec<(&'static str, Vec<Line<'_>>)> {
    let all = numbered(answer);
    let others = all.get(all.len() - answer.others.len()..).unwrap_or_default();
    let same = others.chunk_by(|(_, a), (_, b)| a.holds == b.holds);
    same.map(|group| {
        let caption = match group.first().and_then(|(_, item)| item.holds) {
            Some(Grade::Possible) => "possible, not certain",
            Some(Grade::Undated) => "undated: no source says when",
            Some(Grade::Presumed) => "presumed: no end is stated",
            Some(Grade::No) => "not at that time",
            Some(Grade::Yes) | None => "others",
        };
        (caption, group.to_vec())
    })
    .collect()
}

fn notes(answer: &Answer, page: &mut Page) {
    for note in &answer.notes {
        let mark = if note.severity == Severity::Note { "~ " } else { "⚠ " };
        page.line(2, 2, &Text::of(Style::Warning, mark).and(Style::Plain, &note.text));
    }
}

/// The last line: how many there are, and what can be asked next.
fn footer(answer: &Answer, view: &View<'_>) -> String {
    let how_many = answer.answers.len();
    let mut parts = Vec::new();
    let noun = match answer.show {
        Show::Changes => plural(how_many, "line"),
        Show::Card | Show::Relations | Show::Timeline | Show::Verdict => {
            plural(how_many, "relationship")
        }
        Show::Facts if how_many == 1 => "number or status".to_owned(),
        Show::Facts => "numbers and statuses".to_owned(),
        Show::Nodes | Show::Links => noun(&answer.answers, view.snapshot.schema()),
        Show::Compare | Show::Paths | Show::Shared => String::new(),
    };
    if is_reach(answer) {
        let reached = reach::reached(answer);
        let noun = self::noun(&reached, view.snapshot.schema());
        let steps = plural(reach::farthest(answer), "step");
        parts.push(format!("{} {noun} within {} {steps}", reached.len(), reach::farthest(answer)));
    } else if !noun.is_empty() {
        parts.push(format!("{how_many} {noun}"));
    }
    let documents = sources::documents(answer);
    if documents > 0 {
        parts.push(format!("{documents} {}", plural(documents, "document")));
    }
    let mut text = parts.join(" · ");
    if view.prompt && !answer.sources.is_empty() {
        let of = if how_many == 1 { "quotes it" } else { "quotes the first line" };
        text += "   `why 1` ";
        text += of;
    }
    text
}

/// What to call these: boroughs, people, organisations.
fn noun(items: &[Item], schema: &Schema) -> String {
    let of = |item: &Item| {
        schema.kinds().iter().find_map(|kind| {
            let sub = kind.sub.iter().map(|s| &s.noun).find(|noun| noun.one == item.kind);
            sub.or_else(|| (kind.noun.one == item.kind).then_some(&kind.noun)).map(|n| (kind, n))
        })
    };
    let all: Option<Vec<_>> = items.iter().map(of).collect();
    let Some(all) = all else { return plural(items.len(), "answer") };
    match all.split_first() {
        Some(((_, noun), rest)) if rest.iter().all(|(_, n)| n == noun) => {
            noun.of(items.len()).to_owned()
        }
        Some(((kind, _), rest)) if rest.iter().all(|(k, _)| k.id == kind.id) => {
            kind.noun.of(items.len()).to_owned()
        }
        _ => plural(items.len(), "answer"),
    }
}

fn plural(count: usize, one: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{one}s") }
}

/// ` (3)`.
fn count(number: usize) -> String {
    format!(" ({number})")
}

/// `[1][2]`.
fn marks(numbers: &[usize]) -> Text {
    let mut text = Text::new();
    for number in numbers {
        text.push(Style::Source, &format!("[{number}]"));
    }
    text
}

/// The sources of a line, and a star where a curator added a note.
fn cited(item: &Item) -> Text {
    let mut text = marks(&item.sources);
    if item.note.is_some() {
        text.push(Style::Warning, "*");
    }
    text
}

/// A line's number.
fn number(at: usize) -> Text {
    Text::of(Style::Faint, &at.to_string())
}

/// A name with its kind and role: `Penny Dash · person — independent chair`.
fn who(item: &Item) -> Text {
    let mut text = Text::of(Style::Name, &brief(&item.name, LONG));
    if !item.kind.is_empty() {
        text.push(Style::Faint, &format!(" · {}", item.kind));
    }
    if let Some(role) = &item.role {
        text.push(Style::Plain, &format!(" — {role}"));
    }
    text
}

/// When, and how surely.
pub(in crate::cli) fn when(item: &Item) -> Text {
    let grade = match item.holds {
        Some(Grade::Presumed) => "presumed",
        Some(Grade::Possible) => "possible",
        _ => "",
    };
    joined(&item.when, &[grade, &inferred(item)])
}

/// When, for lines that stand under their grade.
pub(in crate::cli) fn dated(item: &Item) -> Text {
    joined(&item.when, &[&inferred(item)])
}

fn joined(when: &str, marks: &[&str]) -> Text {
    let mut text = Text::of(Style::Plain, when);
    for mark in marks.iter().filter(|mark| !mark.is_empty()) {
        let comma = if text.is_empty() { "" } else { ", " };
        text.push(Style::Warning, &format!("{comma}{mark}"));
    }
    text
}

/// That a curator inferred it, and how surely; nothing where a source says it.
fn inferred(item: &Item) -> String {
    match (item.inferred, item.confidence) {
        (true, Some(sure)) => format!("inferred ({sure})"),
        (true, None) => "inferred".to_owned(),
        (false, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_never_cut() {
        let step = |route| Item { route, ..Item::default() };
        let items = [Some(1), Some(2), Some(2), Some(2), Some(3)].map(step);
        for (limit, shown) in [(0, 0), (1, 1), (2, 4), (3, 4), (4, 4), (5, 5), (9, 5)] {
            assert_eq!(first_lines(&items, limit).len(), shown, "{limit}");
        }
        assert_eq!(first_lines(&[None, None].map(step), 1).len(), 1);
        assert_eq!(first_lines(&[], usize::MAX).len(), 0);
    }
}
