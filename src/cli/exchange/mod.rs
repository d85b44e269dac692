//! `plexus session`: requests in, replies out, one JSON object a line.
//!
//! Bodies are those of Neo4j's Query API, version 2, in its typed JSON; `docs/session.md` has every member.

mod fault;
mod feed;
mod kept;
mod reply;
mod request;
mod run;

use std::io::{self, BufWriter, Write};

use feed::{Event, Feed};
use kept::Kept;
use request::Request;

use super::args::{self, Schema, Shared};
use super::failure::{Failure, Found};
use super::snippet::Report;
use super::{file, network};
use crate::db::Database;

/// Answers every line of standard input until it ends.
pub(super) fn run(args: &args::Session, shared: &Shared) -> Result<Found, Failure> {
    let database = open(args, shared)?;
    let feed = Feed::listen();
    let mut kept = Kept::default();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    for line in 1_u64.. {
        let written = match feed.next() {
            Event::Line(bytes) => answer(&database, &mut kept, &feed, bytes, line, &mut out),
            Event::TooLong => reply::refused(None, &fault::too_long(), line, &mut out),
            Event::End | Event::Stop => break,
            Event::Failed(error) => {
                let report = Report::error(format!("standard input could not be read: {error}"));
                return Err(Failure::input(report));
            }
        };
        written?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(Found::Rows)
}

/// Answers one line.
fn answer(
    database: &Database,
    kept: &mut Kept,
    feed: &Feed,
    bytes: Vec<u8>,
    line: u64,
    out: &mut impl Write,
) -> io::Result<()> {
    let read = Request::read(&bytes);
    // It may be large, and the statement needs the room.
    drop(bytes);
    match read {
        Err(refusal) => reply::refused(refusal.id.as_ref(), &refusal.fault, line, out),
        Ok(mut request) => {
            let ran = run::run(database, kept, &mut request, feed.token());
            feed.done();
            reply::answered(&request, &ran, out)
        }
    }
}

/// The database that the session is on.
fn open(args: &args::Session, shared: &Shared) -> Result<Database, Failure> {
    if let Some(file) = args.file.as_ref().or(shared.db.as_ref()) {
        if !shared.data.is_empty() {
            let report = Report::error("a session is on a file or on folders, and both are named");
            return Err(Failure::question(
                report.with_help("`plexus load` takes folders into a file"),
            ));
        }
        let opened = file::open_as(file, args.durability);
        return opened.map_err(|error| network::failed(&error));
    }
    match args.schema {
        Schema::Health => Ok(network::database(&shared.data)?.1),
        Schema::Open if shared.data.is_empty() => Ok(Database::without_schema()),
        Schema::Open => Err(Failure::question(
            Report::error(
                "`--schema open` begins with an empty graph, and `--data` with a full one",
            )
            .with_help("leave out one of the two: data come with their schema"),
        )),
    }
}
