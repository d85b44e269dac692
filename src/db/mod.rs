//! The database: many readers, one writer.

mod file;
mod forget;
mod history;
mod load;
mod salvage;
mod typed;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(test)]
pub(crate) use file::of as on_file;
pub use file::{Builder, Durability};
pub use forget::Forgotten;
pub use history::{Recorded, Told, Undone};
pub use load::Loaded;
pub use salvage::Salvaged;

#[cfg(feature = "write-back")]
pub(crate) use crate::store::sync_folder;

use crate::cypher::{Prepared, Query, Rows, Statement};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::{Change, Effect, Schema, Watch};
use crate::source::{Dataset, embedded};
use crate::store::{File, Word};

/// A graph that can be read from any thread while one thread writes.
///
/// `Send + Sync`. A [`snapshot`](Database::snapshot) never waits for a transaction in progress and
/// never sees half of one; [`write`](Database::write) waits until the transaction before is done.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::model::Place;
///
/// let db = Database::in_memory();
/// let mut tx = db.write()?;
/// tx.add(Place::new("Brent").sub_kind("borough"))?;
/// assert_eq!(tx.snapshot().node_count(), 1);
/// assert_eq!(db.snapshot().node_count(), 0);
/// tx.commit()?;
/// assert_eq!(db.snapshot().node_count(), 1);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug)]
pub struct Database {
    /// What readers see.
    published: Mutex<Snapshot>,
    /// Held by the one writer: the ids that no transaction has given out yet.
    next_ids: Mutex<(u32, u32)>,
    /// Where every commit goes first; none where the database is gone when it is dropped.
    file: Option<Mutex<File>>,
    /// Who commits, where a transaction does not say.
    author: String,
    /// Who looks on while something long is done.
    watch: Watch,
    /// The rows of the delta, once for each query that has read since the last commit.
    looked_past: AtomicUsize,
}

impl Database {
    /// An empty database of the built-in schema, gone when it is dropped.
    pub fn in_memory() -> Self {
        Self::with_schema(embedded::schema())
    }

    /// An empty database of another schema, gone when it is dropped.
    pub fn with_schema(schema: Schema) -> Self {
        Self::of(Snapshot::empty(schema), None, String::new())
    }

    fn of(graph: Snapshot, file: Option<File>, author: String) -> Self {
        let file = file.map(Mutex::new);
        let (next_ids, published) = (Mutex::new(graph.next_ids()), Mutex::new(graph));
        let (watch, looked_past) = (Watch::default(), AtomicUsize::new(0));
        Self { published, next_ids, file, author, watch, looked_past }
    }

    /// Lets somebody look on, and stop it, while this database loads files, reads them, or copies
    /// itself: see [`Watch`].
    #[must_use]
    pub fn watched(mut self, watch: Watch) -> Self {
        self.watch = watch;
        self
    }

