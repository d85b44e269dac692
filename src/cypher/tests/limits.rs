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

const EXPLOSIONS: [&str; 11] = [
    "MATCH (a)-[*1..10]-(b) RETURN count(*)",
    "MATCH (a)--+(b) RETURN count(*)",
    "MATCH ((a)-->(b)<--(c) WHERE a.name <> c.name){1,6} RETURN count(*)",
    "MATCH REPEATABLE ELEMENTS (a)-->{1,30}(b) RETURN count(*)",
    "MATCH SHORTEST 1000000000 (a {id: 'n1'})-->+(b {id: 'n2'}) RETURN count(*)",
    "MATCH SHORTEST 1 ((a {id: 'n1'})-[r]->+(b {id: 'n2'}) WHERE size(r) > 12 AND r[0] = r[1]) RETURN count(*)",
    "MATCH REPEATABLE ELEMENTS ALL SHORTEST ((a {id: 'n1'})-[r]->+(b) WHERE size(r) < 0) RETURN count(*)",
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
        "RETURN size([x IN range(1, 1000) | range(1, 10000000)])",
        "RETURN size([x IN range(1, 30000) | x])",
        "RETURN size([range(1, 30000), range(1, 30000)])",
        "RETURN {a: range(1, 30000), b: range(1, 30000)}.a",
        "RETURN size(range(1, 30000) + range(1, 30000))",
        "RETURN range(1, 50000) = range(1, 50000)",
        "RETURN coalesce(null, range(1, 30000), range(1, 30000))",
        "RETURN reduce(m = {}, x IN range(1, 100000) | {all: [m.all, m.all], x: x}).x",
        "RETURN reduce(l = [], x IN range(1, 100000) | l + [range(1, 1000)])",
        "RETURN reduce(l = [1], x IN range(1, 100) | [l, l])",
        "UNWIND range(1, 1000) AS x WITH range(1, 30000) AS l RETURN size(l)",
        "WITH range(1, 30000) AS a WITH a, range(1, 30000) AS b RETURN size(a) + size(b)",
    ] {
        let result = count(snapshot.query(text).limits(limits.clone()));
        assert_eq!(detail(result), "MemoryLimit", "{text}");
    }
    let top = "UNWIND range(1, 100000) AS x RETURN x ORDER BY x DESC LIMIT 3";
    let limits = Limits { memory: Some(4 << 20), ..Limits::default() };
    assert_eq!(count(snapshot.query(top).limits(limits)), Ok(3));
}

#[test]
fn what_is_let_go_of_does_not_count() {
    let snapshot = health();
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    for text in [
        "UNWIND range(1, 10000) AS x RETURN size(range(1, 100))",
        "RETURN reduce(s = 0, x IN range(1, 1000) | s + size([y IN range(1, 1000) | y]))",
        "RETURN reduce(l = [], x IN range(1, 1000) | l + [x])",
        "UNWIND range(1, 2000) AS x WITH x WHERE EXISTS { UNWIND range(1, 100) AS y \
         WITH y, range(1, 30) AS l RETURN y ORDER BY y } RETURN x",
        "UNWIND range(1, 10000) AS x RETURN COUNT { UNWIND [1, 2] AS y RETURN DISTINCT y }",
        "UNWIND range(1, 5000) AS x CALL { WITH x RETURN collect(x) AS l } RETURN x",
        "WITH range(1, 1000) AS l UNWIND range(1, 5000) AS x WITH x, l AS same \
         RETURN x, coalesce(same, [])",
    ] {
        assert!(count(snapshot.query(text).limits(limits.clone())).is_ok(), "{text}");
    }
}

#[test]
fn nesting_is_limited_wherever_a_list_or_a_map_is_made() {
    let snapshot = health();
    for text in [
        "RETURN size(reduce(l = [], x IN range(1, 1000000) | [l]))",
        "RETURN reduce(m = {}, x IN range(1, 1000000) | {m: m})",
        "RETURN reduce(m = {}, x IN range(1, 1000000) | m {.*, m: m})",
        "RETURN reduce(l = [], x IN range(1, 1000000) | [y IN [1] | l])",
        "RETURN reduce(l = [], x IN range(1, 1000000) | COLLECT { RETURN l })",
    ] {
        assert_eq!(detail(count(snapshot.query(text))), "NestingLimit", "{text}");
    }
    let collected =
        |times| format!("WITH 1 AS x {} RETURN x", "WITH collect(x) AS x ".repeat(times));
    assert_eq!(count(snapshot.query(collected(128))), Ok(1));
    assert_eq!(detail(count(snapshot.query(collected(129)))), "NestingLimit");
}

