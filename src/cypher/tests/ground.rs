//! What a row rests on, held against the same query without its gathering.

use std::collections::BTreeMap;

use super::differential::exactly;
use super::generate::{Case, Choices, Drawing, bytes};
use super::reference::{self, Halt};
use super::world;
use crate::cypher::{Grounds, Limits, Row};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;

/// Patterns with the name of their path, to be put in or left out.
const PATTERNS: [&str; 6] = [
    "(a:A)-[r]->(b)",
    "(a)-[r:R|S]-(b)",
    "(a)-[:R*1..2]->(b)",
    "(a)-->(b)-[:S]-(:B)",
    "(a)",
    "((a)-[:R]->(b)){1,2}",
];
const CONDITIONS: [&str; 4] = ["", " WHERE a.i > 0", " WHERE a.s IS NULL", " WHERE a.m <> 1"];
const KEYS: [&str; 4] = ["a.i", "labels(a)", "a.name", "1"];
const GATHERED: [&str; 5] =
    ["count(*)", "collect(a)", "count(*) + 1", "count(DISTINCT a)", "max(a.i) + count(*)"];

fn now() -> Instant {
    Instant::new(1_699_446_600, 0)
}

fn rows(snapshot: &Snapshot, text: &str) -> Option<Vec<Row>> {
    let limits = Limits { time: Some(std::time::Duration::from_secs(2)), ..Limits::default() };
    let rows = snapshot.query(text).with_now(now()).limits(limits).rows().ok()?;
    rows.collect::<Result<Vec<Row>, _>>().ok()
}

fn grounds(snapshot: &Snapshot, text: &str, row: &Row) -> Option<Grounds> {
    snapshot.query(text).with_now(now()).grounds(row, usize::MAX).unwrap()
}

/// The paths of matches, as texts in an order of their own.
fn paths<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let mut paths: Vec<String> = values.map(|value| exactly(value, false)).collect();
    paths.sort();
    paths
}

#[test]
fn the_matches_told_are_those_that_were_counted() {
    let mut compared = 0;
    for number in 0..600 {
        let snapshot = Drawing::new(&mut Choices::new(&bytes(number, 120))).snapshot();
        let mut choices = Choices::new(&bytes(!number, 8));
        let (pattern, condition) = (choices.pick(&PATTERNS), choices.pick(&CONDITIONS));
        // In brackets that are repeated a name stands for a list.
        let (condition, key, gathered) = if pattern.starts_with("((") {
            ("", "size(a)", choices.pick(&["count(*)", "collect(a)"]))
        } else {
            (condition, choices.pick(&KEYS), choices.pick(&GATHERED))
        };
        let pass = choices.pick(&["", "WITH k, g WHERE true "]);
        let text = match pass {
            "" => format!("MATCH {pattern}{condition} RETURN {key} AS k, {gathered} AS g"),
            pass => format!(
                "MATCH {pattern}{condition} WITH {key} AS k, {gathered} AS g {pass}RETURN k, g"
            ),
        };
        let plain = format!("MATCH p = {pattern}{condition} RETURN {key} AS k, p");
        let plain = match reference::answer(&snapshot, &plain, &BTreeMap::new(), now(), 60_000) {
            Ok(plain) => plain,
            Err(Halt::TooLong | Halt::Beyond | Halt::Fault(_)) => continue,
        };
        for row in rows(&snapshot, &text).unwrap() {
            let found = grounds(&snapshot, &text, &row).unwrap();
            let alike = plain.rows.iter().filter(|plain| plain[0] == row.values()[0]);
            let expected = paths(alike.map(|plain| &plain[1]));
            let told = found.first.iter().flat_map(|ground| &ground.values);
            let told = told.filter(|value| matches!(value, Value::Path(_)));
            assert_eq!(paths(told), expected, "{text}\n{row:?}");
            assert_eq!((found.count, found.gathered), (expected.len(), true), "{text}");
            compared += 1;
        }
    }
    assert!(compared > 350, "{compared} rows were compared");
}

#[test]
fn any_row_of_any_query_that_can_be_told_has_a_match() {
    let (mut told, mut left) = (0, 0);
    for number in 0..800 {
        let snapshot = Drawing::new(&mut Choices::new(&bytes(number / 8, 120))).snapshot();
        let case = Case::new(&mut Choices::new(&bytes(!number, 240)));
        let Some(all) = rows(&snapshot, &case.text) else { continue };
        for row in all.iter().take(3) {
            match grounds(&snapshot, &case.text, row) {
                Some(found) => {
                    assert!(found.gathered || found.count > 0, "{}\n{row:?}", case.text);
                    assert_eq!(found.count, found.first.len(), "{}\n{row:?}", case.text);
                    told += 1;
                }
                None => left += 1,
            }
        }
    }
    assert!(told > 250 && left < told / 4, "{told} rows were told, {left} were not");
}

