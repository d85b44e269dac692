//! What Plexus alone knows: whether a fact holds at a time, who says so, and in which words.
//!
//! All of them take a node or a relation; those that grade or ask who vouches for a fact take a path
//! as well, and speak of all its relations together, and one of the maps that `facts` gives.

use std::ops::Range;

use super::Param::One;
use super::{Env, Fault, Function, Param, Takes};
use crate::model::name::likeness;
use crate::model::record::{Evidence, Fact};
use crate::model::value::Map;
use crate::model::when::{Boundary, Bounds, Day, Grade, Moment, PartialDate, Validity};
use crate::model::{EdgeId, Value};

const X: &[Param] = &[One("x", Takes::Element)];
const GRAPH: &[Param] = &[One("x", Takes::Graph)];
const RELATION: &[Param] = &[One("relation", Takes::Relationship)];
const AT: &[Param] = &[One("x", Takes::Fact), One("when", Takes::Moment)];

pub(super) const TABLE: &[Function] = &[
    Function::new("holds", AT, |env, args| graded(env, args, Span::Some))
        .says(
            "Whether a fact holds at a time: `yes`, `presumed`, `possible`, `no` or `undated`. Of a \
             month, a year or an interval the best grade of any day; of a path the best of any \
             day on which all its relations hold together. An event holds at a time it lies in, \
             and need not fall on one day with the rest of a path.",
        )
        .shows("holds(r, '2023-07')", "'possible'"),
    Function::new("holds_throughout", AT, |env, args| graded(env, args, Span::All))
        .says("Whether a fact holds on every day of a time: the worst grade of any day.")
        .shows("holds_throughout(r, '2023-01/2023-12')", "'no'"),
    Function::new("earliest_start", X, |env, args| {
        bound(env, args, Bounds::earliest_start, |extent| extent.0)
    })
    .says("The first day on which a fact can have begun; `null` where nothing tells.")
    .shows("earliest_start(r)", "date('2023-06-01')"),
    Function::new("latest_start", X, |env, args| {
        bound(env, args, Bounds::latest_start, |extent| extent.1)
    })
    .says("The last day on which a fact can have begun; `null` where nothing tells.")
    .shows("latest_start(r)", "date('2023-11-08')"),
    Function::new("earliest_end", X, |env, args| {
        bound(env, args, Bounds::earliest_end, |extent| extent.0)
    })
    .says("The first day that can have been the last of a fact; `null` where nothing tells.")
    .shows("earliest_end(r)", "date('2023-11-08')"),
    Function::new("latest_end", X, |env, args| {
        bound(env, args, Bounds::latest_end, |extent| extent.1)
    })
    .says("The last day that can have been the last of a fact; `null` where nothing tells.")
    .shows("latest_end(r)", "null"),
    Function::new("when", X, when)
        .says("When a fact held or happened, in words.")
        .shows("when(r)", "'since some day between Jun 2023 and 8 Nov 2023'"),
    Function::new("evidence", GRAPH, |env, args| {
        let evidence = evidence_of(env, args);
        Ok(Value::list(evidence.into_iter().flatten().map(|e| described(env, e))))
    })
    .says(
        "Who says so: a list of maps with `source` (its id), `title`, `date`, `quote`, `locator` and \
         `said_by`; of a path the evidence of its relations in turn.",
    )
    .shows("head(evidence(r)).quote", "'has joined the Paddington Life Sciences Partners'"),
    Function::new("sources", GRAPH, |env, args| {
        let evidence = evidence_of(env, args);
        Ok(distinct(evidence.into_iter().flatten().map(|e| e.source.as_str())))
    })
    .says("The ids of the documents that a fact, or any relation of a path, rests on.")
    .shows("sources(r)", "['src:hcl-joins']"),
    Function::new("published_by", AT, published_by)
        .says(
            "Whether a document published no later than a time vouches for a fact; of a path, \
             for each of its relations. A document without a date cannot be shown to have been \
             published by then, and does not count.",
        )
        .shows("published_by(r, '2023-10')", "false"),
    Function::new("stated", &[One("x", Takes::Fact)], stated)
        .says("Whether a source states a fact, or every relation of a path, and nobody infers it.")
        .shows("stated(r)", "true"),
    Function::new("facts", &[One("node", Takes::Node)], facts)
        .says(
            "The numbers and statuses of a node: a list of maps with `index` (its place \
             in the list), `key`, `value`, `of`, `unit`, `bound`, `period`, `start`, `end`, `known`, \
             `planned`, `inferred`, `sources` and `quotes`.",
        )
        .shows("head(facts(n)).value", "31"),
    Function::new("caption", RELATION, |env, args| {
        Ok(relation(env, args)?.map(|relation| relation.says.as_str()).into())
    })
    .says("The words between the two names of a relation, read forward.")
    .shows("caption(r)", "'member of'"),
    Function::new("inverse_caption", RELATION, |env, args| {
        Ok(relation(env, args)?.map(|relation| relation.back.as_str()).into())
    })
    .says("The words between the two names of a relation, read backward.")
    .shows("inverse_caption(r)", "'has member'"),
    Function::new("name_match", &[One("node", Takes::Node), One("text", Takes::Text)], name_match)
        .says(
            "How well a text fits a node's name or one of its other names, from 0, not at all, to 1: \
             the name itself, the name without words such as “NHS Trust”, its first letters, some of \
             its words, or much the same spelling.",
        )
        .shows("name_match(n, 'healthcare CENTRAL london')", "1.0"),
    Function::new("rank", RELATION, |env, args| {
        Ok(relation(env, args)?.map(|relation| i64::from(relation.rank)).into())
    })
    .says("How much a relation means in a path, from 1, the most, to 9.")
    .shows("rank(r)", "2"),
];

