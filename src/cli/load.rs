//! `plexus load`: curated files and sheets into a database file.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::file;
use super::network::{self, failed};
use super::snippet::Report;
use crate::db::{Builder, Database, Loaded};
use crate::error::Result as Outcome;
use crate::source::{Dataset, Drawn, Reading};

/// Reads the files and takes them in.
pub(super) fn load(args: &args::Load, console: Console) -> Result<Found, Failure> {
    if Drawn::is_among(&args.from) { drawn(args, console) } else { stated(args, console) }
}

/// Takes in a graph that was drawn in sheets.
fn drawn(args: &args::Load, mut console: Console) -> Result<Found, Failure> {
    if !args.map.is_empty() || !args.with.is_empty() {
        let report =
            Report::error("sheets of labels and types say in their first row what each column is");
        return Err(Failure::question(report.with_help("leave out `--map` and `--with`")));
    }
    let drawn = Drawn::files(&args.from);
    if !drawn.findings.is_empty() {
        return Err(network::reported(&drawn.findings, &drawn.texts));
    }
    let names = names(args);
    let (nodes, relationships) = (drawn.nodes(), drawn.relationships());
    console
        .remark(&format!("{nodes} nodes and {relationships} relationships read from {names}"))?;
    if args.dry_run {
        console.remark("nothing was written")?;
        return Ok(Found::Rows);
    }
    let there = opened(args)?;
    let builder = file::builder().without_schema();
    let loaded = into(args, there, builder, |db, message| db.load_drawn(drawn, message))?;
    console.remark(&report(loaded.map_err(|error| failed(&error))?, ""))?;
    Ok(Found::Rows)
}

/// Takes in what is said in curated files and sheets, beside what the database holds.
fn stated(args: &args::Load, mut console: Console) -> Result<Found, Failure> {
    let there = opened(args)?;
    let data = read(args, there.as_ref().map_or_else(Reading::new, Database::reading));
    if let Err(error) = data.changes() {
        return Err(network::refused(&data, &error));
    }
    let names = names(args);
    let count = data.entries.len();
    console.remark(&format!("{count} facts read from {names}"))?;
    let refused = |error| network::refused(&data, &error);
    if args.dry_run {
        let db = there.unwrap_or_else(|| Database::with_schema(data.schema.clone()));
        let loaded = db.rehearse(&data).map_err(refused)?;
        console.remark(&format!("{}; nothing was written", report(loaded, "would be ")))?;
        return Ok(Found::Rows);
    }
    let builder = file::builder().schema(data.schema.clone());
    let loaded = into(args, there, builder, |db, message| db.load(&data, message))?;
    console.remark(&report(loaded.map_err(refused)?, ""))?;
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

/// The database file, where there is one.
fn opened(args: &args::Load) -> Result<Option<Database>, Failure> {
    let there = args.file.exists().then(|| {
        if args.dry_run { Database::open_read_only(&args.file) } else { file::open(&args.file) }
    });
    there.transpose().map_err(|error| failed(&error))
}

/// Loads into the file that is there, or into a new one.
fn into(
    args: &args::Load,
    there: Option<Database>,
    builder: Builder,
    load: impl FnOnce(&Database, &str) -> Outcome<Loaded>,
) -> Result<Outcome<Loaded>, Failure> {
    let is_new = there.is_none();
    let made = there.map_or_else(|| builder.create(&args.file), Ok);
    let db = made.map_err(|error| failed(&error))?;
    let message = args.message.clone().unwrap_or_else(|| format!("load {}", names(args)));
    let loaded = load(&db, &message);
    db.close().map_err(|error| failed(&error))?;
    if is_new && loaded.is_err() {
        // Nobody asked for an empty one.
        std::fs::remove_file(&args.file)?;
    }
    Ok(loaded)
}

fn names(args: &args::Load) -> String {
    let names: Vec<_> = args.from.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}

fn report(loaded: Loaded, be: &str) -> String {
    let Loaded { added, changed, left, .. } = loaded;
    format!("{added} {be}added, {changed} {be}changed, {left} left as they were")
}
