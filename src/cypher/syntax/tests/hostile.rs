//! Texts nobody should write: never a panic, always an answer within the text and soon.

use proptest::prelude::*;

use super::generate::Choices;
use crate::cypher::ErrorKind;
use crate::cypher::syntax::{MAX_DEPTH, MAX_LENGTH, parse};
use crate::cypher::tests::setting;

fn survives(text: &str) {
    let error = match parse(text) {
        Err(error) => error,
        Ok(statement) => {
            let printed = statement.to_string();
            let again = parse(&printed).unwrap_or_else(|e| panic!("{e}\n{text}\n{printed}"));
            assert_eq!(again.to_string(), printed, "{text}");
            return;
        }
    };
    for problem in error.problems() {
        let span = problem.span.unwrap_or_else(|| panic!("no span: {problem:?}\n{text}"));
        assert!(span.start <= span.end && text.get(span.range()).is_some(), "{problem:?}\n{text}");
        assert!(!problem.message.is_empty() && problem.code.starts_with("Q00"), "{problem:?}");
    }
}

#[test]
fn a_million_brackets_end_with_the_limit_named() {
    let million = 1_000_000;
    let cases = [
        ("(", million),
        ("[", million),
        ("{a:", 1000),
        ("-", 1000),
        ("NOT ", 1000),
        ("[x IN ", 1000),
    ];
    for (open, times) in
        cases.into_iter().chain([("f(", 1000), ("EXISTS { MATCH (n) WHERE ", 1000)])
    {
        for start in ["RETURN ", "MATCH (n) WHERE ", "FOREACH (x IN y | DELETE "] {
            let text = start.to_owned() + &open.repeat(times);
            let error = parse(&text).unwrap_err();
            let deep = error.problems().find(|p| p.kind == ErrorKind::LimitExceeded);
            let deep = deep.unwrap_or_else(|| panic!("{start}{open}: {error}"));
            assert!(deep.message.contains(&MAX_DEPTH.to_string()), "{}", deep.message);
        }
    }
}

#[test]
fn other_ways_to_nest_are_limited_too() {
    let cases = [
        ("RETURN a", "[0]", ""),
        ("RETURN a", ".b", ""),
        ("RETURN 1", " + 1", ""),
        ("RETURN a", " IS NULL", ""),
        ("MATCH (n:", "!", "A) RETURN n"),
        ("MATCH (n:", "(", "A) RETURN n"),
        ("", "FOREACH (x IN y | ", ""),
        ("", "CALL { ", ""),
        ("MATCH ", "(", ""),
        ("RETURN x IS :: ", "LIST<", ""),
        ("RETURN ", "CASE WHEN ", ""),
        ("RETURN ", "(a)-[{x: ", ""),
    ];
    for (start, middle, end) in cases {
        let error = parse(&format!("{start}{}{end}", middle.repeat(20_000))).unwrap_err();
        let deep = error.problems().any(|p| p.kind == ErrorKind::LimitExceeded);
        assert!(deep, "{start}{middle}: {error}");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let levels = MAX_DEPTH - 1;
    for (open, close) in [("(", ")"), ("[", "]")] {
        let text = format!("RETURN {}1{}", open.repeat(levels), close.repeat(levels));
        assert!(parse(&text).is_ok(), "{levels} times {open}");
    }
}

#[test]
fn long_flat_chains_do_not_nest() {
    let chains = [
        ("RETURN a", " AND a"),
        ("RETURN a", " OR a"),
        ("RETURN a", " XOR a"),
        ("RETURN a", " < a"),
        ("RETURN [1", ",1"),
        ("RETURN a", ", a"),
        ("MATCH (n:A", "|A"),
        ("MATCH (n)", "--()"),
        ("MATCH (n)", " MATCH (n)"),
        ("RETURN 1 AS a", " UNION RETURN 1 AS a"),
    ];
    for (start, more) in chains {
        let mut text = start.to_owned() + &more.repeat(20_000);
        for (open, close) in [("[1", "]"), ("(n:A", ")")] {
            if start.ends_with(open) {
                text.push_str(close);
            }
        }
        assert!(parse(&text).is_ok(), "{start}{more}: {:?}", parse(&text).err());
    }
}

#[test]
fn a_text_beyond_the_limit_is_refused() {
    let error = parse(&" ".repeat(MAX_LENGTH + 1)).unwrap_err();
    assert_eq!((error.first().kind, error.code()), (ErrorKind::LimitExceeded, "Q0008"));
    assert!(error.first().message.contains("1048576"));
}

/// Pieces that mutations put in.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "`",
    "/*",
    "//",
    "-",
    "<",
    ">",
    "--",
    "*",
    "..",
    ":",
    "|",
    "$",
    "\\u",
    "\u{0}",
    "—",
    "é",
    "1e",
    "0x",
    "9999999999999999999",
    ".",
    ",",
    ";",
    " MATCH ",
    " WHERE ",
    " RETURN ",
    " AS ",
    " IN ",
    " NOT ",
    " CASE ",
    "EXISTS {",
    "=",
    " UNION ",
];

/// How many texts are tried: `PLEXUS_CASES`, where it is set.
fn cases(usual: u32) -> ProptestConfig {
    let set = setting("PLEXUS_CASES").map(|count| u32::try_from(count).unwrap());
    ProptestConfig::with_cases(set.unwrap_or(usual))
}

proptest! {
    #![proptest_config(cases(14_000))]

    #[test]
    fn mutated_queries_are_read_without_a_panic(
        choices in prop::collection::vec(any::<u8>(), 0..120),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, 0..40_usize), 1..6),
    ) {
        let mut chars: Vec<char> = Choices::new(&choices).query().to_string().chars().collect();
        for (place, what, piece) in edits {
            let at = place.index(chars.len() + 1);
            match what {
                0 => drop(chars.splice(at..at, PIECES[piece].chars())),
                1 => drop(chars.drain(at..(at + piece).min(chars.len()))),
                _ => chars.truncate(at.max(1)),
            }
        }
        survives(&chars.into_iter().collect::<String>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        survives(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(0..40_usize, 0..30)) {
        survives(&pieces.into_iter().map(|p| PIECES[p]).collect::<String>());
    }
}
