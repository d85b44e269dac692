//! `plexus load`: curated files and sheets into a database file.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::file;
use super::network::{self, failed};
use crate::db::{Database, Loaded};
use crate::error::Result as Outcome;
use crate::source::{Dataset, Reading};

/// Reads the files beside what the database holds, and takes them in.
pub(super) fn load(args: &args::Load, mut console: Console) -> Result<Found, Failure> {
    let there = args.file.exists().then(|| {
        if args.dry_run { Database::open_read_only(&args.file) } else { file::open(&args.file) }
    });
    let there = there.transpose().map_err(|error| failed(&error))?;
    let data = read(args, there.as_ref().map_or_else(Reading::new, Database::reading));
    if let Err(error) = data.changes() {
        return Err(network::refused(&data, &error));
    }
    let names: Vec<_> = args.from.iter().map(|path| path.display().to_string()).collect();
    let names = names.join(", ");
    let count = data.entries.len();
    console.remark(&format!("{count} facts read from {names}"))?;
    let refused = |error| network::refused(&data, &error);
    if args.dry_run {
        let db = there.unwrap_or_else(|| Database::with_schema(data.schema.clone()));
        let loaded = db.rehearse(&data).map_err(refused)?;
        console.remark(&format!("{}; nothing was written", report(loaded, "would be ")))?;
        return Ok(Found::Rows);
    }
    let is_new = there.is_none();
    let db = match there {
        Some(db) => db,
        None => made(args, &data).map_err(|error| failed(&error))?,
    };
    let message = args.message.clone().unwrap_or_else(|| format!("load {names}"));
    let loaded = db.load(&data, &message);
    db.close().map_err(|error| failed(&error))?;
    if is_new && loaded.is_err() {
        // Nobody asked for an empty one.
        std::fs::remove_file(&args.file)?;
    }
    let loaded = loaded.map_err(refused)?;
    console.remark(&report(loaded, ""))?;
    Ok(Found::Rows)
}

fn read(args: &args::Load, mut reading: Reading) -> Dataset {
    for (heading, key) in &args.map {
        reading = reading.column(heading, key);
    }
    for (key, value) in &args.with {
        reading = reading.value(key, value);
    }
    reading.files(&args.from)
}

fn made(args: &args::Load, data: &Dataset) -> Outcome<Database> {
    file::builder().schema(data.schema.clone()).create(&args.file)
}

fn report(loaded: Loaded, be: &str) -> String {
    let Loaded { added, changed, left, .. } = loaded;
    format!("{added} {be}added, {changed} {be}changed, {left} left as they were")
}
