//! Dates to the precision a source states them.

use std::fmt;
use std::str::FromStr;

use super::day::{days_in_month, month_name};
use super::{Day, refuse, spoken};
use crate::model::SchemaError;

/// How precisely a [`PartialDate`] is stated, the coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A day.
    Day,
}

/// A year, a month or a day, perhaps uncertain (`?`), approximate (`~`) or both (`%`).
///
/// The notation is EDTF level 1 (ISO 8601-2:2019, clause 4) without seasons, unspecified digits and
/// years outside 0000 to 9999. Dates are ordered by their first day, the coarser before the finer,
/// the unqualified before the qualified.
///
/// **How far a qualified date reaches.** EDTF gives `?` and `~` no width. Here such a date widens
/// by its own precision on both sides: `2023-06~` reaches from 1 May to 31 July 2023, `2023?` from
/// 2022 to 2024. So a fact that starts about June 2023 is *possible* from May to July, and no more
/// than that before its latest day. `%` widens no further than either mark alone.
///
/// ```
/// use plexusdb::model::when::{PartialDate, Precision};
///
/// let date: PartialDate = "2023-06~".parse()?;
/// assert_eq!(date.words(), "about Jun 2023");
/// assert_eq!(date.to_string(), "2023-06~");
/// assert_eq!(date.precision(), Precision::Month);
/// assert_eq!(date.earliest().to_string(), "2023-05-01");
/// assert_eq!(date.latest().to_string(), "2023-07-31");
///
/// assert!("2020-21".parse::<PartialDate>().unwrap_err().to_string().contains("2020-04-01/2021-03-31"));
/// # Ok::<(), plexusdb::model::SchemaError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    /// 1 to 12; 0 where only the year is stated.
    month: u8,
    /// 1 to 31; 0 where no day is stated.
    day: u8,
    qualifier: Qualifier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Qualifier {
    None,
    Uncertain,
    Approximate,
    Both,
}

impl PartialDate {
    /// The date of these numbers; a month or day of 0 is one that is not stated.
    ///
    /// `text` is what an error names.
    pub(super) fn stated(year: u16, month: u8, day: u8, text: &str) -> Result<Self, SchemaError> {
        if year > 9999 {
            return Err(refuse(text, "years run from 0000 to 9999"));
        }
        if month != 0 || day != 0 {
            let Some(length) = days_in_month(i32::from(year), month) else {
                return Err(refuse(text, no_such_month(year, month)));
            };
            if day > length {
                let name = month_name(month);
                return Err(refuse(text, format!("{name} {year} has {length} days")));
            }
        }
        Ok(Self { year, month, day, qualifier: Qualifier::None })
    }

    /// The date of this very day, if its year has four digits.
    pub fn of(day: Day) -> Option<Self> {
        let (year, month, day) = day.civil();
        let year = u16::try_from(year).ok().filter(|y| *y <= 9999)?;
        Some(Self { year, month, day, qualifier: Qualifier::None })
    }

    /// How precisely it is stated.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// Whether the source is not sure of it: `?` or `%`.
    pub fn uncertain(self) -> bool {
        matches!(self.qualifier, Qualifier::Uncertain | Qualifier::Both)
    }

    /// Whether it is only near the day meant: `~` or `%`.
    pub fn approximate(self) -> bool {
        matches!(self.qualifier, Qualifier::Approximate | Qualifier::Both)
    }

    /// Whether it is neither uncertain nor approximate.
    pub fn is_plain(self) -> bool {
        self.qualifier == Qualifier::None
    }

    /// The first day it can mean, widened where it is qualified.
    pub fn earliest(self) -> Day {
        let year = i32::from(self.year);
        let back = i32::from(!self.is_plain());
        match self.precision() {
            Precision::Year => first_of(year - back, 1),
            Precision::Month => {
                let (year, month) = month_after(year, i32::from(self.month) - back);
                first_of(year, month)
            }
            Precision::Day => shifted(self.stated_day(), -back),
        }
    }

    /// The last day it can mean, inclusive, widened where it is qualified.
    pub fn latest(self) -> Day {
        let year = i32::from(self.year);
        let on = i32::from(!self.is_plain());
        match self.precision() {
            Precision::Year => first_of(year + on + 1, 1).previous(),
            Precision::Month => {
                let (year, month) = month_after(year, i32::from(self.month) + on + 1);
                first_of(year, month).previous()
            }
            Precision::Day => shifted(self.stated_day(), on),
        }
    }

