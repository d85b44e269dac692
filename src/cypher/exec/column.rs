//! Expressions on a whole batch: the common shapes column by column, all others row by row.

use super::batch::{Batch, Column};
use super::context::{Context, Halt};
use super::eval::{Frame, compare, eval};
use super::held::Held;
use super::test::truth;
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest, PropRef};
use crate::cypher::syntax::tree::ComparisonOp;
use crate::graph::Cell;
use crate::model::{EdgeId, NodeId, Value};

/// The value of an expression on each row; `held` counts what nothing else holds.
pub(super) fn column(
    expr: &Expr,
    context: &Context,
    batch: &Batch,
    held: &mut Held,
) -> Result<Column, Halt> {
    match &expr.kind {
        ExprKind::Slot(slot) => return Ok(batch.column(*slot).clone()),
        ExprKind::Property { of, key } => {
            if let Some(cells) = Cells::of(of, key, context, batch) {
                return Ok(cells.column(batch.len()));
            }
        }
        _ => {}
    }
    let mut values = Vec::with_capacity(batch.len());
    for row in 0..batch.len() {
        context.tick()?;
        let value = eval(expr, context, &mut Frame::new(batch, row))?;
        held.add_own(context, &value)?;
        values.push(value);
    }
    Ok(Column::from(values))
}

/// Those of the rows for which all conditions are true.
pub(super) fn select(
    conditions: &[Expr],
    context: &Context,
    batch: &Batch,
    mut rows: Vec<usize>,
) -> Result<Vec<usize>, Halt> {
    for condition in conditions {
        if rows.is_empty() {
            break;
        }
        context.tick()?;
        if !by_column(condition, context, batch, &mut rows)? {
            let mut kept = Vec::with_capacity(rows.len());
            for row in rows {
                context.tick()?;
                if truth(condition, context, &mut Frame::new(batch, row))? == Some(true) {
                    kept.push(row);
                }
            }
            rows = kept;
        }
    }
    Ok(rows)
}

/// Keeps the rows for which a condition is true, where it is of a shape that can be tested column
/// by column; says whether it is.
fn by_column(
    condition: &Expr,
    context: &Context,
    batch: &Batch,
    rows: &mut Vec<usize>,
) -> Result<bool, Halt> {
    match &condition.kind {
        ExprKind::HasLabels { of, test: LabelTest::Name { label, .. } } if !context.removed => {
            let Some(Column::Nodes(nodes)) = of.as_slot().map(|slot| batch.column(slot)) else {
                return Ok(false);
            };
            match label.map(|label| context.view.snapshot().labelled(label)) {
                Some(label) => rows.retain(|row| nodes.get(*row).is_some_and(|n| label.has(*n))),
                None => rows.clear(),
            }
            Ok(true)
        }
        ExprKind::IsNull { of, negated } => {
            let ExprKind::Property { of, key } = &of.kind else { return Ok(false) };
            let Some(cells) = Cells::of(of, key, context, batch) else { return Ok(false) };
            rows.retain(|row| cells.at(*row).is_null() != *negated);
            Ok(true)
        }
        ExprKind::Comparison { first, rest } => {
            let [(op, second)] = rest.as_slice() else { return Ok(false) };
            let (property, op, value) = match (&first.kind, &second.kind) {
                (ExprKind::Property { .. }, _) if is_fixed(second) => (&**first, *op, second),
                (_, ExprKind::Property { .. }) if is_fixed(first) => {
                    (second, mirrored(*op), &**first)
                }
                _ => return Ok(false),
            };
            let ExprKind::Property { of, key } = &property.kind else { return Ok(false) };
            let Some(cells) = Cells::of(of, key, context, batch) else { return Ok(false) };
            let value = eval(value, context, &mut Frame::new(batch, 0))?;
            if value.depth() > 0 {
                return Ok(false);
            }
            rows.retain(|row| holds(cells.at(*row), op, &value));
            Ok(true)
        }
        ExprKind::And(parts) => {
            let mut kept = rows.clone();
            for part in parts {
                // One that is tested so has no errors, which another order could hide.
                if !by_column(part, context, batch, &mut kept)? {
                    return Ok(false);
                }
            }
            *rows = kept;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Whether an expression has one value for all rows.
fn is_fixed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(_) | ExprKind::Parameter(_))
}

/// The comparison with its sides exchanged.
fn mirrored(op: ComparisonOp) -> ComparisonOp {
    match op {
        ComparisonOp::Less => ComparisonOp::Greater,
        ComparisonOp::LessOrEqual => ComparisonOp::GreaterOrEqual,
        ComparisonOp::Greater => ComparisonOp::Less,
        ComparisonOp::GreaterOrEqual => ComparisonOp::LessOrEqual,
        ComparisonOp::Equal | ComparisonOp::NotEqual => op,
    }
}

fn holds(cell: Cell<'_>, op: ComparisonOp, value: &Value) -> bool {
    let ordering = match (cell, value) {
        (Cell::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Cell::Text(a), Value::String(b)) => a.cmp(b),
        _ => return compare(op, &cell.to_value(), value) == Some(true),
    };
    match op {
        ComparisonOp::Equal => ordering.is_eq(),
        ComparisonOp::NotEqual => ordering.is_ne(),
        ComparisonOp::Less => ordering.is_lt(),
        ComparisonOp::LessOrEqual => ordering.is_le(),
        ComparisonOp::Greater => ordering.is_gt(),
        ComparisonOp::GreaterOrEqual => ordering.is_ge(),
    }
}

/// One property of what stands in one column.
enum Cells<'a> {
    Nodes(&'a [NodeId], crate::graph::NodeCells<'a>),
    Relations(&'a [EdgeId], crate::graph::EdgeCells<'a>),
    /// Nothing has a property of that name.
    Nothing,
}

impl<'a> Cells<'a> {
    /// Where the expression is a slot that holds nodes, or relationships, in every row.
    fn of(of: &Expr, key: &PropRef, context: &'a Context, batch: &'a Batch) -> Option<Self> {
        let slot: Slot = of.as_slot()?;
        if context.removed {
            return None;
        }
        let snapshot = context.view.snapshot();
        match (batch.column(slot), key.key) {
            (Column::Nodes(_) | Column::Relations(_), None) => Some(Self::Nothing),
            (Column::Nodes(nodes), Some(key)) => Some(Self::Nodes(nodes, snapshot.node_cells(key))),
            (Column::Relations(edges), Some(key)) => {
                Some(Self::Relations(edges, snapshot.edge_cells(key)))
            }
            _ => None,
        }
    }

    /// All of them.
    fn column(&self, rows: usize) -> Column {
        let mut numbers = Vec::with_capacity(rows);
        for row in 0..rows {
            let Cell::Integer(number) = self.at(row) else { break };
            numbers.push(number);
        }
        if numbers.len() == rows {
            return Column::Integers(numbers);
        }
        Column::from((0..rows).map(|row| self.at(row).to_value()).collect::<Vec<_>>())
    }

    fn at(&self, row: usize) -> Cell<'a> {
        match self {
            Self::Nodes(nodes, cells) => nodes.get(row).map(|id| cells.at(*id)),
            Self::Relations(edges, cells) => edges.get(row).map(|id| cells.at(*id)),
            Self::Nothing => None,
        }
        .unwrap_or(Cell::NULL)
    }
}
