//! `end`, `cite`, `retract`: what is here already.

use super::clause::Clauses;
use super::draft::Draft;
use super::{Sign, doubt};
use crate::ask::AskError;
use crate::ask::words::{Word, span};
use crate::error::Span;
use crate::model::when::{Boundary, PartialDate};
use crate::model::{Addition, Change, EdgeId, Element, NodeId, Value};

/// What an edit is about: a relation or a node.
enum Meant {
    Edge(EdgeId),
    Node(NodeId),
}

/// `end X RELATION Y on DATE`, `end X on DATE`.
pub(super) fn end(draft: &mut Draft<'_>, body: &[Word], clauses: &Clauses) -> Result<(), AskError> {
    let meant = meant(draft, body, clauses, |draft, edge| {
        draft.graph.edge_record(edge).is_some_and(|r| !r.validity.end().is_recorded())
    })?;
    let date = if clauses.on.is_recorded() { clauses.on } else { clauses.end };
    if !date.is_recorded() {
        let at = Span::new(draft.text.len()..draft.text.len());
        return Err(draft.wrong("it is not said when it ended, such as `on 2024-05`", at));
    }
    let cited = draft.cite(clauses)?;
    let value = Value::text(date.to_string());
    match meant {
        Meant::Edge(edge) => {
            let on = Element::Edge(edge);
            draft.put(Change::SetProperty { on, name: "end".into(), value })?;
            more_of_relation(draft, edge, cited.evidence, &[], clauses)?;
            let Some(record) = draft.graph.edge_record(edge).cloned() else { return Ok(()) };
            draft.is_about(&record.from);
            let sentence = draft.sentence(&record.from, &record.relation, &record.to);
            let when = doubt::when(&draft.graph, edge);
            draft.says(Sign::Changed, format!("{sentence}{when}"));
        }
        Meant::Node(node) => {
            let on = Element::Node(node);
            draft.put(Change::SetProperty { on, name: "end".into(), value })?;
            more_of_node(draft, node, cited.evidence, &[])?;
            let key = draft.record(node)?.key;
            draft.is_about(&key);
            let text = format!("{}, until {}", draft.name(node), date.words());
            draft.says(Sign::Changed, text);
        }
    }
    Ok(())
}

/// `cite X RELATION Y source … quote …`, `cite X source …`.
pub(super) fn cite(
    draft: &mut Draft<'_>,
    body: &[Word],
    clauses: &Clauses,
) -> Result<(), AskError> {
    let meant = meant(draft, body, clauses, |_, _| true)?;
    let cited = draft.cite(clauses)?;
    let document = cited.evidence.first().map(|e| draft.name_of(&e.source)).unwrap_or_default();
    let before = draft.graph.clone();
    let (same, text) = match meant {
        Meant::Edge(edge) => {
            let record = draft.graph.edge_record(edge).cloned();
            let ended = record.as_ref().is_some_and(|r| r.validity.end().is_recorded());
            let event = draft.graph.relation_of(edge).is_some_and(|r| r.event);
            let known = known(clauses, cited.date.filter(|_| !ended && !event));
            more_of_relation(draft, edge, cited.evidence, &known, clauses)?;
            let Some(record) = record else { return Ok(()) };
            draft.is_about(&record.from);
            let same = before.edge_record(edge) == draft.graph.edge_record(edge);
            (same, draft.sentence(&record.from, &record.relation, &record.to))
        }
        Meant::Node(node) => {
            let known = known(clauses, cited.date);
            more_of_node(draft, node, cited.evidence, &known)?;
            let key = draft.record(node)?.key;
            draft.is_about(&key);
            (before.node_record(node) == draft.graph.node_record(node), draft.name(node))
        }
    };
    if same && clauses.source.is_some() {
        let message = format!("{text}: this is cited already");
        let at = Span::new(0..draft.text.len());
        return Err(AskError::malformed(message, at).with_help("nothing needs to be done"));
    }
    draft.says(Sign::Changed, format!("{text}: also said by {document}"));
    Ok(())
}

