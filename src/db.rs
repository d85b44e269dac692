//! The database: many readers, one writer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::{Change, Schema};

/// A graph that can be read from any thread while one thread writes.
///
/// `Send + Sync`. A [`snapshot`](Database::snapshot) never waits for a transaction in progress and
/// never sees half of one; [`write`](Database::write) waits until the transaction before is done.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::model::{Change, NodeRecord, Schema};
/// use plexusdb::model::schema::{Declarations, Kind};
///
/// let kind = Kind { id: "place".into(), label: "Place".into(), ..Kind::default() };
/// let schema = Schema::new(Declarations { kinds: vec![kind], ..Declarations::default() });
/// let db = Database::in_memory(schema);
///
/// let mut tx = db.write()?;
/// tx.apply(Change::AddNode(NodeRecord::new("place:brent".into(), "place", "Brent")))?;
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
    /// An empty database that is gone when it is dropped.
    pub fn in_memory(schema: Schema) -> Self {
        let empty = Snapshot::empty(schema);
        Self { next_ids: Mutex::new(empty.next_ids()), published: Mutex::new(empty) }
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
