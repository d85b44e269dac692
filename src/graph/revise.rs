//! Labels and properties as Cypher writes them become what is said of a node or a relation.
//!
//! The reverse of the table in `property.rs`. A property of a record is set by its name there; what
//! neither the schema nor the record has is refused, and the refusal says what there is.

use std::str::FromStr;
use std::sync::Arc;

use super::rule;
use super::snapshot::Snapshot;
use crate::model::record::{
    Confidence, EdgeRecord, Evidence, Fact, Identifier, NameForm, NodeRecord,
};
use crate::model::schema::{Kind, Relation, Schema, property_of};
use crate::model::value::Map;
use crate::model::when::{Boundary, PartialDate, Validity};
use crate::model::{NodeId, SchemaError, Value};

/// The properties every record has a place for.
const COMMON: [&str; 10] = [
    "start",
    "end",
    "known",
    "planned",
    "inferred",
    "confidence",
    "note",
    "layer",
    "sources",
    "quotes",
];

/// The record of a node drawn with these labels and properties.
pub(super) fn drawn_node(
    graph: &Snapshot,
    schema: &Schema,
    labels: &[Arc<str>],
    mut properties: Map,
) -> Result<NodeRecord, SchemaError> {
    let kind = kind_of(schema, labels)?;
    let name = match properties.remove("name") {
        Some(Value::String(name)) if !name.trim().is_empty() => name,
        other => {
            let given = other.map(|value| format!(", and this is {value}")).unwrap_or_default();
            let on = format!("a new {}", kind.noun.one);
            let reason = format!("every {} needs a name, which is a text{given}", kind.noun.one);
            return Err(SchemaError::BadAttribute { on, name: "name".to_owned(), reason });
        }
    };
    let key = match properties.remove("id") {
        None | Some(Value::Null) => graph.free_key(&kind.prefix, &name),
        Some(Value::String(key)) if !key.is_empty() => (&*key).into(),
        Some(other) => return Err(rule::bad(&name, "id", &format!("{other} is not a text"))),
    };
    let mut record = NodeRecord::new(key, &kind.id, &name);
    self::labels(&mut record, schema, kind, labels, true)?;
    node(&mut record, schema, kind, properties, false)?;
    Ok(record)
}

/// The record of a relation drawn with this type and these properties.
pub(super) fn drawn_edge(
    graph: &Snapshot,
    schema: &Schema,
    (from, to): (NodeId, NodeId),
    rel_type: &str,
    properties: Map,
) -> Result<EdgeRecord, SchemaError> {
    let relation = schema.relation_of_type(rel_type).and_then(|id| schema.relation(id));
    let Some(relation) = relation else {
        let types = schema.relations().iter().map(|r| &*r.cypher);
        let nearest = rule::nearest(rel_type, types);
        return Err(SchemaError::UnknownRelation { relation: rel_type.to_owned(), nearest });
    };
    let key = |id: NodeId| {
        let record = graph.node_record(id).map(|record| record.key.clone());
        record.ok_or_else(|| SchemaError::Removed { what: format!("node #{}", id.0) })
    };
    let mut record = EdgeRecord::new(key(from)?, &relation.id, key(to)?);
    edge(&mut record, relation, properties, false)?;
    Ok(record)
}

/// The one kind that labels speak of: its own label, or that of a sub-kind.
fn kind_of<'s>(schema: &'s Schema, labels: &[Arc<str>]) -> Result<&'s Kind, SchemaError> {
    let named = |kind: &&Kind| {
        labels
            .iter()
            .any(|label| *kind.label == **label || kind.sub.iter().any(|sub| *sub.label == **label))
    };
    let mut kinds = schema.kinds().iter().filter(named);
    let refuse = |reason: &str| SchemaError::BadLabels {
        labels: labels.iter().map(ToString::to_string).collect(),
        reason: reason.to_owned(),
        allowed: schema.kinds().iter().map(|k| &*k.label).collect::<Vec<_>>().join(", "),
    };
    match (kinds.next(), kinds.next()) {
        (Some(kind), None) => Ok(kind),
        (Some(_), Some(_)) => Err(refuse("a node is of one kind, and these are two")),
        (None, _) => Err(refuse("a node needs a label that says of which kind it is")),
    }
}

