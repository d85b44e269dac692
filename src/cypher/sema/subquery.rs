//! Queries and patterns inside expressions.

use super::bound::{Clause, Pattern, Projection, Query, Single, Slot, SubqueryId, Type};
use super::clause::Ending;
use super::expr::{Expr, ExprKind, SubqueryUse};
use super::{Aggregates, Binder};
use crate::cypher::syntax::tree::{self, Link, Selector, Subquery};
use crate::error::Span;

impl Binder<'_> {
    pub(super) fn exists(&mut self, subquery: &Subquery, span: Span) -> Expr {
        self.braces(subquery, SubqueryUse::Exists, Ending::Any, span, Type::Boolean)
    }

    pub(super) fn count_subquery(&mut self, subquery: &Subquery, span: Span) -> Expr {
        self.braces(subquery, SubqueryUse::Count, Ending::Any, span, Type::Integer)
    }

    pub(super) fn collect_subquery(&mut self, subquery: &Subquery, span: Span) -> Expr {
        let bound = self.braces(subquery, SubqueryUse::Collect, Ending::Return, span, Type::List);
        if let ExprKind::Subquery { id, .. } = &bound.kind {
            let columns = self.subqueries.get(id.0).map_or(1, |q| q.columns.len());
            if columns != 1 {
                let message = format!("COLLECT needs one column, and is given {columns}");
                self.syntax("InvalidArgumentValue", "Q0144", message, span);
            }
        }
        bound
    }

    fn braces(
        &mut self,
        subquery: &Subquery,
        purpose: SubqueryUse,
        ending: Ending,
        span: Span,
        ty: Type,
    ) -> Expr {
        self.subquery(purpose, span, ty, |binder| match subquery {
            Subquery::Query(query) => binder.query(query, ending),
            Subquery::Pattern { patterns, filter } => {
                let pattern = binder.patterns(None, patterns, filter.as_deref());
                rows_of(pattern, None)
            }
        })
    }

    /// `[p = (a)-->(b) WHERE … | …]`.
    pub(super) fn pattern_comprehension(
        &mut self,
        comprehension: &tree::PatternComprehension,
        span: Span,
    ) -> Expr {
        self.subquery(SubqueryUse::Collect, span, Type::List, |binder| {
            let filter = comprehension.filter.as_ref();
            let pattern =
                binder.patterns(None, std::slice::from_ref(&comprehension.pattern), filter);
            let map = binder.expr(&comprehension.map);
            let slot = binder.slot("", span);
            rows_of(pattern, Some((slot, map)))
        })
    }

    /// A pattern as a condition: whether it is there.
    pub(super) fn pattern_predicate(&mut self, pattern: &tree::PathPattern, span: Span) -> Expr {
        if pattern.selector.is_some() {
            return self.pattern_value(pattern, span);
        }
        self.only_known_variables(pattern);
        self.subquery(SubqueryUse::Exists, span, Type::Boolean, |binder| {
            rows_of(binder.patterns(None, std::slice::from_ref(pattern), None), None)
        })
    }

    /// `shortestPath(…)` as a path, `allShortestPaths(…)` as a list of paths; any other pattern is
    /// the list of its paths.
    pub(super) fn pattern_value(&mut self, pattern: &tree::PathPattern, span: Span) -> Expr {
        self.only_known_variables(pattern);
        let (purpose, ty) = match pattern.selector {
            Some(Selector::ShortestPath) => (SubqueryUse::First, Type::Path),
            Some(_) => (SubqueryUse::Collect, Type::List),
            None => {
                let message = "a pattern stands here as a value".to_owned();
                let help = "ask whether it is there with EXISTS { … }, count it with COUNT { … }, \
                            or list what it finds with [(a)-->(b) | b]";
                self.syntax_help(("UnexpectedSyntax", "Q0145"), message, span, help);
                (SubqueryUse::Collect, Type::List)
            }
        };
        self.subquery(purpose, span, ty, |binder| {
            let mut named = pattern.clone();
            let name = tree::Name { text: " path".to_owned(), span };
            named.variable.get_or_insert(name);
            let bound = binder.patterns(None, std::slice::from_ref(&named), None);
            let path = bound.paths.first().map(|p| p.0);
            let path = path.or_else(|| bound.shortest.first().and_then(|s| s.path));
            let slot = binder.slot("", span);
            let value = path.map(|p| (slot, Expr::slot(p, Type::Path, span)));
            rows_of(bound, value)
        })
    }

    /// Reports variables that a pattern inside an expression would introduce.
    fn only_known_variables(&mut self, pattern: &tree::PathPattern) {
        let nodes = std::iter::once(&pattern.start).chain(pattern.steps.iter().map(|s| &s.node));
        let links = pattern.steps.iter().filter_map(|s| s.link.relationship());
        let names = nodes
            .filter_map(|n| n.variable.as_ref())
            .chain(links.filter_map(|r| r.variable.as_ref()))
            .chain(&pattern.variable);
        for name in names {
            self.lookup(name);
        }
        for step in &pattern.steps {
            if let Link::Group(group) = &step.link {
                self.only_known_variables(&group.path);
            }
        }
    }

    /// Binds a subquery in a scope of its own on top of this one.
    fn subquery(
        &mut self,
        purpose: SubqueryUse,
        span: Span,
        ty: Type,
        bind: impl FnOnce(&mut Self) -> Query,
    ) -> Expr {
        let outer = self.scope.clone();
        let outside = std::mem::replace(&mut self.outside, outer.clone());
        let (first_slot, references) = (self.slots.len(), self.references.len());
        let (mut query, _) = self.with_aggregates(Aggregates::Forbidden("here"), bind);
        (self.scope, self.outside) = (outer, outside);
        if query.writes() {
            let message = "a subquery inside an expression only reads".to_owned();
            let help = "write in a clause of its own, or in CALL { … }";
            self.syntax_help(("InvalidClauseComposition", "Q0147"), message, span, help);
        }
        query.take_only(self.imports_since(first_slot, references), first_slot);
        let imports = query.imports.clone();
        let id = SubqueryId(self.subqueries.len());
        self.subqueries.push(query);
        ExprKind::Subquery { purpose, id, imports }.at(span, ty)
    }
}

/// The query that matches a pattern and gives out one column, or none.
fn rows_of(pattern: Pattern, value: Option<(Slot, Expr)>) -> Query {
    let mut clauses = vec![Clause::Match { optional: false, pattern }];
    let outputs: Vec<Slot> = value.iter().map(|(slot, _)| *slot).collect();
    if let Some(item) = value {
        clauses.push(Clause::Project(Box::new(Projection {
            aggregation: None,
            items: vec![item],
            distinct: false,
            order: Vec::new(),
            skip: None,
            limit: None,
            filter: Vec::new(),
            keeps: outputs.clone(),
        })));
    }
    let columns = outputs.iter().map(|slot| ("".into(), *slot)).collect();
    Query {
        parts: vec![Single { clauses, outputs }],
        distinct: false,
        columns,
        imports: Vec::new(),
        returns: true,
    }
}
