//! Searches by words against a plain scorer.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::db::Database;
use crate::graph::{Lens, Snapshot};
use crate::model::name::fold;
use crate::model::record::{Identifier, NameForm};
use crate::model::when::{PartialDate, Validity};
use crate::model::{Addition, Change, Element, NodeId, NodeRecord, Value};

/// The texts of each node that has any, worked out from what the graph says of it.
fn texts(graph: &Snapshot, of: &dyn Fn(NodeId) -> Vec<String>) -> Vec<(NodeId, Vec<String>)> {
    let words = |id| -> Vec<String> {
        let folded: Vec<String> = of(id).iter().map(|text| fold(text)).collect();
        let words = folded.iter().flat_map(|text| text.split(' '));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let all = graph.nodes().map(|id| (id, words(id)));
    all.filter(|(_, words)| !words.is_empty()).collect()
}

/// Robertson's formula as it stands in books, text by text.
fn plain(texts: &[(NodeId, Vec<String>)], sought: &str) -> Vec<(NodeId, f64)> {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let float = |n: usize| n as f64;
    let average = float(texts.iter().map(|(_, words)| words.len()).sum()) / float(texts.len());
    let score = |fits: &dyn Fn(&str) -> bool| -> Vec<f64> {
        let times = |words: &Vec<String>| float(words.iter().filter(|word| fits(word)).count());
        let holders = float(texts.iter().filter(|(_, words)| times(words) > 0.0).count());
        let idf = (1.0 + (float(texts.len()) - holders + 0.5) / (holders + 0.5)).ln();
        let one = |(_, words): &(NodeId, Vec<String>)| {
            let length = float(words.len()) / average;
            let times = times(words);
            idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length))
        };
        texts.iter().map(one).collect()
    };
    let folded = fold(sought);
    let mut words: Vec<&str> = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let by_word: Vec<Vec<f64>> = words
        .iter()
        .enumerate()
        .map(|(number, word)| {
            let mut scores = score(&|other| other == *word);
            if number + 1 == words.len() && word.len() > 1 {
                let begins = score(&|other| other != *word && other.starts_with(word));
                scores.iter_mut().zip(begins).for_each(|(score, more)| *score += more / 2.0);
            }
            if scores.iter().all(|score| *score == 0.0) && word.len() > 3 {
                let slips = score(&|other| strsim::osa_distance(word, other) == 1);
                return slips.iter().map(|score| score / 2.0).collect();
            }
            scores
        })
        .collect();
    let whole =
        |place: usize| !words.is_empty() && by_word.iter().all(|scores| scores[place] > 0.0);
    let any_whole = (0..texts.len()).any(whole);
    let mut found: Vec<(NodeId, f64)> = texts
        .iter()
        .enumerate()
        .filter(|(place, _)| !any_whole || whole(*place))
        .map(|(place, (id, _))| (*id, by_word.iter().map(|scores| scores[place]).sum()))
        .filter(|(_, score)| *score > 0.0)
        .collect();
    found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    found
}

fn same(found: &[(NodeId, f64)], wanted: &[(NodeId, f64)]) -> Result<(), TestCaseError> {
    let ids = |all: &[(NodeId, f64)]| all.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>();
    prop_assert_eq!(ids(found), ids(wanted));
    for (id, score) in found {
        let (_, plain) = wanted.iter().find(|(other, _)| other == id).unwrap();
        prop_assert!((score - plain).abs() < 1e-9, "{id:?}: {score}, and not {plain}");
    }
    let sinks = |pair: &[(NodeId, f64)]| pair[0].1 >= pair[1].1;
    prop_assert!(found.windows(2).all(sinks), "{found:?}");
    Ok(())
}

