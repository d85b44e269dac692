//! What is declared unique stays so, whatever happens to the file.

use super::disk::Disk;
use super::{made, open};
use crate::db::Database;

fn refuses(db: &Database, text: &str) -> String {
    db.execute(text).run().unwrap_err().to_string()
}

fn run(db: &Database, text: &str) {
    db.execute(text).run().unwrap();
}

#[test]
fn a_constraint_is_kept_through_rolling_back_crashes_checkpoints_and_reopening() {
    let twin = "CREATE (:Entry {key: 1.0})";
    let mut disk = made();
    let mut db = open(&disk).unwrap();
    run(&db, "CREATE (:Entry {key: 1})");

    let mut tx = db.write().unwrap();
    let before = tx.savepoint();
    tx.query("CREATE CONSTRAINT one FOR (e:Entry) REQUIRE e.key IS UNIQUE").run().unwrap();
    assert!(tx.query(twin).run().is_err());
    tx.roll_back_to(&before);
    assert!(tx.snapshot().indexes().is_empty());
    tx.query("CREATE CONSTRAINT one FOR (e:Entry) REQUIRE e.key IS UNIQUE").run().unwrap();
    tx.commit().unwrap();

    disk = Disk::of(disk.synced());
    db = open(&disk).unwrap();
    assert!(refuses(&db, twin).ends_with("both have key = 1.0, and `:Entry(key)` is unique"));
    db.checkpoint().unwrap();
    disk = Disk::of(disk.synced());
    db = open(&disk).unwrap();
    assert!(refuses(&db, twin).contains("is unique"));
    db.close().unwrap();
    db = open(&disk).unwrap();
    assert!(refuses(&db, twin).contains("is unique"));

    run(&db, "DROP CONSTRAINT one");
    run(&db, twin);
    assert!(db.undo().unwrap().is_some() && db.undo().unwrap().is_some());
    assert!(refuses(&db, twin).contains("is unique"));
    assert!(db.redo().unwrap().is_some() && db.redo().unwrap().is_some());
    assert!(db.snapshot().indexes().is_empty());
    db.close().unwrap();
    db = open(&disk).unwrap();
    let again = refuses(&db, "CREATE CONSTRAINT FOR (e:Entry) REQUIRE e.key IS UNIQUE");
    assert!(again.contains(" both have key = 1, and `:Entry(key)` is unique"), "{again}");
}

#[test]
fn a_full_text_index_is_one_after_reopening_too() {
    let mut disk = made();
    let db = open(&disk).unwrap();
    run(&db, "CREATE FULLTEXT INDEX notes FOR (e:Entry) ON EACH [e.note]");
    run(&db, "CREATE (:Entry {key: 1, note: 'the first of many words'})");
    db.checkpoint().unwrap();
    run(&db, "CREATE (:Entry {key: 2, note: 'other words'})");
    disk = Disk::of(disk.synced());
    let db = open(&disk).unwrap();
    let graph = db.snapshot();
    let found = |words: &str| graph.search_by("notes", words).map(|found| found.len());
    assert_eq!((found("words"), found("many"), found("absent")), (Some(2), Some(1), Some(0)));
    assert_eq!(graph.search_by("other", "words"), None);
}