/// `retract X RELATION Y`, `retract X ATTRIBUTE`, `retract X`.
pub(super) fn retract(
    draft: &mut Draft<'_>,
    body: &[Word],
    clauses: &Clauses,
) -> Result<(), AskError> {
    if let Some((node, name)) = super::node::property(draft, body) {
        let key = draft.record(node)?.key;
        draft.is_about(&key);
        let property = crate::model::schema::property_of(&name);
        // Of several that are seen as one, each may say it.
        for node in draft.graph.seen_as_one(node) {
            let (on, value) = (Element::Node(node), Value::Null);
            let change = Change::SetProperty { on, name: property.clone().into(), value };
            let mut trial = draft.graph.clone();
            let is_said = trial.apply(change.clone()).is_err()
                || trial.said_of(node) != draft.graph.said_of(node);
            if is_said {
                draft.put(change)?;
            }
        }
        let text = format!("{} of {}", name.replace('-', " "), draft.name(node));
        draft.says(Sign::Removed, text);
        return Ok(());
    }
    match meant(draft, body, clauses, |_, _| true)? {
        Meant::Edge(edge) => {
            let Some(record) = draft.graph.edge_record(edge).cloned() else { return Ok(()) };
            let sentence = draft.sentence(&record.from, &record.relation, &record.to);
            let when = doubt::when(&draft.graph, edge);
            draft.is_about(&record.from);
            draft.put(Change::RemoveEdge(edge))?;
            draft.says(Sign::Removed, format!("{sentence}{when}"));
        }
        Meant::Node(node) => {
            let name = draft.name(node);
            let links = draft.graph.degree(node, crate::model::Direction::Both, &[]);
            if links > 0 {
                let count = if links == 1 {
                    "a relationship".to_owned()
                } else {
                    format!("{links} relationships")
                };
                let message = format!("{name} has {count}, which would be left with one end");
                let help = "`end` says that it is no more; to take it back, retract them first";
                return Err(AskError::malformed(message, span(body, draft.text)).with_help(help));
            }
            let nodes = draft.graph.seen_as_one(node);
            let names: Vec<String> = nodes.iter().map(|node| draft.entered_name(*node)).collect();
            draft.put(Change::RemoveNode(node))?;
            draft.says(Sign::Removed, names.join(", with "));
        }
    }
    Ok(())
}

