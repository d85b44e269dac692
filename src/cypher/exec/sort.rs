//! `ORDER BY`: sorted runs, merged in the end; with `LIMIT` only the first rows are kept.

use std::cmp::Ordering;
use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::column::column;
use super::context::{Context, Halt};
use super::cut::count;
use super::held::Held;
use super::{Input, Operator, Progress};
use crate::cypher::plan;
use crate::cypher::sema::bound::Slot;
use crate::model::Value;

/// The rows of a run. Small enough that sorting one does not delay a cancellation.
const RUN: usize = 8_192;
/// The bytes of the keys of a run: long lists and texts take longer to compare.
const HEAVY: usize = 1 << 22;
/// The rows of a run where only a few are wanted.
const SHORT: usize = 256;

/// A row held back: what it is sorted by, and its values.
struct Entry {
    keys: Box<[Value]>,
    values: Box<[Value]>,
}

/// Sorts rows; equal ones stay in their order.
pub(super) struct Sort {
    spec: Arc<plan::Sort>,
    /// The slots of the rows held.
    slots: Vec<Slot>,
    open: Vec<Entry>,
    /// What the keys of the open run weigh.
    weight: usize,
    runs: Vec<Vec<Entry>>,
    /// The most rows needed, once known; all of them where it is the greatest number.
    most: Option<usize>,
    out: Option<std::vec::IntoIter<Entry>>,
    held: Held,
}

impl Sort {
    pub(super) fn new(spec: Arc<plan::Sort>) -> Self {
        let (slots, open, runs) = (Vec::new(), Vec::new(), Vec::new());
        Self { spec, slots, open, weight: 0, runs, most: None, out: None, held: Held::default() }
    }

    fn order(sort: &plan::Sort, a: &Entry, b: &Entry) -> Ordering {
        let pairs = a.keys.iter().zip(&b.keys).zip(&sort.keys);
        pairs
            .map(|((a, b), (_, descending))| if *descending { b.order(a) } else { a.order(b) })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    fn most(&mut self, context: &Context) -> Result<usize, Halt> {
        if let Some(most) = self.most {
            return Ok(most);
        }
        let most = match &self.spec.first {
            None => usize::MAX,
            Some((skip, limit)) => {
                let skip = skip.as_ref().map_or(Ok(0), |e| count(e, "SKIP", context))?;
                skip.saturating_add(count(limit, "LIMIT", context)?)
            }
        };
        self.most = Some(most);
        Ok(most)
    }

    fn add(&mut self, context: &Context, rows: &Batch) -> Result<(), Halt> {
        for slot in rows.set_slots() {
            if !self.slots.contains(&slot) {
                self.slots.push(slot);
            }
        }
        let most = self.most(context)?;
        let mut own = Held::default();
        let keys = self.spec.keys.iter().map(|(key, _)| column(key, context, rows, &mut own));
        let keys = keys.collect::<Result<Vec<Column>, Halt>>()?;
        for row in 0..rows.len() {
            context.tick()?;
            keys.iter().try_for_each(|column| column.tick(row, context))?;
            if self.is_beyond(&keys, row, most) {
                continue;
            }
            // A slot first seen later is `null` in the rows before: their values end sooner.
            let values = self.slots.iter().map(|slot| rows.get(*slot, row)).collect();
            let keys: Box<[Value]> = keys.iter().map(|column| column.get(row)).collect();
            self.weight += keys.iter().map(Value::weight).sum::<usize>();
            let entry = Entry { keys, values };
            self.held.add(context, entry.weight())?;
            self.open.push(entry);
            if self.open.len() >= RUN.min(most.max(SHORT)) || self.weight > HEAVY {
                self.close(context, most)?;
            }
        }
        Ok(())
    }

    /// Whether a row comes after all that are wanted, as far as the run behind tells.
    fn is_beyond(&self, keys: &[Column], row: usize, most: usize) -> bool {
        let Some(run) = self.runs.first().filter(|run| most != usize::MAX && run.len() >= most)
        else {
            return false;
        };
        let Some(last) = run.last() else { return true };
        let pairs = keys.iter().zip(&last.keys).zip(&self.spec.keys);
        let orders = pairs.map(|((column, last), (_, descending))| {
            let order = column.get(row).order(last);
            if *descending { order.reverse() } else { order }
        });
        // An equal one comes after those that were there before.
        let mut orders = orders.skip_while(|order| order.is_eq());
        orders.next().is_none_or(Ordering::is_gt)
    }

    /// Ends a run. With a limit there is never more than one behind, cut at the limit.
    fn close(&mut self, context: &Context, most: usize) -> Result<(), Halt> {
        let sort = Arc::clone(&self.spec);
        let mut run = std::mem::take(&mut self.open);
        self.weight = 0;
        run.sort_by(|a, b| Self::order(&sort, a, b));
        if most == usize::MAX {
            self.runs.push(run);
            return Ok(());
        }
        let mut kept = match self.runs.pop() {
            Some(before) => merge(context, &sort, before, run)?,
            None => run,
        };
        for gone in kept.drain(most.min(kept.len())..) {
            self.held.release(gone.weight());
        }
        self.runs.push(kept);
        Ok(())
    }

    /// Merges all runs, neighbours first, so that equal rows stay in their order.
    fn finish(&mut self, context: &Context) -> Result<Vec<Entry>, Halt> {
        let most = self.most(context)?;
        self.close(context, most)?;
        let mut runs = std::mem::take(&mut self.runs);
        while runs.len() > 1 {
            let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
            let mut pairs = runs.into_iter();
            while let Some(a) = pairs.next() {
                merged.push(match pairs.next() {
                    Some(b) => merge(context, &self.spec, a, b)?,
                    None => a,
                });
            }
            runs = merged;
        }
        Ok(runs.pop().unwrap_or_default())
    }
}

impl Entry {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.keys.iter().chain(&self.values).map(Value::weight).sum::<usize>()
    }
}

fn merge(
    context: &Context,
    sort: &plan::Sort,
    a: Vec<Entry>,
    b: Vec<Entry>,
) -> Result<Vec<Entry>, Halt> {
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        context.tick()?;
        x.keys.iter().try_for_each(|key| context.tick_value(key))?;
        let next = if Sort::order(sort, x, y).is_le() { a.next() } else { b.next() };
        merged.extend(next);
    }
    merged.extend(a);
    merged.extend(b);
    Ok(merged)
}

impl Operator for Sort {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if let Some(rows) = input.take() {
            self.add(context, &rows)?;
            return Ok(Progress::Hungry);
        }
        if !input.ended {
            return Ok(Progress::Hungry);
        }
        if self.out.is_none() {
            self.out = Some(self.finish(context)?.into_iter());
        }
        let mut batch = Batch::empty(context.width());
        for entry in self.out.iter_mut().flatten().take(BATCH) {
            context.tick()?;
            self.held.release(entry.weight());
            let missing = self.slots.len() - entry.values.len();
            let padding = std::iter::repeat_n(Value::Null, missing);
            batch.push(&self.slots, entry.values.into_iter().chain(padding));
        }
        Ok(if batch.len() == 0 { Progress::Done } else { Progress::Rows(batch) })
    }
}
