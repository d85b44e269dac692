//! Paths as arrows, each step with its words.

use std::collections::BTreeSet;

use super::{Line, cited, marks, number, when};
use crate::ask::{Answer, Item};
use crate::cli::render::columns::Columns;
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text, brief};
use crate::model::Schema;

/// Each path on a line of its own, and under it its steps with what the sources say. A quote that was
/// shown is not shown again; its number is.
///
/// Many paths are only listed, by their length: `why` quotes the steps whose numbers stand before them.
pub(super) fn paths(answer: &Answer, lines: &[Line<'_>], schema: &Schema, page: &mut Page) {
    if answer.answers.chunk_by(|a, b| a.route == b.route).count() > FEW {
        return list(lines, schema, page);
    }
    let mut columns = Columns::default();
    for (at, item) in lines {
        let says = Text::of(Style::Relation, &said(item, schema).0);
        columns.push([number(*at), says, when(item), cited(item)]);
    }
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    let mut at = 0;
    for steps in lines.chunk_by(same_route) {
        page.gap();
        page.line(2, 4, &arrows(steps, schema));
        let how_long =
            format!("{} {}", steps.len(), if steps.len() == 1 { "step" } else { "steps" });
        page.line(2, 2, &Text::of(Style::Faint, &how_long));
        for (_, item) in steps {
            page.lines(columns.lay_rows(at..at + 1, 4, page.width()));
            at += 1;
            for source in item.sources.iter().filter_map(|n| answer.source(*n)) {
                let Some(quote) = source.quote.as_deref().filter(|_| shown.insert(source.n)) else {
                    continue;
                };
                let mark = Text::of(Style::Source, &format!("[{}] ", source.n));
                page.line(8, 4, &mark.and(Style::Plain, &format!("“{quote}”")));
            }
        }
    }
    page.gap();
}

/// So many paths are shown with their quotes.
const FEW: usize = 6;

fn same_route((_, a): &Line<'_>, (_, b): &Line<'_>) -> bool {
    a.route == b.route
}

fn list(lines: &[Line<'_>], schema: &Schema, page: &mut Page) {
    let mut columns = Columns::default();
    let mut lengths = Vec::new();
    for steps in lines.chunk_by(same_route) {
        let (Some((first, _)), Some((last, _))) = (steps.first(), steps.last()) else { continue };
        let numbers = if first == last { format!("{first}") } else { format!("{first}–{last}") };
        let mut sources: Vec<usize> = Vec::new();
        for n in steps.iter().flat_map(|(_, s)| &s.sources) {
            if !sources.contains(n) {
                sources.push(*n);
            }
        }
        columns.push([Text::of(Style::Faint, &numbers), arrows(steps, schema), marks(&sources)]);
        lengths.push(steps.len());
    }
    let mut from = 0;
    for same in lengths.chunk_by(|a, b| a == b) {
        let steps = same.first().copied().unwrap_or_default();
        let steps = format!("{steps} {}", if steps == 1 { "step" } else { "steps" });
        page.line(
            2,
            2,
            &Text::of(Style::Relation, &steps).and(Style::Faint, &super::count(same.len())),
        );
        page.lines(columns.lay_rows(from..from + same.len(), 4, page.width()));
        from += same.len();
    }
}

/// `A ──chairs──▶ B ◀──member of── C`; what is inferred is dotted.
pub(super) fn arrows(steps: &[Line<'_>], schema: &Schema) -> Text {
    let mut line = Text::new();
    if let Some(near) = steps.first().and_then(|(_, s)| s.from.as_ref()) {
        line.push(Style::Name, &brief(&near.name, super::LONG));
    }
    for (_, step) in steps {
        let (says, symmetric) = said(step, schema);
        let shaft = if step.inferred { "┄┄" } else { "──" };
        let (tail, head) = match (symmetric, step.backward) {
            (true, _) => ("", ""),
            (false, true) => ("◀", ""),
            (false, false) => ("", "▶"),
        };
        line.push(Style::Relation, &format!(" {tail}{shaft}{says}{shaft}{head} "));
        line.push(Style::Name, &brief(&step.name, super::LONG));
    }
    line
}

/// A step's relation in its own direction, and whether it has one.
fn said(step: &Item, schema: &Schema) -> (String, bool) {
    let relation = step.relation.as_deref().and_then(|id| schema.relation_named(id));
    match relation.and_then(|id| schema.relation(id)) {
        Some(relation) => (relation.says.clone(), relation.symmetric),
        None => (step.caption.clone(), false),
    }
}
