//! Values as flat cells: a list or a map is followed by what is in it.

use std::sync::Arc;

use super::codec::{Decode, Encode, Fault};
use crate::model::value::temporal::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, NamedZone, Offset, Time, Zone,
};
use crate::model::value::{Map, Path, Value};
use crate::model::{EdgeId, NodeId};

/// How deep lists and maps may nest in a file.
const DEPTH: usize = 128;

/// One value, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) enum Cell {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    /// Days after 1 January 1970.
    Date(i64),
    /// Nanoseconds after midnight.
    LocalTime(i64),
    /// The same, and seconds east of UTC.
    Time(i64, i32),
    /// Days and nanoseconds.
    LocalDateTime(i64, i64),
    /// Days, nanoseconds, seconds east of UTC, and the zone where it has a name.
    DateTime(i64, i64, i32, String),
    /// Months, days, seconds and nanoseconds.
    Duration(i64, i64, i64, i64),
    /// So many values follow.
    List(u32),
    /// So many texts follow, each with its value.
    Map(u32),
    Node(u32),
    Edge(u32),
    /// Nodes and relations by turns.
    Path(Vec<u32>),
}

/// Writes a value behind these cells.
pub(super) fn put(value: &Value, cells: &mut Vec<Cell>) -> Result<(), Fault> {
    if value.depth() > DEPTH {
        return Err(Fault::TooLarge);
    }
    let count = |length: usize| u32::try_from(length).map_err(|_| Fault::TooLarge);
    let mut open = vec![Open::Value(value)];
    while let Some(next) = open.pop() {
        cells.push(match next {
            Open::Key(key) => Cell::Text(key.to_owned()),
            Open::Value(Value::List(values)) => {
                open.extend(values.iter().rev().map(Open::Value));
                Cell::List(count(values.len())?)
            }
            Open::Value(Value::Map(map)) => {
                for (key, value) in map.iter().rev() {
                    open.extend([Open::Value(value), Open::Key(key)]);
                }
                Cell::Map(count(map.len())?)
            }
            Open::Value(plain) => cell(plain),
        });
    }
    Ok(())
}

