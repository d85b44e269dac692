//! `plexus query`.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::input;
use super::interrupt::Interrupt;
use super::network::{Access, Network};
use super::session::line::Redirect;
use super::session::{self, Plain, Session, setting};
use super::snippet::Report;

/// Runs one query.
pub(super) fn run(
    args: &args::Query,
    shared: &args::Shared,
    console: Console,
) -> Result<Found, Failure> {
    let query = input::text(args.text.clone(), console.terminal, || {
        Report::error("no query was given")
            .with_help("such as `plexus query \"MATCH (p:Person)-[:CHAIRS]->(o) RETURN p, o\"`")
    })?;
    let query = query.trim().trim_end_matches(';');
    let writes = shared.db.is_some() && !args.explain && !session::query::only_reads(query);
    let access = if writes { Access::Write } else { Access::Read };
    let network = &Network::open(shared, access)?;
    let plain = Plain::of(&args.output);
    let mut session =
        Session::new(network, console, args.output.format, plain, Interrupt::default());
    for param in &args.params {
        let (name, value) = setting::param(param).map_err(|why| {
            Failure::question(Report::error(why).with_help("such as `--param name=Brent`"))
        })?;
        session.settings.params.insert(name, value);
    }
    let found = if args.explain {
        session.explain_query(query)
    } else {
        session.query(query, &Redirect::default())
    };
    session.end(found)
}
