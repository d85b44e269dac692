//! A change becomes part of the graph.

use std::sync::Arc;

use super::merge;
use super::row::{EdgeRow, NodeRow};
use super::rule;
use super::snapshot::{Snapshot, State};
use super::symbol::{Label, Symbols};
use crate::model::change::Step;
use crate::model::record::{Addition, EdgeRecord, NodeRecord};
use crate::model::value::Map;
use crate::model::when::Bounds;
use crate::model::{
    Change, Direction, EdgeId, Effect, Element, Key, NodeId, Relation, SchemaError,
};

/// Rows in the delta below which folding is not worth while.
const SMALL: usize = 256;
/// The share of the base that the delta may reach before it is folded in.
const SHARE: usize = 32;
/// Rows in the delta below which folding waits for the transaction to end.
const BULK: usize = 1 << 16;

impl Snapshot {
    /// Applies a change to this copy of the graph, seen or not. One that is refused has no effect.
    pub(crate) fn apply(&mut self, change: Change) -> Result<Effect, SchemaError> {
        self.on_the_whole(|graph| graph.apply_whole(change))
    }

    fn apply_whole(&mut self, change: Change) -> Result<Effect, SchemaError> {
        let copy = self.copied(&change).map(Step::Change);
        let about = self.about(&change);
        let effect = match change {
            Change::AddNode(record) => added(Element::Node(self.add_node(record)?)),
            Change::ExtendNode(key, addition) => {
                self.extend_node(&key, addition)?;
                Effect::default()
            }
            Change::AddEdge(record) => added(Element::Edge(self.add_edge(record)?)),
            Change::CreateNode { labels, properties } => self.create_node(&labels, properties)?,
            Change::CreateEdge { from, rel_type, to, properties } => {
                self.create_edge((from, to), &rel_type, properties)?
            }
            Change::SetProperty { on, name, value } => {
                self.set_properties(on, Map::from([(name, value)]), false)?
            }
            Change::SetProperties { on, properties, replace } => {
                self.set_properties(on, properties, replace)?
            }
            Change::AddLabels(node, labels) => self.change_labels(node, &labels, true)?,
            Change::RemoveLabels(node, labels) => self.change_labels(node, &labels, false)?,
            Change::RemoveEdge(edge) => self.remove_edge(edge)?,
            Change::RemoveNode(node) => self.remove_node(node)?,
            Change::AddIndex(index) => self.add_index(index)?,
            Change::RemoveIndex(name) => self.remove_index(&name)?,
        };
        self.note_unchecked(about, &effect);
        self.note(copy);
        self.settle_bulk();
        Ok(effect)
    }

    /// Folds each time a bulk load has added a good part to the graph.
    fn settle_bulk(&mut self) {
        if self.0.delta.len() > BULK.max(self.0.base.len() / SHARE) {
            self.fold();
        }
    }

    /// Folds the delta into the base where it has grown to a few per cent of it.
    pub(crate) fn settle(&mut self) {
        if self.0.delta.len() > SMALL.max(self.0.base.len() / SHARE) {
            self.fold();
        }
    }

    /// Folds the delta into a new base. What the graph holds does not change.
    pub(crate) fn fold(&mut self) {
        if self.0.delta.len() == 0 {
            return;
        }
        let state = Arc::make_mut(&mut self.0);
        state.base = Arc::new(state.base.folded(&state.delta, &state.symbols));
        state.delta = super::delta::Delta::default();
        state.more_labels.clear();
        state.more_types.clear();
    }

    /// How many rows the delta holds, and how many the base.
    pub(crate) fn rows(&self) -> (usize, usize) {
        (self.0.delta.len(), self.0.base.len())
    }

    /// Whether the other one is this very graph. `O(1)`.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The ids that the next node and the next relation get.
    pub(crate) fn next_ids(&self) -> (u32, u32) {
        self.0.next
    }

    /// Leaves out the ids before these, which were given to what has been rolled back.
    pub(crate) fn skip_ids(&mut self, next: (u32, u32)) {
        let (node, edge) = self.0.next;
        if next.0 > node || next.1 > edge {
            let next = (node.max(next.0), edge.max(next.1));
            Arc::make_mut(&mut self.0).next = next;
            self.note(Some(Step::Skip(next)));
        }
    }

