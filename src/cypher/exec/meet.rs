//! Two relationships to one node: the neighbours that two nodes share.

use std::cmp::Ordering;
use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::expand::is_used;
use super::{Input, Operator, Progress};
use crate::cypher::plan::Expand;
use crate::graph::Fan;
use crate::model::{EdgeId, NodeId};

/// How much longer a step of a binary search takes than to go on to the next neighbour.
const STEP: usize = 3;

/// Follows a relationship from each of two nodes to a node that both lead to.
pub(super) struct Meet {
    sides: Arc<[Expand; 2]>,
    rows: Option<Batch>,
    row: usize,
    /// The neighbours on each side, by node; those of the row before are kept where it is the same.
    near: [Side; 2],
    /// What both lead to in the row before `row`, from this one on.
    found: Vec<(NodeId, EdgeId, EdgeId)>,
    place: usize,
    marks: Marks,
}

/// By node, the place of the relationship to it among those of the left node, counted from 1.
#[derive(Default)]
struct Marks {
    of: Option<NodeId>,
    by_node: Vec<u32>,
    touched: Vec<u32>,
}

impl Marks {
    /// Puts down the pairs of relationships to nodes that both fans lead to. The marks of the left
    /// one stay for the rows behind that begin with the same node.
    fn meet(
        &mut self,
        node: NodeId,
        (left, right): (Fan<'_>, Fan<'_>),
        found: &mut Vec<(NodeId, EdgeId, EdgeId)>,
    ) {
        if self.of != Some(node) {
            for far in self.touched.drain(..) {
                if let Some(mark) = self.by_node.get_mut(far as usize) {
                    *mark = 0;
                }
            }
            let end = left.far().last().map_or(0, |last| *last as usize + 1);
            if end > self.by_node.len() {
                self.by_node.resize(end.next_power_of_two(), 0);
            }
            for (place, far) in (1..).zip(left.far()) {
                if let Some(mark) = self.by_node.get_mut(*far as usize) {
                    *mark = place;
                }
            }
            self.touched.extend_from_slice(left.far());
            self.of = Some(node);
        }
        for (place, far) in right.far().iter().enumerate() {
            let mark = self.by_node.get(*far as usize).copied().unwrap_or_default();
            if mark != 0 {
                pair(*far, left.edges(mark as usize - 1), right.edges(place), found);
            }
        }
    }
}

/// Puts down each pair of relationships to a node.
fn pair(node: u32, left: &[EdgeId], right: &[EdgeId], found: &mut Vec<(NodeId, EdgeId, EdgeId)>) {
    for edge in left {
        found.extend(right.iter().map(|other| (NodeId(node), *edge, *other)));
    }
}

/// What it costs to look each of a few neighbours up among many.
fn looking(few: usize, many: usize) -> usize {
    let steps = usize::BITS - many.leading_zeros();
    few * STEP * steps as usize
}

/// Looks each of a few neighbours up among many.
fn look_up(few: Fan<'_>, many: Fan<'_>, turned: bool, found: &mut Vec<(NodeId, EdgeId, EdgeId)>) {
    for (place, far) in few.far().iter().enumerate() {
        if let Ok(there) = many.far().binary_search(far) {
            let (left, right) = (few.edges(place), many.edges(there));
            let (left, right) = if turned { (right, left) } else { (left, right) };
            pair(*far, left, right, found);
        }
    }
}

#[derive(Default)]
struct Side {
    node: Option<NodeId>,
    ties: Vec<(NodeId, EdgeId)>,
}

impl Side {
    fn of(&mut self, node: NodeId, expand: &Expand, context: &Context) {
        if self.node == Some(node) {
            return;
        }
        let mut edges = Vec::new();
        context.view.expand(node, expand.direction, &expand.types, &mut edges);
        self.ties.clear();
        self.ties.extend(edges.into_iter().map(|(edge, far)| (far, edge)));
        // One type in one direction comes in this order already.
        if !self.ties.is_sorted() {
            self.ties.sort_unstable();
        }
        self.node = Some(node);
    }
}

impl Meet {
    pub(super) fn new(sides: Arc<[Expand; 2]>) -> Self {
        let near = [Side::default(), Side::default()];
        Self {
            sides,
            rows: None,
            row: 0,
            near,
            found: Vec::new(),
            place: 0,
            marks: Marks::default(),
        }
    }
}

/// Puts down each pair of relationships that lead to one node.
fn meet(
    [left, right]: [&Side; 2],
    context: &Context,
    found: &mut Vec<(NodeId, EdgeId, EdgeId)>,
) -> Result<(), Halt> {
    let (mut a, mut b) = (left.ties.as_slice(), right.ties.as_slice());
    while let (Some(((x, first), rest)), Some(((y, _), other))) = (a.split_first(), b.split_first())
    {
        match x.cmp(y) {
            Ordering::Less => a = rest,
            Ordering::Greater => b = other,
            Ordering::Equal => {
                context.tick()?;
                let same = b.iter().take_while(|(node, _)| node == x);
                found.extend(same.map(|(node, edge)| (*node, *first, *edge)));
                a = rest;
            }
        }
    }
    Ok(())
}

impl Operator for Meet {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        let [one, two] = &*self.sides;
        let (mut picked, mut ends) = (Vec::new(), Vec::new());
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        while picked.len() < BATCH {
            if let Some((end, left, right)) = self.found.get(self.place).copied() {
                self.place += 1;
                let row = self.row - 1;
                let used =
                    is_used(rows, row, &one.others, left) || is_used(rows, row, &two.others, right);
                // The second may still be the first, which is not in a column yet.
                if !used && left != right {
                    picked.push(row);
                    ends.push(end);
                    lefts.push(left);
                    rights.push(right);
                }
                continue;
            }
            if self.row >= rows.len() {
                break;
            }
            context.tick()?;
            self.found.clear();
            self.place = 0;
            let nodes =
                (rows.column(one.from).node(self.row), rows.column(two.from).node(self.row));
            if let (Some(left), Some(right)) = nodes {
                let view = &context.view;
                let fans = view.fan(left, one.direction, &one.types);
                let fans = fans.zip(view.fan(right, two.direction, &two.types));
                if let Some((near, far)) = fans {
                    let found = &mut self.found;
                    let (lefts, rights) = (near.far().len(), far.far().len());
                    let marked = if self.marks.of == Some(left) { 0 } else { lefts };
                    if looking(lefts, rights) < marked + rights {
                        look_up(near, far, false, found);
                    } else if looking(rights, lefts) < marked + rights {
                        look_up(far, near, true, found);
                    } else {
                        self.marks.meet(left, (near, far), found);
                    }
                    self.row += 1;
                    continue;
                }
                let [near, far] = &mut self.near;
                near.of(left, one, context);
                far.of(right, two, context);
                meet([near, far], context, &mut self.found)?;
            }
            self.row += 1;
        }
        let mut batch = rows.gather(&picked);
        batch.set(one.to, Column::Nodes(ends));
        batch.set(one.relation, Column::Relations(lefts));
        batch.set(two.relation, Column::Relations(rights));
        if self.row >= rows.len() && self.place >= self.found.len() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}
