//! What a change may do, and what it does.

use super::{database, edge, node, refusal, schema};
use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::record::{
    Addition, Bound, Confidence, EdgeRecord, Evidence, Fact, Identifier, NameForm,
};
use crate::model::when::{Boundary, Grade, Validity};
use crate::model::{Change, Direction, NodeRecord, SchemaError, Value};

fn apply(db: &Database, change: Change) -> crate::Result<()> {
    let mut tx = db.write()?;
    tx.apply(change)?;
    tx.commit()
}

fn refused(db: &Database, change: Change) -> SchemaError {
    let before = db.snapshot();
    let error = refusal(apply(db, change));
    assert_eq!(db.snapshot().node_count(), before.node_count());
    assert_eq!(db.snapshot().edge_count(), before.edge_count());
    error
}

fn said(mut record: EdgeRecord, source: &str) -> EdgeRecord {
    record.evidence.push(Evidence {
        source: source.into(),
        quote: None,
        locator: None,
        said_by: None,
    });
    record
}

fn with(mut record: EdgeRecord, name: &str, value: impl Into<Value>) -> EdgeRecord {
    record.attributes.insert(name.to_owned(), value.into());
    record
}

fn dated(mut record: EdgeRecord, start: &str, known: &[&str]) -> EdgeRecord {
    let start = if start.is_empty() { Boundary::Unknown } else { start.parse().unwrap() };
    let spell = Validity::new(start, Boundary::Unknown).unwrap();
    record.validity = spell.with_known(known.iter().map(|text| text.parse().unwrap()));
    record
}

fn property(snap: &Snapshot, key: &str, name: &str) -> Value {
    snap.node(snap.by_key(key).unwrap()).unwrap().property(name)
}

#[test]
fn refusals_name_the_thing_and_the_remedy() {
    let db = database(&["o1", "o2", "p1", "x1", "o:paddington"], &[]);
    for (change, message, help) in [
        (
            Change::AddNode(node("o9", "organisaton")),
            "unknown kind `organisaton`",
            "did you mean `organisation`?",
        ),
        (
            Change::AddNode(NodeRecord {
                sub_kinds: vec!["nhs-trsut".into()],
                ..node("o9", "organisation")
            }),
            "unknown kind `organisation/nhs-trsut`",
            "did you mean `organisation/nhs-trust`?",
        ),
        (
            Change::AddNode(node("o1", "person")),
            "the id `o1` is taken",
            "give one of the two another id, or merge them",
        ),
        (
            Change::AddEdge(edge("o1", "membr-of", "p1")),
            "unknown relation `membr-of`",
            "did you mean `member-of`?",
        ),
        (
            Change::AddEdge(edge("o:padington", "member-of", "p1")),
            "nothing has the id `o:padington`",
            "did you mean `o:paddington`?",
        ),
        (
            Change::AddEdge(edge("o1", "chairs", "p1")),
            "the schema has no `chairs` relation from organisation to partnership",
            "allowed: person → organisation, partnership",
        ),
        (
            Change::AddEdge(edge("o1", "member-of", "o1")),
            "the schema has no `member-of` relation from `o1` to itself",
            "allowed: two different nodes",
        ),
    ] {
        let error = refused(&db, change);
        assert_eq!(error.to_string(), message);
        assert_eq!(error.help().unwrap_or_default(), help);
    }
    let help = refused(&db, Change::AddEdge(edge("o1", "same-as", "x1"))).help().unwrap();
    assert!(help.ends_with("both of one kind"), "{help}");
    assert!(apply(&db, Change::AddEdge(edge("o1", "same-as", "o2"))).is_ok());
}

#[test]
fn values_are_held_against_their_declarations() {
    let db = database(&["o1", "o2", "p1", "x1"], &[]);
    for (record, reason) in [
        (
            with(edge("o1", "member-of", "p1"), "class", "fuller"),
            "'fuller' is not one of full, associate",
        ),
        (
            with(edge("o1", "member-of", "p1"), "clas", "full"),
            "the schema does not declare it; did you mean `class`?",
        ),
        (with(edge("o1", "member-of", "p1"), "post", "Chair"), "the schema does not declare it"),
        (with(edge("x1", "chairs", "p1"), "interim", "yes"), "'yes' is not true or false"),
        (with(edge("x1", "chairs", "p1"), "post", 1), "1 is not a text"),
        (dated(edge("o1", "founded", "p1"), "2020", &[]), "an event happens `on` a day"),
    ] {
        let error = refused(&db, Change::AddEdge(record));
        assert_eq!(error.code(), "S0006");
        assert!(error.to_string().ends_with(reason), "{error}");
    }
    let nowhere = refused(&db, Change::AddEdge(with(edge("o1", "works-with", "o2"), "via", "o7")));
    assert_eq!(nowhere.to_string(), "nothing has the id `o7`");
    let mut event = edge("o1", "member-of", "p1");
    event.on = "2020".parse().unwrap();
    assert!(refused(&db, Change::AddEdge(event)).to_string().contains("only an event"));
    let dated = |date: &str| {
        let attributes = [("date".to_owned(), Value::from(date))].into();
        Change::AddNode(NodeRecord { attributes, ..node("d1", "document") })
    };
    assert!(refused(&db, dated("2020/21")).to_string().contains("2020/21"));
    assert!(apply(&db, dated("2020-04-01/2021-03-31")).is_ok());
}

