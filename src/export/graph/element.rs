//! The nodes and relations to write, and what each format sees of them.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::graph::{Lens, Snapshot};
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::when::{Boundary, Bounds, Day, Grade, Moment};
use crate::model::{EdgeId, Index, NodeId, Value};
use crate::source::{Keys, keys_of_edge, keys_of_node};
use crate::view::style::{Family, Theme};
use crate::view::{Selection, ended, remark};

/// What is written: a graph as its snapshot shows it, or a choice of its nodes and relations.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::export::graph::Extract;
///
/// let then = Database::london()?.snapshot().as_of("2021".parse()?);
/// assert_eq!(Extract::whole(&then).nodes().count(), then.node_count());
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Extract<'s> {
    pub(super) snapshot: &'s Snapshot,
    chosen: Option<&'s Selection>,
}

impl<'s> Extract<'s> {
    /// Everything that the snapshot shows.
    pub fn whole(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, chosen: None }
    }

    /// A choice of it; what the snapshot does not show is passed over.
    pub fn chosen(snapshot: &'s Snapshot, selection: &'s Selection) -> Self {
        Self { snapshot, chosen: Some(selection) }
    }

    /// The nodes, ascending.
    pub fn nodes(&self) -> Box<dyn Iterator<Item = NodeId> + 's> {
        let snapshot = self.snapshot;
        match self.chosen {
            None => Box::new(snapshot.nodes()),
            Some(chosen) => {
                let nodes = chosen.nodes().iter().copied();
                Box::new(nodes.filter(|id| snapshot.contains_node(*id)))
            }
        }
    }

    /// The relations, ascending.
    pub fn edges(&self) -> Box<dyn Iterator<Item = EdgeId> + 's> {
        let snapshot = self.snapshot;
        match self.chosen {
            None => Box::new(snapshot.edges()),
            Some(chosen) => {
                let edges = chosen.edges().iter().copied();
                Box::new(edges.filter(|id| snapshot.contains_edge(*id)))
            }
        }
    }

    /// What is declared of all of it; nothing of a choice.
    pub(super) fn indexes(&self) -> &'s [Index] {
        if self.chosen.is_some() { &[] } else { self.snapshot.indexes() }
    }

    /// The nodes as formats see them, each with its place among them.
    pub(super) fn each_node(&self) -> impl Iterator<Item = (usize, Node<'s>)> + use<'s> {
        let snapshot = self.snapshot;
        self.nodes()
            .map(move |id| Node { snapshot, id, record: snapshot.node_record(id) })
            .enumerate()
    }

    /// The relations as formats see them.
    pub(super) fn each_edge(&self) -> impl Iterator<Item = Edge<'s>> + use<'s> {
        let snapshot = self.snapshot;
        self.edges().filter_map(move |id| {
            let (from, to) = snapshot.edge_ends(id)?;
            Some(Edge { snapshot, id, from, to, record: snapshot.edge_record(id) })
        })
    }
}

/// A node as formats see it.
pub(super) struct Node<'s> {
    snapshot: &'s Snapshot,
    pub(super) id: NodeId,
    pub(super) record: Option<&'s NodeRecord>,
}

