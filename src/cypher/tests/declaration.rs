//! Indexes and constraints.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::model::record::NodeRecord;
use crate::model::{Change, Value};
use crate::{Database, Error};

fn run(db: &Database, text: &str) -> Result<(), Error> {
    db.execute(text).run().map(drop)
}

fn wrong(db: &Database, text: &str) -> String {
    let error = db.execute(text).run().unwrap_err();
    let code = match &error {
        Error::Query(error) => error.code(),
        _ => "",
    };
    format!("{code} {error}")
}

#[test]
fn a_constraint_names_both_nodes_that_break_it() {
    let db = Database::without_schema();
    run(&db, "CREATE (:Cat {name: 'Tom', tag: 7}), (:Cat {name: 'Max', tag: 7.0}), (:Cat)")
        .unwrap();
    let unique = "CREATE CONSTRAINT tags FOR (c:Cat) REQUIRE c.tag IS UNIQUE";
    let words = "S0012 `Tom` and `Max` both have tag = 7, and `:Cat(tag)` is unique";
    assert_eq!(wrong(&db, unique), words);
    run(&db, "MATCH (c:Cat {name: 'Max'}) SET c.tag = 8").unwrap();
    run(&db, unique).unwrap();
    assert_eq!(wrong(&db, "MATCH (c:Cat {name: 'Max'}) SET c.tag = 7"), words);
    assert_eq!(
        wrong(&db, "CREATE (:Cat {name: 'Tom', tag: 7})"),
        "S0012 `Tom` (#0) and `Tom` (#3) both have tag = 7, and `:Cat(tag)` is unique"
    );
    // Two exchange what they have: only what a statement leaves behind counts.
    run(&db, "MATCH (a {tag: 7}), (b {tag: 8}) SET a.tag = 8, b.tag = 7").unwrap();
    run(&db, "CREATE (c:Cat {tag: 7}) DELETE c").unwrap();
    // Another label, and a node that lacks the property, promise nothing.
    run(&db, "CREATE (:Dog {tag: 7}), (:Cat), (:Cat)").unwrap();
    assert!(wrong(&db, "MATCH (d:Dog) SET d:Cat").starts_with("S0012 "));
}

#[test]
fn declarations_are_known_by_name_and_by_what_they_are_on() {
    let db = Database::without_schema();
    let counters = |text: &str| db.execute(text).run().unwrap().counters();
    let added = counters("CREATE INDEX FOR (c:Cat) ON (c.name)");
    assert_eq!((added.indexes_added, added.constraints_added), (1, 0));
    assert_eq!(
        wrong(&db, "CREATE INDEX again FOR (c:Cat) ON (c.name)"),
        "S0013 there is `index_Cat_name` on `:Cat(name)` already"
    );
    assert!(!counters("CREATE INDEX again IF NOT EXISTS FOR (c:Cat) ON (c.name)").any());
    let unique = "CREATE CONSTRAINT FOR (c:Cat) REQUIRE (c.name, c.age) IS UNIQUE";
    assert_eq!(counters(unique).constraints_added, 1);
    assert_eq!(wrong(&db, "DROP INDEX nope"), "S0014 there is no index or constraint `nope`");
    assert!(wrong(&db, "DROP INDEX constraint_Cat_name_age").starts_with("S0014"));
    assert!(!counters("DROP CONSTRAINT nope IF EXISTS").any());
    assert_eq!(counters("DROP CONSTRAINT constraint_Cat_name_age").constraints_removed, 1);
    assert_eq!(counters("DROP INDEX index_Cat_name").indexes_removed, 1);
    assert!(db.snapshot().indexes().is_empty());
    assert!(run(&db, "MATCH (n) CREATE INDEX FOR (c:Cat) ON (c.name)").is_err());
    assert!(run(&db, "CREATE INDEX FOR (c:Cat) ON (c.name) RETURN 1").is_err());
    assert!(run(&db, "CREATE INDEX FOR (c:Cat) ON (d.name)").is_err());
    assert!(db.snapshot().query("CREATE INDEX FOR (c:Cat) ON (c.name)").rows().is_err());
}

#[test]
fn what_is_applied_change_by_change_is_held_when_it_is_committed() {
    let db = Database::in_memory();
    run(&db, "CREATE CONSTRAINT FOR (p:Person) REQUIRE p.name IS UNIQUE").unwrap();
    let add = |tx: &mut crate::Transaction<'_>, id: &str| {
        tx.apply(Change::AddNode(NodeRecord::new(id.into(), "person", "Ada"))).unwrap();
    };
    let mut tx = db.write().unwrap();
    add(&mut tx, "person:ada");
    tx.commit().unwrap();
    let mut tx = db.write().unwrap();
    add(&mut tx, "person:ada-2");
    assert_eq!(
        tx.commit().unwrap_err().to_string(),
        "`Ada` (person:ada) and `Ada` (person:ada-2) both have name = 'Ada', and `:Person(name)` is unique"
    );
    assert_eq!(db.snapshot().node_count(), 1);
}

