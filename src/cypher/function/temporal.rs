//! Dates: made from texts (ISO 8601) and from their parts, and taken apart again.

use super::Param::One;
use super::fault::shown;
use super::{Env, Fault, Function, Takes};
use crate::model::Value;
use crate::model::value::Map;
use crate::model::when::Day;

pub(super) const TABLE: &[Function] = &[Function::new("date", &[One("value", Takes::Date)], date)
    .says(
        "A day: from a text such as `2023-11-08`, `2023-11`, `2023`, `2023-W45-3` or `2023-312`, or \
         from a map of its parts, `{year, month, day}`, `{year, week, dayOfWeek}`, \
         `{year, quarter, dayOfQuarter}` or `{year, ordinalDay}`, each perhaps beside a `date` that \
         gives the parts left out. Today's date is for the host to pass in as a parameter.",
    )
    .shows("date({year: 2023, month: 11, day: 8})", "date('2023-11-08')")];

const REMEDY: &str = "dates are written as 2023-11-08, 2023-11 or 2023";

fn date(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [day @ Value::Date(_)] => Ok(day.clone()),
        [Value::String(text)] => match written(text) {
            Some(day) => Ok(Value::Date(day)),
            None => Err(Fault::unreadable(format!("{} is no date", shown(text))).with_help(REMEDY)),
        },
        [Value::Map(parts)] => assembled(parts).map(Value::Date),
        _ => Err(Fault::arguments("date", args)),
    }
}

/// The day that a text says, in the basic or the extended form of ISO 8601; the first day of what
/// is only a year, a month or a week.
pub(super) fn written(text: &str) -> Option<Day> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => (1, text),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'W')) {
        return None;
    }
    // A year of four digits, or of more where a sign and a hyphen show where it ends.
    let long = digits.find('-').filter(|_| digits.len() < text.len());
    let (year, rest) = digits.split_at_checked(long.unwrap_or(4))?;
    let year = sign * number(year)?;
    let (extended, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    if let Some(week) = rest.strip_prefix('W') {
        let (week, day) = week.split_at_checked(2)?;
        let day = if extended && !day.is_empty() { day.strip_prefix('-')? } else { day };
        let day = if day.is_empty() { 1 } else { one_digit(day)? };
        return of_week(year, number(week)?, day);
    }
    match (rest.len(), extended) {
        (0, false) => civil(year, 1, 1),
        (2, _) => civil(year, number(rest)?, 1),
        (3, _) => of_year(year, number(rest)?),
        (4, false) => civil(year, number(rest.get(..2)?)?, number(rest.get(2..)?)?),
        (5, true) => {
            let (month, day) = rest.split_once('-')?;
            civil(year, number(month)?, number(day).filter(|_| day.len() == 2)?)
        }
        _ => None,
    }
}

fn number(digits: &str) -> Option<i64> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn one_digit(digits: &str) -> Option<i64> {
    number(digits).filter(|_| digits.len() == 1)
}

/// The day with these parts; what is missing is the first, or comes from `date`.
fn assembled(parts: &Map) -> Result<Day, Fault> {
    const KNOWN: [&str; 9] = [
        "date",
        "year",
        "month",
        "day",
        "week",
        "dayOfWeek",
        "quarter",
        "dayOfQuarter",
        "ordinalDay",
    ];
    if let Some(other) = parts.keys().find(|key| !KNOWN.contains(&key.as_ref())) {
        return Err(Fault::unreadable(format!("a date has no part {}", shown(other)))
            .with_help(format!("its parts are {}", KNOWN.join(", "))));
    }
    let base = match parts.get("date") {
        None => None,
        Some(Value::Date(day)) => Some(*day),
        Some(other) => {
            let message = format!("date of date() takes DATE, not {}", other.type_name());
            return Err(Fault::wrong_type(message));
        }
    };
    let given = |key: &str| match parts.get(key) {
        None => Ok(None),
        Some(Value::Integer(n)) => Ok(Some(*n)),
        Some(other) => {
            let message = format!("{key} of date() takes INTEGER, not {}", other.type_name());
            Err(Fault::wrong_type(message))
        }
    };
    let from_base = |key: &str| base.and_then(|day| part(day, key).as_integer());
    let or_base = |key: &str| Ok(given(key)?.or_else(|| from_base(key)).unwrap_or(1));
    let Some(year) = given("year")?.or_else(|| from_base("year")) else {
        return Err(Fault::unreadable("date() needs a year".to_owned()).with_help(REMEDY));
    };
    let day = if let Some(week) = given("week")? {
        let year = match given("year")? {
            Some(year) => year,
            None => from_base("weekYear").unwrap_or(year),
        };
        of_week(year, week, or_base("dayOfWeek")?)
    } else if let Some(day) = given("ordinalDay")? {
        of_year(year, day)
    } else if let Some(quarter) = given("quarter")? {
        match (given("dayOfQuarter")?, base) {
            (None, Some(base)) => {
                let (_, month, day) = base.civil();
                let month = (i64::from(month) - 1) % 3 + 1;
                of_quarter(quarter).and_then(|first| civil(year, first + month - 1, day.into()))
            }
            (day, _) => of_quarter(quarter)
                .and_then(|month| civil(year, month, 1))
                .and_then(|first| later(first, day.unwrap_or(1).checked_sub(1)?))
                .filter(|found| part(*found, "quarter") == quarter.into()),
        }
    } else {
        let month = or_base("month")?;
        civil(year, month, or_base("day")?)
    };
    day.ok_or_else(|| {
        let parts = Value::map(parts.iter().map(|(key, value)| (key.clone(), value.clone())));
        Fault::out_of_range(format!("the calendar has no day {parts}"))
    })
}

