//! The graph as a whole.

mod algorithms;
mod changes;
mod drawing;
mod lens;
mod reference;
mod same;
mod words;

use crate::db::Database;
use crate::model::schema::{
    Attribute, Class, Declarations, Ends, FactType, Kind, KindId, Noun, Relation, Scheme, SubKind,
    ValueType, label_of, type_of,
};
use crate::model::{Change, EdgeRecord, NodeRecord, Schema, SchemaError};

/// A small schema with one of everything: an organisation and a partnership, which are parties, a
/// person, a document.
fn schema() -> Schema {
    let sub = |id: &str| SubKind { id: id.into(), label: label_of(id), noun: Noun::regular(id) };
    let kind = |id: &str, classes: &[&str], subs: &[&str]| Kind {
        id: id.into(),
        label: label_of(id),
        noun: Noun::regular(id),
        sub: subs.iter().map(|id| sub(id)).collect(),
        classes: classes.iter().map(|id| (*id).to_owned()).collect(),
        attributes: if id == "document" { vec!["date".into()] } else { Vec::new() },
        ..Kind::default()
    };
    let (party, person) = ([KindId(0), KindId(1)], [KindId(2)]);
    let anything = [KindId(0), KindId(1), KindId(2), KindId(3)];
    let relation = |id: &str, from: &[KindId], to: &[KindId], attributes: &[&str]| Relation {
        id: id.into(),
        cypher: type_of(id),
        ends: vec![Ends { from: from.to_vec(), to: to.to_vec() }],
        attributes: attributes.iter().map(|id| (*id).to_owned()).collect(),
        ..Relation::default()
    };
    let attribute = |id: &str, value| Attribute { id: id.into(), value, doc: None };
    let fact = |id: &str, value| FactType {
        id: id.into(),
        caption: id.into(),
        value,
        unit: None,
        doc: None,
    };
    let members = [&party[..], &person[..]].concat();
    Schema::new(Declarations {
        kinds: vec![
            kind("organisation", &["party"], &["nhs-trust", "council"]),
            kind("partnership", &["party"], &["ics"]),
            kind("person", &[], &[]),
            kind("document", &[], &[]),
        ],
        classes: vec![Class {
            id: "party".into(),
            label: "Party".into(),
            noun: Noun::regular("party"),
        }],
        relations: vec![
            relation("member-of", &members, &party, &["class"]),
            relation("chairs", &person, &party, &["post", "interim"]),
            Relation { symmetric: true, ..relation("works-with", &party, &party, &["via"]) },
            Relation { event: true, ..relation("founded", &party, &party, &[]) },
            Relation {
                symmetric: true,
                same_kind: true,
                curation: true,
                ..relation("same-as", &anything, &anything, &[])
            },
        ],
        attributes: vec![
            attribute("class", ValueType::Word(vec!["full".into(), "associate".into()])),
            attribute("post", ValueType::Text),
            attribute("interim", ValueType::YesNo),
            attribute("via", ValueType::Node),
            attribute("date", ValueType::Date),
        ],
        facts: vec![fact("population", ValueType::Whole), fact("count", ValueType::Whole)],
        counts: Vec::new(),
        schemes: vec![Scheme { id: "ods".into(), caption: "ODS code".into() }],
    })
}

fn node(key: &str, kind: &str) -> NodeRecord {
    NodeRecord::new(key.into(), kind, &format!("The {key}"))
}

fn edge(from: &str, relation: &str, to: &str) -> EdgeRecord {
    EdgeRecord::new(from.into(), relation, to.into())
}

fn refusal(result: crate::Result<()>) -> SchemaError {
    match result {
        Err(crate::Error::Schema(error)) => *error,
        other => panic!("not refused by the schema: {other:?}"),
    }
}

/// A database of these nodes (keys, the kind by the first letter) and relations.
fn database(nodes: &[&str], edges: &[(&str, &str, &str)]) -> Database {
    let db = Database::with_schema(schema());
    let mut tx = db.write().unwrap();
    for key in nodes {
        let kind = match key.chars().next() {
            Some('o') => "organisation",
            Some('p') => "partnership",
            Some('d') => "document",
            _ => "person",
        };
        tx.apply(Change::AddNode(node(key, kind))).unwrap();
    }
    for (from, relation, to) in edges {
        tx.apply(Change::AddEdge(edge(from, relation, to))).unwrap();
    }
    tx.commit().unwrap();
    db
}
