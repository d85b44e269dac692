//! What an `as of` asks about.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::partial::{financial_year, slashed_year};
use super::{Day, PartialDate, refuse, spoken};
use crate::model::SchemaError;

/// A day, a month, a year or an interval that a question asks about.
///
/// It is read from what people type: `2023-11-08`, `2021-06`, `2023`, `8 Nov 2023`,
/// `8th November 2023`, `Nov 2023`, and intervals with both ends included, `2020-04-01/2021-03-31`
/// or `Apr 2020 to Mar 2021`; `..` leaves a side of an interval open. Days in the manner of
/// 08/11/2023 are refused, since half the world reads them the other way round. Words such as
/// `today` are for the host to put into dates: see [`Moment::on`].
///
/// ```
/// use plexusdb::model::when::{Day, Moment};
///
/// let year: Moment = "2020-04-01/2021-03-31".parse()?;
/// assert_eq!(year.words(), "1 Apr 2020 to 31 Mar 2021");
/// assert_eq!(year.days().end, Day::from_civil(2021, 4, 1).unwrap());
/// assert_eq!("8 November 2023".parse::<Moment>()?, "2023-11-08".parse()?);
/// # Ok::<(), plexusdb::model::SchemaError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment(Stated);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stated {
    One(PartialDate),
    /// The first and the last date, both included; a side that is none is open.
    Between(Option<PartialDate>, Option<PartialDate>),
    /// A day whose year has more or fewer than four digits.
    Far(Day),
}

impl Moment {
    /// This one day; hosts pass today so.
    pub fn on(day: Day) -> Self {
        Self(PartialDate::of(day).map_or(Stated::Far(day), Stated::One))
    }

    /// The days meant, half-open; [`Day::MIN`] and [`Day::MAX`] where a side is open.
    pub fn days(&self) -> Range<Day> {
        let (first, last) = match self.0 {
            Stated::One(date) => (date.earliest(), date.latest()),
            Stated::Between(from, to) => (
                from.map_or(Day::MIN, PartialDate::earliest),
                to.map_or(Day::MAX, PartialDate::latest),
            ),
            Stated::Far(day) => (day, day),
        };
        first..last.next()
    }

    /// Whether it is one single day.
    pub fn is_day(&self) -> bool {
        let days = self.days();
        days.start.next() == days.end
    }

    /// The moment as people say it: `8 Nov 2023`, `Nov 2023`, `1 Apr 2020 to 31 Mar 2021`.
    pub fn words(&self) -> String {
        match self.0 {
            Stated::One(date) => date.words(),
            Stated::Between(Some(from), Some(to)) => format!("{} to {}", from.words(), to.words()),
            Stated::Between(Some(from), None) => format!("{} or later", from.words()),
            Stated::Between(None, Some(to)) => format!("{} or earlier", to.words()),
            Stated::Between(None, None) => "any time".to_owned(),
            Stated::Far(day) => day.words(),
        }
    }
}

/// Asks about all the days that the date can mean.
impl From<PartialDate> for Moment {
    fn from(date: PartialDate) -> Self {
        Self(Stated::One(date))
    }
}

impl FromStr for Moment {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Self, SchemaError> {
        let text = text.trim();
        let is_dash = |c| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}');
        let plain = text.replace(is_dash, "-");
        if let Some(year) = slashed_year(&plain) {
            return Err(refuse(text, financial_year(year)));
        }
        if is_numeric_day(&plain) {
            return Err(refuse(text, "write the month in words or the year first, as 2023-11-08"));
        }
        let Some((from, to)) = plain.split_once('/').or_else(|| plain.split_once(" to ")) else {
            return one(&plain).map(|date| Self(Stated::One(date)));
        };
        let side = |part: &str| match part.trim() {
            ".." => Ok(None),
            part => one(part).map(Some),
        };
        let (from, to) = (side(from)?, side(to)?);
        let moment = Self(Stated::Between(from, to));
        if moment.days().is_empty() {
            return Err(refuse(text, "it ends before it starts; write the earlier date first"));
        }
        Ok(moment)
    }
}

