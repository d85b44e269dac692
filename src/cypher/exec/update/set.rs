//! `SET` and `REMOVE`.

use super::{apply as change, wrong_type};
use crate::cypher::exec::batch::Batch;
use crate::cypher::exec::context::{Context, Halt};
use crate::cypher::exec::eval::{Frame, eval};
use crate::cypher::sema::bound::Update;
use crate::cypher::sema::expr::Expr;
use crate::error::Span;
use crate::model::value::Map;
use crate::model::{Change, Element, Value};

/// Makes these changes for one row, one after the other; each sees those before it.
pub(super) fn apply(
    updates: &[Update],
    batch: &Batch,
    row: usize,
    context: &mut Context,
) -> Result<(), Halt> {
    for update in updates {
        let made = match update {
            Update::Property { of, name, value } => {
                let Some(on) = element(of, batch, row, context)? else { continue };
                let value = value_of(value, batch, row, context)?;
                let name = match value_of(name, batch, row, context)? {
                    Value::String(name) => name,
                    other => {
                        let given = other.type_name();
                        let message = format!("a property is named by a text, not by {given}");
                        return Err(wrong_type(message, name.span));
                    }
                };
                Some((Change::SetProperty { on, name, value }, of.span))
            }
            Update::Properties { of, value, replace } => {
                let Some(on) = element(of, batch, row, context)? else { continue };
                let span = value.span;
                let given = value_of(value, batch, row, context)?;
                let properties = properties(given, span, context)?;
                Some((Change::SetProperties { on, properties, replace: *replace }, of.span))
            }
            Update::Labels { of, labels, add } => match element(of, batch, row, context)? {
                Some(Element::Node(id)) if *add => {
                    Some((Change::AddLabels(id, labels.clone()), of.span))
                }
                Some(Element::Node(id)) => {
                    Some((Change::RemoveLabels(id, labels.clone()), of.span))
                }
                Some(Element::Edge(_)) => {
                    let message = "a relationship has a type, and no labels".to_owned();
                    return Err(wrong_type(message, of.span));
                }
                None => None,
            },
        };
        if let Some((made, span)) = made {
            change(made, span, context)?;
        }
    }
    Ok(())
}

fn value_of(expr: &Expr, batch: &Batch, row: usize, context: &Context) -> Result<Value, Halt> {
    eval(expr, context, &mut Frame::new(batch, row))
}

/// The node or relationship that is changed; none of `null`.
fn element(
    of: &Expr,
    batch: &Batch,
    row: usize,
    context: &Context,
) -> Result<Option<Element>, Halt> {
    match value_of(of, batch, row, context)? {
        Value::Null => Ok(None),
        Value::Node(id) => Ok(Some(Element::Node(id))),
        Value::Relationship(id) => Ok(Some(Element::Edge(id))),
        other => {
            let given = other.type_name();
            let message = format!("only nodes and relationships are changed, and this is {given}");
            Err(wrong_type(message, of.span))
        }
    }
}

/// The properties that a value stands for: those of a map, or of a node or relationship.
pub(super) fn properties(value: Value, span: Span, context: &Context) -> Result<Map, Halt> {
    context.still_there(&value, span)?;
    let snapshot = context.view.snapshot();
    match value {
        Value::Map(map) => Ok(map.into_map()),
        Value::Node(id) => Ok(snapshot
            .node_properties(id)
            .map(|(key, value)| (snapshot.prop_key_name(key).into(), value))
            .collect()),
        Value::Relationship(id) => Ok(snapshot
            .edge_properties(id)
            .map(|(key, value)| (snapshot.prop_key_name(key).into(), value))
            .collect()),
        other => {
            let message = format!("properties are given by a MAP, not by {}", other.type_name());
            Err(wrong_type(message, span))
        }
    }
}
