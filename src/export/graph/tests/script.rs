//! Any drawn graph, written as a script and loaded again: the same graph.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{described, text};
use crate::Database;
use crate::graph::Snapshot;
use crate::source::Dataset;

/// Values of every sort that a property can have, as openCypher writes them.
const VALUES: [&str; 30] = [
    "0",
    "-9223372036854775807 - 1",
    "9223372036854775807",
    "1.0",
    "-0.0",
    "1e300",
    "5e-324",
    "0.1",
    "0.0 / 0.0",
    "1.0 / 0.0",
    "-1.0 / 0.0",
    "true",
    "''",
    "'it\\'s \"x\" \\\\ `y` \\n\\u0000\\u001B; // no comment'",
    "'\u{202e}שלום 😀'",
    "date('2021-02-28')",
    "date('-0044-03-15')",
    "localtime('23:59:59.999999999')",
    "time('12:00:00.5+05:30')",
    "localdatetime('2019-12-31T23:59:59')",
    "localdatetime('0001-01-01T00:00:00.000000001')",
    "datetime('2019-03-31T01:30:00Z')",
    "datetime('2019-10-27T01:30:00+01:00[Europe/London]')",
    "datetime('2019-10-27T01:30:00+00:00[Europe/London]')",
    "datetime('2019-06-01T12:00:00.123-07:00')",
    "duration('P1Y2M3DT4H5M6.789S')",
    "duration({months: -1, days: 40, seconds: -1, nanoseconds: 1})",
    "[]",
    "['a', 'b;c', \"d'e\"]",
    "[date('2021-02-28'), date('2022-02-28')]",
];

const NAMES: [&str; 7] = ["a", "_n", "__n", "odd `key` <&> \"", "end", "ключ", " "];

/// Of an element: its labels or its type, its properties.
type Drawn = (Vec<usize>, Vec<(usize, usize)>);

fn drawn(labels: std::ops::Range<usize>) -> impl Strategy<Value = Drawn> {
    (vec(0..NAMES.len(), labels), vec((0..NAMES.len(), 0..VALUES.len()), 0..4))
}

fn map(properties: &[(usize, usize)]) -> String {
    let one =
        |(key, value): &(usize, usize)| format!("{}: {}", quoted(NAMES[*key]), VALUES[*value]);
    properties.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn declared(graph: &Snapshot) -> Vec<String> {
    graph.indexes().iter().map(|index| format!("{index:?}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_script_loads_the_same_graph_again(
        nodes in vec(drawn(0..3), 0..8),
        edges in vec((0..8_usize, 0..8_usize, drawn(1..2)), 0..8),
        indexes in vec((select(vec!["INDEX", "FULLTEXT INDEX"]), 0..NAMES.len(), 0..NAMES.len()), 0..3),
    ) {
        let db = Database::without_schema();
        let mut tx = db.write().unwrap();
        for (number, (labels, properties)) in nodes.iter().enumerate() {
            let labels: Vec<String> = labels.iter().map(|label| quoted(NAMES[*label])).collect();
            let colon = if labels.is_empty() { "" } else { ":" };
            let create = format!("CREATE (n{colon}{} {{{}}})", labels.join(":"), map(properties));
            if let Err(error) = tx.query(create.as_str()).run() {
                return Err(TestCaseError::fail(format!("{number} {create}: {error}")));
            }
        }
        for (from, to, (types, properties)) in &edges {
            let create = format!(
                "MATCH (a), (b) WHERE id(a) = {from} AND id(b) = {to} CREATE (a)-[:{} {{{}}}]->(b)",
                quoted(NAMES[types[0]]), map(properties)
            );
            tx.query(create).run().unwrap();
        }
        for (sort, label, property) in &indexes {
            let (open, close) = if *sort == "INDEX" { ("(", ")") } else { ("EACH [", "]") };
            let create = format!(
                "CREATE {sort} FOR (n:{}) ON {open}n.{}{close}",
                quoted(NAMES[*label]), quoted(NAMES[*property])
            );
            // One that is there already is there already.
            drop(tx.query(create).run());
        }
        tx.commit().unwrap();
        let graph = db.snapshot();
        let script = text("cypher", 0, &graph);
        let data = Dataset::of([("graph.cypher", script.as_str())]);
        let again = Database::from_dataset(&data).unwrap_or_else(|e| panic!("{script}\n{e}")).snapshot();
        prop_assert_eq!(described(&again), described(&graph), "{}", script);
        prop_assert_eq!(declared(&again), declared(&graph));
        // Nothing is left of what tied the relations to their nodes.
        prop_assert_eq!(text("cypher", 0, &again).lines().count(), script.lines().count());
    }
}

#[test]
fn what_is_wrong_in_a_script_has_its_place() {
    let script =
        "CREATE (:Cat {name: 'Tom'});\n// A comment; and more\nCREATE (:Cat {age: 1 / 0});\n";
    let db = Database::without_schema();
    let data = Dataset::of([("cats.cypher", script)]);
    let error = db.load(&data, "").unwrap_err();
    assert!(error.to_string().starts_with("cats.cypher:3:"), "{error}");
    assert_eq!(db.snapshot().node_count(), 0);
    let data = Dataset::of([("cats.cypher", "CREATE (:Cat); CREATE (:Cat) CAT")]);
    let error = db.load(&data, "").unwrap_err();
    assert!(error.to_string().starts_with("cats.cypher:1:"), "{error}");
    let data = Dataset::of([(
        "cats.cypher",
        "CREATE (:Cat)-[:SEES]->(:Mouse); MATCH (c:Cat) SET c.n = 1",
    )]);
    assert_eq!(db.rehearse(&data).unwrap().added, 3);
    assert_eq!(db.load(&data, "cats").unwrap().added, 3);
    assert_eq!(db.snapshot().size(), [2, 1]);
}
