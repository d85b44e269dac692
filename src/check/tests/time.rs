//! What holds when.

use expect_test::expect;

use super::{finds, finds_in, organisation, relation};

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
        expect![
            "x.toml:26:8: warning[K0004]: Arden Trust has two at one time by `chairs`: Ann Bell and Bo Carr (help: give one of them an end, or mark both `joint = true`)"
        ],
    );
    finds(
        "K0004",
        &chairs("", "start = \"2021\""),
        expect![
            "x.toml:26:8: warning[K0004]: Arden Trust has two at one time by `chairs`: Ann Bell and Bo Carr (help: give one of them an end, or mark both `joint = true`)"
        ],
    );
    finds("K0004", &chairs("start = \"2019\"\nend = \"2020\"", "start = \"2021\""), nothing());
    finds("K0004", &chairs("joint = true", "joint = true"), nothing());
    // Neither is known to have held on any day of the other.
    finds("K0004", &chairs("end = \"2020\"", "start = \"2021\""), nothing());
    finds("K0004", &chairs("end = \"2020\"", "known = \"2018\"\nend = \"2019\""), nothing());
    finds("K0004", &chairs("", "deputy = true"), nothing());
}

#[test]
fn two_relations_of_one_caption_are_two_and_the_end_that_varies_is_named() {
    let schema = r#"
[[relation]]
id = "banks-with"
inverse = "bank-of"
says = "trusts"
back = "trusted by"
from = ["organisation"]
to = ["organisation"]
one = "to"
[[relation]]
id = "confides-in"
inverse = "confidant-of"
says = "trusts"
back = "trusted by"
from = ["organisation"]
to = ["organisation"]
one = "to"
"#;
    let nodes = ["a", "b", "c", "d"].map(organisation);
    let joins = [("banks-with", "b"), ("confides-in", "c"), ("banks-with", "d")];
    let text = nodes.concat() + &joins.map(|(says, to)| relation("a", says, to)).concat();
    finds_in(
        "K0004",
        &[("x.toml", &text), ("schema.toml", schema)],
        expect![
            "x.toml:34:6: warning[K0004]: a has two at one time by `banks-with`: b and d (help: give one of them an end)"
        ],
    );
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
            x.toml:23:9: warning[K0005]: “Ann Bell chairs Arden Trust” is said to hold in 2020, outside its own dates or the lives of its ends (help: put the start, the end or the date right)
            x.toml:22:9: warning[K0005]: the start of “Ann Bell chairs Arden Trust”, 2008, lies outside the life of Arden Trust (2010 to 2015) (help: one of the two dates is wrong)"#]],
    );
}

#[test]
fn what_starts_after_an_end_or_ends_before_a_start_is_found() {
    let member = |life: &str, dates: &str| {
        format!(
            r#"
[[node]]
id = "org:trust"
kind = "organisation"
name = "Arden Trust"
[[node]]
id = "pship:arden"
kind = "partnership"
name = "Arden Partnership"
{life}
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:arden"
{dates}
"#
        )
    };
    finds(
        "K0005",
        &member("end = \"2012\"", "start = \"2020-03\""),
        expect![
            "x.toml:21:9: warning[K0005]: the start of “Arden Trust member of Arden Partnership”, Mar 2020, lies outside the life of Arden Partnership (until 2012) (help: one of the two dates is wrong)"
        ],
    );
    finds(
        "K0005",
        &member("start = \"2012\"", "end = \"2010\""),
        expect![
            "x.toml:21:7: warning[K0005]: the end of “Arden Trust member of Arden Partnership”, 2010, lies outside the life of Arden Partnership (since 2012) (help: one of the two dates is wrong)"
        ],
    );
    finds("K0005", &member("start = \"2010\"\nend = \"2012\"", "start = \"2012\""), expect![""]);
}
