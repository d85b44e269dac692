//! Where rows of relationships end: breadth first from a node, each end once.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::column::select;
use super::context::{Context, Halt};
use super::held::Held;
use super::{Input, Operator, Progress};
use crate::cypher::plan::Expand;
use crate::cypher::sema::bound::{Hops, Slot};
use crate::cypher::sema::expr::Expr;
use crate::model::{Direction, EdgeId, NodeId};

/// Finds the nodes that rows of relationships lead to.
pub(super) struct Reach {
    expand: Arc<Expand>,
    hops: Arc<Hops>,
    rows: Option<Batch>,
    row: usize,
    marks: Marks,
    /// The ends of the row before `row`, from this one on.
    found: Vec<NodeId>,
    place: usize,
    held: Held,
}

impl Reach {
    pub(super) fn new(expand: Arc<Expand>, hops: Arc<Hops>) -> Self {
        let (marks, held) = (Marks::default(), Held::default());
        Self { expand, hops, rows: None, row: 0, marks, found: Vec::new(), place: 0, held }
    }
}

impl Operator for Reach {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let (mut picked, mut ends) = (Vec::new(), Vec::new());
        while ends.len() < BATCH {
            context.tick()?;
            let rest = self.found.get(self.place..).unwrap_or_default();
            let some = rest.get(..BATCH - ends.len()).unwrap_or(rest);
            if !some.is_empty() {
                self.place += some.len();
                picked.resize(picked.len() + some.len(), self.row - 1);
                ends.extend_from_slice(some);
                continue;
            }
            if self.row >= rows.len() {
                break;
            }
            (self.found, self.place) = (Vec::new(), 0);
            if let Some(start) = rows.column(self.expand.from).node(self.row) {
                let walk = Walk { expand: &self.expand, hops: &self.hops, context, rows };
                let found = walk.from(start, self.row, &mut self.marks);
                self.found = self.marks.cleared(found)?;
                self.held = Held::default();
                self.held.add(context, self.found.len() * size_of::<NodeId>())?;
            }
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(self.expand.to, Column::Nodes(ends));
        if self.row >= rows.len() && self.place >= self.found.len() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}

/// How a node was reached: by which relationship of the start its way begins, and how long it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Mark {
    /// Counted from 1, in the order in which the start has them; 0 for a node not reached.
    branch: u32,
    depth: u32,
}

/// The marks of all nodes, kept from one search to the next.
#[derive(Debug, Default)]
struct Marks {
    by_node: Vec<Mark>,
    touched: Vec<NodeId>,
}

impl Marks {
    fn get(&self, node: NodeId) -> Mark {
        self.by_node.get(node.0 as usize).copied().unwrap_or_default()
    }

    fn set(&mut self, node: NodeId, mark: Mark) {
        let place = node.0 as usize;
        if place >= self.by_node.len() {
            self.by_node.resize((place + 1).next_power_of_two(), Mark::default());
        }
        if let Some(there) = self.by_node.get_mut(place) {
            *there = mark;
            self.touched.push(node);
        }
    }

    /// Takes the marks off, also after a search that was stopped.
    fn cleared<T>(&mut self, result: T) -> T {
        for node in self.touched.drain(..) {
            if let Some(there) = self.by_node.get_mut(node.0 as usize) {
                *there = Mark::default();
            }
        }
        result
    }
}

/// A search from the node of one row.
struct Walk<'a> {
    expand: &'a Expand,
    hops: &'a Hops,
    context: &'a Context,
    rows: &'a Batch,
}

impl Walk<'_> {
    /// The ends, nearest first. `hops.min` is 0 or 1.
    ///
    /// Any other node is reached by a shortest way, which uses no relationship twice. The start
    /// is an end where a closed way leads back to it: two branches that touch, or another
    /// relationship to it than the one by which a branch begins (as in the search for the girth of a
    /// graph by Itai and Rodeh, 1978).
    fn from(&self, start: NodeId, row: usize, marks: &mut Marks) -> Result<Vec<NodeId>, Halt> {
        let most = self.hops.max.unwrap_or(u64::MAX);
        let undirected = self.expand.direction == Direction::Both;
        let (mut found, mut steps) = (Vec::new(), Vec::new());
        let mut closed = self.hops.min == 0;
        let mut branches: Vec<EdgeId> = Vec::new();
        let mut frontier = vec![start];
        let mut depth = 0_u32;
        while !frontier.is_empty() && u64::from(depth) < most {
            let mut next = Vec::new();
            let mut open = frontier.iter().copied();
            while self.steps(&mut open, row, &mut steps)? {
                for Step { near, edge, far } in steps.iter().copied() {
                    let own = marks.get(near);
                    let first = branches.get((own.branch as usize).wrapping_sub(1));
                    let there = marks.get(far);
                    if far == start {
                        closed |= !undirected || near == start || first != Some(&edge);
                    } else if there.branch == 0 {
                        if near == start {
                            branches.push(edge);
                        }
                        let place = u32::try_from(branches.len()).unwrap_or(u32::MAX);
                        let branch = if near == start { place } else { own.branch };
                        marks.set(far, Mark { branch, depth: depth + 1 });
                        next.push(far);
                    } else if undirected && there.branch != own.branch {
                        let whole = u64::from(depth) + 1 + u64::from(there.depth);
                        closed |= whole <= most;
                    }
                }
            }
            found.extend_from_slice(&next);
            frontier = next;
            depth = depth.saturating_add(1);
        }
        if closed {
            found.push(start);
        }
        Ok(found)
    }

    /// The steps that are allowed from some more of these nodes; whether there were any more nodes.
    fn steps(
        &self,
        nodes: &mut impl Iterator<Item = NodeId>,
        row: usize,
        steps: &mut Vec<Step>,
    ) -> Result<bool, Halt> {
        steps.clear();
        let Expand { direction, types, .. } = self.expand;
        let (mut edges, mut any) = (Vec::new(), false);
        for near in nodes {
            any = true;
            edges.clear();
            self.context.view.expand(near, *direction, types, &mut edges);
            self.context.tick_many(edges.len())?;
            steps.extend(edges.iter().map(|(edge, far)| Step { near, edge: *edge, far: *far }));
            if steps.len() >= BATCH {
                break;
            }
        }
        if !self.hops.conditions.is_empty() {
            self.keep_allowed(row, steps)?;
        }
        Ok(any)
    }

    /// Leaves the steps whose relationships fulfil the conditions.
    fn keep_allowed(&self, row: usize, steps: &mut Vec<Step>) -> Result<(), Halt> {
        let conditions = &self.hops.conditions;
        let asked: Vec<Slot> = conditions.iter().flat_map(Expr::free_slots).collect();
        let mut batch = self.rows.pick(&vec![row; steps.len()], &asked);
        let edges = steps.iter().map(|step| step.edge).collect();
        batch.set(self.hops.each, Column::Relations(edges));
        let kept = select(conditions, self.context, &batch, (0..steps.len()).collect())?;
        *steps = kept.into_iter().filter_map(|place| steps.get(place).copied()).collect();
        Ok(())
    }
}

/// From a node to a neighbour.
#[derive(Debug, Clone, Copy)]
struct Step {
    near: NodeId,
    edge: EdgeId,
    far: NodeId,
}
