//! A few numbers that stand apart from the rest.

use std::sync::Arc;

/// Numbers of nodes or relations, ascending: those that are gone, or changed, since the base was
/// made.
///
/// They stand until the delta is folded in, so a search among them is short; a clone is `O(1)`.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(Arc<Vec<u32>>);

impl Numbers {
    /// Whether it is among them. Costs nothing where none are.
    pub(super) fn contains(&self, number: u32) -> bool {
        !self.0.is_empty() && self.0.binary_search(&number).is_ok()
    }

    /// Puts a number in, unless it is there.
    pub(super) fn insert(&mut self, number: u32) {
        if let Err(place) = self.0.binary_search(&number) {
            Arc::make_mut(&mut self.0).insert(place, number);
        }
    }

    /// Takes a number out, where it is there.
    pub(super) fn remove(&mut self, number: u32) {
        if let Ok(place) = self.0.binary_search(&number) {
            Arc::make_mut(&mut self.0).remove(place);
        }
    }

    /// How many of them are at most this number.
    pub(super) fn up_to(&self, number: u32) -> usize {
        self.0.partition_point(|there| *there <= number)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied()
    }
}
