//! A disk in memory that can fail, and that remembers what was asked of it.

use std::io;
use std::sync::{Arc, Mutex};

use redb::StorageBackend;

/// What was asked of a disk.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Write(u64, Vec<u8>),
    Length(u64),
    Sync,
    /// A commit was acknowledged: so many are now.
    Acknowledged(u64),
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing is done.
    Error,
    /// Half of a write is done.
    Short,
    /// Nothing is done, for want of room.
    Full,
    /// What was not synced before is lost.
    LostSync,
    /// A read fails.
    Read,
}

#[derive(Debug, Default)]
struct State {
    content: Vec<u8>,
    /// As it was when it was last synced.
    synced: Vec<u8>,
    events: Option<Vec<Event>>,
    writes: u64,
    reads: u64,
    /// From which operation on it fails, and how.
    fails: Option<(u64, Failure)>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Disk(Arc<Mutex<State>>);

impl Disk {
    pub(super) fn of(content: Vec<u8>) -> Self {
        let synced = content.clone();
        Self(Arc::new(Mutex::new(State { content, synced, ..State::default() })))
    }

    pub(super) fn content(&self) -> Vec<u8> {
        self.0.lock().unwrap().content.clone()
    }

    /// What a power cut leaves when nothing of what was not synced had reached the disk.
    pub(super) fn synced(&self) -> Vec<u8> {
        self.0.lock().unwrap().synced.clone()
    }

    pub(super) fn record(&self) {
        self.0.lock().unwrap().events = Some(Vec::new());
    }

    pub(super) fn recorded(&self) -> Vec<Event> {
        self.0.lock().unwrap().events.take().unwrap()
    }

    pub(super) fn acknowledge(&self, commits: u64) {
        if let Some(events) = &mut self.0.lock().unwrap().events {
            events.push(Event::Acknowledged(commits));
        }
    }

    /// How many operations there were that change the disk, and how many that read it.
    pub(super) fn operations(&self) -> (u64, u64) {
        let state = self.0.lock().unwrap();
        (state.writes, state.reads)
    }

    /// Makes the operation of this number, and all behind it, fail.
    pub(super) fn fail_from(&self, number: u64, failure: Failure) {
        self.0.lock().unwrap().fails = Some((number, failure));
    }
}

impl State {
    fn failure(&mut self, reads: bool) -> Option<Failure> {
        let number = if reads { &mut self.reads } else { &mut self.writes };
        *number += 1;
        let (first, failure) = self.fails?;
        (*number >= first && (failure == Failure::Read) == reads).then_some(failure)
    }

    fn put(&mut self, offset: u64, data: &[u8]) {
        let start = usize::try_from(offset).unwrap();
        let end = start + data.len();
        if self.content.len() < end {
            self.content.resize(end, 0);
        }
        self.content[start..end].copy_from_slice(data);
    }
}

fn error(failure: Failure) -> io::Error {
    match failure {
        Failure::Full => io::Error::from(io::ErrorKind::StorageFull),
        _ => io::Error::other("input/output error"),
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().content.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if let Some(failure) = state.failure(true) {
            return Err(error(failure));
        }
        let start = usize::try_from(offset).unwrap();
        let from = state.content.get(start..start + out.len());
        out.copy_from_slice(from.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if let Some(failure) = state.failure(false) {
            return Err(error(failure));
        }
        state.content.resize(usize::try_from(length).unwrap(), 0);
        if let Some(events) = &mut state.events {
            events.push(Event::Length(length));
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if let Some(failure) = state.failure(false) {
            if failure == Failure::LostSync {
                state.content = state.synced.clone();
            }
            return Err(error(failure));
        }
        if let Some(events) = &mut state.events {
            events.push(Event::Sync);
        }
        state.synced = state.content.clone();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if let Some(failure) = state.failure(false) {
            if failure == Failure::Short {
                state.put(offset, &data[..data.len() / 2]);
            }
            return Err(error(failure));
        }
        state.put(offset, data);
        if let Some(events) = &mut state.events {
            events.push(Event::Write(offset, data.to_vec()));
        }
        Ok(())
    }
}