impl<'s> Node<'s> {
    /// Its name in a file: its curated id, or `n12` where it was drawn.
    pub(super) fn key(&self) -> Cow<'s, str> {
        key_of(self.snapshot, self.id)
    }

    /// What it is called; its key where it has no name.
    pub(super) fn name(&self) -> Cow<'s, str> {
        match self.snapshot.node_name(self.id) {
            "" => self.key(),
            name => Cow::Borrowed(name),
        }
    }

    pub(super) fn labels(&self) -> Vec<&'s str> {
        let labels = self.snapshot.node_labels(self.id);
        labels.map(|label| self.snapshot.label_name(label)).collect()
    }

    /// Everything said of it under the keys of a curated file, but for its id; of one that was drawn,
    /// its labels and properties.
    pub(super) fn keys(&self) -> Keys {
        let Some(record) = self.record else {
            let labels = Json::from(self.labels());
            let own = free(self.properties().into_iter().map(plain).collect(), &["id", "labels"]);
            return std::iter::once(("labels".to_owned(), labels)).chain(own).collect();
        };
        let mut keys = keys_of_node(record);
        keys.shift_remove("id");
        keys.extend(self.seen().into_iter().flatten().map(named));
        keys
    }

    /// The time that the graph is looked at, and how surely this held then; nothing where it is looked at
    /// whole.
    fn seen(&self) -> Option<[(&'static str, String); 2]> {
        seen(self.snapshot, |moment| self.snapshot.node_grade(self.id, moment))
    }

    /// What its name alone does not tell: `planned`, `inferred`, `possible`, `until 2015`.
    pub(super) fn remark(&self) -> Option<String> {
        let record = self.record?;
        let moment = self.snapshot.lens().and_then(Lens::moment);
        // What is there for the sake of a relation need not be dated itself.
        let grade = moment.map(|moment| self.snapshot.node_grade(self.id, &moment));
        let grade = grade.filter(|grade| *grade == Grade::Possible);
        let ended = ended(&record.validity).filter(|_| moment.is_none());
        remark(grade, record.inferred, record.validity.is_planned(), ended)
    }

    /// Its properties as a query sees them.
    pub(super) fn properties(&self) -> Vec<(&'s str, Value)> {
        let all = self.snapshot.node_properties(self.id);
        let own = all.map(|(key, value)| (self.snapshot.prop_key_name(key), value));
        let seen = self.record.and_then(|_| self.seen()).into_iter().flatten();
        own.chain(seen.map(|(key, value)| (key, Value::text(value)))).collect()
    }

    pub(super) fn colour(&self) -> &'static str {
        let family =
            self.record.map_or(Family::Organisation, |r| Family::of(&r.kind, &r.sub_kinds));
        family.colour(Theme::Light)
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.snapshot.node_bounds(self.id)
    }

    pub(super) fn span(&self) -> [Option<Day>; 2] {
        span(&self.bounds())
    }
}

/// A relation as formats see it.
pub(super) struct Edge<'s> {
    snapshot: &'s Snapshot,
    pub(super) id: EdgeId,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) record: Option<&'s EdgeRecord>,
}

impl<'s> Edge<'s> {
    /// Its name in a file: `r12`.
    pub(super) fn key(&self) -> String {
        format!("r{}", self.id.0)
    }

    pub(super) fn start(&self) -> Cow<'s, str> {
        key_of(self.snapshot, self.from)
    }

    pub(super) fn finish(&self) -> Cow<'s, str> {
        key_of(self.snapshot, self.to)
    }

    /// Its type in a query, such as `MEMBER_OF`.
    pub(super) fn rel_type(&self) -> &'s str {
        let of = self.snapshot.edge_type(self.id);
        of.map(|of| self.snapshot.rel_type_name(of)).unwrap_or_default()
    }

    /// The words between the names of its ends.
    pub(super) fn says(&self) -> &'s str {
        self.snapshot.relation_of(self.id).map_or_else(|| self.rel_type(), |r| r.says.as_str())
    }

    /// Everything said of it under the keys of a curated file, but for its ends; of one that was
    /// drawn, its type and properties.
    pub(super) fn keys(&self) -> Keys {
        let Some(record) = self.record else {
            let rel_type = Json::from(self.rel_type());
            let own = self.properties().into_iter().map(plain).collect();
            let own = free(own, &["type", "from", "to"]);
            return std::iter::once(("type".to_owned(), rel_type)).chain(own).collect();
        };
        let mut keys = keys_of_edge(record);
        keys.shift_remove("from");
        keys.shift_remove("to");
        keys.extend(self.seen().into_iter().flatten().map(named));
        keys
    }

    fn seen(&self) -> Option<[(&'static str, String); 2]> {
        seen(self.snapshot, |moment| self.snapshot.edge_grade(self.id, moment))
    }

    /// What its words alone do not tell: `planned`, `inferred`, `possible`, `until 2015`.
    pub(super) fn remark(&self) -> Option<String> {
        let record = self.record?;
        let moment = self.snapshot.lens().and_then(Lens::moment);
        let grade = moment.map(|moment| self.snapshot.edge_grade(self.id, &moment));
        let ended = ended(&record.validity).filter(|_| moment.is_none());
        remark(grade, record.inferred, record.validity.is_planned(), ended)
    }

    /// Its properties as a query sees them.
    pub(super) fn properties(&self) -> Vec<(&'s str, Value)> {
        let all = self.snapshot.edge_properties(self.id);
        let own = all.map(|(key, value)| (self.snapshot.prop_key_name(key), value));
        let seen = self.record.and_then(|_| self.seen()).into_iter().flatten();
        own.chain(seen.map(|(key, value)| (key, Value::text(value)))).collect()
    }

    /// Of an event, the days between which it happened; one whose day is not stated happened before its
    /// first source looks back at it.
    pub(super) fn bounds(&self) -> Bounds {
        let bounds = self.snapshot.edge_bounds(self.id);
        let event = self.snapshot.relation_of(self.id).is_some_and(|relation| relation.event);
        match self.record.filter(|record| event && record.on == Boundary::Unknown) {
            Some(record) => bounds.until(record.validity.known().first().map(|by| by.latest())),
            None => bounds,
        }
    }

    pub(super) fn span(&self) -> [Option<Day>; 2] {
        span(&self.bounds())
    }
}

