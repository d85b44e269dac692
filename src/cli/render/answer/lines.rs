//! Answers of one line a thing: cards, links, relations, nodes, numbers, timelines.

use super::{count, marks, number, when, who};
use crate::ask::Item;
use crate::cli::render::columns::Columns;
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};

/// Everything about one node: the relation first, said once for lines that share it.
pub(super) fn card(items: &[Item], page: &mut Page) {
    let mut columns = Columns::default();
    let mut above = "";
    for (at, item) in items.iter().enumerate() {
        let says = if item.caption == above { "" } else { item.caption.as_str() };
        above = &item.caption;
        columns.push([
            number(at + 1),
            Text::of(Style::Relation, says),
            who(item),
            when(item),
            marks(&item.sources),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// Links under their captions, each with how many there are; a caption that the title says already is
/// not said again.
pub(super) fn links(items: &[Item], title: &str, page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        columns.push([number(at + 1), who(item), when(item), marks(&item.sources)]);
    }
    let title = title.to_lowercase();
    let said = |item: &Item| title.contains(&item.heading.to_lowercase());
    if items.iter().all(said) && items.windows(2).all(same_heading) {
        page.lines(columns.lay(2, page.width()));
        return;
    }
    let mut from = 0;
    for group in items.chunk_by(|a, b| a.heading == b.heading) {
        if let Some(first) = group.first() {
            let title = Text::of(Style::Relation, &first.heading);
            page.line(2, 2, &title.and(Style::Faint, &count(group.len())));
        }
        page.lines(columns.lay_rows(from..from + group.len(), 4, page.width()));
        from += group.len();
    }
}

fn same_heading(pair: &[Item]) -> bool {
    matches!(pair, [a, b] if a.heading == b.heading)
}

/// Lines below the floor, with their numbers.
pub(super) fn others(items: &[(usize, &Item)], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items {
        let says = Text::of(Style::Relation, &item.caption);
        let dated = Text::of(Style::Plain, &item.when);
        columns.push([number(*at), says, what(item), dated, marks(&item.sources)]);
    }
    page.lines(columns.lay(4, page.width()));
}

/// Relations with both ends.
pub(super) fn relations(items: &[Item], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        let near = item.from.as_ref().map_or("", |from| &from.name);
        columns.push([
            number(at + 1),
            Text::of(Style::Name, near),
            Text::of(Style::Relation, &item.caption),
            who(item),
            when(item),
            marks(&item.sources),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// The number or status that a line is about, or else the node.
fn what(item: &Item) -> Text {
    item.value.as_ref().map_or_else(|| who(item), |value| Text::of(Style::Plain, value))
}

/// Nodes by themselves.
pub(super) fn nodes(items: &[Item], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        columns.push([number(at + 1), who(item), when(item), marks(&item.sources)]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// Numbers and statuses; of several nodes, each under its name.
pub(super) fn facts(items: &[Item], page: &mut Page) {
    let several = items.windows(2).any(|pair| matches!(pair, [a, b] if a.id != b.id));
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        columns.push([
            number(at + 1),
            Text::of(Style::Name, if several { &item.name } else { "" }),
            Text::of(Style::Relation, &item.caption),
            Text::of(Style::Plain, item.value.as_deref().unwrap_or_default()),
            when(item),
            marks(&item.sources),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// What happened, by date.
pub(super) fn timeline(items: &[Item], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        let mut said = Text::of(Style::Relation, &format!("{} ", item.caption));
        said.append(&what(item));
        columns.push([number(at + 1), when(item), said, marks(&item.sources)]);
    }
    page.lines(columns.lay(2, page.width()));
}
