//! The five types of dates and times, by what each of them says.

use super::{Fault, too_far};
use crate::model::Value;
use crate::model::value::temporal::{
    Date, DateTime, Instant, LocalDateTime, LocalTime, Offset, Stamp, TemporalError, Time, Zone,
};

/// A type of dates or times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
}

impl Kind {
    /// The name of the function that makes one.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::LocalTime => "localtime",
            Self::Time => "time",
            Self::LocalDateTime => "localdatetime",
            Self::DateTime => "datetime",
        }
    }

    pub(super) fn has_date(self) -> bool {
        matches!(self, Self::Date | Self::LocalDateTime | Self::DateTime)
    }

    pub(super) fn has_time(self) -> bool {
        self != Self::Date
    }

    pub(super) fn has_zone(self) -> bool {
        matches!(self, Self::Time | Self::DateTime)
    }

    /// The one that a text says.
    pub(super) fn read(self, text: &str) -> Result<Value, TemporalError> {
        Ok(match self {
            Self::Date => text.parse::<Date>()?.into(),
            Self::LocalTime => text.parse::<LocalTime>()?.into(),
            Self::Time => text.parse::<Time>()?.into(),
            Self::LocalDateTime => text.parse::<LocalDateTime>()?.into(),
            Self::DateTime => text.parse::<DateTime>()?.into(),
        })
    }

    /// The one that clocks of a zone show at an instant.
    pub(super) fn at(self, instant: Instant, zone: Zone) -> Result<Value, Fault> {
        let shown = DateTime::at(instant, zone).ok_or_else(|| too_far("the time of the query"))?;
        self.of(&(&shown).into())
    }

    /// What another one says of this type: a date without a time begins at midnight, a time without
    /// a zone is in UTC.
    pub(super) fn of(self, stamp: &Stamp) -> Result<Value, Fault> {
        let value = match self {
            Self::Date => stamp.date.map(Value::from),
            Self::LocalTime => stamp.time.map(Value::from),
            Self::Time => stamp.time.map(|local| Time { local, offset: offset(stamp) }.into()),
            Self::LocalDateTime => stamp.local().map(Value::from),
            Self::DateTime => match stamp.local() {
                None => None,
                Some(local) => {
                    let zone = stamp.zone.clone().unwrap_or(Zone::UTC);
                    let shown = DateTime::new(local, zone, stamp.offset);
                    Some(shown.ok_or_else(|| too_far(&local.to_string()))?.into())
                }
            },
        };
        value.ok_or_else(|| {
            let lacks =
                if self.has_date() && stamp.date.is_none() { "date" } else { "time of day" };
            Fault::wrong_type(format!("{}() needs a {lacks}, and is given none", self.name()))
        })
    }
}

fn offset(stamp: &Stamp) -> Offset {
    stamp.offset.unwrap_or_default()
}
