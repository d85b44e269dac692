//! Parsing what the printer wrote gives the same tree.

use std::fmt::Debug;

use proptest::prelude::*;

use super::generate::Choices;
use crate::cypher::syntax::parse;
use crate::cypher::syntax::tree::{Mode, Statement};
use crate::error::Span;

/// Every part of a tree but its spans.
fn bare(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut parts = text.split("Span { ");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    bare
}

fn check(text: &str) {
    let first = parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let printed = first.to_string();
    let second = parse(&printed).unwrap_or_else(|e| panic!("{e}\n{text}\nprinted as\n{printed}"));
    assert_eq!(bare(&first), bare(&second), "{text}\nprinted as\n{printed}");
    assert_eq!(second.to_string(), printed, "printing is stable");
}

#[test]
fn queries_written_by_hand() {
    for text in include_str!("queries.cypher").split(";\n").filter(|q| !q.trim().is_empty()) {
        check(text);
    }
}

#[test]
fn printing_keeps_only_the_brackets_needed() {
    let cases = [
        ("return ((1)+(2))*3", "RETURN (1 + 2) * 3"),
        ("return 1-(2-3), (1-2)-3", "RETURN 1 - (2 - 3), 1 - 2 - 3"),
        ("return -(-1), -(1), - x", "RETURN --1, -(1), -x"),
        ("return not(a=b) and(b or c)", "RETURN NOT a = b AND (b OR c)"),
        ("return [(x in xs)], [x in xs]", "RETURN [(x IN xs)], [x IN xs]"),
        (
            "return `any`((x in xs)), any(x in xs where x)",
            "RETURN `any`(x IN xs), any(x IN xs WHERE x)",
        ),
        ("match (a:A:B)-[:X|:Y*2..2]-({a:1}) finish", "MATCH (a:A:B)-[:X|Y*2]-({a: 1})\nFINISH"),
        ("match ((a)-->(b))+ return *", "MATCH ((a)-->(b)){1,}\nRETURN *"),
        ("as of '2021' return 1", "FOR VALID_TIME AS OF '2021'\nRETURN 1"),
        ("for system_time as of 3 return 1", "FOR SYSTEM_TIME AS OF 3\nRETURN 1"),
        (
            "for system_time as of $when as of '2021' return 1",
            "FOR SYSTEM_TIME AS OF $when\nFOR VALID_TIME AS OF '2021'\nRETURN 1",
        ),
    ];
    for (text, printed) in cases {
        assert_eq!(parse(text).unwrap().to_string(), printed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn generated_queries(choices in prop::collection::vec(any::<u8>(), 0..400)) {
        let query = Choices::new(&choices).query();
        let statement = Statement { mode: Mode::Run, recorded: None, lens: None, query, span: Span::default() };
        let printed = statement.to_string();
        match parse(&printed) {
            Ok(parsed) => prop_assert_eq!(bare(&statement), bare(&parsed), "{}", printed),
            Err(error) => prop_assert!(false, "{:?}\n{}", error, printed),
        }
    }
}
