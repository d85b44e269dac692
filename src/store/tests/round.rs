//! What is written is read again, exactly.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::{cell, schema, segment, step};
use super::{Folder, image, made, open};
use crate::db::{Builder, Database};
use crate::graph::Snapshot;
use crate::model::change::Step;
use crate::model::image::Image;
use crate::model::value::Value;
use crate::model::{Change, Element, Schema};
use crate::source::embedded;

/// The parts of an image put together again.
fn through_parts(image: &Image) -> Image {
    let mut parts = Vec::new();
    segment::write(image, &mut |place, bytes| {
        parts.push((place, bytes));
        Ok(())
    })
    .unwrap();
    let mut reader = segment::Reader::of(u64::MAX);
    for (place, bytes) in parts {
        reader.take(place, &bytes).unwrap();
    }
    reader.finish()
}

/// Everything that a reader can see of a graph.
pub(super) fn seen(graph: &Snapshot) -> Vec<String> {
    let mut seen = Vec::new();
    for id in graph.nodes() {
        let labels: Vec<_> = graph.node_labels(id).map(|l| graph.label_name(l)).collect();
        let properties: Vec<_> = graph.node_properties(id).collect();
        let bounds = graph.node_bounds(id);
        seen.push(format!(
            "{id:?} {labels:?} {properties:?} {bounds:?} {:?}",
            graph.node_record(id)
        ));
    }
    for id in graph.edges() {
        let properties: Vec<_> = graph.edge_properties(id).collect();
        let (ends, bounds) = (graph.edge_ends(id), graph.edge_bounds(id));
        seen.push(format!("{id:?} {ends:?} {properties:?} {bounds:?} {:?}", graph.edge_record(id)));
    }
    seen
}

#[test]
fn the_network_comes_back_with_every_word_of_evidence() {
    let graph = Database::london().unwrap().snapshot();
    let image = graph.image();
    assert_eq!(through_parts(&image), image);
    let again = Snapshot::of_image(image.clone(), graph.schema()).unwrap();
    assert_eq!(seen(&again), seen(&graph));
    assert_eq!(again.image(), image);
    for id in graph.nodes() {
        let record = graph.node_record(id).unwrap();
        assert_eq!(again.by_key(record.key.as_str()), Some(id));
        assert!(again.named(&record.name).any(|there| there == id));
    }
}

#[test]
fn every_change_of_the_network_comes_back_as_it_was() {
    let steps: Vec<Arc<Step>> = embedded::dataset()
        .changes()
        .unwrap()
        .map(|change| Arc::new(Step::Change(change.clone())))
        .collect();
    let batches = step::batches(&steps).unwrap();
    let again: Vec<Step> =
        batches.iter().flat_map(|batch| step::read(batch, |_| unreachable!()).unwrap()).collect();
    assert!(steps.iter().map(|step| &**step).eq(&again));
}

#[test]
fn a_schema_comes_back_as_it_was() {
    for schema in [embedded::schema(), Schema::open()] {
        assert_eq!(schema::read(&schema::write(&schema).unwrap()), Ok(schema));
    }
}

