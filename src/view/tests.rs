//! A moment is the same moment wherever it is looked at from: a query, a question, the library, a
//! picture.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;

use super::{Diagram, Layout, Selection};
use crate::ask::Asker;
use crate::db::Database;
use crate::graph::{Lens, Snapshot};
use crate::model::when::{Boundary, Grade, Moment, Validity};
use crate::model::{Change, Confidence, EdgeId, EdgeRecord, Evidence, NodeRecord};

const TRUSTS: [&str; 4] = ["Alder Trust", "Birch Trust", "Cedar Trust", "Damson Trust"];
const GROUPS: [&str; 2] = ["Elm Partnership", "Fern Partnership"];
const DOCUMENTS: [(&str, Option<&str>); 3] =
    [("doc:early", Some("2020-05")), ("doc:late", Some("2022-11-08")), ("doc:undated", None)];
const MOMENTS: [&str; 7] =
    ["2019", "2020-06", "2021", "2021-06-15", "2022-04-01/2023-03-31", "2023", "../2020"];

fn spell() -> impl Strategy<Value = Validity> {
    let dates = || select(vec!["", "", "2020", "2021-06", "2021-06-15", "2022?", "2021~", ".."]);
    let known = select(vec!["", "", "2020-06-01", "2021", "2022-11-08"]);
    (dates(), dates(), known, prop::bool::weighted(0.1)).prop_filter_map(
        "ends before it starts",
        |(start, end, known, planned)| {
            let boundary = |text: &str| text.parse().unwrap_or(Boundary::Unknown);
            let spell = Validity::new(boundary(start), boundary(end)).ok()?;
            Some(spell.with_known(known.parse().ok()).with_planned(planned))
        },
    )
}

type Tie = (usize, usize, Validity, bool, usize);

fn network() -> impl Strategy<Value = Database> {
    let lives = prop::collection::vec(spell(), TRUSTS.len() + GROUPS.len());
    let ends = (0..TRUSTS.len(), 0..GROUPS.len());
    let ties = prop::collection::vec((ends, spell(), any::<bool>(), 0..3_usize), 0..10);
    (lives, ties, any::<bool>()).prop_map(|(lives, ties, fold)| {
        let ties = ties
            .into_iter()
            .map(|((from, to), spell, inferred, document)| (from, to, spell, inferred, document));
        database(&lives, ties.collect(), fold)
    })
}

fn key(name: &str) -> String {
    let kind = if name.ends_with("Trust") { "org" } else { "pship" };
    format!("{kind}:{}", name.to_lowercase().replace(' ', "-"))
}

fn database(lives: &[Validity], ties: Vec<Tie>, fold: bool) -> Database {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    for (id, date) in DOCUMENTS {
        let mut document = NodeRecord::new(id.into(), "document", id);
        document.attributes.extend(date.map(|date| ("date".to_owned(), date.into())));
        tx.apply(Change::AddNode(document)).unwrap();
    }
    for (name, life) in TRUSTS.iter().chain(&GROUPS).zip(lives) {
        let kind = if name.ends_with("Trust") { "organisation" } else { "partnership" };
        let mut node = NodeRecord::new(key(name).as_str().into(), kind, name);
        node.validity = life.clone();
        tx.apply(Change::AddNode(node)).unwrap();
    }
    for (from, to, spell, inferred, document) in ties {
        let ends = (key(TRUSTS[from]), key(GROUPS[to]));
        let mut edge = EdgeRecord::new(ends.0.as_str().into(), "member-of", ends.1.as_str().into());
        edge.validity = spell;
        edge.inferred = inferred.then_some(Confidence::High);
        edge.evidence.push(Evidence::new(DOCUMENTS[document].0, "So it is"));
        // What says much the same as another one is one with it.
        let _ = tx.apply(Change::AddEdge(edge));
    }
    // An event is not clipped to the lives of its ends.
    let mut event = EdgeRecord::new(
        key(TRUSTS[0]).as_str().into(),
        "succeeded-by",
        key(TRUSTS[1]).as_str().into(),
    );
    event.on = "2021-06".parse().unwrap();
    event.evidence.push(Evidence::new("doc:late", "So it is"));
    tx.apply(Change::AddEdge(event)).unwrap();
    if fold {
        tx.fold();
    }
    tx.commit().unwrap();
    db
}

