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

/// How a text is written beside its words: what an editor keeps, and a parser takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Hand {
    /// Whether it begins with a byte order mark.
    marked: bool,
    /// Whether its lines end as on Windows.
    crlf: bool,
}

/// The mark at the beginning of a text that some editors write.
const MARK: char = '\u{feff}';

impl Hand {
    /// How a text is written, and its words with plain line ends.
    fn take(text: &str) -> (Self, String) {
        let words = text.strip_prefix(MARK);
        let marked = words.is_some();
        let words = words.unwrap_or(text);
        let crlf = words.find('\n').is_some_and(|at| words[..at].ends_with('\r'));
        (Self { marked, crlf }, words.replace("\r\n", "\n"))
    }

    fn write(self, words: &str) -> String {
        let mut text = if self.marked { String::from(MARK) } else { String::new() };
        text.push_str(&if self.crlf { words.replace('\n', "\r\n") } else { words.to_owned() });
        text
    }
}

/// A file.
pub(super) struct File {
    pub(super) name: String,
    hand: Hand,
    /// What would be written if nothing were changed.
    words: String,
    toml: DocumentMut,
    /// The document that stands behind whatever names no other.
    pub(super) source: Option<String>,
    cut: Vec<Place>,
    more: String,
}

impl File {
    /// Reads a file; the error says what is no TOML.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, String> {
        let (hand, words) = Hand::take(text);
        let toml: DocumentMut = words.parse().map_err(|e: toml_edit::TomlError| e.to_string())?;
        let source = toml.get("source").and_then(|source| source.get("id")?.as_str());
        let source = source.map(str::to_owned);
        let (name, words) = (name.to_owned(), toml.to_string());
        let (cut, more) = (Vec::new(), String::new());
        Ok(Self { name, hand, words, toml, source, cut, more })
    }

    /// A new file, named after the document that it begins with.
    pub(super) fn of_source(name: String, keys: &Keys) -> Self {
        let source = keys.get("id").and_then(Json::as_str).map(str::to_owned);
        let more = curated::table("[source]", keys);
        let (hand, words, cut) = (Hand::default(), String::new(), Vec::new());
        Self { name, hand, words, toml: DocumentMut::new(), source, cut, more }
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

    /// The text as it is now, where that is not what it was.
    pub(super) fn changed(&self) -> Option<String> {
        let words = self.revised();
        (words != self.words).then(|| self.hand.write(&words))
    }

    fn revised(&self) -> String {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "# Kept.\n[source]\nid = \"src:a\"\n\n# One.\n[[node]]\nid = \"org:a\" # so\nname = \"A\"\n\
                        quote = \"a\"\n\n[[node.fact]]\nkey = \"staff\"\nvalue = 3\n\n# Two.\n[[edge]]\nfrom = \"org:a\"\n\
                        type = \"covers\"\nto = \"place:b\"\n";

    fn file(text: &str) -> File {
        File::read("a.toml", text).unwrap()
    }

    #[test]
    fn what_is_not_changed_is_not_written() {
        for text in [TEXT, "", "\u{feff}# a\r\n", "a = 1", "x = '''\r\na'''\r\n"] {
            assert_eq!(file(text).changed(), None, "{text:?}");
        }
        assert!(File::read("a.toml", "[[node]\n").is_err());
    }

    #[test]
    fn line_ends_and_a_mark_at_the_beginning_stay() {
        let windows = format!("\u{feff}{}", TEXT.replace('\n', "\r\n"));
        let mut file = file(&windows);
        file.set(Place::In("node", 0), "name", &json!("B"));
        file.append("[[node]]", Keys::from_iter([("id".to_owned(), json!("org:c"))]));
        let now = file.changed().unwrap();
        let plain = TEXT.replace("\"A\"", "\"B\"") + "\n[[node]]\nid = \"org:c\"\n";
        assert_eq!(now, format!("\u{feff}{}", plain.replace('\n', "\r\n")));
    }

    #[test]
    fn every_table_is_found_with_its_evidence_written_out() {
        let places: Vec<Place> = file(TEXT).tables().into_iter().map(|told| told.place).collect();
        let (node, fact) = (Place::In("node", 0), Place::Fact("node", 0, 0));
        assert_eq!(places, [Place::Source, node, fact, Place::In("edge", 0)]);
        let tables = file(TEXT).tables();
        assert_eq!(tables[1].keys["evidence"], json!([{ "quote": "a", "source": "src:a" }]));
        assert_eq!(tables[2].keys["evidence"], json!([{ "source": "src:a" }]));
    }

    #[test]
    fn a_value_keeps_the_remark_behind_it_and_a_table_the_one_before_it() {
        let mut file = file(TEXT);
        file.set(Place::In("node", 0), "id", &json!("org:z"));
        assert!(file.changed().unwrap().contains("id = \"org:z\" # so\n"));
        file.cut(Place::In("node", 0));
        file.cut(Place::In("edge", 0));
        let left = "# Kept.\n[source]\nid = \"src:a\"\n\n# One.\n\n# Two.\n";
        assert_eq!(file.changed().unwrap(), left);
    }

    #[test]
    fn evidence_is_as_short_as_it_can_be() {
        let mut file = file(TEXT);
        let node = Place::In("node", 0);
        file.set(node, "evidence", &json!([{ "source": "src:a", "quote": "b" }]));
        assert!(file.changed().unwrap().contains("name = \"A\"\nquote = \"b\"\n"));
        file.set(node, "evidence", &json!([{ "source": "src:b" }, { "source": "src:a" }]));
        let both = file.changed().unwrap();
        assert!(both.contains("evidence = [") && !both.contains("quote"), "{both}");
        file.unset(node, "evidence");
        assert!(!file.changed().unwrap().contains("evidence"));
    }
}
