//! Running a plan: each step an operator that takes batches of rows and gives batches of rows.
//!
//! A [`Chain`] asks its last operator for rows; an operator that has none left is given those of the
//! one before. The chain is a loop, not a recursion, so that a query of any number of clauses needs
//! no deeper stack.

mod aggregate;
mod batch;
mod call;
mod column;
mod context;
mod cut;
mod distinct;
mod eval;
mod expand;
mod groups;
mod guide;
mod held;
mod hops;
mod meet;
mod optional;
mod places;
mod procedure;
mod reach;
mod repeat;
mod row;
mod scan;
mod search;
mod select;
mod shortest;
mod sort;
mod tally;
mod test;
mod union;
pub(crate) mod update;
mod view;
mod walk;
mod way;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use batch::Batch;
pub(crate) use context::{Context, Halt, limit};
pub(crate) use eval::{Frame, eval};
pub(crate) use view::View;

use super::plan::{Op, Plan, Step};

/// The rows handed to an operator.
#[derive(Debug, Default)]
struct Input {
    batch: Option<Batch>,
    /// Whether none will follow.
    ended: bool,
}

impl Input {
    fn take(&mut self) -> Option<Batch> {
        self.batch.take()
    }

    /// What to say without rows.
    fn starved(&self) -> Progress {
        if self.ended { Progress::Done } else { Progress::Hungry }
    }
}

/// What an operator did.
enum Progress {
    /// It has rows to hand on.
    Rows(Batch),
    /// It needs rows.
    Hungry,
    /// It will give no more.
    Done,
}

/// One step of a plan at work.
trait Operator: Send {
    /// Does some work; called with rows in `input` or after it has asked for none.
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt>;
}

/// What an operator did in a whole run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Done {
    pub(crate) rows: u64,
    pub(crate) batches: u64,
    pub(crate) time: Duration,
}

/// A plan at work.
pub(crate) struct Chain {
    links: Vec<Link>,
    /// The rows that the first operator has not been given yet.
    rows: VecDeque<Batch>,
    measured: bool,
}

struct Link {
    operator: Box<dyn Operator>,
    input: Input,
    done: Done,
}

impl Chain {
    /// Sets a plan to work on these rows.
    fn new(plan: &Plan, rows: Batch) -> Self {
        Self { links: links(&plan.steps, &rows), rows: [rows].into(), measured: false }
    }

    /// Rows that are all there already.
    pub(crate) fn of_rows(rows: Vec<Batch>) -> Self {
        Self { links: Vec::new(), rows: rows.into(), measured: false }
    }

    /// Sets some steps to work on these rows; `argument` is what the whole plan began with.
    fn over(steps: &[Step], argument: &Batch, rows: Vec<Batch>) -> Self {
        Self { links: links(steps, argument), rows: rows.into(), measured: false }
    }

    /// Sets a whole query to work; `measured` keeps what each operator did.
    pub(crate) fn start(context: &Context, measured: bool) -> Self {
        let plan = Arc::clone(&context.compiled.plan);
        Self { measured, ..Self::new(&plan, Batch::one(context.width())) }
    }

    /// What each operator did so far.
    pub(crate) fn done(&self) -> impl Iterator<Item = Done> {
        self.links.iter().map(|link| link.done)
    }

    /// The next rows, of which there is at least one; `None` when there are no more.
    pub(crate) fn next(&mut self, context: &Context) -> Result<Option<Batch>, Halt> {
        let Some(last) = self.links.len().checked_sub(1) else {
            while let Some(rows) = self.rows.pop_front() {
                if rows.len() > 0 {
                    return Ok(Some(rows));
                }
            }
            return Ok(None);
        };
        let mut at = last;
        while let Some(link) = self.links.get_mut(at) {
            context.tick()?;
            let started = self.measured.then(Instant::now);
            let progress = link.operator.advance(context, &mut link.input)?;
            if let Some(started) = started {
                link.done.time += started.elapsed();
            }
            match progress {
                Progress::Rows(batch) if batch.len() == 0 => {}
                Progress::Rows(batch) => {
                    link.done.rows += batch.len() as u64;
                    link.done.batches += 1;
                    if at == last {
                        return Ok(Some(batch));
                    }
                    at += 1;
                    if let Some(next) = self.links.get_mut(at) {
                        next.input.batch = Some(batch);
                    }
                }
                Progress::Hungry if at == 0 => {
                    link.input.batch = self.rows.pop_front();
                    link.input.ended = link.input.batch.is_none();
                }
                Progress::Hungry => at -= 1,
                Progress::Done if at == last => return Ok(None),
                Progress::Done => {
                    at += 1;
                    if let Some(next) = self.links.get_mut(at) {
                        next.input.ended = true;
                    }
                }
            }
        }
        Ok(None)
    }
}

/// The operators of some steps.
fn links(steps: &[Step], argument: &Batch) -> Vec<Link> {
    let operators = steps.iter().map(|step| operator(&step.op, argument));
    operators
        .map(|operator| Link { operator, input: Input::default(), done: Done::default() })
        .collect()
}

/// The operator of a step, in a plan that began with this row.
fn operator(op: &Op, argument: &Batch) -> Box<dyn Operator> {
    match op.clone() {
        Op::Scan { slot, source } => Box::new(scan::Scan::new(slot, source)),
        Op::Expand(expand) => Box::new(expand::One::new(expand)),
        Op::ExpandMany { expand, hops } => Box::new(hops::Many::new(expand, hops)),
        Op::Reach { expand, hops } => Box::new(reach::Reach::new(expand, hops)),
        Op::Meet(sides) => Box::new(meet::Meet::new(sides)),
        Op::Tally(spec) => Box::new(tally::Tally::new(spec)),
        Op::Ends(expand) => Box::new(expand::Ends::new(expand)),
        Op::Repeat { expand, repeat } => Box::new(repeat::Repeat::new(expand, repeat)),
        Op::Select(select) => Box::new(select::Select::new(select)),
        Op::Shortest(shortest) => Box::new(shortest::Shortest::new(shortest)),
        Op::Filter(conditions) => Box::new(test::Filter::new(conditions)),
        Op::Let(items) => Box::new(row::Let::new(items)),
        Op::Unwind { list, slot } => Box::new(row::Unwind::new(list, slot)),
        Op::Aggregate(aggregation) => Box::new(aggregate::Aggregate::new(aggregation, argument)),
        Op::Distinct(slots) => Box::new(distinct::Distinct::new(slots)),
        Op::Sort(sort) => Box::new(sort::Sort::new(sort)),
        Op::Skip(count) => Box::new(cut::Skip::new(count)),
        Op::Limit(count) => Box::new(cut::Limit::new(count)),
        Op::Keep(slots) => Box::new(row::Keep::new(slots)),
        Op::Optional { plan, row, binds } => Box::new(optional::Optional::new(plan, row, binds)),
        Op::Call(call) => Box::new(call::Call::new(call)),
        Op::Union(union) => Box::new(union::Union::new(union)),
        Op::Procedure(call) => Box::new(procedure::Procedure::new(call)),
        // Steps that write are run by `update`; one in a chain would only hand its rows on.
        Op::Write(_) => Box::new(row::Keep::all()),
    }
}
