//! A file over redb: opening, reading, and the state that writing needs.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{
    Builder, Database, DatabaseError, ReadOnlyDatabase, ReadTransaction, ReadableDatabase,
    StorageBackend, StorageError, TableDefinition,
};

use super::codec::{self, Fault, Hash};
use super::error::StoreError;
use super::manifest::{self, CommitRow, Format, Head, Manifest, Part};
use super::overlay::Overlay;
use super::segment::Reader;
use super::{Commit, place, schema, step};
use crate::model::Schema;
use crate::model::change::Step;
use crate::model::image::Image;

pub(super) type Result<T> = std::result::Result<T, StoreError>;

/// `format`, `schema`, `manifest`, `head`: each row under its hash.
pub(super) const META: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("meta");
/// The pieces of the graph's parts, by number.
pub(super) const SEG: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("seg");
/// What has been committed since the parts were written: by commit, a row of its own and batches.
pub(super) const DELTA: TableDefinition<'static, (u64, u32), &[u8]> = TableDefinition::new("delta");
/// The commits before.
pub(super) const HISTORY: TableDefinition<'static, (u64, u32), &[u8]> =
    TableDefinition::new("history");

/// The bytes of the file that redb keeps in memory. The graph is there anyhow.
const CACHE: usize = 16 << 20;

/// What a file holds, as it is read when it is opened.
pub(crate) struct Loaded {
    /// What may exist.
    pub(crate) schema: Schema,
    /// The graph as the last checkpoint left it.
    pub(crate) image: Image,
    /// The steps of each commit since, in their order.
    pub(crate) log: Vec<Vec<Step>>,
}

/// A file that is open.
#[derive(Debug)]
pub(crate) struct File {
    pub(super) engine: Engine,
    pub(super) path: PathBuf,
    pub(super) manifest: Manifest,
    /// The parts of the graph that the history needs, as it was once put together as a whole.
    pub(super) kept: Vec<Part>,
    pub(super) head: Head,
    /// Whether commits are written in two phases.
    pub(super) two_phase: bool,
    pub(super) read_only: bool,
    /// Why nothing more is written.
    pub(super) stopped: Option<StoreError>,
    pub(super) holder: Option<place::Note>,
}

/// redb's two ways of having a file open.
pub(super) enum Engine {
    Write(Database),
    Read(ReadOnlyDatabase),
    /// Closed.
    None,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Write(_) => "Write",
            Self::Read(_) => "Read",
            Self::None => "None",
        })
    }
}

impl File {
    /// Makes a file with nothing in it but a schema. It is there when this returns, and not before.
    pub(crate) fn create(path: &Path, schema: &Schema) -> Result<()> {
        place::create(path, |file| {
            let backend = FileBackend::new(file).map_err(|error| opening(path, error))?;
            Self::make(backend, path, schema)
        })
    }

    /// Makes an empty file on a backend.
    pub(super) fn make(backend: impl StorageBackend, path: &Path, schema: &Schema) -> Result<()> {
        Self::begun(backend, path, schema)?.shut()
    }

    /// Begins a file on a backend, with its first rows.
    pub(super) fn begun(
        backend: impl StorageBackend,
        path: &Path,
        schema: &Schema,
    ) -> Result<Self> {
        let database = builder().create_with_backend(backend);
        let engine = Engine::Write(database.map_err(|error| opening(path, error))?);
        let mut file = Self {
            engine,
            path: path.to_owned(),
            manifest: Manifest::default(),
            kept: Vec::new(),
            head: Head::default(),
            two_phase: true,
            read_only: false,
            stopped: None,
            holder: None,
        };
        file.put_first(schema)?;
        Ok(file)
    }

    /// Opens a file for writing. Every page of it is looked at, and what a crash has left is put
    /// right.
    pub(crate) fn open(path: &Path, two_phase: bool, now: i64) -> Result<(Self, Loaded)> {
        place::look(path)?;
        let file = place::private().open(path).map_err(|error| place::failed(path, &error))?;
        let backend = FileBackend::new(file).map_err(|error| opening(path, error))?;
        let (mut file, loaded) = Self::open_on(backend, path, two_phase)?;
        file.holder = Some(place::Note::leave(path, now));
        Ok((file, loaded))
    }

