//! Databases that are files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Database, lock};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::Schema;
use crate::model::change::Step;
use crate::source::embedded;
use crate::store::{Commit, File, Info, Loaded, Past, StoreError};

/// How a commit becomes durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// What is written is on the disk before it counts: two waits for the disk.
    #[default]
    TwoPhase,
    /// One wait for the disk; checksums tell whether the last commit is whole. Nothing that was
    /// committed is lost in a crash, but a bit that flips in an unclean file can take back the last
    /// commit without a word.
    Normal,
}

/// How a database file is made or opened.
///
/// ```
/// use plexusdb::db::{Builder, Durability};
/// # let folder = std::env::temp_dir().join(format!("plexus-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("notes.plexus");
///
/// let db = Builder::new().without_schema().author("ada").create(&path)?;
/// db.execute("CREATE (:Cat {name: 'Tom'})").run()?;
/// db.close()?;
///
/// let db = Builder::new().durability(Durability::Normal).open(&path)?;
/// assert_eq!(db.snapshot().node_count(), 1);
/// assert_eq!(db.log(10)?[0].author, "ada");
/// # db.close()?;
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Builder {
    schema: Option<Schema>,
    author: String,
    durability: Durability,
}

impl Builder {
    /// The built-in schema for a new file, no author, two-phase commits.
    pub fn new() -> Self {
        Self::default()
    }

    /// What may be written to a new file. One that exists keeps the schema it has.
    #[must_use]
    pub fn schema(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Lets anything be drawn in a new file: any label, any relationship type, any property.
    #[must_use]
    pub fn without_schema(self) -> Self {
        self.schema(Schema::open())
    }

    /// Who commits, where a transaction does not say.
    #[must_use]
    pub fn author(mut self, author: impl Into<String>) -> Self {
        self.author = author.into();
        self
    }

    /// How commits become durable; [`Durability::TwoPhase`] where it is not called.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Makes a file with nothing in it and opens it. It is readable by its owner alone.
    ///
    /// # Errors
    ///
    /// There is a file of this name, or it cannot be written.
    pub fn create(self, path: impl AsRef<Path>) -> Result<Database> {
        let schema = self.schema.clone().unwrap_or_else(embedded::schema);
        File::create(path.as_ref(), &schema)?;
        self.open(path)
    }

    /// Opens a file for reading and writing, for this process alone.
    ///
    /// Every page is looked at, which takes about a second for each gigabyte; what a crash has left
    /// is put right.
    ///
    /// # Errors
    ///
    /// There is no such file, or it is no database, or a newer version made it, or it is damaged, or
    /// somebody has it open.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Database> {
        let two_phase = self.durability == Durability::TwoPhase;
        let (file, loaded) = File::open(path.as_ref(), two_phase, now())?;
        of(file, loaded, self.author)
    }

    /// Opens a file for reading, together with any number of others who only read. Nothing is
    /// written, so that it may lie on a medium that cannot be.
    ///
    /// # Errors
    ///
    /// As for [`Builder::open`].
    pub fn open_read_only(self, path: impl AsRef<Path>) -> Result<Database> {
        let (file, loaded) = File::open_read_only(path.as_ref())?;
        of(file, loaded, self.author)
    }
}

/// The database of what was read from a file.
pub(crate) fn of(file: File, loaded: Loaded, author: String) -> Result<Database> {
    let Loaded { schema, image, log } = loaded;
    let past = Past { image, first: file.commits() - log.len() as u64 + 1, log };
    let graph = graph_of(file.path(), past, &schema, |_, _| {})?;
    Ok(Database::of(graph, Some(file), author))
}

/// The graph to which the past of a file leads; `each` sees it on the way, as for [`replay`].
pub(super) fn graph_of(
    path: &Path,
    past: Past,
    schema: &Schema,
    each: impl FnMut(u64, &Snapshot),
) -> Result<Snapshot, StoreError> {
    let damaged = |what: String| StoreError::Damaged { path: path.to_owned(), what };
    let Past { image, first, log } = past;
    let mut graph = Snapshot::of_image(image, schema).map_err(|what| damaged(what.to_owned()))?;
    replay(&mut graph, first, log, each).map_err(damaged)?;
    Ok(graph)
}

