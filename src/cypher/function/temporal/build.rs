//! Dates and times from what is given: nothing, a text, another of them, or a map of parts.

use super::kind::Kind;
use super::too_far;
use crate::cypher::function::fault::shown;
use crate::cypher::function::{Env, Fault};
use crate::model::Value;
use crate::model::value::Map;
use crate::model::value::temporal::{
    Date, DateTime, Instant, LocalDateTime, LocalTime, Offset, Stamp, Time, Zone,
};

/// The value of a constructor: `date()`, `date('2023')`, `date({year: 2023})`, `date(datetime())`.
pub(super) fn make(kind: Kind, env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [] => kind.at(env.now, Zone::UTC),
        [Value::String(text)] => Ok(kind.read(text)?),
        [Value::Map(map)] => Parts { kind, map, now: env.now }.built(),
        [value] => match Stamp::of(value) {
            Some(stamp) => kind.of(&stamp),
            None => Err(Fault::arguments(kind.name(), args)),
        },
        _ => Err(Fault::arguments(kind.name(), args)),
    }
}

/// The value of a clock, perhaps in a zone: `date.realtime('Europe/London')`.
pub(super) fn clock(kind: Kind, env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args {
        [] => kind.at(env.now, Zone::UTC),
        [Value::String(zone)] => kind.at(env.now, zone.parse()?),
        _ => Err(Fault::arguments(kind.name(), args)),
    }
}

const DATE: [&str; 9] =
    ["date", "year", "month", "day", "week", "dayOfWeek", "quarter", "dayOfQuarter", "ordinalDay"];
const TIME: [&str; 7] =
    ["time", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];
const ZONE: &str = "timezone";
const BOTH: &str = "datetime";
const EPOCH: [&str; 2] = ["epochSeconds", "epochMillis"];
/// The parts of a date that belong together: only one row of them may be given beside the year.
const CALENDARS: [[&str; 2]; 4] =
    [["month", "day"], ["week", "dayOfWeek"], ["quarter", "dayOfQuarter"], ["ordinalDay", ""]];

/// The map that a date or time is made of.
pub(super) struct Parts<'a> {
    pub(super) kind: Kind,
    pub(super) map: &'a Map,
    pub(super) now: Instant,
}

