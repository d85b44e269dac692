//! Bound expressions: what the operators evaluate, row by row.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::bound::{Slot, SubqueryId, Type};
use crate::cypher::function::{Aggregate, Env, Fault, Function, Own};
use crate::cypher::syntax::tree::{BinaryOp, ComparisonOp, QuantifierKind, TypeRef};
use crate::error::Span;
use crate::graph::{Label, PropKey, RelType};
use crate::model::Value;

/// A bound expression, its static type and its place. Two are equal when they calculate the same,
/// wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// A function, equal to itself alone.
#[derive(Clone)]
pub(crate) enum FunctionRef {
    /// One of the language.
    Built(&'static Function),
    /// One that the host has added.
    Own(Arc<Own>),
}

impl FunctionRef {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Built(function) => function.name,
            Self::Own(function) => function.name(),
        }
    }

    /// Its value for these arguments.
    pub(crate) fn call(&self, env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
        match self {
            Self::Built(function) => function.call(env, args),
            Self::Own(function) => function.call(args),
        }
    }
}

impl PartialEq for FunctionRef {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for FunctionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An aggregating function, equal to itself alone.
#[derive(Clone, Copy)]
pub(crate) struct AggregateRef(pub(crate) &'static Aggregate);

impl PartialEq for AggregateRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl fmt::Debug for AggregateRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// A property's name, and its symbol where anything in the graph carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropRef {
    pub(crate) name: Arc<str>,
    pub(crate) key: Option<PropKey>,
}

/// A condition on labels or on a relationship's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabelTest {
    /// One name: what it stands for on nodes and on relationships, if anything.
    Name {
        name: Arc<str>,
        label: Option<Label>,
        rel_type: Option<RelType>,
    },
    Any,
    Not(Box<LabelTest>),
    And(Vec<LabelTest>),
    Or(Vec<LabelTest>),
}

impl LabelTest {
    /// Whether the test holds of something that has `any` label or type at all, when `has` says so of
    /// each name.
    pub(crate) fn holds(
        &self,
        any: bool,
        has: &impl Fn(Option<Label>, Option<RelType>) -> bool,
    ) -> bool {
        match self {
            Self::Name { label, rel_type, .. } => has(*label, *rel_type),
            Self::Any => any,
            Self::Not(test) => !test.holds(any, has),
            Self::And(tests) => tests.iter().all(|t| t.holds(any, has)),
            Self::Or(tests) => tests.iter().any(|t| t.holds(any, has)),
        }
    }
}

/// What a subquery inside an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubqueryUse {
    /// Whether there is a row.
    Exists,
    /// How many rows there are.
    Count,
    /// The first column of every row, as a list.
    Collect,
    /// The first column of the first row, or `null`.
    First,
}

/// One part of a path: a node, a relationship, or a row of relationships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathPart {
    Node(Slot),
    Relation(Slot),
    Relations(Slot),
}

/// One item of a map projection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ProjectionEntry {
    AllProperties,
    Entry(Arc<str>, Expr),
}

