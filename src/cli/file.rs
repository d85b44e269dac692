//! Commands on a database file: init, info, verify, salvage, backup, compact.

use std::path::Path;

use super::args;
use super::console::Console;
use super::failure::{Code, Failure, Found};
use super::network::failed;
use super::render::page::Page;
use super::snippet::Report;
use super::text::{Style, Text};
use super::work::Work;
use crate::db::{Builder, Database, Durability};
use crate::error::Result as Outcome;
use crate::source::embedded;
use crate::store::{self, Commit};

/// So many commits are shown by `info`.
const SHOWN: usize = 10;

/// Whoever is logged in, for the commits.
pub(super) fn builder() -> Builder {
    let names = ["USER", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    Builder::new().author(names.into_iter().find(|name| !name.is_empty()).unwrap_or_default())
}

/// Opens a file for writing.
pub(super) fn open(file: &Path) -> Outcome<Database> {
    builder().open(file)
}

/// Opens a file for writing that is durable in one way or the other.
pub(super) fn open_as(file: &Path, how: args::Durability) -> Outcome<Database> {
    let how = match how {
        args::Durability::TwoPhase => Durability::TwoPhase,
        args::Durability::Normal => Durability::Normal,
    };
    builder().durability(how).open(file)
}

/// `plexus init`.
pub(super) fn init(args: &args::Init, mut console: Console) -> Result<Found, Failure> {
    let builder = match (args.schema, args.from) {
        (args::Schema::Open, Some(args::From::London)) => {
            let report = Report::error("the London network comes with the schema `health`");
            return Err(Failure::question(report.with_help("leave out `--schema open`")));
        }
        (args::Schema::Open, None) => builder().without_schema(),
        (args::Schema::Health, _) => builder(),
    };
    let db = builder.create(&args.file).map_err(|error| failed(&error))?;
    if args.from == Some(args::From::London) {
        let message = "the London health network";
        db.load(&embedded::dataset(), message).map_err(|error| failed(&error))?;
    }
    let snapshot = db.snapshot();
    db.close().map_err(|error| failed(&error))?;
    let name = args.file.display();
    let holds = match snapshot.node_count() {
        0 => "holds nothing yet".to_owned(),
        nodes => format!("holds {nodes} entities and {} relationships", snapshot.edge_count()),
    };
    console.remark(&format!("{name} {holds}; `plexus {name}` opens it"))?;
    Ok(Found::Rows)
}

/// `plexus info`.
pub(super) fn info(file: &Path, mut console: Console) -> Result<Found, Failure> {
    let failed = |error| failed(&error);
    let db = Database::open_read_only(file).map_err(failed)?;
    let log = db.log(SHOWN).map_err(failed)?;
    let snapshot = db.snapshot();
    let mut page = Page::new(console.terminal.width);
    if let Some(info) = db.info().map_err(failed)? {
        page.line(0, 2, &Text::of(Style::Title, &info.path.display().to_string()));
        let schema = if snapshot.schema().is_open() { "open" } else { "health" };
        let kinds = snapshot.schema().kinds().len();
        let schema =
            if kinds == 0 { schema.to_owned() } else { format!("{schema}, {kinds} kinds") };
        for (name, value) in [
            ("entities", snapshot.node_count().to_string()),
            ("relationships", snapshot.edge_count().to_string()),
            ("schema", schema),
            ("format", info.format),
            ("size", size(info.size)),
            ("graph", format!("{}, as of commit {}", size(info.graph), info.checkpoint)),
            ("log", format!("{} since", size(info.log))),
            ("commits", info.commits.to_string()),
        ] {
            let mut line = Text::of(Style::Faint, name);
            line.pad_to(15);
            line.push(Style::Plain, &value);
            page.line(2, 15, &line);
        }
    }
    if !log.is_empty() {
        page.gap();
        page.line(0, 2, &Text::of(Style::Title, "Last commits"));
        for commit in &log {
            page.line(2, 8, &commit_line(commit));
        }
    }
    console.page(&page)?;
    console.flush()?;
    Ok(Found::Rows)
}

pub(super) fn commit_line(commit: &Commit) -> Text {
    let changes = if commit.changes == 1 { "change" } else { "changes" };
    let mut line = Text::of(Style::Name, &format!("{:>4}  ", commit.number));
    line.push(Style::Faint, &format!("{}  ", commit.moment()));
    line.push(Style::Plain, &format!("{} {changes}", commit.changes));
    if !commit.author.is_empty() {
        line.push(Style::Faint, &format!(" by {}", commit.author));
    }
    if !commit.message.is_empty() {
        line.push(Style::Plain, &format!(": {}", commit.message));
    }
    line
}

/// Bytes in the unit that suits them.
fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} kB", bytes / 1_000),
        10_000_000..=9_999_999_999 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

