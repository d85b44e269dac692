//! Nodes by key, by identifier and by name.

use std::hash::{Hash, Hasher};
use std::slice;
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::trie::Trie;
use crate::model::NodeId;
use crate::model::record::{Identifier, NodeRecord};

/// Finds candidates by the hash of a text; the caller compares them with their records.
///
/// Persistent like the delta, and so large enough for the whole graph without a base of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    keys: Trie<Bucket>,
    identifiers: Trie<Bucket>,
    names: Trie<Bucket>,
}

/// The nodes whose texts have one hash: nearly always a single one.
#[derive(Debug, Clone)]
enum Bucket {
    One(NodeId),
    Several(Arc<Vec<NodeId>>),
}

impl Index {
    pub(super) fn add(&mut self, id: NodeId, record: &NodeRecord) {
        put(&mut self.keys, hash(record.key.as_str()), id);
        put(&mut self.names, hash(&record.name), id);
        self.add_identifiers(id, &record.identifiers);
    }

    pub(super) fn add_identifiers(&mut self, id: NodeId, identifiers: &[Identifier]) {
        for identifier in identifiers {
            put(&mut self.identifiers, hash((&*identifier.scheme, &*identifier.value)), id);
        }
    }

    pub(super) fn keyed(&self, key: &str) -> &[NodeId] {
        candidates(&self.keys, hash(key))
    }

    pub(super) fn identified(&self, scheme: &str, value: &str) -> &[NodeId] {
        candidates(&self.identifiers, hash((scheme, value)))
    }

    /// Ascending.
    pub(super) fn named(&self, name: &str) -> &[NodeId] {
        candidates(&self.names, hash(name))
    }
}

fn candidates(trie: &Trie<Bucket>, hash: u32) -> &[NodeId] {
    match trie.get(hash) {
        None => &[],
        Some(Bucket::One(id)) => slice::from_ref(id),
        Some(Bucket::Several(ids)) => ids,
    }
}

fn put(trie: &mut Trie<Bucket>, hash: u32, id: NodeId) {
    match trie.get_mut(hash) {
        None => drop(trie.insert(hash, Bucket::One(id))),
        Some(bucket @ Bucket::One(_)) => {
            if let Bucket::One(first) = *bucket
                && first != id
            {
                *bucket = Bucket::Several(Arc::new(vec![first, id]));
            }
        }
        Some(Bucket::Several(ids)) if ids.last() == Some(&id) => {}
        Some(Bucket::Several(ids)) => Arc::make_mut(ids).push(id),
    }
}

fn hash(text: impl Hash) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    let hash = hasher.finish();
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default()
}
