//! What has been done to a graph since it was last made durable.

use std::sync::Arc;

use super::snapshot::Snapshot;
use super::trie::Trie;
use crate::model::change::{Change, Step};

/// The steps of a transaction, in their order. Persistent, like all that a snapshot holds: a savepoint
/// is a clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Journal(Trie<Arc<Step>>);

impl Journal {
    fn push(&mut self, step: Step) {
        self.0.insert(u32::try_from(self.0.len()).unwrap_or(u32::MAX), Arc::new(step));
    }
}

impl Snapshot {
    /// Begins to keep what is done from now on.
    pub(crate) fn keep_journal(&mut self) {
        Arc::make_mut(&mut self.0).journal = Some(Journal::default());
    }

    /// Ends the journal and gives what is in it.
    pub(crate) fn take_journal(&mut self) -> Vec<Arc<Step>> {
        let journal = Arc::make_mut(&mut self.0).journal.take().unwrap_or_default().0;
        (0..).map_while(|place| journal.get(place).cloned()).collect()
    }

    /// The change as the journal will keep it, where one is kept.
    pub(super) fn copied(&self, change: &Change) -> Option<Change> {
        self.0.journal.as_ref().map(|_| change.clone())
    }

    /// Puts a step into the journal, where one is kept.
    pub(super) fn note(&mut self, step: Option<Step>) {
        if let Some(step) = step
            && let Some(journal) = &mut Arc::make_mut(&mut self.0).journal
        {
            journal.push(step);
        }
    }
}
