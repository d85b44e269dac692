//! Which documents are sources.

use rustc_hash::FxHashSet;

use super::snapshot::Snapshot;
use crate::model::NodeId;

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
        sources
    }
}
