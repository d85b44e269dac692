//! Clauses.

use super::{Expr, Name, PathPattern, QualifiedName, Query};
use crate::error::Span;
use crate::model::IndexKind;

/// A clause and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it is.
    pub kind: ClauseKind,
    /// From its first word to its last.
    pub span: Span,
}

/// The kinds of clause.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `[OPTIONAL] MATCH [mode] … [WHERE …]`.
    Match {
        /// Whether a row without a match is kept, with nulls.
        optional: bool,
        /// Whether one relationship may be matched twice, where that is said.
        mode: Option<MatchMode>,
        /// The patterns; never empty.
        patterns: Vec<PathPattern>,
        /// The condition.
        filter: Option<Expr>,
    },
    /// `UNWIND list AS variable`, in GQL `FOR variable IN list`.
    Unwind {
        /// The list.
        list: Expr,
        /// The variable each element is bound to.
        variable: Name,
    },
    /// `WITH … [WHERE …]`.
    With {
        /// What is handed on.
        projection: Projection,
        /// The condition, on the rows as projected.
        filter: Option<Expr>,
    },
    /// GQL's `FILTER [WHERE] condition`.
    Filter(Expr),
    /// GQL's `LET variable = value, …`.
    Let(Vec<LetItem>),
    /// `RETURN …`.
    Return(Projection),
    /// `FINISH`: run, and return no rows.
    Finish,
    /// `CREATE` or `DROP`, `INDEX` or `CONSTRAINT`: a whole statement.
    Declare(Declaration),
    /// `CREATE …`, in GQL `INSERT …`.
    Create {
        /// The patterns; never empty.
        patterns: Vec<PathPattern>,
    },
    /// `MERGE … [ON CREATE SET …] [ON MATCH SET …]`.
    Merge {
        /// The pattern.
        pattern: PathPattern,
        /// What to set when it was there or was made.
        actions: Vec<MergeAction>,
    },
    /// `SET …`.
    Set {
        /// The items; never empty.
        items: Vec<SetItem>,
    },
    /// `REMOVE …`.
    Remove {
        /// The items; never empty.
        items: Vec<RemoveItem>,
    },
    /// `[DETACH] DELETE …`.
    Delete {
        /// Whether the relationships of a node go with it.
        detach: bool,
        /// What is deleted; never empty.
        targets: Vec<Expr>,
    },
    /// `FOREACH (x IN list | …)`.
    Foreach {
        /// The variable each element is bound to.
        variable: Name,
        /// The list.
        list: Expr,
        /// The updating clauses run for each element; never empty.
        body: Vec<Clause>,
    },
    /// `CALL procedure(…) [YIELD …]`.
    Call(ProcedureCall),
    /// `[OPTIONAL] CALL [(x, y)] { … }`.
    Subquery {
        /// Whether a row for which the query gives none is kept, with nulls.
        optional: bool,
        /// The variables handed in; `None` leaves it to a first `WITH` inside.
        imports: Option<Imports>,
        /// The query inside.
        query: Box<Query>,
    },
}

/// Whether one relationship may be matched more than once by the patterns of a `MATCH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchMode {
    /// `DIFFERENT RELATIONSHIPS`: it may not; this also holds where nothing is said.
    DifferentRelationships,
    /// `REPEATABLE ELEMENTS`: it may.
    RepeatableElements,
}

/// The variables `CALL (…) { … }` hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imports {
    /// `(*)`: all of them.
    All,
    /// `(x, y)`, or none: `()`.
    Names(Vec<Name>),
}

/// What `WITH` and `RETURN` give out. At least `star` or one item is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Whether equal rows are given once.
    pub distinct: bool,
    /// The place of `*`, where it stands: all variables in scope, before the items.
    pub star: Option<Span>,
    /// The items.
    pub items: Vec<ProjectionItem>,
    /// `ORDER BY`, most significant first.
    pub order: Vec<SortItem>,
    /// `SKIP` (also `OFFSET`).
    pub skip: Option<Expr>,
    /// `LIMIT`.
    pub limit: Option<Expr>,
}

/// `variable = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct LetItem {
    /// The variable, which is new.
    pub variable: Name,
    /// Its value.
    pub value: Expr,
}

/// `expression [AS alias]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionItem {
    /// The expression.
    pub expr: Expr,
    /// Its alias; whether `WITH` may go without is for the stage behind the parser.
    pub alias: Option<Name>,
}

