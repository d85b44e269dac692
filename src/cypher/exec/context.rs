//! What every operator has at hand: the graph as the query sees it, the parameters, the limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Instant;

use super::view::View;
use crate::cypher::counters::Counters;
use crate::cypher::error::{ErrorKind, Phase, Problem, QueryError};
use crate::cypher::function::{Env, Fault};
use crate::cypher::plan::Compiled;
use crate::cypher::{CancelToken, Limits};
use crate::error::{Error, Span};
use crate::model::value::temporal;
use crate::model::{Element, Value};

/// Why a query stops before its end; boxed, because it is rare.
#[derive(Debug)]
pub(crate) struct Halt(Box<Problem>);

impl Halt {
    /// The error of the whole query.
    pub(crate) fn into_error(self) -> Error {
        QueryError::new(Phase::Runtime, *self.0).into()
    }
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

/// Steps between two looks at the clock and the cancel token.
const STRIDE: u32 = 1_024;

/// The weight of a value that counts as one step: that of a plain one within a list.
const STEP: usize = size_of::<Value>();

/// One run of a query.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) view: View,
    pub(crate) parameters: Vec<Value>,
    pub(crate) limits: Limits,
    pub(crate) cancel: CancelToken,
    pub(crate) started: Instant,
    /// What the query has changed so far.
    pub(crate) counters: Counters,
    /// Whether anything has been deleted, so that values may speak of what is gone.
    pub(super) removed: bool,
    now: temporal::Instant,
    steps: AtomicU32,
    /// The bytes that every [`Held`](super::held::Held) of this run counts together.
    pub(super) held: Arc<AtomicUsize>,
}

impl Context {
    pub(crate) fn new(
        compiled: Arc<Compiled>,
        view: View,
        parameters: Vec<Value>,
        limits: Limits,
        cancel: CancelToken,
        now: temporal::Instant,
    ) -> Self {
        let (steps, held) = (AtomicU32::new(0), Arc::default());
        let started = Instant::now();
        let (counters, removed) = (Counters::default(), false);
        Self {
            compiled,
            view,
            parameters,
            limits,
            cancel,
            started,
            counters,
            removed,
            now,
            steps,
            held,
        }
    }

    /// The number of slots in a row.
    pub(crate) fn width(&self) -> usize {
        self.compiled.slots.len()
    }

    /// What functions see.
    pub(super) fn env(&self) -> Env<'_> {
        Env { snapshot: self.view.snapshot(), limits: &self.limits, now: self.now }
    }

    /// Counts one step; now and then looks whether the query should stop.
    pub(super) fn tick(&self) -> Result<(), Halt> {
        // Only one thread runs a query, so that reading and writing apart loses no step.
        let steps = self.steps.load(Ordering::Relaxed);
        self.steps.store(steps.wrapping_add(1), Ordering::Relaxed);
        if steps.is_multiple_of(STRIDE) { self.check() } else { Ok(()) }
    }

    /// Counts the steps that going through so many bytes of values takes.
    pub(super) fn tick_bytes(&self, bytes: usize) -> Result<(), Halt> {
        self.tick_many(bytes / STEP)
    }

    /// Counts so many steps.
    pub(super) fn tick_many(&self, steps: usize) -> Result<(), Halt> {
        let more = u32::try_from(steps).unwrap_or(STRIDE).min(STRIDE);
        let steps = self.steps.load(Ordering::Relaxed);
        let left = STRIDE - steps % STRIDE;
        self.steps.store(steps.wrapping_add(more), Ordering::Relaxed);
        if more >= left { self.check() } else { Ok(()) }
    }

    /// Counts the steps that going through a value takes beyond those of a plain one: to copy, to
    /// compare or to hash a long list is one call, and may take as long as thousands of rows.
    pub(super) fn tick_value(&self, value: &Value) -> Result<(), Halt> {
        match value {
            Value::List(_) | Value::Map(_) | Value::String(_) | Value::Path(_) => {
                self.tick_bytes(value.weight())
            }
            _ => Ok(()),
        }
    }

    /// Looks whether the query should stop.
    pub(super) fn check(&self) -> Result<(), Halt> {
        if self.cancel.is_cancelled() {
            return Err(limit("Cancelled", "Q0202", "the query was cancelled".to_owned(), None));
        }
        if let Some(time) = self.limits.time
            && self.started.elapsed() > time
        {
            let message = format!("the query took longer than the limit `time` of {time:?}");
            return Err(limit("TimeLimit", "Q0203", message, Some("time")));
        }
        Ok(())
    }

    /// Refuses a node or relationship that has been deleted: it has no properties or labels to
    /// read any more.
    pub(super) fn still_there(&self, value: &Value, span: Span) -> Result<(), Halt> {
        if !self.removed {
            return Ok(());
        }
        let snapshot = self.view.snapshot();
        let (there, what) = match value {
            Value::Node(id) => (snapshot.has_node(*id), Element::Node(*id)),
            Value::Relationship(id) => (snapshot.has_edge(*id), Element::Edge(*id)),
            _ => return Ok(()),
        };
        if there {
            return Ok(());
        }
        let message = format!("{what} has been deleted");
        let kind = ErrorKind::EntityNotFound;
        let problem = Problem::new(kind, "DeletedEntityAccess", "Q0213", message, span);
        Err(problem.with_help("read it before DELETE, and hand it on by WITH").into())
    }

    /// Whether a list or a map may hold a value, as deep as that nests already.
    pub(super) fn nests(&self, value: &Value) -> Result<(), Halt> {
        let most = self.limits.nesting;
        if value.depth() < most {
            return Ok(());
        }
        let message = format!("a value would nest deeper than the limit `nesting` of {most}");
        Err(limit("NestingLimit", "Q0210", message, Some("nesting")))
    }
}

/// A limit that is reached; `name` is the field that raises it.
pub(crate) fn limit(
    detail: &'static str,
    code: &'static str,
    message: String,
    name: Option<&str>,
) -> Halt {
    let help =
        name.map(|name| format!("raise `{name}` in the query's limits, or narrow the query"));
    let kind = ErrorKind::LimitExceeded;
    Problem { kind, detail, code, message, span: None, help }.into()
}

/// A fault at its place.
pub(super) fn at(span: Span) -> impl FnOnce(Fault) -> Halt {
    move |fault| fault.at(Some(span)).into()
}
