//! A start or an end, as a source states it.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::partial::{financial_year, slashed_year};
use super::{Day, Grade, Moment, PartialDate, refuse};
use crate::model::SchemaError;

/// The start or the end of a spell, or the one day of an event.
///
/// ```
/// use plexusdb::model::when::Boundary;
///
/// let joined: Boundary = "[2023-06..2023-11-08]".parse()?;
/// assert_eq!(joined.words(), "some day between Jun 2023 and 8 Nov 2023");
/// assert_eq!(joined.to_string(), "[2023-06..2023-11-08]");
/// assert!("[2023-11-08..2023-06]".parse::<Boundary>().is_err());
/// # Ok::<(), plexusdb::model::SchemaError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Boundary {
    /// Nothing is stated.
    #[default]
    Unknown,
    /// `..`: there is none; as a start, it was always so, and as an end, it goes on for ever.
    Open,
    /// Some day of this date.
    Date(PartialDate),
    /// `[a..b]`: one day from the first day of `a` to the last day of `b`, both included.
    OneOf(PartialDate, PartialDate),
}

impl Boundary {
    /// Whether anything is stated, be it that there is none.
    pub fn is_recorded(self) -> bool {
        self != Self::Unknown
    }

    /// The first and the last day on which it can lie, where it states days.
    pub fn extent(self) -> Option<(Day, Day)> {
        match self {
            Self::Unknown | Self::Open => None,
            Self::Date(date) => Some((date.earliest(), date.latest())),
            Self::OneOf(from, to) => Some((from.earliest(), to.latest())),
        }
    }

    /// Whether an event of this date happened within `moment`: *yes* when every day it can mean
    /// lies within, *possible* when some do, else *no*; *undated* when nothing is stated.
    ///
    /// An event that was only announced is never more than presumed: take
    /// `min(Grade::Presumed)` of the answer.
    pub fn happened(self, moment: &Moment) -> Grade {
        self.happened_within(&moment.days())
    }

    /// Whether an event of this date happened on these days.
    pub(crate) fn happened_within(self, days: &Range<Day>) -> Grade {
        let Some((first, last)) = self.extent() else {
            return if self == Self::Unknown { Grade::Undated } else { Grade::Possible };
        };
        if days.contains(&first) && days.contains(&last) {
            Grade::Yes
        } else if first < days.end && days.start <= last {
            Grade::Possible
        } else {
            Grade::No
        }
    }

    /// The boundary as people say it; whether it is a start or an end is for the caller to say.
    pub fn words(self) -> String {
        match self {
            Self::Unknown => "not stated".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Date(date) => date.words(),
            Self::OneOf(from, to) => {
                format!("some day between {} and {}", from.words(), to.words())
            }
        }
    }
}

impl From<PartialDate> for Boundary {
    fn from(date: PartialDate) -> Self {
        Self::Date(date)
    }
}

/// Reads `..`, a partial date, or `[a..b]`; what is not known is left out, not written.
impl FromStr for Boundary {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Self, SchemaError> {
        let text = text.trim();
        if text == ".." {
            return Ok(Self::Open);
        }
        let Some(rest) = text.strip_prefix('[') else {
            return text.parse().map(Self::Date);
        };
        let Some((from, to)) = rest.strip_suffix(']').and_then(|set| set.split_once("..")) else {
            return Err(refuse(text, "a range is written [2023-06..2023-11-08]"));
        };
        if from.trim().is_empty() || to.trim().is_empty() {
            return Err(refuse(text, "a range needs its first and its last date"));
        }
        for side in [from, to] {
            if let Some(year) = slashed_year(side.trim()) {
                return Err(refuse(text, financial_year(year)));
            }
        }
        let (from, to): (PartialDate, PartialDate) = (from.parse()?, to.parse()?);
        if from.earliest() > to.latest() {
            return Err(refuse(text, format!("the later date stands first; write [{to}..{from}]")));
        }
        Ok(Self::OneOf(from, to))
    }
}

/// Writes the boundary as it was entered; one that is not known is empty.
impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::Open => f.write_str(".."),
            Self::Date(date) => date.fmt(f),
            Self::OneOf(from, to) => write!(f, "[{from}..{to}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(text: &str) -> Boundary {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_written_is_what_was_entered() {
        for text in ["..", "2023", "2023-06?", "[2023-06..2023-11-08]", "[2015~..2023]"] {
            assert_eq!(boundary(text).to_string(), text);
        }
        assert_eq!(Boundary::Unknown.to_string(), "");
    }

    #[test]
    fn refusals_carry_the_remedy() {
        for (text, reason) in [
            ("[2023-11-08..2023-06]", "write [2023-06..2023-11-08]"),
            ("[2023-06..2023-11-08", "a range is written"),
            ("[2023-06,2023-07]", "a range is written"),
            ("[..2023]", "needs its first"),
            ("[2023..]", "needs its first"),
            ("[2020/21..2023]", "2020-04-01/2021-03-31"),
            ("[2023..2023-13]", "no month 13"),
            ("2020/21", "[2020-04-01..2021-03-31]"),
        ] {
            let error = text.parse::<Boundary>().unwrap_err();
            assert!(error.to_string().contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn an_event_happened_within_possibly_or_not() {
        let year: Moment = "2023".parse().unwrap();
        for (on, grade) in [
            ("2023", Grade::Yes),
            ("2023-12-31", Grade::Yes),
            ("2022-12-31", Grade::No),
            ("2024-01-01", Grade::No),
            ("[2022..2023-01-01]", Grade::Possible),
            ("[2023-06..2023-11-08]", Grade::Yes),
            ("2023?", Grade::Possible),
            ("2025~", Grade::No),
            ("2023-06~", Grade::Yes),
        ] {
            assert_eq!(boundary(on).happened(&year), grade, "{on}");
        }
        assert_eq!(Boundary::Unknown.happened(&year), Grade::Undated);
    }
}
