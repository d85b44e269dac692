//! The bulk of the graph: immutable arrays, made anew when the delta is folded in.

mod image;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

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
use crate::model::when::{Day, Grade};
use crate::model::{EdgeId, NodeId, Value};

/// Nodes and relations in columns, and their topology.
///
/// What stands by *rank* is numbered without gaps, in the order of the ids. A new base shares with
/// the one before what has not changed between them, with all that was found out about it.
#[derive(Debug, Default)]
pub(super) struct Base {
    pub(super) nodes: Arc<Table<NodeRecord>>,
    pub(super) edges: Arc<Table<EdgeRecord>>,
    /// By rank: from, to and type of each relation.
    ends: Vec<(NodeId, NodeId, RelType)>,
    /// By rank: the place of each node's labels among the distinct sets of labels there are.
    labels: Vec<u32>,
    label_sets: Vec<Arc<[Label]>>,
    /// By label: the nodes that carry it, ascending.
    labelled: Vec<Vec<NodeId>>,
    /// By type: the relations of it, ascending.
    typed: Vec<Vec<EdgeId>>,
    /// By type: who is joined to whom, put in order when it is first asked.
    topology: Vec<OnceLock<Arc<Topology>>>,
    /// By node: bits of the types of the relations that leave it, and of those that reach it; found out
    /// when they are first asked for.
    joined: OnceLock<Vec<(u64, u64)>>,
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
    columns: Vec<Arc<Column>>,
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

    /// Whether the grade on any of these days is at least `floor`.
    pub(super) fn holds(&self, id: u32, days: &Range<Day>, floor: Grade) -> bool {
        self.ids.rank(id).is_some_and(|rank| self.lives.holds(rank, days, floor))
    }

    /// Whether any of them happened on a day, and held for no time.
    pub(super) fn has_events(&self) -> bool {
        self.lives.has_events()
    }

    pub(super) fn property(&self, id: u32, key: PropKey) -> Value {
        self.columns.get(key.0 as usize).map(|column| column.get(id)).unwrap_or_default()
    }

