//! Hostile queries end in an error that names the limit.

use std::time::Duration;

use super::world::{graph, health};
use crate::cypher::{CancelToken, ErrorKind, Limits, Query};
use crate::graph::Snapshot;
use crate::model::{Change, EdgeRecord, NodeRecord};
use crate::{Error, Result};

/// A graph in which everybody works with everybody.
fn complete(count: usize) -> Snapshot {
    let keys: Vec<String> = (0..count).map(|n| format!("n{n}")).collect();
    let nodes =
        keys.iter().map(|k| Change::AddNode(NodeRecord::new(k.as_str().into(), "person", k)));
    let pairs = keys.iter().flat_map(|a| keys.iter().map(move |b| (a, b))).filter(|(a, b)| a != b);
    let edges = pairs.map(|(a, b)| {
        Change::AddEdge(EdgeRecord::new(a.as_str().into(), "member-of", b.as_str().into()))
    });
    graph(nodes.chain(edges).collect::<Vec<_>>())
}

fn count(query: Query) -> Result<usize> {
    let mut count = 0;
    for row in query.rows()? {
        row?;
        count += 1;
    }
    Ok(count)
}

fn detail(result: Result<usize>) -> &'static str {
    match result {
        Err(Error::Query(e)) => {
            assert_eq!(e.first().kind, ErrorKind::LimitExceeded);
            e.first().detail
        }
        other => panic!("no limit was reached: {other:?}"),
    }
}

const EXPLOSIONS: [&str; 5] = [
    "MATCH (a)-[*1..10]-(b) RETURN count(*)",
    "MATCH p = shortestPath((a {id: 'n1'})-[*]-(b {id: 'n2'})) WHERE length(p) > 12 RETURN p",
    "MATCH (a), (b), (c), (d), (e), (f) RETURN count(*)",
    "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y RETURN count(*)",
    "RETURN reduce(s = 0, x IN range(1, 9000000) | s + size([y IN range(1, 9000000) | y]))",
];

#[test]
fn time_is_limited_in_every_explosion() {
    let snapshot = complete(30);
    for text in EXPLOSIONS {
        let started = std::time::Instant::now();
        let limits = Limits { time: Some(Duration::from_millis(30)), ..Limits::default() };
        let result = count(snapshot.query(text).limits(limits));
        assert_eq!(detail(result), "TimeLimit", "{text}");
        assert!(started.elapsed() < Duration::from_secs(20), "{text}");
    }
}

#[test]
fn a_query_can_be_cancelled_from_outside() {
    let snapshot = complete(30);
    for text in EXPLOSIONS {
        let token = CancelToken::default();
        let query = snapshot.query(text).cancel(token.clone());
        let stop = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20));
            token.cancel();
        });
        assert_eq!(detail(count(query)), "Cancelled", "{text}");
        stop.join().unwrap();
    }
}

#[test]
fn memory_is_limited_where_rows_are_held_back() {
    let snapshot = health();
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    for text in [
        "UNWIND range(1, 100000) AS x RETURN x ORDER BY x",
        "UNWIND range(1, 100000) AS x RETURN DISTINCT x",
        "UNWIND range(1, 100000) AS x RETURN collect(x)",
        "UNWIND range(1, 100000) AS x RETURN x, count(*)",
        "RETURN COLLECT { UNWIND range(1, 100000) AS x RETURN x }",
    ] {
        let result = count(snapshot.query(text).limits(limits.clone()));
        assert_eq!(detail(result), "MemoryLimit", "{text}");
    }
    let top = "UNWIND range(1, 100000) AS x RETURN x ORDER BY x DESC LIMIT 3";
    let limits = Limits { memory: Some(4 << 20), ..Limits::default() };
    assert_eq!(count(snapshot.query(top).limits(limits)), Ok(3));
}

#[test]
fn rows_are_limited_and_nothing_is_cut_silently() {
    let snapshot = health();
    let limited = |rows| {
        let limits = Limits { rows: Some(rows), ..Limits::default() };
        count(snapshot.query("UNWIND range(1, 5) AS x RETURN x").limits(limits))
    };
    assert_eq!(limited(5), Ok(5));
    assert_eq!(detail(limited(4)), "RowLimit");
}

#[test]
fn a_result_that_is_not_asked_for_is_not_found() {
    let snapshot = complete(30);
    let rows = snapshot.query("MATCH (a)-[*1..10]-(b) RETURN a, b").rows().unwrap();
    assert_eq!(rows.take(3).flatten().count(), 3);
    assert_eq!(count(snapshot.query("MATCH (a)-[*]-(b) RETURN a LIMIT 10")), Ok(10));
}

#[test]
fn a_query_of_very_many_clauses_needs_no_deep_stack() {
    let text = format!("{} RETURN x", "WITH 1 AS x ".repeat(20_000));
    assert_eq!(count(health().query(text)), Ok(1));
}

#[test]
fn a_pattern_of_very_many_nodes_is_refused_before_it_is_planned() {
    let chain = |count: usize| format!("MATCH ({}) RETURN count(*)", ")-->(".repeat(count));
    let snapshot = health();
    assert_eq!(count(snapshot.query(chain(900))), Ok(1));
    assert_eq!(detail(count(snapshot.query(chain(5_000)))), "PatternTooLarge");
    let many = format!("RETURN [{}0]", "[x IN []],".repeat(70_000));
    assert_eq!(detail(count(snapshot.query(many))), "TooManyVariables");
}

#[test]
fn rows_can_be_sent_and_shared() {
    fn check<T: Send + Sync>() {}
    check::<crate::cypher::Rows>();
    check::<Query>();
}
