//! What is written by types reads back the same, and what is wrong is refused by name.

use plexusdb::model::typed::{Connects, EdgeDraft, NodeDraft};
use plexusdb::model::{
    Bound, Change, Class, Confidence, Covers, Document, Evidence, Fact, FollowsFrom, Founded,
    Funds, Group, Id, Launched, MemberOf, NodeKind, Organisation, Partnership, Person, Place,
    RelationKind, SameAs, WorksAt, WorksWith,
};
use plexusdb::source::Dataset;
use plexusdb::{Database, Error, Result, Transaction};

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn everything_said_of_a_node_is_kept() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let trust = tx.add(
        Organisation::new("Guy's and St Thomas'")
            .key("org:gstt")
            .sub_kind("nhs-trust")
            .sub_kind("university")
            .aka("GSTT")
            .identifier("ods", "RJ1")
            .since("2004-07")
            .until("..")
            .known("2023-11-08")
            .inferred(Confidence::High)
            .note("named in passing")
            .layer("trial")
            .fact(Fact::new("staff", 22_700))
            .evidence("src:news", "Guy's and St Thomas'")
            .cite(Evidence { locator: Some("end".into()), ..Evidence::new("src:other", "GSTT") }),
    )?;
    let group = tx.add(Group::new("32 CCGs").count(32).bound(Bound::AtLeast))?;
    let plan = tx.add(Document::new("A plan").date("2020-09").publisher("A press").planned())?;
    tx.commit()?;

    let snap = db.snapshot();
    let node = snap.node(trust).unwrap();
    let record = node.record();
    assert_eq!(
        node.labels().collect::<Vec<_>>(),
        ["Organisation", "NhsTrust", "University", "Party"]
    );
    assert_eq!((node.key(), record.layer.as_str()), ("org:gstt", "trial"));
    assert_eq!(record.aka[0].text, "GSTT");
    assert_eq!(record.validity.words(), "since Jul 2004, with no end");
    assert_eq!(record.validity.known().len(), 1);
    assert_eq!(record.inferred, Some(Confidence::High));
    assert_eq!(record.note.as_deref(), Some("named in passing"));
    assert_eq!(record.facts[0].value, 22_700.into());
    assert_eq!(record.evidence[0].quote.as_deref(), Some("Guy's and St Thomas'"));
    assert_eq!(record.evidence[1].locator.as_deref(), Some("end"));
    assert_eq!(snap.node(group).unwrap().property("count"), 32.into());
    assert_eq!(snap.node(group).unwrap().property("bound"), "at-least".into());
    assert_eq!(snap.node(plan).unwrap().property("publisher"), "A press".into());
    assert!(snap.node(plan).unwrap().record().validity.is_planned());
    Ok(())
}

