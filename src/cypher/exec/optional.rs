//! `OPTIONAL MATCH`.

use std::sync::Arc;

use super::batch::{Batch, Column};
use super::context::{Context, Halt};
use super::{Chain, Input, Operator, Progress};
use crate::cypher::plan::Plan;
use crate::cypher::sema::bound::Slot;
use crate::model::Value;

/// Runs a plan on rows that are numbered, and keeps those that get no row of the plan, with nulls.
pub(super) struct Optional {
    plan: Arc<Plan>,
    /// Where the rows' numbers stand.
    number: Slot,
    binds: Arc<[Slot]>,
    work: Option<Work>,
}

struct Work {
    rows: Batch,
    chain: Chain,
    /// The first row of which it is not known whether the plan has one for it.
    next: usize,
}

impl Optional {
    pub(super) fn new(plan: Arc<Plan>, number: Slot, binds: Arc<[Slot]>) -> Self {
        Self { plan, number, binds, work: None }
    }

    fn start(&mut self, mut rows: Batch) -> Work {
        for slot in self.binds.iter() {
            rows.take(*slot);
        }
        let numbers = (0..rows.len()).map(|n| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)));
        let mut numbered = rows.clone();
        numbered.set(self.number, Column::Values(numbers.collect()));
        let chain = Chain::new(&self.plan, numbered);
        Work { rows, chain, next: 0 }
    }
}

impl Operator for Optional {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let mut work = match self.work.take() {
            Some(work) => work,
            None => match input.take() {
                Some(rows) => self.start(rows),
                None => return Ok(input.starved()),
            },
        };
        let Some(mut found) = work.chain.next(context)? else {
            let rest: Vec<usize> = (work.next..work.rows.len()).collect();
            return Ok(Progress::Rows(work.rows.gather(&rest)));
        };
        // The plan keeps the order of the rows, so a number that is passed over never comes.
        let numbers = found.take(self.number);
        let number = |row| {
            let number = numbers.get(row).as_integer().and_then(|n| usize::try_from(n).ok());
            number.unwrap_or(usize::MAX)
        };
        let last = number(found.len().saturating_sub(1)).min(work.rows.len());
        let mut complete = Batch::empty(context.width());
        let mut passed_over = false;
        for row in 0..found.len() {
            context.tick()?;
            while work.next < number(row).min(last) {
                passed_over = true;
                complete.append(&work.rows, work.next);
                work.next += 1;
            }
            work.next = work.next.max(number(row).saturating_add(1));
            complete.append(&found, row);
        }
        self.work = Some(work);
        Ok(Progress::Rows(if passed_over { complete } else { found }))
    }
}