    /// Opens a file for writing on a backend.
    pub(super) fn open_on(
        backend: impl StorageBackend,
        path: &Path,
        two_phase: bool,
    ) -> Result<(Self, Loaded)> {
        guarded(path, || {
            let mut builder = builder();
            builder.set_check_integrity_on_open(true);
            let database = builder.create_with_backend(backend);
            let engine = Engine::Write(database.map_err(|error| opening(path, error))?);
            Self::of(engine, path, two_phase)
        })
    }

    /// Opens a file for reading. Nothing is written, also where a crash has left something to be put
    /// right: that is done in memory.
    pub(crate) fn open_read_only(path: &Path) -> Result<(Self, Loaded)> {
        place::look(path)?;
        let (mut file, loaded) = guarded(path, || Self::of(read_engine(path)?, path, false))?;
        file.read_only = true;
        Ok((file, loaded))
    }

    fn of(engine: Engine, path: &Path, two_phase: bool) -> Result<(Self, Loaded)> {
        let read = engine.read(path)?;
        let content = Content { read, path };
        let format = content.format()?;
        let schema = content.schema()?;
        let manifest = content.manifest()?;
        let head = content.head()?;
        let kept = content.kept()?;
        let image = content.image(&manifest.parts)?;
        let log = content.log(&manifest, &head)?;
        drop(content);
        let stopped = match format {
            Format::Later(version) => Some(StoreError::Newer { path: path.to_owned(), version }),
            _ => None,
        };
        let path = path.to_owned();
        let (read_only, holder) = (false, None);
        let file =
            Self { engine, path, manifest, kept, head, two_phase, read_only, stopped, holder };
        Ok((file, Loaded { schema, image, log }))
    }

    /// How many commits the file holds.
    pub(crate) fn commits(&self) -> u64 {
        self.head.commit
    }

    /// Where the file lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The last commits, the newest first, at most so many.
    pub(crate) fn last_commits(&self, most: usize) -> Result<Vec<Commit>> {
        let content = Content { read: self.engine.read(&self.path)?, path: &self.path };
        let numbers = (1..=self.head.commit).rev().take(most);
        // What was forgotten has left no row.
        numbers.filter_map(|number| content.commit(number).transpose()).collect()
    }
}

/// redb as this program uses it.
pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE);
    builder
}

/// Opens a file for reading; one that a crash has left is read through an overlay.
pub(super) fn read_engine(path: &Path) -> Result<Engine> {
    match builder().open_read_only(path) {
        Ok(database) => Ok(Engine::Read(database)),
        Err(DatabaseError::RepairAborted) => {
            let database = builder().create_with_backend(overlay(path)?);
            Ok(Engine::Write(database.map_err(|error| opening(path, error))?))
        }
        Err(error) => Err(opening(path, error)),
    }
}

/// A file that stays as it is, with what is written kept in memory.
pub(super) fn overlay(path: &Path) -> Result<Overlay> {
    let failed = |error| place::failed(path, &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    // Whoever writes holds the whole file.
    if matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock)) {
        return Err(in_use(path));
    }
    Overlay::over(file).map_err(failed)
}

fn in_use(path: &Path) -> StoreError {
    StoreError::InUse { path: path.to_owned(), holder: place::holder(path) }
}

/// Does something with redb, which panics on some damage that it does not look for.
pub(super) fn guarded<T>(path: &Path, action: impl FnOnce() -> Result<T>) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(action)).unwrap_or_else(|_| {
        let what = "its pages do not fit together".to_owned();
        Err(StoreError::Damaged { path: path.to_owned(), what })
    })
}

/// What redb says about opening a file.
pub(super) fn opening(path: &Path, error: DatabaseError) -> StoreError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => in_use(path),
        DatabaseError::UpgradeRequired(version) => {
            StoreError::Newer { path: path.to_owned(), version: format!("of redb {version}") }
        }
        DatabaseError::RepairAborted => {
            StoreError::Damaged { path: path.to_owned(), what: "it was not closed".to_owned() }
        }
        DatabaseError::Storage(error) => storage(path, error),
        other => StoreError::Io { path: path.to_owned(), reason: other.to_string() },
    }
}

/// What redb says about reading or writing a file.
pub(super) fn storage(path: &Path, error: StorageError) -> StoreError {
    match error {
        StorageError::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            StoreError::Damaged { path: path.to_owned(), what: error.to_string() }
        }
        StorageError::Io(error) => place::failed(path, &error),
        StorageError::Corrupted(what) => StoreError::Damaged { path: path.to_owned(), what },
        other => StoreError::Io { path: path.to_owned(), reason: other.to_string() },
    }
}

