//! Ways that lead back to where they began.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::visit::EdgeFiltered;
use rustc_hash::{FxHashMap, FxHashSet};

use super::snapshot::Snapshot;
use super::symbol::RelType;
use crate::model::{Direction, NodeId};

impl Snapshot {
    /// Where a relation that allows no cycle has one: for each group of nodes that all reach each other
    /// along it, one shortest way from the first of them back to itself, which stands at both ends.
    ///
    /// In the order of the first nodes. The groups are found by Kosaraju's algorithm; linear in nodes
    /// and relations, but for a logarithm of the nodes.
    pub fn cycles(&self, relation: RelType) -> Vec<Vec<NodeId>> {
        let of_type =
            EdgeFiltered::from_fn(self, |edge| self.edge_type(edge.id()) == Some(relation));
        let mut groups = kosaraju_scc(&of_type);
        groups.retain(|group| group.len() > 1);
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort_unstable();
        groups.iter().filter_map(|group| self.way_round(group, relation)).collect()
    }

    /// A shortest way from the first node of a group back to itself within it, breadth first.
    fn way_round(&self, group: &[NodeId], relation: RelType) -> Option<Vec<NodeId>> {
        let first = *group.first()?;
        let members: FxHashSet<NodeId> = group.iter().copied().collect();
        let mut came_from: FxHashMap<NodeId, NodeId> = FxHashMap::default();
        let mut open = VecDeque::from([first]);
        while !came_from.contains_key(&first) {
            let node = open.pop_front()?;
            for (_, next) in self.expand(node, Direction::Out, &[relation]) {
                if members.contains(&next) && !came_from.contains_key(&next) {
                    came_from.insert(next, node);
                    open.push_back(next);
                }
            }
        }
        let mut way = vec![first];
        loop {
            let before = *came_from.get(way.last()?)?;
            way.push(before);
            if before == first {
                way.reverse();
                return Some(way);
            }
        }
    }
}
