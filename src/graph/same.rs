//! Nodes that are seen as one, since a curator has said that they are the same.
//!
//! What `same-as` states joins nodes to *classes*. One node stands for each class, its *head*: the others
//! are neither listed nor scanned, their relations are seen at the head, and what is said of any of them
//! is seen at it. All of that is done where the graph is made, so that whoever reads it sees a graph like
//! any other.
//!
//! What was entered stays as it was. A relation's record names the ends that it was entered with, and the
//! row of each node of a class, and of each relation within it, is kept here; from them the class is
//! parted again. Every change is made to what was entered, whoever stands for it.
//!
//! The head does not depend on the order in which things are told: it is the node at which following
//! `same-as` from node to node ends; where it ends at several, or leads in a circle, the one of them
//! whose key comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::apply::count;
use super::fuse;
use super::life::Life;
use super::row::{EdgeRow, NodeRow, Properties};
use super::snapshot::{Snapshot, State};
use super::symbol::Symbols;
use super::trie::Trie;
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::{Direction, EdgeId, Key, NodeId, Relation};

/// The classes there are. Persistent like the delta.
#[derive(Debug, Clone, Default)]
pub(super) struct Same {
    /// By each node of a class: its head.
    heads: Trie<NodeId>,
    /// By head.
    classes: Trie<Arc<Class>>,
    /// The relations within classes, which nobody sees, as they were entered.
    within: Trie<Arc<EdgeRow>>,
}

/// Nodes that are seen as one.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    /// Its nodes as they were entered.
    rows: BTreeMap<NodeId, Arc<NodeRow>>,
    /// The relations within it.
    within: BTreeSet<EdgeId>,
    /// The relations that lead out of it and were entered at other nodes than the head, also those
    /// that are gone since.
    moved: Trie<()>,
}

impl Class {
    /// Its nodes, the head first, and then by their keys.
    fn in_order(&self, head: NodeId) -> Vec<(NodeId, &NodeRow)> {
        let mut nodes: Vec<_> = self.rows.iter().map(|(id, row)| (*id, &**row)).collect();
        nodes.sort_by(|a, b| (a.0 != head, key(a.1)).cmp(&(b.0 != head, key(b.1))));
        nodes
    }
}

fn key(row: &NodeRow) -> Option<&Key> {
    row.record.as_ref().map(|record| &record.key)
}

impl State {
    /// The node as which a node is seen: itself, or the head of its class.
    pub(super) fn stands_for(&self, id: NodeId) -> NodeId {
        let head = self.same.as_ref().and_then(|same| same.heads.get(id.0));
        head.copied().unwrap_or(id)
    }

    /// The heads of all classes.
    pub(super) fn heads(&self) -> impl Iterator<Item = NodeId> + '_ {
        let classes = self.same.iter().flat_map(|same| same.classes.iter());
        classes.map(|(head, _)| NodeId(head))
    }

    /// The class of a node.
    pub(super) fn class(&self, id: NodeId) -> Option<&Class> {
        let same = self.same.as_ref()?;
        same.classes.get(same.heads.get(id.0)?.0).map(|class| &**class)
    }

    /// The row of a node of a class, as it was entered.
    pub(super) fn entered(&self, id: NodeId) -> Option<&NodeRow> {
        self.class(id)?.rows.get(&id).map(|row| &**row)
    }

    /// A relation within a class, as it was entered.
    pub(super) fn within(&self, id: EdgeId) -> Option<&Arc<EdgeRow>> {
        self.same.as_ref()?.within.get(id.0)
    }

    /// What is said of a relation, to be changed, seen or not.
    pub(super) fn said_edge_row(
        &mut self,
        id: EdgeId,
    ) -> Option<(&mut EdgeRow, &mut Arc<Symbols>)> {
        if self.within(id).is_none() {
            return self.edge_row(id);
        }
        let same = Arc::make_mut(self.same.as_mut()?);
        Some((Arc::make_mut(same.within.get_mut(id.0)?), &mut self.symbols))
    }

    /// What is said of a node alone, be it seen as another.
    pub(super) fn entered_record(&self, id: NodeId) -> Option<&NodeRecord> {
        match self.entered(id) {
            Some(row) => row.record.as_deref(),
            None => self.node_record(id),
        }
    }

    /// The nodes that are seen as one with a node, itself among them.
    pub(super) fn nodes_seen_as(&self, id: NodeId) -> Vec<NodeId> {
        self.class(id).map_or_else(|| vec![id], |class| class.rows.keys().copied().collect())
    }

    fn same_mut(&mut self) -> &mut Same {
        Arc::make_mut(self.same.get_or_insert_default())
    }
}