/// `plexus verify`.
pub(super) fn verify(file: &Path, mut console: Console) -> Result<Found, Failure> {
    let work = Work::begin(&console, format!("{} was looked at in part", file.display()));
    let verified = store::verify(file, &work.watch());
    let verified = verified.map_err(|error| work.failed(&error, failed))?;
    work.end();
    if verified.damaged.is_empty() {
        let name = file.display();
        let text = format!("{name} is sound: {} parts and commits looked at\n", verified.checked);
        console.out().write_all(text.as_bytes())?;
        console.flush()?;
        return Ok(Found::Rows);
    }
    let report = |what: &String| {
        let report = Report::error(format!("damaged: {what}"));
        report.with_help(format!("`plexus salvage {} NEW` saves what can be read", file.display()))
    };
    Err(Failure::Reported(Code::Input, verified.damaged.iter().map(report).collect()))
}

/// `plexus salvage`.
pub(super) fn salvage(args: &args::Salvage, mut console: Console) -> Result<Found, Failure> {
    let salvaged = Database::salvage(&args.file, &args.new).map_err(|error| failed(&error))?;
    for what in &salvaged.damaged {
        console.remark(&format!("damaged: {what}"))?;
    }
    let (reached, last) = salvaged.reached;
    let new = args.new.display();
    if reached == last && !salvaged.lost.is_empty() {
        let message =
            format!("{new} holds what commit {last} left, but for {}", salvaged.lost.join(", "));
        return Err(Failure::input(Report::error(message)));
    }
    if reached == last {
        console.remark(&format!("everything is in {new}, as commit {last} left it"))?;
        return Ok(Found::Rows);
    }
    let message =
        format!("{new} holds what commit {reached} left; {} later ones are lost", last - reached);
    Err(Failure::input(Report::error(message)))
}

/// `plexus backup`.
pub(super) fn backup(args: &args::Backup, mut console: Console) -> Result<Found, Failure> {
    let work = Work::begin(&console, format!("{} was not made", args.copy.display()));
    let db = Database::open_read_only(&args.file).map_err(|error| failed(&error))?;
    if !args.copy.exists() {
        work.holds(&args.copy, false);
    }
    let copied = db.watched(work.watch()).backup(&args.copy);
    copied.map_err(|error| work.failed(&error, failed))?;
    work.end();
    let bytes = std::fs::metadata(&args.copy)?.len();
    console.remark(&format!("{} written, {}", args.copy.display(), size(bytes)))?;
    Ok(Found::Rows)
}

/// `plexus compact`.
pub(super) fn compact(args: &args::Compact, mut console: Console) -> Result<Found, Failure> {
    let length = || std::fs::metadata(&args.file).map_or(0, |data| data.len());
    let before = length();
    let name = args.file.display();
    let work = Work::begin(&console, format!("{name} holds what it held, and may not be smaller"));
    let db = open(&args.file).map_err(|error| failed(&error))?;
    work.holds(&args.file, false);
    db.compact(args.forget_history).map_err(|error| failed(&error))?;
    db.close().map_err(|error| failed(&error))?;
    work.end();
    console.remark(&format!("{} before, {} now", size(before), size(length())))?;
    Ok(Found::Rows)
}
