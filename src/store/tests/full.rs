//! A disk that is really full: a file system of a few megabytes, filled to its last page.
//!
//! Mounting one needs Linux and its superuser; elsewhere the tests say that they are skipped.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Folder, StoreError, store_error, trials};
use crate::db::{Builder, Database};
use crate::error::Result;
use crate::source::embedded;

/// A file system in memory with so much room, gone when it is dropped.
struct Mounted(Folder);

impl Mounted {
    fn of(kilobytes: u32) -> Option<Self> {
        let folder = Folder::new();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "plexus-test"])
            .arg(&folder.0)
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            Ok(output) => {
                let reason = String::from_utf8_lossy(&output.stderr);
                println!("skipped: no small file system can be mounted: {}", reason.trim());
                None
            }
            Err(error) => {
                println!("skipped: no small file system can be mounted: {error}");
                None
            }
        }
    }

    fn file(&self) -> PathBuf {
        self.0.file("full.plexus")
    }

    /// Something else that takes room, for so long as it is there.
    fn ballast(&self, kilobytes: usize) -> PathBuf {
        let path = self.0.file("ballast");
        fs::write(&path, vec![1_u8; kilobytes << 10]).unwrap();
        path
    }

    /// Takes all the room that is left, except so much.
    fn fill(&self, spared: usize) -> PathBuf {
        use std::io::Write;
        let path = self.0.file("filler");
        let mut filler = fs::File::create(&path).unwrap();
        while filler.write_all(&[1; 4096]).is_ok() {}
        let length = filler.metadata().unwrap().len();
        filler.set_len(length.saturating_sub(spared as u64)).unwrap();
        path
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0.0).output();
    }
}

fn add(db: &Database, number: u64) -> Result<()> {
    let text = format!("UNWIND range(1, 100) AS k CREATE (:Item {{n: {number}, k: k}})");
    db.execute(text).run().map(drop)
}

fn is_full(error: crate::Error) {
    let error = store_error::<()>(Err(error));
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("disk is full"), "{error}");
}

/// What is in a file again, once there is room: what was acknowledged, and at most the commit that
/// was being written.
fn whole_again(disk: &Mounted, acknowledged: u64, freed: &PathBuf) {
    let reading = Database::open_read_only(disk.file()).map(|db| db.snapshot().node_count());
    if let Ok(nodes) = reading {
        assert!(nodes as u64 >= acknowledged * 100, "read while the disk is still full");
    }
    fs::remove_file(freed).unwrap();
    let db = Database::open(disk.file()).unwrap();
    let found = db.snapshot().node_count() as u64;
    assert!(found == acknowledged * 100 || found == (acknowledged + 1) * 100, "{found} nodes");
    add(&db, 0).unwrap();
    db.close().unwrap();
    assert_eq!(
        crate::store::verify(disk.file(), &crate::model::Watch::default()).unwrap().damaged,
        [] as [String; 0]
    );
}

#[test]
fn a_disk_that_fills_while_committing_loses_nothing() {
    for kilobytes in [3_000, 8_000, 20_000].into_iter().take(trials(2, 3)) {
        let Some(disk) = Mounted::of(kilobytes) else { return };
        let ballast = disk.ballast(1_000);
        let db = Builder::new().without_schema().create(disk.file()).unwrap();
        let mut acknowledged = 0;
        let error = loop {
            match add(&db, acknowledged) {
                Ok(()) => acknowledged += 1,
                Err(error) => break error,
            }
            assert!(acknowledged < 100_000, "a disk of {kilobytes} kB is never full");
        };
        is_full(error);
        assert_eq!(db.snapshot().node_count() as u64, acknowledged * 100, "reading goes on");
        drop(db);
        whole_again(&disk, acknowledged, &ballast);
        println!("{acknowledged} commits filled {kilobytes} kB: 0 lost");
    }
}

#[test]
fn a_disk_that_is_full_when_a_checkpoint_is_written_loses_nothing() {
    let Some(disk) = Mounted::of(8_000) else { return };
    let db = Builder::new().without_schema().create(disk.file()).unwrap();
    let mut acknowledged = 0;
    for number in 0..60 {
        add(&db, number).unwrap();
        acknowledged += 1;
    }
    let mut failures = 0;
    let filler = disk.fill(0);
    if let Err(error) = db.checkpoint() {
        is_full(error);
        failures += 1;
    }
    assert_eq!(db.snapshot().node_count() as u64, acknowledged * 100, "reading goes on");
    drop(db);
    whole_again(&disk, acknowledged, &filler);
    println!("{failures} checkpoint refused on a full disk: {acknowledged} commits, 0 lost");
}

#[test]
fn a_load_that_does_not_fit_leaves_the_file_as_it_was() {
    let Some(disk) = Mounted::of(4_000) else { return };
    let db = Builder::new().create(disk.file()).unwrap();
    db.execute("CREATE (:Person {name: 'Ada Example'})").run().unwrap();
    let filler = disk.fill(16 << 10);
    let error = db.load(&embedded::dataset(), "too much").map(drop).unwrap_err();
    is_full(error);
    assert_eq!(db.snapshot().node_count(), 1, "reading goes on");
    drop(db);
    fs::remove_file(filler).unwrap();
    let db = Database::open(disk.file()).unwrap();
    assert_eq!(db.snapshot().node_count(), 1);
    db.load(&embedded::dataset(), "there is room now").unwrap();
    assert!(db.snapshot().node_count() > 100);
}
