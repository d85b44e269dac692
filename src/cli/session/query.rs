//! Runs a query and gathers its rows.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::cli::render::rows::Table;
use crate::cypher::{CancelToken, Counters, Problem, Query, Rows};
use crate::db::Database;
use crate::graph::Snapshot;
use crate::model::Value;

/// The rows of a query with what was remarked while it was compiled.
pub(in crate::cli) struct Result {
    /// The rows.
    pub table: Table,
    /// Unknown labels, types and properties, with the nearest names.
    pub warnings: Vec<Problem>,
    /// What it has changed.
    pub counters: Counters,
}

/// Runs a query that only reads.
pub(in crate::cli) fn read(
    snapshot: &Snapshot,
    text: &str,
    params: &BTreeMap<String, Value>,
    cancel: CancelToken,
) -> crate::Result<Result> {
    let start = Instant::now();
    gathered(prepared(snapshot, text, params).cancel(cancel).rows()?, start)
}

/// Gathers rows, all of them.
pub(in crate::cli) fn gathered(mut rows: Rows, start: Instant) -> crate::Result<Result> {
    let columns: Vec<String> = rows.columns().iter().map(ToString::to_string).collect();
    let warnings = rows.warnings().to_vec();
    let mut all = Vec::new();
    for row in rows.by_ref() {
        all.push(row?.values().to_vec());
    }
    let table = Table { columns, rows: all, time: Some(start.elapsed()) };
    Ok(Result { table, warnings, counters: rows.counters() })
}

/// Whether a query changes nothing; one that cannot be read changes nothing either.
pub(in crate::cli) fn only_reads(text: &str) -> bool {
    Database::without_schema().snapshot().query(text).only_reads().unwrap_or(true)
}

/// What a query has done, in words: `2 nodes created, 3 properties set`.
pub(in crate::cli) fn done(counters: &Counters) -> String {
    let parts = [
        (counters.nodes_created, "node", "nodes", "created"),
        (counters.nodes_deleted, "node", "nodes", "deleted"),
        (counters.relationships_created, "relationship", "relationships", "created"),
        (counters.relationships_deleted, "relationship", "relationships", "deleted"),
        (counters.properties_set, "property", "properties", "set"),
        (counters.labels_added, "label", "labels", "added"),
        (counters.labels_removed, "label", "labels", "removed"),
        (counters.indexes_added, "index", "indexes", "added"),
        (counters.indexes_removed, "index", "indexes", "removed"),
        (counters.constraints_added, "constraint", "constraints", "added"),
        (counters.constraints_removed, "constraint", "constraints", "removed"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, one, many, verb)| {
        format!("{count} {} {verb}", if count == 1 { one } else { many })
    });
    parts.collect::<Vec<_>>().join(", ")
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
