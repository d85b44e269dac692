//! What can go wrong with a file.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a file cannot be opened, read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file of this name.
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is one already, where a new one was to be made.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It is something else.
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it seems to be.
        what: &'static str,
    },
    /// A newer version made it.
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        version: String,
    },
    /// Bytes of it are not those that were written.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which part, or how it was found.
        what: String,
    },
    /// Another program, or another part of this one, has it open.
    InUse {
        /// The file.
        path: PathBuf,
        /// Who, where that could be read.
        holder: Option<Holder>,
    },
    /// It was opened for reading only.
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// No room is left on the disk.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Reading or writing failed.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// An earlier write failed, and nothing more is written until the file is opened again.
    Stopped {
        /// The file.
        path: PathBuf,
        /// What failed.
        reason: String,
    },
    /// A value is too large for a file.
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A database in memory keeps no history.
    NoHistory,
    /// There is no commit of this number.
    NoCommit {
        /// The file.
        path: PathBuf,
        /// The number.
        number: u64,
        /// The last commit there is.
        last: u64,
    },
    /// How the graph was at a commit is not known, since the history before a later one was dropped.
    Forgotten {
        /// The file.
        path: PathBuf,
        /// The commit.
        commit: u64,
        /// The commit from which on it is known.
        since: u64,
    },
    /// Long work was stopped by who looked on.
    Interrupted,
    /// What is in the file is not allowed by another schema.
    Schema {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
}

/// Who has a file open for writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The number of the process.
    pub process: u32,
    /// Since when, in milliseconds after the beginning of 1970 in UTC.
    pub since: i64,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} has had it open since {}", self.process, moment(self.since))
    }
}

/// A time in milliseconds after the beginning of 1970, in words: `2026-11-22 07:45:10 UTC`.
pub(super) fn moment(milliseconds: i64) -> String {
    let (days, rest) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    let day = crate::model::when::Day::new(i32::try_from(days).unwrap_or(i32::MAX));
    let seconds = rest / 1_000;
    format!("{day} {:02}:{:02}:{:02} UTC", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

impl StoreError {
    /// The stable code, such as `F0005`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "F0001",
            Self::Exists { .. } => "F0002",
            Self::Foreign { .. } => "F0003",
            Self::Newer { .. } => "F0004",
            Self::Damaged { .. } => "F0005",
            Self::InUse { .. } => "F0006",
            Self::ReadOnly { .. } => "F0007",
            Self::Full { .. } => "F0008",
            Self::Io { .. } => "F0009",
            Self::Stopped { .. } => "F0010",
            Self::TooLarge { .. } => "F0011",
            Self::Schema { .. } => "F0012",
            Self::NoCommit { .. } => "F0013",
            Self::Forgotten { .. } => "F0014",
            Self::NoHistory => "F0015",
            Self::Interrupted => "W0001",
        }
    }

    /// The remedy, where one exists.
    pub fn help(&self) -> Option<String> {
        let name = |path: &Path| path.display().to_string();
        Some(match self {
            Self::Missing { path } => format!("`plexus init {}` makes one", name(path)),
            Self::Exists { .. } => "take another name; nothing is written over".to_owned(),
            Self::Foreign { .. } => {
                "name a file that `plexus init` or `plexus load` has made".to_owned()
            }
            Self::Newer { .. } => "install a newer version of plexus".to_owned(),
            Self::Damaged { path, .. } => {
                let path = name(path);
                format!(
                    "go back to a backup, or save what can be read: `plexus salvage {path} NEW`"
                )
            }
            Self::InUse { .. } => "end the other program, or work on a copy".to_owned(),
            Self::ReadOnly { .. } => "open it for writing".to_owned(),
            Self::Full { .. } => {
                "all that was committed before is in the file; make room and open it again"
                    .to_owned()
            }
            Self::Io { .. } | Self::Stopped { .. } => {
                "all that was committed before is in the file; open it again".to_owned()
            }
            Self::TooLarge { .. } => {
                "one value may take 32 MiB; keep what is larger outside and name its place"
                    .to_owned()
            }
            Self::NoCommit { last, .. } => match last {
                0 => "nothing has been committed yet".to_owned(),
                1 => "there is commit 1".to_owned(),
                last => format!("there are commits 1 to {last}; `log` lists them"),
            },
            Self::NoHistory => "keep it in a file, such as by `plexus init FILE`".to_owned(),
            Self::Forgotten { since, .. } => format!("ask for commit {since} or a later one"),
            Self::Schema { .. } | Self::Interrupted => return None,
        })
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path } => write!(f, "there is no file `{}`", path.display()),
            Self::Exists { path } => write!(f, "there is a file `{}` already", path.display()),
            Self::Foreign { path, what } => {
                write!(f, "`{}` is not a plexus file: it {what}", path.display())
            }
            Self::Newer { path, version } => write!(
                f,
                "`{}` was written by a newer version of plexus (format {version})",
                path.display()
            ),
            Self::Damaged { path, what } => {
                write!(f, "`{}` is damaged: {what}", path.display())
            }
            Self::InUse { path, holder } => {
                write!(f, "`{}` is in use", path.display())?;
                match holder {
                    Some(holder) => write!(f, ": {holder}"),
                    None => Ok(()),
                }
            }
            Self::ReadOnly { path } => {
                write!(f, "`{}` is open for reading only", path.display())
            }
            Self::Full { path } => {
                write!(f, "the disk is full, `{}` could not be written", path.display())
            }
            Self::Io { path, reason } => {
                write!(f, "`{}` could not be read or written: {reason}", path.display())
            }
            Self::Stopped { path, reason } => write!(
                f,
                "nothing more is written to `{}`, since an earlier write failed: {reason}",
                path.display()
            ),
            Self::Interrupted => f.write_str("it was stopped, and everything is as it was"),
            Self::NoHistory => f.write_str("what is only in memory has no history"),
            Self::NoCommit { path, number, .. } => {
                write!(f, "there is no commit {number} in `{}`", path.display())
            }
            Self::Forgotten { path, commit, .. } => write!(
                f,
                "how `{}` stood after commit {commit} is not known: its history was dropped",
                path.display()
            ),
            Self::TooLarge { path } => {
                write!(f, "a value is too large to be kept in `{}`", path.display())
            }
            Self::Schema { path, what } => {
                write!(f, "the schema of `{}` cannot be changed: {what}", path.display())
            }
        }
    }
}

impl std::error::Error for StoreError {}
