//! A record as the keys that a curated file gives it, whatever they are then written in.

use serde_json::{Map, Value as Json, json};

use crate::model::when::{Boundary, Validity};
use crate::model::{
    Bound, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, Index, IndexKind, NameForm,
    NodeRecord, Value,
};

/// Keys with their values, in the order in which files write them.
pub type Keys = Map<String, Json>;

/// The keys of a node, as `[[node]]` has them; its facts are the last, under `fact`.
///
/// Layers are not part of the format, and are left out.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::source::keys_of_node;
///
/// let london = Database::london()?.snapshot();
/// let brent = london.by_key("place:brent").and_then(|id| london.node_record(id)).unwrap();
/// assert_eq!(keys_of_node(brent)["kind"], "place/borough");
/// # Ok::<(), plexusdb::Error>(())
/// ```
pub fn keys_of_node(node: &NodeRecord) -> Keys {
    let mut keys = Keys::new();
    put(&mut keys, "id", node.key.as_str());
    let sub = node.sub_kinds.join("+");
    let kind = if sub.is_empty() { node.kind.clone() } else { format!("{}/{sub}", node.kind) };
    put(&mut keys, "kind", kind);
    put(&mut keys, "name", node.name.as_str());
    put_list(&mut keys, "aka", node.aka.iter().map(name_form));
    if !node.identifiers.is_empty() {
        put(&mut keys, "ids", identifiers(&node.identifiers));
    }
    put_validity(&mut keys, &node.validity);
    for (id, value) in &node.attributes {
        put(&mut keys, id, plain(value));
    }
    put_grounds(&mut keys, &node.evidence, node.inferred, node.note.as_deref());
    put_list(&mut keys, "fact", node.facts.iter().map(fact));
    keys
}

/// The keys of a relation, as `[[edge]]` has them.
///
/// Layers are not part of the format, and are left out.
///
/// ```
/// use plexusdb::model::EdgeRecord;
/// use plexusdb::source::keys_of_edge;
///
/// let keys = keys_of_edge(&EdgeRecord::new("org:a".into(), "member-of", "pship:b".into()));
/// assert_eq!(keys["type"], "member-of");
/// ```
pub fn keys_of_edge(edge: &EdgeRecord) -> Keys {
    let mut keys = Keys::new();
    put(&mut keys, "from", edge.from.as_str());
    put(&mut keys, "type", edge.relation.as_str());
    put(&mut keys, "to", edge.to.as_str());
    put_boundary(&mut keys, "on", edge.on);
    put_validity(&mut keys, &edge.validity);
    for (id, value) in &edge.attributes {
        put(&mut keys, id, plain(value));
    }
    put_grounds(&mut keys, &edge.evidence, edge.inferred, edge.note.as_deref());
    keys
}

/// The keys of a declared index, as `[[index]]` has them.
pub(super) fn keys_of_index(index: &Index) -> Keys {
    let mut keys = Keys::new();
    put(&mut keys, "name", &*index.name);
    put(&mut keys, "label", &*index.label);
    put_list(&mut keys, "properties", index.properties.iter().map(|name| json!(**name)));
    match index.kind {
        IndexKind::Plain => {}
        IndexKind::Unique => put(&mut keys, "unique", true),
        IndexKind::FullText => put(&mut keys, "full-text", true),
    }
    keys
}

fn fact(fact: &Fact) -> Json {
    let mut keys = Keys::new();
    put(&mut keys, "key", fact.key.as_str());
    put_text(&mut keys, "of", fact.of.as_deref());
    put(&mut keys, "value", plain(&fact.value));
    put_text(&mut keys, "bound", (fact.bound != Bound::Exact).then(|| fact.bound.id()));
    put_text(&mut keys, "unit", fact.unit.as_deref());
    put_text(&mut keys, "period", fact.period.map(|period| period.to_string()).as_deref());
    put_validity(&mut keys, &fact.validity);
    put_grounds(&mut keys, &fact.evidence, fact.inferred, fact.note.as_deref());
    Json::Object(keys)
}

/// Another name: a text where nothing else is said of it.
fn name_form(form: &NameForm) -> Json {
    let mut keys = Keys::new();
    put(&mut keys, "name", form.text.as_str());
    let kind = match form.form {
        Form::Other => None,
        Form::Former => Some("former"),
        Form::Short => Some("short"),
        Form::Spelling => Some("spelling"),
    };
    put_text(&mut keys, "kind", kind);
    put_validity(&mut keys, &form.validity);
    put_grounds(&mut keys, &form.evidence, None, None);
    if keys.len() == 1 { Json::from(form.text.as_str()) } else { Json::Object(keys) }
}

fn identifiers(all: &[Identifier]) -> Keys {
    let mut schemes = Keys::new();
    for Identifier { scheme, value } in all {
        match schemes.get_mut(scheme) {
            Some(Json::Array(codes)) => codes.push(json!(value)),
            Some(code) => *code = json!([code, value]),
            None => put(&mut schemes, scheme, value.as_str()),
        }
    }
    schemes
}

fn put_validity(keys: &mut Keys, validity: &Validity) {
    put_boundary(keys, "start", validity.start());
    put_boundary(keys, "end", validity.end());
    put_list(keys, "known", validity.known().iter().map(|date| json!(date.to_string())));
    if validity.is_planned() {
        put(keys, "planned", true);
    }
}

fn put_grounds(
    keys: &mut Keys,
    evidence: &[Evidence],
    inferred: Option<Confidence>,
    note: Option<&str>,
) {
    put_list(keys, "evidence", evidence.iter().map(one_evidence));
    if let Some(confidence) = inferred {
        put(keys, "inferred", true);
        put(keys, "confidence", confidence.word());
    }
    put_text(keys, "note", note);
}

fn one_evidence(evidence: &Evidence) -> Json {
    let Evidence { source, quote, locator, said_by } = evidence;
    let mut keys = Keys::new();
    put(&mut keys, "source", source.as_str());
    put_text(&mut keys, "quote", quote.as_deref());
    put_text(&mut keys, "locator", locator.as_deref());
    put_text(&mut keys, "said_by", said_by.as_deref());
    Json::Object(keys)
}

fn put_boundary(keys: &mut Keys, key: &str, boundary: Boundary) {
    if boundary != Boundary::Unknown {
        put(keys, key, boundary.to_string());
    }
}

fn put_text(keys: &mut Keys, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        put(keys, key, text);
    }
}

fn put_list(keys: &mut Keys, key: &str, items: impl Iterator<Item = Json>) {
    let items: Vec<Json> = items.collect();
    if !items.is_empty() {
        put(keys, key, items);
    }
}

fn put(keys: &mut Keys, key: &str, value: impl Into<Json>) {
    keys.insert(key.to_owned(), value.into());
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Integer(n) => json!(n),
        Value::Float(n) if n.is_finite() => json!(n),
        Value::Boolean(flag) => json!(flag),
        Value::String(text) => json!(**text),
        other => json!(other.temporal_text().unwrap_or_else(|| other.to_string())),
    }
}
