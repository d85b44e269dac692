//! From the bound form to a plan: a chain of steps, each taking the rows of the one before.

mod cost;
mod matching;
mod projection;
pub(crate) mod rule;
mod track;

use std::collections::BTreeSet;
use std::sync::Arc;

use rule::Rules;
pub(crate) use track::{Repeat, Select, Stage, Track};

use super::sema::bound::{
    self, Aggregation, Bound, Clause, Creation, Hops, Lens, ProcedureCall, Query, Single, Slot,
    SubqueryId, Types, Update,
};
use super::sema::expr::Expr;
use crate::graph::{Label, PropKey, Snapshot};
use crate::model::Direction;

/// A compiled query.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) plan: Arc<Plan>,
    /// The plans of the subqueries in expressions, by number.
    pub(crate) subplans: Vec<Subplan>,
    /// The columns and the slots that hold them in the end.
    pub(crate) columns: Vec<(Arc<str>, Slot)>,
    /// The names of the slots; its length is the width of a row.
    pub(crate) slots: Vec<Arc<str>>,
    pub(crate) parameters: Vec<Arc<str>>,
    pub(crate) lens: Option<Lens>,
    /// Whether the query gives rows.
    pub(crate) returns: bool,
}

impl Compiled {
    /// The subquery of this number.
    pub(crate) fn subplan(&self, id: SubqueryId) -> Option<&Subplan> {
        self.subplans.get(id.0)
    }
}

/// The plan of a subquery, and the slot of its first column.
#[derive(Debug)]
pub(crate) struct Subplan {
    pub(crate) plan: Arc<Plan>,
    pub(crate) column: Option<Slot>,
}

/// Steps in the order in which rows go through them. The first takes one row: an empty one, or the
/// row around a subquery.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
}

impl Plan {
    /// Whether it changes the graph.
    pub(crate) fn writes(&self) -> bool {
        self.steps.iter().any(|step| step.op.writes())
    }
}

/// One step, with the number of rows it is thought to give.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) op: Op,
    pub(crate) rows: f64,
}

/// What a step does. Cheap to clone: operators keep their part of it.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// Each row with each node of the source.
    Scan {
        slot: Slot,
        source: Arc<Source>,
    },
    Expand(Arc<Expand>),
    ExpandMany {
        expand: Arc<Expand>,
        hops: Arc<Hops>,
    },
    /// Where rows of relationships end, each end once.
    Reach {
        expand: Arc<Expand>,
        hops: Arc<Hops>,
    },
    /// Follows two relationships to a node that both lead to.
    Meet(Arc<[Expand; 2]>),
    /// Counts relationships that a row stands for.
    Tally(Arc<Tally>),
    /// Takes the ends from a relationship that is known.
    Ends(Arc<Expand>),
    /// Walks a path over and over.
    Repeat {
        expand: Arc<Expand>,
        repeat: Arc<Repeat>,
    },
    Shortest(Arc<Shortest>),
    Select(Arc<Select>),
    Filter(Arc<[Expr]>),
    Let(Arc<[(Slot, Expr)]>),
    Unwind {
        list: Arc<Expr>,
        slot: Slot,
    },
    Aggregate(Arc<Aggregation>),
    /// Rows that are equal in these slots once, the first of them.
    Distinct(Arc<[Slot]>),
    Sort(Arc<Sort>),
    Skip(Arc<Expr>),
    Limit(Arc<Expr>),
    /// Lets go of all columns but these.
    Keep(Arc<[Slot]>),
    /// Rows of the plan; a row that has none is kept with nulls. Rows are told apart by `row`.
    Optional {
        plan: Arc<Plan>,
        row: Slot,
        binds: Arc<[Slot]>,
    },
    /// A subquery run for each row.
    Call(Arc<Call>),
    Union(Arc<Union>),
    /// The rows of a procedure for each row.
    Procedure(Arc<ProcedureCall>),
    /// Changes the graph for all rows, before any row goes on.
    Write(Arc<Write>),
}

impl Op {
    /// Whether it changes the graph.
    pub(crate) fn writes(&self) -> bool {
        match self {
            Self::Write(_) => true,
            Self::Call(call) => call.plan.writes(),
            Self::Union(union) => union.parts.iter().any(|(plan, _)| plan.writes()),
            _ => false,
        }
    }
}

/// A change to the graph.
#[derive(Debug)]
pub(crate) enum Write {
    Create(Creation),
    Merge {
        /// Finds the pattern.
        plan: Arc<Plan>,
        creation: Creation,
        on_create: Vec<Update>,
        on_match: Vec<Update>,
    },
    Update(Vec<Update>),
    Delete {
        detach: bool,
        targets: Vec<Expr>,
    },
    Foreach {
        list: Expr,
        slot: Slot,
        /// Steps that all write.
        body: Arc<Plan>,
    },
    Declare(bound::Declare),
}

