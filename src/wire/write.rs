//! Value → JSON, without a tree in between.

use std::fmt::{self, Display};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::graph::{PropKey, Snapshot};
use crate::model::value::temporal::{DateTime, LocalDateTime, LocalTime, Time, Zone};
use crate::model::value::{Map, Path};
use crate::model::{EdgeId, NodeId, Value};

/// A value, to be written as typed JSON; nodes, relationships and paths with all that the snapshot
/// knows of them.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::wire::Typed;
///
/// let snapshot = Database::without_schema().snapshot();
/// let row = snapshot.query("RETURN [1, 0.5] AS numbers").rows()?.next().unwrap()?;
/// let json = serde_json::to_string(&Typed::new(&snapshot, &row.values()[0])).unwrap();
/// let one = r#"{"$type":"Integer","_value":"1"}"#;
/// let half = r#"{"$type":"Float","_value":"0.5"}"#;
/// assert_eq!(json, format!(r#"{{"$type":"List","_value":[{one},{half}]}}"#));
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    snapshot: &'a Snapshot,
    value: &'a Value,
}

impl<'a> Typed<'a> {
    /// The value as the snapshot shows it.
    pub fn new(snapshot: &'a Snapshot, value: &'a Value) -> Self {
        Self { snapshot, value }
    }
}

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let snapshot = self.snapshot;
        match self.value {
            Value::Null => pair(to, "Null", &()),
            Value::Boolean(b) => pair(to, "Boolean", b),
            Value::Integer(n) => pair(to, "Integer", &Text(n)),
            Value::Float(n) => pair(to, "Float", &Text(Float(*n))),
            Value::String(text) => pair(to, "String", &**text),
            Value::Date(date) => pair(to, "Date", &Text(date)),
            Value::LocalTime(time) => pair(to, "LocalTime", &Text(Clock(*time))),
            Value::Time(time) => pair(to, "Time", &Text(AtOffset(*time))),
            Value::LocalDateTime(at) => pair(to, "LocalDateTime", &Text(Local(*at))),
            Value::DateTime(at) => {
                let named = matches!(at.zone(), Zone::Named(_));
                let kind = if named { "ZonedDateTime" } else { "OffsetDateTime" };
                pair(to, kind, &Text(Moment(at)))
            }
            Value::Duration(length) => pair(to, "Duration", &Text(length)),
            Value::List(values) => pair(to, "List", &Values { snapshot, values }),
            Value::Map(map) => pair(to, "Map", &Entries { snapshot, map }),
            Value::Node(id) => Node { snapshot, id: *id }.serialize(to),
            Value::Relationship(id) => Relationship { snapshot, id: *id }.serialize(to),
            Value::Path(path) => pair(to, "Path", &Steps { snapshot, path }),
        }
    }
}

/// A typed value: its type and itself.
fn pair<S: Serializer, T: Serialize + ?Sized>(
    to: S,
    kind: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut pair = to.serialize_struct("Typed", 2)?;
    pair.serialize_field("$type", kind)?;
    pair.serialize_field("_value", value)?;
    pair.end()
}

struct Values<'a> {
    snapshot: &'a Snapshot,
    values: &'a [Value],
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.values.iter().map(|value| Typed::new(self.snapshot, value)))
    }
}

struct Entries<'a> {
    snapshot: &'a Snapshot,
    map: &'a Map,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.map.iter().map(|(name, value)| {
            let typed = Typed::new(self.snapshot, value);
            (&**name, typed)
        }))
    }
}

/// The name that `elementId()` gives.
enum ElementId {
    Node(NodeId),
    Edge(EdgeId),
}

impl Display for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => write!(f, "n{}", id.0),
            Self::Edge(id) => write!(f, "r{}", id.0),
        }
    }
}

struct Node<'a> {
    snapshot: &'a Snapshot,
    id: NodeId,
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        pair(to, "Node", &NodeParts(self))
    }
}

struct NodeParts<'a>(&'a Node<'a>);

impl Serialize for NodeParts<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Node { snapshot, id } = *self.0;
        let mut parts = to.serialize_struct("Node", 3)?;
        parts.serialize_field("_element_id", &Text(ElementId::Node(id)))?;
        parts.serialize_field("_labels", &Labels(self.0))?;
        let all = || snapshot.node_properties(id);
        parts.serialize_field("_properties", &Properties { snapshot, all })?;
        parts.end()
    }
}