/// Gives a node labels or takes them from it: those of its kind's sub-kinds.
pub(super) fn labels(
    record: &mut NodeRecord,
    schema: &Schema,
    kind: &Kind,
    names: &[Arc<str>],
    add: bool,
) -> Result<(), SchemaError> {
    for name in names {
        let sub = kind.sub.iter().find(|sub| *sub.label == **name);
        let classes = schema.declared().classes.iter();
        let mut own = classes.filter(|class| kind.classes.contains(&class.id)).map(|c| &*c.label);
        let is_own = *kind.label == **name || own.any(|label| *label == **name);
        match sub {
            Some(sub) if add => {
                if !record.sub_kinds.contains(&sub.id) {
                    record.sub_kinds.push(sub.id.clone());
                }
            }
            Some(sub) => record.sub_kinds.retain(|id| *id != sub.id),
            None if is_own == add => {}
            None => {
                let reason = if add {
                    format!("no {} carries this label", kind.noun.one)
                } else if is_own {
                    format!("every {} carries this label", kind.noun.one)
                } else {
                    continue;
                };
                let subs: Vec<&str> = kind.sub.iter().map(|sub| &*sub.label).collect();
                let allowed = format!("{}; {}", kind.label, subs.join(", "));
                let labels = vec![name.to_string()];
                return Err(SchemaError::BadLabels { labels, reason, allowed });
            }
        }
    }
    Ok(())
}

/// Sets properties of a node; `all` says that those not named are to go.
pub(super) fn node(
    record: &mut NodeRecord,
    schema: &Schema,
    kind: &Kind,
    changes: Map,
    all: bool,
) -> Result<(), SchemaError> {
    let on = record.key.to_string();
    for (name, value) in in_order(changes) {
        let refuse = |reason: &str| Err(rule::bad(&on, &name, reason));
        match &*name {
            "id" if value.as_str() == Some(record.key.as_str()) => {}
            "id" if value.is_null() && all => {}
            "id" => return refuse("the id of a node stays as it is"),
            "name" => match value.as_str().filter(|name| !name.trim().is_empty()) {
                Some(name) => name.clone_into(&mut record.name),
                None => return refuse("a node needs a name, which is a text"),
            },
            "aka" => {
                let forms = std::mem::take(&mut record.aka);
                for text in texts(&on, &name, &value)? {
                    let known = forms.iter().find(|form| form.text == text).cloned();
                    record.aka.push(known.unwrap_or_else(|| NameForm::from(&*text)));
                }
            }
            "on" => return refuse("only an event happens `on` a day"),
            _ => {
                let mut remarks = Remarks {
                    on: &on,
                    validity: &mut record.validity,
                    inferred: &mut record.inferred,
                    note: &mut record.note,
                    layer: &mut record.layer,
                    evidence: &mut record.evidence,
                };
                if !remarks.set(&name, &value, all)? {
                    stated_on_node(record, schema, kind, &name, value)?;
                }
            }
        }
    }
    Ok(())
}

