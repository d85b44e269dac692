//! What questions cost on a generated graph: `cargo bench --bench query [NAME]`.
//!
//! The graph is the same at each run: 20,000 people who follow each other, some of whom are followed by
//! many, and live in cities. The names of the rows are those of the queries in their order.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use plexusdb::Database;
use plexusdb::graph::Snapshot;
use plexusdb::model::Value;

const PEOPLE: u64 = 20_000;
const CITIES: u64 = 500;

/// Numbers that look random and are the same each time (Steele, Lea and Flood's `SplitMix64`, 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

fn whole(n: u64) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Runs a statement that draws something for each row.
fn draw(db: &Database, text: &str, rows: impl IntoIterator<Item = Value>) -> plexusdb::Result<()> {
    db.execute(text).bind("rows", Value::list(rows)).run()?;
    Ok(())
}

fn social() -> plexusdb::Result<Snapshot> {
    let (db, mut numbers) = (Database::without_schema(), Numbers(20_261_122));
    let person = |id: u64, age| {
        let name = Value::text(format!("Person {id}"));
        Value::map([("id", whole(id)), ("name", name), ("age", whole(age))])
    };
    let people: Vec<Value> = (0..PEOPLE).map(|id| person(id, 18 + numbers.below(73))).collect();
    draw(&db, "UNWIND $rows AS r CREATE (p:Person) SET p = r", people)?;
    draw(&db, "UNWIND $rows AS r CREATE (:City {id: r})", (0..CITIES).map(whole))?;
    let pair = |from, to| Value::list([whole(from), whole(to)]);
    let lives: Vec<Value> = (0..PEOPLE).map(|id| pair(id, numbers.below(CITIES))).collect();
    let text = "UNWIND $rows AS r MATCH (p:Person {id: r[0]}), (c:City {id: r[1]}) CREATE (p)-[:LIVES_IN]->(c)";
    draw(&db, text, lives)?;
    // Every tenth follows one of a hundred whom many follow.
    let follows = (0..PEOPLE * 15).map(|n| {
        let end = if n % 10 == 0 { 100 } else { PEOPLE };
        let since = Value::Integer(2000 + i64::try_from(n % 25).unwrap_or_default());
        Value::list([whole(numbers.below(PEOPLE)), whole(numbers.below(end)), since])
    });
    let text = "UNWIND $rows AS r MATCH (a:Person {id: r[0]}), (b:Person {id: r[1]}) \
                CREATE (a)-[:FOLLOWS {since: r[2]}]->(b)";
    draw(&db, text, follows.collect::<Vec<_>>())?;
    Ok(db.snapshot())
}

/// Name and query; `$id` and `$to` are people.
const ROWS: &[(&str, &str)] = &[
    ("point", "MATCH (p:Person {id: $id}) RETURN p.name, p.age"),
    ("one hop", "MATCH (:Person {id: $id})-[:FOLLOWS]->(f:Person) RETURN count(f.id)"),
    (
        "two hops, distinct",
        "MATCH (:Person {id: $id})-[:FOLLOWS]->()-[:FOLLOWS]->(f:Person) RETURN count(DISTINCT f.id)",
    ),
    (
        "three hops, distinct",
        "MATCH (:Person {id: $id})-[:FOLLOWS]->()-[:FOLLOWS]->()-[:FOLLOWS]->(f) RETURN count(DISTINCT f.id)",
    ),
    (
        "two hops, filtered, first ten",
        "MATCH (:Person {id: $id})-[:FOLLOWS]->()-[:FOLLOWS]->(f:Person) WHERE 30 <= f.age AND f.age < 40 \
         RETURN f.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 10",
    ),
    ("within three", "MATCH (:Person {id: $id})-[:FOLLOWS*1..3]->(f) RETURN count(DISTINCT f.id)"),
    (
        "within three, of a time",
        "MATCH (:Person {id: $id})-[rs:FOLLOWS*1..3]->(f) WHERE all(r IN rs WHERE r.since <= 2020) \
         RETURN count(DISTINCT f.id)",
    ),
    (
        "shortest path",
        "MATCH (a:Person {id: $id}), (b:Person {id: $to}) \
         MATCH p = shortestPath((a)-[:FOLLOWS*]->(b)) RETURN length(p)",
    ),
    (
        "two-step walks",
        "MATCH (:Person)-[:FOLLOWS]->(:Person)-[:FOLLOWS]->(:Person) RETURN count(*)",
    ),
    (
        "two-step walks, filtered",
        "MATCH (:Person)-[:FOLLOWS]->(b:Person)-[:FOLLOWS]->(c:Person) WHERE b.age < 50 AND c.age > 25 \
         RETURN count(*)",
    ),
    (
        "triangles",
        "MATCH (a:Person)-[:FOLLOWS]->(b:Person)-[:FOLLOWS]->(c:Person), (a)-[:FOLLOWS]->(c) RETURN count(*)",
    ),
    (
        "most followed",
        "MATCH (f:Person)-[:FOLLOWS]->(p:Person) RETURN p.id AS id, p.name, count(f.id) AS n \
         ORDER BY n DESC, id LIMIT 3",
    ),
    (
        "mean by city",
        "MATCH (p:Person)-[:LIVES_IN]->(c:City) RETURN c.id AS id, avg(p.age) AS a ORDER BY a, id LIMIT 5",
    ),
];

fn rows(graph: &Snapshot, text: &str, numbers: &mut Numbers) -> plexusdb::Result<usize> {
    let (id, to) = (whole(numbers.below(PEOPLE)), whole(numbers.below(PEOPLE)));
    let mut count = 0;
    for row in graph.query(text).bind("id", id).bind("to", to).rows()? {
        black_box(row?);
        count += 1;
    }
    Ok(count)
}

fn queries(criterion: &mut Criterion) {
    let graph = match social() {
        Ok(graph) => graph,
        Err(error) => return report(&error),
    };
    let mut group = criterion.benchmark_group("query");
    group.sample_size(20);
    for (name, text) in ROWS {
        let mut numbers = Numbers(1);
        group.bench_function(*name, |bencher| {
            bencher.iter(|| rows(&graph, text, &mut numbers).map_err(|error| report(&error)));
        });
    }
    group.finish();
}

fn writing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write");
    group.sample_size(10);
    group.bench_function("1,000 nodes", |bencher| {
        let rows: Vec<Value> = (0..1_000).map(whole).collect();
        bencher.iter(|| {
            let db = Database::without_schema();
            draw(&db, "UNWIND $rows AS r CREATE (:Person {id: r})", rows.clone())
                .map_err(|error| report(&error))
        });
    });
    group.bench_function("the whole graph", |bencher| {
        bencher.iter(|| social().map(|graph| graph.edge_count()).map_err(|error| report(&error)));
    });
    group.finish();
}

#[expect(clippy::print_stderr, reason = "a benchmark is a program")]
fn report(error: &plexusdb::Error) {
    eprintln!("{error}");
}

criterion_group!(benches, queries, writing);
criterion_main!(benches);
