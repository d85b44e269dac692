//! The rules that a change must keep.

use std::collections::BTreeMap;

use super::snapshot::Snapshot;
use crate::model::record::{EdgeRecord, Fact, Identifier, NodeRecord};
use crate::model::schema::{Kind, KindId, Relation, RelationId, Schema, ValueType};
use crate::model::when::{Boundary, Moment};
use crate::model::{Element, NodeId, SchemaError, Value, name};

/// The kind of a node that may be added.
pub(super) fn node<'s>(
    graph: &Snapshot,
    schema: &'s Schema,
    record: &NodeRecord,
) -> Result<&'s Kind, SchemaError> {
    let Some(kind) = schema.kind_named(&record.kind).and_then(|id| schema.kind(id)) else {
        let nearest = nearest(&record.kind, schema.kinds().iter().map(|kind| &*kind.id));
        return Err(SchemaError::UnknownKind { kind: record.kind.clone(), nearest });
    };
    if let Some(sub) = record.sub_kinds.iter().find(|id| kind.sub.iter().all(|s| s.id != **id)) {
        let nearest = nearest(sub, kind.sub.iter().map(|sub| &*sub.id));
        return Err(SchemaError::UnknownKind {
            kind: format!("{}/{sub}", kind.id),
            nearest: nearest.map(|sub| format!("{}/{sub}", kind.id)),
        });
    }
    if graph.by_key(record.key.as_str()).is_some() {
        return Err(SchemaError::DuplicateId { id: record.key.to_string() });
    }
    stated(graph, schema, kind, record)?;
    Ok(kind)
}

/// That what a node states is declared and of its types.
pub(super) fn stated(
    graph: &Snapshot,
    schema: &Schema,
    kind: &Kind,
    record: &NodeRecord,
) -> Result<(), SchemaError> {
    attributes(graph, schema, &kind.id, &kind.attributes, &record.attributes)?;
    identifiers(graph, schema, record.key.as_str(), &record.identifiers)?;
    facts(schema, record.key.as_str(), &record.facts)
}

/// That a node or relation has not been removed.
pub(super) fn there(graph: &Snapshot, element: Element) -> Result<(), SchemaError> {
    let there = match element {
        // What is not seen for what is seen as it is there all the same.
        Element::Node(id) => graph.contains_node(id) || graph.0.entered(id).is_some(),
        Element::Edge(id) => graph.contains_edge(id) || graph.0.within(id).is_some(),
    };
    if there { Ok(()) } else { Err(SchemaError::Removed { what: element.to_string() }) }
}

/// That a property can hold a value.
pub(super) fn storable(name: &str, value: &Value) -> Result<(), SchemaError> {
    let plain = |value: &Value| {
        !matches!(
            value,
            Value::Null
                | Value::List(_)
                | Value::Map(_)
                | Value::Node(_)
                | Value::Relationship(_)
                | Value::Path(_)
        )
    };
    let fits = match value {
        Value::Null => true,
        Value::List(values) => values.iter().all(plain),
        value => plain(value),
    };
    let given = || match value {
        Value::List(values) => values.iter().find(|value| !plain(value)).map_or_else(
            || "LIST".to_owned(),
            |value| format!("LIST with {} in it", value.type_name()),
        ),
        value => value.type_name().to_owned(),
    };
    if fits { Ok(()) } else { Err(SchemaError::BadValue { name: name.to_owned(), given: given() }) }
}

/// The relation and the ends, in the order in which they are stored, of one that may be added.
pub(super) fn edge<'s>(
    graph: &Snapshot,
    schema: &'s Schema,
    record: &EdgeRecord,
) -> Result<(RelationId, &'s Relation, NodeId, NodeId), SchemaError> {
    let named = schema.relation_named(&record.relation);
    let Some((id, relation)) = named.and_then(|id| Some((id, schema.relation(id)?))) else {
        let nearest = nearest(&record.relation, schema.relations().iter().map(|r| &*r.id));
        return Err(SchemaError::UnknownRelation { relation: record.relation.clone(), nearest });
    };
    let from = existing(graph, record.from.as_str())?;
    let to = existing(graph, record.to.as_str())?;
    ends(graph, schema, (id, relation), record, (from, to))?;
    attributes(graph, schema, &relation.id, &relation.attributes, &record.attributes)?;
    let stated = [
        (
            "on",
            record.on,
            relation.event,
            "only an event happens `on` a day; give `start` or `end`",
        ),
        ("start", record.validity.start(), !relation.event, "an event happens `on` a day"),
        ("end", record.validity.end(), !relation.event, "an event happens `on` a day"),
    ];
    match stated.into_iter().find(|(_, date, allowed, _)| date.is_recorded() && !allowed) {
        Some((name, _, _, reason)) => Err(bad(&relation.id, name, reason)),
        None => Ok((id, relation, from, to)),
    }
}

