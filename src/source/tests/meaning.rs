//! Texts that are well written and say what cannot be.

use expect_test::expect;

use super::super::Dataset;
use super::check;
use crate::model::when::Boundary;
use crate::model::{Bound, Change, Confidence, Form, Value};

#[test]
fn kinds_relations_and_words_get_the_nearest_known_one() {
    check(
        r#"
[source]
id = "src:paper"
title = "A paper"
kind = "organisation"
[[node]]
id = "org:acme"
kind = "organization/company"
name = "Acme"
[[node]]
id = "org:bolt"
kind = "gp-practice"
name = "Bolt"
[[node]]
id = "org:cask"
kind = "organisation/companny+charity"
name = "Cask"
aka = [{ name = "C", kind = "formr" }]
ids = { osd = "A" }
[[node.fact]]
key = "stuff"
value = 3
[[node.fact]]
key = "status"
value = "informel"
bound = "about"
[[node.fact]]
key = "count"
value = 1.5
[[edge]]
from = "org:cask"
type = "member_of"
to = "org:cask"
[[edge]]
from = "org:cask"
type = "has-member"
to = "org:cask"
[[edge]]
from = "src:paper"
type = "mentions"
to = "org:cask"
[[edge]]
from = "org:cask"
type = "member-of"
to = "org:cask"
class = "asociate"
interim = true
"#,
        &expect![[r#"
            a.toml:5:8: error[C0016]: a source is a document (help: write `document` or one of its sub-kinds)
            a.toml:8:8: error[C0007]: no kind is called `organization` (help: did you mean `organisation/company`?)
            a.toml:12:8: error[C0007]: no kind is called `gp-practice` (help: did you mean `organisation/gp-practice`?)
            a.toml:16:8: error[C0007]: no sub-kind of organisation is called `companny` (help: did you mean `organisation/company`?)
            a.toml:18:29: error[C0012]: `kind` cannot be `formr` (help: did you mean `former`?)
            a.toml:19:9: error[C0018]: no scheme of identifiers is called `osd`
            a.toml:21:7: error[C0010]: no fact is called `stuff` (help: did you mean `staff`?)
            a.toml:25:9: error[C0012]: `value` cannot be `informel` (help: did you mean `informal`?)
            a.toml:26:9: error[C0020]: only a number has a `bound` (help: leave it out)
            a.toml:27:1: error[C0004]: this fact has no `of`
            a.toml:29:9: error[C0005]: `value` takes a whole number, and this is a number
            a.toml:32:8: error[C0008]: no relation is called `member_of` (help: did you mean `member-of`?)
            a.toml:36:8: error[C0008]: no relation is called `has-member` (help: write `member-of`, with `from` and `to` exchanged)
            a.toml:40:8: error[C0021]: `mentions` is found by the tool (help: leave it out)
            a.toml:46:9: error[C0012]: `class` cannot be `asociate` (help: did you mean `associate`?)
            a.toml:47:1: error[C0009]: `interim` is not an attribute of `member-of` (help: `member-of` can carry class)
        "#]],
    );
}

#[test]
fn dates_are_refused_with_what_to_write() {
    check(
        r#"
[[node]]
id = "org:acme"
kind = "organisation"
name = "Acme"
start = "2020/21"
end = "8 Nov 2023"
known = ["2023", "2023-02-30"]
[[node]]
id = "org:bolt"
kind = "organisation"
name = "Bolt"
start = "2021"
end = 2020-12-31
[[edge]]
from = "org:acme"
type = "launched"
to = "org:bolt"
start = "2020"
source = "doc:plan"
[[edge]]
from = "org:acme"
type = "funds"
to = "org:bolt"
on = "2020"
period = "2020-21"
source = "doc:plan"
[[node]]
id = "doc:plan"
kind = "document/plan"
name = "Plan"
date = "Spring 2020"
[[fact]]
node = "org:acme"
key = "status"
value = "statutory"
on = "2020"
start = "2021"
source = "doc:plan"
"#,
        &expect![[r#"
            a.toml:6:9: error[C0011]: the date `2020/21` is refused: a financial year is written 2020-04-01/2021-03-31, and some day within it [2020-04-01..2021-03-31]
            a.toml:7:7: error[C0011]: the date `8 Nov 2023` is refused: here dates are written `2023-11-08`
            a.toml:8:18: error[C0011]: the date `2023-02-30` is refused: Feb 2023 has 28 days
            a.toml:14:7: error[C0011]: the date `2020-12-31` is refused: it would end before it starts, 2021
            a.toml:19:9: error[C0020]: `launched` happens on a day and has no `start` (help: write `on`)
            a.toml:25:6: error[C0020]: `funds` lasts and is not `on` a day (help: write `start` and `end`)
            a.toml:26:10: error[C0011]: the date `2020-21` is refused: a financial year is written 2020-04-01/2021-03-31, and some day within it [2020-04-01..2021-03-31]
            a.toml:32:8: error[C0011]: the date `Spring 2020` is refused: dates are written 2023, 2023-06 or 2023-06-01
            a.toml:37:6: error[C0020]: `on` is the day on which it starts, as `start` is (help: write the one or the other)
        "#]],
    );
}

#[test]
fn statements_need_somebody_who_makes_them() {
    check(
        r#"
[[node]]
id = "org:acme"
kind = "organisation"
name = "Acme"
quote = "Acme"
[[node]]
id = "org:bolt"
kind = "organisation"
name = "Bolt"
source = "org:acme"
inferred = true
[[edge]]
from = "org:acme"
type = "works-with"
to = "org:bolt"
[[edge]]
from = "org:acme"
type = "works-with"
to = "org:bolt"
confidence = "high"
source = "src:nowhere"
quote = "they work together"
evidence = [{ quote = "again" }]
# What is about the data is the curator's own word.
[[edge]]
from = "org:acme"
type = "different-from"
to = "org:bolt"
"#,
        &expect![[r#"
            a.toml:6:9: error[C0019]: it is not said which document this comes from (help: name it as `source`, or give the file a [source])
            a.toml:11:10: error[C0016]: `org:acme` is no document and can be no source: its kind is organisation (help: whose claim it is, the key `said_by` says)
            a.toml:12:12: error[C0004]: an inference needs the `quote` it rests on
            a.toml:12:12: error[C0004]: an inference needs a `confidence` (help: `high`, `medium` or `low`)
            a.toml:13:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
            a.toml:21:14: error[C0020]: `confidence` says how sure an inference is (help: write `inferred = true`, or leave it out)
            a.toml:23:9: error[C0020]: evidence is given here and in the list `evidence` (help: put all of it into the list)
            a.toml:24:23: error[C0019]: it is not said which document this comes from (help: name it as `source`, or give the file a [source])
        "#]],
    );
}

#[test]
fn relations_join_only_the_kinds_declared() {
    check(
        r#"
[source]
id = "src:paper"
title = "A paper"
kind = "document"
[[node]]
id = "person:ann"
kind = "person"
name = "Ann"
[[node]]
id = "org:acme"
kind = "organisation"
name = "Acme"
[[node]]
id = "place:brent"
kind = "place/borough"
name = "Brent"
[[edge]]
from = "org:acme"
type = "chairs"
to = "person:ann"
[[edge]]
from = "person:ann"
type = "covers"
to = "place:brent"
[[edge]]
from = "person:ann"
type = "same-as"
to = "org:acme"
[[edge]]
from = "org:brent"
type = "covers"
to = "place:brint"
"#,
        &expect![[r#"
            a.toml:20:8: error[C0017]: `chairs` does not lead from organisation to person (help: it leads the other way: exchange `from` and `to`)
            a.toml:24:8: error[C0017]: `covers` does not lead from person to place (help: it leads from organisation, partnership, unnamed group to place)
            a.toml:28:8: error[C0017]: `same-as` does not lead from person to organisation (help: both ends are of one kind)
            a.toml:31:8: error[C0015]: nothing has the id `org:brent` (help: did you mean `place:brent`?)
            a.toml:33:6: error[C0015]: nothing has the id `place:brint` (help: did you mean `place:brent`?)
        "#]],
    );
}

#[test]
fn everything_a_file_says_arrives() {
    let data = Dataset::of([(
        "a.toml",
        r#"
[source]
id = "src:paper"
title = "A paper"
kind = "document/plan"
text = "000.txt"
date = 2023-11-08
[[edge]]
from = "person:ann"
type = "chairs"
to = "org:acme"
start = "[2023-06..2023-11-08]"
known = "2023-11-08"
interim = true
post = "Interim chair"
inferred = true
confidence = "medium"
evidence = [{ quote = "one", locator = "p. 1", said_by = "Bo" }, { quote = "two" }]
[[edge]]
from = "org:acme"
type = "launched"
to = "doc:vision"
on = "2020"
[[fact]]
node = "org:acme"
key = "budget"
value = 1.5
unit = "EUR"
bound = "at-least"
period = "2020-04-01/2021-03-31"
[[node]]
id = "person:ann"
kind = "person"
name = "Ann"
[[node]]
id = "org:acme"
kind = "organisation/company+charity"
name = "Acme"
aka = ["A", { name = "Bolt", kind = "former", end = "2019" }]
ids = { ods = ["AAA", "AAB"] }
planned = true
note = "kept apart"
[[node.fact]]
key = "count"
value = 32
of = "members"
[[node]]
id = "doc:vision"
kind = "document"
name = "Vision"
publisher = "Acme"
"#,
    )]);
    assert_eq!(data.findings, []);
    let changes: Vec<&Change> = data.changes().unwrap().collect();
    let [
        Change::AddNode(source),
        Change::AddNode(_),
        Change::AddNode(acme),
        Change::AddNode(vision),
        Change::ExtendNode(node, addition),
        Change::AddEdge(chairs),
        Change::AddEdge(launched),
    ] = changes.as_slice()
    else {
        panic!("another order: {changes:#?}");
    };
    assert_eq!((source.kind.as_str(), source.name.as_str()), ("document", "A paper"));
    assert_eq!(source.attributes["date"], Value::from("2023-11-08"));
    assert_eq!(source.attributes["text"], Value::from("000.txt"));
    assert_eq!(acme.sub_kinds, ["company", "charity"]);
    assert_eq!((acme.aka[1].form, acme.aka[0].form), (Form::Former, Form::Other));
    assert_eq!(acme.aka[0].evidence[0].source.as_str(), "src:paper");
    assert_eq!(acme.identifiers[1].value, "AAB");
    assert!(acme.validity.is_planned());
    assert_eq!(acme.facts[0].of.as_deref(), Some("members"));
    assert_eq!(acme.facts[0].value, Value::from(32));
    assert_eq!(vision.attributes["publisher"], Value::from("Acme"));
    assert_eq!((node.as_str(), addition.facts[0].bound), ("org:acme", Bound::AtLeast));
    assert_eq!(addition.facts[0].period.unwrap().words(), "1 Apr 2020 to 31 Mar 2021");
    assert_eq!(chairs.validity.start().to_string(), "[2023-06..2023-11-08]");
    assert_eq!(chairs.inferred, Some(Confidence::Medium));
    assert_eq!(chairs.evidence[1].quote.as_deref(), Some("two"));
    assert_eq!(chairs.evidence[0].said_by.as_deref(), Some("Bo"));
    assert_eq!(chairs.attributes["interim"], Value::from(true));
    assert!(matches!(launched.on, Boundary::Date(_)));

    // Whatever is said of a fact later can point at its words.
    let marks = &data.entries[5].marks;
    let shown = |place: crate::error::Place| place.span.of(marks.text().as_str()).to_owned();
    assert_eq!(shown(marks.place()), "[[edge]]");
    assert_eq!(shown(marks.quote(1)), "\"two\"");
    assert_eq!(shown(marks.of("start")), "\"[2023-06..2023-11-08]\"");
    assert_eq!(shown(marks.of("class")), "[[edge]]");
    let marks = &data.entries[2].marks;
    assert_eq!(shown(marks.aka(1).of("end")), "\"2019\"");
    assert_eq!(shown(marks.fact(0).of("value")), "32");
}
