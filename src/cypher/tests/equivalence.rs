//! Patterns on graphs with a schema, where relations may be symmetric and nodes be seen as one: with every rewrite, without
//! any, without one, and by the plain evaluator the same rows.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::differential::{Outcome, compare};
use super::generate::Case;
use super::world::folded;
use crate::graph::Snapshot;
use crate::model::{Bound, Change, Direction, EdgeRecord, Fact, NodeRecord, Value, when::Validity};

const LABELS: [&str; 2] = ["Organisation", "Person"];
/// Those who work with each other do so whichever way round it was entered.
const TYPES: [&str; 3] = ["MEMBER_OF", "CHAIRS", "WORKS_WITH"];

/// A relationship of a pattern, between nodes by number.
#[derive(Debug, Clone)]
struct Relation {
    from: usize,
    to: usize,
    direction: Direction,
    types: Vec<&'static str>,
    weight: Option<i64>,
    /// The least and the greatest number of relationships in a row.
    hops: Option<(usize, usize)>,
}

/// A pattern: nodes with their labels, and the relationships between them.
#[derive(Debug, Clone)]
struct Pattern {
    nodes: Vec<Option<&'static str>>,
    relations: Vec<Relation>,
}

fn person_or_organisation(number: usize, kind: usize, population: i64) -> Change {
    let kind = ["organisation", "person"][kind];
    let fact = Fact {
        key: "population".into(),
        value: population.into(),
        bound: Bound::Exact,
        unit: None,
        of: None,
        period: None,
        validity: Validity::default(),
        inferred: None,
        note: None,
        evidence: Vec::new(),
    };
    let record =
        NodeRecord::new(format!("n{number}").as_str().into(), kind, &format!("N{}", number % 3));
    Change::AddNode(NodeRecord { facts: vec![fact], ..record })
}

pub(super) fn any_graph() -> impl Strategy<Value = Snapshot> {
    let nodes = prop::collection::vec((0..2_usize, 0..3_i64), 2..5);
    let edges = prop::collection::vec((0..5_usize, 0..5_usize, 0..3_usize, 0..3_i64), 0..8);
    let same = prop::collection::vec((0..5_usize, 0..5_usize), 0..3);
    // What comes first lies in the base, and may be seen as another only later.
    (nodes, edges, same, 0..16_usize).prop_map(|(nodes, edges, same, first)| {
        let count = nodes.len();
        let kinds: Vec<usize> = nodes.iter().map(|(kind, _)| *kind).collect();
        let is_kind = |(from, to): &(usize, usize)| {
            from % count != to % count && kinds[from % count] == kinds[to % count]
        };
        let key = |n: usize| format!("n{}", n % count);
        let same = same.into_iter().filter(is_kind).map(|(from, to)| {
            let (from, to) = (key(from), key(to));
            let edge = EdgeRecord::new(from.as_str().into(), "same-as", to.as_str().into());
            Change::AddEdge(edge)
        });
        let nodes = nodes.into_iter().enumerate();
        let nodes = nodes.map(|(n, (kind, people))| person_or_organisation(n, kind, people));
        // The model knows no relation from a thing to itself.
        let apart = edges.into_iter().filter(|(from, to, ..)| from % count != to % count);
        let edges = apart.map(|(from, to, ty, weight)| {
            let (from, to) = (key(from), key(to));
            let relation = ["member-of", "chairs", "works-with"][ty];
            let mut edge = EdgeRecord::new(from.as_str().into(), relation, to.as_str().into());
            edge.attributes.insert("weight".into(), Value::Integer(weight));
            Change::AddEdge(edge)
        });
        folded(nodes.chain(edges).chain(same).collect::<Vec<_>>(), first)
    })
}

fn any_relation(nodes: usize, hops: bool) -> impl Strategy<Value = Relation> {
    let direction = prop::sample::select(vec![Direction::Out, Direction::In, Direction::Both]);
    let types = prop::sample::subsequence(TYPES.to_vec(), 0..=3);
    let weight = prop::option::weighted(0.3, 0..3_i64);
    let row = prop::option::weighted(0.4, (0..2_usize, 0..3_usize));
    let hops = row.prop_map(move |h| h.filter(|_| hops).map(|(min, more)| (min, min + more)));
    (0..nodes, 0..nodes, direction, types, weight, hops).prop_map(
        |(from, to, direction, types, weight, hops)| Relation {
            from,
            to,
            direction,
            types,
            weight,
            hops,
        },
    )
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    let label = prop::option::weighted(0.4, prop::sample::select(LABELS.to_vec()));
    let nodes = prop::collection::vec(label, 1..4);
    nodes.prop_flat_map(|nodes| {
        let count = nodes.len();
        prop::collection::vec(any_relation(count, true), 0..4)
            .prop_map(move |relations| Pattern { nodes: nodes.clone(), relations })
    })
}

