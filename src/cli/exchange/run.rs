//! One statement in a transaction of its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::kept::Kept;
use super::request::Request;
use crate::cypher::{
    CancelToken, Counters, ErrorKind, Limits, Phase, Problem, QueryError, Row, Rows, Statement,
};
use crate::db::Database;
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::Value;

/// What a statement has given and done.
pub(super) struct Answer {
    /// The names of its columns.
    pub(super) columns: Vec<Arc<str>>,
    /// Its rows, all of them.
    pub(super) rows: Vec<Row>,
    /// What it has changed.
    pub(super) counters: Counters,
    /// What is suspicious about it.
    pub(super) warnings: Vec<Problem>,
    /// The graph after it, for what its rows speak of.
    pub(super) snapshot: Snapshot,
}

/// A statement that has been run.
pub(super) struct Ran {
    /// What came of it.
    pub(super) result: Result<Answer>,
    /// From the text to the last row and the commit.
    pub(super) elapsed: Duration,
}

/// Runs the statement of a request, whose parameters it takes; an error leaves the data as they were.
pub(super) fn run(
    database: &Database,
    kept: &mut Kept,
    request: &mut Request,
    cancel: CancelToken,
) -> Ran {
    let start = Instant::now();
    let statement = kept.statement(database, &request.statement);
    let result = statement.and_then(|mut statement| {
        let reads = request.read_only || statement.only_reads()?;
        let run = if reads { read } else { write };
        run(database, statement, request, cancel)
    });
    Ran { result, elapsed: start.elapsed() }
}

fn read(
    database: &Database,
    statement: Statement,
    request: &mut Request,
    cancel: CancelToken,
) -> Result<Answer> {
    let mut query = database.execute(statement).params(request.parameters.drain(..));
    let recorded = database.recorded_for(&mut query)?;
    let snapshot = recorded.unwrap_or_else(|| database.for_reading());
    let query = query.take(snapshot.clone()).1;
    let rows = query.limits(request.limits.clone()).cancel(cancel).rows()?;
    gathered(rows, &request.limits, snapshot)
}

/// Rows are read before the commit, so that a limit they break undoes what was written.
fn write(
    database: &Database,
    statement: Statement,
    request: &mut Request,
    cancel: CancelToken,
) -> Result<Answer> {
    let mut transaction = database.write()?;
    let query = transaction.query(statement).params(request.parameters.drain(..));
    let rows = query.limits(request.limits.clone()).cancel(cancel).run()?;
    let answer = gathered(rows, &request.limits, database.snapshot())?;
    if !answer.counters.any() {
        return Ok(answer);
    }
    transaction.commit()?;
    Ok(Answer { snapshot: database.snapshot(), ..answer })
}

fn gathered(mut rows: Rows, limits: &Limits, snapshot: Snapshot) -> Result<Answer> {
    let mut all = Vec::new();
    let mut bytes = 0_usize;
    for row in rows.by_ref() {
        let row = row?;
        let weight: usize = row.values().iter().map(Value::weight).sum();
        bytes = bytes.saturating_add(weight).saturating_add(size_of::<Row>());
        if let Some(most) = limits.memory.filter(|most| bytes > *most) {
            return Err(too_large(most));
        }
        all.push(row);
    }
    let (counters, warnings) = (rows.counters(), rows.warnings().to_vec());
    Ok(Answer { columns: rows.columns().to_vec(), rows: all, counters, warnings, snapshot })
}

fn too_large(most: usize) -> crate::Error {
    let problem = Problem {
        kind: ErrorKind::LimitExceeded,
        detail: "MemoryLimit",
        code: "Q0204",
        message: format!("the rows take more than the limit `memory` of {most} bytes"),
        span: None,
        help: None,
    };
    QueryError::new(Phase::Runtime, problem).into()
}
