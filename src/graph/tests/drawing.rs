//! Drawn nodes and relations, changed and removed, against a graph in plain maps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::visit::NodeIndexable;
use proptest::prelude::*;

use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::value::Map;
use crate::model::{Change, Direction, EdgeId, Element, NodeId, SchemaError, Value};

const LABELS: [&str; 3] = ["A", "B", "C"];
const TYPES: [&str; 2] = ["R", "S"];
const NAMES: [&str; 3] = ["name", "n", "m"];

#[derive(Debug, Clone)]
enum Step {
    Apply(Box<Change>),
    Commit,
    RollBack,
    Fold,
}

#[derive(Debug, Clone, Default)]
struct Plain {
    nodes: BTreeMap<u32, (BTreeSet<Arc<str>>, Map)>,
    edges: BTreeMap<u32, (u32, u32, Arc<str>, Map)>,
    next: (u32, u32),
}

impl Plain {
    /// Applies a change; whether the rules allow it is worked out here too.
    fn apply(&mut self, change: Change) -> bool {
        match change {
            Change::CreateNode { labels, properties } => {
                self.nodes.insert(self.next.0, (labels.into_iter().collect(), stated(properties)));
                self.next.0 += 1;
            }
            Change::CreateEdge { from, rel_type, to, properties } => {
                if !self.nodes.contains_key(&from.0) || !self.nodes.contains_key(&to.0) {
                    return false;
                }
                let edge = (from.0, to.0, rel_type, stated(properties));
                self.edges.insert(self.next.1, edge);
                self.next.1 += 1;
            }
            Change::SetProperty { on, name, value } => {
                let Some(there) = self.properties(on) else { return false };
                there.insert(name, value);
                *there = stated(std::mem::take(there));
            }
            Change::SetProperties { on, properties, replace } => {
                let Some(there) = self.properties(on) else { return false };
                if replace {
                    there.clear();
                }
                there.extend(properties);
                *there = stated(std::mem::take(there));
            }
            Change::AddLabels(id, labels) => match self.nodes.get_mut(&id.0) {
                Some((there, _)) => there.extend(labels),
                None => return false,
            },
            Change::RemoveLabels(id, labels) => match self.nodes.get_mut(&id.0) {
                Some((there, _)) => there.retain(|label| !labels.contains(label)),
                None => return false,
            },
            Change::RemoveEdge(id) => return self.edges.remove(&id.0).is_some(),
            Change::RemoveNode(id) => {
                let tied = self.edges.values().any(|e| e.0 == id.0 || e.1 == id.0);
                return !tied && self.nodes.remove(&id.0).is_some();
            }
            other => panic!("not drawn: {other:?}"),
        }
        true
    }

    fn properties(&mut self, on: Element) -> Option<&mut Map> {
        match on {
            Element::Node(id) => self.nodes.get_mut(&id.0).map(|node| &mut node.1),
            Element::Edge(id) => self.edges.get_mut(&id.0).map(|edge| &mut edge.3),
        }
    }

    fn expand(&self, node: u32, direction: Direction, rel_type: Option<&str>) -> Vec<(u32, u32)> {
        let mut ties = Vec::new();
        for (id, (from, to, own, _)) in &self.edges {
            if rel_type.is_some_and(|t| t != &**own) {
                continue;
            }
            if direction != Direction::In && *from == node {
                ties.push((*id, *to));
            }
            let again = direction == Direction::Both && from == to;
            if direction != Direction::Out && *to == node && !again {
                ties.push((*id, *from));
            }
        }
        ties.sort_unstable();
        ties
    }
}

fn stated(mut properties: Map) -> Map {
    properties.retain(|_, value| !value.is_null());
    properties
}

