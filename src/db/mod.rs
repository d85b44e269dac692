//! The database: many readers, one writer.

mod typed;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::cypher::{Prepared, Query, Rows, Statement};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::{Change, Effect, Schema};
use crate::source::{Dataset, embedded};

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
}

impl Database {
    /// An empty database of the built-in schema, gone when it is dropped.
    pub fn in_memory() -> Self {
        Self::with_schema(embedded::schema())
    }

    /// An empty database of another schema, gone when it is dropped.
    pub fn with_schema(schema: Schema) -> Self {
        let empty = Snapshot::empty(schema);
        Self { next_ids: Mutex::new(empty.next_ids()), published: Mutex::new(empty) }
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
    pub fn write(&self) -> Result<Transaction<'_>> {
        let next_ids = lock(&self.next_ids);
        let mut draft = self.snapshot();
        draft.skip_ids(*next_ids);
        Ok(Transaction { database: self, next_ids, draft })
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
            return query.take(database.snapshot()).1.rows();
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
}

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

    /// Makes the changes visible to every snapshot that is taken from now on.
    pub fn commit(mut self) -> Result<()> {
        self.draft.settle();
        *lock(&self.database.published) = self.draft.clone();
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
