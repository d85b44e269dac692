//! Ids that know the kind of their node.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::NodeKind;
use crate::model::NodeId;

/// A node of kind `K`.
///
/// `Copy`, `Send + Sync`, and never reused. It is good for the database that gave it; another may
/// have no such node, or one of another kind, and says so when it is asked to relate it.
pub struct Id<K> {
    node: NodeId,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Of a node that is known to be of this kind.
    pub(crate) fn new(node: NodeId) -> Self {
        Self { node, kind: PhantomData }
    }

    /// The id without its kind.
    pub fn node(self) -> NodeId {
        self.node
    }
}

impl<K> From<Id<K>> for NodeId {
    fn from(id: Id<K>) -> Self {
        id.node
    }
}

// Derived, these would ask the same of `K`.

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.node.cmp(&other.node)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.hash(state);
    }
}

impl<K: NodeKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(#{})", K::LABEL, self.node.0)
    }
}
