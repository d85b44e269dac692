//! Writing: the first rows, commits, checkpoints, compaction.

use std::sync::Arc;

use redb::backends::FileBackend;
use redb::{TableDefinition, WriteTransaction};

use super::codec::{self, Fault};
use super::error::StoreError;
use super::file::{self, DELTA, Engine, File, HISTORY, META, Result, SEG};
use super::manifest::{self, CommitRow, Head, Manifest, Part};
use super::{Commit, place, schema, segment, step};
use crate::model::change::Step;
use crate::model::image::Image;
use crate::model::{Change, Schema};

/// The bytes of a piece: a little less than a power of two, because redb's pages are powers of two.
const PIECE: usize = (1 << 19) - 1024;
/// The bytes of log below which a checkpoint is not worth while.
const SMALL: u64 = 256 << 10;
/// The share of the graph's bytes that the log may reach before a checkpoint.
const SHARE: u64 = 16;
/// The size below which a file is not compacted.
const TINY: u64 = 1 << 20;

/// What a commit says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    /// Milliseconds after the beginning of 1970.
    pub(crate) time: i64,
    /// Who commits.
    pub(crate) author: String,
    /// Why.
    pub(crate) message: String,
}

impl File {
    /// Why nothing can be written, if nothing can.
    pub(crate) fn writable(&self) -> Result<()> {
        let path = self.path.clone();
        match &self.stopped {
            _ if self.read_only => Err(StoreError::ReadOnly { path }),
            None => Ok(()),
            Some(newer @ StoreError::Newer { .. }) => Err(newer.clone()),
            Some(error) => Err(StoreError::Stopped { path, reason: error.to_string() }),
        }
    }

    /// The first rows of a file.
    pub(super) fn put_first(&mut self, schema: &Schema) -> Result<()> {
        let (manifest, head) = (Manifest::default(), Head::default());
        self.transact(|tx, _| {
            let mut meta = tx.open_table(META)?;
            meta.insert("format", &*manifest::format())?;
            meta.insert("schema", &*codec::seal(schema::write(schema)?))?;
            meta.insert("manifest", &*manifest::write(&manifest)?)?;
            meta.insert("head", &*manifest::write(&head)?)?;
            tx.open_table(SEG)?;
            tx.open_table(DELTA)?;
            tx.open_table(HISTORY)?;
            Ok(())
        })
    }

    /// Makes a transaction durable: when this returns, it is.
    ///
    /// Where the log has grown so much that a checkpoint is due, or a step returns to what lies before
    /// the last one, `image` gives the graph as the transaction leaves it, and both are written at once.
    pub(crate) fn append(
        &mut self,
        word: Word,
        steps: &[Arc<Step>],
        image: impl FnOnce() -> Image,
    ) -> Result<Commit> {
        self.put(word, steps, |file, log| {
            let behind =
                |step: &Arc<Step>| matches!(**step, Step::Return(to) if to < file.manifest.commit);
            (log > file.most_log(SHARE) || steps.iter().any(behind)).then(image)
        })
    }

    /// Writes a commit, and the graph as a whole where there is one for that much log.
    fn put(
        &mut self,
        word: Word,
        steps: &[Arc<Step>],
        image: impl FnOnce(&Self, u64) -> Option<Image>,
    ) -> Result<Commit> {
        self.writable()?;
        if let [step] = steps
            && let Step::Whole(image, new) = &**step
        {
            return self.put_whole(word, image, *new);
        }
        let too_large = |_| StoreError::TooLarge { path: self.path.clone() };
        let batches = step::batches(steps).map_err(too_large)?;
        let entry = Entry::of(self.head, word, batches, steps.len() as u64).map_err(too_large)?;
        let log = self.head.log.saturating_add(entry.length());
        let image = image(self, log);
        let head = Head { log: if image.is_some() { 0 } else { log }, ..entry.head };
        let new = self.transact(|tx, old| {
            let manifest = match &image {
                None => None,
                Some(image) => Some(put_manifest(tx, old, put_parts(tx, old, image)?, &head)?),
            };
            entry.put(tx, if manifest.is_some() { HISTORY } else { DELTA })?;
            let mut meta = tx.open_table(META)?;
            meta.insert("head", &*manifest::write(&head)?)?;
            let is_later = |step: &Arc<Step>| {
                matches!(**step, Step::Return(_) | Step::Change(Change::AddIndex(_)))
            };
            if steps.iter().any(is_later) {
                // Files of version 1.0 know no such step.
                meta.insert("format", &*manifest::format())?;
            }
            Ok(manifest)
        })?;
        self.head = head;
        if let Some(new) = new {
            self.manifest = new;
        }
        Ok(entry.commit)
    }

