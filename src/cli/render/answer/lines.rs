//! Answers of one line a thing: cards, links, relations, nodes, numbers, timelines.

use super::{Line, cited, count, dated, number, when, who};
use crate::ask::{Change, Item};
use crate::cli::render::columns::Columns;
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};
use crate::model::when::Grade;

/// Everything about one node: the relation first, said once for lines that share it.
pub(super) fn card(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    let mut above = "";
    for (at, item) in lines {
        let says = if item.caption == above { "" } else { item.caption.as_str() };
        above = &item.caption;
        columns.push([
            number(*at),
            Text::of(Style::Relation, says),
            who(item),
            when(item),
            cited(item),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// Links under their captions, each with how many there are; a caption that the title says already is
/// not said again.
pub(super) fn links(lines: &[Line<'_>], title: &str, page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        columns.push([number(*at), who(item), when(item), cited(item)]);
    }
    let title = title.to_lowercase();
    let said = |(_, item): &Line<'_>| title.contains(&item.heading.to_lowercase());
    if lines.iter().all(said) && lines.windows(2).all(same_heading) {
        page.lines(columns.lay(2, page.width()));
        return;
    }
    let mut from = 0;
    for group in lines.chunk_by(|(_, a), (_, b)| a.heading == b.heading) {
        if let Some((_, first)) = group.first() {
            let title = Text::of(Style::Relation, &first.heading);
            page.line(2, 2, &title.and(Style::Faint, &count(group.len())));
        }
        page.lines(columns.lay_rows(from..from + group.len(), 4, page.width()));
        from += group.len();
    }
}

fn same_heading(pair: &[Line<'_>]) -> bool {
    matches!(pair, [(_, a), (_, b)] if a.heading == b.heading)
}

/// Lines below the floor, with their numbers.
pub(super) fn others(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        let says = Text::of(Style::Relation, &item.caption);
        columns.push([number(*at), says, what(item), dated(item), cited(item)]);
    }
    page.lines(columns.lay(4, page.width()));
}

/// Relations with both ends.
pub(super) fn relations(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        let near = item.from.as_ref().map_or("", |from| &from.name);
        columns.push([
            number(*at),
            Text::of(Style::Name, near),
            Text::of(Style::Relation, &item.caption),
            who(item),
            when(item),
            cited(item),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// What was different at two times, under what became of it, with how surely it held at either.
pub(super) fn changes(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        let mut said = Text::new();
        if let Some(near) = &item.from {
            said.push(Style::Name, &near.name);
            said.push(Style::Relation, &format!(" {} ", item.caption));
        }
        said.append(&who(item));
        let grade = |grade: Option<Grade>| grade.map_or("", Grade::words);
        let grades = format!("{} → {}", grade(item.before), grade(item.holds));
        let grades = Text::of(Style::Faint, &grades);
        columns.push([number(*at), said, dated(item), grades, cited(item)]);
    }
    let mut from = 0;
    for group in lines.chunk_by(|(_, a), (_, b)| a.change == b.change) {
        if let Some((_, first)) = group.first() {
            let mut title = Text::of(Style::Relation, &first.heading);
            title.push(Style::Faint, &count(group.len()));
            let doc = first.change.map_or("", Change::doc);
            if !doc.is_empty() {
                title.push(Style::Faint, &format!(" – {doc}"));
            }
            page.line(2, 2, &title);
        }
        page.lines(columns.lay_rows(from..from + group.len(), 4, page.width()));
        from += group.len();
    }
}

/// The number or status that a line is about, or else the node.
fn what(item: &Item) -> Text {
    item.value.as_ref().map_or_else(|| who(item), |value| Text::of(Style::Plain, value))
}

/// Nodes by themselves.
pub(super) fn nodes(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        columns.push([number(*at), who(item), when(item), cited(item)]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// Numbers and statuses; of several nodes, each under its name.
pub(super) fn facts(lines: &[Line<'_>], page: &mut Page) {
    let several = lines.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if a.id != b.id));
    let mut columns = Columns::default();
    for (at, item) in lines {
        columns.push([
            number(*at),
            Text::of(Style::Name, if several { &item.name } else { "" }),
            Text::of(Style::Relation, &item.caption),
            Text::of(Style::Plain, item.value.as_deref().unwrap_or_default()),
            when(item),
            cited(item),
        ]);
    }
    page.lines(columns.lay(2, page.width()));
}

/// What happened, by date.
pub(super) fn timeline(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        let mut said = Text::of(Style::Relation, &format!("{} ", item.caption));
        said.append(&what(item));
        columns.push([number(*at), when(item), said, cited(item)]);
    }
    page.lines(columns.lay(2, page.width()));
}
