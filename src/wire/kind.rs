//! The types of typed JSON, and how their texts are read.

use std::str::FromStr;

use crate::model::Value;
use crate::model::name::nearest;
use crate::model::value::temporal::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, TemporalError, Time, Zone,
};

/// A type that a parameter can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Integer,
    Float,
    String,
    Date,
    Time,
    LocalTime,
    OffsetDateTime,
    ZonedDateTime,
    LocalDateTime,
    Duration,
    List,
    Map,
}

/// Each kind with its name and what its `_value` is.
const KINDS: [(&str, Kind, &str); 14] = [
    ("Null", Kind::Null, "null"),
    ("Boolean", Kind::Boolean, "true or false"),
    ("Integer", Kind::Integer, "a whole number as a text, such as \"1\""),
    ("Float", Kind::Float, "a number as a text, such as \"1.5\", \"NaN\" or \"Infinity\""),
    ("String", Kind::String, "a text"),
    ("Date", Kind::Date, "a text such as \"2023-11-08\""),
    ("Time", Kind::Time, "a text such as \"12:30:00+01:00\""),
    ("LocalTime", Kind::LocalTime, "a text such as \"12:30:00\""),
    ("OffsetDateTime", Kind::OffsetDateTime, "a text such as \"2023-11-08T12:30:00Z\""),
    (
        "ZonedDateTime",
        Kind::ZonedDateTime,
        "a text such as \"2023-11-08T12:30:00Z[Europe/London]\"",
    ),
    ("LocalDateTime", Kind::LocalDateTime, "a text such as \"2023-11-08T12:30:00\""),
    ("Duration", Kind::Duration, "a text such as \"P1Y2M3DT4H5M6.5S\""),
    ("List", Kind::List, "an array of values"),
    ("Map", Kind::Map, "an object of values"),
];

impl Kind {
    /// The kind of this name, or why no parameter can be of it.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        if let Some((_, kind, _)) = KINDS.iter().find(|(known, ..)| *known == name) {
            return Ok(*kind);
        }
        Err(match name {
            "Node" | "Relationship" | "Path" => format!(
                "a parameter cannot be a `{name}`; give its `_element_id` and match it by elementId()"
            ),
            "Base64" | "Point" | "Vector" => {
                format!("the type `{name}` is not supported: no value here is of it")
            }
            _ => match nearest(name, KINDS.map(|(known, ..)| known), 1).pop() {
                Some(near) => format!("there is no type `{name}`; did you mean `{near}`?"),
                None => format!("there is no type `{name}`"),
            },
        })
    }

    /// What its `_value` is.
    pub(super) fn expected(self) -> &'static str {
        KINDS.iter().find(|(_, kind, _)| *kind == self).map_or("a value", |(.., what)| what)
    }

    /// The value of this kind that a text stands for.
    pub(super) fn read(self, text: &str) -> Result<Value, String> {
        match self {
            Self::String => Ok(text.into()),
            Self::Integer => text
                .parse::<i64>()
                .map(Value::Integer)
                .map_err(|_| format!("`{}` is not a whole number of 64 bits", Shortened(text))),
            Self::Float => float(text).map(Value::Float),
            Self::Date => temporal::<Date>(text),
            Self::LocalTime => temporal::<LocalTime>(text),
            Self::Time => at_offset(text).and_then(temporal::<Time>),
            Self::LocalDateTime => temporal::<LocalDateTime>(text),
            Self::OffsetDateTime => match at_offset(text).and_then(temporal::<DateTime>)? {
                Value::DateTime(at) if matches!(at.zone(), Zone::Named(_)) => {
                    Err(format!("`{}` names a zone; its type is `ZonedDateTime`", Shortened(text)))
                }
                value => Ok(value),
            },
            Self::ZonedDateTime if text.ends_with(']') => temporal::<DateTime>(text),
            Self::ZonedDateTime => at_offset(text).and_then(temporal::<DateTime>),
            Self::Duration => temporal::<Duration>(text),
            Self::Null | Self::Boolean | Self::List | Self::Map => {
                Err(format!("a text stands where {} is expected", self.expected()))
            }
        }
    }
}

fn temporal<T: FromStr<Err = TemporalError> + Into<Value>>(text: &str) -> Result<Value, String> {
    text.parse::<T>().map(Into::into).map_err(|error| match error.help() {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    })
}

/// Java's words for what is no number, and any finite decimal.
fn float(text: &str) -> Result<f64, String> {
    match text {
        "NaN" => Ok(f64::NAN),
        "Infinity" | "+Infinity" => Ok(f64::INFINITY),
        "-Infinity" => Ok(f64::NEG_INFINITY),
        _ => text
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
            .ok_or_else(|| format!("`{}` is not a number of 64 bits", Shortened(text))),
    }
}

/// A text that says an offset; one without would silently be taken for UTC.
fn at_offset(text: &str) -> Result<&str, String> {
    let clock = text.split_once(['T', 't']).map_or(text, |(_, clock)| clock);
    if clock.contains(['Z', 'z', '+', '-']) {
        Ok(text)
    } else {
        Err(format!("`{}` has no offset; add Z or one such as +01:00", Shortened(text)))
    }
}

/// The beginning of a text, for a message.
struct Shortened<'a>(&'a str);

impl std::fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.char_indices().nth(40) {
            Some((at, _)) => write!(f, "{}…", self.0.get(..at).unwrap_or_default()),
            None => f.write_str(self.0),
        }
    }
}
