//! The bulk of the graph: immutable arrays, made anew when the delta is folded in.

mod image;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::column::{Column, Presence};
use super::delta::Delta;
use super::life::{Life, Lives};
use super::numbers::Numbers;
use super::row::Properties;
use super::statistics::Statistics;
use super::symbol::{Label, PropKey, RelType, Symbols};
use super::topology::Topology;
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::when::{Grade, Moment};
use crate::model::{EdgeId, NodeId, Value};

/// Nodes and relations in columns, and their topology.
///
/// What stands by *rank* is numbered without gaps, in the order of the ids.
#[derive(Debug, Default)]
pub(super) struct Base {
    pub(super) nodes: Table<NodeRecord>,
    pub(super) edges: Table<EdgeRecord>,
    /// By rank: from, to and type of each relation.
    ends: Vec<(NodeId, NodeId, RelType)>,
    /// By rank: the place of each node's labels among the distinct sets of labels there are.
    labels: Vec<u32>,
    label_sets: Vec<Arc<[Label]>>,
    /// By label: the nodes that carry it, ascending.
    labelled: Vec<Vec<NodeId>>,
    /// By type: the relations of it, ascending.
    typed: Vec<Vec<EdgeId>>,
    /// By type: who is joined to whom.
    topology: Vec<Topology>,
    /// By node: bits of the types of the relations that leave it, and of those that reach it.
    joined: Vec<(u64, u64)>,
    pub(super) statistics: Statistics,
}

/// What nodes and relations have in common.
#[derive(Debug)]
pub(super) struct Table<R> {
    pub(super) ids: Presence,
    /// By rank.
    records: Vec<Option<Arc<R>>>,
    /// By rank.
    lives: Lives,
    /// By property key; numbered by id.
    columns: Vec<Column>,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self {
            ids: Presence::default(),
            records: Vec::new(),
            lives: Lives::default(),
            columns: Vec::new(),
        }
    }
}

impl<R> Table<R> {
    pub(super) fn record(&self, id: u32) -> Option<&Arc<R>> {
        self.records.get(self.ids.rank(id)?)?.as_ref()
    }

    pub(super) fn life(&self, id: u32) -> Option<Life> {
        self.lives.get(self.ids.rank(id)?)
    }

    /// Whether the grade within the moment is at least `floor`.
    pub(super) fn holds(&self, id: u32, moment: &Moment, floor: Grade) -> bool {
        self.ids.rank(id).is_some_and(|rank| self.lives.holds(rank, moment, floor))
    }

    pub(super) fn property(&self, id: u32, key: PropKey) -> Value {
        self.columns.get(key.0 as usize).map(|column| column.get(id)).unwrap_or_default()
    }

    /// The column of a property, where anything has it.
    pub(super) fn column(&self, key: PropKey) -> Option<&Column> {
        self.columns.get(key.0 as usize)
    }

    /// The text of a property, where it is one.
    pub(super) fn text(&self, id: u32, key: PropKey) -> Option<&str> {
        self.columns.get(key.0 as usize)?.text(id)
    }

    /// The properties there are, in the order of their names.
    pub(super) fn properties(&self, id: u32, symbols: &Symbols) -> Properties {
        let keys = symbols.keys.by_name().map(PropKey);
        keys.filter(|key| self.columns.get(key.0 as usize).is_some_and(|column| column.has(id)))
            .map(|key| (key, self.property(id, key)))
            .collect()
    }

    /// This table with these rows, ascending, put in or put in place of what it had, and without
    /// those that are gone.
    fn folded(&self, rows: &[(u32, Row<'_, R>)], gone: &Numbers, keys: usize) -> Self {
        let mut old = self.ids.iter().filter(|id| !gone.contains(*id)).peekable();
        let mut new = rows.iter().peekable();
        let (mut ids, mut records, mut lives) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let row = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(there), Some((id, _))) if there >= id => {
                    if there == id {
                        old.next();
                    }
                    new.next()
                }
                (None, Some(_)) => new.next(),
                (Some(_), _) => None,
            };
            if let Some((id, row)) = row {
                ids.push(*id);
                records.push(row.record.clone());
                lives.push(row.life);
            } else if let Some(id) = old.next() {
                ids.push(id);
                records.push(self.record(id).cloned());
                lives.extend(self.life(id));
            }
        }
        Self {
            ids: Presence::of(ids),
            records,
            lives: Lives::of(lives),
            columns: self.folded_columns(rows, gone, keys),
        }
    }

    fn folded_columns(
        &self,
        rows: &[(u32, Row<'_, R>)],
        gone: &Numbers,
        keys: usize,
    ) -> Vec<Column> {
        let replaced = Presence::of(rows.iter().map(|(id, _)| *id));
        let mut entries: Vec<Vec<(u32, Value)>> = vec![Vec::new(); keys];
        for (entries, column) in entries.iter_mut().zip(&self.columns) {
            let stays = |id| !replaced.contains(id) && !gone.contains(id);
            entries.extend(column.iter().filter(|(id, _)| stays(*id)));
        }
        for (id, row) in rows {
            for (key, value) in row.properties {
                if let Some(entries) = entries.get_mut(key.0 as usize) {
                    entries.push((*id, value.clone()));
                }
            }
        }
        entries
            .into_iter()
            .map(|mut entries| {
                entries.sort_by_key(|(id, _)| *id);
                Column::of(entries)
            })
            .collect()
    }
}

/// What a table takes in of a row of the delta.
struct Row<'a, R> {
    record: &'a Option<Arc<R>>,
    life: Life,
    properties: &'a Properties,
}

