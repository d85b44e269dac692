//! A graph for algorithms: some relations of a snapshot, weighted, directed or not.

use std::cmp::Ordering;
use std::marker::PhantomData;

use petgraph::graph::{Graph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use petgraph::{Directed, EdgeType, Undirected};

use super::edge::EdgeRef;
use super::rule;
use super::snapshot::Snapshot;
use crate::error::Result;
use crate::model::{NodeId, SchemaError};

/// The most steps, nodes and relations times rounds, that one algorithm may take.
const BUDGET: usize = 20_000_000_000;

/// A difference between two rounds of page rank, over all nodes, below which it has settled.
const SETTLED: f64 = 1e-12;

type Weigh<'s> = Box<dyn Fn(EdgeRef<'s>) -> f64 + 's>;

impl Snapshot {
    /// Begins a [`Projection`]: all relations, directed, of weight 1, unless it is told otherwise.
    ///
    /// ```
    /// # use plexusdb::Database;
    /// # use plexusdb::model::{Change, EdgeRecord, NodeRecord};
    /// # use plexusdb::model::schema::{Declarations, Ends, Kind, KindId, Relation};
    /// # let kind = Kind { id: "place".into(), label: "Place".into(), ..Kind::default() };
    /// # let ends = Ends { from: vec![KindId(0)], to: vec![KindId(0)] };
    /// # let relation = Relation { id: "part-of".into(), cypher: "PART_OF".into(), ends: vec![ends], ..Relation::default() };
    /// # let schema = plexusdb::model::Schema::new(Declarations { kinds: vec![kind], relations: vec![relation], ..Declarations::default() });
    /// # let db = Database::with_schema(schema);
    /// # let mut tx = db.write()?;
    /// # for place in ["London", "Brent", "Ealing"] {
    /// #     tx.apply(Change::AddNode(NodeRecord::new(place.into(), "place", place)))?;
    /// # }
    /// # for place in ["Brent", "Ealing"] {
    /// #     tx.apply(Change::AddEdge(EdgeRecord::new(place.into(), "part-of", "London".into())))?;
    /// # }
    /// # tx.commit()?;
    /// let snap = db.snapshot();
    /// let parts = snap.project().rels(["PART_OF"]).undirected().weight(|_| 1.0).build()?;
    /// let (first, score) = parts.page_rank(0.85, 50)?.top(1).next().unwrap();
    /// assert_eq!(snap.node(first).unwrap().name(), "London");
    /// assert!(score > 0.4);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn project(&self) -> Project<'_> {
        Project { snapshot: self, rels: None, weight: Box::new(|_| 1.0), edge_type: PhantomData }
    }
}

/// What goes into a [`Projection`]; made by [`Snapshot::project`].
#[must_use = "nothing is projected until `build`"]
pub struct Project<'s, Ty = Directed> {
    snapshot: &'s Snapshot,
    rels: Option<Vec<String>>,
    weight: Weigh<'s>,
    edge_type: PhantomData<Ty>,
}

impl<'s, Ty: EdgeType> Project<'s, Ty> {
    /// Takes only these relations, named by their Cypher types or their ids. Default: all.
    pub fn rels<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.rels = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Lets every relation lead both ways. Default: from its start to its end only.
    pub fn undirected(self) -> Project<'s, Undirected> {
        let Self { snapshot, rels, weight, .. } = self;
        Project { snapshot, rels, weight, edge_type: PhantomData }
    }

    /// Weighs every relation by this function, which must give a finite number that is not
    /// negative. Default: 1.
    pub fn weight(mut self, weight: impl Fn(EdgeRef<'s>) -> f64 + 's) -> Self {
        self.weight = Box::new(weight);
        self
    }

    /// Makes the projection: every node of the snapshot, and the relations taken.
    ///
    /// # Errors
    ///
    /// A relation that the schema does not know, or a weight that is negative or not finite.
    ///
    /// # Complexity
    ///
    /// Linear in the nodes and relations of the snapshot.
    pub fn build(self) -> Result<Projection<Ty>> {
        let snapshot = self.snapshot;
        if let Some(unknown) = self.rels.iter().flatten().find(|name| !declared(snapshot, name)) {
            return Err(undeclared(snapshot, unknown));
        }
        let mut graph = Graph::with_capacity(snapshot.node_count(), 0);
        for id in snapshot.nodes() {
            graph.add_node(id);
        }
        let index = |id| snapshot.node_place(id).map(NodeIndex::new);
        for (rel_type, _) in snapshot.rel_types() {
            let wanted = self.rels.as_ref().is_none_or(|names| {
                let relation = snapshot.relation_type(rel_type);
                relation.is_some_and(|r| names.iter().any(|name| r.is(name)))
            });
            for edge in snapshot.edges_of(rel_type).filter(|_| wanted) {
                let Some(edge) = snapshot.edge(edge) else { continue };
                let weight = (self.weight)(edge);
                if !weight.is_finite() || weight < 0.0 {
                    return Err(refused("weight", format!("{weight} is not zero or more")));
                }
                if let (Some(from), Some(to)) = (index(edge.ends.0), index(edge.ends.1)) {
                    graph.add_edge(from, to, weight);
                }
            }
        }
        Ok(Projection { graph })
    }
}

