//! Texts with faults of writing: each fault is named once, and the rest is read.

use expect_test::expect;
use proptest::prelude::*;

use super::super::{Dataset, embedded};
use super::check;

#[test]
fn a_text_that_is_no_toml_is_read_table_by_table() {
    check(
        r#"
[[node]]
id = org:acme
kind = "organisation"
name = "Acme
start = 2020/21
[[node]]
id = "org:bolt"
kind
name = "Bolt"
start = "yesterday"
[[node]
id = "org:cask"
kind = "organisation"
name = "Cask"
aka = ["C",
[[edge]]
from = "org:acme"
to = "org:bolt"
type = "funds"
source = "src:missing"
"#,
        &expect![[r#"
            a.toml:3:6: error[C0002]: this is not TOML: texts and dates stand in quotation marks (help: write it in quotation marks)
            a.toml:5:13: error[C0002]: this is not TOML: invalid basic string, expected `"`
            a.toml:6:9: error[C0002]: this is not TOML: texts and dates stand in quotation marks (help: write it in quotation marks)
            a.toml:6:9: error[C0011]: the date `2020/21` is refused: a financial year is written 2020-04-01/2021-03-31, and some day within it [2020-04-01..2021-03-31]
            a.toml:9:5: error[C0002]: this is not TOML: key with no value, expected `=`
            a.toml:11:9: error[C0011]: the date `yesterday` is refused: dates are written 2023, 2023-06 or 2023-06-01
            a.toml:12:1: error[C0002]: this is not TOML: the brackets of this header do not match (help: write `[[node]]`)
            a.toml:16:12: error[C0002]: this is not TOML: unclosed array, expected `]`
            a.toml:21:10: error[C0015]: nothing has the id `src:missing`
        "#]],
    );
}

#[test]
fn a_fault_is_told_once_and_the_quotes_are_kept() {
    let text = r#"
[source]
id = "src:a"
title = "A"
kind = "document"
[[node]]
id = "org:acme"
kind = "thingy"
name = "Acme"
start = 2020-13-01
quote = "one"
[[edge]]
from = "org:acme"
to = "org:acme"
type = "nonsensical"
quote = "two"
[[node]
id = "org:bolt"
"#;
    check(
        text,
        &expect![[r#"
        a.toml:8:8: error[C0007]: no kind is called `thingy` (help: it takes `organisation`, `partnership`, `group`, `programme`, `person`, `place`, `site`, `focus` or `document`)
        a.toml:10:9: error[C0002]: this is not TOML: invalid date, expected month between 01 and 12
        a.toml:15:8: error[C0008]: no relation is called `nonsensical`
        a.toml:17:1: error[C0002]: this is not TOML: the brackets of this header do not match (help: write `[[node]]`)
    "#]],
    );
    let data = Dataset::of([("a.toml", text)]);
    let quotes: Vec<_> =
        data.quotes.iter().map(|q| (q.evidence.quote.as_deref().unwrap(), q.place.line)).collect();
    assert_eq!(quotes, [("one", 11), ("two", 16)]);
}

#[test]
fn tables_that_need_double_brackets_are_read_all_the_same() {
    check(
        r#"
[node]
id = "org:acme"
kind = "organisation"
name = "Acme"
[[edge]]
from = "org:acme"
to = "org:acme"
type = "works-with"
[edge]
from = "org:acme"
to = "org:nowhere"
type = "works-with"
"#,
        &expect![[r#"
            a.toml:2:1: error[C0005]: `node` takes tables of which there can be several (help: write `[[node]]`)
            a.toml:6:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
            a.toml:10:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
            a.toml:10:2: error[C0002]: `edge` is given twice (help: tables of which there are several are written `[[edge]]`)
            a.toml:12:6: error[C0015]: nothing has the id `org:nowhere`
        "#]],
    );
}

#[test]
fn a_fault_between_tables_is_named_too() {
    check(
        "edge = []\n[[edge]]\nfrom = \"org:acme\"\n",
        &expect![[r#"
        a.toml:2:1: error[C0004]: this edge has no `to`
        a.toml:2:1: error[C0004]: this edge has no `type`
        a.toml:2:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
        a.toml:2:3: error[C0002]: this is not TOML: duplicate key
        a.toml:3:8: error[C0015]: nothing has the id `org:acme`
    "#]],
    );
}

#[test]
fn unknown_keys_and_wrong_types_are_all_named() {
    check(
        r#"
title = "stray"
[source]
id = "src:paper"
title = "A paper"
kind = "document"
publised = "2023"
[[nodes]]
id = "org:x"
[[node]]
id = "Org Acme"
kind = 3
name = ""
planned = "true"
aka = [1]
ids = ["a"]
[[node]]
[[edge]]
from = ["a", "b"]
"#,
        &expect![[r#"
            a.toml:2:1: error[C0003]: `title` is not a key of a file (help: known here: about, edge, fact, index, node, source)
            a.toml:7:1: error[C0003]: `publised` is not a key of a source (help: did you mean `publisher`?)
            a.toml:8:3: error[C0003]: `nodes` is not a key of a file (help: did you mean `node`?)
            a.toml:11:6: error[C0006]: `Org Acme` cannot be an id (help: ids are written `org:some-name`: lower-case letters, figures and `-`)
            a.toml:12:8: error[C0005]: `kind` takes a text, and this is a whole number (help: write it in quotation marks)
            a.toml:13:8: error[C0005]: `name` is empty (help: leave out what is not known)
            a.toml:14:11: error[C0005]: `planned` takes true or false, and this is a text (help: write it without quotation marks)
            a.toml:15:8: error[C0005]: `aka` takes names, and this is a whole number
            a.toml:16:7: error[C0005]: `ids` takes one table, and this is a list
            a.toml:17:1: error[C0004]: this node has no `id`
            a.toml:17:1: error[C0004]: this node has no `name`
            a.toml:17:1: error[C0004]: this node has no `kind`
            a.toml:18:1: error[C0004]: this edge has no `to`
            a.toml:18:1: error[C0004]: this edge has no `type`
            a.toml:19:8: error[C0005]: `from` takes a text, and this is a list
        "#]],
    );
}

const WHOLE: &str = r#"
[source]
id = "src:paper"
title = "A paper"
kind = "document/plan"
date = "2023-11-08"
[[node]]
id = "org:acme"
kind = "organisation/company+other"
name = "Acme"
aka = ["A", { name = "Acme & Sons", kind = "former", end = "[2019..2020]" }]
ids = { ods = "AAA" }
start = "2020-06~"
known = ["2023-11-08", "2022"]
quote = "“Acme”"
[[node.fact]]
key = "staff"
value = 12_000
bound = "about"
period = "2020-04-01/2021-03-31"
[[edge]]
from = "org:acme"
type = "works-with"
to = "org:acme"
evidence = [{ quote = "a", locator = "p. 3" }, { quote = "b" }]
[[about]]
id = "org:acme"
note = "é"
"#;

#[test]
fn the_whole_text_is_without_fault() {
    check(WHOLE, &expect![[""]]);
}

/// Pieces that break texts in interesting ways.
const PIECES: &[&str] = &[
    "",
    "\"",
    "'",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\n",
    "\r",
    "#",
    "\0",
    "é",
    "\u{202e}",
    "\"\"\"",
    "[[node]]\n",
    "[kind.sub]\n",
    "a.b.c = 1\n",
    "id = 1\n",
    "9999999999999999999999",
    "1e999",
    "nan",
    "2020-13-45",
    "0x",
    "\\u",
    "[[edge]\n",
    "..",
    "true",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, prop::sample::select(PIECES)), 1..8),
        which in 0_usize..3,
    ) {
        let schema = embedded::schema_text();
        let (name, mut text) = match which {
            0 => ("schema.toml", schema.as_str().get(..4_000).unwrap_or_default().to_owned()),
            _ => ("a.toml", WHOLE.to_owned()),
        };
        for (at, length, piece) in edits {
            let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let first = at.index(starts.len());
            let last = (first + length).min(starts.len() - 1);
            text.replace_range(starts[first]..starts[last], piece);
        }
        let data = Dataset::of([(name, text)]);
        for finding in &data.findings {
            // Every place lies in its text, so that a caret can be drawn.
            let place = finding.place.as_ref().unwrap();
            let text = data.text(&place.file).unwrap();
            prop_assert!(place.span.range().end <= text.as_str().len(), "{finding}");
            prop_assert!(text.as_str().get(place.span.range()).is_some(), "{finding}");
            prop_assert!(place.line >= 1 && place.column >= 1);
        }
    }
}

#[test]
fn deep_tables_are_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{a = ", "}")] {
        let text = format!("[[node]]\nx = {}{}", open.repeat(50_000), close.repeat(50_000));
        assert!(Dataset::of([("a.toml", text)]).has_errors());
    }
    let dotted = format!("{}x = 1", "a.".repeat(50_000));
    assert!(Dataset::of([("a.toml", dotted)]).has_errors());
}
