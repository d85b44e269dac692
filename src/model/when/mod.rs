//! When a fact held, as far as anyone says: partial dates, spells, and the five graded answers.
//!
//! A fact carries a start, an end and the dates on which a source vouches for it, each as precise
//! as the source is. A [`Validity`] holds them as entered; its [`Bounds`] are the four days that
//! follow from them, and from those comes the [`Grade`] of the fact on a day or over a [`Moment`].
//!
//! - [`Day`]: a day of the calendar, as a number.
//! - [`PartialDate`]: `2023`, `2023-06`, `2023-06-01`, each perhaps with `?`, `~` or `%`
//!   (EDTF, ISO 8601-2:2019, level 1).
//! - [`Boundary`]: a start or an end: unknown, `..`, a partial date, or one day within `[a..b]`.
//! - [`Moment`]: what a question asks about, in the words people type.
//!
//! Ends are inclusive wherever people read or write them and half-open inside. Dates are never
//! compared as text.
//!
//! ```
//! use plexusdb::model::when::{Boundary, Grade, Validity};
//!
//! let joined: Boundary = "[2023-06..2023-11-08]".parse()?;
//! let validity = Validity::new(joined, Boundary::Unknown)?.with_known(["2023-11-08".parse()?]);
//!
//! let bounds = validity.bounds();
//! assert_eq!(bounds.best(&"May 2023".parse()?), Grade::No);
//! assert_eq!(bounds.best(&"July 2023".parse()?), Grade::Possible);
//! assert_eq!(bounds.best(&"8 Nov 2023".parse()?), Grade::Yes);
//! assert_eq!(bounds.best(&"2024-01".parse()?), Grade::Presumed);
//! assert_eq!(validity.words(), "since some day between Jun 2023 and 8 Nov 2023");
//! # Ok::<(), plexusdb::model::SchemaError>(())
//! ```

mod boundary;
mod bounds;
mod day;
mod grade;
mod moment;
mod partial;
mod spoken;
mod validity;

#[cfg(test)]
mod tests;

pub use boundary::Boundary;
pub use bounds::Bounds;
pub use day::Day;
pub use grade::Grade;
pub use moment::Moment;
pub use partial::{PartialDate, Precision};
pub use validity::Validity;

use super::SchemaError;

/// The longest piece of a text that an error repeats, in characters.
const SHOWN: usize = 60;

/// Refuses a date, naming it and the reason.
fn refuse(text: &str, reason: impl Into<String>) -> SchemaError {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    SchemaError::BadDate { text: shown, reason: reason.into() }
}