#[test]
fn everything_said_of_a_relation_is_kept() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let [a, b, c] = three_bodies(&mut tx)?;
    let person = tx.add(Person::new("Ada Example"))?;
    tx.relate(
        a,
        MemberOf::since("[2023-06..2023-11-08]")
            .until("2024")
            .class(Class::CorePartner)
            .known("2023-11-08")
            .inferred(Confidence::Low)
            .note("a remark")
            .evidence("src:news", "has joined"),
        b,
    )?;
    tx.relate(person, WorksAt::default().post("Head of Digital"), a)?;
    tx.relate(
        a,
        Funds::since("2020").amount(1.5e6).currency("GBP").period("2020-04-01/2021-03-31"),
        c,
    )?;
    tx.relate(a, Funds::default().amount(2.0).planned(), b)?;
    tx.relate(a, WorksWith::default().via(c), b)?;
    tx.relate(a, Founded::on("2021-06"), c)?;
    tx.commit()?;

    let snap = db.snapshot();
    let a = snap.node(a).unwrap();
    let (link, far) = a.links::<MemberOf>().next().unwrap();
    assert_eq!(far.id(), b.node());
    assert_eq!(link.class(), Some(Class::CorePartner));
    assert_eq!(link.words(), "from some day between Jun 2023 and 8 Nov 2023 to 2024");
    assert_eq!(
        (link.since().to_string(), link.until().to_string()),
        ("[2023-06..2023-11-08]".to_owned(), "2024".to_owned())
    );
    assert_eq!(link.inferred(), Some(Confidence::Low));
    assert_eq!(link.record().note.as_deref(), Some("a remark"));
    assert_eq!(link.evidence()[0].source.as_str(), "src:news");
    assert_eq!(snap.edge(link.id()).unwrap().record(), link.record());

    let (post, person) = a.backlinks::<WorksAt>().next().unwrap();
    assert_eq!((person.name(), post.post()), ("Ada Example", Some("Head of Digital")));

    let grants: Vec<_> = a.links::<Funds>().map(|(grant, _)| grant).collect();
    assert_eq!((grants[0].amount(), grants[0].is_planned()), (Some(2.0), true));
    assert_eq!((grants[1].amount(), grants[1].currency()), (Some(1.5e6), Some("GBP")));
    assert_eq!(grants[1].period().as_deref(), Some("2020-04-01/2021-03-31"));

    // Symmetric: the same link from either end, with the other one as its far end.
    let b = snap.node(b).unwrap();
    let (there, far) = a.links::<WorksWith>().next().unwrap();
    let (back, near) = b.links::<WorksWith>().next().unwrap();
    assert_eq!((there.id(), far, near), (back.id(), b, a));
    assert_eq!(there.via(), Some(snap.node(c).unwrap().key()));

    let (event, _) = a.links::<Founded>().next().unwrap();
    assert_eq!((event.words().as_str(), event.on().to_string().as_str()), ("Jun 2021", "2021-06"));
    assert_eq!(a.links::<Launched>().count() + b.links::<Funds>().count(), 0);
    Ok(())
}

fn three_bodies(tx: &mut Transaction<'_>) -> Result<[Id<Organisation>; 3]> {
    Ok([
        tx.add(Organisation::new("A"))?,
        tx.add(Organisation::new("B"))?,
        tx.add(Organisation::new("C"))?,
    ])
}

#[test]
fn a_date_that_cannot_be_read_is_refused_when_it_is_added() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let [a, b, _] = three_bodies(&mut tx)?;
    for node in [
        Organisation::new("X").since("2020/21"),
        Organisation::new("X").until("soon"),
        Organisation::new("X").known("08/11/2023").since("also wrong"),
        Organisation::new("X").since("2021").until("2020"),
    ] {
        assert_eq!(code(tx.add(node)), "S0007");
    }
    let error = tx.relate(a, MemberOf::since("2023-13"), b).unwrap_err();
    assert!(error.to_string().contains("`2023-13`"), "{error}");
    let error = tx.relate(a, Founded::on("yesterday"), b).unwrap_err();
    assert!(error.to_string().contains("`yesterday`"), "{error}");
    let error = tx.relate(a, Funds::default().period("2020/21"), b).unwrap_err();
    assert!(error.to_string().contains("2020/21"), "{error}");
    assert_eq!((tx.snapshot().node_count(), tx.snapshot().edge_count()), (3, 0));
    Ok(())
}

#[test]
fn what_only_the_data_can_tell_is_refused_by_name() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let [a, b, _] = three_bodies(&mut tx)?;
    tx.add(Organisation::new("D").identifier("ods", "RJ1"))?;
    assert_eq!(code(tx.add(Organisation::new("E").identifier("ods", "RJ1"))), "S0006");
    assert_eq!(code(tx.add(Organisation::new("E").identifier("isbn", "1"))), "S0006");
    assert_eq!(code(tx.add(Organisation::new("E").sub_kind("nhs-trsut"))), "S0001");
    assert_eq!(code(tx.add(Organisation::new("E").key("org:a"))), "S0005");
    assert_eq!(code(tx.add(Organisation::new("E").fact(Fact::new("height", 3)))), "S0006");
    assert_eq!(code(tx.relate(a, MemberOf::default(), a)), "S0003");
    assert_eq!(code(tx.relate(a, Funds::default().amount(f64::NAN), b)), "S0006");
    Ok(())
}

