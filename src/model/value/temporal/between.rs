//! How long it is from one day or time to another.

use super::{DAY, DateTime, Duration, LocalDateTime, SECOND, Stamp};

/// In what a length of time is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// In months, then days, then seconds.
    Parts,
    /// In whole months.
    Months,
    /// In whole days.
    Days,
    /// In seconds and their fractions.
    Seconds,
}

/// Two clocks that can be read against each other.
enum Pair {
    /// Nanoseconds of one day.
    Times(i128, i128),
    Local(LocalDateTime, LocalDateTime),
    Zoned(DateTime, DateTime),
}

impl Duration {
    /// How long it is from one to the other; negative when the other is before the one.
    ///
    /// What one of them does not say is taken from the other: the day, and the zone. A day without a
    /// time begins at midnight. Months and days count only between two that both have a day.
    pub(crate) fn between(from: &Stamp, to: &Stamp, measure: Measure) -> Option<Self> {
        let pair = pair(from, to)?;
        let dated = from.date.is_some() && to.date.is_some();
        match measure {
            Measure::Seconds => Self::new(0, 0, pair.nanoseconds()),
            Measure::Months | Measure::Days | Measure::Parts if !dated => match measure {
                Measure::Parts => Self::new(0, 0, pair.nanoseconds()),
                _ => Some(Self::default()),
            },
            Measure::Months => Self::new(pair.months(), 0, 0),
            Measure::Days => Self::new(0, pair.days(), 0),
            Measure::Parts => {
                let months = pair.months();
                let days = pair.advanced(&Self::new(months, 0, 0)?)?.days();
                let rest = pair.advanced(&Self::new(months, days, 0)?)?;
                Self::new(months, days, rest.nanoseconds())
            }
        }
    }
}

fn pair(from: &Stamp, to: &Stamp) -> Option<Pair> {
    let zone = from.zone.as_ref().or(to.zone.as_ref());
    let Some(day) = from.date.or(to.date) else {
        let of_day = |stamp: &Stamp| {
            let offset = stamp.offset.or(from.offset).or(to.offset).unwrap_or_default();
            let time = stamp.time.unwrap_or_default();
            i128::from(time.nanoseconds() - offset.seconds() * SECOND)
        };
        return Some(Pair::Times(of_day(from), of_day(to)));
    };
    let local = |stamp: &Stamp| LocalDateTime {
        date: stamp.date.unwrap_or(day),
        time: stamp.time.unwrap_or_default(),
    };
    let Some(zone) = zone else { return Some(Pair::Local(local(from), local(to))) };
    let zoned = |stamp: &Stamp| {
        let zone = stamp.zone.as_ref().unwrap_or(zone).clone();
        DateTime::new(local(stamp), zone, stamp.offset)
    };
    Some(Pair::Zoned(zoned(from)?, zoned(to)?))
}

impl Pair {
    /// What both clocks show in the zone of the first, whose calendar counts months and days.
    fn local(&self) -> Option<(LocalDateTime, LocalDateTime)> {
        match self {
            Self::Times(..) => None,
            Self::Local(from, to) => Some((*from, *to)),
            Self::Zoned(from, to) => Some((from.local(), to.in_zone(from.zone().clone())?.local())),
        }
    }

    fn months(&self) -> i64 {
        let Some((from, to)) = self.local() else { return 0 };
        // A month is full on the same day of another month at the same time.
        let place = |at: LocalDateTime| {
            let (year, month, day) = at.date.civil();
            i128::from((year * 12 + month) * 32 + day) * i128::from(DAY)
                + i128::from(at.time.nanoseconds())
        };
        i64::try_from((place(to) - place(from)) / (32 * i128::from(DAY))).unwrap_or_default()
    }

    fn days(&self) -> i64 {
        let Some((from, to)) = self.local() else { return 0 };
        let length = to.nanoseconds() - from.nanoseconds();
        i64::try_from(length / i128::from(DAY)).unwrap_or_default()
    }

    fn nanoseconds(&self) -> i128 {
        match self {
            Self::Times(from, to) => to - from,
            Self::Local(from, to) => to.nanoseconds() - from.nanoseconds(),
            Self::Zoned(from, to) => to.nanoseconds() - from.nanoseconds(),
        }
    }

    /// The same with the first clock so much later.
    fn advanced(&self, duration: &Duration) -> Option<Self> {
        Some(match self {
            Self::Times(from, to) => Self::Times(*from, *to),
            Self::Local(from, to) => Self::Local(from.plus(duration)?, *to),
            Self::Zoned(from, to) => Self::Zoned(from.plus(duration)?, to.clone()),
        })
    }
}
