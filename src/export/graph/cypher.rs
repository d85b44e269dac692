//! openCypher statements, one a line, that draw the graph as a query sees it: labels, types, properties,
//! and what is declared of them.
//!
//! Each draws many nodes or relations at once. A property that no node has ties the relations to their
//! nodes and is taken away at the end, since nothing need tell two drawn nodes apart.

use std::io::{self, Write};

use super::element::Extract;
use crate::cypher::syntax::MAX_LENGTH;
use crate::model::quoted::quoted;
use crate::model::{Index, IndexKind, Value};

/// About so many bytes of rows stand in one statement.
const STATEMENT: usize = 64 << 10;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut key = "_n".to_owned();
    while has(extract, &key) {
        key.insert(0, '_');
    }
    let mut rows = Rows { out, tail: String::new(), text: String::new() };
    for (_, node) in extract.each_node() {
        let labels: Vec<String> = node.labels().into_iter().map(name).collect();
        let colon = if labels.is_empty() { "" } else { ":" };
        let labels = labels.join(":");
        let mut properties = node.properties();
        properties.insert(0, (&key, i64::from(node.id.0).into()));
        rows.put(
            &format!("CREATE (n{colon}{labels}) SET n = row"),
            &format!("{{{}}}", map(&properties)),
        )?;
    }
    for edge in extract.each_edge() {
        let (from, to, properties) = (edge.from.0, edge.to.0, map(&edge.properties()));
        let tail = format!(
            "MATCH (a {{{key}: row[0]}}), (b {{{key}: row[1]}}) CREATE (a)-[r:{}]->(b) SET r = row[2]",
            name(edge.rel_type())
        );
        rows.put(&tail, &format!("[{from}, {to}, {{{properties}}}]"))?;
    }
    rows.end()?;
    if extract.nodes().next().is_some() {
        writeln!(out, "MATCH (n) WHERE n.{key} IS NOT NULL REMOVE n.{key};")?;
    }
    for index in extract.indexes() {
        writeln!(out, "{};", declaration(index))?;
    }
    Ok(())
}

/// Whether a node has a property of this name.
fn has(extract: &Extract<'_>, name: &str) -> bool {
    let graph = extract.snapshot;
    let key = graph.prop_key(name);
    key.is_some_and(|key| extract.nodes().any(|id| !graph.node_property(id, key).is_null()))
}

/// Rows of one sort, which stand in one statement.
struct Rows<'o> {
    out: &'o mut dyn Write,
    /// What the statement does with each of them.
    tail: String,
    text: String,
}

impl Rows<'_> {
    fn put(&mut self, tail: &str, row: &str) -> io::Result<()> {
        if self.tail != tail || self.text.len() + row.len() > STATEMENT {
            self.end()?;
            tail.clone_into(&mut self.tail);
        }
        if !self.text.is_empty() {
            self.text.push_str(", ");
        }
        self.text.push_str(row);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let statement = format!("UNWIND [{}] AS row {}", self.text, self.tail);
        if statement.len() > MAX_LENGTH {
            let message =
                "the properties of one node or relation are longer than a statement may be, 1 MiB";
            return Err(io::Error::other(message));
        }
        self.text.clear();
        writeln!(self.out, "{statement};")
    }
}

fn declaration(index: &Index) -> String {
    let label = name(&index.label);
    let properties = index.properties.iter().map(|property| format!("n.{}", name(property)));
    let properties = properties.collect::<Vec<_>>().join(", ");
    let named = name(&index.name);
    match index.kind {
        IndexKind::Plain => format!("CREATE INDEX {named} FOR (n:{label}) ON ({properties})"),
        IndexKind::Unique => {
            format!("CREATE CONSTRAINT {named} FOR (n:{label}) REQUIRE ({properties}) IS UNIQUE")
        }
        IndexKind::FullText => {
            format!("CREATE FULLTEXT INDEX {named} FOR (n:{label}) ON EACH [{properties}]")
        }
    }
}
fn map(properties: &[(&str, Value)]) -> String {
    let entry = |(key, value): &(&str, Value)| format!("{}: {}", name(key), literal(value));
    properties.iter().map(entry).collect::<Vec<_>>().join(", ")
}

/// A label, a type or a key, always quoted: so none is a word of the language.
fn name(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('`');
    out.push_str(&text.replace('`', "``"));
    out.push('`');
    out
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(i64::MIN) => "(-9223372036854775807 - 1)".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) if n.is_nan() => "(0.0 / 0.0)".to_owned(),
        Value::Float(n) if n.is_infinite() => {
            if *n > 0.0 { "(1.0 / 0.0)" } else { "(-1.0 / 0.0)" }.to_owned()
        }
        Value::Float(n) => format!("{n:?}"),
        Value::String(text) => quoted(text, '\''),
        Value::List(values) => {
            format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entry = |(key, value): (&std::sync::Arc<str>, &Value)| {
                format!("{}: {}", name(key), literal(value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        temporal => {
            let text = quoted(&temporal.temporal_text().unwrap_or_default(), '\'');
            let function = match temporal {
                Value::Date(_) => "date",
                Value::LocalTime(_) => "localtime",
                Value::Time(_) => "time",
                Value::LocalDateTime(_) => "localdatetime",
                Value::DateTime(_) => "datetime",
                Value::Duration(_) => "duration",
                // Nodes and paths are no properties.
                _ => return "null".to_owned(),
            };
            format!("{function}({text})")
        }
    }
}