enum Open<'v> {
    Value(&'v Value),
    Key(&'v str),
}

fn cell(value: &Value) -> Cell {
    let seconds = |offset: Offset| i32::try_from(offset.seconds()).unwrap_or_default();
    match value {
        Value::Null | Value::List(_) | Value::Map(_) => Cell::Null,
        Value::Boolean(b) => Cell::Boolean(*b),
        Value::Integer(n) => Cell::Integer(*n),
        Value::Float(n) => Cell::Float(*n),
        Value::String(text) => Cell::Text(text.to_string()),
        Value::Date(day) => Cell::Date(day.number()),
        Value::LocalTime(time) => Cell::LocalTime(time.nanoseconds()),
        Value::Time(time) => Cell::Time(time.local.nanoseconds(), seconds(time.offset)),
        Value::LocalDateTime(at) => Cell::LocalDateTime(at.date.number(), at.time.nanoseconds()),
        Value::DateTime(at) => {
            let zone = match at.zone() {
                Zone::Fixed(_) => String::new(),
                Zone::Named(zone) => zone.name().to_owned(),
            };
            let local = at.local();
            let (day, time) = (local.date.number(), local.time.nanoseconds());
            Cell::DateTime(day, time, seconds(at.offset()), zone)
        }
        Value::Duration(d) => Cell::Duration(d.months(), d.days(), d.seconds(), d.nanosecond()),
        Value::Node(id) => Cell::Node(id.0),
        Value::Relationship(id) => Cell::Edge(id.0),
        Value::Path(path) => {
            let nodes = path.nodes.iter().map(|node| node.0);
            let mut edges = path.edges.iter().map(|edge| edge.0);
            Cell::Path(nodes.flat_map(|node| [Some(node), edges.next()]).flatten().collect())
        }
    }
}

/// A list or a map of which not everything has been read.
enum Part {
    List(Vec<Value>, u32),
    Map(Map, u32, Option<Arc<str>>),
}

/// Reads the next value.
pub(super) fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Value, Fault> {
    let mut open: Vec<Part> = Vec::new();
    loop {
        let cell = cells.next().ok_or(Fault::Malformed)?;
        if let Some(Part::Map(_, _, key @ None)) = open.last_mut() {
            let Cell::Text(text) = cell else { return Err(Fault::Malformed) };
            *key = Some(text.into());
            continue;
        }
        let mut value = match cell {
            Cell::List(0) => Value::List(Vec::new().into()),
            Cell::Map(0) => Value::from(Map::new()),
            Cell::List(count) => {
                open.push(Part::List(Vec::new(), count));
                if open.len() > DEPTH {
                    return Err(Fault::Malformed);
                }
                continue;
            }
            Cell::Map(count) => {
                open.push(Part::Map(Map::new(), count, None));
                if open.len() > DEPTH {
                    return Err(Fault::Malformed);
                }
                continue;
            }
            plain => of_cell(plain).ok_or(Fault::Malformed)?,
        };
        // What is whole goes into what is not, which may become whole by it.
        loop {
            match open.pop() {
                None => return Ok(value),
                Some(Part::List(mut values, count)) => {
                    values.push(value);
                    if values.len() < count as usize {
                        open.push(Part::List(values, count));
                        break;
                    }
                    value = Value::List(values.into());
                }
                Some(Part::Map(mut map, left, key)) => {
                    map.insert(key.ok_or(Fault::Malformed)?, value);
                    if left > 1 {
                        open.push(Part::Map(map, left - 1, None));
                        break;
                    }
                    value = Value::from(map);
                }
            }
        }
    }
}

fn of_cell(cell: Cell) -> Option<Value> {
    let offset = |seconds: i32| Offset::new(seconds.into());
    let local = |day: i64, nanoseconds: i64| {
        let (date, time) = (Date::from_number(day)?, LocalTime::from_nanoseconds(nanoseconds)?);
        Some(LocalDateTime { date, time })
    };
    Some(match cell {
        Cell::Null | Cell::List(_) | Cell::Map(_) => Value::Null,
        Cell::Boolean(b) => Value::Boolean(b),
        Cell::Integer(n) => Value::Integer(n),
        Cell::Float(n) => Value::Float(n),
        Cell::Text(text) => Value::text(text),
        Cell::Date(day) => Value::Date(Date::from_number(day)?),
        Cell::LocalTime(time) => Value::LocalTime(LocalTime::from_nanoseconds(time)?),
        Cell::Time(time, seconds) => {
            let local = LocalTime::from_nanoseconds(time)?;
            Value::Time(Time { local, offset: offset(seconds)? })
        }
        Cell::LocalDateTime(day, time) => Value::LocalDateTime(local(day, time)?),
        Cell::DateTime(day, time, seconds, zone) => {
            let offset = offset(seconds)?;
            let zone = match zone.as_str() {
                "" => Zone::Fixed(offset),
                name => Zone::Named(NamedZone::find(name).ok()?),
            };
            Value::from(DateTime::new(local(day, time)?, zone, Some(offset))?)
        }
        Cell::Duration(months, days, seconds, nanosecond) => {
            let nanoseconds = i128::from(seconds) * 1_000_000_000 + i128::from(nanosecond);
            Value::from(Duration::new(months, days, nanoseconds)?)
        }
        Cell::Node(id) => Value::Node(NodeId(id)),
        Cell::Edge(id) => Value::Relationship(EdgeId(id)),
        Cell::Path(ids) => {
            let nodes = ids.iter().step_by(2).map(|id| NodeId(*id)).collect();
            let edges = ids.iter().skip(1).step_by(2).map(|id| EdgeId(*id)).collect();
            if ids.len().is_multiple_of(2) {
                return None;
            }
            Value::Path(Arc::new(Path { nodes, edges }))
        }
    })
}