fn declared(snapshot: &Snapshot, name: &str) -> bool {
    let schema = snapshot.schema();
    schema.relation_named(name).is_some() || schema.relation_of_type(name).is_some()
}

fn undeclared(snapshot: &Snapshot, name: &str) -> crate::Error {
    let relations = snapshot.schema().relations().iter();
    let nearest = rule::nearest(name, relations.flat_map(|r| [&*r.id, &*r.cypher]));
    SchemaError::UnknownRelation { relation: name.to_owned(), nearest }.into()
}

fn refused(name: &str, reason: String) -> crate::Error {
    SchemaError::BadAttribute { on: "the projection".to_owned(), name: name.to_owned(), reason }
        .into()
}

/// Some relations of a snapshot as a petgraph graph of its own.
///
/// It is a copy and outlives the snapshot.
#[derive(Debug, Clone)]
pub struct Projection<Ty: EdgeType = Directed> {
    graph: Graph<NodeId, f64, Ty>,
}

impl<Ty: EdgeType> Projection<Ty> {
    /// The graph itself, for petgraph's algorithms; the weight of a node is its id in the snapshot.
    pub fn graph(&self) -> &Graph<NodeId, f64, Ty> {
        &self.graph
    }

    /// The node of the graph that stands for a node of the snapshot. `O(log n)`.
    pub fn index_of(&self, id: NodeId) -> Option<NodeIndex> {
        let place = self.graph.raw_nodes().binary_search_by_key(&id, |node| node.weight);
        place.ok().map(NodeIndex::new)
    }

    /// How much of a random walk is spent at each node (Brin and Page, 1998): the scores add up to 1.
    ///
    /// A walker follows a relation with probability `damping`, from 0 to 1, choosing by weight; else,
    /// or where there is none to follow, he goes to any node. Ends after `iterations` rounds, or
    /// before when the scores have settled. petgraph's own version, which knows no weights, takes
    /// time in the square of the nodes.
    ///
    /// # Errors
    ///
    /// A damping outside 0 to 1, or more rounds than the size of the graph allows.
    ///
    /// # Complexity
    ///
    /// Time `O(iterations · (nodes + relations))`, space `O(nodes)`.
    pub fn page_rank(&self, damping: f64, iterations: usize) -> Result<Scores> {
        if !(0.0..=1.0).contains(&damping) {
            return Err(refused("damping", format!("{damping} is not between 0 and 1")));
        }
        let size = self.graph.node_count() + self.graph.edge_count();
        if iterations.checked_mul(size).is_none_or(|steps| steps > BUDGET) {
            return Err(refused("iterations", format!("{iterations} are too many for this graph")));
        }
        let nodes = self.graph.node_count();
        #[expect(clippy::cast_precision_loss, reason = "2^53 nodes do not fit into memory")]
        let share = 1.0 / nodes.max(1) as f64;
        let outgoing: Vec<f64> = self
            .graph
            .node_indices()
            .map(|node| self.graph.edges(node).map(|edge| *edge.weight()).sum())
            .collect();
        let mut ranks = vec![share; nodes];
        for _ in 0..iterations {
            let next = self.walk(&ranks, &outgoing, damping, share);
            let moved: f64 = next.iter().zip(&ranks).map(|(a, b)| (a - b).abs()).sum();
            ranks = next;
            if moved < SETTLED {
                break;
            }
        }
        let ids = self.graph.node_weights().copied();
        Ok(Scores(ids.zip(ranks).collect()))
    }

    /// One round.
    fn walk(&self, ranks: &[f64], outgoing: &[f64], damping: f64, share: f64) -> Vec<f64> {
        let stuck: f64 =
            ranks.iter().zip(outgoing).filter(|(_, out)| **out == 0.0).map(|(rank, _)| rank).sum();
        let mut next = vec![(1.0 - damping + damping * stuck) * share; ranks.len()];
        for ((node, rank), out) in self.graph.node_indices().zip(ranks).zip(outgoing) {
            for edge in self.graph.edges(node).filter(|_| *out > 0.0) {
                if let Some(there) = next.get_mut(edge.target().index()) {
                    *there += damping * rank * edge.weight() / out;
                }
            }
        }
        next
    }
}

/// A number for each node.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores(Vec<(NodeId, f64)>);

impl Scores {
    /// The score of a node. `O(log n)`.
    pub fn get(&self, id: NodeId) -> Option<f64> {
        let place = self.0.binary_search_by_key(&id, |(node, _)| *node).ok()?;
        self.0.get(place).map(|(_, score)| *score)
    }

    /// The nodes with their scores, by node.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, f64)> + '_ {
        self.0.iter().copied()
    }

    /// The `count` highest scores, the highest first; those with equal scores by node.
    pub fn top(&self, count: usize) -> impl Iterator<Item = (NodeId, f64)> + use<> {
        let mut all = self.0.clone();
        all.sort_by(|(a, x), (b, y)| {
            y.partial_cmp(x).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b))
        });
        all.truncate(count);
        all.into_iter()
    }
}
