//! Patterns.

use super::{Expr, Name};
use crate::error::Span;

/// `p = (a)-[r]->(b)`: a path through the graph.
///
/// Nodes and links alternate. Where the text has a [`Group`] without a node beside it, an empty node
/// pattern of no width stands in; it means the same.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPattern {
    /// The path's variable.
    pub variable: Option<Name>,
    /// Which of the matching paths are wanted.
    pub selector: Option<Selector>,
    /// The first node.
    pub start: NodePattern,
    /// The links, each with the node it leads to.
    pub steps: Vec<Step>,
    /// The whole pattern.
    pub span: Span,
}

/// Which of the matching paths are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// `shortestPath(…)`: one shortest path for each pair of ends.
    ShortestPath,
    /// `allShortestPaths(…)`: all the shortest paths for each pair of ends.
    AllShortestPaths,
    /// `ALL`: every path, as where nothing is written.
    All,
    /// `ANY [k]`: any so many paths.
    Any(u64),
    /// `SHORTEST k`: so many paths, shortest first.
    Shortest(u64),
    /// `ALL SHORTEST`.
    AllShortest,
    /// `SHORTEST k GROUPS`: all paths of the so many least lengths.
    ShortestGroups(u64),
}

/// A link and the node behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The link.
    pub link: Link,
    /// The node it leads to.
    pub node: NodePattern,
}

/// What leads from one node of a pattern to the next.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly every link is the large variant")]
pub enum Link {
    /// `-[r:TYPE]->`.
    Relationship(RelationshipPattern),
    /// `((a)-[r]->(b) WHERE …){1,3}`: a quantified path pattern.
    Group(Box<Group>),
}

impl Link {
    /// The relationship pattern, if it is one.
    pub fn relationship(&self) -> Option<&RelationshipPattern> {
        match self {
            Self::Relationship(r) => Some(r),
            Self::Group(_) => None,
        }
    }

    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Self::Relationship(r) => r.span,
            Self::Group(g) => g.span,
        }
    }
}

/// A path in brackets, repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The path that is repeated.
    pub path: PathPattern,
    /// The condition on each repetition.
    pub filter: Option<Expr>,
    /// How often it is repeated; once, and its variables stay single, where it is missing.
    pub quantifier: Option<Hops>,
    /// The whole group, quantifier included.
    pub span: Span,
}

/// `(n:Person {name: 'A'} WHERE …)`.
#[derive(Debug, Clone, PartialEq)]
pub struct NodePattern {
    /// The node's variable.
    pub variable: Option<Name>,
    /// The labels it must have.
    pub labels: Option<LabelExpr>,
    /// A map literal or a parameter: the properties it must have.
    pub properties: Option<Expr>,
    /// The condition inside the pattern.
    pub filter: Option<Box<Expr>>,
    /// Its place, with the brackets.
    pub span: Span,
}

/// `-[r:TYPE*1..3 {since: 2020} WHERE …]->`.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationshipPattern {
    /// Which way it points, seen from the left.
    pub direction: Direction,
    /// The variable of the relationship, or of the list of them where `hops` is given.
    pub variable: Option<Name>,
    /// The types it may have; [`LabelExpr::alternatives`] gives the plain case `:A|B`.
    pub types: Option<LabelExpr>,
    /// How many relationships in a row; exactly one where it is missing.
    pub hops: Option<Hops>,
    /// A map literal or a parameter: the properties it must have.
    pub properties: Option<Expr>,
    /// The condition inside the pattern.
    pub filter: Option<Box<Expr>>,
    /// Its place, with dashes and arrow heads.
    pub span: Span,
}

/// Which way a relationship pattern points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `-->`.
    Right,
    /// `<--`.
    Left,
    /// `--`, also written `<-->`.
    Either,
}

/// How often a relationship or group is repeated: `*`, `*2`, `*1..3`, `{1,3}`, `+`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hops {
    /// The least number as written; see [`Hops::least`].
    pub min: Option<u64>,
    /// The greatest number, inclusive; no limit where it is missing.
    pub max: Option<u64>,
    /// How it was written.
    pub spelling: HopsSpelling,
    /// Its place.
    pub span: Span,
}

impl Hops {
    /// The least number, inclusive: where none is written, 1 for `*..3` and 0 for `{,3}`.
    pub fn least(&self) -> u64 {
        match self.spelling {
            HopsSpelling::Star => self.min.unwrap_or(1),
            HopsSpelling::Quantifier => self.min.unwrap_or(0),
        }
    }
}

/// How [`Hops`] are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HopsSpelling {
    /// openCypher's `*1..3` inside the brackets of a relationship.
    Star,
    /// GQL's `{1,3}`, `+`, `*` behind a relationship or group.
    Quantifier,
}

/// A condition on labels or relationship types, without the colon before it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelExpr {
    /// What it is.
    pub kind: LabelExprKind,
    /// Its place.
    pub span: Span,
}

/// The kinds of [`LabelExpr`].
#[derive(Debug, Clone, PartialEq)]
pub enum LabelExprKind {
    /// `Person`.
    Name(Name),
    /// `%`: any label at all.
    Any,
    /// `!A`.
    Not(Box<LabelExpr>),
    /// `A&B`, also written `A:B`; at least two.
    And(Vec<LabelExpr>),
    /// `A|B`, between relationship types also `A|:B`; at least two.
    Or(Vec<LabelExpr>),
}

impl LabelExpr {
    /// The names of a plain conjunction (`A`, `A:B`, `A&B`), or `None` where it is anything else.
    pub fn conjunction(&self) -> Option<Vec<&Name>> {
        match &self.kind {
            LabelExprKind::And(parts) => parts.iter().map(Self::name).collect(),
            _ => self.name().map(|n| vec![n]),
        }
    }

    /// The names of a plain alternation (`A`, `A|B`), or `None` where it is anything else.
    pub fn alternatives(&self) -> Option<Vec<&Name>> {
        match &self.kind {
            LabelExprKind::Or(parts) => parts.iter().map(Self::name).collect(),
            _ => self.name().map(|n| vec![n]),
        }
    }

    /// The name, if it is one and nothing more.
    pub fn name(&self) -> Option<&Name> {
        match &self.kind {
            LabelExprKind::Name(name) => Some(name),
            _ => None,
        }
    }
}
