//! `CREATE` and `MERGE`.

use super::set::{self, properties};
use super::{apply, wrong_type};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::exec::Chain;
use crate::cypher::exec::batch::{Batch, Column};
use crate::cypher::exec::context::{Context, Halt};
use crate::cypher::exec::eval::{Frame, eval};
use crate::cypher::plan::Plan;
use crate::cypher::sema::bound::{Creation, New, NewKind, Slot, Update};
use crate::error::Span;
use crate::model::value::Map;
use crate::model::{Change, Element, NodeId, Value};

/// Draws a creation for each row, beside which it puts what was drawn.
pub(super) fn create(
    creation: &Creation,
    batch: &mut Batch,
    context: &mut Context,
) -> Result<(), Halt> {
    let slots = bound_slots(creation);
    for slot in &slots {
        batch.set(*slot, Column::Values(vec![Value::Null; batch.len()]));
    }
    for row in 0..batch.len() {
        context.tick()?;
        draw(creation, batch, row, None, context)?;
    }
    for slot in slots {
        let drawn = batch.take(slot);
        batch.set(slot, drawn.narrowed());
    }
    Ok(())
}

fn bound_slots(creation: &Creation) -> Vec<Slot> {
    let elements = creation.elements.iter().map(|new| new.slot);
    elements.chain(creation.paths.iter().map(|path| path.0)).collect()
}

/// Draws a creation for one row; `known` are the properties of its elements, where they are worked
/// out already.
fn draw(
    creation: &Creation,
    batch: &mut Batch,
    row: usize,
    known: Option<Vec<Map>>,
    context: &mut Context,
) -> Result<(), Halt> {
    let mut known = known.map(Vec::into_iter);
    for new in &creation.elements {
        let properties = match known.as_mut().and_then(Iterator::next) {
            Some(properties) => properties,
            None => new_properties(new, batch, row, context)?,
        };
        let change = match &new.kind {
            NewKind::Node { labels } => Change::CreateNode { labels: labels.clone(), properties },
            NewKind::Relation { from, to, rel_type } => Change::CreateEdge {
                from: end(*from, batch, row, new.span, context)?,
                rel_type: rel_type.clone(),
                to: end(*to, batch, row, new.span, context)?,
                properties,
            },
        };
        let drawn = match apply(change, new.span, context)?.element {
            Some(Element::Node(id)) => Value::Node(id),
            Some(Element::Edge(id)) => Value::Relationship(id),
            None => Value::Null,
        };
        batch.put(new.slot, row, drawn);
    }
    for (slot, path) in &creation.paths {
        let path = eval(path, context, &mut Frame::new(batch, row))?;
        batch.put(*slot, row, path);
    }
    Ok(())
}

fn new_properties(new: &New, batch: &Batch, row: usize, context: &Context) -> Result<Map, Halt> {
    let Some(expr) = &new.properties else { return Ok(Map::new()) };
    let value = eval(expr, context, &mut Frame::new(batch, row))?;
    properties(value, expr.span, context)
}

/// The node at one end of a relationship that is drawn.
fn end(
    slot: Slot,
    batch: &Batch,
    row: usize,
    span: Span,
    context: &Context,
) -> Result<NodeId, Halt> {
    let name = || context.compiled.slots.get(slot.index()).map_or("", |name| name.trim());
    match batch.get(slot, row) {
        Value::Node(id) => Ok(id),
        Value::Null => {
            let name = name();
            let message = format!("`{name}` is null, and a relationship needs a node there");
            let kind = ErrorKind::SemanticError;
            let problem = Problem::new(kind, "InvalidArgumentType", "Q0214", message, span);
            let help = format!("leave rows out with WHERE {name} IS NOT NULL behind WITH");
            Err(problem.with_help(help).into())
        }
        other => {
            let (name, given) = (name(), other.type_name());
            let message = format!("`{name}` is {given}, and a relationship needs a node there");
            Err(wrong_type(message, span))
        }
    }
}

/// Finds the pattern for each row, or draws it; each row sees what was drawn for those before.
pub(super) fn merge(
    plan: &Plan,
    creation: &Creation,
    (on_create, on_match): (&[Update], &[Update]),
    rows: &[Batch],
    context: &mut Context,
) -> Result<Vec<Batch>, Halt> {
    let mut all = Vec::new();
    for batch in rows {
        for row in 0..batch.len() {
            context.tick()?;
            let mut one = batch.slice(row..row + 1);
            for slot in bound_slots(creation) {
                one.take(slot);
            }
            let mut known = Vec::with_capacity(creation.elements.len());
            for new in &creation.elements {
                known.push(matchable(new, &one, context)?);
            }
            let mut chain = Chain::new(plan, one.clone());
            let mut found = Vec::new();
            while let Some(batch) = chain.next(context)? {
                found.push(batch);
            }
            if found.is_empty() {
                draw(creation, &mut one, 0, Some(known), context)?;
                set::apply(on_create, &one, 0, context)?;
                all.push(one);
                continue;
            }
            for batch in &found {
                for row in 0..batch.len() {
                    set::apply(on_match, batch, row, context)?;
                }
            }
            all.append(&mut found);
        }
    }
    Ok(all)
}

/// The properties of an element of `MERGE`. None of them may be `null`: nothing equals `null`, so
/// what is drawn would not be found the next time.
fn matchable(new: &New, row: &Batch, context: &Context) -> Result<Map, Halt> {
    let properties = new_properties(new, row, 0, context)?;
    if let Some((name, _)) = properties.iter().find(|(_, value)| value.is_null()) {
        let message = format!("`{name}` is null, so MERGE could never find what it creates");
        let kind = ErrorKind::SemanticError;
        let problem = Problem::new(kind, "MergeReadOwnWrites", "Q0215", message, new.span);
        let help = format!("leave `{name}` out, or set it with ON CREATE SET");
        return Err(problem.with_help(help).into());
    }
    Ok(properties)
}
