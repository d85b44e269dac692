//! Disks that fail: at every operation an error, and everything acknowledged is there afterwards.

use super::disk::{Disk, Failure};
use super::{StoreError, made, open, store_error, trials};
use crate::db::Database;
use crate::error::Result;

/// Commits with a checkpoint among them, as far as it gets; how many were acknowledged.
fn work(db: &Database) -> (u64, Result<()>) {
    let mut acknowledged = 0;
    for number in 1..=8 {
        let text = format!("UNWIND range(1, 30) AS k CREATE (:Item {{n: {number}, k: k}})");
        if let Err(error) = db.execute(text).run() {
            return (acknowledged, Err(error));
        }
        acknowledged += 1;
        if number == 5
            && let Err(error) = db.checkpoint()
        {
            return (acknowledged, Err(error));
        }
    }
    (acknowledged, Ok(()))
}

fn fail_at(number: u64, failure: Failure) {
    let disk = made();
    let Ok(db) = open(&disk) else { panic!("nothing has failed yet") };
    let (writes, reads) = disk.operations();
    let already = if failure == Failure::Read { reads } else { writes };
    disk.fail_from(already + number, failure);
    let (acknowledged, result) = work(&db);
    assert_eq!(db.snapshot().node_count() as u64, acknowledged * 30, "reading goes on");
    if let Err(error) = result {
        let error = store_error::<()>(Err(error));
        match failure {
            Failure::Full => assert!(matches!(error, StoreError::Full { .. }), "{error}"),
            _ => assert!(matches!(error, StoreError::Io { .. }), "{failure:?} {error}"),
        }
        let refused = store_error(db.write().map(drop));
        assert!(matches!(refused, StoreError::Stopped { .. }), "{refused}");
    }
    drop(db);
    for content in [disk.content(), disk.synced()] {
        let again = open(&Disk::of(content)).unwrap();
        let found = again.snapshot().node_count() as u64;
        let whole = found == acknowledged * 30 || found == (acknowledged + 1) * 30;
        assert!(
            whole,
            "{failure:?} at {number}: {found} nodes, {acknowledged} commits acknowledged"
        );
        again.execute("CREATE (:After)").run().unwrap();
    }
}

#[test]
fn every_operation_may_fail() {
    let disk = made();
    let db = open(&disk).unwrap();
    let before = disk.operations();
    work(&db).1.unwrap();
    db.close().unwrap();
    let after = disk.operations();
    let mut points = 0;
    for failure in [Failure::Error, Failure::Short, Failure::Full, Failure::LostSync, Failure::Read]
    {
        let last = if failure == Failure::Read { after.1 - before.1 } else { after.0 - before.0 };
        let stride = trials(5, 1) as u64;
        for number in (1..=last).step_by(usize::try_from(stride).unwrap()) {
            fail_at(number, failure);
            points += 1;
        }
    }
    println!("{points} failing operations: 0 acknowledged commits lost");
    assert!(points > 50);
}

#[test]
fn a_value_that_is_too_large_is_refused_and_nothing_else_is() {
    let disk = made();
    let db = open(&disk).unwrap();
    let text = "x".repeat(33 << 20);
    let error =
        store_error(db.execute("CREATE (:A {text: $text})").bind("text", &*text).run().map(drop));
    assert!(matches!(error, StoreError::TooLarge { .. }), "{error}");
    db.execute("CREATE (:A {text: 'short'})").run().unwrap();
    assert_eq!(db.snapshot().node_count(), 1);
}
