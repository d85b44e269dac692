//! Which documents are sources.

use rustc_hash::FxHashSet;

use super::snapshot::{Snapshot, State};
use crate::model::record::Evidence;
use crate::model::when::{Day, Moment, PartialDate};
use crate::model::{NodeId, Value};

impl Snapshot {
    /// The sources: the documents that any evidence names, be it of a node, a name, a number or a
    /// relation. Ascending. A document that is only spoken of is none.
    ///
    /// Linear in the evidence.
    pub fn sources(&self) -> Vec<NodeId> {
        let mut keys: FxHashSet<&str> = FxHashSet::default();
        for node in self.nodes().filter_map(|id| self.node_record(id)) {
            let names = node.aka.iter().flat_map(|name| &name.evidence);
            let facts = node.facts.iter().flat_map(|fact| &fact.evidence);
            keys.extend(node.evidence.iter().chain(names).chain(facts).map(|e| e.source.as_str()));
        }
        for edge in self.edges().filter_map(|id| self.edge_record(id)) {
            keys.extend(edge.evidence.iter().map(|e| e.source.as_str()));
        }
        let mut sources: Vec<NodeId> =
            keys.into_iter().filter_map(|key| self.by_key(key)).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Whether any of this evidence is a document that was certainly published before a day.
    pub(crate) fn is_vouched_before(&self, evidence: &[Evidence], day: Day) -> bool {
        self.0.is_vouched_before(evidence, day)
    }

    /// Whether a document was certainly published before a day; one without a date was not.
    pub(crate) fn is_published_before(&self, document: &str, day: Day) -> bool {
        self.0.is_published_before(document, day)
    }
}

impl State {
    pub(super) fn is_vouched_before(&self, evidence: &[Evidence], day: Day) -> bool {
        evidence.iter().any(|evidence| self.is_published_before(evidence.source.as_str(), day))
    }

    fn is_published_before(&self, document: &str, day: Day) -> bool {
        let record = self.keyed(document).and_then(|node| self.node_record(node));
        let date = record.and_then(|record| record.attributes.get("date"));
        date.and_then(last_day).is_some_and(|last| last < day)
    }
}

/// The last day that the date of a document can mean.
fn last_day(date: &Value) -> Option<Day> {
    match date {
        Value::Date(date) => date.to_day(),
        Value::String(text) => match text.parse::<PartialDate>() {
            Ok(date) => Some(date.latest()),
            Err(_) => text.parse::<Moment>().ok().map(|moment| moment.days().end.previous()),
        },
        _ => None,
    }
}