/// The names of drawn nodes, and the texts of those of a label.
fn check(graph: &Snapshot, sought: &str) -> Result<(), TestCaseError> {
    let property = |id: NodeId, name: &str| match graph.node(id).unwrap().property(name) {
        Value::String(text) => vec![text.to_string()],
        Value::List(texts) => {
            texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    let has_text = |id: NodeId| graph.node(id).unwrap().labels().any(|label| label == "A");
    let declared = graph.indexes().iter().any(|index| &*index.name == "texts");
    let note = |id| if declared && has_text(id) { property(id, "text") } else { Vec::new() };
    let named = texts(graph, &|id| {
        let mut all = match graph.node(id).unwrap().property("name") {
            Value::String(name) => vec![name.to_string()],
            _ => Vec::new(),
        };
        // One text that is said twice is one.
        all.extend(note(id));
        let mut seen = BTreeSet::new();
        all.retain(|text| seen.insert(text.clone()));
        all
    });
    same(&graph.search(sought), &plain(&named, sought))?;
    let by_index = graph.search_by("texts", sought);
    prop_assert_eq!(by_index.is_some(), declared);
    if let Some(found) = by_index {
        let noted = texts(graph, &|id| {
            let mut seen = BTreeSet::new();
            note(id).into_iter().filter(|text| seen.insert(text.clone())).collect()
        });
        same(&found, &plain(&noted, sought))?;
    }
    Ok(())
}

#[derive(Debug, Clone)]
enum Command {
    Create(bool, Value, Value),
    Set(usize, &'static str, Value),
    Label(usize, bool),
    Delete(usize),
    Declare(bool),
    Fold,
    /// What follows is done in a transaction that is rolled back.
    RolledBack(Box<Command>, String),
    Search(String),
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("mile"),
        Just("Milé"),
        Just("miles"),
        Just("mlie"),
        Just("end"),
        Just("ends"),
        Just("mile-end"),
        Just("x")
    ];
    prop::collection::vec(word, 0..4).prop_map(|words| words.join(" "))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(Value::from(7)),
        2 => prop::collection::vec(text(), 0..3).prop_map(Value::from),
    ]
}

fn sought() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[milens ]{0,6}"]
}

fn command() -> impl Strategy<Value = Command> {
    let key = prop_oneof![Just("name"), Just("text")];
    let change = prop_oneof![
        6 => (any::<bool>(), value(), value()).prop_map(|(l, n, t)| Command::Create(l, n, t)),
        4 => (0..8_usize, key, value()).prop_map(|(at, key, v)| Command::Set(at, key, v)),
        2 => (0..8_usize, any::<bool>()).prop_map(|(at, there)| Command::Label(at, there)),
        2 => (0..8_usize).prop_map(Command::Delete),
    ];
    prop_oneof![
        8 => change.clone(),
        2 => any::<bool>().prop_map(Command::Declare),
        1 => Just(Command::Fold),
        2 => (change, sought()).prop_map(|(c, s)| Command::RolledBack(Box::new(c), s)),
        6 => sought().prop_map(Command::Search),
    ]
}

