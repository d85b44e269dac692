//! Generated queries on generated graphs: what the engine gives with every rewrite, without any and
//! without each of them is what the plain evaluator gives.
//!
//! `PLEXUS_CASES=100000 cargo test --release --lib differential` compares as many; `PLEXUS_SEED`
//! begins with another case than the first, which shows a case that differs.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::generate::{BAG, Case, Choices, Drawing, bytes};
use super::reference::{self, Answer, Halt};
use super::setting;
use crate::Error;
use crate::cypher::plan::rule::TABLE;
use crate::cypher::{Limits, Query};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;

/// How many cases share a graph.
const QUERIES: u64 = 8;
/// The steps that the plain evaluator may take.
const STEPS: usize = 60_000;
/// The time that the engine may take, for whatever a case becomes as it is made smaller.
const TIME: Duration = Duration::from_secs(2);
/// The differences that are looked into before a run is given up.
const SHOWN: usize = 5;

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// All gave the same rows.
    Same,
    /// All failed while they ran.
    Failed,
    /// The query does not compile, so there is nothing to compare.
    Refused,
    /// It is too much for the plain evaluator.
    Skipped,
}

fn now() -> Instant {
    Instant::new(1_699_446_600, 0)
}

/// A value as a text that tells apart what `==` does not, such as `1` and `1.0`.
pub(super) fn exactly(value: &Value, any_order: bool) -> String {
    match value {
        // Where rows come in another order, a mean may differ in its last digit.
        Value::Float(x) => format!("{x:.9e}"),
        Value::Path(path) => format!("{path:?}"),
        Value::List(values) => {
            let mut values: Vec<String> = values.iter().map(|v| exactly(v, any_order)).collect();
            if any_order {
                values.sort();
            }
            format!("[{}]", values.join(", "))
        }
        Value::Map(map) => {
            let entries =
                map.iter().map(|(key, value)| format!("{key}: {}", exactly(value, any_order)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}

/// The rows as texts, in an order of their own; `loosely` without regard to the order of lists.
fn bag(answer: &Answer, loosely: bool) -> Vec<String> {
    let mut columns: Vec<(usize, &String)> = answer.columns.iter().enumerate().collect();
    columns.sort_by_key(|(_, name)| *name);
    let line = |row: &Vec<Value>| {
        let cells = columns.iter().map(|(place, name)| {
            format!("{name}: {}", exactly(&row[*place], loosely || name.starts_with(BAG)))
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    let mut lines: Vec<String> = answer.rows.iter().map(line).collect();
    lines.sort();
    lines
}

/// What the engine gives.
fn given(query: Query) -> Result<Answer, Error> {
    let limits = Limits { time: Some(TIME), ..Limits::default() };
    let rows = query.with_now(now()).limits(limits).rows()?;
    let columns = rows.columns().iter().map(ToString::to_string).collect();
    let rows = rows.map(|row| row.map(|row| row.values().to_vec()));
    Ok(Answer { columns, rows: rows.collect::<Result<_, _>>()? })
}

/// Whether rows are in the order of these columns.
fn in_order(answer: &Answer, order: &[(String, bool)]) -> bool {
    let place = |name: &String| answer.columns.iter().position(|c| c == name).unwrap();
    let order: Vec<(usize, bool)> = order.iter().map(|(name, d)| (place(name), *d)).collect();
    answer.rows.is_sorted_by(|a, b| {
        let decided = order.iter().fold(Ordering::Equal, |decided, (place, descending)| {
            let next = a[*place].order(&b[*place]);
            decided.then(if *descending { next.reverse() } else { next })
        });
        decided.is_le()
    })
}

/// What differs: of rows those that only one of the two has.
fn difference(
    left_out: &str,
    what: &str,
    expected: &Result<Answer, String>,
    answer: &Result<Answer, Error>,
) -> String {
    let lines = |answer: Result<&Answer, String>| match answer {
        Ok(answer) => bag(answer, false),
        Err(message) => vec![format!("error: {message}")],
    };
    let mut expected = lines(expected.as_ref().map_err(Clone::clone));
    let mut given = lines(answer.as_ref().map_err(ToString::to_string));
    expected.retain(|line| match given.iter().position(|other| other == line) {
        Some(place) => {
            given.remove(place);
            false
        }
        None => true,
    });
    let mut text = format!("without {left_out}: {what}");
    for (title, lines) in [("expected", expected), ("given", given)] {
        write!(text, "\n{title}, {} rows that the other has not:", lines.len()).unwrap();
        for line in lines.iter().take(5) {
            write!(text, "\n  {line}").unwrap();
        }
    }
    text
}

/// Holds the engine against the plain evaluator.
pub(super) fn compare(
    snapshot: &Snapshot,
    case: &Case,
    parameters: &BTreeMap<String, Value>,
    left_out: &[&str],
) -> Result<Outcome, String> {
    let query = || snapshot.query(&case.text).params(parameters.clone());
    if query().explain().is_err() {
        return Ok(Outcome::Refused);
    }
    let expected = match reference::answer(snapshot, &case.text, parameters, now(), STEPS) {
        Err(Halt::TooLong | Halt::Beyond) => return Ok(Outcome::Skipped),
        Err(Halt::Fault(message)) => Err(message),
        Ok(answer) => Ok(answer),
    };
    let with_all = std::iter::once("nothing").chain(left_out.iter().copied());
    for left_out in with_all {
        let answer = given(query().without_rewrite(left_out));
        let differs = |what| Err(difference(left_out, what, &expected, &answer));
        match (&expected, &answer) {
            (Ok(expected), Ok(answer)) if case.only_counted => {
                if expected.rows.len() != answer.rows.len() {
                    return differs("another number of rows");
                }
            }
            (Ok(expected), Ok(answer)) => {
                if bag(expected, case.loosely) != bag(answer, case.loosely) {
                    return differs("other rows");
                }
                if !in_order(answer, &case.order) {
                    return differs("another order");
                }
            }
            // Without its rewrites it may have to go through more than the plain evaluator.
            (_, Err(Error::Query(error))) if error.first().detail == "TimeLimit" => {
                return Ok(Outcome::Skipped);
            }
            (Err(_), Err(_)) => {}
            _ => return differs("one of them fails"),
        }
    }
    Ok(if expected.is_ok() { Outcome::Same } else { Outcome::Failed })
}

/// A generated case, as the choices that made it.
#[derive(Clone)]
struct Chosen {
    graph: Vec<u8>,
    query: Vec<u8>,
}

impl Chosen {
    fn new(number: u64) -> Self {
        Self { graph: bytes(number / QUERIES, 120), query: bytes(!number, 240) }
    }

    fn drawing(&self) -> Drawing {
        Drawing::new(&mut Choices::new(&self.graph))
    }

    fn case(&self) -> Case {
        Case::new(&mut Choices::new(&self.query))
    }

    fn differs(&self, left_out: &[&str]) -> Option<String> {
        compare(&self.drawing().snapshot(), &self.case(), &BTreeMap::new(), left_out).err()
    }

    /// A smaller case that differs too.
    fn shrunk(mut self, left_out: &[&str]) -> Self {
        for size in [64, 16, 4, 2, 1] {
            for part in 0..2 {
                let mut at = 0;
                while at < if part == 0 { self.graph.len() } else { self.query.len() } {
                    let shorter = [true, false].into_iter().find_map(|cut| {
                        let mut next = self.clone();
                        let bytes = if part == 0 { &mut next.graph } else { &mut next.query };
                        let end = (at + size).min(bytes.len());
                        if cut {
                            bytes.drain(at..end);
                        } else if bytes[at..end].iter().any(|b| *b > 0) {
                            bytes[at..end].fill(0);
                        } else {
                            return None;
                        }
                        next.differs(left_out).is_some().then_some((next, cut))
                    });
                    match shorter {
                        Some((next, cut)) => {
                            self = next;
                            at += if cut { 0 } else { size };
                        }
                        None => at += size,
                    }
                }
            }
        }
        self
    }
}

/// Compares a run of cases; gives how many came out how, and what differs.
fn compare_all(numbers: impl Iterator<Item = u64>) -> (BTreeMap<Outcome, u64>, Vec<String>) {
    let (mut outcomes, mut failures) = (BTreeMap::new(), Vec::new());
    let mut graph: Option<(u64, Snapshot)> = None;
    for number in numbers {
        let chosen = Chosen::new(number);
        if graph.as_ref().is_none_or(|(of, _)| *of != number / QUERIES) {
            graph = Some((number / QUERIES, chosen.drawing().snapshot()));
        }
        let (_, snapshot) = graph.as_ref().unwrap();
        let single = TABLE[usize::try_from(number).unwrap() % TABLE.len()].name;
        let left_out = ["all", single];
        let case = chosen.case();
        if let Ok(outcome) = compare(snapshot, &case, &BTreeMap::new(), &left_out) {
            *outcomes.entry(outcome).or_default() += 1;
            continue;
        }
        let small = chosen.shrunk(&left_out);
        failures.push(format!(
            "PLEXUS_SEED={number}\n{};\n{}\n{}",
            small.drawing().statements.join(";\n"),
            small.case().text,
            small.differs(&left_out).unwrap(),
        ));
        if failures.len() == SHOWN {
            break;
        }
    }
    (outcomes, failures)
}

#[test]
fn generated_queries_give_what_the_plain_evaluator_gives() {
    let cases = setting("PLEXUS_CASES").unwrap_or(5_000);
    let first = setting("PLEXUS_SEED").unwrap_or(0);
    let mut outcomes: BTreeMap<Outcome, u64> = BTreeMap::new();
    let mut failures = Vec::new();
    std::thread::scope(|scope| {
        let middle = first + cases / 2;
        let halves =
            [first..middle, middle..first + cases].map(|half| scope.spawn(|| compare_all(half)));
        for half in halves {
            let (part, differences) = half.join().unwrap();
            failures.extend(differences);
            for (name, count) in part {
                *outcomes.entry(name).or_default() += count;
            }
        }
    });
    println!("{cases} cases: {outcomes:?}");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let same = outcomes.get(&Outcome::Same).copied().unwrap_or_default();
    assert!(same >= cases / 20 * 19, "only {same} of {cases} were compared");
}

/// Smallest cases of what once differed: a graph, a query, and how many rows it has.
const ONCE_DIFFERED: [(&str, &str, usize); 4] = [
    ("CREATE (:A), ()", "MATCH (n:%) RETURN n", 1),
    ("CREATE ()", "OPTIONAL MATCH (n:A) MATCH (n) RETURN n", 0),
    ("CREATE ()", "UNWIND [0, 1] AS x RETURN x, x AS y, count(*) AS n", 2),
    ("CREATE ()", "WITH 1 AS x OPTIONAL CALL (x) { MATCH (n:A) RETURN x AS y } RETURN x, y", 1),
];

#[test]
fn what_once_differed_no_longer_does() {
    let every: Vec<&str> = TABLE.iter().map(|row| row.name).chain(["all"]).collect();
    for (graph, text, rows) in ONCE_DIFFERED {
        let snapshot = Drawing::of(graph).snapshot();
        let outcome = compare(&snapshot, &Case::of(text), &BTreeMap::new(), &every);
        assert_eq!(outcome, Ok(Outcome::Same), "{text}");
        assert_eq!(given(snapshot.query(text)).unwrap().rows.len(), rows, "{text}");
    }
}
