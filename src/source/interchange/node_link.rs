//! Node-link JSON, with the relations under `edges` (networkx 3.6) or `links` (D3, older networkx).

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::super::code;
use super::super::log::Log;
use super::Elements;
use crate::error::Span;

/// The parts of a graph, each as it is written: so that its place is known.
#[derive(Deserialize)]
struct Document<'t> {
    #[serde(borrow)]
    nodes: Vec<&'t RawValue>,
    #[serde(borrow)]
    edges: Option<Vec<&'t RawValue>>,
    #[serde(borrow)]
    links: Option<Vec<&'t RawValue>>,
    directed: Option<bool>,
}

pub(super) fn read(text: &str, into: &mut Elements, log: &mut Log) {
    let document: Document<'_> = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let at = offset(text, error.line(), error.column());
            let message = format!("this is not node-link JSON: {error}");
            log.error(code::SYNTAX, Span::new(at..at), message, None);
            return;
        }
    };
    if document.directed == Some(false) {
        let message = "this graph's relations have no direction";
        log.error(code::SYNTAX, Span::default(), message, None);
        return;
    }
    for part in document.nodes {
        let Some((mut keys, at)) = element(part, text, log) else { continue };
        if let Some(id) = name(&mut keys, "id", at, log) {
            into.node(&id, keys, at);
        }
    }
    for part in document.edges.or(document.links).unwrap_or_default() {
        let Some((mut keys, at)) = element(part, text, log) else { continue };
        let ends = (name(&mut keys, "source", at, log), name(&mut keys, "target", at, log));
        keys.shift_remove("key");
        if let (Some(from), Some(to)) = ends {
            into.edge(&from, &to, keys, at);
        }
    }
}

/// The keys of a part, and where it stands.
fn element(part: &RawValue, text: &str, log: &mut Log) -> Option<(Map<String, Json>, Span)> {
    // A raw value borrows from the text.
    let from = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let at = Span::new(from..from + part.get().len());
    let keys = serde_json::from_str(part.get());
    if keys.is_err() {
        log.error(code::WRONG_TYPE, at, "an object is asked for here", None);
    }
    Some((keys.ok()?, at))
}

/// Takes out the name of a node.
fn name(keys: &mut Map<String, Json>, key: &str, at: Span, log: &mut Log) -> Option<String> {
    match keys.shift_remove(key) {
        Some(Json::String(name)) => Some(name),
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => {
            let message = format!("this has no `{key}`");
            log.error(code::MISSING_KEY, at, message, None);
            None
        }
    }
}

/// The byte at a line and a column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (before + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}