    /// Adds a node and gives its id.
    pub(crate) fn add_node(&mut self, record: NodeRecord) -> Result<NodeId, SchemaError> {
        let schema = self.schema().clone();
        let kind = rule::node(self, &schema, &record)?;
        let symbols = &mut Arc::make_mut(&mut self.0).symbols;
        let row = NodeRow::of(record, kind, &schema, symbols);
        self.put_node(row)
    }

    /// Puts in a node that is not there yet.
    pub(super) fn put_node(&mut self, row: NodeRow) -> Result<NodeId, SchemaError> {
        let (next, after) = following(self.0.next.0, "nodes")?;
        let (id, state) = (NodeId(next), Arc::make_mut(&mut self.0));
        state.next.0 = after;
        if let Some(record) = &row.record {
            state.index.add(id, record);
        }
        for label in row.labels.iter() {
            count(&mut state.more_labels, label.0, 1);
        }
        state.words.note(id);
        state.delta.add_node(id, row);
        self.index_name(id);
        Ok(id)
    }

    /// Puts a node's name into the index; that of a drawn one is a property among others.
    fn index_name(&mut self, id: NodeId) {
        if self.node_record(id).is_none() {
            return;
        }
        let name = self.node_name(id).to_owned();
        if !name.is_empty() {
            Arc::make_mut(&mut self.0).index.add_name(id, &name);
        }
    }

    /// Puts what is said of a node in place of what was said, and shows it where the node is seen.
    pub(super) fn put_node_again(&mut self, id: NodeId, row: NodeRow) {
        let head = self.0.stands_for(id);
        if !self.put_entered(id, &row) {
            return self.put_row(id, row);
        }
        self.put_head(head);
    }

    /// Puts a row in place of the one by which a node is seen.
    pub(super) fn put_row(&mut self, id: NodeId, row: NodeRow) {
        let (before, after) = (self.node_bounds(id), row.life.bounds);
        let old: Vec<Label> = self.node_labels(id).collect();
        self.forget(id);
        let state = Arc::make_mut(&mut self.0);
        if let Some(record) = &row.record {
            state.index.add(id, record);
        }
        if *old != *row.labels {
            for label in &old {
                count(&mut state.more_labels, label.0, -1);
            }
            for label in row.labels.iter() {
                count(&mut state.more_labels, label.0, 1);
            }
            if state.base.nodes.ids.contains(id.0) {
                state.delta.relabelled.insert(id.0);
            }
        }
        state.words.note(id);
        state.delta.put_node(id, row);
        self.index_name(id);
        if before != after {
            self.clip_relations_of(id);
        }
    }

    /// Takes a node out of the indexes.
    pub(super) fn forget(&mut self, id: NodeId) {
        let Some(record) = self.node_record(id).cloned() else { return };
        let index = &mut Arc::make_mut(&mut self.0).index;
        index.remove_name(id, &record.name);
        index.remove(id, &record);
    }

    fn extend_node(&mut self, key: &Key, addition: Addition) -> Result<(), SchemaError> {
        let schema = self.schema().clone();
        let id = rule::existing(self, key.as_str())?;
        rule::identifiers(self, &schema, key.as_str(), &addition.identifiers)?;
        rule::facts(&schema, key.as_str(), &addition.facts)?;
        if let Some(mut row) = self.0.entered(id).cloned() {
            row.extend(addition, &mut Arc::make_mut(&mut self.0).symbols);
            self.put_node_again(id, row);
            return Ok(());
        }
        let before = self.node_bounds(id);
        let state = Arc::make_mut(&mut self.0);
        state.index.add_identifiers(id, &addition.identifiers);
        state.words.note(id);
        if let Some((row, symbols)) = state.node_row(id) {
            row.extend(addition, symbols);
        }
        if before != self.node_bounds(id) {
            self.clip_relations_of(id);
        }
        Ok(())
    }