/// How a lens is said before a query, and behind a question.
fn said(lens: &Lens, by: Option<&str>, stated: bool) -> (String, String) {
    let (moment, floor) = (lens.moment().unwrap(), lens.floor());
    let mut prefix = format!("AS OF '{moment}' AT LEAST '{floor}'");
    let mut ending = format!("as of {moment} at least {floor}");
    if stated {
        prefix.push_str(" STATED ONLY");
        ending.push_str(" stated only");
    }
    if let Some(by) = by {
        write!(prefix, " PUBLISHED BY '{by}'").unwrap();
        write!(ending, " using sources published by {by}").unwrap();
    }
    (prefix, ending)
}

type Pairs = BTreeSet<(String, String)>;

/// The memberships that these relations are, by the keys of their ends.
fn pairs(snapshot: &Snapshot, edges: impl IntoIterator<Item = EdgeId>) -> Pairs {
    let name = |id| snapshot.node_record(id).unwrap().key.to_string();
    let of =
        edges.into_iter().filter(|e| snapshot.edge_record(*e).unwrap().relation == "member-of");
    of.filter_map(|edge| snapshot.edge_ends(edge)).map(|(a, b)| (name(a), name(b))).collect()
}

fn queried(snapshot: &Snapshot, text: &str) -> Pairs {
    let rows = snapshot.query(text).rows().unwrap();
    rows.map(|row| row.unwrap().deserialize::<(String, String)>().unwrap()).collect()
}

fn asked(whole: &Snapshot, ending: &str) -> Pairs {
    let asker = Asker::new(whole.clone());
    let answers = GROUPS.iter().flat_map(|group| {
        let answer = asker.ask(&format!("members of {group} {ending}")).unwrap();
        answer.answers.into_iter().map(|item| (item.id, key(group)))
    });
    answers.collect()
}

