//! Values, and when two of them are equal, comparable and in which order (openCypher 9,
//! CIP2016-06-14 “Define comparability and equality as well as orderability and equivalence”).

mod compare;
mod nest;
pub mod temporal;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::id::{EdgeId, NodeId};
use super::when::Day;
use crate::model::quoted::quoted;
use temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};

pub use compare::Ordered;
pub(crate) use compare::whole;
pub use nest::Nest;

/// A map from names to values, in the order of the names.
pub type Map = BTreeMap<Arc<str>, Value>;

/// A path: nodes joined by relations, one fewer than nodes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The nodes, from start to end; at least one.
    pub nodes: Vec<NodeId>,
    /// The relations between them.
    pub edges: Vec<EdgeId>,
}

impl Path {
    /// The bytes it takes beside the struct itself, roughly.
    pub(crate) fn weight(&self) -> usize {
        size_of::<NodeId>() * self.nodes.len() + size_of::<EdgeId>() * self.edges.len()
    }
}

/// Anything a property, a parameter or a column of a result can hold.
///
/// `==` on a `Value` is openCypher's *equivalence*: `null` is itself, `NaN` is itself, and `1` is
/// `1.0`. The three-valued `=` of a query is [`Value::equals`].
#[derive(Debug, Clone, Default)]
pub enum Value {
    /// No value, or not known.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// A text.
    String(Arc<str>),
    /// A day of the calendar.
    Date(Date),
    /// A time of day, wherever one is.
    LocalTime(LocalTime),
    /// A time of day at an offset from UTC.
    Time(Time),
    /// A day and a time of day, wherever one is.
    LocalDateTime(LocalDateTime),
    /// A point in time, as clocks of one zone show it.
    DateTime(Arc<DateTime>),
    /// A length of time.
    Duration(Arc<Duration>),
    /// Values in a row.
    List(Nest<Box<[Value]>>),
    /// Values by name.
    Map(Nest<Map>),
    /// A node of the snapshot asked.
    Node(NodeId),
    /// A relation of the snapshot asked.
    Relationship(EdgeId),
    /// A path in the snapshot asked.
    Path(Arc<Path>),
}

impl Value {
    /// The value of this text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::String(text.into())
    }

    /// The list of these values.
    pub fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Vec::from_iter(values).into())
    }

    /// The map of these values.
    pub fn map<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        entries.into_iter().map(|(k, v)| (k.into(), v)).collect::<Map>().into()
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, of a text.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The values, of a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    /// The entries, of a map.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The whole number, of a whole number.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(n) = self { Some(*n) } else { None }
    }

    /// The truth, of a truth value.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(b) = self { Some(*b) } else { None }
    }

    /// The text of a date, a time or a duration, as ISO 8601 writes it.
    pub fn temporal_text(&self) -> Option<String> {
        Some(match self {
            Self::Date(date) => date.to_string(),
            Self::LocalTime(time) => time.to_string(),
            Self::Time(time) => time.to_string(),
            Self::LocalDateTime(at) => at.to_string(),
            Self::DateTime(at) => at.to_string(),
            Self::Duration(length) => length.to_string(),
            _ => return None,
        })
    }

    /// The name of the value's type, as openCypher writes it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "BOOLEAN",
            Self::Integer(_) => "INTEGER",
            Self::Float(_) => "FLOAT",
            Self::String(_) => "STRING",
            Self::Date(_) => "DATE",
            Self::LocalTime(_) => "LOCAL TIME",
            Self::Time(_) => "ZONED TIME",
            Self::LocalDateTime(_) => "LOCAL DATETIME",
            Self::DateTime(_) => "ZONED DATETIME",
            Self::Duration(_) => "DURATION",
            Self::List(_) => "LIST",
            Self::Map(_) => "MAP",
            Self::Node(_) => "NODE",
            Self::Relationship(_) => "RELATIONSHIP",
            Self::Path(_) => "PATH",
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Boolean(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}

impl From<i32> for Value {
    fn from(n: i32) -> Self {
        Self::Integer(n.into())
    }
}

impl From<f64> for Value {
    fn from(n: f64) -> Self {
        Self::Float(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// The day; `null` for the two that are no days of the calendar.
impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Date::of_day(day).map_or(Self::Null, Self::Date)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<LocalTime> for Value {
    fn from(time: LocalTime) -> Self {
        Self::LocalTime(time)
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl From<LocalDateTime> for Value {
    fn from(at: LocalDateTime) -> Self {
        Self::LocalDateTime(at)
    }
}

impl From<DateTime> for Value {
    fn from(at: DateTime) -> Self {
        Self::DateTime(Arc::new(at))
    }
}

impl From<Duration> for Value {
    fn from(length: Duration) -> Self {
        Self::Duration(Arc::new(length))
    }
}

impl From<NodeId> for Value {
    fn from(id: NodeId) -> Self {
        Self::Node(id)
    }
}

impl From<EdgeId> for Value {
    fn from(id: EdgeId) -> Self {
        Self::Relationship(id)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::list(values.into_iter().map(Into::into))
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Writes the value as a Cypher literal; nodes, relations and paths, which have none, by number.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(b) => b.fmt(f),
            Self::Integer(n) => n.fmt(f),
            Self::Float(n) if n.is_infinite() => {
                f.write_str(if *n < 0.0 { "-Infinity" } else { "Infinity" })
            }
            // With a point or an exponent: it is no whole number, however large.
            Self::Float(n) => write!(f, "{n:?}"),
            Self::String(text) => f.write_str(&quoted(text, '\'')),
            Self::Date(day) => write!(f, "date('{day}')"),
            Self::LocalTime(time) => write!(f, "localtime('{time}')"),
            Self::Time(time) => write!(f, "time('{time}')"),
            Self::LocalDateTime(at) => write!(f, "localdatetime('{at}')"),
            Self::DateTime(at) => write!(f, "datetime('{at}')"),
            Self::Duration(length) => write!(f, "duration('{length}')"),
            Self::List(values) => {
                f.write_str("[")?;
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    value.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Map(map) => {
                f.write_str("{")?;
                for (i, (key, value)) in map.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{key}: {value}")?;
                }
                f.write_str("}")
            }
            Self::Node(id) => write!(f, "(#{})", id.0),
            Self::Relationship(id) => write!(f, "[#{}]", id.0),
            Self::Path(path) => {
                for (i, node) in path.nodes.iter().enumerate() {
                    if i > 0 {
                        f.write_str("--")?;
                    }
                    write!(f, "(#{})", node.0)?;
                }
                Ok(())
            }
        }
    }
}