/// Whether some day of a moment decides, or all of them.
#[derive(Debug, Clone, Copy)]
enum Span {
    Some,
    All,
}

impl Span {
    /// Whether days on which something holds answer for the days asked about.
    fn fits(self, held: &Range<Day>, asked: &Range<Day>) -> bool {
        match self {
            Self::Some => held.start < asked.end && asked.start < held.end,
            Self::All => held.start <= asked.start && asked.end <= held.end,
        }
    }
}

fn graded(env: &Env<'_>, args: &[Value], span: Span) -> Result<Value, Fault> {
    let [x, when] = args else { return Err(Fault::arguments("holds", args)) };
    let moment = moment(when)?;
    let grade = match x {
        Value::Node(node) => spell_grade(&[env.snapshot.node_bounds(*node)], &moment, span),
        Value::Relationship(edge) => links_grade(env, std::slice::from_ref(edge), &moment, span),
        Value::Path(path) if path.edges.is_empty() => {
            let lives: Vec<_> = path.nodes.iter().map(|n| env.snapshot.node_bounds(*n)).collect();
            spell_grade(&lives, &moment, span)
        }
        Value::Path(path) => links_grade(env, &path.edges, &moment, span),
        Value::Map(fact) => match period_of(fact) {
            // A number for a year says nothing of another year.
            Some(period) if span.fits(&period.days(), &moment.days()) => Grade::Yes,
            Some(_) => Grade::No,
            None => spell_grade(&[spell_of(fact)?.bounds()], &moment, span),
        },
        _ => return Err(Fault::arguments("holds", args)),
    };
    Ok(grade.words().into())
}

fn links_grade(env: &Env<'_>, links: &[EdgeId], moment: &Moment, span: Span) -> Grade {
    let mut events = Grade::Yes;
    let mut spells = Vec::with_capacity(links.len());
    for link in links {
        if event(env, *link).is_none() {
            spells.push(env.snapshot.edge_bounds(*link));
            continue;
        }
        let happened = env.snapshot.edge_grade(*link, moment);
        events = events.min(match span {
            // No event fills more than a day.
            Span::All if !moment.is_day() && happened != Grade::Undated => Grade::No,
            _ => happened,
        });
    }
    events.min(spell_grade(&spells, moment, span))
}

/// The grade at which all these spells hold together.
///
/// The days of each grade or a better one are one unbroken run, and so are the days that several
/// such runs share.
fn spell_grade(spells: &[Bounds], moment: &Moment, span: Span) -> Grade {
    let asked = moment.days();
    let shared = |floor: Grade| {
        spells.iter().try_fold(Day::MIN..Day::MAX, |shared, spell| {
            let held = spell.interval(floor)?;
            Some(shared.start.max(held.start)..shared.end.min(held.end))
        })
    };
    Grade::ALL
        .into_iter()
        .find(|floor| {
            shared(*floor).is_some_and(|held| !held.is_empty() && span.fits(&held, &asked))
        })
        .unwrap_or(Grade::No)
}

