//! Pushes boxes apart until none overlaps another.

use super::super::geometry::{Point, Size};
use super::super::{at, put};

/// The room between two boxes: wide enough for a line to pass between their corners.
pub(super) const ROOM: f64 = 14.0;

/// How often all pairs are gone through before the rest are moved out of the way one by one.
const ROUNDS: usize = 300;

/// Pushes boxes apart, the one of this place excepted.
pub(super) fn push(middles: &mut [Point], sizes: &[Size], centre: usize) {
    for _ in 0..ROUNDS {
        let mut order: Vec<usize> = (0..middles.len()).collect();
        order.sort_by(|a, b| left(middles, sizes, *a).total_cmp(&left(middles, sizes, *b)));
        let mut moved = false;
        for (place, a) in order.iter().enumerate() {
            for b in order.iter().skip(place + 1) {
                if left(middles, sizes, *b) > right(middles, sizes, *a) + ROOM {
                    break;
                }
                moved |= part(middles, sizes, *a, *b, centre);
            }
        }
        if !moved {
            return;
        }
    }
    one_by_one(middles, sizes, centre);
}

fn left(middles: &[Point], sizes: &[Size], node: usize) -> f64 {
    at(middles, node).x - at(sizes, node).width / 2.0
}

fn right(middles: &[Point], sizes: &[Size], node: usize) -> f64 {
    at(middles, node).x + at(sizes, node).width / 2.0
}

/// How much two boxes overlap, the room between them included, each way.
fn overlap(middles: &[Point], sizes: &[Size], a: usize, b: usize) -> Option<(f64, f64)> {
    let (here, there) = (at(middles, a), at(middles, b));
    let (mine, theirs) = (at(sizes, a), at(sizes, b));
    let x = f64::midpoint(mine.width, theirs.width) + ROOM - (here.x - there.x).abs();
    let y = f64::midpoint(mine.height, theirs.height) + ROOM - (here.y - there.y).abs();
    (x > 0.001 && y > 0.001).then_some((x, y))
}

/// Moves two boxes apart the shorter way; says whether they had to be.
fn part(middles: &mut [Point], sizes: &[Size], a: usize, b: usize, centre: usize) -> bool {
    let Some((x, y)) = overlap(middles, sizes, a, b) else { return false };
    let (here, there) = (at(middles, a), at(middles, b));
    let sign = |from: f64, to: f64| {
        if from < to || (from - to).abs() < 1e-9 && a < b { -1.0 } else { 1.0 }
    };
    let (dx, dy) =
        if x < y { (x * sign(here.x, there.x), 0.0) } else { (0.0, y * sign(here.y, there.y)) };
    let share = match (a == centre, b == centre) {
        (true, _) => 0.0,
        (_, true) => 1.0,
        _ => 0.5,
    };
    put(middles, a, here.moved(dx * share, dy * share));
    put(middles, b, there.moved(-dx * (1.0 - share), -dy * (1.0 - share)));
    true
}

/// Moves each box that still overlaps an earlier one down until it is free.
fn one_by_one(middles: &mut [Point], sizes: &[Size], centre: usize) {
    let mut order: Vec<usize> = (0..middles.len()).collect();
    order.sort_by_key(|n| (*n != centre, *n));
    for (place, node) in order.iter().enumerate() {
        let fixed: Vec<usize> = order.iter().take(place).copied().collect();
        // Only ever down, past the bottom of what is in the way: that comes to an end.
        while let Some(other) = fixed.iter().find(|f| overlap(middles, sizes, *node, **f).is_some())
        {
            let reach = f64::midpoint(at(sizes, *node).height, at(sizes, *other).height) + ROOM;
            let here = at(middles, *node);
            put(middles, *node, Point { y: at(middles, *other).y + reach, ..here });
        }
    }
}
