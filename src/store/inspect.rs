//! Looking a file over: what it holds, whether all of it is as it was written, a copy of it.

use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{ReadableTable, ReadableTableMetadata, TableDefinition};

use super::error::StoreError;
use super::file::{self, Content, DELTA, File, HISTORY, META, Result, SEG};
use super::manifest::{Head, Manifest};
use super::place;
use super::segment::Reader;
use crate::model::{Stage, Watch};

/// What a file holds, and how much room it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// The file.
    pub path: PathBuf,
    /// The version of its format.
    pub format: String,
    /// Its size in bytes.
    pub size: u64,
    /// The bytes of the graph as the last checkpoint left it.
    pub graph: u64,
    /// The bytes of the commits since.
    pub log: u64,
    /// How many commits there have been.
    pub commits: u64,
    /// The commit after which the graph was last written as a whole; 0 for none.
    pub checkpoint: u64,
}

/// What came of looking at every byte of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The parts of the graph and the commits that were looked at.
    pub checked: u64,
    /// What is damaged, in words; nothing where the file is sound.
    pub damaged: Vec<String>,
}

/// Looks at every byte of a file without writing any: the pages, the parts of the graph, and every
/// commit in its place of the chain, those of the history too. Somebody may look on, and stop it.
///
/// ```
/// use plexusdb::{Database, model::Watch, store};
/// # let folder = std::env::temp_dir().join(format!("plexus-verify-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("network.plexus");
///
/// Database::create(&path)?.close()?;
/// assert!(store::verify(&path, &Watch::default())?.damaged.is_empty());
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), plexusdb::Error>(())
/// ```
///
/// # Errors
///
/// There is no such file, it is none of ours, a newer version made it, or somebody is writing it.
pub fn verify(
    path: impl AsRef<Path>,
    watch: &Watch,
) -> std::result::Result<Verified, crate::Error> {
    let path = path.as_ref();
    place::look(path)?;
    let mut verified = Verified { checked: 0, damaged: Vec::new() };
    let parts = file::guarded(path, || {
        let engine = file::read_engine(path)?;
        verified.content(&Content { read: engine.read(path)?, path }, watch)
    });
    verified.note(parts)?;
    // Pages that hold no part of it may be damaged too. redb opens the file for writing to look at
    // them, which it had better not do where something is known to be wrong.
    if verified.damaged.is_empty() {
        watch.tell(Stage::Checking, verified.checked, 0);
        let whole = file::guarded(path, || {
            let mut builder = file::builder();
            builder.set_check_integrity_on_open(true);
            let opened = builder.create_with_backend(file::overlay(path)?);
            opened.map(drop).map_err(|error| file::opening(path, error))
        });
        verified.note(whole)?;
    }
    verified.damaged.dedup();
    Ok(verified)
}

impl Verified {
    /// Keeps damage and passes on every other error.
    fn note(&mut self, result: Result<()>) -> Result<()> {
        match result {
            Err(StoreError::Damaged { what, .. }) => {
                self.damaged.push(what);
                Ok(())
            }
            Err(StoreError::Io { reason, .. }) if reason.contains("magic number") => {
                self.damaged.push(reason);
                Ok(())
            }
            other => other,
        }
    }

    fn content(&mut self, content: &Content<'_>, watch: &Watch) -> Result<()> {
        content.format()?;
        let schema = content.schema().map(drop);
        self.note(schema)?;
        let (manifest, head) = (content.manifest()?, content.head()?);
        let mut reader = Reader::default();
        let first = content.first_commit()?;
        let all = manifest.parts.len() as u64 + (head.commit + 1).saturating_sub(first);
        let goes_on = |done| {
            // A part is large: somebody is told of each.
            watch.tell(Stage::Checking, done, all);
            if watch.is_over() { Err(StoreError::Interrupted) } else { Ok(()) }
        };
        for part in &manifest.parts {
            goes_on(self.checked)?;
            self.checked += 1;
            let read = content.part(part).and_then(|bytes| {
                let taken = reader.take(part.place, &bytes);
                taken.map_err(|_| content.damaged(&part.place.words()))
            });
            self.note(read)?;
        }
        self.chain(content, &manifest, (first, &head), &goes_on)
    }

