//! Taking somebody's names out of all that is said of others.

use std::sync::Arc;

use super::image::{Image, Table, Values};
use super::record::{EdgeRecord, Evidence, Fact, NameForm, NodeRecord};
use super::value::Value;

/// What stands where a name was.
const REMOVED: &str = "[name removed]";
/// What stands before a name and is none. Compared in small letters and without a full stop.
const TITLES: [&str; 14] = [
    "baroness",
    "cllr",
    "councillor",
    "dame",
    "dr",
    "lady",
    "lord",
    "miss",
    "mr",
    "mrs",
    "ms",
    "prof",
    "professor",
    "sir",
];
/// Names of fewer letters are words of other texts too.
const SHORTEST: usize = 3;

/// Names that are to be in no text any more.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    /// The characters of each as they are compared, the longest first.
    names: Vec<Vec<char>>,
    /// In how many texts a name stood.
    pub(crate) texts: usize,
}

impl Redaction {
    /// Takes out these names, each with its title and without.
    pub(crate) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut redaction = Self::default();
        for name in names {
            redaction.name(name);
            let mut rest = name.trim();
            while let Some((first, more)) = rest.split_once(char::is_whitespace) {
                let first = first.trim_end_matches('.').to_lowercase();
                if !TITLES.contains(&first.as_str()) {
                    break;
                }
                rest = more.trim_start();
                redaction.name(rest);
            }
        }
        redaction.names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        redaction.names.dedup();
        redaction
    }

    fn name(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name: Vec<char> = words.join(" ").chars().flat_map(compared).collect();
        if name.iter().filter(|c| c.is_alphanumeric()).count() >= SHORTEST {
            self.names.push(name);
        }
    }

    /// Whether a text names them.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.without(text).is_some()
    }

    /// The text without the names; none where it has none of them.
    pub(crate) fn without(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let (mut kept, mut before) = (0, None);
        for (at, c) in text.char_indices() {
            let begins = at >= kept && !before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            let rest = text.get(at..).filter(|_| begins).unwrap_or_default();
            if let Some(length) = self.names.iter().find_map(|name| beginning(rest, name)) {
                out.push_str(text.get(kept..at).unwrap_or_default());
                out.push_str(REMOVED);
                kept = at + length;
            }
        }
        (kept > 0).then(|| out + text.get(kept..).unwrap_or_default())
    }

    /// Takes the names out of a whole graph.
    pub(crate) fn image(&mut self, image: &mut Image) {
        self.table(&mut image.nodes, Self::node);
        self.table(&mut image.edges, Self::edge);
    }

    fn table<R: Clone>(&mut self, table: &mut Table<R>, record: fn(&mut Self, &mut R)) {
        for (_, stated) in &mut table.records {
            record(self, Arc::make_mut(stated));
        }
        // The properties of a row with a record say what the record says, and were counted there.
        let counted = self.texts;
        for column in &mut table.columns {
            match &mut column.values {
                Values::Text(_, texts) => texts.iter_mut().for_each(|text| self.shared(text)),
                Values::Mixed(values) => values.iter_mut().for_each(|value| self.value(value)),
                Values::Integer(_) | Values::Float(_) | Values::Boolean(_) => {}
            }
        }
        if !table.records.is_empty() {
            self.texts = counted;
        }
    }

    fn shared(&mut self, text: &mut Arc<str>) {
        if let Some(without) = self.without(text) {
            *text = without.into();
            self.texts += 1;
        }
    }

    fn text(&mut self, text: &mut String) {
        if let Some(without) = self.without(text) {
            *text = without;
            self.texts += 1;
        }
    }

    fn maybe(&mut self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => self.shared(text),
            Value::List(items) => {
                let mut items = items.to_vec();
                for item in &mut items {
                    self.value(item);
                }
                *value = Value::list(items);
            }
            Value::Map(entries) => {
                let mut entries = (**entries).clone();
                for entry in entries.values_mut() {
                    self.value(entry);
                }
                *value = Value::map(entries);
            }
            _ => {}
        }
    }

    fn evidence(&mut self, all: &mut [Evidence]) {
        for Evidence { source: _, quote, locator, said_by } in all {
            self.maybe(quote);
            self.maybe(locator);
            self.maybe(said_by);
        }
    }

    fn node(&mut self, node: &mut NodeRecord) {
        self.text(&mut node.name);
        for NameForm { text, evidence, .. } in &mut node.aka {
            self.text(text);
            self.evidence(evidence);
        }
        for identifier in &mut node.identifiers {
            self.text(&mut identifier.value);
        }
        node.attributes.values_mut().for_each(|value| self.value(value));
        self.maybe(&mut node.note);
        for Fact { value, of, note, evidence, .. } in &mut node.facts {
            self.value(value);
            self.maybe(of);
            self.maybe(note);
            self.evidence(evidence);
        }
        self.evidence(&mut node.evidence);
    }

    fn edge(&mut self, edge: &mut EdgeRecord) {
        edge.attributes.values_mut().for_each(|value| self.value(value));
        self.maybe(&mut edge.note);
        self.evidence(&mut edge.evidence);
    }
}

/// A character as it is compared: capitals, curly quotes and kinds of space make no difference.
fn compared(c: char) -> std::char::ToLowercase {
    let c = match c {
        '‘' | '’' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    c.to_lowercase()
}

/// How many bytes of a text the name takes with which it begins, as whole words.
fn beginning(text: &str, name: &[char]) -> Option<usize> {
    let mut wanted = name.iter();
    let mut spaced = false;
    for (at, c) in text.char_indices() {
        if wanted.as_slice().is_empty() {
            return (!c.is_alphanumeric()).then_some(at);
        }
        if spaced && c.is_whitespace() {
            continue;
        }
        if !compared(c).all(|c| wanted.next() == Some(&c)) {
            return None;
        }
        spaced = c.is_whitespace();
    }
    wanted.as_slice().is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_out_as_whole_words_however_they_are_written() {
        let redaction = Redaction::of(["Dr Ann O'Hara", "AO", "İpek"]);
        for (text, without) in [
            ("said Dr Ann O’Hara, chair", Some("said [name removed], chair")),
            ("ANN\u{a0} O'HARA", Some("[name removed]")),
            ("Ann O'Hara and ann o'hara", Some("[name removed] and [name removed]")),
            ("İPEK’s", Some("[name removed]’s")),
            ("Joann O'Hara", None),
            ("Ann O'Harara", None),
            ("Ann", None),
            ("AO", None),
            ("", None),
        ] {
            assert_eq!(redaction.without(text).as_deref(), without, "{text}");
        }
    }
}