/// Whether a relation joins its ends to one class.
pub(super) fn joins(record: &EdgeRecord, relation: &Relation) -> bool {
    relation.is_same_as() && record.inferred.is_none() && !record.validity.is_planned()
}

impl Snapshot {
    /// Whether a relation that was entered joins its ends to one class.
    pub(super) fn joins(&self, id: EdgeId) -> bool {
        let relation = self.relation_of(id);
        relation.is_some_and(|r| self.edge_record(id).is_some_and(|record| joins(record, r)))
    }

    /// The properties that what is said of a node alone gives it.
    pub(super) fn entered_properties(&self, id: NodeId) -> Properties {
        match self.0.entered(id) {
            Some(row) => row.properties(&self.0.symbols).clone(),
            None if self.has_node(id) => self.node_properties(id).collect(),
            None => Properties::new(),
        }
    }

    /// The relations within the class of a node, ascending.
    pub(super) fn within_class(&self, id: NodeId) -> impl Iterator<Item = EdgeId> + '_ {
        self.0.class(id).into_iter().flat_map(|class| class.within.iter().copied())
    }

    /// The ends with which a relation was entered.
    pub(super) fn entered_ends(&self, id: EdgeId) -> Option<(NodeId, NodeId)> {
        if let Some(row) = self.0.within(id) {
            return Some((row.from, row.to));
        }
        match self.edge_record(id).filter(|_| self.0.same.is_some()) {
            Some(r) => Some((self.keyed(r.from.as_str())?, self.keyed(r.to.as_str())?)),
            None => self.edge_ends(id),
        }
    }

    /// Puts all classes together, of a graph that has none yet.
    pub(super) fn join_all(&mut self) {
        let mut relations = self.schema().relations().iter();
        let Some(relation) = relations.find(|relation| relation.is_same_as()) else { return };
        let Some(rel_type) = self.rel_type(&relation.cypher) else { return };
        let edges: Vec<EdgeId> = self.edges_of(rel_type).collect();
        self.join_again(edges);
    }

    /// Joins the ends of those of these relations that say it and whose ends are seen each for itself:
    /// each class at once, however long the chains are that make it.
    pub(super) fn join_again(&mut self, edges: impl IntoIterator<Item = EdgeId>) {
        let mut beside: BTreeMap<NodeId, Vec<(NodeId, EdgeId)>> = BTreeMap::new();
        for edge in edges.into_iter().filter(|edge| self.has_edge(*edge) && self.joins(*edge)) {
            if let Some((from, to)) = self.entered_ends(edge) {
                beside.entry(from).or_default().push((to, edge));
                beside.entry(to).or_default().push((from, edge));
            }
        }
        while let Some(first) = beside.keys().next().copied() {
            let (mut nodes, mut joining) = (BTreeSet::from([first]), BTreeSet::new());
            let mut open = vec![first];
            while let Some(node) = open.pop() {
                for (next, edge) in beside.remove(&node).unwrap_or_default() {
                    joining.insert(edge);
                    if nodes.insert(next) {
                        open.push(next);
                    }
                }
            }
            if let Some(head) = self.head_of(&nodes, joining.into_iter()) {
                nodes.remove(&head);
                self.absorb(head, nodes);
            }
        }
    }

    /// Sees the ends of a relation as one, if it says that they are.
    pub(super) fn join(&mut self, edge: EdgeId) {
        let Some((from, to)) = self.entered_ends(edge).filter(|_| self.joins(edge)) else { return };
        let (one, other) = (self.0.stands_for(from), self.0.stands_for(to));
        let nodes = [one, other].into_iter().flat_map(|end| self.0.nodes_seen_as(end));
        let mut nodes: BTreeSet<NodeId> = nodes.collect();
        let edges = [one, other].into_iter().flat_map(|end| self.within_class(end)).chain([edge]);
        let Some(head) = self.head_of(&nodes, edges) else { return };
        match (head == one, head == other) {
            (true, true) => {}
            (true, false) => self.absorb(head, [other]),
            (false, true) => self.absorb(head, [one]),
            (false, false) => {
                self.part(one);
                self.part(other);
                nodes.remove(&head);
                self.absorb(head, nodes);
            }
        }
    }

    /// Who is to stand for nodes that relations say are one.
    fn head_of(
        &self,
        nodes: &BTreeSet<NodeId>,
        edges: impl Iterator<Item = EdgeId>,
    ) -> Option<NodeId> {
        let joining = edges.filter(|edge| self.joins(*edge));
        let left: FxHashSet<NodeId> =
            joining.filter_map(|edge| Some(self.entered_ends(edge)?.0)).collect();
        let key = |id: &&NodeId| self.0.entered_record(**id).map(|record| &record.key);
        let last = nodes.iter().filter(|id| !left.contains(id)).min_by_key(key);
        last.or_else(|| nodes.iter().min_by_key(key)).copied()
    }

    /// Sees these nodes, each of which may be the head of a class, as the head.
    fn absorb(&mut self, head: NodeId, tails: impl IntoIterator<Item = NodeId>) {
        let mut class = self.take_class(head);
        let mut edges = BTreeSet::new();
        let take = |tail: NodeId| {
            edges.extend(self.ties_of(tail));
            (tail, self.take_class(tail))
        };
        let tails: Vec<(NodeId, Class)> = tails.into_iter().map(take).collect();
        for (_, tail) in &tails {
            class.rows.extend(tail.rows.iter().map(|(id, row)| (*id, Arc::clone(row))));
            class.within.extend(&tail.within);
            for (edge, ()) in tail.moved.iter() {
                class.moved.insert(edge, ());
            }
        }
        let same = Arc::make_mut(&mut self.0).same_mut();
        for id in class.rows.keys() {
            same.heads.insert(id.0, head);
        }
        same.classes.insert(head.0, Arc::new(class));
        self.put_head(head);
        for edge in edges {
            self.tie_again(edge);
        }
        for (tail, class) in tails {
            // What was seen of a whole class is its own again before nobody sees it.
            if let Some(own) = class.rows.get(&tail).filter(|_| class.rows.len() > 1) {
                self.put_row(tail, NodeRow::clone(own));
            }
            self.hide(tail);
        }
        self.check_later(head);
    }

    /// Takes the class of its head out of the books, or makes one of the node alone.
    fn take_class(&mut self, head: NodeId) -> Class {
        let state = Arc::make_mut(&mut self.0);
        let known = state.same.as_mut().and_then(|same| Arc::make_mut(same).classes.remove(head.0));
        if let Some(class) = known {
            return Arc::unwrap_or_clone(class);
        }
        let row = state.node_row(head).map(|(row, _)| Arc::new(row.clone()));
        Class { rows: row.map(|row| (head, row)).into_iter().collect(), ..Class::default() }
    }

    /// The relations at a node as they are seen.
    fn ties_of(&self, node: NodeId) -> impl Iterator<Item = EdgeId> + '_ {
        let (out, incoming) = (Direction::Out, Direction::In);
        self.stored(node, out).chain(self.stored(node, incoming)).map(|(edge, _)| edge)
    }

    /// Sees at the head of a class all that is said of its nodes.
    pub(super) fn put_head(&mut self, head: NodeId) {
        let Some(class) = self.0.class(head) else { return };
        let nodes = class.in_order(head);
        let mut records = nodes.iter().filter_map(|(_, row)| row.record.as_deref());
        let Some(record) = records.next().map(|first| fuse::fused(first, records)) else { return };
        let schema = self.schema().clone();
        let kind = schema.kind_named(&record.kind).and_then(|id| schema.kind(id));
        let Some(kind) = kind else { return };
        let row = NodeRow::of(record, kind, &schema, &mut Arc::make_mut(&mut self.0).symbols);
        self.put_row(head, row);
    }

    /// Ties a relation to the nodes as which its ends are seen, or hides it where they are one.
    pub(super) fn tie_again(&mut self, id: EdgeId) {
        let Some((from, to)) = self.entered_ends(id) else { return };
        let seen = (self.0.stands_for(from), self.0.stands_for(to));
        if seen.0 == seen.1 {
            self.put_within(id, seen.0);
            return;
        }
        self.note_moved(id, (from, to));
        let lives = self.lives(seen.0, seen.1);
        let event = self.relation_of(id).is_some_and(|relation| relation.event);
        let state = Arc::make_mut(&mut self.0);
        state.untie(id);
        if let Some((row, _)) = state.edge_row(id) {
            (row.from, row.to) = seen;
            if let Some(record) = &row.record {
                row.life = Life::of_edge(record, event, lives);
            }
        }
        state.tie(id);
    }

    /// Puts what is said of a node of a class in place of what was said; whether it is of one.
    pub(super) fn put_entered(&mut self, id: NodeId, row: &NodeRow) -> bool {
        if self.0.class(id).is_none() {
            return false;
        }
        let head = self.0.stands_for(id);
        // By what is said of it alone it is found, but for the head, which is found by all.
        if id != head {
            self.forget(id);
        }
        let state = Arc::make_mut(&mut self.0);
        if let Some(class) = state.same_mut().classes.get_mut(head.0) {
            Arc::make_mut(class).rows.insert(id, Arc::new(row.clone()));
        }
        if id != head {
            if let Some(record) = &row.record {
                state.index.add(id, record);
                state.index.add_name(id, &record.name);
            }
            if state.delta.nodes.get(id.0).is_some() {
                state.delta.put_node(id, row.clone());
            }
        }
        true
    }

    /// Lets a `same-as` that was said both ways lead to the node whose key comes first.
    pub(super) fn turn_to_first(&mut self, id: EdgeId) {
        let is_turned = self.edge_record(id).is_some_and(|record| record.to < record.from);
        if is_turned {
            return;
        }
        let seen = self.0.within(id).is_none();
        let state = Arc::make_mut(&mut self.0);
        if seen {
            state.untie(id);
        }
        if let Some((row, _)) = state.said_edge_row(id) {
            std::mem::swap(&mut row.from, &mut row.to);
            if let Some(record) = row.record.as_mut().map(Arc::make_mut) {
                std::mem::swap(&mut record.from, &mut record.to);
            }
        }
        if seen {
            state.tie(id);
        }
    }

    /// Notes a relation with those classes at which it is seen and whose heads it was not entered at.
    pub(super) fn note_moved(&mut self, id: EdgeId, entered: (NodeId, NodeId)) {
        for end in [entered.0, entered.1] {
            let head = self.0.stands_for(end);
            if head != end
                && let Some(class) = Arc::make_mut(&mut self.0).same_mut().classes.get_mut(head.0)
            {
                Arc::make_mut(class).moved.insert(id.0, ());
            }
        }
    }

    /// Hides a relation that was tied to its ends, since they are one.
    pub(super) fn put_within(&mut self, id: EdgeId, head: NodeId) {
        let Some((from, to)) = self.entered_ends(id) else { return };
        let state = Arc::make_mut(&mut self.0);
        state.untie(id);
        let Some((row, _)) = state.edge_row(id) else { return };
        (row.from, row.to) = (from, to);
        let (row, rel_type) = (Arc::new(row.clone()), row.rel_type);
        count(&mut state.more_types, rel_type.0, -1);
        state.delta.gone_edges.insert(id.0);
        let same = state.same_mut();
        same.within.insert(id.0, row);
        if let Some(class) = same.classes.get_mut(head.0) {
            Arc::make_mut(class).within.insert(id);
        }
    }

    /// Lists a node of a class no more.
    fn hide(&mut self, id: NodeId) {
        let labels: Vec<_> = self.node_labels(id).collect();
        let state = Arc::make_mut(&mut self.0);
        for label in labels {
            count(&mut state.more_labels, label.0, -1);
        }
        state.words.note(id);
        state.delta.gone.insert(id.0);
    }

    /// Sees each node of a class for itself again, and gives the relations that were within it.
    pub(super) fn part(&mut self, id: NodeId) -> Vec<EdgeId> {
        let (edges, lost) = self.part_unfolded(id);
        if lost {
            self.fold();
        }
        edges
    }

    /// The graph as it was entered, with nothing seen as one. What the base holds no more comes back
    /// into it by folding, which is left to do.
    pub(super) fn part_all(&mut self) {
        let heads: Vec<NodeId> = self.0.heads().collect();
        for head in heads {
            self.part_unfolded(head);
        }
    }

    /// The same, and whether the base, which holds some of it no more, has to be made anew.
    fn part_unfolded(&mut self, id: NodeId) -> (Vec<EdgeId>, bool) {
        let Some(class) = self.0.class(id).cloned() else { return (Vec::new(), false) };
        let head = self.0.stands_for(id);
        let same = Arc::make_mut(&mut self.0).same_mut();
        same.classes.remove(head.0);
        for id in class.rows.keys() {
            same.heads.remove(id.0);
        }
        let mut lost = false;
        for (id, row) in &class.rows {
            if *id == head {
                self.put_row(head, NodeRow::clone(row));
            } else {
                lost |= self.show(*id, NodeRow::clone(row));
            }
            self.check_later(*id);
        }
        for edge in &class.within {
            lost |= self.show_edge(*edge);
        }
        let moved: BTreeSet<u32> = class.moved.iter().map(|(edge, ())| edge).collect();
        let moved = moved.into_iter().map(EdgeId).filter(|id| self.has_edge(*id));
        let moved: Vec<EdgeId> = moved.collect();
        for edge in class.within.iter().copied().chain(moved) {
            self.tie_again(edge);
        }
        (class.within.into_iter().collect(), lost)
    }

    /// Lists a node again; gives whether the base has to be made anew, since it holds it no more.
    fn show(&mut self, id: NodeId, row: NodeRow) -> bool {
        let state = Arc::make_mut(&mut self.0);
        let in_base = state.base.nodes.ids.contains(id.0);
        let lost = !in_base && state.delta.nodes.get(id.0).is_none();
        state.words.note(id);
        state.delta.gone.remove(id.0);
        for label in row.labels.iter() {
            count(&mut state.more_labels, label.0, 1);
        }
        if in_base && state.base.label_set(id) != Some(&row.labels) {
            state.delta.relabelled.insert(id.0);
        }
        state.delta.put_node(id, row);
        lost
    }

    /// Lists a relation again that was within a class, and is tied nowhere yet; gives whether the base
    /// has to be made anew.
    fn show_edge(&mut self, id: EdgeId) -> bool {
        let state = Arc::make_mut(&mut self.0);
        let Some(row) = state.same_mut().within.remove(id.0) else { return false };
        let in_base = state.base.edges.ids.contains(id.0);
        let lost = !in_base && state.delta.edges.get(id.0).is_none();
        if lost {
            // So the base is put in order anew.
            state.delta.moved.insert(id.0);
        }
        state.delta.gone_edges.remove(id.0);
        count(&mut state.more_types, row.rel_type.0, 1);
        state.delta.edges.insert(id.0, row);
        lost
    }
}

impl State {
    /// Takes a relation from the ends that it is tied to.
    fn untie(&mut self, id: EdgeId) {
        let tied_by_base = self.base.edges.ids.contains(id.0) && !self.delta.moved.contains(id.0);
        if tied_by_base {
            self.delta.moved.insert(id.0);
        } else if let Some(row) = self.delta.edges.get(id.0).cloned() {
            self.delta.untie(id, &row);
        }
    }

    /// Ties a relation that is tied nowhere to the ends of its row.
    fn tie(&mut self, id: EdgeId) {
        let Some(row) = self.delta.edges.get(id.0).cloned() else { return };
        if self.base.edge(id) == Some((row.from, row.to, row.rel_type)) {
            self.delta.moved.remove(id.0);
        } else {
            self.delta.tie(id, &row);
        }
    }
}
