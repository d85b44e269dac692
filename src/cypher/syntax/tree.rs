//! The syntax tree: what a query says, each part with its place in the text.
//!
//! The tree is as flat as the text allows: `AND`, `OR`, `XOR` and chains of comparisons hold all their
//! operands in one node. Everything else nests at most [`MAX_DEPTH`](super::MAX_DEPTH) levels deep, so walking
//! or dropping a parsed tree by recursion is safe.

mod clause;
mod expr;
mod pattern;

pub use clause::{
    Clause, ClauseKind, Declaration, Imports, LetItem, MatchMode, MergeAction, MergeEvent,
    ProcedureCall, Projection, ProjectionItem, RemoveItem, SetItem, SetItemKind, SortItem, Yield,
    YieldItem,
};
pub use expr::{
    BinaryOp, CaseBranch, CaseExpr, ComparisonOp, Expr, ExprKind, FunctionCall, ListComprehension,
    MapEntry, MapProjection, MapProjectionItem, MapProjectionItemKind, PatternComprehension,
    Quantifier, QuantifierKind, Reduce, Subquery, TypeRef, UnaryOp,
};
pub use pattern::{
    Direction, Group, Hops, HopsSpelling, LabelExpr, LabelExprKind, Link, NodePattern, PathPattern,
    RelationshipPattern, Selector, Step,
};

use crate::error::Span;

/// A whole statement: how it is to be run, as of when, and the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Whether the query runs, is explained, or is run and measured.
    pub mode: Mode,
    /// `FOR SYSTEM_TIME AS OF …`: which graph it looks at; `None` for the one there is.
    pub recorded: Option<Recorded>,
    /// The valid time the query looks at; `None` leaves it to the session.
    pub lens: Option<Lens>,
    /// The query.
    pub query: Query,
    /// The statement without the `;` behind it.
    pub span: Span,
}

/// What to do with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Run it.
    #[default]
    Run,
    /// `EXPLAIN`: show the plan, run nothing.
    Explain,
    /// `PROFILE`: run it and show the plan with what each operator did.
    Profile,
}

/// `FOR SYSTEM_TIME AS OF …` before a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The number of a commit, a date or a date and time; a literal or a parameter.
    pub point: Expr,
    /// The whole prefix.
    pub span: Span,
}

/// `FOR VALID_TIME …` (in short `AS OF …`) before a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Lens {
    /// The time looked at.
    pub moment: Moment,
    /// `AT LEAST 'possible'`: the weakest answer that counts; a string literal or a parameter.
    pub at_least: Option<Expr>,
    /// `STATED ONLY`: whether inferred facts are left out.
    pub stated_only: bool,
    /// `PUBLISHED BY '2023-10'`: the time by which a document must have said so; a string literal or a
    /// parameter.
    pub published_by: Option<Expr>,
    /// `IN LAYERS 'curated', 'ods-2025h2'`: the layers looked at, all where there are none; string
    /// literals or parameters.
    pub layers: Vec<Expr>,
    /// The whole prefix.
    pub span: Span,
}

/// The time a [`Lens`] looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// `AS OF '2021-06'`: one moment; a string literal or a parameter.
    AsOf(Expr),
    /// `ALL`: every fact, whenever it held.
    All,
}

/// One or more single queries joined by `UNION`.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The query before the first `UNION`.
    pub first: SingleQuery,
    /// The others, in the order written.
    pub unions: Vec<Union>,
    /// The whole query.
    pub span: Span,
}

impl Query {
    /// The single queries, in the order written.
    pub fn parts(&self) -> impl Iterator<Item = &SingleQuery> {
        std::iter::once(&self.first).chain(self.unions.iter().map(|u| &u.query))
    }
}

/// `UNION [ALL]` and the query behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// Whether equal rows are kept.
    pub all: bool,
    /// The query behind it.
    pub query: SingleQuery,
    /// The words `UNION [ALL]`.
    pub span: Span,
}

/// Clauses that hand their rows on from one to the next; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleQuery {
    /// The clauses, in the order written.
    pub clauses: Vec<Clause>,
    /// From the first clause to the last.
    pub span: Span,
}

impl SingleQuery {
    /// The procedure call that is the whole query, if it is one: then arguments may come from
    /// parameters and `YIELD *` is allowed.
    pub fn standalone_call(&self) -> Option<&ProcedureCall> {
        match self.clauses.as_slice() {
            [Clause { kind: ClauseKind::Call(call), .. }] => Some(call),
            _ => None,
        }
    }
}

/// A name as it stands in the text: a variable, label, relationship type, property key or parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name itself, without backticks or `$`.
    pub text: String,
    /// Where it stands, with backticks or `$`.
    pub span: Span,
}

/// The name of a function or procedure, with its namespaces: `apoc.coll.max`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QualifiedName {
    /// The parts between the dots; never empty.
    pub parts: Vec<Name>,
    /// From the first part to the last.
    pub span: Span,
}

impl QualifiedName {
    /// The parts joined by dots, in the case written.
    pub fn joined(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|p| p.text.as_str()).collect();
        parts.join(".")
    }
}
