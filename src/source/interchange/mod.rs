//! Graphs that other programs wrote: GraphML, node-link JSON and our own Turtle.
//!
//! An element becomes the table that a curated file would have in its place, as a row of a sheet does;
//! so what a key may hold, and what is said of one that is wrong, is written down once, in
//! [`curated`](super::curated).

mod graphml;
mod node_link;
mod turtle;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::code;
use super::curated::{self, File};
use super::log::Log;
use super::text::Text;
use super::tree::{At, Item, Table};
use crate::error::Span;
use crate::model::Schema;

/// Reads the elements of a text; where it cannot be read on, the fault goes into the log.
type Reader = fn(&str, &mut Elements, &mut Log);

fn reader(name: &str) -> Option<Reader> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "graphml" => Some(graphml::read),
        "json" => Some(node_link::read),
        "ttl" | "turtle" => Some(turtle::read),
        _ => None,
    }
}

/// Whether a text is such a graph, as its name says.
pub(super) fn is_graph(name: &str) -> bool {
    reader(name).is_some()
}

/// Reads a graph; every fault becomes a finding.
pub(super) fn read(text: &Arc<Text>, schema: &Schema) -> File {
    let mut log = Log::new(text);
    let mut elements = Elements::default();
    if let Some(reader) = reader(text.file_name()) {
        reader(text.as_str(), &mut elements, &mut log);
    }
    let table = elements.into_table(&mut log);
    curated::read_table(&table, log, schema)
}

/// What is for the eye, or worked out again, in a graph of another program.
const DRAWN: [&str; 11] =
    ["label", "labels", "r", "g", "b", "x", "y", "size", "weight", "as_of", "holds"];

/// Keys whose value has parts, which formats of plain texts write as JSON.
const IN_PARTS: [&str; 4] = ["aka", "known", "evidence", "fact"];

/// The nodes and relations of a text.
#[derive(Default)]
struct Elements {
    nodes: Vec<At<Item>>,
    edges: Vec<At<Item>>,
    /// Where the first node without a kind stands, and how many there are.
    drawn: Option<(Span, usize)>,
}

impl Elements {
    fn node(&mut self, id: &str, mut keys: Map<String, Json>, at: Span) {
        if !keys.contains_key("kind") {
            let first = self.drawn.map_or((at, 0), |(first, count)| (first, count));
            self.drawn = Some((first.0, first.1 + 1));
            return;
        }
        keys.insert("id".to_owned(), id.into());
        self.nodes.push(element(keys, at));
    }

    fn edge(&mut self, from: &str, to: &str, mut keys: Map<String, Json>, at: Span) {
        keys.insert("from".to_owned(), from.into());
        keys.insert("to".to_owned(), to.into());
        self.edges.push(element(keys, at));
    }

    fn into_table(self, log: &mut Log) -> Table {
        if let Some((first, count)) = self.drawn {
            let message = match count {
                1 => "this node has no `kind`".to_owned(),
                _ => format!("this node has no `kind`, and {} more have none", count - 1),
            };
            let help = "a graph without a schema comes in as statements: \
                        `plexus export --format cypher`, then `plexus session --schema open`";
            log.error(code::MISSING_KEY, first, message, help.to_owned());
        }
        let mut keys = BTreeMap::new();
        for (key, tables) in [("node", self.nodes), ("edge", self.edges)] {
            let at = tables.first().map_or_else(Span::default, |first| first.span);
            keys.insert(key.to_owned(), (at, At::new(Item::List(tables), at)));
        }
        Table { keys, torn: false }
    }
}

/// The table of an element: without what is only drawn, the codes of `ids.ods` together in `ids`.
fn element(keys: Map<String, Json>, at: Span) -> At<Item> {
    let mut own = Map::new();
    let mut ids = Map::new();
    for (key, value) in keys {
        if DRAWN.contains(&key.as_str()) || value.is_null() {
            continue;
        }
        match key.strip_prefix("ids.") {
            Some(scheme) => {
                ids.insert(scheme.to_owned(), in_parts(value));
            }
            None if IN_PARTS.contains(&key.as_str()) => {
                own.insert(key, in_parts(value));
            }
            None => {
                own.insert(key, value);
            }
        }
    }
    if !ids.is_empty() {
        own.insert("ids".to_owned(), ids.into());
    }
    At::new(Item::Table(Table::of_json(own, at)), at)
}

/// A list that is written as a text.
fn in_parts(value: Json) -> Json {
    let parsed = value.as_str().filter(|text| text.starts_with('['));
    parsed.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(value)
}
