//! Stated numbers against what is recorded: “this 15-member group” that names 16.

use crate::model::schema::{Counted, End};
use crate::model::when::{Grade, Moment, Validity};
use crate::model::{Bound, Direction, EdgeId, Fact, NodeId, NodeRecord, Value};

use super::Snapshot;

/// A number that a source states of a node, and how many are recorded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatedCount<'s> {
    /// Its place among the facts of the node.
    pub index: usize,
    /// The fact.
    pub fact: &'s Fact,
    /// What the schema says is counted.
    pub counted: &'s Counted,
    /// The number stated.
    pub stated: i64,
    /// The number recorded for the day on which a source vouches for the fact, where one is known; a group
    /// counts for as many as it holds.
    pub recorded: i64,
}

impl StatedCount<'_> {
    /// Whether more are recorded than the number stated allows. Fewer may only mean that a source
    /// does not name them all.
    pub fn is_contradicted(&self) -> bool {
        let is_limit = matches!(self.fact.bound, Bound::Exact | Bound::AtMost);
        is_limit && self.recorded > self.stated
    }

    /// Whether fewer are recorded than stated.
    pub fn is_incomplete(&self) -> bool {
        self.recorded < self.stated && self.fact.bound != Bound::AtMost
    }
}

impl Snapshot {
    /// The stated numbers of a node that the schema can hold against relations, where any of what is
    /// counted is recorded and no group of unknown size is among it; in the order stated.
    ///
    /// A number that a source vouches for on some day is held against what may have held on that day, and
    /// what is only planned counts only where the number is planned too.
    pub fn stated_counts(&self, node: NodeId) -> impl Iterator<Item = StatedCount<'_>> {
        let facts = self.node_record(node).map_or(&[][..], |record| record.facts.as_slice());
        facts.iter().enumerate().filter(|(_, fact)| fact.key == "count").filter_map(
            move |(index, fact)| {
                let counts = &self.schema().declared().counts;
                let counted = counts.iter().find(|c| Some(&c.of) == fact.of.as_ref())?;
                let Value::Integer(stated) = fact.value else { return None };
                let recorded = self.recorded(node, counted, &fact.validity)?;
                Some(StatedCount { index, fact, counted, stated, recorded })
            },
        )
    }

    /// Whom a stated number counts, as far as they are recorded: a group as one.
    pub fn counted(&self, node: NodeId, count: &StatedCount<'_>) -> Vec<NodeId> {
        let mut far = self.far_ends(node, count.counted, &count.fact.validity).unwrap_or_default();
        let kind = count.counted.kind.as_deref();
        far.retain(|node| {
            let record = self.node_record(*node);
            record.is_some_and(|r| r.kind == "group" || kind.is_none_or(|kind| is_of(r, kind)))
        });
        far
    }

    /// What the counted relation joins to a node on the day of the number.
    fn far_ends(&self, node: NodeId, counted: &Counted, when: &Validity) -> Option<Vec<NodeId>> {
        let relation = self.schema().relation(counted.relation)?;
        let types = [self.rel_type(&relation.cypher)?];
        let direction = if counted.end == End::From { Direction::In } else { Direction::Out };
        let day = when.last_known().map(Moment::from);
        let counts = |edge: EdgeId| {
            let planned = self.edge_record(edge).is_some_and(|r| r.validity.is_planned());
            let held = day.as_ref().is_none_or(|day| self.edge_grade(edge, day) != Grade::No);
            held && (when.is_planned() || !planned)
        };
        let ties = self.expand(node, direction, &types).filter(|(edge, _)| counts(*edge));
        let mut far: Vec<NodeId> = ties.map(|(_, far)| far).collect();
        far.sort_unstable();
        far.dedup();
        Some(far)
    }

    fn recorded(&self, node: NodeId, counted: &Counted, when: &Validity) -> Option<i64> {
        let mut total = 0_i64;
        for node in self.far_ends(node, counted, when)? {
            let record = self.node_record(node)?;
            if record.kind == "group" {
                let size = record.attributes.get("count").and_then(Value::as_integer)?;
                total = total.saturating_add(size);
            } else if counted.kind.as_deref().is_none_or(|kind| is_of(record, kind)) {
                total = total.saturating_add(1);
            }
        }
        (total > 0).then(|| total - i64::from(counted.besides_one))
    }
}

/// Whether a node is of a kind, written `kind` or `kind/sub-kind`.
fn is_of(record: &NodeRecord, kind: &str) -> bool {
    match kind.split_once('/') {
        None => record.kind == kind,
        Some((kind, sub)) => record.kind == kind && record.sub_kinds.iter().any(|s| s == sub),
    }
}
