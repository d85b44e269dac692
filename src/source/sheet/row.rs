//! A row becomes the table that a curated file would have in its place.

use std::collections::BTreeMap;

use super::super::code;
use super::super::curated::is_id;
use super::super::directory::Directory;
use super::super::log::Log;
use super::super::near::{choice, nearest};
use super::super::reading::Reading;
use super::super::tree::{At, Item, Table};
use super::cell::{self, DayOrder};
use super::heading::{Column, is_foreign};
use crate::error::Span;
use crate::model::schema::{Attribute, ValueType};
use crate::model::when::Moment;
use crate::model::{Key, Schema, slug};

/// How many unknown names get the help of the nearest one, which takes a look at every name.
const HELPED: usize = 20;

/// How many bearers of a name are listed where several are meant by it.
const LISTED: usize = 5;

type Keys = BTreeMap<String, (Span, At<Item>)>;

/// Writes the tables of a sheet.
pub(super) struct Writer<'a> {
    schema: &'a Schema,
    reading: &'a Reading,
    directory: &'a mut Directory,
    relates: bool,
    nodes: Vec<At<Item>>,
    relations: Vec<At<Item>>,
    helped: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        reading: &'a Reading,
        directory: &'a mut Directory,
        relates: bool,
    ) -> Self {
        let (nodes, relations) = (Vec::new(), Vec::new());
        Self { schema, reading, directory, relates, nodes, relations, helped: 0 }
    }

    /// The tables of nodes and those of relations.
    pub(super) fn tables(self) -> (Vec<At<Item>>, Vec<At<Item>>) {
        (self.nodes, self.relations)
    }

    /// Adds a row; one whose ends or source cannot be told is left out, with the reason in the log.
    pub(super) fn row(
        &mut self,
        columns: &[Column],
        orders: &[Option<DayOrder>],
        cells: &[At<String>],
        log: &mut Log,
    ) {
        let first = cells.iter().find(|cell| !cell.value.is_empty());
        let Some(at) = first.map(|cell| cell.span) else { return };
        let mut keys = Keys::new();
        let mut facts = Vec::new();
        let mut backward = false;
        for ((column, order), cell) in columns.iter().zip(orders).zip(cells) {
            if cell.value.is_empty() {
                continue;
            }
            if self.is_date(column) && cell::is_unclear(&cell.value, *order) {
                unclear_date(cell, log);
                continue;
            }
            if let Column::Fact(id) = column {
                facts.push(fact(id, self.number(id, &cell.value, *order), cell.span));
                continue;
            }
            backward |= self.put(&mut keys, column, &cell.value, cell.span, *order);
        }
        for (key, value) in &self.reading.values {
            if !keys.contains_key(key) && !is_foreign(key, self.relates) {
                let column = Column::Key(key.clone());
                backward |= self.put(&mut keys, &column, value, at, None);
            }
        }
        if backward {
            let (from, to) = (keys.remove("from"), keys.remove("to"));
            keys.extend(from.map(|end| ("to".to_owned(), end)));
            keys.extend(to.map(|end| ("from".to_owned(), end)));
        }
        if !self.source(&mut keys, log) {
            return;
        }
        if self.relates {
            if self.end("from", &mut keys, log) & self.end("to", &mut keys, log) {
                self.relations.push(table(keys, at));
            }
        } else if keys.contains_key("name") {
            self.identify(&mut keys);
            add_facts(&mut keys, facts, at);
            self.nodes.push(table(keys, at));
        } else {
            let message = "this row has no `name`";
            log.error(
                code::MISSING_KEY,
                at,
                message,
                "a row without cells is passed over".to_owned(),
            );
        }
    }

    fn is_date(&self, column: &Column) -> bool {
        let Column::Key(key) = column else { return false };
        let dated = |a: &Attribute| a.id == *key && a.value == ValueType::Date;
        matches!(key.as_str(), "start" | "end" | "on" | "known")
            || self.schema.declared().attributes.iter().any(dated)
    }

    /// Puts a cell under its key; whether it is a relation read backward.
    fn put(
        &self,
        keys: &mut Keys,
        column: &Column,
        text: &str,
        at: Span,
        order: Option<DayOrder>,
    ) -> bool {
        let mut backward = false;
        let (key, item) = match column {
            // Numbers are put together once the row has been read.
            Column::LeftOut | Column::Fact(_) => return false,
            Column::Scheme(scheme) => {
                identifier(keys, scheme, text, at);
                return false;
            }
            Column::Key(key) => {
                let item = match key.as_str() {
                    "aka" | "evidence" | "fact" if text.starts_with('[') => cell::json(text, at),
                    "aka" => cell::list(cell::several(text), at),
                    "known" => {
                        let dates = cell::several(text).into_iter().map(|d| cell::date(d, order));
                        let dates: Vec<String> = dates.collect();
                        cell::list(dates.iter().map(String::as_str), at)
                    }
                    "start" | "end" | "on" => Item::Text(cell::date(text, order)),
                    "planned" | "inferred" => cell::flag(text),
                    "confidence" => Item::Text(text.to_lowercase()),
                    "kind" => Item::Text(cell::kind(text, self.schema)),
                    "type" => {
                        let (relation, turned) = cell::relation(text, self.schema);
                        backward = turned;
                        Item::Text(relation)
                    }
                    other => self.other(other, text, order),
                };
                (key, item)
            }
        };
        match (keys.get_mut(key), item) {
            (Some((_, At { value: Item::List(there), .. })), Item::List(more)) => {
                there.extend(more);
            }
            (_, item) => {
                keys.insert(key.clone(), (at, At::new(item, at)));
            }
        }
        backward
    }

    /// The value of a number or a status.
    fn number(&self, id: &str, text: &str, order: Option<DayOrder>) -> Item {
        let takes = self.schema.fact(id).map(|fact| &fact.value);
        takes.map_or_else(|| Item::Text(text.to_owned()), |takes| cell::typed(text, takes, order))
    }

    /// A text, or an attribute of the type that the schema declares.
    fn other(&self, key: &str, text: &str, order: Option<DayOrder>) -> Item {
        let attribute = self.schema.declared().attributes.iter().find(|a| a.id == key);
        match attribute {
            Some(attribute) => cell::typed(text, &attribute.value, order),
            None => Item::Text(text.to_owned()),
        }
    }

    /// Gives a node without an id that of the node of its kind that bears its name, or a new one.
    fn identify(&mut self, keys: &mut Keys) {
        let text = |key: &str| match keys.get(key) {
            Some((_, At { value: Item::Text(text), span })) => Some((text.clone(), *span)),
            _ => None,
        };
        let Some((name, at)) = text("name") else { return };
        let kind = text("kind").map(|(kind, _)| kind).unwrap_or_default();
        let kind = kind.split('/').next().unwrap_or_default().to_owned();
        let id = text("id").map_or_else(|| self.id_for(&name, &kind), |(id, _)| id);
        let own = || (at, At::new(Item::Text(id.clone()), at));
        keys.entry("id".to_owned()).or_insert_with(own);
        let mut names = vec![name];
        if let Some((_, At { value: Item::List(others), .. })) = keys.get("aka") {
            names.extend(others.iter().filter_map(|other| match &other.value {
                Item::Text(text) => Some(text.clone()),
                _ => None,
            }));
        }
        self.directory.add(&id, &kind, names.iter().map(String::as_str));
    }

    fn id_for(&self, name: &str, kind: &str) -> String {
        let of_kind = |key: &&Key| self.directory.kind_of(key.as_str()) == Some(kind);
        let mut bearers = self.directory.called(name).iter().filter(of_kind);
        if let (Some(one), None) = (bearers.next(), bearers.next()) {
            return one.as_str().to_owned();
        }
        let declared = self.schema.kind_named(kind).and_then(|id| self.schema.kind(id));
        let prefix = declared.map_or("node", |kind| &*kind.prefix);
        let slug = slug(name);
        let numbered = (2_u64..).map(|number| format!("{prefix}:{slug}-{number}"));
        let mut free = std::iter::once(format!("{prefix}:{slug}"))
            .chain(numbered)
            .filter(|id| self.directory.kind_of(id).is_none());
        free.next().unwrap_or_default()
    }

    /// Puts the id of an end in place of its name.
    fn end(&mut self, key: &str, keys: &mut Keys, log: &mut Log) -> bool {
        // One that is absent is its reader's to refuse.
        let Some((_, At { value: Item::Text(name), span })) = keys.get_mut(key) else {
            return true;
        };
        let span = *span;
        if is_id(name) {
            return true;
        }
        match self.directory.called(name) {
            [one] => {
                *name = one.as_str().to_owned();
                true
            }
            [] => {
                let message = format!("nothing is called `{name}`");
                self.helped += 1;
                let near = (self.helped <= HELPED)
                    .then(|| nearest(&crate::model::name::fold(name), self.directory.names()))
                    .flatten();
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "load the sheet that declares it together with this one".to_owned(),
                };
                log.error(code::UNKNOWN_NODE, span, message, help);
                false
            }
            several => {
                several_bear(name, several, span, log);
                false
            }
        }
    }

    /// Puts the id of a document in place of its title; one that is not known becomes a node.
    fn source(&mut self, keys: &mut Keys, log: &mut Log) -> bool {
        let Some((_, At { value: Item::Text(title), span })) = keys.get_mut("source") else {
            return true;
        };
        let span = *span;
        if is_id(title) {
            return true;
        }
        let known = self.directory.called(title);
        let documents: Vec<Key> = known
            .iter()
            .filter(|key| self.directory.kind_of(key.as_str()) == Some("document"))
            .cloned()
            .collect();
        match documents.as_slice() {
            [one] => one.as_str().clone_into(title),
            [] => {
                let written = std::mem::take(title);
                let id = self.document(&written, span);
                keys.insert("source".to_owned(), (span, At::new(Item::Text(id), span)));
            }
            several => {
                several_bear(title, several, span, log);
                return false;
            }
        }
        true
    }

    /// A node for a document that is written `TITLE` or `TITLE, DATE`; its id.
    fn document(&mut self, written: &str, at: Span) -> String {
        let dated = written.rsplit_once(',').and_then(|(title, date)| {
            let date = date.trim().parse::<Moment>().ok()?;
            Some((title.trim(), date.to_string()))
        });
        let (title, date) = dated.map_or((written, None), |(title, date)| (title, Some(date)));
        let id = self.id_for(title, "document");
        let mut keys = Keys::new();
        let mut put = |key: &str, text: String| {
            keys.insert(key.to_owned(), (at, At::new(Item::Text(text), at)));
        };
        put("id", id.clone());
        put("kind", "document".to_owned());
        put("name", title.to_owned());
        if let Some(date) = date {
            put("date", date);
        }
        self.directory.add(&id, "document", [title, written]);
        self.nodes.push(table(keys, at));
        id
    }
}

