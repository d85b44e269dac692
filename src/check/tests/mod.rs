mod gaps;
mod numbers;
mod time;

use expect_test::{Expect, expect};

use super::{RULES, Texts, check};
use crate::error::Severity;
use crate::source::{Dataset, embedded};

const SOURCE: &str = r#"
[source]
id = "src:gazette"
title = "The Gazette"
kind = "document/news-article"
text = "gazette.txt"
"#;

/// Checks a file whose only source is an undated gazette, and compares the findings of one rule.
fn finds(code: &str, text: &str, expected: Expect) {
    finds_in(code, &[("x.toml", text)], expected);
}

/// Checks files, the first of which has an undated gazette as its source.
#[expect(clippy::needless_pass_by_value, reason = "`expect!` makes a value, used once")]
fn finds_in(code: &str, files: &[(&str, &str)], expected: Expect) {
    let source = std::iter::once(SOURCE).chain(std::iter::repeat(""));
    let files = files.iter().zip(source);
    let data = Dataset::of(files.map(|((name, text), source)| (*name, format!("{source}{text}"))));
    assert!(!data.has_errors(), "{:#?}", data.findings);
    let texts = Texts::of([("gazette.txt", "Ann Bell chairs Arden Trust.".to_owned())]);
    let found: Vec<String> = check(&data, Some(&texts))
        .iter()
        .filter(|f| f.code == code)
        .map(ToString::to_string)
        .collect();
    expected.assert_eq(&found.join("\n"));
}

/// An organisation of this name.
fn organisation(name: &str) -> String {
    format!("[[node]]\nid = \"org:{name}\"\nkind = \"organisation\"\nname = \"{name}\"\n")
}

/// A relation between two organisations of these names.
fn relation(from: &str, says: &str, to: &str) -> String {
    format!("[[edge]]\nfrom = \"org:{from}\"\ntype = \"{says}\"\nto = \"org:{to}\"\n")
}

#[test]
fn codes_are_numbered_without_a_gap() {
    for (rule, number) in RULES.iter().zip(1..) {
        assert_eq!(rule.code, format!("K{number:04}"));
    }
}