fn only(text: &str) -> (Row, Grounds) {
    let snapshot = world::health();
    let row = rows(&snapshot, text).unwrap().remove(0);
    let grounds = grounds(&snapshot, text, &row).unwrap();
    (row, grounds)
}

#[test]
fn what_has_no_value_is_not_counted() {
    let (row, found) = only("MATCH (p:Person)-[r:CHAIRS]->(b) RETURN count(r.post) AS n");
    assert_eq!((row.get::<i64>("n").unwrap(), found.count), (1, 1));
    let (_, found) = only("OPTIONAL MATCH (x:Nothing) RETURN count(x) AS n");
    assert_eq!((found.count, found.gathered), (0, true));
}

#[test]
fn a_count_in_braces_and_a_list_of_matches_are_looked_into() {
    let counts = [
        "COUNT { (p)<-[:MEMBER_OF]-() }",
        "COUNT { MATCH (p)<-[:MEMBER_OF]-(x) RETURN x }",
        "size([(p)<-[:MEMBER_OF]-(x) | x.name])",
        "size(COLLECT { MATCH (p)<-[:MEMBER_OF]-(x) RETURN x.name })",
    ];
    for count in counts {
        let text = format!("MATCH (p {{id: 'pship:nwl'}}) RETURN p.name AS name, {count} AS n");
        let (row, found) = only(&text);
        assert_eq!((row.get::<i64>("n").unwrap(), found.count), (3, 1), "{text}");
        let [_, Value::List(within), ..] = found.first[0].values.as_slice() else {
            panic!("{text}: {found:?}")
        };
        assert_eq!(within.len(), 3, "{text}");
        assert_eq!(found.first[0].properties[0].1, "name", "{text}");
    }
}

#[test]
fn which_rows_a_limit_has_taken_may_be_left_open() {
    let snapshot = world::health();
    let text = "MATCH (n) WITH n LIMIT 3 RETURN count(*) AS n";
    let row = rows(&snapshot, text).unwrap().remove(0);
    assert_eq!(grounds(&snapshot, text, &row).unwrap().count, 3);
    // A row that the query has not given is vouched for by nothing.
    let other = Row::new(["n"], [Value::from(4)]);
    assert_eq!(grounds(&snapshot, text, &other), None);
    let written = snapshot.query("CREATE (x) RETURN 1 AS one");
    assert_eq!(written.grounds(&Row::new(["one"], [Value::from(1)]), 1).unwrap(), None);
}

#[test]
fn it_is_said_what_is_in_the_way() {
    let snapshot = world::health();
    let said = |text: &str| {
        let found = snapshot.query(text).hindrances().unwrap();
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let texts = [
        (
            "MATCH (p:Person)-[:CHAIRS]->(b) WHERE p.name STARTS WITH 'A' AND b.name = 'Bo' RETURN p",
            "there are 3 matches without it, but of none is it true that b.name = 'Bo'",
        ),
        (
            "MATCH (p:Person)-[:COVERS]->(b) RETURN p",
            "what stands at either end of (p:Person)-[:COVERS]->(b) is here, but nothing joins it so",
        ),
        (
            "MATCH (p:Person {name: 'Cy'})-[:CHAIRS]->(b) RETURN b",
            "nothing here is (p:Person {name: 'Cy'})",
        ),
        (
            "MATCH (p:Person), (q:Organisation) MATCH (p)-[:CHAIRS]->(b), (q)-[:COVERS]->(b) RETURN b",
            "what stands at either end of (q)-[:COVERS]->(b) is here, but nothing joins it so",
        ),
        (
            "MATCH (p:Person)-[:CHAIRS]->(b) WITH b, count(*) AS n WHERE n > 5 RETURN b",
            "there are 3 matches before it, but none is left behind WITH b, count(*) AS n WHERE n > 5",
        ),
        (
            "MATCH (p:Person) RETURN p SKIP 5",
            "there are 2 matches before it, but none is left behind RETURN p SKIP 5",
        ),
        (
            "MATCH (p:Person)-[:COVERS]->(b) RETURN p UNION MATCH (p:Cat) RETURN p",
            "what stands at either end of (p:Person)-[:COVERS]->(b) is here, but nothing joins it so; nothing here is (p:Cat)",
        ),
        (
            "AS OF '1999' MATCH (p:Person)-[:CHAIRS]->({name: 'North West London'}) RETURN p",
            "what stands at either end of (p:Person)-[:CHAIRS]->({name: 'North West London'}) is here, but nothing joins it so; 1 row is found when all times are looked at",
        ),
        ("MATCH (p:Person) RETURN p", ""),
    ];
    for (text, expected) in texts {
        assert_eq!(said(text), expected, "{text}");
    }
}
