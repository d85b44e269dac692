//! Nodes that are seen as one, in a file: what was entered lies there, and what is seen comes back.

use super::Folder;
use super::round::seen;
use crate::db::Database;
use crate::model::{Change, EdgeRecord, Element};

/// A file with two people who have a post each, one of whom is then called the same as the other.
fn merged(path: &std::path::Path) -> Database {
    let db = Database::create(path).unwrap();
    db.execute(
        "CREATE (a:Person {id: 'person:a', name: 'A. Bell'}), (b:Person {id: 'person:b', name: 'Ann Bell'}), \
         (o:Organisation {id: 'org:o', name: 'Arden'}), (a)-[:CHAIRS]->(o), (b)-[:WORKS_AT]->(o)",
    )
    .run()
    .unwrap();
    let mut tx = db.write().unwrap();
    let tie = EdgeRecord::new("person:a".into(), "same-as", "person:b".into());
    tx.apply(Change::AddEdge(tie)).unwrap();
    tx.commit().unwrap();
    db
}

#[test]
fn a_merge_is_there_again_when_a_file_is_opened() {
    let folder = Folder::new();
    let path = folder.file("same.plexus");
    let db = merged(&path);
    let before = seen(&db.snapshot());
    assert_eq!((db.snapshot().node_count(), db.snapshot().edge_count()), (2, 2));
    drop(db);
    // Once from the log, and once from the columns of a checkpoint.
    for checkpoint in [false, true] {
        if checkpoint {
            Database::open(&path).unwrap().compact(false).unwrap();
        }
        let db = Database::open_read_only(&path).unwrap();
        assert_eq!(seen(&db.snapshot()), before);
        assert_eq!(db.snapshot().node_records().count(), 3);
        assert_eq!(db.snapshot().by_key("person:a"), db.snapshot().by_key("person:b"));
        let told = db.history_of(db.snapshot().by_key("person:a").unwrap()).unwrap();
        let commits: Vec<usize> = told.commits.iter().map(|(_, told)| told.added.len()).collect();
        assert_eq!(commits, [4, 1]);
    }
}

#[test]
fn undo_and_a_commit_later_part_what_a_checkpoint_holds() {
    let folder = Folder::new();
    let path = folder.file("same.plexus");
    drop(merged(&path));
    Database::open(&path).unwrap().checkpoint().unwrap();
    let db = Database::open(&path).unwrap();
    let apart = db.recorded_at(1).unwrap();
    assert_eq!(apart.node_count(), 3);
    db.undo().unwrap().unwrap();
    assert_eq!(seen(&db.snapshot()), seen(&apart));
    db.redo().unwrap().unwrap();
    assert_eq!(db.snapshot().node_count(), 2);
    let tie = db.diff(1, 2).unwrap().added;
    let [Element::Edge(tie)] = tie.as_slice() else { panic!("{tie:?}") };
    let mut tx = db.write().unwrap();
    tx.apply(Change::RemoveEdge(*tie)).unwrap();
    tx.commit().unwrap();
    assert_eq!(seen(&db.snapshot()), seen(&apart));
    drop(db);
    let db = Database::open(&path).unwrap();
    assert_eq!(seen(&db.snapshot()), seen(&apart));
}

#[test]
fn who_is_forgotten_is_forgotten_by_every_name() {
    let folder = Folder::new();
    let path = folder.file("same.plexus");
    let db = merged(&path);
    let forgotten = db.forget(db.snapshot().by_key("person:b").unwrap()).unwrap().unwrap();
    assert_eq!((forgotten.name.as_str(), forgotten.relations), ("Ann Bell", 2));
    assert_eq!(db.snapshot().node_records().count(), 1);
    db.close().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for name in ["Ann Bell", "A. Bell", "person:a", "person:b"] {
        assert!(!bytes.windows(name.len()).any(|there| there == name.as_bytes()), "{name}");
    }
}