fn same(snap: &Snapshot, plain: &Plain) {
    assert_eq!(snap.node_count(), plain.nodes.len());
    assert_eq!(snap.edge_count(), plain.edges.len());
    assert!(snap.nodes().map(|id| id.0).eq(plain.nodes.keys().copied()));
    assert!(snap.edges().map(|id| id.0).eq(plain.edges.keys().copied()));
    for (place, (id, (labels, properties))) in plain.nodes.iter().enumerate() {
        let id = NodeId(*id);
        assert_eq!((snap.to_index(id), snap.from_index(place)), (place, id));
        assert!(snap.contains_node(id) && snap.node(id).is_some());
        assert_eq!(snap.node_record(id), None);
        let seen: BTreeSet<Arc<str>> =
            snap.node_labels(id).map(|label| snap.label_name(label).into()).collect();
        assert_eq!(&seen, labels);
        let seen = snap.node_properties(id).map(|(k, v)| (snap.prop_key_name(k).into(), v));
        let seen: Vec<(Arc<str>, Value)> = seen.collect();
        assert!(seen.is_sorted_by_key(|(name, _)| Arc::clone(name)));
        assert_eq!(&seen.into_iter().collect::<Map>(), properties);
        for (key, name) in snap.prop_keys() {
            let value = properties.get(name).cloned().unwrap_or_default();
            assert_eq!(snap.node_property(id, key), value);
        }
        let name = properties.get("name").and_then(Value::as_str);
        assert_eq!(snap.node_name(id), name.unwrap_or_default());
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            for rel_type in TYPES.map(Some).into_iter().chain([None]) {
                let asked: Vec<_> = rel_type.and_then(|t| snap.rel_type(t)).into_iter().collect();
                if asked.is_empty() && rel_type.is_some() {
                    continue;
                }
                let mut ties: Vec<_> =
                    snap.expand(id, direction, &asked).map(|(edge, far)| (edge.0, far.0)).collect();
                ties.sort_unstable();
                assert_eq!(ties, plain.expand(id.0, direction, rel_type));
            }
        }
    }
    for (id, (from, to, rel_type, properties)) in &plain.edges {
        let id = EdgeId(*id);
        assert_eq!(snap.edge_ends(id), Some((NodeId(*from), NodeId(*to))));
        assert_eq!(snap.edge_type(id).map(|t| snap.rel_type_name(t)), Some(&**rel_type));
        let seen = snap.edge_properties(id).map(|(k, v)| (snap.prop_key_name(k).into(), v));
        assert_eq!(&seen.collect::<Map>(), properties);
        assert!(snap.contains_edge(id) && snap.edge(id).is_some());
    }
    scans_are_the_same(snap, plain);
}

fn scans_are_the_same(snap: &Snapshot, plain: &Plain) {
    for id in (0..plain.next.0).filter(|id| !plain.nodes.contains_key(id)) {
        let id = NodeId(id);
        assert!(!snap.contains_node(id) && snap.node(id).is_none());
        assert_eq!(snap.to_index(id), usize::MAX);
    }
    for id in (0..plain.next.1).filter(|id| !plain.edges.contains_key(id)) {
        assert!(!snap.contains_edge(EdgeId(id)) && snap.edge(EdgeId(id)).is_none());
    }
    for name in LABELS {
        let nodes: Vec<u32> =
            plain.nodes.iter().filter(|(_, n)| n.0.contains(name)).map(|(id, _)| *id).collect();
        let Some(label) = snap.label(name) else {
            assert!(nodes.is_empty());
            continue;
        };
        assert_eq!(snap.label_count(label), nodes.len());
        assert!(snap.nodes_with(label).map(|id| id.0).eq(nodes));
    }
    for name in TYPES {
        let edges: Vec<u32> =
            plain.edges.iter().filter(|(_, e)| &*e.2 == name).map(|(id, _)| *id).collect();
        let Some(rel_type) = snap.rel_type(name) else {
            assert!(edges.is_empty());
            continue;
        };
        assert_eq!(snap.rel_type_count(rel_type), edges.len());
        assert!(snap.edges_of(rel_type).map(|id| id.0).eq(edges));
    }
    for name in ["a", "b"] {
        let called = |n: &(BTreeSet<Arc<str>>, Map)| n.1.get("name") == Some(&Value::from(name));
        let nodes = plain.nodes.iter().filter(|(_, n)| called(n)).map(|(id, _)| NodeId(*id));
        assert!(snap.named(name).eq(nodes));
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        3 => "[ab]".prop_map(Value::from),
        2 => (0..3_i64).prop_map(Value::from),
        1 => prop::collection::vec(0..3_i64, 0..2).prop_map(Value::from),
    ]
}

