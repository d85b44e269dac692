//! `shortestPath` and `allShortestPaths`.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::eval::Frame;
use super::search::{Found, Search};
use super::test::{holds, truth};
use super::{Input, Operator, Progress};
use crate::cypher::plan::{self, Each};
use crate::model::value::Path;
use crate::model::{EdgeId, NodeId, Value};

/// Finds shortest paths between the two nodes of each row.
pub(super) struct Shortest {
    spec: Arc<plan::Shortest>,
    rows: Option<Batch>,
    row: usize,
    /// The paths of the row before `row` that are still to be handed on.
    found: Found,
}

impl Shortest {
    pub(super) fn new(spec: Arc<plan::Shortest>) -> Self {
        Self { spec, rows: None, row: 0, found: Found::default() }
    }

    fn paths(
        shortest: &plan::Shortest,
        context: &Context,
        rows: &Batch,
        row: usize,
    ) -> Result<Found, Halt> {
        let (Some(from), Some(to)) =
            (rows.column(shortest.from).node(row), rows.column(shortest.to).node(row))
        else {
            return Ok(Found::default());
        };
        let pattern = &shortest.pattern;
        let search = Search {
            context,
            from,
            to,
            direction: pattern.direction,
            types: &pattern.types,
            min: pattern.hops.min,
            max: pattern.hops.max,
            all: pattern.all,
            both_ends: shortest.both_ends,
        };
        let free = shortest.relations.is_empty() && shortest.nodes.is_empty();
        let mut allows = |edge: EdgeId, node: NodeId| {
            Ok(free
                || each(&shortest.relations, &edge.into(), context, rows, row)?
                    && each(&shortest.nodes, &node.into(), context, rows, row)?)
        };
        for end in [from, to] {
            if !each(&shortest.nodes, &end.into(), context, rows, row)? {
                return Ok(Found::default());
            }
        }
        if shortest.conditions.is_empty() && from != to && search.min <= 1 {
            return search.breadth_first(&mut allows);
        }
        search.by_length(&mut allows, &mut |path| {
            let mut frame = Frame::new(rows, row);
            let whole = pattern.path.map(|slot| (slot, Value::Path(Arc::new(path.clone()))));
            frame.with(pattern.relations, relations(path), |frame| match whole {
                Some((slot, path)) => {
                    frame.with(slot, path, |frame| holds(&shortest.conditions, context, frame))
                }
                None => holds(&shortest.conditions, context, frame),
            })
        })
    }
}

/// Whether an element of a path fulfils these conditions.
fn each(
    conditions: &[Each],
    element: &Value,
    context: &Context,
    rows: &Batch,
    row: usize,
) -> Result<bool, Halt> {
    for condition in conditions {
        let holds = Frame::new(rows, row).with(condition.slot, element.clone(), |frame| {
            truth(&condition.condition, context, frame)
        })?;
        if holds != Some(condition.wanted) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn relations(path: &Path) -> Value {
    Value::list(path.edges.iter().map(|edge| Value::Relationship(*edge)))
}

impl Operator for Shortest {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let (mut picked, mut paths, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut finished = false;
        while picked.len() < BATCH {
            context.tick()?;
            if let Some(path) = self.found.next() {
                picked.push(self.row - 1);
                lists.push(relations(&path));
                paths.push(Value::Path(Arc::new(path)));
                continue;
            }
            finished = self.row >= rows.len();
            if finished {
                break;
            }
            context.check()?;
            self.found = Self::paths(&self.spec, context, rows, self.row)?;
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(self.spec.pattern.relations, Column::Values(lists));
        if let Some(slot) = self.spec.pattern.path {
            batch.set(slot, Column::Values(paths));
        }
        if finished {
            self.rows = None;
            self.found = Found::default();
        }
        Ok(Progress::Rows(batch))
    }
}
