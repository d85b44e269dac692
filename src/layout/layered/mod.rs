//! From left to right in columns: a line leads from a column into a later one.
//!
//! After Sugiyama: cycles are broken and each box gets a column (`rank`), lines that pass over a
//! column get a place in it and labels one of their own, columns are sorted so that few lines cross
//! (`order`), and everything moves towards what it is joined to (`place`). Within a column a line runs
//! level at its own place, and it swings only between columns, where no box stands: so it never
//! passes through one.

mod order;
mod place;
mod rank;
mod route;

use super::geometry::{Placement, Point, Route, Size, Wire};
use super::pack::pack;
use super::{at, measure, put};

/// How much room is left between things.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spacing {
    /// Between boxes of one column.
    pub boxes: f64,
    /// Between columns, at least.
    pub columns: f64,
    /// The width wanted for one of height 1, where parts that nothing joins leave a choice.
    pub aspect: f64,
}

impl Default for Spacing {
    fn default() -> Self {
        Self { boxes: 18.0, columns: 44.0, aspect: 0.8 }
    }
}

/// The room a self-loop takes above its box.
const LOOP: f64 = 16.0;

/// A part of more cells than this is gone through less often.
const MANY: usize = 4_000;

/// Something in a column.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Cell {
    size: Size,
    /// The column.
    rank: usize,
    kind: Kind,
    /// The middle, from top to bottom.
    y: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    Box,
    Label,
    /// Where a line passes over a column.
    #[default]
    Pass,
}

/// One part that hangs together: cells, and links between neighbouring columns.
#[derive(Debug, Default)]
struct Part {
    cells: Vec<Cell>,
    /// For each wire, the cells it runs through, from left to right; none for a self-loop.
    chains: Vec<Vec<usize>>,
    /// For each wire, whether its chain runs against it.
    against: Vec<bool>,
    /// The cells to the left of each.
    left: Beside,
    /// The cells to the right of each.
    right: Beside,
    /// The columns, each from top to bottom.
    columns: Vec<Vec<usize>>,
}

/// For each cell those it is joined to on one side, in one list: there are many cells, and most have one.
#[derive(Debug, Default)]
struct Beside {
    /// Where those of each cell begin, and behind the last where they end.
    starts: Vec<usize>,
    cells: Vec<usize>,
}

impl Beside {
    /// Of steps, each from a cell to one beside it; those of a cell stay in the order of the steps.
    fn of(cells: usize, steps: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0_usize; cells + 1];
        for (from, _) in steps.clone() {
            let count = at(&starts, from + 1) + 1;
            put(&mut starts, from + 1, count);
        }
        for cell in 0..cells {
            let start = at(&starts, cell) + at(&starts, cell + 1);
            put(&mut starts, cell + 1, start);
        }
        let mut next = starts.clone();
        let mut joined = vec![0_usize; starts.last().copied().unwrap_or_default()];
        for (from, to) in steps {
            let place = at(&next, from);
            put(&mut joined, place, to);
            put(&mut next, from, place + 1);
        }
        Self { starts, cells: joined }
    }

    /// What a cell is joined to.
    fn get(&self, cell: usize) -> &[usize] {
        let ends = self.starts.get(cell).zip(self.starts.get(cell + 1));
        ends.and_then(|(start, end)| self.cells.get(*start..*end)).unwrap_or_default()
    }
}

/// Places boxes in columns and lines between them. Wires whose ends are no boxes get no way.
///
/// # Complexity
///
/// About `O(n log n)` in boxes, lines and the columns that lines pass over, some tens of times.
pub fn layered(boxes: &[Size], wires: &[Wire], spacing: Spacing) -> Placement {
    let mut placement = Placement {
        corners: vec![Point::default(); boxes.len()],
        routes: vec![Route::default(); wires.len()],
        size: Size::default(),
    };
    let mut parts: Vec<(Vec<usize>, Vec<usize>, Placement)> = components(boxes.len(), wires)
        .into_iter()
        .map(|(members, inside)| {
            let placed = part(boxes, wires, &members, &inside, spacing);
            (members, inside, placed)
        })
        .collect();
    // The tallest first; of equals, the earlier.
    parts.sort_by(|a, b| b.2.size.height.total_cmp(&a.2.size.height).then_with(|| a.0.cmp(&b.0)));
    let gap = spacing.boxes * 1.6;
    let sizes: Vec<Size> = parts.iter().map(|(_, _, p)| p.size).collect();
    let area: f64 = sizes.iter().map(|s| (s.width + gap) * (s.height + gap)).sum();
    let widest = sizes.iter().map(|s| s.width).fold(0.0, f64::max);
    let (corners, room) = pack(&sizes, widest.max((area * spacing.aspect).sqrt()), gap);
    for ((members, inside, placed), corner) in parts.into_iter().zip(corners) {
        for (member, place) in members.iter().zip(placed.corners) {
            put(&mut placement.corners, *member, place.moved(corner.x, corner.y));
        }
        for (wire, mut route) in inside.iter().zip(placed.routes) {
            route.shift(corner.x, corner.y);
            put(&mut placement.routes, *wire, route);
        }
    }
    placement.size = room;
    placement
}

/// The first box of the part that a box belongs to.
fn root(parent: &mut [usize], of: usize) -> usize {
    let mut node = of;
    while at(parent, node) != node {
        let above = at(parent, at(parent, node));
        put(parent, node, above);
        node = above;
    }
    node
}

