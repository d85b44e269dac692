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
#[expect(clippy::needless_pass_by_value, reason = "`expect!` makes a value, used once")]
fn finds(code: &str, text: &str, expected: Expect) {
    let data = Dataset::of([("x.toml", format!("{SOURCE}{text}"))]);
    assert!(!data.has_errors(), "{:#?}", data.findings);
    let texts = Texts::of([("gazette.txt", "Ann Bell chairs Arden Trust.".to_owned())]);
    let found: Vec<String> = check(&data, Some(&texts))
        .iter()
        .filter(|f| f.code == code)
        .map(ToString::to_string)
        .collect();
    expected.assert_eq(&found.join("\n"));
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
            note[K0001]: 1 quotes stand in the texts of their sources"#]],
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
        expect![[r#"
            x.toml:9:6: error[K0002]: A is part of itself: A → B → A (help: take out one of these relations, or turn it round)"#]],
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
fn a_body_has_one_chair_at_a_time() {
    let chairs = |first: &str, second: &str| {
        format!(
            r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
[[node]]
id = "person:ann-bell"
kind = "person"
name = "Ann Bell"
[[node]]
id = "person:bo-carr"
kind = "person"
name = "Bo Carr"
[[edge]]
from = "person:ann-bell"
type = "chairs"
to = "org:trust"
{first}
[[edge]]
from = "person:bo-carr"
type = "chairs"
to = "org:trust"
{second}
"#
        )
    };
    let nothing = || expect![""];
    finds(
        "K0004",
        &chairs("start = \"2019\"", "start = \"2021\""),
        expect![[r#"
            x.toml:26:8: warning[K0004]: Ann Bell and Bo Carr are both recorded as chairs Arden Trust at one time (help: give one of them an end, or mark both `joint = true`)"#]],
    );
    finds("K0004", &chairs("start = \"2019\"\nend = \"2020\"", "start = \"2021\""), nothing());
    finds("K0004", &chairs("joint = true", "joint = true"), nothing());
    finds("K0004", &chairs("", "deputy = true"), nothing());
}

#[test]
fn dates_lie_within_the_lives_of_both_ends() {
    finds(
        "K0005",
        r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
start = "2010"
end = "2015"
[[node]]
id = "person:ann-bell"
kind = "person"
name = "Ann Bell"
[[edge]]
from = "person:ann-bell"
type = "chairs"
to = "org:trust"
start = "2008"
known = "2020"
"#,
        expect![[r#"
            x.toml:23:9: warning[K0005]: “Ann Bell chairs Arden Trust” is said to hold on 2020, outside its own dates or the lives of its ends (help: put the start, the end or the date right)
            x.toml:22:9: warning[K0005]: “Ann Bell chairs Arden Trust” lies outside the life of Arden Trust (help: one of the two dates is wrong)"#]],
    );
}

#[test]
fn stated_numbers_are_held_against_what_is_recorded() {
    let text = |stated: i32| {
        format!(
            r#"
[[node]]
id = "pship:arden"
kind = "partnership"
name = "Arden Partnership"
[[node.fact]]
key = "count"
of = "members"
value = {stated}
[[node]]
id = "org:a"
kind = "organisation"
name = "A"
[[node]]
id = "group:practices"
kind = "group"
name = "practices"
count = 3
[[edge]]
from = "org:a"
type = "member-of"
to = "pship:arden"
[[edge]]
from = "group:practices"
type = "member-of"
to = "pship:arden"
"#
        )
    };
    finds("K0006", &text(4), expect![""]);
    finds(
        "K0006",
        &text(3),
        expect![[r#"
            x.toml:15:9: warning[K0006]: Arden Partnership: a source states 3 members, and names 4 (help: both stand; answers show the conflict)"#]],
    );
    finds(
        "K0006",
        &text(9),
        expect!["x.toml:15:9: note[K0006]: Arden Partnership: 4 of 9 members are recorded"],
    );
}

#[test]
fn two_numbers_for_one_thing_contradict_each_other() {
    finds(
        "K0007",
        r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
[[node.fact]]
key = "staff"
value = 50
[[node.fact]]
key = "staff"
value = 60
[[node.fact]]
key = "staff"
value = 70
bound = "about"
"#,
        expect![[r#"
            x.toml:17:9: warning[K0007]: Arden Trust: staff is stated as 50 and as 60 (help: both stand; answers show the conflict)"#]],
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
        "K0009",
        text,
        expect![[r#"
            x.toml:3:6: warning[K0009]: “The Gazette” has no date; 1 relations rest on it alone (help: `list undated` shows what cannot be placed in time)"#]],
    );
    finds(
        "K0010",
        text,
        expect!["x.toml:18:6: note[K0010]: Bo Carr stands alone: no relation names it"],
    );
    finds(
        "K0011",
        text,
        expect![
            "x.toml:16:17: warning[K0011]: a source writes “St Ann Bell”, probably for “Sir Ann Bell”"
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
