//! Expressions.

use super::{LabelExpr, Name, PathPattern, QualifiedName, Query};
use crate::error::Span;

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, with any brackets around it: the text of a column that has no alias.
    pub span: Span,
}

impl Expr {
    /// The expression as its author wrote it; `text` is the text it was parsed from.
    pub fn written<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }

    /// Visits the expressions directly within this one in which the same variables are known; so neither
    /// what a comprehension does with each element nor what stands in patterns and subqueries.
    pub(crate) fn children<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match &self.kind {
            ExprKind::List(items)
            | ExprKind::Or(items)
            | ExprKind::Xor(items)
            | ExprKind::And(items) => items.iter().for_each(visit),
            ExprKind::Map(entries) => entries.iter().for_each(|entry| visit(&entry.value)),
            ExprKind::Property { of, .. }
            | ExprKind::HasLabels { of, .. }
            | ExprKind::IsNull { of, .. }
            | ExprKind::IsType { of, .. } => visit(of),
            ExprKind::Unary { operand, .. } => visit(operand),
            ExprKind::Index { of, index } => {
                visit(of);
                visit(index);
            }
            ExprKind::Slice { of, from, to } => {
                visit(of);
                from.iter().chain(to).for_each(|e| visit(e));
            }
            ExprKind::Binary { left, right, .. } => {
                visit(left);
                visit(right);
            }
            ExprKind::Comparison { first, rest } => {
                visit(first);
                for (_, e) in rest {
                    visit(e);
                }
            }
            ExprKind::Case(case) => {
                case.subject.iter().chain(&case.otherwise).for_each(|e| visit(e));
                case.branches.iter().flat_map(|b| [&b.when, &b.then]).for_each(visit);
            }
            ExprKind::ListComprehension(comprehension) => visit(&comprehension.list),
            ExprKind::Quantifier(quantifier) => visit(&quantifier.list),
            ExprKind::Reduce(reduce) => {
                visit(&reduce.initial);
                visit(&reduce.list);
            }
            ExprKind::MapProjection(projection) => {
                for item in &projection.items {
                    if let MapProjectionItemKind::Entry(entry) = &item.kind {
                        visit(&entry.value);
                    }
                }
            }
            ExprKind::Function(call) => call.args.iter().for_each(visit),
            ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Float(_)
            | ExprKind::String(_)
            | ExprKind::Parameter(_)
            | ExprKind::Variable(_)
            | ExprKind::PatternComprehension(_)
            | ExprKind::Pattern(_)
            | ExprKind::Exists(_)
            | ExprKind::CountSubquery(_)
            | ExprKind::CollectSubquery(_)
            | ExprKind::CountStar => {}
        }
    }
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// `42`, `-1`, `0x2A`, `0o52`; a minus directly before digits belongs to the number.
    Integer(i64),
    /// `1.5`, `.5`, `-6e23`; always finite.
    Float(f64),
    /// `'text'` with its escapes resolved.
    String(String),
    /// `[1, 2]`.
    List(Vec<Expr>),
    /// `{a: 1}`.
    Map(Vec<MapEntry>),
    /// `$name`, `$0`.
    Parameter(Name),
    /// `n`.
    Variable(Name),
    /// `n.name`.
    Property {
        /// What has the property.
        of: Box<Expr>,
        /// Its key.
        key: Name,
    },
    /// `list[0]`, `n['name']`.
    Index {
        /// What is looked into.
        of: Box<Expr>,
        /// The position or key.
        index: Box<Expr>,
    },
    /// `list[1..3]`, either end may be missing.
    Slice {
        /// What is cut.
        of: Box<Expr>,
        /// The first position, inclusive.
        from: Option<Box<Expr>>,
        /// The last position, exclusive.
        to: Option<Box<Expr>>,
    },
    /// `n:Person`, also `r:CHAIRS`.
    HasLabels {
        /// The node or relationship.
        of: Box<Expr>,
        /// The labels or types asked for.
        labels: LabelExpr,
    },
    /// `a OR b OR …`, at least two.
    Or(Vec<Expr>),
    /// `a XOR b XOR …`, at least two.
    Xor(Vec<Expr>),
    /// `a AND b AND …`, at least two.
    And(Vec<Expr>),
    /// `NOT a`, `-a`, `+a`.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a + b`, `s STARTS WITH t`, `x IN list`.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `1 < x <= 3`: `1 < x AND x <= 3` with `x` evaluated once; `rest` is never empty.
    Comparison {
        /// The first operand.
        first: Box<Expr>,
        /// Each operator with the operand behind it.
        rest: Vec<(ComparisonOp, Expr)>,
    },
    /// `x IS NULL`, `x IS NOT NULL`.
    IsNull {
        /// What is tested.
        of: Box<Expr>,
        /// Whether it is `IS NOT NULL`.
        negated: bool,
    },
    /// `x IS [NOT] :: TYPE`, `x IS [NOT] TYPED TYPE`.
    IsType {
        /// What is tested.
        of: Box<Expr>,
        /// Whether it is `IS NOT ::`.
        negated: bool,
        /// The type.
        ty: TypeRef,
    },
    /// `CASE … END`.
    Case(CaseExpr),
    /// `[x IN list WHERE … | …]`.
    ListComprehension(ListComprehension),
    /// `[p = (a)-->(b) WHERE … | …]`.
    PatternComprehension(Box<PatternComprehension>),
    /// `all(x IN list WHERE …)` and its kin.
    Quantifier(Quantifier),
    /// `reduce(sum = 0, x IN list | sum + x)`.
    Reduce(Reduce),
    /// `(a)-->(b)` or `shortestPath(…)` where a value is expected.
    Pattern(Box<PathPattern>),
    /// `EXISTS { … }`.
    Exists(Subquery),
    /// `COUNT { … }`.
    CountSubquery(Subquery),
    /// `COLLECT { … }`.
    CollectSubquery(Subquery),
    /// `n {.name, .*, age: 3, other}`.
    MapProjection(MapProjection),
    /// `count(*)`.
    CountStar,
    /// `f(x)`, `ns.f(DISTINCT x)`.
    Function(FunctionCall),
}

