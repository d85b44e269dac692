//! The graph at one moment of its making.

use std::cmp::Ordering;
use std::sync::Arc;

use super::base::Base;
use super::declared::Declared;
use super::delta::Delta;
use super::edge::EdgeRef;
use super::expand::Expand;
use super::index::Index;
use super::journal::Journal;
use super::lens::Fitted;
use super::node::NodeRef;
use super::row;
use super::same::Same;
use super::symbol::{Label, PropKey, RelType, RelationType, Symbols};
use super::words::Words;
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::schema::{Kind, Relation, Schema};
use crate::model::{Direction, EdgeId, NodeId, Value};

/// The whole graph as it was when the snapshot was taken.
///
/// Cheap to clone (`O(1)`), `Send + Sync`, and never changes: it may be kept and read on any thread
/// while others write. Everything comes in a stated order, so that two runs give the same answers.
///
/// petgraph's algorithms run on `&Snapshot`:
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::model::{Change, EdgeRecord, NodeRecord};
/// use plexusdb::petgraph::algo;
/// # use plexusdb::model::schema::{Declarations, Ends, Kind, KindId, Relation};
/// # let kind = Kind { id: "place".into(), label: "Place".into(), ..Kind::default() };
/// # let ends = Ends { from: vec![KindId(0)], to: vec![KindId(0)] };
/// # let relation = Relation { id: "part-of".into(), cypher: "PART_OF".into(), ends: vec![ends], ..Relation::default() };
/// # let schema = plexusdb::model::Schema::new(Declarations { kinds: vec![kind], relations: vec![relation], ..Declarations::default() });
///
/// let db = Database::with_schema(schema);
/// let mut tx = db.write()?;
/// tx.apply(Change::AddNode(NodeRecord::new("place:brent".into(), "place", "Brent")))?;
/// tx.apply(Change::AddNode(NodeRecord::new("place:london".into(), "place", "London")))?;
/// tx.apply(Change::AddEdge(EdgeRecord::new("place:brent".into(), "part-of", "place:london".into())))?;
/// tx.commit()?;
///
/// let snap = db.snapshot();
/// let brent = snap.by_key("place:brent").unwrap();
/// assert_eq!(algo::dijkstra(&snap, brent, None, |_| 1).len(), 2);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Snapshot(pub(super) Arc<State>);

/// What a snapshot is made of; each part is shared until it changes.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) schema: Schema,
    pub(super) symbols: Arc<Symbols>,
    pub(super) base: Arc<Base>,
    pub(super) delta: Delta,
    pub(super) index: Index,
    /// The ids that the next node and the next relation get.
    pub(super) next: (u32, u32),
    /// By how many nodes more than in the base carry a label, and relations are of a type.
    pub(super) more_labels: Vec<i64>,
    pub(super) more_types: Vec<i64>,
    pub(super) declared: Declared,
    pub(super) words: Words,
    /// What has been done since the last commit, where somebody wants to know.
    pub(super) journal: Option<Journal>,
    /// The nodes that are seen as one, where there are any.
    pub(super) same: Option<Arc<Same>>,
    /// What it is looked at through, where not all of it is to be seen.
    pub(super) lens: Option<Arc<Fitted>>,
}

impl State {
    pub(super) fn node_record(&self, id: NodeId) -> Option<&NodeRecord> {
        match self.delta.nodes.get(id.0) {
            _ if self.delta.gone.contains(id.0) => self.entered(id)?.record.as_deref(),
            Some(row) => row.record.as_deref(),
            None => match self.base.nodes.record(id.0) {
                Some(record) => Some(record),
                None => self.entered(id)?.record.as_deref(),
            },
        }
    }

    pub(super) fn edge_record(&self, id: EdgeId) -> Option<&EdgeRecord> {
        match self.delta.edges.get(id.0) {
            _ if self.delta.gone_edges.contains(id.0) => self.within(id)?.record.as_deref(),
            Some(row) => row.record.as_deref(),
            None => match self.base.edges.record(id.0) {
                Some(record) => Some(record),
                None => self.within(id)?.record.as_deref(),
            },
        }
    }
}

impl Snapshot {
    /// The graph with nothing in it.
    pub(crate) fn empty(schema: Schema) -> Self {
        Self(Arc::new(State {
            schema,
            symbols: Arc::default(),
            base: Arc::default(),
            delta: Delta::default(),
            index: Index::default(),
            next: (0, 0),
            more_labels: Vec::new(),
            more_types: Vec::new(),
            declared: Declared::default(),
            words: Words::default(),
            journal: None,
            same: None,
            lens: None,
        }))
    }

