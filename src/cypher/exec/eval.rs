//! The value of an expression on a row.

use std::sync::Arc;

use super::batch::Batch;
use super::context::{Context, Halt, at};
use super::held::{Gathered, Held};
use super::test::{has_labels, is_of_type};
use super::{Chain, test};
use crate::cypher::function::operator;
use crate::cypher::sema::bound::{Slot, SubqueryId};
use crate::cypher::sema::expr::{Expr, ExprKind, PathPart, ProjectionEntry, SubqueryUse};
use crate::cypher::syntax::tree::{BinaryOp, ComparisonOp};
use crate::error::Span;
use crate::model::value::{Map, Nest, Path};
use crate::model::{EdgeId, NodeId, Value};

/// Functions that read what a node or relationship has, and not only what it is.
const READS_ALL: [&str; 3] = ["labels", "keys", "properties"];

/// A row, and the variables that the expression around binds.
pub(crate) struct Frame<'a> {
    batch: &'a Batch,
    row: usize,
    locals: Vec<(Slot, Value)>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(batch: &'a Batch, row: usize) -> Self {
        Self { batch, row, locals: Vec::new() }
    }

    /// A row, with some slots that have other values.
    pub(super) fn over(batch: &'a Batch, row: usize, locals: Vec<(Slot, Value)>) -> Self {
        Self { batch, row, locals }
    }

    /// Gives a slot another value from here on.
    pub(super) fn set(&mut self, slot: Slot, value: Value) {
        self.locals.push((slot, value));
    }

    /// The slots that have other values, in the order in which they got them.
    pub(super) fn into_locals(self) -> Vec<(Slot, Value)> {
        self.locals
    }

    fn get(&self, slot: Slot) -> Value {
        match self.locals.iter().rev().find(|(s, _)| *s == slot) {
            Some((_, value)) => value.clone(),
            None => self.batch.get(slot, self.row),
        }
    }

    /// Evaluates `body` while `slot` has this value.
    pub(super) fn with<T>(
        &mut self,
        slot: Slot,
        value: Value,
        body: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.locals.push((slot, value));
        let result = body(self);
        self.locals.pop();
        result
    }
}

/// The value of an expression.
pub(crate) fn eval(expr: &Expr, context: &Context, frame: &mut Frame<'_>) -> Result<Value, Halt> {
    let env = context.env();
    let here = || at(expr.span);
    match &expr.kind {
        ExprKind::Constant(value) => Ok(value.clone()),
        ExprKind::Parameter(number) => {
            Ok(context.parameters.get(*number).cloned().unwrap_or_default())
        }
        ExprKind::Slot(slot) => Ok(frame.get(*slot)),
        ExprKind::Property { of, key } => {
            let snapshot = context.view.snapshot();
            let value = eval(of, context, frame)?;
            context.still_there(&value, expr.span)?;
            match (value, key.key) {
                (Value::Node(id), Some(key)) => Ok(snapshot.node_property(id, key)),
                (Value::Relationship(id), Some(key)) => Ok(snapshot.edge_property(id, key)),
                (Value::Node(_) | Value::Relationship(_), None) => Ok(Value::Null),
                (value, _) => operator::property(&env, &value, &key.name).map_err(here()),
            }
        }
        ExprKind::HasLabels { of, test } => {
            let of = eval(of, context, frame)?;
            context.still_there(&of, expr.span)?;
            has_labels(context.view.snapshot(), &of, test).map_err(here())
        }
        ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Xor(_) | ExprKind::Not(_) => {
            Ok(test::truth(expr, context, frame)?.into())
        }
        ExprKind::Comparison { first, rest } => {
            let mut left = eval(first, context, frame)?;
            let mut all = Some(true);
            let mut held = Held::default();
            for (op, right) in rest {
                held.add_own(context, &left)?;
                let right = eval(right, context, frame)?;
                context.tick_value(&right)?;
                all = operator::and(all, compare(*op, &left, &right));
                if all == Some(false) {
                    break;
                }
                left = right;
            }
            Ok(all.into())
        }
        ExprKind::IsNull { of, negated } => {
            Ok((eval(of, context, frame)?.is_null() != *negated).into())
        }
        ExprKind::Case { subject, branches, otherwise } => {
            case(subject.as_deref(), branches, otherwise.as_deref(), context, frame)
        }
        ExprKind::List(items) => {
            let mut values = Gathered::new(context);
            for item in items {
                values.push(eval(item, context, frame)?)?;
            }
            Ok(values.finish())
        }
        ExprKind::Map(entries) => {
            let (mut map, mut held) = (Map::new(), Held::default());
            for (key, value) in entries {
                let value = eval(value, context, frame)?;
                context.nests(&value)?;
                held.add(context, value.weight())?;
                map.insert(Arc::clone(key), value);
            }
            Ok(map.into())
        }
        ExprKind::MapProjection { of, entries } => {
            let of = eval(of, context, frame)?;
            map_projection(&of, entries, context, frame)
        }
        ExprKind::Comprehension { .. } | ExprKind::Quantifier { .. } | ExprKind::Reduce { .. } => {
            over_list(expr, context, frame)
        }
        ExprKind::Call { function, args } => {
            let (mut values, mut held) = (Vec::with_capacity(args.len()), Held::default());
            for arg in args {
                let value = eval(arg, context, frame)?;
                held.add_own(context, &value)?;
                values.push(value);
            }
            if READS_ALL.contains(&function.name()) {
                values.iter().try_for_each(|arg| context.still_there(arg, expr.span))?;
            }
            let value = function.call(&env, &values).map_err(here())?;
            context.tick_value(&value)?;
            Ok(value)
        }
        ExprKind::Subquery { purpose, id, imports } => {
            subquery(*purpose, *id, imports, context, frame)
        }
        ExprKind::Path(parts) => Ok(path(parts, context, frame)),
        ExprKind::IsType { .. }
        | ExprKind::Index { .. }
        | ExprKind::Slice { .. }
        | ExprKind::Negate(_)
        | ExprKind::Plus(_)
        | ExprKind::Binary { .. } => operation(expr, context, frame),
    }
}

