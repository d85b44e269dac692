//! For how many rows a row stands: relationships at the rim of a pattern, counted.

use std::sync::Arc;

use super::aggregate::too_many;
use super::batch::{BATCH, Batch, Column};
use super::column::select;
use super::context::{Context, Halt};
use super::expand::is_used;
use super::{Input, Operator, Progress};
use crate::cypher::plan::{self, Leaf};
use crate::cypher::sema::bound::{Slot, Type, Types};
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest};
use crate::model::{EdgeId, NodeId};

/// How many changed relations may be looked at for each row, to save looking at each of its own.
const LOOKS: usize = 128;

/// Counts what hangs on a node of each row; rows on which nothing does are dropped.
pub(super) struct Tally {
    spec: Arc<plan::Tally>,
    /// What has to be looked at, once the graph is known.
    looked: Option<Looked>,
}

/// What is left to be looked at on each relationship.
struct Looked {
    /// The conditions of each leaf, without those that the graph always fulfils.
    conditions: Vec<Vec<Expr>>,
    /// By time asked for, whether its count is that of the rows in any case.
    all: Vec<bool>,
}

impl Looked {
    /// `rows` are in the first batch: for a few it does not pay to look at all that has changed.
    fn at(spec: &plan::Tally, rows: usize, context: &Context) -> Self {
        let open = |leaf: &Leaf| {
            let conditions = leaf.conditions.iter();
            conditions.filter(|c| !always_holds(c, leaf, rows, context)).cloned().collect()
        };
        let all = spec.times.iter().map(|time| {
            let of =
                time.of.as_ref().and_then(|(leaf, expr)| Some((spec.leaves.get(*leaf)?, expr)));
            of.is_some_and(|(leaf, expr)| is_always_there(expr, leaf, context))
        });
        Self { conditions: spec.leaves.iter().map(open).collect(), all: all.collect() }
    }
}

/// Relationships on which a leaf may be matched, with the rows they belong to.
struct Found {
    rows: Vec<usize>,
    edges: Vec<EdgeId>,
    ends: Vec<NodeId>,
}

impl Found {
    const NONE: Self = Self { rows: Vec::new(), edges: Vec::new(), ends: Vec::new() };

    /// As a batch, with the columns of the rows that the conditions may ask for.
    fn batch(&self, leaf: &Leaf, rows: &Batch, asked: &[Slot]) -> Batch {
        let mut batch = rows.pick(&self.rows, asked);
        batch.set(leaf.expand.relation, Column::Relations(self.edges.clone()));
        batch.set(leaf.expand.to, Column::Nodes(self.ends.clone()));
        batch
    }
}

impl Tally {
    pub(super) fn new(spec: Arc<plan::Tally>) -> Self {
        Self { spec, looked: None }
    }
}

/// Whether a condition holds of every node that the relationships of a leaf lead to.
fn always_holds(condition: &Expr, leaf: &Leaf, rows: usize, context: &Context) -> bool {
    let ExprKind::HasLabels { of, test: LabelTest::Name { label: Some(label), .. } } =
        &condition.kind
    else {
        return false;
    };
    let Types::These(types) = &leaf.expand.types else { return false };
    let snapshot = context.view.snapshot();
    of.as_slot() == Some(leaf.expand.to)
        && types
            .iter()
            .all(|t| snapshot.always_ends_at(*t, leaf.expand.direction, *label, rows * LOOKS))
}

/// Whether what is counted is there on every node that a leaf leads to.
fn is_always_there(counted: &Expr, leaf: &Leaf, context: &Context) -> bool {
    let snapshot = context.view.snapshot();
    let labels = || {
        leaf.conditions.iter().filter_map(|condition| match &condition.kind {
            ExprKind::HasLabels { of, test: LabelTest::Name { label, .. } }
                if of.as_slot() == Some(leaf.expand.to) =>
            {
                *label
            }
            _ => None,
        })
    };
    match &counted.kind {
        ExprKind::Slot(slot) => [leaf.expand.to, leaf.expand.relation].contains(slot),
        ExprKind::Property { of, key } if of.as_slot() == Some(leaf.expand.to) => {
            key.key.is_some_and(|key| labels().any(|label| snapshot.always_has(label, key)))
        }
        _ => false,
    }
}

