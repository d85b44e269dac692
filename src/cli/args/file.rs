//! The arguments of the commands on a database file.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::Schema;

/// `plexus init`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// The file to make.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// What may be written to it; the file keeps it.
    #[arg(long, value_name = "SCHEMA", default_value = "health")]
    pub schema: Schema,
    /// What it begins with; nothing where it is not given.
    #[arg(long, value_name = "NETWORK")]
    pub from: Option<From>,
}

/// Networks that are built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum From {
    /// London's health partnerships.
    London,
}

/// `plexus load`. Ctrl-C stops it, and leaves the file as it was.
#[derive(Debug, Args)]
pub(in crate::cli) struct Load {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Curated files (.toml), sheets (.csv, .tsv), scripts of openCypher (.cypher), or folders of them.
    #[arg(value_name = "DATA", required = true, value_hint = ValueHint::AnyPath)]
    pub from: Vec<PathBuf>,
    /// Read the columns of sheets under this heading as this key; `-` leaves them out, and `*=-` all
    /// that are not known.
    #[arg(long = "map", value_name = "HEADING=KEY", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// Give this key this value in every row of a sheet that has none of its own.
    #[arg(long = "with", value_name = "KEY=VALUE", value_parser = pair)]
    pub with: Vec<(String, String)>,
    /// Say what would be added and changed, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Why; kept with the commit.
    #[arg(long, short, value_name = "TEXT")]
    pub message: Option<String>,
}

/// A command on a database file.
#[derive(Debug, Args)]
pub(in crate::cli) struct FileArg {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// `plexus backup`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Backup {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The copy, which must not be there yet.
    #[arg(value_name = "COPY", value_hint = ValueHint::FilePath)]
    pub copy: PathBuf,
}

/// `plexus salvage`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Salvage {
    /// The damaged file, which stays as it is.
    #[arg(value_name = "DAMAGED", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The file to make.
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
}

/// `plexus dump`: what is stated as curated files, what was drawn as a script of openCypher.
#[derive(Debug, Args)]
pub(in crate::cli) struct Dump {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The folder to write it into, with the file's own schema beside it; it is written to the output where
    /// none is named. `plexus load` of the folder gives the same again.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
}

/// `plexus compact`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Compact {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Forget who committed what and when: only what it led to stays.
    #[arg(long)]
    pub forget_history: bool,
}

/// `plexus forget`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Forget {
    /// The database file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The name of the person, or the id.
    #[arg(value_name = "PERSON", required = true)]
    pub person: Vec<String>,
    /// Do it, instead of saying what would go. It cannot be undone.
    #[arg(long)]
    pub for_good: bool,
}

/// The two sides of a `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    let sides = text.split_once('=').filter(|(left, right)| !left.is_empty() && !right.is_empty());
    let (left, right) = sides.ok_or("there is no `=` with something on both sides")?;
    Ok((left.trim().to_owned(), right.trim().to_owned()))
}