/// An attribute, an identifier or a fact.
fn stated_on_node(
    record: &mut NodeRecord,
    schema: &Schema,
    kind: &Kind,
    name: &str,
    value: Value,
) -> Result<(), SchemaError> {
    let on = record.key.to_string();
    let named = |id: &&String| property_of(id) == name;
    if let Some(id) = kind.attributes.iter().find(named) {
        match value {
            Value::Null => drop(record.attributes.remove(id)),
            value => drop(record.attributes.insert(id.clone(), value)),
        }
        return Ok(());
    }
    if let Some(scheme) = schema.declared().schemes.iter().find(|s| property_of(&s.id) == name) {
        record.identifiers.retain(|identifier| identifier.scheme != scheme.id);
        for value in texts(&on, name, &value)? {
            record.identifiers.push(Identifier { scheme: scheme.id.clone(), value });
        }
        return Ok(());
    }
    if let Some(fact) = schema.declared().facts.iter().find(|f| property_of(&f.id) == name) {
        record.facts.retain(|there| there.key != fact.id || there.of.is_some());
        if !value.is_null() {
            record.facts.push(Fact::new(fact.id.clone(), value));
        }
        return Ok(());
    }
    if value.is_null() {
        record.facts.retain(|there| property_of(there.of.as_ref().unwrap_or(&there.key)) != name);
        return Ok(());
    }
    let declared = schema.declared();
    let known = kind.attributes.iter().chain(declared.schemes.iter().map(|s| &s.id));
    let known = known.chain(declared.facts.iter().map(|f| &f.id)).map(|id| property_of(id));
    Err(undeclared(&on, name, known.chain(["name", "aka"].map(str::to_owned))))
}

/// Sets properties of a relation; `all` says that those not named are to go.
pub(super) fn edge(
    record: &mut EdgeRecord,
    relation: &Relation,
    changes: Map,
    all: bool,
) -> Result<(), SchemaError> {
    for (name, value) in in_order(changes) {
        let on = &relation.id;
        if &*name == "on" {
            record.on = boundary(on, &name, &value)?;
            continue;
        }
        let mut remarks = Remarks {
            on,
            validity: &mut record.validity,
            inferred: &mut record.inferred,
            note: &mut record.note,
            layer: &mut record.layer,
            evidence: &mut record.evidence,
        };
        if remarks.set(&name, &value, all)? {
            continue;
        }
        let Some(id) = relation.attributes.iter().find(|id| property_of(id) == *name) else {
            let known = relation.attributes.iter().map(|id| property_of(id));
            return Err(undeclared(on, &name, known));
        };
        match value {
            Value::Null => drop(record.attributes.remove(id)),
            value => drop(record.attributes.insert(id.clone(), value)),
        }
    }
    Ok(())
}

fn undeclared(on: &str, name: &str, known: impl Iterator<Item = String>) -> SchemaError {
    let known: Vec<String> = known.chain(COMMON.map(str::to_owned)).collect();
    let meant = rule::nearest(name, known.iter().map(String::as_str));
    let meant = meant.map(|m| format!("; did you mean `{m}`?"));
    let meant = meant.unwrap_or_else(|| format!("; there are {}", known.join(", ")));
    rule::bad(on, name, &format!("the schema does not declare it{meant}"))
}

/// Sources before their quotes, and that something is inferred before how surely.
fn in_order(changes: Map) -> impl Iterator<Item = (Arc<str>, Value)> {
    let (late, early): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|(name, _)| matches!(&**name, "quotes" | "confidence"));
    early.into_iter().chain(late)
}

/// What nodes and relations say alike.
struct Remarks<'r> {
    on: &'r str,
    validity: &'r mut Validity,
    inferred: &'r mut Option<Confidence>,
    note: &'r mut Option<String>,
    layer: &'r mut String,
    evidence: &'r mut Vec<Evidence>,
}