/// The time that a number is about, such as a financial year.
fn period_of(fact: &Map) -> Option<Moment> {
    fact.get("period")?.as_str()?.parse().ok()
}

/// When a number or status held, read back from the map that [`fact_map`] made of it.
fn spell_of(fact: &Map) -> Result<Validity, Fault> {
    let text = |key: &str| fact.get(key).and_then(Value::as_str);
    let unread = |error: crate::model::SchemaError| Fault::unreadable(error.to_string());
    let boundary = |key: &str| text(key).map_or(Ok(Boundary::Unknown), str::parse).map_err(unread);
    let known = fact.get("known").and_then(Value::as_list).unwrap_or_default();
    let known: Vec<PartialDate> =
        known.iter().filter_map(|date| date.as_str()?.parse().ok()).collect();
    let planned = fact.get("planned").and_then(Value::as_bool).unwrap_or_default();
    let validity = Validity::new(boundary("start")?, boundary("end")?).map_err(unread)?;
    Ok(validity.with_known(known).with_planned(planned))
}

/// The moment that an argument means.
fn moment(when: &Value) -> Result<Moment, Fault> {
    match when {
        Value::Date(date) => match date.to_day() {
            Some(day) => Ok(Moment::on(day)),
            None => Err(Fault::out_of_range(format!("{date} is beyond the years of history"))),
        },
        Value::String(text) => text.parse().map_err(|error: crate::model::SchemaError| {
            let fault = Fault::unreadable(error.to_string());
            match error.help() {
                Some(help) => fault.with_help(help),
                None => fault,
            }
        }),
        other => {
            Err(Fault::wrong_type(format!("a time is a STRING or DATE, not {}", other.type_name())))
        }
    }
}

/// When a relation happened, if it is an event.
fn event(env: &Env<'_>, edge: EdgeId) -> Option<Boundary> {
    let record = env.snapshot.edge_record(edge)?;
    let declared = env.snapshot.relation_of(edge).is_some_and(|relation| relation.event);
    (declared || record.on.is_recorded()).then_some(record.on)
}

fn bound(
    env: &Env<'_>,
    args: &[Value],
    of_spell: fn(&Bounds) -> Day,
    of_event: fn((Day, Day)) -> Day,
) -> Result<Value, Fault> {
    let day = match args {
        [Value::Node(node)] => Some(of_spell(&env.snapshot.node_bounds(*node))),
        [Value::Relationship(edge)] => match event(env, *edge) {
            Some(on) => on.extent().map(of_event),
            None => Some(of_spell(&env.snapshot.edge_bounds(*edge))),
        },
        _ => return Err(Fault::arguments("earliest_start", args)),
    };
    Ok(day.filter(|day| day.is_finite()).map_or(Value::Null, Value::from))
}

fn when(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let snapshot = env.snapshot;
    match args {
        [Value::Node(node)] => Ok(snapshot.node_record(*node).map(|n| n.validity.words()).into()),
        [Value::Relationship(edge)] => Ok(match event(env, *edge) {
            Some(on) => on.words().into(),
            None => snapshot.edge_record(*edge).map(|e| e.validity.words()).into(),
        }),
        _ => Err(Fault::arguments("when", args)),
    }
}

/// The evidence of a node or a relation, or of each relation of a path; of a path without
/// relations, that of its node.
fn evidence_of<'a>(env: &Env<'a>, args: &[Value]) -> Vec<&'a [Evidence]> {
    let of_edge =
        |edge: &EdgeId| env.snapshot.edge_record(*edge).map_or(&[][..], |record| &record.evidence);
    let of_node =
        |node| env.snapshot.node_record(node).map_or(&[][..], |record| record.evidence.as_slice());
    match args.first() {
        Some(Value::Node(node)) => vec![of_node(*node)],
        Some(Value::Relationship(edge)) => vec![of_edge(edge)],
        Some(Value::Path(path)) if path.edges.is_empty() => {
            path.nodes.iter().map(|node| of_node(*node)).collect()
        }
        Some(Value::Path(path)) => path.edges.iter().map(of_edge).collect(),
        _ => Vec::new(),
    }
}

