//! Writes nodes, relations and indexes in the curated format: what [`read`](super::read) takes, gives them again.

use serde_json::Value as Json;

use super::keys::{Keys, keys_of_edge, keys_of_index, keys_of_node};
use crate::model::quoted::quoted;
use crate::model::{EdgeRecord, Index, NodeRecord};

/// These nodes, relations and declared indexes as one file, in their order.
///
/// Layers are not part of the format, and are left out.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::source::{self, Dataset};
///
/// let london = Database::london()?.snapshot();
/// let text = source::dump(london.node_records(), london.edge_records(), london.indexes());
/// let again = Dataset::of([("london.toml", text)]);
/// assert_eq!(Database::from_dataset(&again)?.snapshot().edge_count(), london.edge_count());
/// # Ok::<(), plexusdb::Error>(())
/// ```
pub fn dump<'r>(
    nodes: impl IntoIterator<Item = &'r NodeRecord>,
    edges: impl IntoIterator<Item = &'r EdgeRecord>,
    indexes: impl IntoIterator<Item = &'r Index>,
) -> String {
    let mut file = Writer::default();
    for node in nodes {
        file.node(node);
    }
    for edge in edges {
        file.table("[[edge]]", keys_of_edge(edge));
    }
    for index in indexes {
        file.table("[[index]]", keys_of_index(index));
    }
    file.text
}

/// One table under its header, such as `[[edge]]`.
pub(in crate::source) fn table(header: &str, keys: &Keys) -> String {
    let mut file = Writer::default();
    file.table(header, keys.clone());
    file.text
}

/// The value of a key as it stands behind the `=`.
#[cfg(feature = "write-back")]
pub(in crate::source) fn value(key: &str, value: &Json) -> String {
    toml(value, is_short(key))
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn table(&mut self, header: &str, keys: Keys) {
        if !self.text.is_empty() && !header.contains('.') {
            self.text.push('\n');
        }
        self.text.push_str(header);
        self.text.push('\n');
        for (key, value) in with_one_evidence(keys) {
            self.text.push_str(&bare(&key));
            self.text.push_str(" = ");
            self.text.push_str(&toml(&value, is_short(&key)));
            self.text.push('\n');
        }
    }

    fn node(&mut self, node: &NodeRecord) {
        let mut keys = keys_of_node(node);
        let facts = keys.remove("fact");
        self.table("[[node]]", keys);
        let Some(Json::Array(facts)) = facts else { return };
        for fact in facts {
            if let Json::Object(fact) = fact {
                self.table("[[node.fact]]", fact);
            }
        }
    }
}

/// The keys with those of a single evidence among them, as people write them.
fn with_one_evidence(keys: Keys) -> Keys {
    let mut flat = Keys::new();
    for (key, value) in keys {
        match (key.as_str(), value) {
            ("evidence", Json::Array(mut all)) if all.len() == 1 => {
                if let Some(Json::Object(one)) = all.pop() {
                    flat.extend(one);
                }
            }
            (_, value) => {
                flat.insert(key, value);
            }
        }
    }
    flat
}

fn bare(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key, '"') }
}

/// A value of a key, in one piece.
fn toml(value: &Json, short: bool) -> String {
    match value {
        Json::String(text) => quoted(text, '"'),
        Json::Number(number) => match number.as_f64() {
            Some(n) if number.is_f64() && n.fract() == 0.0 => format!("{n:.1}"),
            Some(n) if number.is_f64() => n.to_string(),
            _ => number.to_string(),
        },
        Json::Array(items) => list(items, short),
        Json::Object(keys) => {
            let pairs: Vec<String> = with_one_evidence(keys.clone())
                .iter()
                .map(|(key, value)| {
                    format!("{} = {}", bare(key), toml(value, short || is_short(key)))
                })
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        // There is no value to leave out.
        Json::Bool(_) | Json::Null => value.to_string(),
    }
}

/// Whether the lists under a key are written on one line: dates, codes and the names of properties are short.
fn is_short(key: &str) -> bool {
    ["known", "ids", "properties"].contains(&key)
}

fn list(items: &[Json], short: bool) -> String {
    let texts: Vec<String> = items.iter().map(|item| toml(item, short)).collect();
    match texts.as_slice() {
        [one] => format!("[{one}]"),
        several if short => format!("[{}]", several.join(", ")),
        several => format!("[\n  {},\n]", several.join(",\n  ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Change;
    use crate::source::{Dataset, embedded};

    #[test]
    fn what_is_dumped_is_read_again_word_for_word() {
        let graph = crate::db::Database::from_dataset(&embedded::dataset()).unwrap().snapshot();
        let nodes: Vec<_> = graph.node_records().collect();
        let edges: Vec<_> = graph.edge_records().collect();
        let text = dump(nodes.iter().copied(), edges.iter().copied(), []);
        let again = Dataset::of([("all.toml", text.clone())]);
        let wrong: Vec<_> = again.findings.iter().map(ToString::to_string).collect();
        assert!(!again.has_errors(), "{}", wrong.join("\n"));
        let (mut nodes, mut edges) = (nodes.into_iter(), edges.into_iter());
        for entry in &again.entries {
            match &entry.change {
                Change::AddNode(node) => assert_eq!(Some(node), nodes.next()),
                Change::AddEdge(edge) => assert_eq!(Some(edge), edges.next()),
                other => panic!("{other:?}"),
            }
        }
        assert!(nodes.next().is_none() && edges.next().is_none());
    }

    #[test]
    fn any_text_stays_within_its_quotes() {
        for text in ["a \"b\" \\ c", "line\nbreak\t\r", "\u{1}\u{7f}\u{85}é", ""] {
            let file = format!("x = {}", quoted(text, '"'));
            let read: std::collections::BTreeMap<String, String> = toml::from_str(&file).unwrap();
            assert_eq!(read["x"], text);
        }
    }
}