struct Labels<'a>(&'a Node<'a>);

impl Serialize for Labels<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Node { snapshot, id } = *self.0;
        let mut labels = to.serialize_seq(None)?;
        for label in snapshot.node_labels(id) {
            labels.serialize_element(snapshot.label_name(label))?;
        }
        labels.end()
    }
}

struct Relationship<'a> {
    snapshot: &'a Snapshot,
    id: EdgeId,
}

impl Serialize for Relationship<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        pair(to, "Relationship", &RelationshipParts(self))
    }
}

struct RelationshipParts<'a>(&'a Relationship<'a>);

impl Serialize for RelationshipParts<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Relationship { snapshot, id } = *self.0;
        let ends = snapshot.edge_ends(id);
        let (from, to_node) = (ends.map(|(from, _)| from), ends.map(|(_, to)| to));
        let end = |node: Option<NodeId>| node.map(|id| Text(ElementId::Node(id)));
        let rel_type = snapshot.edge_type(id).map(|t| snapshot.rel_type_name(t));
        let all = || snapshot.edge_properties(id);
        let mut parts = to.serialize_struct("Relationship", 5)?;
        parts.serialize_field("_element_id", &Text(ElementId::Edge(id)))?;
        parts.serialize_field("_start_node_element_id", &end(from))?;
        parts.serialize_field("_end_node_element_id", &end(to_node))?;
        parts.serialize_field("_type", &rel_type)?;
        parts.serialize_field("_properties", &Properties { snapshot, all })?;
        parts.end()
    }
}

struct Properties<'a, F> {
    snapshot: &'a Snapshot,
    all: F,
}

impl<F: Fn() -> I, I: Iterator<Item = (PropKey, Value)>> Serialize for Properties<'_, F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut properties = to.serialize_map(None)?;
        for (key, value) in (self.all)() {
            let typed = Typed::new(self.snapshot, &value);
            properties.serialize_entry(self.snapshot.prop_key_name(key), &typed)?;
        }
        properties.end()
    }
}

/// The nodes and relationships of a path by turns.
struct Steps<'a> {
    snapshot: &'a Snapshot,
    path: &'a Path,
}

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (snapshot, path) = (self.snapshot, self.path);
        let mut steps = to.serialize_seq(Some(path.nodes.len() + path.edges.len()))?;
        let mut edges = path.edges.iter();
        for id in &path.nodes {
            steps.serialize_element(&Node { snapshot, id: *id })?;
            if let Some(id) = edges.next() {
                steps.serialize_element(&Relationship { snapshot, id: *id })?;
            }
        }
        steps.end()
    }
}

/// Anything as a text.
struct Text<T>(T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// A number as Java's `Double.toString` writes it.
struct Float(f64);

impl Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        if n.is_nan() {
            f.write_str("NaN")
        } else if n.is_infinite() {
            f.write_str(if n < 0.0 { "-Infinity" } else { "Infinity" })
        } else if n == 0.0 || (1e-3..1e7).contains(&n.abs()) {
            write!(f, "{n:?}")
        } else {
            let text = format!("{n:E}");
            match text.split_once('E') {
                Some((digits, exponent)) if !digits.contains('.') => {
                    write!(f, "{digits}.0E{exponent}")
                }
                _ => f.write_str(&text),
            }
        }
    }
}

/// A time of day with its seconds, which readers of the format count on.
struct Clock(LocalTime);

impl Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0;
        write!(f, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        match time.nanosecond() {
            0 => Ok(()),
            part => write!(f, ".{}", format!("{part:09}").trim_end_matches('0')),
        }
    }
}

struct AtOffset(Time);

impl Display for AtOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Clock(self.0.local), self.0.offset)
    }
}

struct Local(LocalDateTime);

impl Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.0.date, Clock(self.0.time))
    }
}

struct Moment<'a>(&'a DateTime);

impl Display for Moment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Local(self.0.local()), self.0.offset())?;
        match self.0.zone() {
            Zone::Fixed(_) => Ok(()),
            Zone::Named(zone) => write!(f, "[{}]", zone.name()),
        }
    }
}
