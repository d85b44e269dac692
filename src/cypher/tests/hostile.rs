//! Queries nobody should write, on a graph in which every node is tied to every other: each ends in
//! an error that names what was reached, and leaves the data and the process as they were.

use std::sync::OnceLock;
use std::time::Duration;

use crate::cypher::{CancelToken, ErrorKind, Limits, Plan, Procedures, QueryError};
use crate::model::Value;
use crate::{Database, Error};

/// The nodes of the graph.
const NODES: usize = 50;

/// A graph in which every node has a relationship to every other.
fn complete() -> &'static Database {
    static GRAPH: OnceLock<Database> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let db = Database::without_schema();
        let nodes = "UNWIND range(1, $nodes) AS i CREATE (:P {i: i, name: 'n' + i})";
        db.execute(nodes).bind("nodes", i64::try_from(NODES).unwrap()).run().unwrap();
        let ties = "MATCH (a:P), (b:P) WHERE a <> b CREATE (a)-[:R {w: a.i}]->(b)";
        db.execute(ties).run().unwrap();
        db
    })
}

/// Limits that are reached within milliseconds.
fn small() -> Limits {
    Limits {
        time: Some(Duration::from_millis(40)),
        memory: Some(4 << 20),
        list_len: 100_000,
        ..Limits::default()
    }
}

/// What everything in the graph is, in short.
fn fingerprint(db: &Database) -> String {
    let text = "MATCH (n) OPTIONAL MATCH (n)-[r]->() WITH n, count(r) AS ties, sum(r.w) AS weights \
                RETURN labels(n) AS l, n.i AS i, n.name AS name, ties, weights ORDER BY id(n)";
    let rows = db.snapshot().query(text).rows().unwrap();
    let lines: Vec<String> = rows.map(|row| format!("{:?}", row.unwrap().values())).collect();
    lines.join("\n")
}

/// Runs a query to its end.
fn run(
    db: &Database,
    text: &str,
    limits: Limits,
    cancel: CancelToken,
) -> Result<usize, QueryError> {
    let mut procedures = Procedures::default();
    let rows = |_: &[Value]| Ok((0..100).map(|n| vec![Value::from(n)]).collect());
    procedures.register("test.rows() :: (n :: INTEGER)", rows).unwrap();
    let query = db.execute(text).limits(limits).cancel(cancel).procedures(&procedures);
    let wrong = |error: Error| match error {
        Error::Query(error) => error,
        other => panic!("{text}: {other}"),
    };
    let mut count = 0;
    for row in query.run().map_err(wrong)? {
        row.map_err(wrong)?;
        count += 1;
    }
    Ok(count)
}

fn runs_into_a_limit(text: &str) {
    let Err(error) = run(complete(), text, small(), CancelToken::default()) else {
        panic!("{text} ends by itself");
    };
    let problem = error.first();
    assert_eq!(problem.kind, ErrorKind::LimitExceeded, "{text}: {error}");
    assert!(!problem.message.is_empty(), "{text}");
}