impl Base {
    /// A base of what this one and the delta hold together. Linear in both.
    pub(super) fn folded(&self, delta: &Delta, symbols: &Symbols) -> Self {
        let stay = |(id, _): &(u32, _)| !delta.gone.contains(*id);
        let mut nodes: Vec<_> = delta.nodes.iter().filter(stay).collect();
        nodes.sort_unstable_by_key(|(id, _)| *id);
        let stay = |(id, _): &(u32, _)| !delta.gone_edges.contains(*id);
        let mut edges: Vec<_> = delta.edges.iter().filter(stay).collect();
        edges.sort_unstable_by_key(|(id, _)| *id);
        let node_rows: Vec<_> = nodes
            .iter()
            .map(|(id, row)| {
                let (record, properties) = (&row.record, row.properties(symbols));
                (*id, Row { record, life: row.life, properties })
            })
            .collect();
        let edge_rows: Vec<_> = edges
            .iter()
            .map(|(id, row)| {
                let (record, properties) = (&row.record, row.properties(symbols));
                (*id, Row { record, life: row.life, properties })
            })
            .collect();
        let keys = symbols.keys.len();
        let mut base = Self {
            nodes: self.nodes.folded(&node_rows, &delta.gone, keys),
            edges: self.edges.folded(&edge_rows, &delta.gone_edges, keys),
            ..Self::default()
        };
        base.put_labels(symbols.labels.len(), |id| {
            let added = delta.nodes.get(id.0).map(|row| &row.labels);
            added.or_else(|| self.label_set(id))
        });
        base.put_ends(symbols.types.len(), |id| {
            let added = delta.edges.get(id.0).map(|row| (row.from, row.to, row.rel_type));
            added.or_else(|| self.edge(id))
        });
        base
    }

    fn put_labels<'a>(
        &mut self,
        count: usize,
        mut of: impl FnMut(NodeId) -> Option<&'a Arc<[Label]>>,
    ) {
        let mut places: FxHashMap<Arc<[Label]>, u32> = FxHashMap::default();
        self.labelled.resize_with(count, Vec::new);
        for id in self.nodes.ids.iter().map(NodeId) {
            let set = of(id).cloned().unwrap_or_default();
            for label in set.iter() {
                if let Some(nodes) = self.labelled.get_mut(label.0 as usize) {
                    nodes.push(id);
                }
            }
            let next = u32::try_from(self.label_sets.len()).unwrap_or(u32::MAX);
            let place = *places.entry(set).or_insert_with_key(|set| {
                self.label_sets.push(Arc::clone(set));
                next
            });
            self.labels.push(place);
        }
    }

    fn put_ends(
        &mut self,
        count: usize,
        mut of: impl FnMut(EdgeId) -> Option<(NodeId, NodeId, RelType)>,
    ) {
        let mut by_type = vec![Vec::new(); count];
        self.joined.resize(self.nodes.ids.end() as usize, (0, 0));
        self.typed.resize_with(count, Vec::new);
        for id in self.edges.ids.iter().map(EdgeId) {
            let Some((from, to, rel_type)) = of(id) else { continue };
            self.ends.push((from, to, rel_type));
            if let Some(edges) = by_type.get_mut(rel_type.0 as usize) {
                edges.push((from, to, id));
            }
            if let Some(edges) = self.typed.get_mut(rel_type.0 as usize) {
                edges.push(id);
            }
            if let Some((out, _)) = self.joined.get_mut(from.0 as usize) {
                *out |= type_bit(rel_type);
            }
            if let Some((_, incoming)) = self.joined.get_mut(to.0 as usize) {
                *incoming |= type_bit(rel_type);
            }
        }
        self.topology = by_type.iter().map(|edges| Topology::of(edges)).collect();
    }

    pub(super) fn label_set(&self, id: NodeId) -> Option<&Arc<[Label]>> {
        self.label_sets.get(self.label_place(id)?)
    }

    /// The place of a node's labels among the distinct sets.
    pub(super) fn label_place(&self, id: NodeId) -> Option<usize> {
        Some(*self.labels.get(self.nodes.ids.rank(id.0)?)? as usize)
    }

    /// The distinct sets of labels there are.
    pub(super) fn label_sets(&self) -> &[Arc<[Label]>] {
        &self.label_sets
    }

    /// From, to and type of a relation.
    pub(super) fn edge(&self, id: EdgeId) -> Option<(NodeId, NodeId, RelType)> {
        self.ends.get(self.edges.ids.rank(id.0)?).copied()
    }

    pub(super) fn labelled(&self, label: Label) -> &[NodeId] {
        self.labelled.get(label.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn typed(&self, rel_type: RelType) -> &[EdgeId] {
        self.typed.get(rel_type.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn topology(&self, rel_type: RelType) -> Option<&Topology> {
        self.topology.get(rel_type.0 as usize)
    }

    /// By type: who is joined to whom.
    pub(super) fn topologies(&self) -> &[Topology] {
        &self.topology
    }

    /// Bits of the types of the relations that leave a node, and of those that reach it.
    pub(super) fn joined(&self, id: NodeId) -> (u64, u64) {
        self.joined.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// How many nodes and relations there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.ids.count() + self.edges.ids.count()
    }
}

/// The bit that stands for a type in a set of 64; the last one stands for all beyond it.
pub(super) fn type_bit(rel_type: RelType) -> u64 {
    1 << rel_type.0.min(63)
}
