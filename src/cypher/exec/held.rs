//! What a run holds back or is making, counted against the limits on memory, lists and nesting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::context::{Context, Halt, limit};
use crate::model::Value;

/// Bytes that count against the limit `memory` until this is dropped, also where a query or one of
/// its subqueries stops early.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// What the whole query holds; missing as long as this holds nothing.
    whole: Option<Arc<AtomicUsize>>,
    bytes: usize,
}

impl Held {
    /// Counts these bytes too, and the steps it takes to hold them back.
    pub(super) fn add(&mut self, context: &Context, bytes: usize) -> Result<(), Halt> {
        context.tick_bytes(bytes)?;
        let whole = self.whole.get_or_insert_with(|| Arc::clone(&context.held));
        let held = whole.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        self.bytes = self.bytes.wrapping_add(bytes);
        match context.limits.memory {
            Some(memory) if held > memory => {
                let message =
                    format!("the query holds more than the limit `memory` of {memory} bytes");
                Err(limit("MemoryLimit", "Q0204", message, Some("memory")))
            }
            _ => Ok(()),
        }
    }

    /// Counts these bytes no more.
    pub(super) fn release(&mut self, bytes: usize) {
        self.bytes = self.bytes.wrapping_sub(bytes);
        if let Some(whole) = &self.whole {
            whole.fetch_sub(bytes, Ordering::Relaxed);
        }
    }

    /// Counts a value that nothing else holds: one that is shared is counted where it was made.
    /// Either is gone through next, which takes steps.
    pub(super) fn add_own(&mut self, context: &Context, value: &Value) -> Result<(), Halt> {
        context.tick_value(value)?;
        let own = match value {
            Value::List(values) => !values.is_shared(),
            Value::Map(map) => !map.is_shared(),
            Value::String(text) => Arc::strong_count(text) == 1,
            _ => false,
        };
        if own { self.add(context, value.weight()) } else { Ok(()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.release(self.bytes);
    }
}

/// A list in the making.
pub(super) struct Gathered<'c> {
    context: &'c Context,
    held: Held,
    values: Vec<Value>,
}

impl<'c> Gathered<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        Self { context, held: Held::default(), values: Vec::new() }
    }

    /// Adds a value behind the others.
    pub(super) fn push(&mut self, value: Value) -> Result<(), Halt> {
        self.context.nests(&value)?;
        self.held.add(self.context, value.weight())?;
        let most = self.context.limits.list_len;
        if self.values.len() >= most {
            let message = format!("a list of more than {most} values");
            return Err(limit("ListLimit", "Q0205", message, Some("list_len")));
        }
        self.values.push(value);
        Ok(())
    }

    /// The list.
    pub(super) fn finish(self) -> Value {
        Value::list(self.values)
    }
}
