//! Writes what a schema has beyond the built-in one, as a schema file of one's own says it.

use serde_json::{Value as Json, json};

use super::super::curated::{Keys, table};
use super::super::embedded;
use super::super::text::Text;
use super::read;
use crate::model::schema::{
    Attribute, Class, Counted, Declarations, End, FactType, Kind, KindId, Noun, Relation, Schema,
    SubKind, ValueType,
};

/// The `schema.toml` that adds to the built-in schema what makes it this one: nothing of the built-in
/// schema itself, and `None` of one that does not begin with it, such as the open one.
///
/// ```
/// use plexusdb::source::{Dataset, schema};
///
/// let mine = "[[kind]]\nid = \"trial\"\none = \"trial\"\n";
/// let data = Dataset::of([("schema.toml", mine)]);
/// let written = schema::dump(&data.schema).unwrap();
/// assert!(written.contains("id = \"trial\""));
/// assert_eq!(Dataset::of([("schema.toml", written)]).schema, data.schema);
/// ```
pub fn dump(schema: &Schema) -> Option<String> {
    let (own, built_in) = (schema.declared(), embedded::schema());
    let (text, foundation) = (written(own, built_in.declared()), embedded::schema_text());
    let texts = if text.is_empty() {
        vec![foundation]
    } else {
        vec![foundation, Text::new("schema.toml", text.as_str())]
    };
    // What cannot be said so is not said wrongly.
    let (again, findings) = read(&texts);
    (again == *schema && findings.is_empty()).then_some(text)
}

fn written(own: &Declarations, known: &Declarations) -> String {
    let mut text = String::new();
    let mut put = |header: &str, keys: Keys| {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&table(header, &keys));
    };
    for attribute in own.attributes.iter().skip(known.attributes.len()) {
        put("[[attribute]]", of_attribute(attribute));
    }
    for fact in own.facts.iter().skip(known.facts.len()) {
        put("[[fact]]", of_fact(fact));
    }
    for scheme in own.schemes.iter().skip(known.schemes.len()) {
        put("[[scheme]]", keys([("id", json!(scheme.id)), ("one", json!(scheme.caption))]));
    }
    for class in own.classes.iter().skip(known.classes.len()) {
        put("[[class]]", of_class(class));
    }
    for (kind, before) in own.kinds.iter().zip(&known.kinds) {
        let more = kind.sub.get(before.sub.len()..).unwrap_or_default();
        if !more.is_empty() {
            put("[[kind]]", keys([("id", json!(kind.id)), ("sub", of_subs(more))]));
        }
    }
    for kind in own.kinds.iter().skip(known.kinds.len()) {
        put("[[kind]]", of_kind(kind));
    }
    for relation in own.relations.iter().skip(known.relations.len()) {
        put("[[relation]]", of_relation(relation, &own.kinds));
    }
    for count in own.counts.iter().skip(known.counts.len()) {
        put("[[count]]", of_count(count, &own.relations));
    }
    text
}

fn keys<const N: usize>(pairs: [(&str, Json); N]) -> Keys {
    let said = pairs.into_iter().filter(|(_, value)| !value.is_null());
    said.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A list; nothing where it is empty.
fn list<T>(items: &[T], one: impl Fn(&T) -> Json) -> Json {
    if items.is_empty() { Json::Null } else { items.iter().map(one).collect() }
}

/// A flag; nothing where it is not set.
fn flag(set: bool) -> Json {
    if set { json!(true) } else { Json::Null }
}

fn of_value(value: &ValueType) -> Json {
    match value {
        ValueType::Text => json!("text"),
        ValueType::Whole => json!("whole"),
        ValueType::Number => json!("number"),
        ValueType::YesNo => json!("yes-no"),
        ValueType::Date => json!("date"),
        ValueType::Node => json!("node"),
        ValueType::Word(words) => json!(words),
    }
}

fn of_attribute(attribute: &Attribute) -> Keys {
    let Attribute { id, value, doc } = attribute;
    keys([("id", json!(id)), ("type", of_value(value)), ("doc", json!(doc))])
}

fn of_fact(fact: &FactType) -> Keys {
    let FactType { id, caption, value, unit, doc } = fact;
    keys([
        ("id", json!(id)),
        ("one", json!(caption)),
        ("type", of_value(value)),
        ("unit", json!(unit)),
        ("doc", json!(doc)),
    ])
}

fn of_class(class: &Class) -> Keys {
    let Class { id, label, noun: Noun { one, many } } = class;
    keys([("id", json!(id)), ("label", json!(label)), ("one", json!(one)), ("many", json!(many))])
}

fn of_subs(subs: &[SubKind]) -> Json {
    let one = |SubKind { id, label, noun: Noun { one, many } }: &SubKind| {
        (id.clone(), json!({ "one": one, "many": many, "label": label }))
    };
    if subs.is_empty() { Json::Null } else { Json::Object(subs.iter().map(one).collect()) }
}

fn of_kind(kind: &Kind) -> Keys {
    keys([
        ("id", json!(kind.id)),
        ("label", json!(kind.label)),
        ("prefix", json!(kind.prefix)),
        ("one", json!(kind.noun.one)),
        ("many", json!(kind.noun.many)),
        ("doc", json!(kind.doc)),
        ("also", list(&kind.classes, |class| json!(class))),
        ("stands_for", json!(kind.stands_for)),
        ("attributes", list(&kind.attributes, |attribute| json!(attribute))),
        ("sub", of_subs(&kind.sub)),
    ])
}

fn of_relation(relation: &Relation, kinds: &[Kind]) -> Keys {
    let named = |ids: &[KindId]| -> Json {
        let kinds = ids.iter().filter_map(|id| kinds.get(usize::from(id.0)));
        kinds.map(|kind| json!(kind.id)).collect()
    };
    let ends =
        list(&relation.ends, |ends| json!({ "from": named(&ends.from), "to": named(&ends.to) }));
    keys([
        ("id", json!(relation.id)),
        ("inverse", json!(relation.inverse)),
        ("symmetric", flag(relation.symmetric)),
        ("says", json!(relation.says)),
        ("back", json!(relation.back)),
        ("heading", json!(relation.heading)),
        ("back_heading", json!(relation.back_heading)),
        ("who", list(&relation.who, |word| json!(word))),
        ("do", list(&relation.does, |word| json!(word))),
        ("ends", ends),
        ("attributes", list(&relation.attributes, |attribute| json!(attribute))),
        ("one", relation.one.map_or(Json::Null, of_end)),
        ("acyclic", flag(relation.acyclic)),
        ("tree", if relation.tree.is_empty() { Json::Null } else { named(&relation.tree) }),
        ("event", flag(relation.event)),
        ("same_kind", flag(relation.same_kind)),
        ("derived", flag(relation.derived)),
        ("curation", flag(relation.curation)),
        ("became", flag(relation.became)),
        ("rank", json!(relation.rank)),
    ])
}

fn of_end(end: End) -> Json {
    json!(if end == End::From { "from" } else { "to" })
}

fn of_count(count: &Counted, relations: &[Relation]) -> Keys {
    let relation = relations.get(usize::from(count.relation.0));
    keys([
        ("of", json!(count.of)),
        ("relation", json!(relation.map(|relation| &relation.id))),
        ("end", of_end(count.end)),
        ("kind", json!(count.kind)),
        ("besides_one", flag(count.besides_one)),
    ])
}
