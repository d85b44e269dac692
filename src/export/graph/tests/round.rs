//! Any graph under the schema, out and in again: the same records, or what is lost is said.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::{Extract, GraphFormat, Loss};
use super::text;
use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::when::{Boundary, PartialDate, Validity};
use crate::model::{
    Bound, Change, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, NameForm, NodeRecord,
    Value,
};
use crate::source::{Dataset, dump};

const NODES: [(&str, &str); 8] = [
    ("src:a", "document"),
    ("src:b", "document"),
    ("org:a", "organisation"),
    ("org:b", "organisation"),
    ("org:c", "organisation"),
    ("pship:a", "partnership"),
    ("person:a", "person"),
    ("place:a", "place"),
];

/// Relations with what they join, so that most of those tried are allowed.
const EDGES: [(&str, &str, &str); 8] = [
    ("org:a", "member-of", "pship:a"),
    ("org:b", "member-of", "pship:a"),
    ("person:a", "chairs", "org:a"),
    ("org:a", "funds", "org:b"),
    ("org:b", "works-with", "org:c"),
    ("pship:a", "covers", "place:a"),
    ("org:a", "succeeded-by", "org:c"),
    ("pship:a", "launched", "src:a"),
];

const DATES: [&str; 9] = [
    "2019",
    "2020-06",
    "2021-04-01",
    "2022-03~",
    "2022?",
    "2023-02-28%",
    "1999-12",
    "2024",
    "2025-01",
];

/// Texts that mean something to some format.
const TEXTS: [&str; 14] = [
    "plain",
    "a; b | c",
    "=1+1",
    "'=1",
    "''@x",
    "[1, 2]",
    "[\"x\"]",
    "\"quoted\" \\ 'twice'",
    "]]> </script><!-- &amp; &#10;",
    "two\nlines\r\nand\ttabs",
    "\u{202e}שלום",
    "true",
    "12",
    "1.0e3",
];

/// Texts that some formats cannot hold, which must be said.
const LOST: [&str; 2] = [" spaces around ", "\u{1b}[31m\u{0}"];

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        80 => select(&TEXTS[..]).prop_map(str::to_owned),
        20 => "\\PC{0,8}[a-z]\\PC{0,4}".prop_map(|text| text.trim().to_owned()),
        1 => select(&LOST[..]).prop_map(str::to_owned),
    ]
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let one = (
        select(vec!["src:a", "src:b"]),
        option::of(words()),
        option::of(words()),
        option::weighted(0.2, words()),
    )
        .prop_map(|(source, quote, locator, said_by)| Evidence {
            source: source.into(),
            quote,
            locator,
            said_by,
        });
    vec(one, 0..3)
}

fn boundary() -> impl Strategy<Value = Boundary> {
    let date = || select(&DATES[..]).prop_map(|text| text.parse::<PartialDate>().unwrap());
    prop_oneof![
        3 => Just(Boundary::Unknown),
        1 => Just(Boundary::Open),
        3 => date().prop_map(Boundary::Date),
        1 => (date(), date()).prop_filter_map("in order", |(a, b)| format!("[{a}..{b}]").parse().ok()),
    ]
}

fn validity() -> impl Strategy<Value = Validity> {
    let known = vec(select(&DATES[..]).prop_map(|text| text.parse().unwrap()), 0..3);
    (boundary(), boundary(), known, any::<bool>()).prop_map(|(start, end, known, planned)| {
        Validity::new(start, end).unwrap_or_default().with_known(known).with_planned(planned)
    })
}

/// An inference rests on a quote.
fn grounds() -> impl Strategy<Value = (Vec<Evidence>, Option<Confidence>)> {
    let sure = select(vec![Confidence::Low, Confidence::Medium, Confidence::High]);
    (evidence(), option::weighted(0.3, sure)).prop_map(|(evidence, sure)| {
        let quoted = evidence.iter().any(|one| one.quote.is_some());
        (evidence, sure.filter(|_| quoted))
    })
}

fn name_form() -> impl Strategy<Value = NameForm> {
    let form = select(vec![Form::Other, Form::Former, Form::Short, Form::Spelling]);
    prop_oneof![
        words().prop_map(|text| NameForm::from(text.as_str())),
        (words(), form, validity(), evidence()).prop_map(|(text, form, validity, evidence)| {
            NameForm { text, form, validity, evidence }
        }),
    ]
}

fn fact() -> impl Strategy<Value = Fact> {
    let value = prop_oneof![
        (0..9_i64).prop_map(|n| ("population", Value::from(n))),
        select(vec![0.5, 1.0, 2.5e9]).prop_map(|n| ("budget", Value::from(n))),
        Just(("status", Value::text("statutory"))),
        (0..9_i64).prop_map(|n| ("count", Value::from(n))),
    ];
    let bound = select(vec![Bound::Exact, Bound::About, Bound::AtLeast]);
    (
        value,
        bound,
        words(),
        option::of(select(vec!["2021", "2020-04-01/2021-03-31"])),
        validity(),
        grounds(),
        option::of(words()),
    )
        .prop_map(|((key, value), bound, of, period, validity, (evidence, inferred), note)| {
            Fact {
                bound: if key == "status" { Bound::Exact } else { bound },
                of: (key == "count").then_some(of),
                period: period.map(|period| period.parse().unwrap()),
                validity,
                inferred,
                note,
                evidence,
                ..Fact::new(key, value)
            }
        })
}

