//! openCypher statements, one a line, that draw the graph as a query sees it: labels, types, properties.
//!
//! `_n` ties the relations to their nodes and is taken away at the end, since no property need tell two
//! drawn nodes apart.

use std::io::{self, Write};

use super::element::Extract;
use crate::model::Value;
use crate::model::quoted::quoted;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (_, node) in extract.each_node() {
        let labels: Vec<String> = node.labels().into_iter().map(name).collect();
        let colon = if labels.is_empty() { "" } else { ":" };
        let labels = labels.join(":");
        let properties = map(&node.properties());
        let separator = if properties.is_empty() { "" } else { ", " };
        writeln!(out, "CREATE ({colon}{labels} {{_n: {}{separator}{properties}}});", node.id.0)?;
    }
    for edge in extract.each_edge() {
        let (from, to, properties) = (edge.from.0, edge.to.0, map(&edge.properties()));
        let rel_type = name(edge.rel_type());
        writeln!(
            out,
            "MATCH (a {{_n: {from}}}), (b {{_n: {to}}}) CREATE (a)-[:{rel_type} {{{properties}}}]->(b);"
        )?;
    }
    if extract.nodes().next().is_some() {
        writeln!(out, "MATCH (n) WHERE n._n IS NOT NULL REMOVE n._n;")?;
    }
    Ok(())
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
