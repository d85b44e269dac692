//! Quantified path patterns: every path that a leg, walked so many times, makes from a node.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::held::Held;
use super::walk::{Step, Walk};
use super::way::Scene;
use super::{Input, Operator, Progress};
use crate::cypher::plan::{self, Expand};
use crate::model::Value;

/// Walks a leg over and over.
pub(super) struct Repeat {
    expand: Arc<Expand>,
    spec: Arc<plan::Repeat>,
    rows: Option<Batch>,
    row: usize,
    /// The walk of the row before `row`.
    walk: Option<Walk>,
    /// What the rows handed on last hold that others do not.
    held: Held,
}

impl Repeat {
    pub(super) fn new(expand: Arc<Expand>, spec: Arc<plan::Repeat>) -> Self {
        Self { expand, spec, rows: None, row: 0, walk: None, held: Held::default() }
    }
}

impl Operator for Repeat {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        self.held = Held::default();
        let (expand, repeat) = (&*self.expand, &*self.spec);
        let slots = repeat.leg.fills();
        let (mut picked, mut ends) = (Vec::new(), Vec::new());
        let mut columns: Vec<Vec<Value>> = vec![Vec::new(); slots.len()];
        while picked.len() < BATCH {
            let step = if let Some(walk) = &mut self.walk {
                let scene = Scene { context, rows, row: self.row - 1, others: &expand.others };
                walk.step(&repeat.track, scene, &mut |_, _, _| true)?
            } else {
                if self.row >= rows.len() {
                    break;
                }
                self.row += 1;
                let Some(start) = rows.column(expand.from).node(self.row - 1) else { continue };
                let scene = Scene { context, rows, row: self.row - 1, others: &expand.others };
                self.walk.insert(Walk::from(start)).begin(
                    &repeat.track,
                    scene,
                    &mut |_, _, _| true,
                )?
            };
            match (step, &self.walk) {
                (Step::Arrived(end), Some(walk)) => {
                    let known = rows.column(expand.to).node(self.row - 1);
                    if expand.knows_to && known != Some(end) {
                        continue;
                    }
                    let trail = walk.trail(&repeat.track, expand.reversed, context)?;
                    self.held.add(context, trail.weight())?;
                    picked.push(self.row - 1);
                    ends.push(end);
                    for (column, value) in columns.iter_mut().zip(trail.values(0, &repeat.leg)) {
                        column.push(value);
                    }
                }
                (Step::Finished, _) => self.walk = None,
                _ => {}
            }
        }
        let mut batch = rows.gather(&picked);
        for (slot, values) in slots.into_iter().zip(columns) {
            batch.set(slot, Column::Values(values));
        }
        if !expand.knows_to {
            batch.set(expand.to, Column::Nodes(ends));
        }
        if self.row >= rows.len() && self.walk.is_none() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}
