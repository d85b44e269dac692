//! What files or a graph say, record by record, in one spelling: so that two can be compared.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::curated::{Keys, keys_of_edge, keys_of_node};
use crate::model::{EdgeRecord, NodeRecord};

/// The ends of a relation and its type: `from`, `type`, `to`.
pub(super) type Ends = [String; 3];

/// What is said of every node and of every relation, whatever order and which files it is said in.
///
/// Layers are not part of the format, and do not count.
///
/// ```
/// use plexusdb::model::NodeRecord;
/// use plexusdb::source::Said;
///
/// let said = |name| Said::of([&NodeRecord::new("org:a".into(), "organisation", name)], []);
/// assert_eq!(said("Arden").differences(&said("Arden")), Vec::<String>::new());
/// assert_eq!(said("Arden").differences(&said("Barton")), ["org:a"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    pub(super) nodes: BTreeMap<String, Keys>,
    /// Several relations of one type may join the same two nodes, each in its time.
    pub(super) edges: BTreeMap<Ends, Vec<Keys>>,
}

impl Said {
    /// What these records say.
    pub fn of<'r>(
        nodes: impl IntoIterator<Item = &'r NodeRecord>,
        edges: impl IntoIterator<Item = &'r EdgeRecord>,
    ) -> Self {
        let mut said = Self::default();
        for node in nodes {
            said.nodes.insert(node.key.as_str().to_owned(), in_order(keys_of_node(node)));
        }
        for edge in edges {
            let keys = in_order(keys_of_edge(edge));
            said.edges.entry(ends_of(&keys)).or_default().push(keys);
        }
        for edges in said.edges.values_mut() {
            edges.sort_by_cached_key(spelling_of);
        }
        said
    }

    /// What the other says otherwise: ids of nodes, then relations as `FROM TYPE TO`, each in order.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let nodes =
            self.nodes.keys().chain(other.nodes.keys().filter(|k| !self.nodes.contains_key(*k)));
        let nodes = nodes.filter(|key| self.nodes.get(*key) != other.nodes.get(*key)).cloned();
        let edges =
            self.edges.keys().chain(other.edges.keys().filter(|k| !self.edges.contains_key(*k)));
        let edges = edges.filter(|ends| self.edges.get(*ends) != other.edges.get(*ends));
        nodes.chain(edges.map(|ends| ends.join(" "))).collect()
    }

    /// A difference to the other in words: the names of what it is about in place of their ids.
    ///
    /// ```
    /// use plexusdb::model::NodeRecord;
    /// use plexusdb::source::Said;
    ///
    /// let said = Said::of([&NodeRecord::new("org:a".into(), "organisation", "Arden")], []);
    /// assert_eq!(said.in_words(&Said::default(), "org:a"), "Arden");
    /// assert_eq!(said.in_words(&Said::default(), "org:a member-of org:b"), "Arden member of org:b");
    /// ```
    pub fn in_words(&self, other: &Self, difference: &str) -> String {
        let name = |word: &str| {
            let keys = self.nodes.get(word).or_else(|| other.nodes.get(word));
            keys.map_or_else(|| word.replace('-', " "), |keys| text(keys, "name").to_owned())
        };
        let known = |id: &str| self.nodes.contains_key(id) || other.nodes.contains_key(id);
        let words = difference.split(' ').map(|word| {
            // Only the type of a relation is no id.
            if known(word) || !word.contains(':') { name(word) } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

pub(super) fn ends_of(keys: &Keys) -> Ends {
    ["from", "type", "to"].map(|key| text(keys, key).to_owned())
}

/// The text under a key; nothing where there is none.
pub(super) fn text<'k>(keys: &'k Keys, key: &str) -> &'k str {
    keys.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// The values under a key: a list, or one alone.
pub(super) fn items(keys: &Keys, key: &str) -> Vec<Json> {
    match keys.get(key) {
        Some(Json::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

/// A value as a text that is the same for values that say the same.
pub(super) fn spelling(value: &Json) -> String {
    match value {
        Json::Object(keys) => spelling_of(keys),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(spelling).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

pub(super) fn spelling_of(keys: &Keys) -> String {
    let sorted: BTreeMap<&String, &Json> = keys.iter().collect();
    let pairs: Vec<String> =
        sorted.iter().map(|(key, value)| format!("{key}={}", spelling(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

/// The same with every list in one order.
fn in_order(keys: Keys) -> Keys {
    keys.into_iter().map(|(key, value)| (key, sorted(value))).collect()
}

fn sorted(value: Json) -> Json {
    match value {
        Json::Array(items) => {
            let mut items: Vec<Json> = items.into_iter().map(sorted).collect();
            items.sort_by_cached_key(spelling);
            Json::Array(items)
        }
        Json::Object(keys) => Json::Object(in_order(keys)),
        other => other,
    }
}
