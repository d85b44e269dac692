//! `add`: an entity, or a relation between two.

use super::clause::{Clauses, Said, spoken};
use super::draft::{Cited, Draft};
use super::link::{Named, Reading, article, kind_named};
use super::{Sign, doubt, likeness};
use crate::ask::AskError;
use crate::ask::words::{Word, joined, span};
use crate::error::Span;
use crate::model::{Change, EdgeRecord, Element, Key, KindId, NodeRecord, Relation};

/// Adds what the words say.
pub(super) fn run(draft: &mut Draft<'_>, body: &[Word], clauses: &Clauses) -> Result<(), AskError> {
    let readings = draft.readings(body);
    let mut failure = None;
    let mut best: Option<(usize, Reading<'_, '_>, Named, Named)> = None;
    for reading in readings {
        let (near, far) = Draft::ends_of(reading.relation);
        let read = draft
            .named(reading.from, &near)
            .and_then(|from| Ok((from, draft.named(reading.to, &far)?)));
        match read {
            Ok((from, to)) => {
                let new = [&from, &to].iter().filter(|end| matches!(end, Named::New(_))).count();
                if best.as_ref().is_none_or(|(fewest, ..)| new < *fewest) {
                    best = Some((new, reading, from, to));
                }
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    match (best, failure) {
        (Some((_, reading, from, to)), _) => link(draft, &reading, from, to, clauses),
        (None, Some(error)) => Err(error),
        (None, None) => entity(draft, body, clauses),
    }
}

/// `add NAME as KIND`, `add KIND NAME`.
fn entity(draft: &mut Draft<'_>, body: &[Word], clauses: &Clauses) -> Result<(), AskError> {
    let at = span(body, draft.text);
    let kinds = draft.schema().kinds();
    let leading = (1..body.len()).rev().find_map(|length| {
        let (kind, name) = body.split_at(length);
        (!kind.iter().any(|word| word.quoted)).then_some(())?;
        kind_named(kinds, &joined(kind)).map(|_| (joined(kind), span(kind, draft.text), name))
    });
    let (kind, name): (Said, &[Word]) = match (&clauses.kind, leading) {
        (Some(kind), _) => (kind.clone(), body),
        (None, Some((kind, at, name))) => ((kind, at), name),
        (None, None) => {
            let named = matches!(body, [word] if word.quoted);
            if !named {
                return Err(draft.no_relation(body));
            }
            let known: Vec<&str> = kinds.iter().map(|kind| kind.noun.one.as_str()).collect();
            let error = AskError::malformed("it is not said what this is", at);
            return Err(error.with_help(format!(
                "add `as KIND`: {}, or one of their sub-kinds",
                known.join(", ")
            )));
        }
    };
    if let Ok(Named::There(node)) = draft.named(name, &[]) {
        let there = draft.name(node);
        let message = format!("{there} is here already");
        let help =
            "`add X RELATION Y` says more of it; in quotes and with more words it is another";
        return Err(AskError::malformed(message, span(name, draft.text)).with_help(help));
    }
    let cited = draft.cite(clauses)?;
    new_node(draft, &joined(name), &kind, clauses, &cited, true)?;
    Ok(())
}

/// Adds a node; what the clauses say of time and notes is said of it where it stands alone.
fn new_node(
    draft: &mut Draft<'_>,
    name: &str,
    (kind, at): &Said,
    clauses: &Clauses,
    cited: &Cited,
    alone: bool,
) -> Result<Key, AskError> {
    let kinds = draft.schema().kinds();
    let Some((kind, sub)) = kind_named(kinds, kind) else {
        let known = kinds.iter().flat_map(|k| {
            std::iter::once(k.noun.one.as_str()).chain(k.sub.iter().map(|s| s.noun.one.as_str()))
        });
        let near = crate::model::name::nearest(kind, known, 1);
        let help = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "there are {}",
                kinds.iter().map(|k| k.noun.one.as_str()).collect::<Vec<_>>().join(", ")
            ),
        };
        return Err(AskError::malformed(format!("no kind is called “{kind}”"), *at).with_help(help));
    };
    let number = draft.schema().kind_named(&kind.id);
    let key = draft.graph.free_key(&kind.prefix, name);
    let mut record = NodeRecord::new(key.clone(), &kind.id, name);
    record.sub_kinds.extend(sub.map(str::to_owned));
    record.evidence.clone_from(&cited.evidence);
    let whole = Span::new(0..draft.text.len());
    if alone {
        record.validity = clauses.validity(cited.date, whole)?;
        record.attributes.clone_from(&clauses.attributes);
        record.note.clone_from(&clauses.note);
        record.inferred = clauses.inferred;
    } else if let Some(date) = cited.date.filter(|_| !clauses.planned) {
        record.validity = record.validity.with_known([date]);
    }
    for like in likeness::like(&draft.graph, name, number) {
        let known = draft.name(like.node);
        let text =
            format!("{known} is here already, and may be the same: {}", like.reasons.join(", "));
        draft.doubts.push(doubt::Doubt::plain(text));
    }
    draft.put(Change::AddNode(record))?;
    let noun = sub.and_then(|id| kind.sub.iter().find(|s| s.id == id)).map(|s| &s.noun.one);
    draft.says(Sign::Added, format!("{} {name}", noun.unwrap_or(&kind.noun.one)));
    draft.is_about(&key);
    Ok(key)
}

fn link(
    draft: &mut Draft<'_>,
    reading: &Reading<'_, '_>,
    from: Named,
    to: Named,
    clauses: &Clauses,
) -> Result<(), AskError> {
    let whole = Span::new(0..draft.text.len());
    let relation = reading.relation;
    let kinds = [&from, &to].map(|end| match end {
        Named::There(node) => draft.kind_of(*node),
        Named::New(_) => None,
    });
    legal(draft, reading, kinds)?;
    carried(relation, clauses)?;
    let cited = if relation.curation {
        Cited { evidence: Vec::new(), date: None }
    } else {
        draft.cite(clauses)?
    };
    let mut keys = Vec::new();
    for (end, words, at_from) in [(from, reading.from, true), (to, reading.to, false)] {
        let key = match end {
            Named::There(node) => draft.record(node)?.key,
            Named::New(name) => {
                let kind = match &clauses.kind {
                    Some(kind) => kind.clone(),
                    None => (only_kind(draft, reading, kinds, at_from, words)?, whole),
                };
                new_node(draft, &name, &kind, clauses, &cited, false)?
            }
        };
        keys.push(key);
    }
    let [from, to] = keys.as_slice() else { return Ok(()) };
    let mut record = EdgeRecord::new(from.clone(), &relation.id, to.clone());
    record.validity = if relation.event {
        clauses.validity(None, whole)?
    } else {
        clauses.validity(cited.date, whole)?
    };
    record.on = clauses.on;
    record.attributes.clone_from(&clauses.attributes);
    record.inferred = clauses.inferred;
    record.note.clone_from(&clauses.note);
    record.evidence = cited.evidence;
    draft.is_about(from);
    let before = (draft.graph.clone(), draft.graph.next_ids().1);
    let effect = draft.put(Change::AddEdge(record))?;
    let Some(Element::Edge(edge)) = effect.element else { return Ok(()) };
    let sentence = draft.sentence(from, &relation.id, to);
    if edge.0 >= before.1 {
        let when = doubt::when(&draft.graph, edge);
        draft.says(Sign::Added, format!("{sentence}{when}"));
        doubt::of_relation(draft, edge, relation);
    } else if before.0.edge_record(edge) == draft.graph.edge_record(edge) {
        let message = format!("{sentence}: all of this is here already");
        return Err(AskError::malformed(message, whole).with_help("nothing needs to be done"));
    } else {
        let when = doubt::when(&draft.graph, edge);
        draft.says(Sign::Changed, format!("{sentence}{when}: said of what is here already"));
    }
    Ok(())
}

/// That the relation carries the attributes that are said of it.
fn carried(relation: &Relation, clauses: &Clauses) -> Result<(), AskError> {
    let foreign = clauses.attributes.keys().find(|id| !relation.attributes.contains(id));
    let Some(foreign) = foreign else { return Ok(()) };
    let at = clauses.attributes_at.get(foreign).copied().unwrap_or_default();
    let message = format!("“{}” takes no {}", relation.says, spoken(foreign));
    let known: Vec<String> = relation.attributes.iter().map(|id| spoken(id)).collect();
    let help = if known.is_empty() {
        "leave it out".to_owned()
    } else {
        format!("what it takes: {}", known.join(", "))
    };
    Err(AskError::malformed(message, at).with_help(help))
}

/// That the schema lets the relation join these kinds; else what it allows.
fn legal(
    draft: &Draft<'_>,
    reading: &Reading<'_, '_>,
    kinds: [Option<KindId>; 2],
) -> Result<(), AskError> {
    let schema = draft.schema();
    let [Some(from), Some(to)] = kinds else { return Ok(()) };
    let allowed = |from, to| schema.allows(reading.id, from, to);
    if allowed(from, to) || reading.relation.symmetric && allowed(to, from) {
        return Ok(());
    }
    let noun = |kind| schema.kind(kind).map(|k| k.noun.one.as_str()).unwrap_or_default();
    let between: Vec<&str> = (0..)
        .map(crate::model::RelationId)
        .zip(schema.relations())
        .filter(|(id, r)| !r.derived && !r.curation && schema.allows(*id, from, to))
        .map(|(_, r)| r.says.as_str())
        .collect();
    let message = format!(
        "“{}” does not join {} to {}",
        reading.relation.says,
        article(noun(from)),
        article(noun(to)),
    );
    let help = if allowed(to, from) {
        "it is the other way round: exchange the two names".to_owned()
    } else if between.is_empty() {
        format!("it leads from {}", schema.ends_in_words(reading.id).replace(" → ", " to "))
    } else {
        format!("between these two there are: {}", between.join(", "))
    };
    Err(AskError::malformed(message, Span::new(0..draft.text.len())).with_help(help))
}

/// The kind that a new name must be of, where the relation leaves no choice.
fn only_kind(
    draft: &Draft<'_>,
    reading: &Reading<'_, '_>,
    [from, to]: [Option<KindId>; 2],
    at_from: bool,
    words: &[Word],
) -> Result<String, AskError> {
    let schema = draft.schema();
    let other = if at_from { to } else { from };
    let mut kinds: Vec<KindId> = Vec::new();
    for ends in &reading.relation.ends {
        let (mine, theirs) = if at_from { (&ends.from, &ends.to) } else { (&ends.to, &ends.from) };
        if other.is_none_or(|other| theirs.contains(&other)) {
            kinds.extend(mine.iter().copied());
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    let nouns: Vec<&str> =
        kinds.iter().filter_map(|kind| schema.kind(*kind)).map(|k| k.noun.one.as_str()).collect();
    if let [noun] = nouns.as_slice() {
        return Ok((*noun).to_owned());
    }
    let message = format!("“{}” is new, and it is not said what it is", joined(words));
    let help = match (nouns.as_slice(), other.and_then(|other| schema.kind(other))) {
        ([], Some(other)) => {
            let (says, noun) = (&reading.relation.says, &other.noun.one);
            let side = if at_from { "nobody" } else { "nothing" };
            format!("{side} “{says}” is joined to a {noun}; `help` lists what can be said")
        }
        _ => format!("add `as KIND`: {}, or one of their sub-kinds", nouns.join(", ")),
    };
    Err(AskError::malformed(message, span(words, draft.text)).with_help(help))
}
