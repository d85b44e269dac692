//! `plexus export`.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::interrupt::Interrupt;
use super::network::Network;
use super::session::picture::{self, Picture};
use super::session::{Plain, Session, Trouble};
use super::snippet::Report;
use crate::export::Format;
use crate::view::{Layout, Selection};

/// Draws the network or a part of it.
pub(super) fn run(
    args: &args::Export,
    network: &Network,
    console: Console,
) -> Result<Found, Failure> {
    let mut session = Session::new(network, console, None, Plain::default(), Interrupt::default());
    let written = write(args, &mut session);
    session.end(written)
}

fn write(args: &args::Export, session: &mut Session<'_>) -> Result<Found, Trouble> {
    let snapshot = &session.snapshot().clone();
    let selection = match (&args.around, &args.query) {
        (Some(name), _) => Selection::around(snapshot, picture::node(session, name)?, args.depth),
        (None, Some(query)) => {
            let table = session.rows(query)?;
            Selection::result(snapshot, table.rows.iter().flatten())
        }
        (None, None) => Selection::whole(snapshot),
    };
    if selection.nodes().is_empty() {
        session.console.report(&[Report::error("there is nothing to draw")])?;
        return Ok(Found::Nothing);
    }
    let mut picture = Picture::of(selection).small_enough(snapshot)?;
    if let Some(layout) = args.layout {
        picture.layout = layout_of(layout, &picture)?;
    }
    picture.as_of = args.as_of.as_deref().map(picture::moment).transpose()?;
    if let Some(file) = &args.output {
        let page = args.format == args::ExportFormat::Html;
        if page && file.extension().is_none_or(|e| !e.eq_ignore_ascii_case("html")) {
            let report = Report::error(format!("`{}` is no name of a page", file.display()));
            return Err(Failure::question(report.with_help("end the name in .html")).into());
        }
        let said = picture.write(snapshot, args.theme, args.engine, file)?;
        session.console.remark(&said)?;
    } else {
        let text = match args.format {
            args::ExportFormat::Dot => picture.to(snapshot, args.theme, Format::Dot),
            args::ExportFormat::Svg => picture.to(snapshot, args.theme, Format::Svg),
            args::ExportFormat::Html => picture.page(snapshot).into_bytes(),
        };
        session.console.out().write_all(&text)?;
    }
    Ok(Found::Rows)
}

/// The layout asked for; where the selection cannot be laid out so, that is said and not passed over.
fn layout_of(layout: args::Layout, picture: &Picture) -> Result<Layout, Failure> {
    let wrong =
        |message: &str, help: &str| Err(Failure::question(Report::error(message).with_help(help)));
    match layout {
        args::Layout::Cards => Ok(Layout::Cards),
        args::Layout::Plain => Ok(Layout::Plain),
        args::Layout::Boroughs => Ok(Layout::Boroughs),
        args::Layout::Ego if picture.selection.centre().is_none() => {
            wrong("the layout `ego` needs a node in its middle", "add `--around NAME`")
        }
        args::Layout::Path if picture.selection.route().is_none() => wrong(
            "the layout `path` needs a query that returns one path",
            "such as --query \"MATCH p = shortestPath((a {name: 'Vodafone'})-[*]-(b {name: 'Brent'})) RETURN p\"",
        ),
        args::Layout::Ego => Ok(Layout::Ego),
        args::Layout::Path => Ok(Layout::Path),
    }
}