/// A part of a date by its name; `null` for what a date has no part of.
pub(super) fn part(day: Day, name: &str) -> Value {
    let (year, month, of_month) = day.civil();
    let (year, month) = (i64::from(year), i64::from(month));
    let quarter = (month - 1) / 3 + 1;
    let since = |start: Option<Day>| {
        start.map(|start| i64::from(day.number()) - i64::from(start.number()) + 1)
    };
    match name {
        "year" => year.into(),
        "month" => month.into(),
        "day" => i64::from(of_month).into(),
        "quarter" => quarter.into(),
        "week" => week_of(day).map(|(_, week)| week).into(),
        "weekYear" => week_of(day).map(|(year, _)| year).into(),
        "dayOfWeek" | "weekDay" => weekday(day).into(),
        "ordinalDay" => since(civil(year, 1, 1)).into(),
        "dayOfQuarter" => since(civil(year, quarter * 3 - 2, 1)).into(),
        "epochDays" => i64::from(day.number()).into(),
        _ => Value::Null,
    }
}

fn civil(year: i64, month: i64, day: i64) -> Option<Day> {
    Day::from_civil(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

fn later(day: Day, days: i64) -> Option<Day> {
    let number = i32::try_from(i64::from(day.number()).checked_add(days)?).ok()?;
    Some(Day::new(number)).filter(|day| day.is_finite())
}

/// The day with this number in its year, from 1.
fn of_year(year: i64, day: i64) -> Option<Day> {
    let found = later(civil(year, 1, 1)?, day.checked_sub(1)?)?;
    Some(found).filter(|found| i64::from(found.civil().0) == year)
}

/// The first month of a quarter.
fn of_quarter(quarter: i64) -> Option<i64> {
    (1..=4).contains(&quarter).then(|| quarter * 3 - 2)
}

/// The day of a week as ISO 8601 counts them: week 1 holds 4 January, and Monday is day 1.
fn of_week(year: i64, week: i64, day: i64) -> Option<Day> {
    let found = later(first_week(year)?, week.checked_sub(1)?.checked_mul(7)?)?;
    week_of(found).filter(|at| *at == (year, week) && (1..=7).contains(&day))?;
    later(found, day - 1)
}

/// The Monday of week 1 of a year.
fn first_week(year: i64) -> Option<Day> {
    let inside = civil(year, 1, 4)?;
    later(inside, 1 - weekday(inside))
}

/// The year that the week of a day belongs to, and the number of that week.
fn week_of(day: Day) -> Option<(i64, i64)> {
    let thursday = later(day, 4 - weekday(day))?;
    let year = i64::from(thursday.civil().0);
    let days = i64::from(day.number()) - i64::from(first_week(year)?.number());
    Some((year, days.div_euclid(7) + 1))
}

/// Monday is 1, Sunday 7; the first day of 1970 was a Thursday.
fn weekday(day: Day) -> i64 {
    (i64::from(day.number()) + 3).rem_euclid(7) + 1
}
