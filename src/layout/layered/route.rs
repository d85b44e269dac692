//! The ways of the lines, once everything has its place.

use super::place::gap_after;
use super::{Cell, Kind, LOOP, Part, Placement, Point, Route, Size, Spacing, Wire, at, measure};

/// How far apart lines arrive at a box, at most.
const STEP: f64 = 11.0;

/// Where a column begins and ends.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    left: f64,
    right: f64,
}

/// The places of boxes and the ways of wires.
pub(super) fn draw(
    part: &Part,
    sizes: &[Size],
    above: &[Size],
    wires: &[Wire],
    spacing: Spacing,
) -> Placement {
    let columns = columns(part, spacing.columns);
    let top = part.cells.iter().map(|c| c.y - c.size.height / 2.0).fold(f64::INFINITY, f64::min);
    let bottom = part.cells.iter().map(|c| c.y + c.size.height / 2.0).fold(top, f64::max);
    let corners: Vec<Point> = part
        .cells
        .iter()
        .zip(sizes.iter().zip(above))
        .map(|(cell, (size, above))| {
            let column = at(&columns, cell.rank);
            Point {
                x: f64::midpoint(column.left, column.right) - size.width / 2.0,
                y: cell.y - cell.size.height / 2.0 - top + above.height,
            }
        })
        .collect();
    let ports = Ports::of(part, sizes);
    let mut loops = vec![0.0; sizes.len()];
    let routes = wires
        .iter()
        .enumerate()
        .map(|(number, wire)| {
            let chain = part.chains.get(number).map_or(&[][..], Vec::as_slice);
            if chain.is_empty() {
                let width = at(sizes, wire.from).width;
                return own_loop(wire, at(&corners, wire.from), width, &mut loops);
            }
            let route = way(part, chain, number, &columns, &corners, sizes, &ports, top);
            if at(&part.against, number) { route.reversed() } else { route }
        })
        .collect();
    let width = columns.last().map_or(0.0, |c| c.right);
    Placement { corners, routes, size: Size { width, height: (bottom - top).max(0.0) } }
}

fn columns(part: &Part, least: f64) -> Vec<Column> {
    let mut columns = Vec::with_capacity(part.columns.len());
    let mut left = 0.0;
    for cells in &part.columns {
        let width = cells.iter().map(|c| at(&part.cells, *c).size.width).fold(0.0, f64::max);
        columns.push(Column { left, right: left + width });
        // A column of passes alone takes no room of its own.
        let only_passes = cells.iter().all(|c| at(&part.cells, *c).kind == Kind::Pass);
        left += width + if only_passes { 0.0 } else { gap_after(part, cells, least) };
    }
    columns
}

/// Where along a box's side each of its lines arrives: sorted by where the lines come from.
struct Ports {
    /// For each box, the lines to its right: the wire and how far it is from the middle.
    right: Vec<Vec<(usize, f64)>>,
    left: Vec<Vec<(usize, f64)>>,
}

impl Ports {
    fn of(part: &Part, sizes: &[Size]) -> Self {
        let mut right = vec![Vec::new(); sizes.len()];
        let mut left = vec![Vec::new(); sizes.len()];
        for (wire, chain) in part.chains.iter().enumerate() {
            if let [first, second, ..] = chain.as_slice()
                && let Some(list) = right.get_mut(*first)
            {
                list.push((wire, at(&part.cells, *second).y));
            }
            if let [.., second, first] = chain.as_slice()
                && let Some(list) = left.get_mut(*first)
            {
                list.push((wire, at(&part.cells, *second).y));
            }
        }
        for (size, lists) in sizes.iter().zip(right.iter_mut().zip(&mut left)) {
            for list in [lists.0, lists.1] {
                list.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
                let step = STEP.min((size.height - 10.0).max(0.0) / measure(list.len().max(1)));
                let middle = measure(list.len().saturating_sub(1)) / 2.0;
                for (place, (_, offset)) in list.iter_mut().enumerate() {
                    *offset = (measure(place) - middle) * step;
                }
            }
        }
        Self { right, left }
    }

    fn offset(lists: &[Vec<(usize, f64)>], cell: usize, wire: usize) -> f64 {
        let list = lists.get(cell).map_or(&[][..], Vec::as_slice);
        list.iter().find(|(w, _)| *w == wire).map_or(0.0, |(_, offset)| *offset)
    }
}

/// The way of a wire from left to right.
#[expect(clippy::too_many_arguments, reason = "all of them are one picture")]
fn way(
    part: &Part,
    chain: &[usize],
    wire: usize,
    columns: &[Column],
    corners: &[Point],
    sizes: &[Size],
    ports: &Ports,
    top: f64,
) -> Route {
    let mut route: Option<Route> = None;
    let last = chain.len() - 1;
    for (place, number) in chain.iter().enumerate() {
        let cell: Cell = at(&part.cells, *number);
        let column = at(columns, cell.rank);
        if cell.kind == Kind::Box {
            let (corner, size) = (at(corners, *number), at(sizes, *number));
            let lists = if place == last { &ports.left } else { &ports.right };
            let y = corner.y + size.height / 2.0 + Ports::offset(lists, *number, wire);
            if let Some(route) = &mut route {
                route.swing(Point { x: column.left, y });
                route.straight(Point { x: corner.x, y });
            } else {
                let mut begun = Route::from(Point { x: corner.x + size.width, y });
                begun.straight(Point { x: column.right, y });
                route = Some(begun);
            }
            continue;
        }
        let Some(route) = &mut route else { continue };
        // A label stands on its line.
        let on = if cell.kind == Kind::Label { cell.size.height / 2.0 } else { 0.0 };
        let y = cell.y + on - top;
        route.swing(Point { x: column.left, y });
        route.straight(Point { x: column.right, y });
        if cell.kind == Kind::Label {
            let middle = f64::midpoint(column.left, column.right);
            let corner = Point { x: middle - cell.size.width / 2.0, y: y - cell.size.height };
            route.label = Some(corner.moved(6.0, 0.0));
        }
    }
    route.unwrap_or_default()
}

/// A line from a box to itself: a bow on top of it, its label beside it, the next one above the last.
fn own_loop(wire: &Wire, corner: Point, width: f64, loops: &mut [f64]) -> Route {
    let taken = at(loops, wire.from);
    let label = wire.label.map_or(0.0, |l| l.height);
    super::put(loops, wire.from, taken + LOOP + label);
    let rise = taken + LOOP - 2.0;
    let (from, to) =
        (corner.moved(width.min(50.0) * 0.15, 0.0), corner.moved(width.min(50.0) * 0.85, 0.0));
    let mut route = Route::from(from);
    let height = rise * 4.0 / 3.0;
    route.curves.push([from.moved(0.0, -height), to.moved(0.0, -height), to]);
    route.label = wire.label.map(|_| corner.moved(48.0, -rise - 1.0 - label));
    route
}
