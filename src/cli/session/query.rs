//! Runs a query and gathers its rows.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::cli::render::rows::Table;
use crate::cypher::{CancelToken, Problem, Query};
use crate::graph::Snapshot;
use crate::model::Value;

/// The rows of a query with what was remarked while it was compiled.
pub(in crate::cli) struct Result {
    /// The rows.
    pub table: Table,
    /// Unknown labels, types and properties, with the nearest names.
    pub warnings: Vec<Problem>,
}

/// Runs a query.
pub(in crate::cli) fn run(
    snapshot: &Snapshot,
    text: &str,
    params: &BTreeMap<String, Value>,
    cancel: CancelToken,
) -> crate::Result<Result> {
    let start = Instant::now();
    let rows = prepared(snapshot, text, params).cancel(cancel).rows()?;
    let columns: Vec<String> = rows.columns().iter().map(ToString::to_string).collect();
    let warnings = rows.warnings().to_vec();
    let mut all = Vec::new();
    for row in rows {
        all.push(row?.values().to_vec());
    }
    let table = Table { columns, rows: all, time: Some(start.elapsed()) };
    Ok(Result { table, warnings })
}

/// How a query would be run.
pub(in crate::cli) fn plan(
    snapshot: &Snapshot,
    text: &str,
    params: &BTreeMap<String, Value>,
) -> crate::Result<String> {
    Ok(prepared(snapshot, text, params).explain()?.to_string())
}

fn prepared(snapshot: &Snapshot, text: &str, params: &BTreeMap<String, Value>) -> Query {
    snapshot.query(text).params(params.iter().map(|(name, value)| (name.as_str(), value.clone())))
}
