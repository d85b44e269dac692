//! The value of an expression on a row, and for an aggregate on the rows of a group.

use super::{Halt, Reference, Row};
use crate::cypher::function::{self, operator};
use crate::cypher::syntax::tree::{
    BinaryOp, CaseExpr, ComparisonOp, Expr, ExprKind, FunctionCall, LabelExpr, LabelExprKind,
    MapProjection, MapProjectionItemKind, Quantifier, QuantifierKind, Subquery, TypeRef, UnaryOp,
};
use crate::model::Value;
use crate::model::value::Map;

impl Reference<'_> {
    /// Whether a condition is true on a row.
    pub(super) fn holds(&self, condition: &Expr, row: &Row) -> Result<bool, Halt> {
        Ok(self.truth(condition, row, None)? == Some(true))
    }

    fn truth(&self, expr: &Expr, row: &Row, group: Option<&[Row]>) -> Result<Option<bool>, Halt> {
        Ok(operator::truth(&self.eval(expr, row, group)?)?)
    }

    pub(super) fn eval(
        &self,
        expr: &Expr,
        row: &Row,
        group: Option<&[Row]>,
    ) -> Result<Value, Halt> {
        self.step()?;
        let env = self.env();
        let value = |e: &Expr| self.eval(e, row, group);
        Ok(match &expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Boolean(b) => (*b).into(),
            ExprKind::Integer(n) => (*n).into(),
            ExprKind::Float(n) => (*n).into(),
            ExprKind::String(text) => text.as_str().into(),
            ExprKind::List(items) => {
                Value::list(items.iter().map(value).collect::<Result<Vec<_>, _>>()?)
            }
            ExprKind::Map(entries) => {
                let entries = entries.iter().map(|e| Ok((e.key.text.as_str(), value(&e.value)?)));
                Value::map(entries.collect::<Result<Vec<_>, Halt>>()?)
            }
            ExprKind::Parameter(name) => match self.parameters.get(&name.text) {
                Some(value) => value.clone(),
                None => return Err(Halt::Fault(format!("${} is not given", name.text))),
            },
            ExprKind::Variable(name) => row[&name.text].clone(),
            ExprKind::Property { of, key } => operator::property(&env, &value(of)?, &key.text)?,
            ExprKind::Index { of, index } => operator::index(&env, &value(of)?, &value(index)?)?,
            ExprKind::Slice { of, from, to } => {
                let (of, end) = (value(of)?, |e: &Option<Box<Expr>>| e.as_deref().map(value));
                let (from, to) = (end(from).transpose()?, end(to).transpose()?);
                operator::slice(&env, &of, from.as_ref(), to.as_ref())?
            }
            ExprKind::HasLabels { of, labels } => self.has_labels(&value(of)?, labels)?.into(),
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Xor(_) => {
                self.logic(expr, row, group)?.into()
            }
            ExprKind::Unary { op, operand } => match op {
                UnaryOp::Not => self.truth(operand, row, group)?.map(|b| !b).into(),
                UnaryOp::Minus => operator::negate(&env, &value(operand)?)?,
                UnaryOp::Plus => operator::affirm(&env, &value(operand)?)?,
            },
            ExprKind::Binary { op, left, right } => {
                binary(*op)(&env, &value(left)?, &value(right)?)?
            }
            ExprKind::Comparison { first, rest } => {
                let mut left = value(first)?;
                let mut all = Some(true);
                for (op, right) in rest {
                    let right = value(right)?;
                    all = operator::and(all, compared(*op, &left, &right));
                    left = right;
                }
                all.into()
            }
            ExprKind::IsNull { of, negated } => (value(of)?.is_null() != *negated).into(),
            ExprKind::IsType { of, negated, ty } => {
                (is_of_type(&value(of)?, ty)? != *negated).into()
            }
            ExprKind::Case(case) => self.case(case, row, group)?,
            ExprKind::MapProjection(map) => self.map_projection(map, row, group)?,
            ExprKind::CountStar => count(group.unwrap_or_default().len()),
            ExprKind::Function(call) => self.call(call, row, group)?,
            ExprKind::ListComprehension(_) | ExprKind::Quantifier(_) | ExprKind::Reduce(_) => {
                self.over_list(expr, row, group)?
            }
            _ => self.over_graph(expr, row)?,
        })
    }

    fn logic(&self, expr: &Expr, row: &Row, group: Option<&[Row]>) -> Result<Option<bool>, Halt> {
        let (parts, start, join, decisive): (_, _, fn(_, _) -> _, _) = match &expr.kind {
            ExprKind::And(parts) => (parts, Some(true), operator::and, Some(Some(false))),
            ExprKind::Or(parts) => (parts, Some(false), operator::or, Some(Some(true))),
            ExprKind::Xor(parts) => (parts, Some(false), operator::xor, None),
            _ => return Err(Halt::Beyond),
        };
        let mut all = start;
        for part in parts {
            all = join(all, self.truth(part, row, group)?);
            if decisive == Some(all) {
                break;
            }
        }
        Ok(all)
    }

    fn case(&self, case: &CaseExpr, row: &Row, group: Option<&[Row]>) -> Result<Value, Halt> {
        let value = |e: &Expr| self.eval(e, row, group);
        let subject = case.subject.as_deref().map(value).transpose()?;
        for branch in &case.branches {
            let holds = match &subject {
                Some(subject) => subject.equals(&value(&branch.when)?),
                None => self.truth(&branch.when, row, group)?,
            };
            if holds == Some(true) {
                return value(&branch.then);
            }
        }
        case.otherwise.as_deref().map_or(Ok(Value::Null), value)
    }

    fn call(&self, call: &FunctionCall, row: &Row, group: Option<&[Row]>) -> Result<Value, Halt> {
        let name = call.name.joined();
        if let ("exists", [arg]) = (name.to_lowercase().as_str(), call.args.as_slice())
            && let ExprKind::Pattern(pattern) = &arg.kind
        {
            return self.pattern_as_value(pattern, row);
        }
        let values = |row: &Row, group| -> Result<Vec<Value>, Halt> {
            call.args.iter().map(|e| self.eval(e, row, group)).collect()
        };
        let Some(aggregate) = function::aggregate(&name) else {
            let function = function::scalar(&name).ok_or(Halt::Beyond)?;
            return Ok(function.call(&self.env(), &values(row, group)?)?);
        };
        let mut total = aggregate.start();
        let mut seen: Vec<Vec<Value>> = Vec::new();
        for row in group.unwrap_or_default() {
            let args = values(row, None)?;
            if call.distinct && seen.contains(&args) {
                continue;
            }
            total.add(&args)?;
            seen.push(args);
        }
        Ok(total.finish()?)
    }

    fn map_projection(
        &self,
        map: &MapProjection,
        row: &Row,
        group: Option<&[Row]>,
    ) -> Result<Value, Halt> {
        let of = &row[&map.of.text];
        if of.is_null() {
            return Ok(Value::Null);
        }
        let env = self.env();
        let mut entries = Map::new();
        for item in &map.items {
            match &item.kind {
                MapProjectionItemKind::AllProperties => {
                    let all = function::scalar("properties").unwrap();
                    let all = all.call(&env, std::slice::from_ref(of))?;
                    entries.extend(
                        all.as_map().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())),
                    );
                }
                MapProjectionItemKind::Property(key) => {
                    let value = operator::property(&env, of, &key.text)?;
                    entries.insert(key.text.as_str().into(), value);
                }
                MapProjectionItemKind::Entry(entry) => {
                    let value = self.eval(&entry.value, row, group)?;
                    entries.insert(entry.key.text.as_str().into(), value);
                }
                MapProjectionItemKind::Variable(name) => {
                    entries.insert(name.text.as_str().into(), row[&name.text].clone());
                }
            }
        }
        Ok(entries.into())
    }

    /// The elements of a list; `None` of `null`.
    fn elements(
        &self,
        list: &Expr,
        row: &Row,
        group: Option<&[Row]>,
    ) -> Result<Option<Vec<Value>>, Halt> {
        match self.eval(list, row, group)? {
            Value::Null => Ok(None),
            Value::List(values) => Ok(Some(values.to_vec())),
            other => Err(Halt::Fault(format!("{other} is no list"))),
        }
    }

    fn over_list(&self, expr: &Expr, row: &Row, group: Option<&[Row]>) -> Result<Value, Halt> {
        let list = match &expr.kind {
            ExprKind::ListComprehension(c) => &c.list,
            ExprKind::Quantifier(q) => &q.list,
            ExprKind::Reduce(r) => &r.list,
            _ => return Err(Halt::Beyond),
        };
        let Some(values) = self.elements(list, row, group)? else { return Ok(Value::Null) };
        let within = |name: &str, value: Value| {
            let mut row = row.clone();
            row.insert(name.to_owned(), value);
            row
        };
        match &expr.kind {
            ExprKind::ListComprehension(c) => {
                let mut kept = Vec::new();
                for value in values {
                    let row = within(&c.variable.text, value.clone());
                    if c.filter.as_deref().map_or(Ok(true), |f| self.holds(f, &row))? {
                        kept.push(
                            c.map.as_deref().map_or(Ok(value), |m| self.eval(m, &row, None))?,
                        );
                    }
                }
                Ok(Value::list(kept))
            }
            ExprKind::Quantifier(q) => {
                let truth = |value: &Value| match q.predicate.as_deref() {
                    Some(p) => self.truth(p, &within(&q.variable.text, value.clone()), None),
                    None => Ok(value.as_bool()),
                };
                let truths = values.iter().map(truth).collect::<Result<Vec<_>, _>>()?;
                Ok(quantified(q, &truths).into())
            }
            ExprKind::Reduce(r) => {
                let mut total = self.eval(&r.initial, row, group)?;
                for value in values {
                    let mut row = within(&r.accumulator.text, total);
                    row.insert(r.variable.text.clone(), value);
                    total = self.eval(&r.step, &row, None)?;
                }
                Ok(total)
            }
            _ => Ok(Value::Null),
        }
    }

    /// Patterns and queries inside an expression.
    fn over_graph(&self, expr: &Expr, row: &Row) -> Result<Value, Halt> {
        match &expr.kind {
            ExprKind::PatternComprehension(c) => {
                let patterns = std::slice::from_ref(&c.pattern);
                let matches = self.matches(patterns, c.filter.as_ref(), row)?;
                let values = matches.iter().map(|row| self.eval(&c.map, row, None));
                Ok(Value::list(values.collect::<Result<Vec<_>, _>>()?))
            }
            ExprKind::Pattern(pattern) => self.pattern_as_value(pattern, row),
            ExprKind::Exists(subquery) => Ok((!self.rows_of(subquery, row)?.is_empty()).into()),
            ExprKind::CountSubquery(subquery) => Ok(count(self.rows_of(subquery, row)?.len())),
            ExprKind::CollectSubquery(subquery) => {
                let rows = self.rows_of(subquery, row)?;
                Ok(Value::list(rows.into_iter().filter_map(|row| row.into_iter().next())))
            }
            _ => Err(Halt::Beyond),
        }
    }

    fn rows_of(&self, subquery: &Subquery, row: &Row) -> Result<Vec<Vec<Value>>, Halt> {
        match subquery {
            Subquery::Query(query) => Ok(self.query(query, row, row)?.rows),
            Subquery::Pattern { patterns, filter } => {
                let matches = self.matches(patterns, filter.as_deref(), row)?;
                Ok(matches.iter().map(|_| Vec::new()).collect())
            }
        }
    }

    fn has_labels(&self, of: &Value, labels: &LabelExpr) -> Result<Option<bool>, Halt> {
        let own: Vec<&str> = match of {
            Value::Null => return Ok(None),
            Value::Node(id) => self.labels_of(*id),
            Value::Relationship(id) => self.type_of(*id).into_iter().collect(),
            other => return Err(Halt::Fault(format!("{other} has no labels"))),
        };
        Ok(Some(labelled(labels, &own)))
    }
}