#[test]
fn a_quote_must_stand_in_its_source() {
    finds(
        "K0001",
        r#"
[[node]]
id = "person:ann-bell"
kind = "person"
name = "Ann Bell"
quote = "Ann Bell leads"
[[node]]
id = "person:bo-carr"
kind = "person"
name = "Bo Carr"
aka = [{ name = "Bo", quote = "Bo" }]
quote = "Ann   Bell chairs"
"#,
        expect![[r#"
            x.toml:12:9: error[K0001]: the quote does not occur in gazette.txt (help: the text holds it up to “Ann Bell”)
            x.toml:17:31: error[K0001]: the quote does not occur in gazette.txt (help: copy the words from the source as they stand there)
            note[K0001]: 1 quote found in the texts of the sources"#]],
    );
}

#[test]
fn nothing_is_part_of_itself() {
    finds(
        "K0002",
        r#"
[[node]]
id = "org:a"
kind = "organisation"
name = "A"
[[node]]
id = "org:b"
kind = "organisation"
name = "B"
[[edge]]
from = "org:a"
type = "part-of"
to = "org:b"
[[edge]]
from = "org:b"
type = "part-of"
to = "org:a"
"#,
        expect![
            "x.toml:9:6: error[K0002]: A comes back to itself by `part-of`: A → B → A (help: take out one of these relations, or turn it round)"
        ],
    );
}

#[test]
fn a_long_chain_is_no_cycle_and_a_long_cycle_is_cut_short() {
    const LENGTH: usize = 3_000;
    let mut text: String = (0..LENGTH).map(|i| organisation(&format!("n{i}"))).collect();
    let part = |from: usize, to: usize| relation(&format!("n{from}"), "part-of", &format!("n{to}"));
    text.extend((1..LENGTH).map(|i| part(i - 1, i)));
    finds("K0002", &text, expect![""]);
    finds(
        "K0002",
        &(text + &part(LENGTH - 1, 0)),
        expect![
            "x.toml:8:6: error[K0002]: n0 comes back to itself by `part-of`: n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → … → n0 (help: take out one of these relations, or turn it round)"
        ],
    );
}

#[test]
fn a_place_has_one_parent() {
    finds(
        "K0003",
        r#"
[[node]]
id = "place:arden"
kind = "place/borough"
name = "Arden"
[[node]]
id = "place:north"
kind = "place/area"
name = "North"
[[node]]
id = "place:land"
kind = "place/country"
name = "Land"
[[edge]]
from = "place:arden"
type = "part-of"
to = "place:north"
[[edge]]
from = "place:arden"
type = "part-of"
to = "place:land"
"#,
        expect![[r#"
            x.toml:9:6: error[K0003]: Arden has 2 parents by `part-of`: North, Land (help: keep the nearest one; it is part of the others through that one)"#]],
    );
}

#[test]
fn undated_sources_islands_and_slips_are_named() {
    let text = r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
[[node]]
id = "person:ann-bell"
kind = "person"
name = "Sir Ann Bell"
aka = [{ name = "St Ann Bell", kind = "spelling" }, { name = "the Sir Ann Bell", kind = "spelling" }]
[[node]]
id = "person:bo-carr"
kind = "person"
name = "Bo Carr"
[[edge]]
from = "person:ann-bell"
type = "chairs"
to = "org:trust"
"#;
    finds(
        "K0008",
        text,
        expect![
            "x.toml:3:6: warning[K0008]: “The Gazette” has no date, and 1 relation resting on it alone cannot be placed in time (help: see `list undated`)"
        ],
    );
    finds(
        "K0009",
        text,
        expect![[
            r#"x.toml:18:6: note[K0009]: Bo Carr stands alone: no relation names it (help: `"Bo Carr"` shows it; `add … source "TITLE, DATE" quote "…"` joins it to another)"#
        ]],
    );
    finds(
        "K0010",
        text,
        expect![
            "x.toml:16:17: warning[K0010]: a source writes “St Ann Bell”, probably for “Sir Ann Bell”"
        ],
    );
}

#[test]
fn the_embedded_network_has_no_error() {
    let data = embedded::dataset();
    let errors: Vec<String> = check(&data, None)
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_quote_of_the_embedded_network_stands_in_its_source() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(texts) = Texts::read_dir(&folder) else {
        println!("skipped: the source documents are not at {}", folder.display());
        return;
    };
    let data = embedded::dataset();
    let found = check(&data, Some(&texts));
    let wrong: Vec<String> =
        found.iter().filter(|f| f.code == "K0001").map(ToString::to_string).collect();
    let held = |f: &&String| f.contains("error");
    assert!(!wrong.iter().any(|f| held(&f)), "{}", wrong.join("\n"));
}

#[test]
fn what_is_the_same_says_the_same() {
    let text = [
        "[[node]]\nid = \"org:a\"\nkind = \"organisation\"\nname = \"a\"\nstart = \"2010\"\n",
        "[[node]]\nid = \"org:b\"\nkind = \"organisation\"\nname = \"b\"\nstart = \"2012\"\n",
        &organisation("c"),
        &relation("a", "same-as", "b"),
        &relation("a", "works-with", "b"),
        &relation("b", "different-from", "a"),
        &relation("c", "works-with", "a"),
    ];
    finds(
        "K0015",
        &text.concat(),
        expect![[r#"
            x.toml:8:6: warning[K0015]: b: start is 2012, and 2010 is said of `org:a`, which is the same; 2010 is seen (help: correct one of the two, or say that they are not the same: `different X and Y`)
            x.toml:25:1: warning[K0015]: “org:a works with org:b”: they are called the same, and this is not seen (help: take back the one or the other)
            x.toml:29:1: warning[K0015]: “org:b different from org:a”: they are called the same, and this is not seen (help: take back the one or the other)"#]],
    );
}