    /// The date as people write it: `8 Nov 2023`, `Jun 2023`, `about 2023`, `probably 2023`.
    pub fn words(self) -> String {
        let mark = match self.qualifier {
            Qualifier::None => "",
            Qualifier::Uncertain => "probably ",
            Qualifier::Approximate => "about ",
            Qualifier::Both => "probably about ",
        };
        let (year, month) = (self.year, month_name(self.month));
        match self.precision() {
            Precision::Year => format!("{mark}{year:04}"),
            Precision::Month => format!("{mark}{month} {year:04}"),
            Precision::Day => format!("{mark}{} {month} {year:04}", self.day),
        }
    }

    fn stated_day(self) -> Day {
        Day::from_civil(i32::from(self.year), self.month, self.day).unwrap_or(Day::MIN)
    }
}

fn first_of(year: i32, month: u8) -> Day {
    Day::from_civil(year, month, 1).unwrap_or(Day::MIN)
}

fn shifted(day: Day, by: i32) -> Day {
    Day::new(day.number().saturating_add(by))
}

/// The month of this number, counted from January of `year` as 1; 0 is the December before.
fn month_after(year: i32, month: i32) -> (i32, u8) {
    let from_zero = month - 1;
    let of_year = u8::try_from(from_zero.rem_euclid(12) + 1).unwrap_or(1);
    (year + from_zero.div_euclid(12), of_year)
}

fn no_such_month(year: u16, month: u8) -> String {
    if u16::from(month) == (year + 1) % 100 {
        financial_year(year)
    } else if (21..=41).contains(&month) {
        format!("EDTF reads `{month}` as a season; give its months, `[{year}-06..{year}-08]`")
    } else {
        format!("there is no month {month:02}")
    }
}

/// How the financial year that begins in `year` is written.
pub(super) fn financial_year(year: u16) -> String {
    let next = year + 1;
    format!(
        "a financial year is written {year:04}-04-01/{next:04}-03-31, and some day within it \
         [{year:04}-04-01..{next:04}-03-31]"
    )
}

/// The first year of a text such as `2020/21`, whose second part is the year after.
pub(super) fn slashed_year(text: &str) -> Option<u16> {
    let (year, next) = text.split_once('/')?;
    let year: u16 = digits(year, 4)?;
    (digits(next, 2)? == (year + 1) % 100).then_some(year)
}

/// The number that a text of exactly `length` ASCII digits writes.
fn digits(text: &str, length: usize) -> Option<u16> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

impl FromStr for PartialDate {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Self, SchemaError> {
        let text = text.trim();
        let (body, qualifier) = match text.char_indices().next_back() {
            Some((at, '?')) => (text.get(..at), Qualifier::Uncertain),
            Some((at, '~')) => (text.get(..at), Qualifier::Approximate),
            Some((at, '%')) => (text.get(..at), Qualifier::Both),
            _ => (Some(text), Qualifier::None),
        };
        let mut parts = body.unwrap_or_default().split('-');
        let year = parts.next().and_then(|p| digits(p, 4));
        let mut small = || match parts.next() {
            None => Some(None),
            Some(p) => digits(p, 2).and_then(|n| u8::try_from(n).ok()).map(Some),
        };
        let (Some(year), Some(month), Some(day)) = (year, small(), small()) else {
            return Err(refuse(text, unreadable(text)));
        };
        if parts.next().is_some() {
            return Err(refuse(text, unreadable(text)));
        }
        // A stated zero must not pass for "not stated".
        if month == Some(0) {
            return Err(refuse(text, "there is no month 00"));
        }
        if day == Some(0) {
            return Err(refuse(text, "there is no day 00"));
        }
        let date = Self::stated(year, month.unwrap_or(0), day.unwrap_or(0), text)?;
        Ok(Self { qualifier, ..date })
    }
}