impl ProjectionItem {
    /// The column's name: the alias, or the expression as written in `text`, from which the item was
    /// parsed.
    pub fn column<'a>(&'a self, text: &'a str) -> &'a str {
        match (&self.alias, &self.expr.kind) {
            (Some(alias), _) => &alias.text,
            (None, super::ExprKind::Variable(name)) => &name.text,
            (None, _) => self.expr.written(text),
        }
    }

    /// Its place.
    pub fn span(&self) -> Span {
        self.alias.as_ref().map_or(self.expr.span, |alias| self.expr.span.to(alias.span))
    }
}

/// `expression [ASC | DESC]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SortItem {
    /// The expression.
    pub expr: Expr,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// `ON CREATE SET …` or `ON MATCH SET …`.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeAction {
    /// When it is done.
    pub event: MergeEvent,
    /// What is set; never empty.
    pub items: Vec<SetItem>,
    /// Its place.
    pub span: Span,
}

/// What `MERGE` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MergeEvent {
    /// Nothing: the pattern was created.
    Create,
    /// The pattern was there.
    Match,
}

/// One item of `SET`.
#[derive(Debug, Clone, PartialEq)]
pub struct SetItem {
    /// What it is.
    pub kind: SetItemKind,
    /// Its place.
    pub span: Span,
}

/// The kinds of item of `SET`.
#[derive(Debug, Clone, PartialEq)]
pub enum SetItemKind {
    /// `n.name = value`, `n['name'] = value`.
    Property {
        /// [`ExprKind::Property`](super::ExprKind::Property) or [`ExprKind::Index`](super::ExprKind::Index).
        target: Expr,
        /// The value.
        value: Expr,
    },
    /// `n = map`: all properties.
    Replace {
        /// The node or relationship.
        variable: Name,
        /// The properties.
        value: Expr,
    },
    /// `n += map`: the properties named.
    Extend {
        /// The node or relationship.
        variable: Name,
        /// The properties.
        value: Expr,
    },
    /// `n:A:B`.
    Labels {
        /// The node.
        variable: Name,
        /// The labels; never empty.
        labels: Vec<Name>,
    },
}

/// One item of `REMOVE`.
#[derive(Debug, Clone, PartialEq)]
pub enum RemoveItem {
    /// `n:A:B`.
    Labels {
        /// The node.
        variable: Name,
        /// The labels; never empty.
        labels: Vec<Name>,
    },
    /// `n.name`, `n['name']`: [`ExprKind::Property`](super::ExprKind::Property) or
    /// [`ExprKind::Index`](super::ExprKind::Index).
    Property(Expr),
}

/// `CALL procedure(…) [YIELD …]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureCall {
    /// The procedure's name.
    pub name: QualifiedName,
    /// The arguments; `None` without brackets: they come from parameters of the same names.
    pub args: Option<Vec<Expr>>,
    /// The columns taken.
    pub yields: Option<Yield>,
}

/// `YIELD …`.
#[derive(Debug, Clone, PartialEq)]
pub enum Yield {
    /// `YIELD *`.
    All,
    /// `YIELD column [AS alias], … [WHERE …]`.
    Items {
        /// The columns; never empty.
        items: Vec<YieldItem>,
        /// The condition.
        filter: Option<Expr>,
    },
}

/// `column [AS alias]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YieldItem {
    /// The procedure's column.
    pub column: Name,
    /// The variable it is bound to; one of the column's name where it is missing.
    pub alias: Option<Name>,
}

impl YieldItem {
    /// The variable the column is bound to.
    pub fn variable(&self) -> &Name {
        self.alias.as_ref().unwrap_or(&self.column)
    }
}

/// An index or a constraint that is declared or taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Declaration {
    /// `CREATE INDEX [name] [IF NOT EXISTS] FOR (n:Label) ON (n.a, …)`,
    /// `CREATE FULLTEXT INDEX [name] [IF NOT EXISTS] FOR (n:Label) ON EACH [n.a, …]`, or
    /// `CREATE CONSTRAINT [name] [IF NOT EXISTS] FOR (n:Label) REQUIRE (n.a, …) IS UNIQUE`.
    Create {
        /// What it is for.
        kind: IndexKind,
        /// Its name.
        name: Option<Name>,
        /// Whether one that is there already is passed over.
        lenient: bool,
        /// The variable that stands for a node.
        variable: Name,
        /// The label of the nodes.
        label: Name,
        /// The properties; never empty.
        properties: Vec<Name>,
    },
    /// `DROP INDEX name [IF EXISTS]` or `DROP CONSTRAINT name [IF EXISTS]`.
    Drop {
        /// Whether it is a constraint.
        unique: bool,
        /// Its name.
        name: Name,
        /// Whether one that is not there is passed over.
        lenient: bool,
    },
}
