//! Where a file lies: what is there already, who holds it, and how a new one comes to be.
//!
//! Beside a file `NAME` there may be `NAME.tmp`, while it is being made, and `NAME.holder`, while
//! somebody has it open for writing. Nothing else is touched.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::{Holder, StoreError};

/// What a redb file begins with.
const MAGIC: [u8; 9] = [b'r', b'e', b'd', b'b', 0x1A, 0x0A, 0xA9, 0x0D, 0x0A];

/// An error of the system with a file.
pub(super) fn failed(path: &Path, error: &io::Error) -> StoreError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
        io::ErrorKind::UnexpectedEof => {
            StoreError::Damaged { path, what: "it ends too early".to_owned() }
        }
        _ => StoreError::Io { path, reason: error.to_string() },
    }
}

/// Whether a file looks like one of ours; the reason is told where it does not.
pub(super) fn look(path: &Path) -> Result<(), StoreError> {
    let foreign = |what| Err(StoreError::Foreign { path: path.to_owned(), what });
    if path.is_dir() {
        return foreign("is a folder");
    }
    let mut begin = Vec::new();
    let file = File::open(path).map_err(|error| failed(path, &error))?;
    file.take(512).read_to_end(&mut begin).map_err(|error| failed(path, &error))?;
    if begin.is_empty() {
        return foreign("is empty");
    }
    if begin.starts_with(&MAGIC) {
        return Ok(());
    }
    let is_text = std::str::from_utf8(&begin).map_or_else(|e| e.valid_up_to() > 500, |_| true)
        && !begin.contains(&0);
    foreign(if is_text { "is a text" } else { "holds something else" })
}

/// What may stand beside a file: one in the making, and the note of who holds it.
#[cfg(feature = "cli")]
pub(crate) fn beside_it(path: &Path) -> [PathBuf; 2] {
    [".tmp", ".holder"].map(|more| beside(path, more))
}

/// The file's name with more behind it.
fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(more);
    name.into()
}

/// Makes a file under another name, and gives it its own when it is whole and on the disk.
pub(super) fn create(
    path: &Path,
    make: impl FnOnce(File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let failed = |error: io::Error| failed(path, &error);
    let exists = || StoreError::Exists { path: path.to_owned() };
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists());
    }
    let unfinished = beside(path, ".tmp");
    let file = private().create(true).truncate(true).open(&unfinished).map_err(failed)?;
    let result = make(file.try_clone().map_err(failed)?)
        .and_then(|()| file.sync_all().map_err(failed))
        .and_then(|()| match fs::hard_link(&unfinished, path) {
            // Two names for a moment, so that nothing is written over.
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
            // Not every file system has links.
            Err(_) => fs::rename(&unfinished, path).map_err(failed),
        })
        .and_then(|()| sync_folder(path).map_err(failed));
    // After a rename it is gone already; after an error nobody wants it.
    let _ = fs::remove_file(&unfinished);
    result
}

/// Which of the two files has the name after an attempt to replace one by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The old one.
    Before,
    /// The new one.
    After,
}

/// Makes a file under another name, and puts it in the place of the one there is when it is whole and
/// on the disk. On an error it is told which of them is there.
pub(super) fn replace(
    path: &Path,
    make: impl FnOnce(File) -> Result<(), StoreError>,
) -> Result<(), (Step, StoreError)> {
    let before = |error: io::Error| (Step::Before, failed(path, &error));
    let unfinished = beside(path, ".tmp");
    let file = private().create(true).truncate(true).open(&unfinished).map_err(before)?;
    let result = file
        .try_clone()
        .map_err(before)
        .and_then(|file| make(file).map_err(|error| (Step::Before, error)))
        .and_then(|()| file.sync_all().map_err(before))
        .and_then(|()| fs::rename(&unfinished, path).map_err(before));
    if result.is_err() {
        // Nobody wants it.
        let _ = fs::remove_file(&unfinished);
    }
    result?;
    sync_folder(path).map_err(|error| (Step::After, failed(path, &error)))
}

/// Makes the name of a file outlast a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Opens for reading and writing; what is made is for nobody but its owner.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The note beside a file that says who has it open for writing. Gone when it is dropped.
#[derive(Debug)]
pub(super) struct Note(PathBuf);

impl Note {
    /// Leaves a note. It is a courtesy: where it cannot be left, the file is locked all the same.
    pub(super) fn leave(path: &Path, since: i64) -> Self {
        let note = beside(path, ".holder");
        let text = format!("{} {since}\n", std::process::id());
        if let Ok(mut file) = private().create(true).truncate(true).open(&note) {
            let _ = io::Write::write_all(&mut file, text.as_bytes());
        }
        Self(note)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Who has a file open for writing, as the note beside it says.
pub(super) fn holder(path: &Path) -> Option<Holder> {
    let mut text = String::new();
    File::open(beside(path, ".holder")).ok()?.take(64).read_to_string(&mut text).ok()?;
    let (process, since) = text.trim_end().split_once(' ')?;
    Some(Holder { process: process.parse().ok()?, since: since.parse().ok()? })
}