#[test]
fn an_id_of_another_database_is_refused() -> Result<()> {
    let (one, other) = (Database::in_memory(), Database::in_memory());
    let mut tx = one.write()?;
    let [a, b, c] = three_bodies(&mut tx)?;
    let mut elsewhere = other.write()?;
    elsewhere.add(Place::new("P"))?;
    elsewhere.add(Place::new("Q"))?;
    // No such node; nodes of other kinds; an attribute that names no node.
    assert_eq!(code(elsewhere.relate(a, MemberOf::default(), c)), "S0004");
    assert_eq!(code(elsewhere.relate(a, MemberOf::default(), b)), "S0003");
    let far = three_bodies(&mut tx)?[2];
    let [near, other, _] = three_bodies(&mut elsewhere)?;
    assert_eq!(code(elsewhere.relate(near, WorksWith::default().via(far), other)), "S0004");
    Ok(())
}

#[test]
fn keys_are_made_of_names_and_stay_apart() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let mut key = |name: &str| -> Result<String> {
        let id = tx.add(Organisation::new(name))?;
        Ok(tx.snapshot().node(id).unwrap().key().to_owned())
    };
    assert_eq!(key("Guy’s & St. Thomas’")?, "org:guys-and-st-thomas");
    for n in 2..40 {
        assert_eq!(key("Guys and St Thomas")?, format!("org:guys-and-st-thomas-{n}"));
    }
    assert_eq!(key("Hôpital Français")?, "org:hopital-francais");
    assert_eq!(key("مستشفى لندن")?, "org:unnamed");
    assert_eq!(key("")?, "org:unnamed-2");
    let long = key(&"very long ".repeat(2000))?;
    assert!(long.len() <= 64 && !long.ends_with('-'), "{long}");
    drop(tx);

    // What was rolled back leaves its key free, and its id used.
    let mut tx = db.write()?;
    let id = tx.add(Organisation::new("Guys and St Thomas"))?;
    assert_eq!(tx.snapshot().node(id).unwrap().key(), "org:guys-and-st-thomas");
    assert!(id.node().0 > 40);
    Ok(())
}

#[test]
fn the_same_relation_said_twice_is_one() -> Result<()> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let [a, b, _] = three_bodies(&mut tx)?;
    let first = tx.relate(a, MemberOf::default().evidence("src:one", "a"), b)?;
    let again = tx.relate(a, MemberOf::since("2020").evidence("src:two", "b"), b)?;
    let other = tx.relate(a, MemberOf::since("2022"), b)?;
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_eq!(tx.snapshot().edge(first).unwrap().record().evidence.len(), 2);
    Ok(())
}

#[test]
fn a_snapshot_is_read_by_types() -> Result<()> {
    let snap = Database::london()?.snapshot();
    let of_kind = |label: &str| snap.label_count(snap.label(label).unwrap());
    assert_eq!(snap.all::<Organisation>().count(), of_kind("Organisation"));
    assert_eq!(snap.all::<Document>().count(), of_kind("Document"));
    let icb = snap.by_key("pship:north-west-london-ics").unwrap();
    let icb = snap.typed::<Partnership>(icb).unwrap();
    assert_eq!(snap.typed::<Organisation>(icb), None);
    let node = snap.node(icb).unwrap();
    assert!(node.is::<Partnership>() && !node.is::<Place>());
    let boroughs: Vec<_> = node.links::<Covers>().map(|(_, place)| place.name()).collect();
    assert_eq!(boroughs.len(), node.outgoing("covers").count());
    assert!(boroughs.contains(&"Brent"), "{boroughs:?}");
    assert_eq!(format!("{icb:?}"), format!("Partnership(#{})", icb.node().0));
    Ok(())
}

