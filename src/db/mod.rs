//! The database: many readers, one writer.

mod typed;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::{Change, Schema};
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
    pub fn apply(&mut self, change: Change) -> Result<()> {
        Ok(self.draft.apply(change)?)
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
