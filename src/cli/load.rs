//! `plexus load`: curated files and sheets into a database file.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::file;
use super::network::{self, failed};
use super::snippet::Report;
use super::work::Work;
use crate::Error;
use crate::db::{Builder, Database, Loaded};
use crate::error::Result as Outcome;
use crate::source::{Dataset, Drawn, Reading};

/// Reads the files and takes them in.
pub(super) fn load(args: &args::Load, mut console: Console) -> Result<Found, Failure> {
    let name = args.file.display();
    let left = if args.file.exists() { "is as it was" } else { "was not made" };
    let work = Work::begin(&console, format!("nothing was loaded, and {name} {left}"));
    let said = if Drawn::is_among(&args.from) { drawn(args, &work) } else { stated(args, &work) };
    for line in said? {
        console.remark(&line)?;
    }
    Ok(Found::Rows)
}

/// Takes in a graph that was drawn in sheets; what to say of it.
fn drawn(args: &args::Load, work: &Work) -> Result<[String; 2], Failure> {
    if !args.map.is_empty() || !args.with.is_empty() {
        let report =
            Report::error("sheets of labels and types say in their first row what each column is");
        return Err(Failure::question(report.with_help("leave out `--map` and `--with`")));
    }
    let refused = |error: Error| work.failed(&error, failed);
    let drawn = Drawn::files(&args.from, &work.watch()).map_err(refused)?;
    if !drawn.findings.is_empty() {
        return Err(network::reported(&drawn.findings, &drawn.texts));
    }
    let (nodes, relationships, names) = (drawn.nodes(), drawn.relationships(), names(args));
    let count = format!("{nodes} nodes and {relationships} relationships read from {names}");
    if args.dry_run {
        work.end();
        return Ok([count, "nothing was written".to_owned()]);
    }
    let there = opened(args, work)?;
    let builder = file::builder().without_schema();
    let loaded = into(args, work, there, builder, |db, message| db.load_drawn(drawn, message))?;
    Ok([count, report(loaded.map_err(refused)?, "")])
}

/// Takes in what is said in curated files and sheets, beside what the database holds; what to say of it.
fn stated(args: &args::Load, work: &Work) -> Result<[String; 2], Failure> {
    let there = opened(args, work)?;
    let data = read(args, there.as_ref().map_or_else(Reading::new, Database::reading), work);
    let refused = |error: Error| work.failed(&error, |error| network::refused(&data, error));
    data.changes().map(drop).map_err(refused)?;
    let count = match data.scripts.len() {
        0 => format!("{} facts", data.entries.len()),
        1 if data.entries.is_empty() => "a script".to_owned(),
        scripts if data.entries.is_empty() => format!("{scripts} scripts"),
        scripts => format!("{} facts and {scripts} scripts", data.entries.len()),
    };
    let count = format!("{count} read from {}", names(args));
    if args.dry_run {
        let db = there.unwrap_or_else(|| Database::with_schema(data.schema.clone()));
        let loaded = db.watched(work.watch()).rehearse(&data).map_err(refused)?;
        work.end();
        return Ok([count, format!("{}; nothing was written", report(loaded, "would be "))]);
    }
    let builder = file::builder().schema(data.schema.clone());
    let loaded = into(args, work, there, builder, |db, message| db.load(&data, message))?;
    Ok([count, report(loaded.map_err(refused)?, "")])
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

/// The database file, where there is one.
fn opened(args: &args::Load, work: &Work) -> Result<Option<Database>, Failure> {
    let there = args.file.exists().then(|| {
        if args.dry_run { Database::open_read_only(&args.file) } else { file::open(&args.file) }
    });
    let there = there.transpose().map_err(|error| failed(&error))?;
    if there.is_some() && !args.dry_run {
        work.holds(&args.file, false);
    }
    Ok(there)
}

/// Loads into the file that is there, or into a new one.
fn into(
    args: &args::Load,
    work: &Work,
    there: Option<Database>,
    builder: Builder,
    load: impl FnOnce(&Database, &str) -> Outcome<Loaded>,
) -> Result<Outcome<Loaded>, Failure> {
    let is_new = there.is_none();
    let made = there.map_or_else(
        || {
            work.holds(&args.file, true);
            builder.create(&args.file)
        },
        Ok,
    );
    let db = made.map_err(|error| failed(&error))?.watched(work.watch());
    let message = args.message.clone().unwrap_or_else(|| format!("load {}", names(args)));
    let loaded = load(&db, &message);
    // What is committed stays, and closing only tidies up.
    work.end();
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
