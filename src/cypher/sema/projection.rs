//! `WITH` and `RETURN`: columns, grouping, order, and how much of the rows is taken.

use std::sync::Arc;

use super::aggregate::is_simple;
use super::bound::{AggregateCall, Aggregation, Clause, Projection, Slot, Type};
use super::expr::{Expr, ExprKind};
use super::{Aggregates, Binder};
use crate::cypher::syntax::tree;
use crate::error::Span;
use crate::model::Value;

/// A column while its projection is bound.
struct Column {
    name: Arc<str>,
    expr: Expr,
    slot: Slot,
    aggregates: bool,
    span: Span,
}

impl Binder<'_> {
    /// Binds a projection and leaves its columns as the scope; gives the columns in their order.
    pub(super) fn projection(
        &mut self,
        projection: &tree::Projection,
        filter: Option<&tree::Expr>,
        span: Span,
        is_return: bool,
    ) -> (Projection, Vec<(Arc<str>, Slot, Type)>) {
        let incoming = self.scope.clone();
        let (mut columns, mut calls) = self.columns(projection, span, is_return);
        self.check_names(&columns);
        if !is_return {
            self.check_hidden(&columns);
        }
        let groups = columns.iter().any(|c| c.aggregates);
        let sees_incoming = !groups && !projection.distinct;

        // ORDER BY and WHERE see the columns, and before them what came in.
        self.scope = incoming;
        for column in &columns {
            self.scope.insert(&column.name, column.slot, column.expr.ty);
        }
        let place = if groups { None } else { Some("in ORDER BY unless RETURN or WITH does too") };
        let projected = calls.len();
        let (mut order, collected) = self.order(&projection.order, calls, place);
        calls = collected;
        self.check_new_calls(calls.get(projected..).unwrap_or_default(), &columns);

        let aggregation = groups.then(|| {
            let (keys, outside) = (keys(&columns), self.outside.iter().map(|(_, v)| v.slot));
            let carries = outside.filter(|slot| keys.iter().all(|key| key.0 != *slot)).collect();
            Aggregation { keys, calls, carries }
        });
        for (expr, _) in &mut order {
            match &aggregation {
                Some(aggregation) if mentions(expr, &aggregation.calls) => {
                    // Beside an aggregate only a plain key stands for itself.
                    let plain = |c: &&Column| c.aggregates || is_simple(&c.expr);
                    replace_columns(expr, columns.iter().filter(plain));
                }
                _ => replace_columns(expr, columns.iter()),
            }
            if !sees_incoming {
                self.check_order(expr, &columns, aggregation.as_ref());
            }
        }
        if let Some(aggregation) = &aggregation {
            for column in columns.iter_mut().filter(|c| c.aggregates) {
                self.over_group(&mut column.expr, aggregation);
            }
        }
        let skip = projection.skip.as_ref().map(|e| self.row_count(e, "SKIP"));
        let limit = projection.limit.as_ref().map(|e| self.row_count(e, "LIMIT"));
        let mut conditions = Vec::new();
        if let Some(filter) = filter {
            let place = Aggregates::Forbidden("in WHERE");
            let (mut filter, _) = self.with_aggregates(place, |binder| binder.condition(filter));
            replace_columns(&mut filter, columns.iter());
            if !sees_incoming {
                self.check_order(&mut filter, &columns, None);
            }
            filter.conjuncts(&mut conditions);
        }
        self.scope = self.outside.clone();
        for column in &columns {
            self.scope.insert(&column.name, column.slot, column.expr.ty);
        }
        let given =
            columns.iter().map(|c| (Arc::clone(&c.name), c.slot, c.expr.ty)).collect::<Vec<_>>();
        let mut keeps: Vec<Slot> = columns.iter().map(|c| c.slot).collect();
        if !is_return {
            keeps.extend(self.outside.iter().map(|(_, variable)| variable.slot));
        }
        keeps.sort_unstable();
        keeps.dedup();
        let calculated = |c: &Column| {
            c.expr.as_slot() != Some(c.slot) && (aggregation.is_none() || c.aggregates)
        };
        let items: Vec<(Slot, Expr)> =
            columns.iter().filter(|c| calculated(c)).map(|c| (c.slot, c.expr.clone())).collect();
        let bound = Projection {
            aggregation,
            items,
            distinct: projection.distinct,
            order,
            skip,
            limit,
            filter: conditions,
            keeps,
        };
        (bound, given)
    }

    /// Binds `FILTER`: all columns go on, of the rows for which the condition is true.
    pub(super) fn filter(&mut self, condition: &tree::Expr) -> Clause {
        let place = Aggregates::Forbidden("in FILTER");
        let (condition, _) = self.with_aggregates(place, |binder| binder.condition(condition));
        let mut filter = Vec::new();
        condition.conjuncts(&mut filter);
        self.beside(Vec::new(), filter)
    }

    /// Binds `LET`: all columns go on, with new ones beside them, which do not see each other.
    pub(super) fn let_clause(&mut self, items: &[tree::LetItem]) -> Clause {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let place = Aggregates::Forbidden("in LET");
            values.push(self.with_aggregates(place, |binder| binder.expr(&item.value)).0);
        }
        let mut bound = Vec::with_capacity(items.len());
        for (item, value) in items.iter().zip(values) {
            self.fresh(&item.variable);
            bound.push((self.declare(&item.variable, value.ty), value));
        }
        self.beside(bound, Vec::new())
    }

    /// A projection that keeps all that is in scope.
    fn beside(&self, items: Vec<(Slot, Expr)>, filter: Vec<Expr>) -> Clause {
        let mut keeps: Vec<Slot> = self.scope.iter().map(|(_, variable)| variable.slot).collect();
        keeps.sort_unstable();
        keeps.dedup();
        Clause::Project(Box::new(Projection { items, filter, keeps, ..Projection::default() }))
    }

    fn columns(
        &mut self,
        projection: &tree::Projection,
        span: Span,
        is_return: bool,
    ) -> (Vec<Column>, Vec<AggregateCall>) {
        let mut columns = Vec::new();
        if let Some(star) = projection.star {
            if self.scope.is_empty() && is_return {
                let message = "RETURN * has nothing to return".to_owned();
                let help = "bind something first, or return an expression";
                self.syntax_help(("NoVariablesInScope", "Q0103"), message, star, help);
            }
            let outside = &self.outside;
            let own = self.scope.iter().filter(|(name, v)| outside.get(name) != Some(*v));
            for (name, variable) in own {
                self.references.push(variable.slot);
                columns.push(Column {
                    name: name.into(),
                    expr: Expr::slot(variable.slot, variable.ty, star),
                    slot: variable.slot,
                    aggregates: false,
                    span: star,
                });
            }
        }
        let mut calls = Vec::new();
        for item in &projection.items {
            let before = calls.len();
            let place = Aggregates::Collected(std::mem::take(&mut calls));
            let (expr, left) = self.with_aggregates(place, |binder| binder.expr(&item.expr));
            if let Aggregates::Collected(collected) = left {
                calls = collected;
            }
            let aggregates = calls.len() > before || mentions(&expr, &calls);
            let name: Arc<str> = item.column(self.text).into();
            let plain = matches!(item.expr.kind, tree::ExprKind::Variable(_));
            if !is_return && item.alias.is_none() && !plain {
                let message = format!("`{name}` is handed on without a name");
                let help = format!("write `{name} AS` and a name");
                self.syntax_help(("NoExpressionAlias", "Q0104"), message, item.span(), help);
            }
            let slot = match expr.as_slot() {
                Some(slot) => slot,
                None => self.slot(&name, item.span()),
            };
            columns.push(Column { name, expr, slot, aggregates, span: item.span() });
        }
        if columns.is_empty() && projection.star.is_none() {
            self.syntax("UnexpectedSyntax", "Q0105", "there are no columns".to_owned(), span);
        }
        (columns, calls)
    }

    fn check_names(&mut self, columns: &[Column]) {
        for (i, column) in columns.iter().enumerate() {
            if columns.iter().take(i).any(|c| c.name == column.name) {
                let message = format!("two columns are called `{}`", column.name);
                let help = "give one of them another name with AS";
                self.syntax_help(("ColumnNameConflict", "Q0106"), message, column.span, help);
            }
        }
    }

    /// Reports columns that would hide a variable from outside the subquery.
    fn check_hidden(&mut self, columns: &[Column]) {
        for column in columns {
            let outside = self.outside.get(&column.name);
            if outside.is_some_and(|variable| variable.slot != column.slot) {
                let message = format!("`{}` is a variable from outside the subquery", column.name);
                let help = "choose another name: it means the same in the whole subquery";
                let detail = ("VariableAlreadyBound", "Q0102");
                self.syntax_help(detail, message, column.span, help);
            }
        }
    }

    /// Whether a slot holds a variable that the subquery has from outside.
    fn is_from_outside(&self, slot: Slot) -> bool {
        self.outside.iter().any(|(_, variable)| variable.slot == slot)
    }

    /// Binds `ORDER BY`; gives back the aggregate calls with those that only it makes.
    fn order(
        &mut self,
        items: &[tree::SortItem],
        calls: Vec<AggregateCall>,
        forbidden: Option<&'static str>,
    ) -> (Vec<(Expr, bool)>, Vec<AggregateCall>) {
        let (mode, kept) = match forbidden {
            Some(place) => (Aggregates::Forbidden(place), calls),
            None => (Aggregates::Collected(calls), Vec::new()),
        };
        let (order, left) = self.with_aggregates(mode, |binder| {
            items.iter().map(|item| (binder.expr(&item.expr), item.descending)).collect()
        });
        match left {
            Aggregates::Collected(calls) => (order, calls),
            _ => (order, kept),
        }
    }

    /// Behind DISTINCT or grouping, `ORDER BY` may speak of columns and groups only.
    fn check_order(
        &mut self,
        expr: &mut Expr,
        columns: &[Column],
        aggregation: Option<&Aggregation>,
    ) {
        if let Some(aggregation) = aggregation
            && mentions(expr, &aggregation.calls)
        {
            if self.check_grouped(expr, columns, aggregation) {
                return;
            }
            let mut visible = aggregation.clone();
            visible
                .keys
                .extend(columns.iter().map(|c| (c.slot, Expr::slot(c.slot, c.expr.ty, c.span))));
            self.over_group(expr, &visible);
            return;
        }
        let known =
            |slot: &Slot| columns.iter().any(|c| c.slot == *slot) || self.is_from_outside(*slot);
        if let Some(stray) = expr.free_slots().into_iter().find(|s| !known(s)) {
            self.no_longer_there(stray, expr.span);
        }
    }

    /// Reports a variable that stands beside an aggregate and is in no grouping key; whether there
    /// is one. One that is part of a key is reported as ambiguous instead.
    fn check_grouped(
        &mut self,
        expr: &Expr,
        columns: &[Column],
        aggregation: &Aggregation,
    ) -> bool {
        let known = |slot: &Slot| {
            aggregation.calls.iter().any(|call| call.slot == *slot)
                || aggregation.keys.iter().any(|(_, key)| key.free_slots().contains(slot))
                || columns.iter().any(|column| column.slot == *slot)
                || aggregation.carries.contains(slot)
        };
        let stray = expr.free_slots().into_iter().find(|slot| !known(slot));
        if let Some(stray) = stray {
            self.no_longer_there(stray, expr.span);
        }
        stray.is_some()
    }

    /// Aggregates that only `ORDER BY` has may speak of columns only.
    fn check_new_calls(&mut self, calls: &[AggregateCall], columns: &[Column]) {
        for call in calls {
            let free = call.args.iter().flat_map(Expr::free_slots);
            let known = |s: &Slot| columns.iter().any(|c| c.slot == *s) || self.is_from_outside(*s);
            let stray = free.into_iter().find(|slot| !known(slot));
            if let Some(stray) = stray {
                self.no_longer_there(stray, call.span);
            }
        }
    }

    fn no_longer_there(&mut self, slot: Slot, span: Span) {
        let name = self.slots.get(slot.index()).cloned().unwrap_or_default();
        let message =
            format!("`{name}` is no longer there: DISTINCT and grouping leave only the columns");
        let help =
            format!("return what you sort by, or sort in a WITH before; `{name}` is not a column");
        self.syntax_help(("UndefinedVariable", "Q0101"), message, span, help);
    }

    /// `SKIP` or `LIMIT`: a whole number, not negative, that does not depend on a row.
    fn row_count(&mut self, expr: &tree::Expr, word: &'static str) -> Expr {
        let scope = std::mem::take(&mut self.scope);
        let before = self.problems.len();
        let place = Aggregates::Forbidden("in SKIP or LIMIT");
        let (bound, _) = self.with_aggregates(place, |binder| binder.expr(expr));
        self.scope = scope;
        let span = bound.span;
        let undefined = |p: &crate::cypher::Problem| p.detail == "UndefinedVariable";
        if self.problems.iter().skip(before).any(undefined) {
            self.problems.truncate(before);
            let message = format!("{word} must not depend on a row");
            self.syntax("NonConstantExpression", "Q0133", message, span);
        }
        match &bound.kind {
            ExprKind::Constant(Value::Integer(n)) if *n < 0 => {
                let message = format!("{word} must not be negative, and is {n}");
                self.syntax("NegativeIntegerArgument", "Q0111", message, span);
            }
            ExprKind::Constant(Value::Integer(_)) => {}
            ExprKind::Constant(value) => {
                let message = format!("{word} must be a whole number, and is {value}");
                self.syntax("InvalidArgumentType", "Q0110", message, span);
            }
            _ => {}
        }
        bound
    }
}