/// Does the steps of commits again, of which the first has this number; what does not fit is told.
/// `each` sees the graph as each commit leaves it, with its number, and first as it is before them.
pub(super) fn replay(
    graph: &mut Snapshot,
    first: u64,
    log: Vec<Vec<Step>>,
    mut each: impl FnMut(u64, &Snapshot),
) -> std::result::Result<(), String> {
    // What some commit goes back to is kept until then; a snapshot shares what does not change.
    let target = |step: &Step| if let Step::Return(to) = step { Some(*to) } else { None };
    let wanted: BTreeSet<u64> = log.iter().flatten().filter_map(target).collect();
    let mut kept = BTreeMap::new();
    each(first.saturating_sub(1), graph);
    for (number, steps) in (first..).zip(log) {
        if wanted.contains(&(number - 1)) {
            kept.insert(number - 1, graph.clone());
        }
        for step in steps {
            match step {
                Step::Skip(next) => graph.skip_ids(next),
                Step::Return(to) => {
                    let next = graph.next_ids();
                    let back = kept.get(&to).cloned();
                    *graph = back.ok_or_else(|| {
                        format!("commit {number} goes back to commit {to}, which is not there")
                    })?;
                    graph.skip_ids(next);
                }
                Step::Whole(image, _) => {
                    let image = Arc::unwrap_or_clone(image);
                    let whole = Snapshot::of_image(image, &graph.schema().clone());
                    *graph = whole.map_err(|what| format!("commit {number}: {what}"))?;
                }
                Step::Change(change) => {
                    graph.apply(change).map_err(|error| format!("commit {number}: {error}"))?;
                }
            }
        }
        each(number, graph);
    }
    graph.trust_unique();
    graph.settle();
    Ok(())
}

/// What a graph of one schema has that another schema does not.
fn missing(old: &Schema, new: &Schema, graph: &Snapshot) -> Option<String> {
    if graph.node_count() == 0 || new.is_open() {
        return None;
    }
    if old.is_open() {
        return Some("it holds what was drawn without a schema".to_owned());
    }
    let (old, new) = (old.declared(), new.declared());
    let kind = old.kinds.iter().find(|kind| {
        let again = new.kinds.iter().find(|again| again.id == kind.id);
        !again.is_some_and(|again| {
            again.label == kind.label && kind.sub.iter().all(|sub| again.sub.contains(sub))
        })
    });
    let relation = old.relations.iter().find(|relation| {
        let again = new.relations.iter().find(|again| again.id == relation.id);
        !again.is_some_and(|again| {
            again.cypher == relation.cypher && again.symmetric == relation.symmetric
        })
    });
    let kind = kind.map(|kind| format!("the kind `{}` would be missing or another", kind.id));
    kind.or_else(|| {
        relation.map(|r| format!("the relation `{}` would be missing or another", r.id))
    })
}

