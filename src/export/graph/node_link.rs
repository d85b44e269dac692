//! Node-link JSON. The relations stand under `edges`, as networkx 3.6 reads them, and under `links`, as
//! D3 and older networkx do.

use std::io::{self, Write};

use serde_json::json;

use super::cytoscape::separated;
use super::element::{Edge, Extract, free};
use crate::source::Keys;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(br#"{"directed":true,"multigraph":true,"graph":{},"nodes":["#)?;
    for (place, node) in extract.each_node() {
        let mut keys = Keys::new();
        keys.insert("id".into(), json!(node.key()));
        keys.extend(free(node.keys(), &["id"]));
        separated(out, place, &keys.into())?;
    }
    for name in ["edges", "links"] {
        write!(out, "\n],\"{name}\":[")?;
        for (place, edge) in extract.each_edge().enumerate() {
            separated(out, place, &relation(&edge).into())?;
        }
    }
    out.write_all(b"\n]}\n")
}

fn relation(edge: &Edge<'_>) -> Keys {
    let mut keys = Keys::new();
    keys.insert("source".into(), json!(edge.start()));
    keys.insert("target".into(), json!(edge.finish()));
    keys.insert("key".into(), json!(edge.key()));
    keys.extend(free(edge.keys(), &["source", "target", "key"]));
    keys
}