#[test]
fn what_grows_without_end_is_stopped() {
    let before = fingerprint(complete());
    for text in [
        "UNWIND range(0, 1000000000000) AS x RETURN x",
        "RETURN size(range(-9223372036854775808, 9223372036854775807))",
        "UNWIND range(1, 90000) AS x UNWIND range(1, 90000) AS y UNWIND range(1, 90000) AS z \
         RETURN count(x + y + z)",
        "MATCH (a)-[*1..10]->(b) RETURN sum(a.i + b.i)",
        "MATCH (a)-[*]-(b) RETURN sum(a.i + b.i)",
        "MATCH p = (a)-[*]->(a) WHERE length(p) > 30 RETURN p",
        "MATCH p = (a)-[*30]->(b) RETURN max(length(p))",
        "MATCH p = shortestPath((a:P {i: 1})-[*]-(b:P {i: 2})) WHERE length(p) > 30 RETURN p",
        "MATCH p = allShortestPaths((a:P {i: 1})-[*9..]->(b:P {i: 2})) RETURN p",
        "MATCH p = allShortestPaths((a)-[*]->(b)) WHERE any(n IN nodes(p) WHERE n.i < 0) RETURN p",
        "MATCH (a) RETURN size([(a)-[*1..10]->(b) | b.i])",
        "MATCH (a) WHERE EXISTS { (a)-[*20]->(b) WHERE b.i < 0 } RETURN a",
        "MATCH (a), (b), (c), (d), (e) RETURN max(a.i + b.i + c.i + d.i + e.i)",
        "MATCH (a)-->(b)-->(c)-->(d)-->(e)-->(f) WHERE f.i < a.i - 100 RETURN a",
        "MATCH (a)-->(b), (c)-->(d), (e)-->(f), (g)-->(h) RETURN collect(a.i)",
        "MATCH (a)-->(b) RETURN collect([(a)-->(x)-->(b) | [x, a, b]])",
        "MATCH (a), (b), (c) RETURN collect([a, b, c])",
        "MATCH (a), (b), (c) RETURN a, b, c ORDER BY a.i + b.i - c.i",
        "MATCH (a), (b), (c) RETURN DISTINCT a, b, c",
        "MATCH (a), (b), (c) RETURN a.i, b.i, c.i, count(*)",
        "MATCH (a), (b), (c) RETURN count(DISTINCT [a.i, b.i, c.i])",
        "MATCH (a), (b), (c) RETURN a.i + b.i + c.i AS x UNION MATCH (a), (b), (c) RETURN [a, b, c] AS x",
        "MATCH (a), (b), (c) CALL (a, b, c) { MATCH (x)-->(y) RETURN max(x.i + y.i) AS m } RETURN m",
        "RETURN COUNT { MATCH (a), (b) WHERE COUNT { MATCH (c), (d) WHERE COUNT { MATCH (e), (f) \
         WHERE a.i + b.i + c.i + d.i + e.i + f.i < 0 } > 0 } > 0 }",
        "RETURN reduce(s = 'a', x IN range(1, 100) | s + s)",
        "RETURN reduce(s = 'a', x IN range(1, 100) | replace(s, 'a', 'aa'))",
        "RETURN reduce(s = 'aa', x IN range(1, 100) | replace(s, '', 'aaaa'))",
        "RETURN reduce(s = 'a', x IN range(1, 90000) | s + 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
        "RETURN reduce(l = [1], x IN range(1, 100) | l + l)",
        "RETURN reduce(s = '', x IN range(1, 40) | s + toString(s) + 'x' + s)",
        "RETURN reduce(l = ['a'], x IN range(1, 100) | split(reduce(s = '', y IN l | s + y + 'aa'), ''))",
        "WITH [x IN range(1, 90000) | 'a' + x] AS l RETURN [x IN l | l] = [y IN l | l]",
        "UNWIND range(1, 90000) AS x RETURN size(range(1, 90000)) AS n",
        "UNWIND range(1, 90000) AS x RETURN x IN range(100000, 190000) AS n",
        "UNWIND range(1, 90000) AS x WITH range(1, 90000) AS l RETURN l = reverse(l) AS n",
    ] {
        runs_into_a_limit(text);
    }
    assert_eq!(fingerprint(complete()), before);
}

#[test]
fn writing_without_end_is_stopped_and_undone() {
    let db = complete();
    let before = fingerprint(db);
    for text in [
        "UNWIND range(1, 1000000000) AS x CREATE ({x: x})",
        "UNWIND range(1, 90000) AS x UNWIND range(1, 90000) AS y CREATE ({x: x})",
        "FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | CREATE ({x: x})))",
        "MATCH (a), (b), (c), (d) CREATE (a)-[:S]->(b)",
        "MATCH (a), (b), (c), (d) MERGE (a)-[:S]->(b)",
        "FOREACH (x IN range(1, 90000) | MERGE (:Q {x: x})-[:S]->(:Q {x: x + 1}))",
        "MATCH (a), (b), (c), (d) SET a.i = b.i + c.i",
        "MATCH (a), (b), (c), (d) SET a:Q REMOVE b:P, c.i",
        "MATCH (a), (b), (c), (d) DETACH DELETE a",
        "MATCH (n) DETACH DELETE n WITH 1 AS x UNWIND range(1, 90000) AS y UNWIND range(1, 90000) AS z \
         WITH y WHERE y < 0 RETURN y",
        "MATCH (n) SET n.s = reduce(s = 'a', x IN range(1, 30) | s + s)",
        "MATCH (n) SET n.l = range(1, 90000) WITH n RETURN collect(n.l + n.l)",
        "CALL { UNWIND range(1, 90000) AS x CREATE (n) RETURN n } MATCH (a), (b) RETURN a, b, n",
        "MATCH (a), (b) CALL (a, b) { UNWIND range(1, 90000) AS x CREATE (a)-[:S {x: x}]->(b) }",
    ] {
        runs_into_a_limit(text);
        assert_eq!(fingerprint(db), before, "{text}");
    }
}

