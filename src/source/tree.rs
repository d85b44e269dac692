//! TOML as a tree that knows where everything stands; the only file that names the `toml` crate.
//!
//! A text with errors is read table by table: what is wrong in one costs no more than that one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};

use super::code;
use super::log::Log;
use crate::error::Span;

/// How deep tables and lists may stand in each other.
const DEPTH: usize = 128;

/// How many broken lines of one table are passed over before the rest of it is given up.
const PASSED_OVER: usize = 32;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

impl<T> At<T> {
    pub(super) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A value of a TOML text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    /// A date or time without quotation marks, as written.
    Date(String),
    List(Vec<At<Item>>),
    Table(Table),
}

impl Item {
    /// A value of JSON that stands at one place as a whole. Its reader limits how deep it goes.
    pub(super) fn of_json(value: Json, at: Span) -> Self {
        match value {
            // Nothing is a text that no key takes.
            Json::Null => Self::Text(String::new()),
            Json::Bool(flag) => Self::Flag(flag),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Whole(whole),
                (None, number) => Self::Number(number.unwrap_or_default()),
            },
            Json::String(text) => Self::Text(text),
            Json::Array(items) => {
                Self::List(items.into_iter().map(|v| At::new(Self::of_json(v, at), at)).collect())
            }
            Json::Object(keys) => Self::Table(Table::of_json(keys, at)),
        }
    }

    /// What it is, in a sentence.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The keys of a table; each with its own place and its value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) keys: BTreeMap<String, (Span, At<Item>)>,
    /// A part of it could not be read, so that a key may only seem to be absent.
    pub(super) torn: bool,
}

impl Table {
    /// The keys of an object of JSON that stands at one place as a whole.
    pub(super) fn of_json(keys: serde_json::Map<String, Json>, at: Span) -> Self {
        let entry =
            |(key, value): (String, Json)| (key, (at, At::new(Item::of_json(value, at), at)));
        Self { keys: keys.into_iter().map(entry).collect(), torn: false }
    }
}

/// Reads a text; everything that is no TOML becomes an error, and the rest is read all the same.
pub(super) fn read(log: &mut Log) -> Table {
    let text = Arc::clone(log.text());
    let text = text.as_str();
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Shifted { by: 0, log }.table(document.get_ref(), DEPTH);
    }
    let mut whole = Table { torn: true, ..Table::default() };
    for part in parts(text) {
        let table = read_part(text, part, log);
        join(&mut whole, table, log);
    }
    // Some faults lie between tables and show in none of them.
    if log.is_empty()
        && let Some(error) = errors.first()
    {
        syntax_error(error, 0, log);
    }
    whole
}

/// The text cut before every header of a top-level table.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && is_header(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// Whether a line is the header of a top-level table, perhaps one with a missing bracket.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    let Some(inner) = line.strip_prefix('[') else { return false };
    let word = inner.trim_start_matches('[').trim_end_matches(']').trim();
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Reads one top-level table, passing over the lines in which reading would stop.
fn read_part(text: &str, part: Range<usize>, log: &mut Log) -> Table {
    let start = part.start;
    let mut content = text.get(part).unwrap_or_default().to_owned();
    let header = broken_header(&mut content, start, log);
    let mut torn = false;
    for _ in 0..PASSED_OVER {
        let stop = stopping_line(&content, start, log);
        let Some(line) = stop else { break };
        torn = true;
        // Spaces in its place leave every other byte where it is.
        let blank = " ".repeat(line.len());
        content.replace_range(line, &blank);
    }
    let (document, mut errors) = DeTable::parse_recoverable(&content);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    let mut lines = BTreeSet::new();
    for error in &errors {
        let span = error.span().unwrap_or_default();
        // One line with one fault makes several errors; the first of them is the clear one.
        if lines.insert(line_around(&content, span.start).start) {
            syntax_error(error, start, log);
            torn |= !is_local(error.message());
        }
        if !is_local(error.message()) {
            break;
        }
    }
    let mut table = Shifted { by: start, log }.table(document.get_ref(), DEPTH);
    if torn {
        tear(&mut table);
    }
    match header {
        Some((name, span)) => under_header(table, name, span),
        None => table,
    }
}

/// The name in a header whose brackets do not match; it is reported, and made blank.
fn broken_header(content: &mut String, start: usize, log: &mut Log) -> Option<(String, Span)> {
    let line = line_around(content, 0);
    let text = content.get(line.clone())?.to_owned();
    if !is_header(&text) {
        return None;
    }
    let header = text.split('#').next().unwrap_or_default().trim();
    let count = |bracket| header.chars().filter(|c| *c == bracket).count();
    if count('[') == count(']') {
        return None;
    }
    let span = Span::new(start..start + header.len());
    let name = header.trim_matches(['[', ']', ' ']).to_owned();
    let message = "this is not TOML: the brackets of this header do not match";
    log.error(code::SYNTAX, span, message, format!("write `[[{name}]]`"));
    content.replace_range(line, &" ".repeat(text.len()));
    Some((name, span))
}

/// The keys of a table that lost its header, put under its name again.
fn under_header(mut keys: Table, name: String, span: Span) -> Table {
    // Headers below it, such as `[[node.fact]]`, name it themselves.
    if let Some((_, At { value: Item::Table(below), .. })) = keys.keys.remove(&name) {
        keys.keys.extend(below.keys);
    }
    // With the header wrong, it is not sure that all that belongs to the table is in it.
    tear(&mut keys);
    let torn = keys.torn;
    let list = Item::List(vec![At::new(Item::Table(keys), span)]);
    Table { keys: BTreeMap::from([(name, (span, At::new(list, span)))]), torn }
}

