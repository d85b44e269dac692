//! Lengths of time.

use std::cmp::Ordering;
use std::fmt;

use super::fraction::SCALE;
use super::time::write_fraction;
use super::{DAY, DAY_SECONDS, Date, Fraction, SECOND};

/// The seconds of a month on average: a twelfth of 365.2425 days.
const MONTH_SECONDS: i64 = 2_629_746;

/// A length of time: months, days, and seconds with nanoseconds, which are kept apart because neither
/// months nor days are all equally long. Each may be negative.
///
/// Equal when all are equal: a day is not 24 hours. Ordered by the average length.
///
/// ```
/// use plexusdb::model::value::temporal::Duration;
///
/// let duration: Duration = "P1Y2M3DT4H5M6.5S".parse()?;
/// assert_eq!((duration.months(), duration.days(), duration.seconds()), (14, 3, 14_706));
/// assert_eq!(Duration::new(0, 0, -1_500_000_000).unwrap().to_string(), "PT-1.5S");
/// # Ok::<(), plexusdb::model::value::temporal::TemporalError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    months: i64,
    days: i64,
    seconds: i64,
    nanosecond: i64,
}

impl Duration {
    /// The duration of so many months, days and nanoseconds, if its seconds fit into 64 bits.
    pub fn new(months: i64, days: i64, nanoseconds: i128) -> Option<Self> {
        let second = i128::from(SECOND);
        let seconds = i64::try_from(nanoseconds.div_euclid(second)).ok()?;
        let nanosecond = i64::try_from(nanoseconds.rem_euclid(second)).ok()?;
        Some(Self { months, days, seconds, nanosecond })
    }

    /// The duration of these numbers of months, days, seconds and nanoseconds, each divided by
    /// `under`: what is left of a month goes into the days, what is left of a day into the rest.
    pub(super) fn of_fractions(parts: [i128; 4], under: i128) -> Option<Self> {
        let [months, days, seconds, nanoseconds] = parts;
        let second = i128::from(SECOND);
        let of_month = (months % under).checked_mul(i128::from(MONTH_SECONDS) * second)?;
        let of_day = (days % under).checked_mul(DAY.into())?;
        let left = of_month.checked_add(of_day)?;
        let day = under.checked_mul(DAY.into())?;
        let of_second = (seconds % under).checked_mul(second)?;
        let rest = (left % day).checked_add(of_second)?.checked_add(nanoseconds)?;
        let whole = (seconds / under).checked_mul(second)?;
        Self::new(
            i64::try_from(months / under).ok()?,
            i64::try_from((days / under).checked_add(left / day)?).ok()?,
            whole.checked_add(rest / under)?,
        )
    }

    /// The duration of these amounts of months, days, seconds and nanoseconds.
    pub(crate) fn of_amounts(amounts: impl IntoIterator<Item = (Part, Fraction)>) -> Option<Self> {
        let mut parts = [0_i128; 4];
        for (Part(place, size), amount) in amounts {
            let part = parts.get_mut(place)?;
            *part = part.checked_add(amount.scaled().checked_mul(size.into())?)?;
        }
        Self::of_fractions(parts, SCALE)
    }

    /// The months, years among them.
    pub fn months(&self) -> i64 {
        self.months
    }

    /// The days, weeks among them.
    pub fn days(&self) -> i64 {
        self.days
    }

    /// The whole seconds, rounded towards the past, hours and minutes among them.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The nanoseconds beyond the [whole seconds](Self::seconds), never negative.
    pub fn nanosecond(&self) -> i64 {
        self.nanosecond
    }

    /// All of the seconds as nanoseconds.
    pub fn nanoseconds(&self) -> i128 {
        i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanosecond)
    }

    /// The same length, backwards.
    pub fn negated(&self) -> Option<Self> {
        Self::new(self.months.checked_neg()?, self.days.checked_neg()?, -self.nanoseconds())
    }

    /// Both lengths, part by part.
    pub fn plus(&self, other: &Self) -> Option<Self> {
        let months = self.months.checked_add(other.months)?;
        let days = self.days.checked_add(other.days)?;
        Self::new(months, days, self.nanoseconds() + other.nanoseconds())
    }

    /// The length so many times.
    pub(crate) fn times(&self, factor: Fraction) -> Option<Self> {
        self.scaled(factor.over, factor.under)
    }

    /// The length divided by a number; by 0 there is none.
    pub(crate) fn divided_by(&self, divisor: Fraction) -> Option<Self> {
        match divisor.over {
            0 => None,
            over if over < 0 => self.scaled(-divisor.under, -over),
            over => self.scaled(divisor.under, over),
        }
    }

    fn scaled(&self, over: i128, under: i128) -> Option<Self> {
        let [months, days, seconds, nanoseconds] =
            [self.months, self.days, self.seconds, self.nanosecond]
                .map(|part| i128::from(part).checked_mul(over));
        Self::of_fractions([months?, days?, seconds?, nanoseconds?], under)
    }

    /// The length in nanoseconds, months and days taken as long as they are on average.
    fn average(&self) -> i128 {
        let seconds = [(self.months, MONTH_SECONDS), (self.days, DAY_SECONDS), (self.seconds, 1)]
            .map(|(count, seconds)| i128::from(count) * i128::from(seconds));
        seconds.iter().sum::<i128>() * i128::from(SECOND) + i128::from(self.nanosecond)
    }
}

/// A unit of a duration: which of its parts it belongs to, and how many of that part's units it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part(usize, i64);

impl Part {
    /// The unit of this name, in the plural.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "years" => Self(0, 12),
            "quarters" => Self(0, 3),
            "months" => Self(0, 1),
            "weeks" => Self(1, 7),
            "days" => Self(1, 1),
            "hours" => Self(2, 3_600),
            "minutes" => Self(2, 60),
            "seconds" => Self(2, 1),
            "milliseconds" => Self(3, 1_000_000),
            "microseconds" => Self(3, 1_000),
            "nanoseconds" => Self(3, 1),
            _ => return None,
        })
    }
}

impl Date {
    /// The day so much later: months first, then days; of the rest only whole days count.
    pub fn plus(self, duration: &Duration) -> Option<Self> {
        let whole = i64::try_from(duration.nanoseconds() / i128::from(DAY)).ok()?;
        let days = duration.days().checked_add(whole)?;
        self.plus_months(duration.months())?.plus_days(days)
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        let parts = |d: &Self| (d.months, d.days, d.seconds);
        self.average().cmp(&other.average()).then(parts(self).cmp(&parts(other)))
    }
}

/// Writes the duration as ISO 8601 does, with a sign at each part: `P1Y-2M3DT4H5M6.5S`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        for (count, unit) in [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.days, 'D')] {
            if count != 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let time = self.nanoseconds();
        if time == 0 {
            return Ok(());
        }
        let second = i128::from(SECOND);
        f.write_str("T")?;
        for (count, unit) in [(time / (3_600 * second), 'H'), (time / (60 * second) % 60, 'M')] {
            if count != 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let left = time % (60 * second);
        if left == 0 {
            return Ok(());
        }
        let sign = if left < 0 { "-" } else { "" };
        let left = left.unsigned_abs();
        write!(f, "{sign}{}", left / second.unsigned_abs())?;
        write_fraction(f, i64::try_from(left % second.unsigned_abs()).unwrap_or_default())?;
        f.write_str("S")
    }
}