/// The time that a graph is looked at, and how surely something held then.
fn seen(
    snapshot: &Snapshot,
    grade: impl Fn(&Moment) -> Grade,
) -> Option<[(&'static str, String); 2]> {
    let moment = snapshot.lens().and_then(Lens::moment)?;
    Some([("as_of", moment.to_string()), ("holds", grade(&moment).words().to_owned())])
}

fn named((key, value): (&str, String)) -> (String, Json) {
    (key.to_owned(), value.into())
}

/// The name of a node in a file. The keys of curated nodes hold a colon, so that the two do not meet.
fn key_of(snapshot: &Snapshot, id: NodeId) -> Cow<'_, str> {
    match snapshot.node_record(id) {
        Some(record) => Cow::Borrowed(record.key.as_str()),
        None => Cow::Owned(format!("n{}", id.0)),
    }
}

/// The first and the last day on which it may hold, where they are known.
fn span(bounds: &Bounds) -> [Option<Day>; 2] {
    let known = |day: Day| (day != Day::MIN && day != Day::MAX).then_some(day);
    [known(bounds.earliest_start()), known(bounds.latest_end())]
}

fn plain((name, value): (&str, Value)) -> (String, Json) {
    (name.to_owned(), json(&value))
}

/// The keys, with `_` behind each whose name is taken for something else, in capitals or not.
pub(super) fn free(keys: Keys, taken: &[&str]) -> Keys {
    let is_taken = |name: &str| taken.iter().any(|one| one.eq_ignore_ascii_case(name));
    if !keys.keys().any(|key| is_taken(key)) {
        return keys;
    }
    let mut all = Keys::new();
    for (key, value) in &keys {
        let mut name = key.clone();
        while is_taken(&name) || (name != *key && keys.contains_key(&name)) {
            name.push('_');
        }
        all.insert(name, value.clone());
    }
    all
}

/// A value in JSON's own types; what they cannot hold becomes a text.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => Json::from(*flag),
        Value::Integer(n) => Json::from(*n),
        Value::Float(n) if n.is_finite() => Json::from(*n),
        Value::String(text) => Json::from(&**text),
        Value::List(values) => Json::Array(values.iter().map(json).collect()),
        Value::Map(map) => {
            Json::Object(map.iter().map(|(k, v)| (k.to_string(), json(v))).collect::<Map<_, _>>())
        }
        other => Json::from(other.temporal_text().unwrap_or_else(|| other.to_string())),
    }
}

/// Where the node with this place among all of them is put, for programs that lay nothing out: on a
/// sunflower's spiral, so that none lies on another.
#[expect(clippy::cast_precision_loss, reason = "a place is no exact thing")]
pub(super) fn position(place: usize) -> (f64, f64) {
    let at = place as f64 + 0.5;
    let (radius, turn) = (60.0 * at.sqrt(), at * 2.399_963_229_728_653);
    let round = |n: f64| (n * 10.0).round() / 10.0;
    (round(radius * turn.cos()), round(radius * turn.sin()))
}

/// Red, green and blue of a colour, each from 0 to 255.
pub(super) fn shades(colour: &str) -> [u8; 3] {
    [1..3, 3..5, 5..7].map(|part| {
        let hex = colour.get(part).unwrap_or_default();
        u8::from_str_radix(hex, 16).unwrap_or_default()
    })
}
