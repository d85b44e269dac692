//! Points in time, before any clock shows them.

use std::time::{SystemTime, UNIX_EPOCH};

use super::SECOND;

/// A point in time, counted from the beginning of 1970 in UTC; leap seconds do not count.
///
/// ```
/// use plexusdb::model::value::temporal::Instant;
///
/// assert_eq!(Instant::new(3, 1_500_000_000), Instant::new(4, 500_000_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanosecond: i64,
}

impl Instant {
    /// The instant so many seconds and nanoseconds after the beginning of 1970, or before it.
    ///
    /// Seconds that 64 bits do not hold are cut off at the first or last that they do.
    pub const fn new(seconds: i64, nanoseconds: i64) -> Self {
        let seconds = seconds.saturating_add(nanoseconds.div_euclid(SECOND));
        Self { seconds, nanosecond: nanoseconds.rem_euclid(SECOND) }
    }

    /// Whole seconds since the beginning of 1970, rounded towards the past.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The nanosecond of the second.
    pub fn nanosecond(self) -> i64 {
        self.nanosecond
    }

    /// Whole milliseconds since the beginning of 1970, if 64 bits hold them.
    pub fn milliseconds(self) -> Option<i64> {
        self.seconds.checked_mul(1_000)?.checked_add(self.nanosecond / 1_000_000)
    }
}

impl From<SystemTime> for Instant {
    fn from(time: SystemTime) -> Self {
        let whole =
            |length: std::time::Duration| i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::new(whole(after), after.subsec_nanos().into()),
            Err(before) => {
                let before = before.duration();
                Self::new(-whole(before), -i64::from(before.subsec_nanos()))
            }
        }
    }
}
