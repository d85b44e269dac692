//! How much a query may take.

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
