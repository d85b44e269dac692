//! Numbers, and what several files say of one node.

use expect_test::expect;

use super::{finds, finds_in};

#[test]
fn a_number_is_held_against_the_day_it_was_stated_for() {
    let text = |known: &str, planned: &str, of_fact: &str| {
        format!(
            r#"
[[node]]
id = "pship:arden"
kind = "partnership"
name = "Arden Partnership"
[[node.fact]]
key = "count"
of = "members"
value = 1
{known}
{of_fact}
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
type = "member-of"
to = "pship:arden"
end = "2015"
[[edge]]
from = "org:b"
type = "member-of"
to = "pship:arden"
start = "2016"
{planned}
"#
        )
    };
    finds("K0006", &text("known = \"2014\"", "", ""), expect![""]);
    finds("K0006", &text("known = \"2017\"", "", ""), expect![""]);
    finds("K0006", &text("", "planned = true", ""), expect![""]);
    let both = expect![
        "x.toml:15:9: warning[K0006]: Arden Partnership: a source states 1 members, and 2 are recorded (help: both stand; answers show the conflict)"
    ];
    finds("K0006", &text("", "planned = true", "planned = true"), both);
    finds(
        "K0006",
        &text("", "", ""),
        expect![
            "x.toml:15:9: warning[K0006]: Arden Partnership: a source states 1 members, and 2 are recorded (help: both stand; answers show the conflict)"
        ],
    );
}

#[test]
fn what_another_file_adds_is_shown_there() {
    let trust = r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
[[node.fact]]
key = "staff"
value = 50
[[node.fact]]
key = "staff"
value = 50
period = "2020"
"#;
    let more = r#"
[source]
id = "src:herald"
title = "The Herald"
kind = "document/news-article"
[[fact]]
node = "org:trust"
key = "staff"
value = 50
[[fact]]
node = "org:trust"
key = "staff"
value = 60
[[about]]
id = "org:trust"
aka = [{ name = "Ardem Trust", kind = "spelling" }]
"#;
    let files = [("x.toml", trust), ("y.toml", more)];
    finds_in(
        "K0007",
        &files,
        expect![
            "y.toml:13:9: warning[K0007]: Arden Trust: staff is stated as 50 and as 60 (help: both stand; answers show the conflict)"
        ],
    );
    finds_in(
        "K0010",
        &files,
        expect![
            "y.toml:16:17: warning[K0010]: a source writes “Ardem Trust”, probably for “Arden Trust”"
        ],
    );
}

#[test]
fn a_document_that_only_a_number_names_is_a_source() {
    let text = r#"
[[node]]
id = "doc:census"
kind = "document"
name = "Census"
[[node]]
id = "doc:novel"
kind = "document"
name = "Novel"
[[node]]
id = "place:arden"
kind = "place/borough"
name = "Arden"
[[node.fact]]
key = "population"
value = 50
source = "doc:census"
[[node]]
id = "place:land"
kind = "place/country"
name = "Land"
[[edge]]
from = "place:arden"
type = "part-of"
to = "place:land"
known = "2020"
"#;
    finds(
        "K0008",
        text,
        expect![[r#"
            x.toml:3:6: note[K0008]: “The Gazette” has no date (help: questions of what was published by a date leave it out)
            x.toml:9:6: note[K0008]: “Census” has no date (help: questions of what was published by a date leave it out)"#]],
    );
    finds(
        "K0009",
        text,
        expect![[
            r#"x.toml:13:6: note[K0009]: Novel stands alone: no relation names it (help: `"Novel"` shows it; `add … source "TITLE, DATE" quote "…"` joins it to another)"#
        ]],
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
        expect![
            "x.toml:15:9: warning[K0006]: Arden Partnership: a source states 3 members, and 4 are recorded (help: both stand; answers show the conflict)"
        ],
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
