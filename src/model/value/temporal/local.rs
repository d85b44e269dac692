//! A day and a time of day.

use std::fmt;

use super::{DAY, DAY_SECONDS, Date, Duration, LocalTime, SECOND};

/// A day and a time of day, wherever one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: LocalTime,
}

impl LocalDateTime {
    /// What a clock shows so much later: months first, then days, then the rest.
    pub fn plus(self, duration: &Duration) -> Option<Self> {
        self.plus_days(duration)?.plus_nanoseconds(duration.nanoseconds())
    }

    /// What a clock shows after the months and days of a duration.
    pub(super) fn plus_days(self, duration: &Duration) -> Option<Self> {
        let date = self.date.plus_months(duration.months())?.plus_days(duration.days())?;
        Some(Self { date, ..self })
    }

    pub(super) fn plus_nanoseconds(self, nanoseconds: i128) -> Option<Self> {
        let sum = i128::from(self.time.nanoseconds()) + nanoseconds;
        let days = i64::try_from(sum.div_euclid(DAY.into())).ok()?;
        let time = i64::try_from(sum.rem_euclid(DAY.into())).ok()?;
        Some(Self { date: self.date.plus_days(days)?, time: LocalTime::from_nanoseconds(time)? })
    }

    /// Seconds since the beginning of 1970 on the same clock.
    pub(super) fn seconds(self) -> i64 {
        self.date.number() * DAY_SECONDS + self.time.nanoseconds() / SECOND
    }

    /// Nanoseconds since the beginning of 1970 on the same clock.
    pub(super) fn nanoseconds(self) -> i128 {
        i128::from(self.date.number()) * i128::from(DAY) + i128::from(self.time.nanoseconds())
    }

    pub(super) fn from_seconds(seconds: i64, nanosecond: i64) -> Option<Self> {
        let date = Date::from_number(seconds.div_euclid(DAY_SECONDS))?;
        let of_day = seconds.rem_euclid(DAY_SECONDS) * SECOND + nanosecond;
        Some(Self { date, time: LocalTime::from_nanoseconds(of_day)? })
    }
}

/// Writes both as ISO 8601 does: `2023-11-08T12:30`.
impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}
