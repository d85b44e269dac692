//! Nodes that are seen as one.

use std::collections::BTreeMap;

use petgraph::algo;
use petgraph::visit::{IntoNeighbors, IntoNodeIdentifiers};
use proptest::prelude::*;

use super::{database, edge, node, refusal, schema};
use crate::db::Database;
use crate::graph::{Difference, Lens, Snapshot};
use crate::model::record::{Addition, Evidence, Identifier, NameForm};
use crate::model::when::{Grade, Moment, Validity};
use crate::model::{Change, Direction, EdgeId, Element, Key, NodeId, SchemaError, Value};

fn keys(snap: &Snapshot) -> Vec<&str> {
    snap.nodes().map(|id| snap.node_record(id).unwrap().key.as_str()).collect()
}

/// The relations as they are seen: from, type, to.
fn seen(snap: &Snapshot) -> Vec<String> {
    let key = |id| snap.node_record(id).unwrap().key.clone();
    let edges = snap.edges().map(|id| {
        let (from, to) = snap.edge_ends(id).unwrap();
        format!("{} {} {}", key(from), snap.edge_record(id).unwrap().relation, key(to))
    });
    edges.collect()
}

/// The id of the relation that was entered between these.
fn entered(snap: &Snapshot, from: &str, relation: &str, to: &str) -> EdgeId {
    let is = |id: &EdgeId| {
        snap.edge_record(*id).is_some_and(|r| {
            (r.from.as_str(), r.relation.as_str(), r.to.as_str()) == (from, relation, to)
        })
    };
    (0..100).map(EdgeId).find(is).unwrap()
}

fn apply(db: &Database, changes: impl IntoIterator<Item = Change>) -> crate::Result<()> {
    let mut tx = db.write()?;
    for change in changes {
        tx.apply(change)?;
    }
    tx.commit()
}

fn join(from: &str, to: &str) -> Change {
    Change::AddEdge(edge(from, "same-as", to))
}

/// Two bodies that are one, with a member each, one of them in both, and a body that they belong to.
fn two() -> Database {
    database(
        &["o1", "o2", "p1", "x1", "x2"],
        &[
            ("x1", "member-of", "o1"),
            ("x2", "member-of", "o1"),
            ("x2", "member-of", "o2"),
            ("o1", "member-of", "p1"),
            ("o2", "works-with", "o1"),
        ],
    )
}

