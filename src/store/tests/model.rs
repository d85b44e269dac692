//! Any list of commands leaves the file equal to a plain map.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::disk::Disk;
use super::{made, open};
use crate::db::{Database, Savepoint};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::source::Drawn;

type Plain = BTreeMap<i64, i64>;

#[derive(Debug, Clone)]
enum Command {
    /// A transaction, and whether it is committed.
    Transaction(Vec<Write>, bool),
    /// A sheet with these entries, of those that are not there.
    Load(BTreeMap<i64, i64>),
    /// The power is cut; what was not synced is lost.
    Crash,
    Reopen,
    Checkpoint,
    Compact,
    Undo,
    Redo,
}

/// What was there after each commit, and the two stacks of an editor.
#[derive(Debug, Default)]
struct Past {
    commits: Vec<Plain>,
    before: Vec<Plain>,
    taken_back: Vec<Plain>,
}

impl Past {
    /// Notes what was written where it became a commit; one that changes nothing is none.
    fn wrote(&mut self, db: &Database, before: Plain, now: &Plain) {
        let commits = db.log(1).unwrap().first().map_or(0, |commit| commit.number);
        if commits > self.commits.len() as u64 {
            self.commits.push(now.clone());
            self.before.push(before);
            self.taken_back.clear();
        }
    }

    fn undo(&mut self, plain: &mut Plain) -> bool {
        let Some(before) = self.before.pop() else { return false };
        self.taken_back.push(std::mem::replace(plain, before));
        self.commits.push(plain.clone());
        true
    }

    fn redo(&mut self, plain: &mut Plain) -> bool {
        let Some(again) = self.taken_back.pop() else { return false };
        self.before.push(std::mem::replace(plain, again));
        self.commits.push(plain.clone());
        true
    }
}

#[derive(Debug, Clone)]
enum Write {
    Put(i64, i64),
    Remove(i64),
    /// A statement that fails after it has written.
    Fail(i64),
    Save,
    Back,
}

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        4 => (0..6_i64, any::<i64>()).prop_map(|(key, value)| Write::Put(key, value)),
        2 => (0..6_i64).prop_map(Write::Remove),
        1 => (0..6_i64).prop_map(Write::Fail),
        1 => Just(Write::Save),
        1 => Just(Write::Back),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => (prop::collection::vec(write(), 0..6), any::<bool>())
            .prop_map(|(writes, commit)| Command::Transaction(writes, commit)),
        1 => prop::collection::btree_map(0..6_i64, any::<i64>(), 1..4).prop_map(Command::Load),
        1 => Just(Command::Crash),
        1 => Just(Command::Reopen),
        1 => Just(Command::Checkpoint),
        1 => Just(Command::Compact),
        3 => Just(Command::Undo),
        2 => Just(Command::Redo),
    ]
}

fn found(graph: &Snapshot) -> Plain {
    let rows = graph.query("MATCH (n:Entry) RETURN n.key AS key, n.value AS value").rows().unwrap();
    let number = |value: Option<&Value>| value.and_then(Value::as_integer).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        (number(row.values().first()), number(row.values().last()))
    })
    .collect()
}

fn transact(db: &Database, plain: &mut Plain, writes: &[Write], commit: bool) {
    let mut tx = db.write().unwrap();
    let mut draft = plain.clone();
    let mut saved: Vec<(Savepoint, Plain)> = Vec::new();
    for write in writes {
        match write {
            Write::Put(key, value) => {
                let query = tx.query("MERGE (n:Entry {key: $key}) SET n.value = $value");
                query.bind("key", *key).bind("value", *value).run().unwrap();
                draft.insert(*key, *value);
            }
            Write::Remove(key) => {
                let query = tx.query("MATCH (n:Entry {key: $key}) DETACH DELETE n");
                query.bind("key", *key).run().unwrap();
                draft.remove(key);
            }
            Write::Fail(key) => {
                let query = tx.query("CREATE (n:Entry {key: $key, value: 1 / ($key - $key)})");
                query.bind("key", *key).run().unwrap_err();
            }
            Write::Save => saved.push((tx.savepoint(), draft.clone())),
            Write::Back => {
                if let Some((savepoint, then)) = saved.last() {
                    tx.roll_back_to(savepoint);
                    draft.clone_from(then);
                }
            }
        }
    }
    if commit {
        tx.commit().unwrap();
        *plain = draft;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::with_cases(
        u32::try_from(super::trials(32, 2_000)).unwrap()
    ) })]

    #[test]
    fn a_file_is_a_map_that_survives(commands in prop::collection::vec(command(), 1..14)) {
        let mut disk = made();
        let mut db = open(&disk).unwrap();
        let (mut plain, mut past) = (Plain::new(), Past::default());
        for command in commands {
            match command {
                Command::Transaction(writes, commit) => {
                    let before = plain.clone();
                    transact(&db, &mut plain, &writes, commit);
                    past.wrote(&db, before, &plain);
                }
                Command::Load(mut entries) => {
                    let before = plain.clone();
                    entries.retain(|key, _| !plain.contains_key(key));
                    let row = |(key, value): (&i64, &i64)| format!("{key},{value},Entry\n");
                    let rows: String = entries.iter().map(row).collect();
                    let sheet = Drawn::texts([("s.csv", format!("key:int,value:int,:LABEL\n{rows}"))]);
                    db.load_drawn(sheet, "").unwrap();
                    plain.append(&mut entries);
                    past.wrote(&db, before, &plain);
                }
                Command::Crash => {
                    disk = Disk::of(disk.synced());
                    db = open(&disk).unwrap();
                }
                Command::Reopen => {
                    db.close().unwrap();
                    db = open(&disk).unwrap();
                }
                Command::Checkpoint => db.checkpoint().unwrap(),
                Command::Compact => db.compact(false).unwrap(),
                Command::Undo => {
                    prop_assert_eq!(db.undo().unwrap().is_some(), past.undo(&mut plain));
                }
                Command::Redo => {
                    prop_assert_eq!(db.redo().unwrap().is_some(), past.redo(&mut plain));
                }
            }
            prop_assert_eq!(&found(&db.snapshot()), &plain);
        }
        for (number, then) in (1..).zip(&past.commits) {
            prop_assert_eq!(&found(&db.recorded_at(number).unwrap()), then, "commit {}", number);
        }
        prop_assert!(db.recorded_at(past.commits.len() as u64 + 1).is_err());
    }
}
