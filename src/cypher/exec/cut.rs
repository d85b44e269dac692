//! `SKIP` and `LIMIT`.

use std::sync::Arc;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::eval::{Frame, eval};
use super::{Input, Operator, Progress};
use crate::cypher::sema::expr::Expr;
use crate::cypher::{ErrorKind, Problem};
use crate::model::Value;

/// The number that an expression gives, which depends on no row.
pub(super) fn count(expr: &Expr, word: &str, context: &Context) -> Result<usize, Halt> {
    let none = Batch::one(0);
    let value = eval(expr, context, &mut Frame::new(&none, 0))?;
    let problem = |detail, code, needs: &str| {
        let message = format!("{word} must {needs}, and is {value}");
        Halt::from(Problem::new(ErrorKind::SyntaxError, detail, code, message, expr.span))
    };
    match value {
        Value::Integer(n) => usize::try_from(n)
            .map_err(|_| problem("NegativeIntegerArgument", "Q0111", "not be negative")),
        _ => Err(problem("InvalidArgumentType", "Q0110", "be a whole number")),
    }
}

/// Leaves out the first rows.
pub(super) struct Skip {
    count: Arc<Expr>,
    left: Option<usize>,
}

impl Skip {
    pub(super) fn new(count: Arc<Expr>) -> Self {
        Self { count, left: None }
    }
}

impl Operator for Skip {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let left = match self.left {
            Some(left) => left,
            None => count(&self.count, "SKIP", context)?,
        };
        let Some(rows) = input.take() else {
            self.left = Some(left);
            return Ok(input.starved());
        };
        let skipped = left.min(rows.len());
        self.left = Some(left - skipped);
        Ok(Progress::Rows(if skipped == 0 { rows } else { rows.slice(skipped..rows.len()) }))
    }
}

/// Ends after the first rows.
pub(super) struct Limit {
    count: Arc<Expr>,
    left: Option<usize>,
}

impl Limit {
    pub(super) fn new(count: Arc<Expr>) -> Self {
        Self { count, left: None }
    }
}

impl Operator for Limit {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let left = match self.left {
            Some(left) => left,
            None => count(&self.count, "LIMIT", context)?,
        };
        self.left = Some(left);
        if left == 0 {
            return Ok(Progress::Done);
        }
        let Some(rows) = input.take() else { return Ok(input.starved()) };
        let taken = left.min(rows.len());
        self.left = Some(left - taken);
        Ok(Progress::Rows(if taken == rows.len() { rows } else { rows.slice(0..taken) }))
    }
}
