//! Two sheets for `neo4j-admin database import`: labels, types and properties as a query sees them.
//!
//! A start or an end that is one day is a `date`; as it was entered it stands beside, in `start_text`.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::columns;
use super::element::{Extract, json};
use super::loss::is_day;
use super::sheets::{joined, write_row};
use crate::model::Value;
use crate::model::when::Boundary;
use crate::source::Keys;

pub(super) fn nodes(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_node().map(|(_, node)| {
            let labels = node.labels().join(";");
            let head = [(":ID", json!(node.key())), (":LABEL", json!(labels))];
            (head, properties(node.properties(), node.record.is_some()))
        })
    };
    sheet(rows, &[":ID", ":LABEL"], out)
}

pub(super) fn relationships(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_edge().map(|edge| {
            let head = [
                (":START_ID", json!(edge.start())),
                (":END_ID", json!(edge.finish())),
                (":TYPE", json!(edge.rel_type())),
            ];
            (head, properties(edge.properties(), edge.record.is_some()))
        })
    };
    sheet(rows, &[":START_ID", ":END_ID", ":TYPE"], out)
}

/// The properties with dates as dates, beside what was entered.
fn properties(all: Vec<(&str, Value)>, recorded: bool) -> Keys {
    let mut keys = Keys::new();
    for (name, value) in all {
        let boundary = value.as_str().and_then(|text| text.parse::<Boundary>().ok());
        match boundary {
            Some(boundary) if recorded && ["start", "end", "on"].contains(&name) => {
                if is_day(boundary) {
                    keys.insert(format!("{name}:date"), json(&value));
                }
                keys.insert(format!("{name}_text"), json(&value));
            }
            _ => {
                keys.insert(name.to_owned(), json(&value));
            }
        }
    }
    keys
}

fn sheet<const N: usize, I: Iterator<Item = ([(&'static str, Json); N], Keys)>>(
    rows: impl Fn() -> I,
    head: &[&str; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns::of(rows().map(|(_, keys)| keys));
    // A list can be one only where none of its texts holds what stands between them.
    let mut lists = vec![true; columns.len()];
    let mut any = vec![false; columns.len()];
    for (_, row) in rows() {
        for ((column, list), any) in columns.iter().zip(&mut lists).zip(&mut any) {
            match row.get(&column.name) {
                None => {}
                Some(Json::Array(items)) => {
                    *any = true;
                    *list &= joined(items).is_some();
                }
                Some(_) => *list = false,
            }
        }
    }
    let lists: Vec<bool> = lists.into_iter().zip(any).map(|(list, any)| list && any).collect();
    let named = columns.iter().zip(&lists).map(|(column, list)| {
        let takes = if *list { "string[]" } else { column.takes.word() };
        // A colon would begin a type.
        match column.name.strip_suffix(":date") {
            Some(name) => format!("{name}:date"),
            None => format!("{}:{takes}", column.name.replace(':', "_")),
        }
    });
    write_row(out, head.iter().map(|name| (*name).to_owned()).chain(named))?;
    for (start, row) in rows() {
        let cells = columns.iter().zip(&lists).map(|(column, list)| match row.get(&column.name) {
            None | Some(Json::Null) => String::new(),
            Some(Json::Array(items)) if *list => joined(items).unwrap_or_default(),
            Some(value) => columns::text(value),
        });
        let start = start.iter().map(|(_, value)| columns::text(value));
        write_row(out, start.chain(cells))?;
    }
    Ok(())
}