/// The operators that the registry of functions has the code of.
fn operation(expr: &Expr, context: &Context, frame: &mut Frame<'_>) -> Result<Value, Halt> {
    let env = context.env();
    let here = || at(expr.span);
    match &expr.kind {
        ExprKind::IsType { of, negated, ty } => {
            let of = eval(of, context, frame)?;
            context.tick_value(&of)?;
            Ok((is_of_type(&of, ty).map_err(here())? != *negated).into())
        }
        ExprKind::Index { of, index } => {
            let (of, index) = (eval(of, context, frame)?, eval(index, context, frame)?);
            context.still_there(&of, expr.span)?;
            operator::index(&env, &of, &index).map_err(here())
        }
        ExprKind::Slice { of, from, to } => {
            let of = eval(of, context, frame)?;
            let from = from.as_ref().map(|e| eval(e, context, frame)).transpose()?;
            let to = to.as_ref().map(|e| eval(e, context, frame)).transpose()?;
            let part = operator::slice(&env, &of, from.as_ref(), to.as_ref()).map_err(here())?;
            context.tick_value(&part)?;
            Ok(part)
        }
        ExprKind::Negate(of) => operator::negate(&env, &eval(of, context, frame)?).map_err(here()),
        ExprKind::Plus(of) => operator::affirm(&env, &eval(of, context, frame)?).map_err(here()),
        ExprKind::Binary { op, left, right } => {
            let (left, mut held) = (eval(left, context, frame)?, Held::default());
            held.add_own(context, &left)?;
            let right = eval(right, context, frame)?;
            held.add_own(context, &right)?;
            let apply = match op {
                BinaryOp::Add => operator::add,
                BinaryOp::Subtract => operator::subtract,
                BinaryOp::Multiply => operator::multiply,
                BinaryOp::Divide => operator::divide,
                BinaryOp::Modulo => operator::modulo,
                BinaryOp::Power => operator::power,
                BinaryOp::Concatenate => operator::concatenate,
                BinaryOp::StartsWith => operator::starts_with,
                BinaryOp::EndsWith => operator::ends_with,
                BinaryOp::Contains => operator::contains,
                BinaryOp::In => operator::in_list,
                BinaryOp::Matches => operator::matches,
            };
            let value = apply(&env, &left, &right).map_err(here())?;
            context.tick_value(&value)?;
            Ok(value)
        }
        _ => Ok(Value::Null),
    }
}