/// Whether these labels, or this one type, are as a label expression says.
pub(super) fn labelled(labels: &LabelExpr, own: &[&str]) -> bool {
    match &labels.kind {
        LabelExprKind::Name(name) => own.contains(&name.text.as_str()),
        LabelExprKind::Any => !own.is_empty(),
        LabelExprKind::Not(inner) => !labelled(inner, own),
        LabelExprKind::And(parts) => parts.iter().all(|part| labelled(part, own)),
        LabelExprKind::Or(parts) => parts.iter().any(|part| labelled(part, own)),
    }
}

fn count(n: usize) -> Value {
    i64::try_from(n).unwrap().into()
}

fn binary(
    op: BinaryOp,
) -> fn(&function::Env<'_>, &Value, &Value) -> Result<Value, function::Fault> {
    match op {
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
    }
}

fn compared(op: ComparisonOp, a: &Value, b: &Value) -> Option<bool> {
    match op {
        ComparisonOp::Equal => a.equals(b),
        ComparisonOp::NotEqual => a.equals(b).map(|equal| !equal),
        ComparisonOp::Less => operator::less(a, b),
        ComparisonOp::LessOrEqual => operator::at_most(a, b),
        ComparisonOp::Greater => operator::greater(a, b),
        ComparisonOp::GreaterOrEqual => operator::at_least(a, b),
    }
}