    /// The column of a property, where anything has it.
    pub(super) fn column(&self, key: PropKey) -> Option<&Column> {
        self.columns.get(key.0 as usize).map(|column| &**column)
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

    /// Whether these rows come behind all that are there, and all of those stay.
    fn only_grows(&self, rows: &[(u32, Row<'_, R>)], gone: &Numbers) -> bool {
        gone.len() == 0 && rows.first().is_none_or(|(first, _)| *first >= self.ids.end())
    }

    /// This table with these rows, ascending, put in or put in place of what it had, and without
    /// those that are gone.
    fn folded(&self, rows: &[(u32, Row<'_, R>)], gone: &Numbers, keys: usize) -> Self {
        let columns = self.folded_columns(rows, gone, keys);
        if self.only_grows(rows, gone) {
            let ids = self.ids.with(rows.iter().map(|(id, _)| *id));
            let more = rows.iter().map(|(_, row)| row.record.clone());
            let records = self.records.iter().cloned().chain(more).collect();
            let lives = self.lives.with(rows.iter().map(|(_, row)| row.life));
            return Self { ids, records, lives, columns };
        }
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
        Self { ids: Presence::of(ids), records, lives: Lives::of(lives), columns }
    }

    fn folded_columns(
        &self,
        rows: &[(u32, Row<'_, R>)],
        gone: &Numbers,
        keys: usize,
    ) -> Vec<Arc<Column>> {
        let mut more: Vec<Vec<(u32, Value)>> = vec![Vec::new(); keys];
        for (id, row) in rows {
            for (key, value) in row.properties {
                if let Some(more) = more.get_mut(key.0 as usize) {
                    more.push((*id, value.clone()));
                }
            }
        }
        let replaced = Presence::of(rows.iter().map(|(id, _)| *id));
        let stays = |id| !replaced.contains(id) && !gone.contains(id);
        let lost = rows.iter().map(|(id, _)| *id).chain(gone.iter());
        let lost: Vec<u32> = lost.filter(|id| self.ids.contains(*id)).collect();
        let old = self.columns.iter().map(Some).chain(std::iter::repeat(None));
        let columns = more.into_iter().zip(old).map(|(more, old)| match old {
            Some(old) if more.is_empty() && !lost.iter().any(|id| old.has(*id)) => Arc::clone(old),
            Some(old) => Arc::new(old.folded(stays, more)),
            None => Arc::new(Column::of(more)),
        });
        columns.collect()
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
        let mut base = Self { joined: self.joined.clone(), ..Self::default() };
        if node_rows.is_empty() && delta.gone.len() == 0 {
            base.nodes = Arc::clone(&self.nodes);
        } else {
            base.nodes = Arc::new(self.nodes.folded(&node_rows, &delta.gone, keys));
        }
        if edge_rows.is_empty() && delta.gone_edges.len() == 0 {
            base.edges = Arc::clone(&self.edges);
        } else {
            base.edges = Arc::new(self.edges.folded(&edge_rows, &delta.gone_edges, keys));
        }
        let labels_of = |id: NodeId| {
            let added = delta.nodes.get(id.0).map(|row| &row.labels);
            added.or_else(|| self.label_set(id))
        };
        if self.nodes.only_grows(&node_rows, &delta.gone) {
            base.labels.clone_from(&self.labels);
            base.label_sets.clone_from(&self.label_sets);
            base.labelled.clone_from(&self.labelled);
            base.put_labels(node_rows.iter().map(|(id, _)| NodeId(*id)), labels_of);
        } else {
            let nodes = Arc::clone(&base.nodes);
            base.put_labels(nodes.ids.iter().map(NodeId), labels_of);
        }
        let ends_of = |id: EdgeId| {
            let added = delta.edges.get(id.0).map(|row| (row.from, row.to, row.rel_type));
            added.or_else(|| self.edge(id))
        };
        if delta.all_tied_as_in_base() {
            base.ends.clone_from(&self.ends);
            base.typed.clone_from(&self.typed);
            base.topology.clone_from(&self.topology);
            let added =
                edge_rows.iter().map(|(id, _)| *id).filter(|id| *id >= self.edges.ids.end());
            base.put_ends(added.map(EdgeId), ends_of);
        } else {
            base.joined = OnceLock::new();
            let edges = Arc::clone(&base.edges);
            base.put_ends(edges.ids.iter().map(EdgeId), ends_of);
        }
        base
    }

    /// Puts in the labels of these nodes, which come behind those whose labels are there.
    fn put_labels<'a>(
        &mut self,
        nodes: impl Iterator<Item = NodeId>,
        mut of: impl FnMut(NodeId) -> Option<&'a Arc<[Label]>>,
    ) {
        let known = (0..).zip(&self.label_sets).map(|(place, set)| (Arc::clone(set), place));
        let mut places: FxHashMap<Arc<[Label]>, u32> = known.collect();
        for id in nodes {
            let set = of(id).cloned().unwrap_or_default();
            for label in set.iter() {
                put(&mut self.labelled, label.0, id);
            }
            let next = u32::try_from(self.label_sets.len()).unwrap_or(u32::MAX);
            let place = *places.entry(set).or_insert_with_key(|set| {
                self.label_sets.push(Arc::clone(set));
                next
            });
            self.labels.push(place);
        }
    }

    /// Puts in the ends of these relations, which come behind those whose ends are there.
    fn put_ends(
        &mut self,
        edges: impl Iterator<Item = EdgeId>,
        mut of: impl FnMut(EdgeId) -> Option<(NodeId, NodeId, RelType)>,
    ) {
        let mut by_type: Vec<Vec<_>> = Vec::new();
        let mut joined = self.joined.take();
        if let Some(joined) = &mut joined {
            joined.resize(self.nodes.ids.end() as usize, (0, 0));
        }
        for id in edges {
            let Some((from, to, rel_type)) = of(id) else { continue };
            self.ends.push((from, to, rel_type));
            put(&mut self.typed, rel_type.0, id);
            // What nobody has asked for yet need not be kept in order.
            if self.topology.get(rel_type.0 as usize).is_some_and(|known| known.get().is_some()) {
                put(&mut by_type, rel_type.0, (from, to, id));
            }
            if let Some(joined) = &mut joined {
                join(joined, from, to, rel_type);
            }
        }
        self.joined = joined.map(OnceLock::from).unwrap_or_default();
        self.topology.resize_with(self.typed.len(), OnceLock::new);
        for (topology, more) in self.topology.iter_mut().zip(&by_type) {
            if let Some(known) = topology.get().filter(|_| !more.is_empty()) {
                *topology = OnceLock::from(Arc::new(known.with(more)));
            }
        }
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

    /// Who is joined to whom by a type. The first question sorts its relations.
    pub(super) fn topology(&self, rel_type: RelType) -> Option<&Topology> {
        let topology = self.topology.get(rel_type.0 as usize)?;
        Some(topology.get_or_init(|| {
            let ends = |id: &EdgeId| self.edge(*id).map(|(from, to, _)| (from, to, *id));
            let edges: Vec<_> = self.typed(rel_type).iter().filter_map(ends).collect();
            Arc::new(Topology::default().with(&edges))
        }))
    }

    /// How many types there are, up to the last that any relation has.
    pub(super) fn types(&self) -> usize {
        self.typed.len()
    }

    /// Bits of the types of the relations that leave a node, and of those that reach it.
    pub(super) fn joined(&self, id: NodeId) -> (u64, u64) {
        let joined = self.joined.get_or_init(|| {
            let mut joined = vec![(0, 0); self.nodes.ids.end() as usize];
            self.ends
                .iter()
                .for_each(|(from, to, rel_type)| join(&mut joined, *from, *to, *rel_type));
            joined
        });
        joined.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// How many nodes and relations there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.ids.count() + self.edges.ids.count()
    }
}

/// Notes the type of a relation at both its ends.
fn join(joined: &mut [(u64, u64)], from: NodeId, to: NodeId, rel_type: RelType) {
    if let Some((out, _)) = joined.get_mut(from.0 as usize) {
        *out |= type_bit(rel_type);
    }
    if let Some((_, incoming)) = joined.get_mut(to.0 as usize) {
        *incoming |= type_bit(rel_type);
    }
}

/// Adds an item to the list of a number.
fn put<T>(lists: &mut Vec<Vec<T>>, number: u32, item: T) {
    let place = number as usize;
    if lists.len() <= place {
        lists.resize_with(place + 1, Vec::new);
    }
    if let Some(list) = lists.get_mut(place) {
        list.push(item);
    }
}

/// The bit that stands for a type in a set of 64; the last one stands for all beyond it.
pub(super) fn type_bit(rel_type: RelType) -> u64 {
    1 << rel_type.0.min(63)
}
