//! Projections as steps: group, calculate, make distinct, sort, cut, filter, let go.

use std::sync::Arc;

use super::rule::{Rule, top};
use super::{Chain, Op, Planner, Sort, cost};
use crate::cypher::sema::bound::Projection;
use crate::cypher::sema::expr::ExprKind;
use crate::model::Value;

impl Planner<'_> {
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub(super) fn project(&mut self, projection: Projection, chain: &mut Chain) {
        let Projection { aggregation, items, distinct, order, skip, limit, filter, keeps } =
            projection;
        if let Some(aggregation) = aggregation {
            let groups = if aggregation.keys.is_empty() { 1.0 } else { chain.rows.sqrt().max(1.0) };
            chain.push(
                Op::Aggregate(Arc::new(aggregation)),
                groups / chain.rows.max(f64::MIN_POSITIVE),
            );
        }
        if !items.is_empty() {
            chain.push(Op::Let(items.into()), 1.0);
        }
        if distinct {
            chain.push(Op::Distinct(keeps.as_slice().into()), cost::DISTINCT);
        }
        let rows = match limit.as_ref().map(|l| &l.kind) {
            Some(ExprKind::Constant(Value::Integer(n))) => (*n as f64).min(chain.rows),
            _ => chain.rows,
        };
        if !order.is_empty() {
            let on = self.rules.has(Rule::Top);
            let first = if on { top::first(skip.as_ref(), limit.as_ref()) } else { None };
            chain.push(Op::Sort(Arc::new(Sort { keys: order, first })), 1.0);
        }
        if let Some(skip) = skip {
            chain.push(Op::Skip(Arc::new(skip)), 1.0);
        }
        if let Some(limit) = limit {
            chain.push(Op::Limit(Arc::new(limit)), rows / chain.rows.max(f64::MIN_POSITIVE));
        }
        if !filter.is_empty() {
            chain.push(Op::Filter(filter.into()), cost::CONDITION);
        }
        chain.push(Op::Keep(keeps.into()), 1.0);
    }
}
