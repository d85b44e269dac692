//! What a value says of the day, the time of day and the zone.

use super::{Date, DateTime, LocalDateTime, LocalTime, Offset, Time, Zone};
use crate::model::Value;

/// The parts of a day or time that a value says; a duration says none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day.
    pub(crate) date: Option<Date>,
    /// The time of day.
    pub(crate) time: Option<LocalTime>,
    /// Where the clock is.
    pub(crate) zone: Option<Zone>,
    /// How far the clock is ahead of UTC; tells apart what clocks of a named zone show twice.
    pub(crate) offset: Option<Offset>,
}

impl Stamp {
    /// What a value says, if it is a day or a time.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Date(date) => (*date).into(),
            Value::LocalTime(time) => (*time).into(),
            Value::Time(time) => (*time).into(),
            Value::LocalDateTime(at) => (*at).into(),
            Value::DateTime(at) => (&**at).into(),
            _ => return None,
        })
    }

    /// The day and the time of day, which is midnight where none is said.
    pub(crate) fn local(&self) -> Option<LocalDateTime> {
        Some(LocalDateTime { date: self.date?, time: self.time.unwrap_or_default() })
    }
}

const NOTHING: Stamp = Stamp { date: None, time: None, zone: None, offset: None };

impl From<Date> for Stamp {
    fn from(date: Date) -> Self {
        Self { date: Some(date), ..NOTHING }
    }
}

impl From<LocalTime> for Stamp {
    fn from(time: LocalTime) -> Self {
        Self { time: Some(time), ..NOTHING }
    }
}

impl From<Time> for Stamp {
    fn from(time: Time) -> Self {
        let (zone, offset) = (Some(Zone::Fixed(time.offset)), Some(time.offset));
        Self { time: Some(time.local), zone, offset, ..NOTHING }
    }
}

impl From<LocalDateTime> for Stamp {
    fn from(at: LocalDateTime) -> Self {
        Self { date: Some(at.date), time: Some(at.time), ..NOTHING }
    }
}

impl From<&DateTime> for Stamp {
    fn from(at: &DateTime) -> Self {
        let (zone, offset) = (Some(at.zone().clone()), Some(at.offset()));
        Self { zone, offset, ..at.local().into() }
    }
}