/// The line at which the parser would give up the rest of the table; its fault is reported.
fn stopping_line(content: &str, start: usize, log: &mut Log) -> Option<Range<usize>> {
    let (_, errors) = DeTable::parse_recoverable(content);
    let error = errors.iter().find(|e| e.message().starts_with("key with no value"))?;
    let line = line_around(content, error.span()?.start);
    if content.get(line.clone())?.trim().is_empty() {
        return None;
    }
    syntax_error(error, start, log);
    Some(line)
}

/// Whether a fault spoils only the value at its place.
fn is_local(message: &str) -> bool {
    !["unclosed", "missing comma", "unexpected"].iter().any(|m| message.starts_with(m))
}

fn syntax_error(error: &toml::de::Error, start: usize, log: &mut Log) {
    let span = error.span().unwrap_or_default();
    let message = error.message();
    let (message, help) = if message.starts_with("string values must be quoted") {
        ("texts and dates stand in quotation marks", Some("write it in quotation marks".to_owned()))
    } else {
        (message, None)
    };
    let message = format!("this is not TOML: {message}");
    log.error(code::SYNTAX, Span::new(span.start + start..span.end + start), message, help);
}

/// The line that holds the byte `at`, without its line break.
fn line_around(content: &str, at: usize) -> Range<usize> {
    let at = (0..=at.min(content.len())).rev().find(|i| content.is_char_boundary(*i)).unwrap_or(0);
    let (before, after) = content.split_at_checked(at).unwrap_or((content, ""));
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let end = at + after.find('\n').unwrap_or(after.len());
    start..end
}

/// Marks the tables of a part whose reading was given up. They are at most [`DEPTH`] deep.
fn tear(table: &mut Table) {
    table.torn = true;
    for (_, item) in table.keys.values_mut() {
        match &mut item.value {
            Item::Table(table) => tear(table),
            Item::List(items) => {
                for item in items {
                    if let Item::Table(table) = &mut item.value {
                        tear(table);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Adds the tables of one part to those before it.
fn join(whole: &mut Table, part: Table, log: &mut Log) {
    for (key, (span, item)) in part.keys {
        let Some((_, earlier)) = whole.keys.get_mut(&key) else {
            whole.keys.insert(key, (span, item));
            continue;
        };
        if !matches!((&earlier.value, &item.value), (Item::List(_), Item::List(_))) {
            let message = format!("`{key}` is given twice");
            let help = format!("tables of which there are several are written `[[{key}]]`");
            log.error(code::SYNTAX, span, message, help);
        }
        let earlier_item =
            At::new(std::mem::replace(&mut earlier.value, Item::Flag(false)), earlier.span);
        let mut items = into_list(earlier_item);
        items.extend(into_list(item));
        earlier.value = Item::List(items);
    }
}

fn into_list(item: At<Item>) -> Vec<At<Item>> {
    match item.value {
        Item::List(items) => items,
        _ => vec![item],
    }
}

/// Turns the parser's tree into ours, its bytes counted from the start of the text.
struct Shifted<'l> {
    by: usize,
    log: &'l mut Log,
}

impl Shifted<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range.start + self.by..range.end + self.by)
    }

    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Table {
        let (mut keys, mut torn) = (BTreeMap::new(), false);
        for (key, value) in table {
            let span = self.span(value.span());
            let Some(item) = self.item(value.get_ref(), span, depth) else {
                torn = true;
                continue;
            };
            let at = self.span(key.span());
            keys.insert(key.get_ref().to_string(), (at, At::new(item, span)));
        }
        Table { keys, torn }
    }

    fn item(&mut self, value: &DeValue<'_>, span: Span, depth: usize) -> Option<Item> {
        let Some(depth) = depth.checked_sub(1) else {
            self.log.error(code::SYNTAX, span, "tables stand too deep in each other", None);
            return None;
        };
        Some(match value {
            DeValue::String(text) => Item::Text(text.to_string()),
            DeValue::Boolean(flag) => Item::Flag(*flag),
            DeValue::Datetime(date) => {
                let date = date.to_string();
                // Nothing is left of a date that does not exist, which is reported already.
                if date.is_empty() {
                    return None;
                }
                Item::Date(date)
            }
            DeValue::Integer(n) => {
                let Ok(number) = i64::from_str_radix(n.as_str(), n.radix()) else {
                    return self.no_number("whole number", span);
                };
                Item::Whole(number)
            }
            DeValue::Float(n) => match n.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Item::Number(number),
                _ => return self.no_number("number", span),
            },
            DeValue::Array(values) => {
                let mut items = Vec::with_capacity(values.len());
                for value in values {
                    let span = self.span(value.span());
                    items.extend(self.item(value.get_ref(), span, depth).map(|i| At::new(i, span)));
                }
                Item::List(items)
            }
            DeValue::Table(table) => Item::Table(self.table(table, depth)),
        })
    }

    fn no_number(&mut self, what: &str, span: Span) -> Option<Item> {
        let text = Arc::clone(self.log.text());
        let message = format!("`{}` is no {what} that can be held", span.of(text.as_str()));
        self.log.error(code::WRONG_TYPE, span, message, None);
        None
    }
}
