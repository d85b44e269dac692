//! Queries that write: clause by clause, each on all rows of the one before.
//!
//! openCypher defines a clause as a function from a graph and a table to a graph and a table. So
//! the steps between two writes are run to their end before the write, and the write is done for
//! every row before any row goes on: nothing is read while it changes, whatever the plan is.

mod declare;
mod delete;
mod draw;
mod set;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::distinct::Seen;
use super::eval::{Frame, eval};
use super::held::Held;
use super::{Chain, Done};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::plan::{Call, Op, Plan, Step, Union, Write};
use crate::error::Span;
use crate::model::{Change, Effect, SchemaError, Value};

/// Runs a whole plan on these rows, and gives all of its own.
pub(crate) fn run(
    plan: &Plan,
    rows: Vec<Batch>,
    context: &mut Context,
    done: &mut Vec<Done>,
) -> Result<Vec<Batch>, Halt> {
    let argument = rows.first().cloned().unwrap_or_default();
    let mut rows = rows;
    let mut unread = plan.steps.as_slice();
    while let Some(place) = unread.iter().position(|step| step.op.writes()) {
        let (before, rest) = unread.split_at(place);
        rows = read(before, &argument, rows, context, done)?;
        if let Some((step, after)) = rest.split_first() {
            let started = std::time::Instant::now();
            rows = write(&step.op, rows, context)?;
            let given = rows.iter().map(|batch| batch.len() as u64).sum();
            done.push(Done { rows: given, batches: rows.len() as u64, time: started.elapsed() });
            unread = after;
        }
    }
    read(unread, &argument, rows, context, done)
}

/// Runs steps that only read to their end.
fn read(
    steps: &[Step],
    argument: &Batch,
    rows: Vec<Batch>,
    context: &Context,
    done: &mut Vec<Done>,
) -> Result<Vec<Batch>, Halt> {
    if steps.is_empty() {
        return Ok(rows);
    }
    let mut chain = Chain::over(steps, argument, rows);
    let mut found = Vec::new();
    let mut held = Held::default();
    while let Some(batch) = chain.next(context)? {
        let slots = batch.set_slots();
        let values = (0..batch.len()).flat_map(|row| slots.iter().map(move |slot| (*slot, row)));
        let bytes = values.map(|(slot, row)| batch.get(slot, row).weight()).sum();
        held.add(context, bytes)?;
        found.push(batch);
    }
    done.extend(chain.done());
    Ok(found)
}

fn write(op: &Op, rows: Vec<Batch>, context: &mut Context) -> Result<Vec<Batch>, Halt> {
    match op {
        Op::Write(write) => change(write, rows, context),
        Op::Call(call) => each_row(call, &rows, context),
        Op::Union(union) => all_parts(union, &rows, context),
        // Every other step only reads.
        _ => Ok(rows),
    }
}

fn change(write: &Write, mut rows: Vec<Batch>, context: &mut Context) -> Result<Vec<Batch>, Halt> {
    match write {
        Write::Create(creation) => {
            for batch in &mut rows {
                draw::create(creation, batch, context)?;
            }
            Ok(rows)
        }
        Write::Merge { plan, creation, on_create, on_match } => {
            draw::merge(plan, creation, (on_create, on_match), &rows, context)
        }
        Write::Update(updates) => {
            for batch in &rows {
                for row in 0..batch.len() {
                    context.tick()?;
                    set::apply(updates, batch, row, context)?;
                }
            }
            Ok(rows)
        }
        Write::Delete { detach, targets } => {
            delete::delete(*detach, targets, &rows, context)?;
            Ok(rows)
        }
        Write::Declare(declaration) => {
            declare::declare(declaration, context)?;
            Ok(rows)
        }
        Write::Foreach { list, slot, body } => {
            for batch in &rows {
                for row in 0..batch.len() {
                    let list_value = eval(list, context, &mut Frame::new(batch, row))?;
                    for value in elements(list.span, list_value)? {
                        context.tick()?;
                        let mut one = batch.slice(row..row + 1);
                        one.set(*slot, vec![value].into());
                        run(body, vec![one], context, &mut Vec::new())?;
                    }
                }
            }
            Ok(rows)
        }
    }
}

