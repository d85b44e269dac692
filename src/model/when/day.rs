//! Calendar days as plain numbers.

use std::fmt;

use crate::model::calendar;

/// A day of the proleptic Gregorian calendar, counted from 1 January 1970.
///
/// [`Day::MIN`] and [`Day::MAX`] are not days of the calendar: they stand for "always before" and
/// "with no end". Days are ordered by time. The library never asks the clock which day it is; a
/// host that needs today passes it in.
///
/// ```
/// use plexusdb::model::when::Day;
///
/// let day = Day::from_civil(2023, 11, 8).unwrap();
/// assert_eq!(day.to_string(), "2023-11-08");
/// assert_eq!(day.words(), "8 Nov 2023");
/// assert_eq!(day.next().number() - day.number(), 1);
/// assert_eq!(Day::from_civil(2023, 2, 30), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The months as people shorten them.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Day {
    /// Before every day of the calendar.
    pub const MIN: Self = Self(i32::MIN);
    /// After every day of the calendar.
    pub const MAX: Self = Self(i32::MAX);

    /// The day with this number, counted from 1 January 1970, which is 0.
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// The number of the day, counted from 1 January 1970, which is 0.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day with this year, month (1 to 12) and day of the month, if the calendar has it.
    ///
    /// Years are astronomical: 0 is 1 BC. A year too far away to be counted in 32 bits of days is
    /// none.
    pub fn from_civil(year: i32, month: u8, day: u8) -> Option<Self> {
        if day == 0 || day > days_in_month(year, month)? {
            return None;
        }
        let number = i32::try_from(calendar::number(year.into(), month, day)).ok()?;
        (i32::MIN < number && number < i32::MAX).then_some(Self(number))
    }

    /// The year, the month (1 to 12) and the day of the month.
    pub fn civil(self) -> (i32, u8, u8) {
        let (year, month, day) = calendar::civil(self.0.into());
        (i32::try_from(year).unwrap_or_default(), month, day)
    }

    /// The day after; [`Day::MIN`] and [`Day::MAX`] stay what they are.
    #[must_use]
    pub fn next(self) -> Self {
        if self == Self::MIN { self } else { Self(self.0.saturating_add(1)) }
    }

    /// The day before; [`Day::MIN`] and [`Day::MAX`] stay what they are.
    #[must_use]
    pub fn previous(self) -> Self {
        if self == Self::MAX { self } else { Self(self.0.saturating_sub(1)) }
    }

    /// The same day so many years before, the 28 of February for a 29 that its year did not have;
    /// `None` before the first day there is.
    ///
    /// ```
    /// use plexusdb::model::when::Day;
    ///
    /// let before = |years| Day::from_civil(2024, 2, 29)?.years_before(years).map(Day::civil);
    /// assert_eq!(before(2), Some((2022, 2, 28)));
    /// assert_eq!(before(4), Some((2020, 2, 29)));
    /// ```
    pub fn years_before(self, years: u16) -> Option<Self> {
        let (year, month, day) = self.civil();
        let year = year.checked_sub(years.into())?;
        Self::from_civil(year, month, day).or_else(|| Self::from_civil(year, month, 28))
    }

    /// Whether this is a day of the calendar, and neither [`Day::MIN`] nor [`Day::MAX`].
    pub fn is_finite(self) -> bool {
        self != Self::MIN && self != Self::MAX
    }

    /// The day as people write it: `8 Nov 2023`.
    pub fn words(self) -> String {
        match self {
            Self::MIN => "always".to_owned(),
            Self::MAX => "no end".to_owned(),
            _ => {
                let (year, month, day) = self.civil();
                format!("{day} {} {year}", month_name(month))
            }
        }
    }
}

/// Writes the day as ISO 8601 does, `2023-11-08`, and the two that are no days as `..`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_finite() {
            return f.write_str("..");
        }
        let (year, month, day) = self.civil();
        match year {
            0..=9999 => write!(f, "{year:04}-{month:02}-{day:02}"),
            _ => write!(f, "{year:+05}-{month:02}-{day:02}"),
        }
    }
}

/// The name of a month as people shorten it; empty for a month that is none.
pub(super) fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// The number of days of a month, if there is such a month.
pub(super) fn days_in_month(year: i32, month: u8) -> Option<u8> {
    calendar::days_in_month(year.into(), month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_centuries_follows_the_one_before() {
        let mut day = Day::from_civil(1600, 1, 1).unwrap();
        assert_eq!(day.number(), -135_140);
        for year in 1600..2400 {
            for month in 1..=12 {
                for of_month in 1..=days_in_month(year, month).unwrap() {
                    assert_eq!(Day::from_civil(year, month, of_month), Some(day));
                    assert_eq!(day.civil(), (year, month, of_month));
                    day = day.next();
                }
            }
        }
        assert_eq!(Day::from_civil(1970, 1, 1), Some(Day::new(0)));
    }

    #[test]
    fn days_the_calendar_lacks_are_none() {
        for (year, month, day) in
            [(2023, 2, 29), (1900, 2, 29), (2023, 4, 31), (2023, 0, 1), (2023, 13, 1), (2023, 1, 0)]
        {
            assert_eq!(Day::from_civil(year, month, day), None, "{year}-{month}-{day}");
        }
        assert_eq!(Day::from_civil(i32::MAX, 1, 1), None);
    }

    #[test]
    fn the_ends_of_time_do_not_move() {
        assert_eq!((Day::MIN.next(), Day::MIN.previous()), (Day::MIN, Day::MIN));
        assert_eq!((Day::MAX.next(), Day::MAX.previous()), (Day::MAX, Day::MAX));
        assert_eq!(Day::MAX.to_string(), "..");
        let _ = (Day::MIN.civil(), Day::MAX.civil());
    }

    #[test]
    fn years_of_other_lengths_carry_a_sign() {
        assert_eq!(Day::from_civil(-44, 3, 15).unwrap().to_string(), "-0044-03-15");
        assert_eq!(Day::from_civil(12_000, 1, 1).unwrap().to_string(), "+12000-01-01");
        assert_eq!(Day::from_civil(7, 1, 1).unwrap().to_string(), "0007-01-01");
    }
}
