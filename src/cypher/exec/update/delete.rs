//! `DELETE`.

use std::collections::BTreeSet;

use super::{refused, wrong_type};
use crate::cypher::exec::batch::Batch;
use crate::cypher::exec::context::{Context, Halt};
use crate::cypher::exec::eval::{Frame, eval};
use crate::cypher::sema::expr::Expr;
use crate::error::Span;
use crate::model::{Change, Direction, EdgeId, NodeId, Value};

/// What a clause deletes: relationships go before nodes, so that their order in the rows does not
/// matter.
#[derive(Default)]
struct Doomed {
    nodes: BTreeSet<NodeId>,
    edges: BTreeSet<EdgeId>,
}

impl Doomed {
    fn add(&mut self, value: &Value, span: Span) -> Result<(), Halt> {
        match value {
            Value::Null => {}
            Value::Node(id) => drop(self.nodes.insert(*id)),
            Value::Relationship(id) => drop(self.edges.insert(*id)),
            Value::Path(path) => {
                self.nodes.extend(&path.nodes);
                self.edges.extend(&path.edges);
            }
            other => {
                let message = format!(
                    "nodes, relationships and paths are deleted, and this is {}",
                    other.type_name()
                );
                return Err(wrong_type(message, span));
            }
        }
        Ok(())
    }
}

/// Deletes what the targets are in any row; what is gone already is passed over.
pub(super) fn delete(
    detach: bool,
    targets: &[Expr],
    rows: &[Batch],
    context: &mut Context,
) -> Result<(), Halt> {
    let mut doomed = Doomed::default();
    for batch in rows {
        for row in 0..batch.len() {
            context.tick()?;
            for target in targets {
                let value = eval(target, context, &mut Frame::new(batch, row))?;
                doomed.add(&value, target.span)?;
            }
        }
    }
    let Some(span) = targets.iter().map(|target| target.span).reduce(Span::to) else {
        return Ok(());
    };
    // Also what is not seen hangs on a node, and goes with it.
    let snapshot = context.view.snapshot().whole();
    doomed.nodes.retain(|id| snapshot.has_node(*id));
    if detach {
        let hanging = |id: &NodeId| snapshot.expand(*id, Direction::Both, &[]).map(|tie| tie.0);
        doomed.edges.extend(doomed.nodes.iter().flat_map(hanging));
    }
    doomed.edges.retain(|id| snapshot.has_edge(*id));
    drop(snapshot);
    context.removed |= !(doomed.nodes.is_empty() && doomed.edges.is_empty());
    context.counters.relationships_deleted += doomed.edges.len() as u64;
    context.counters.nodes_deleted += doomed.nodes.len() as u64;
    let edges = doomed.edges.into_iter().map(Change::RemoveEdge);
    for change in edges.chain(doomed.nodes.into_iter().map(Change::RemoveNode)) {
        context.tick()?;
        let applied = context.view.snapshot_mut().apply(change);
        applied.map_err(|error| refused(&error, Some(span)))?;
    }
    Ok(())
}