#[test]
fn two_are_one_wherever_they_are_looked_at() {
    for fold in [false, true] {
        let db = two();
        let mut tx = db.write().unwrap();
        if fold {
            tx.fold();
        }
        let before = tx.snapshot();
        tx.apply(join("o1", "o2")).unwrap();
        if fold {
            tx.fold();
        }
        let snap = tx.snapshot();
        assert_eq!(keys(&snap), ["o2", "p1", "x1", "x2"]);
        let relations =
            ["x1 member-of o2", "x2 member-of o2", "x2 member-of o2", "o2 member-of p1"];
        assert_eq!(seen(&snap), relations);
        assert_eq!(snap.by_key("o1"), snap.by_key("o2"));
        assert_eq!(
            snap.named("The o1").collect::<Vec<_>>(),
            snap.named("The o2").collect::<Vec<_>>()
        );
        let one = snap.node(snap.by_key("o1").unwrap()).unwrap();
        let found = |snap: &Snapshot, words| -> Vec<NodeId> {
            snap.search(words).iter().map(|(node, _)| *node).collect()
        };
        assert_eq!((found(&snap, "o1"), found(&snap, "o2")), (vec![one.id()], vec![one.id()]));
        assert_eq!(found(&before, "o1"), [before.by_key("o1").unwrap()]);
        assert_eq!((one.key(), one.record().aka[0].text.as_str()), ("o2", "The o1"));
        assert_eq!(one.property("aka").to_string(), "['The o1']");
        assert_eq!(snap.degree(one.id(), Direction::In, &[]), 3);
        assert_eq!(snap.rel_types().map(|(_, name)| name).collect::<Vec<_>>(), ["MEMBER_OF"]);

        let graph = &snap;
        assert_eq!(algo::connected_components(graph), 1);
        assert_eq!(graph.node_identifiers().count(), 4);
        assert_eq!(graph.neighbors(one.id()).count(), 1);
        let first = snap.by_key("x1").unwrap();
        assert_eq!(algo::dijkstra(&snap, first, None, |_| 1).len(), 3);

        let rows = |text: &str| {
            let rows = snap.query(text).rows().unwrap();
            rows.map(|row| row.unwrap().get::<i64>("n").unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(rows("MATCH (o:Organisation) RETURN count(o) AS n"), [1]);
        assert_eq!(rows("MATCH ()-[r:SAME_AS|WORKS_WITH]-() RETURN count(r) AS n"), [0]);
        assert_eq!(
            rows("MATCH p = (:Person)-[:MEMBER_OF*2]->(:Partnership) RETURN count(p) AS n"),
            [3]
        );
        assert_eq!(
            rows("MATCH (a:Person)-[:MEMBER_OF]->(o) WITH o, count(DISTINCT a) AS n RETURN n"),
            [2]
        );
        assert_eq!(rows("MATCH (o {name: 'The o2'})<-[r]-() RETURN count(r) AS n"), [3]);

        // Taken back, all of it is as it was, in the order in which it was.
        tx.apply(Change::RemoveEdge(entered(&snap, "o1", "same-as", "o2"))).unwrap();
        let after = tx.snapshot();
        assert!(Difference::between(before.clone(), after.clone()).is_empty());
        assert_eq!((keys(&after), seen(&after)), (keys(&before), seen(&before)));
    }
}

#[test]
fn what_is_said_later_of_either_is_seen_at_the_one_and_stays_with_its_own() {
    let db = two();
    apply(&db, [join("o1", "o2")]).unwrap();
    let evidence = Evidence::new("d1", "the first");
    let addition = |value: &str| Addition {
        aka: vec![NameForm::from(value)],
        evidence: vec![evidence.clone()],
        ..Addition::default()
    };
    let mut again = edge("x1", "member-of", "o1");
    again.evidence.push(evidence.clone());
    apply(
        &db,
        [
            Change::ExtendNode("o1".into(), addition("First")),
            Change::AddEdge(edge("o1", "founded", "p1")),
            // The same of the one as of the other are two statements; said again it is one.
            Change::AddEdge(edge("x1", "member-of", "o2")),
            Change::AddEdge(again),
        ],
    )
    .unwrap();
    let snap = db.snapshot();
    let one = snap.by_key("o2").unwrap();
    let record = snap.node_record(one).unwrap();
    let names: Vec<&str> = record.aka.iter().map(|form| form.text.as_str()).collect();
    assert_eq!((names, record.evidence.len()), (vec!["The o1", "First"], 1));
    assert_eq!(snap.edge_count(), 6);
    assert!(seen(&snap).contains(&"o2 founded p1".to_owned()));
    assert_eq!(
        snap.edge_record(entered(&snap, "x1", "member-of", "o1")).unwrap().evidence.len(),
        1
    );

    apply(&db, [Change::RemoveEdge(entered(&snap, "o1", "same-as", "o2"))]).unwrap();
    let snap = db.snapshot();
    let aka = |key: &str| snap.node_record(snap.by_key(key).unwrap()).unwrap().aka.len();
    assert_eq!((aka("o1"), aka("o2")), (1, 0));
    assert!(seen(&snap).contains(&"o1 founded p1".to_owned()));
    assert!(seen(&snap).contains(&"x1 member-of o2".to_owned()));
}

#[test]
fn the_one_has_what_either_says_and_differences_are_told() {
    let db = Database::with_schema(schema());
    let mut first = node("d1", "document");
    first.attributes.insert("date".into(), "2020".into());
    first.validity = Validity::new("2019".parse().unwrap(), "2021".parse().unwrap()).unwrap();
    let mut second = node("d2", "document");
    second.validity = Validity::since("2019-05".parse().unwrap());
    let mut third = node("d3", "document");
    third.attributes.insert("date".into(), "2022".into());
    third.validity = Validity::new("2015".parse().unwrap(), "2021-03".parse().unwrap()).unwrap();
    apply(&db, [first, second, third].map(Change::AddNode)).unwrap();
    apply(&db, [join("d1", "d2"), join("d3", "d2")]).unwrap();
    let snap = db.snapshot();
    let one = snap.by_key("d3").unwrap();
    let record = snap.node_record(one).unwrap();
    // What only one says, the more precise of two, and of two that differ the wider.
    assert_eq!(record.attributes["date"], Value::from("2020"));
    assert_eq!(record.validity.start().to_string(), "2015");
    assert_eq!(record.validity.end().to_string(), "2021-03");
    let told: Vec<String> = snap
        .disagreements(one)
        .iter()
        .map(|d| format!("{} {} {} {}: {}", d.property, d.said, d.other, d.by, d.seen))
        .collect();
    assert_eq!(told, ["date '2020' '2022' d3: '2020'", "start '2019-05' '2015' d3: '2015'"]);
    let ids: Vec<&str> =
        snap.seen_as_one(one).iter().map(|id| snap.said_of(*id).unwrap().key.as_str()).collect();
    assert_eq!(ids, ["d2", "d1", "d3"]);
}

#[test]
fn a_lens_sees_the_life_of_both() {
    let db = database(&["o1", "o2", "x1"], &[]);
    let life = |key: &str, start: &str, end: &str| {
        let on = Element::Node(db.snapshot().by_key(key).unwrap());
        let set = |name: &str, value: &str| Change::SetProperty {
            on,
            name: name.into(),
            value: value.into(),
        };
        apply(&db, [set("start", start), set("end", end)]).unwrap();
    };
    life("o1", "2010", "2014");
    life("o2", "2018", "2022");
    let mut member = edge("x1", "member-of", "o1");
    member.validity = Validity::since("2011".parse().unwrap());
    apply(&db, [Change::AddEdge(member)]).unwrap();
    let count = |when: &str| {
        let lens = Lens::as_of(when.parse::<Moment>().unwrap()).at_least(Grade::Presumed);
        let snap = db.snapshot().through(lens);
        (snap.node_count(), snap.edge_count())
    };
    assert_eq!([count("2012"), count("2016"), count("2020")], [(2, 1), (1, 0), (2, 0)]);
    apply(&db, [join("o1", "o2")]).unwrap();
    assert_eq!(
        [count("2012"), count("2016"), count("2020"), count("2024")],
        [(2, 1), (2, 1), (2, 1), (1, 0)]
    );
}

#[test]
fn what_a_code_or_a_promise_holds_is_held_of_both() {
    let db = two();
    let code = |key: &str, value: &str| {
        let identifiers = vec![Identifier { scheme: "ods".into(), value: value.into() }];
        Change::ExtendNode(key.into(), Addition { identifiers, ..Addition::default() })
    };
    apply(&db, [code("o1", "A1"), join("o1", "o2")]).unwrap();
    let snap = db.snapshot();
    assert_eq!(snap.by_identifier("ods", "A1"), snap.by_key("o2"));
    assert_eq!(snap.node(snap.by_key("o2").unwrap()).unwrap().property("ods"), "A1".into());
    // Said of the other too it would be on two nodes once they are parted.
    assert!(apply(&db, [code("o2", "A1")]).is_err());
    assert!(apply(&db, [code("p1", "A1")]).is_err());
    apply(&db, [code("o1", "A1"), code("o2", "A2")]).unwrap();
    let snap = db.snapshot();
    let one = snap.node(snap.by_key("o1").unwrap()).unwrap();
    assert_eq!(one.property("ods").to_string(), "['A2', 'A1']");

    db.execute("CREATE CONSTRAINT one FOR (o:Organisation) REQUIRE o.note IS UNIQUE")
        .run()
        .unwrap();
    let note = |key: &str| {
        let on = Element::Node(db.snapshot().keyed(key).unwrap());
        Change::SetProperty { on, name: "note".into(), value: "a".into() }
    };
    // While two are one, one note of both is one.
    apply(&db, [note("o1"), note("o2")]).unwrap();
    let part = || Change::RemoveEdge(entered(&db.snapshot(), "o1", "same-as", "o2"));
    assert!(matches!(refusal(apply(&db, [part()])), SchemaError::NotUnique { .. }));
    let on = Element::Node(db.snapshot().keyed("o1").unwrap());
    let other = Change::SetProperty { on, name: "note".into(), value: "b".into() };
    apply(&db, [other, part()]).unwrap();
    assert_eq!(db.snapshot().node_count(), 5);
}

#[test]
fn a_savepoint_and_a_transaction_that_is_dropped_take_a_merge_back() {
    let db = two();
    let mut tx = db.write().unwrap();
    let before = tx.savepoint();
    tx.apply(join("o1", "o2")).unwrap();
    let merged = tx.savepoint();
    tx.apply(Change::AddEdge(edge("x1", "chairs", "o1"))).unwrap();
    tx.roll_back_to(&merged);
    assert_eq!((tx.snapshot().node_count(), tx.snapshot().edge_count()), (4, 4));
    tx.roll_back_to(&before);
    assert_eq!((tx.snapshot().node_count(), tx.snapshot().edge_count()), (5, 5));
    tx.apply(join("o1", "o2")).unwrap();
    drop(tx);
    assert_eq!(keys(&db.snapshot()), ["o1", "o2", "p1", "x1", "x2"]);
}

#[test]
fn a_merge_is_one_difference() {
    let db = two();
    let before = db.snapshot();
    apply(&db, [join("o1", "o2")]).unwrap();
    let after = db.snapshot();
    let tie = Element::Edge(entered(&after, "o1", "same-as", "o2"));
    let difference = Difference::between(before.clone(), after.clone());
    assert_eq!(
        (difference.added, difference.removed, difference.changed),
        (vec![tie], vec![], vec![])
    );
    let nodes = after.seen_as_one(after.by_key("o1").unwrap());
    let difference = Difference::of_nodes(before.clone(), after.clone(), &nodes);
    assert_eq!(
        (difference.added, difference.removed, difference.changed),
        (vec![tie], vec![], vec![])
    );
    // A snapshot that was taken before sees two as ever.
    assert_eq!(before.node_count(), 5);
}

#[test]
fn the_one_is_removed_as_a_whole_and_not_while_anything_is_joined_to_it() {
    let db = two();
    apply(&db, [join("o1", "o2")]).unwrap();
    let snap = db.snapshot();
    let (one, hidden) = (snap.by_key("o1").unwrap(), snap.keyed("o1").unwrap());
    for id in [one, hidden] {
        let refused = refusal(apply(&db, [Change::RemoveNode(id)]));
        assert!(matches!(refused, SchemaError::Connected { .. }));
    }
    db.execute("MATCH (o:Organisation) DETACH DELETE o").run().unwrap();
    let snap = db.snapshot();
    assert_eq!((keys(&snap), snap.edge_count()), (vec!["p1", "x1", "x2"], 0));
    assert_eq!((snap.node_records().count(), snap.edge_records().count()), (3, 0));
    assert_eq!((snap.by_key("o1"), snap.by_key("o2")), (None, None));
}

#[test]
fn what_is_only_inferred_or_planned_makes_nothing_one() {
    let db = two();
    let mut guess = edge("o1", "same-as", "o2");
    guess.inferred = Some(crate::model::Confidence::High);
    apply(&db, [Change::AddEdge(guess)]).unwrap();
    assert_eq!((db.snapshot().node_count(), db.snapshot().edge_count()), (5, 6));
    // Stated, also the other way round, it is.
    apply(&db, [join("o2", "o1")]).unwrap();
    assert_eq!(keys(&db.snapshot()), ["o1", "p1", "x1", "x2"]);
    let tie = entered(&db.snapshot(), "o2", "same-as", "o1");
    let unsure =
        Change::SetProperty { on: Element::Edge(tie), name: "inferred".into(), value: true.into() };
    apply(&db, [unsure]).unwrap();
    assert_eq!((db.snapshot().node_count(), db.snapshot().edge_count()), (5, 6));
}

/// Who stands for each of these, once these are said in this order.
fn heads(pairs: &[(usize, usize)], fold: bool) -> BTreeMap<Key, Key> {
    let names = ["o0", "o1", "o2", "o3", "o4", "o5"];
    let db = database(&names, &[]);
    let mut tx = db.write().unwrap();
    for (from, to) in pairs {
        tx.apply(join(names[*from], names[*to])).unwrap();
        if fold {
            tx.fold();
        }
    }
    let snap = tx.snapshot();
    let head = |id: NodeId| snap.said_of(snap.seen_as(id)).unwrap().key.clone();
    (0..6).map(NodeId).map(|id| (snap.said_of(id).unwrap().key.clone(), head(id))).collect()
}

#[test]
fn one_stands_for_chains_and_circles() {
    let all = |pairs: &[(usize, usize)]| {
        let heads = heads(pairs, false);
        heads.values().map(|key| key.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(all(&[(0, 1), (1, 2)]), "o2 o2 o2 o3 o4 o5");
    assert_eq!(all(&[(5, 4), (3, 4), (4, 0)]), "o0 o1 o2 o0 o0 o0");
    assert_eq!(all(&[(1, 2), (2, 3), (3, 1)]), "o0 o1 o1 o1 o4 o5");
    assert_eq!(all(&[(3, 5), (3, 4)]), "o0 o1 o2 o4 o4 o4");
    assert_eq!(all(&[(4, 5), (5, 4)]), "o0 o1 o2 o3 o4 o4");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_in_which_it_is_told_decides_nothing(
        (pairs, turned) in prop::collection::vec((0..6_usize, 0..6_usize), 0..8)
            .prop_map(|pairs| pairs.into_iter().filter(|(a, b)| a != b).collect::<Vec<_>>())
            .prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
        fold: bool,
    ) {
        prop_assert_eq!(heads(&pairs, false), heads(&turned, fold));
    }
}