/// The kinds of bound expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    Constant(Value),
    Parameter(usize),
    Slot(Slot),
    Property {
        of: Box<Expr>,
        key: PropRef,
    },
    Index {
        of: Box<Expr>,
        index: Box<Expr>,
    },
    Slice {
        of: Box<Expr>,
        from: Option<Box<Expr>>,
        to: Option<Box<Expr>>,
    },
    HasLabels {
        of: Box<Expr>,
        test: LabelTest,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Xor(Vec<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    /// `+x`: the number itself.
    Plus(Box<Expr>),
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Comparison {
        first: Box<Expr>,
        rest: Vec<(ComparisonOp, Expr)>,
    },
    IsNull {
        of: Box<Expr>,
        negated: bool,
    },
    IsType {
        of: Box<Expr>,
        negated: bool,
        ty: TypeRef,
    },
    Case {
        subject: Option<Box<Expr>>,
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    List(Vec<Expr>),
    Map(Vec<(Arc<str>, Expr)>),
    MapProjection {
        of: Box<Expr>,
        entries: Vec<ProjectionEntry>,
    },
    Comprehension {
        slot: Slot,
        list: Box<Expr>,
        filter: Option<Box<Expr>>,
        map: Option<Box<Expr>>,
    },
    Quantifier {
        kind: QuantifierKind,
        slot: Slot,
        list: Box<Expr>,
        predicate: Option<Box<Expr>>,
    },
    Reduce {
        accumulator: Slot,
        initial: Box<Expr>,
        slot: Slot,
        list: Box<Expr>,
        step: Box<Expr>,
    },
    Call {
        function: FunctionRef,
        args: Vec<Expr>,
    },
    Subquery {
        purpose: SubqueryUse,
        id: SubqueryId,
        imports: Vec<Slot>,
    },
    Path(Vec<PathPart>),
}

impl ExprKind {
    /// The expression of this kind at `span`.
    pub(crate) fn at(self, span: Span, ty: Type) -> Expr {
        Expr { kind: self, ty, span }
    }
}

/// Visits the direct parts of an expression, by `iter` or by `iter_mut`.
macro_rules! parts {
    ($kind:expr, $visit:ident, $iter:ident) => {
        match $kind {
            ExprKind::Constant(_)
            | ExprKind::Parameter(_)
            | ExprKind::Slot(_)
            | ExprKind::Subquery { .. }
            | ExprKind::Path(_) => {}
            ExprKind::Property { of: e, .. }
            | ExprKind::HasLabels { of: e, .. }
            | ExprKind::Not(e)
            | ExprKind::Negate(e)
            | ExprKind::Plus(e)
            | ExprKind::IsNull { of: e, .. }
            | ExprKind::IsType { of: e, .. } => $visit(e),
            ExprKind::Index { of: a, index: b } | ExprKind::Binary { left: a, right: b, .. } => {
                $visit(a);
                $visit(b);
            }
            ExprKind::Slice { of, from, to } => {
                $visit(of);
                from.$iter().chain(to.$iter()).for_each(|e| $visit(e));
            }
            ExprKind::And(list)
            | ExprKind::Or(list)
            | ExprKind::Xor(list)
            | ExprKind::List(list)
            | ExprKind::Call { args: list, .. } => list.$iter().for_each($visit),
            ExprKind::Comparison { first, rest } => {
                $visit(first);
                for (_, e) in rest.$iter() {
                    $visit(e);
                }
            }
            ExprKind::Case { subject, branches, otherwise } => {
                subject.$iter().chain(otherwise.$iter()).for_each(|e| $visit(e));
                for (when, then) in branches.$iter() {
                    $visit(when);
                    $visit(then);
                }
            }
            ExprKind::Map(entries) => entries.$iter().for_each(|(_, e)| $visit(e)),
            ExprKind::MapProjection { of, entries } => {
                $visit(of);
                for entry in entries.$iter() {
                    if let ProjectionEntry::Entry(_, e) = entry {
                        $visit(e);
                    }
                }
            }
            ExprKind::Comprehension { list, filter, map, .. } => {
                $visit(list);
                filter.$iter().chain(map.$iter()).for_each(|e| $visit(e));
            }
            ExprKind::Quantifier { list, predicate, .. } => {
                $visit(list);
                if let Some(e) = predicate {
                    $visit(e);
                }
            }
            ExprKind::Reduce { initial, list, step, .. } => {
                $visit(initial);
                $visit(list);
                $visit(step);
            }
        }
    };
}

impl Expr {
    /// The value of a variable.
    pub(crate) fn slot(slot: Slot, ty: Type, span: Span) -> Self {
        ExprKind::Slot(slot).at(span, ty)
    }

    /// The slot, of a plain variable.
    pub(crate) fn as_slot(&self) -> Option<Slot> {
        if let ExprKind::Slot(slot) = self.kind { Some(slot) } else { None }
    }

    /// The value, of a constant.
    pub(crate) fn as_constant(&self) -> Option<&Value> {
        if let ExprKind::Constant(value) = &self.kind { Some(value) } else { None }
    }

    /// Calls `visit` with each direct part of the expression.
    pub(crate) fn children<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        parts!(&self.kind, visit, iter);
    }

    /// Calls `visit` with each direct part of the expression, to change it.
    pub(crate) fn children_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        parts!(&mut self.kind, visit, iter_mut);
    }

    /// Whether a part of it names its slots on its own: a subquery or a path.
    pub(crate) fn has_parts_by_slot(&self) -> bool {
        let mut has = matches!(self.kind, ExprKind::Subquery { .. } | ExprKind::Path(_));
        self.children(&mut |part| has |= part.has_parts_by_slot());
        has
    }

    /// Puts one slot in place of another, outside of parts that name their slots on their own.
    pub(crate) fn rename(&mut self, from: Slot, to: Slot) {
        if let ExprKind::Slot(slot) = &mut self.kind
            && *slot == from
        {
            *slot = to;
        }
        self.children_mut(&mut |part| part.rename(from, to));
    }

    /// The slots the expression takes from the row it is evaluated on.
    pub(crate) fn free_slots(&self) -> BTreeSet<Slot> {
        let mut free = BTreeSet::new();
        self.collect_free(&mut free);
        free
    }

    fn collect_free(&self, free: &mut BTreeSet<Slot>) {
        match &self.kind {
            ExprKind::Slot(slot) => {
                free.insert(*slot);
            }
            ExprKind::Subquery { imports, .. } => free.extend(imports.iter().copied()),
            ExprKind::Path(parts) => free.extend(parts.iter().map(|p| match *p {
                PathPart::Node(s) | PathPart::Relation(s) | PathPart::Relations(s) => s,
            })),
            _ => self.children(&mut |e| e.collect_free(free)),
        }
        // A slot is declared once, so the expression's own can be taken out of the whole.
        match &self.kind {
            ExprKind::Comprehension { slot, .. } | ExprKind::Quantifier { slot, .. } => {
                free.remove(slot);
            }
            ExprKind::Reduce { accumulator, slot, .. } => {
                free.remove(accumulator);
                free.remove(slot);
            }
            _ => {}
        }
    }

    /// The conditions that must all hold for this one to hold.
    pub(crate) fn conjuncts(self, into: &mut Vec<Expr>) {
        match self.kind {
            ExprKind::And(parts) => parts.into_iter().for_each(|p| p.conjuncts(into)),
            _ => into.push(self),
        }
    }
}