/// One leaf at work on a batch.
struct Count<'a> {
    leaf: &'a Leaf,
    conditions: &'a [Expr],
    /// What is counted only where it is not null.
    counted: Vec<&'a Expr>,
    context: &'a Context,
    rows: &'a Batch,
}

impl Count<'_> {
    /// For each row how many there are, and how many of each thing that is counted.
    fn all(&self) -> Result<Vec<Vec<i64>>, Halt> {
        if let Some(counts) = self.at_once()? {
            return Ok(vec![counts]);
        }
        let mut counts = vec![vec![0; self.rows.len()]; self.counted.len() + 1];
        let asked = self.asked();
        let (mut row, mut open) = (0, Vec::new());
        while row < self.rows.len() {
            let mut found = Found::NONE;
            while row < self.rows.len() && found.rows.len() < BATCH {
                self.context.tick()?;
                self.gather(row, &mut open, &mut found);
                row += 1;
            }
            self.count(&found, &asked, &mut counts)?;
        }
        Ok(counts)
    }

    /// The counts, where they are but the degrees of nodes.
    fn at_once(&self) -> Result<Option<Vec<i64>>, Halt> {
        let expand = &self.leaf.expand;
        let Types::These(types) = &expand.types else { return Ok(None) };
        let view = &self.context.view;
        let plain =
            self.conditions.is_empty() && self.counted.is_empty() && expand.others.is_empty();
        if !plain {
            return Ok(None);
        }
        let from = self.rows.column(expand.from);
        let mut counts = Vec::with_capacity(self.rows.len());
        for row in 0..self.rows.len() {
            self.context.tick()?;
            let mut count = 0;
            if let Some(node) = from.node(row) {
                for rel_type in types.iter() {
                    let degree = view.snapshot().degree_at_once(node, expand.direction, *rel_type);
                    let Some(degree) = degree else { return Ok(None) };
                    count += i64::try_from(degree).unwrap_or(i64::MAX);
                }
            }
            counts.push(count);
        }
        Ok(Some(counts))
    }

    /// The slots of the rows that conditions and counted things ask for.
    fn asked(&self) -> Vec<Slot> {
        let exprs = self.conditions.iter().chain(self.counted.iter().copied());
        exprs.flat_map(Expr::free_slots).collect()
    }

    /// Adds what hangs on the node of a row.
    fn gather(&self, row: usize, open: &mut Vec<(EdgeId, NodeId)>, found: &mut Found) {
        let expand = &self.leaf.expand;
        let Some(node) = self.rows.column(expand.from).node(row) else { return };
        open.clear();
        self.context.view.expand(node, expand.direction, &expand.types, open);
        for (edge, end) in open.iter().copied() {
            if expand.others.is_empty() || !is_used(self.rows, row, &expand.others, edge) {
                found.rows.push(row);
                found.edges.push(edge);
                found.ends.push(end);
            }
        }
    }

    fn count(&self, found: &Found, asked: &[Slot], counts: &mut [Vec<i64>]) -> Result<(), Halt> {
        let batch = found.batch(self.leaf, self.rows, asked);
        let all = (0..batch.len()).collect();
        let kept = select(self.conditions, self.context, &batch, all)?;
        let Some((rows, own)) = counts.split_first_mut() else { return Ok(()) };
        let add = |counts: &mut Vec<i64>, place: usize| {
            if let Some(count) = found.rows.get(place).and_then(|row| counts.get_mut(*row)) {
                *count += 1;
            }
        };
        for place in &kept {
            add(rows, *place);
        }
        for (counts, expr) in own.iter_mut().zip(&self.counted) {
            let is_there = ExprKind::IsNull { of: Box::new((*expr).clone()), negated: true };
            let is_there = is_there.at(expr.span, Type::Boolean);
            let there = select(&[is_there], self.context, &batch, kept.clone())?;
            for place in &there {
                add(counts, *place);
            }
        }
        Ok(())
    }
}

