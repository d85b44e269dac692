//! The keys of one table, asked for one by one; what nobody asked for is unknown.

use std::collections::BTreeSet;

use super::code;
use super::log::Log;
use super::near::did_you_mean;
use super::tree::{At, Item, Table};
use crate::error::Span;

/// One table that is being read.
///
/// Each question notes a value of the wrong type in the log and answers as if it were absent;
/// [`Fields::finish`] notes the keys that nobody asked for.
pub(super) struct Fields<'t> {
    table: &'t Table,
    /// Its header, or the whole of an inline table.
    pub(super) span: Span,
    /// What the table describes: `node`, `edge`.
    what: &'t str,
    asked: BTreeSet<String>,
}

impl<'t> Fields<'t> {
    pub(super) fn new(table: &'t Table, span: Span, what: &'t str) -> Self {
        Self { table, span, what, asked: BTreeSet::new() }
    }

    /// The value of a key, of any type.
    pub(super) fn item(&mut self, key: &str) -> Option<&'t At<Item>> {
        if !self.asked.contains(key) {
            self.asked.insert(key.to_owned());
        }
        self.table.keys.get(key).map(|(_, item)| item)
    }

    /// Where the value of a key stands, if there is one; not a question.
    pub(super) fn place_of(&self, key: &str) -> Option<Span> {
        self.table.keys.get(key).map(|(_, item)| item.span)
    }

    pub(super) fn has_asked(&self, key: &str) -> bool {
        self.asked.contains(key)
    }

    /// The places of the keys there are, and of their values.
    pub(super) fn places(&self) -> impl Iterator<Item = (&'t str, Span, Span)> + use<'t> {
        let table = self.table;
        table.keys.iter().map(|(key, (at, item))| (key.as_str(), *at, item.span))
    }

    pub(super) fn text(&mut self, key: &str, log: &mut Log) -> Option<At<&'t str>> {
        let item = self.item(key)?;
        as_text(key, item, log)
    }

    /// A text that must be there.
    pub(super) fn need(&mut self, key: &str, log: &mut Log) -> Option<At<&'t str>> {
        if self.item(key).is_none() {
            self.missing(key, log);
        }
        self.text(key, log)
    }

    /// Notes that a required key is absent.
    pub(super) fn missing(&self, key: &str, log: &mut Log) {
        if !self.table.torn {
            let message = format!("this {} has no `{key}`", self.what);
            log.error(code::MISSING_KEY, self.span, message, None);
        }
    }

    pub(super) fn flag(&mut self, key: &str, log: &mut Log) -> bool {
        match self.item(key) {
            None => false,
            Some(At { value: Item::Flag(flag), .. }) => *flag,
            Some(item) => {
                wrong(key, "true or false", item, log);
                false
            }
        }
    }

    pub(super) fn whole(&mut self, key: &str, log: &mut Log) -> Option<At<i64>> {
        match self.item(key)? {
            At { value: Item::Whole(n), span } => Some(At::new(*n, *span)),
            item => {
                wrong(key, "a whole number", item, log);
                None
            }
        }
    }

    /// The parts of a list.
    pub(super) fn list(&mut self, key: &str, log: &mut Log) -> &'t [At<Item>] {
        match self.item(key) {
            None => &[],
            Some(At { value: Item::List(items), .. }) => items,
            Some(item) => {
                wrong(key, "a list", item, log);
                &[]
            }
        }
    }

    /// Texts: a list of them, or one alone.
    pub(super) fn texts(&mut self, key: &str, log: &mut Log) -> Vec<At<&'t str>> {
        match self.item(key) {
            None => Vec::new(),
            Some(At { value: Item::List(items), .. }) => {
                items.iter().filter_map(|item| as_text(key, item, log)).collect()
            }
            Some(item) => as_text(key, item, log).into_iter().collect(),
        }
    }

    pub(super) fn table(&mut self, key: &'t str, log: &mut Log) -> Option<Fields<'t>> {
        match self.item(key)? {
            At { value: Item::Table(table), span } => Some(Fields::new(table, *span, key)),
            item => {
                wrong(key, "one table", item, log);
                let Item::List(items) = &item.value else { return None };
                match items.first()? {
                    At { value: Item::Table(table), span } => Some(Fields::new(table, *span, key)),
                    _ => None,
                }
            }
        }
    }

    /// The tables of a list, each described as `what`.
    pub(super) fn tables(&mut self, key: &str, what: &'t str, log: &mut Log) -> Vec<Fields<'t>> {
        let mut tables = Vec::new();
        let items = match self.item(key) {
            Some(item @ At { value: Item::Table(_), .. }) => {
                let message = format!("`{key}` takes tables of which there can be several");
                log.error(code::WRONG_TYPE, item.span, message, format!("write `[[{key}]]`"));
                std::slice::from_ref(item)
            }
            _ => self.list(key, log),
        };
        for item in items {
            match &item.value {
                Item::Table(table) => tables.push(Fields::new(table, item.span, what)),
                _ => wrong(key, "tables", item, log),
            }
        }
        tables
    }

    /// Notes the keys that nobody asked for.
    pub(super) fn finish(self, log: &mut Log) {
        for (key, (at, _)) in &self.table.keys {
            if !self.asked.contains(key) {
                let asked = || self.asked.iter().map(String::as_str);
                let help = did_you_mean(key, asked()).or_else(|| {
                    let known: Vec<_> = asked().collect();
                    (!known.is_empty()).then(|| format!("known here: {}", known.join(", ")))
                });
                let article = if self.what.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
                let message = format!("`{key}` is not a key of {article} {}", self.what);
                log.error(code::UNKNOWN_KEY, *at, message, help);
            }
        }
    }
}

/// The text of a value; dates may stand without quotation marks.
pub(super) fn as_text<'t>(key: &str, item: &'t At<Item>, log: &mut Log) -> Option<At<&'t str>> {
    match &item.value {
        Item::Text(text) if text.trim().is_empty() => {
            let message = format!("`{key}` is empty");
            log.error(
                code::WRONG_TYPE,
                item.span,
                message,
                "leave out what is not known".to_owned(),
            );
            None
        }
        Item::Text(text) | Item::Date(text) => Some(At::new(text.as_str(), item.span)),
        _ => {
            wrong(key, "a text", item, log);
            None
        }
    }
}

/// Notes that a value is not of the type its key takes.
pub(super) fn wrong(key: &str, takes: &str, item: &At<Item>, log: &mut Log) {
    let help = match (takes, &item.value) {
        ("a text", Item::Whole(_) | Item::Number(_)) => {
            Some("write it in quotation marks".to_owned())
        }
        ("true or false", Item::Text(_)) => Some("write it without quotation marks".to_owned()),
        ("a whole number" | "a number", Item::Text(text)) if text.parse::<f64>().is_ok() => {
            Some("write it without quotation marks".to_owned())
        }
        _ => None,
    };
    let message = format!("`{key}` takes {takes}, and this is {}", item.value.what());
    log.error(code::WRONG_TYPE, item.span, message, help);
}
