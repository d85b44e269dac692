//! What is doubtful in an edit, with what could be done about it.

use std::ops::Range;

use super::draft::Draft;
use super::{Edit, Line, Sign};
use crate::graph::Snapshot;
use crate::model::schema::End;
use crate::model::when::{Boundary, Day, Grade, PartialDate};
use crate::model::{Change, Direction, EdgeId, Element, NodeId, Relation, Value};

/// What is doubtful in an edit.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Doubt {
    /// What is doubtful.
    pub text: String,
    /// The question whether something else should be done with it, where there is one.
    pub question: Option<String>,
    remedy: Option<(Line, Vec<Change>)>,
}

impl Doubt {
    pub(super) fn plain(text: String) -> Self {
        Self { text, question: None, remedy: None }
    }
}

impl Edit {
    /// Does also what the question of the doubt of this number, from 0, proposes.
    pub fn accept(&mut self, number: usize) {
        let remedy = self.doubts.get_mut(number).and_then(|doubt| doubt.remedy.take());
        if let Some((line, changes)) = remedy {
            self.lines.push(line);
            self.changes.extend(changes);
        }
    }
}

/// When a relation holds, in words behind a comma.
pub(super) fn when(graph: &Snapshot, edge: EdgeId) -> String {
    let Some(record) = graph.edge_record(edge) else { return String::new() };
    let mut words = Vec::new();
    if record.on.is_recorded() {
        words.push(format!("on {}", record.on.words()));
    }
    let spell = record.validity.words();
    if !record.validity.is_undated() && !spell.is_empty() {
        words.push(spell);
    }
    if words.is_empty() { String::new() } else { format!(", {}", words.join(", ")) }
}

/// Notes what is doubtful in a relation that is new.
pub(super) fn of_relation(draft: &mut Draft<'_>, edge: EdgeId, relation: &Relation) {
    one_at_a_time(draft, edge, relation);
    let graph = &draft.graph;
    let (Some(record), Some((from, to))) = (graph.edge_record(edge), graph.edge_ends(edge)) else {
        return;
    };
    let lives = [graph.node_bounds(from), graph.node_bounds(to)];
    let outside: Vec<String> =
        record.validity.contradicted(&lives).map(PartialDate::words).collect();
    if !outside.is_empty() {
        let text = format!(
            "a source vouches for it on {}, when by its dates or those of its ends it did not hold",
            outside.join(", ")
        );
        draft.doubts.push(Doubt::plain(text));
    }
}

fn one_at_a_time(draft: &mut Draft<'_>, edge: EdgeId, relation: &Relation) {
    let graph = &draft.graph;
    let (Some(end), Some((from, to))) = (relation.one, graph.edge_ends(edge)) else { return };
    let (at, direction) = match end {
        End::From => (to, Direction::In),
        End::To => (from, Direction::Out),
    };
    let shared = |edge| {
        graph.edge_record(edge).is_some_and(|record| {
            let flag = |name| record.attributes.get(name) == Some(&Value::Boolean(true));
            flag("joint") || flag("deputy")
        })
    };
    let Some(rel_type) = graph.edge_type(edge) else { return };
    if shared(edge) {
        return;
    }
    let mut doubts = Vec::new();
    for (other, by) in graph.expand(at, direction, &[rel_type]) {
        if other == edge
            || shared(other)
            || !at_once(days(graph, other).as_ref(), days(graph, edge).as_ref())
        {
            continue;
        }
        doubts.push(too_many(draft, edge, other, by));
    }
    draft.doubts.extend(doubts);
}

/// The doubt that somebody else holds a post, and whether that one has ended.
fn too_many(draft: &Draft<'_>, new: EdgeId, other: EdgeId, by: NodeId) -> Doubt {
    let graph = &draft.graph;
    let record = graph.edge_record(other);
    let sentence = record.map_or_else(
        || draft.name(by),
        |record| draft.sentence(&record.from, &record.relation, &record.to),
    );
    let text = format!("{sentence}{}, with no end", when(graph, other));
    let start = graph.edge_record(new).map(|record| record.validity.start());
    let Some(Boundary::Date(date)) = start else {
        return Doubt { text, question: None, remedy: None };
    };
    let change = Change::SetProperty {
        on: Element::Edge(other),
        name: "end".into(),
        value: Value::text(date.to_string()),
    };
    // What has an end already, or cannot have this one, is for the user to look at.
    let ended = record.is_some_and(|record| record.validity.end().is_recorded());
    if ended || graph.clone().apply(change.clone()).is_err() {
        return Doubt { text: text.replace(", with no end", ""), question: None, remedy: None };
    }
    let line = Line { sign: Sign::Changed, text: format!("{sentence}, until {}", date.words()) };
    let question = Some(format!("End that in {}?", date.words()));
    Doubt { text, question, remedy: Some((line, vec![change])) }
}

/// The days on which a relation holds or is presumed to; what is undated may hold on any.
fn days(graph: &Snapshot, edge: EdgeId) -> Option<Range<Day>> {
    if graph.edge_record(edge).is_some_and(|record| record.validity.is_undated()) {
        return Some(Day::MIN..Day::MAX);
    }
    graph.edge_bounds(edge).interval(Grade::Presumed)
}

fn at_once(a: Option<&Range<Day>>, b: Option<&Range<Day>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        // What is merely possible contradicts nothing.
        _ => false,
    }
}
