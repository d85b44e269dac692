//! Durability: one file that holds a graph, its schema and its history.
//!
//! The file is a redb database of four tables; `docs/format.md` has every byte. `seg` holds the graph
//! in columns as the last checkpoint left it, `delta` what has been committed since, `history` what
//! was committed before, and `meta` says which of it counts. Every row stands under a hash of ours,
//! since redb does not look at its own when it reads.
//!
//! A commit appends to `delta` and is durable when it returns. A checkpoint writes the graph anew,
//! but for the parts that are as they were, and moves the log into the history; it happens with the
//! commit that makes the log too long, and on closing.
//!
//! One process at a time has a file open for writing, and nobody reads it meanwhile; any number may
//! read it together. Within the process readers take snapshots, and wait for nobody.

mod cell;
mod codec;
mod error;
mod file;
mod history;
mod inspect;
mod manifest;
mod names;
mod overlay;
mod place;
mod record;
mod salvage;
mod schema;
mod segment;
mod step;
mod write;

#[cfg(test)]
mod tests;

pub use error::{Holder, StoreError};
pub(crate) use file::{File, Loaded};
pub(crate) use history::Past;
pub use inspect::{Info, Verified, verify};
#[cfg(feature = "cli")]
pub(crate) use place::beside_it as beside;
#[cfg(feature = "write-back")]
pub(crate) use place::sync_folder;
pub(crate) use salvage::remains;
pub(crate) use write::Word;

/// A transaction that has been committed to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its number, from 1.
    pub number: u64,
    /// When it was committed, in milliseconds after the beginning of 1970 in UTC.
    pub time: i64,
    /// Who committed it; empty where nobody said.
    pub author: String,
    /// Why; empty where nobody said.
    pub message: String,
    /// How many changes it made.
    pub changes: u64,
}

impl Commit {
    /// When it was committed, in words: `2026-11-22 07:45:10 UTC`.
    pub fn moment(&self) -> String {
        error::moment(self.time)
    }
}
