//! An answer as people read it.

mod lines;
mod pairs;
mod paths;
mod sources;

use super::page::Page;
use crate::ask::{Answer, Item, Show};
use crate::cli::text::{Style, Text};
use crate::error::Severity;
use crate::graph::Snapshot;
use crate::model::Schema;
use crate::model::when::Grade;

pub(in crate::cli) use sources::why;

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

/// The answer as a page.
pub(in crate::cli) fn page(answer: &Answer, view: &View<'_>) -> Page {
    let mut page = Page::new(view.width);
    if answer.answers.is_empty() && answer.others.is_empty() && answer.show != Show::Card {
        notes(answer, &mut page);
        return page;
    }
    title(answer, &mut page);
    let limit = view.limit.unwrap_or(usize::MAX);
    let shown = first_lines(&answer.answers, limit);
    let hidden = answer.answers.len() - shown.len();
    match answer.show {
        Show::Card => {
            about(answer, view.snapshot, &mut page);
            lines::card(shown, &mut page);
        }
        Show::Links => lines::links(shown, &answer.title, &mut page),
        Show::Relations => lines::relations(shown, &mut page),
        Show::Nodes => lines::nodes(shown, &mut page),
        Show::Facts => lines::facts(shown, &mut page),
        Show::Timeline => lines::timeline(shown, &mut page),
        Show::Paths => paths::paths(answer, shown, view.snapshot.schema(), &mut page),
        Show::Shared => pairs::shared(shown, &mut page),
        Show::Compare => pairs::compare(answer, shown, &mut page),
    }
    if hidden > 0 {
        let more = if view.prompt { "   `more` shows them" } else { "" };
        page.line(2, 2, &Text::of(Style::Faint, &format!("… {hidden} more{more}")));
    }
    others(answer, &mut page);
    notes(answer, &mut page);
    sources::list(answer, &mut page);
    page.line(2, 2, &Text::of(Style::Faint, &footer(answer, view)));
    page
}

/// The first lines, at least `limit` where there are so many: half a path would be a wrong answer.
fn first_lines(items: &[Item], limit: usize) -> &[Item] {
    let last = limit.checked_sub(1).and_then(|at| items.get(at));
    let route = last.and_then(|item| item.route);
    let later = items.get(limit..).unwrap_or_default();
    let same = later.iter().take_while(|i| route.is_some() && i.route == route).count();
    items.get(..limit.saturating_add(same)).unwrap_or(items)
}

fn title(answer: &Answer, page: &mut Page) {
    let mut line = match (answer.show, answer.subjects.as_slice()) {
        (Show::Card, [subject]) => {
            Text::of(Style::Title, &subject.name).and(Style::Faint, &format!(" · {}", subject.kind))
        }
        _ => Text::of(Style::Title, &answer.title),
    };
    if let Some(as_of) = &answer.as_of {
        let words = as_of.parse::<crate::model::when::Moment>().map(|m| m.words());
        line.push(Style::Faint, &format!(", as of {}", words.unwrap_or_else(|_| as_of.clone())));
    }
    page.line(0, 2, &line);
}

/// What is known of a node beside its links: other names, its time, a remark.
fn about(answer: &Answer, snapshot: &Snapshot, page: &mut Page) {
    let node = answer.subjects.first().and_then(|s| s.node);
    let Some(record) = node.and_then(|n| snapshot.node_record(n)) else { return };
    let others: Vec<&str> = record.aka.iter().map(|a| a.text.as_str()).collect();
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

/// What was found below the floor, by how surely it holds, the surest first; each line keeps its number.
fn others(answer: &Answer, page: &mut Page) {
    let numbered: Vec<(usize, &Item)> = (answer.answers.len() + 1..).zip(&answer.others).collect();
    for grade in Grade::ALL.into_iter().map(Some).chain([None]) {
        let group: Vec<(usize, &Item)> =
            numbered.iter().copied().filter(|(_, item)| item.holds == grade).collect();
        if group.is_empty() {
            continue;
        }
        let caption = match grade {
            Some(Grade::Possible) => "possible, not certain",
            Some(Grade::Undated) => "undated: no source says when",
            Some(Grade::Presumed) => "presumed: no end is stated",
            Some(Grade::No) => "not at that time",
            Some(Grade::Yes) | None => "others",
        };
        page.line(2, 2, &Text::of(Style::Warning, caption).and(Style::Faint, &count(group.len())));
        lines::others(&group, page);
    }
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
        Show::Card | Show::Relations | Show::Timeline => plural(how_many, "relationship"),
        Show::Facts if how_many == 1 => "number or status".to_owned(),
        Show::Facts => "numbers and statuses".to_owned(),
        Show::Nodes | Show::Links => noun(&answer.answers, view.snapshot.schema()),
        Show::Compare | Show::Paths | Show::Shared => String::new(),
    };
    if !noun.is_empty() {
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

/// A line's number.
fn number(at: usize) -> Text {
    Text::of(Style::Faint, &at.to_string())
}

/// A name with its kind and role: `Penny Dash · person — independent chair`.
fn who(item: &Item) -> Text {
    let mut text = Text::of(Style::Name, &item.name);
    if !item.kind.is_empty() {
        text.push(Style::Faint, &format!(" · {}", item.kind));
    }
    if let Some(role) = &item.role {
        text.push(Style::Plain, &format!(" — {role}"));
    }
    text
}

/// When, and how surely.
fn when(item: &Item) -> Text {
    let mut text = Text::of(Style::Plain, &item.when);
    let mut mark = |mark: &str| {
        let blank = if text.is_empty() { "" } else { ", " };
        text.push(Style::Warning, &format!("{blank}{mark}"));
    };
    match item.holds {
        Some(Grade::Presumed) => mark("presumed"),
        Some(Grade::Possible) => mark("possible"),
        _ => {}
    }
    if item.inferred {
        match item.confidence {
            Some(sure) => mark(&format!("inferred ({sure})")),
            None => mark("inferred"),
        }
    }
    text
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
