//! GraphML 1.1 with what yEd draws from (`y:ShapeNode`) and what Gephi does (`r g b x y size label`).

use std::io::{self, Write};

use super::columns::{self, Column};
use super::element::{Extract, position, shades};
use super::xml::text;
use crate::source::Keys;

/// Keys of our own drawing, which reading passes over.
const DRAWN: &[(&str, &str)] = &[
    ("label", "string"),
    ("r", "int"),
    ("g", "int"),
    ("b", "int"),
    ("x", "double"),
    ("y", "double"),
    ("size", "double"),
];

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nodes = columns::of(extract.each_node().map(|(_, node)| columns::spread(node.keys())));
    let edges = columns::of(extract.each_edge().map(|edge| edge.keys()));
    out.write_all(
        br#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">
"#,
    )?;
    for (name, takes) in DRAWN {
        writeln!(
            out,
            r#"  <key id="draw-{name}" for="node" attr.name="{name}" attr.type="{takes}"/>"#
        )?;
    }
    writeln!(
        out,
        r#"  <key id="draw-edge-label" for="edge" attr.name="label" attr.type="string"/>"#
    )?;
    keys(out, "node", &nodes)?;
    keys(out, "edge", &edges)?;
    writeln!(out, r#"  <key id="shape" for="node" yfiles.type="nodegraphics"/>"#)?;
    writeln!(out, r#"  <graph id="plexus" edgedefault="directed">"#)?;
    for (place, node) in extract.each_node() {
        let (x, y) = position(place);
        let name = text(&node.name());
        let colour = node.colour();
        writeln!(out, r#"    <node id="{}">"#, text(&node.key()))?;
        data(out, "draw-label", &name)?;
        for (key, shade) in ["r", "g", "b"].iter().zip(shades(colour)) {
            data(out, &format!("draw-{key}"), &shade.to_string())?;
        }
        data(out, "draw-x", &x.to_string())?;
        data(out, "draw-y", &y.to_string())?;
        data(out, "draw-size", "10")?;
        row(out, "n", &nodes, &columns::spread(node.keys()))?;
        write!(
            out,
            r##"      <data key="shape"><y:ShapeNode><y:Geometry x="{x}" y="{y}" width="160" height="40"/><y:Fill color="{colour}" transparent="false"/><y:BorderStyle color="{colour}" type="line" width="1.0"/><y:NodeLabel textColor="#FFFFFF">{name}</y:NodeLabel><y:Shape type="roundrectangle"/></y:ShapeNode></data>"##
        )?;
        out.write_all(b"\n    </node>\n")?;
    }
    for edge in extract.each_edge() {
        let (from, to) = (edge.start(), edge.finish());
        let (key, from, to) = (edge.key(), text(&from), text(&to));
        writeln!(out, r#"    <edge id="{key}" source="{from}" target="{to}">"#)?;
        data(out, "draw-edge-label", &text(edge.says()))?;
        row(out, "e", &edges, &edge.keys())?;
        writeln!(out, "    </edge>")?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")
}

/// Declares the columns; a key's id is its place, since a property may have any name.
fn keys(out: &mut dyn Write, of: &str, columns: &[Column]) -> io::Result<()> {
    for (place, Column { name, takes }) in columns.iter().enumerate() {
        let takes = takes.word();
        let (letter, name) = (of.get(..1).unwrap_or_default(), text(name));
        writeln!(
            out,
            r#"  <key id="{letter}{place}" for="{of}" attr.name="{name}" attr.type="{takes}"/>"#
        )?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, letter: &str, columns: &[Column], row: &Keys) -> io::Result<()> {
    for (place, column) in columns.iter().enumerate() {
        if let Some(value) = row.get(&column.name).filter(|value| !value.is_null()) {
            data(out, &format!("{letter}{place}"), &text(&columns::text(value)))?;
        }
    }
    Ok(())
}

fn data(out: &mut dyn Write, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, r#"      <data key="{key}">{value}</data>"#)
}
