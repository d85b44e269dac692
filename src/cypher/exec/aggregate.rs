//! Grouping: one row for each combination of the keys.

use std::slice;
use std::sync::Arc;
use std::vec::IntoIter;

use rustc_hash::FxHashSet;

use super::batch::{BATCH, Batch, Column};
use super::column::column;
use super::context::{Context, Halt, at, limit};
use super::groups::Groups;
use super::held::Held;
use super::places::Places;
use super::{Input, Operator, Progress};
use crate::cypher::function::Accumulator;
use crate::cypher::sema::bound::{AggregateCall, Aggregation};
use crate::model::Value;

/// Groups rows; the groups come in the order of their first rows.
pub(super) struct Aggregate {
    aggregation: Arc<Aggregation>,
    groups: Groups,
    /// The states of the calls of each group, one group after the other.
    totals: Vec<Total>,
    /// What the subquery has from outside, for every group.
    carried: Vec<Value>,
    /// What is still to be given out, once all rows are in: from which group on, and their states.
    out: Option<(usize, IntoIter<Total>)>,
    held: Held,
}

/// The state of one call within one group. There may be very many: what is large stands in a box.
enum Total {
    /// Of `count`: rows, or values that are not null.
    Count(i64),
    /// Of `count(DISTINCT …)`.
    CountDistinct(i64, Box<Places>),
    Any(Box<dyn Accumulator>),
    /// Of what keeps every value.
    Gather(Box<dyn Accumulator>),
    /// With the arguments so far.
    AnyDistinct(Box<dyn Accumulator>, Box<FxHashSet<Vec<Value>>>),
}

impl Total {
    fn new(call: &AggregateCall) -> Self {
        match call.function {
            None => Self::Count(0),
            Some(function) if function.0.name == "count" && call.distinct => {
                Self::CountDistinct(0, Box::default())
            }
            Some(function) if function.0.name == "count" => Self::Count(0),
            Some(function) if call.distinct => {
                Self::AnyDistinct(function.0.start(), Box::default())
            }
            Some(function) if function.0.gathers() => Self::Gather(function.0.start()),
            Some(function) => Self::Any(function.0.start()),
        }
    }

    /// Takes in a row of the arguments, which stands for `times` rows.
    fn add(
        &mut self,
        call: &AggregateCall,
        args: &[Column],
        (row, times): (usize, i64),
        context: &Context,
        held: &mut Held,
    ) -> Result<(), Halt> {
        let values = || args.iter().map(|column| column.get(row)).collect::<Vec<_>>();
        match self {
            Self::Count(count) => {
                if args.iter().all(|column| !column.is_null(row)) {
                    *count = count.checked_add(times).ok_or_else(too_many)?;
                }
            }
            Self::CountDistinct(count, seen) => {
                let Some(column) = args.first().filter(|column| !column.is_null(row)) else {
                    return Ok(());
                };
                if seen.of(column, row).1 {
                    *count += 1;
                    held.add(context, column.get(row).weight())?;
                }
            }
            Self::Any(accumulator) => {
                let added = match args {
                    [column] => accumulator.add(slice::from_ref(&column.get(row))),
                    _ => accumulator.add(&values()),
                };
                added.map_err(at(call.span))?;
            }
            Self::Gather(accumulator) => {
                let args = values();
                for value in &args {
                    context.nests(value)?;
                    held.add(context, value.weight())?;
                }
                accumulator.add(&args).map_err(at(call.span))?;
            }
            Self::AnyDistinct(accumulator, seen) => {
                let args = values();
                if !seen.contains(&args) {
                    for value in &args {
                        context.nests(value)?;
                        held.add(context, value.weight())?;
                    }
                    accumulator.add(&args).map_err(at(call.span))?;
                    seen.insert(args);
                }
            }
        }
        Ok(())
    }

    fn finish(self, call: &AggregateCall) -> Result<Value, Halt> {
        match self {
            Self::Count(count) | Self::CountDistinct(count, _) => Ok(count.into()),
            Self::Any(accumulator)
            | Self::Gather(accumulator)
            | Self::AnyDistinct(accumulator, _) => accumulator.finish().map_err(at(call.span)),
        }
    }
}

