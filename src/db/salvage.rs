//! A new file of what can still be read of a damaged one.

use std::path::Path;

use super::Database;
use super::file::replay;
use crate::error::Result;
use crate::graph::Snapshot;
use crate::store::{self, StoreError};

/// What was saved of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Salvaged {
    /// The last commit of which everything was saved, and the last one there was.
    pub reached: (u64, u64),
    /// What is damaged, in words.
    pub damaged: Vec<String>,
    /// The properties that could not be saved, in words, where everything else up to the commit was.
    pub lost: Vec<String>,
}

impl Database {
    /// Makes a new file of what can be read of a damaged one, which stays as it is.
    ///
    /// The graph stands in a file twice, in its columns and in the commits that led to it; where the
    /// columns are damaged, the commits are taken, up to the first that is. Where those do not reach as
    /// far, as with a graph that was loaded as a whole, the columns are taken without the properties
    /// that are damaged. The new file begins a history of its own.
    ///
    /// # Errors
    ///
    /// The rows that say what the file holds are damaged, there is a file of the new name, or it
    /// cannot be written.
    pub fn salvage(damaged: impl AsRef<Path>, new: impl AsRef<Path>) -> Result<Salvaged> {
        let (damaged, new) = (damaged.as_ref(), new.as_ref());
        let remains = store::remains(damaged)?;
        let wrong = |what: String| StoreError::Damaged { path: damaged.to_owned(), what };
        let graph = Snapshot::of_image(remains.image, &remains.schema);
        let mut graph = graph.map_err(|what| wrong(what.to_owned()))?;
        let first = remains.reached.0 + 1 - remains.log.len() as u64;
        replay(&mut graph, first, remains.log, |_, _| {}).map_err(wrong)?;
        let db = super::Builder::new().schema(remains.schema).create(new)?;
        db.replace(graph)?;
        db.close()?;
        Ok(Salvaged { reached: remains.reached, damaged: remains.damaged, lost: remains.lost })
    }
}
