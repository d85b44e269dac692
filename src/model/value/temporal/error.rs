//! Why a text says no day, time or duration.

use std::fmt;

/// The longest piece of a text that an error repeats, in characters.
const SHOWN: usize = 60;

/// Why there is no such day, time or duration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemporalError {
    /// The text is not of any form that the type has.
    Unreadable {
        /// What it should be: `a date`.
        what: &'static str,
        /// The text, shortened where it is long.
        text: String,
        /// Texts that would do.
        forms: &'static str,
    },
    /// The time zone is not in the tables.
    UnknownZone {
        /// Its name, shortened where it is long.
        name: String,
    },
    /// Clocks of the zone do not show this time at this offset.
    OffsetOfZone {
        /// The text.
        text: String,
        /// The offset that the zone has then.
        offset: String,
    },
    /// The years, or the length, are beyond what the type holds.
    OutOfRange {
        /// What it would be: `a date`.
        what: &'static str,
        /// The text, shortened where it is long.
        text: String,
    },
}

impl TemporalError {
    /// The remedy, where one exists.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable { forms, .. } => Some(format!("write it as {forms}")),
            Self::UnknownZone { .. } => {
                Some("name a zone as Europe/London, or give an offset as +01:00".to_owned())
            }
            Self::OffsetOfZone { offset, .. } => {
                Some(format!("leave the offset out; it is {offset}"))
            }
            Self::OutOfRange { .. } => {
                Some("years go from -999,999,999 to +999,999,999".to_owned())
            }
        }
    }

    pub(super) fn zone(name: &str) -> Self {
        Self::UnknownZone { name: shortened(name) }
    }

    pub(super) fn range(what: &'static str, text: impl fmt::Display) -> Self {
        Self::OutOfRange { what, text: shortened(&text.to_string()) }
    }
}

impl fmt::Display for TemporalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { what, text, .. } => write!(f, "`{text}` is not {what}"),
            Self::UnknownZone { name } => write!(f, "there is no time zone `{name}`"),
            Self::OffsetOfZone { text, .. } => {
                write!(f, "clocks of the zone in `{text}` do not show this time at this offset")
            }
            Self::OutOfRange { what, text } => write!(f, "`{text}` is beyond what {what} holds"),
        }
    }
}

impl std::error::Error for TemporalError {}

pub(super) fn shortened(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
