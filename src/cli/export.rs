//! `plexus export`.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::interchange;
use super::interrupt::Interrupt;
use super::network::Network;
use super::session::picture::{self, Picture};
use super::session::{Plain, Session, Trouble};
use super::snippet::Report;
use crate::export::Format;
use crate::export::graph::{Extract, GraphFormat};
use crate::view::{Layout, Selection};

/// Draws the network or a part of it, or writes it for another program.
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
    let shape = match args.format {
        args::ExportAs::Graph(format) => return write_graph(args, format, session),
        args::ExportAs::Picture(shape) => shape,
    };
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
        let page = shape == args::ExportFormat::Html;
        if page && file.extension().is_none_or(|e| !e.eq_ignore_ascii_case("html")) {
            let report = Report::error(format!("`{}` is no name of a page", file.display()));
            return Err(Failure::question(report.with_help("end the name in .html")).into());
        }
        let said = picture.write(snapshot, args.theme, args.engine, file)?;
        session.console.remark(&said)?;
    } else {
        let text = match shape {
            args::ExportFormat::Dot => picture.to(snapshot, args.theme, Format::Dot),
            args::ExportFormat::Svg => picture.to(snapshot, args.theme, Format::Svg),
            args::ExportFormat::Html => picture.page(snapshot).into_bytes(),
        };
        session.console.out().write_all(&text)?;
    }
    Ok(Found::Rows)
}

/// Writes the graph itself, seen as of the date where one is named.
fn write_graph(
    args: &args::Export,
    format: GraphFormat,
    session: &mut Session<'_>,
) -> Result<Found, Trouble> {
    if args.layout.is_some() {
        let report = Report::error(format!("{} is not laid out", format.id()));
        return Err(Failure::question(report.with_help("leave out `--layout`")).into());
    }
    let moment = args.as_of.as_deref().map(picture::moment).transpose()?;
    let whole = &session.seen();
    let seen = moment.map_or_else(|| whole.clone(), |moment| whole.as_of(moment));
    let selection = match (&args.around, &args.query) {
        (Some(name), _) => {
            Some(Selection::around(&seen, picture::node(session, name)?, args.depth))
        }
        (None, Some(query)) => {
            let table = session.rows(query)?;
            Some(Selection::result(&seen, table.rows.iter().flatten()))
        }
        (None, None) => None,
    };
    let extract = match &selection {
        Some(selection) => Extract::chosen(&seen, selection),
        None => Extract::whole(&seen),
    };
    if extract.nodes().next().is_none() {
        session.console.report(&[Report::error("there is nothing to write")])?;
        return Ok(Found::Nothing);
    }
    interchange::write(session, format, &extract, args.output.as_deref())
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
