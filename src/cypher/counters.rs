//! What a query that writes has done.

use serde::Serialize;

/// How much a query has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counters {
    /// Nodes created.
    pub nodes_created: u64,
    /// Nodes deleted.
    pub nodes_deleted: u64,
    /// Relationships created.
    pub relationships_created: u64,
    /// Relationships deleted.
    pub relationships_deleted: u64,
    /// Properties given a value or taken away, those of new nodes and relationships included.
    pub properties_set: u64,
    /// Labels given to nodes.
    pub labels_added: u64,
    /// Labels taken from nodes that stay.
    pub labels_removed: u64,
    /// Indexes declared.
    pub indexes_added: u64,
    /// Indexes taken back.
    pub indexes_removed: u64,
    /// Constraints declared.
    pub constraints_added: u64,
    /// Constraints taken back.
    pub constraints_removed: u64,
}

impl Counters {
    /// Whether anything was changed.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}
