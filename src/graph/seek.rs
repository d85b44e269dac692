//! Nodes by the value of a property.

use super::index::sought;
use super::snapshot::Snapshot;
use super::symbol::PropKey;
use crate::model::{NodeId, Value};

impl Snapshot {
    /// The nodes whose property may be equal to `value`, ascending: all that are, and a few more.
    /// `None` where such a value cannot be sought. `O(1)` a node found; the first search for a
    /// property in a new base is linear in the nodes that have it.
    pub(crate) fn seek(&self, key: PropKey, value: &Value) -> Option<Vec<NodeId>> {
        let hash = sought(value)?;
        let (base, delta) = (&self.0.base.nodes, &self.0.delta);
        let known = base.column(key).map(|column| column.with(hash)).unwrap_or_default();
        let known = known.iter().copied().filter(|id| delta.nodes.get(*id).is_none());
        let mut found: Vec<NodeId> = known.map(NodeId).collect();
        found.extend(delta.drawn_with(key, hash));
        if delta.recorded > 0 {
            let recorded = delta.nodes.iter().filter(|(_, row)| row.record.is_some());
            found.extend(recorded.map(|(id, _)| NodeId(id)));
        }
        if delta.nodes.len() > 0 {
            found.sort_unstable();
        }
        found.retain(|id| !delta.gone.contains(id.0));
        Some(found)
    }

    /// About how many nodes have a property that is equal to `value`, or to any one value.
    pub(crate) fn seek_count(&self, key: PropKey, value: Option<&Value>) -> usize {
        let delta = &self.0.delta;
        let changed = match value.and_then(sought) {
            Some(hash) => delta.drawn_with(key, hash).len(),
            None => usize::from(delta.nodes.len() > 0),
        };
        let known = self.0.base.nodes.column(key).map_or(0, |column| match value.map(sought) {
            Some(Some(hash)) => column.with(hash).len(),
            Some(None) | None => column.alike(),
        });
        known + changed + delta.recorded
    }
}