impl Remarks<'_> {
    /// Sets a property, where it is one of these.
    fn set(&mut self, name: &str, value: &Value, all: bool) -> Result<bool, SchemaError> {
        let refuse = |reason: &str| Err(rule::bad(self.on, name, reason));
        match name {
            "start" => self.dates(boundary(self.on, name, value)?, self.validity.end())?,
            "end" => self.dates(self.validity.start(), boundary(self.on, name, value)?)?,
            "known" => {
                let known = texts(self.on, name, value)?;
                let known: Result<Vec<_>, _> =
                    known.iter().map(|text| PartialDate::from_str(text)).collect();
                let planned = self.validity.is_planned();
                let spell = Validity::new(self.validity.start(), self.validity.end())?;
                *self.validity = spell.with_planned(planned).with_known(known?);
            }
            "planned" => {
                let planned = flag(self.on, name, value)?;
                *self.validity = std::mem::take(self.validity).with_planned(planned);
            }
            "inferred" => {
                let inferred = flag(self.on, name, value)?;
                *self.inferred = inferred.then(|| self.inferred.unwrap_or(Confidence::Low));
            }
            "confidence" => {
                let all = [Confidence::Low, Confidence::Medium, Confidence::High];
                let word = value.as_str().unwrap_or_default();
                match all.into_iter().find(|confidence| confidence.word() == word) {
                    Some(confidence) => *self.inferred = Some(confidence),
                    None if value.is_null() => *self.inferred = None,
                    None => return refuse("it is high, medium or low"),
                }
            }
            "note" => match value {
                Value::Null => *self.note = None,
                Value::String(note) => *self.note = Some(note.to_string()),
                other => return refuse(&format!("{other} is not a text")),
            },
            "layer" if value.is_null() && all => {}
            "layer" => match value.as_str() {
                Some(layer) => layer.clone_into(self.layer),
                None => return refuse("it is a text"),
            },
            "sources" => self.sources(texts(self.on, name, value)?),
            "quotes" => self.quotes(texts(self.on, name, value)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn dates(&mut self, start: Boundary, end: Boundary) -> Result<(), SchemaError> {
        let known = self.validity.known().to_vec();
        let planned = self.validity.is_planned();
        *self.validity = Validity::new(start, end)?.with_planned(planned).with_known(known);
        Ok(())
    }

    /// Keeps the evidence of these sources, and takes the word of those that are new.
    fn sources(&mut self, sources: Vec<String>) {
        let there = std::mem::take(self.evidence);
        for source in sources {
            let known: Vec<_> =
                there.iter().filter(|e| e.source.as_str() == source).cloned().collect();
            if known.is_empty() {
                let source = source.as_str().into();
                self.evidence.push(Evidence { source, quote: None, locator: None, said_by: None });
            }
            self.evidence.extend(known);
        }
    }

    /// Gives each source its quote, in the order of the sources.
    fn quotes(&mut self, quotes: Vec<String>) -> Result<(), SchemaError> {
        if quotes.len() > self.evidence.len() {
            let reason = "there are more quotes than sources";
            return Err(rule::bad(self.on, "quotes", reason));
        }
        let quotes = quotes.into_iter().map(Some).chain(std::iter::repeat(None));
        for (evidence, quote) in self.evidence.iter_mut().zip(quotes) {
            evidence.quote = quote;
        }
        Ok(())
    }
}

fn boundary(on: &str, name: &str, value: &Value) -> Result<Boundary, SchemaError> {
    match value {
        Value::Null => Ok(Boundary::Unknown),
        Value::String(text) => text.parse(),
        Value::Date(day) => day.to_string().parse(),
        other => Err(rule::bad(on, name, &format!("{other} is not a date"))),
    }
}

fn flag(on: &str, name: &str, value: &Value) -> Result<bool, SchemaError> {
    match value {
        Value::Null => Ok(false),
        Value::Boolean(flag) => Ok(*flag),
        other => Err(rule::bad(on, name, &format!("{other} is not true or false"))),
    }
}

/// A text, or a list of texts; none of `null`.
fn texts(on: &str, name: &str, value: &Value) -> Result<Vec<String>, SchemaError> {
    let values = match value {
        Value::Null => &[][..],
        Value::List(values) => values,
        value => std::slice::from_ref(value),
    };
    let text = |value: &Value| {
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| rule::bad(on, name, &format!("{value} is not a text")))
    };
    values.iter().map(text).collect()
}
