//! Where boxes and lines go: geometry alone, without names, colours or formats.
//!
//! Two ways of placing: [`layered`], from left to right, for cards and paths, and [`stress`], around a
//! centre; [`tiles`] and [`table`] only keep to columns and rows given. All are given sizes and answer with places; both are deterministic and look at nothing but
//! their input, in its order. No two boxes overlap, and no line of [`layered`] passes through a box or
//! through the label of another line.
//!
//! ```
//! use plexusdb::layout::{Size, Spacing, Wire, layered};
//!
//! let card = Size { width: 120.0, height: 40.0 };
//! let wires = [Wire::between(0, 2), Wire::between(1, 2)];
//! let placed = layered(&[card; 3], &wires, Spacing::default());
//! assert_eq!(placed.corners[0].x, placed.corners[1].x, "both stand in the first column");
//! assert!(placed.corners[2].x > placed.corners[0].x + card.width);
//! assert_eq!(placed.routes.len(), 2);
//! ```

mod geometry;
mod layered;
mod pack;
mod stress;
#[cfg(test)]
mod tests;
mod tiles;

pub use geometry::{Placement, Point, Route, Size, Wire};
pub use layered::{Spacing, layered};
pub use pack::pack;
pub use stress::{scatter, stress};
pub use tiles::{table, tiles};

/// The value at a place, or nothing of its kind: a place outside the list is never asked for.
fn at<T: Copy + Default>(list: &[T], place: usize) -> T {
    list.get(place).copied().unwrap_or_default()
}

/// Puts a value at a place.
fn put<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}

/// A count as a measure.
#[expect(clippy::cast_precision_loss, reason = "no picture has 2^52 parts")]
fn measure(count: usize) -> f64 {
    count as f64
}
