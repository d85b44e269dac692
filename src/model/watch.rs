//! Long work: how far it is, and how it is stopped.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Every so many items somebody is told how far the work is, and may stop it.
const EACH: u64 = 1024;

/// Stops a query or another long piece of work from outside, such as from another thread on Ctrl-C.
/// Clones stop the same work.
///
/// ```
/// use plexusdb::model::CancelToken;
///
/// let token = CancelToken::default();
/// token.clone().cancel();
/// assert!(token.is_cancelled());
/// ```
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Asks the query to stop; it does so at its next check, within 1,024 steps. A step is a
    /// row, a relationship walked, or an element of a list or a map that is made or compared; what
    /// a single function or operator does is not broken off.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the query was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a long piece of work is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Texts are read: counted in bytes.
    Reading,
    /// What they say is taken in: counted in facts.
    TakingIn,
    /// The file is written, which is not stopped any more.
    Writing,
    /// Every byte is looked at: counted in parts and commits.
    Checking,
    /// A file is copied: counted in rows.
    Copying,
}

/// How far a long piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is about now.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is; 0 where that is not known.
    pub all: u64,
}

/// Looks on while something long is done: is told how far it is, and can stop it.
///
/// Work that is stopped fails with [`Error::Stopped`](crate::Error::Stopped), and leaves everything as
/// it was.
///
/// ```
/// use plexusdb::model::{CancelToken, Watch};
/// use plexusdb::{Database, Error, source::embedded};
///
/// let token = CancelToken::default();
/// let stop = token.clone();
/// let watch = Watch::new(token).telling(move |progress| {
///     // Somebody who has seen enough.
///     if progress.done > 100 { stop.cancel() }
/// });
/// let db = Database::in_memory().watched(watch);
/// let stopped = db.load(&embedded::dataset(), "");
/// assert_eq!(stopped, Err(Error::Stopped));
/// assert_eq!(db.snapshot().node_count(), 0);
/// ```
#[derive(Clone, Default)]
pub struct Watch {
    cancel: CancelToken,
    tell: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
}

impl Watch {
    /// Work that this token stops, and of which nobody is told.
    pub fn new(cancel: CancelToken) -> Self {
        Self { cancel, tell: None }
    }

    /// Tells how far the work is, at the beginning and the end of each stage and every 1,024 items.
    #[must_use]
    pub fn telling(self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self { tell: Some(Arc::new(tell)), ..self }
    }

    /// Tells how far a stage is, where it is time to; says whether to go on.
    pub(crate) fn goes_on(&self, stage: Stage, done: u64, all: u64) -> bool {
        if done.is_multiple_of(EACH) || done == all {
            self.tell(stage, done, all);
            return !self.cancel.is_cancelled();
        }
        true
    }

    /// Tells how far a stage is.
    pub(crate) fn tell(&self, stage: Stage, done: u64, all: u64) {
        if let Some(tell) = &self.tell {
            tell(Progress { stage, done, all });
        }
    }

    /// Whether the work was asked to stop.
    pub(crate) fn is_over(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("cancel", &self.cancel).finish_non_exhaustive()
    }
}
