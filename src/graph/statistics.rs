//! What the planner asks of the graph: how many relations of a type begin and end at a label, and
//! which ends they always have.

use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::base::Base;
use super::delta::Tied;
use super::snapshot::Snapshot;
use super::symbol::{Label, PropKey, RelType};
use super::topology::{Adjacency, Topology};
use crate::model::{Direction, NodeId};

/// What is found out about a base when it is first asked.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    /// Of each relation type, how many relations have an end with a label.
    ends: OnceLock<Vec<OnceLock<Ends>>>,
    /// Whether all nodes with a label have a property.
    always: Mutex<FxHashMap<(Label, PropKey), bool>>,
}

#[derive(Debug, Clone, Default)]
struct Ends {
    out: Side,
    incoming: Side,
}

/// The ends of the relations of one type on one side.
#[derive(Debug, Clone, Default)]
struct Side {
    by_label: FxHashMap<Label, usize>,
    /// How many different nodes they are.
    nodes: usize,
}

impl Base {
    /// The relations of a type whose near end, seen in a direction, carries a label. The first
    /// question of a type costs a look at each node.
    fn ends(&self, rel_type: RelType, direction: Direction, label: Label) -> usize {
        let count = |side: &Side| side.by_label.get(&label).copied().unwrap_or_default();
        self.counted(rel_type, direction, count)
    }

    /// Adds up what is counted of the near ends of the relations of a type, seen in a direction.
    fn counted(
        &self,
        rel_type: RelType,
        direction: Direction,
        count: impl Fn(&Side) -> usize,
    ) -> usize {
        let all = self.statistics.ends.get_or_init(|| vec![OnceLock::new(); self.types()]);
        let Some(ends) = all.get(rel_type.0 as usize) else { return 0 };
        let ends = ends.get_or_init(|| {
            let topology = self.topology(rel_type);
            topology.map_or_else(Ends::default, |topology| Ends {
                out: self.side(&topology.out),
                incoming: self.side(&topology.incoming),
            })
        });
        match direction {
            Direction::Out => count(&ends.out),
            Direction::In => count(&ends.incoming),
            Direction::Both => count(&ends.out) + count(&ends.incoming),
        }
    }

    /// Counts the near ends of the relations of one type.
    fn side(&self, adjacency: &Adjacency) -> Side {
        let mut side = Side::default();
        for (node, degree) in adjacency.degrees() {
            side.nodes += 1;
            for label in self.label_set(node).into_iter().flat_map(|set| set.iter()) {
                *side.by_label.entry(*label).or_default() += degree;
            }
        }
        side
    }
}

impl Snapshot {
    /// About how many relations of a type have a near end, seen in a direction, that carries a
    /// label: as many as when the graph was last folded.
    pub(crate) fn tied(&self, rel_type: RelType, direction: Direction, label: Label) -> usize {
        let both = direction == Direction::Both || self.is_symmetric(rel_type);
        self.0.base.ends(rel_type, if both { Direction::Both } else { direction }, label)
    }

    /// About how many nodes have any relation of a type that leads in a direction: as many as when
    /// the graph was last folded.
    pub(crate) fn having(&self, rel_type: RelType, direction: Direction) -> usize {
        let both = direction == Direction::Both || self.is_symmetric(rel_type);
        let direction = if both { Direction::Both } else { direction };
        self.0.base.counted(rel_type, direction, |side| side.nodes)
    }

    /// Whether every relation of a type has a far end, seen in a direction, that carries a label.
    /// Also `false` where more than `most` relations that have changed since the graph was last
    /// folded would have to be looked at.
    pub(crate) fn always_ends_at(
        &self,
        rel_type: RelType,
        direction: Direction,
        label: Label,
        most: usize,
    ) -> bool {
        let (base, delta) = (&self.0.base, &self.0.delta);
        let far = |from: NodeId, to: NodeId| if direction == Direction::Out { to } else { from };
        let added = || {
            let mut added = delta.edges.iter().filter(|(_, row)| row.rel_type == rel_type);
            added.all(|(_, row)| self.has_label(far(row.from, row.to), label))
        };
        direction != Direction::Both
            && delta.edges.len() <= most
            && !self.is_symmetric(rel_type)
            && delta.relabelled.len() == 0
            && base.ends(rel_type, direction.reversed(), label) == base.typed(rel_type).len()
            && added()
    }

    /// Whether every node that carries a label has a property. Also `false` where that would take
    /// long to tell. The first question in a new base is linear in the nodes that carry the label.
    pub(crate) fn always_has(&self, label: Label, key: PropKey) -> bool {
        let (base, delta) = (&self.0.base, &self.0.delta);
        if delta.nodes.len() > 0 {
            return false;
        }
        let always = base.statistics.always.lock();
        *always.unwrap_or_else(PoisonError::into_inner).entry((label, key)).or_insert_with(|| {
            let mut nodes = base.labelled(label).iter();
            base.nodes.column(key).is_some_and(|column| nodes.all(|id| column.has(id.0)))
        })
    }

    /// Whether a relation of a type may lead from a node to itself.
    pub(crate) fn may_loop(&self, rel_type: RelType) -> bool {
        let base = self.0.base.topology(rel_type).is_some_and(Topology::has_loops);
        base || self.0.delta.loops
    }

    /// How many relations of a type lead in a direction from a node, where that can be told
    /// without going through them.
    pub(crate) fn degree_at_once(
        &self,
        node: NodeId,
        direction: Direction,
        rel_type: RelType,
    ) -> Option<usize> {
        let delta = &self.0.delta;
        if !delta.all_tied_as_in_base() || self.lens().is_some() || self.is_symmetric(rel_type) {
            return None;
        }
        let topology = self.0.base.topology(rel_type);
        let (ties, known) = match direction {
            Direction::Out => (&delta.out, topology.map(|topology| topology.out.degree(node))),
            Direction::In => {
                (&delta.incoming, topology.map(|topology| topology.incoming.degree(node)))
            }
            Direction::Both => return None,
        };
        let of_type = |ties: &[Tied]| ties.iter().filter(|tied| tied.0 == rel_type).count();
        Some(
            known.unwrap_or_default() + ties.get(node.0).map_or(0, |ties| of_type(ties.as_slice())),
        )
    }
}
