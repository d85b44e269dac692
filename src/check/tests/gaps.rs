//! What is old, said twice, entered twice, or worth finding out.

use expect_test::expect;

use super::{finds, finds_in};
use crate::check::{Topic, find};
use crate::source::Dataset;

/// Two people with posts at a trust, and what a dated gazette says of them.
fn posts(of_ann: &str, of_bo: &str) -> String {
    format!(
        r#"
[source]
id = "src:later"
title = "The Later Gazette"
kind = "document/news-article"
date = "2024-05-03"
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
type = "works-at"
to = "org:trust"
{of_ann}
[[edge]]
from = "person:bo-carr"
type = "works-at"
to = "org:trust"
{of_bo}
"#
    )
}

#[test]
fn a_post_is_stale_when_it_was_last_seen_long_before_the_newest_source() {
    let stale = |of_ann: &str, of_bo: &str, expected| {
        finds_in("K0011", &[("x.toml", ""), ("y.toml", &posts(of_ann, of_bo))], expected);
    };
    stale(
        "known = \"2020-01\"",
        "known = \"2024-05-03\"",
        expect![
            "y.toml:19:1: note[K0011]: 1 post is held by somebody whom no source has named there in the 2 years before the newest one (help: `list stale` names them)"
        ],
    );
    stale(
        "known = \"2020-01\"",
        "known = \"2021\"",
        expect![
            "y.toml:19:1: note[K0011]: 2 posts are held by somebody whom no source has named there in the 2 years before the newest one (help: `list stale` names them)"
        ],
    );
    stale("known = \"2020-01\"\nend = \"2021\"", "known = \"2022-05-03\"", expect![""]);
}

#[test]
fn what_is_said_twice_is_dated_alike() {
    let chairs = |first: &str, second: &str| {
        let edge = |dates: &str| {
            format!(
                "[[edge]]\nfrom = \"person:ann-bell\"\ntype = \"chairs\"\nto = \"org:trust\"\n{dates}\n"
            )
        };
        format!("{}{}{}", posts("", ""), edge(first), edge(second))
            .replace("[source]\nid = \"src:later\"\ntitle = \"The Later Gazette\"\nkind = \"document/news-article\"\ndate = \"2024-05-03\"\n", "")
    };
    let twice = |first: &str, second: &str, expected| {
        finds("K0012", &chairs(first, second), expected);
    };
    twice(
        "start = \"2019\"\nquote = \"in the chair since 2019\"",
        "start = \"2021\"\nquote = \"took the chair in 2021\"",
        expect![[
            r#"x.toml:36:1: warning[K0012]: “Ann Bell chairs Arden Trust” has two dates for its start: 2019 (“in the chair since 2019”) and 2021 (“took the chair in 2021”) (help: `"Ann Bell"` and `why` show both; one spell after another needs an end on the first)"#
        ]],
    );
    twice("start = \"2019\"\nend = \"2020\"", "start = \"2021\"", expect![""]);
    twice("start = \"2019\"", "start = \"2019-05\"", expect![""]);
}

#[test]
fn whoever_may_be_entered_twice_is_named() {
    finds(
        "K0013",
        r#"
[[node]]
id = "person:ann-bell"
kind = "person"
name = "Ann Bell"
[[node]]
id = "person:a-bell"
kind = "person"
name = "A. Bell"
"#,
        expect![[
            r#"x.toml:9:6: note[K0013]: Ann Bell may be A. Bell: one surname and one initial (help: `merge "Ann Bell" into "A. Bell"` makes them one; `different "Ann Bell" and "A. Bell"` keeps them apart)"#
        ]],
    );
}

#[test]
fn what_would_settle_most_is_asked_first() {
    finds_in(
        "K0014",
        &[("x.toml", ""), ("y.toml", &posts("known = \"2020-01\"", "known = \"2024-05-03\""))],
        expect![[r#"
            y.toml:8:6: note[K0014]: When did Arden Trust begin? It would settle 2 answers (help: `set "Arden Trust" start DATE source "TITLE, DATE" quote "…"` enters it)
            y.toml:12:6: note[K0014]: Is it still so that Ann Bell works at Arden Trust, last seen Jan 2020? It would settle 1 answer (help: `end "Ann Bell" works at "Arden Trust" on DATE source "TITLE, DATE" quote "…"`, or `cite` where it is)"#]],
    );
}

#[test]
fn conflicts_are_listed_without_what_is_only_incomplete() {
    let data = crate::source::embedded::dataset();
    let conflicts = find(&data, Topic::Conflict);
    let says: Vec<String> = conflicts.iter().map(|finding| finding.message.clone()).collect();
    expect![[r#"
        Paddington Life Sciences Partners: a source states 15 members, and 16 are recorded
        Paddington Life Sciences Partners: a source states 14 other members, and 15 are recorded"#]]
    .assert_eq(&says.join("\n"));
    assert!(find(&Dataset::of([("x.toml", "")]), Topic::Gap).is_empty());
}