/// A chain of so many diamonds: two to the power of that many shortest paths from `n0` to the end.
fn diamonds(count: usize) -> Snapshot {
    let node = |n: String| Change::AddNode(NodeRecord::new(n.as_str().into(), "person", &n));
    let edge = |a: String, b: &str| {
        Change::AddEdge(EdgeRecord::new(a.as_str().into(), "member-of", b.into()))
    };
    let nodes = (0..=count).map(|n| node(format!("n{n}")));
    let sides = (0..count).flat_map(|n| [node(format!("a{n}")), node(format!("b{n}"))]);
    let edges = (0..count).flat_map(|n| {
        let (a, b, next) = (format!("a{n}"), format!("b{n}"), format!("n{}", n + 1));
        let first = format!("n{n}");
        [edge(first.clone(), &a), edge(first, &b), edge(a, &next), edge(b, &next)]
    });
    graph(nodes.chain(sides).chain(edges).collect::<Vec<_>>())
}

#[test]
fn shortest_paths_are_put_together_as_they_are_asked_for() {
    let snapshot = diamonds(16);
    let paths = "MATCH p = allShortestPaths((a {id: 'n0'})-[*]->(b {id: 'n16'}))";
    let few = Limits { memory: Some(4 << 20), ..Limits::default() };
    let first = format!("{paths} RETURN p LIMIT 3000");
    assert_eq!(count(snapshot.query(first).limits(few.clone())), Ok(3000));
    let kept = format!("{paths} RETURN p ORDER BY length(p)");
    assert_eq!(detail(count(snapshot.query(kept).limits(few.clone()))), "MemoryLimit");
    let tested = format!("{paths} WHERE length(p) % 2 = 0 RETURN p LIMIT 1");
    assert_eq!(detail(count(snapshot.query(tested).limits(few))), "MemoryLimit");
    let small = diamonds(12);
    let all = "MATCH p = allShortestPaths((a {id: 'n0'})-[*]->(b {id: 'n12'})) RETURN p";
    assert_eq!(count(small.query(all)), Ok(1 << 12));
}

#[test]
fn selected_paths_are_put_together_as_they_are_asked_for() {
    let snapshot = diamonds(16);
    let few = Limits { memory: Some(4 << 20), ..Limits::default() };
    let first = "MATCH p = ALL SHORTEST (a {id: 'n0'})-->+(b {id: 'n16'}) RETURN p LIMIT 3000";
    assert_eq!(count(snapshot.query(first).limits(few.clone())), Ok(3000));
    let in_vain =
        "MATCH p = SHORTEST 1 ((a {id: 'n0'})-[r]->+(b {id: 'n16'}) WHERE r[0] = r[1]) RETURN p";
    assert_eq!(count(snapshot.query(in_vain).limits(few)), Ok(0));
    let small = diamonds(12);
    let all = "MATCH p = ALL SHORTEST (a {id: 'n0'})-->+(b {id: 'n12'}) RETURN p";
    assert_eq!(count(small.query(all)), Ok(1 << 12));
}

#[test]
fn quantifiers_of_any_size_are_answered_in_a_small_graph() {
    let snapshot = health();
    for (pattern, rows) in [
        ("SHORTEST 1 (a:Person)-->{1,9223372036854775807}(b:Borough)", 4),
        ("SHORTEST 1 (a:Person)-->{9223372036854775807,}(b)", 0),
        ("SHORTEST 9223372036854775807 GROUPS (a:Person)-->+(b:Borough)", 8),
        ("(a:Person)-->{5000000000}(b)", 0),
        ("(a:Person)-->{0,5000000000}(b:Borough)", 8),
    ] {
        let query = snapshot.query(format!("MATCH {pattern} RETURN a, b"));
        assert_eq!(count(query), Ok(rows), "{pattern}");
    }
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
    let unhurried = Limits { time: None, ..Limits::default() };
    assert_eq!(count(health().query(text).limits(unhurried)), Ok(1));
}

#[test]
fn a_pattern_of_very_many_nodes_is_refused_before_it_is_planned() {
    let chain = |count: usize| format!("MATCH ({}) RETURN count(*)", ")-->(".repeat(count));
    let snapshot = health();
    assert_eq!(count(snapshot.query(chain(900))), Ok(1));
    assert_eq!(detail(count(snapshot.query(chain(5_000)))), "PatternTooLarge");
    let group = |count: usize| format!("MATCH (({})){{1,2}} RETURN 1", ")-->(".repeat(count));
    assert_eq!(count(snapshot.query(group(900))), Ok(0));
    assert_eq!(detail(count(snapshot.query(group(5_000)))), "PatternTooLarge");
    let groups = |count: usize| format!("MATCH SHORTEST 1 (){} RETURN 1", "-->+()".repeat(count));
    assert_eq!(count(snapshot.query(groups(300))), Ok(0));
    assert_eq!(detail(count(snapshot.query(groups(5_000)))), "PatternTooLarge");
    let tested = ")-->(WHERE 1 = 1".repeat(900);
    let tested = format!("MATCH (({tested})){{1,2}} RETURN 1");
    assert_eq!(count(snapshot.query(tested)), Ok(0));
    let many = format!("RETURN [{}0]", "[x IN []],".repeat(70_000));
    assert_eq!(detail(count(snapshot.query(many))), "TooManyVariables");
}

#[test]
fn rows_can_be_sent_and_shared() {
    fn check<T: Send + Sync>() {}
    check::<crate::cypher::Rows>();
    check::<Query>();
}
