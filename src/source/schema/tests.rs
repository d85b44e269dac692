use expect_test::{Expect, expect};

use super::*;
use crate::source::embedded;

/// Reads a schema file of one's own on top of the built-in one.
fn extended(own: &str) -> (Schema, String) {
    let (schema, findings) = read(&[embedded::schema_text(), Text::new("own.toml", own)]);
    let lines: Vec<String> = findings.iter().map(|f| format!("{f}\n")).collect();
    (schema, lines.concat())
}

#[track_caller]
fn check(own: &str, expected: &Expect) {
    expected.assert_eq(&extended(own).1);
}

#[test]
fn the_built_in_schema_is_without_fault() {
    let (schema, findings) = read(&[embedded::schema_text()]);
    assert_eq!(findings, []);
    let declared = schema.declared();
    let text = embedded::schema_text();
    for (sort, count) in [
        ("[[kind]]", declared.kinds.len()),
        ("[[class]]", declared.classes.len()),
        ("[[relation]]", declared.relations.len()),
        ("[[attribute]]", declared.attributes.len()),
        ("[[fact]]", declared.facts.len()),
        ("[[count]]", declared.counts.len()),
        ("[[scheme]]", declared.schemes.len()),
    ] {
        assert_eq!(text.as_str().lines().filter(|l| *l == sort).count(), count, "{sort}");
    }
}

#[test]
fn ends_are_spelt_out() {
    let schema = embedded::schema();
    let relation = |id| schema.relation_named(id).unwrap();
    let kind = |id| schema.kind_named(id).unwrap();
    expect!["organisation, partnership, unnamed group, person → partnership, organisation"]
        .assert_eq(&schema.ends_in_words(relation("member-of")));
    expect!["organisation, partnership → organisation, partnership"]
        .assert_eq(&schema.ends_in_words(relation("directs")));
    assert!(schema.allows(relation("part-of"), kind("place"), kind("place")));
    assert!(!schema.allows(relation("part-of"), kind("place"), kind("programme")));
    assert!(!schema.allows(relation("same-as"), kind("place"), kind("person")));
    assert_eq!(schema.relation(relation("part-of")).unwrap().tree, [kind("place")]);
    assert_eq!(schema.kind(kind("place")).unwrap().sub[0].noun.many, "boroughs");
    assert_eq!(schema.relation(relation("works-with")).unwrap().inverse, "works-with");
}