#[test]
fn an_identifier_belongs_to_one_node() {
    let db = database(&["o1", "o2"], &[]);
    let with = |scheme: &str| Addition {
        identifiers: vec![Identifier { scheme: scheme.into(), value: "RJ1".into() }],
        ..Addition::default()
    };
    apply(&db, Change::ExtendNode("o1".into(), with("ods"))).unwrap();
    apply(&db, Change::ExtendNode("o1".into(), with("ods"))).unwrap();
    let error = refused(&db, Change::ExtendNode("o2".into(), with("ods")));
    assert_eq!(error.to_string(), "`ods` of `o2`: `RJ1` already identifies `o1`");
    assert!(
        refused(&db, Change::ExtendNode("o2".into(), with("odd")))
            .to_string()
            .contains("no such scheme")
    );
    let snap = db.snapshot();
    assert_eq!(snap.by_identifier("ods", "RJ1"), snap.by_key("o1"));
    assert_eq!(property(&snap, "o1", "ods"), Value::from("RJ1"));
}

#[test]
fn the_same_relation_said_twice_is_one_with_two_evidences() {
    let db = database(&["o1", "p1", "x1"], &[]);
    let member = || edge("o1", "member-of", "p1");
    for record in [
        said(dated(member(), "2023", &["2023-11-08"]), "src:a"),
        said(dated(with(member(), "class", "full"), "2023-06", &["2024-01"]), "src:b"),
        said(dated(member(), "", &["2024-01"]), "src:b"),
    ] {
        apply(&db, Change::AddEdge(record)).unwrap();
    }
    let snap = db.snapshot();
    assert_eq!(snap.edge_count(), 1);
    let id = snap.edges().next().unwrap();
    let edge = snap.edge(id).unwrap();
    assert_eq!(edge.property("sources"), Value::from(vec!["src:a", "src:b"]));
    assert_eq!(edge.property("start"), Value::from("2023-06"));
    assert_eq!(edge.property("known"), Value::from(vec!["2023-11-08", "2024-01"]));
    assert_eq!(edge.property("class"), Value::from("full"));
    assert_eq!(edge.grade(&"2024-01".parse().unwrap()), Grade::Yes);
}

#[test]
fn what_contradicts_stays_apart() {
    let db = database(&["o1", "p1", "x1"], &[]);
    let chair = || edge("x1", "chairs", "p1");
    let mut planned = chair();
    planned.validity = Validity::default().with_planned(true);
    let mut ended = chair();
    ended.validity = Validity::new("2010".parse().unwrap(), "2012".parse().unwrap()).unwrap();
    let mut imported = chair();
    imported.layer = "ods-2025h2".to_owned();
    let different = [
        dated(chair(), "2020", &[]),
        dated(chair(), "2021", &[]),
        with(dated(chair(), "2020", &[]), "interim", true),
        ended,
        planned,
        imported,
    ];
    for record in different.clone().into_iter().chain(different) {
        apply(&db, Change::AddEdge(record)).unwrap();
    }
    let snap = db.snapshot();
    assert_eq!(snap.edge_count(), 6);
    let (x1, p1) = (snap.by_key("x1").unwrap(), snap.by_key("p1").unwrap());
    assert!(snap.expand(x1, Direction::Out, &[]).all(|(_, far)| far == p1));
    assert_eq!(snap.degree(p1, Direction::In, &[snap.rel_type("CHAIRS").unwrap()]), 6);
}

#[test]
fn thousands_of_witnesses_are_heard() {
    let db = database(&["o1", "o2"], &[]);
    let mut tx = db.write().unwrap();
    // Seconds even without optimisation; it was minutes when each copied what was there.
    for i in 0..3_000 {
        let evidence = vec![Evidence::new("src:a", format!("quote {i}"))];
        let said = EdgeRecord { evidence: evidence.clone(), ..edge("o1", "works-with", "o2") };
        tx.apply(Change::AddEdge(said)).unwrap();
        let facts = vec![Fact { evidence: evidence.clone(), ..Fact::new("population", i) }];
        let more = Addition { facts, evidence, ..Addition::default() };
        tx.apply(Change::ExtendNode("o1".into(), more)).unwrap();
    }
    tx.commit().unwrap();
    let snap = db.snapshot();
    let edge = snap.edge(snap.edges().next().unwrap()).unwrap();
    assert_eq!((snap.edge_count(), edge.record().evidence.len()), (1, 3_000));
    assert_eq!(snap.node(snap.by_key("o1").unwrap()).unwrap().record().facts.len(), 3_000);
    assert!(matches!(edge.property("quotes"), Value::List(quotes) if quotes.len() == 3_000));
}

