//! The parts of dates, times and durations, by their names.

use crate::cypher::function::Fault;
use crate::model::Value;
use crate::model::value::temporal::{Date, DateTime, Duration, LocalTime, Offset, Stamp};

/// Whether a value is a date, a time or a duration.
pub(in crate::cypher::function) fn has_parts(value: &Value) -> bool {
    matches!(value, Value::Duration(_)) || Stamp::of(value).is_some()
}

/// A part of a date, a time or a duration; `null` for what it has no part of.
pub(in crate::cypher::function) fn part(value: &Value, name: &str) -> Result<Value, Fault> {
    if let Value::Duration(length) = value {
        return of_duration(length, name);
    }
    if let Value::DateTime(at) = value
        && name.starts_with("epoch")
    {
        return of_epoch(at, name);
    }
    let Some(stamp) = Stamp::of(value) else { return Ok(Value::Null) };
    if name == "timezone" {
        return Ok(stamp.zone.map(|zone| zone.to_string()).into());
    }
    let number = stamp.date.and_then(|date| of_date(date, name));
    let number = number.or_else(|| stamp.time.and_then(|time| of_time(time, name)));
    let other = stamp.offset.map_or(Value::Null, |offset| of_offset(offset, name));
    Ok(number.map_or(other, Value::from))
}

fn of_date(date: Date, name: &str) -> Option<i64> {
    Some(match name {
        "year" => date.year(),
        "quarter" => date.quarter(),
        "month" => date.month(),
        "week" => date.week(),
        "weekYear" => date.week_year(),
        "day" => date.day(),
        "ordinalDay" => date.day_of_year(),
        "weekDay" | "dayOfWeek" => date.weekday(),
        "dayOfQuarter" => date.day_of_quarter(),
        "epochDays" => date.number(),
        _ => return None,
    })
}

fn of_time(time: LocalTime, name: &str) -> Option<i64> {
    Some(match name {
        "hour" => time.hour(),
        "minute" => time.minute(),
        "second" => time.second(),
        "millisecond" => time.nanosecond() / 1_000_000,
        "microsecond" => time.nanosecond() / 1_000,
        "nanosecond" => time.nanosecond(),
        _ => return None,
    })
}

fn of_offset(offset: Offset, name: &str) -> Value {
    match name {
        "offset" => offset.to_string().into(),
        "offsetMinutes" => (offset.seconds() / 60).into(),
        "offsetSeconds" => offset.seconds().into(),
        _ => Value::Null,
    }
}

fn of_epoch(at: &DateTime, name: &str) -> Result<Value, Fault> {
    let instant = at.instant();
    match name {
        "epochSeconds" => Ok(instant.seconds().into()),
        "epochMillis" => match instant.milliseconds() {
            Some(n) => Ok(n.into()),
            None => Err(Fault::overflow(&format!("epochMillis of {at}"))),
        },
        _ => Ok(Value::Null),
    }
}

fn of_duration(length: &Duration, name: &str) -> Result<Value, Fault> {
    let (months, days, seconds) = (length.months(), length.days(), length.seconds());
    let all = |size: i128| {
        let sum = length.nanoseconds().div_euclid(size);
        let fits = i64::try_from(sum).map(Value::from);
        fits.map_err(|_| Fault::overflow(&format!("{name} of {length}")))
    };
    Ok(match name {
        "years" => months / 12,
        "quarters" => months / 3,
        "months" => months,
        "weeks" => days / 7,
        "days" => days,
        "hours" => seconds / 3_600,
        "minutes" => seconds / 60,
        "seconds" => seconds,
        "milliseconds" => return all(1_000_000),
        "microseconds" => return all(1_000),
        "nanoseconds" => return all(1),
        "quartersOfYear" => months / 3 % 4,
        "monthsOfYear" => months % 12,
        "monthsOfQuarter" => months % 3,
        "daysOfWeek" => days % 7,
        "minutesOfHour" => seconds / 60 % 60,
        "secondsOfMinute" => seconds % 60,
        "millisecondsOfSecond" => length.nanosecond() / 1_000_000,
        "microsecondsOfSecond" => length.nanosecond() / 1_000,
        "nanosecondsOfSecond" => length.nanosecond(),
        _ => return Ok(Value::Null),
    }
    .into())
}
