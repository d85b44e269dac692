//! Small graphs to ask.

use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::schema::{
    Attribute, Class, Declarations, Ends, FactType, Kind, KindId, Noun, Relation, Scheme, SubKind,
    ValueType, label_of, type_of,
};
use crate::model::when::{Boundary, Validity};
use crate::model::{
    Bound, Change, Confidence, EdgeRecord, Fact, Identifier, NodeRecord, Schema, Value,
};

/// Bodies, people and places; every relation may join anything.
pub(super) fn schema() -> Schema {
    let sub = |id: &str| SubKind { id: id.into(), label: label_of(id), noun: Noun::regular(id) };
    let kind = |id: &str, classes: &[&str], subs: &[&str]| Kind {
        id: id.into(),
        label: label_of(id),
        noun: Noun::regular(id),
        sub: subs.iter().map(|id| sub(id)).collect(),
        classes: classes.iter().map(|id| (*id).to_owned()).collect(),
        ..Kind::default()
    };
    let anything: Vec<KindId> = (0..4).map(KindId).collect();
    let relation = |id: &str, attributes: &[&str]| Relation {
        id: id.into(),
        cypher: type_of(id),
        ends: vec![Ends { from: anything.clone(), to: anything.clone() }],
        attributes: attributes.iter().map(|id| (*id).to_owned()).collect(),
        ..Relation::default()
    };
    let attribute = |id: &str, value| Attribute { id: id.into(), value, doc: None };
    let population = FactType {
        id: "population".into(),
        caption: "population".into(),
        value: ValueType::Whole,
        unit: None,
        doc: None,
    };
    Schema::new(Declarations {
        kinds: vec![
            kind("organisation", &["party"], &["nhs-trust", "council"]),
            kind("partnership", &["party"], &["ics"]),
            kind("person", &[], &[]),
            kind("place", &[], &["borough"]),
        ],
        classes: vec![Class {
            id: "party".into(),
            label: "Party".into(),
            noun: Noun::regular("party"),
        }],
        relations: vec![
            relation("member-of", &["class", "weight"]),
            relation("chairs", &["post", "weight"]),
            relation("covers", &["weight"]),
            Relation { symmetric: true, ..relation("works-with", &["weight"]) },
            Relation {
                symmetric: true,
                same_kind: true,
                curation: true,
                ..relation("same-as", &[])
            },
        ],
        attributes: vec![
            attribute("class", ValueType::Text),
            attribute("post", ValueType::Text),
            attribute("weight", ValueType::Whole),
        ],
        facts: vec![population],
        counts: Vec::new(),
        schemes: vec![Scheme { id: "ods".into(), caption: "ODS code".into() }],
    })
}

fn node(key: &str, kind: &str, sub: &[&str], name: &str) -> NodeRecord {
    let sub_kinds = sub.iter().map(|s| (*s).to_owned()).collect();
    NodeRecord { sub_kinds, ..NodeRecord::new(key.into(), kind, name) }
}

/// A graph of these changes.
pub(super) fn graph(changes: impl IntoIterator<Item = Change>) -> Snapshot {
    folded(changes, usize::MAX)
}

/// A graph of these changes, the first so many of which lie in its base.
pub(super) fn folded(changes: impl IntoIterator<Item = Change>, first: usize) -> Snapshot {
    let db = Database::with_schema(schema());
    let mut tx = db.write().unwrap();
    for (number, change) in changes.into_iter().enumerate() {
        if number == first {
            tx.fold();
        }
        tx.apply(change).unwrap();
    }
    tx.commit().unwrap();
    db.snapshot()
}

/// Two trusts and a council in two partnerships, with their chairs and boroughs; the council was a
/// member in 2021 and 2022, Ada chairs since 2021, and one relation is inferred.
pub(super) fn health() -> Snapshot {
    let population = |value: i64| Fact {
        key: "population".into(),
        value: Value::from(value),
        bound: Bound::Exact,
        unit: None,
        of: None,
        period: None,
        validity: Validity::default(),
        inferred: None,
        note: None,
        evidence: Vec::new(),
    };
    let ods = |value: &str| Identifier { scheme: "ods".into(), value: value.into() };
    let place = |key: &str, name: &str, people| NodeRecord {
        facts: vec![population(people)],
        ..node(key, "place", &["borough"], name)
    };
    let nodes = [
        NodeRecord {
            identifiers: vec![ods("RYJ")],
            ..node("org:imperial", "organisation", &["nhs-trust"], "Imperial")
        },
        NodeRecord {
            identifiers: vec![ods("RQM")],
            ..node("org:chelwest", "organisation", &["nhs-trust"], "Chelsea and Westminster")
        },
        node("org:brent", "organisation", &["council"], "Brent Council"),
        node("pship:nwl", "partnership", &["ics"], "North West London"),
        node("pship:plsp", "partnership", &[], "Paddington Life Sciences"),
        node("per:ada", "person", &[], "Ada"),
        node("per:bo", "person", &[], "Bo"),
        place("place:brent", "Brent", 340_000),
        place("place:westminster", "Westminster", 205_000),
    ];
    let edges = [
        ("org:imperial", "member-of", "pship:nwl", Some(("class", "full"))),
        ("org:imperial", "member-of", "pship:plsp", Some(("class", "founding"))),
        ("org:chelwest", "member-of", "pship:nwl", Some(("class", "full"))),
        ("org:brent", "member-of", "pship:nwl", None),
        ("per:ada", "chairs", "pship:nwl", Some(("post", "independent chair"))),
        ("per:bo", "chairs", "org:imperial", None),
        ("per:bo", "chairs", "pship:plsp", None),
        ("pship:nwl", "covers", "place:brent", None),
        ("pship:nwl", "covers", "place:westminster", None),
        ("pship:plsp", "works-with", "pship:nwl", None),
    ];
    let term = |from, to| match (from, to) {
        ("org:brent", "pship:nwl") => {
            Validity::new("2021".parse().unwrap(), "2022".parse().unwrap()).unwrap()
        }
        ("per:ada", "pship:nwl") => {
            Validity::new("2021".parse().unwrap(), Boundary::Unknown).unwrap()
        }
        _ => Validity::default(),
    };
    let edges = edges.map(|(from, relation, to, attribute)| EdgeRecord {
        inferred: (from == "pship:plsp").then_some(Confidence::Low),
        validity: term(from, to),
        attributes: attribute.into_iter().map(|(k, v)| (k.into(), Value::from(v))).collect(),
        ..EdgeRecord::new(from.into(), relation, to.into())
    });
    graph(nodes.into_iter().map(Change::AddNode).chain(edges.into_iter().map(Change::AddEdge)))
}