    /// Writes a commit that put the graph together as a whole: it is in the file once, as parts that
    /// stay as long as the commit does.
    fn put_whole(&mut self, word: Word, image: &Image, new: u64) -> Result<Commit> {
        let before = self.head;
        let (entry, manifest, kept) = self.transact(|tx, old| {
            let parts = put_parts(tx, old, image)?;
            let mut kept = old.kept.to_vec();
            kept.extend(parts.parts.iter().filter(|part| !holds(old.kept, part)).cloned());
            let batches = vec![step::whole(&parts.parts, new)?];
            let entry = Entry::of(before, word, batches, new)?;
            let manifest = put_manifest(tx, old, parts, &entry.head)?;
            entry.put(tx, HISTORY)?;
            let mut meta = tx.open_table(META)?;
            meta.insert("kept", &*manifest::write(&kept)?)?;
            // Files of version 1.1 know no such commit.
            meta.insert("format", &*manifest::format())?;
            Ok((entry, manifest, kept))
        })?;
        (self.head, self.manifest, self.kept) = (entry.head, manifest, kept);
        Ok(entry.commit)
    }

    /// The bytes of log at which a checkpoint is due.
    fn most_log(&self, share: u64) -> u64 {
        SMALL.max(self.manifest.length() / share)
    }

    /// Whether closing should leave a checkpoint behind.
    fn wants_checkpoint(&self) -> bool {
        self.head.log > self.most_log(4 * SHARE) / 4
    }

    /// Writes the graph as a whole, and moves the log into the history.
    pub(crate) fn checkpoint(&mut self, image: &Image, schema: Option<&Schema>) -> Result<()> {
        self.writable()?;
        let head = Head { log: 0, ..self.head };
        self.manifest = self.transact(|tx, old| {
            let manifest = put_manifest(tx, old, put_parts(tx, old, image)?, &head)?;
            let mut meta = tx.open_table(META)?;
            if let Some(schema) = schema {
                meta.insert("schema", &*codec::seal(schema::write(schema)?))?;
            }
            Ok(manifest)
        })?;
        self.head = head;
        Ok(())
    }

    /// Forgets what was committed before the last checkpoint: only what it led to stays.
    pub(crate) fn forget_history(&mut self) -> Result<()> {
        self.writable()?;
        self.transact(|tx, old| {
            let mut history = tx.open_table(HISTORY)?;
            while history.pop_first()?.is_some() {}
            remove(tx, old.kept, |part| holds(&old.manifest.parts, part))?;
            tx.open_table(META)?.remove("kept")?;
            Ok(())
        })?;
        self.kept.clear();
        Ok(())
    }

    /// Puts a new file in the place of this one, with a graph and with the commit that led to it, and with
    /// nothing of what was before. A crash leaves the one or the other.
    pub(crate) fn begin_anew(
        &mut self,
        word: Word,
        image: Image,
        schema: &Schema,
    ) -> Result<Commit> {
        self.writable()?;
        let path = self.path.clone();
        let mut commit = None;
        let replaced = place::replace(&path, |file| {
            let backend = FileBackend::new(file).map_err(|error| file::opening(&path, error))?;
            let mut new = Self::begun(backend, &path, schema)?;
            new.head = Head { log: 0, ..self.head };
            commit = Some(new.put(word, &[], |_, _| Some(image))?);
            new.shut()
        });
        let opened = match replaced {
            // Nothing has changed, and this file goes on.
            Err((place::Step::Before, error)) => return Err(error),
            Err((place::Step::After, error)) => Err(error),
            Ok(()) => self.open_again(),
        };
        // What is open is no longer the file of this name.
        self.kept(opened)?;
        commit.ok_or_else(|| StoreError::Io { path, reason: "nothing was written".to_owned() })
    }

    /// Opens the file that has this one's name now.
    fn open_again(&mut self) -> Result<()> {
        let path = self.path.clone();
        let file = place::private().open(&path).map_err(|error| place::failed(&path, &error))?;
        let backend = FileBackend::new(file).map_err(|error| file::opening(&path, error))?;
        let (mut new, _) = Self::open_on(backend, &path, self.two_phase)?;
        new.holder = self.holder.take();
        *self = new;
        Ok(())
    }

