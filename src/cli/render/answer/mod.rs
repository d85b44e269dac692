//! An answer as people read it.

mod lines;
mod pairs;
mod paths;
mod sources;

use super::page::{Page, warning};
use crate::ask::{Answer, Item, Show};
use crate::cli::text::{Style, Text};
use crate::model::Schema;
use crate::model::when::Grade;

pub(in crate::cli) use sources::why;

/// How an answer is to be shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct View<'a> {
    /// The schema of the network asked.
    pub schema: &'a Schema,
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
    let shown = answer.answers.get(..limit).unwrap_or(&answer.answers);
    let hidden = answer.answers.len() - shown.len();
    match answer.show {
        Show::Card => lines::card(shown, &mut page),
        Show::Links => lines::links(shown, &mut page),
        Show::Relations => lines::relations(shown, &mut page),
        Show::Nodes => lines::nodes(shown, &mut page),
        Show::Facts => lines::facts(shown, &mut page),
        Show::Timeline => lines::timeline(shown, &mut page),
        Show::Paths => paths::paths(answer, shown, view.schema, &mut page),
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

/// What was found below the floor, by how surely it holds.
fn others(answer: &Answer, page: &mut Page) {
    let mut number = answer.answers.len();
    let mut rest = answer.others.as_slice();
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|i| i.holds == first.holds).count();
        let (group, later) = rest.split_at(same);
        let caption = match first.holds {
            Some(Grade::Possible) => "possible, not certain",
            Some(Grade::Undated) => "undated: no source says when",
            Some(Grade::Presumed) => "presumed: no end is stated",
            Some(Grade::No) => "not at that time",
            Some(Grade::Yes) | None => "others",
        };
        page.line(2, 2, &Text::of(Style::Warning, caption).and(Style::Faint, &count(same)));
        lines::others(group, number, page);
        number += same;
        rest = later;
    }
}

fn notes(answer: &Answer, page: &mut Page) {
    for note in &answer.notes {
        page.line(2, 2, &warning(note));
    }
}

/// The last line: how many there are, and what can be asked next.
fn footer(answer: &Answer, view: &View<'_>) -> String {
    let mut parts = Vec::new();
    let noun = match answer.show {
        Show::Card | Show::Relations | Show::Timeline => ("relationship", "relationships"),
        Show::Facts => ("number or status", "numbers and statuses"),
        Show::Nodes | Show::Links => noun(&answer.answers),
        Show::Compare | Show::Paths | Show::Shared => ("", ""),
    };
    let how_many = answer.answers.len();
    if !noun.0.is_empty() {
        parts.push(format!("{how_many} {}", if how_many == 1 { noun.0 } else { noun.1 }));
    }
    let documents = sources::documents(answer);
    if documents > 0 {
        parts.push(format!("{documents} {}", if documents == 1 { "document" } else { "documents" }));
    }
    let mut text = parts.join(" · ");
    if view.prompt && !answer.sources.is_empty() {
        let of = if how_many == 1 { "quotes it" } else { "quotes the first line" };
        text.push_str(&format!("   `why 1` {of}"));
    }
    text
}

/// What to call these, in the singular and the plural.
fn noun(items: &[Item]) -> (&'static str, &'static str) {
    let all = |kind: &str| items.iter().all(|i| i.kind == kind);
    if all("person") {
        ("person", "people")
    } else if all("borough") {
        ("borough", "boroughs")
    } else {
        ("answer", "answers")
    }
}

/// ` (3)`.
fn count(number: usize) -> String {
    format!(" ({number})")
}

/// `[1][2]`.
fn marks(numbers: &[usize]) -> Text {
    let text: String = numbers.iter().map(|n| format!("[{n}]")).collect();
    Text::of(Style::Source, &text)
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
