//! `plexus dump`: a database file as texts that `plexus load` takes back.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::network::failed;
use super::snippet::Report;
use super::work::Work;
use crate::db::Database;
use crate::export::graph::{Extract, GraphFormat};
use crate::graph::Snapshot;
use crate::source::{self, schema};

/// What is said goes into a curated file, what was drawn into a script; with a folder, the schema beside it.
pub(super) fn dump(args: &args::Dump, mut console: Console) -> Result<Found, Failure> {
    let work = Work::begin(&console, "the dump is not whole".to_owned());
    let db = Database::open_read_only(&args.file).map_err(|error| failed(&error))?;
    let graph = db.snapshot();
    let (ending, text) = if is_drawn(&graph)? {
        ("cypher", script(&graph)?)
    } else {
        let text = source::dump(graph.node_records(), graph.edge_records(), graph.indexes());
        ("toml", text.into_bytes())
    };
    let own = own_schema(&graph)?;
    let Some(folder) = &args.to else {
        work.end();
        console.out().write_all(&text)?;
        console.flush()?;
        if own.is_some() {
            let remark = "its own schema is not among it; `--to DIR` writes it beside the data";
            console.remark(remark)?;
        }
        return Ok(Found::Rows);
    };
    fs::create_dir_all(folder)?;
    let stem = args.file.file_stem().unwrap_or(args.file.as_os_str());
    let path = folder.join(stem).with_extension(ending);
    write(&path, &text, &work)?;
    let own = own.map(|own| (folder.join("schema.toml"), own));
    if let Some((path, own)) = &own {
        write(path, own.as_bytes(), &work)?;
    }
    work.end();
    let counts = (graph.node_count(), graph.edge_count());
    console.remark(&format!("{} written: {}", path.display(), words(counts, ending)))?;
    if let Some((path, _)) = own {
        let what = "the kinds and relations of its own";
        console.remark(&format!("{} written: {what}", path.display()))?;
    }
    Ok(Found::Rows)
}

/// Whether a graph was drawn, rather than said; one that is half of each has no form to be written in.
fn is_drawn(graph: &Snapshot) -> Result<bool, Failure> {
    let nodes = graph.nodes().filter(|id| graph.node_record(*id).is_none()).count();
    let edges = graph.edges().filter(|id| graph.edge_record(*id).is_none()).count();
    if nodes + edges == 0 {
        return Ok(graph.schema().is_open() && graph.node_count() == 0);
    }
    if nodes == graph.node_count() && edges == graph.edge_count() {
        return Ok(true);
    }
    let message = "a part of it was drawn without a schema, and the rest is stated under one: no text holds both";
    let help = "`plexus backup` copies the file";
    Err(Failure::input(Report::error(message).with_help(help)))
}

fn script(graph: &Snapshot) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    if let Some(format) = GraphFormat::named("cypher") {
        format.write(0, &Extract::whole(graph), &mut text).map_err(|error| {
            let report = Report::error(format!("it cannot be written as a script: {error}"));
            Failure::input(report.with_help("`plexus backup` copies the file"))
        })?;
    }
    Ok(text)
}

/// What the schema of a file adds to the built-in one, where it adds anything.
fn own_schema(graph: &Snapshot) -> Result<Option<String>, Failure> {
    if graph.schema().is_open() {
        return Ok(None);
    }
    let Some(text) = schema::dump(graph.schema()) else {
        let message = "its schema is not the built-in one with more added to it, as files have it";
        let help = "`plexus backup` copies the file";
        return Err(Failure::input(Report::error(message).with_help(help)));
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &[u8], work: &Work) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::input(Report::error(format!("{} cannot be written: {error}", path.display())))
    };
    // Nothing is written over.
    let mut file = File::create_new(path).map_err(cannot)?;
    work.makes(path);
    file.write_all(text).map_err(cannot)
}

fn words((nodes, edges): (usize, usize), ending: &str) -> String {
    let [node, edge] = if ending == "toml" {
        [["entity", "entities"], ["relationship", "relationships"]]
    } else {
        [["node", "nodes"], ["relationship", "relationships"]]
    };
    let of = |count: usize, [one, many]: [&str; 2]| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    format!("{} and {}", of(nodes, node), of(edges, edge))
}
