//! Two things side by side: what they share, and how they compare.

use super::{marks, number, who};
use crate::ask::{Answer, Item};
use crate::cli::render::columns::Columns;
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};

/// Each thing shared, and under it how each of the two has to do with it.
pub(super) fn shared(items: &[Item], page: &mut Page) {
    let mut columns = Columns::default();
    for (at, item) in items.iter().enumerate() {
        let near = item.from.as_ref().map_or("", |from| &from.name);
        columns.push([
            number(at + 1),
            Text::of(Style::Name, near),
            Text::of(Style::Relation, &item.caption),
            Text::of(Style::Plain, item.role.as_deref().unwrap_or_default()),
            super::when(item),
            marks(&item.sources),
        ]);
    }
    let mut from = 0;
    for group in items.chunk_by(|a, b| a.id == b.id) {
        if let Some(first) = group.first() {
            let title = Text::of(Style::Name, &first.name);
            page.line(2, 2, &title.and(Style::Faint, &format!(" · {}", first.kind)));
        }
        page.lines(columns.lay_rows(from..from + group.len(), 4, page.width()));
        from += group.len();
    }
}

/// Each kind of link, with those of the one beside those of the other; `=` marks what both have.
pub(super) fn compare(answer: &Answer, items: &[Item], page: &mut Page) {
    let [left, right] = answer.subjects.as_slice() else { return };
    let mut columns = Columns::default();
    let title = |subject: &Item| Text::of(Style::Title, &subject.name);
    columns.push([Text::new(), Text::new(), title(left), Text::new(), title(right)]);
    let mut headings: Vec<&str> = Vec::new();
    for item in items {
        if !headings.contains(&item.heading.as_str()) {
            headings.push(&item.heading);
        }
    }
    for heading in headings {
        let of = |subject: &Item| -> Vec<(usize, &Item)> {
            let numbered = items.iter().enumerate().filter(|(_, i)| i.heading == heading);
            numbered.filter(|(_, i)| i.from.as_ref().is_some_and(|f| f.id == subject.id)).collect()
        };
        let (ours, theirs) = (of(left), of(right));
        let both = |id: &str| [&ours, &theirs].iter().all(|s| s.iter().any(|(_, i)| i.id == id));
        let cells = |side: &[(usize, &Item)], at: usize| {
            let Some((at, item)) = side.get(at) else { return [Text::new(), Text::new()] };
            let mut text = Text::of(Style::Warning, if both(&item.id) { "= " } else { "" });
            text.append(&who(item));
            text.push(Style::Plain, " ");
            text.append(&marks(&item.sources));
            [number(at + 1), text]
        };
        for at in 0..ours.len().max(theirs.len()) {
            let caption = if at == 0 { heading } else { "" };
            let caption = [Text::of(Style::Relation, caption)];
            columns.push(caption.into_iter().chain(cells(&ours, at)).chain(cells(&theirs, at)));
        }
    }
    page.lines(columns.lay(2, page.width()));
}
