//! The past of a file: every commit, and the graph as each of them left it.

use std::collections::BTreeMap;

use super::codec::{self, Hash};
use super::error::StoreError;
use super::file::{self, Content, DELTA, File, HISTORY, Result};
use super::manifest::CommitRow;
use super::{Commit, step};
use crate::model::change::Step;
use crate::model::image::Image;

/// What leads to the graph as a commit left it.
pub(crate) struct Past {
    /// The graph from which the steps lead on.
    pub(crate) image: Image,
    /// The number of the first of the commits.
    pub(crate) first: u64,
    /// The steps of each commit, in their order.
    pub(crate) log: Vec<Vec<Step>>,
}

impl File {
    /// What leads to the graph as this commit left it; 0 is the beginning.
    ///
    /// Begins with the last checkpoint where that came before, and with nothing otherwise, which
    /// needs a history of which nothing has been forgotten.
    pub(crate) fn past(&self, commit: u64) -> Result<Past> {
        if commit > self.head.commit {
            return Err(self.no_commit(commit));
        }
        self.past_from(commit >= self.manifest.commit, commit)
    }

    /// All commits of which anything is known.
    pub(crate) fn whole_past(&self) -> Result<Past> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        let is_whole = content.first_commit()? == 1;
        self.past_from(!is_whole, self.head.commit)
    }

    /// What leads from the last checkpoint, or from the beginning, to the graph as this commit left it.
    fn past_from(&self, checkpoint: bool, commit: u64) -> Result<Past> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        let (image, first, chain) = if checkpoint {
            (content.image(&self.manifest.parts)?, self.manifest.commit + 1, self.manifest.chain)
        } else if content.first_commit()? == 1 {
            (Image::default(), 1, Hash::default())
        } else {
            let path = self.path.clone();
            return Err(StoreError::Forgotten { path, commit, since: self.manifest.commit });
        };
        let mut past = Past { image, first, log: Vec::new() };
        let mut chain = chain;
        for number in first..=commit {
            let table = if number <= self.manifest.commit { HISTORY } else { DELTA };
            let (steps, after) = content.steps(table, number, chain)?;
            past.log.push(steps);
            chain = after;
        }
        Ok(past)
    }

    /// What is known of a commit.
    pub(crate) fn commit(&self, number: u64) -> Result<Commit> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        content.commit(number)?.ok_or_else(|| self.no_commit(number))
    }

    /// The last commit that was made by this moment, in milliseconds after the beginning of 1970.
    pub(crate) fn commit_at(&self, time: i64) -> Result<u64> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        for number in (1..=self.head.commit).rev() {
            match content.commit(number)? {
                Some(commit) if commit.time > time => {}
                Some(_) => return Ok(number),
                // Nothing is known of what has been forgotten, nor of what came before it.
                None => {
                    let (path, since) = (self.path.clone(), number + 1);
                    return Err(StoreError::Forgotten { path, commit: number, since });
                }
            }
        }
        Ok(0)
    }

    /// The commits that went back to how an earlier one had left the graph, each with that one.
    pub(crate) fn returns(&self) -> Result<BTreeMap<u64, u64>> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        let mut returns = BTreeMap::new();
        for number in content.first_commit()?..=self.head.commit {
            let table = if number <= self.manifest.commit { HISTORY } else { DELTA };
            if let Some(to) = content.return_of(table, number)? {
                returns.insert(number, to);
            }
        }
        Ok(returns)
    }

    fn no_commit(&self, number: u64) -> StoreError {
        StoreError::NoCommit { path: self.path.clone(), number, last: self.head.commit }
    }
}

impl Content<'_> {
    /// Where a commit went back to, if that is what it did.
    fn return_of(
        &self,
        table: redb::TableDefinition<'static, (u64, u32), &'static [u8]>,
        number: u64,
    ) -> Result<Option<u64>> {
        let damaged = || self.damaged(&format!("commit {number}"));
        let table = self.read.open_table(table).map_err(|error| file::other(self.path, error))?;
        let get = |batch: u32| {
            let row =
                table.get((number, batch)).map_err(|error| file::storage(self.path, error))?;
            row.map(|row| row.value().to_vec()).ok_or_else(damaged)
        };
        let row: CommitRow = codec::decode(&get(0)?).map_err(|_| damaged())?;
        if row.steps != 1 {
            return Ok(None);
        }
        let no_image = |_: &[_]| Ok(Image::default());
        let steps = step::read(&get(1)?, no_image).map_err(|_| damaged())?;
        Ok(steps.iter().find_map(|step| match step {
            Step::Return(to) => Some(*to),
            _ => None,
        }))
    }
}
