//! Ways between boxes that go round whatever stands between.

use super::super::geometry::{Point, Route, Size};
use super::super::{at, measure};

/// How far from a box a line passes its corner: less than half the room between boxes.
const CLEAR: f64 = 5.0;

/// With more boxes than this, lines run straight: a way round could not be seen.
const MOST: usize = 400;

/// Boxes in the way.
pub(super) struct Obstacles {
    boxes: Vec<(Point, Point)>,
}

impl Obstacles {
    /// Boxes by their middles and sizes.
    pub(super) fn of(middles: &[Point], sizes: &[Size]) -> Self {
        let corners = |(middle, size): (&Point, &Size)| {
            let (x, y) = (size.width / 2.0, size.height / 2.0);
            (middle.moved(-x, -y), middle.moved(x, y))
        };
        Self { boxes: middles.iter().zip(sizes).map(corners).collect() }
    }

    fn middle(&self, place: usize) -> Point {
        let (low, high) = at(&self.boxes, place);
        low.towards(high, 0.5)
    }

    /// The way from one box to another, from border to border; it goes on where `so_far` ends.
    pub(super) fn way(&self, from: usize, to: usize, so_far: Option<Route>) -> Route {
        let bends = self.bends(from, to);
        let (first, last) = (bends.first(), bends.last());
        let (start, end) = (self.middle(from), self.middle(to));
        let leave = self.border(from, start, *first.unwrap_or(&end));
        let arrive = self.border(to, end, *last.unwrap_or(&start));
        let mut route = so_far.unwrap_or_else(|| Route::from(leave));
        route.straight(leave);
        for bend in bends {
            route.straight(bend);
        }
        route.straight(arrive);
        route
    }

    /// Where the line from a box's middle to a point leaves the box.
    fn border(&self, place: usize, middle: Point, to: Point) -> Point {
        let (low, high) = at(&self.boxes, place);
        let (dx, dy) = (to.x - middle.x, to.y - middle.y);
        let share = |half: f64, d: f64| if d.abs() < 1e-9 { f64::INFINITY } else { half / d.abs() };
        let out = share((high.x - low.x) / 2.0, dx).min(share((high.y - low.y) / 2.0, dy));
        middle.towards(to, out.min(1.0))
    }

    /// The corners to go round: none where the straight line is free; the shortest way otherwise.
    fn bends(&self, from: usize, to: usize) -> Vec<Point> {
        let (start, end) = (self.middle(from), self.middle(to));
        if self.boxes.len() > MOST || self.free(start, end, from, to) {
            return Vec::new();
        }
        let corners: Vec<Point> = self
            .boxes
            .iter()
            .flat_map(|(low, high)| {
                let (left, right) = (low.x - CLEAR, high.x + CLEAR);
                let (top, bottom) = (low.y - CLEAR, high.y + CLEAR);
                [(left, top), (right, top), (left, bottom), (right, bottom)]
            })
            .map(|(x, y)| Point { x, y })
            .collect();
        let far = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
        // Dijkstra with what is left to go as a guide, over corners that see each other.
        let mut best: Vec<Option<(f64, Option<usize>)>> = vec![None; corners.len()];
        let mut done = vec![false; corners.len()];
        let mut here: Option<usize> = None;
        loop {
            let (point, length) = here.map_or((start, 0.0), |h| {
                (at(&corners, h), at(&best, h).map_or(0.0, |(length, _)| length))
            });
            if self.free(point, end, from, to) {
                break;
            }
            for (place, corner) in corners.iter().enumerate().filter(|(c, _)| !at(&done, *c)) {
                // A bend costs a little, so that one is taken rather than two.
                let length = length + far(point, *corner) + 8.0;
                let better = at(&best, place).is_none_or(|(known, _)| length < known);
                if better && self.free(point, *corner, from, to) {
                    super::super::put(&mut best, place, Some((length, here)));
                }
            }
            let open = best.iter().enumerate().filter(|(c, _)| !at(&done, *c));
            let next = open
                .filter_map(|(c, b)| b.map(|(length, _)| (length + far(at(&corners, c), end), c)))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let Some((_, next)) = next else { return Vec::new() };
            super::super::put(&mut done, next, true);
            here = Some(next);
        }
        let mut bends = Vec::new();
        while let Some(place) = here {
            bends.push(at(&corners, place));
            here = at(&best, place).and_then(|(_, before)| before);
        }
        bends.reverse();
        bends
    }

    /// Whether the straight line passes through no box but these two.
    fn free(&self, a: Point, b: Point, from: usize, to: usize) -> bool {
        self.boxes
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != from && *place != to)
            .all(|(_, (low, high))| !passes(a, b, *low, *high))
    }
}

/// Whether a line from a to b passes through a rectangle, a hair's breadth around it included.
fn passes(a: Point, b: Point, low: Point, high: Point) -> bool {
    let (mut enter, mut leave) = (0.0_f64, measure(1));
    for (from, to, low, high) in
        [(a.x, b.x, low.x - 1.0, high.x + 1.0), (a.y, b.y, low.y - 1.0, high.y + 1.0)]
    {
        let d = to - from;
        if d.abs() < 1e-9 {
            if from <= low || from >= high {
                return false;
            }
            continue;
        }
        let (one, other) = ((low - from) / d, (high - from) / d);
        enter = enter.max(one.min(other));
        leave = leave.min(one.max(other));
    }
    enter < leave
}
