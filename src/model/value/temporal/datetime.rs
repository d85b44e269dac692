//! Points in time as clocks of a zone show them.

use std::cmp::Ordering;
use std::fmt;

use super::{DAY_SECONDS, Duration, Instant, LocalDateTime, Offset, SECOND, Zone};

/// A point in time, as clocks of one zone show it.
///
/// Ordered by when it is, then by offset and zone: equal ones are shown by the same clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    local: LocalDateTime,
    offset: Offset,
    zone: Zone,
}

impl DateTime {
    /// The moment that clocks of a zone show this.
    ///
    /// What the clocks skip is as much later as they skip; of what they show twice it is the first,
    /// unless `wanted` is the offset of the second.
    pub fn new(local: LocalDateTime, zone: Zone, wanted: Option<Offset>) -> Option<Self> {
        let offset = zone.shown(local, wanted);
        let instant = Instant::new(local.seconds() - offset.seconds(), local.time.nanosecond());
        Self::at(instant, zone)
    }

    /// What clocks of a zone show at an instant, if the calendar reaches that far.
    pub fn at(instant: Instant, zone: Zone) -> Option<Self> {
        // Beyond this no calendar reaches, and seconds could overflow below.
        const REACH: i64 = 400_000_000_000 * DAY_SECONDS;
        let seconds = Some(instant.seconds()).filter(|s| (-REACH..REACH).contains(s))?;
        let offset = zone.at(seconds);
        let local = LocalDateTime::from_seconds(seconds + offset.seconds(), instant.nanosecond())?;
        Some(Self { local, offset, zone })
    }

    /// What the clock shows.
    pub fn local(&self) -> LocalDateTime {
        self.local
    }

    /// How far the clock is ahead of UTC.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// Where the clock is.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The point in time.
    pub fn instant(&self) -> Instant {
        let seconds = self.local.seconds() - self.offset.seconds();
        Instant::new(seconds, self.local.time.nanosecond())
    }

    /// The same moment as clocks of another zone show it.
    pub fn in_zone(&self, zone: Zone) -> Option<Self> {
        Self::at(self.instant(), zone)
    }

    /// The moment so much later: months, then days, as a calendar on the wall counts them; then the
    /// rest, as it passes.
    pub fn plus(&self, duration: &Duration) -> Option<Self> {
        let days =
            Self::new(self.local.plus_days(duration)?, self.zone.clone(), Some(self.offset))?;
        days.plus_nanoseconds(duration.nanoseconds())
    }

    fn plus_nanoseconds(&self, nanoseconds: i128) -> Option<Self> {
        let sum = self.nanoseconds() + nanoseconds;
        let second = i128::from(SECOND);
        let seconds = i64::try_from(sum.div_euclid(second)).ok()?;
        let nanosecond = i64::try_from(sum.rem_euclid(second)).ok()?;
        Self::at(Instant::new(seconds, nanosecond), self.zone.clone())
    }

    /// Nanoseconds since the beginning of 1970.
    pub(super) fn nanoseconds(&self) -> i128 {
        self.local.nanoseconds() - i128::from(self.offset.seconds()) * i128::from(SECOND)
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let when = self.instant().cmp(&other.instant());
        when.then(self.offset.cmp(&other.offset)).then_with(|| self.zone.cmp(&other.zone))
    }
}

/// Writes what the clock shows, its offset, and its zone if that has a name:
/// `2023-11-08T12:30Z[Europe/London]`.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.offset)?;
        match &self.zone {
            Zone::Fixed(_) => Ok(()),
            Zone::Named(zone) => write!(f, "[{}]", zone.name()),
        }
    }
}
