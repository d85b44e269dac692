//! A file that is only read, with what is written kept in memory: how a file that a crash left behind
//! is read from a medium that cannot be written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// The bytes that are kept together.
const BLOCK: u64 = 4096;

/// A backend over a file that stays as it is.
#[derive(Debug)]
pub(super) struct Overlay(Mutex<State>);

#[derive(Debug)]
struct State {
    file: File,
    /// How long the file is.
    below: u64,
    length: u64,
    written: BTreeMap<u64, Vec<u8>>,
}

impl Overlay {
    /// An overlay over this file.
    pub(super) fn over(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self(Mutex::new(State { file, below: length, length, written: BTreeMap::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn block(&mut self, number: u64) -> io::Result<Vec<u8>> {
        if let Some(block) = self.written.get(&number) {
            return Ok(block.clone());
        }
        let mut block = vec![0; 4096];
        let start = number * BLOCK;
        let there = usize::try_from(self.below.saturating_sub(start).min(BLOCK)).unwrap_or(0);
        if let Some(there) = block.get_mut(..there).filter(|there| !there.is_empty()) {
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(there)?;
        }
        Ok(block)
    }

    /// Calls `use_block` for each block in a range, with where it lies there.
    fn each(
        &mut self,
        offset: u64,
        length: usize,
        mut visit: impl FnMut(&mut Self, u64, usize, usize, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut done = 0;
        while done < length {
            let at = offset + done as u64;
            let within = usize::try_from(at % BLOCK).unwrap_or(0);
            let count = (4096 - within).min(length - done);
            visit(self, at / BLOCK, within, done, count)?;
            done += count;
        }
        Ok(())
    }
}

fn outside() -> io::Error {
    io::Error::from(io::ErrorKind::UnexpectedEof)
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        if offset.saturating_add(out.len() as u64) > state.length {
            return Err(outside());
        }
        state.each(offset, out.len(), |state, number, within, done, count| {
            let block = state.block(number)?;
            let from = block.get(within..within + count).ok_or_else(outside)?;
            out.get_mut(done..done + count).ok_or_else(outside)?.copy_from_slice(from);
            Ok(())
        })
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let mut state = self.state();
        state.below = state.below.min(length);
        state.length = length;
        state.written.retain(|number, _| number * BLOCK < length);
        if let Some(last) = state.written.get_mut(&(length / BLOCK)) {
            let kept = usize::try_from(length % BLOCK).unwrap_or(0);
            last.iter_mut().skip(kept).for_each(|byte| *byte = 0);
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.length = state.length.max(offset.saturating_add(data.len() as u64));
        state.each(offset, data.len(), |state, number, within, done, count| {
            let mut block = state.block(number)?;
            let from = data.get(done..done + count).ok_or_else(outside)?;
            block.get_mut(within..within + count).ok_or_else(outside)?.copy_from_slice(from);
            state.written.insert(number, block);
            Ok(())
        })
    }
}
