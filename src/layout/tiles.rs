//! Boxes in given columns and rows.

use super::geometry::{Placement, Point, Size};
use super::{at, put};

/// Places each box in the middle of its column and row, all columns as wide as the widest box and
/// each row as high as its highest.
pub fn tiles(boxes: &[Size], places: &[(usize, usize)], gap: f64) -> Placement {
    let width = boxes.iter().map(|b| b.width).fold(0.0, f64::max) + gap;
    // Nobody has more rows than boxes: what lies beyond stands in the last one.
    let last = boxes.len().saturating_sub(1);
    let place = |number: usize| {
        let (column, row) = at(places, number);
        (column.min(last), row.min(last))
    };
    let mut heights = vec![0.0_f64; boxes.len()];
    for (number, size) in boxes.iter().enumerate() {
        let (_, row) = place(number);
        let height = at(&heights, row).max(size.height + gap);
        put(&mut heights, row, height);
    }
    let mut placement = Placement::default();
    for (number, size) in boxes.iter().enumerate() {
        let (column, row) = place(number);
        let y: f64 = heights.iter().take(row).sum();
        let (dx, dy) = (width - gap - size.width, at(&heights, row) - gap - size.height);
        let left = super::measure(column) * width;
        let corner = Point { x: left + dx / 2.0, y: y + dy / 2.0 };
        placement.size.width = placement.size.width.max(corner.x + size.width);
        placement.size.height = placement.size.height.max(corner.y + size.height);
        placement.corners.push(corner);
    }
    placement
}