impl Tally {
    /// For each row the pairs of one and the same relationship, which are no pairs.
    fn same(
        &self,
        conditions: &[Vec<Expr>],
        context: &Context,
        rows: &Batch,
    ) -> Result<Option<Vec<i64>>, Halt> {
        let ([one, two], [first, second]) = (&*self.spec.leaves, conditions) else {
            return Ok(None);
        };
        let snapshot = context.view.snapshot();
        let alike = one.expand.direction == two.expand.direction;
        let loops = match &one.expand.types {
            Types::These(types) => types.iter().any(|t| snapshot.may_loop(*t)),
            Types::All => true,
        };
        if !alike && !loops {
            return Ok(None);
        }
        let both = Count { leaf: two, conditions: second, counted: Vec::new(), context, rows };
        let as_first = Count { leaf: one, conditions: first, counted: Vec::new(), context, rows };
        let asked: Vec<Slot> = both.asked().into_iter().chain(as_first.asked()).collect();
        let mut same = vec![0; rows.len()];
        let mut open = Vec::new();
        for row in 0..rows.len() {
            context.tick()?;
            let mut found = Found::NONE;
            both.gather(row, &mut open, &mut found);
            let near = rows.column(two.expand.from).node(row);
            let mut shared = Found::NONE;
            for ((edge, end), row) in found.edges.iter().zip(&found.ends).zip(&found.rows) {
                let of_first = context.view.is_of(*edge, &one.expand.types);
                if of_first && (alike || near == Some(*end)) {
                    shared.rows.push(*row);
                    shared.edges.push(*edge);
                    shared.ends.push(*end);
                }
            }
            let mut batch = shared.batch(two, rows, &asked);
            batch.set(one.expand.relation, Column::Relations(shared.edges.clone()));
            batch.set(one.expand.to, Column::Nodes(shared.ends.clone()));
            let all = (0..batch.len()).collect();
            let kept = select(second, context, &batch, all)?;
            let kept = select(first, context, &batch, kept)?;
            if let Some(same) = same.get_mut(row) {
                *same = i64::try_from(kept.len()).unwrap_or(i64::MAX);
            }
        }
        Ok(Some(same))
    }

    /// How many there are of each leaf, and of each thing that is counted: by time asked for.
    fn counts(
        &self,
        looked: &Looked,
        context: &Context,
        rows: &Batch,
    ) -> Result<Vec<Vec<i64>>, Halt> {
        let times = &self.spec.times;
        let mut all = vec![vec![1_i64; rows.len()]; times.len()];
        for (number, (leaf, conditions)) in
            self.spec.leaves.iter().zip(&looked.conditions).enumerate()
        {
            let asked = || times.iter().zip(&looked.all);
            let counted = asked().filter_map(|(time, all)| own(time, number, *all)).collect();
            let count = Count { leaf, conditions, counted, context, rows };
            let counts = count.all()?;
            let mut counted = counts.iter().skip(1);
            for ((time, there), total) in asked().zip(&mut all) {
                let counts = if own(time, number, *there).is_some() {
                    counted.next()
                } else {
                    counts.first()
                };
                multiply(total, counts.map(Vec::as_slice).unwrap_or_default())?;
            }
        }
        if let Some(same) = self.same(&looked.conditions, context, rows)? {
            for total in &mut all {
                total.iter_mut().zip(&same).for_each(|(total, same)| *total -= same);
            }
        }
        Ok(all)
    }
}

/// What a leaf counts on its own for this time asked for.
fn own(time: &plan::Times, leaf: usize, all: bool) -> Option<&Expr> {
    time.of.as_ref().filter(|(of, _)| *of == leaf && !all).map(|(_, expr)| expr)
}

fn multiply(total: &mut [i64], by: &[i64]) -> Result<(), Halt> {
    for (total, by) in total.iter_mut().zip(by) {
        *total = total.checked_mul(*by).ok_or_else(too_many)?;
    }
    Ok(())
}

impl Operator for Tally {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(mut batch) = input.take() else { return Ok(input.starved()) };
        let looked =
            self.looked.take().unwrap_or_else(|| Looked::at(&self.spec, batch.len(), context));
        let counts = self.counts(&looked, context, &batch)?;
        self.looked = Some(looked);
        for (time, mut total) in self.spec.times.iter().zip(counts) {
            if let Column::Integers(before) = batch.column(time.slot) {
                multiply(&mut total, before)?;
            }
            batch.set(time.slot, Column::Integers(total));
        }
        let rows = self.spec.times.first().map(|time| batch.column(time.slot));
        let stays = |row: &usize| rows.is_some_and(|rows| rows.integer(*row) != Some(0));
        let kept: Vec<usize> = (0..batch.len()).filter(stays).collect();
        Ok(Progress::Rows(if kept.len() == batch.len() { batch } else { batch.gather(&kept) }))
    }
}