fn ends(
    graph: &Snapshot,
    schema: &Schema,
    (id, relation): (RelationId, &Relation),
    record: &EdgeRecord,
    (from, to): (NodeId, NodeId),
) -> Result<(), SchemaError> {
    let illegal = |from: &str, to: &str, allowed: String| SchemaError::IllegalEnds {
        relation: relation.id.clone(),
        from: from.to_owned(),
        to: to.to_owned(),
        allowed,
    };
    if from == to {
        return Err(illegal(&format!("`{}`", record.from), "itself", "two different nodes".into()));
    }
    let kind = |id| graph.node_record(id).and_then(|r| schema.kind_named(&r.kind));
    let (Some(near), Some(far)) = (kind(from), kind(to)) else { return Ok(()) };
    let allowed = |from, to| schema.allows(id, from, to);
    if allowed(near, far) || relation.symmetric && allowed(far, near) {
        return Ok(());
    }
    let noun = |id: KindId| schema.kind(id).map(|k| &*k.noun.one).unwrap_or_default();
    let mut words = schema.ends_in_words(id);
    if relation.same_kind {
        words.push_str(", both of one kind");
    }
    Err(illegal(noun(near), noun(far), words))
}

/// The node that was entered under this key, or that there is none.
pub(super) fn existing(graph: &Snapshot, key: &str) -> Result<NodeId, SchemaError> {
    graph.keyed(key).ok_or_else(|| {
        let keys = graph.nodes().filter_map(|id| graph.node_record(id)).map(|r| r.key.as_str());
        SchemaError::UnknownNode { id: key.to_owned(), nearest: nearest(key, keys) }
    })
}

fn attributes(
    graph: &Snapshot,
    schema: &Schema,
    on: &str,
    declared: &[String],
    stated: &BTreeMap<String, Value>,
) -> Result<(), SchemaError> {
    for (name, value) in stated {
        let attribute = schema.attribute(name).filter(|_| declared.contains(name));
        let Some(attribute) = attribute else {
            let meant = nearest(name, declared.iter().map(String::as_str));
            let meant = meant.map(|m| format!("; did you mean `{m}`?")).unwrap_or_default();
            return Err(bad(on, name, &format!("the schema does not declare it{meant}")));
        };
        if let Some(reason) = refused(&attribute.value, value) {
            return Err(bad(on, name, &reason));
        }
        if let (ValueType::Node, Some(key)) = (&attribute.value, value.as_str()) {
            existing(graph, key)?;
        }
    }
    Ok(())
}

/// That these identifiers are of known schemes and that no other node has them.
pub(super) fn identifiers(
    graph: &Snapshot,
    schema: &Schema,
    key: &str,
    stated: &[Identifier],
) -> Result<(), SchemaError> {
    let schemes = &schema.declared().schemes;
    for Identifier { scheme, value } in stated {
        if schemes.iter().all(|s| s.id != *scheme) {
            return Err(bad(key, scheme, "the schema has no such scheme of identifiers"));
        }
        let holder = graph.identified(scheme, value).and_then(|id| graph.0.entered_record(id));
        if let Some(holder) = holder.filter(|holder| holder.key.as_str() != key) {
            let reason = format!("`{value}` already identifies `{}`", holder.key);
            return Err(bad(key, scheme, &reason));
        }
    }
    Ok(())
}

/// That these facts are declared and of their types.
pub(super) fn facts(schema: &Schema, on: &str, stated: &[Fact]) -> Result<(), SchemaError> {
    for fact in stated {
        let Some(declared) = schema.fact(&fact.key) else {
            let meant = nearest(&fact.key, schema.declared().facts.iter().map(|f| &*f.id));
            let meant = meant.map(|m| format!("; did you mean `{m}`?")).unwrap_or_default();
            return Err(bad(on, &fact.key, &format!("the schema does not declare it{meant}")));
        };
        if let Some(reason) = refused(&declared.value, &fact.value) {
            return Err(bad(on, &fact.key, &reason));
        }
    }
    Ok(())
}

/// Why a value is not of its type, if it is not.
fn refused(wanted: &ValueType, value: &Value) -> Option<String> {
    let wanted = match (wanted, value) {
        (ValueType::Text | ValueType::Node, Value::String(_))
        | (ValueType::Whole | ValueType::Number, Value::Integer(_))
        | (ValueType::YesNo, Value::Boolean(_))
        | (ValueType::Date, Value::Date(_)) => return None,
        (ValueType::Number, Value::Float(n)) if n.is_finite() => return None,
        (ValueType::Word(words), Value::String(word)) if words.iter().any(|w| **w == **word) => {
            return None;
        }
        (ValueType::Date, Value::String(text)) => {
            let read = text.parse::<Moment>().map(drop).or_else(|error| {
                let read = text.parse::<Boundary>();
                read.map(drop).map_err(|_| error)
            });
            return read.err().map(|error| error.to_string());
        }
        (ValueType::Text, _) => "a text".to_owned(),
        (ValueType::Node, _) => "the id of a node".to_owned(),
        (ValueType::Whole, _) => "a whole number".to_owned(),
        (ValueType::Number, _) => "a number".to_owned(),
        (ValueType::YesNo, _) => "true or false".to_owned(),
        (ValueType::Date, _) => "a date".to_owned(),
        (ValueType::Word(words), _) => format!("one of {}", words.join(", ")),
    };
    Some(format!("{value} is not {wanted}"))
}

pub(super) fn bad(on: &str, name: &str, reason: &str) -> SchemaError {
    SchemaError::BadAttribute {
        on: format!("`{on}`"),
        name: name.to_owned(),
        reason: reason.to_owned(),
    }
}

/// The candidate that is nearest to a word, if one is near enough to have been meant.
pub(super) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    name::nearest(word, candidates, 1).first().map(|found| (*found).to_owned())
}
