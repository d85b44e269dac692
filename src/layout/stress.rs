//! Around a centre: near in the graph is near in the picture.
//!
//! Boxes begin on rings around the centre, move to where distances fit best (stress majorisation),
//! and are pushed apart where they overlap. A label is a small box on its line. A line that would
//! pass through a box goes round it by the corners.

mod apart;
mod detour;

use std::collections::VecDeque;
use std::f64::consts::TAU;

use super::geometry::{Placement, Point, Route, Size, Wire};
use super::{at, measure, put};

/// How often everything moves: in a small picture, and at least.
const ROUNDS: (usize, usize) = (80, 16);

/// A picture of so many boxes and labels is small.
const SMALL: usize = 200;

/// The room between boxes that a line joins, at least.
const LENGTH: f64 = 54.0;

/// How much wider than high a scattered picture is, roughly.
const WIDER: f64 = 2.2;

/// Places boxes around the box of this place, which stays in the middle.
///
/// # Complexity
///
/// Proportional to the square of the number of boxes and labels.
pub fn stress(boxes: &[Size], wires: &[Wire], centre: usize) -> Placement {
    let mut sizes = boxes.to_vec();
    let mut links: Vec<(usize, usize)> = Vec::new();
    let mut labels: Vec<Option<usize>> = Vec::with_capacity(wires.len());
    for wire in wires {
        if wire.from >= boxes.len() || wire.to >= boxes.len() || wire.from == wire.to {
            labels.push(None);
            continue;
        }
        labels.push(wire.label.map(|label| {
            sizes.push(label);
            sizes.len() - 1
        }));
        match labels.last().copied().flatten() {
            Some(label) => links.extend([(wire.from, label), (label, wire.to)]),
            None => links.push((wire.from, wire.to)),
        }
    }
    let middles = spread(&sizes, &links, centre, 1.0);

    let corner = |place: usize| {
        let size = at(&sizes, place);
        at(&middles, place).moved(-size.width / 2.0, -size.height / 2.0)
    };
    let obstacles = detour::Obstacles::of(&middles, &sizes);
    let routes = wires.iter().zip(&labels).map(|(wire, label)| {
        if wire.from >= boxes.len() || wire.to >= boxes.len() {
            return Route::default();
        }
        if wire.from == wire.to {
            return own_loop(corner(wire.from), at(&sizes, wire.from).width);
        }
        let mut route = obstacles.way(wire.from, label.unwrap_or(wire.to), None);
        if let Some(label) = label {
            // The line runs on under the label, whose ground hides it.
            route = obstacles.way(*label, wire.to, Some(route));
            route.label = Some(corner(*label));
        }
        route
    });
    let routes: Vec<Route> = routes.collect();
    let corners: Vec<Point> = (0..boxes.len()).map(corner).collect();
    fit(corners, routes, boxes, &labels, &sizes)
}

/// Places boxes around the box of this place, for a picture whose lines run straight from box to box: the
/// corners alone, from the origin on.
///
/// # Complexity
///
/// Proportional to the square of the number of boxes.
pub fn scatter(boxes: &[Size], wires: &[Wire], centre: usize) -> Placement {
    let count = boxes.len();
    let links: Vec<(usize, usize)> = wires
        .iter()
        .map(|wire| (wire.from, wire.to))
        .filter(|(from, to)| *from < count && *to < count && from != to)
        .collect();
    let middles = spread(boxes, &links, centre, WIDER);
    let corners = middles.iter().zip(boxes);
    let corners = corners.map(|(m, size)| m.moved(-size.width / 2.0, -size.height / 2.0)).collect();
    fit(corners, Vec::new(), boxes, &[], boxes)
}

/// The middles of boxes, near each other where links join them.
///
/// Boxes are wide, and so are windows: what is spread wider before it is pushed apart stays so.
fn spread(sizes: &[Size], links: &[(usize, usize)], centre: usize, wider: f64) -> Vec<Point> {
    let mut joined = vec![Vec::new(); sizes.len()];
    for (a, b) in links {
        for (near, far) in [(*a, *b), (*b, *a)] {
            if let Some(list) = joined.get_mut(near) {
                list.push(far);
            }
        }
    }
    let mut middles = rings(sizes, &joined, centre);
    settle(&mut middles, sizes, &joined, centre);
    for middle in &mut middles {
        middle.x *= wider;
    }
    apart::push(&mut middles, sizes, centre);
    middles
}