#[test]
fn expressions_that_explode_are_named_or_harmless() {
    let db = complete();
    let run = |text: &str| run(db, text, small(), CancelToken::default());
    for pattern in ["(a{1000}){1000}", "((a{100}){100}){100}", "(((((a|b){50}){50}){50}){50}){50}"]
    {
        let error = run(&format!("RETURN 'aaaa' =~ '{pattern}'")).unwrap_err();
        assert_eq!(error.first().detail, "InvalidArgumentValue", "{pattern}: {error}");
        assert!(error.first().message.contains("too large"), "{error}");
    }
    let deep = format!("RETURN 'a' =~ '{}{}'", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(run(&deep).unwrap_err().first().detail, "InvalidArgumentValue");
    // Patterns are matched in linear time, so these simply have an answer.
    for pattern in ["(a+)+$", "(a|a)*b", "(.*)*x", "(a?){30}a{30}"] {
        let text =
            format!("RETURN reduce(s = 'a', x IN range(1, 12) | s + s) + 'c' =~ '{pattern}'");
        assert_eq!(run(&text), Ok(1), "{pattern}");
    }
    let long =
        |item: &str, times: usize| format!("RETURN [{}{item}]", format!("{item},").repeat(times));
    assert_eq!(run(&long("1", 400_000)).unwrap_err().first().kind, ErrorKind::LimitExceeded);
    assert_eq!(run(&long("1", 600_000)).unwrap_err().first().kind, ErrorKind::LimitExceeded);
    for (open, inner, close) in [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("{a: ", "1", "}"),
        ("NOT ", "true", ""),
        ("-", "1", ""),
        ("CASE WHEN true THEN ", "1", " END"),
        ("CASE ", "1", " WHEN 1 THEN 1 END"),
        ("size([", "1", "])"),
        ("COUNT { RETURN ", "1", " }"),
        ("[x IN [1] | ", "1", "]"),
        ("reduce(x = 1, y IN [1] | ", "1", ")"),
        ("EXISTS { MATCH (n) WHERE ", "true", " }"),
    ] {
        for times in [200, 40_000] {
            let text = format!("RETURN {}{inner}{} AS x", open.repeat(times), close.repeat(times));
            let error = run(&text).unwrap_err();
            let named = error.problems().any(|p| p.kind == ErrorKind::LimitExceeded);
            assert!(named, "{open}{close}: {error}");
        }
    }
    for text in ["CALL { ", "CALL () { MATCH (n) "] {
        let text = format!("{}RETURN 1 AS x{}", text.repeat(300), " } RETURN 1 AS x".repeat(300));
        let error = run(&text).unwrap_err();
        assert!(error.problems().any(|p| p.kind == ErrorKind::LimitExceeded), "{error}");
    }
    let brackets = format!("RETURN {}", "(".repeat(1_000_000));
    assert_eq!(run(&brackets).unwrap_err().first().kind, ErrorKind::LimitExceeded);
}

#[test]
fn parameters_may_not_nest_without_end() {
    let nested =
        |levels, wrap: fn(Value) -> Value| (0..levels).fold(Value::from(1), |v, _| wrap(v));
    let snapshot = complete().snapshot();
    for wrap in [|value| Value::list([value]), |value| Value::map([("a", value)])] {
        let given = |levels| snapshot.query("RETURN $x").bind("x", nested(levels, wrap)).rows();
        assert!(given(100).is_ok());
        for levels in [1_000, 200_000] {
            let Err(Error::Query(error)) = given(levels) else { panic!("{levels} levels") };
            assert_eq!(error.first().kind, ErrorKind::LimitExceeded);
        }
    }
}

/// For every operator a query that would run for hours, and writes nothing before it has.
const ENDLESS: [(&str, &str); 24] = [
    (
        "scan",
        "MATCH (a), (b), (c), (d), (e), (f) WHERE a.i + b.i + c.i + d.i + e.i + f.i < 0 RETURN a",
    ),
    ("seek", "MANY MATCH (n:P {name: 'n' + x}) WHERE n.i < 0 RETURN n"),
    (
        "expand",
        "MATCH (a)-->(b)-->(c)-->(d)-->(e)-->(f) WHERE a.i + b.i + c.i + d.i + e.i + f.i < 0 RETURN a",
    ),
    ("expand", "MATCH (a)-[*1..10]->(b) WHERE a.i + b.i < 0 RETURN a"),
    ("ends", "MATCH ()-[r]->() MANY MATCH (a)-[r]->(b) WHERE a.i < 0 RETURN a"),
    ("shortest", "MATCH p = shortestPath((a {i: 1})-[*]-(b {i: 2})) WHERE length(p) > 40 RETURN p"),
    ("filter", "MANY WITH x WHERE any(z IN [1, 2, x] WHERE z < 0) RETURN x"),
    ("let", "MANY WITH x + y AS z WITH z + 1 AS z WHERE z < 0 RETURN z"),
    ("unwind", "MANY UNWIND [] AS z RETURN z"),
    ("group", "MANY RETURN x % 10 AS x, count(*) AS n, min(y) AS y"),
    ("distinct", "MANY RETURN DISTINCT x % 10 AS x"),
    ("sort", "MANY RETURN x ORDER BY x + y LIMIT 3"),
    ("skip", "MANY RETURN x SKIP 100000000000"),
    ("limit", "MANY WITH x LIMIT 100000000000 WITH x WHERE x < 0 RETURN x"),
    ("keep", "MANY WITH y WHERE y < 0 RETURN y"),
    ("optional", "MANY OPTIONAL MATCH (n {i: x - 1000000}) WITH n WHERE n IS NOT NULL RETURN n"),
    (
        "call",
        "MANY CALL (x) { MATCH (n) WHERE n.i < x RETURN n.i AS i } WITH i WHERE i < 0 RETURN i",
    ),
    ("union", "MANY CALL (x) { RETURN x AS z UNION RETURN 1 AS z } WITH z WHERE z < 0 RETURN z"),
    ("procedure", "MANY CALL test.rows() YIELD n WITH n WHERE n < 0 RETURN n"),
    ("create", "FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | CREATE ()))"),
    (
        "merge",
        "FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | MERGE (:Q {x: 1})))",
    ),
    (
        "set",
        "MATCH (n {i: 1}) FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | SET n.x = y))",
    ),
    (
        "delete",
        "OPTIONAL MATCH (n {i: 0}) FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | DELETE n))",
    ),
    (
        "foreach",
        "FOREACH (x IN range(1, 90000) | FOREACH (y IN range(1, 90000) | FOREACH (z IN [] | CREATE ())))",
    ),
];

/// The same for what takes time within one expression.
const ENDLESS_EXPRESSIONS: [&str; 8] = [
    "RETURN reduce(s = 0, x IN range(1, 9000000) | s + size([y IN range(1, 9000000) | y]))",
    "RETURN all(x IN range(1, 9000000) WHERE all(y IN range(1, 9000000) WHERE x + y > 0))",
    "MATCH (a) RETURN [(a)-[*1..10]->(b) WHERE b.i < 0 | b]",
    "MATCH (a) WHERE EXISTS { (a)-[*1..10]->(b) WHERE b.i < 0 } RETURN a",
    "MATCH (a) RETURN COUNT { MANY MATCH (n) WHERE n.i < 0 }",
    "MATCH (a) RETURN COLLECT { MANY WITH x WHERE x < 0 RETURN x }",
    "MANY WITH x WHERE reduce(s = 'a', i IN range(1, 9) | s + s) + x =~ '(a+)+$' RETURN x",
    "MANY WITH x WHERE size(range(1, 20000) + range(1, 20000)) < x - 90000 RETURN x",
];

const MANY: &str = "UNWIND range(1, 90000) AS x UNWIND range(1, 90000) AS y";

fn operators(plan: &Plan, into: &mut Vec<&'static str>) {
    for step in &plan.steps {
        into.push(step.operator);
        step.inside.iter().for_each(|plan| operators(plan, into));
    }
}

#[test]
fn every_operator_can_be_cancelled() {
    let db = complete();
    let before = fingerprint(db);
    let mut procedures = Procedures::default();
    procedures.register("test.rows() :: (n :: INTEGER)", |_| Ok(Vec::new())).unwrap();
    let expressions = ENDLESS_EXPRESSIONS.map(|text| ("", text));
    for (operator, text) in ENDLESS.into_iter().chain(expressions) {
        let text = text.replace("MANY", MANY);
        let mut planned = vec![""];
        let plan = db.snapshot().query(&text).procedures(&procedures).explain();
        operators(&plan.unwrap_or_else(|e| panic!("{text}: {e}")), &mut planned);
        assert!(planned.contains(&operator), "{text}: {planned:?}");
        let token = CancelToken::default();
        let stop = token.clone();
        let stopper = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(10));
            stop.cancel();
        });
        let endless = Limits { time: None, ..Limits::default() };
        let Err(error) = run(db, &text, endless, token) else { panic!("{text} ends by itself") };
        assert_eq!(error.first().detail, "Cancelled", "{text}: {error}");
        stopper.join().unwrap();
    }
    assert_eq!(fingerprint(db), before);
}
