//! Dates, times and durations: made from texts, from maps of their parts and from one another, taken
//! apart, truncated, and calculated with (CIP2015-08-06 “Date and time”).

mod arithmetic;
mod build;
mod duration;
mod kind;
mod part;
mod table;
mod truncate;

#[cfg(test)]
mod tests;

pub(super) use arithmetic::{difference, product, quotient, sum};
pub(super) use part::{has_parts, part};
pub(super) use table::{DURATIONS, TABLE, TRUNCATION};

use super::Fault;
use crate::model::value::temporal::TemporalError;

impl From<TemporalError> for Fault {
    fn from(error: TemporalError) -> Self {
        let help = error.help();
        let fault = match error {
            TemporalError::OutOfRange { .. } => Self::out_of_range(error.to_string()),
            _ => Self::unreadable(error.to_string()),
        };
        Self { help, ..fault }
    }
}

/// A result that the calendar, or a part of a duration, does not hold.
fn too_far(what: &str) -> Fault {
    Fault::out_of_range(format!("{what} is beyond what the calendar holds"))
        .with_help("years go from -999,999,999 to +999,999,999")
}
