//! The grades of a page are those of the engine.

use super::Page;
use super::contents::Held;
use super::gather::held;
use crate::Database;
use crate::graph::Snapshot;
use crate::model::when::{Boundary, Day, Moment, PartialDate, Validity};
use crate::model::{Change, EdgeRecord, Key, NodeRecord};
use crate::view::Selection;
use proptest::collection::vec;
use proptest::prelude::*;

/// Every relation and every node at a time: as the engine grades it, and as a page does.
fn agree(snapshot: &Snapshot, moment: &Moment) {
    for edge in snapshot.edges() {
        let record = snapshot.edge_record(edge);
        assert_eq!(
            held(snapshot, edge).grade(moment),
            snapshot.edge_grade(edge, moment),
            "{record:?} at {moment}"
        );
    }
    for node in snapshot.nodes() {
        let of_page = Held::within(&snapshot.node_bounds(node)).grade(moment);
        assert_eq!(of_page, snapshot.node_grade(node, moment), "{moment}");
    }
}

#[test]
fn every_date_of_the_embedded_network_is_graded_as_the_engine_does() {
    let snapshot = Database::london().unwrap().snapshot();
    let everything = Selection::whole(&snapshot);
    let contents = Page::of(&snapshot, &everything).contents();
    assert!(contents.moments.len() > 5, "the dates that occur");
    contents.moments.iter().for_each(|moment| agree(&snapshot, moment));
    for year in 2005..2030 {
        agree(&snapshot, &year.to_string().parse().unwrap());
        agree(&snapshot, &format!("{year}-11-08").parse().unwrap());
    }
}

fn date() -> impl Strategy<Value = PartialDate> {
    (2019..2024, 1..13, 1..29, 0..5).prop_map(|(year, month, day, form)| {
        let text = match form {
            0 => format!("{year}"),
            1 => format!("{year}-{month:02}"),
            2 => format!("{year}-{month:02}~"),
            3 => format!("{year}?"),
            _ => format!("{year}-{month:02}-{day:02}"),
        };
        text.parse().unwrap()
    })
}

fn boundary() -> impl Strategy<Value = Boundary> {
    prop_oneof![
        Just(Boundary::Unknown),
        Just(Boundary::Open),
        date().prop_map(Boundary::Date),
        (date(), date()).prop_map(|(a, b)| {
            if a.earliest() <= b.latest() { Boundary::OneOf(a, b) } else { Boundary::OneOf(b, a) }
        }),
    ]
}

fn spell() -> impl Strategy<Value = Validity> {
    (boundary(), boundary(), vec(date(), 0..3), any::<bool>()).prop_map(
        |(start, end, known, planned)| {
            let spell = Validity::new(start, end).unwrap_or_default();
            spell.with_known(known).with_planned(planned)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_record_is_graded_as_the_engine_does(
        lives in vec(spell(), 2),
        spells in vec((spell(), boundary()), 1..5),
        asked in vec((date(), -400..400_i32), 1..6),
    ) {
        let db = Database::in_memory();
        let mut tx = db.write().unwrap();
        for (life, key) in lives.into_iter().zip(["org:a", "org:b"]) {
            let mut node = NodeRecord::new(Key::from(key), "organisation", key);
            node.validity = life;
            tx.apply(Change::AddNode(node)).unwrap();
        }
        for ((spell, on), relation) in spells.into_iter().zip(["funds", "founded", "commissions", "selected"]) {
            let mut edge = EdgeRecord::new(Key::from("org:a"), relation, Key::from("org:b"));
            edge.validity = spell;
            if matches!(relation, "founded" | "selected") {
                edge.on = on;
            }
            // What contradicts the schema is no record.
            let _ = tx.apply(Change::AddEdge(edge));
        }
        tx.commit().unwrap();
        let snapshot = db.snapshot();
        for (date, away) in asked {
            agree(&snapshot, &Moment::from(date));
            agree(&snapshot, &Moment::on(Day::new(date.earliest().number() + away)));
        }
    }
}