#[derive(Debug, Clone)]
enum Command {
    Create(i64, bool, Option<i64>),
    Set(i64, Option<i64>),
    Exchange(i64, i64),
    Label(i64, bool),
    Delete(i64),
    Declare,
    Drop,
    Fold,
}

fn command() -> impl Strategy<Value = Command> {
    let (key, value) = (0..5_i64, prop::option::weighted(0.8, 0..4_i64));
    prop_oneof![
        6 => (key.clone(), any::<bool>(), value.clone()).prop_map(|(k, l, v)| Command::Create(k, l, v)),
        4 => (key.clone(), value).prop_map(|(k, v)| Command::Set(k, v)),
        3 => (key.clone(), key.clone()).prop_map(|(a, b)| Command::Exchange(a, b)),
        3 => (key.clone(), any::<bool>()).prop_map(|(k, l)| Command::Label(k, l)),
        1 => key.prop_map(Command::Delete),
        3 => Just(Command::Declare),
        1 => Just(Command::Drop),
        1 => Just(Command::Fold),
    ]
}

/// By key: whether a node carries the label, and its value.
type Plain = BTreeMap<i64, (bool, Option<i64>)>;

fn is_unique(plain: &Plain) -> bool {
    let mut seen = BTreeSet::new();
    let mut values = plain.values().filter(|(label, _)| *label).filter_map(|(_, value)| *value);
    values.all(|value| seen.insert(value))
}

/// The statement of a command, and what it makes of the plain map.
fn statement(command: &Command, plain: &mut Plain, declared: &mut bool) -> Option<String> {
    // One and the same value, once as a whole number and once not.
    let written = |key: i64, value: Option<i64>| match value {
        None => "null".to_owned(),
        Some(value) if key % 2 == 0 => format!("{value}"),
        Some(value) => format!("{value}.0"),
    };
    Some(match *command {
        Command::Create(key, label, value) => {
            if plain.insert(key, (label, value)).is_some() {
                return None;
            }
            let label = if label { ":C" } else { "" };
            format!("CREATE (:N{label} {{key: {key}, value: {}}})", written(key, value))
        }
        Command::Set(key, value) => {
            plain.get_mut(&key)?.1 = value;
            format!("MATCH (n {{key: {key}}}) SET n.value = {}", written(key, value))
        }
        Command::Exchange(a, b) => {
            let (one, other) = (plain.get(&a)?.1, plain.get(&b)?.1);
            plain.get_mut(&a)?.1 = other;
            plain.get_mut(&b)?.1 = one;
            format!(
                "MATCH (a {{key: {a}}}), (b {{key: {b}}}) WITH a, b, a.value AS x, b.value AS y \
                 SET a.value = y, b.value = x"
            )
        }
        Command::Label(key, label) => {
            plain.get_mut(&key)?.0 = label;
            format!("MATCH (n {{key: {key}}}) {} n:C", if label { "SET" } else { "REMOVE" })
        }
        Command::Delete(key) => {
            plain.remove(&key)?;
            format!("MATCH (n {{key: {key}}}) DELETE n")
        }
        Command::Declare => {
            *declared = true;
            "CREATE CONSTRAINT one IF NOT EXISTS FOR (c:C) REQUIRE c.value IS UNIQUE".to_owned()
        }
        Command::Drop => {
            *declared = false;
            "DROP CONSTRAINT one IF EXISTS".to_owned()
        }
        Command::Fold => return None,
    })
}

fn found(db: &Database) -> Plain {
    let graph = db.snapshot();
    let query = "MATCH (n:N) RETURN n.key AS key, n:C AS label, toInteger(n.value) AS value";
    let rows = graph.query(query).rows().unwrap().map(Result::unwrap);
    rows.map(|row| {
        let value = row.value("value").and_then(Value::as_integer);
        (row.get::<i64>("key").unwrap(), (row.get::<bool>("label").unwrap(), value))
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 300, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_statement_is_refused_exactly_where_a_plain_map_says_so(
        commands in prop::collection::vec(command(), 1..24),
    ) {
        let db = Database::without_schema();
        let (mut plain, mut declared) = (Plain::new(), false);
        for command in commands {
            if let Command::Fold = command {
                let mut tx = db.write().unwrap();
                tx.fold();
                tx.commit().unwrap();
                continue;
            }
            let (mut next, mut next_declared) = (plain.clone(), declared);
            let Some(text) = statement(&command, &mut next, &mut next_declared) else { continue };
            let fits = !next_declared || is_unique(&next);
            prop_assert_eq!(run(&db, &text).is_ok(), fits, "{}", text);
            if fits {
                (plain, declared) = (next, next_declared);
            }
            prop_assert_eq!(&found(&db), &plain);
            prop_assert_eq!(db.snapshot().indexes().len(), usize::from(declared));
        }
    }
}