    /// Removes a node, and all that are seen as it.
    fn remove_node(&mut self, id: NodeId) -> Result<Effect, SchemaError> {
        rule::there(self, Element::Node(id))?;
        let relations = if self.has_node(id) {
            self.degree(id, Direction::Both, &[])
        } else {
            self.within_class(id).count()
        };
        if relations > 0 {
            return Err(SchemaError::Connected { node: self.called(id), relations });
        }
        let nodes = self.0.nodes_seen_as(id);
        for edge in self.part(id) {
            self.take_out_edge(edge);
        }
        for node in nodes {
            self.take_out(node);
        }
        Ok(Effect::default())
    }

    fn take_out(&mut self, id: NodeId) {
        let labels: Vec<Label> = self.node_labels(id).collect();
        self.forget(id);
        let state = Arc::make_mut(&mut self.0);
        for label in labels {
            count(&mut state.more_labels, label.0, -1);
        }
        state.words.note(id);
        state.delta.gone.insert(id.0);
    }

    fn remove_edge(&mut self, id: EdgeId) -> Result<Effect, SchemaError> {
        rule::there(self, Element::Edge(id))?;
        self.parted(id, |graph| {
            graph.take_out_edge(id);
            Ok(Effect::default())
        })
    }

    /// Does something to a relation while its ends, if they are seen as one, are seen each for itself.
    pub(super) fn parted<T>(
        &mut self,
        id: EdgeId,
        work: impl FnOnce(&mut Self) -> Result<T, SchemaError>,
    ) -> Result<T, SchemaError> {
        let within = match self.0.within(id).map(|row| row.from) {
            Some(end) => self.part(end),
            None => Vec::new(),
        };
        let done = work(self);
        self.join_again(within.into_iter().filter(|edge| *edge != id));
        self.join(id);
        done
    }

    fn take_out_edge(&mut self, id: EdgeId) {
        if let Some(rel_type) = self.edge_type(id) {
            count(&mut Arc::make_mut(&mut self.0).more_types, rel_type.0, -1);
        }
        Arc::make_mut(&mut self.0).delta.gone_edges.insert(id.0);
    }

    /// Works out anew when the relations at a node held, since its own life is seen otherwise now.
    fn clip_relations_of(&mut self, node: NodeId) {
        let edges: Vec<_> = self.expand(node, Direction::Both, &[]).map(|(edge, _)| edge).collect();
        for id in edges {
            let Some((from, to)) = self.edge_ends(id) else { continue };
            let Some(record) = self.edge_record(id) else { continue };
            let event = self.relation_of(id).is_some_and(|relation| relation.event);
            let life = super::life::Life::of_edge(record, event, self.lives(from, to));
            if self.edge_life(id) != Some(life)
                && let Some((row, _)) = Arc::make_mut(&mut self.0).edge_row(id)
            {
                row.life = life;
            }
        }
    }

    pub(super) fn lives(&self, from: NodeId, to: NodeId) -> [Bounds; 2] {
        [self.node_bounds(from), self.node_bounds(to)]
    }

    /// The relation of which a record between these nodes speaks, where it is there already.
    fn twin(
        &self,
        record: &EdgeRecord,
        relation: &Relation,
        (from, to): (NodeId, NodeId),
    ) -> Option<EdgeId> {
        let rel_type = self.rel_type(&relation.cypher)?;
        let is_type = |id: &EdgeId| self.edge_type(*id) == Some(rel_type);
        let within = (from == to).then(|| self.within_class(from).filter(is_type));
        // One that reads the same backward may have been entered the other way round.
        let backward = relation.symmetric.then(|| self.between(to, from, rel_type));
        let known = self.between(from, to, rel_type).chain(backward.into_iter().flatten());
        let known = known.chain(within.into_iter().flatten());
        let known = known.filter_map(|id| Some((id, self.edge_record(id)?)));
        // Of several that are seen as one, each has relations of its own.
        let alone = self.0.same.is_none();
        let known = known.filter(|(_, there)| {
            let (ends, own) = ((&there.from, &there.to), (&record.from, &record.to));
            alone || ends == own || relation.symmetric && ends == (own.1, own.0)
        });
        merge::twin(known, record, |name| merge::is_flag(self.schema(), name))
    }

