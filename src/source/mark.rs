//! Where a fact and each of its parts stand in the text they come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text::Text;
use crate::error::{Place, Span};

/// The places of a fact's parts, so that whatever is said of it later can point at them.
///
/// The lists run beside those of the record: `quote(2)` is the place of the third evidence's quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    pub(super) text: Arc<Text>,
    pub(super) whole: Span,
    pub(super) keys: BTreeMap<String, Span>,
    pub(super) evidence: Vec<EvidenceMarks>,
    pub(super) aka: Vec<Marks>,
    pub(super) facts: Vec<Marks>,
}

/// The places of one evidence; none where the file's `[source]` stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct EvidenceMarks {
    pub(super) source: Option<Span>,
    pub(super) quote: Option<Span>,
}

impl Marks {
    pub(super) fn new(text: &Arc<Text>, whole: Span) -> Self {
        Self {
            text: Arc::clone(text),
            whole,
            keys: BTreeMap::new(),
            evidence: Vec::new(),
            aka: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// The text it comes from.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The place of the whole: a node's id, a fact's key, the header of a relation.
    pub fn place(&self) -> Place {
        self.text.place(self.whole)
    }

    /// The place of the value of `key`, as the file calls it: `start`, `from`, `known`, `ids.ods`.
    /// Where the file has no such key, the place of the whole.
    pub fn of(&self, key: &str) -> Place {
        self.text.place(self.keys.get(key).copied().unwrap_or(self.whole))
    }

    /// Whether the file has a value for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// The place of the quote of the evidence with this number, or of the whole.
    pub fn quote(&self, evidence: usize) -> Place {
        let marks = self.evidence.get(evidence);
        self.text.place(marks.and_then(|e| e.quote).unwrap_or(self.whole))
    }

    /// The place where the evidence with this number names its document, or of the whole.
    pub fn source(&self, evidence: usize) -> Place {
        let marks = self.evidence.get(evidence);
        self.text.place(marks.and_then(|e| e.source).unwrap_or(self.whole))
    }

    /// The places of the other name with this number, or of the whole node.
    pub fn aka(&self, number: usize) -> &Self {
        self.aka.get(number).unwrap_or(self)
    }

    /// The places of the fact with this number, or of the whole node.
    pub fn fact(&self, number: usize) -> &Self {
        self.facts.get(number).unwrap_or(self)
    }
}
