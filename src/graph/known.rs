//! Which names a graph knew at one time.

use std::sync::Arc;

use super::snapshot::Snapshot;
use super::symbol::Symbols;

/// The labels, types and properties that a graph knew at one time, by their numbers. While it is kept,
/// the graph learns another name only in a table of its own: so one table is one state of knowledge.
#[derive(Clone)]
pub(crate) struct Known(Arc<Symbols>);

impl Snapshot {
    /// The names that the graph knows now.
    pub(crate) fn known(&self) -> Known {
        Known(Arc::clone(&self.0.symbols))
    }

    /// Whether the graph knows these names, by these numbers, and no others. `O(1)`.
    pub(crate) fn knows_just(&self, known: &Known) -> bool {
        Arc::ptr_eq(&self.0.symbols, &known.0)
    }
}