fn table(keys: Keys, at: Span) -> At<Item> {
    At::new(Item::Table(Table { keys, torn: false }), at)
}

/// Adds codes of a scheme to the identifiers of a row.
fn identifier(keys: &mut Keys, scheme: &str, text: &str, at: Span) {
    let empty = || (at, At::new(Item::Table(Table::default()), at));
    let (_, ids) = keys.entry("ids".to_owned()).or_insert_with(empty);
    let Item::Table(ids) = &mut ids.value else { return };
    let more = cell::list(cell::several(text), at);
    match (ids.keys.get_mut(scheme), more) {
        (Some((_, At { value: Item::List(there), .. })), Item::List(more)) => there.extend(more),
        (_, more) => {
            ids.keys.insert(scheme.to_owned(), (at, At::new(more, at)));
        }
    }
}

/// A number or a status that a column of its own holds.
fn fact(id: &str, value: Item, at: Span) -> Keys {
    let place = |item| (at, At::new(item, at));
    Keys::from([
        ("key".to_owned(), place(Item::Text(id.to_owned()))),
        ("value".to_owned(), place(value)),
    ])
}

/// Adds the numbers of a row's columns, for which vouches what vouches for the row. Those that an export
/// wrote in full have their own.
fn add_facts(keys: &mut Keys, facts: Vec<Keys>, at: Span) {
    if facts.is_empty() {
        return;
    }
    let vouching: Vec<_> = ["source", "quote", "locator", "said_by", "known"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), keys.get(key)?.clone())))
        .collect();
    let facts = facts.into_iter().map(|mut fact| {
        fact.extend(vouching.iter().cloned());
        table(fact, at)
    });
    let none = || (at, At::new(Item::List(Vec::new()), at));
    if let Item::List(there) = &mut keys.entry("fact".to_owned()).or_insert_with(none).1.value {
        there.extend(facts);
    }
}

fn unclear_date(cell: &At<String>, log: &mut Log) {
    let message = format!("it cannot be told which number of `{}` is the month", cell.value);
    let help = "no date of this column has a day beyond 12; write the year first, as 2021-04-30";
    log.error(code::BAD_DATE, cell.span, message, help.to_owned());
}

fn several_bear(name: &str, bearers: &[Key], at: Span, log: &mut Log) {
    let listed = choice(bearers.iter().take(LISTED).map(Key::as_str));
    let more = bearers.len().saturating_sub(LISTED);
    let more = if more == 0 { String::new() } else { format!(", or {more} more") };
    let message = format!("`{name}` could be {listed}{more}");
    log.error(
        code::AMBIGUOUS_NAME,
        at,
        message,
        "write the id of the one that is meant".to_owned(),
    );
}
