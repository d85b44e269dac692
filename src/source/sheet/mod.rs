//! Sheets: CSV files with a heading, one row a node or a relation. The only folder that names the
//! `csv` crate for reading.
//!
//! A row becomes the table that a curated file would have in its place, with the places of its cells;
//! so what a cell may hold, and what is said of one that is wrong, is written down once, in
//! [`curated`](super::curated).

mod cell;
mod drawn;
mod heading;
mod row;

pub use drawn::Drawn;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::code;
use super::directory::Directory;
use super::log::Log;
use super::reading::Reading;
use super::text::Text;
use super::tree::{At, Item, Table};
use crate::error::Span;
use crate::model::Schema;

/// Every so many rows it is asked whether to go on.
const ROWS: usize = 1024;
/// The mark that some programs put before a UTF-8 text.
const MARK: char = '\u{feff}';

/// Whether a text is a sheet, as its name says.
pub(super) fn is_sheet(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "csv" || ending == "tsv")
}

/// A sheet whose heading has been read.
pub(super) struct Sheet {
    text: Arc<Text>,
    columns: Vec<heading::Column>,
    rows: Vec<Vec<At<String>>>,
    /// Whether its rows are relations; nodes otherwise.
    pub(super) relates: bool,
    log: Log,
}

impl Sheet {
    /// Cuts a text into cells and makes out its columns.
    pub(super) fn of(text: &Arc<Text>, schema: &Schema, reading: &Reading) -> Self {
        let mut log = Log::new(text);
        let mut rows = cells(text.as_str(), &mut log);
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let (columns, relates) = heading::read(&head, schema, reading, &mut log);
        rows.retain(|row| row.iter().any(|cell| !cell.value.is_empty()));
        Self { text: Arc::clone(text), columns, rows, relates, log }
    }

    /// How many bytes its text has.
    pub(super) fn length(&self) -> u64 {
        self.text.as_str().len() as u64
    }

    /// The sheet as the tables of a curated file, and what is wrong so far. The nodes of its rows are
    /// entered into the directory. Now and then it is asked whether to go on, with the place of the row.
    pub(super) fn into_tables(
        mut self,
        schema: &Schema,
        reading: &Reading,
        directory: &mut Directory,
        goes_on: &dyn Fn(u64) -> bool,
    ) -> (Table, Log) {
        let orders = cell::day_orders(&self.columns, &self.rows);
        let mut writer = row::Writer::new(schema, reading, directory, self.relates);
        for (number, cells) in self.rows.iter().enumerate() {
            let place = cells.first().map_or(0, |cell| cell.span.start);
            if number.is_multiple_of(ROWS) && !goes_on(place.into()) {
                break;
            }
            if let Some(surplus) = cells.get(self.columns.len()..)
                && let Some(cell) = surplus.iter().find(|cell| !cell.value.is_empty())
            {
                let message = format!(
                    "this row has more cells than the heading: {} where {} are named",
                    cells.len(),
                    self.columns.len()
                );
                let help = "a cell with a separator in it stands in quotation marks".to_owned();
                self.log.error(code::SYNTAX, cell.span, message, help);
                continue;
            }
            writer.row(&self.columns, &orders, cells, &mut self.log);
        }
        let (nodes, relations) = writer.tables();
        // The whole of a sheet is no place to point at.
        let whole = Span::new(0..self.text.as_str().len().min(1));
        let list = |tables| (whole, At::new(Item::List(tables), whole));
        let mut keys = BTreeMap::new();
        for (key, tables) in [("node", nodes), ("edge", relations)] {
            if !tables.is_empty() {
                keys.insert(key.to_owned(), list(tables));
            }
        }
        (Table { keys, torn: false }, self.log)
    }
}

/// The cells of a text, row by row, the heading first; white space around them is dropped.
fn cells(text: &str, log: &mut Log) -> Vec<Vec<At<String>>> {
    let mut start = if text.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    let (separator, skipped) = separator(body);
    start += skipped;
    let body = body.get(skipped..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap_or(false) {
        let at = |position: Option<&csv::Position>| {
            position.map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX))
        };
        let from = at(record.position());
        let to = at(Some(reader.position())).min(body.len());
        let raw = body.get(from..to).unwrap_or_default();
        let (places, open) = places(raw, separator);
        if open {
            let first = raw.find('"').unwrap_or_default();
            let span = Span::new(start + from + first..start + from + first + 1);
            let message = "a quotation mark that opens here is never closed";
            let help = "a quotation mark within a cell is written twice".to_owned();
            log.error(code::SYNTAX, span, message, help);
            break;
        }
        let row = record.iter().enumerate().map(|(number, value)| {
            let place = places.get(number).cloned().unwrap_or(0..raw.trim_end().len());
            let span = Span::new(start + from + place.start..start + from + place.end);
            At::new(harmless(value.trim()).to_owned(), span)
        });
        rows.push(row.collect());
    }
    if rows.is_empty() {
        let message = "there is nothing in this sheet";
        let help = "its first row names the columns".to_owned();
        log.error(code::SYNTAX, Span::default(), message, help);
    }
    rows
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn harmless(text: &str) -> &str {
    match text.strip_prefix('\'') {
        // A text that begins with an apostrophe itself has one more.
        Some(rest)
            if rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) =>
        {
            rest
        }
        _ => text,
    }
}

/// What stands between the cells, as the heading shows it, and how many bytes are before that: a first
/// line `sep=;` is a spreadsheet's way to say so.
fn separator(text: &str) -> (u8, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(named) = first.strip_prefix("sep=")
        && let [separator @ (b',' | b';' | b'\t' | b'|')] = named.as_bytes()
    {
        let rest = text.get(first.len()..).unwrap_or_default();
        let line_break = rest.len() - rest.trim_start_matches('\r').len() + 1;
        return (*separator, (first.len() + line_break).min(text.len()));
    }
    let mut quoted = false;
    let mut counts = [0_usize; 4];
    let separators = [b',', b';', b'\t', b'|'];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                let which = separators.iter().position(|separator| *separator == byte);
                if let Some(count) = which.and_then(|which| counts.get_mut(which)) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().zip(separators).rev().max_by_key(|(count, _)| **count);
    (most.map_or(b',', |(_, separator)| separator), 0)
}

/// Where the cells of a row stand in it, and whether a quotation mark stays open.
fn places(raw: &str, separator: u8) -> (Vec<Range<usize>>, bool) {
    let mut places = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in raw.bytes().enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == separator && !quoted {
            places.push(start..at);
            start = at + 1;
        }
    }
    places.push(start..raw.trim_end_matches(['\r', '\n']).len().max(start));
    (places, quoted)
}