#[test]
fn an_inference_lends_nothing_to_what_is_stated() {
    let stated = || dated(edge("o1", "member-of", "p1"), "", &["2018"]);
    let inferred = |record: EdgeRecord| EdgeRecord {
        inferred: Some(Confidence::Low),
        evidence: vec![Evidence::new("src:a", "it seems")],
        ..record
    };
    let member = || edge("o1", "member-of", "p1");
    for (inference, edges) in [
        (dated(member(), "2016", &[]), 2),
        (dated(member(), "", &["2019"]), 2),
        (with(member(), "class", "full"), 2),
        (EdgeRecord { note: Some("by its name".into()), ..member() }, 2),
        (dated(member(), "", &["2018"]), 1),
        (member(), 1),
    ] {
        for turned in [false, true] {
            let db = database(&["o1", "p1"], &[]);
            let mut said = [stated(), inferred(inference.clone())];
            if turned {
                said.reverse();
            }
            for record in said {
                apply(&db, Change::AddEdge(record)).unwrap();
            }
            let snap = db.snapshot();
            assert_eq!(snap.edge_count(), edges, "{inference:?}");
            let kept = snap.edges().filter_map(|id| snap.edge_record(id));
            let kept: Vec<_> = kept.filter(|record| record.inferred.is_none()).collect();
            assert_eq!(kept.len(), 1);
            assert_eq!(kept[0].validity, stated().validity);
            assert_eq!(kept[0].attributes, stated().attributes);
        }
    }
}

#[test]
fn a_statement_that_fits_two_spells_is_given_to_neither() {
    let db = database(&["x1", "p1"], &[]);
    let chair = |start: &str, end: &str| {
        let spell = Validity::new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
        EdgeRecord { validity: spell, ..edge("x1", "chairs", "p1") }
    };
    let undated = || edge("x1", "chairs", "p1");
    for (record, edges) in [
        (chair("2010", "2012"), 1),
        (chair("2018", "2020"), 2),
        (said(undated(), "src:a"), 3),
        // What says the very same is the same.
        (said(undated(), "src:b"), 3),
        (chair("2018", "2020"), 3),
    ] {
        apply(&db, Change::AddEdge(record)).unwrap();
        assert_eq!(db.snapshot().edge_count(), edges);
    }
    let snap = db.snapshot();
    let sources = snap.edges().map(|id| snap.edge(id).unwrap().property("sources"));
    let sources: Vec<_> = sources.collect();
    assert_eq!(sources[2], Value::from(vec!["src:a", "src:b"]));
}

#[test]
fn a_symmetric_relation_is_stored_once_and_found_from_both_ends() {
    let db = database(&["o1", "o2"], &[("o1", "works-with", "o2"), ("o2", "works-with", "o1")]);
    let snap = db.snapshot();
    assert_eq!(snap.edge_count(), 1);
    for (here, there) in [("o1", "o2"), ("o2", "o1")] {
        let node = snap.node(snap.by_key(here).unwrap()).unwrap();
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            assert_eq!(snap.degree(node.id(), direction, &[]), 1);
        }
        let others = |edge: crate::graph::EdgeRef<'_>| {
            if edge.from() == node {
                edge.to().key().to_owned()
            } else {
                edge.from().key().to_owned()
            }
        };
        assert_eq!(node.outgoing("works-with").map(others).collect::<Vec<_>>(), [there]);
        assert_eq!(node.incoming("WORKS_WITH").map(others).collect::<Vec<_>>(), [there]);
    }
    // petgraph sees each relation once, as it is stored.
    let leave =
        |key: &str| petgraph::visit::IntoEdges::edges(&snap, snap.by_key(key).unwrap()).count();
    assert_eq!((leave("o1"), leave("o2")), (1, 0));
}