fn properties() -> impl Strategy<Value = Map> {
    let entry = (prop::sample::select(&NAMES[..]).prop_map(Arc::from), value());
    prop::collection::btree_map(entry.0, entry.1, 0..3)
}

fn labels() -> impl Strategy<Value = Vec<Arc<str>>> {
    prop::sample::subsequence(&LABELS[..], 0..=2)
        .prop_map(|labels| labels.into_iter().map(Arc::from).collect())
}

fn change() -> impl Strategy<Value = Change> {
    let node = || (0..12_u32).prop_map(NodeId);
    let edge = || (0..16_u32).prop_map(EdgeId);
    let element = || prop_oneof![node().prop_map(Element::Node), edge().prop_map(Element::Edge)];
    let name = prop::sample::select(&NAMES[..]).prop_map(Arc::from);
    let rel_type = prop::sample::select(&TYPES[..]).prop_map(Arc::from);
    prop_oneof![
        4 => (labels(), properties())
            .prop_map(|(labels, properties)| Change::CreateNode { labels, properties }),
        6 => (node(), rel_type, node(), properties()).prop_map(
            |(from, rel_type, to, properties)| {
                Change::CreateEdge { from, rel_type, to, properties }
            }
        ),
        3 => (element(), name, value())
            .prop_map(|(on, name, value)| Change::SetProperty { on, name, value }),
        2 => (element(), properties(), any::<bool>()).prop_map(|(on, properties, replace)| {
            Change::SetProperties { on, properties, replace }
        }),
        2 => (node(), labels()).prop_map(|(id, labels)| Change::AddLabels(id, labels)),
        2 => (node(), labels()).prop_map(|(id, labels)| Change::RemoveLabels(id, labels)),
        3 => edge().prop_map(Change::RemoveEdge),
        2 => node().prop_map(Change::RemoveNode),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => change().prop_map(|change| Step::Apply(Box::new(change))),
        2 => Just(Step::Commit),
        1 => Just(Step::RollBack),
        2 => Just(Step::Fold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn drawing_and_removing_is_what_plain_maps_make_of_it(
        steps in prop::collection::vec(step(), 0..200),
    ) {
        let db = Database::without_schema();
        let (mut committed, mut draft) = (Plain::default(), Plain::default());
        let mut tx = db.write().unwrap();
        let mut kept = Vec::new();
        for step in steps {
            match step {
                Step::Apply(change) => {
                    let change = *change;
                    let done = tx.apply(change.clone()).is_ok();
                    prop_assert_eq!(done, draft.apply(change.clone()), "{:?}", change);
                }
                Step::Fold => tx.fold(),
                Step::Commit => {
                    same(&tx.snapshot(), &draft);
                    tx.commit().unwrap();
                    committed = draft.clone();
                    kept.push((db.snapshot(), committed.clone()));
                    tx = db.write().unwrap();
                }
                Step::RollBack => {
                    drop(tx);
                    draft = Plain { next: draft.next, ..committed.clone() };
                    tx = db.write().unwrap();
                }
            }
        }
        same(&tx.snapshot(), &draft);
        same(&db.snapshot(), &committed);
        // What was kept has not changed since.
        for (snap, plain) in &kept {
            same(snap, plain);
        }
    }
}

fn map(entries: &[(&str, Value)]) -> Map {
    entries.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect()
}

fn refused(db: &Database, change: Change) -> SchemaError {
    super::refusal(db.write().unwrap().apply(change).map(drop))
}

#[test]
fn a_drawn_node_of_the_schema_is_a_record() {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let draw = |labels: &[&str], properties: &[(&str, Value)]| Change::CreateNode {
        labels: labels.iter().map(|label| Arc::from(*label)).collect(),
        properties: map(properties),
    };
    let body = tx.apply(draw(&["Organisation", "NhsTrust"], &[("name", "Arden Trust".into())]));
    let Some(Element::Node(body)) = body.unwrap().element else { panic!("no node") };
    let person = tx.apply(draw(&["Person"], &[("name", "Ada".into()), ("note", "new".into())]));
    let Some(Element::Node(person)) = person.unwrap().element else { panic!("no node") };
    let chairs = Change::CreateEdge {
        from: person,
        rel_type: "CHAIRS".into(),
        to: body,
        properties: map(&[
            ("start", "2021-05".into()),
            ("sources", Value::from(vec!["src:a"])),
            ("quotes", Value::from(vec!["Ada chairs"])),
        ]),
    };
    let Some(Element::Edge(chairs)) = tx.apply(chairs).unwrap().element else { panic!("no edge") };
    tx.commit().unwrap();
    let snap = db.snapshot();
    let record = snap.node_record(body).unwrap();
    assert_eq!(
        (record.key.as_str(), record.sub_kinds[0].as_str()),
        ("org:arden-trust", "nhs-trust")
    );
    let evidence = &snap.edge_record(chairs).unwrap().evidence[0];
    assert_eq!(evidence.quote.as_deref(), Some("Ada chairs"));
    assert_eq!(snap.edge(chairs).unwrap().property("start"), Value::from("2021-05"));

    let mut tx = db.write().unwrap();
    let set = |name: &str, value: Value| Change::SetProperty {
        on: Element::Node(body),
        name: name.into(),
        value,
    };
    tx.apply(set("name", "Arden NHS Trust".into())).unwrap();
    tx.apply(set("ods", "RXX".into())).unwrap();
    tx.apply(Change::RemoveLabels(body, vec!["NhsTrust".into()])).unwrap();
    tx.commit().unwrap();
    let snap = db.snapshot();
    assert_eq!(snap.by_identifier("ods", "RXX"), Some(body));
    assert_eq!(snap.named("Arden NHS Trust").collect::<Vec<_>>(), [body]);
    assert_eq!(snap.named("Arden Trust").count(), 0);
    assert!(snap.label("NhsTrust").is_none_or(|label| !snap.has_label(body, label)));
    for (change, code, words) in [
        (draw(&[], &[("name", "x".into())]), "S0011", "needs a label"),
        (draw(&["Person"], &[]), "S0006", "needs a name"),
        (draw(&["Person", "Organisation"], &[("name", "x".into())]), "S0011", "of one kind"),
        (set("id", "org:other".into()), "S0006", "stays as it is"),
        (set("coulour", "red".into()), "S0006", "does not declare it"),
        (Change::AddLabels(body, vec!["Person".into()]), "S0011", "no organisation carries"),
        (Change::RemoveNode(body), "S0009", "a relation hangs on it"),
        (set("note", Value::list([Value::map([("a", 1.into())])])), "S0008", "LIST with MAP"),
    ] {
        let error = refused(&db, change);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    let backward = Change::CreateEdge {
        from: body,
        rel_type: "CHAIRS".into(),
        to: person,
        properties: Map::new(),
    };
    let error = refused(&db, backward);
    assert!(error.help().unwrap().starts_with("allowed: person → "), "{:?}", error.help());
}

#[test]
fn a_load_is_folded_once_queries_have_looked_past_it_for_long_enough() {
    let db = Database::without_schema();
    let draw = |count: usize| {
        let many = db.execute("UNWIND range(1, $n) AS n CREATE (:A {n: n})");
        many.bind("n", i64::try_from(count).unwrap()).run().unwrap();
    };
    let read = || {
        let rows = db.execute("MATCH (a:A) WHERE a.n > 90 RETURN count(*) AS n").run().unwrap();
        rows.map(|row| row.unwrap().get::<i64>("n").unwrap()).sum::<i64>()
    };
    draw(1_000);
    assert_eq!(db.snapshot().rows(), (0, 1_000));
    draw(100);
    assert_eq!(db.snapshot().rows(), (100, 1_000));
    for _ in 0..10 {
        assert_eq!(read(), 920);
    }
    // Writing begins the count anew.
    draw(10);
    for _ in 0..9 {
        assert_eq!(read(), 920);
    }
    assert_eq!(db.snapshot().rows(), (110, 1_000));
    let before = db.snapshot();
    assert_eq!((read(), read()), (920, 920));
    assert_eq!(db.snapshot().rows(), (0, 1_110));
    assert!(before.nodes().eq(db.snapshot().nodes()));
    draw(1);
    assert_eq!(db.snapshot().rows(), (1, 1_110));
}
