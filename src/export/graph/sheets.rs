//! Two sheets, one of nodes and one of relations, with the headings that [`source`](crate::source) reads:
//! an export loads again, and what is in several parts stands in a column of JSON.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::columns::{self, Column};
use super::element::Extract;
use crate::source::Keys;

pub(super) fn nodes(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_node().map(|(_, node)| {
            let mut keys = Keys::new();
            keys.insert("id".into(), Json::from(&*node.key()));
            let own = flat(node.keys()).into_iter();
            keys.extend(
                own.map(|(key, v)| if key == "id" { ("id_".to_owned(), v) } else { (key, v) }),
            );
            keys
        })
    };
    sheet(rows, &["id"], out)
}

pub(super) fn edges(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_edge().map(|edge| {
            let mut keys = Keys::new();
            keys.insert("from".into(), Json::from(&*edge.start()));
            let own = flat(edge.keys());
            keys.insert("type".into(), own.get("type").cloned().unwrap_or_default());
            keys.insert("to".into(), Json::from(&*edge.finish()));
            keys.extend(
                own.into_iter().filter(|(key, _)| !["from", "to", "type"].contains(&key.as_str())),
            );
            keys
        })
    };
    sheet(rows, &["from", "type", "to"], out)
}

/// A heading and a row for each of `rows`, which is walked twice.
pub(super) fn sheet<I: Iterator<Item = Keys>>(
    rows: impl Fn() -> I,
    needed: &[&str],
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns::of(rows());
    if columns.is_empty() {
        return write_row(out, needed.iter().map(|name| (*name).to_owned()));
    }
    write_row(out, columns.iter().map(|column| harmless(&column.name)))?;
    for row in rows() {
        write_row(
            out,
            columns.iter().map(|Column { name, .. }| match row.get(name) {
                None | Some(Json::Null) => String::new(),
                Some(Json::String(text)) => harmless(text),
                Some(other) => other.to_string(),
            }),
        )?;
    }
    Ok(())
}

/// Keys as cells hold them: lists of plain texts with `;` between, a single evidence in columns of its
/// own, and JSON where that does not do.
fn flat(keys: Keys) -> Keys {
    let mut flat = Keys::new();
    for (key, value) in columns::spread(keys) {
        match (key.as_str(), value) {
            ("evidence", Json::Array(mut all)) if all.len() == 1 => {
                if let Some(Json::Object(one)) = all.pop() {
                    flat.extend(one);
                }
            }
            (_, Json::Array(items)) => match joined(&items) {
                Some(cell) => {
                    flat.insert(key, Json::from(cell));
                }
                None => {
                    flat.insert(format!("{key} json"), Json::Array(items));
                }
            },
            (_, value) => {
                flat.insert(key, value);
            }
        }
    }
    flat
}

/// How many texts a reader, who drops the white space around a cell, does not get as they were.
pub(super) fn trimmed(keys: Keys) -> usize {
    let kept = |text: &str| !text.is_empty() && harmless(text).trim() == harmless(text);
    flat(keys).values().filter(|value| value.as_str().is_some_and(|text| !kept(text))).count()
}

/// Texts in one cell, where none of them holds what stands between, begins with white space or could be
/// taken for JSON.
pub(super) fn joined(items: &[Json]) -> Option<String> {
    let plain =
        |text: &&str| !text.contains([';', '|', '[']) && !text.is_empty() && text.trim() == *text;
    let texts: Option<Vec<&str>> = items.iter().map(|i| i.as_str().filter(plain)).collect();
    texts.map(|texts| texts.join(";"))
}

/// One row with its line break (RFC 4180).
pub(super) fn write_row(
    out: &mut dyn Write,
    cells: impl Iterator<Item = String>,
) -> io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) || (place == 0 && cell.is_empty()) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// A text that no spreadsheet takes for a formula: one that could be begins with an apostrophe (OWASP,
/// CSV injection), and so with one more what begins like that itself.
pub(super) fn harmless(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
