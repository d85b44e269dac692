//! What a file survives.
//!
//! `cargo test` takes a sample of each. The numbers that are promised are reached by
//! `PLEXUS_TRIALS=full cargo test --release --lib store::tests -- --nocapture`.

mod crash;
mod declared;
mod disk;
mod fault;
mod flip;
mod forget;
#[cfg(target_os = "linux")]
mod full;
mod golden;
mod hostile;
mod model;
mod round;
mod same;
mod stopped;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use disk::Disk;

use super::{File, StoreError};
use crate::db::{Database, on_file};
use crate::model::Schema;
use crate::model::image::Image;

/// So many trials here, or so many where all of them are asked for.
fn trials(sample: usize, full: usize) -> usize {
    if std::env::var("PLEXUS_TRIALS").as_deref() == Ok("full") { full } else { sample }
}

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of the numbers below this one.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// A folder that is gone with its files when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("plexus-store-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The name of a file that is only in memory.
fn nowhere() -> &'static Path {
    Path::new("memory.plexus")
}

/// An empty file without schema.
fn made() -> Disk {
    let disk = Disk::default();
    File::make(disk.clone(), nowhere(), &Schema::open()).unwrap();
    disk
}

fn open(disk: &Disk) -> Result<Database, crate::Error> {
    open_with(disk, true)
}

fn open_with(disk: &Disk, two_phase: bool) -> Result<Database, crate::Error> {
    let (file, loaded) = File::open_on(disk.clone(), nowhere(), two_phase)?;
    on_file(file, loaded, String::new())
}

fn image(db: &Database) -> Image {
    db.snapshot().image()
}

fn store_error<T: std::fmt::Debug>(result: Result<T, crate::Error>) -> StoreError {
    match result {
        Err(crate::Error::Store(error)) => *error,
        other => panic!("not an error of the file: {other:?}"),
    }
}
