//! What came of it → a line.

use std::io::{self, Write};
use std::sync::Arc;

use serde::ser::{Serialize, Serializer};
use serde_json::Value as Json;

use super::fault::Fault;
use super::request::Request;
use super::run::{Answer, Ran};
use crate::cypher::{Counters, ErrorKind, Phase, Problem, Row};
use crate::error::{Error, Place};
use crate::graph::Snapshot;
use crate::wire::Typed;

/// Writes what came of a statement.
pub(super) fn answered(request: &Request, ran: &Ran, out: &mut impl Write) -> io::Result<()> {
    let text = &request.statement;
    let empty = Reply::of(request.id.as_ref(), micros(ran.elapsed));
    let reply = match &ran.result {
        Ok(answer) => Reply {
            data: Some(Data::of(answer)),
            counters: request.include_counters.then(|| Changes::of(answer.counters)),
            notifications: answer.warnings.iter().map(|w| Notification::of(w, text)).collect(),
            ..empty
        },
        Err(error) => Reply { errors: wrong(error, text), ..empty },
    };
    Ok(serde_json::to_writer(out, &reply)?)
}

/// Writes why a line, counted from 1, is no request.
pub(super) fn refused(
    id: Option<&Json>,
    fault: &Fault,
    line: u64,
    out: &mut impl Write,
) -> io::Result<()> {
    let error = Wrong {
        code: fault.code,
        message: fault.message.clone(),
        kind: "RequestError".to_owned(),
        phase: phase(Phase::CompileTime),
        detail: fault.detail,
        line: Some(line),
        column: fault.column.map(|column| column as u64),
        help: fault.help.clone(),
    };
    Ok(serde_json::to_writer(out, &Reply { errors: vec![error], ..Reply::of(id, 0) })?)
}

/// Whole microseconds, rounded.
fn micros(elapsed: std::time::Duration) -> u64 {
    u64::try_from((elapsed.as_nanos() + 500) / 1_000).unwrap_or(u64::MAX)
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Reply<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counters: Option<Changes>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notifications: Vec<Notification<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Wrong>,
    elapsed_micros: u64,
}

impl<'a> Reply<'a> {
    /// A reply that says nothing yet.
    fn of(id: Option<&'a Json>, elapsed_micros: u64) -> Self {
        let (notifications, errors) = (Vec::new(), Vec::new());
        Self { id, data: None, counters: None, notifications, errors, elapsed_micros }
    }
}

#[derive(serde::Serialize)]
struct Data<'a> {
    #[serde(serialize_with = "names")]
    fields: &'a [Arc<str>],
    values: Values<'a>,
}

impl<'a> Data<'a> {
    fn of(answer: &'a Answer) -> Self {
        let values = Values { snapshot: &answer.snapshot, rows: &answer.rows };
        Self { fields: &answer.columns, values }
    }
}

fn names<S: Serializer>(names: &[Arc<str>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(names.iter().map(|name| &**name))
}

struct Values<'a> {
    snapshot: &'a Snapshot,
    rows: &'a [Row],
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let snapshot = self.snapshot;
        to.collect_seq(self.rows.iter().map(|row| Cells { snapshot, row }))
    }
}

struct Cells<'a> {
    snapshot: &'a Snapshot,
    row: &'a Row,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.row.values().iter().map(|value| Typed::new(self.snapshot, value)))
    }
}

/// Counters as Neo4j names them; what there is not here is 0.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Changes {
    contains_updates: bool,
    nodes_created: u64,
    nodes_deleted: u64,
    properties_set: u64,
    relationships_created: u64,
    relationships_deleted: u64,
    labels_added: u64,
    labels_removed: u64,
    indexes_added: u64,
    indexes_removed: u64,
    constraints_added: u64,
    constraints_removed: u64,
    contains_system_updates: bool,
    system_updates: u64,
}

impl Changes {
    fn of(counters: Counters) -> Self {
        Self {
            contains_updates: counters.any(),
            nodes_created: counters.nodes_created,
            nodes_deleted: counters.nodes_deleted,
            properties_set: counters.properties_set,
            relationships_created: counters.relationships_created,
            relationships_deleted: counters.relationships_deleted,
            labels_added: counters.labels_added,
            labels_removed: counters.labels_removed,
            indexes_added: counters.indexes_added,
            indexes_removed: counters.indexes_removed,
            constraints_added: counters.constraints_added,
            constraints_removed: counters.constraints_removed,
            contains_system_updates: false,
            system_updates: 0,
        }
    }
}

/// Something suspicious, as Neo4j reports it.
#[derive(serde::Serialize)]
struct Notification<'a> {
    code: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

#[derive(serde::Serialize)]
struct Position {
    offset: u32,
    line: u32,
    column: u32,
}

impl<'a> Notification<'a> {
    fn of(problem: &'a Problem, text: &str) -> Self {
        let place = place(problem, text);
        let position = place.map(|Place { span, line, column, .. }| Position {
            offset: span.start,
            line,
            column,
        });
        let (title, description) = (problem.message.as_str(), problem.help.as_deref());
        Self { code: problem.code, title, description, severity: "WARNING", position }
    }
}

/// An error: Neo4j's `code` and `message`, and what the openCypher kit asks of it.
#[derive(serde::Serialize)]
struct Wrong {
    code: &'static str,
    message: String,
    kind: String,
    phase: &'static str,
    detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// Each problem of an error.
fn wrong(error: &Error, text: &str) -> Vec<Wrong> {
    let Error::Query(error) = error else {
        return vec![Wrong {
            code: error.code(),
            message: error.to_string(),
            kind: name(ErrorKind::ConstraintVerificationFailed),
            phase: phase(Phase::Runtime),
            detail: "SchemaViolation",
            line: None,
            column: None,
            help: error.help(),
        }];
    };
    let one = |problem: &Problem| {
        let place = place(problem, text);
        Wrong {
            code: problem.code,
            message: problem.message.clone(),
            kind: name(problem.kind),
            phase: phase(error.phase()),
            detail: problem.detail,
            line: place.as_ref().map(|place| place.line.into()),
            column: place.as_ref().map(|place| place.column.into()),
            help: help(problem),
        }
    };
    error.problems().map(one).collect()
}

/// The remedy, in terms of a request.
fn help(problem: &Problem) -> Option<String> {
    let raise =
        |member: &str| Some(format!("raise `{member}` in the request, or narrow the query"));
    match problem.detail {
        "TimeLimit" => raise("maxExecutionTime"),
        "RowLimit" => raise("maxRows"),
        "MemoryLimit" => raise("maxMemory"),
        "MissingParameter" => Some("give it in the request's `parameters`".to_owned()),
        "ReadOnly" => Some("leave out `accessMode`, or make it WRITE".to_owned()),
        // No member of a request raises the other limits.
        _ if problem.kind == ErrorKind::LimitExceeded => {
            problem.help.is_some().then(|| "narrow the query".to_owned())
        }
        _ => problem.help.clone(),
    }
}

/// The kit's word for a kind, which is also the variant's.
fn name(kind: ErrorKind) -> String {
    format!("{kind:?}")
}

/// The kit's words for a phase.
fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::CompileTime => "compile time",
        Phase::Runtime => "runtime",
    }
}

fn place(problem: &Problem, text: &str) -> Option<Place> {
    problem.span.map(|span| Place::new(&"".into(), text, span))
}