    /// Adds a relation and gives its id, or that of the one which says the same and takes it in.
    pub(crate) fn add_edge(&mut self, record: EdgeRecord) -> Result<EdgeId, SchemaError> {
        let schema = self.schema().clone();
        let (relation_id, relation, from, to) = rule::edge(self, &schema, &record)?;
        let entered = (from, to);
        let (from, to) = (self.0.stands_for(from), self.0.stands_for(to));
        let lives = self.lives(from, to);
        let id = if let Some(id) = self.twin(&record, relation, (from, to)) {
            let is_backward = |there: &EdgeRecord| there.from == record.to;
            let backward = relation.is_same_as() && self.edge_record(id).is_some_and(is_backward);
            if let Some((row, symbols)) = Arc::make_mut(&mut self.0).said_edge_row(id) {
                row.take_in(record, relation, lives, symbols);
            }
            if backward {
                self.turn_to_first(id);
            }
            id
        } else {
            let state: &mut State = Arc::make_mut(&mut self.0);
            let (names, symmetric) = ((&*relation.cypher, &*relation.id), relation.symmetric);
            let rel_type = state.symbols.rel_type(names.0, names.1, relation_id, symmetric);
            let ends = if from == to { entered } else { (from, to) };
            let ends = (ends.0, ends.1, rel_type);
            let row = EdgeRow::of(record, ends, relation, lives, &mut state.symbols);
            let id = self.put_edge(row)?;
            if from == to {
                self.put_within(id, from);
            } else if entered != (from, to) {
                self.note_moved(id, entered);
            }
            id
        };
        if relation.is_same_as() {
            self.join(id);
        }
        Ok(id)
    }

    /// Puts in a relation that is not there yet.
    pub(super) fn put_edge(&mut self, row: EdgeRow) -> Result<EdgeId, SchemaError> {
        let (next, after) = following(self.0.next.1, "relations")?;
        let state = Arc::make_mut(&mut self.0);
        state.next.1 = after;
        count(&mut state.more_types, row.rel_type.0, 1);
        state.delta.add_edge(EdgeId(next), row);
        Ok(EdgeId(next))
    }
}

/// The effect of an addition.
pub(super) fn added(element: Element) -> Effect {
    Effect { element: Some(element), ..Effect::default() }
}

impl State {
    /// A node's row in the delta, to be changed: that of the base is copied there first.
    pub(super) fn node_row(&mut self, id: NodeId) -> Option<(&mut NodeRow, &mut Arc<Symbols>)> {
        if self.delta.nodes.get(id.0).is_none() {
            let (record, labels) = (self.base.nodes.record(id.0)?, self.base.label_set(id)?);
            let life = self.base.nodes.life(id.0)?;
            let row = NodeRow::of_base(Arc::clone(record), Arc::clone(labels), life);
            self.delta.put_node(id, row);
        }
        Some((Arc::make_mut(self.delta.nodes.get_mut(id.0)?), &mut self.symbols))
    }

    /// A relation's row in the delta, to be changed: that of the base is copied there first.
    pub(super) fn edge_row(&mut self, id: EdgeId) -> Option<(&mut EdgeRow, &mut Arc<Symbols>)> {
        if self.delta.edges.get(id.0).is_none() {
            let (record, life) = (self.base.edges.record(id.0)?, self.base.edges.life(id.0)?);
            let row = EdgeRow::of_base(Arc::clone(record), self.base.edge(id)?, life);
            self.delta.edges.insert(id.0, Arc::new(row));
        }
        Some((Arc::make_mut(self.delta.edges.get_mut(id.0)?), &mut self.symbols))
    }
}

/// An id to give out and the one after it.
fn following(next: u32, what: &str) -> Result<(u32, u32), SchemaError> {
    Ok((next, room_for(1, next, what)?))
}

/// The id after so many that are given out from `next`.
pub(super) fn room_for(count: u32, next: u32, what: &str) -> Result<u32, SchemaError> {
    next.checked_add(count).ok_or_else(|| SchemaError::BadAttribute {
        on: "the graph".to_owned(),
        name: what.to_owned(),
        reason: "there is no id left for another".to_owned(),
    })
}

pub(super) fn count(counts: &mut Vec<i64>, number: u32, change: i64) {
    let place = number as usize;
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    if let Some(count) = counts.get_mut(place) {
        *count += change;
    }
}
