//! Offsets from UTC.

use std::fmt;

/// How far a clock is ahead of UTC, in seconds: at most 18 hours either way.
///
/// ```
/// use plexusdb::model::value::temporal::Offset;
///
/// assert_eq!(Offset::new(3_600).unwrap().to_string(), "+01:00");
/// assert_eq!(Offset::UTC.to_string(), "Z");
/// assert_eq!(Offset::new(19 * 3_600), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i32);

impl Offset {
    /// No offset at all.
    pub const UTC: Self = Self(0);

    /// The offset of so many seconds, if it is at most 18 hours.
    pub fn new(seconds: i64) -> Option<Self> {
        let seconds = i32::try_from(seconds).ok()?;
        (-64_800..=64_800).contains(&seconds).then_some(Self(seconds))
    }

    /// The seconds; east of Greenwich is positive.
    pub fn seconds(self) -> i64 {
        self.0.into()
    }
}

/// Writes the offset as ISO 8601 does, `+01:00`, with seconds only where there are some; `Z` for UTC.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("Z");
        }
        let sign = if self.0 < 0 { '-' } else { '+' };
        let seconds = self.0.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        if seconds.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", seconds % 60) }
    }
}
