//! Parts that nothing joins, put side by side like bricks.

use super::geometry::{Point, Size};

/// Places rectangles on a strip of this width, each as high up as it goes, the earlier ones first;
/// answers with their corners and the room all of them take.
pub fn pack(sizes: &[Size], width: f64, gap: f64) -> (Vec<Point>, Size) {
    // What is taken so far, from left to right: where a step begins and how far down it reaches.
    let mut skyline: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    let mut corners = Vec::with_capacity(sizes.len());
    let mut room = Size::default();
    for size in sizes {
        let corner = lowest(&skyline, *size, width, gap);
        corners.push(corner);
        room.width = room.width.max(corner.x + size.width);
        room.height = room.height.max(corner.y + size.height);
        let (left, right) = (corner.x, corner.x + size.width + gap);
        let behind = skyline.iter().rev().find(|(x, _)| *x <= right).map_or(0.0, |(_, y)| *y);
        skyline.retain(|(x, _)| *x < left || *x > right);
        skyline.push((left, corner.y + size.height + gap));
        skyline.push((right, behind));
        skyline.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    (corners, room)
}

/// The highest free corner, the leftmost of those.
fn lowest(skyline: &[(f64, f64)], size: Size, width: f64, gap: f64) -> Point {
    let mut best: Option<Point> = None;
    for (x, _) in skyline {
        if *x > 0.0 && x + size.width > width {
            continue;
        }
        // What stands within the gap would be forgotten when the step is taken.
        let y = reach(skyline, *x, x + size.width + gap);
        if best.is_none_or(|b| y < b.y) {
            best = Some(Point { x: *x, y });
        }
    }
    best.unwrap_or_default()
}

/// How far down what stands between two verticals reaches.
fn reach(skyline: &[(f64, f64)], left: f64, right: f64) -> f64 {
    let ends = skyline.iter().skip(1).map(|(x, _)| *x).chain([f64::INFINITY]);
    skyline
        .iter()
        .zip(ends)
        .filter(|((start, _), end)| *start < right && *end > left)
        .map(|((_, y), _)| *y)
        .fold(0.0, f64::max)
}