#[test]
fn a_file_gives_back_the_network_and_its_schema() {
    let folder = Folder::new();
    let path = folder.file("london.plexus");
    let db = Database::create(&path).unwrap();
    let mut tx = db.write().unwrap();
    tx.author("ada");
    tx.message("the network of 2023");
    for change in embedded::dataset().changes().unwrap() {
        tx.apply(change.clone()).unwrap();
    }
    tx.commit().unwrap();
    let before = seen(&db.snapshot());
    assert_eq!(before, seen(&Database::london().unwrap().snapshot()));
    db.close().unwrap();

    for reopen in [Database::open_read_only, Database::open] {
        let db = reopen(&path).unwrap();
        assert_eq!(seen(&db.snapshot()), before);
        assert_eq!(*db.snapshot().schema(), embedded::schema());
        let log = db.log(10).unwrap();
        assert_eq!((log.len(), log[0].number), (1, 1));
        assert_eq!((&*log[0].author, &*log[0].message), ("ada", "the network of 2023"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left beside the file");
}

#[test]
fn ids_are_never_given_out_again() {
    let disk = made();
    let db = open(&disk).unwrap();
    let run = |text: &str| db.execute(text).run().unwrap();
    run("CREATE (:A {n: 1}), (:A {n: 2})");
    run("MATCH (a:A {n: 2}) DELETE a");
    let mut tx = db.write().unwrap();
    let point = tx.savepoint();
    tx.query("CREATE (:B {n: 3})").run().unwrap();
    tx.roll_back_to(&point);
    tx.query("CREATE (:B {n: 4})").run().unwrap();
    tx.commit().unwrap();
    let ids: Vec<u32> = db.snapshot().nodes().map(|id| id.0).collect();
    assert_eq!(ids, [0, 3]);
    for checkpoint in [false, true] {
        if checkpoint {
            db.checkpoint().unwrap();
        }
        let db = open(&super::Disk::of(disk.synced())).unwrap();
        assert_eq!(db.snapshot().nodes().map(|id| id.0).collect::<Vec<_>>(), ids);
        let mut tx = db.write().unwrap();
        let change = Change::CreateNode { labels: Vec::new(), properties: [].into() };
        let added = tx.apply(change).unwrap().element;
        assert_eq!(added, Some(Element::Node(crate::model::NodeId(4))));
    }
}

#[test]
fn a_long_log_is_folded_into_the_graph_and_kept_as_history() {
    let disk = made();
    let db = open(&disk).unwrap();
    for number in 0..20 {
        let text =
            "UNWIND range(1, 400) AS n CREATE (:Item {n: n, name: 'the item of number ' + n})";
        db.execute(text).run().unwrap();
        assert_eq!(db.snapshot().node_count(), (number + 1) * 400);
    }
    let before = image(&db);
    assert_eq!(db.log(100).unwrap().len(), 20);
    let crashed = super::Disk::of(disk.synced());
    let again = open(&crashed).unwrap();
    assert_eq!(image(&again), before);
    let numbers: Vec<u64> = again.log(100).unwrap().iter().map(|commit| commit.number).collect();
    assert!(numbers.into_iter().eq((1..=20).rev()));
}

#[test]
fn two_of_one_program_cannot_write_one_file() {
    let folder = Folder::new();
    let path = folder.file("held.plexus");
    let db = Builder::new().without_schema().create(&path).unwrap();
    let error = super::store_error(Database::open(&path));
    assert_eq!(error.code(), "F0006");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    assert_eq!(super::store_error(Database::open_read_only(&path)).code(), "F0006");
    assert_eq!(super::store_error(Database::create(&path)).code(), "F0002");
    db.close().unwrap();
    let (one, two) = (Database::open_read_only(&path).unwrap(), Database::open_read_only(&path));
    assert!(two.is_ok());
    assert_eq!(super::store_error(one.write().map(drop)).code(), "F0007");
    assert_eq!(super::store_error(Database::open(&path)).code(), "F0006");
}

#[test]
fn a_schema_is_changed_only_where_all_may_stay() {
    let folder = Folder::new();
    let path = folder.file("schema.plexus");
    let text = "[[relation]]\nid = \"audits\"\ninverse = \"audited-by\"\nfrom = [\"organisation\"]\nto = [\"party\"]";
    let more = crate::source::Dataset::of([("schema.toml", text)]);
    let db = Database::create(&path).unwrap();
    db.load(&embedded::dataset(), "").unwrap();
    let before = seen(&db.snapshot());
    assert_eq!(db.load(&more, "").unwrap(), crate::db::Loaded::default());
    assert_eq!(*db.snapshot().schema(), more.schema);
    assert_eq!(seen(&db.snapshot()), before);
    let refused = super::store_error(db.adopt(&embedded::schema()));
    assert!(refused.to_string().contains("the relation `audits`"), "{refused}");
    db.close().unwrap();
    let db = Database::open(&path).unwrap();
    assert_eq!(*db.snapshot().schema(), more.schema);
    assert_eq!(seen(&db.snapshot()), before);
    let drawn = Database::without_schema();
    drawn.execute("CREATE (:Cat)").run().unwrap();
    assert_eq!(super::store_error(drawn.load(&more, "")).code(), "F0012");
}

#[test]
fn a_reader_never_sees_half_a_commit() {
    let disk = made();
    let db = open(&disk).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while seen < 40 {
                let now = db.snapshot();
                assert_eq!(now.node_count() % 10, 0);
                assert!(now.node_count() >= seen);
                seen = now.node_count().max(seen);
                std::thread::yield_now();
            }
        });
        for _ in 0..4 {
            db.execute("UNWIND range(1, 10) AS n CREATE (:Item {n: n})").run().unwrap();
        }
        reader.join().unwrap();
    });
}

fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,5}".prop_map(Value::from),
        (-3_000_000..3_000_000_i64).prop_map(|day| {
            Value::from(crate::model::value::temporal::Date::from_number(day).unwrap())
        }),
        "(19|20)[0-9]{2}-0[1-9]-1[0-9]T0[0-9]:[0-5][0-9]:30\\.25(\\+01:00|\\[Europe/London\\]|Z)"
            .prop_map(|text| {
                let at: crate::model::value::temporal::DateTime = text.parse().unwrap();
                Value::from(at)
            }),
        "P[1-9]Y[1-9]M-[1-9]DT[1-9]H-?[1-9]\\.5S".prop_map(|text| {
            let length: crate::model::value::temporal::Duration = text.parse().unwrap();
            Value::from(length)
        }),
    ];
    plain.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..4)
                .prop_map(|map| Value::map(map.into_iter().map(|(k, v)| (&*k.leak(), v)))),
        ]
    })
}

proptest! {
    #[test]
    fn values_of_every_type_come_back(values in prop::collection::vec(value(), 0..6)) {
        let mut cells = Vec::new();
        for value in &values {
            cell::put(value, &mut cells).unwrap();
        }
        let mut cells = cells.into_iter();
        for value in &values {
            let again = cell::take(&mut cells).unwrap();
            prop_assert_eq!(&again, value);
            prop_assert_eq!(again.to_string(), value.to_string());
        }
        prop_assert!(cells.next().is_none());
    }
}