/// More rows than a whole number can count.
pub(super) fn too_many() -> Halt {
    let message = "the query counts more rows than a whole number can tell".to_owned();
    limit("CountLimit", "Q0217", message, None)
}

impl Aggregate {
    /// Groups rows of a plan that began with this one.
    pub(super) fn new(aggregation: Arc<Aggregation>, argument: &Batch) -> Self {
        let groups = Groups::new(Arc::clone(&aggregation));
        let carried = aggregation.carries.iter().map(|slot| argument.get(*slot, 0)).collect();
        let (totals, held) = (Vec::new(), Held::default());
        Self { aggregation, groups, totals, carried, out: None, held }
    }

    fn add(&mut self, context: &Context, rows: &Batch) -> Result<(), Halt> {
        let places = self.groups.of_rows(context, rows)?;
        self.begin(context)?;
        let aggregation = Arc::clone(&self.aggregation);
        let mut own = Held::default();
        for (number, call) in aggregation.calls.iter().enumerate() {
            let args = call.args.iter().map(|expr| column(expr, context, rows, &mut own));
            let args = args.collect::<Result<Vec<_>, _>>()?;
            let times = call.times.map(|slot| rows.column(slot));
            for row in 0..rows.len() {
                context.tick()?;
                args.iter().try_for_each(|column| column.tick(row, context))?;
                let place = places.get(row).copied().unwrap_or_default();
                let place = place * aggregation.calls.len() + number;
                let Some(total) = self.totals.get_mut(place) else { continue };
                let times = times.map_or(1, |times| times.integer(row).unwrap_or(1));
                total.add(call, &args, (row, times), context, &mut self.held)?;
            }
        }
        Ok(())
    }

    /// Begins the states of groups that are new.
    fn begin(&mut self, context: &Context) -> Result<(), Halt> {
        let (known, calls) = (self.totals.len(), &self.aggregation.calls);
        while self.totals.len() < self.groups.len() * calls.len() {
            self.totals.extend(calls.iter().map(Total::new));
        }
        self.held.add(context, (self.totals.len() - known) * size_of::<Total>())
    }

    /// The next rows: groups with what became of their calls.
    fn give(&mut self, context: &Context) -> Result<Batch, Halt> {
        let aggregation = Arc::clone(&self.aggregation);
        let Some((next, totals)) = &mut self.out else { return Ok(Batch::empty(context.width())) };
        let from = *next;
        *next = self.groups.len().min(from + BATCH);
        let len = *next - from;
        let mut results = vec![Vec::with_capacity(len); aggregation.calls.len()];
        for _ in 0..len {
            context.tick()?;
            for ((call, result), total) in
                aggregation.calls.iter().zip(&mut results).zip(&mut *totals)
            {
                result.push(total.finish(call)?);
            }
        }
        let keys = self.groups.keys(context, from..from + len)?;
        let mut batch = Batch::unset(context.width(), len);
        for ((slot, _), key) in aggregation.keys.iter().zip(keys) {
            batch.set(*slot, key);
        }
        for (call, result) in aggregation.calls.iter().zip(results) {
            batch.set(call.slot, Column::from(result));
        }
        for (slot, value) in aggregation.carries.iter().zip(&self.carried) {
            batch.set(*slot, Column::from(vec![value.clone(); len]));
        }
        Ok(batch)
    }
}

impl Operator for Aggregate {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if let Some(rows) = input.take() {
            self.add(context, &rows)?;
            return Ok(Progress::Hungry);
        }
        if !input.ended {
            return Ok(Progress::Hungry);
        }
        if self.out.is_none() {
            self.groups.open_all();
            self.begin(context)?;
            self.out = Some((0, std::mem::take(&mut self.totals).into_iter()));
        }
        let batch = self.give(context)?;
        Ok(if batch.len() == 0 { Progress::Done } else { Progress::Rows(batch) })
    }
}
