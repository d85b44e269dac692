//! The rows of the registry.

use super::build::{clock, make, of_millis};
use super::duration::{self, between};
use super::kind::Kind;
use super::truncate::truncate;
use crate::cypher::function::Param::{Maybe, One};
use crate::cypher::function::{Fault, Function, Param, Takes};
use crate::model::Value;
use crate::model::value::temporal::{Instant, Measure, Zone};

const MAKES: &[Param] = &[Maybe("value", Takes::TemporalParts)];
const CLOCK: &[Param] = &[Maybe("timezone", Takes::Text)];
const TRUNCATES: &[Param] =
    &[One("unit", Takes::Text), Maybe("value", Takes::Temporal), Maybe("parts", Takes::Map)];
const BETWEEN: &[Param] = &[One("from", Takes::Temporal), One("to", Takes::Temporal)];

const NOW_IN: &str =
    "What time it is, in UTC or in the zone given. All clocks of a query say the same.";

pub(in crate::cypher::function) const TABLE: &[Function] = &[
    Function::new("date", MAKES, |env, args| make(Kind::Date, env, args))
        .says(
            "A day: today's, that of another date, or from a text such as `2023-11-08`, `2023-11`, \
             `2023`, `2023-W45-3`, `2023-Q4-39` or `2023-312`, or from a map of its parts, \
             `{year, month, day}`, `{year, week, dayOfWeek}`, `{year, quarter, dayOfQuarter}` or \
             `{year, ordinalDay}`, each perhaps beside a `date` that gives the parts left out.",
        )
        .shows("date({year: 2023, month: 11, day: 8})", "date('2023-11-08')"),
    Function::new("date.statement", CLOCK, |env, args| clock(Kind::Date, env, args))
        .also(&["date.transaction", "date.realtime"])
        .says(NOW_IN)
        .shows("date.statement()", "date('2023-11-08')"),
    Function::new("localtime", MAKES, |env, args| make(Kind::LocalTime, env, args))
        .says(
            "A time of day without a zone: the time now, that of another value, or from a text such \
             as `12:30:15.5` or `1230`, or from a map, `{hour, minute, second, millisecond, \
             microsecond, nanosecond}`, perhaps beside a `time` that gives the parts left out.",
        )
        .shows("localtime({hour: 12, minute: 30})", "localtime('12:30')"),
    Function::new("localtime.statement", CLOCK, |env, args| clock(Kind::LocalTime, env, args))
        .also(&["localtime.transaction", "localtime.realtime"])
        .says(NOW_IN)
        .shows("localtime.statement('Asia/Tokyo')", "localtime('21:30')"),
    Function::new("time", MAKES, |env, args| make(Kind::Time, env, args))
        .says(
            "A time of day at an offset from UTC: as `localtime`, with an offset in the text, \
             `12:30+01:00`, or a `timezone` in the map. A time that has an offset is the same moment \
             at the new one.",
        )
        .shows("time({time: time('12:30+01:00'), timezone: '+05:00'})", "time('16:30+05:00')"),
    Function::new("time.statement", CLOCK, |env, args| clock(Kind::Time, env, args))
        .also(&["time.transaction", "time.realtime"])
        .says(NOW_IN)
        .shows("time.statement('Asia/Tokyo')", "time('21:30+09:00')"),
    Function::new("localdatetime", MAKES, |env, args| make(Kind::LocalDateTime, env, args))
        .says(
            "A day and a time of day without a zone: from what `date` and `localtime` take, a text \
             of both, `2023-11-08T12:30`, or a map, perhaps with a `date` and a `time` or with a \
             `datetime` that gives the parts left out.",
        )
        .shows(
            "localdatetime({date: date('2023-11-08'), hour: 12})",
            "localdatetime('2023-11-08T12:00')",
        ),
    Function::new("localdatetime.statement", CLOCK, |env, args| {
        clock(Kind::LocalDateTime, env, args)
    })
    .also(&["localdatetime.transaction", "localdatetime.realtime"])
    .says(NOW_IN)
    .shows("localdatetime.statement()", "localdatetime('2023-11-08T12:30')"),
    Function::new("datetime", MAKES, |env, args| make(Kind::DateTime, env, args))
        .says(
            "A point in time as clocks of a zone show it: as `localdatetime`, with an offset or a \
             zone in the text, `2023-07-08T12:30+01:00[Europe/London]`, or a `timezone` in the map, \
             or from `{epochSeconds}` or `{epochMillis}`. What has a zone already is the same moment \
             in the new one.",
        )
        .shows(
            "datetime({year: 2023, month: 7, timezone: 'Europe/London'})",
            "datetime('2023-07-01T00:00+01:00[Europe/London]')",
        ),
    Function::new("datetime.statement", CLOCK, |env, args| clock(Kind::DateTime, env, args))
        .also(&["datetime.transaction", "datetime.realtime"])
        .says(NOW_IN)
        .shows("datetime.statement()", "datetime('2023-11-08T12:30Z')"),
    Function::new(
        "datetime.fromEpoch",
        &[One("seconds", Takes::Integer), Maybe("nanoseconds", Takes::Integer)],
        |_, args| {
            let (seconds, nanoseconds) = numbers("datetime.fromEpoch", args)?;
            Kind::DateTime.at(Instant::new(seconds, nanoseconds), Zone::UTC)
        },
    )
    .says("The moment so many seconds and nanoseconds after the beginning of 1970, in UTC.")
    .shows("datetime.fromEpoch(1699446600, 0)", "datetime('2023-11-08T12:30Z')"),
    Function::new(
        "datetime.fromEpochMillis",
        &[One("milliseconds", Takes::Integer)],
        |_, args| {
            let (millis, _) = numbers("datetime.fromEpochMillis", args)?;
            Kind::DateTime.at(of_millis(millis, 0), Zone::UTC)
        },
    )
    .says("The moment so many milliseconds after the beginning of 1970, in UTC.")
    .shows("datetime.fromEpochMillis(1699446600000)", "datetime('2023-11-08T12:30Z')"),
    Function::new("timestamp", &[], |env, _| Ok(env.now.milliseconds().into()))
        .says("What time it is, in milliseconds since the beginning of 1970.")
        .shows("timestamp()", "1699446600000"),
];

