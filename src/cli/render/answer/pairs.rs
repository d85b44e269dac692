//! Two things side by side: what they share, and how they compare.

use super::{Line, cited, number, who};
use crate::ask::{Answer, Item};
use crate::cli::render::columns::Columns;
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};

/// Each thing shared, and under it how each of the two has to do with it.
pub(super) fn shared(lines: &[Line<'_>], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in lines {
        let near = item.from.as_ref().map_or("", |from| &from.name);
        columns.push([
            number(*at),
            Text::of(Style::Name, near),
            Text::of(Style::Relation, &item.caption),
            Text::of(Style::Plain, item.role.as_deref().unwrap_or_default()),
            super::when(item),
            cited(item),
        ]);
    }
    let mut from = 0;
    for group in lines.chunk_by(|(_, a), (_, b)| a.id == b.id) {
        if let Some((_, first)) = group.first() {
            let title = Text::of(Style::Name, &first.name);
            page.line(2, 2, &title.and(Style::Faint, &format!(" · {}", first.kind)));
        }
        page.lines(columns.lay_rows(from..from + group.len(), 4, page.width()));
        from += group.len();
    }
}

/// Each kind of link, with those of the one beside those of the other; `=` marks what both have.
pub(super) fn compare(answer: &Answer, lines: &[Line<'_>], page: &mut Page) {
    let [left, right] = answer.subjects.as_slice() else { return };
    let mut columns = Columns::default();
    let title = |subject: &Item| Text::of(Style::Title, &subject.name);
    columns.push([Text::new(), Text::new(), title(left), Text::new(), title(right)]);
    for same in lines.chunk_by(|(_, a), (_, b)| a.heading == b.heading) {
        let mut rest = same.iter().copied();
        for (at, row) in rows(answer, same.iter().map(|(_, item)| *item)).into_iter().enumerate() {
            let caption = same.first().filter(|_| at == 0).map_or("", |(_, item)| &item.heading);
            let both = matches!(row, [Some(a), Some(b)] if a.id == b.id);
            let mut cells = vec![Text::of(Style::Relation, caption)];
            for side in row {
                let line = side.and_then(|_| rest.next());
                cells.extend(line.map_or([Text::new(), Text::new()], |line| cell(line, both)));
            }
            columns.push(cells);
        }
    }
    page.lines(columns.lay(2, page.width()));
}

fn cell((at, item): Line<'_>, both: bool) -> [Text; 2] {
    let mut text = Text::of(Style::Warning, if both { "= " } else { "" });
    text.append(&who(item));
    text.push(Style::Plain, " ");
    text.append(&cited(item));
    [number(at), text]
}

/// The lines of a comparison in the order in which they are read: row by row, what both have first.
pub(super) fn in_rows(answer: &Answer) -> Vec<Item> {
    let mut headings: Vec<&str> = Vec::new();
    for item in &answer.answers {
        if !headings.contains(&item.heading.as_str()) {
            headings.push(&item.heading);
        }
    }
    let under = |heading| answer.answers.iter().filter(move |i| i.heading == heading);
    let rows = headings.into_iter().flat_map(|heading| rows(answer, under(heading)));
    rows.flatten().flatten().cloned().collect()
}

/// Lines of one heading side by side: what both have first, each pair on a row of its own.
fn rows<'a>(answer: &Answer, items: impl Iterator<Item = &'a Item>) -> Vec<[Option<&'a Item>; 2]> {
    let right = answer.subjects.get(1).map(|s| &s.id);
    let (mut theirs, mut ours): (Vec<_>, Vec<_>) =
        items.partition(|i| i.from.as_ref().map(|from| &from.id) == right);
    let mut rows = Vec::new();
    ours.retain(|item| {
        let same = theirs.iter().position(|other| other.id == item.id);
        rows.extend(same.map(|at| [Some(*item), Some(theirs.remove(at))]));
        same.is_none()
    });
    for at in 0..ours.len().max(theirs.len()) {
        rows.push([ours.get(at).copied(), theirs.get(at).copied()]);
    }
    rows
}
