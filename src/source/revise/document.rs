//! A curated file that is changed in places, with everything else left as its author wrote it; the
//! only file that names the `toml_edit` crate.

use std::ops::Range;

use serde_json::Value as Json;
use toml_edit::{Document, DocumentMut, InlineTable, Item, Table, Value};

use super::super::curated::{self, Keys};

/// The keys of one evidence, as they stand in the table they belong to.
const EVIDENCE: [&str; 4] = ["source", "quote", "locator", "said_by"];

/// The lists of tables that a file can have.
const LISTS: [&str; 4] = ["node", "about", "fact", "edge"];

/// Where a table stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `[source]`.
    Source,
    /// One of `[[node]]` and its like.
    In(&'static str, usize),
    /// `[[node.fact]]` and its like: the list, the table in it, the fact of that.
    Fact(&'static str, usize, usize),
}

/// A table of a file: what it says, with every evidence written out.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) place: Place,
    pub(super) keys: Keys,
}

/// A file.
pub(super) struct File {
    pub(super) name: String,
    toml: DocumentMut,
    /// The document that stands behind whatever names no other.
    pub(super) source: Option<String>,
    cut: Vec<Place>,
    more: String,
}

impl File {
    /// Reads a file; the error says what is no TOML.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, String> {
        let toml: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| e.to_string())?;
        let source = toml.get("source").and_then(|source| source.get("id")?.as_str());
        let source = source.map(str::to_owned);
        Ok(Self { name: name.to_owned(), toml, source, cut: Vec::new(), more: String::new() })
    }

    /// A new file, named after the document that it begins with.
    pub(super) fn of_source(name: String, keys: &Keys) -> Self {
        let source = keys.get("id").and_then(Json::as_str).map(str::to_owned);
        let more = curated::table("[source]", keys);
        Self { name, toml: DocumentMut::new(), source, cut: Vec::new(), more }
    }

    /// Every table of it.
    pub(super) fn tables(&self) -> Vec<Told> {
        let mut all = Vec::new();
        if let Some(table) = self.table(Place::Source) {
            all.push(Told { place: Place::Source, keys: keys_of(table) });
        }
        for list in LISTS {
            let tables = self.toml.get(list).and_then(Item::as_array_of_tables);
            for (number, table) in tables.into_iter().flatten().enumerate() {
                let mut keys = keys_of(table);
                let facts = table.get("fact").and_then(Item::as_array_of_tables);
                if facts.is_some() {
                    keys.remove("fact");
                }
                self.write_out(list, &mut keys);
                let place = Place::In(list, number);
                all.push(Told { place, keys });
                for (fact, table) in facts.into_iter().flatten().enumerate() {
                    let mut keys = keys_of(table);
                    self.write_out("fact", &mut keys);
                    all.push(Told { place: Place::Fact(list, number, fact), keys });
                }
            }
        }
        all
    }

    /// Writes the evidence of a table out as a list, each with its document.
    fn write_out(&self, list: &str, keys: &mut Keys) {
        let own: Keys = EVIDENCE
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), keys.remove(*key)?)))
            .collect();
        // Without any word of its own a table rests on the file's document.
        let implied = list != "about" || keys.contains_key("known");
        let mut all = match keys.remove("evidence") {
            Some(Json::Array(all)) => all,
            _ if !own.is_empty() || implied => vec![Json::Object(own)],
            _ => Vec::new(),
        };
        for one in &mut all {
            if let (Json::Object(one), Some(source)) = (one, &self.source) {
                one.entry("source").or_insert_with(|| Json::from(source.as_str()));
            }
        }
        all.retain(|one| one.get("source").is_some());
        if !all.is_empty() {
            keys.insert("evidence".to_owned(), Json::Array(all));
        }
    }

    /// Gives a key of a table a value; evidence as a list of all of it.
    pub(super) fn set(&mut self, place: Place, key: &str, value: &Json) {
        let source = self.source.clone();
        let Some(table) = self.table_mut(place) else { return };
        if key != "evidence" {
            put(table, key, value);
            return;
        }
        for key in EVIDENCE {
            table.remove(key);
        }
        match value.as_array().map(Vec::as_slice) {
            Some([Json::Object(one)]) => {
                table.remove(key);
                for (key, value) in one {
                    let implied = key == "source" && value.as_str() == source.as_deref();
                    if !implied {
                        put(table, key, value);
                    }
                }
            }
            _ => put(table, key, value),
        }
    }

    /// Takes a key out of a table.
    pub(super) fn unset(&mut self, place: Place, key: &str) {
        let Some(table) = self.table_mut(place) else { return };
        table.remove(key);
        if key == "evidence" {
            for key in EVIDENCE {
                table.remove(key);
            }
        }
    }

    /// Takes a table out; the remarks before it stay.
    pub(super) fn cut(&mut self, place: Place) {
        self.cut.push(place);
        if let Place::In(list, number) = place {
            let facts = self.table(place).and_then(|table| table.get("fact"));
            let facts =
                facts.and_then(Item::as_array_of_tables).map_or(0, toml_edit::ArrayOfTables::len);
            self.cut.extend((0..facts).map(|fact| Place::Fact(list, number, fact)));
        }
    }

    /// Adds a table at the end.
    pub(super) fn append(&mut self, header: &str, mut keys: Keys) {
        // `[[about]]` rests on the file's document only where it says so.
        if header != "[[about]]"
            && let Some(Json::Array(all)) = keys.get_mut("evidence")
            && let [Json::Object(one)] = all.as_mut_slice()
            && one.get("source").and_then(Json::as_str) == self.source.as_deref()
        {
            one.remove("source");
        }
        self.more.push('\n');
        self.more.push_str(&curated::table(header, &keys));
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> String {
        let mut text = self.toml.to_string();
        let mut ranges = self.ranges(&text);
        ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
        for range in ranges {
            text.replace_range(range, "");
        }
        if !self.more.is_empty() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            let more = if text.is_empty() { self.more.trim_start() } else { &self.more };
            text.push_str(more);
        }
        text
    }

    /// The lines of the tables that are taken out.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let Ok(document) = Document::parse(text) else { return Vec::new() };
        let lines = |place: &Place| {
            let table = table_in(document.as_table(), *place)?;
            let header = table.span()?;
            let ends = table.iter().filter_map(|(_, item)| item.as_value()?.span());
            let end = ends.map(|span| span.end).chain([header.end]).max()?;
            let end = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at + 1);
            // With one empty line before it, so that none are left behind.
            let start = text.get(..header.start)?;
            let start = start.strip_suffix("\n\n").map_or(header.start, |before| before.len() + 1);
            Some(start..end)
        };
        self.cut.iter().filter_map(lines).collect()
    }

    fn table(&self, place: Place) -> Option<&Table> {
        table_in(self.toml.as_table(), place)
    }

    fn table_mut(&mut self, place: Place) -> Option<&mut Table> {
        match place {
            Place::Source => self.toml.get_mut("source")?.as_table_mut(),
            Place::In(name, number) => {
                self.toml.get_mut(name)?.as_array_of_tables_mut()?.get_mut(number)
            }
            Place::Fact(name, number, fact) => {
                let tables = self.toml.get_mut(name)?.as_array_of_tables_mut()?;
                let facts = tables.get_mut(number)?.get_mut("fact")?;
                facts.as_array_of_tables_mut()?.get_mut(fact)
            }
        }
    }
}

