//! The ways of walking a leg of a path once.

use super::batch::Batch;
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::expand::is_used;
use super::held::Held;
use super::test::holds;
use crate::cypher::plan::Stage;
use crate::cypher::sema::bound::Slot;
use crate::model::{EdgeId, NodeId, Value};

/// Where a path is walked: for a row of the query.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) context: &'a Context,
    pub(super) rows: &'a Batch,
    pub(super) row: usize,
    /// The slots of relationships that other parts of the pattern have matched.
    pub(super) others: &'a [Slot],
}

/// The ways of walking a leg once from a node, one at a time.
pub(super) struct Ways {
    /// The nodes of the way at hand; it is whole when there is one more than the leg has steps.
    pub(super) nodes: Vec<NodeId>,
    pub(super) edges: Vec<EdgeId>,
    /// The relationships at each node of the way, and how many of them were followed.
    open: Vec<(Vec<(EdgeId, NodeId)>, usize)>,
    begun: bool,
    held: Held,
}

impl Ways {
    pub(super) fn from(start: NodeId) -> Self {
        let (edges, open, held) = (Vec::new(), Vec::new(), Held::default());
        Self { nodes: vec![start], edges, open, begun: false, held }
    }

    /// Goes on to the next way, if there is one. Where relationships must differ, `walked` are those
    /// of the path so far.
    pub(super) fn next(
        &mut self,
        stage: &Stage,
        scene: Scene<'_>,
        walked: Option<&[EdgeId]>,
    ) -> Result<bool, Halt> {
        if !self.begun {
            self.begun = true;
            if !self.fits(stage, scene)? {
                return Ok(false);
            }
            if stage.steps.is_empty() {
                return Ok(true);
            }
            self.open(stage, scene)?;
        }
        loop {
            scene.context.tick()?;
            let depth = self.open.len();
            let Some((edges, place)) = self.open.last_mut() else { return Ok(false) };
            self.nodes.truncate(depth);
            self.edges.truncate(depth - 1);
            let Some((edge, node)) = edges.get(*place).copied() else {
                let width = edges.len() * size_of::<(EdgeId, NodeId)>();
                self.open.pop();
                self.held.release(width);
                continue;
            };
            *place += 1;
            if walked.is_some_and(|walked| {
                self.edges.contains(&edge)
                    || walked.contains(&edge)
                    || is_used(scene.rows, scene.row, scene.others, edge)
            }) {
                continue;
            }
            self.edges.push(edge);
            self.nodes.push(node);
            if !self.fits(stage, scene)? {
                continue;
            }
            if self.edges.len() == stage.steps.len() {
                return Ok(true);
            }
            self.open(stage, scene)?;
        }
    }

    /// Opens the relationships at the last node.
    fn open(&mut self, stage: &Stage, scene: Scene<'_>) -> Result<(), Halt> {
        let mut edges = Vec::new();
        if let (Some(step), Some(node)) = (stage.steps.get(self.edges.len()), self.nodes.last()) {
            scene.context.view.expand(*node, step.direction, &step.types, &mut edges);
        }
        self.held.add(scene.context, edges.len() * size_of::<(EdgeId, NodeId)>())?;
        self.open.push((edges, 0));
        Ok(())
    }

    /// Whether what must hold when the last node is reached does.
    fn fits(&self, stage: &Stage, scene: Scene<'_>) -> Result<bool, Halt> {
        let at = self.edges.len();
        let Some(place) = stage.nodes.get(at) else { return Ok(false) };
        if place.same_as.is_some_and(|before| self.nodes.get(before) != self.nodes.last()) {
            return Ok(false);
        }
        let conditions = stage.checks.get(at).map_or(&[][..], Vec::as_slice);
        if conditions.is_empty() {
            return Ok(true);
        }
        let nodes = stage.nodes.iter().zip(&self.nodes);
        let nodes = nodes.map(|(place, node)| (place.slot, Value::Node(*node)));
        let steps = stage.steps.iter().zip(&self.edges);
        let steps = steps.map(|(step, edge)| (step.slot, Value::Relationship(*edge)));
        let mut frame = Frame::over(scene.rows, scene.row, nodes.chain(steps).collect());
        if at == stage.steps.len() {
            for (slot, path) in &stage.paths {
                let path = eval(path, scene.context, &mut frame)?;
                frame.set(*slot, path);
            }
        }
        holds(conditions, scene.context, &mut frame)
    }
}
