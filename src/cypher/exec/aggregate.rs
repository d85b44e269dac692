//! Grouping: one row for each combination of the keys.

use std::hash::Hasher;
use std::slice;
use std::sync::Arc;
use std::vec::IntoIter;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::batch::{BATCH, Batch, Column};
use super::column::column;
use super::context::{Context, Halt, at, limit};
use super::held::Held;
use super::places::{NodePlaces, Places};
use super::{Input, Operator, Progress};
use crate::cypher::function::Accumulator;
use crate::cypher::sema::bound::{AggregateCall, Aggregation, Slot};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::model::{NodeId, Value};

/// Groups rows; the groups come in the order of their first rows.
pub(super) struct Aggregate {
    aggregation: Arc<Aggregation>,
    places: Keys,
    /// How many groups there are.
    groups: usize,
    /// The keys of each group, one group after the other.
    keys: Vec<Value>,
    /// The states of the calls of each group, one group after the other.
    totals: Vec<Total>,
    /// What the subquery has from outside, for every group.
    carried: Vec<Value>,
    /// What is still to be given out, once all rows are in.
    out: Option<(IntoIter<Value>, IntoIter<Total>)>,
    /// Where every key is a property of one node: that node, and the group of each one seen.
    of_node: Option<(Slot, NodePlaces)>,
    held: Held,
}

/// The node of which every key is a property.
fn node_of(aggregation: &Aggregation) -> Option<Slot> {
    let of = |key: &Expr| match &key.kind {
        ExprKind::Property { of, .. } => of.as_slot(),
        _ => None,
    };
    let mut nodes = aggregation.keys.iter().map(|(_, key)| of(key));
    let first = nodes.next()??;
    nodes.all(|node| node == Some(first)).then_some(first)
}

/// Which group a combination of keys belongs to.
enum Keys {
    /// All rows are one group.
    None,
    One(Places),
    Several(Combinations),
}

/// Groups by the hash of their keys.
#[derive(Default)]
struct Combinations {
    /// The last group of a hash.
    last: FxHashMap<u64, usize>,
    /// By group: the one before it that has the same hash.
    before: Vec<Option<usize>>,
}

