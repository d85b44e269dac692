//! An answer with everything that is known of each line, one property a line.

use super::{Line, numbered, title};
use crate::ask::{Answer, Item};
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};

/// How wide the names of the properties are.
const NAMES: usize = 12;

/// Every line of the answer with every property it has.
pub(super) fn full(answer: &Answer, page: &mut Page) {
    page.line(0, 2, &title(answer));
    for line in numbered(answer) {
        one(answer, line, page);
    }
    for note in &answer.notes {
        page.line(0, 2, &Text::of(Style::Warning, "~ ").and(Style::Plain, &note.text));
    }
}

fn one(answer: &Answer, (at, item): Line<'_>, page: &mut Page) {
    page.line(0, 0, &Text::of(Style::Faint, &format!("── line {at}")));
    for (name, value) in properties(item) {
        let mut text = Text::of(Style::Relation, name);
        text.pad_to(NAMES);
        page.line(0, NAMES, &text.and(Style::Plain, &value));
    }
    for source in item.sources.iter().filter_map(|n| answer.source(*n)) {
        let date = source.date.as_deref().unwrap_or("no date");
        let mut text = Text::of(Style::Relation, "source");
        text.pad_to(NAMES);
        text.push(Style::Source, &format!("[{}] ", source.n));
        text.push(Style::Plain, &format!("{} ({}, {date})", source.title, source.id));
        for (name, value) in [("at", &source.locator), ("said by", &source.said_by)] {
            if let Some(value) = value {
                text.push(Style::Plain, &format!(", {name} {value}"));
            }
        }
        if let Some(quote) = &source.quote {
            text.push(Style::Plain, &format!(": “{quote}”"));
        }
        page.line(0, NAMES, &text);
    }
}

fn properties(item: &Item) -> Vec<(&'static str, String)> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let from = item.from.as_ref();
    let all = [
        ("name", item.name.clone()),
        ("id", item.id.clone()),
        ("kind", item.kind.clone()),
        ("relation", given(&item.relation)),
        ("read as", item.caption.clone()),
        ("role", given(&item.role)),
        ("value", given(&item.value)),
        ("from", from.map(|from| from.name.clone()).unwrap_or_default()),
        ("from id", from.map(|from| from.id.clone()).unwrap_or_default()),
        ("path", item.route.map(|route| route.to_string()).unwrap_or_default()),
        ("on", given(&item.on)),
        ("start", given(&item.start)),
        ("end", given(&item.end)),
        ("known", item.known.join(", ")),
        ("when", item.when.clone()),
        ("before", item.before.map(|grade| grade.to_string()).unwrap_or_default()),
        ("holds", item.holds.map(|grade| grade.to_string()).unwrap_or_default()),
        ("change", item.change.map(|change| change.words().to_owned()).unwrap_or_default()),
        ("because", given(&item.because)),
        ("inferred", if item.inferred { "yes".to_owned() } else { String::new() }),
        ("confidence", item.confidence.unwrap_or_default().to_owned()),
        ("planned", if item.planned { "yes".to_owned() } else { String::new() }),
        ("note", given(&item.note)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
