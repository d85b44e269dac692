//! Time zones, from the tables that are compiled in: the only file that names jiff.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::{DAY_SECONDS, Date, LocalDateTime, Offset, TemporalError, read};
use crate::model::calendar::DAYS_OF_ERA;

static TABLES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The years for which the tables are asked. Before them every zone keeps its first offset, and after
/// them its last rule; the calendar repeats itself every 400 years, so a year beyond them behaves as
/// one of them does.
const YEARS: std::ops::RangeInclusive<i64> = -9_000..=9_000;

/// A zone with a name in the IANA time zone database, such as `Europe/London`.
///
/// Equal and ordered by name.
#[derive(Debug, Clone)]
pub struct NamedZone(TimeZone);

impl NamedZone {
    /// The zone of this name, in any case.
    pub fn find(name: &str) -> Result<Self, TemporalError> {
        // Neo4j's manual writes `America/Los Angeles`.
        let found = TABLES.get(&name.replace(' ', "_")).ok();
        found
            .filter(|zone| zone.iana_name().is_some())
            .map(Self)
            .ok_or_else(|| TemporalError::zone(name))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    /// The offset that clocks have so many seconds after the beginning of 1970.
    fn at(&self, seconds: i64) -> Offset {
        let days = seconds.div_euclid(DAY_SECONDS);
        let near = near(days) * DAY_SECONDS + seconds.rem_euclid(DAY_SECONDS);
        let Ok(instant) = Timestamp::from_second(near) else { return Offset::UTC };
        offset(self.0.to_offset(instant))
    }

    /// The offset by which to read what a clock shows. What it skips is read by the offset before,
    /// what it shows twice by the offset `wanted` if that is one of the two, and by the first if not.
    fn shown(&self, local: LocalDateTime, wanted: Option<Offset>) -> Offset {
        let civil = Date::from_number(near(local.date.number())).and_then(|date| {
            let (year, month, day) = date.civil();
            let small = |n: i64| i8::try_from(n).ok();
            let date =
                civil::Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
            let time = local.time;
            let (hour, minute) = (small(time.hour())?, small(time.minute())?);
            Some(date.at(hour, minute, small(time.second())?, 0))
        });
        let Some(civil) = civil else { return Offset::UTC };
        match self.0.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset: only } => offset(only),
            AmbiguousOffset::Gap { before, .. } => offset(before),
            AmbiguousOffset::Fold { before, after } => {
                wanted.filter(|wanted| *wanted == offset(after)).unwrap_or(offset(before))
            }
        }
    }
}

/// The day of the years that the tables cover that is like this one.
fn near(number: i64) -> i64 {
    let edge = |year: i64| Date::from_civil(year, 1, 1).map_or(0, Date::number);
    let (first, last) = (edge(*YEARS.start()), edge(*YEARS.end()));
    let eras = |days: i64| (days + DAYS_OF_ERA - 1) / DAYS_OF_ERA * DAYS_OF_ERA;
    if number < first {
        number + eras(first - number)
    } else if number > last {
        number - eras(number - last)
    } else {
        number
    }
}

fn offset(offset: jiff::tz::Offset) -> Offset {
    Offset::new(offset.seconds().into()).unwrap_or_default()
}

impl PartialEq for NamedZone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for NamedZone {}

impl PartialOrd for NamedZone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NamedZone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for NamedZone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// Where clocks agree: at one offset from UTC, or in one named zone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// At this offset all year round.
    Fixed(Offset),
    /// Where this zone's rules hold.
    Named(NamedZone),
}

impl Zone {
    /// UTC as an offset.
    pub const UTC: Self = Self::Fixed(Offset::UTC);

    /// The offset so many seconds after the beginning of 1970.
    pub(super) fn at(&self, seconds: i64) -> Offset {
        match self {
            Self::Fixed(offset) => *offset,
            Self::Named(zone) => zone.at(seconds),
        }
    }

    /// The offset by which to read what a clock shows.
    pub(super) fn shown(&self, local: LocalDateTime, wanted: Option<Offset>) -> Offset {
        match self {
            Self::Fixed(offset) => *offset,
            Self::Named(zone) => zone.shown(local, wanted),
        }
    }
}

/// Reads an offset, `+01:00` or `Z`, or a name.
impl FromStr for Zone {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        match read::offset(text) {
            Some(offset) => Ok(Self::Fixed(offset)),
            None => NamedZone::find(text).map(Self::Named),
        }
    }
}

/// Writes the offset or the name.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(offset) => offset.fmt(f),
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}