fn node((key, kind): (&'static str, &'static str)) -> impl Strategy<Value = NodeRecord> {
    let subs: Vec<&str> =
        if kind == "organisation" { vec!["university", "charity", "council"] } else { Vec::new() };
    let sub_kinds = subsequence(subs.clone(), 0..=subs.len());
    let codes = subsequence(vec!["A1", "B2", "0"], 0..=3);
    let more = (vec(fact(), 0..3), option::of(words()), option::of(words()));
    (words(), sub_kinds, vec(name_form(), 0..3), codes, validity(), grounds(), more).prop_map(
        move |(
            name,
            sub_kinds,
            aka,
            codes,
            validity,
            (evidence, inferred),
            (facts, note, publisher),
        )| {
            let mut record = NodeRecord::new(key.into(), kind, &name);
            record.sub_kinds = sub_kinds.into_iter().map(str::to_owned).collect();
            record.aka = aka;
            // No two nodes share a code.
            let code =
                |code| Identifier { scheme: "ods".to_owned(), value: format!("{code}{key}") };
            record.identifiers = codes.into_iter().map(code).collect();
            (record.validity, record.evidence, record.inferred) = (validity, evidence, inferred);
            (record.facts, record.note) = (facts, note);
            if kind == "document" {
                let attribute = |text: String| ("publisher".to_owned(), Value::text(text.as_str()));
                record.attributes.extend(publisher.map(attribute));
            }
            record
        },
    )
}

fn edge() -> impl Strategy<Value = EdgeRecord> {
    let attributes =
        (option::of(words()), any::<bool>(), select(vec![1.0, 2.5e6]), select(&DATES[..]));
    (select(&EDGES[..]), boundary(), validity(), grounds(), option::of(words()), attributes)
        .prop_map(
            |(
                (from, relation, to),
                on,
                validity,
                (evidence, inferred),
                note,
                (post, interim, amount, period),
            )| {
                let mut record = EdgeRecord::new(from.into(), relation, to.into());
                match relation {
                    "succeeded-by" | "launched" => record.on = on,
                    "member-of" => {
                        record.attributes.insert("class".to_owned(), Value::text("associate"));
                    }
                    "chairs" => {
                        let post = post.map(|post| ("post".to_owned(), Value::text(post.as_str())));
                        record.attributes.extend(post);
                        record.attributes.insert("interim".to_owned(), Value::from(interim));
                    }
                    "funds" => {
                        record.attributes.insert("amount".to_owned(), Value::from(amount));
                        record.attributes.insert("period".to_owned(), Value::text(period));
                    }
                    _ => {}
                }
                (record.validity, record.evidence, record.inferred) =
                    (validity, evidence, inferred);
                record.note = note;
                record
            },
        )
}

/// All nodes, and whichever of the relations the schema allows; often several of a type between the same two.
///
/// What is said is what a curated file can say: there, a fact without dates has those of its node.
fn graph(nodes: Vec<NodeRecord>, edges: Vec<EdgeRecord>) -> Snapshot {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    for node in nodes {
        tx.apply(Change::AddNode(node)).unwrap();
    }
    for edge in edges {
        // What is said already is no second relation, and what contradicts the schema is none.
        let _ = tx.apply(Change::AddEdge(edge));
    }
    tx.commit().unwrap();
    let drawn = db.snapshot();
    let (nodes, edges) = records(&drawn);
    read(vec![("all.toml", dump(nodes, edges))]).unwrap()
}

fn read(files: Vec<(&'static str, String)>) -> Result<Snapshot, String> {
    let data = Dataset::of(files);
    if data.has_errors() {
        let wrong: Vec<_> = data.findings.iter().map(ToString::to_string).collect();
        return Err(wrong.join("\n"));
    }
    Ok(Database::from_dataset(&data).unwrap().snapshot())
}

fn nodes() -> impl Strategy<Value = Vec<NodeRecord>> {
    NODES.into_iter().map(|one| node(one).boxed()).collect::<Vec<_>>()
}

fn records(graph: &Snapshot) -> (Vec<&NodeRecord>, Vec<&EdgeRecord>) {
    let nodes = graph.nodes().filter_map(|id| graph.node_record(id)).collect();
    (nodes, graph.edges().filter_map(|id| graph.edge_record(id)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_graph_comes_back_as_it_was_or_what_is_lost_is_said(nodes in nodes(), edges in vec(edge(), 0..6)) {
        let graph = graph(nodes, edges);
        for (format, files) in [
            ("graphml", &["x.graphml"][..]),
            ("json", &["x.json"]),
            ("turtle", &["x.ttl"]),
            ("csv", &["nodes.csv", "edges.csv"]),
        ] {
            let lost = GraphFormat::named(format).unwrap().left_out(&Extract::whole(&graph));
            let lost: Vec<Loss> = lost.into_iter().map(|left| left.what).collect();
            let may_lose: &[Loss] = match format {
                "graphml" => &[Loss::Characters],
                "csv" => &[Loss::Spaces],
                _ => &[],
            };
            prop_assert!(lost.iter().all(|loss| may_lose.contains(loss)), "{format}: {lost:?}");
            let written: Vec<_> =
                files.iter().enumerate().map(|(at, name)| (*name, text(format, at, &graph))).collect();
            let again = read(written).map_err(|wrong| TestCaseError::fail(format!("{format}: {wrong}")))?;
            prop_assert_eq!(again.node_count(), graph.node_count());
            prop_assert_eq!(again.edge_count(), graph.edge_count());
            if lost.is_empty() {
                for (found, wanted) in records(&again).0.iter().zip(records(&graph).0) {
                    prop_assert_eq!(*found, wanted, "{}", format);
                }
                for (found, wanted) in records(&again).1.iter().zip(records(&graph).1) {
                    prop_assert_eq!(*found, wanted, "{}", format);
                }
            }
        }
    }
}
