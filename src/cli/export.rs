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
use crate::export::graph::{Extract, GraphFormat};
use crate::graph::Snapshot;
use crate::view::{Layout, Selection};

/// Draws the network or a part of it, or writes it for another program.
pub(super) fn run(
    args: &args::Export,
    network: &Network,
    console: Console,
) -> Result<Found, Failure> {
    let mut session = Session::new(network, console, None, Plain::default(), Interrupt::default());
    let written = write(args, network.snapshot(), &mut session);
    session.end(written)
}

fn write(
    args: &args::Export,
    snapshot: &Snapshot,
    session: &mut Session<'_>,
) -> Result<Found, Trouble> {
    let shape = match args.format {
        args::ExportAs::Graph(format) => return write_graph(args, format, session),
        args::ExportAs::Picture(shape) => shape,
    };
    let mut picture = if args.between.is_empty() {
        Picture::of(chosen(args, snapshot, session)?.unwrap_or_else(|| Selection::whole(snapshot)))
    } else {
        let about = args.around.as_deref().unwrap_or_default();
        let question = format!("diff {} {about}", args.between.join(" "));
        picture::of_answer(snapshot, &session.answer(question.trim())?)
    };
    if picture.selection.nodes().is_empty() {
        session.console.report(&[Report::error("there is nothing to draw")])?;
        return Ok(Found::Nothing);
    }
    picture = picture.small_enough(snapshot)?;
    if let Some(layout) = args.layout {
        picture.layout = layout_of(layout, &picture)?;
    }
    picture.as_of = args.as_of.as_deref().map(picture::moment).transpose()?;
    for date in &args.moments {
        picture.layout = Layout::Timeline;
        picture.moments.push(picture::moment(date)?);
    }
    if let Some(file) = &args.output {
        let page = shape == args::ExportFormat::Html;
        if page && file.extension().is_none_or(|e| !e.eq_ignore_ascii_case("html")) {
            let report = Report::error(format!("`{}` is no name of a page", file.display()));
            return Err(Failure::question(report.with_help("end the name in .html")).into());
        }
        let said = picture.write(snapshot, args.theme, args.engine, file)?;
        session.console.remark(&said)?;
    } else {
        let to = |format| picture.to(snapshot, args.theme, args.engine, format);
        let bytes = match shape {
            args::ExportFormat::Dot => to("dot")?,
            args::ExportFormat::Svg => to("svg")?,
            args::ExportFormat::Png => to("png")?,
            args::ExportFormat::Pdf => to("pdf")?,
            args::ExportFormat::Html => picture.page(snapshot).into_bytes(),
        };
        session.console.out().write_all(&bytes)?;
    }
    Ok(Found::Rows)
}

/// The part of the network that is named; none where all of it is meant.
fn chosen(
    args: &args::Export,
    snapshot: &Snapshot,
    session: &mut Session<'_>,
) -> Result<Option<Selection>, Trouble> {
    Ok(match (&args.around, &args.query) {
        (Some(name), _) => {
            Some(Selection::around(snapshot, picture::node(session, name)?, args.depth))
        }
        (None, Some(query)) => {
            let table = session.rows(query)?;
            Some(Selection::result(snapshot, table.rows.iter().flatten()))
        }
        (None, None) => None,
    })
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
    if !(args.between.is_empty() && args.moments.is_empty()) {
        let report = Report::error(format!("{} is of one time", format.id()));
        let help = "leave out `--between` and `--moments`, or write a picture: `--format svg`";
        return Err(Failure::question(report.with_help(help)).into());
    }
    let moment = args.as_of.as_deref().map(picture::moment).transpose()?;
    let whole = &session.seen();
    let seen = moment.map_or_else(|| whole.clone(), |moment| whole.as_of(moment));
    let selection = chosen(args, &seen, session)?;
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
        args::Layout::Matrix => Ok(Layout::Matrix),
        args::Layout::Timeline => Ok(Layout::Timeline),
        args::Layout::Changes if !picture.selection.is_changes() => {
            wrong("the layout `changes` needs two dates", "add `--between 2020-12 2023-12`")
        }
        args::Layout::Changes => Ok(Layout::Changes),
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
