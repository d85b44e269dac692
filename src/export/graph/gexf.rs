//! GEXF 1.3 for Gephi: a graph that changes, with intervals of whole days.
//!
//! Intervals and timestamps must not be mixed, or Gephi opens the file without its time line. The dates
//! as they were entered stand beside the days, as attributes.

use std::io::{self, Write};

use super::columns::{self, Column};
use super::element::{Extract, position, shades};
use super::xml::text;
use crate::model::when::Day;
use crate::source::Keys;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nodes = columns::of(extract.each_node().map(|(_, node)| columns::spread(node.keys())));
    let edges = columns::of(extract.each_edge().map(|edge| edge.keys()));
    out.write_all(
        br#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
  <meta><creator>plexus</creator></meta>
  <graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">
"#,
    )?;
    attributes(out, "node", &nodes)?;
    attributes(out, "edge", &edges)?;
    writeln!(out, "    <nodes>")?;
    for (place, node) in extract.each_node() {
        let (x, y) = position(place);
        let (key, name) = (node.key(), text(&node.name()));
        let key = text(&key);
        writeln!(out, r#"      <node id="{key}" label="{name}"{}>"#, spell(node.span()))?;
        row(out, &nodes, &columns::spread(node.keys()))?;
        let [red, green, blue] = shades(node.colour());
        writeln!(out, r#"        <viz:color r="{red}" g="{green}" b="{blue}"/>"#)?;
        writeln!(out, r#"        <viz:position x="{x}" y="{y}" z="0.0"/>"#)?;
        writeln!(out, r#"        <viz:size value="10.0"/>"#)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in extract.each_edge() {
        let (from, to) = (edge.start(), edge.finish());
        let (key, from, to) = (edge.key(), text(&from), text(&to));
        let (kind, label) = (text(edge.rel_type()), text(edge.says()));
        let spell = spell(edge.span());
        // Gephi merges edges between the same two nodes unless they are of different kinds.
        writeln!(
            out,
            r#"      <edge id="{key}" source="{from}" target="{to}" kind="{kind}" label="{label}"{spell}>"#
        )?;
        row(out, &edges, &edge.keys())?;
        writeln!(out, "      </edge>")?;
    }
    out.write_all(b"    </edges>\n  </graph>\n</gexf>\n")
}

/// The interval in which it may hold, open where it is not known.
fn spell([start, end]: [Option<Day>; 2]) -> String {
    let attribute = |name: &str, day: Option<Day>| {
        day.map(|day| format!(r#" {name}="{day}""#)).unwrap_or_default()
    };
    attribute("start", start) + &attribute("end", end)
}

fn attributes(out: &mut dyn Write, of: &str, columns: &[Column]) -> io::Result<()> {
    writeln!(out, r#"    <attributes class="{of}" mode="static">"#)?;
    for (place, Column { name, takes }) in columns.iter().enumerate() {
        let takes = takes.word();
        let name = text(name);
        writeln!(out, r#"      <attribute id="{place}" title="{name}" type="{takes}"/>"#)?;
    }
    writeln!(out, "    </attributes>")
}

fn row(out: &mut dyn Write, columns: &[Column], row: &Keys) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (place, column) in columns.iter().enumerate() {
        if let Some(value) = row.get(&column.name).filter(|value| !value.is_null()) {
            let value = text(&columns::text(value));
            writeln!(out, r#"          <attvalue for="{place}" value="{value}"/>"#)?;
        }
    }
    writeln!(out, "        </attvalues>")
}
