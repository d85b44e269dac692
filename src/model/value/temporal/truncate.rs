//! The beginning of the unit that a day or time is in.

use super::{DAY, Date, LocalTime, SECOND};

/// A unit of the calendar or of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A thousand years, of which the first has a number divisible by 1000.
    Millennium,
    /// A hundred years, of which the first has a number divisible by 100.
    Century,
    /// Ten years, of which the first has a number divisible by 10.
    Decade,
    /// A year of the calendar.
    Year,
    /// A year of whole weeks (ISO 8601).
    WeekYear,
    /// Three months.
    Quarter,
    /// A month of the calendar.
    Month,
    /// A week, which begins on Monday.
    Week,
    /// A day.
    Day,
    /// An hour.
    Hour,
    /// A minute.
    Minute,
    /// A second.
    Second,
    /// A thousandth of a second.
    Millisecond,
    /// A millionth of a second.
    Microsecond,
}

impl Unit {
    /// Every unit with its name in a query, from the largest to the smallest.
    pub const NAMES: [(&'static str, Self); 14] = [
        ("millennium", Self::Millennium),
        ("century", Self::Century),
        ("decade", Self::Decade),
        ("year", Self::Year),
        ("weekYear", Self::WeekYear),
        ("quarter", Self::Quarter),
        ("month", Self::Month),
        ("week", Self::Week),
        ("day", Self::Day),
        ("hour", Self::Hour),
        ("minute", Self::Minute),
        ("second", Self::Second),
        ("millisecond", Self::Millisecond),
        ("microsecond", Self::Microsecond),
    ];

    /// The unit of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, unit)| *unit)
    }
}

impl Date {
    /// The first day of the unit that the day is in, if that is a unit of days.
    pub fn truncated(self, unit: Unit) -> Option<Self> {
        let (year, month, _) = self.civil();
        let first_of = |years: i64| Self::from_civil(year.div_euclid(years) * years, 1, 1);
        match unit {
            Unit::Millennium => first_of(1_000),
            Unit::Century => first_of(100),
            Unit::Decade => first_of(10),
            Unit::Year => first_of(1),
            Unit::WeekYear => Self::of_week(self.week_year(), 1, 1),
            Unit::Quarter => Self::from_civil(year, self.quarter() * 3 - 2, 1),
            Unit::Month => Self::from_civil(year, month, 1),
            Unit::Week => self.plus_days(1 - self.weekday()),
            Unit::Day => Some(self),
            _ => None,
        }
    }
}

impl LocalTime {
    /// The beginning of the unit that the time is in: midnight, for a day and whatever is longer.
    #[must_use]
    pub fn truncated(self, unit: Unit) -> Self {
        let size = match unit {
            Unit::Hour => 3_600 * SECOND,
            Unit::Minute => 60 * SECOND,
            Unit::Second => SECOND,
            Unit::Millisecond => 1_000_000,
            Unit::Microsecond => 1_000,
            _ => DAY,
        };
        let nanoseconds = self.nanoseconds();
        Self::from_nanoseconds(nanoseconds - nanoseconds % size).unwrap_or_default()
    }
}