fn arrow(relation: &Relation, name: &str) -> String {
    let types = if relation.types.is_empty() {
        String::new()
    } else {
        format!(":{}", relation.types.join("|"))
    };
    let hops = relation.hops.map(|(min, max)| format!("*{min}..{max}")).unwrap_or_default();
    let weight = relation.weight.map(|w| format!(" {{weight: {w}}}")).unwrap_or_default();
    let (left, right) = match relation.direction {
        Direction::Out => ("-", "->"),
        Direction::In => ("<-", "-"),
        Direction::Both => ("-", "-"),
    };
    format!("{left}[{name}{types}{hops}{weight}]{right}")
}

/// The pattern as a query that returns the nodes, then the relationships.
fn query(pattern: &Pattern) -> String {
    let nodes = pattern.nodes.iter().enumerate();
    let nodes = nodes.map(|(i, label)| match label {
        Some(label) => format!("(v{i}:{label})"),
        None => format!("(v{i})"),
    });
    let relations = pattern.relations.iter().enumerate();
    let relations =
        relations.map(|(i, r)| format!("(v{}){}(v{})", r.from, arrow(r, &format!("r{i}")), r.to));
    let parts: Vec<String> = relations.chain(nodes).collect();
    let names: Vec<String> = (0..pattern.nodes.len())
        .map(|i| format!("v{i}"))
        .chain((0..pattern.relations.len()).map(|i| format!("r{i}")))
        .collect();
    format!("MATCH {} RETURN {}", parts.join(", "), names.join(", "))
}

const REWRITES: [&str; 7] = ["seek", "start", "order", "push", "top", "inline", "both-ends"];

/// Whether all give the same.
fn same(snapshot: &Snapshot, text: &str, left_out: &str) -> Result<(), TestCaseError> {
    let case = Case::of(text);
    match compare(snapshot, &case, &BTreeMap::new(), &["all", left_out]) {
        Ok(Outcome::Refused) => Err(TestCaseError::fail(format!("{text} does not compile"))),
        Ok(_) => Ok(()),
        Err(difference) => Err(TestCaseError::fail(format!("{text}\n{difference}"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn patterns_match_what_the_plain_evaluator_finds(
        snapshot in any_graph(),
        pattern in any_pattern(),
        left_out in prop::sample::select(REWRITES.to_vec()),
    ) {
        same(&snapshot, &query(&pattern), left_out)?;
    }

    #[test]
    fn shortest_paths_are_what_the_plain_evaluator_finds(
        snapshot in any_graph(),
        relation in any_relation(2, false),
        min in 0..3_usize,
        max in prop::option::of(0..3_usize),
        condition in 0..4_usize,
        left_out in prop::sample::select(REWRITES.to_vec()),
    ) {
        let max = max.map_or(usize::MAX, |more| min + more);
        let relation = Relation { hops: Some((min, max)), ..relation };
        let condition_text = match condition {
            1 => "WHERE none(n IN nodes(p) WHERE n.population = 1)",
            2 => "WHERE length(p) % 2 = 0",
            3 => "WHERE any(n IN nodes(p) WHERE n.population = 2)",
            _ => "",
        };
        let step = arrow(&relation, "r").replace(&format!("..{}", usize::MAX), "..");
        let text = format!(
            "MATCH p = allShortestPaths((a){step}(b)) {condition_text} RETURN a, b, r"
        );
        same(&snapshot, &text, left_out)?;
        // Of one shortest path only the pair and the length are determined.
        let one = text.replace("allShortestPaths", "shortestPath").replace("b, r", "b, size(r)");
        same(&snapshot, &one, left_out)?;
    }

    #[test]
    fn clauses_give_what_the_plain_evaluator_gives(
        snapshot in any_graph(),
        pattern in any_pattern(),
        clause in prop::sample::select(vec![
            "MATCH (v0) WHERE v0.population > 0 OPTIONAL MATCH (v0)-[x]->(y:Person) \
             RETURN v0, x, y",
            "RETURN v0.name AS name, count(*) AS n, count(DISTINCT v0) AS d ORDER BY name",
            "WITH v0 ORDER BY v0.population DESC, v0.name, id(v0) SKIP 1 LIMIT 3 RETURN v0",
            "WITH DISTINCT v0 WHERE NOT (v0)-[:CHAIRS]->() RETURN v0, COUNT { (v0)--() } AS c",
            "MATCH (x {name: v0.name}) RETURN v0, x",
            "MATCH (x {id: v0.id})-[s]-(y {name: 'N1'}) RETURN s, x, y",
            "MATCH (v0)-[s]-() WITH s MATCH (x)-[s]->(y) RETURN s, x, y",
            "MATCH p = (v0)-[*0..2]->(x) RETURN p, [n IN nodes(p) | n.name] AS names",
        ]),
        left_out in prop::sample::select(REWRITES.to_vec()),
    ) {
        let whole = query(&pattern);
        let (head, _) = whole.split_once(" RETURN").unwrap();
        let text = format!("{head} {clause}");
        same(&snapshot, &text, left_out)?;
    }
}