/// Sorting; `first` keeps the rows up to `SKIP` and `LIMIT` only.
#[derive(Debug)]
pub(crate) struct Sort {
    /// Expressions and whether the greatest comes first.
    pub(crate) keys: Vec<(Expr, bool)>,
    pub(crate) first: Option<(Option<Expr>, Expr)>,
}

/// A subquery between clauses.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) plan: Arc<Plan>,
    /// Whether a row for which it gives none is kept.
    pub(crate) optional: bool,
    pub(crate) imports: Vec<Slot>,
    pub(crate) columns: Vec<Slot>,
    /// Whether it gives rows; a row for which it only writes goes on as it is.
    pub(crate) returns: bool,
}

/// Plans one after the other, each with the slots of its columns.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) parts: Vec<(Arc<Plan>, Vec<Slot>)>,
    pub(crate) into: Vec<Slot>,
    pub(crate) distinct: bool,
}

/// Where a scan takes its nodes from.
#[derive(Debug)]
pub(crate) enum Source {
    All,
    Label(Label),
    /// Nothing in the graph has what is asked for.
    Nothing,
    /// By curated id.
    Key(Expr),
    /// By exact name.
    Name(Expr),
    /// By external identifier.
    Identifier(Arc<str>, Expr),
    /// By the value of a property, among those of the label where the value cannot be sought.
    Property {
        key: PropKey,
        value: Expr,
        label: Option<Label>,
        /// About how many there are.
        found: usize,
    },
}

/// One relationship from a node that is known.
#[derive(Debug, Clone)]
pub(crate) struct Expand {
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    /// Whether each end is known before; the near one always is but for [`Op::Ends`].
    pub(crate) knows_from: bool,
    pub(crate) knows_to: bool,
    pub(crate) relation: Slot,
    /// Seen from the near end.
    pub(crate) direction: Direction,
    /// Whether the near end is the right one of the pattern as written.
    pub(crate) reversed: bool,
    pub(crate) types: Types,
    /// Relationships of the same clause that must be others.
    pub(crate) others: Vec<Slot>,
}

/// Counts the relationships at the rim of a pattern.
#[derive(Debug)]
pub(crate) struct Tally {
    /// One, or two that hang on one node and must not be the same relationship.
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) times: Vec<Times>,
}

/// A relationship to be counted, and what must hold of it and the node it leads to.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) expand: Expand,
    pub(crate) conditions: Vec<Expr>,
}

/// For how many rows a row stands.
#[derive(Debug)]
pub(crate) struct Times {
    pub(crate) slot: Slot,
    /// What must not be null to be counted, and by which leaf.
    pub(crate) of: Option<(usize, Expr)>,
}

/// Shortest paths between two nodes that are known.
#[derive(Debug, Clone)]
pub(crate) struct Shortest {
    pub(crate) pattern: super::sema::bound::Shortest,
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    /// Conditions on each node of the path, and on each relationship.
    pub(crate) nodes: Vec<Each>,
    pub(crate) relations: Vec<Each>,
    /// Conditions on the path as a whole.
    pub(crate) conditions: Vec<Expr>,
    /// Whether the search may start from both ends.
    pub(crate) both_ends: bool,
}

/// A condition on each element of a path, which stands in a slot.
#[derive(Debug, Clone)]
pub(crate) struct Each {
    pub(crate) slot: Slot,
    pub(crate) condition: Expr,
    /// What the condition must give for each element.
    pub(crate) wanted: bool,
}

/// Plans a bound statement for a snapshot.
pub(crate) fn plan(bound: Bound, snapshot: &Snapshot, rules: Rules) -> Compiled {
    let Bound { query, subqueries, slots, parameters, lens } = bound;
    let mut planner = Planner { snapshot, rules, slots };
    let (columns, returns) = (query.columns.clone(), query.returns);
    let plan = Arc::new(planner.query(query));
    let subplans = subqueries
        .into_iter()
        .map(|query| {
            let column = query.columns.first().map(|c| c.1);
            Subplan { plan: Arc::new(planner.query(query)), column }
        })
        .collect();
    Compiled { plan, subplans, columns, slots: planner.slots, parameters, lens, returns }
}

struct Planner<'a> {
    snapshot: &'a Snapshot,
    rules: Rules,
    slots: Vec<Arc<str>>,
}

/// A plan as it grows.
struct Chain {
    steps: Vec<Step>,
    rows: f64,
}

impl Chain {
    fn new() -> Self {
        Self { steps: Vec::new(), rows: 1.0 }
    }

    /// Adds a step that gives `factor` rows for each it takes.
    fn push(&mut self, op: Op, factor: f64) {
        self.rows *= factor;
        self.steps.push(Step { op, rows: self.rows });
    }

    fn finish(self) -> Arc<Plan> {
        Arc::new(Plan { steps: self.steps })
    }
}