/// Operators of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `NOT`.
    Not,
    /// `-`.
    Minus,
    /// `+`.
    Plus,
}

/// Operators of two operands, comparisons and logic aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `^`, grouped from the left as openCypher says.
    Power,
    /// `||`, the concatenation of GQL.
    Concatenate,
    /// `STARTS WITH`.
    StartsWith,
    /// `ENDS WITH`.
    EndsWith,
    /// `CONTAINS`.
    Contains,
    /// `IN`.
    In,
    /// `=~`.
    Matches,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparisonOp {
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// `key: value` in a map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapEntry {
    /// The key.
    pub key: Name,
    /// The value.
    pub value: Expr,
}

/// A type in `IS :: …`: `INTEGER NOT NULL`, `LIST<STRING>`, `INTEGER | FLOAT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    /// The words of its name in capitals, one space between them: `ZONED DATETIME`.
    pub name: String,
    /// The element type of a list.
    pub element: Option<Box<TypeRef>>,
    /// Whether `NOT NULL` stands behind it.
    pub not_null: bool,
    /// The further types behind `|`.
    pub or: Vec<TypeRef>,
    /// Its place.
    pub span: Span,
}

/// `CASE [subject] WHEN … THEN … ELSE … END`.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseExpr {
    /// What each `WHEN` is compared with; without it each `WHEN` is a condition.
    pub subject: Option<Box<Expr>>,
    /// The branches; never empty.
    pub branches: Vec<CaseBranch>,
    /// The value behind `ELSE`.
    pub otherwise: Option<Box<Expr>>,
}

/// `WHEN … THEN …`.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseBranch {
    /// The value or condition.
    pub when: Expr,
    /// The result.
    pub then: Expr,
}

/// `[x IN list WHERE filter | map]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ListComprehension {
    /// The variable each element is bound to.
    pub variable: Name,
    /// The list.
    pub list: Box<Expr>,
    /// The condition.
    pub filter: Option<Box<Expr>>,
    /// The result for each element; the element itself where it is missing.
    pub map: Option<Box<Expr>>,
}

/// `[p = (a)-->(b) WHERE filter | map]`.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternComprehension {
    /// The pattern, with its path variable.
    pub pattern: PathPattern,
    /// The condition.
    pub filter: Option<Expr>,
    /// The result for each match.
    pub map: Expr,
}

/// `all(x IN list WHERE predicate)` and its kin.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantifier {
    /// Which.
    pub kind: QuantifierKind,
    /// The variable each element is bound to.
    pub variable: Name,
    /// The list.
    pub list: Box<Expr>,
    /// The condition; the grammar lets it be missing.
    pub predicate: Option<Box<Expr>>,
}

/// For how many elements a [`Quantifier`] wants its condition true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantifierKind {
    /// `all`.
    All,
    /// `any`.
    Any,
    /// `none`.
    None,
    /// `single`.
    Single,
}

/// `reduce(accumulator = initial, variable IN list | step)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduce {
    /// The variable that carries the result on.
    pub accumulator: Name,
    /// Its first value.
    pub initial: Box<Expr>,
    /// The variable each element is bound to.
    pub variable: Name,
    /// The list.
    pub list: Box<Expr>,
    /// The next value of the accumulator.
    pub step: Box<Expr>,
}

/// What stands between the braces of `EXISTS`, `COUNT` and `COLLECT`.
#[derive(Debug, Clone, PartialEq)]
pub enum Subquery {
    /// `{ pattern, … [WHERE …] }`.
    Pattern {
        /// The patterns; never empty.
        patterns: Vec<PathPattern>,
        /// The condition.
        filter: Option<Box<Expr>>,
    },
    /// `{ MATCH … RETURN … }`: a whole query, whose `RETURN` may be missing in `EXISTS` and `COUNT`.
    Query(Box<Query>),
}

/// `variable { items }`.
#[derive(Debug, Clone, PartialEq)]
pub struct MapProjection {
    /// The node, relationship or map.
    pub of: Name,
    /// The items.
    pub items: Vec<MapProjectionItem>,
}

/// One item of a [`MapProjection`].
#[derive(Debug, Clone, PartialEq)]
pub struct MapProjectionItem {
    /// What it is.
    pub kind: MapProjectionItemKind,
    /// Its place.
    pub span: Span,
}

/// The kinds of item of a [`MapProjection`].
#[derive(Debug, Clone, PartialEq)]
pub enum MapProjectionItemKind {
    /// `.*`.
    AllProperties,
    /// `.name`.
    Property(Name),
    /// `key: value`.
    Entry(MapEntry),
    /// `variable`.
    Variable(Name),
}

/// `f(x)`, `ns.f(DISTINCT x)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionCall {
    /// The function's name, in the case written.
    pub name: QualifiedName,
    /// Whether `DISTINCT` stands before the arguments.
    pub distinct: bool,
    /// The arguments.
    pub args: Vec<Expr>,
}
