//! Queries that are compiled once and run on graphs as they change.

use std::fs;
use std::path::Path;

use super::world::health;
use crate::cypher::{CancelToken, Functions, Limits, Prepared, Rows};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::{Database, Error};

fn shown(rows: Result<Rows, Error>) -> Result<Vec<String>, String> {
    let rows: Result<Vec<String>, Error> = rows
        .map_err(|error| error.to_string())?
        .map(|row| Ok(row?.values().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
        .collect();
    rows.map_err(|error| error.to_string())
}

fn rows(snapshot: &Snapshot, prepared: &Prepared) -> Vec<String> {
    shown(snapshot.query(prepared).rows()).unwrap()
}

#[test]
fn a_query_prepared_on_an_empty_graph_gives_the_same_rows_on_every_other() {
    let (snapshot, empty) = (health(), Snapshot::empty(health().schema().clone()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/query");
    let mut compared = 0;
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for case in text.split("== ").skip(1) {
            let (_, case) = case.split_once('\n').unwrap();
            let query = case.split_once("---\n").unwrap().0.trim();
            if query.starts_with("EXPLAIN")
                || query.starts_with("PROFILE")
                || query.contains("rand")
            {
                continue;
            }
            let Ok(prepared) = empty.prepare(query) else {
                assert!(snapshot.prepare(query).is_err(), "{query}");
                continue;
            };
            let run = |query: crate::cypher::Query| {
                shown(
                    query
                        .bind("name", "Imperial")
                        .bind("props", Value::map([("name", "Ada".into())]))
                        .rows(),
                )
            };
            let direct = run(snapshot.query(query));
            for _ in 0..2 {
                assert_eq!(run(snapshot.query(&prepared)), direct, "{query}");
            }
            compared += 1;
        }
    }
    assert!(compared > 80, "only {compared}");
}

#[test]
fn names_that_the_graph_learns_later_are_found() {
    let db = Database::without_schema();
    let find =
        db.prepare("MATCH (t:Town)-[:NEAR]->(other) RETURN t.name AS name, other.name").unwrap();
    assert!(rows(&db.snapshot(), &find).is_empty());
    let before = db.snapshot();
    db.execute("CREATE (:Town {name: 'Arden'})-[:NEAR]->(:Town {name: 'Barton'})").run().unwrap();
    assert_eq!(rows(&db.snapshot(), &find), ["'Arden' 'Barton'"]);
    assert!(rows(&before, &find).is_empty());
    // Another graph has other numbers for other names.
    let other = Database::without_schema();
    other.execute("CREATE (:Lake {depth: 3})-[:FEEDS]->(:River {name: 'Arden'})").run().unwrap();
    assert!(rows(&other.snapshot(), &find).is_empty());
    other.execute("CREATE (:Town {name: 'Far'})-[:NEAR]->(:Town {name: 'Away'})").run().unwrap();
    assert_eq!(rows(&other.snapshot(), &find), ["'Far' 'Away'"]);
    assert_eq!(rows(&db.snapshot(), &find), ["'Arden' 'Barton'"]);
}

#[test]
fn a_prepared_query_that_writes_finds_what_it_has_written() {
    let db = Database::without_schema();
    let add = db
        .prepare("MERGE (t:Town {name: $name}) ON MATCH SET t.seen = coalesce(t.seen, 1) + 1 RETURN t.seen AS seen")
        .unwrap();
    assert!(add.writes());
    assert_eq!(add.columns().collect::<Vec<_>>(), ["seen"]);
    let run = |name: &str| shown(db.execute(&add).bind("name", name).run());
    assert_eq!(run("Arden").unwrap(), ["null"]);
    assert_eq!(run("Arden").unwrap(), ["2"]);
    assert_eq!(run("Barton").unwrap(), ["null"]);
    assert_eq!(run("Arden").unwrap(), ["3"]);
    assert!(shown(db.execute(&add).run()).unwrap_err().contains("`$name` has no value"));
    let mut tx = db.write().unwrap();
    assert_eq!(shown(tx.query(&add).bind("name", "Corby").run()).unwrap(), ["null"]);
    drop(tx);
    assert_eq!(run("Corby").unwrap(), ["null"]);
    assert_eq!(db.snapshot().node_count(), 3);
}

#[test]
fn a_run_that_fails_does_not_spoil_the_next() {
    let db = Database::without_schema();
    let add =
        db.prepare("CREATE (t:Town {name: $name, ratio: 1 / $n}) RETURN t.name AS name").unwrap();
    let run = |n: i64| shown(db.execute(&add).bind("name", "Arden").bind("n", n).run());
    assert!(run(0).unwrap_err().contains("divided by zero"));
    assert_eq!(db.snapshot().node_count(), 0);
    assert_eq!(run(1).unwrap(), ["'Arden'"]);
    assert!(run(0).is_err());
    assert_eq!(db.snapshot().node_count(), 1);
}

#[test]
fn a_graph_that_grows_gets_another_plan() {
    let db = Database::without_schema();
    db.execute("CREATE (:Big {n: 0}), (:Small {n: 0})").run().unwrap();
    let find = db.prepare("EXPLAIN MATCH (b:Big), (s:Small) WHERE b.n = s.n RETURN s").unwrap();
    let first = rows(&db.snapshot(), &find);
    db.execute("UNWIND range(1, 5000) AS n CREATE (:Big {n: n})").run().unwrap();
    assert_ne!(rows(&db.snapshot(), &find), first);
    assert_eq!(
        rows(&db.snapshot(), &find),
        shown(db.snapshot().query(find.text()).rows()).unwrap()
    );
}

#[test]
fn settings_are_kept_and_may_be_overruled() {
    let snapshot = Database::in_memory().snapshot();
    let named = |word: &'static str| {
        let mut functions = Functions::default();
        functions.register("my.word() :: STRING", move |_| Ok(word.into())).unwrap();
        functions
    };
    let prepared = snapshot
        .query("RETURN my.word() + $end AS x")
        .functions(&named("one"))
        .bind("end", "!")
        .prepare()
        .unwrap();
    assert_eq!(prepared.parameters().collect::<Vec<_>>(), ["end"]);
    assert_eq!(rows(&snapshot, &prepared), ["'one!'"]);
    assert_eq!(shown(snapshot.query(&prepared).bind("end", "?").rows()).unwrap(), ["'one?'"]);
    let other = snapshot.query(&prepared).functions(&named("two"));
    assert_eq!(shown(other.rows()).unwrap(), ["'two!'"]);
    assert_eq!(rows(&snapshot, &prepared), ["'one!'"]);

    let limits = Limits { list_len: 2, ..Limits::default() };
    let long = snapshot.query("RETURN size(range(1, $n)) AS n").limits(limits).prepare().unwrap();
    assert!(shown(snapshot.query(&long).bind("n", 9).rows()).unwrap_err().contains("list_len"));
    assert_eq!(
        shown(snapshot.query(&long).bind("n", 9).limits(Limits::default()).rows()).unwrap(),
        ["9"]
    );
}

#[test]
fn stopping_one_run_does_not_stop_the_next() {
    let snapshot = Database::in_memory().snapshot();
    let token = CancelToken::default();
    let prepared = snapshot.query("RETURN 1 AS one").cancel(token.clone()).prepare().unwrap();
    token.cancel();
    assert!(
        shown(snapshot.query(&prepared).cancel(token).rows()).unwrap_err().contains("cancelled")
    );
    assert_eq!(rows(&snapshot, &prepared), ["1"]);
}

#[test]
fn threads_share_what_is_compiled() {
    let db = Database::without_schema();
    let add = db.prepare("CREATE (:Town {n: $n})").unwrap();
    let count = db.prepare("MATCH (t:Town) RETURN count(t) AS n").unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_i64 {
            let (db, add, count) = (&db, &add, &count);
            scope.spawn(move || {
                for n in 0..25 {
                    db.execute(add).bind("n", thread * 100 + n).run().unwrap();
                    assert_eq!(rows(&db.snapshot(), count).len(), 1);
                }
            });
        }
    });
    assert_eq!(rows(&db.snapshot(), &count), ["100"]);
}

#[test]
fn rows_that_pass_through_are_held_nowhere() {
    let snapshot = Database::in_memory().snapshot();
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    let text = "UNWIND range(1, 500) AS a UNWIND range(1, 500) AS b RETURN a * b AS product, 'text' + b AS t";
    let mut rows = snapshot.query(text).limits(limits.clone()).rows().unwrap();
    assert_eq!(rows.by_ref().map(|row| row.unwrap().at::<i64>(0).unwrap()).max(), Some(250_000));
    assert!(rows.next().is_none());
    let sorted = snapshot.query(format!("{text} ORDER BY product")).limits(limits);
    assert!(shown(sorted.rows()).unwrap_err().contains("memory"));
}