/// What a quantifier says where its condition has these truths: it is known as soon as no truth
/// that is not known could change it.
fn quantified(quantifier: &Quantifier, truths: &[Option<bool>]) -> Option<bool> {
    let says = |truths: &[bool]| {
        let true_ones = truths.iter().filter(|t| **t).count();
        match quantifier.kind {
            QuantifierKind::All => true_ones == truths.len(),
            QuantifierKind::Any => true_ones > 0,
            QuantifierKind::None => true_ones == 0,
            QuantifierKind::Single => true_ones == 1,
        }
    };
    let with = |unknown: &dyn Fn(usize) -> bool| {
        let mut place = 0;
        let mut known = |truth: &Option<bool>| {
            truth.unwrap_or_else(|| {
                place += 1;
                unknown(place)
            })
        };
        says(&truths.iter().map(&mut known).collect::<Vec<_>>())
    };
    // All false, all true, and one of them true: no other choice says anything else.
    let answers = [with(&|_| false), with(&|_| true), with(&|place| place == 1)];
    answers.iter().all(|answer| *answer == answers[0]).then_some(answers[0])
}

/// `x IS :: TYPE`, of the types that the tests ask for.
fn is_of_type(value: &Value, ty: &TypeRef) -> Result<bool, Halt> {
    let own = match (ty.name.as_str(), value) {
        (_, Value::Null) => !ty.not_null,
        ("LIST", Value::List(values)) => match &ty.element {
            Some(element) => {
                let fits = values.iter().map(|v| is_of_type(v, element));
                fits.collect::<Result<Vec<_>, _>>()?.into_iter().all(|fits| fits)
            }
            None => true,
        },
        ("INTEGER" | "FLOAT" | "STRING" | "BOOLEAN" | "MAP" | "NODE" | "LIST", value) => {
            ty.name == value.type_name()
        }
        _ => return Err(Halt::Beyond),
    };
    Ok(own
        || ty
            .or
            .iter()
            .map(|ty| is_of_type(value, ty))
            .collect::<Result<Vec<_>, _>>()?
            .contains(&true))
}
