//! The reading queries of the golden cases, and of the openCypher kit where it is at hand: what the
//! engine gives, with and without each rewrite, is what the plain evaluator gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::differential::{Outcome, compare};
use super::generate::Case;
use super::world::health;
use super::{feature_files, kit};
use crate::cypher::plan::rule::TABLE;
use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::Value;

#[path = "../../../tests/tck/feature.rs"]
mod feature;

/// How many queries came out how, and what differs.
#[derive(Default)]
struct Tally {
    same: usize,
    others: usize,
    differences: Vec<String>,
}

impl Tally {
    fn add(&mut self, place: &str, snapshot: &Snapshot, text: &str, given: &Parameters) {
        let words = text.to_uppercase();
        // Of these only the number of rows is determined.
        let cut = ["LIMIT", "SKIP", " SHORTESTPATH"].iter().any(|word| words.contains(word));
        let left_out: Vec<&str> = TABLE.iter().map(|row| row.name).chain(["all"]).collect();
        // What `collect` and its kin give depends on the order of rows.
        let case = Case { only_counted: cut, loosely: true, ..Case::of(text) };
        match compare(snapshot, &case, given, &left_out) {
            Ok(Outcome::Same | Outcome::Failed) => self.same += 1,
            Ok(Outcome::Refused | Outcome::Skipped) => self.others += 1,
            Err(difference) => self.differences.push(format!("{place}\n{text}\n{difference}")),
        }
    }

    fn check(&self, least: usize) {
        assert!(self.differences.is_empty(), "{}", self.differences.join("\n\n"));
        assert!(self.same >= least, "only {} compared, {} not", self.same, self.others);
    }
}

type Parameters = BTreeMap<String, Value>;

#[test]
fn golden_queries_give_what_the_plain_evaluator_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/query");
    let snapshot = health();
    let props = Value::map([("name", "Ada".into())]);
    let given = Parameters::from([("name".into(), "Imperial".into()), ("props".into(), props)]);
    let mut tally = Tally::default();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for case in text.split("== ").skip(1) {
            let (title, case) = case.split_once('\n').unwrap();
            let (query, _) = case.split_once("---\n").unwrap();
            tally.add(title, &snapshot, query.trim(), &given);
        }
    }
    tally.check(60);
}

/// The value that a kit writes, which is as Cypher writes it.
fn value(text: &str) -> Value {
    let snapshot = Database::without_schema().snapshot();
    let mut rows = snapshot.query(format!("RETURN {text}")).rows().unwrap();
    rows.next().unwrap().unwrap().values()[0].clone()
}

/// Sets the scene of a scenario and compares what it reads; `None` where it needs procedures.
fn scenario(kit: &Path, scenario: &feature::Scenario, tally: &mut Tally) -> Option<()> {
    let db = Database::without_schema();
    let mut given = Parameters::new();
    for step in &scenario.steps {
        let graph = step.text.strip_prefix("the ").and_then(|t| t.strip_suffix(" graph"));
        let doc = step.doc.as_deref().unwrap_or_default();
        match step.text.as_str() {
            "having executed:" => drop(db.execute(doc).run().ok()?),
            "parameters are:" => {
                given.extend(step.table.iter().map(|row| (row[0].clone(), value(&row[1]))));
            }
            "executing query:" | "executing control query:" => {
                let rows = db.execute(doc).params(given.clone()).run();
                if rows.is_ok_and(|rows| rows.counters() == crate::cypher::Counters::default()) {
                    tally.add(&scenario.name, &db.snapshot(), doc, &given);
                }
            }
            text if text.starts_with("there exists a procedure") => return None,
            _ => {
                if let Some(name) = graph.filter(|name| *name != "empty") {
                    let file = kit.join("graphs").join(name).join(format!("{name}.cypher"));
                    db.execute(fs::read_to_string(file).unwrap()).run().unwrap();
                }
            }
        }
    }
    Some(())
}

#[test]
fn queries_of_the_kit_give_what_the_plain_evaluator_gives() {
    let Some(dir) = kit() else {
        println!("skipped: no openCypher TCK in $OPENCYPHER_TCK or ../shared/tck");
        return;
    };
    let mut files = Vec::new();
    feature_files(&dir, &mut files);
    let mut tally = Tally::default();
    for file in files {
        for one in feature::read(&fs::read_to_string(&file).unwrap()).unwrap() {
            scenario(&dir, &one, &mut tally);
        }
    }
    tally.check(2_000);
}
