//! Days, times and durations as openCypher has them (CIP2015-08-06 “Date and time”).
//!
//! | type | what it is |
//! |---|---|
//! | [`Date`] | a day of the calendar |
//! | [`LocalTime`] | a time of day, wherever one is |
//! | [`Time`] | a time of day at an offset from UTC |
//! | [`LocalDateTime`] | a day and a time of day, wherever one is |
//! | [`DateTime`] | a point in time, as clocks of one [`Zone`] show it |
//! | [`Duration`] | months, days and seconds, which are kept apart because their lengths differ |
//!
//! Years go from -999,999,999 to +999,999,999 (0 is 1 BC), times down to the nanosecond. Every type
//! reads the forms of ISO 8601 that openCypher takes, and writes the extended one.
//!
//! The graph's own [`Day`](crate::model::when::Day) is 32 bits wide, because a validity is four of
//! them and an as-of filter reads millions; it has an "always" and a "no end", and its years suffice
//! for history. A [`Date`] is 64 bits wide, has neither, and holds every year of the language. Each
//! becomes the other by [`Date::of_day`] and [`Date::to_day`].
//!
//! ```
//! use plexusdb::model::value::temporal::{Date, DateTime, Duration};
//!
//! let launch: DateTime = "2023-03-26T00:30[Europe/London]".parse()?;
//! let later = launch.plus(&"PT1H".parse::<Duration>()?).unwrap();
//! // Clocks went forward at one o'clock.
//! assert_eq!(later.to_string(), "2023-03-26T02:30+01:00[Europe/London]");
//! assert_eq!("2015-W30-2".parse::<Date>()?.to_string(), "2015-07-21");
//! # Ok::<(), plexusdb::model::value::temporal::TemporalError>(())
//! ```

mod between;
mod date;
mod datetime;
mod duration;
mod error;
mod fraction;
mod instant;
mod local;
mod offset;
mod read;
mod stamp;
mod time;
mod truncate;
mod zone;

#[cfg(test)]
mod tests;

pub use between::Measure;
pub use date::Date;
pub use datetime::DateTime;
pub use duration::Duration;
pub(crate) use duration::Part;
pub use error::TemporalError;
pub(crate) use fraction::Fraction;
pub use instant::Instant;
pub use local::LocalDateTime;
pub use offset::Offset;
pub(crate) use stamp::Stamp;
pub use time::{LocalTime, Time};
pub use truncate::Unit;
pub use zone::{NamedZone, Zone};

/// Nanoseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
/// Seconds in a day of 24 hours.
pub(crate) const DAY_SECONDS: i64 = 86_400;
/// Nanoseconds in a day of 24 hours.
pub(crate) const DAY: i64 = DAY_SECONDS * SECOND;