    /// An empty database in which anything may be drawn: any label, any relationship type, any
    /// property. Gone when it is dropped.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::without_schema();
    /// db.execute("CREATE (:Cat {name: 'Tom'})-[:CHASES]->(:Mouse {name: 'Jerry'})").run()?;
    /// assert_eq!(db.snapshot().named("Jerry").count(), 1);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn without_schema() -> Self {
        Self::with_schema(Schema::open())
    }

    /// What curated files say, with their schema, in a database that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// Every finding in the files, where one of them is an error.
    ///
    /// ```
    /// use plexusdb::{Database, source::Dataset};
    ///
    /// let data = Dataset::of([("towns.toml", r#"
    ///     [[node]]
    ///     id = "place:arden"
    ///     kind = "place/borough"
    ///     name = "Arden"
    /// "#)]);
    /// let db = Database::from_dataset(&data)?;
    /// assert!(db.snapshot().by_key("place:arden").is_some());
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn from_dataset(data: &Dataset) -> Result<Self> {
        let db = Self::with_schema(data.schema.clone());
        let mut tx = db.write()?;
        for change in data.changes()? {
            tx.apply(change.clone())?;
        }
        db.run_scripts(&mut tx.draft, data)?;
        tx.commit()?;
        Ok(db)
    }

    /// The built-in network of London's health partnerships.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let snap = Database::london()?.snapshot();
    /// assert_eq!(snap.named("Healthcare Central London").count(), 1);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn london() -> Result<Self> {
        Self::from_dataset(&embedded::dataset())
    }

    /// The graph as the last commit left it. `O(1)`.
    pub fn snapshot(&self) -> Snapshot {
        lock(&self.published).clone()
    }

    /// The graph as the last commit left it, for a query that only reads.
    ///
    /// A load in many commits ends with a delta that is large, though but a small part of the base.
    /// Once the queries behind it have looked past as many rows as the base has, it has paid to fold
    /// it, whether they go on for long or not.
    pub(crate) fn for_reading(&self) -> Snapshot {
        let snapshot = self.snapshot();
        let (delta, base) = snapshot.rows();
        if self.looked_past.fetch_add(delta, Ordering::Relaxed) < base || delta == 0 {
            return snapshot;
        }
        let mut folded = snapshot.clone();
        folded.fold();
        let mut published = lock(&self.published);
        // Another thread may have committed by now.
        if published.is(&snapshot) {
            *published = folded.clone();
        }
        folded
    }

    /// Starts a query that may write: `execute(…).run()` is a transaction of its own. It is
    /// committed where the query succeeds, and leaves nothing behind where it does not.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::in_memory();
    /// let query = db.execute("CREATE (p:Person {name: $name}) RETURN p.id AS id");
    /// let mut rows = query.bind("name", "Ada Example").run()?;
    /// assert_eq!(rows.counters().nodes_created, 1);
    /// assert_eq!(rows.next().unwrap()?.get::<String>("id")?, "person:ada-example");
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn execute(&self, statement: impl Into<Statement>) -> Query<&Self> {
        Query::of(self, statement)
    }

    /// Compiles a query for the graph as it is now, to be run many times, on it as it is then: see
    /// [`Prepared`].
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::without_schema();
    /// let add = db.prepare("CREATE (:Cat {name: $name})")?;
    /// for name in ["Tom", "Macavity"] {
    ///     db.execute(&add).bind("name", name).run()?;
    /// }
    /// assert_eq!(db.snapshot().node_count(), 2);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn prepare(&self, text: impl Into<String>) -> Result<Prepared> {
        self.snapshot().prepare(text)
    }

    /// Begins a transaction, after the one in progress, if there is one, has ended.
    ///
    /// A thread that begins a second one while it holds the first waits for ever.
    ///
    /// # Errors
    ///
    /// The database is a file that was opened for reading only, or one to which nothing more is
    /// written because an earlier write failed.
    pub fn write(&self) -> Result<Transaction<'_>> {
        let next_ids = lock(&self.next_ids);
        let mut draft = self.snapshot();
        if let Some(file) = &self.file {
            lock(file).writable()?;
            draft.keep_journal();
        }
        draft.skip_ids(*next_ids);
        let word = Word { author: self.author.clone(), ..Word::default() };
        Ok(Transaction { database: self, next_ids, draft, word })
    }
}

impl Query<&Database> {
    /// Runs the query to its end in a transaction of its own, after the one in progress, if there
    /// is one, has ended. One that only reads waits for nothing, and its rows are found as they are
    /// asked for.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text, a parameter that is missing, and whatever goes wrong
    /// while it runs; the database stays as it was. Where the query only reads, errors while it
    /// runs come from the rows.
    pub fn run(self) -> Result<Rows> {
        let (database, mut query) = self.take(());
        let reads = query.only_reads()?;
        if reads {
            let graph = database.recorded_for(&mut query)?;
            let graph = graph.unwrap_or_else(|| database.for_reading());
            return query.take(graph).1.rows();
        }
        let mut tx = database.write()?;
        let rows = query.take(&mut tx.draft).1.run()?;
        tx.commit()?;
        Ok(rows)
    }
}

