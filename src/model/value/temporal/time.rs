//! Times of day, with and without an offset.

use std::cmp::Ordering;
use std::fmt;

use super::{DAY, Duration, Offset, SECOND};

/// A time of day, wherever one is: nanoseconds after midnight.
///
/// ```
/// use plexusdb::model::value::temporal::LocalTime;
///
/// assert_eq!(LocalTime::new(12, 30, 0, 0).unwrap().to_string(), "12:30");
/// assert_eq!(LocalTime::new(24, 0, 0, 0), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(i64);

impl LocalTime {
    /// The beginning of a day.
    pub const MIDNIGHT: Self = Self(0);

    /// The time of this hour (0 to 23), minute, second (0 to 59) and nanosecond of the second.
    pub fn new(hour: i64, minute: i64, second: i64, nanosecond: i64) -> Option<Self> {
        let exists = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && (0..SECOND).contains(&nanosecond);
        exists.then(|| Self(((hour * 60 + minute) * 60 + second) * SECOND + nanosecond))
    }

    /// The time so many nanoseconds after midnight, if they are fewer than a day's.
    pub fn from_nanoseconds(nanoseconds: i64) -> Option<Self> {
        (0..DAY).contains(&nanoseconds).then_some(Self(nanoseconds))
    }

    /// The nanoseconds after midnight.
    pub fn nanoseconds(self) -> i64 {
        self.0
    }

    /// The hour, from 0 to 23.
    pub fn hour(self) -> i64 {
        self.0 / SECOND / 3_600
    }

    /// The minute of the hour.
    pub fn minute(self) -> i64 {
        self.0 / SECOND / 60 % 60
    }

    /// The second of the minute.
    pub fn second(self) -> i64 {
        self.0 / SECOND % 60
    }

    /// The nanosecond of the second.
    pub fn nanosecond(self) -> i64 {
        self.0 % SECOND
    }

    /// The time of day that a clock shows so much later; months and days do not matter to it.
    #[must_use]
    pub fn plus(self, duration: &Duration) -> Self {
        self.wrapping(duration.nanoseconds())
    }

    /// The time of day after so many nanoseconds, past midnight as often as need be.
    pub(super) fn wrapping(self, nanoseconds: i128) -> Self {
        let sum = (i128::from(self.0) + nanoseconds).rem_euclid(DAY.into());
        Self(i64::try_from(sum).unwrap_or_default())
    }
}

/// Writes the time as ISO 8601 does: `12:30`, with seconds and their fraction where there are some.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())?;
        if self.0 % (60 * SECOND) != 0 {
            write!(f, ":{:02}", self.second())?;
            write_fraction(f, self.nanosecond())?;
        }
        Ok(())
    }
}

/// Writes the nanoseconds of a second as decimals, without zeros at the end.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanosecond: i64) -> fmt::Result {
    if nanosecond == 0 {
        return Ok(());
    }
    write!(f, ".{}", format!("{nanosecond:09}").trim_end_matches('0'))
}

/// A time of day at an offset from UTC.
///
/// Ordered by when it is, then by offset: equal times are also at the same offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// What the clock shows.
    pub local: LocalTime,
    /// How far the clock is ahead of UTC.
    pub offset: Offset,
}

impl Time {
    /// The same moment as clocks at another offset show it.
    #[must_use]
    pub fn at_offset(self, offset: Offset) -> Self {
        let seconds = offset.seconds() - self.offset.seconds();
        Self { local: self.local.wrapping(i128::from(seconds * SECOND)), offset }
    }

    /// The time of day that the clock shows so much later; months and days do not matter to it.
    #[must_use]
    pub fn plus(self, duration: &Duration) -> Self {
        Self { local: self.local.plus(duration), ..self }
    }

    /// Nanoseconds after midnight in UTC; may lie in the day before or after.
    pub(super) fn in_utc(self) -> i64 {
        self.local.nanoseconds() - self.offset.seconds() * SECOND
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.in_utc().cmp(&other.in_utc()).then(self.offset.cmp(&other.offset))
    }
}

/// Writes the time and its offset: `12:30+01:00`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.offset)
    }
}
