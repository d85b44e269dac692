//! Days of the calendar.

use std::fmt;

use crate::model::calendar;
use crate::model::when::Day;

/// A day of the proleptic Gregorian calendar.
///
/// ```
/// use plexusdb::model::value::temporal::Date;
///
/// let day = Date::from_civil(2024, 1, 31).unwrap();
/// assert_eq!(day.plus_months(1), Date::from_civil(2024, 2, 29));
/// assert_eq!((day.week_year(), day.week(), day.weekday()), (2024, 5, 3));
/// assert_eq!(Date::from_civil(2023, 2, 29), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

/// The first and the last year of the calendar.
const YEARS: std::ops::RangeInclusive<i64> = -999_999_999..=999_999_999;

impl Date {
    /// The day with this year, month (1 to 12) and day of the month, if the calendar has it.
    pub fn from_civil(year: i64, month: i64, day: i64) -> Option<Self> {
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let exists =
            YEARS.contains(&year) && 0 < day && day <= calendar::days_in_month(year, month)?;
        exists.then(|| Self(calendar::number(year, month, day)))
    }

    /// The day of this year and month that is nearest below, where the month is shorter.
    pub fn within_month(year: i64, month: i64, day: i64) -> Option<Self> {
        let last = calendar::days_in_month(year, u8::try_from(month).ok()?)?;
        Self::from_civil(year, month, day.min(last.into()))
    }

    /// The day with this number in its year, from 1.
    pub fn of_year(year: i64, day: i64) -> Option<Self> {
        Self::from_civil(year, 1, 1)?.plus_days(day.checked_sub(1)?).filter(|d| d.year() == year)
    }

    /// The day with this number in a quarter (1 to 4) of a year, from 1.
    pub fn of_quarter(year: i64, quarter: i64, day: i64) -> Option<Self> {
        let quarter = Some(quarter).filter(|quarter| (1..=4).contains(quarter))?;
        let first = Self::from_civil(year, quarter * 3 - 2, 1)?;
        let found = first.plus_days(day.checked_sub(1)?)?;
        (found.year() == year && found.quarter() == quarter).then_some(found)
    }

    /// The day of a week as ISO 8601 counts them: week 1 holds 4 January, and Monday is day 1.
    pub fn of_week(year: i64, week: i64, day: i64) -> Option<Self> {
        let in_range = (1..=53).contains(&week) && (1..=7).contains(&day);
        let inside = Self::from_civil(year, 1, 4).filter(|_| in_range)?;
        let found = inside.plus_days((week - 1) * 7 + day - inside.weekday())?;
        (found.week_year() == year).then_some(found)
    }

    /// The day with this number, counted from 1 January 1970, which is 0.
    pub fn from_number(number: i64) -> Option<Self> {
        let near = (-400_000_000_000..400_000_000_000).contains(&number);
        (near && YEARS.contains(&calendar::civil(number).0)).then_some(Self(number))
    }

    /// The number of the day, counted from 1 January 1970, which is 0.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The same day in the calendar of the graph's validities; `None` for the two that are no days.
    pub fn of_day(day: Day) -> Option<Self> {
        day.is_finite().then(|| Self(day.number().into()))
    }

    /// The same day in the calendar of the graph's validities, which has fewer years.
    pub fn to_day(self) -> Option<Day> {
        i32::try_from(self.0).ok().map(Day::new).filter(|day| day.is_finite())
    }

    /// The year, the month (1 to 12) and the day of the month.
    pub fn civil(self) -> (i64, i64, i64) {
        let (year, month, day) = calendar::civil(self.0);
        (year, month.into(), day.into())
    }

    /// The year; 0 is 1 BC.
    pub fn year(self) -> i64 {
        self.civil().0
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> i64 {
        self.civil().1
    }

    /// The day of the month, from 1.
    pub fn day(self) -> i64 {
        self.civil().2
    }

    /// The quarter, from 1 to 4.
    pub fn quarter(self) -> i64 {
        (self.month() + 2) / 3
    }

    /// The day of the quarter, from 1.
    pub fn day_of_quarter(self) -> i64 {
        self.since(self.year(), self.quarter() * 3 - 2)
    }

    /// The day of the year, from 1.
    pub fn day_of_year(self) -> i64 {
        self.since(self.year(), 1)
    }

    /// The day of the week: Monday is 1, Sunday 7.
    pub fn weekday(self) -> i64 {
        // The first day of 1970 was a Thursday.
        (self.0 + 3).rem_euclid(7) + 1
    }

    /// The week of the [week year](Self::week_year), from 1 (ISO 8601).
    pub fn week(self) -> i64 {
        let thursday = self.thursday();
        (thursday - calendar::number(calendar::civil(thursday).0, 1, 1)) / 7 + 1
    }

    /// The year that the week of the day belongs to (ISO 8601).
    pub fn week_year(self) -> i64 {
        calendar::civil(self.thursday()).0
    }

    /// The day so many days later, if the calendar reaches that far.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_number(self.0.checked_add(days)?)
    }

    /// The day so many months later: the last of the month, where that is shorter.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let (year, month, day) = self.civil();
        let months = (year * 12 + month - 1).checked_add(months)?;
        let year = months.div_euclid(12);
        let year = Some(year).filter(|year| YEARS.contains(year))?;
        Self::within_month(year, months.rem_euclid(12) + 1, day)
    }

    /// The number of the Thursday of the week, which decides what year the week belongs to.
    fn thursday(self) -> i64 {
        self.0 + 4 - self.weekday()
    }

    /// The days from the first of a month, which counts as 1.
    fn since(self, year: i64, month: i64) -> i64 {
        self.0 - calendar::number(year, u8::try_from(month).unwrap_or(1), 1) + 1
    }
}

/// Writes the day as ISO 8601 does: `2023-11-08`, years beyond four digits with their sign.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        match year {
            0..=9999 => write!(f, "{year:04}-{month:02}-{day:02}"),
            _ => write!(f, "{year:+05}-{month:02}-{day:02}"),
        }
    }
}