fn table_in(root: &Table, place: Place) -> Option<&Table> {
    match place {
        Place::Source => root.get("source")?.as_table(),
        Place::In(name, number) => root.get(name)?.as_array_of_tables()?.get(number),
        Place::Fact(name, number, fact) => {
            let table = root.get(name)?.as_array_of_tables()?.get(number)?;
            table.get("fact")?.as_array_of_tables()?.get(fact)
        }
    }
}

/// Puts a value into a table, where an older one stood with its remark, or behind the last key.
fn put(table: &mut Table, key: &str, value: &Json) {
    let Ok(mut new) = curated::value(key, value).parse::<Value>() else { return };
    if let Some(Item::Value(old)) = table.get(key) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(new));
}

fn keys_of(table: &Table) -> Keys {
    table.iter().map(|(key, item)| (key.to_owned(), json_of(item))).collect()
}

fn json_of(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(value) => plain(value),
        Item::Table(table) => Json::Object(keys_of(table)),
        Item::ArrayOfTables(tables) => {
            Json::Array(tables.iter().map(|table| Json::Object(keys_of(table))).collect())
        }
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::String(text) => Json::from(text.value().as_str()),
        Value::Integer(n) => Json::from(*n.value()),
        Value::Float(n) => Json::from(*n.value()),
        Value::Boolean(flag) => Json::from(*flag.value()),
        Value::Datetime(at) => Json::from(at.value().to_string()),
        Value::Array(items) => Json::Array(items.iter().map(plain).collect()),
        Value::InlineTable(table) => Json::Object(keys_of_inline(table)),
    }
}

fn keys_of_inline(table: &InlineTable) -> Keys {
    table.iter().map(|(key, value)| (key.to_owned(), plain(value))).collect()
}