pub(in crate::cypher::function) const TRUNCATION: &[Function] = &[
    Function::new("date.truncate", TRUNCATES, |env, args| truncate(Kind::Date, env, args))
        .says("The first day of the unit that a date is in.")
        .shows("date.truncate('quarter', date('2023-11-08'), {day: 15})", "date('2023-10-15')"),
    Function::new("localtime.truncate", TRUNCATES, |env, args| {
        truncate(Kind::LocalTime, env, args)
    })
    .says("The beginning of the unit that a time of day is in: a day at most.")
    .shows("localtime.truncate('hour', localtime('12:31:14'))", "localtime('12:00')"),
    Function::new("time.truncate", TRUNCATES, |env, args| truncate(Kind::Time, env, args))
        .says("The same at the offset of the time, or at that of the `timezone` given.")
        .shows("time.truncate('minute', time('12:31:14+01:00'))", "time('12:31+01:00')"),
    Function::new("localdatetime.truncate", TRUNCATES, |env, args| {
        truncate(Kind::LocalDateTime, env, args)
    })
    .says("The beginning of the unit that a date or a date and time is in.")
    .shows(
        "localdatetime.truncate('week', date('2023-11-08'))",
        "localdatetime('2023-11-06T00:00')",
    ),
    Function::new("datetime.truncate", TRUNCATES, |env, args| truncate(Kind::DateTime, env, args))
        .says("The same in the zone of the value, or in the `timezone` given.")
        .shows(
            "datetime.truncate('year', datetime('2023-11-08T12:30Z'), {timezone: '+01:00'})",
            "datetime('2023-01-01T00:00+01:00')",
        ),
];

pub(in crate::cypher::function) const DURATIONS: &[Function] = &[
    Function::new("duration", &[One("value", Takes::DurationParts)], duration::make)
        .says(
            "A length of time in months, days and seconds, which are kept apart: from a text such as \
             `P1Y2M3DT4H5M6.5S` or `P2012-02-02T14:37:21.545`, or from a map of years, quarters, \
             months, weeks, days, hours, minutes, seconds, milliseconds, microseconds and \
             nanoseconds. A fraction of a month or a day goes into what is shorter.",
        )
        .shows("duration({months: 14, days: 1.5})", "duration('P1Y2M1DT12H')"),
    Function::new("duration.between", BETWEEN, |_, args| {
        between("duration.between", Measure::Parts, args)
    })
    .says(
        "How long it is from one to the other, in months, then days, then seconds. What one does not \
         say, the day or the zone, is that of the other.",
    )
    .shows("duration.between(date('1984-10-11'), date('2015-06-24'))", "duration('P30Y8M13D')"),
    Function::new("duration.inMonths", BETWEEN, |_, args| {
        between("duration.inMonths", Measure::Months, args)
    })
    .says("How long it is from one to the other, in whole months.")
    .shows("duration.inMonths(date('1984-10-11'), date('2015-06-24'))", "duration('P30Y8M')"),
    Function::new("duration.inDays", BETWEEN, |_, args| {
        between("duration.inDays", Measure::Days, args)
    })
    .says("How long it is from one to the other, in whole days.")
    .shows("duration.inDays(date('1984-10-11'), date('2015-06-24'))", "duration('P11213D')"),
    Function::new("duration.inSeconds", BETWEEN, |_, args| {
        between("duration.inSeconds", Measure::Seconds, args)
    })
    .says("How long it is from one to the other, in hours, minutes and seconds.")
    .shows("duration.inSeconds(localtime('12:30'), localtime('10:15'))", "duration('PT-2H-15M')"),
];

/// One whole number, or two.
fn numbers(name: &str, args: &[Value]) -> Result<(i64, i64), Fault> {
    match args {
        [Value::Integer(n)] => Ok((*n, 0)),
        [Value::Integer(n), Value::Integer(m)] => Ok((*n, *m)),
        _ => Err(Fault::arguments(name, args)),
    }
}