/// One date, in figures or in words.
fn one(text: &str) -> Result<PartialDate, SchemaError> {
    let text = text.trim();
    let date = match spoken::date(text) {
        Some(date) => date?,
        None if text.is_empty() => return Err(refuse(text, "a date is missing")),
        None => text.parse()?,
    };
    if !date.is_plain() {
        let reason = "a question asks about dates that are certain; leave out the last sign";
        return Err(refuse(text, reason));
    }
    Ok(date)
}

/// Whether a text writes a day as 08/11/2023 or 8.11.2023.
fn is_numeric_day(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(4, ['/', '.', '-']).collect();
    let figures = |part: &str, longest| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    matches!(*parts.as_slice(), [a, b, c] if figures(a, 2) && figures(b, 2) && figures(c, 4))
}

/// Writes the moment in figures: `2023-11-08`, `2020-04-01/2021-03-31`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Stated::One(date) => date.fmt(f),
            Stated::Between(from, to) => {
                let side = |date: Option<PartialDate>| {
                    date.map_or_else(|| "..".to_owned(), |date| date.to_string())
                };
                write!(f, "{}/{}", side(from), side(to))
            }
            Stated::Far(day) => day.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> String {
        let moment: Moment = text.parse().unwrap();
        format!("{} {}", moment.days().start, moment.days().end)
    }

    #[test]
    fn moments_are_read_as_people_type_them() {
        for (text, figures, half_open) in [
            ("2023-11-08", "2023-11-08", "2023-11-08 2023-11-09"),
            (" 8 Nov 2023 ", "2023-11-08", "2023-11-08 2023-11-09"),
            ("2021-06", "2021-06", "2021-06-01 2021-07-01"),
            ("2021\u{2013}06", "2021-06", "2021-06-01 2021-07-01"),
            ("Nov 2023", "2023-11", "2023-11-01 2023-12-01"),
            ("2023", "2023", "2023-01-01 2024-01-01"),
            ("2020-04-01/2021-03-31", "2020-04-01/2021-03-31", "2020-04-01 2021-04-01"),
            ("April 2020 to March 2021", "2020-04/2021-03", "2020-04-01 2021-04-01"),
            ("2020/2021", "2020/2021", "2020-01-01 2022-01-01"),
            ("2020/..", "2020/..", "2020-01-01 .."),
        ] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), figures);
            assert_eq!(days(text), half_open);
        }
        assert!("8 Nov 2023".parse::<Moment>().unwrap().is_day());
        assert!(!"Nov 2023".parse::<Moment>().unwrap().is_day());
    }

    #[test]
    fn what_it_says_can_be_read_again() {
        for text in ["2023-11-08", "2023-11", "2023", "2020-04-01/2021-03-31", "2020/2021-02"] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.words().parse(), Ok(moment));
            assert_eq!(moment.to_string(), text);
        }
        let today = Day::from_civil(2026, 11, 22).unwrap();
        assert_eq!(Moment::on(today), "2026-11-22".parse().unwrap());
        assert_eq!(Moment::on(Day::new(9_000_000)).words(), "2 Mar 26611");
    }

    #[test]
    fn refusals_carry_the_remedy() {
        for (text, reason) in [
            ("2020/21", "2020-04-01/2021-03-31"),
            ("2020-21", "2020-04-01/2021-03-31"),
            ("2020\u{2013}21", "2020-04-01/2021-03-31"),
            ("08/11/2023", "month in words"),
            ("8.11.23", "month in words"),
            ("2023?", "certain"),
            ("30 Feb 2023", "Feb 2023 has 28 days"),
            ("2021/2020", "ends before it starts"),
            ("2021/", "missing"),
            ("2021-13", "no month 13"),
            ("soon", "dates are written"),
            ("", "missing"),
        ] {
            let error = text.parse::<Moment>().unwrap_err();
            assert!(error.to_string().contains(reason), "{text}: {error}");
        }
        assert!("8 Nov 2023/".repeat(5_000).parse::<Moment>().is_err());
    }
}
