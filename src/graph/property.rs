//! What Cypher sees of a record: its labels and its properties.
//!
//! | in the record | in Cypher |
//! |---|---|
//! | kind, sub-kinds, classes | labels, in that order |
//! | key, name, other names, note, layer | `id`, `name`, `aka`, `note`, `layer` |
//! | start, end, on | texts as entered |
//! | known dates | `known`, a list of texts |
//! | planned, inferred | `true`, and absent otherwise; with it `confidence` |
//! | attributes, identifiers | properties by their own names, `_` for `-` |
//! | facts | the latest value under the fact's name, a count under what it counts |
//! | evidence | `sources` and `quotes`, lists of texts |
//!
//! What is not stated is absent. Where two would have one name, the one further up stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::record::{
    Addition, Confidence, EdgeRecord, Evidence, Fact, Identifier, NodeRecord,
};
use crate::model::schema::{Kind, Schema, property_of};
use crate::model::value::Value;
use crate::model::when::{Boundary, Day, Validity};

/// The labels of a node of this kind with these sub-kinds: the kind's, the sub-kinds', the classes'.
pub(super) fn labels<'a>(
    schema: &'a Schema,
    kind: &'a Kind,
    sub_kinds: &[String],
) -> impl Iterator<Item = &'a str> {
    let sub = sub_kinds.iter().filter_map(|id| kind.sub.iter().find(|sub| sub.id == *id));
    let classes = &schema.declared().classes;
    let classes = kind.classes.iter().filter_map(|id| classes.iter().find(|class| class.id == *id));
    let mut labels = vec![kind.label.as_str()];
    for label in sub.map(|sub| &sub.label).chain(classes.map(|class| &class.label)) {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    labels.into_iter()
}

/// The properties of a node, by name.
pub(super) fn of_node(node: &NodeRecord) -> BTreeMap<Arc<str>, Value> {
    let mut seen = Seen::default();
    seen.put("id", Value::text(node.key.as_str()));
    seen.put("name", Value::text(node.name.as_str()));
    seen.put_texts("aka", node.aka.iter().map(|form| form.text.as_str()));
    seen.put_validity(&node.validity);
    seen.put_remarks(node.inferred, node.note.as_deref(), &node.layer, &node.evidence);
    seen.put_attributes(&node.attributes);
    seen.put_identifiers(&node.identifiers);
    seen.put_facts(&node.facts);
    seen.0
}

/// The properties that an addition alone would give a node, by name.
pub(super) fn of_addition(more: &Addition) -> BTreeMap<Arc<str>, Value> {
    let mut seen = Seen::default();
    seen.put_texts("aka", more.aka.iter().map(|form| form.text.as_str()));
    seen.put_validity(&Validity::default().with_known(more.known.iter().copied()));
    seen.put_remarks(None, more.note.as_deref(), "", &more.evidence);
    seen.put_identifiers(&more.identifiers);
    seen.put_facts(&more.facts);
    seen.0
}

/// The properties of a relation, by name.
pub(super) fn of_edge(edge: &EdgeRecord) -> BTreeMap<Arc<str>, Value> {
    let mut seen = Seen::default();
    seen.put_validity(&edge.validity);
    seen.put_boundary("on", edge.on);
    seen.put_remarks(edge.inferred, edge.note.as_deref(), &edge.layer, &edge.evidence);
    seen.put_attributes(&edge.attributes);
    seen.0
}

#[derive(Default)]
struct Seen(BTreeMap<Arc<str>, Value>);

impl Seen {
    fn put(&mut self, name: &str, value: Value) {
        if !value.is_null() && !self.0.contains_key(name) {
            self.0.insert(name.into(), value);
        }
    }

    fn put_texts<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let distinct: Vec<&str> = texts.filter(|text| seen.insert(text)).collect();
        if !distinct.is_empty() {
            self.put(name, Value::list(distinct.into_iter().map(Value::from)));
        }
    }

    fn put_boundary(&mut self, name: &str, boundary: Boundary) {
        if boundary.is_recorded() {
            self.put(name, Value::text(boundary.to_string()));
        }
    }

    fn put_validity(&mut self, validity: &Validity) {
        self.put_boundary("start", validity.start());
        self.put_boundary("end", validity.end());
        if !validity.known().is_empty() {
            let known = validity.known().iter().map(|date| Value::text(date.to_string()));
            self.put("known", Value::list(known));
        }
        if validity.is_planned() {
            self.put("planned", Value::from(true));
        }
    }

    fn put_remarks(
        &mut self,
        inferred: Option<Confidence>,
        note: Option<&str>,
        layer: &str,
        evidence: &[Evidence],
    ) {
        if let Some(confidence) = inferred {
            self.put("inferred", Value::from(true));
            self.put("confidence", Value::from(confidence.word()));
        }
        self.put("note", note.into());
        self.put("layer", layer.into());
        self.put_texts("sources", evidence.iter().map(|e| e.source.as_str()));
        self.put_texts("quotes", evidence.iter().filter_map(|e| e.quote.as_deref()));
    }

    fn put_attributes(&mut self, attributes: &BTreeMap<String, Value>) {
        for (id, value) in attributes {
            self.put(&property_of(id), value.clone());
        }
    }

    /// One property a scheme; a list where a node has several codes of one scheme.
    fn put_identifiers(&mut self, identifiers: &[Identifier]) {
        let mut schemes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for identifier in identifiers {
            schemes.entry(&identifier.scheme).or_default().push(&identifier.value);
        }
        for (scheme, codes) in schemes {
            match codes.as_slice() {
                [code] => self.put(&property_of(scheme), Value::from(*code)),
                codes => self.put_texts(&property_of(scheme), codes.iter().copied()),
            }
        }
    }

    fn put_facts(&mut self, facts: &[Fact]) {
        let mut latest: BTreeMap<String, &Fact> = BTreeMap::new();
        for fact in facts {
            latest
                .entry(property_of(fact.of.as_ref().unwrap_or(&fact.key)))
                .and_modify(|there| {
                    if last_day(there) <= last_day(fact) {
                        *there = fact;
                    }
                })
                .or_insert(fact);
        }
        for (name, fact) in latest {
            self.put(&name, fact.value.clone());
        }
    }
}

/// The last day a fact speaks of: of its period, else on which it is known, else on which it began.
fn last_day(fact: &Fact) -> Day {
    let known = || fact.validity.last_known().map(crate::model::when::PartialDate::latest);
    let began = || fact.validity.start().extent().map(|(_, last)| last);
    fact.period
        .map(|period| period.days().end.previous())
        .or_else(known)
        .or_else(began)
        .unwrap_or(Day::MIN)
}