    /// What may exist in this graph.
    pub fn schema(&self) -> &Schema {
        &self.0.schema
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.seen_nodes().map_or_else(|| self.size()[0], <[NodeId]>::len)
    }

    /// How many relations there are.
    pub fn edge_count(&self) -> usize {
        self.seen_edges().unwrap_or_else(|| self.size()[1])
    }

    /// How many nodes and relations there are, seen or not. `O(1)`.
    pub(crate) fn size(&self) -> [usize; 2] {
        let (base, delta) = (&self.0.base, &self.0.delta);
        let nodes = base.nodes.ids.count() + delta.added.len() - delta.gone.len();
        let edges = base.edges.ids.count() + delta.added_edges - delta.gone_edges.len();
        [nodes, edges]
    }

    /// The nodes, ascending. Ids may have gaps.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.all_nodes().filter(|id| self.sees_node(*id))
    }

    /// The nodes, seen or not, ascending.
    pub(super) fn all_nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        let base = self.0.base.nodes.ids.iter().map(NodeId);
        base.chain(self.added_nodes()).filter(|id| !self.0.delta.gone.contains(id.0))
    }

    /// The relations, ascending. Ids may have gaps.
    pub fn edges(&self) -> impl Iterator<Item = EdgeId> + '_ {
        let base = &self.0.base.edges.ids;
        let all = base.iter().map(EdgeId).chain(self.added_edges());
        let there = all.filter(|id| !self.0.delta.gone_edges.contains(id.0));
        there.filter(|id| self.sees_edge(*id))
    }

    fn added_nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..).map_while(|place| self.0.delta.added.get(place).copied())
    }

    fn added_edges(&self) -> impl Iterator<Item = EdgeId> + '_ {
        let delta = &self.0.delta;
        let ids =
            if delta.added_edges == 0 { 0..0 } else { self.0.base.edges.ids.end()..self.0.next.1 };
        ids.filter(|id| delta.edges.get(*id).is_some()).map(EdgeId)
    }

    /// Whether there is such a node.
    pub fn contains_node(&self, id: NodeId) -> bool {
        self.has_node(id) && self.sees_node(id)
    }

    /// Whether there is such a node, seen or not.
    pub(crate) fn has_node(&self, id: NodeId) -> bool {
        let there = self.0.base.nodes.ids.contains(id.0) || self.0.delta.nodes.get(id.0).is_some();
        there && !self.0.delta.gone.contains(id.0)
    }

    /// Whether there is such a relation.
    pub fn contains_edge(&self, id: EdgeId) -> bool {
        self.has_edge(id) && self.sees_edge(id)
    }

    /// Whether there is such a relation, seen or not.
    pub(crate) fn has_edge(&self, id: EdgeId) -> bool {
        let there = self.0.base.edges.ids.contains(id.0) || self.0.delta.edges.get(id.0).is_some();
        there && !self.0.delta.gone_edges.contains(id.0)
    }

    /// The place of a node among all of them, counted from 0 without gaps.
    pub(super) fn node_place(&self, id: NodeId) -> Option<usize> {
        if let Some(seen) = self.seen_nodes() {
            return seen.binary_search(&id).ok();
        }
        let raw = self.raw_place(id)?;
        let gone = &self.0.delta.gone;
        (!gone.contains(id.0)).then(|| raw - gone.up_to(id.0))
    }

    /// The node at a place.
    pub(super) fn node_at(&self, place: usize) -> Option<NodeId> {
        if let Some(seen) = self.seen_nodes() {
            return seen.get(place).copied();
        }
        let gone = &self.0.delta.gone;
        if gone.len() == 0 {
            return self.raw_node_at(place);
        }
        // The first of all, those that are gone included, with so many before it that are there.
        let (mut low, mut high) = (place, place + gone.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let there = middle + 1 - gone.up_to(self.raw_node_at(middle)?.0);
            if there <= place { low = middle + 1 } else { high = middle }
        }
        self.raw_node_at(low)
    }

    /// The place among all nodes of the base and all added ones, also those that are gone.
    fn raw_place(&self, id: NodeId) -> Option<usize> {
        let base = &self.0.base.nodes.ids;
        if let Some(rank) = base.rank(id.0) {
            return Some(rank);
        }
        let added = &self.0.delta.added;
        let end = u32::try_from(added.len()).unwrap_or(u32::MAX);
        let (mut low, mut high) = (0, end);
        while low < high {
            let middle = low + (high - low) / 2;
            match added.get(middle)?.cmp(&id) {
                Ordering::Equal => return Some(base.count() + middle as usize),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn raw_node_at(&self, place: usize) -> Option<NodeId> {
        let base = &self.0.base.nodes.ids;
        base.select(place).map(NodeId).or_else(|| {
            let place = u32::try_from(place.checked_sub(base.count())?).ok()?;
            self.0.delta.added.get(place).copied()
        })
    }

    // --- Names and numbers -----------------------------------------------------------------------

    /// The label of this name, where a node carries it.
    pub fn label(&self, name: &str) -> Option<Label> {
        self.0.symbols.labels.number(name).map(Label)
    }

    /// The name of a label.
    pub fn label_name(&self, label: Label) -> &str {
        self.0.symbols.labels.name(label.0).unwrap_or_default()
    }

    /// The labels in use, in the whole graph.
    pub fn labels(&self) -> impl Iterator<Item = (Label, &str)> {
        let all = self.0.symbols.labels.iter().map(|(number, name)| (Label(number), name));
        all.filter(|(label, _)| self.label_count(*label) > 0)
    }

    /// The relation type of this name, such as `MEMBER_OF`, where a relation is of it.
    pub fn rel_type(&self, name: &str) -> Option<RelType> {
        self.0.symbols.types.number(name).map(RelType)
    }

    /// The name of a relation type.
    pub fn rel_type_name(&self, rel_type: RelType) -> &str {
        self.0.symbols.types.name(rel_type.0).unwrap_or_default()
    }

    /// The relation types in use, in the whole graph.
    pub fn rel_types(&self) -> impl Iterator<Item = (RelType, &str)> {
        self.known_types().filter(|(rel_type, _)| self.rel_type_count(*rel_type) > 0)
    }

    /// The relation types that a relation is of, or may come to be of in this transaction.
    pub(crate) fn known_types(&self) -> impl Iterator<Item = (RelType, &str)> {
        self.0.symbols.types.iter().map(|(number, name)| (RelType(number), name))
    }

    /// The property of this name, where a node or a relation has it.
    pub fn prop_key(&self, name: &str) -> Option<PropKey> {
        self.0.symbols.keys.number(name).map(PropKey)
    }

    /// The name of a property.
    pub fn prop_key_name(&self, key: PropKey) -> &str {
        self.0.symbols.keys.name(key.0).unwrap_or_default()
    }

    /// The properties in use.
    pub fn prop_keys(&self) -> impl Iterator<Item = (PropKey, &str)> {
        self.0.symbols.keys.iter().map(|(number, name)| (PropKey(number), name))
    }

    // --- Scans and statistics --------------------------------------------------------------------

    /// The nodes that carry a label, ascending.
    pub fn nodes_with(&self, label: Label) -> impl Iterator<Item = NodeId> + '_ {
        let delta = &self.0.delta;
        let known = self.0.base.labelled(label).iter().copied();
        let known = known.filter(|id| !delta.relabelled.contains(id.0));
        let changed = delta.relabelled.iter().map(NodeId);
        let base = merged(known, changed.filter(move |id| self.has_label(*id, label)));
        let added = self.added_nodes().filter(move |id| self.has_label(*id, label));
        let there = base.chain(added).filter(|id| !delta.gone.contains(id.0));
        there.filter(|id| self.sees_node(*id))
    }

    /// The relations of a type, ascending.
    pub fn edges_of(&self, rel_type: RelType) -> impl Iterator<Item = EdgeId> + '_ {
        let base = self.0.base.typed(rel_type).iter().copied();
        let added = self.added_edges().filter(move |id| self.edge_type(*id) == Some(rel_type));
        let there = base.chain(added).filter(|id| !self.0.delta.gone_edges.contains(id.0));
        there.filter(|id| self.sees_edge(*id))
    }

    /// How many nodes carry a label, in the whole graph. `O(1)`.
    pub fn label_count(&self, label: Label) -> usize {
        let more = self.0.more_labels.get(label.0 as usize).copied().unwrap_or_default();
        with_more(self.0.base.labelled(label).len(), more)
    }

    /// How many relations are of a type, in the whole graph. `O(1)`.
    pub fn rel_type_count(&self, rel_type: RelType) -> usize {
        let more = self.0.more_types.get(rel_type.0 as usize).copied().unwrap_or_default();
        with_more(self.0.base.typed(rel_type).len(), more)
    }

    // --- A node, a relation ----------------------------------------------------------------------

    fn label_set(&self, id: NodeId) -> &[Label] {
        let added = self.0.delta.nodes.get(id.0).map(|row| &row.labels);
        added.or_else(|| self.0.base.label_set(id)).map(|set| &**set).unwrap_or_default()
    }

    /// The labels of a node: its kind's, then its sub-kinds', then its classes'.
    pub fn node_labels(&self, id: NodeId) -> impl Iterator<Item = Label> + '_ {
        self.label_set(id).iter().copied()
    }

    /// Whether a node carries a label.
    pub fn has_label(&self, id: NodeId, label: Label) -> bool {
        self.label_set(id).contains(&label)
    }

    /// A property of a node, `null` where it has none of that name. `O(1)`.
    pub fn node_property(&self, id: NodeId, key: PropKey) -> Value {
        match self.0.delta.nodes.get(id.0) {
            Some(row) => row::find(row.properties(&self.0.symbols), key),
            None => self.0.base.nodes.property(id.0, key),
        }
    }

    /// A property of a relation, `null` where it has none of that name. `O(1)`.
    pub fn edge_property(&self, id: EdgeId, key: PropKey) -> Value {
        match self.0.delta.edges.get(id.0) {
            Some(row) => row::find(row.properties(&self.0.symbols), key),
            None => self.0.base.edges.property(id.0, key),
        }
    }

    /// The properties of a node, by name.
    pub fn node_properties(&self, id: NodeId) -> impl Iterator<Item = (PropKey, Value)> + '_ {
        let properties = match self.0.delta.nodes.get(id.0) {
            Some(row) => row.properties(&self.0.symbols).clone(),
            None if self.0.base.nodes.ids.contains(id.0) => {
                self.0.base.nodes.properties(id.0, &self.0.symbols)
            }
            None => self.entered_properties(id),
        };
        properties.into_iter()
    }

    /// The properties of a relation, by name.
    pub fn edge_properties(&self, id: EdgeId) -> impl Iterator<Item = (PropKey, Value)> + '_ {
        let properties = match self.0.delta.edges.get(id.0) {
            Some(row) => row.properties(&self.0.symbols).clone(),
            None => self.0.base.edges.properties(id.0, &self.0.symbols),
        };
        properties.into_iter()
    }

    /// From, to and type.
    pub(super) fn edge_parts(&self, id: EdgeId) -> Option<(NodeId, NodeId, RelType)> {
        let ends = |row: &Arc<row::EdgeRow>| (row.from, row.to, row.rel_type);
        let added = self.0.delta.edges.get(id.0).map(ends);
        added.or_else(|| self.0.base.edge(id)).or_else(|| self.0.within(id).map(ends))
    }

    /// The type of a relation.
    pub fn edge_type(&self, id: EdgeId) -> Option<RelType> {
        self.edge_parts(id).map(|(_, _, rel_type)| rel_type)
    }

    /// The ends of a relation: from, to.
    pub fn edge_ends(&self, id: EdgeId) -> Option<(NodeId, NodeId)> {
        self.edge_parts(id).map(|(from, to, _)| (from, to))
    }

    /// The relations at a node and the nodes at their far ends, of these types, or of all types
    /// where none is named.
    ///
    /// They come by type, then far node, then relation; [`Direction::Both`] gives those that leave
    /// the node, then those that reach it, and a relation from the node to itself once.
    ///
    /// A symmetric relation is stored one way round, as it was entered, and leads from either end
    /// whatever the direction: those entered the other way round come last. petgraph's traits, which
    /// must show each relation one way round, show it as it is stored. `O(1)` a relation.
    pub fn expand<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: &'a [RelType],
    ) -> Expand<'a> {
        Expand::new(&self.0, node, direction, types)
    }

    /// Whether relations of this type read the same from either end, such as `WORKS_WITH`.
    pub fn is_symmetric(&self, rel_type: RelType) -> bool {
        self.0.symbols.is_symmetric(rel_type)
    }

    /// The relations at a node as they are stored, in one direction.
    pub(super) fn stored(&self, node: NodeId, direction: Direction) -> Expand<'_> {
        Expand::stored(&self.0, node, direction)
    }

    /// The relations of one type from one node to another, as they are stored, ascending.
    pub(super) fn between(
        &self,
        from: NodeId,
        to: NodeId,
        rel_type: RelType,
    ) -> impl Iterator<Item = EdgeId> + '_ {
        let base = self.0.base.topology(rel_type).map(|topology| topology.out.between(from, to));
        let base = base.into_iter().flatten().map(|(_, edge)| edge);
        let base = base.filter(|id| !self.0.delta.moved.contains(id.0));
        let added = self.0.delta.between(from, to, rel_type).iter().map(|(_, _, edge)| *edge);
        let there = base.chain(added).filter(|id| !self.0.delta.gone_edges.contains(id.0));
        there.filter(|id| self.sees_edge(*id))
    }

    /// Those relations of [`Snapshot::expand`] that lead to `far`, in the same order. `O(log n)` for
    /// each type.
    pub(crate) fn ties(
        &self,
        node: NodeId,
        far: NodeId,
        direction: Direction,
        types: &[RelType],
        into: &mut Vec<EdgeId>,
    ) {
        let out = direction != Direction::In;
        for (turned, out) in [(false, out), (true, !out)] {
            let (from, to) = if out { (node, far) } else { (far, node) };
            let mut of = |rel_type| {
                let follows =
                    !turned || direction == Direction::Both || self.is_symmetric(rel_type);
                if follows && !(turned && node == far) {
                    into.extend(self.between(from, to, rel_type));
                }
            };
            match types {
                [] => self.known_types().for_each(|(rel_type, _)| of(rel_type)),
                types => types.iter().copied().for_each(of),
            }
        }
    }

    /// How many relations [`Snapshot::expand`] gives.
    pub fn degree(&self, node: NodeId, direction: Direction, types: &[RelType]) -> usize {
        self.expand(node, direction, types).count()
    }

    // --- Facts -----------------------------------------------------------------------------------

    /// Everything said of a node; nothing is said of one that was drawn in an open graph.
    pub fn node_record(&self, id: NodeId) -> Option<&NodeRecord> {
        self.0.node_record(id)
    }

    /// What a node is called: its name as it is said, or its property `name` where that is a text.
    pub fn node_name(&self, id: NodeId) -> &str {
        if let Some(record) = self.node_record(id) {
            return &record.name;
        }
        let Some(key) = self.prop_key("name") else { return "" };
        let text = match self.0.delta.nodes.get(id.0) {
            Some(row) => {
                row::find_ref(row.properties(&self.0.symbols), key).and_then(Value::as_str)
            }
            None => self.0.base.nodes.text(id.0, key),
        };
        text.unwrap_or_default()
    }

    /// Everything said of a relation; nothing is said of one that was drawn in an open graph.
    pub fn edge_record(&self, id: EdgeId) -> Option<&EdgeRecord> {
        self.0.edge_record(id)
    }

    pub(super) fn relation_type(&self, rel_type: RelType) -> Option<&RelationType> {
        self.0.symbols.relations.get(rel_type.0 as usize)
    }

    /// What the schema says of a relation's type.
    pub fn relation_of(&self, id: EdgeId) -> Option<&Relation> {
        self.schema().relation(self.relation_type(self.edge_type(id)?)?.relation())
    }

    /// What the schema says of a node's kind.
    pub fn kind_of(&self, id: NodeId) -> Option<&Kind> {
        let schema = self.schema();
        schema.kind(schema.kind_named(&self.node_record(id)?.kind)?)
    }

    /// A node to read from, by its number or its typed id.
    pub fn node(&self, id: impl Into<NodeId>) -> Option<NodeRef<'_>> {
        NodeRef::new(self, id.into())
    }

    /// A relation to read from.
    pub fn edge(&self, id: EdgeId) -> Option<EdgeRef<'_>> {
        let (from, to, rel_type) = self.edge_parts(id).filter(|_| self.contains_edge(id))?;
        Some(EdgeRef::new(self, id, (from, to), rel_type))
    }
}

/// Two ascending rows of nodes as one.
fn merged(
    left: impl Iterator<Item = NodeId>,
    right: impl Iterator<Item = NodeId>,
) -> impl Iterator<Item = NodeId> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(a), Some(b)) if b < a => right.next(),
        (Some(_), _) => left.next(),
        (None, _) => right.next(),
    })
}

fn with_more(count: usize, more: i64) -> usize {
    let count = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(more);
    usize::try_from(count).unwrap_or_default()
}
