//! `CALL procedure(…)`.

use std::sync::Arc;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::{Input, Operator, Progress};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::procedure::Wrong;
use crate::cypher::sema::bound::ProcedureCall;
use crate::model::Value;

/// Puts each row of a procedure beside each row; a row for a procedure without columns goes on.
pub(super) struct Procedure {
    call: Arc<ProcedureCall>,
}

impl Procedure {
    pub(super) fn new(call: Arc<ProcedureCall>) -> Self {
        Self { call }
    }

    fn rows(&self, context: &Context, rows: &Batch, row: usize) -> Result<Vec<Vec<Value>>, Halt> {
        let mut frame = Frame::new(rows, row);
        let args = self.call.args.iter().map(|arg| eval(arg, context, &mut frame));
        let mut args = args.collect::<Result<Vec<Value>, Halt>>()?;
        let span = self.call.span;
        let halt = |kind, detail, code, message: String| {
            Halt::from(Problem::new(kind, detail, code, message, span))
        };
        let found = self.call.procedure.run(context.view.snapshot(), &mut args).map_err(
            |wrong| match wrong {
                Wrong::Argument(message) => {
                    halt(ErrorKind::TypeError, "InvalidArgumentType", "Q0211", message)
                }
                Wrong::Run(message) => {
                    let message = format!("`{}` failed: {message}", self.call.procedure.name());
                    halt(ErrorKind::ProcedureError, "ProcedureFailed", "Q0212", message)
                }
            },
        )?;
        let width = self.call.procedure.results().len();
        if let Some(strange) = found.iter().find(|row| row.len() != width) {
            let message = format!(
                "`{}` gave a row of {} values, and says that it gives {width}",
                self.call.procedure.name(),
                strange.len()
            );
            return Err(halt(ErrorKind::ProcedureError, "ProcedureFailed", "Q0212", message));
        }
        Ok(found)
    }
}

impl Operator for Procedure {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(rows) = input.take() else { return Ok(input.starved()) };
        let (mut picked, mut found) = (Vec::new(), Vec::new());
        for row in 0..rows.len() {
            context.check()?;
            let given = self.rows(context, &rows, row)?;
            if self.call.procedure.results().is_empty() {
                picked.push(row);
            }
            picked.extend(given.iter().filter(|values| !values.is_empty()).map(|_| row));
            found.extend(given.into_iter().filter(|values| !values.is_empty()));
        }
        let mut batch = rows.gather(&picked);
        for (place, slot) in &self.call.takes {
            let column = found.iter().map(|row| row.get(*place).cloned().unwrap_or_default());
            batch.set(*slot, column.collect::<Vec<_>>().into());
        }
        Ok(Progress::Rows(batch))
    }
}