/// Why a text is no date at all, with what to write where that can be told.
fn unreadable(text: &str) -> String {
    if let Some(year) = slashed_year(text) {
        return financial_year(year);
    }
    if let Some(date) = spoken::date(text) {
        return match date {
            Ok(date) => format!("here dates are written `{date}`"),
            Err(_) => "there is no such day".to_owned(),
        };
    }
    if text.is_empty() {
        "it is empty; leave out a date that is not known".to_owned()
    } else if text.starts_with('[') || text.contains("..") {
        "only a start or an end can be a range such as [2023-06..2023-11-08]".to_owned()
    } else if text.contains('/') {
        "one date is asked for; one day between two is written [2023-06..2023-11-08]".to_owned()
    } else if text.contains(['X', 'x', 'u']) && text.starts_with(|c: char| c.is_ascii_digit()) {
        "give the range instead of unknown digits, such as [2020..2029]".to_owned()
    } else if text.contains('T') && text.contains(':') {
        "leave out the time of day, as in 2023-06-01".to_owned()
    } else {
        "dates are written 2023, 2023-06 or 2023-06-01".to_owned()
    }
}

/// Writes the date as it was entered.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        f.write_str(match self.qualifier {
            Qualifier::None => "",
            Qualifier::Uncertain => "?",
            Qualifier::Approximate => "~",
            Qualifier::Both => "%",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn extent(text: &str) -> String {
        format!("{} {}", date(text).earliest(), date(text).latest())
    }

    #[test]
    fn a_date_reaches_as_far_as_its_precision() {
        assert_eq!(extent("2023"), "2023-01-01 2023-12-31");
        assert_eq!(extent("2024-02"), "2024-02-01 2024-02-29");
        assert_eq!(extent("2023-12"), "2023-12-01 2023-12-31");
        assert_eq!(extent("2023-06-01"), "2023-06-01 2023-06-01");
        assert_eq!(extent("0000"), "0000-01-01 0000-12-31");
        assert_eq!(extent("9999"), "9999-01-01 9999-12-31");
    }

    #[test]
    fn a_qualified_date_widens_by_its_precision_on_both_sides() {
        for mark in ['?', '~', '%'] {
            assert_eq!(extent(&format!("2023{mark}")), "2022-01-01 2024-12-31");
            assert_eq!(extent(&format!("2023-01{mark}")), "2022-12-01 2023-02-28");
            assert_eq!(extent(&format!("2023-12{mark}")), "2023-11-01 2024-01-31");
            assert_eq!(extent(&format!("2024-03-01{mark}")), "2024-02-29 2024-03-02");
        }
        assert!(date("2023?").uncertain() && !date("2023?").approximate());
        assert!(date("2023~").approximate() && !date("2023~").uncertain());
        assert!(date("2023%").approximate() && date("2023%").uncertain());
    }

    #[test]
    fn dates_read_as_people_write_them() {
        for (entered, words) in [
            ("2023-11-08", "8 Nov 2023"),
            ("2023-06", "Jun 2023"),
            ("2023", "2023"),
            ("2023-06~", "about Jun 2023"),
            ("2023?", "probably 2023"),
            ("2023-06-01%", "probably about 1 Jun 2023"),
        ] {
            assert_eq!(date(entered).words(), words);
            assert_eq!(date(entered).to_string(), entered);
        }
    }

    #[test]
    fn a_refusal_says_what_to_write() {
        for (text, reason) in [
            ("2020/21", "a financial year is written 2020-04-01/2021-03-31"),
            ("2020-21", "a financial year is written 2020-04-01/2021-03-31"),
            ("1999/00", "a financial year is written 1999-04-01/2000-03-31"),
            ("2012-13", "a financial year is written 2012-04-01/2013-03-31"),
            ("2023-22", "season"),
            ("2023-13", "no month 13"),
            ("2023-00", "no month 00"),
            ("2023-06-00", "no day 00"),
            ("2023-02-30", "Feb 2023 has 28 days"),
            ("8 Nov 2023", "`2023-11-08`"),
            ("31 Apr 2023", "no such day"),
            ("202X", "[2020..2029]"),
            ("2023-06-01T10:00", "time of day"),
            ("2023/2024", "one date is asked for"),
            ("[2023..2024]", "only a start or an end"),
            ("", "empty"),
            ("2023-6-1", "dates are written"),
            ("2023-06-01-02", "dates are written"),
            ("23", "dates are written"),
            ("+2023", "dates are written"),
            ("２０２３", "dates are written"),
            ("?", "dates are written"),
        ] {
            let error = text.parse::<PartialDate>().unwrap_err();
            assert!(error.to_string().contains(reason), "{text}: {error}");
        }
        let long = "9".repeat(20_000).parse::<PartialDate>().unwrap_err();
        assert!(long.to_string().len() < 300);
    }
}