/// The boxes that hang together, and the wires between them, each in the order given.
fn components(boxes: usize, wires: &[Wire]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut parent: Vec<usize> = (0..boxes).collect();
    let sound = |w: &&Wire| w.from < boxes && w.to < boxes;
    for wire in wires.iter().filter(sound) {
        let (a, b) = (root(&mut parent, wire.from), root(&mut parent, wire.to));
        // The smaller number leads, so that the order of parts is that of their first boxes.
        put(&mut parent, a.max(b), a.min(b));
    }
    let mut place = vec![None; boxes];
    let mut parts: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for node in 0..boxes {
        let lead = root(&mut parent, node);
        let part = at(&place, lead).unwrap_or_else(|| {
            put(&mut place, lead, Some(parts.len()));
            parts.push(Default::default());
            parts.len() - 1
        });
        if let Some((members, _)) = parts.get_mut(part) {
            members.push(node);
        }
    }
    for (number, wire) in wires.iter().enumerate().filter(|(_, w)| sound(w)) {
        let part = at(&place, root(&mut parent, wire.from)).unwrap_or_default();
        if let Some((_, inside)) = parts.get_mut(part) {
            inside.push(number);
        }
    }
    parts
}

/// Places one part on its own.
fn part(
    boxes: &[Size],
    wires: &[Wire],
    members: &[usize],
    inside: &[usize],
    spacing: Spacing,
) -> Placement {
    let local = |node: usize| members.binary_search(&node).unwrap_or_default();
    let sizes: Vec<Size> = members.iter().map(|m| at(boxes, *m)).collect();
    let wires: Vec<Wire> = inside
        .iter()
        .filter_map(|w| wires.get(*w))
        .map(|w| Wire { from: local(w.from), to: local(w.to), label: w.label })
        .collect();
    // A self-loop stands on top of its box, with its label.
    let mut above = vec![Size::default(); sizes.len()];
    for wire in wires.iter().filter(|w| w.from == w.to) {
        let (room, label) = (at(&above, wire.from), wire.label.unwrap_or_default());
        let (width, height) =
            (room.width.max(label.width + 52.0), room.height + LOOP + label.height);
        put(&mut above, wire.from, Size { width, height });
    }
    let mut part = Part::of(&sizes, &above, &wires);
    order::sort(&mut part);
    place::settle(&mut part, spacing.boxes);
    route::draw(&part, &sizes, &above, &wires, spacing)
}

impl Part {
    /// Boxes, labels and passes in their columns, not yet sorted.
    fn of(sizes: &[Size], above: &[Size], wires: &[Wire]) -> Self {
        let mut part = Self { against: rank::turned(sizes.len(), wires), ..Self::default() };
        for (size, above) in sizes.iter().zip(above) {
            // What stands above begins at the left of the box, which stands in the middle.
            let width = size.width.max(above.width * 2.0 - size.width);
            let size = Size { width, height: size.height + above.height };
            part.cells.push(Cell { size, kind: Kind::Box, ..Cell::default() });
        }
        // A label is a stop between two columns, so that nothing else can stand where it stands.
        let mut stops: Vec<Vec<usize>> = Vec::new();
        for (number, wire) in wires.iter().enumerate() {
            let mut chain = Vec::new();
            if wire.from == wire.to {
                stops.push(chain);
                continue;
            }
            let turned = at(&part.against, number);
            let (from, to) = if turned { (wire.to, wire.from) } else { (wire.from, wire.to) };
            chain.push(from);
            if let Some(label) = wire.label {
                chain.push(part.cells.len());
                let size = Size { width: label.width + 12.0, height: label.height + 2.0 };
                part.cells.push(Cell { size, kind: Kind::Label, ..Cell::default() });
            }
            chain.push(to);
            stops.push(chain);
        }
        let pairs: Vec<(usize, usize)> = stops
            .iter()
            .flat_map(|chain| chain.iter().copied().zip(chain.iter().copied().skip(1)))
            .collect();
        let ranks = rank::ranks(part.cells.len(), &pairs);
        for (cell, rank) in part.cells.iter_mut().zip(&ranks) {
            cell.rank = *rank;
        }
        for chain in &stops {
            let chain = part.passed(chain);
            part.chains.push(chain);
        }
        part.join();
        part
    }

    /// A chain with a pass in each column it would skip.
    fn passed(&mut self, stops: &[usize]) -> Vec<usize> {
        let mut chain: Vec<usize> = stops.first().copied().into_iter().collect();
        for (from, to) in stops.iter().zip(stops.iter().skip(1)) {
            let (left, right) = (at(&self.cells, *from).rank, at(&self.cells, *to).rank);
            for rank in left + 1..right {
                chain.push(self.cells.len());
                let size = Size { width: 0.0, height: 4.0 };
                self.cells.push(Cell { size, rank, ..Cell::default() });
            }
            chain.push(*to);
        }
        chain
    }

    /// Who stands beside whom, and who in which column.
    fn join(&mut self) {
        let steps = self.chains.iter().flat_map(|chain| chain.windows(2));
        let steps = steps.filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        self.right = Beside::of(self.cells.len(), steps.clone());
        self.left = Beside::of(self.cells.len(), steps.map(|(from, to)| (to, from)));
        let last = self.cells.iter().map(|c| c.rank).max().unwrap_or_default();
        self.columns = vec![Vec::new(); last + 1];
        for (number, cell) in self.cells.iter().enumerate() {
            if let Some(column) = self.columns.get_mut(cell.rank) {
                column.push(number);
            }
        }
    }
}
