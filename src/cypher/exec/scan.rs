//! Nodes from the graph.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::{Input, Operator, Progress};
use crate::cypher::plan::Source;
use crate::cypher::sema::bound::Slot;
use crate::graph::Label;
use crate::model::{NodeId, Value};

/// Puts each node of a source beside each row.
pub(super) struct Scan {
    slot: Slot,
    source: Arc<Source>,
    /// The nodes, where they are the same for all rows.
    all: Option<Arc<[NodeId]>>,
    rows: Option<Batch>,
    row: usize,
    /// The nodes for the row, from this one on.
    nodes: Option<(Arc<[NodeId]>, usize)>,
}

impl Scan {
    pub(super) fn new(slot: Slot, source: Arc<Source>) -> Self {
        Self { slot, source, all: None, rows: None, row: 0, nodes: None }
    }

    fn nodes(
        all: &mut Option<Arc<[NodeId]>>,
        source: &Source,
        context: &Context,
        mut frame: Frame<'_>,
    ) -> Result<Arc<[NodeId]>, Halt> {
        if let Some(all) = all {
            return Ok(Arc::clone(all));
        }
        let snapshot = context.view.snapshot();
        let mut text = |expr| eval(expr, context, &mut frame);
        let labelled = |label: Option<Label>| match label {
            Some(label) => snapshot.nodes_with(label).collect(),
            None => snapshot.nodes().collect(),
        };
        let found: Vec<NodeId> = match source {
            Source::All => labelled(None),
            Source::Label(label) => labelled(Some(*label)),
            Source::Nothing => Vec::new(),
            Source::Key(key) => match text(key)? {
                Value::String(key) => snapshot.by_key(&key).into_iter().collect(),
                _ => Vec::new(),
            },
            Source::Name(name) => match text(name)? {
                Value::String(name) => snapshot.named(&name).collect(),
                // Only texts are names; the condition is still to be tested on each node.
                Value::Null => Vec::new(),
                _ => labelled(None),
            },
            Source::Property { key, value, label, .. } => match text(value)? {
                Value::Null => Vec::new(),
                value => snapshot.seek(*key, &value).unwrap_or_else(|| labelled(*label)),
            },
            Source::Identifier(scheme, value) => match text(value)? {
                Value::String(value) => {
                    snapshot.by_identifier(scheme, &value).into_iter().collect()
                }
                _ => Vec::new(),
            },
        };
        let found: Arc<[NodeId]> = match source {
            Source::All | Source::Label(_) | Source::Nothing => {
                let found: Arc<[NodeId]> = found.into();
                *all = Some(Arc::clone(&found));
                found
            }
            _ => found.into_iter().filter(|id| snapshot.sees_node(*id)).collect(),
        };
        Ok(found)
    }
}

impl Operator for Scan {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let (mut picked, mut found) = (Vec::new(), Vec::new());
        while found.len() < BATCH {
            context.tick()?;
            if let Some((nodes, place)) = &mut self.nodes {
                let rest = nodes.get(*place..).unwrap_or_default();
                let some = rest.get(..BATCH - found.len()).unwrap_or(rest);
                if !some.is_empty() {
                    *place += some.len();
                    picked.resize(picked.len() + some.len(), self.row - 1);
                    found.extend_from_slice(some);
                    continue;
                }
                self.nodes = None;
            }
            if self.row >= rows.len() {
                break;
            }
            let frame = Frame::new(rows, self.row);
            self.nodes = Some((Self::nodes(&mut self.all, &self.source, context, frame)?, 0));
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(self.slot, Column::Nodes(found));
        if self.row >= rows.len() && self.nodes.is_none() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}
