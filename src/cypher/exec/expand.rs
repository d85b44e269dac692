//! One relationship from a node, or the ends of one that is known.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::{Input, Operator, Progress};
use crate::cypher::plan::Expand;
use crate::cypher::sema::bound::Slot;
use crate::model::{Direction, EdgeId, NodeId};

/// Whether a relationship is already used by the same clause in this row.
pub(super) fn is_used(rows: &Batch, row: usize, others: &[Slot], edge: EdgeId) -> bool {
    others.iter().any(|slot| rows.column(*slot).holds(row, edge))
}

/// Follows one relationship.
pub(super) struct One {
    expand: Arc<Expand>,
    rows: Option<Batch>,
    row: usize,
    /// The relationships of the row before `row`, from this one on.
    found: Vec<(EdgeId, NodeId)>,
    place: usize,
}

impl One {
    pub(super) fn new(expand: Arc<Expand>) -> Self {
        Self { expand, rows: None, row: 0, found: Vec::new(), place: 0 }
    }
}

impl Operator for One {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let expand = &*self.expand;
        let (from, to) = (rows.column(expand.from), rows.column(expand.to));
        let (mut picked, mut edges, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        while picked.len() < BATCH {
            context.tick()?;
            let rest = self.found.get(self.place..).unwrap_or_default();
            let some = rest.get(..BATCH).unwrap_or(rest);
            if !some.is_empty() {
                self.place += some.len();
                let row = self.row - 1;
                let free = |edge| !is_used(rows, row, &expand.others, edge);
                let some = some.iter().filter(|(edge, _)| expand.others.is_empty() || free(*edge));
                let before = ends.len();
                for (edge, end) in some {
                    edges.push(*edge);
                    ends.push(*end);
                }
                picked.resize(picked.len() + ends.len() - before, row);
                continue;
            }
            if self.row >= rows.len() {
                break;
            }
            self.found.clear();
            self.place = 0;
            let (direction, types) = (expand.direction, &expand.types);
            match (from.node(self.row), expand.knows_to.then(|| to.node(self.row))) {
                (Some(near), None) => context.view.expand(near, direction, types, &mut self.found),
                (Some(near), Some(Some(far))) => {
                    context.view.ties((near, far), direction, types, &mut self.found);
                }
                _ => {}
            }
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(expand.relation, Column::Relations(edges));
        if !expand.knows_to {
            batch.set(expand.to, Column::Nodes(ends));
        }
        if self.row >= rows.len() && self.place >= self.found.len() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}

/// Takes the ends from a relationship that is known.
pub(super) struct Ends {
    expand: Arc<Expand>,
}

impl Ends {
    pub(super) fn new(expand: Arc<Expand>) -> Self {
        Self { expand }
    }
}

impl Operator for Ends {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(rows) = input.take() else { return Ok(input.starved()) };
        let expand = &*self.expand;
        let (mut picked, mut lefts, mut rights) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..rows.len() {
            context.tick()?;
            let Some(edge) = rows.column(expand.relation).relation(row) else { continue };
            let Some((from, to)) = context.view.snapshot().edge_ends(edge) else { continue };
            let seen =
                context.view.is_of(edge, &expand.types) && context.view.snapshot().sees_edge(edge);
            if !seen || is_used(&rows, row, &expand.others, edge) {
                continue;
            }
            let snapshot = context.view.snapshot();
            let symmetric = snapshot.edge_type(edge).is_some_and(|t| snapshot.is_symmetric(t));
            let direction = if symmetric { Direction::Both } else { expand.direction };
            let ways: &[(NodeId, NodeId)] = match direction {
                Direction::Out => &[(from, to)],
                Direction::In => &[(to, from)],
                Direction::Both if from == to => &[(from, to)],
                Direction::Both => &[(from, to), (to, from)],
            };
            for (left, right) in ways.iter().copied() {
                let fits = (expand.from != expand.to || left == right)
                    && (!expand.knows_from || rows.column(expand.from).node(row) == Some(left))
                    && (!expand.knows_to || rows.column(expand.to).node(row) == Some(right));
                if fits {
                    picked.push(row);
                    lefts.push(left);
                    rights.push(right);
                }
            }
        }
        let mut batch = rows.gather(&picked);
        batch.set(expand.from, Column::Nodes(lefts));
        batch.set(expand.to, Column::Nodes(rights));
        Ok(Progress::Rows(batch))
    }
}
