//! A relation read back as its type.

use std::fmt;
use std::marker::PhantomData;

use super::RelationKind;
use crate::model::record::{Confidence, EdgeRecord, Evidence};
use crate::model::when::Boundary;
use crate::model::{EdgeId, Value};

/// A relation of type `R` to read from, with a method for each attribute that `R` declares.
///
/// Borrows the snapshot; its [`id`](Link::id) outlives it. Whether it held on a given day is told by
/// [`Snapshot::edge_grade`](crate::graph::Snapshot::edge_grade), which knows the lives of both ends.
pub struct Link<'s, R> {
    id: EdgeId,
    record: &'s EdgeRecord,
    relation: PhantomData<fn() -> R>,
}

impl<'s, R: RelationKind> Link<'s, R> {
    /// Of a relation that is known to be of this type.
    pub(crate) fn new(id: EdgeId, record: &'s EdgeRecord) -> Self {
        Self { id, record, relation: PhantomData }
    }

    /// Its number in the graph.
    pub fn id(&self) -> EdgeId {
        self.id
    }

    /// Everything said of it.
    pub fn record(&self) -> &'s EdgeRecord {
        self.record
    }

    /// The day on which it began, as stated.
    pub fn since(&self) -> Boundary {
        self.record.validity.start()
    }

    /// The last day on which it held, as stated.
    pub fn until(&self) -> Boundary {
        self.record.validity.end()
    }

    /// The day on which it happened, as stated, for an event.
    pub fn on(&self) -> Boundary {
        self.record.on
    }

    /// When it held or happened, as people say it: `since Jul 2022`.
    pub fn words(&self) -> String {
        if self.record.on.is_recorded() {
            self.record.on.words()
        } else {
            self.record.validity.words()
        }
    }

    /// Whether it was only announced for later.
    pub fn is_planned(&self) -> bool {
        self.record.validity.is_planned()
    }

    /// How sure it is, where the sources imply it without stating it.
    pub fn inferred(&self) -> Option<Confidence> {
        self.record.inferred
    }

    /// Who says so.
    pub fn evidence(&self) -> &'s [Evidence] {
        &self.record.evidence
    }

    fn value(&self, id: &str) -> Option<&'s Value> {
        self.record.attributes.get(id)
    }

    pub(super) fn flag(&self, id: &str) -> bool {
        self.value(id).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn text(&self, id: &str) -> Option<&'s str> {
        self.value(id).and_then(Value::as_str)
    }

    #[allow(dead_code, reason = "for relations that declare a whole number; perhaps none does")]
    pub(super) fn whole(&self, id: &str) -> Option<i64> {
        self.value(id).and_then(Value::as_integer)
    }

    pub(super) fn number(&self, id: &str) -> Option<f64> {
        match self.value(id)? {
            Value::Float(n) => Some(*n),
            #[expect(clippy::cast_precision_loss, reason = "an amount, told to 15 figures")]
            Value::Integer(n) => Some(*n as f64),
            _ => None,
        }
    }

    pub(super) fn date(&self, id: &str) -> Option<String> {
        match self.value(id)? {
            Value::String(text) => Some(text.to_string()),
            Value::Date(day) => Some(day.to_string()),
            _ => None,
        }
    }
}

impl<R> Clone for Link<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Link<'_, R> {}

impl<R: RelationKind> fmt::Debug for Link<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (&self.record.from, &self.record.to);
        write!(f, "({from})-[#{}:{}]->({to})", self.id.0, R::TYPE)
    }
}
