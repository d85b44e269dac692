//! Nodes by what they are called: by key, by identifier, by name.

use super::snapshot::{Snapshot, State};
use crate::model::NodeId;
use crate::model::record::NodeRecord;

impl State {
    /// The node that was entered under this key, be it seen as another.
    pub(super) fn keyed(&self, key: &str) -> Option<NodeId> {
        let is = |id: &NodeId| self.node_record(*id).is_some_and(|r| r.key.as_str() == key);
        self.index.keyed(key).iter().copied().find(is)
    }
}

impl Snapshot {
    /// The node of this key, such as `org:hcl`, or the one that it is seen as.
    pub fn by_key(&self, key: &str) -> Option<NodeId> {
        self.keyed(key).map(|id| self.0.stands_for(id)).filter(|id| self.sees_node(*id))
    }

    /// The node that was entered under this key, seen or not.
    pub(crate) fn keyed(&self, key: &str) -> Option<NodeId> {
        self.0.keyed(key)
    }

    /// The node that has this code in a scheme, such as `RJ1` in `ods`.
    pub fn by_identifier(&self, scheme: &str, value: &str) -> Option<NodeId> {
        let entered = self.identified(scheme, value);
        entered.map(|id| self.0.stands_for(id)).filter(|id| self.sees_node(*id))
    }

    /// The node of which this code was entered.
    pub(super) fn identified(&self, scheme: &str, value: &str) -> Option<NodeId> {
        let has = |record: &NodeRecord| {
            record.identifiers.iter().any(|i| i.scheme == scheme && i.value == value)
        };
        let is = |id: &NodeId| self.0.entered_record(*id).is_some_and(has);
        self.0.index.identified(scheme, value).iter().copied().find(is)
    }

    /// The nodes whose name is exactly this, ascending, and those as which such nodes are seen; other
    /// names do not count.
    pub fn named(&self, name: &str) -> impl Iterator<Item = NodeId> {
        let drawn = self.schema().is_open().then(|| self.prop_key("name")).flatten();
        let drawn = drawn.and_then(|key| self.seek(key, &name.into())).unwrap_or_default();
        let all = self.0.index.named(name).iter().copied().chain(drawn);
        let called = all.filter(|id| self.node_name(*id) == name);
        let seen = called.map(|id| self.0.stands_for(id)).filter(|id| self.sees_node(*id));
        let mut found: Vec<NodeId> = seen.collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }
}