/// How many steps each node is away from the first trust, going either way along what is seen.
fn steps(snapshot: &Snapshot) -> BTreeMap<String, i64> {
    let Some(start) = snapshot.by_key(&key(TRUSTS[0])) else { return BTreeMap::new() };
    let (mut away, mut open) = (BTreeMap::from([(start, 0)]), VecDeque::from([start]));
    while let Some(node) = open.pop_front() {
        let next = away[&node] + 1;
        for (_, far) in snapshot.expand(node, crate::model::Direction::Both, &[]) {
            away.entry(far).or_insert_with(|| {
                open.push_back(far);
                next
            });
        }
    }
    away.remove(&start);
    away.into_iter().map(|(id, n)| (snapshot.node_record(id).unwrap().key.to_string(), n)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_moment_is_the_same_wherever_it_is_looked_at_from(
        db in network(),
        moment in select(&MOMENTS[..]),
        floor in select(vec![Grade::Yes, Grade::Presumed, Grade::Possible, Grade::Undated]),
        by in select(vec![None, None, Some("2020"), Some("2022")]),
        stated in any::<bool>(),
    ) {
        let whole = db.snapshot();
        let moment: Moment = moment.parse().unwrap();
        let mut lens = Lens::as_of(moment).at_least(floor);
        if stated {
            lens = lens.stated_only();
        }
        if let Some(by) = by {
            lens = lens.published_by(by.parse().unwrap());
        }
        let (prefix, ending) = said(&lens, by, stated);
        let seen = whole.through(lens);

        let expected = whole.edges().filter(|edge| {
            let record = whole.edge_record(*edge).unwrap();
            let date = |e: &Evidence| DOCUMENTS.iter().find(|d| d.0 == e.source.as_str()).unwrap().1;
            let in_time = |e: &Evidence| date(e).is_some_and(|date| by.is_none_or(|by| &date[..4] <= by));
            whole.edge_grade(*edge, &moment) >= floor
                && !(stated && record.inferred.is_some())
                && (by.is_none() || record.evidence.iter().any(in_time))
        });
        let expected: Vec<EdgeId> = expected.collect();
        prop_assert_eq!(seen.edges().collect::<Vec<_>>(), expected.clone());
        let expected = pairs(&whole, expected);

        let query = "MATCH (a)-[:MEMBER_OF]->(b) RETURN a.id, b.id";
        prop_assert_eq!(&queried(&whole, &format!("{prefix} {query}")), &expected);
        prop_assert_eq!(&queried(&seen, query), &expected);
        let back = "MATCH (b:Partnership) MATCH (a)-[:MEMBER_OF*1]->(b) RETURN a.id, b.id";
        prop_assert_eq!(&queried(&seen, back), &expected);
        prop_assert_eq!(&asked(&whole, &ending), &expected);

        let selection = Selection::whole(&seen);
        let picture = Diagram::of(&seen, &selection).layout(Layout::Plain).drawing();
        let drawn = picture.strokes.iter().flat_map(|stroke| stroke.edges.iter().copied());
        prop_assert_eq!(&pairs(&whole, drawn), &expected);
        if !stated && by.is_none() {
            let selection = Selection::whole(&whole);
            let picture = Diagram::of(&whole, &selection).as_of(moment, floor);
            let picture = picture.layout(Layout::Plain).drawing();
            let drawn = picture.strokes.iter().flat_map(|stroke| stroke.edges.iter().copied());
            prop_assert_eq!(&pairs(&whole, drawn), &expected);
        }
    }

    #[test]
    fn a_way_at_a_moment_holds_link_by_link(
        db in network(),
        moment in select(&MOMENTS[..]),
        floor in select(vec![Grade::Yes, Grade::Presumed, Grade::Possible, Grade::Undated]),
    ) {
        let whole = db.snapshot();
        let moment: Moment = moment.parse().unwrap();
        let seen = whole.through(Lens::as_of(moment).at_least(floor));
        let (prefix, _) = said(seen.lens().unwrap(), None, false);
        let text = format!(
            "{prefix} MATCH p = shortestPath((a {{id: $from}})-[*]-(b)) WHERE a <> b
             RETURN b.id, length(p), [r IN relationships(p) | holds(r, '{moment}')]"
        );
        let rows = whole.query(text).bind("from", key(TRUSTS[0])).rows().unwrap();
        let mut found = BTreeMap::new();
        for row in rows {
            let (to, length, grades): (String, i64, Vec<String>) = row.unwrap().deserialize().unwrap();
            prop_assert!(grades.iter().all(|grade| grade.parse::<Grade>().unwrap() >= floor));
            found.insert(to, length);
        }
        prop_assert_eq!(found, steps(&seen));

        let mut ends = seen.edges().filter_map(|edge| seen.edge_ends(edge));
        prop_assert!(ends.all(|(from, to)| seen.contains_node(from) && seen.contains_node(to)));
    }
}

#[test]
fn a_lens_is_taken_off_and_changes_nothing() {
    let lives = vec![Validity::default(); 6];
    let then = |text: &str| Validity::since(text.parse().unwrap());
    let ties = vec![(0, 0, then("2020"), false, 0), (1, 0, then("2022"), false, 1)];
    let db = database(&lives, ties, true);
    let (whole, moment) = (db.snapshot(), "2021".parse().unwrap());
    let then = whole.as_of(moment);
    assert_eq!((then.edge_count(), whole.edge_count()), (2, 3));
    assert_eq!(then.whole().edge_count(), 3);
    assert_eq!(then.through(Lens::default().layers(["ods"])).node_count(), 0);
    assert_eq!(then.through(Lens::default().layers(["ods", "curated"])).edge_count(), 3);
    let count = |text: &str| {
        then.query(text).rows().unwrap().next().unwrap().unwrap().get::<i64>("n").unwrap()
    };
    assert_eq!(count("MATCH ()-[r:MEMBER_OF]->() RETURN count(r) AS n"), 1);
    assert_eq!(count("FOR VALID_TIME ALL MATCH ()-[r:MEMBER_OF]->() RETURN count(r) AS n"), 2);

    // What a prefix hides is deleted with its node, and seen by the next query.
    let mut tx = db.write().unwrap();
    let set = tx.query("AS OF '2021' MATCH (:Organisation)-[r:MEMBER_OF]->() SET r.class = 'full'");
    assert_eq!(set.run().unwrap().counters().properties_set, 1);
    assert_eq!(tx.snapshot().edge_count(), 3);
    let gone = tx.query("AS OF '2021' MATCH (p:Partnership {name: $p}) DETACH DELETE p");
    let counters = gone.bind("p", GROUPS[0]).run().unwrap().counters();
    assert_eq!(counters.relationships_deleted, 2);
    assert_eq!(tx.snapshot().edge_count(), 1);
}