/// What the words mean that is here: a relation that `fits`, else a node.
fn meant(
    draft: &Draft<'_>,
    body: &[Word],
    clauses: &Clauses,
    fits: impl Fn(&Draft<'_>, EdgeId) -> bool,
) -> Result<Meant, AskError> {
    let at = span(body, draft.text);
    let whole = draft.subject(body);
    if let Ok(node) = whole
        && matches!(body, [word] if word.quoted)
    {
        return Ok(Meant::Node(node));
    }
    let mut failure = None;
    for reading in draft.readings(body) {
        let ends =
            draft.subject(reading.from).and_then(|from| Ok((from, draft.subject(reading.to)?)));
        let (from, to) = match ends {
            Ok(ends) => ends,
            Err(error) => {
                failure = failure.or(Some(error));
                continue;
            }
        };
        let mut all = draft.between(reading.relation, from, to);
        if from == to {
            all.extend(draft.within(reading.relation, from, (reading.from, reading.to))?);
        }
        let said = |edge: &EdgeId| {
            let record = draft.graph.edge_record(*edge);
            record.is_some_and(|r| {
                let start = !clauses.start.is_recorded() || r.validity.start() == clauses.start;
                start
                    && clauses.attributes.iter().all(|(name, v)| r.attributes.get(name) == Some(v))
            })
        };
        let found: Vec<EdgeId> = all.iter().copied().filter(said).collect();
        let open: Vec<EdgeId> = found.iter().copied().filter(|edge| fits(draft, *edge)).collect();
        let (near, far) = (draft.name(from), draft.name(to));
        let says = &reading.relation.says;
        match open.as_slice() {
            [edge] => return Ok(Meant::Edge(*edge)),
            [] if found.is_empty() => {
                let there = between_any(draft, from, to);
                let message = format!("nothing here says that {near} {says} {far}");
                let help = if there.is_empty() {
                    format!("`{near}` lists what is known of it")
                } else {
                    format!("between the two there is: {}", there.join(", "))
                };
                failure = Some(AskError::malformed(message, at).with_help(help));
            }
            [] => {
                let when: Vec<String> =
                    found.iter().map(|e| doubt::when(&draft.graph, *e)).collect();
                let message =
                    format!("{near} {says} {far}{}: that has an end already", when.concat());
                let help = "`retract` takes it back, and `add` enters it anew";
                failure = Some(AskError::malformed(message, at).with_help(help));
            }
            several => {
                let one = |edge: &EdgeId| {
                    let record = draft.graph.edge_record(*edge);
                    let post = record.and_then(|r| r.attributes.get("post")?.as_str());
                    let post = post.map(|post| format!(" post \"{post}\"")).unwrap_or_default();
                    format!("{post}{}", doubt::when(&draft.graph, *edge))
                };
                let which: Vec<String> = several.iter().map(one).collect();
                let message = format!("{near} {says} {far}: there are {} of them", several.len());
                let help = format!("say which, by `from DATE` or an attribute:{}", which.join(";"));
                return Err(AskError::malformed(message, at).with_help(help));
            }
        }
    }
    match (whole, failure) {
        (Ok(node), _) => Ok(Meant::Node(node)),
        (Err(_), Some(error)) => Err(error),
        (Err(error), None) => {
            // A relation that nobody knows says more than that its whole is no name.
            if body.len() > 2 { Err(draft.no_relation(body)) } else { Err(error) }
        }
    }
}

fn between_any(draft: &Draft<'_>, from: NodeId, to: NodeId) -> Vec<String> {
    let relations = draft.schema().relations().iter().filter(|r| !r.derived);
    let mut words = Vec::new();
    for relation in relations {
        if !draft.between(relation, from, to).is_empty() {
            words.push(relation.says.clone());
        } else if !draft.between(relation, to, from).is_empty() {
            words.push(relation.back.clone());
        }
    }
    words
}

fn known(clauses: &Clauses, dated: Option<PartialDate>) -> Vec<PartialDate> {
    if clauses.known.is_empty() { dated.into_iter().collect() } else { clauses.known.clone() }
}

/// Says of a relation what it says already, with more evidence and more known dates.
fn more_of_relation(
    draft: &mut Draft<'_>,
    edge: EdgeId,
    evidence: Vec<crate::model::Evidence>,
    known: &[PartialDate],
    clauses: &Clauses,
) -> Result<(), AskError> {
    let Some(record) = draft.graph.edge_record(edge).cloned() else { return Ok(()) };
    if evidence.is_empty() && known.is_empty() && clauses.note.is_none() {
        return Ok(());
    }
    let mut again = record;
    again.evidence = evidence;
    again.note.clone_from(&clauses.note);
    again.validity = again.validity.with_known(known.iter().copied());
    let outside = again.validity.end() != Boundary::Unknown
        && again.validity.contradicted(&[]).any(|date| known.contains(&date));
    if outside {
        let at = Span::new(0..draft.text.len());
        return Err(draft.wrong("it had ended by then", at));
    }
    draft.put(Change::AddEdge(again))?;
    Ok(())
}

fn more_of_node(
    draft: &mut Draft<'_>,
    node: NodeId,
    evidence: Vec<crate::model::Evidence>,
    known: &[PartialDate],
) -> Result<(), AskError> {
    if evidence.is_empty() && known.is_empty() {
        return Ok(());
    }
    let key = draft.record(node)?.key;
    let addition = Addition { evidence, known: known.to_vec(), ..Addition::default() };
    draft.put(Change::ExtendNode(key, addition))?;
    Ok(())
}
