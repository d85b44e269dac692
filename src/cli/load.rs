//! `plexus load`: curated files and sheets into a database file.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::file;
use super::network::{self, failed};
use super::work::Work;
use crate::Error;
use crate::db::{Database, Loaded};
use crate::error::Result as Outcome;
use crate::source::{Dataset, Reading};

/// Reads the files beside what the database holds, and takes them in.
pub(super) fn load(args: &args::Load, mut console: Console) -> Result<Found, Failure> {
    let (name, is_new) = (args.file.display(), !args.file.exists());
    let left = if is_new { "was not made" } else { "is as it was" };
    let work = Work::begin(&console, format!("nothing was loaded, and {name} {left}"));
    let there = (!is_new).then(|| {
        if args.dry_run { Database::open_read_only(&args.file) } else { file::open(&args.file) }
    });
    let there = there.transpose().map_err(|error| failed(&error))?;
    if there.is_some() && !args.dry_run {
        work.holds(&args.file, false);
    }
    let data = read(args, there.as_ref().map_or_else(Reading::new, Database::reading), &work);
    let refused = |error: Error| work.failed(&error, |error| network::refused(&data, error));
    data.changes().map(drop).map_err(refused)?;
    let names: Vec<_> = args.from.iter().map(|path| path.display().to_string()).collect();
    let names = names.join(", ");
    let count = format!("{} facts read from {names}", data.entries.len());
    if args.dry_run {
        let db = there.unwrap_or_else(|| Database::with_schema(data.schema.clone()));
        let loaded = db.watched(work.watch()).rehearse(&data).map_err(refused)?;
        work.end();
        console.remark(&count)?;
        console.remark(&format!("{}; nothing was written", report(loaded, "would be ")))?;
        return Ok(Found::Rows);
    }
    let db = there.map_or_else(
        || {
            work.holds(&args.file, true);
            made(args, &data)
        },
        Ok,
    );
    let db = db.map_err(|error| failed(&error))?;
    let db = db.watched(work.watch());
    let message = args.message.clone().unwrap_or_else(|| format!("load {names}"));
    let loaded = db.load(&data, &message);
    // What is committed stays, and closing only tidies up.
    work.end();
    db.close().map_err(|error| failed(&error))?;
    if is_new && loaded.is_err() {
        // Nobody asked for an empty one.
        std::fs::remove_file(&args.file)?;
    }
    let loaded = loaded.map_err(refused)?;
    console.remark(&count)?;
    console.remark(&report(loaded, ""))?;
    Ok(Found::Rows)
}

fn read(args: &args::Load, mut reading: Reading, work: &Work) -> Dataset {
    for (heading, key) in &args.map {
        reading = reading.column(heading, key);
    }
    for (key, value) in &args.with {
        reading = reading.value(key, value);
    }
    reading.watched(work.watch()).files(&args.from)
}

fn made(args: &args::Load, data: &Dataset) -> Outcome<Database> {
    file::builder().schema(data.schema.clone()).create(&args.file)
}

fn report(loaded: Loaded, be: &str) -> String {
    let Loaded { added, changed, left, .. } = loaded;
    format!("{added} {be}added, {changed} {be}changed, {left} left as they were")
}