impl Combinations {
    /// The group of the keys in a row, and whether it is new; `keys` are those of all groups.
    fn of(&mut self, columns: &[Column], row: usize, keys: &[Value]) -> (usize, bool) {
        let mut hasher = FxHasher::default();
        for column in columns {
            column.hash(row, &mut hasher);
        }
        let last = self.last.entry(hasher.finish()).or_insert(usize::MAX);
        let mut group = Some(*last).filter(|last| *last != usize::MAX);
        while let Some(place) = group {
            let own = keys.iter().skip(place * columns.len());
            if columns.iter().zip(own).all(|(column, key)| column.is(row, key)) {
                return (place, false);
            }
            group = self.before.get(place).copied().flatten();
        }
        let before = Some(*last).filter(|last| *last != usize::MAX);
        *last = self.before.len();
        self.before.push(before);
        (*last, true)
    }
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
        let places = match aggregation.keys.len() {
            0 => Keys::None,
            1 => Keys::One(Places::default()),
            _ => Keys::Several(Combinations::default()),
        };
        let (keys, totals, held) = (Vec::new(), Vec::new(), Held::default());
        let carried = aggregation.carries.iter().map(|slot| argument.get(*slot, 0)).collect();
        let of_node = node_of(&aggregation).map(|slot| (slot, NodePlaces::default()));
        Self { aggregation, places, groups: 0, keys, totals, carried, out: None, of_node, held }
    }

    fn add(&mut self, context: &Context, rows: &Batch) -> Result<(), Halt> {
        let aggregation = Arc::clone(&self.aggregation);
        let mut own = Held::default();
        let mut columns = |exprs: &mut dyn Iterator<Item = &_>| {
            exprs.map(|expr| column(expr, context, rows, &mut own)).collect::<Result<Vec<_>, _>>()
        };
        let places = match &self.of_node {
            Some((slot, _)) if matches!(rows.column(*slot), Column::Nodes(_)) => {
                self.places_of_nodes(context, *slot, rows)?
            }
            _ => {
                let keys = columns(&mut aggregation.keys.iter().map(|(_, key)| key))?;
                self.places(context, &keys, rows.len())?
            }
        };
        for (number, call) in aggregation.calls.iter().enumerate() {
            let args = columns(&mut call.args.iter())?;
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

    /// The group of each row by its node: the keys of a node are looked at once.
    fn places_of_nodes(
        &mut self,
        context: &Context,
        slot: Slot,
        rows: &Batch,
    ) -> Result<Vec<usize>, Halt> {
        let Column::Nodes(nodes) = rows.column(slot) else { return Ok(Vec::new()) };
        let known = |node: NodeId| self.of_node.as_ref().and_then(|(_, places)| places.get(node));
        let new = (0..).zip(nodes).filter(|(_, node)| known(**node).is_none());
        let new: Vec<usize> = new.map(|(row, _)| row).collect();
        if !new.is_empty() {
            let (aggregation, batch) = (Arc::clone(&self.aggregation), rows.pick(&new, &[slot]));
            let keys = aggregation.keys.iter();
            let keys = keys.map(|(_, key)| column(key, context, &batch, &mut self.held));
            let keys = keys.collect::<Result<Vec<_>, _>>()?;
            let places = self.places(context, &keys, batch.len())?;
            for (node, place) in new.iter().filter_map(|row| nodes.get(*row)).zip(places) {
                if let Some((_, known)) = &mut self.of_node {
                    self.held.add(context, known.put(*node, place))?;
                }
            }
        }
        let known = |node: &NodeId| self.of_node.as_ref().and_then(|(_, places)| places.get(*node));
        Ok(nodes.iter().map(|node| known(node).unwrap_or_default()).collect())
    }

    /// The group of each row; nothing where there is but one.
    fn places(
        &mut self,
        context: &Context,
        keys: &[Column],
        rows: usize,
    ) -> Result<Vec<usize>, Halt> {
        let mut places = Vec::with_capacity(rows);
        for row in 0..rows {
            context.tick()?;
            keys.iter().try_for_each(|column| column.tick(row, context))?;
            let (place, fresh) = match &mut self.places {
                Keys::None if self.groups == 0 => (0, true),
                Keys::None => break,
                Keys::One(places) => {
                    keys.first().map_or((0, false), |column| places.of(column, row))
                }
                Keys::Several(places) => places.of(keys, row, &self.keys),
            };
            if fresh {
                self.open(context, keys, row)?;
            }
            places.push(place);
        }
        Ok(places)
    }

    /// Opens the group of the keys in a row.
    fn open(&mut self, context: &Context, keys: &[Column], row: usize) -> Result<(), Halt> {
        let known = self.keys.len();
        self.keys.extend(keys.iter().map(|column| column.get(row)));
        let own =
            self.keys.get(known..).unwrap_or_default().iter().map(Value::weight).sum::<usize>();
        self.totals.extend(self.aggregation.calls.iter().map(Total::new));
        self.groups += 1;
        self.held.add(context, 2 * own + self.aggregation.calls.len() * size_of::<Total>())
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
        let aggregation = Arc::clone(&self.aggregation);
        if self.out.is_none() {
            if self.groups == 0 && aggregation.keys.is_empty() {
                self.open(context, &[], 0)?;
            }
            self.places = Keys::None;
            let keys = std::mem::take(&mut self.keys).into_iter();
            self.out = Some((keys, std::mem::take(&mut self.totals).into_iter()));
        }
        let Some((keys, totals)) = &mut self.out else { return Ok(Progress::Done) };
        let slots = aggregation.keys.iter().map(|k| k.0);
        let slots = slots.chain(aggregation.calls.iter().map(|c| c.slot));
        let slots: Vec<Slot> = slots.chain(aggregation.carries.iter().copied()).collect();
        let mut batch = Batch::empty(context.width());
        while self.groups > 0 && batch.len() < BATCH {
            context.tick()?;
            let mut values: Vec<Value> = keys.by_ref().take(aggregation.keys.len()).collect();
            for (call, total) in aggregation.calls.iter().zip(&mut *totals) {
                values.push(total.finish(call)?);
            }
            batch.push(&slots, values.into_iter().chain(self.carried.iter().cloned()));
            self.groups -= 1;
        }
        Ok(if batch.len() == 0 { Progress::Done } else { Progress::Rows(batch) })
    }
}
