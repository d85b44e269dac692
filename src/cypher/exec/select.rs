//! `SHORTEST k` and its kin: paths between two nodes, shortest first.
//!
//! Paths are walked depth first up to a length that grows, so that each length is done before the
//! next one begins (iterative deepening, Korf 1985, with the distances of [`Guide`]). Where the
//! shortest walk is a path and fulfils all conditions, as it nearly always does, the first length is
//! that of the shortest path and nothing is walked in vain.

use std::sync::Arc;

use super::batch::{BATCH, Batch, Column};
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::guide::Guide;
use super::held::Held;
use super::test::holds;
use super::walk::{At, Step, Walk};
use super::way::Scene;
use super::{Input, Operator, Progress};
use crate::cypher::plan;
use crate::model::{NodeId, Value};

/// Selects paths between the two nodes of each row.
pub(super) struct Select {
    spec: Arc<plan::Select>,
    rows: Option<Batch>,
    row: usize,
    /// The search of the row before `row`.
    search: Option<Search>,
    /// What was learnt of the ways to a node.
    guide: Option<(NodeId, Guide)>,
    /// What the rows handed on last hold that others do not.
    held: Held,
}

impl Select {
    pub(super) fn new(spec: Arc<plan::Select>) -> Self {
        let held = Held::default();
        Self { spec, rows: None, row: 0, search: None, guide: None, held }
    }
}

impl Operator for Select {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        self.held = Held::default();
        let spec = &*self.spec;
        let slots = spec.pattern.binds();
        let mut picked = Vec::new();
        let mut columns: Vec<Vec<Value>> = vec![Vec::new(); slots.len()];
        while picked.len() < BATCH {
            context.tick()?;
            if let Some(search) = &mut self.search {
                let scene = Scene { context, rows, row: self.row - 1, others: &[] };
                let guide = self.guide.as_mut().map(|(_, guide)| guide);
                let Some(values) = search.next(spec, scene, guide)? else {
                    self.search = None;
                    continue;
                };
                picked.push(self.row - 1);
                for (column, value) in columns.iter_mut().zip(values) {
                    self.held.add_own(context, &value)?;
                    column.push(value);
                }
                continue;
            }
            if self.row >= rows.len() {
                break;
            }
            let row = self.row;
            self.row += 1;
            let (from, to) = (rows.column(spec.from).node(row), rows.column(spec.to).node(row));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let (start, goal) = if spec.from_end { (to, from) } else { (from, to) };
            let learnt = self.guide.as_ref().is_some_and(|(of, _)| *of == goal && spec.lasting);
            if spec.back.is_some() && !learnt {
                self.guide = Some((goal, Guide::to(goal, &spec.track)));
            }
            self.search = Some(Search::new(spec, start, goal));
        }
        let mut batch = rows.gather(&picked);
        for (slot, values) in slots.into_iter().zip(columns) {
            batch.set(slot, Column::from(values));
        }
        if self.row >= rows.len() && self.search.is_none() {
            self.rows = None;
        }
        Ok(Progress::Rows(batch))
    }
}

/// A search for the paths between two nodes.
struct Search {
    start: NodeId,
    goal: NodeId,
    walk: Option<Walk>,
    /// The length of the paths looked for.
    length: u64,
    /// The least length beyond it that a path may have.
    longer: Option<u64>,
    begun: bool,
    /// How many paths, or lengths, are still wanted.
    wanted: u64,
    /// Whether a path of this length was found.
    found: bool,
}

impl Search {
    fn new(spec: &plan::Select, start: NodeId, goal: NodeId) -> Self {
        let (walk, longer) = (None, None);
        let wanted = spec.pattern.count;
        Self { start, goal, walk, length: 0, longer, begun: false, wanted, found: false }
    }