#[test]
fn a_kind_and_a_relation_of_ones_own_have_types_too() -> Result<()> {
    #[derive(Clone)]
    struct Ward(NodeDraft);
    impl NodeKind for Ward {
        const ID: &'static str = "ward";
        const LABEL: &'static str = "Ward";
        const PREFIX: &'static str = "ward";
        fn into_draft(self) -> NodeDraft {
            self.0
        }
    }
    struct RunsWard;
    impl RelationKind for RunsWard {
        const ID: &'static str = "runs-ward";
        const TYPE: &'static str = "RUNS_WARD";
        fn into_draft(self) -> EdgeDraft {
            EdgeDraft::new(Self::ID).since("2020").until("2021").attribute("post", "sister")
        }
    }
    impl Connects<Person, Ward> for RunsWard {}

    let schema = r#"
        [[kind]]
        id = "ward"
        one = "ward"
        many = "wards"
        [[relation]]
        id = "runs-ward"
        inverse = "ward-run-by"
        says = "runs the ward"
        back = "ward run by"
        who = ["runs the ward"]
        heading = "Runs the ward"
        back_heading = "Run by"
        from = ["person"]
        to = ["ward"]
        attributes = ["post"]
        rank = 2
    "#;
    let data = Dataset::of([("schema.toml", schema)]);
    let lines: Vec<_> = data.findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{lines:?}");
    let db = Database::from_dataset(&data)?;
    let mut tx = db.write()?;
    let ward = Ward(NodeDraft::new(Ward::ID, "Ward 3"));
    let sister = tx.add(Person::new("Ada Example"))?;
    let there = tx.add(ward.clone())?;
    tx.relate(sister, RunsWard, there)?;
    tx.commit()?;
    let snap = db.snapshot();
    let (link, ward_3) = snap.node(sister).unwrap().links::<RunsWard>().next().unwrap();
    assert_eq!((ward_3.key(), link.words().as_str()), ("ward:ward-3", "2020 to 2021"));

    // The built-in schema knows no wards, and a draft of another kind is not one.
    let db = Database::in_memory();
    assert_eq!(code(db.write()?.add(ward)), "S0001");
    assert_eq!(code(db.write()?.add(Ward(NodeDraft::new("person", "Ada")))), "S0001");
    Ok(())
}

#[test]
fn a_dataset_with_errors_makes_no_database() {
    let data =
        Dataset::of([("a.toml", "[[node]]\nid = \"org:a\"\nkind = \"nothing\"\nname = \"A\"")]);
    assert!(matches!(Database::from_dataset(&data), Err(Error::Import(_))));
}

#[test]
fn types_of_the_api_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Database>();
    crosses::<Id<Organisation>>();
    crosses::<Organisation>();
    crosses::<MemberOf>();
    crosses::<plexusdb::model::Link<'static, MemberOf>>();
}

#[test]
fn what_compiles_is_what_the_schema_allows() -> Result<()> {
    fn joined<A: NodeKind, R: Connects<A, B>, B: NodeKind>(
        tx: &mut Transaction<'_>,
        a: A,
        r: R,
        b: B,
    ) {
        let (a, b) = (tx.add(a).unwrap(), tx.add(b).unwrap());
        tx.relate(a, r, b).unwrap();
    }
    let db = Database::in_memory();
    let mut tx = db.write()?;
    let mut next = 0;
    let mut name = || {
        next += 1;
        format!("n{next}")
    };
    joined(&mut tx, Group::new(name()), MemberOf::default(), Partnership::new(name()));
    joined(&mut tx, Place::new(name()), SameAs::default(), Place::new(name()));
    joined(&mut tx, Document::new(name()), FollowsFrom::on("2020"), Organisation::new(name()));
    tx.apply(Change::ExtendNode("group:n1".into(), plexusdb::model::Addition::default()))?;
    Ok(())
}