/// A thread that panics while it holds a lock leaves a whole value behind: every value is replaced
/// in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Changes that become visible to others together, or not at all.
///
/// It sees its own writes. Dropped without [`commit`](Transaction::commit), it leaves nothing
/// behind; the ids it gave out are never given out again.
#[derive(Debug)]
#[must_use = "a transaction that is dropped without a commit changes nothing"]
pub struct Transaction<'db> {
    database: &'db Database,
    next_ids: MutexGuard<'db, (u32, u32)>,
    draft: Snapshot,
    /// What the commit will say of itself.
    word: Word,
}

/// A point in a transaction to which it can go back.
#[derive(Debug, Clone)]
pub struct Savepoint(Snapshot);

impl Transaction<'_> {
    /// Applies a change. One that is refused has no effect, and the transaction goes on without it.
    pub fn apply(&mut self, change: Change) -> Result<Effect> {
        Ok(self.draft.apply(change)?)
    }

    /// Starts a query that sees what this transaction has done and may write:
    /// `query(…).run()`. One that fails has no effect, and the transaction goes on without it.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::without_schema();
    /// let mut tx = db.write()?;
    /// tx.query("CREATE (:Cat {name: 'Tom'})").run()?;
    /// let counters = tx.query("MATCH (c:Cat) SET c.age = 3").run()?.counters();
    /// assert_eq!(counters.properties_set, 1);
    /// tx.commit()?;
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn query(&mut self, statement: impl Into<Statement>) -> Query<&mut Snapshot> {
        Query::of(&mut self.draft, statement)
    }

    /// The graph as this transaction has made it so far. `O(1)`; later changes do not show in it.
    pub fn snapshot(&self) -> Snapshot {
        self.draft.clone()
    }

    /// Says who makes the changes, in place of what the [`Builder`] says. Kept with the commit.
    pub fn author(&mut self, author: impl Into<String>) {
        self.word.author = author.into();
    }

    /// Says why the changes are made. Kept with the commit.
    pub fn message(&mut self, message: impl Into<String>) {
        self.word.message = message.into();
    }

    /// A point to go back to. `O(1)`.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::without_schema();
    /// let mut tx = db.write()?;
    /// tx.query("CREATE (:Cat {name: 'Tom'})").run()?;
    /// let before = tx.savepoint();
    /// tx.query("CREATE (:Mouse {name: 'Jerry'})").run()?;
    /// tx.roll_back_to(&before);
    /// tx.commit()?;
    /// assert_eq!(db.snapshot().node_count(), 1);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn savepoint(&self) -> Savepoint {
        Savepoint(self.draft.clone())
    }

    /// Takes back all that was done since a savepoint of this transaction, which can be gone back to
    /// again. The ids given out since are never given out again.
    pub fn roll_back_to(&mut self, savepoint: &Savepoint) {
        let next = self.draft.next_ids();
        self.draft = savepoint.0.clone();
        self.draft.skip_ids(next);
    }

    /// Makes the changes durable, where the database is a file, and then visible to every snapshot
    /// that is taken from now on. Costs what has changed, not what there is.
    ///
    /// # Errors
    ///
    /// The file could not be written, such as for want of room. Nobody sees the changes then, the
    /// database can still be read, and nothing more is written to it until it is opened again; all
    /// that was committed before is in it. Where the disk failed while it was asked to keep what it
    /// had taken, the changes may be there or not, but never in part.
    ///
    /// What was applied change by change is held here against what is declared unique; where it does
    /// not fit, nothing is committed.
    pub fn commit(mut self) -> Result<()> {
        self.draft.check_unique()?;
        let steps = self.draft.take_journal();
        self.draft.settle();
        if let Some(file) = &self.database.file
            && !steps.is_empty()
        {
            let word = Word { time: file::now(), ..std::mem::take(&mut self.word) };
            let mut file = lock(file);
            file.append(word, &steps, || self.draft.image())?;
        }
        *lock(&self.database.published) = self.draft.clone();
        self.database.looked_past.store(0, Ordering::Relaxed);
        Ok(())
    }
}

#[cfg(test)]
impl Transaction<'_> {
    /// Folds the delta, as happens by itself when it has grown.
    pub(crate) fn fold(&mut self) {
        self.draft.fold();
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        *self.next_ids = self.draft.next_ids();
    }
}
