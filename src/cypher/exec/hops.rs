//! Rows of relationships: every way of following between so many and so many, none used twice.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::eval::Frame;
use super::expand::is_used;
use super::test::holds;
use super::{Input, Operator, Progress};
use crate::cypher::plan::Expand;
use crate::cypher::sema::bound::Hops;
use crate::model::{EdgeId, NodeId, Value};

/// Follows relationships, depth first.
pub(super) struct Many {
    expand: Arc<Expand>,
    hops: Arc<Hops>,
    rows: Option<Batch>,
    row: usize,
    walk: Option<Walk>,
}

/// A walk from the node of one row.
#[derive(Default)]
struct Walk {
    /// The relationships at each node of the trail, and how many of them were followed.
    open: Vec<(Vec<(EdgeId, NodeId)>, usize)>,
    trail: Vec<EdgeId>,
}

impl Many {
    pub(super) fn new(expand: Arc<Expand>, hops: Arc<Hops>) -> Self {
        Self { expand, hops, rows: None, row: 0, walk: None }
    }
}

impl Operator for Many {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let step = Step { expand: &self.expand, hops: &self.hops, rows, context };
        let mut found = Found::default();
        while found.rows.len() < BATCH {
            context.tick()?;
            if let Some(walk) = &mut self.walk {
                let row = self.row - 1;
                match step.next(walk, row)? {
                    Next::End(end) => step.take(walk, row, end, &mut found),
                    Next::Nothing => {}
                    Next::Finished => self.walk = None,
                }
                continue;
            }
            if self.row >= rows.len() {
                break;
            }
            if let Some(start) = rows.column(self.expand.from).node(self.row) {
                let mut walk = Walk::default();
                step.take(&walk, self.row, start, &mut found);
                step.open(&mut walk, start);
                self.walk = Some(walk);
            }
            self.row += 1;
        }
        let mut batch = rows.gather(&found.rows);
        batch.set(self.expand.relation, Column::Values(found.trails));
        if !self.expand.knows_to {
            batch.set(self.expand.to, Column::Nodes(found.ends));
        }
        if self.row >= rows.len() && self.walk.is_none() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}

#[derive(Default)]
struct Found {
    rows: Vec<usize>,
    trails: Vec<Value>,
    ends: Vec<NodeId>,
}

enum Next {
    /// The trail has one more relationship, which leads here.
    End(NodeId),
    Nothing,
    Finished,
}

struct Step<'a> {
    expand: &'a Expand,
    hops: &'a Hops,
    rows: &'a Batch,
    context: &'a Context,
}

impl Step<'_> {
    /// Looks at one relationship; the walk goes on from where it leads.
    fn next(&self, walk: &mut Walk, row: usize) -> Result<Next, Halt> {
        let Some((edges, place)) = walk.open.last_mut() else { return Ok(Next::Finished) };
        let Some((edge, end)) = edges.get(*place).copied() else {
            walk.open.pop();
            walk.trail.pop();
            return Ok(Next::Nothing);
        };
        *place += 1;
        if walk.trail.contains(&edge) || is_used(self.rows, row, &self.expand.others, edge) {
            return Ok(Next::Nothing);
        }
        if !self.hops.conditions.is_empty() {
            let mut frame = Frame::new(self.rows, row);
            let holds = frame.with(self.hops.each, edge.into(), |frame| {
                holds(&self.hops.conditions, self.context, frame)
            })?;
            if !holds {
                return Ok(Next::Nothing);
            }
        }
        walk.trail.push(edge);
        self.open(walk, end);
        Ok(Next::End(end))
    }

    /// Opens the relationships at the end of the trail; none where it is as long as it may be.
    fn open(&self, walk: &mut Walk, end: NodeId) {
        let mut edges = Vec::new();
        if self.hops.max.is_none_or(|max| (walk.trail.len() as u64) < max) {
            let Expand { direction, types, .. } = self.expand;
            self.context.view.expand(end, *direction, types, &mut edges);
        }
        walk.open.push((edges, 0));
    }

    /// Takes the trail as a result, if it is one.
    fn take(&self, walk: &Walk, row: usize, end: NodeId, found: &mut Found) {
        let length = walk.trail.len() as u64;
        let wanted = length >= self.hops.min && self.hops.max.is_none_or(|max| length <= max);
        let fits = !self.expand.knows_to || self.rows.column(self.expand.to).node(row) == Some(end);
        if wanted && fits {
            let edges = walk.trail.iter().map(|edge| Value::Relationship(*edge));
            let trail =
                if self.expand.reversed { Value::list(edges.rev()) } else { Value::list(edges) };
            found.rows.push(row);
            found.trails.push(trail);
            found.ends.push(end);
        }
    }
}
