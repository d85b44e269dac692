//! The small graph that the examples of the documentation speak of.

use crate::Database;
use crate::graph::Snapshot;
use crate::model::record::{Bound, EdgeRecord, Evidence, Fact, NodeRecord};
use crate::model::schema::{
    Attribute, Class, Declarations, Ends, FactType, Kind, KindId, Noun, Relation, SubKind,
    ValueType,
};
use crate::model::value::Path;
use crate::model::when::{Boundary, Validity};
use crate::model::{Change, Confidence, Schema, Value};

/// The graph, and its variables `n`, `r` and `p`.
pub(super) struct Fixture {
    pub(super) snapshot: Snapshot,
    pub(super) variables: Vec<(&'static str, Value)>,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let db = Database::with_schema(schema());
        let mut tx = db.write().unwrap();
        for change in changes() {
            tx.apply(change).unwrap();
        }
        tx.commit().unwrap();
        let snapshot = db.snapshot();
        let node = |key: &str| snapshot.by_key(key).unwrap();
        let edge = |kind: &str| snapshot.edges_of(snapshot.rel_type(kind).unwrap()).next().unwrap();
        let (hcl, plsp, person) = (node("org:hcl"), node("pship:plsp"), node("person:a"));
        let (member, chairs, launched) = (edge("MEMBER_OF"), edge("CHAIRS"), edge("LAUNCHED"));
        let path = |nodes: &[_], edges: &[_]| {
            Value::Path(Path { nodes: nodes.to_vec(), edges: edges.to_vec() }.into())
        };
        let variables = vec![
            ("n", hcl.into()),
            ("r", member.into()),
            ("p", path(&[hcl, plsp], &[member])),
            ("chairs", chairs.into()),
            ("launched", launched.into()),
            ("both", path(&[person, hcl, plsp], &[chairs, member])),
            ("here", path(&[hcl], &[])),
            ("partnership", plsp.into()),
        ];
        Self { snapshot, variables }
    }
}

fn schema() -> Schema {
    let noun = Noun::regular;
    let kind = |id: &str, label: &str, classes: &[&str]| Kind {
        id: id.to_owned(),
        label: label.to_owned(),
        noun: noun(id),
        classes: classes.iter().map(|&c| c.to_owned()).collect(),
        ..Kind::default()
    };
    let sub = SubKind {
        id: "gp-federation".into(),
        label: "GpFederation".into(),
        noun: noun("GP federation"),
    };
    let relation = |id: &str, says: &str, back: &str, rank: u8| Relation {
        id: id.to_owned(),
        inverse: back.replace(' ', "-"),
        cypher: crate::model::schema::type_of(id),
        says: says.to_owned(),
        back: back.to_owned(),
        ends: vec![Ends { from: (0..4).map(KindId).collect(), to: (0..4).map(KindId).collect() }],
        attributes: vec!["class".to_owned()],
        rank,
        ..Relation::default()
    };
    let attribute = |id: &str, value: ValueType| Attribute { id: id.to_owned(), value, doc: None };
    Schema::new(Declarations {
        kinds: vec![
            Kind { sub: vec![sub], ..kind("organisation", "Organisation", &["party"]) },
            kind("partnership", "Partnership", &["party"]),
            kind("person", "Person", &[]),
            Kind { attributes: vec!["date".into()], ..kind("document", "Document", &[]) },
        ],
        classes: vec![Class { id: "party".into(), label: "Party".into(), noun: noun("party") }],
        relations: vec![
            relation("member-of", "member of", "has member", 2),
            relation("chairs", "chairs", "chaired by", 1),
            Relation { event: true, ..relation("launched", "launched", "launched by", 3) },
        ],
        attributes: vec![attribute("class", ValueType::Text), attribute("date", ValueType::Date)],
        facts: vec![FactType {
            id: "count".into(),
            caption: "count".into(),
            value: ValueType::Whole,
            unit: Some("practices".into()),
            doc: None,
        }],
        ..Declarations::default()
    })
}

fn said(source: &str, quote: &str) -> Evidence {
    Evidence { source: source.into(), quote: Some(quote.to_owned()), locator: None, said_by: None }
}

fn changes() -> Vec<Change> {
    let join = "has joined the Paddington Life Sciences Partners";
    let mut source = NodeRecord::new("src:hcl-joins".into(), "document", "HCL joins");
    source.attributes.insert("date".into(), "2023-11-08".into());
    let undated = NodeRecord::new("src:undated".into(), "document", "A page without a date");
    let mut hcl = NodeRecord::new("org:hcl".into(), "organisation", "Healthcare Central London");
    hcl.sub_kinds.push("gp-federation".into());
    hcl.facts.push(Fact {
        key: "count".into(),
        value: 31.into(),
        bound: Bound::AtLeast,
        unit: None,
        of: Some("practices".into()),
        period: Some("2023".parse().unwrap()),
        validity: Validity::default().with_known(["2023-11-08".parse().unwrap()]),
        inferred: None,
        note: None,
        evidence: vec![said("src:hcl-joins", "31 practices"), said("src:hcl-joins", "31")],
    });
    let plsp = NodeRecord::new("pship:plsp".into(), "partnership", "Paddington Life Sciences");
    let person = NodeRecord::new("person:a".into(), "person", "A. Chair");
    let spell = |start: &str, end: &str| {
        let boundary = |text: &str| match text {
            "" => Boundary::Unknown,
            text => text.parse().unwrap(),
        };
        Validity::new(boundary(start), boundary(end)).unwrap()
    };
    let mut member = EdgeRecord::new("org:hcl".into(), "member-of", "pship:plsp".into());
    member.attributes.insert("class".into(), "associate".into());
    member.validity =
        spell("[2023-06..2023-11-08]", "").with_known(["2023-11-08".parse().unwrap()]);
    member.evidence = vec![said("src:hcl-joins", join)];
    let mut chairs = EdgeRecord::new("person:a".into(), "chairs", "org:hcl".into());
    chairs.validity = spell("2020-01-01", "2023-12-31");
    chairs.inferred = Some(Confidence::Medium);
    chairs.evidence = vec![said("src:undated", "the chair")];
    let mut launched = EdgeRecord::new("person:a".into(), "launched", "pship:plsp".into());
    launched.on = "2023-06".parse().unwrap();
    vec![
        Change::AddNode(source),
        Change::AddNode(undated),
        Change::AddNode(hcl),
        Change::AddNode(plsp),
        Change::AddNode(person),
        Change::AddEdge(member),
        Change::AddEdge(chairs),
        Change::AddEdge(launched),
    ]
}
