//! Cytoscape JSON (`.cyjs`): what Cytoscape, Cytoscape.js and networkx read.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::element::{Extract, free, position};
use crate::source::Keys;

/// Keys that Cytoscape needs for itself.
const TAKEN: [&str; 7] = ["id", "value", "source", "target", "interaction", "key", "shared name"];

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(br#"{"data":[],"directed":true,"multigraph":true,"elements":{"nodes":["#)?;
    for (place, node) in extract.each_node() {
        let (x, y) = position(place);
        let mut data = Keys::new();
        data.insert("id".into(), json!(node.key()));
        // networkx takes the node's identity from here.
        data.insert("value".into(), json!(node.key()));
        data.insert("name".into(), json!(node.name()));
        data.extend(free(node.keys(), &TAKEN));
        let element = json!({ "data": data, "position": { "x": x, "y": y } });
        separated(out, place, &element)?;
    }
    out.write_all(br#"],"edges":["#)?;
    for (place, edge) in extract.each_edge().enumerate() {
        let mut data = Keys::new();
        data.insert("id".into(), json!(edge.key()));
        data.insert("source".into(), json!(edge.start()));
        data.insert("target".into(), json!(edge.finish()));
        data.insert("interaction".into(), json!(edge.says()));
        data.insert("key".into(), json!(edge.key()));
        data.extend(free(edge.keys(), &TAKEN));
        separated(out, place, &json!({ "data": data }))?;
    }
    out.write_all(b"\n]}}\n")
}

/// An element of a list, on a line of its own.
pub(super) fn separated(out: &mut dyn Write, place: usize, element: &Json) -> io::Result<()> {
    out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, element).map_err(io::Error::from)
}
