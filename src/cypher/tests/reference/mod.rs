//! A slow and plain evaluator of reading queries, straight from the syntax tree: row by row, with
//! names where the engine has slots, and without a plan.
//!
//! Scopes, matching, grouping and order are its own. What an operator or a function makes of its
//! operands, and how two values compare, it takes from where the engine takes them: that is tested
//! beside their tables.

mod clause;
mod expression;
mod matcher;
mod projection;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::cypher::Limits;
use crate::cypher::function::{Env, Fault};
use crate::cypher::syntax::parse;
use crate::cypher::syntax::tree::Mode;
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;

/// Variables with their values.
type Row = BTreeMap<String, Value>;

/// Rows, and the variables that all of them have.
#[derive(Debug, Clone)]
struct Table {
    names: BTreeSet<String>,
    rows: Vec<Row>,
    /// What a subquery has from outside, in each of its rows.
    outside: Row,
}

/// What a query gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Halt {
    /// The query fails.
    Fault(String),
    /// It says something that is not evaluated here, such as a clause that writes.
    Beyond,
    /// It takes more steps than a plain evaluator should.
    TooLong,
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault.message)
    }
}

/// A query at work on a graph.
pub(super) struct Reference<'a> {
    snapshot: &'a Snapshot,
    text: &'a str,
    parameters: &'a BTreeMap<String, Value>,
    now: Instant,
    limits: Limits,
    steps: Cell<usize>,
}

/// The answer to a query that compiles, found within so many steps.
pub(super) fn answer(
    snapshot: &Snapshot,
    text: &str,
    parameters: &BTreeMap<String, Value>,
    now: Instant,
    steps: usize,
) -> Result<Answer, Halt> {
    let statement = parse(text).map_err(|e| Halt::Fault(e.to_string()))?;
    if statement.lens.is_some() {
        return Err(Halt::Beyond);
    }
    if statement.mode != Mode::Run {
        return Err(Halt::Beyond);
    }
    let (limits, steps) = (Limits::default(), Cell::new(steps));
    let reference = Reference { snapshot, text, parameters, now, limits, steps };
    reference.query(&statement.query, &Row::new(), &Row::new())
}

impl Reference<'_> {
    fn env(&self) -> Env<'_> {
        Env { snapshot: self.snapshot, limits: &self.limits, now: self.now }
    }

    fn step(&self) -> Result<(), Halt> {
        let left = self.steps.get().checked_sub(1).ok_or(Halt::TooLong)?;
        self.steps.set(left);
        Ok(())
    }
}

/// Keeps the first of equal ones.
fn distinct<T>(all: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.iter().any(|other| same(other, &one)) {
            kept.push(one);
        }
    }
    kept
}
