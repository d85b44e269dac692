//! Curated files into a database that may know some of it already.

use super::{Database, Transaction};
use crate::error::Result;
use crate::model::{Addition, Change, Element, NodeRecord};
use crate::source::Dataset;

/// What loading has done to the nodes and relations that the files speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// How many are new.
    pub added: u64,
    /// How many were there, and more is said of them now.
    pub changed: u64,
    /// How many were there and say all of it already.
    pub left: u64,
}

impl Database {
    /// Takes curated files in, all of them or nothing. Their schema becomes that of the database.
    ///
    /// A node that is there already keeps its name, its kind, its dates and its attributes; other
    /// names, identifiers, facts, remarks and evidence are added where they are not there yet. The
    /// same files a second time change nothing.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::source::embedded;
    ///
    /// let db = Database::in_memory();
    /// let london = embedded::dataset();
    /// assert!(db.load(&london, "the network of London")?.added > 100);
    /// let again = db.load(&london, "")?;
    /// assert_eq!((again.added, again.changed), (0, 0));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every finding in the files, where one of them is an error; a change that the schema or what is
    /// there already refuses; a schema that does not allow what is there; a file that cannot be
    /// written.
    pub fn load(&self, data: &Dataset, message: &str) -> Result<Loaded> {
        let changes = data.changes()?;
        self.adopt(&data.schema)?;
        let mut loaded = Loaded::default();
        let mut tx = self.write()?;
        tx.message(message);
        for change in changes {
            match tx.take_in(change.clone())? {
                Taken::Added => loaded.added += 1,
                Taken::Changed => loaded.changed += 1,
                Taken::Left => loaded.left += 1,
            }
        }
        tx.commit()?;
        Ok(loaded)
    }
}

enum Taken {
    Added,
    Changed,
    Left,
}

impl Transaction<'_> {
    fn take_in(&mut self, change: Change) -> Result<Taken> {
        let key = match &change {
            Change::AddNode(record) => record.key.clone(),
            Change::ExtendNode(key, _) => key.clone(),
            _ => return self.take_in_relation(change),
        };
        let Some(id) = self.draft.by_key(key.as_str()) else {
            self.apply(change)?;
            return Ok(Taken::Added);
        };
        let more = match change {
            Change::AddNode(record) => Change::ExtendNode(key, addition(record)),
            more => more,
        };
        // Said of a copy first: what changes nothing need not be committed.
        let mut trial = self.draft.clone();
        trial.apply(more.clone())?;
        if trial.node_record(id) == self.draft.node_record(id) {
            return Ok(Taken::Left);
        }
        self.apply(more)?;
        Ok(Taken::Changed)
    }

    fn take_in_relation(&mut self, change: Change) -> Result<Taken> {
        let before = self.draft.edge_count();
        let mut trial = self.draft.clone();
        let effect = trial.apply(change.clone())?;
        if let Some(Element::Edge(id)) = effect.element
            && trial.edge_count() == before
        {
            if trial.edge_record(id) == self.draft.edge_record(id) {
                return Ok(Taken::Left);
            }
            self.apply(change)?;
            return Ok(Taken::Changed);
        }
        self.apply(change)?;
        Ok(Taken::Added)
    }
}

/// What a node's declaration says beyond what it is.
fn addition(record: NodeRecord) -> Addition {
    Addition {
        aka: record.aka,
        identifiers: record.identifiers,
        known: record.validity.known().to_vec(),
        facts: record.facts,
        note: record.note,
        evidence: record.evidence,
    }
}
