//! The one form in which anything enters the graph.

use super::id::Key;
use super::record::{Addition, EdgeRecord, NodeRecord};

/// One change to what is known. Files, the prompt, Cypher and the library all speak in these, so
/// that rules, history and undo are written once.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Adds a node.
    AddNode(NodeRecord),
    /// Says more of a node that exists.
    ExtendNode(Key, Addition),
    /// Adds a relation between two nodes that exist. Where the same relation is there already and
    /// neither dates nor attributes contradict it, the evidences are put together instead.
    AddEdge(EdgeRecord),
}