fn described(env: &Env<'_>, evidence: &Evidence) -> Value {
    let document = env
        .snapshot
        .keyed(evidence.source.as_str())
        .and_then(|node| env.snapshot.node_record(node));
    let date = document.and_then(|record| record.attributes.get("date")).cloned();
    Value::map([
        ("source", evidence.source.as_str().into()),
        ("title", document.map(|record| record.name.as_str()).into()),
        ("date", date.unwrap_or_default()),
        ("quote", evidence.quote.as_deref().into()),
        ("locator", evidence.locator.as_deref().into()),
        ("said_by", evidence.said_by.as_deref().into()),
    ])
}

/// These texts without those that came before.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Value {
    let mut seen = std::collections::BTreeSet::new();
    Value::list(texts.filter(|text| seen.insert(*text)).map(Value::from))
}

fn published_by(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [_, when] = args else { return Err(Fault::arguments("published_by", args)) };
    let by = moment(when)?.days().end;
    if let Some(Value::Map(fact)) = args.first() {
        let sources = fact.get("sources").and_then(Value::as_list).unwrap_or_default();
        return Ok(sources
            .iter()
            .filter_map(Value::as_str)
            .any(|source| env.snapshot.is_published_before(source, by))
            .into());
    }
    let evidence = evidence_of(env, args);
    Ok(evidence.into_iter().all(|of_one| env.snapshot.is_vouched_before(of_one, by)).into())
}

fn stated(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let edge = |edge: &EdgeId| env.snapshot.edge_record(*edge).is_none_or(|e| e.inferred.is_none());
    let node = |node| env.snapshot.node_record(node).is_none_or(|n| n.inferred.is_none());
    match args {
        [Value::Node(x)] => Ok(node(*x).into()),
        [Value::Relationship(x)] => Ok(edge(x).into()),
        [Value::Path(path)] => Ok(path.edges.iter().all(edge).into()),
        [Value::Map(fact)] => Ok((fact.get("inferred") != Some(&Value::Boolean(true))).into()),
        _ => Err(Fault::arguments("stated", args)),
    }
}

fn facts(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [Value::Node(node)] = args else { return Err(Fault::arguments("facts", args)) };
    let facts = env.snapshot.node_record(*node).map_or(&[][..], |record| &record.facts);
    Ok(Value::list(facts.iter().zip(0..).map(|(fact, index)| fact_map(env, fact, index))))
}

fn fact_map(env: &Env<'_>, fact: &Fact, index: i64) -> Value {
    let usual = env.snapshot.schema().fact(&fact.key).and_then(|declared| declared.unit.as_deref());
    let entered = |boundary: Boundary| boundary.is_recorded().then(|| boundary.to_string());
    let validity: &Validity = &fact.validity;
    let known = validity.known().iter().map(|date| date.to_string().into());
    let quotes = fact.evidence.iter().filter_map(|e| e.quote.as_deref());
    Value::map([
        ("index", index.into()),
        ("key", fact.key.as_str().into()),
        ("value", fact.value.clone()),
        ("of", fact.of.as_deref().into()),
        ("unit", fact.unit.as_deref().or(usual).into()),
        ("bound", fact.bound.id().into()),
        ("period", fact.period.map(|period| period.to_string()).into()),
        ("start", entered(validity.start()).into()),
        ("end", entered(validity.end()).into()),
        ("known", Value::list(known)),
        ("planned", validity.is_planned().into()),
        ("inferred", fact.inferred.is_some().into()),
        ("sources", distinct(fact.evidence.iter().map(|e| e.source.as_str()))),
        ("quotes", Value::list(quotes.map(Value::from))),
    ])
}

fn name_match(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [Value::Node(node), Value::String(text)] = args else {
        return Err(Fault::arguments("name_match", args));
    };
    let record = env.snapshot.node_record(*node);
    let names = record.iter().flat_map(|record| {
        std::iter::once(record.name.as_str()).chain(record.aka.iter().map(|n| n.text.as_str()))
    });
    Ok(names.map(|name| likeness(text, name)).fold(0.0, f64::max).into())
}

fn relation<'a>(
    env: &Env<'a>,
    args: &[Value],
) -> Result<Option<&'a crate::model::Relation>, Fault> {
    match args {
        [Value::Relationship(edge)] => Ok(env.snapshot.relation_of(*edge)),
        _ => Err(Fault::arguments("caption", args)),
    }
}