#[test]
fn a_kind_has_a_prefix() {
    let own = "[[kind]]\nid = \"trial\"\n[[kind]]\nid = \"clinical-study\"\nprefix = \"study\"";
    let (schema, findings) = extended(own);
    assert_eq!(findings, "");
    for (kind, prefix) in [
        ("organisation", "org"),
        ("person", "person"),
        ("trial", "trial"),
        ("clinical-study", "study"),
    ] {
        assert_eq!(schema.kind(schema.kind_named(kind).unwrap()).unwrap().prefix, prefix);
    }
    check(
        "[[kind]]\nid = \"trial\"\nprefix = \"A trial:\"",
        &expect![[r#"
        own.toml:3:10: error[C0006]: `A trial:` cannot be a prefix (help: lower-case letters, figures and `-`, a letter first)
    "#]],
    );
}

#[test]
fn a_file_of_ones_own_adds_kinds_sub_kinds_and_relations() {
    let (schema, findings) = extended(
        r#"
        [[kind]]
        id = "organisation"
        [kind.sub]
        hospice = "hospice"
        [[kind]]
        id = "trial"
        also = ["party"]
        attributes = ["phase"]
        [[attribute]]
        id = "phase"
        type = ["one", "two"]
        [[relation]]
        id = "sponsors"
        inverse = "sponsored-by"
        from = ["party"]
        to = ["trial"]
        [[count]]
        of = "trials"
        relation = "sponsors"
        end = "to"
        kind = "trial"
        [[scheme]]
        id = "isrctn"
        "#,
    );
    assert_eq!(findings, "");
    let trial = schema.kind(schema.kind_named("trial").unwrap()).unwrap();
    assert_eq!((trial.label.as_str(), trial.noun.many.as_str()), ("Trial", "trials"));
    let sponsors = schema.relation(schema.relation_named("sponsors").unwrap()).unwrap();
    assert_eq!((sponsors.heading.as_str(), sponsors.back.as_str()), ("Sponsors", "sponsored by"));
    // A new party is one for the relations that were there before.
    expect!["organisation, partnership, unnamed group, trial → place"]
        .assert_eq(&schema.ends_in_words(schema.relation_named("covers").unwrap()));
    let organisation = schema.kind(schema.kind_named("organisation").unwrap()).unwrap();
    assert_eq!(organisation.sub.last().unwrap().label, "Hospice");
}

#[test]
fn nothing_that_is_declared_can_be_changed() {
    check(
        r#"
[[kind]]
id = "organisation"
label = "Org"
[kind.sub]
ccg = "clinical commissioning group"
[[kind]]
id = "firm"
label = "Person"
[[relation]]
id = "leads"
inverse = "led-by"
from = ["person"]
to = ["party"]
[[relation]]
id = "has-member"
inverse = "x"
from = ["party"]
to = ["party"]
[[attribute]]
id = "start"
type = "date"
"#,
        &expect![[r#"
            own.toml:4:1: error[C0022]: the kind `organisation` is declared already, at graph-data/schema.toml:14:6 (help: only sub-kinds can be added to it; leave out the rest)
            own.toml:6:1: error[C0022]: organisations have the sub-kind `ccg` already (help: leave it out)
            own.toml:9:9: error[C0022]: the label `Person` belongs to people already (help: give it a `label` of its own)
            own.toml:11:6: error[C0022]: the relation `leads` is declared already, at graph-data/schema.toml:236:6 (help: a schema file adds to those before it and changes nothing of them)
            own.toml:12:11: error[C0022]: the relation `led-by` is declared already, at graph-data/schema.toml:237:11 (help: a schema file adds to those before it and changes nothing of them)
            own.toml:16:6: error[C0022]: the relation `has-member` is declared already, at graph-data/schema.toml:148:11 (help: a schema file adds to those before it and changes nothing of them)
            own.toml:21:6: error[C0022]: `start` has a meaning of its own and can be no attribute (help: give it another id)
        "#]],
    );
}

#[test]
fn names_that_are_not_declared_get_the_nearest_one() {
    check(
        r#"
[[relation]]
id = "Audits"
inverse = "audited-by"
from = ["organization"]
to = ["partys"]
attributes = ["posts"]
one = "form"
rank = 12
[[relation]]
id = "audits"
inverse = "audits"
form = ["person"]
to = ["person"]
[[kind]]
id = "trial"
also = ["parti"]
stands_for = "organisatoin"
[[fact]]
id = "beds"
type = "hole"
[[count]]
of = "beds"
relation = "member_of"
end = "to"
kind = "place/burough"
[[realtion]]
id = "x"
"#,
        &expect![[r#"
            own.toml:3:6: error[C0006]: `Audits` cannot be an id (help: lower-case letters, figures and `-`, a letter first)
            own.toml:5:9: error[C0023]: no kind or class is called `organization` (help: did you mean `organisation`?)
            own.toml:6:7: error[C0023]: no kind or class is called `partys` (help: did you mean `party`?)
            own.toml:7:15: error[C0023]: no attribute is called `posts` (help: did you mean `post`?)
            own.toml:8:7: error[C0012]: `form` is no end of a relation (help: `from` or `to`)
            own.toml:9:8: error[C0012]: `rank` is 12 (help: 1 means most in a path, 9 least)
            own.toml:10:1: error[C0004]: this relation has no `from`
            own.toml:12:11: error[C0020]: only a symmetric relation is its own inverse (help: write `symmetric = true`)
            own.toml:13:1: error[C0003]: `form` is not a key of a relation (help: did you mean `from`?)
            own.toml:17:9: error[C0023]: no class is called `parti` (help: did you mean `party`?)
            own.toml:18:14: error[C0023]: `organisatoin` is no kind declared before this one (help: did you mean `organisation`?)
            own.toml:21:8: error[C0012]: `hole` is no type of values (help: did you mean `whole`?)
            own.toml:24:12: error[C0023]: no relation is called `member_of` (help: did you mean `member-of`?)
            own.toml:26:8: error[C0023]: no kind is called `place/burough` (help: did you mean `place/borough`?)
            own.toml:27:3: error[C0003]: `realtion` is not a key of a schema (help: did you mean `relation`?)
        "#]],
    );
}

#[test]
fn what_is_added_is_written_so_that_it_is_read_again() {
    let (built_in, _) = read(&[embedded::schema_text()]);
    assert_eq!(dump(&built_in).as_deref(), Some(""));
    assert_eq!(dump(&Schema::open()), None);
    let own = r#"
        [[attribute]]
        id = "phase"
        type = ["one", "two \"b\""]
        doc = "how far it is"
        [[fact]]
        id = "beds"
        one = "staffed beds"
        type = "whole"
        unit = "beds"
        [[scheme]]
        id = "isrctn"
        [[class]]
        id = "study"
        many = "studies"
        [[kind]]
        id = "organisation"
        [kind.sub]
        hospice = "hospice"
        laboratory = { one = "laboratory", many = "laboratories" }
        [[kind]]
        id = "trial"
        label = "ClinicalTrial"
        also = ["study", "party"]
        stands_for = "programme"
        attributes = ["phase"]
        doc = "a trial"
        [kind.sub]
        pilot = { one = "pilot", label = "PilotTrial" }
        [[relation]]
        id = "recruits-at"
        inverse = "recruits-for"
        who = ["recruits at"]
        from = ["study"]
        to = ["party", "place"]
        attributes = ["phase"]
        one = "to"
        rank = 2
        [[relation]]
        id = "twin-of"
        symmetric = true
        same_kind = true
        ends = [{ from = ["trial"], to = ["trial"] }]
        tree = ["trial"]
        [[count]]
        of = "sites"
        relation = "recruits-at"
        end = "to"
        kind = "organisation/hospice"
        besides_one = true
    "#;
    let (schema, findings) = extended(own);
    assert_eq!(findings, "");
    let written = dump(&schema).unwrap();
    assert_eq!(extended(&written), (schema, String::new()), "{written}");
}
