//! Reading: the basic and the extended forms of ISO 8601, as far as openCypher takes them.

use std::str::FromStr;

use super::error::shortened;
use super::fraction::Fraction;
use super::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, NamedZone, Offset, Part, TemporalError,
    Time, Zone,
};

fn unreadable(what: &'static str, text: &str, forms: &'static str) -> TemporalError {
    TemporalError::Unreadable { what, text: shortened(text), forms }
}

/// Reads `2023-11-08`, `20231108`, `2023-11`, `2023`, `2023-W45-3`, `2023-Q4-39` or `2023-312`.
impl FromStr for Date {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        date(text).ok_or_else(|| unreadable("a date", text, "2023-11-08, 2023-11 or 2023"))
    }
}

/// Reads `12:30:15.5`, `123015.5`, `12:30`, `1230` or `12`.
impl FromStr for LocalTime {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        local_time(text).ok_or_else(|| unreadable("a time", text, "12:30 or 12:30:15.5"))
    }
}

/// Reads a time and perhaps an offset, without which it is in UTC: `12:30+01:00`, `1230Z`.
impl FromStr for Time {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        time(text)
            .map(|(local, offset)| Self { local, offset: offset.unwrap_or_default() })
            .ok_or_else(|| unreadable("a time", text, "12:30Z or 12:30:15.5+01:00"))
    }
}

/// Reads a date and perhaps a time, without which it is midnight: `2023-11-08T12:30`.
impl FromStr for LocalDateTime {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        let read = || {
            let (day, clock) = halves(text);
            let time = clock.map_or(Some(LocalTime::MIDNIGHT), local_time)?;
            Some(Self { date: date(day)?, time })
        };
        read().ok_or_else(|| unreadable("a date and time", text, "2023-11-08T12:30"))
    }
}

/// Reads a date and perhaps a time, an offset and a zone in brackets; without these it is in UTC:
/// `2023-07-08T12:30+01:00[Europe/London]`.
impl FromStr for DateTime {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        let wrong = || {
            unreadable(
                "a date and time",
                text,
                "2023-11-08T12:30Z or 2023-11-08T12:30[Europe/London]",
            )
        };
        let (clock, zone) = match text.strip_suffix(']') {
            None => (text, None),
            Some(rest) => {
                let (clock, name) = rest.split_once('[').ok_or_else(wrong)?;
                (clock, Some(NamedZone::find(name)?))
            }
        };
        let read = || {
            let (day, clock) = halves(clock);
            let (time, offset) = clock.map_or(Some((LocalTime::MIDNIGHT, None)), time)?;
            Some((LocalDateTime { date: date(day)?, time }, offset))
        };
        let (local, offset) = read().ok_or_else(wrong)?;
        let out_of_range = || TemporalError::range("a date and time", text);
        let Some(zone) = zone else {
            let zone = Zone::Fixed(offset.unwrap_or_default());
            return Self::new(local, zone, None).ok_or_else(out_of_range);
        };
        let shown = Self::new(local, Zone::Named(zone), offset).ok_or_else(out_of_range)?;
        match offset {
            Some(offset) if (local, offset) != (shown.local(), shown.offset()) => {
                let (text, offset) = (shortened(text), shown.offset().to_string());
                Err(TemporalError::OffsetOfZone { text, offset })
            }
            _ => Ok(shown),
        }
    }
}

/// Reads `P1Y2M3W4DT5H6M7.5S`, where every number may have a sign and a fraction, or the form of a
/// date and time, `P2012-02-02T14:37:21.545`.
impl FromStr for Duration {
    type Err = TemporalError;

    fn from_str(text: &str) -> Result<Self, TemporalError> {
        let wrong = || unreadable("a duration", text, "P1Y2M3DT4H5M6.5S");
        let (back, body) = match text.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let body = body.strip_prefix(['P', 'p']).ok_or_else(wrong)?;
        let amounts = as_calendar(body).or_else(|| in_units(body)).ok_or_else(wrong)?;
        let read = Self::of_amounts(amounts);
        let read = if back { read.and_then(|length| length.negated()) } else { read };
        read.ok_or_else(|| TemporalError::range("a duration", text))
    }
}

/// The two sides of the `T`.
fn halves(text: &str) -> (&str, Option<&str>) {
    text.split_once(['T', 't']).map_or((text, None), |(day, clock)| (day, Some(clock)))
}

fn number(digits: &str, length: usize) -> Option<i64> {
    let whole = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}

