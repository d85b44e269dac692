//! `--write-back DIR`: what is written into the database goes into curated files as well.

use std::path::Path;

use super::Session;
use super::edit::failed;
use crate::cli::failure::Failure;
use crate::curate::{Folder, Prepared};
use crate::graph::Snapshot;

impl Session<'_> {
    /// Writes what is written from now on into the files of this folder too, which must say what the
    /// database says.
    pub(in crate::cli) fn write_back(&mut self, folder: &Path) -> Result<(), Failure> {
        self.writable()?;
        let opened = Folder::open(folder, self.network.snapshot());
        self.folder = Some(opened.map_err(|e| failed(&e))?);
        Ok(())
    }

    /// What the files are to say once the graph is this one, put beside them; to be done before the
    /// database makes its commit.
    pub(super) fn prepared(&self, graph: &Snapshot) -> crate::Result<Option<Prepared>> {
        self.folder.as_ref().map(|folder| folder.prepare(graph)).transpose()
    }

    /// Puts it in the place of the files.
    pub(super) fn written(&mut self, prepared: Option<Prepared>) -> Result<(), Failure> {
        let (Some(folder), Some(prepared)) = (&mut self.folder, prepared) else { return Ok(()) };
        let names = folder.finish(prepared).map_err(|e| failed(&e))?;
        if names.is_empty() {
            return Ok(());
        }
        Ok(self.console.remark(&format!("written into {}", names.join(", ")))?)
    }
}
