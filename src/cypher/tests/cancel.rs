//! A query that is cancelled does little more, however long its values are.
//!
//! What it still does is counted by a function that the query itself calls, so that no test depends
//! on how fast it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::world::health;
use crate::cypher::{CancelToken, ErrorKind, Functions, Limits};
use crate::model::Value;
use crate::{Error, Result};

/// `noticed(x)` gives `x` back and counts how often it is called; `at_first` is done the first time.
fn noticing(at_first: impl Fn() + Send + Sync + 'static) -> (Functions, Arc<AtomicUsize>) {
    let mut functions = Functions::default();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    functions
        .register("noticed(x :: ANY?) :: ANY?", move |args| {
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                at_first();
            }
            Ok(args.first().cloned().unwrap_or_default())
        })
        .unwrap();
    (functions, calls)
}

fn detail(result: Result<Vec<Vec<Value>>>) -> &'static str {
    match result {
        Err(Error::Query(e)) => {
            assert_eq!(e.first().kind, ErrorKind::LimitExceeded);
            e.first().detail
        }
        other => panic!("nothing was reported: {:?}", other.map(|rows| rows.len())),
    }
}

/// Queries that go through 20,000 elements or letters again and again, noticed each time.
const LONG: [&str; 22] = [
    "UNWIND range(1, 2000) AS i RETURN sum(size(range(1, 20000)) + noticed(i))",
    "UNWIND range(1, 2000) AS i WITH $list + [noticed(i)] AS l RETURN sum(l[0])",
    "UNWIND range(1, 2000) AS i WITH i WHERE noticed(i) IN $list RETURN count(*)",
    "UNWIND range(1, 2000) AS i WITH i WHERE noticed($list) = $same RETURN count(*)",
    "UNWIND range(1, 2000) AS i WITH i WHERE noticed($list) <= $same RETURN count(*)",
    "UNWIND range(1, 2000) AS i RETURN sum(CASE noticed($list) WHEN $same THEN 1 ELSE 2 END)",
    "UNWIND range(1, 2000) AS i RETURN sum(noticed($list)[10..][0])",
    "UNWIND range(1, 2000) AS i RETURN sum(last(tail(noticed($list))))",
    "UNWIND range(1, 2000) AS i RETURN sum(head(reverse(noticed($list))))",
    "UNWIND range(1, 2000) AS i RETURN max(noticed($text) =~ '.*b')",
    "UNWIND range(1, 2000) AS i RETURN max(toUpper(noticed($text)))",
    "UNWIND range(1, 2000) AS i RETURN sum(size(noticed($text) + $text))",
    "UNWIND range(1, 2000) AS i RETURN max(noticed($text) CONTAINS 'b')",
    "UNWIND range(1, 2000) AS i RETURN max(size(split(noticed($text), 'a')))",
    "UNWIND range(1, 2000) AS i RETURN DISTINCT noticed($list) AS l",
    "UNWIND range(1, 2000) AS i RETURN noticed($list) AS l, count(*) AS c",
    "UNWIND range(1, 2000) AS i RETURN noticed($list) AS l, i % 2 AS k, count(*) AS c",
    "UNWIND range(1, 2000) AS i RETURN count(DISTINCT noticed($list)) AS c",
    "UNWIND range(1, 2000) AS i RETURN min(noticed($list)) AS m",
    "UNWIND range(1, 2000) AS i WITH i ORDER BY noticed($list) RETURN count(*) AS c",
    "RETURN reduce(l = [], i IN range(1, 2000) | [noticed(i)] + $list)[0]",
    "RETURN size([i IN range(1, 2000) WHERE noticed($list) = $same])",
];

fn ask(text: &str, functions: &Functions, token: CancelToken, limits: Limits) -> &'static str {
    let list = || Value::list((0..20_000).map(Value::from));
    let query = health().query(text).functions(functions).cancel(token).limits(limits);
    let query = query.bind("list", list()).bind("same", list()).bind("text", "a".repeat(400_000));
    let rows = query.rows().and_then(|rows| {
        rows.map(|row| row.map(|row| row.values().to_vec())).collect::<Result<Vec<_>>>()
    });
    detail(rows)
}

#[test]
fn long_values_do_not_delay_a_cancellation() {
    for text in LONG {
        let token = CancelToken::default();
        let cancel = token.clone();
        let (functions, calls) = noticing(move || cancel.cancel());
        assert_eq!(ask(text, &functions, token, Limits::default()), "Cancelled", "{text}");
        let calls = calls.load(Ordering::Relaxed);
        assert!(calls <= 2, "{text} went on for {calls} steps");
    }
}

#[test]
fn long_values_do_not_delay_the_end_of_the_time() {
    let time = Duration::from_millis(50);
    let limits = || Limits { time: Some(time), ..Limits::default() };
    for text in LONG {
        let (functions, calls) = noticing(move || std::thread::sleep(time));
        assert_eq!(ask(text, &functions, CancelToken::default(), limits()), "TimeLimit", "{text}");
        assert!(calls.load(Ordering::Relaxed) <= 2, "{text}");
    }
}

#[test]
fn a_query_of_long_values_can_be_cancelled_from_another_thread() {
    let token = CancelToken::default();
    let (begun, wait) = std::sync::mpsc::channel();
    let cancel = token.clone();
    let stop = std::thread::spawn(move || {
        wait.recv().unwrap();
        cancel.cancel();
    });
    let (functions, calls) = noticing(move || begun.send(()).unwrap());
    let text = "UNWIND range(1, 1000000) AS i RETURN sum(size(range(1, 1000)) + noticed(i))";
    assert_eq!(ask(text, &functions, token, Limits::default()), "Cancelled");
    assert!(calls.load(Ordering::Relaxed) < 1_000_000);
    stop.join().unwrap();
}
