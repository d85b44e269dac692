//! Grouping: one row for each combination of the keys.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::batch::{BATCH, Batch};
use super::context::{Context, Halt, at};
use super::eval::{Frame, eval};
use super::held::Held;
use super::{Input, Operator, Progress};
use crate::cypher::function::Accumulator;
use crate::cypher::sema::bound::{AggregateCall, Aggregation, Slot};
use crate::model::Value;

/// Groups rows; the groups come in the order of their first rows.
pub(super) struct Aggregate {
    aggregation: Arc<Aggregation>,
    places: FxHashMap<Vec<Value>, usize>,
    groups: Vec<Group>,
    /// The groups still to give out, once all rows are in.
    out: Option<std::vec::IntoIter<Group>>,
    held: Held,
}

struct Group {
    keys: Vec<Value>,
    totals: Vec<Total>,
}

/// The state of one call within one group.
struct Total {
    rows: i64,
    /// Missing for `count(*)`.
    accumulator: Option<Box<dyn Accumulator>>,
    /// The arguments so far, for `DISTINCT`.
    seen: FxHashSet<Vec<Value>>,
}

impl Total {
    fn new(call: &AggregateCall) -> Self {
        let accumulator = call.function.map(|f| f.0.start());
        Self { rows: 0, accumulator, seen: FxHashSet::default() }
    }

    fn add(
        &mut self,
        call: &AggregateCall,
        context: &Context,
        frame: &mut Frame<'_>,
        held: &mut Held,
    ) -> Result<(), Halt> {
        self.rows += 1;
        let Some(accumulator) = &mut self.accumulator else { return Ok(()) };
        let args: Result<Vec<Value>, Halt> =
            call.args.iter().map(|e| eval(e, context, frame)).collect();
        let args = args?;
        let gathers = call.function.is_some_and(|f| f.0.name.starts_with("collect"));
        if call.distinct || gathers {
            for value in &args {
                context.nests(value)?;
                held.add(context, value.weight())?;
            }
        }
        if call.distinct && !self.seen.insert(args.clone()) {
            return Ok(());
        }
        accumulator.add(&args).map_err(at(call.span))
    }

    fn finish(self, call: &AggregateCall) -> Result<Value, Halt> {
        match self.accumulator {
            Some(accumulator) => accumulator.finish().map_err(at(call.span)),
            None => Ok(self.rows.into()),
        }
    }
}

impl Aggregate {
    pub(super) fn new(aggregation: Arc<Aggregation>) -> Self {
        let (places, groups) = (FxHashMap::default(), Vec::new());
        Self { aggregation, places, groups, out: None, held: Held::default() }
    }

    fn add(&mut self, context: &Context, rows: &Batch) -> Result<(), Halt> {
        let aggregation = Arc::clone(&self.aggregation);
        for row in 0..rows.len() {
            context.tick()?;
            let mut frame = Frame::new(rows, row);
            let keys: Result<Vec<Value>, Halt> =
                aggregation.keys.iter().map(|(_, e)| eval(e, context, &mut frame)).collect();
            let keys = keys?;
            let place = match self.places.get(&keys) {
                Some(place) => *place,
                None => self.open(context, keys)?,
            };
            let Some(group) = self.groups.get_mut(place) else { continue };
            for (call, total) in aggregation.calls.iter().zip(&mut group.totals) {
                total.add(call, context, &mut frame, &mut self.held)?;
            }
        }
        Ok(())
    }

    fn open(&mut self, context: &Context, keys: Vec<Value>) -> Result<usize, Halt> {
        let bytes = 2 * keys.iter().map(Value::weight).sum::<usize>() + size_of::<Group>();
        self.held.add(context, bytes)?;
        let totals = self.aggregation.calls.iter().map(Total::new).collect();
        let place = self.groups.len();
        self.places.insert(keys.clone(), place);
        self.groups.push(Group { keys, totals });
        Ok(place)
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
            if self.groups.is_empty() && self.aggregation.keys.is_empty() {
                self.open(context, Vec::new())?;
            }
            self.places.clear();
            self.out = Some(std::mem::take(&mut self.groups).into_iter());
        }
        let aggregation = Arc::clone(&self.aggregation);
        let slots: Vec<Slot> = aggregation
            .keys
            .iter()
            .map(|k| k.0)
            .chain(aggregation.calls.iter().map(|c| c.slot))
            .collect();
        let mut batch = Batch::empty(context.width());
        for group in self.out.iter_mut().flatten().take(BATCH) {
            context.tick()?;
            let mut values = group.keys;
            for (call, total) in aggregation.calls.iter().zip(group.totals) {
                values.push(total.finish(call)?);
            }
            batch.push(&slots, values);
        }
        Ok(if batch.len() == 0 { Progress::Done } else { Progress::Rows(batch) })
    }
}
