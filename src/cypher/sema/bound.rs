//! The bound form of a query: every name is a slot, every label and key a symbol, every function
//! the function itself. Nothing here is looked up by name when the query runs.

use std::sync::Arc;

use super::expr::Expr;
use crate::cypher::procedure::Procedure;
use crate::error::Span;
use crate::graph::RelType;
use crate::model::{Direction, Index};

/// The place of a variable in the rows of a query. Each variable of a statement has its own,
/// those of subqueries and comprehensions included, so a slot means one thing everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(pub(crate) u16);

impl Slot {
    /// The slot as a position.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What is known of a value before the query runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// Nothing.
    Any,
    Boolean,
    Number,
    Integer,
    String,
    List,
    /// A list of relationships, as a variable-length pattern binds it.
    Relationships,
    Map,
    Node,
    Relationship,
    Path,
}

impl Type {
    /// The type in words, with its article.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Boolean => "a truth value",
            Self::Number | Self::Integer => "a number",
            Self::String => "a text",
            Self::List => "a list",
            Self::Relationships => "a list of relationships",
            Self::Map => "a map",
            Self::Node => "a node",
            Self::Relationship => "a relationship",
            Self::Path => "a path",
        }
    }
}

/// The number of a subquery among those of its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SubqueryId(pub(crate) usize);

/// A whole statement, bound.
#[derive(Debug)]
pub(crate) struct Bound {
    /// The query.
    pub(crate) query: Query,
    /// The subqueries that stand in expressions.
    pub(crate) subqueries: Vec<Query>,
    /// The name of each slot; empty for things the text gives no name.
    pub(crate) slots: Vec<Arc<str>>,
    /// The names of the parameters, by number.
    pub(crate) parameters: Vec<Arc<str>>,
    /// The time the query looks at.
    pub(crate) lens: Option<Lens>,
}

/// `FOR VALID_TIME …`, bound.
#[derive(Debug)]
pub(crate) struct Lens {
    /// The moment; every fact, whenever it held, where it is missing.
    pub(crate) moment: Option<Expr>,
    /// The weakest grade that counts.
    pub(crate) at_least: Option<Expr>,
    /// Whether inferred facts are left out.
    pub(crate) stated_only: bool,
    /// The time by which a document must have said so.
    pub(crate) published_by: Option<Expr>,
    /// The layers looked at; all where there are none.
    pub(crate) layers: Vec<Expr>,
    /// Where it stands.
    pub(crate) span: Span,
}

/// Single queries and the columns they give.
#[derive(Debug)]
pub(crate) struct Query {
    /// The single queries; never empty.
    pub(crate) parts: Vec<Single>,
    /// Whether equal rows are given once (`UNION` without `ALL`).
    pub(crate) distinct: bool,
    /// The columns: name, and the slot that holds it once the query is done.
    pub(crate) columns: Vec<(Arc<str>, Slot)>,
    /// The slots of the rows around a subquery which it uses.
    pub(crate) imports: Vec<Slot>,
    /// Whether it gives rows: those of a query without `RETURN` are of no use but to be counted.
    pub(crate) returns: bool,
}

impl Query {
    /// Whether it changes the graph.
    pub(crate) fn writes(&self) -> bool {
        self.parts.iter().flat_map(|part| &part.clauses).any(Clause::writes)
    }

    /// Makes it a subquery that takes these slots, of those before `first_slot`, from outside: it
    /// hands on no others.
    pub(super) fn take_only(&mut self, imports: Vec<Slot>, first_slot: usize) {
        let known = |slot: &Slot| slot.index() >= first_slot || imports.contains(slot);
        for clause in self.parts.iter_mut().flat_map(|part| &mut part.clauses) {
            if let Clause::Project(projection) = clause {
                projection.keeps.retain(known);
                if let Some(aggregation) = &mut projection.aggregation {
                    aggregation.carries.retain(known);
                }
            }
        }
        self.imports = imports;
    }
}

