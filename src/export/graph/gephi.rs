//! Two sheets with the headings that Gephi's import of spreadsheets knows.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::columns;
use super::element::{Extract, free};
use super::sheets::sheet;
use crate::source::Keys;

pub(super) fn nodes(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_node().map(|(_, node)| {
            let mut keys = Keys::new();
            keys.insert("Id".into(), Json::from(&*node.key()));
            keys.insert("Label".into(), Json::from(&*node.name()));
            keys.extend(free(columns::spread(node.keys()), &["Id", "Label"]));
            keys
        })
    };
    sheet(rows, &["Id", "Label"], out)
}

pub(super) fn edges(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_edge().map(|edge| {
            let mut keys = Keys::new();
            keys.insert("Source".into(), Json::from(&*edge.start()));
            keys.insert("Target".into(), Json::from(&*edge.finish()));
            keys.insert("Type".into(), Json::from("Directed"));
            keys.insert("Id".into(), Json::from(edge.id.0));
            keys.insert("Label".into(), Json::from(edge.says()));
            keys.insert("Kind".into(), Json::from(edge.rel_type()));
            // `Kind` says it already.
            let own = edge.keys().into_iter().filter(|(key, _)| key != "type").collect();
            keys.extend(free(own, &["Source", "Target", "Type", "Id", "Label", "Kind"]));
            keys
        })
    };
    sheet(rows, &["Source", "Target", "Type"], out)
}