/// Any other error of redb.
pub(super) fn other(path: &Path, error: impl Into<redb::Error>) -> StoreError {
    let path = path.to_owned();
    match error.into() {
        redb::Error::Io(error) => place::failed(&path, &error),
        redb::Error::Corrupted(what) => StoreError::Damaged { path, what },
        redb::Error::TableDoesNotExist(table) => {
            StoreError::Damaged { path, what: format!("the table `{table}` is missing") }
        }
        error => StoreError::Io { path, reason: error.to_string() },
    }
}

impl Engine {
    pub(super) fn read(&self, path: &Path) -> Result<ReadTransaction> {
        let read = match self {
            Self::Write(database) => database.begin_read(),
            Self::Read(database) => database.begin_read(),
            Self::None => {
                return Err(StoreError::Io {
                    path: path.to_owned(),
                    reason: "it is closed".into(),
                });
            }
        };
        read.map_err(|error| other(path, error))
    }
}

/// A file's content at one moment.
pub(super) struct Content<'f> {
    pub(super) read: ReadTransaction,
    pub(super) path: &'f Path,
}

impl Content<'_> {
    pub(super) fn damaged(&self, what: &str) -> StoreError {
        StoreError::Damaged { path: self.path.to_owned(), what: what.to_owned() }
    }

    fn row(&self, name: &str) -> Result<Vec<u8>> {
        let table = self.read.open_table(META).map_err(|error| other(self.path, error))?;
        let row = table.get(name).map_err(|error| storage(self.path, error))?;
        let missing = || self.damaged(&format!("the row `{name}` is missing"));
        row.map(|row| row.value().to_vec()).ok_or_else(missing)
    }

    fn known<T>(
        &self,
        name: &str,
        read: impl FnOnce(&[u8]) -> std::result::Result<T, Fault>,
    ) -> Result<T> {
        read(&self.row(name)?).map_err(|_| self.damaged(&format!("the row `{name}`")))
    }

    pub(super) fn format(&self) -> Result<Format> {
        let foreign = StoreError::Foreign {
            path: self.path.to_owned(),
            what: "is a database of another program",
        };
        // Other programs use redb too.
        let table = self.read.open_table(META).map_err(|error| match error {
            redb::TableError::TableDoesNotExist(_) | redb::TableError::TableTypeMismatch { .. } => {
                foreign
            }
            error => other(self.path, error),
        })?;
        drop(table);
        match self.known("format", manifest::read_format)? {
            Format::Newer(version) => {
                Err(StoreError::Newer { path: self.path.to_owned(), version })
            }
            format => Ok(format),
        }
    }

    pub(super) fn schema(&self) -> Result<Schema> {
        self.known("schema", |row| schema::read(codec::unseal(row)?))
    }

    pub(super) fn manifest(&self) -> Result<Manifest> {
        self.known("manifest", manifest::read)
    }

    pub(super) fn head(&self) -> Result<Head> {
        self.known("head", manifest::read)
    }

    /// The parts that the history needs; files in which nothing was put together as a whole have no
    /// such row.
    pub(super) fn kept(&self) -> Result<Vec<Part>> {
        let table = self.read.open_table(META).map_err(|error| other(self.path, error))?;
        let row = table.get("kept").map_err(|error| storage(self.path, error))?;
        let parts = row.map_or(Ok(Vec::new()), |row| manifest::read(row.value()));
        parts.map_err(|_| self.damaged("the row `kept`"))
    }

    /// A reader of these parts, of which no two share a piece: so they are no more than the file.
    pub(super) fn reader(&self, parts: &[Part]) -> Result<Reader> {
        let mut pieces: Vec<(u64, u64)> =
            parts.iter().map(|p| (p.first, p.first.saturating_add(p.pieces.into()))).collect();
        pieces.sort_unstable();
        let shared = pieces.windows(2).any(|two| matches!(two, [one, next] if next.0 < one.1));
        let said = parts.iter().map(|part| part.length).fold(0, u64::saturating_add);
        let bytes = std::fs::metadata(self.path).map_or(said, |file| said.min(file.len()));
        if shared { Err(self.damaged("the list of its parts")) } else { Ok(Reader::of(bytes)) }
    }

    /// The graph that lies in these parts.
    pub(super) fn image(&self, parts: &[Part]) -> Result<Image> {
        let mut reader = self.reader(parts)?;
        for part in parts {
            let taken = reader.take(part.place, &self.part(part)?);
            taken.map_err(|_| self.damaged(&part.place.words()))?;
        }
        Ok(reader.finish())
    }

    /// The bytes of a part, which are those that were written.
    pub(super) fn part(&self, part: &Part) -> Result<Vec<u8>> {
        let damaged = || self.damaged(&part.place.words());
        let table = self.read.open_table(SEG).map_err(|error| other(self.path, error))?;
        let mut bytes = Vec::new();
        let end = part.first.checked_add(part.pieces.into()).ok_or_else(damaged)?;
        for number in part.first..end {
            let piece = table.get(number).map_err(|error| storage(self.path, error))?;
            bytes.extend_from_slice(piece.ok_or_else(damaged)?.value());
        }
        let sound = bytes.len() as u64 == part.length && codec::hash([&*bytes]) == part.hash;
        if sound { Ok(bytes) } else { Err(damaged()) }
    }

    /// The steps of every commit since the manifest, each in its place of the chain.
    fn log(&self, manifest: &Manifest, head: &Head) -> Result<Vec<Vec<Step>>> {
        let mut chain = manifest.chain;
        let mut log = Vec::new();
        for number in manifest.commit + 1..=head.commit {
            let (steps, next) = self.steps(DELTA, number, chain)?;
            log.push(steps);
            chain = next;
        }
        if chain == head.chain { Ok(log) } else { Err(self.damaged("the log of commits")) }
    }

    /// The steps of a commit, and the hash of the chain up to it.
    pub(super) fn steps(
        &self,
        table: TableDefinition<'static, (u64, u32), &'static [u8]>,
        number: u64,
        before: Hash,
    ) -> Result<(Vec<Step>, Hash)> {
        let damaged = || self.damaged(&format!("commit {number}"));
        let table = self.read.open_table(table).map_err(|error| other(self.path, error))?;
        let get = |batch: u32| {
            let row = table.get((number, batch)).map_err(|error| storage(self.path, error))?;
            row.map(|row| row.value().to_vec()).ok_or_else(damaged)
        };
        let first = get(0)?;
        let row: CommitRow = codec::decode(&first).map_err(|_| damaged())?;
        if row.before != before {
            return Err(damaged());
        }
        let mut steps = Vec::new();
        let mut rows = vec![before.to_vec(), number.to_le_bytes().to_vec(), first];
        for batch in 1..=row.batches {
            rows.push(get(batch)?);
        }
        let chain = codec::hash(rows.iter().map(Vec::as_slice));
        let mut failed = None;
        for batch in rows.iter().skip(3) {
            let read = step::read(batch, |parts| {
                self.image(parts).map_err(|error| {
                    failed = Some(error);
                    Fault::Malformed
                })
            });
            steps.extend(read.map_err(|_| failed.take().unwrap_or_else(damaged))?);
        }
        Ok((steps, chain))
    }

    /// The hash of the chain before a commit, as the commit itself says.
    pub(super) fn before(
        &self,
        table: TableDefinition<'static, (u64, u32), &'static [u8]>,
        number: u64,
    ) -> Result<Hash> {
        let damaged = || self.damaged(&format!("commit {number}"));
        let table = self.read.open_table(table).map_err(|error| other(self.path, error))?;
        let row = table.get((number, 0)).map_err(|error| storage(self.path, error))?;
        let row = row.ok_or_else(damaged)?;
        let row: CommitRow = codec::decode(row.value()).map_err(|_| damaged())?;
        Ok(row.before)
    }

    /// What is known of a commit, where it is still there.
    pub(super) fn commit(&self, number: u64) -> Result<Option<Commit>> {
        for table in [DELTA, HISTORY] {
            let table = self.read.open_table(table).map_err(|error| other(self.path, error))?;
            let row = table.get((number, 0)).map_err(|error| storage(self.path, error))?;
            let Some(row) = row else { continue };
            let row: CommitRow = codec::decode(row.value())
                .map_err(|_| self.damaged(&format!("commit {number}")))?;
            let CommitRow { time, author, message, steps, .. } = row;
            return Ok(Some(Commit { number, time, author, message, changes: steps }));
        }
        Ok(None)
    }
}
