//! `date.truncate` and its like.

use super::build::Parts;
use super::kind::Kind;
use crate::cypher::function::fault::shown;
use crate::cypher::function::{Env, Fault};
use crate::model::Value;
use crate::model::value::Map;
use crate::model::value::temporal::{Stamp, Unit, Zone};

/// The beginning of a unit: of the time of the query, or of the value given; then with the parts of
/// the map.
pub(super) fn truncate(kind: Kind, env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let none = Map::new();
    let now;
    let (unit, value, map) = match args {
        [Value::String(unit)] => {
            now = kind.at(env.now, Zone::UTC)?;
            (unit, &now, &none)
        }
        [Value::String(unit), value] => (unit, value, &none),
        [Value::String(unit), value, Value::Map(map)] => (unit, value, &**map),
        _ => return Err(Fault::arguments(kind.name(), args)),
    };
    let unit = Unit::named(unit).ok_or_else(|| {
        let names: Vec<&str> = Unit::NAMES.iter().map(|(name, _)| *name).collect();
        Fault::unreadable(format!("there is no unit {}", shown(unit)))
            .with_help(format!("the units are {}", names.join(", ")))
    })?;
    let Some(stamp) = Stamp::of(value) else { return Err(Fault::arguments(kind.name(), args)) };
    let cut = cut(kind, unit, &stamp, value)?;
    let parts = Parts { kind, map, now: env.now };
    parts.known()?;
    for part in ["date", "time", "datetime", "epochSeconds", "epochMillis"] {
        if map.contains_key(part) {
            let message = format!("{}.truncate() sets no {part}", kind.name());
            return Err(Fault::unreadable(message).with_help("set its parts: {day: 2}"));
        }
    }
    // A zone given here is where the truncated clock stands, not one to look at it from.
    let cut = match (kind, parts.zone()?) {
        (Kind::DateTime, Some(zone)) => Stamp { zone: Some(zone), offset: None, ..cut },
        (Kind::Time, Some(zone)) => {
            let offset = parts.offset_now(&zone)?;
            Stamp { zone: Some(Zone::Fixed(offset)), offset: Some(offset), ..cut }
        }
        (_, Some(_)) => {
            return Err(Fault::unreadable(format!("{}.truncate() has no timezone", kind.name())));
        }
        (_, None) => cut,
    };
    let cut = kind
        .of(&cut)
        .and_then(|value| Stamp::of(&value).ok_or_else(|| Fault::arguments(kind.name(), args)))?;
    parts.over(Some(&cut), Some(&cut), true)
}

/// The day and the time at the beginning of the unit.
fn cut(kind: Kind, unit: Unit, stamp: &Stamp, value: &Value) -> Result<Stamp, Fault> {
    let refuse = |reason: &str| {
        let name = kind.name();
        Err(Fault::unreadable(format!("{name}.truncate() cannot take {value}: {reason}")))
    };
    let of_clock = unit > Unit::Day;
    if !kind.has_time() && of_clock {
        return refuse("a date has no unit shorter than a day");
    }
    if !kind.has_date() && unit < Unit::Day {
        return refuse("a time of day has no unit longer than a day");
    }
    if kind.has_date() && stamp.date.is_none() {
        return refuse("it has no date");
    }
    if (of_clock || !kind.has_date()) && stamp.time.is_none() {
        return refuse("it has no time of day");
    }
    let date = match stamp.date {
        Some(date) if !of_clock => match date.truncated(unit) {
            Some(date) => Some(date),
            None => return refuse("the calendar does not reach that far back"),
        },
        date => date,
    };
    let time = stamp.time.map(|time| time.truncated(unit));
    Ok(Stamp { date, time, ..stamp.clone() })
}
