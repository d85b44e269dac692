//! Queries that write.

use proptest::prelude::*;

use crate::cypher::{Counters, ErrorKind, Limits, Phase, Procedures, QueryError};
use crate::model::Value;
use crate::{Database, Error};

fn counters(db: &Database, text: &str) -> Counters {
    db.execute(text).run().unwrap_or_else(|error| panic!("{text}: {error}")).counters()
}

/// The rows of a query, each as it is written.
fn rows(db: &Database, text: &str) -> Vec<String> {
    let rows = db.execute(text).run().unwrap_or_else(|error| panic!("{text}: {error}"));
    rows.map(|row| {
        let row = row.unwrap_or_else(|error| panic!("{text}: {error}"));
        let values: Vec<String> = row.values().iter().map(ToString::to_string).collect();
        values.join(" ")
    })
    .collect()
}

fn fails(db: &Database, text: &str) -> QueryError {
    let before = (db.snapshot().node_count(), db.snapshot().edge_count());
    let error = match db.execute(text).run() {
        Err(Error::Query(error)) => error,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!((db.snapshot().node_count(), db.snapshot().edge_count()), before, "{text}");
    error
}

#[test]
fn counters_say_what_was_done() {
    let db = Database::without_schema();
    let done = counters(&db, "CREATE (a:A:B {x: 1, y: null})-[:R {z: 2}]->(:C)");
    let wanted = Counters {
        nodes_created: 2,
        relationships_created: 1,
        properties_set: 2,
        labels_added: 3,
        ..Counters::default()
    };
    assert_eq!(done, wanted);
    let done = counters(&db, "MATCH (a:A) SET a.x = 2, a:D, a += {w: 1} REMOVE a:B, a.nothing");
    let wanted =
        Counters { properties_set: 2, labels_added: 1, labels_removed: 1, ..Counters::default() };
    assert_eq!(done, wanted);
    let done = counters(&db, "MATCH (n) DETACH DELETE n");
    let wanted = Counters { nodes_deleted: 2, relationships_deleted: 1, ..Counters::default() };
    assert_eq!(done, wanted);
    assert!(!counters(&db, "MATCH (n) SET n.x = 1").any());
    assert_eq!(db.snapshot().labels().count(), 0);
}

#[test]
fn a_query_sees_what_it_has_written() {
    let db = Database::without_schema();
    let text = "CREATE (:New {name: 'a'})-[:TIED]->(:New {name: 'b'}) \
                WITH 1 AS one MATCH (n:New)-[:TIED]->(m) RETURN n.name, m.name, one";
    assert_eq!(rows(&db, text), ["'a' 'b' 1"]);
    assert_eq!(rows(&db, "MATCH (n:New {name: 'a'}) SET n.age = 3 RETURN n.age"), ["3"]);
    let renamed =
        "MATCH (n {name: 'b'}) SET n.name = 'c' WITH n MATCH (m {name: 'c'}) RETURN m = n";
    assert_eq!(rows(&db, renamed), ["true"]);
}

#[test]
fn only_names_that_nobody_writes_are_warned_of() {
    let db = Database::without_schema();
    let rows = db.execute("CREATE (n:N {x: 1}) SET n.y = 2 RETURN n.x, n.y, n.z").run().unwrap();
    let names: Vec<_> = rows.warnings().iter().map(|w| w.message.as_str()).collect();
    assert_eq!(names, ["nothing in the graph has the property `z`"]);
}

#[test]
fn reading_is_done_before_writing_begins() {
    let db = Database::without_schema();
    counters(&db, "UNWIND range(1, 3) AS x CREATE (:N {x: x})");
    // Without eagerness the scan would meet what it has itself created, for ever.
    assert_eq!(counters(&db, "MATCH (n:N) CREATE (:N {x: n.x})").nodes_created, 3);
    assert_eq!(rows(&db, "MATCH (n:N) RETURN count(*)"), ["6"]);
    let swap = "MATCH (a:N {x: 1}), (b:N {x: 2}) WITH a, b LIMIT 1 \
                WITH a, b, a.x AS x, b.x AS y SET a.x = y, b.x = x RETURN a.x, b.x";
    assert_eq!(rows(&db, swap), ["2 1"]);
    assert_eq!(counters(&db, "MATCH (n:N), (m:N) DELETE n, m").nodes_deleted, 6);
}

#[test]
fn merge_finds_what_it_has_just_created() {
    let db = Database::without_schema();
    let text = "UNWIND [1, 2, 1, 1] AS x MERGE (n:N {x: x}) \
                ON CREATE SET n.made = 1 ON MATCH SET n.met = coalesce(n.met, 0) + 1 \
                RETURN n.x, n.made, n.met";
    assert_eq!(rows(&db, text), ["1 1 2", "2 1 null", "1 1 2", "1 1 2"]);
    let tie = "MATCH (a:N {x: 1}), (b:N {x: 2}) MERGE (a)-[r:R]-(b) RETURN startNode(r) = a";
    assert_eq!(rows(&db, tie), ["true"]);
    let back = "MATCH (a:N {x: 2}), (b:N {x: 1}) MERGE (a)-[r:R]-(b) RETURN startNode(r) = b";
    assert_eq!(rows(&db, back), ["true"]);
    assert_eq!(db.snapshot().edge_count(), 1);
    let path = "MATCH (a:N {x: 1}) MERGE p = (a)-[:S]->(:M)-[:S]->(:M) RETURN length(p)";
    assert_eq!(rows(&db, path), ["2"]);
    assert_eq!(rows(&db, path), ["2"]);
    assert_eq!(db.snapshot().edge_count(), 3);
}

#[test]
fn foreach_and_subqueries_write_row_by_row() {
    let db = Database::without_schema();
    let text = "UNWIND [1, 2] AS x FOREACH (y IN range(1, x) | CREATE (n:N {x: x}) SET n.y = y) \
                RETURN x";
    assert_eq!(rows(&db, text), ["1", "2"]);
    assert_eq!(rows(&db, "MATCH (n:N) RETURN n.x, n.y ORDER BY n.x, n.y"), ["1 1", "2 1", "2 2"]);
    let unit = "UNWIND [1, 2] AS x CALL { WITH x CREATE (:M {x: x}) } RETURN x";
    assert_eq!(rows(&db, unit), ["1", "2"]);
    let call = "UNWIND [1, 2] AS x CALL { WITH x MATCH (m:M {x: x}) SET m.y = x * 2 RETURN m.y AS y } \
                RETURN x, y";
    assert_eq!(rows(&db, call), ["1 2", "2 4"]);
    let nested = "FOREACH (x IN [1] | FOREACH (y IN [1, 2] | MERGE (:O {y: y})))";
    assert_eq!(counters(&db, nested).nodes_created, 2);
    let union = "CREATE (a:P) RETURN 1 AS x UNION CREATE (b:P) RETURN 1 AS x";
    assert_eq!(rows(&db, union), ["1"]);
    assert_eq!(rows(&db, "MATCH (p:P) RETURN count(*)"), ["2"]);
}

#[test]
fn insert_is_create() {
    let db = Database::without_schema();
    let done = counters(&db, "FOR x IN [1, 2, 3] FILTER x > 1 INSERT (:A {x: x})-[:R]->(:B)");
    assert_eq!((done.nodes_created, done.relationships_created), (4, 2));
    let text = "MATCH (a:A) SET a.y = a.x LET z = a.y + 1 RETURN z ORDER BY z";
    assert_eq!(rows(&db, text), ["3", "4"]);
}

#[test]
fn a_subquery_that_writes_keeps_what_it_has_from_outside() {
    let db = Database::without_schema();
    let text = "UNWIND [1, 2] AS x CALL (x) { CREATE (:N {x: x}) WITH count(*) AS c MATCH (n:N) \
                WITH count(n) AS all CREATE (:M {x: x, all: all}) RETURN all + 10 * x AS y } \
                RETURN x, y";
    assert_eq!(rows(&db, text), ["1 11", "2 22"]);
    assert_eq!(rows(&db, "MATCH (m:M) RETURN m.x, m.all ORDER BY m.x"), ["1 1", "2 2"]);
    let none = "UNWIND [1, 2] AS x CALL (x) { MATCH (m:M) WHERE m.x > 5 DELETE m \
                WITH count(m) AS none RETURN x + none AS y } RETURN y";
    assert_eq!(rows(&db, none), ["1", "2"]);
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let db = Database::without_schema();
    counters(&db, "CREATE (:A {x: 0})-[:R]->(:A {x: 2})");
    for (text, kind, detail) in [
        ("MATCH (a:A) CREATE (:B {x: 1 / a.x})", ErrorKind::ArithmeticError, ""),
        ("MATCH (a:A) DELETE a", ErrorKind::ConstraintVerificationFailed, "DeleteConnectedNode"),
        ("UNWIND [[{}]] AS x CREATE (:B {x: x})", ErrorKind::TypeError, "InvalidPropertyType"),
        ("MATCH (a:A) SET a = 1 + a.x", ErrorKind::TypeError, "InvalidArgumentType"),
        ("MERGE (:B {x: null})", ErrorKind::SemanticError, "MergeReadOwnWrites"),
        ("OPTIONAL MATCH (b:B) CREATE (b)-[:R]->(:A)", ErrorKind::SemanticError, ""),
        (
            "MATCH (a:A)-[r]->() DELETE r SET r.x = 1",
            ErrorKind::EntityNotFound,
            "DeletedEntityAccess",
        ),
        (
            "MATCH (a:A) DETACH DELETE a RETURN a.x",
            ErrorKind::EntityNotFound,
            "DeletedEntityAccess",
        ),
        (
            "MATCH (a:A) DETACH DELETE a RETURN labels(a)",
            ErrorKind::EntityNotFound,
            "DeletedEntityAccess",
        ),
    ] {
        let error = fails(&db, text);
        assert_eq!((error.phase(), error.first().kind), (Phase::Runtime, kind), "{text}: {error}");
        assert!(detail.is_empty() || error.first().detail == detail, "{text}: {error:?}");
    }
    // The ids that were given out meanwhile are not given out again.
    let mut tx = db.write().unwrap();
    tx.query("CREATE (:C) WITH 1 AS x RETURN 1 / (x - 1)").run().unwrap_err();
    let next = tx.query("CREATE (c:C) RETURN id(c)").run().unwrap().next().unwrap().unwrap();
    assert!(next.at::<i64>(0).unwrap() > 3);
    assert_eq!(tx.snapshot().node_count(), 3);
    drop(tx);
    assert_eq!(db.snapshot().node_count(), 2);
}

#[test]
fn mistakes_are_found_before_anything_runs() {
    let db = Database::without_schema();
    for (text, detail) in [
        ("MATCH (a) CREATE (a)", "VariableAlreadyBound"),
        ("CREATE (a), (a:B)", "VariableAlreadyBound"),
        ("MATCH ()-[r]->() CREATE ()-[r]->()", "VariableAlreadyBound"),
        ("MATCH (a) MERGE (a)", "VariableAlreadyBound"),
        ("CREATE ()-->()", "NoSingleRelationshipType"),
        ("MERGE ()-[:A|B]->()", "NoSingleRelationshipType"),
        ("CREATE ()-[:R]-()", "RequiresDirectedRelationship"),
        ("CREATE ()-[:R*2]->()", "CreatingVarLength"),
        ("MERGE ()-[:R*2]->()", "CreatingVarLength"),
        ("MERGE ({x: y})", "UndefinedVariable"),
        ("MERGE (n $map)", "InvalidParameterUse"),
        ("MATCH (n $map) RETURN n", "InvalidParameterUse"),
        ("MATCH (n) DELETE n:A", "InvalidDelete"),
        ("MATCH (n) DELETE 1", "InvalidArgumentType"),
        ("CREATE (a) MATCH (b) RETURN b", "InvalidClauseComposition"),
        ("MATCH (a) WHERE EXISTS { CREATE (b) RETURN b } RETURN a", "InvalidClauseComposition"),
        ("FOREACH (x IN [1] | MATCH (n))", "InvalidClauseComposition"),
        ("FOREACH (x IN [1] | CREATE ()) RETURN x", "UndefinedVariable"),
        ("CREATE (a:A|B)", "UnexpectedSyntax"),
        ("MATCH (n) SET n.x = count(n)", "InvalidAggregation"),
        ("CREATE (n) SET n.x = [{y: 1}]", "InvalidPropertyType"),
        ("MATCH (n) CREATE ({x: n})", "InvalidPropertyType"),
        ("MATCH (n) DELETE 1 + 1", "InvalidArgumentType"),
        ("CALL no.such()", "ProcedureNotFound"),
    ] {
        let error = fails(&db, text);
        assert_eq!(error.phase(), Phase::CompileTime, "{text}: {error}");
        assert_eq!(error.first().detail, detail, "{text}: {error}");
    }
}

#[test]
fn a_snapshot_refuses_to_write_and_explains_it_all_the_same() {
    let db = Database::without_schema();
    let snap = db.snapshot();
    for text in ["MATCH (n) SET n.x = 1", "CALL { CREATE () } RETURN 1", "PROFILE CREATE ()"] {
        let Err(Error::Query(error)) = snap.query(text).rows() else { panic!("{text}") };
        assert_eq!(error.first().detail, "ReadOnly");
        assert!(error.help().unwrap().contains("`execute`"));
    }
    let plan = snap.query("EXPLAIN MATCH (n) MERGE (n)-[:R]->(m:M)").rows().unwrap();
    assert!(plan.plan().unwrap().to_string().contains("merge"));
    let mut profile = db.execute("PROFILE UNWIND [1, 2] AS x CREATE (n:N) RETURN n").run().unwrap();
    let steps = profile.plan().unwrap().steps.iter();
    let actual: Vec<_> = steps.map(|s| (s.operator, s.actual.unwrap().rows)).collect();
    assert_eq!(actual.first(), Some(&("unwind", 2)));
    assert!(actual.contains(&("create", 2)));
    assert!(profile.next().is_some());
    assert_eq!(db.snapshot().node_count(), 2);
    db.execute("EXPLAIN CREATE (n)").run().unwrap();
    assert_eq!(db.snapshot().node_count(), 2);
}

#[test]
fn limits_hold_for_queries_that_write() {
    let db = Database::without_schema();
    let limits = Limits { rows: Some(2), ..Limits::default() };
    let query = db.execute("UNWIND [1, 2, 3] AS x CREATE (n:N) RETURN n").limits(limits);
    assert_eq!(query.run().unwrap_err().code(), "Q0207");
    let limits = Limits { memory: Some(1_000), ..Limits::default() };
    let query = db.execute("UNWIND range(1, 1000) AS x CREATE (n:N)").limits(limits);
    assert_eq!(query.run().unwrap_err().code(), "Q0204");
    assert_eq!(db.snapshot().node_count(), 0);
}

#[test]
fn the_schema_has_its_say() {
    let db = Database::in_memory();
    let text = "CREATE (p:Person {name: 'Ada Example'})-[r:CHAIRS {start: '2021-05'}]-> \
                (o:Organisation:NhsTrust {name: 'Arden Trust'}) RETURN p.id, o.id, r.start";
    assert_eq!(rows(&db, text), ["'person:ada-example' 'org:arden-trust' '2021-05'"]);
    let merged = "MATCH (p:Person), (o:Organisation) MERGE (p)-[r:CHAIRS]->(o) \
                  ON MATCH SET r.end = '2023' RETURN r.start, r.end";
    assert_eq!(rows(&db, merged), ["'2021-05' '2023'"]);
    for (text, words) in [
        ("CREATE (:Person)", "every person needs a name"),
        ("CREATE (:Persn {name: 'x'})", "needs a label"),
        ("CREATE (:Person {name: 'x', shoe_size: 3})", "does not declare it"),
        ("MATCH (p:Person), (o:Organisation) CREATE (o)-[:CHAIRS]->(p)", "`chairs` relation from"),
        ("MATCH (p:Person), (o:Organisation) CREATE (p)-[:CHAIRED]->(o)", "unknown relation"),
        ("MATCH ()-[r:CHAIRS]->() SET r.start = '2024'", "2024"),
        ("MATCH (p:Person) SET p:NhsTrust", "no person carries"),
    ] {
        let error = fails(&db, text);
        assert_eq!(error.first().kind, ErrorKind::ConstraintVerificationFailed, "{text}: {error}");
        assert!(error.to_string().contains(words), "{text}: {error}");
    }
    assert_eq!(counters(&db, "MATCH (n) DETACH DELETE n").nodes_deleted, 2);
    assert_eq!(db.snapshot().by_key("org:arden-trust"), None);
}

#[test]
fn procedures_are_called_with_checked_arguments() {
    let db = Database::without_schema();
    let mut procedures = Procedures::default();
    procedures
        .register(
            "math.pairs(n :: INTEGER, scale :: FLOAT?) :: (a :: INTEGER, b :: FLOAT)",
            |args| {
                let [Value::Integer(n), scale] = args else { return Err("no number".to_owned()) };
                let scale = if let Value::Float(scale) = scale { *scale } else { 1.0 };
                let pair = |a| vec![Value::Integer(a), Value::Float(scale)];
                if *n < 0 { Err("too small".to_owned()) } else { Ok((0..*n).map(pair).collect()) }
            },
        )
        .unwrap();
    procedures.register("do.nothing() :: ()", |_| Ok(Vec::new())).unwrap();
    assert!(procedures.register("no signature", |_| Ok(Vec::new())).is_err());
    let run = |text: &str| {
        let query = db.execute(text).procedures(&procedures).bind("n", 1).bind("scale", 3);
        let found: crate::Result<Vec<_>> = query.run()?.collect();
        let found = found?
            .into_iter()
            .map(|row| row.values().iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        Ok::<Vec<String>, Error>(found.collect())
    };
    let in_query =
        "UNWIND [1, 2] AS n CALL math.pairs(n, 2) YIELD b, a AS x WHERE x > 0 RETURN n, x, b";
    assert_eq!(run(in_query).unwrap(), ["2 1 2.0"]);
    assert_eq!(run("CALL math.pairs").unwrap(), ["0 3.0"]);
    assert_eq!(run("CALL math.pairs(1, null) YIELD *").unwrap(), ["0 1.0"]);
    assert_eq!(run("UNWIND [1, 2] AS n CALL do.nothing() RETURN n").unwrap(), ["1", "2"]);
    assert!(run("CALL do.nothing()").unwrap().is_empty());
    for (text, phase, detail) in [
        ("CALL math.pair(1, 2)", Phase::CompileTime, "ProcedureNotFound"),
        ("CALL math.pairs(1)", Phase::CompileTime, "InvalidNumberOfArguments"),
        ("CALL math.pairs('a', 1)", Phase::CompileTime, "InvalidArgumentType"),
        ("CALL math.pairs(null, 1)", Phase::CompileTime, "InvalidArgumentType"),
        ("CALL math.pairs(count(*), 1)", Phase::CompileTime, "InvalidAggregation"),
        ("CALL math.pairs YIELD a RETURN a", Phase::CompileTime, "InvalidArgumentPassingMode"),
        ("CALL math.pairs(1, 1) YIELD * RETURN a", Phase::CompileTime, "UnexpectedSyntax"),
        ("CALL math.pairs(1, 1) RETURN a", Phase::CompileTime, "UndefinedVariable"),
        ("CALL math.pairs(1, 1) YIELD c RETURN c", Phase::CompileTime, "UndefinedVariable"),
        (
            "UNWIND [1] AS a CALL math.pairs(1, 1) YIELD a RETURN a",
            Phase::CompileTime,
            "VariableAlreadyBound",
        ),
        (
            "UNWIND ['a'] AS n CALL math.pairs(n, 1) YIELD a RETURN a",
            Phase::Runtime,
            "InvalidArgumentType",
        ),
        ("CALL math.pairs(-1, 1)", Phase::Runtime, "ProcedureFailed"),
    ] {
        let Err(Error::Query(error)) = run(text) else { panic!("{text}") };
        assert_eq!((error.phase(), error.first().detail), (phase, detail), "{text}: {error}");
    }
}

/// What a graph holds, without ids: nodes, and relationships between such nodes.
fn contents(db: &Database) -> Vec<String> {
    let snap = db.snapshot();
    let node = |id| {
        let mut labels: Vec<&str> = snap.node_labels(id).map(|l| snap.label_name(l)).collect();
        labels.sort_unstable();
        let properties = snap.node_properties(id).map(|(k, v)| (snap.prop_key_name(k), v));
        format!("{labels:?} {:?}", properties.collect::<Vec<_>>())
    };
    let edge = |id| {
        let (from, to) = snap.edge_ends(id).unwrap();
        let rel_type = snap.rel_type_name(snap.edge_type(id).unwrap());
        let properties = snap.edge_properties(id).map(|(k, v)| (snap.prop_key_name(k), v));
        format!("{} {rel_type} {:?} {}", node(from), properties.collect::<Vec<_>>(), node(to))
    };
    let mut all: Vec<String> = snap.nodes().map(node).chain(snap.edges().map(edge)).collect();
    all.sort_unstable();
    all
}

/// Statements whose outcome does not depend on the order of their rows; X and Y are small numbers.
const STATEMENTS: [&str; 12] = [
    "UNWIND range(1, X) AS x CREATE (:L {x: x})-[:R {x: x}]->(:M {x: x + Y})",
    "MATCH (a:L {x: X}), (b:M) WHERE b.x < Y CREATE (a)-[:S]->(b)",
    "MATCH (a:L)-[r:R]->(b:M) WHERE r.x = X DELETE r",
    "MATCH (a {x: X}) DETACH DELETE a",
    "MATCH (a:L)-[:S]->(b) SET a.y = X, b:N",
    "MATCH (n:N) REMOVE n:N SET n += {z: X, x: Y}",
    "MATCH (n:M {x: X}) SET n = {x: Y}",
    "UNWIND [X, Y, X] AS x MERGE (n:L {x: x}) ON CREATE SET n.y = 0 ON MATCH SET n.z = 1",
    "MATCH (a:L), (b:M) WHERE a.x = b.x MERGE (a)-[r:T]->(b) ON CREATE SET r.x = X",
    "MATCH (a:L) WHERE NOT (a)-->() FOREACH (x IN [X, Y] | CREATE (a)-[:R {x: x}]->(:M))",
    "MATCH (a:L)-[r]->(b)<-[q]-(c:L) WHERE a.x = X SET r.y = Y",
    "MATCH (a:L) CALL { WITH a MATCH (a)-[r:T]->() DELETE r RETURN count(r) AS n } SET a.n = n",
];

fn statement() -> impl Strategy<Value = String> {
    (prop::sample::select(&STATEMENTS[..]), 0..4_i64, 0..4_i64)
        .prop_map(|(text, x, y)| text.replace('X', &x.to_string()).replace('Y', &y.to_string()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn how_a_query_is_planned_does_not_show_in_what_it_writes(
        statements in prop::collection::vec(statement(), 1..12),
    ) {
        let (fast, slow) = (Database::without_schema(), Database::without_schema());
        for text in statements {
            let one = fast.execute(&text).run().map(|rows| rows.counters());
            let other = slow.execute(&text).without_rewrite("all").run().map(|rows| rows.counters());
            prop_assert_eq!(one.map_err(|e| e.code()), other.map_err(|e| e.code()), "{}", text);
            prop_assert_eq!(contents(&fast), contents(&slow), "{}", text);
        }
    }
}
