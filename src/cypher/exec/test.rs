//! Conditions.

use std::sync::Arc;

use super::column::select;
use super::context::{Context, Halt, at};
use super::eval::{Frame, eval};
use super::{Input, Operator, Progress};
use crate::cypher::ErrorKind;
use crate::cypher::function::{Fault, operator};
use crate::cypher::sema::expr::{Expr, ExprKind, LabelTest};
use crate::cypher::syntax::tree::{QuantifierKind, TypeRef};
use crate::graph::Snapshot;
use crate::model::Value;

/// Lets rows through for which all conditions are true.
pub(super) struct Filter {
    conditions: Arc<[Expr]>,
}

impl Filter {
    pub(super) fn new(conditions: Arc<[Expr]>) -> Self {
        Self { conditions }
    }
}

impl Operator for Filter {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        let Some(batch) = input.take() else { return Ok(input.starved()) };
        let rows = select(&self.conditions, context, &batch, (0..batch.len()).collect())?;
        Ok(Progress::Rows(if rows.len() == batch.len() { batch } else { batch.gather(&rows) }))
    }
}

/// Whether all conditions are true.
pub(super) fn holds(
    conditions: &[Expr],
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<bool, Halt> {
    for condition in conditions {
        if truth(condition, context, frame)? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a condition is true; `None` where that is not known.
pub(super) fn truth(
    expr: &Expr,
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<Option<bool>, Halt> {
    match &expr.kind {
        ExprKind::And(parts) => {
            let mut all = Some(true);
            for part in parts {
                all = operator::and(all, truth(part, context, frame)?);
                if all == Some(false) {
                    break;
                }
            }
            Ok(all)
        }
        ExprKind::Or(parts) => {
            let mut any = Some(false);
            for part in parts {
                any = operator::or(any, truth(part, context, frame)?);
                if any == Some(true) {
                    break;
                }
            }
            Ok(any)
        }
        ExprKind::Xor(parts) => {
            let mut odd = Some(false);
            for part in parts {
                odd = operator::xor(odd, truth(part, context, frame)?);
            }
            Ok(odd)
        }
        ExprKind::Not(part) => Ok(operator::not(truth(part, context, frame)?)),
        _ => operator::truth(&eval(expr, context, frame)?).map_err(at(expr.span)),
    }
}

/// For how many elements a condition is true, false and not known.
#[derive(Debug, Default)]
pub(super) struct Counts {
    yes: usize,
    no: usize,
    unknown: usize,
}

impl Counts {
    pub(super) fn add(&mut self, holds: Option<bool>) {
        match holds {
            Some(true) => self.yes += 1,
            Some(false) => self.no += 1,
            None => self.unknown += 1,
        }
    }

    /// What a quantifier says of these.
    pub(super) fn answer(&self, kind: QuantifierKind) -> Option<bool> {
        let known = |answer: bool| (self.unknown == 0).then_some(answer);
        match kind {
            QuantifierKind::All if self.no > 0 => Some(false),
            QuantifierKind::None if self.yes > 0 => Some(false),
            QuantifierKind::All | QuantifierKind::None => known(true),
            QuantifierKind::Any if self.yes > 0 => Some(true),
            QuantifierKind::Any => known(false),
            QuantifierKind::Single if self.yes > 1 => Some(false),
            QuantifierKind::Single => known(self.yes == 1),
        }
    }
}

/// `n:A|B`; `null` of `null`.
pub(super) fn has_labels(
    snapshot: &Snapshot,
    of: &Value,
    test: &LabelTest,
) -> Result<Value, Fault> {
    match of {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => {
            let any = snapshot.node_labels(*id).next().is_some();
            let has = |label: Option<_>, _| label.is_some_and(|l| snapshot.has_label(*id, l));
            Ok(test.holds(any, &has).into())
        }
        Value::Relationship(id) => {
            let own = snapshot.edge_type(*id);
            Ok(test.holds(own.is_some(), &|_, asked| asked.is_some() && asked == own).into())
        }
        other => Err(wrong_type(format!("a {} has no labels", other.type_name()))),
    }
}

/// `x IS :: TYPE`: `null` is of every type that does not say `NOT NULL`.
pub(super) fn is_of_type(of: &Value, ty: &TypeRef) -> Result<bool, Fault> {
    let own = match of {
        Value::Null => ty.name == "NULL" || (!ty.not_null && ty.name != "NOTHING"),
        value => match ty.name.as_str() {
            "ANY" | "ANY VALUE" | "PROPERTY VALUE" => true,
            "BOOL" | "BOOLEAN" => matches!(value, Value::Boolean(_)),
            "INT" | "INTEGER" | "SIGNED INTEGER" => matches!(value, Value::Integer(_)),
            "FLOAT" => matches!(value, Value::Float(_)),
            "STRING" | "VARCHAR" => matches!(value, Value::String(_)),
            "DATE" => matches!(value, Value::Date(_)),
            "LOCAL TIME" | "TIME WITHOUT TIMEZONE" => matches!(value, Value::LocalTime(_)),
            "ZONED TIME" | "TIME WITH TIMEZONE" => matches!(value, Value::Time(_)),
            "LOCAL DATETIME" | "TIMESTAMP WITHOUT TIMEZONE" => {
                matches!(value, Value::LocalDateTime(_))
            }
            "ZONED DATETIME" | "TIMESTAMP WITH TIMEZONE" => matches!(value, Value::DateTime(_)),
            "DURATION" => matches!(value, Value::Duration(_)),
            "MAP" => matches!(value, Value::Map(_)),
            "NODE" | "ANY NODE" | "VERTEX" => matches!(value, Value::Node(_)),
            "RELATIONSHIP" | "ANY RELATIONSHIP" | "EDGE" => matches!(value, Value::Relationship(_)),
            "PATH" => matches!(value, Value::Path(_)),
            "NULL" | "NOTHING" => false,
            "LIST" | "ARRAY" => match (value, &ty.element) {
                (Value::List(values), Some(element)) => {
                    for value in values.iter() {
                        if !is_of_type(value, element)? {
                            return Ok(false);
                        }
                    }
                    true
                }
                (value, _) => matches!(value, Value::List(_)),
            },
            name => return Err(wrong_type(format!("there is no type {name}"))),
        },
    };
    if own {
        return Ok(true);
    }
    for other in &ty.or {
        if is_of_type(of, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wrong_type(message: String) -> Fault {
    let kind = ErrorKind::TypeError;
    Fault { kind, detail: "InvalidArgumentType", code: "Q0201", message, help: None }
}
