//! How much a query may take, and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a query may take. Reaching a limit is an error that names it; nothing is cut silently.
///
/// ```
/// use std::time::Duration;
/// use plexusdb::cypher::Limits;
///
/// let limits = Limits { time: Some(Duration::from_secs(5)), ..Limits::default() };
/// assert_eq!(limits.list_len, 10_000_000);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The time from the start of the query; `None` for no limit. Default: 30 seconds.
    pub time: Option<Duration>,
    /// The rows a query may return; `None` for no limit. Default: none.
    pub rows: Option<usize>,
    /// The bytes that rows and lists held back or in the making may take, as estimated;
    /// `None` for no limit. Default: 1 GiB.
    pub memory: Option<usize>,
    /// The elements of one list or range. Default: 10 million.
    pub list_len: usize,
    /// How deep lists and maps may nest, those of parameters and those a query makes. Default: 128.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Some(Duration::from_secs(30)),
            rows: None,
            memory: Some(1 << 30),
            list_len: 10_000_000,
            nesting: 128,
        }
    }
}

/// Stops a query from outside, such as from another thread on Ctrl-C. Clones stop the same query.
///
/// ```
/// use plexusdb::cypher::CancelToken;
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
