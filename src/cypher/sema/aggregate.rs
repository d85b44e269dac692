//! Aggregating functions: where they may stand and what may stand beside them.

use super::bound::{AggregateCall, Aggregation, Slot, Type};
use super::expr::{AggregateRef, Expr, ExprKind};
use super::{Aggregates, Binder};
use crate::cypher::function;
use crate::cypher::syntax::tree;
use crate::error::Span;
use crate::model::Value;

impl Binder<'_> {
    pub(super) fn count_star(&mut self, span: Span) -> Expr {
        self.collect(None, false, Vec::new(), span)
    }

    pub(super) fn aggregate_call(
        &mut self,
        call: &tree::FunctionCall,
        name: &str,
        span: Span,
    ) -> Expr {
        let Some(function) = function::aggregate(name) else {
            return ExprKind::Constant(Value::Null).at(span, Type::Any);
        };
        let mode = match self.aggregates {
            // Arguments of a misplaced aggregate are bound as usual, for the errors within them.
            Aggregates::Forbidden(place) => Aggregates::Forbidden(place),
            _ => Aggregates::Nested,
        };
        let (args, _) = self.with_aggregates(mode, |binder| binder.exprs(&call.args));
        self.check_count(function.accepts(args.len()), name, args.len(), span);
        self.collect(Some(AggregateRef(function)), call.distinct, args, span)
    }

    fn collect(
        &mut self,
        function: Option<AggregateRef>,
        distinct: bool,
        args: Vec<Expr>,
        span: Span,
    ) -> Expr {
        let written = span.of(self.text);
        let ty =
            if function.is_none_or(|f| f.0.name == "count") { Type::Integer } else { Type::Any };
        match &mut self.aggregates {
            Aggregates::Forbidden(place) => {
                let message = format!("`{written}` gathers rows, which cannot be done {place}");
                let help = "aggregate in a WITH before, and use its result here";
                self.syntax_help(("InvalidAggregation", "Q0130"), message, span, help);
            }
            Aggregates::Nested => {
                let message = format!("`{written}` stands inside another aggregating function");
                let help = "aggregate in a WITH before, and aggregate its result here";
                self.syntax_help(("NestedAggregation", "Q0131"), message, span, help);
            }
            Aggregates::Collected(calls) => {
                let same = |c: &&AggregateCall| {
                    c.function == function && c.distinct == distinct && c.args == args
                };
                if let Some(call) = calls.iter().find(same) {
                    return Expr::slot(call.slot, ty, span);
                }
                let slot = self.slot(written, span);
                if let Aggregates::Collected(calls) = &mut self.aggregates {
                    calls.push(AggregateCall { slot, function, distinct, args, times: None, span });
                }
                return Expr::slot(slot, ty, span);
            }
        }
        ExprKind::Constant(Value::Null).at(span, ty)
    }

    /// Makes an expression that stands beside aggregates refer to nothing but the group: its keys
    /// and its aggregates. Anything else would have many values in one group.
    pub(super) fn over_group(&mut self, expr: &mut Expr, aggregation: &Aggregation) {
        let mut stray = None;
        replace_keys(expr, aggregation, &mut stray);
        if let Some(span) = stray {
            let written = span.of(self.text).to_owned();
            let message =
                format!("`{written}` stands beside an aggregating function but is no grouping key");
            let help = format!(
                "hand `{written}` on by a WITH before, or return it as a column of its own"
            );
            self.syntax_help(("AmbiguousAggregationExpression", "Q0132"), message, span, help);
        }
    }
}

/// Puts the slots of grouping keys in place of the keys' expressions, where these are variables or
/// properties of variables; tells the place of a reference that is neither key nor aggregate.
fn replace_keys(expr: &mut Expr, aggregation: &Aggregation, stray: &mut Option<Span>) {
    if let Some((slot, _)) = aggregation.keys.iter().find(|(_, key)| is_simple(key) && key == expr)
    {
        expr.kind = ExprKind::Slot(*slot);
        return;
    }
    match &expr.kind {
        ExprKind::Slot(_) | ExprKind::Subquery { .. } | ExprKind::Path(_) => {
            let known = |slot: &Slot| {
                aggregation.keys.iter().any(|(s, key)| s == slot && key.as_slot() == Some(*slot))
                    || aggregation.calls.iter().any(|c| c.slot == *slot)
                    || aggregation.carries.contains(slot)
            };
            if !expr.free_slots().iter().all(known) && stray.is_none() {
                *stray = Some(expr.span);
            }
        }
        ExprKind::Property { .. } => {
            let before = *stray;
            expr.children_mut(&mut |e| replace_keys(e, aggregation, stray));
            // The property is what is missing as a key, not the node it stands on.
            if before.is_none() && stray.is_some() {
                *stray = Some(expr.span);
            }
        }
        // Variables of the expression itself are no references to the row.
        ExprKind::Comprehension { .. } | ExprKind::Quantifier { .. } | ExprKind::Reduce { .. } => {
            let own = own_slots(expr);
            let mut inner = aggregation.clone();
            let keys = own.iter().map(|s| (*s, Expr::slot(*s, Type::Any, expr.span)));
            inner.keys.extend(keys);
            expr.children_mut(&mut |e| replace_keys(e, &inner, stray));
        }
        _ => expr.children_mut(&mut |e| replace_keys(e, aggregation, stray)),
    }
}

fn own_slots(expr: &Expr) -> Vec<Slot> {
    match &expr.kind {
        ExprKind::Comprehension { slot, .. } | ExprKind::Quantifier { slot, .. } => vec![*slot],
        ExprKind::Reduce { accumulator, slot, .. } => vec![*accumulator, *slot],
        _ => Vec::new(),
    }
}

/// Whether an expression is a variable or a property of one.
pub(super) fn is_simple(key: &Expr) -> bool {
    match &key.kind {
        ExprKind::Slot(_) => true,
        ExprKind::Property { of, .. } => is_simple(of),
        _ => false,
    }
}
