//! Steps that look at one row at a time.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::column::column;
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::held::Held;
use super::{Input, Operator, Progress};
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::Expr;
use crate::model::Value;
use crate::model::value::Nest;

/// Calculates values into new slots.
pub(super) struct Let {
    items: Arc<[(Slot, Expr)]>,
    /// What the rows handed on last hold that others do not.
    held: Held,
}

impl Let {
    pub(super) fn new(items: Arc<[(Slot, Expr)]>) -> Self {
        Self { items, held: Held::default() }
    }
}

impl Operator for Let {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(mut batch) = input.take() else { return Ok(input.starved()) };
        self.held = Held::default();
        for (slot, expr) in self.items.iter() {
            let column = column(expr, context, &batch, &mut self.held)?;
            batch.set(*slot, column);
        }
        Ok(Progress::Rows(batch))
    }
}

/// Lets go of columns.
pub(super) struct Keep {
    slots: Option<Arc<[Slot]>>,
}

impl Keep {
    pub(super) fn new(slots: Arc<[Slot]>) -> Self {
        Self { slots: Some(slots) }
    }

    /// Hands rows on as they are.
    pub(super) fn all() -> Self {
        Self { slots: None }
    }
}

impl Operator for Keep {
    fn advance(&mut self, _: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(mut batch) = input.take() else { return Ok(input.starved()) };
        if let Some(slots) = &self.slots {
            batch.keep(slots);
        }
        Ok(Progress::Rows(batch))
    }
}

/// Gives a row for each element of a list.
pub(super) struct Unwind {
    list: Arc<Expr>,
    slot: Slot,
    rows: Option<Batch>,
    row: usize,
    /// The elements of the row before `row`, from this one on.
    elements: Option<(Nest<Box<[Value]>>, usize)>,
}

impl Unwind {
    pub(super) fn new(list: Arc<Expr>, slot: Slot) -> Self {
        Self { list, slot, rows: None, row: 0, elements: None }
    }
}

impl Operator for Unwind {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let (mut picked, mut values) = (Vec::new(), Vec::new());
        while picked.len() < BATCH {
            context.tick()?;
            if let Some((elements, place)) = &mut self.elements {
                if let Some(value) = elements.get(*place) {
                    picked.push(self.row - 1);
                    values.push(value.clone());
                    *place += 1;
                    continue;
                }
                self.elements = None;
            }
            if self.row >= rows.len() {
                break;
            }
            self.elements = match eval(&self.list, context, &mut Frame::new(rows, self.row))? {
                Value::Null => None,
                Value::List(values) => Some((values, 0)),
                value => Some((vec![value].into(), 0)),
            };
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(self.slot, Column::from(values));
        if self.row >= rows.len() && self.elements.is_none() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}