fn date(text: &str) -> Option<Date> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => (1, text),
    };
    // A year of four digits, or after a sign of up to nine, which a hyphen ends.
    let signed = digits.len() < text.len();
    let length = if signed { digits.find('-').unwrap_or(digits.len()) } else { 4 };
    let (year, rest) = digits.split_at_checked(length).filter(|_| (1..=9).contains(&length))?;
    let year = sign * number(year, length)?;
    let (extended, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    if extended && rest.is_empty() {
        return None;
    }
    if let Some(week) = rest.strip_prefix('W') {
        let (week, day) = week.split_at_checked(2)?;
        let day = last_part(day, extended, 1)?;
        return Date::of_week(year, number(week, 2)?, day);
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let (quarter, day) = quarter.split_at_checked(1)?;
        let day = last_part(day, extended, 2)?;
        return Date::of_quarter(year, number(quarter, 1)?, day);
    }
    match rest.len() {
        0 => Date::from_civil(year, 1, 1),
        3 => Date::of_year(year, number(rest, 3)?),
        _ => {
            let (month, day) = rest.split_at_checked(2)?;
            Date::from_civil(year, number(month, 2)?, last_part(day, extended, 2)?)
        }
    }
}

/// The day at the end of a date, of so many digits; the first where there is none.
fn last_part(text: &str, extended: bool, length: usize) -> Option<i64> {
    match text {
        "" => Some(1),
        _ if extended => number(text.strip_prefix('-')?, length),
        _ => number(text, length),
    }
}

fn local_time(text: &str) -> Option<LocalTime> {
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let [hour, minute, second] = clock_parts(clock)?;
    let nanosecond = match fraction {
        None => 0,
        // A fraction is one of a second.
        Some(fraction) => {
            let length = Some(fraction.len()).filter(|n| (1..=9).contains(n))?;
            second?;
            number(fraction, length)? * 10_i64.pow(9 - u32::try_from(length).ok()?)
        }
    };
    LocalTime::new(hour?, minute.unwrap_or(0), second.unwrap_or(0), nanosecond)
}

/// The two digits of hours, minutes and seconds, with colons between them or without.
fn clock_parts(text: &str) -> Option<[Option<i64>; 3]> {
    let mut parts = [None; 3];
    let extended = text.contains(':');
    let mut rest = text;
    for (place, part) in parts.iter_mut().enumerate() {
        if rest.is_empty() {
            break;
        }
        if extended && place > 0 {
            rest = rest.strip_prefix(':')?;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        *part = Some(number(digits, 2)?);
        rest = behind;
    }
    rest.is_empty().then_some(parts)
}

/// An offset: `Z`, `+01`, `+01:00`, `+0100`, `+01:00:30`.
pub(super) fn offset(text: &str) -> Option<Offset> {
    let (sign, clock) = match text.as_bytes() {
        [b'Z' | b'z'] => return Some(Offset::UTC),
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => return None,
    };
    let [hours, minutes, seconds] = clock_parts(clock)?;
    let sixty = |part: Option<i64>| part.or(Some(0)).filter(|part| *part < 60);
    Offset::new(sign * (hours? * 3_600 + sixty(minutes)? * 60 + sixty(seconds)?))
}

fn time(text: &str) -> Option<(LocalTime, Option<Offset>)> {
    match text.find(['Z', 'z', '+', '-']) {
        None => Some((local_time(text)?, None)),
        Some(at) => {
            let (clock, behind) = text.split_at_checked(at)?;
            Some((local_time(clock)?, Some(offset(behind)?)))
        }
    }
}

type Amounts = Vec<(Part, Fraction)>;

/// A duration in the form of a date and time.
fn as_calendar(text: &str) -> Option<Amounts> {
    let (day, clock) = halves(text);
    let parts = match day.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => [day.get(..4)?, day.get(5..7)?, day.get(8..)?],
        [_, _, _, _, _, _, _, _] => [day.get(..4)?, day.get(4..6)?, day.get(6..)?],
        _ => return None,
    };
    let mut amounts = Amounts::new();
    for (text, unit) in parts.into_iter().zip(["years", "months", "days"]) {
        amounts.push((Part::named(unit)?, Fraction::whole(number(text, text.len())?)));
    }
    if let Some(clock) = clock {
        let time = local_time(clock)?;
        amounts.push((Part::named("nanoseconds")?, Fraction::whole(time.nanoseconds())));
    }
    Some(amounts)
}

/// A duration as numbers with their units, each at most once and in order.
fn in_units(text: &str) -> Option<Amounts> {
    const DAYS: &[(char, &str)] = &[('Y', "years"), ('M', "months"), ('W', "weeks"), ('D', "days")];
    const TIME: &[(char, &str)] = &[('H', "hours"), ('M', "minutes"), ('S', "seconds")];
    let (day, clock) = halves(text);
    let mut amounts = Amounts::new();
    for (half, units) in [(Some(day), DAYS), (clock, TIME)] {
        let Some(mut rest) = half else { continue };
        let mut units = units.iter();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let (amount, behind) = rest.split_at_checked(end)?;
            let letter = behind.chars().next()?.to_ascii_uppercase();
            let (_, unit) = units.find(|(known, _)| *known == letter)?;
            amounts.push((Part::named(unit)?, Fraction::read(amount)?));
            rest = behind.get(1..)?;
        }
    }
    let ends_in_time = clock.is_none_or(|clock| !clock.is_empty());
    (!amounts.is_empty() && ends_in_time).then_some(amounts)
}