impl Planner<'_> {
    fn query(&mut self, query: Query) -> Plan {
        let Query { mut parts, distinct, columns, imports, .. } = query;
        if parts.len() == 1 {
            let steps = parts.pop().map(|single| self.single(single, &imports).steps);
            return Plan { steps: steps.unwrap_or_default() };
        }
        let mut rows = 0.0;
        let mut plans = Vec::with_capacity(parts.len());
        for part in parts {
            let outputs = part.outputs.clone();
            let chain = self.single(part, &imports);
            rows += chain.rows;
            plans.push((chain.finish(), outputs));
        }
        let into = columns.iter().map(|c| c.1).collect();
        let op = Op::Union(Arc::new(Union { parts: plans, into, distinct }));
        Plan { steps: vec![Step { op, rows }] }
    }

    fn single(&mut self, single: Single, imports: &[Slot]) -> Chain {
        let mut chain = Chain::new();
        let mut known: BTreeSet<Slot> = imports.iter().copied().collect();
        self.clauses(single.clauses, &mut known, &mut chain);
        chain
    }

    fn clauses(&mut self, clauses: Vec<Clause>, known: &mut BTreeSet<Slot>, chain: &mut Chain) {
        let mut clauses = clauses.into_iter().peekable();
        while let Some(clause) = clauses.next() {
            match clause {
                Clause::Match { optional: false, pattern } => {
                    let then = match clauses.peek_mut() {
                        Some(Clause::Project(projection)) => Some(&mut **projection),
                        _ => None,
                    };
                    matching::plan(self, pattern, then, known, chain);
                }
                Clause::Match { optional: true, pattern } => {
                    let mut binds = pattern.binds();
                    binds.retain(|slot| !known.contains(slot));
                    let row = self.slot();
                    let mut inner = Chain::new();
                    matching::plan(self, pattern, None, known, &mut inner);
                    let factor = inner.rows.max(1.0);
                    let binds = binds.into();
                    chain.push(Op::Optional { plan: inner.finish(), row, binds }, factor);
                }
                Clause::Unwind { list, slot } => {
                    chain.push(Op::Unwind { list: Arc::new(list), slot }, cost::LIST_LENGTH);
                    known.insert(slot);
                }
                Clause::Project(projection) => {
                    *known = projection.keeps.iter().copied().collect();
                    self.project(*projection, chain);
                }
                Clause::Subquery { optional, query } => {
                    let columns: Vec<Slot> = query.columns.iter().map(|c| c.1).collect();
                    let (imports, returns) = (query.imports.clone(), query.returns);
                    let plan = Arc::new(self.query(*query));
                    let rows = plan.steps.last().map_or(1.0, |s| s.rows);
                    let factor = if returns { rows } else { 1.0 };
                    known.extend(columns.iter().copied());
                    let call = Call { plan, optional, imports, columns, returns };
                    chain.push(Op::Call(Arc::new(call)), factor);
                }
                Clause::Procedure(mut call) => {
                    let filter = std::mem::take(&mut call.filter);
                    known.extend(call.takes.iter().map(|(_, slot)| *slot));
                    let factor =
                        if call.procedure.results().is_empty() { 1.0 } else { cost::LIST_LENGTH };
                    chain.push(Op::Procedure(Arc::new(call)), factor);
                    if !filter.is_empty() {
                        chain.push(Op::Filter(filter.into()), cost::CONDITION);
                    }
                }
                writing => {
                    let write = self.write(writing, known);
                    chain.push(Op::Write(Arc::new(write)), 1.0);
                }
            }
        }
    }

    fn write(&mut self, clause: Clause, known: &mut BTreeSet<Slot>) -> Write {
        let binds = |creation: &Creation| {
            let elements = creation.elements.iter().map(|new| new.slot);
            elements.chain(creation.paths.iter().map(|path| path.0)).collect::<Vec<_>>()
        };
        match clause {
            Clause::Create(creation) => {
                known.extend(binds(&creation));
                Write::Create(creation)
            }
            Clause::Merge(merge) => {
                let bound::Merge { pattern, creation, on_create, on_match } = *merge;
                let mut inner = Chain::new();
                matching::plan(self, pattern, None, known, &mut inner);
                known.extend(binds(&creation));
                Write::Merge { plan: inner.finish(), creation, on_create, on_match }
            }
            Clause::Delete { detach, targets } => Write::Delete { detach, targets },
            Clause::Foreach { list, slot, body } => {
                let mut inner = Chain::new();
                let mut known = known.clone();
                known.insert(slot);
                self.clauses(body, &mut known, &mut inner);
                Write::Foreach { list, slot, body: inner.finish() }
            }
            Clause::Declare(declare) => Write::Declare(declare),
            Clause::Update(updates) => Write::Update(updates),
            // Every other clause reads, and is planned elsewhere.
            _ => Write::Update(Vec::new()),
        }
    }

    fn slot(&mut self) -> Slot {
        let slot = Slot(u16::try_from(self.slots.len()).unwrap_or(u16::MAX));
        self.slots.push("".into());
        slot
    }
}