fn run(graph: &mut Snapshot, command: &Command) {
    let node = |graph: &Snapshot, at: &usize| graph.nodes().nth(*at);
    let change = match command {
        Command::Create(labelled, name, text) => Some(Change::CreateNode {
            labels: if *labelled { vec!["A".into()] } else { Vec::new() },
            properties: [("name".into(), name.clone()), ("text".into(), text.clone())]
                .into_iter()
                .collect(),
        }),
        Command::Set(at, key, value) => node(graph, at).map(|id| Change::SetProperty {
            on: Element::Node(id),
            name: (*key).into(),
            value: value.clone(),
        }),
        Command::Label(at, true) => {
            node(graph, at).map(|id| Change::AddLabels(id, vec!["A".into()]))
        }
        Command::Label(at, false) => {
            node(graph, at).map(|id| Change::RemoveLabels(id, vec!["A".into()]))
        }
        Command::Delete(at) => node(graph, at).map(Change::RemoveNode),
        Command::Declare(true) => Some(Change::AddIndex(crate::model::Index {
            name: "texts".into(),
            label: "A".into(),
            properties: vec!["text".into()],
            kind: crate::model::IndexKind::FullText,
        })),
        Command::Declare(false) => Some(Change::RemoveIndex("texts".into())),
        Command::Fold | Command::RolledBack(..) | Command::Search(_) => None,
    };
    // What is declared twice, or is not there, is refused and changes nothing.
    if let Some(change) = change {
        drop(graph.apply(change));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn searches_give_what_a_plain_scorer_gives(commands in prop::collection::vec(command(), 0..24)) {
        let mut graph = Database::without_schema().snapshot();
        let mut before = graph.clone();
        for command in &commands {
            match command {
                Command::Fold => graph.fold(),
                Command::RolledBack(change, sought) => {
                    let mut draft = graph.clone();
                    run(&mut draft, change);
                    check(&draft, sought)?;
                    check(&graph, sought)?;
                }
                Command::Search(sought) => {
                    check(&graph, sought)?;
                    // A snapshot from before finds what it found then.
                    check(&before, sought)?;
                    before = graph.clone();
                }
                change => run(&mut graph, change),
            }
        }
        check(&graph, "mile end")?;
    }
}

/// The names of what is found in the tests' health-like graph.
fn names(graph: &Snapshot, words: &str) -> Vec<String> {
    graph.search(words).iter().map(|(id, _)| graph.node_name(*id).to_owned()).collect()
}

#[test]
fn records_are_found_by_other_names_codes_and_first_letters() {
    let db = Database::with_schema(super::schema());
    let mut tx = db.write().unwrap();
    let mut trust =
        NodeRecord::new("org:imperial".into(), "organisation", "Imperial College Healthcare");
    trust.identifiers = vec![Identifier { scheme: "ods".into(), value: "RYJ".into() }];
    tx.apply(Change::AddNode(trust)).unwrap();
    let other = NodeRecord::new("org:st-mary".into(), "organisation", "St Mary’s");
    tx.apply(Change::AddNode(other)).unwrap();
    tx.commit().unwrap();
    let graph = db.snapshot();
    for words in ["imperial", "RYJ", "ich", "helthcare", "college heal", "Impérial"] {
        assert_eq!(names(&graph, words), ["Imperial College Healthcare"], "{words}");
    }
    assert_eq!(names(&graph, "st marys"), ["St Mary’s"]);
    assert!(names(&graph, "").is_empty() && names(&graph, "zzz").is_empty());
    // Another name that is added later.
    let mut tx = db.write().unwrap();
    let aka = vec![NameForm::from("Paddington")];
    let more = Addition { aka, ..Addition::default() };
    tx.apply(Change::ExtendNode("org:st-mary".into(), more)).unwrap();
    tx.commit().unwrap();
    assert_eq!(names(&db.snapshot(), "paddington"), ["St Mary’s"]);
    assert!(names(&graph, "paddington").is_empty());
}

#[test]
fn what_is_not_seen_is_not_found() {
    let db = Database::with_schema(super::schema());
    let mut tx = db.write().unwrap();
    for (id, name, since) in [("org:old", "Old Ward", "2001"), ("org:new", "New Ward", "2020")] {
        let mut record = NodeRecord::new(id.into(), "organisation", name);
        record.validity = Validity::since(since.parse::<PartialDate>().unwrap());
        tx.apply(Change::AddNode(record)).unwrap();
    }
    tx.commit().unwrap();
    let graph = db.snapshot();
    assert_eq!(names(&graph, "ward"), ["Old Ward", "New Ward"]);
    let then = graph.through(Lens::as_of("2010".parse().unwrap()));
    assert_eq!(names(&then, "ward"), ["Old Ward"]);
    // Nobody holds both words who is seen: one of them is enough.
    assert_eq!(names(&then, "new ward"), ["Old Ward"]);
}

#[test]
fn much_that_changes_is_read_anew() {
    let db = Database::without_schema();
    db.execute("UNWIND range(1, 3000) AS i CREATE (:Ward {name: 'Ward ' + i})").run().unwrap();
    let before = db.snapshot();
    assert_eq!(before.search("ward").len(), 3000);
    db.execute("MATCH (w:Ward) SET w.name = 'Unit ' + split(w.name, ' ')[1]").run().unwrap();
    let after = db.snapshot();
    assert_eq!((after.search("ward").len(), after.search("unit").len()), (0, 3000));
    assert_eq!(names(&after, "unit 1717"), ["Unit 1717"]);
    assert_eq!(after.search("17 unit").len(), 1);
    assert_eq!(names(&after, "unit 299").len(), 11);
    assert_eq!(before.search("ward").len(), 3000);
}
