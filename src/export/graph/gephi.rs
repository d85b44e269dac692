//! Two sheets with the headings that Gephi's import of spreadsheets knows.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::columns;
use super::element::Extract;
use super::sheets::sheet;
use crate::source::Keys;

pub(super) fn nodes(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = || {
        extract.each_node().map(|(_, node)| {
            let mut keys = Keys::new();
            keys.insert("Id".into(), Json::from(&*node.key()));
            keys.insert("Label".into(), Json::from(&*node.name()));
            keys.extend(columns::spread(node.keys()));
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
            // `Type` is Gephi's own, whatever the case.
            keys.extend(edge.keys().into_iter().filter(|(key, _)| key != "type"));
            keys
        })
    };
    sheet(rows, &["Source", "Target", "Type"], out)
}