    /// The values of the next path for the slots that the pattern fills, in their order.
    fn next(
        &mut self,
        spec: &plan::Select,
        scene: Scene<'_>,
        mut guide: Option<&mut Guide>,
    ) -> Result<Option<Vec<Value>>, Halt> {
        if !self.begun {
            self.begun = true;
            self.longer = self.least(spec, scene, guide.as_deref_mut())?;
        }
        while self.wanted > 0 {
            let step = if let Some(mut walk) = self.walk.take() {
                let step = walk.step(&spec.track, scene, &mut self.goes(spec, guide.as_deref()))?;
                self.walk = Some(walk);
                step
            } else {
                let Some(length) = self.next_length(spec, scene) else { return Ok(None) };
                self.length = length;
                if let (Some(guide), Some(back)) = (guide.as_deref_mut(), &spec.back) {
                    guide.reach(length, &spec.track, back, scene)?;
                }
                let mut walk = Walk::from(self.start);
                let step =
                    walk.begin(&spec.track, scene, &mut self.goes(spec, guide.as_deref()))?;
                self.walk = Some(walk);
                step
            };
            match (step, &self.walk) {
                (Step::Arrived(end), Some(walk))
                    if end == self.goal && walk.length() == self.length =>
                {
                    if let Some(values) = taken(spec, scene, walk)? {
                        self.found = true;
                        self.wanted -= u64::from(!spec.pattern.groups);
                        return Ok(Some(values));
                    }
                }
                (Step::Finished, _) => {
                    self.wanted -= u64::from(spec.pattern.groups && self.found);
                    self.found = false;
                    self.walk = None;
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// The least length that a path may have.
    fn least(
        &self,
        spec: &plan::Select,
        scene: Scene<'_>,
        guide: Option<&mut Guide>,
    ) -> Result<Option<u64>, Halt> {
        let least = spec.track.lengths().0;
        if least > most(spec, scene) {
            return Ok(None);
        }
        match (guide, &spec.back) {
            (Some(guide), Some(back)) => guide.find(self.start, &spec.track, back, scene),
            _ => Ok(Some(least)),
        }
    }

    /// The length to look at next, if there may be longer paths.
    fn next_length(&mut self, spec: &plan::Select, scene: Scene<'_>) -> Option<u64> {
        self.longer.take().filter(|length| *length <= most(spec, scene))
    }

    /// Cuts a walk short that would be too long; keeps what the next length must be.
    fn goes<'a>(
        &'a mut self,
        spec: &'a plan::Select,
        guide: Option<&'a Guide>,
    ) -> impl FnMut(At, NodeId, u64) -> bool + 'a {
        let length = self.length;
        let longer = &mut self.longer;
        move |at, node, done| {
            let whole = match guide {
                None => done,
                Some(guide) => match guide.rest(at, node, &spec.track) {
                    Some(rest) => done + rest,
                    None if guide.knows_all() => return false,
                    None => length + 1,
                },
            };
            if whole > length {
                *longer = Some(longer.map_or(whole, |least| least.min(whole)));
            }
            whole <= length
        }
    }
}

/// The greatest length that a path may have.
fn most(spec: &plan::Select, scene: Scene<'_>) -> u64 {
    let most = spec.track.lengths().1.unwrap_or(u64::MAX);
    let edges = scene.context.view.snapshot().size()[1] as u64;
    if spec.track.distinct { most.min(edges) } else { most }
}

/// The values that the path walked fills slots with, if it fulfils the conditions on the whole.
fn taken(spec: &plan::Select, scene: Scene<'_>, walk: &Walk) -> Result<Option<Vec<Value>>, Halt> {
    let trail = walk.trail(&spec.track, spec.from_end, scene.context)?;
    let mut filled = Vec::new();
    for (number, leg) in spec.pattern.legs.iter().enumerate() {
        filled.extend(leg.fills().into_iter().zip(trail.values(number, leg)));
    }
    let mut frame = Frame::over(scene.rows, scene.row, filled);
    for (slot, path) in &spec.pattern.paths {
        let path = eval(path, scene.context, &mut frame)?;
        frame.set(*slot, path);
    }
    if !holds(&spec.pattern.conditions, scene.context, &mut frame)? {
        return Ok(None);
    }
    Ok(Some(frame.into_locals().into_iter().map(|(_, value)| value).collect()))
}