/// What rows are grouped by. A variable that stands in two columns is one key: they share its slot.
fn keys(columns: &[Column]) -> Vec<(Slot, Expr)> {
    let mut keys: Vec<(Slot, Expr)> = Vec::new();
    for column in columns.iter().filter(|c| !c.aggregates) {
        if keys.iter().all(|(slot, _)| *slot != column.slot) {
            keys.push((column.slot, column.expr.clone()));
        }
    }
    keys
}

/// Whether the expression takes the result of one of these calls.
fn mentions(expr: &Expr, calls: &[AggregateCall]) -> bool {
    let free = expr.free_slots();
    calls.iter().any(|c| free.contains(&c.slot))
}

/// Puts columns in place of the expressions they are made from.
fn replace_columns<'c>(expr: &mut Expr, columns: impl Iterator<Item = &'c Column>) {
    let columns: Vec<&Column> = columns.collect();
    replace_any(expr, &columns);
}

fn replace_any(expr: &mut Expr, columns: &[&Column]) {
    let same = |c: &&&Column| c.expr.as_slot().is_none() && c.expr == *expr;
    if let Some(column) = columns.iter().find(same) {
        expr.kind = ExprKind::Slot(column.slot);
        return;
    }
    expr.children_mut(&mut |e| replace_any(e, columns));
}