/// Milliseconds after the beginning of 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Database {
    /// Makes a file of the built-in schema with nothing in it, and opens it. [`Builder`] has more to
    /// choose.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::Place;
    /// # let folder = std::env::temp_dir().join(format!("plexus-create-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("network.plexus");
    ///
    /// let db = Database::create(&path)?;
    /// let mut tx = db.write()?;
    /// tx.add(Place::new("Brent").sub_kind("borough"))?;
    /// tx.commit()?;
    /// drop(db);
    ///
    /// let db = Database::open(&path)?;
    /// assert_eq!(db.snapshot().named("Brent").count(), 1);
    /// # drop(db);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Builder::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Builder::new().create(path)
    }

    /// Opens a file for reading and writing, for this process alone.
    ///
    /// # Errors
    ///
    /// As for [`Builder::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Builder::new().open(path)
    }

    /// Opens a file for reading, together with any number of others who only read.
    ///
    /// # Errors
    ///
    /// As for [`Builder::open`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Builder::new().open_read_only(path)
    }

    /// The last commits, the newest first, at most so many; none of a database in memory.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn log(&self, most: usize) -> Result<Vec<Commit>> {
        match &self.file {
            Some(file) => Ok(lock(file).last_commits(most)?),
            None => Ok(Vec::new()),
        }
    }

    /// What the file holds and how much room it takes; none of a database in memory.
    ///
    /// # Errors
    ///
    /// The file is gone.
    pub fn info(&self) -> Result<Option<Info>> {
        Ok(self.file.as_ref().map(|file| lock(file).info()).transpose()?)
    }

    /// Writes a new file with all that this one holds, its history too, as small as it can be.
    /// Nothing is written for a database in memory.
    ///
    /// # Errors
    ///
    /// There is a file of this name, it cannot be written, or this one cannot be read.
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<()> {
        if let Some(file) = &self.file {
            lock(file).copy_to(path.as_ref(), &self.watch)?;
        }
        Ok(())
    }

    /// Changes what may be written, where all that is there may stay.
    ///
    /// # Errors
    ///
    /// A kind or a relation that is in use would be gone, or would be another; then nothing changes.
    pub fn adopt(&self, schema: &Schema) -> Result<()> {
        let next_ids = lock(&self.next_ids);
        if self.snapshot().schema() != schema {
            self.put_under(self.under(schema)?)?;
        }
        drop(next_ids);
        Ok(())
    }

    /// Goes back to a graph of another schema, to which nothing was added since.
    pub(super) fn go_back_under(&self, graph: Snapshot) -> Result<()> {
        let next_ids = lock(&self.next_ids);
        self.put_under(graph)?;
        drop(next_ids);
        Ok(())
    }

    fn put_under(&self, graph: Snapshot) -> Result<()> {
        if let Some(file) = &self.file {
            lock(file).checkpoint(&graph.image(), Some(graph.schema()))?;
        }
        *lock(&self.published) = graph;
        Ok(())
    }

    /// The graph as it is under another schema, where all that is there may stay.
    pub(super) fn under(&self, schema: &Schema) -> Result<Snapshot> {
        let graph = self.snapshot();
        if graph.schema() == schema {
            return Ok(graph);
        }
        let path = self.file.as_ref().map(|file| lock(file).path().to_owned());
        let refuse = |what| StoreError::Schema { path: path.clone().unwrap_or_default(), what };
        missing(graph.schema(), schema, &graph).map_or(Ok(()), |what| Err(refuse(what)))?;
        let graph = Snapshot::of_image(graph.image(), schema);
        Ok(graph.map_err(|what| refuse(what.to_owned()))?)
    }

    /// Writes the graph as a whole, so that the file opens faster. It happens by itself, with the
    /// commit that makes the log too long and on closing. Nothing happens in memory.
    ///
    /// # Errors
    ///
    /// As for [`Transaction::commit`](super::Transaction::commit); what was committed stays so.
    pub fn checkpoint(&self) -> Result<()> {
        let next_ids = lock(&self.next_ids);
        if let Some(file) = &self.file {
            lock(file).checkpoint(&self.snapshot().image(), None)?;
        }
        drop(next_ids);
        Ok(())
    }

    /// Puts another graph in place of the one there is, and writes it as a whole.
    pub(super) fn replace(&self, graph: Snapshot) -> Result<()> {
        let mut next_ids = lock(&self.next_ids);
        if let Some(file) = &self.file {
            lock(file).checkpoint(&graph.image(), None)?;
        }
        *next_ids = graph.next_ids();
        *lock(&self.published) = graph;
        Ok(())
    }

    /// Makes the file as small as it can be. With `forget`, what led to the graph as it is now is
    /// forgotten: who committed what, and when.
    ///
    /// # Errors
    ///
    /// As for [`Database::checkpoint`].
    pub fn compact(&self, forget: bool) -> Result<()> {
        self.checkpoint()?;
        if let Some(file) = &self.file {
            let mut file = lock(file);
            if forget {
                file.forget_history()?;
            }
            file.compact()?;
        }
        Ok(())
    }

    /// Closes the database. Dropping it does the same, but tells nobody what went wrong.
    ///
    /// # Errors
    ///
    /// The file could not be written; all that was committed is in it.
    pub fn close(mut self) -> Result<()> {
        Ok(self.shut()?)
    }

    fn shut(&mut self) -> Result<(), StoreError> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let file = file.into_inner().unwrap_or_else(PoisonError::into_inner);
        file.close(|| self.snapshot().image())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // All that was committed is durable without this.
        let _ = self.shut();
    }
}