/// Clauses, and the slots in which they leave the columns of the query.
#[derive(Debug)]
pub(crate) struct Single {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) outputs: Vec<Slot>,
}

/// A clause, bound.
#[derive(Debug)]
pub(crate) enum Clause {
    Match { optional: bool, pattern: Pattern },
    Unwind { list: Expr, slot: Slot },
    Project(Box<Projection>),
    Subquery { optional: bool, query: Box<Query> },
    Create(Creation),
    Merge(Box<Merge>),
    Update(Vec<Update>),
    Delete { detach: bool, targets: Vec<Expr> },
    Foreach { list: Expr, slot: Slot, body: Vec<Clause> },
    Declare(Declare),
    Procedure(ProcedureCall),
}

impl Clause {
    /// Whether it changes the graph.
    pub(crate) fn writes(&self) -> bool {
        match self {
            Self::Create(_)
            | Self::Merge(_)
            | Self::Update(_)
            | Self::Delete { .. }
            | Self::Foreach { .. }
            | Self::Declare(_) => true,
            Self::Subquery { query, .. } => query.writes(),
            Self::Match { .. } | Self::Unwind { .. } | Self::Project(_) | Self::Procedure(_) => {
                false
            }
        }
    }
}

/// What `CREATE` draws for each row.
#[derive(Debug, Default)]
pub(crate) struct Creation {
    /// Nodes and relationships, in the order of the text, but that a relationship comes after both
    /// of its ends.
    pub(crate) elements: Vec<New>,
    /// Path variables and how their values are put together.
    pub(crate) paths: Vec<(Slot, Expr)>,
}

/// A node or a relationship to be drawn.
#[derive(Debug)]
pub(crate) struct New {
    pub(crate) slot: Slot,
    pub(crate) kind: NewKind,
    pub(crate) properties: Option<Expr>,
    pub(crate) span: Span,
}

/// What is drawn.
#[derive(Debug)]
pub(crate) enum NewKind {
    Node { labels: Vec<Arc<str>> },
    Relation { from: Slot, to: Slot, rel_type: Arc<str> },
}

/// `MERGE`.
#[derive(Debug)]
pub(crate) struct Merge {
    pub(crate) pattern: Pattern,
    /// What is drawn where the pattern is not there.
    pub(crate) creation: Creation,
    pub(crate) on_create: Vec<Update>,
    pub(crate) on_match: Vec<Update>,
}

/// One item of `SET` or `REMOVE`.
#[derive(Debug)]
pub(crate) enum Update {
    /// `n.name = value`; the name is known when the query runs.
    Property { of: Expr, name: Expr, value: Expr },
    /// `n = map`, and `n += map` where nothing is replaced.
    Properties { of: Expr, value: Expr, replace: bool },
    /// `n:A:B`.
    Labels { of: Expr, labels: Vec<Arc<str>>, add: bool },
}

/// `CREATE` or `DROP`, `INDEX` or `CONSTRAINT`.
#[derive(Debug, Clone)]
pub(crate) struct Declare {
    pub(crate) what: Declared,
    /// Whether there is nothing to do where it is done already.
    pub(crate) lenient: bool,
    pub(crate) span: Span,
}

/// What is declared or taken back.
#[derive(Debug, Clone)]
pub(crate) enum Declared {
    Add(Index),
    Remove { name: Arc<str>, unique: bool },
}

/// `CALL procedure(…) YIELD …`.
#[derive(Debug)]
pub(crate) struct ProcedureCall {
    pub(crate) procedure: Arc<Procedure>,
    pub(crate) args: Vec<Expr>,
    /// The columns taken, by their place among those of the procedure.
    pub(crate) takes: Vec<(usize, Slot)>,
    pub(crate) filter: Vec<Expr>,
    pub(crate) span: Span,
}