    /// Gives back what the file does not need; whether it was anything.
    pub(crate) fn compact(&mut self) -> Result<bool> {
        self.writable()?;
        let Engine::Write(database) = &mut self.engine else { return Ok(false) };
        let path = &self.path;
        let compacted =
            file::guarded(path, || database.compact().map_err(|error| file::other(path, error)));
        if let Err(error) = &compacted {
            self.stopped = Some(error.clone());
        }
        compacted
    }

    /// Whether more than a sixth of the file is free.
    fn is_roomy(&self) -> bool {
        let Engine::Write(database) = &self.engine else { return false };
        let length = std::fs::metadata(&self.path).map_or(0, |data| data.len());
        if length < TINY {
            return false;
        }
        let stats = database.begin_write().ok().and_then(|tx| {
            let stats = tx.stats().ok();
            // Nothing was written.
            let _ = tx.abort();
            stats
        });
        let used = stats.map(|stats| stats.allocated_pages() * stats.page_size() as u64);
        used.is_some_and(|used| used < length / 6 * 5)
    }

    /// Closes the file, with its log folded and smaller where that is worth while. All that was
    /// committed is in it without that, so a disk that has no room for it is no failure.
    pub(crate) fn close(mut self, image: impl FnOnce() -> Image) -> Result<()> {
        match self.tidy(image) {
            Ok(()) => self.shut(),
            Err(StoreError::Full { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn tidy(&mut self, image: impl FnOnce() -> Image) -> Result<()> {
        if self.writable().is_err() {
            return Ok(());
        }
        if self.wants_checkpoint() {
            self.checkpoint(&image(), None)?;
        }
        if self.is_roomy() {
            self.compact()?;
        }
        Ok(())
    }

    /// Closes the file as it stands.
    pub(super) fn shut(mut self) -> Result<()> {
        let path = self.path.clone();
        file::guarded(&path, || match std::mem::replace(&mut self.engine, Engine::None) {
            Engine::Write(database) => {
                database.close().map_err(|error| file::opening(&path, error))
            }
            Engine::Read(database) => database.close().map_err(|error| file::opening(&path, error)),
            Engine::None => Ok(()),
        })
    }

    /// Does everything in one durable transaction, or nothing.
    fn transact<T>(
        &mut self,
        action: impl FnOnce(&WriteTransaction, &Old<'_>) -> Done<T>,
    ) -> Result<T> {
        let old = Old { manifest: &self.manifest, kept: &self.kept };
        let done = run(&self.engine, &self.path, self.two_phase, |tx| action(tx, &old));
        self.kept(done)
    }

    /// What came of a transaction; after one that failed nothing more is written.
    fn kept<T>(&mut self, done: Result<T>) -> Result<T> {
        if let Err(error) = &done
            && !matches!(error, StoreError::TooLarge { .. })
        {
            self.stopped = Some(error.clone());
        }
        done
    }
}

/// What of the graph is in the file before a transaction.
struct Old<'f> {
    manifest: &'f Manifest,
    /// The parts that the history needs.
    kept: &'f [Part],
}

/// What can go wrong within a transaction.
enum Trouble {
    Fault,
    Redb(Box<redb::Error>),
}

type Done<T> = std::result::Result<T, Trouble>;

impl From<Fault> for Trouble {
    fn from(_: Fault) -> Self {
        Self::Fault
    }
}

impl From<redb::StorageError> for Trouble {
    fn from(error: redb::StorageError) -> Self {
        Self::Redb(Box::new(error.into()))
    }
}

impl From<redb::TableError> for Trouble {
    fn from(error: redb::TableError) -> Self {
        Self::Redb(Box::new(error.into()))
    }
}

fn run<T>(
    engine: &Engine,
    path: &std::path::Path,
    two_phase: bool,
    action: impl FnOnce(&WriteTransaction) -> Done<T>,
) -> Result<T> {
    let Engine::Write(database) = engine else {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    };
    file::guarded(path, || {
        let mut tx = database.begin_write().map_err(|error| file::other(path, error))?;
        tx.set_two_phase_commit(two_phase);
        let done = match action(&tx) {
            Ok(done) => done,
            Err(trouble) => {
                // The first error is the one to tell.
                let _ = tx.abort();
                return Err(match trouble {
                    Trouble::Fault => StoreError::TooLarge { path: path.to_owned() },
                    Trouble::Redb(error) => file::other(path, *error),
                });
            }
        };
        tx.commit().map_err(|error| file::other(path, error))?;
        Ok(done)
    })
}

/// A commit as it stands in the file: a row of its own, and batches of steps.
struct Entry {
    first: Vec<u8>,
    batches: Vec<Vec<u8>>,
    /// Where the log ends with it, if it lies in none.
    head: Head,
    commit: Commit,
}

impl Entry {
    /// The commit that follows on `before`.
    fn of(
        before: Head,
        word: Word,
        batches: Vec<Vec<u8>>,
        changes: u64,
    ) -> std::result::Result<Self, Fault> {
        let Word { time, author, message } = word;
        let row = CommitRow {
            before: before.chain,
            time,
            author: author.clone(),
            message: message.clone(),
            batches: u32::try_from(batches.len()).unwrap_or(u32::MAX),
            steps: changes,
        };
        let first = codec::encode(&row)?;
        let number = before.commit + 1;
        let place = number.to_le_bytes();
        let rows = [&before.chain[..], &place[..], &first];
        let chain = codec::hash(rows.into_iter().chain(batches.iter().map(Vec::as_slice)));
        let commit = Commit { number, time, author, message, changes };
        Ok(Self { first, batches, head: Head { commit: number, chain, log: 0 }, commit })
    }

    fn length(&self) -> u64 {
        (self.first.len() + self.batches.iter().map(Vec::len).sum::<usize>()) as u64
    }

    fn put(
        &self,
        tx: &WriteTransaction,
        table: TableDefinition<'static, (u64, u32), &'static [u8]>,
    ) -> Done<()> {
        let mut table = tx.open_table(table)?;
        table.insert((self.head.commit, 0), &*self.first)?;
        for (place, batch) in (1..).zip(&self.batches) {
            table.insert((self.head.commit, place), &**batch)?;
        }
        Ok(())
    }
}

/// Writes the parts of an image, but for those that are as they were.
fn put_parts(tx: &WriteTransaction, old: &Old<'_>, image: &Image) -> Done<Manifest> {
    let old = old.manifest;
    let mut new = Manifest {
        generation: old.generation + 1,
        next_piece: old.next_piece,
        nodes: image.nodes.ids.len() as u64,
        edges: image.edges.ids.len() as u64,
        ..Manifest::default()
    };
    let mut pieces = tx.open_table(SEG)?;
    let mut failed = None;
    let written = segment::write(image, &mut |place, bytes| {
        let (length, hash) = (bytes.len() as u64, codec::hash([&*bytes]));
        let same = |part: &&Part| (part.place, part.length, part.hash) == (place, length, hash);
        if let Some(part) = old.parts.iter().find(same) {
            new.parts.push(part.clone());
            return Ok(());
        }
        let first = new.next_piece;
        for piece in bytes.chunks(PIECE) {
            if let Err(error) = pieces.insert(new.next_piece, piece) {
                failed = Some(error);
                return Err(Fault::Malformed);
            }
            new.next_piece += 1;
        }
        let count = u32::try_from(new.next_piece - first).map_err(|_| Fault::TooLarge)?;
        new.parts.push(Part { place, first, pieces: count, length, hash });
        Ok(())
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(written.map(|()| new)?),
    }
}

/// Lets these parts count as the graph up to `head`. Of those before, what the history does not need
/// goes, and the log moves into the history.
fn put_manifest(
    tx: &WriteTransaction,
    old: &Old<'_>,
    parts: Manifest,
    head: &Head,
) -> Done<Manifest> {
    let new = Manifest { commit: head.commit, chain: head.chain, ..parts };
    remove(tx, &old.manifest.parts, |part| holds(&new.parts, part) || holds(old.kept, part))?;
    let (mut log, mut history) = (tx.open_table(DELTA)?, tx.open_table(HISTORY)?);
    while let Some((key, row)) = log.pop_first()? {
        history.insert(key.value(), row.value())?;
    }
    let mut meta = tx.open_table(META)?;
    meta.insert("manifest", &*manifest::write(&new)?)?;
    meta.insert("head", &*manifest::write(head)?)?;
    Ok(new)
}

/// Whether a part is among others.
fn holds(parts: &[Part], part: &Part) -> bool {
    parts.iter().any(|other| other.first == part.first)
}

/// Removes the pieces of parts, but for those that stay.
fn remove(tx: &WriteTransaction, parts: &[Part], stays: impl Fn(&Part) -> bool) -> Done<()> {
    let mut pieces = tx.open_table(SEG)?;
    for part in parts.iter().filter(|part| !stays(part)) {
        for number in part.first..part.first + u64::from(part.pieces) {
            pieces.remove(number)?;
        }
    }
    Ok(())
}
