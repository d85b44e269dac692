//! What is said about texts that are no queries.

use crate::cypher::ErrorKind;
use crate::cypher::syntax::parse;

/// Each problem as `code detail [the text meant] message (help)`.
fn problems(text: &str) -> Vec<String> {
    let Err(error) = parse(text) else { return Vec::new() };
    let all = error.problems().map(|p| {
        assert_eq!(p.kind, ErrorKind::SyntaxError);
        let at = p.span.map_or("", |s| s.of(text));
        let help = p.help.as_deref().map_or(String::new(), |h| format!(" ({h})"));
        format!("{} {} [{at}] {}{help}", p.code, p.detail, p.message)
    });
    all.collect()
}

#[test]
fn one_problem_each() {
    let cases = [
        ("", "Q0012 UnexpectedSyntax [] there is no query in the text"),
        (
            "MTCH (n) RETURN n",
            "Q0013 UnexpectedSyntax [MTCH] expected a clause such as `MATCH` or `RETURN`, found `MTCH` (did you mean `MATCH`?)",
        ),
        (
            "MATCH (n) WERE n.x RETURN n",
            "Q0013 UnexpectedSyntax [WERE] expected a clause such as `MATCH` or `RETURN`, found `WERE` (did you mean `WHERE`?)",
        ),
        (
            "RETURN (1",
            "Q0001 UnexpectedSyntax [] expected `)`, found the end of the query (a `(` before it is not closed)",
        ),
        ("MATCH (n RETURN n", "Q0001 UnexpectedSyntax [RETURN] expected `)`, found `RETURN`"),
        (
            "RETURN a == b",
            "Q0001 UnexpectedSyntax [=] expected a value, found `=` (write one `=` to compare)",
        ),
        (
            "RETURN a != b",
            "Q0001 UnexpectedSyntax [!] expected a clause such as `MATCH` or `RETURN`, found `!` (write `<>` for values that differ)",
        ),
        (
            "RETURN 42 — 41",
            "Q0006 InvalidUnicodeCharacter [—] the character `—` (U+2014) means nothing outside a string (write `-`)",
        ),
        (
            "RETURN ‘a’",
            "Q0006 InvalidUnicodeCharacter [‘] the character `‘` (U+2018) means nothing outside a string (write `'`)",
        ),
        ("RETURN 'abc", "Q0011 UnexpectedSyntax ['] the string is not closed (add `'` behind it)"),
        (
            "RETURN 9223372036854775808",
            "Q0003 IntegerOverflow [9223372036854775808] the number 9223372036854775808 does not fit into 64 bits (write it with a decimal point to use a floating point number)",
        ),
        (
            "RETURN -0x8000000000000001",
            "Q0003 IntegerOverflow [-0x8000000000000001] the number 0x8000000000000001 does not fit into 64 bits (write it with a decimal point to use a floating point number)",
        ),
        (
            "RETURN 1.34E999",
            "Q0004 FloatingPointOverflow [1.34E999] the number 1.34E999 is too large for a floating point number",
        ),
        ("RETURN 12h4", "Q0002 InvalidNumberLiteral [12h4] `12h4` is not a number"),
        (
            "RETURN 017",
            "Q0002 InvalidNumberLiteral [017] the number `017` begins with 0 (write `17`, or `0o17` for an octal number)",
        ),
        (
            r"RETURN 'x\uH'",
            r"Q0005 InvalidUnicodeLiteral [\u] `\u` is not a character (write `\u` and four hexadecimal digits, or `\U` and eight)",
        ),
        (
            r"RETURN 'x\d'",
            r"Q0010 UnexpectedSyntax [\d] there is no escape `\d` in a string (write `\\` for a backslash)",
        ),
        (
            "MATCH ()-[:T..]-() RETURN 1",
            "Q0007 InvalidRelationshipPattern [..] expected `]`, found `..`",
        ),
        (
            "MATCH ()-[:T*-2]-() RETURN 1",
            "Q0007 InvalidRelationshipPattern [-] expected `]`, found `-`",
        ),
        (
            "MATCH (a)->(b) RETURN 1",
            "Q0007 InvalidRelationshipPattern [-] expected a relationship, found `-` (write `-->`, `<--`, `--` or `-[:TYPE]->`)",
        ),
        (
            "RETURN {1a: 2}",
            "Q0001 UnexpectedSyntax [1a] expected the name of a property, found the number 1a (write it in backticks to begin a name with a digit)",
        ),
        (
            "RETURN a = NOT b",
            "Q0001 UnexpectedSyntax [NOT] expected a value, found `NOT` (put brackets around `NOT` and what it negates)",
        ),
        ("MATCH (where) RETURN 1", "Q0001 UnexpectedSyntax [)] expected a value, found `)`"),
        ("UNWIND [1] x RETURN x", "Q0001 UnexpectedSyntax [x] expected `AS`, found `x`"),
        (
            "RETURN 1; RETURN 2",
            "Q0001 UnexpectedSyntax [RETURN] expected the end of the query, found `RETURN`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(problems(text), [expected], "{text}");
    }
}

#[test]
fn one_pass_finds_the_problems_of_every_clause() {
    let text = "MATCH (a:) WHERE a.x STARTS WITH 'y' OPTIONAL MATCH (b {x: }) WITH a, b ORDER BY RETURN 0x, EXISTS { MATCH (c:) RETURN c } UNION RTURN 1";
    let found = problems(text);
    let starts: Vec<&str> = found.iter().filter_map(|p| p.split(']').next()).collect();
    assert_eq!(
        starts,
        [
            "Q0001 UnexpectedSyntax [)",
            "Q0001 UnexpectedSyntax [}",
            "Q0001 UnexpectedSyntax [RETURN",
            "Q0002 InvalidNumberLiteral [0x",
            "Q0013 UnexpectedSyntax [RTURN",
        ]
    );
}

#[test]
fn a_flood_of_problems_is_cut() {
    let text = "MATCH (a:) ".repeat(1000);
    assert_eq!(problems(&text).len(), 32);
}

#[test]
fn words_of_other_dialects_are_known() {
    let cases = [
        (
            "SELECT x RETURN x",
            "Q0014 UnexpectedSyntax [SELECT] expected a clause such as `MATCH` or `RETURN`, found `SELECT` (write `MATCH` and what to find, then `RETURN` and the columns)",
        ),
        (
            "RETURN 1 AS x WHERE x > 0",
            "Q0014 UnexpectedSyntax [WHERE] expected a clause such as `MATCH` or `RETURN`, found `WHERE` (it stands behind `MATCH`, `WITH` and `YIELD`; write `FILTER` to filter rows)",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(problems(text), [expected], "{text}");
    }
}
