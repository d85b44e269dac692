//! Generated queries with words taken out, put in and exchanged: whatever comes of them is read,
//! written again, bound, planned and run without a panic.
//!
//! `PLEXUS_CASES=1000000 cargo test --release --lib mutated` tries as many, here and on texts that
//! are cut anywhere.

use std::ops::Range;
use std::time::Duration;

use super::generate::{Case, Choices, Drawing, bytes};
use super::setting;
use crate::Error;
use crate::cypher::Limits;
use crate::cypher::syntax::{parse, tokens};
use crate::graph::Snapshot;

/// Words that belong into other places.
const WORDS: [&str; 48] = [
    " ( ",
    " ) ",
    " [ ",
    " ] ",
    " { ",
    " } ",
    " | ",
    " : ",
    " , ",
    " . ",
    " .. ",
    " * ",
    " = ",
    " < ",
    " - ",
    " -> ",
    " <- ",
    " + ",
    " % ",
    " $x ",
    " null ",
    " n1 ",
    " x1 ",
    " 'a' ",
    " -1 ",
    " 1.5 ",
    " 9223372036854775807 ",
    " MATCH ",
    " OPTIONAL ",
    " WHERE ",
    " WITH ",
    " RETURN ",
    " DISTINCT ",
    " ORDER BY ",
    " LIMIT ",
    " SKIP ",
    " UNWIND ",
    " AS ",
    " CALL ",
    " UNION ",
    " EXISTS ",
    " count ",
    " collect ",
    " shortestPath ",
    " NOT ",
    " IN ",
    " CREATE ",
    " SET n1.i = ",
];

/// The words of a text, each with the blanks behind it.
fn words(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = tokens(text).iter().map(|token| token.span.range().start).collect();
    starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

/// What words can stand for one another without much harm: names, numbers, texts, single symbols.
fn shape(word: &str) -> Option<usize> {
    let first = word.chars().next()?;
    let named = first.is_lowercase() && word.trim().ends_with(|c: char| c.is_ascii_digit());
    let shapes = [
        named,
        first.is_ascii_digit(),
        first == '\'',
        first.is_uppercase(),
        "=<>+-*/".contains(first),
    ];
    shapes.iter().position(|is| *is)
}

/// A generated query in which some words are not what they were.
fn mutant(number: u64) -> String {
    let text = Case::new(&mut Choices::new(&bytes(number, 160))).text;
    let other = Case::new(&mut Choices::new(&bytes(number + 1, 60))).text;
    let (mut words, others) = (words(&text), words(&other));
    let changes = bytes(!number, 16);
    let (count, changes) = changes.split_first().unwrap();
    for change in changes.chunks(4).take(1 + usize::from(count % 3)) {
        let [what, high, low, which] = change else { continue };
        let place = usize::from(u16::from_be_bytes([*high, *low]));
        let (at, which) = (place % words.len().max(1), usize::from(*which));
        let end = words.len().min(at + 1);
        let alike = || {
            let own = words.get(at).and_then(|word| shape(word));
            let all =
                words.iter().chain(&others).filter(|word| own.is_some() && shape(word) == own);
            let all: Vec<&str> = all.copied().collect();
            (!all.is_empty()).then(|| all[which % all.len()])
        };
        match if number.is_multiple_of(2) { 6 } else { what % 6 } {
            6 => {
                if let Some(word) = alike() {
                    words[at] = word;
                }
            }
            0 => drop(words.drain(at.min(end)..end)),
            1 => drop(words.splice(at..at, [WORDS[which % WORDS.len()]])),
            2 => drop(words.splice(at.min(end)..end, [WORDS[which % WORDS.len()]])),
            3 => drop(words.splice(at.min(end)..end, others.get(which % others.len()).copied())),
            4 if end < words.len() => words.swap(at, end),
            _ => {
                let from = which % others.len();
                let piece = others.iter().skip(from).take(4).copied();
                drop(words.splice(at..at, piece));
            }
        }
    }
    words.concat()
}

/// Whether the text was a query that runs.
fn survives(snapshot: &Snapshot, text: &str) -> bool {
    if let Ok(statement) = parse(text) {
        let printed = statement.to_string();
        let again =
            parse(&printed).unwrap_or_else(|e| panic!("{e}\n{text}\nprinted as\n{printed}"));
        assert_eq!(again.to_string(), printed, "{text}");
    }
    let limits = Limits {
        time: Some(Duration::from_millis(20)),
        memory: Some(1 << 20),
        ..Limits::default()
    };
    let rows = match snapshot.clone().query(text).limits(limits).rows() {
        Ok(rows) => rows,
        Err(Error::Query(error)) => {
            for problem in error.problems() {
                let inside = problem.span.is_none_or(|span| text.get(span.range()).is_some());
                assert!(inside && !problem.message.is_empty(), "{problem:?}\n{text}");
            }
            return false;
        }
        Err(other) => panic!("{other}\n{text}"),
    };
    rows.take(1_000).for_each(drop);
    true
}

/// Tries a run of mutants; gives how many were queries that run.
fn try_all(numbers: Range<u64>) -> u64 {
    let mut ran = 0;
    let mut graph = None;
    for number in numbers {
        let of = number / 64;
        if graph.as_ref().is_none_or(|(known, _)| *known != of) {
            graph = Some((of, Drawing::new(&mut Choices::new(&bytes(of, 120))).snapshot()));
        }
        let (_, snapshot) = graph.as_ref().unwrap();
        ran += u64::from(survives(snapshot, &mutant(number)));
    }
    ran
}

#[test]
fn mutated_queries_are_planned_and_run_without_a_panic() {
    let count = setting("PLEXUS_CASES").unwrap_or(6_000);
    let ran: u64 = std::thread::scope(|scope| {
        let halves = [0..count / 2, count / 2..count].map(|half| scope.spawn(|| try_all(half)));
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    println!("{count} mutants, of which {ran} ran");
    assert!(ran > count / 20, "only {ran} of {count} ran");
}
