//! Why a fact is not certain at a time, or did not hold then, in words.

use super::lens::When;
use crate::graph::Snapshot;
use crate::model::when::{Boundary, Bounds, Day, Grade, Validity};
use crate::model::{EdgeId, NodeId};

/// What a relation rests on at a time: its own dates, and the lives it is clipped to.
struct Spell<'a> {
    validity: &'a Validity,
    bounds: Bounds,
    /// The names of its ends, with their lives.
    ends: Vec<(&'a str, &'a Validity)>,
}

/// Why a relation is no more than `grade` at this time; nothing where it is certain.
pub(super) fn of_edge(
    snapshot: &Snapshot,
    edge: EdgeId,
    when: When,
    grade: Grade,
) -> Option<String> {
    let record = snapshot.edge_record(edge)?;
    if snapshot.relation_of(edge).is_some_and(|relation| relation.event) {
        return of_event(record.on, &record.validity, grade);
    }
    let (from, to) = snapshot.edge_ends(edge)?;
    let ends = [from, to].into_iter().filter_map(|node| {
        let record = snapshot.node_record(node)?;
        Some((record.name.as_str(), &record.validity))
    });
    let bounds = snapshot.edge_bounds(edge);
    Spell { validity: &record.validity, bounds, ends: ends.collect() }.told(when, grade)
}

/// Why a node is no more than `grade` at this time; nothing where it is certain.
pub(super) fn of_node(
    snapshot: &Snapshot,
    node: NodeId,
    when: When,
    grade: Grade,
) -> Option<String> {
    let validity = &snapshot.node_record(node)?.validity;
    Spell { validity, bounds: snapshot.node_bounds(node), ends: Vec::new() }.told(when, grade)
}

fn of_event(on: Boundary, validity: &Validity, grade: Grade) -> Option<String> {
    match (grade, on, validity.known().first()) {
        (Grade::Yes, ..) => None,
        (Grade::Presumed, ..) => Some("a source only announces it".to_owned()),
        (_, Boundary::Unknown, Some(known)) => {
            Some(format!("no source says when it happened, only that it had by {}", known.words()))
        }
        (_, Boundary::Unknown, None) => Some("no source says when it happened".to_owned()),
        (_, on, _) => Some(format!("it happened {}", dated(on))),
    }
}

impl Spell<'_> {
    fn told(&self, when: When, grade: Grade) -> Option<String> {
        let days = when.moment().days();
        let every = matches!(when, When::Throughout(_));
        // Of every day, the first decides whether it had begun and the last whether it had ended.
        let first = if every { days.start } else { days.end.previous() };
        let last = if every { days.end.previous() } else { days.start };
        match grade {
            Grade::Yes => None,
            Grade::Undated => Some("no source says when".to_owned()),
            Grade::Presumed => Some(self.presumed()),
            Grade::No if first < self.bounds.earliest_start() => Some(self.began()),
            Grade::No if last > self.bounds.latest_end() => Some(self.ended()),
            Grade::No => Some("it cannot have held with both its ends".to_owned()),
            Grade::Possible if first < self.bounds.latest_start() => Some(self.began()),
            Grade::Possible => Some(self.ended()),
        }
    }

    fn presumed(&self) -> String {
        let validity = self.validity;
        if validity.is_planned() {
            return "a source only announces it, and none says that it came about".to_owned();
        }
        let seen = match (validity.last_known(), validity.start()) {
            (Some(known), _) => format!("last seen {}", known.words()),
            (None, start) => format!("it began {}", dated(start)),
        };
        format!("{seen}; no source says that it held later, and none that it had ended")
    }

    fn began(&self) -> String {
        let late = |start: Boundary| start.extent().map(|(_, last)| last);
        let own = late(self.validity.start());
        let end = self.ends.iter().filter(|(_, life)| late(life.start()) > own);
        let end = end.max_by_key(|(_, life)| late(life.start()));
        // A life decides only where it begins after the relation's own start can.
        let bound = self.bounds.earliest_start();
        if let Some((name, life)) = end
            && life.start().extent().is_some_and(|(first, _)| first >= bound && bound != Day::MIN)
        {
            return format!("{name} began {}", dated(life.start()));
        }
        match (self.validity.start(), self.validity.known().first()) {
            (Boundary::Unknown, Some(known)) => {
                format!("no start is stated, and the first source is of {}", known.words())
            }
            (Boundary::Unknown, None) => "no start is stated".to_owned(),
            (start, _) => format!("it began {}", dated(start)),
        }
    }

    fn ended(&self) -> String {
        let early = |end: Boundary| end.extent().map_or(Day::MAX, |(first, _)| first);
        let own = early(self.validity.end());
        let end = self.ends.iter().filter(|(_, life)| early(life.end()) < own);
        if let Some((name, life)) = end.min_by_key(|(_, life)| early(life.end())) {
            return format!("{name} ended {}", dated(life.end()));
        }
        match self.validity.end() {
            Boundary::Unknown => "no end is stated".to_owned(),
            end => format!("it ended {}", dated(end)),
        }
    }
}

/// A boundary with its preposition: *on 8 Nov 2023*, *in Jun 2021*, *some day between …*.
fn dated(boundary: Boundary) -> String {
    let words = boundary.words();
    match boundary {
        Boundary::Date(date) if !date.is_plain() => words,
        Boundary::Date(date) if date.earliest() == date.latest() => format!("on {words}"),
        Boundary::Date(_) => format!("in {words}"),
        _ => words,
    }
}