#[test]
fn the_latest_fact_is_the_property() {
    let db = database(&["p1"], &[]);
    let count = |of: Option<&str>, value: i64, known: &str| Fact {
        key: if of.is_some() { "count" } else { "population" }.to_owned(),
        value: value.into(),
        bound: Bound::Exact,
        unit: None,
        of: of.map(str::to_owned),
        period: None,
        validity: Validity::default().with_known([known.parse().unwrap()]),
        inferred: None,
        note: None,
        evidence: Vec::new(),
    };
    let facts = vec![
        count(Some("focus areas"), 5, "2023"),
        count(Some("focus areas"), 4, "2021-06"),
        count(None, 2_000_000, "2020"),
    ];
    apply(&db, Change::ExtendNode("p1".into(), Addition { facts, ..Addition::default() })).unwrap();
    let snap = db.snapshot();
    assert_eq!(property(&snap, "p1", "focus_areas"), Value::from(5));
    assert_eq!(property(&snap, "p1", "population"), Value::from(2_000_000));
    assert_eq!(property(&snap, "p1", "inferred"), Value::Null);
    let node = snap.node(snap.by_key("p1").unwrap()).unwrap();
    assert_eq!(node.labels().collect::<Vec<_>>(), ["Partnership", "Party"]);
}

#[test]
fn a_life_seen_otherwise_moves_the_relations_at_it() {
    let db = database(&[], &[]);
    let mut tx = db.write().unwrap();
    let validity = Validity::new("[2019..2021]".parse().unwrap(), "..".parse().unwrap()).unwrap();
    tx.apply(Change::AddNode(NodeRecord { validity, ..node("p1", "partnership") })).unwrap();
    tx.apply(Change::AddNode(node("o1", "organisation"))).unwrap();
    let open = Validity::new("..".parse().unwrap(), "..".parse().unwrap()).unwrap();
    let member = EdgeRecord { validity: open, ..edge("o1", "member-of", "p1") };
    tx.apply(Change::AddEdge(member)).unwrap();
    tx.fold();
    tx.commit().unwrap();
    let before = db.snapshot();
    let known = Addition { known: vec!["2020-01-01".parse().unwrap()], ..Addition::default() };
    apply(&db, Change::ExtendNode("p1".into(), known)).unwrap();
    let after = db.snapshot();
    let edge = after.edges().next().unwrap();
    let day = "2020-06-01".parse().unwrap();
    assert_eq!(
        (before.edge_grade(edge, &day), after.edge_grade(edge, &day)),
        (Grade::Possible, Grade::Yes)
    );
}

#[test]
fn an_event_is_graded_by_its_day_and_not_clipped() {
    let db = database(&["o1"], &[]);
    let since = Validity::since("2021".parse().unwrap());
    apply(&db, Change::AddNode(NodeRecord { validity: since, ..node("p1", "partnership") }))
        .unwrap();
    let founded = EdgeRecord { on: "2020-05".parse().unwrap(), ..edge("o1", "founded", "p1") };
    apply(&db, Change::AddEdge(founded)).unwrap();
    let snap = db.snapshot();
    let id = snap.edges().next().unwrap();
    for (moment, grade) in
        [("2020", Grade::Yes), ("2020-05-03", Grade::Possible), ("2021", Grade::No)]
    {
        assert_eq!(snap.edge_grade(id, &moment.parse().unwrap()), grade, "{moment}");
    }
}

#[test]
fn writers_take_turns_and_readers_do_not_wait() {
    fn shared<T: Send + Sync>() {}
    shared::<Snapshot>();
    shared::<Database>();
    let db = Database::with_schema(schema());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let db = &db;
            scope.spawn(move || {
                for i in 0..25 {
                    let key = format!("o{writer}-{i}");
                    apply(db, Change::AddNode(node(&key, "organisation"))).unwrap();
                    assert!(db.snapshot().by_key(&key).is_some());
                }
            });
        }
    });
    assert_eq!(
        db.snapshot().nodes().map(|id| id.0).collect::<Vec<_>>(),
        (0..100).collect::<Vec<_>>()
    );
    let poisoned = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let _tx = db.write().unwrap();
                panic!("on purpose");
            })
            .join()
    });
    assert!(poisoned.is_err());
    assert!(apply(&db, Change::AddNode(node("after", "person"))).is_ok());
}

#[test]
fn a_source_is_a_document_that_any_evidence_names() {
    let db = database(&["d1", "d2", "d3", "d4", "d5", "o1", "o2"], &[]);
    let word = |of: &str| vec![Evidence::new(of, "so it is")];
    let name = NameForm { evidence: word("d2"), ..NameForm::from("The first") };
    let fact = Fact { evidence: word("d3"), ..Fact::new("population", 1) };
    let more = Addition {
        aka: vec![name],
        facts: vec![fact],
        evidence: word("d1"),
        ..Addition::default()
    };
    apply(&db, Change::ExtendNode("o1".into(), more)).unwrap();
    apply(&db, Change::AddEdge(said(edge("o1", "works-with", "o2"), "d4"))).unwrap();
    let snap = db.snapshot();
    let keys = snap.sources().into_iter().map(|id| snap.node(id).unwrap().key());
    assert_eq!(keys.collect::<Vec<_>>(), ["d1", "d2", "d3", "d4"]);
}
