//! Nodes by key, by identifier and by name.

use std::hash::{Hash, Hasher};
use std::slice;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHasher;

use super::symbol::PropKey;
use super::trie::Trie;
use crate::model::record::{Identifier, NodeRecord};
use crate::model::{NodeId, Value};

/// Finds candidates by the hash of a text; the caller compares them with their records.
///
/// Persistent like the delta, and so large enough for the whole graph without a base of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    keys: Postings,
    identifiers: Postings,
    names: Postings,
}

/// Nodes by a hash: candidates, which the caller compares with what is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings(Trie<Bucket>);

/// The nodes whose texts have one hash: nearly always a single one.
#[derive(Debug, Clone)]
enum Bucket {
    One(NodeId),
    Several(Arc<Vec<NodeId>>),
}

impl Index {
    /// Puts in what a record can be found by, but for the name.
    pub(super) fn add(&mut self, id: NodeId, record: &NodeRecord) {
        self.keys.put(hash(record.key.as_str()), id);
        self.add_identifiers(id, &record.identifiers);
    }

    /// Takes out what [`Index::add`] put in.
    pub(super) fn remove(&mut self, id: NodeId, record: &NodeRecord) {
        self.keys.take(hash(record.key.as_str()), id);
        for identifier in &record.identifiers {
            self.identifiers.take(hash((&*identifier.scheme, &*identifier.value)), id);
        }
    }

    pub(super) fn add_name(&mut self, id: NodeId, name: &str) {
        self.names.put(hash(name), id);
    }

    pub(super) fn remove_name(&mut self, id: NodeId, name: &str) {
        self.names.take(hash(name), id);
    }

    pub(super) fn add_identifiers(&mut self, id: NodeId, identifiers: &[Identifier]) {
        for identifier in identifiers {
            self.identifiers.put(hash((&*identifier.scheme, &*identifier.value)), id);
        }
    }

    pub(super) fn keyed(&self, key: &str) -> &[NodeId] {
        self.keys.of(hash(key))
    }

    pub(super) fn identified(&self, scheme: &str, value: &str) -> &[NodeId] {
        self.identifiers.of(hash((scheme, value)))
    }

    /// Ascending.
    pub(super) fn named(&self, name: &str) -> &[NodeId] {
        self.names.of(hash(name))
    }
}

impl Postings {
    /// The nodes of a hash, ascending.
    fn of(&self, hash: u32) -> &[NodeId] {
        self.0.get(hash).map(candidates_of).unwrap_or_default()
    }

    fn put(&mut self, hash: u32, id: NodeId) {
        match self.0.get_mut(hash) {
            None => drop(self.0.insert(hash, Bucket::One(id))),
            Some(bucket @ Bucket::One(_)) => {
                if let Bucket::One(first) = *bucket
                    && first != id
                {
                    *bucket = Bucket::Several(Arc::new(vec![first.min(id), first.max(id)]));
                }
            }
            Some(Bucket::Several(ids)) => {
                if let Err(place) = ids.binary_search(&id) {
                    Arc::make_mut(ids).insert(place, id);
                }
            }
        }
    }

    fn take(&mut self, hash: u32, id: NodeId) {
        match self.0.get_mut(hash) {
            Some(Bucket::Several(ids)) => {
                if let Ok(place) = ids.binary_search(&id) {
                    Arc::make_mut(ids).remove(place);
                }
            }
            Some(bucket) if candidates_of(bucket) == [id] => {
                *bucket = Bucket::Several(Arc::default());
            }
            _ => {}
        }
    }
}

/// Nodes by the values of those of their properties that have been sought so far.
///
/// Most of what is written is never sought before it is folded into the base, and so not indexed
/// here.
#[derive(Debug, Clone, Default)]
pub(super) struct Sought(Arc<Vec<OnceLock<Postings>>>);

impl Sought {
    /// Puts in or takes out a node by each of its properties.
    pub(super) fn note(&mut self, id: NodeId, properties: &[(PropKey, Value)], there: bool) {
        let Some(last) = properties.iter().map(|(key, _)| key.0 as usize).max() else { return };
        if self.0.len() <= last {
            Arc::make_mut(&mut self.0).resize_with(last + 1, OnceLock::new);
        }
        for (key, value) in properties {
            let place = key.0 as usize;
            let is_sought = self.0.get(place).is_some_and(|postings| postings.get().is_some());
            if is_sought
                && let Some(hash) = sought(value)
                && let Some(postings) = Arc::make_mut(&mut self.0).get_mut(place)
                && let Some(postings) = postings.get_mut()
            {
                if there { postings.put(hash, id) } else { postings.take(hash, id) }
            }
        }
    }

    /// The nodes whose property may have the value that [`sought`] gave this hash, ascending;
    /// `nodes` are all there are.
    pub(super) fn with<'a>(
        &self,
        key: PropKey,
        hash: u32,
        nodes: impl Iterator<Item = (NodeId, &'a [(PropKey, Value)])>,
    ) -> &[NodeId] {
        let Some(postings) = self.0.get(key.0 as usize) else { return &[] };
        let postings = postings.get_or_init(|| {
            let value = |there: &'a [(PropKey, Value)]| there.iter().find(|(k, _)| *k == key);
            let hashed = nodes.filter_map(|(id, there)| Some((id, sought(&value(there)?.1)?)));
            let mut hashed: Vec<(NodeId, u32)> = hashed.collect();
            hashed.sort_unstable();
            let mut postings = Postings::default();
            for (id, hash) in hashed {
                postings.put(hash, id);
            }
            postings
        });
        postings.of(hash)
    }
}

fn candidates_of(bucket: &Bucket) -> &[NodeId] {
    match bucket {
        Bucket::One(id) => slice::from_ref(id),
        Bucket::Several(ids) => ids,
    }
}

/// What a value is sought by, where it can be: equal ones have one hash, also `1` and `1.0`.
///
/// Lists, maps and times are compared one by one: some of them are equal that are not the same.
pub(super) fn sought(value: &Value) -> Option<u32> {
    match value {
        Value::Boolean(_) | Value::Integer(_) | Value::Float(_) | Value::String(_) => {
            Some(hash(value))
        }
        _ => None,
    }
}

fn hash(text: impl Hash) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    let hash = hasher.finish();
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default()
}
