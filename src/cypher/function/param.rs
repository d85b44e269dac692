//! What a function takes: its parameters and the types they accept.

use crate::model::Value;

/// The values a parameter accepts, `null` aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takes {
    /// Any value.
    Any,
    /// A whole or a floating-point number.
    Number,
    /// A whole number.
    Integer,
    /// A text.
    Text,
    /// A list.
    List,
    /// A text or a list.
    TextOrList,
    /// A text, a list or a map.
    Collection,
    /// A text, a truth value, a number, a date, a time or a duration.
    Plain,
    /// A text, a truth value or a number.
    Unit,
    /// A text or a number.
    Numeral,
    /// A text or a truth value.
    Truthlike,
    /// A map, a node or a relation.
    Keyed,
    /// A node.
    Node,
    /// A relation.
    Relationship,
    /// A node or a relation.
    Element,
    /// A path.
    Path,
    /// A node, a relation or a path.
    Graph,
    /// A node, a relation, a path, or a map that `facts` gives.
    Fact,
    /// A date, or a text that says one or an interval of two.
    Moment,
    /// A date or a time.
    Temporal,
    /// A date or a time, a text that says one, or a map of its parts.
    TemporalParts,
    /// A duration, a text that says one, or a map of its parts.
    DurationParts,
    /// A map.
    Map,
}

impl Takes {
    /// Whether it accepts this value; `null` it always does.
    pub fn accepts(self, value: &Value) -> bool {
        use Value::{
            Boolean, Date, DateTime, Duration, Float, Integer, List, LocalDateTime, LocalTime, Map,
            Node, Null, Path, Relationship, String, Time,
        };
        match self {
            _ if matches!(value, Null) => true,
            Self::Any => true,
            Self::Number => matches!(value, Integer(_) | Float(_)),
            Self::Integer => matches!(value, Integer(_)),
            Self::Text => matches!(value, String(_)),
            Self::List => matches!(value, List(_)),
            Self::TextOrList => matches!(value, String(_) | List(_)),
            Self::Collection => matches!(value, String(_) | List(_) | Map(_)),
            Self::Plain => {
                Self::Unit.accepts(value)
                    || Self::Temporal.accepts(value)
                    || matches!(value, Duration(_))
            }
            Self::Unit => matches!(value, String(_) | Boolean(_) | Integer(_) | Float(_)),
            Self::Numeral => matches!(value, String(_) | Integer(_) | Float(_)),
            Self::Truthlike => matches!(value, String(_) | Boolean(_)),
            Self::Keyed => matches!(value, Map(_) | Node(_) | Relationship(_)),
            Self::Node => matches!(value, Node(_)),
            Self::Relationship => matches!(value, Relationship(_)),
            Self::Element => matches!(value, Node(_) | Relationship(_)),
            Self::Path => matches!(value, Path(_)),
            Self::Graph => matches!(value, Node(_) | Relationship(_) | Path(_)),
            Self::Fact => matches!(value, Node(_) | Relationship(_) | Path(_) | Map(_)),
            Self::Moment => matches!(value, String(_) | Date(_)),
            Self::Temporal => {
                matches!(value, Date(_) | LocalTime(_) | Time(_) | LocalDateTime(_) | DateTime(_))
            }
            Self::TemporalParts => {
                Self::Temporal.accepts(value) || matches!(value, String(_) | Map(_))
            }
            Self::DurationParts => matches!(value, Duration(_) | String(_) | Map(_)),
            Self::Map => matches!(value, Map(_)),
        }
    }

    /// The types as openCypher writes them.
    pub fn types(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Number => "INTEGER | FLOAT",
            Self::Integer => "INTEGER",
            Self::Text => "STRING",
            Self::List => "LIST",
            Self::TextOrList => "STRING | LIST",
            Self::Collection => "STRING | LIST | MAP",
            Self::Plain => {
                "STRING | BOOLEAN | INTEGER | FLOAT | DATE | LOCAL TIME | ZONED TIME | \
                 LOCAL DATETIME | ZONED DATETIME | DURATION"
            }
            Self::Unit => "STRING | BOOLEAN | INTEGER | FLOAT",
            Self::Numeral => "STRING | INTEGER | FLOAT",
            Self::Truthlike => "STRING | BOOLEAN",
            Self::Keyed => "MAP | NODE | RELATIONSHIP",
            Self::Node => "NODE",
            Self::Relationship => "RELATIONSHIP",
            Self::Element => "NODE | RELATIONSHIP",
            Self::Path => "PATH",
            Self::Graph => "NODE | RELATIONSHIP | PATH",
            Self::Fact => "NODE | RELATIONSHIP | PATH | MAP",
            Self::Moment => "STRING | DATE",
            Self::Temporal => "DATE | LOCAL TIME | ZONED TIME | LOCAL DATETIME | ZONED DATETIME",
            Self::TemporalParts => {
                "STRING | MAP | DATE | LOCAL TIME | ZONED TIME | LOCAL DATETIME | ZONED DATETIME"
            }
            Self::DurationParts => "STRING | MAP | DURATION",
            Self::Map => "MAP",
        }
    }
}

/// A parameter of a function: its name and what it accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Param {
    /// It must be given.
    One(&'static str, Takes),
    /// It may be left out.
    Maybe(&'static str, Takes),
    /// It may be given any number of times, none included; always the last.
    Many(&'static str, Takes),
}

impl Param {
    /// Its name.
    pub fn name(self) -> &'static str {
        let (Self::One(name, _) | Self::Maybe(name, _) | Self::Many(name, _)) = self;
        name
    }

    /// What it accepts.
    pub fn takes(self) -> Takes {
        let (Self::One(_, takes) | Self::Maybe(_, takes) | Self::Many(_, takes)) = self;
        takes
    }
}

/// The parameters of a function, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Params(pub &'static [Param]);

impl Params {
    /// Whether the function can be called with this many arguments.
    pub fn accepts(self, count: usize) -> bool {
        let must = self.0.iter().filter(|p| matches!(p, Param::One(..))).count();
        let open = matches!(self.0.last(), Some(Param::Many(..)));
        must <= count && (open || count <= self.0.len())
    }

    /// The parameter that the argument at this place, from 0, is for.
    pub fn at(self, place: usize) -> Option<Param> {
        let last = self.0.last().copied();
        let open = last.filter(|p| matches!(p, Param::Many(..)));
        self.0.get(place).copied().or(open)
    }

    /// The parameters as documentation shows them: `text, start [, length]`.
    pub fn signature(self) -> String {
        let written = self.0.iter().enumerate().map(|(place, param)| {
            let (comma, gap) = if place > 0 { (", ", " ") } else { ("", "") };
            match param {
                Param::One(name, _) => format!("{comma}{name}"),
                Param::Maybe(name, _) => format!("{gap}[{comma}{name}]"),
                Param::Many(name, _) => format!("{gap}[{comma}{name} …]"),
            }
        });
        written.collect()
    }
}