    fn chain(
        &mut self,
        content: &Content<'_>,
        manifest: &Manifest,
        (first, head): (u64, &Head),
        goes_on: &dyn Fn(u64) -> Result<()>,
    ) -> Result<()> {
        let mut chain = None;
        for number in first..=head.commit {
            goes_on(self.checked)?;
            self.checked += 1;
            let table = if number <= manifest.commit { HISTORY } else { DELTA };
            let before = match chain {
                Some(before) => before,
                None if number == 1 => Default::default(),
                None => content.before(table, number)?,
            };
            let (_, after) = content.steps(table, number, before)?;
            if number == manifest.commit && after != manifest.chain {
                return Err(content.damaged(&format!("the history up to commit {number}")));
            }
            chain = Some(after);
        }
        if chain.is_some_and(|chain| chain != head.chain) {
            return Err(content.damaged("the log of commits"));
        }
        Ok(())
    }
}

impl Content<'_> {
    /// The first commit that has not been forgotten.
    pub(super) fn first_commit(&self) -> Result<u64> {
        for table in [HISTORY, DELTA] {
            let table = self.read.open_table(table).map_err(|e| file::other(self.path, e))?;
            let first = table.first().map_err(|e| file::storage(self.path, e))?;
            if let Some((key, _)) = first {
                return Ok(key.value().0);
            }
        }
        Ok(self.head()?.commit + 1)
    }
}

impl File {
    /// What the file holds.
    pub(crate) fn info(&self) -> Result<Info> {
        let size = std::fs::metadata(&self.path).map_err(|e| place::failed(&self.path, &e))?.len();
        Ok(Info {
            path: self.path.clone(),
            format: super::manifest::version(),
            size,
            graph: self.manifest.length(),
            log: self.head.log,
            commits: self.head.commit,
            checkpoint: self.manifest.commit,
        })
    }

    /// Writes a new file with all that this one holds, row by row.
    pub(crate) fn copy_to(&self, path: &Path, watch: &Watch) -> Result<()> {
        let read = self.engine.read(&self.path)?;
        place::create(path, |file| {
            file::guarded(path, || {
                let backend = FileBackend::new(file).map_err(|e| file::opening(path, e))?;
                let database = file::builder().create_with_backend(backend);
                let mut database = database.map_err(|e| file::opening(path, e))?;
                let mut write = database.begin_write().map_err(|e| file::other(path, e))?;
                write.set_two_phase_commit(true);
                let mut copying = Copying::of(&read, watch).map_err(|e| file::other(path, e))?;
                copying.table(&read, &write, META).map_err(|e| file::other(path, e))?;
                copying.table(&read, &write, SEG).map_err(|e| file::other(path, e))?;
                copying.table(&read, &write, DELTA).map_err(|e| file::other(path, e))?;
                copying.table(&read, &write, HISTORY).map_err(|e| file::other(path, e))?;
                if watch.is_over() {
                    return Err(StoreError::Interrupted);
                }
                watch.tell(Stage::Writing, 0, 0);
                write.commit().map_err(|e| file::other(path, e))?;
                // A copy that is larger than it need be is a copy all the same.
                let _ = database.compact();
                database.close().map_err(|e| file::opening(path, e))
            })
        })
    }
}

/// Rows that go from one file to another.
struct Copying<'w> {
    watch: &'w Watch,
    done: u64,
    all: u64,
}

impl<'w> Copying<'w> {
    fn of(
        read: &redb::ReadTransaction,
        watch: &'w Watch,
    ) -> std::result::Result<Self, redb::Error> {
        let rows = read.open_table(SEG)?.len()?;
        let commits = read.open_table(DELTA)?.len()? + read.open_table(HISTORY)?.len()?;
        Ok(Self { watch, done: 0, all: rows + commits + read.open_table(META)?.len()? })
    }

    /// Copies a table, or the beginning of it where the work is stopped.
    fn table<K: redb::Key + 'static>(
        &mut self,
        read: &redb::ReadTransaction,
        write: &redb::WriteTransaction,
        table: TableDefinition<'static, K, &'static [u8]>,
    ) -> std::result::Result<(), redb::Error> {
        let from = read.open_table(table)?;
        let mut to = write.open_table(table)?;
        for row in from.iter()? {
            if self.watch.is_over() || !self.watch.goes_on(Stage::Copying, self.done, self.all) {
                return Ok(());
            }
            let (key, value) = row?;
            to.insert(key.value(), value.value())?;
            self.done += 1;
        }
        debug_assert_eq!(from.len()?, to.len()?);
        Ok(())
    }
}
