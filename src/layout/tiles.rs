//! Boxes in given columns and rows.

use super::geometry::{Placement, Point, Size};
use super::{at, put};

/// Places each box in the middle of its column and row, all columns as wide as the widest box and
/// each row as high as its highest.
pub fn tiles(boxes: &[Size], places: &[(usize, usize)], gap: f64) -> Placement {
    let widest = boxes.iter().map(|b| b.width).fold(0.0, f64::max);
    grid(boxes, places, gap, &vec![widest; boxes.len()], 0.5).0
}

/// Places each box in its column and row, each as large as the largest of its boxes: in the middle,
/// but at the left of the first column and at the foot of the first row. Says also where each row
/// begins.
pub fn table(boxes: &[Size], places: &[(usize, usize)], gap: f64) -> (Placement, Vec<f64>) {
    let mut widths = vec![0.0_f64; boxes.len()];
    for (number, size) in boxes.iter().enumerate() {
        let (column, _) = within(boxes, places, number);
        let width = at(&widths, column).max(size.width);
        put(&mut widths, column, width);
    }
    grid(boxes, places, gap, &widths, 0.0)
}

/// Nobody has more rows or columns than boxes: what lies beyond stands in the last one.
fn within(boxes: &[Size], places: &[(usize, usize)], number: usize) -> (usize, usize) {
    let last = boxes.len().saturating_sub(1);
    let (column, row) = at(places, number);
    (column.min(last), row.min(last))
}

/// `first` is where in the first column a box stands: 0 at its left, 0.5 in the middle.
fn grid(
    boxes: &[Size],
    places: &[(usize, usize)],
    gap: f64,
    widths: &[f64],
    first: f64,
) -> (Placement, Vec<f64>) {
    let mut heights = vec![0.0_f64; boxes.len()];
    let mut rows = 0;
    for (number, size) in boxes.iter().enumerate() {
        let (_, row) = within(boxes, places, number);
        let height = at(&heights, row).max(size.height);
        put(&mut heights, row, height);
        rows = rows.max(row + 1);
    }
    let (lefts, tops) = (sums(widths, gap), sums(&heights, gap));
    let mut placement = Placement::default();
    for (number, size) in boxes.iter().enumerate() {
        let (column, row) = within(boxes, places, number);
        let (across, down) = (at(widths, column) - size.width, at(&heights, row) - size.height);
        let share = if column == 0 { first } else { 0.5 };
        let foot = if row == 0 { 1.0 - first } else { 0.5 };
        let corner =
            Point { x: at(&lefts, column) + across * share, y: at(&tops, row) + down * foot };
        placement.size.width = placement.size.width.max(corner.x + size.width);
        placement.size.height = placement.size.height.max(corner.y + size.height);
        placement.corners.push(corner);
    }
    (placement, tops.into_iter().take(rows).collect())
}

/// Where each begins that follows the others at a gap.
fn sums(sizes: &[f64], gap: f64) -> Vec<f64> {
    let mut next = 0.0;
    let mut starts = Vec::with_capacity(sizes.len());
    for size in sizes {
        starts.push(next);
        next += size + gap;
    }
    starts
}
