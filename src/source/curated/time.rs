//! Dates of a fact: start, end, on, known, planned.

use std::str::FromStr;

use super::super::code;
use super::super::fields::Fields;
use super::super::tree::At;
use super::Reader;
use crate::error::Span;
use crate::model::SchemaError;
use crate::model::when::{Boundary, Moment, PartialDate, Validity};

impl Reader<'_> {
    /// The date that a text writes.
    fn date<T: FromStr<Err = SchemaError>>(&mut self, text: &At<&str>) -> Option<T> {
        match text.value.parse() {
            Ok(date) => Some(date),
            Err(error) => {
                self.bad_date(text.span, &error);
                None
            }
        }
    }

    fn bad_date(&mut self, at: Span, error: &SchemaError) {
        self.log.error(code::BAD_DATE, at, error.to_string(), None);
    }

    /// A start, an end or the day of an event; unknown where the key is absent.
    pub(super) fn boundary(&mut self, key: &str, fields: &mut Fields<'_>) -> Boundary {
        let text = fields.text(key, &mut self.log);
        text.and_then(|text| self.date(&text)).unwrap_or_default()
    }

    /// The days on which a source vouches for it: one, or a list of them.
    pub(super) fn known(&mut self, fields: &mut Fields<'_>) -> Vec<PartialDate> {
        let texts = fields.texts("known", &mut self.log);
        texts.iter().filter_map(|text| self.date(text)).collect()
    }

    /// When it holds: `start`, `end`, `known` and `planned`.
    pub(super) fn validity(&mut self, fields: &mut Fields<'_>) -> Validity {
        let start = self.boundary("start", fields);
        let end = self.boundary("end", fields);
        self.spell(start, end, fields)
    }

    /// The spell between two boundaries that were read, with `known` and `planned`.
    pub(super) fn spell(
        &mut self,
        start: Boundary,
        end: Boundary,
        fields: &mut Fields<'_>,
    ) -> Validity {
        let spell = Validity::new(start, end).unwrap_or_else(|error| {
            self.bad_date(fields.place_of("end").unwrap_or(fields.span), &error);
            Validity::default()
        });
        let known = self.known(fields);
        spell.with_known(known).with_planned(fields.flag("planned", &mut self.log))
    }

    /// The time a number is about: a partial date, or two of them with `/` between.
    pub(super) fn period(&mut self, text: &At<&str>) -> Option<Moment> {
        // A question may put dates into words; a file writes them in figures.
        match text.value.split_once('/') {
            Some((from, to)) if to.trim().len() > 3 => {
                for side in [from, to].into_iter().filter(|side| side.trim() != "..") {
                    self.date::<PartialDate>(&At::new(side, text.span))?;
                }
                self.date(text)
            }
            _ => self.date::<PartialDate>(text).map(Moment::from),
        }
    }
}