/// The patterns of one `MATCH` as one graph of variables.
#[derive(Debug, Default)]
pub(crate) struct Pattern {
    pub(crate) nodes: Vec<PatternNode>,
    pub(crate) relations: Vec<PatternRelation>,
    pub(crate) shortest: Vec<Shortest>,
    pub(crate) selected: Vec<Selected>,
    /// Whether one relationship may be matched more than once (`REPEATABLE ELEMENTS`).
    pub(crate) repeatable: bool,
    /// Path variables and how their values are put together.
    pub(crate) paths: Vec<(Slot, Expr)>,
    /// Everything that must hold: labels, properties, inline conditions and `WHERE`, cut at `AND`.
    pub(crate) predicates: Vec<Expr>,
}

impl Pattern {
    /// Whether it asks for nodes, relationships and rows of these, each relationship once, and for
    /// nothing that is found as a whole.
    pub(crate) fn is_simple(&self) -> bool {
        self.shortest.is_empty()
            && self.selected.is_empty()
            && !self.repeatable
            && self.relations.iter().all(|relation| relation.leg.is_none())
    }

    /// The slots the pattern binds.
    pub(crate) fn binds(&self) -> Vec<Slot> {
        let nodes = self.nodes.iter().filter(|n| !n.bound).map(|n| n.slot);
        let relations = self.relations.iter().filter(|r| !r.bound).map(|r| r.slot);
        let shortest = self.shortest.iter().flat_map(|s| s.path.into_iter().chain([s.relations]));
        let legs = self.relations.iter().filter_map(|r| r.leg.as_deref());
        let lists = legs.flat_map(|leg| leg.lists.iter().map(|l| l.1));
        let selected = self.selected.iter().flat_map(Selected::binds);
        let paths = self.paths.iter().map(|p| p.0);
        nodes.chain(relations).chain(shortest).chain(lists).chain(selected).chain(paths).collect()
    }
}

/// A node of a pattern.
#[derive(Debug, Clone)]
pub(crate) struct PatternNode {
    pub(crate) slot: Slot,
    /// Whether an earlier clause binds it.
    pub(crate) bound: bool,
}

/// A relationship of a pattern, or a row of them.
#[derive(Debug, Clone)]
pub(crate) struct PatternRelation {
    pub(crate) slot: Slot,
    /// Whether an earlier clause binds it.
    pub(crate) bound: bool,
    /// The node on its left, as a position in [`Pattern::nodes`].
    pub(crate) from: usize,
    /// The node on its right.
    pub(crate) to: usize,
    /// Seen from the left.
    pub(crate) direction: Direction,
    pub(crate) types: Types,
    /// Given for a row of relationships.
    pub(crate) hops: Option<Hops>,
    /// Given for a path that is repeated; the slot then holds its relationships, and direction and
    /// types are those of its own steps.
    pub(crate) leg: Option<Arc<Leg>>,
}

/// A path of fixed length that is walked so many times in a row: a quantified path pattern; or
/// once, as what stands before, between and behind those.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    /// One more than the steps; a slot may come twice.
    pub(crate) nodes: Vec<Slot>,
    pub(crate) steps: Vec<LegStep>,
    /// Path variables of one walk, and how their values are put together.
    pub(crate) paths: Vec<(Slot, Expr)>,
    /// What must hold each time it is walked.
    pub(crate) conditions: Vec<Expr>,
    pub(crate) min: u64,
    /// Inclusive.
    pub(crate) max: Option<u64>,
    /// Where the relationships of all times stand, one after the other. Missing for what is walked
    /// once as a part of the pattern: its slots are those of the row.
    pub(crate) trail: Option<Slot>,
    /// The lists of what was found each time.
    pub(crate) lists: Vec<(LegPart, Slot)>,
    pub(crate) span: Span,
}

/// A relationship of a [`Leg`].
#[derive(Debug, Clone)]
pub(crate) struct LegStep {
    pub(crate) slot: Slot,
    pub(crate) direction: Direction,
    pub(crate) types: Types,
}

/// A part of a [`Leg`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegPart {
    Node(usize),
    Relation(usize),
    /// The path between two nodes.
    Path(usize, usize),
}

