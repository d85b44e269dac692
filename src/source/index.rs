//! Indexes and constraints: `[[index]]`, in a schema file as in any other.

use std::sync::Arc;

use super::code;
use super::curated::Entry;
use super::fields::{Fields, wrong};
use super::log::Log;
use super::mark::Marks;
use super::tree::{At, Item};
use crate::model::{Change, Index, IndexKind};

/// The indexes that a file declares.
pub(super) fn read(fields: &mut Fields<'_>, log: &mut Log) -> Vec<Entry> {
    let mut entries = Vec::new();
    for mut row in fields.tables("index", "index", log) {
        let name = word("name", &mut row, log);
        let label = word("label", &mut row, log);
        let properties = properties(&mut row, log);
        let (unique, words) = (row.flag("unique", log), row.flag("full-text", log));
        let mut marks = Marks::new(log.text(), row.span);
        marks.keys = row.places().map(|(key, _, value)| (key.to_owned(), value)).collect();
        let both = row.places().find(|(key, ..)| *key == "full-text").filter(|_| unique && words);
        if let Some((.., place)) = both {
            let message = "an index is either unique or of full text";
            log.error(code::CLASH, place, message, "leave out one of the two".to_owned());
        }
        row.finish(log);
        let kind = match (unique, words) {
            (true, _) => IndexKind::Unique,
            (_, true) => IndexKind::FullText,
            _ => IndexKind::Plain,
        };
        if let (Some(name), Some(label), Some(properties)) = (name, label, properties) {
            let change = Change::AddIndex(Index { name, label, properties, kind });
            entries.push(Entry { change, marks, references: Vec::new() });
        }
    }
    entries
}

/// A text that must be there. Blanks can be a name in Cypher, and are taken as they are.
fn word(key: &str, row: &mut Fields<'_>, log: &mut Log) -> Option<Arc<str>> {
    let Some(item) = row.item(key) else {
        row.missing(key, log);
        return None;
    };
    text(key, item, log)
}

fn properties(row: &mut Fields<'_>, log: &mut Log) -> Option<Vec<Arc<str>>> {
    const KEY: &str = "properties";
    let items = row.list(KEY, log);
    if items.is_empty() {
        row.missing(KEY, log);
        return None;
    }
    items.iter().map(|item| text(KEY, item, log)).collect()
}

fn text(key: &str, item: &At<Item>, log: &mut Log) -> Option<Arc<str>> {
    if let Item::Text(text) = &item.value
        && !text.is_empty()
    {
        return Some(text.as_str().into());
    }
    wrong(key, "a text", item, log);
    None
}
