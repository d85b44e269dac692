//! Equal rows once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::held::Held;

use super::{Input, Operator, Progress};
use crate::cypher::sema::bound::Slot;
use crate::model::Value;

/// The rows seen so far.
#[derive(Default)]
pub(super) struct Seen {
    rows: FxHashSet<Box<[Value]>>,
    held: Held,
}

impl Seen {
    /// The rows of a batch that differ in these slots from all before.
    pub(super) fn fresh(
        &mut self,
        context: &Context,
        rows: &Batch,
        slots: &[Slot],
    ) -> Result<Vec<usize>, Halt> {
        let mut fresh = Vec::new();
        for row in 0..rows.len() {
            context.tick()?;
            let values: Box<[Value]> = slots.iter().map(|slot| rows.get(*slot, row)).collect();
            let bytes = values.iter().map(Value::weight).sum();
            context.tick_bytes(bytes)?;
            if self.rows.insert(values) {
                self.held.add(context, bytes)?;
                fresh.push(row);
            }
        }
        Ok(fresh)
    }
}

/// Lets a row through that differs from all before.
pub(super) struct Distinct {
    slots: Arc<[Slot]>,
    seen: Seen,
}

impl Distinct {
    pub(super) fn new(slots: Arc<[Slot]>) -> Self {
        Self { slots, seen: Seen::default() }
    }
}

impl Operator for Distinct {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(rows) = input.take() else { return Ok(input.starved()) };
        let fresh = self.seen.fresh(context, &rows, &self.slots)?;
        Ok(Progress::Rows(if fresh.len() == rows.len() { rows } else { rows.gather(&fresh) }))
    }
}