impl Parts<'_> {
    /// The value that the map makes.
    fn built(&self) -> Result<Value, Fault> {
        self.known()?;
        if self.map.keys().all(|key| &**key == ZONE) && !self.map.is_empty() {
            return self.kind.at(self.now, self.zone()?.unwrap_or(Zone::UTC));
        }
        if !self.kind.has_zone() && self.map.contains_key(ZONE) {
            return Err(
                self.conflict(&format!("{ZONE} stands alone here, and asks for the time now"))
            );
        }
        let both = self.stamp(BOTH)?;
        if both.is_some() && (self.map.contains_key("date") || self.map.contains_key("time")) {
            return Err(self.conflict("beside datetime there can be neither date nor time"));
        }
        if let Some(instant) = self.epoch()? {
            return self.kind.at(instant, self.zone()?.unwrap_or(Zone::UTC));
        }
        let (day, clock) = match both {
            Some(both) => (Some(both.clone()), Some(both)),
            None => (self.stamp("date")?, self.stamp("time")?),
        };
        self.over(day.as_ref(), clock.as_ref(), false)
    }

    /// The value with what the map sets, over what a day and a time say. In a truncated value, parts
    /// of a second are set below what is left of it.
    pub(super) fn over(
        &self,
        day: Option<&Stamp>,
        clock: Option<&Stamp>,
        truncated: bool,
    ) -> Result<Value, Fault> {
        let zone = self.zone()?;
        let base = |stamp: Option<&Stamp>| stamp.and_then(|stamp| stamp.zone.clone());
        let own = base(clock);
        let offset = clock.and_then(|stamp| stamp.offset);
        let date = || self.date(self.date_of(day, "date")?);
        let time = || self.time(clock.and_then(|stamp| stamp.time), truncated);
        match self.kind {
            Kind::Date => Ok(date()?.into()),
            Kind::LocalTime => Ok(time()?.into()),
            Kind::LocalDateTime => Ok(LocalDateTime { date: date()?, time: time()? }.into()),
            Kind::Time => {
                let wanted = zone.map(|zone| self.offset_now(&zone)).transpose()?;
                let local = time()?;
                Ok(match (own, wanted) {
                    (Some(_), wanted) => {
                        let time = Time { local, offset: offset.unwrap_or_default() };
                        wanted.map_or(time, |offset| time.at_offset(offset))
                    }
                    (None, wanted) => Time { local, offset: wanted.unwrap_or_default() },
                }
                .into())
            }
            Kind::DateTime => {
                let local = LocalDateTime { date: date()?, time: time()? };
                let too_far = || too_far(&local.to_string());
                let shown = match (own, zone) {
                    // Where the time has a zone already, another one shows the same moment.
                    (Some(own), Some(zone)) => {
                        DateTime::new(local, own, offset).and_then(|shown| shown.in_zone(zone))
                    }
                    (Some(own), None) => DateTime::new(local, own, offset),
                    (None, zone) => DateTime::new(local, zone.unwrap_or(Zone::UTC), None),
                };
                Ok(shown.ok_or_else(too_far)?.into())
            }
        }
    }

    /// Refuses what the type has no part of.
    pub(super) fn known(&self) -> Result<(), Fault> {
        let (date, time, zone) = (self.kind.has_date(), self.kind.has_time(), self.kind.has_zone());
        let mut known = vec![ZONE];
        known.extend(DATE.iter().filter(|_| date));
        known.extend(TIME.iter().filter(|_| time));
        known.extend([BOTH].iter().filter(|_| date && time));
        known.extend(EPOCH.iter().filter(|_| date && zone));
        match self.map.keys().find(|key| !known.contains(&key.as_ref())) {
            None => Ok(()),
            Some(other) => {
                let message = format!("{}() has no part {}", self.kind.name(), shown(other));
                Err(Fault::unreadable(message)
                    .with_help(format!("its parts are {}", known.join(", "))))
            }
        }
    }

    fn conflict(&self, reason: &str) -> Fault {
        Fault::unreadable(format!("{}(): {reason}", self.kind.name()))
    }

    fn lacks(&self, part: &str, because: &str) -> Fault {
        self.conflict(&format!("{because} needs {part} beside it"))
    }

    fn refused(&self, part: &str, wanted: &str, given: &Value) -> Fault {
        let given = given.type_name();
        Fault::wrong_type(format!("{part} of {}() takes {wanted}, not {given}", self.kind.name()))
    }

    fn integer(&self, part: &str) -> Result<Option<i64>, Fault> {
        match self.map.get(part) {
            None => Ok(None),
            Some(Value::Integer(n)) => Ok(Some(*n)),
            Some(other) => Err(self.refused(part, "INTEGER", other)),
        }
    }

    fn stamp(&self, part: &str) -> Result<Option<Stamp>, Fault> {
        let wanted = "a date or time";
        let Some(value) = self.map.get(part) else { return Ok(None) };
        Stamp::of(value).map(Some).ok_or_else(|| self.refused(part, wanted, value))
    }

    /// The zone that the map names.
    pub(super) fn zone(&self) -> Result<Option<Zone>, Fault> {
        match self.map.get(ZONE) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.parse()?)),
            Some(other) => Err(self.refused(ZONE, "STRING", other)),
        }
    }

    /// The offset of a zone at the time of the query: a time of day alone says no other moment.
    pub(super) fn offset_now(&self, zone: &Zone) -> Result<Offset, Fault> {
        let shown = DateTime::at(self.now, zone.clone());
        Ok(shown.ok_or_else(|| too_far("the time of the query"))?.offset())
    }

    fn epoch(&self) -> Result<Option<Instant>, Fault> {
        let nanoseconds = self.integer("nanosecond")?.unwrap_or(0);
        let instant = match (self.integer("epochSeconds")?, self.integer("epochMillis")?) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(self.conflict("there can be only one of epochSeconds and epochMillis"));
            }
            (Some(seconds), None) => Instant::new(seconds, nanoseconds),
            (None, Some(millis)) => of_millis(millis, nanoseconds),
        };
        let others = |key: &&str| !["nanosecond", ZONE].contains(key) && !EPOCH.contains(key);
        match self.map.keys().map(AsRef::as_ref).find(others) {
            Some(other) => Err(self.conflict(&format!("beside an epoch there can be no {other}"))),
            None => Ok(Some(instant)),
        }
    }

    fn date_of(&self, stamp: Option<&Stamp>, part: &str) -> Result<Option<Date>, Fault> {
        match stamp {
            None => Ok(None),
            Some(Stamp { date: Some(date), .. }) => Ok(Some(*date)),
            Some(_) => Err(Fault::wrong_type(format!(
                "{part} of {}() takes a value with a date",
                self.kind.name()
            ))),
        }
    }

    /// The day that the map says; what it leaves out comes from the base, or is the first.
    fn date(&self, base: Option<Date>) -> Result<Date, Fault> {
        let given = |row: &&[&str; 2]| row.iter().any(|part| self.map.contains_key(*part));
        let mut rows = CALENDARS.iter().filter(given);
        let row = rows.next().copied().unwrap_or_default();
        if let Some(other) = rows.next() {
            let name = |row: [&'static str; 2]| row.into_iter().find(|p| self.map.contains_key(*p));
            let (one, other) = (name(row).unwrap_or_default(), name(*other).unwrap_or_default());
            return Err(self.conflict(&format!("{one} and {other} do not go together")));
        }
        let year_of = |of: fn(Date) -> i64| match self.integer("year")?.or(base.map(of)) {
            Some(year) => Ok(year),
            None => Err(self.conflict("it needs a year")),
        };
        // The coarser part: without a base only the finer one may be left out.
        let outer = |part: &str, inner: &str, of: fn(Date) -> i64| match (
            self.integer(part)?.or(base.map(of)),
            self.map.contains_key(inner),
        ) {
            (Some(n), _) => Ok(n),
            (None, false) => Ok(1),
            (None, true) => Err(self.lacks(part, inner)),
        };
        let found = match row {
            ["week", _] => {
                let week = outer("week", "dayOfWeek", Date::week)?;
                let day = self.integer("dayOfWeek")?.or(base.map(Date::weekday)).unwrap_or(1);
                Date::of_week(year_of(Date::week_year)?, week, day)
            }
            ["quarter", _] => {
                let year = year_of(Date::year)?;
                let quarter = outer("quarter", "dayOfQuarter", Date::quarter)?;
                match (self.integer("dayOfQuarter")?, base) {
                    // The same day of the same month of another quarter.
                    (None, Some(base)) if (1..=4).contains(&quarter) => {
                        let month = quarter * 3 - 2 + (base.month() - 1) % 3;
                        Date::within_month(year, month, base.day())
                    }
                    (day, _) => Date::of_quarter(year, quarter, day.unwrap_or(1)),
                }
            }
            ["ordinalDay", _] => {
                let day = self.integer("ordinalDay")?.unwrap_or(1);
                Date::of_year(year_of(Date::year)?, day)
            }
            _ => {
                let year = year_of(Date::year)?;
                let month = outer("month", "day", Date::month)?;
                match (self.integer("day")?, base) {
                    (Some(day), _) => Date::from_civil(year, month, day),
                    (None, Some(base)) => Date::within_month(year, month, base.day()),
                    (None, None) => Date::from_civil(year, month, 1),
                }
            }
        };
        found.ok_or_else(|| Fault::out_of_range(format!("the calendar has no day {}", self.text())))
    }

    /// The time of day that the map says; what it leaves out comes from the base, or is zero.
    fn time(&self, base: Option<LocalTime>, truncated: bool) -> Result<LocalTime, Fault> {
        let [hour, minute, second] = ["hour", "minute", "second"].map(|part| self.integer(part));
        let (hour, minute, second) = (hour?, minute?, second?);
        let fraction = self.fraction()?;
        if base.is_none() {
            let steps = [
                ("hour", hour, "minute", minute),
                ("minute", minute, "second", second),
                ("second", second, "a fraction of a second", fraction),
            ];
            for (outer, coarse, inner, fine) in steps {
                if coarse.is_none() && fine.is_some() {
                    return Err(self.lacks(outer, inner));
                }
            }
        }
        let from = |of: fn(LocalTime) -> i64| base.map_or(0, of);
        let left = from(LocalTime::nanosecond);
        let nanosecond = match fraction {
            None => left,
            Some(fraction) if truncated && !self.map.contains_key("millisecond") => left + fraction,
            Some(fraction) => fraction,
        };
        LocalTime::new(
            hour.unwrap_or_else(|| from(LocalTime::hour)),
            minute.unwrap_or_else(|| from(LocalTime::minute)),
            second.unwrap_or_else(|| from(LocalTime::second)),
            nanosecond,
        )
        .ok_or_else(|| Fault::out_of_range(format!("no clock shows {}", self.text())))
    }

    /// The nanoseconds of the second: each of the three parts goes as far as the next coarser one
    /// that is given.
    fn fraction(&self) -> Result<Option<i64>, Fault> {
        let mut sum = None;
        let mut room = 1_000_000_000;
        for (part, size) in [("millisecond", 1_000_000), ("microsecond", 1_000), ("nanosecond", 1)]
        {
            let Some(n) = self.integer(part)? else { continue };
            if !(0..room / size).contains(&n) {
                let message = format!("{part} goes from 0 to {} here, not to {n}", room / size - 1);
                return Err(Fault::out_of_range(message));
            }
            sum = Some(sum.unwrap_or(0) + n * size);
            room = size;
        }
        Ok(sum)
    }

    fn text(&self) -> Value {
        Value::map(self.map.iter().map(|(key, value)| (key.clone(), value.clone())))
    }
}

/// The instant so many milliseconds and nanoseconds after the beginning of 1970.
pub(super) fn of_millis(millis: i64, nanoseconds: i64) -> Instant {
    let (seconds, left) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
    Instant::new(seconds, nanoseconds.saturating_add(left * 1_000_000))
}
