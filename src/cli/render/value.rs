//! Values of a query as people and as programs read them.

use serde_json::{Map, Number, Value as Json};

use crate::cli::table::Shown;
use crate::graph::Snapshot;
use crate::model::value::Path;
use crate::model::{EdgeId, NodeId, Value};

/// The value for a person or a spreadsheet: nodes by their name, relations by their words, paths as
/// arrows; nothing for `null`.
pub(in crate::cli) fn words(snapshot: &Snapshot, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_string(),
        Value::Date(_)
        | Value::LocalTime(_)
        | Value::Time(_)
        | Value::LocalDateTime(_)
        | Value::DateTime(_)
        | Value::Duration(_) => value.temporal_text().unwrap_or_default(),
        Value::Node(id) => name(snapshot, *id),
        Value::Relationship(id) => relation(snapshot, *id),
        Value::Path(path) => arrows(snapshot, path),
        Value::List(values) => {
            let all: Vec<String> = values.iter().map(|v| words(snapshot, v)).collect();
            all.join(", ")
        }
        Value::Map(map) => {
            let all: Vec<String> =
                map.iter().map(|(k, v)| format!("{k}: {}", words(snapshot, v))).collect();
            all.join(", ")
        }
        Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => value.to_string(),
    }
}

/// The value as a cell of a table.
pub(in crate::cli) fn shown(snapshot: &Snapshot, value: &Value) -> Shown {
    let number = matches!(value, Value::Integer(_) | Value::Float(_));
    Shown { text: words(snapshot, value), number }
}

/// A node's name; its number where the data have none.
pub(in crate::cli) fn name(snapshot: &Snapshot, id: NodeId) -> String {
    snapshot.node_record(id).map_or_else(|| format!("#{}", id.0), |record| record.name.clone())
}

/// A relation in words, with its role: `chairs (independent)`.
fn relation(snapshot: &Snapshot, id: EdgeId) -> String {
    match snapshot.relation_of(id) {
        Some(relation) => relation.says.clone(),
        None => format!("#{}", id.0),
    }
}

/// `A ──chairs──▶ B ◀──member of── C`.
fn arrows(snapshot: &Snapshot, path: &Path) -> String {
    let mut nodes = path.nodes.iter();
    let mut text = nodes.next().map(|id| name(snapshot, *id)).unwrap_or_default();
    let near = path.nodes.iter();
    for ((edge, near), far) in path.edges.iter().zip(near).zip(nodes) {
        let says = relation(snapshot, *edge);
        let symmetric = snapshot.relation_of(*edge).is_some_and(|r| r.symmetric);
        let forward = snapshot.edge_ends(*edge).is_none_or(|(from, _)| from == *near);
        let (tail, head) = match (symmetric, forward) {
            (true, _) => ("", ""),
            (false, true) => ("", "▶"),
            (false, false) => ("◀", ""),
        };
        text += &[" ", tail, "──", &says, "──", head, " ", &name(snapshot, *far)].concat();
    }
    text
}

/// The value as JSON: nodes, relations and paths as objects with everything known of them.
pub(in crate::cli) fn json(snapshot: &Snapshot, value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(b) => Json::Bool(*b),
        Value::Integer(n) => Json::from(*n),
        // JSON has no word for these; a text is better than a null that says “unknown”.
        Value::Float(n) => {
            Number::from_f64(*n).map_or_else(|| Json::from(n.to_string()), Json::Number)
        }
        Value::String(text) => Json::from(&**text),
        Value::Date(_)
        | Value::LocalTime(_)
        | Value::Time(_)
        | Value::LocalDateTime(_)
        | Value::DateTime(_)
        | Value::Duration(_) => Json::from(value.temporal_text()),
        Value::List(values) => values.iter().map(|v| json(snapshot, v)).collect(),
        Value::Map(map) => {
            Json::Object(map.iter().map(|(k, v)| (k.to_string(), json(snapshot, v))).collect())
        }
        Value::Node(id) => node(snapshot, *id),
        Value::Relationship(id) => edge(snapshot, *id),
        Value::Path(path) => object([
            ("nodes", path.nodes.iter().map(|id| node(snapshot, *id)).collect()),
            ("relationships", path.edges.iter().map(|id| edge(snapshot, *id)).collect()),
        ]),
    }
}

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn node(snapshot: &Snapshot, id: NodeId) -> Json {
    let key = snapshot.node_record(id).map(|r| r.key.as_str().to_owned());
    let labels: Json = snapshot.node_labels(id).map(|l| snapshot.label_name(l)).collect();
    object([
        ("id", Json::from(key)),
        ("labels", labels),
        ("name", Json::from(name(snapshot, id))),
        ("properties", Json::Object(node_properties(snapshot, id))),
    ])
}

fn node_properties(snapshot: &Snapshot, id: NodeId) -> Map<String, Json> {
    let all = snapshot.node_properties(id);
    all.map(|(k, v)| (snapshot.prop_key_name(k).to_owned(), json(snapshot, &v))).collect()
}

fn edge(snapshot: &Snapshot, id: EdgeId) -> Json {
    let end = |node: Option<NodeId>| {
        let key = node.and_then(|n| snapshot.node_record(n)).map(|r| r.key.as_str().to_owned());
        Json::from(key)
    };
    let ends = snapshot.edge_ends(id);
    let all = snapshot.edge_properties(id);
    let properties =
        all.map(|(k, v)| (snapshot.prop_key_name(k).to_owned(), json(snapshot, &v))).collect();
    object([
        ("type", Json::from(snapshot.edge_type(id).map(|t| snapshot.rel_type_name(t).to_owned()))),
        ("from", end(ends.map(|(from, _)| from))),
        ("to", end(ends.map(|(_, to)| to))),
        ("properties", Json::Object(properties)),
    ])
}

/// Every property of a node or relation, one a row; for values of other kinds, the value itself.
pub(in crate::cli) fn full(snapshot: &Snapshot, value: &Value) -> Vec<(String, String)> {
    let line = |key: &str, value: &Value| (key.to_owned(), words(snapshot, value));
    match value {
        Value::Node(id) => {
            let labels: Vec<&str> =
                snapshot.node_labels(*id).map(|l| snapshot.label_name(l)).collect();
            let all = snapshot.node_properties(*id);
            std::iter::once(("labels".to_owned(), labels.join(", ")))
                .chain(all.map(|(k, v)| line(snapshot.prop_key_name(k), &v)))
                .collect()
        }
        Value::Relationship(id) => {
            let ends = snapshot.edge_ends(*id);
            let all = snapshot.edge_properties(*id);
            ends.map(|(from, _)| ("from".to_owned(), name(snapshot, from)))
                .into_iter()
                .chain(Some(("relation".to_owned(), relation(snapshot, *id))))
                .chain(ends.map(|(_, to)| ("to".to_owned(), name(snapshot, to))))
                .chain(all.map(|(k, v)| line(snapshot.prop_key_name(k), &v)))
                .collect()
        }
        other => vec![(String::new(), words(snapshot, other))],
    }
}