impl Leg {
    /// The slots of one walk: nodes and relationships.
    pub(crate) fn own(&self) -> impl Iterator<Item = Slot> {
        self.nodes.iter().copied().chain(self.steps.iter().map(|s| s.slot))
    }

    /// The slots of the row that it fills.
    pub(crate) fn fills(&self) -> Vec<Slot> {
        match self.trail {
            Some(trail) => self.lists.iter().map(|l| l.1).chain([trail]).collect(),
            None => self.own().collect(),
        }
    }
}

/// Some of the paths between each pair of ends, shortest first.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    /// How many.
    pub(crate) count: u64,
    /// Whether `count` counts lengths, and all the paths of each are wanted.
    pub(crate) groups: bool,
    /// The first node, as a position in [`Pattern::nodes`].
    pub(crate) from: usize,
    /// The last node.
    pub(crate) to: usize,
    /// Parts walked once and repeated parts by turns; the first and the last are walked once.
    pub(crate) legs: Vec<Leg>,
    /// Path variables and how their values are put together.
    pub(crate) paths: Vec<(Slot, Expr)>,
    /// What must hold of a path before it can be selected, where more than one leg is spoken of.
    pub(crate) conditions: Vec<Expr>,
    pub(crate) span: Span,
}

impl Selected {
    /// The slots it fills; nodes that are known already among them.
    pub(crate) fn binds(&self) -> Vec<Slot> {
        let legs = self.legs.iter().flat_map(Leg::fills);
        legs.chain(self.paths.iter().map(|p| p.0)).collect()
    }
}

/// A row of relationships, and what must hold of each.
#[derive(Debug, Clone)]
pub(crate) struct Hops {
    pub(crate) min: u64,
    /// Inclusive.
    pub(crate) max: Option<u64>,
    /// Conditions on each relationship, which stands in this slot.
    pub(crate) each: Slot,
    pub(crate) conditions: Vec<Expr>,
}

/// The relationship types a pattern allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Types {
    /// Any.
    All,
    /// One of these; none at all where it is empty.
    These(Arc<[RelType]>),
}

/// `shortestPath(…)` or `allShortestPaths(…)`.
#[derive(Debug, Clone)]
pub(crate) struct Shortest {
    /// Whether all of the shortest are wanted.
    pub(crate) all: bool,
    pub(crate) path: Option<Slot>,
    pub(crate) relations: Slot,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) direction: Direction,
    pub(crate) types: Types,
    pub(crate) hops: Hops,
}

/// `WITH` or `RETURN`, `LET` or `FILTER`.
#[derive(Debug, Default)]
pub(crate) struct Projection {
    pub(crate) aggregation: Option<Aggregation>,
    /// What is calculated into new slots.
    pub(crate) items: Vec<(Slot, Expr)>,
    pub(crate) distinct: bool,
    /// Expressions and whether the greatest comes first.
    pub(crate) order: Vec<(Expr, bool)>,
    pub(crate) skip: Option<Expr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) filter: Vec<Expr>,
    /// The slots that are in use behind the clause.
    pub(crate) keeps: Vec<Slot>,
}

/// Grouping.
#[derive(Debug, Clone)]
pub(crate) struct Aggregation {
    /// What makes a group.
    pub(crate) keys: Vec<(Slot, Expr)>,
    pub(crate) calls: Vec<AggregateCall>,
    /// What a subquery has from outside, which is the same in every row and stays.
    pub(crate) carries: Vec<Slot>,
}

/// A call of an aggregating function; `count(*)` where there is no function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AggregateCall {
    pub(crate) slot: Slot,
    pub(crate) function: Option<super::expr::AggregateRef>,
    pub(crate) distinct: bool,
    pub(crate) args: Vec<Expr>,
    /// Holds for how many rows a row stands, where it is not one.
    pub(crate) times: Option<Slot>,
    pub(crate) span: Span,
}