/// What a comparison says; `None` where it is not known.
pub(super) fn compare(op: ComparisonOp, left: &Value, right: &Value) -> Option<bool> {
    match op {
        ComparisonOp::Equal => operator::equal(left, right),
        ComparisonOp::NotEqual => operator::not(operator::equal(left, right)),
        ComparisonOp::Less => operator::less(left, right),
        ComparisonOp::LessOrEqual => operator::at_most(left, right),
        ComparisonOp::Greater => operator::greater(left, right),
        ComparisonOp::GreaterOrEqual => operator::at_least(left, right),
    }
}

fn case(
    subject: Option<&Expr>,
    branches: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<Value, Halt> {
    let subject = subject.map(|e| eval(e, context, frame)).transpose()?;
    for (when, then) in branches {
        let holds = match &subject {
            Some(subject) => {
                context.tick_value(subject)?;
                subject.equals(&eval(when, context, frame)?)
            }
            None => test::truth(when, context, frame)?,
        };
        if holds == Some(true) {
            return eval(then, context, frame);
        }
    }
    otherwise.map_or(Ok(Value::Null), |e| eval(e, context, frame))
}

fn map_projection(
    of: &Value,
    entries: &[ProjectionEntry],
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<Value, Halt> {
    if of.is_null() {
        return Ok(Value::Null);
    }
    let snapshot = context.view.snapshot();
    let (mut map, mut held) = (Map::new(), Held::default());
    for entry in entries {
        match entry {
            ProjectionEntry::AllProperties => match of {
                Value::Node(id) => map.extend(
                    snapshot
                        .node_properties(*id)
                        .map(|(k, v)| (snapshot.prop_key_name(k).into(), v)),
                ),
                Value::Relationship(id) => map.extend(
                    snapshot
                        .edge_properties(*id)
                        .map(|(k, v)| (snapshot.prop_key_name(k).into(), v)),
                ),
                Value::Map(all) => map.extend(all.iter().map(|(k, v)| (Arc::clone(k), v.clone()))),
                _ => {}
            },
            ProjectionEntry::Entry(key, value) => {
                let value = eval(value, context, frame)?;
                context.nests(&value)?;
                held.add(context, value.weight())?;
                map.insert(Arc::clone(key), value);
            }
        }
    }
    Ok(map.into())
}

/// A list that is gone through, and what it holds meanwhile.
type Elements = (Nest<Box<[Value]>>, Held);

/// The elements of a list; `None` for `null`.
fn elements(
    list: &Expr,
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<Option<Elements>, Halt> {
    let (value, mut held) = (eval(list, context, frame)?, Held::default());
    held.add_own(context, &value)?;
    match value {
        Value::Null => Ok(None),
        Value::List(values) => Ok(Some((values, held))),
        other => Err(wrong_list(list.span, &other)),
    }
}

fn wrong_list(span: Span, value: &Value) -> Halt {
    let message = format!("a list is needed here, and this is {}", value.type_name());
    let kind = crate::cypher::ErrorKind::TypeError;
    crate::cypher::Problem::new(kind, "InvalidArgumentType", "Q0201", message, span).into()
}

fn over_list(expr: &Expr, context: &Context, frame: &mut Frame<'_>) -> Result<Value, Halt> {
    match &expr.kind {
        ExprKind::Comprehension { slot, list, filter, map } => {
            let Some((values, _held)) = elements(list, context, frame)? else {
                return Ok(Value::Null);
            };
            let mut kept = Gathered::new(context);
            for value in values.iter() {
                context.tick()?;
                let result = frame.with(*slot, value.clone(), |frame| {
                    if let Some(filter) = filter
                        && test::truth(filter, context, frame)? != Some(true)
                    {
                        return Ok(None);
                    }
                    map.as_ref()
                        .map_or_else(|| Ok(value.clone()), |e| eval(e, context, frame))
                        .map(Some)
                })?;
                if let Some(value) = result {
                    kept.push(value)?;
                }
            }
            Ok(kept.finish())
        }
        ExprKind::Quantifier { slot, list, predicate, .. } => {
            let Some((values, _held)) = elements(list, context, frame)? else {
                return Ok(Value::Null);
            };
            let mut counts = test::Counts::default();
            for value in values.iter() {
                context.tick()?;
                let holds = match predicate {
                    None => value.as_bool(),
                    Some(predicate) => frame.with(*slot, value.clone(), |frame| {
                        test::truth(predicate, context, frame)
                    })?,
                };
                counts.add(holds);
            }
            let ExprKind::Quantifier { kind, .. } = &expr.kind else { return Ok(Value::Null) };
            Ok(counts.answer(*kind).into())
        }
        ExprKind::Reduce { accumulator, initial, slot, list, step } => {
            let Some((values, _held)) = elements(list, context, frame)? else {
                return Ok(Value::Null);
            };
            let mut total = eval(initial, context, frame)?;
            for value in values.iter() {
                context.tick()?;
                let mut held = Held::default();
                held.add_own(context, &total)?;
                total = frame.with(*accumulator, total, |frame| {
                    frame.with(*slot, value.clone(), |frame| eval(step, context, frame))
                })?;
            }
            Ok(total)
        }
        _ => Ok(Value::Null),
    }
}

fn subquery(
    purpose: SubqueryUse,
    id: SubqueryId,
    imports: &[Slot],
    context: &Context,
    frame: &mut Frame<'_>,
) -> Result<Value, Halt> {
    let compiled = Arc::clone(&context.compiled);
    let Some(subplan) = compiled.subplan(id) else { return Ok(Value::Null) };
    let mut argument = Batch::empty(context.width());
    argument.push(imports, imports.iter().map(|slot| frame.get(*slot)));
    let mut chain = Chain::new(&subplan.plan, argument);
    let mut count = 0_usize;
    let mut values = Gathered::new(context);
    while let Some(rows) = chain.next(context)? {
        match purpose {
            SubqueryUse::Exists => return Ok(true.into()),
            SubqueryUse::Count => count += rows.len(),
            SubqueryUse::First => {
                return Ok(subplan.column.map(|slot| rows.get(slot, 0)).into());
            }
            SubqueryUse::Collect => {
                let column = subplan.column.map(|slot| rows.column(slot));
                for row in 0..rows.len() {
                    values.push(column.map(|c| c.get(row)).unwrap_or_default())?;
                }
            }
        }
    }
    Ok(match purpose {
        SubqueryUse::Exists => false.into(),
        SubqueryUse::Count => Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
        SubqueryUse::First => Value::Null,
        SubqueryUse::Collect => values.finish(),
    })
}

/// A path from its parts; `null` where a part is.
fn path(parts: &[PathPart], context: &Context, frame: &mut Frame<'_>) -> Value {
    let mut nodes: Vec<NodeId> = Vec::new();
    let mut edges: Vec<EdgeId> = Vec::new();
    for part in parts {
        match *part {
            PathPart::Node(slot) => match frame.get(slot) {
                Value::Node(id) if nodes.last() != Some(&id) || edges.len() == nodes.len() => {
                    nodes.push(id);
                }
                Value::Node(_) => {}
                _ => return Value::Null,
            },
            PathPart::Relation(slot) => match frame.get(slot) {
                Value::Relationship(id) => edges.push(id),
                _ => return Value::Null,
            },
            PathPart::Relations(slot) => {
                let Value::List(list) = frame.get(slot) else { return Value::Null };
                for value in list.iter() {
                    let Value::Relationship(edge) = value else { return Value::Null };
                    let Some(far) = nodes.last().and_then(|near| other_end(context, *edge, *near))
                    else {
                        return Value::Null;
                    };
                    edges.push(*edge);
                    nodes.push(far);
                }
            }
        }
    }
    Value::Path(Arc::new(Path { nodes, edges }))
}

/// The node at the other end of a relationship.
fn other_end(context: &Context, edge: EdgeId, near: NodeId) -> Option<NodeId> {
    let (from, to) = context.view.snapshot().edge_ends(edge)?;
    if from == near { Some(to) } else { (to == near).then_some(from) }
}
