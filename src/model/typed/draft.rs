//! What is to be added, until a transaction adds it.

use std::collections::BTreeMap;

use super::declare::{describing, saying};
use crate::model::record::{
    Confidence, EdgeRecord, Evidence, Fact, Identifier, NameForm, NodeRecord,
};
use crate::model::when::{Boundary, PartialDate, Validity};
use crate::model::{Key, NodeId, SchemaError, Value};

/// What is said of nodes and of relations alike.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Said {
    start: Boundary,
    end: Boundary,
    known: Vec<PartialDate>,
    planned: bool,
    /// The first date that could not be read.
    fault: Option<SchemaError>,
    attributes: BTreeMap<String, Value>,
    /// Attributes that name nodes, whose keys only a graph knows.
    references: Vec<(&'static str, NodeId)>,
    inferred: Option<Confidence>,
    note: Option<String>,
    layer: Option<String>,
    evidence: Vec<Evidence>,
}

impl Said {
    fn boundary(&mut self, text: &str) -> Boundary {
        text.parse().unwrap_or_else(|error| {
            self.fault.get_or_insert(error);
            Boundary::Unknown
        })
    }

    pub(super) fn since(&mut self, date: &str) {
        self.start = self.boundary(date);
    }

    pub(super) fn until(&mut self, date: &str) {
        self.end = self.boundary(date);
    }

    pub(super) fn known(&mut self, date: &str) {
        match date.parse() {
            Ok(date) => self.known.push(date),
            Err(error) => _ = self.fault.get_or_insert(error),
        }
    }

    pub(super) fn planned(&mut self) {
        self.planned = true;
    }

    pub(super) fn inferred(&mut self, confidence: Confidence) {
        self.inferred = Some(confidence);
    }

    pub(super) fn note(&mut self, note: String) {
        self.note = Some(note);
    }

    pub(super) fn layer(&mut self, layer: String) {
        self.layer = Some(layer);
    }

    pub(super) fn cite(&mut self, evidence: Evidence) {
        self.evidence.push(evidence);
    }

    pub(super) fn attribute(&mut self, id: &str, value: Value) {
        self.attributes.insert(id.to_owned(), value);
    }

    pub(super) fn refer(&mut self, id: &'static str, node: NodeId) {
        self.references.push((id, node));
    }

    /// The spell and the attributes, where every date could be read and every node is there.
    fn checked(
        &mut self,
        key_of: impl Fn(NodeId) -> Result<Key, SchemaError>,
    ) -> Result<(Validity, BTreeMap<String, Value>), SchemaError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let validity = Validity::new(self.start, self.end)?
            .with_known(self.known.drain(..))
            .with_planned(self.planned);
        let mut attributes = std::mem::take(&mut self.attributes);
        for (id, node) in self.references.drain(..) {
            attributes.insert(id.to_owned(), Value::text(key_of(node)?.as_str()));
        }
        Ok((validity, attributes))
    }
}

/// A node to be added, of a kind that is known by its id.
///
/// Each kind of the built-in schema has a type of its own around this one, such as
/// [`Organisation`](super::Organisation).
#[derive(Debug, Clone, PartialEq)]
#[must_use = "nothing is added before it is given to `Transaction::add`"]
pub struct NodeDraft {
    kind: String,
    name: String,
    pub(super) key: Option<Key>,
    pub(super) sub_kinds: Vec<String>,
    pub(super) aka: Vec<NameForm>,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) facts: Vec<Fact>,
    pub(super) said: Said,
}

impl NodeDraft {
    /// A node of this kind and name, and nothing else said of it.
    pub fn new(kind: &str, name: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.into(),
            key: None,
            sub_kinds: Vec::new(),
            aka: Vec::new(),
            identifiers: Vec::new(),
            facts: Vec::new(),
            said: Said::default(),
        }
    }

    fn draft(&mut self) -> &mut Self {
        self
    }

    fn said(&mut self) -> &mut Said {
        &mut self.said
    }

    describing!();
    saying!();

    /// Sets an attribute that the kind declares, by its id.
    pub fn attribute(mut self, id: &str, value: impl Into<Value>) -> Self {
        self.said.attribute(id, value.into());
        self
    }

    /// Its name and, where one was given, its key.
    pub(crate) fn names(&self) -> (&str, Option<&Key>) {
        (&self.name, self.key.as_ref())
    }

    /// The record with this key; `key_of` tells the keys of nodes that attributes name.
    ///
    /// Fails with the first date that could not be read, or where the end lies before the start.
    pub(crate) fn into_record(
        mut self,
        key: Key,
        key_of: impl Fn(NodeId) -> Result<Key, SchemaError>,
    ) -> Result<NodeRecord, SchemaError> {
        let (validity, attributes) = self.said.checked(key_of)?;
        let mut record = NodeRecord::new(key, &self.kind, &self.name);
        record.sub_kinds = self.sub_kinds;
        record.aka = self.aka;
        record.identifiers = self.identifiers;
        record.validity = validity;
        record.attributes = attributes;
        record.inferred = self.said.inferred;
        record.note = self.said.note;
        record.layer = self.said.layer.unwrap_or(record.layer);
        record.facts = self.facts;
        record.evidence = self.said.evidence;
        Ok(record)
    }
}

/// A relation to be added, known by its id.
///
/// Each relation of the built-in schema has a type of its own around this one, such as
/// [`MemberOf`](super::MemberOf).
#[derive(Debug, Clone, PartialEq)]
#[must_use = "nothing is added before it is given to `Transaction::relate`"]
pub struct EdgeDraft {
    relation: String,
    on: Boundary,
    pub(super) said: Said,
}

impl EdgeDraft {
    /// A relation with nothing else said of it.
    pub fn new(relation: &str) -> Self {
        Self { relation: relation.to_owned(), on: Boundary::Unknown, said: Said::default() }
    }

    fn said(&mut self) -> &mut Said {
        &mut self.said
    }

    /// Sets the day on which it began.
    pub fn since(mut self, date: &str) -> Self {
        self.said.since(date);
        self
    }

    /// Sets the last day on which it held.
    pub fn until(mut self, date: &str) -> Self {
        self.said.until(date);
        self
    }

    /// Sets the day on which it happened, for an event.
    pub fn on(mut self, date: &str) -> Self {
        self.on = self.said.boundary(date);
        self
    }

    saying!();

    /// Sets an attribute that the relation declares, by its id.
    pub fn attribute(mut self, id: &str, value: impl Into<Value>) -> Self {
        self.said.attribute(id, value.into());
        self
    }

    /// The record between these nodes; `key_of` tells the keys of nodes that attributes name.
    ///
    /// Fails with the first date that could not be read, or where the end lies before the start.
    pub(crate) fn into_record(
        mut self,
        from: Key,
        to: Key,
        key_of: impl Fn(NodeId) -> Result<Key, SchemaError>,
    ) -> Result<EdgeRecord, SchemaError> {
        let (validity, attributes) = self.said.checked(key_of)?;
        let mut record = EdgeRecord::new(from, &self.relation, to);
        record.validity = validity;
        record.on = self.on;
        record.attributes = attributes;
        record.inferred = self.said.inferred;
        record.note = self.said.note;
        record.layer = self.said.layer.unwrap_or(record.layer);
        record.evidence = self.said.evidence;
        Ok(record)
    }
}