fn elements(span: Span, list: Value) -> Result<Vec<Value>, Halt> {
    match list {
        Value::Null => Ok(Vec::new()),
        Value::List(values) => Ok(values.to_vec()),
        other => {
            let message = format!("a list is needed here, and this is {}", other.type_name());
            Err(wrong_type(message, span))
        }
    }
}

/// `CALL { … }` that writes: for each row in turn.
fn each_row(call: &Call, rows: &[Batch], context: &mut Context) -> Result<Vec<Batch>, Halt> {
    let mut all = Vec::new();
    for batch in rows {
        for row in 0..batch.len() {
            context.tick()?;
            let mut argument = Batch::empty(context.width());
            argument.push(&call.imports, call.imports.iter().map(|slot| batch.get(*slot, row)));
            let found = run(&call.plan, vec![argument], context, &mut Vec::new())?;
            let given: usize = found.iter().map(Batch::len).sum();
            if !call.returns || call.optional && given == 0 {
                all.push(batch.slice(row..row + 1));
                continue;
            }
            for mut found in found {
                let mut beside = batch.gather(&vec![row; found.len()]);
                for slot in &call.columns {
                    beside.set(*slot, found.take(*slot));
                }
                all.push(beside);
            }
        }
    }
    Ok(all)
}

/// `UNION` of parts that write: one after the other.
fn all_parts(union: &Union, rows: &[Batch], context: &mut Context) -> Result<Vec<Batch>, Halt> {
    let mut all = Vec::new();
    let mut seen = Seen::default();
    for (plan, outputs) in &union.parts {
        for mut found in run(plan, rows.to_vec(), context, &mut Vec::new())? {
            let columns: Vec<_> = outputs.iter().map(|slot| found.column(*slot).clone()).collect();
            found.keep(&[]);
            for (slot, column) in union.into.iter().zip(columns) {
                found.set(*slot, column);
            }
            if union.distinct {
                let fresh = seen.fresh(context, &found, &union.into)?;
                found = found.gather(&fresh);
            }
            all.push(found);
        }
    }
    Ok(all)
}

/// Applies a change; `span` is what asks for it.
fn apply(change: Change, span: Span, context: &mut Context) -> Result<Effect, Halt> {
    let (_, edges) = context.view.snapshot().next_ids();
    let effect =
        context.view.snapshot_mut().apply(change).map_err(|error| refused(&error, Some(span)))?;
    // What joins two that are seen as one is created all the same, and not seen.
    let more = context.view.snapshot().next_ids().1.saturating_sub(edges);
    let counters = &mut context.counters;
    if let Some(crate::model::Element::Node(_)) = effect.element {
        counters.nodes_created += 1;
    }
    counters.relationships_created += u64::from(more);
    counters.properties_set += effect.properties_set;
    counters.labels_added += effect.labels_added;
    counters.labels_removed += effect.labels_removed;
    Ok(effect)
}

/// Holds what the whole statement has changed against what is declared unique.
pub(crate) fn check(context: &mut Context) -> Result<(), Halt> {
    context.view.snapshot_mut().check_unique().map_err(|error| refused(&error, None))
}

/// A change that the rules of the graph refuse, as an error of the query.
fn refused(error: &SchemaError, span: Option<Span>) -> Halt {
    let (kind, detail) = match error {
        SchemaError::BadValue { .. } => (ErrorKind::TypeError, "InvalidPropertyType"),
        SchemaError::Removed { .. } => (ErrorKind::EntityNotFound, "DeletedEntityAccess"),
        SchemaError::Connected { .. } => {
            (ErrorKind::ConstraintVerificationFailed, "DeleteConnectedNode")
        }
        _ => (ErrorKind::ConstraintVerificationFailed, "SchemaViolation"),
    };
    let (code, message, help) = (error.code(), error.to_string(), error.help());
    Problem { kind, detail, code, message, span, help }.into()
}

fn wrong_type(message: String, span: Span) -> Halt {
    let kind = ErrorKind::TypeError;
    Problem::new(kind, "InvalidArgumentType", "Q0201", message, span).into()
}