/// Moves the picture to the origin and measures it.
fn fit(
    mut corners: Vec<Point>,
    mut routes: Vec<Route>,
    boxes: &[Size],
    labels: &[Option<usize>],
    sizes: &[Size],
) -> Placement {
    let mut least = Point { x: f64::INFINITY, y: f64::INFINITY };
    let mut most = Point { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
    let mut hold = |p: Point, size: Size| {
        least = Point { x: least.x.min(p.x), y: least.y.min(p.y) };
        most = Point { x: most.x.max(p.x + size.width), y: most.y.max(p.y + size.height) };
    };
    for (corner, size) in corners.iter().zip(boxes) {
        hold(*corner, *size);
    }
    for (route, label) in routes.iter().zip(labels) {
        route.points(4).into_iter().for_each(|p| hold(p, Size::default()));
        if let (Some(corner), Some(label)) = (route.label, label) {
            hold(corner, at(sizes, *label));
        }
    }
    if corners.is_empty() {
        return Placement::default();
    }
    for corner in &mut corners {
        *corner = corner.moved(-least.x, -least.y);
    }
    for route in &mut routes {
        route.shift(-least.x, -least.y);
    }
    let size = Size { width: most.x - least.x, height: most.y - least.y };
    Placement { corners, routes, size }
}

/// Where to begin: each box on the ring of its distance, in the sector of the one it hangs on, which is
/// as wide as what hangs on it needs.
fn rings(sizes: &[Size], joined: &[Vec<usize>], centre: usize) -> Vec<Point> {
    let mut parent: Vec<Option<usize>> = vec![None; sizes.len()];
    let mut seen = vec![false; sizes.len()];
    let mut order = Vec::with_capacity(sizes.len());
    // What nothing joins to the centre stands around a centre of its own, farther out.
    for root in std::iter::once(centre).chain(0..sizes.len()).filter(|r| *r < sizes.len()) {
        if at(&seen, root) {
            continue;
        }
        put(&mut seen, root, true);
        let mut queue = VecDeque::from([root]);
        while let Some(node) = queue.pop_front() {
            order.push(node);
            for far in joined.get(node).into_iter().flatten() {
                if !at(&seen, *far) {
                    put(&mut seen, *far, true);
                    put(&mut parent, *far, Some(node));
                    queue.push_back(*far);
                }
            }
        }
    }
    let mut leaves = vec![1.0_f64; sizes.len()];
    for node in order.iter().rev() {
        if let Some(parent) = at(&parent, *node) {
            let sum = at(&leaves, parent) + at(&leaves, *node);
            put(&mut leaves, parent, sum);
        }
    }
    let mut sector = vec![(0.0, TAU); sizes.len()];
    let mut used = vec![0.0_f64; sizes.len()];
    let mut ring = vec![0.0_f64; sizes.len()];
    let mut islands = 0;
    let mut middles = vec![Point::default(); sizes.len()];
    for node in order {
        let Some(parent) = at(&parent, node) else {
            if node != centre {
                islands += 1;
                put(&mut ring, node, 4.0);
                let angle = measure(islands) * 2.4;
                put(&mut sector, node, (angle, angle + 0.6));
                put(&mut middles, node, on_ring(4.0, angle + 0.3));
            }
            continue;
        };
        let (from, to): (f64, f64) = at(&sector, parent);
        let share = at(&leaves, node) / (at(&leaves, parent) - 1.0).max(1.0);
        let begin = at(&used, parent);
        put(&mut used, parent, begin + share);
        let mine = (from + (to - from) * begin, from + (to - from) * (begin + share));
        put(&mut sector, node, mine);
        let out = at(&ring, parent) + 1.0;
        put(&mut ring, node, out);
        put(&mut middles, node, on_ring(out, f64::midpoint(mine.0, mine.1)));
    }
    middles
}

fn on_ring(ring: f64, angle: f64) -> Point {
    // Texts are wide: the rings are, too.
    Point { x: angle.cos() * ring * 170.0, y: angle.sin() * ring * 120.0 }
}

/// Moves everything to where the distances in the picture are most like those along the lines.
fn settle(middles: &mut [Point], sizes: &[Size], joined: &[Vec<usize>], centre: usize) {
    let far = distances(sizes, joined);
    let rounds = (ROUNDS.0 * SMALL / middles.len().max(1)).clamp(ROUNDS.1, ROUNDS.0);
    for _ in 0..rounds {
        for node in 0..middles.len() {
            if node == centre {
                continue;
            }
            let here = at(middles, node);
            let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
            let wanted = far.get(node).map_or(&[][..], Vec::as_slice);
            for (other, wanted) in
                wanted.iter().enumerate().filter(|(o, w)| *o != node && **w > 0.0)
            {
                let there = at(middles, other);
                let (dx, dy) = (here.x - there.x, here.y - there.y);
                let now = (dx * dx + dy * dy).sqrt().max(0.001);
                let weight = 1.0 / (wanted * wanted);
                x += weight * (there.x + dx / now * wanted);
                y += weight * (there.y + dy / now * wanted);
                weights += weight;
            }
            if weights > 0.0 {
                put(middles, node, Point { x: x / weights, y: y / weights });
            }
        }
    }
}

/// How far apart any two should be: along the lines between them, each as long as its boxes need.
fn distances(sizes: &[Size], joined: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let radius = |node: usize| {
        let size = at(sizes, node);
        (size.width + size.height) / 4.0
    };
    // A hub needs longer lines, or its neighbours find no room around it.
    let crowd = |node: usize| measure(joined.get(node).map_or(0, Vec::len)).sqrt() * 9.0;
    let count = sizes.len();
    let mut all = Vec::with_capacity(count);
    for root in 0..count {
        let mut far = vec![0.0; count];
        let mut seen = vec![false; count];
        put(&mut seen, root, true);
        let mut queue = VecDeque::from([root]);
        while let Some(node) = queue.pop_front() {
            for next in joined.get(node).into_iter().flatten() {
                if !at(&seen, *next) {
                    put(&mut seen, *next, true);
                    let length =
                        LENGTH + radius(node) + radius(*next) + crowd(node).max(crowd(*next));
                    let length = at(&far, node) + length;
                    put(&mut far, *next, length);
                    queue.push_back(*next);
                }
            }
        }
        all.push(far);
    }
    all
}

/// A line from a box to itself: a bow on top of it.
fn own_loop(corner: Point, width: f64) -> Route {
    let (from, to) = (corner.moved(width * 0.2, 0.0), corner.moved(width * 0.2 + 14.0, 0.0));
    let mut route = Route::from(from);
    route.curves.push([from.moved(0.0, -10.0), to.moved(0.0, -10.0), to]);
    route
}
