//! What is said of several nodes that are one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::merge::{self, narrower};
use crate::model::Key;
use crate::model::record::{Evidence, Fact, Identifier, NameForm, NodeRecord};
use crate::model::schema::property_of;
use crate::model::value::Value;
use crate::model::when::{Boundary, Day, Validity};

/// Two nodes that are seen as one, of which different things are said.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Disagreement {
    /// The property of which they differ.
    pub property: String,
    /// What is said of the one that stands for both.
    pub said: Value,
    /// What is said of the other.
    pub other: Value,
    /// What is seen: of two dates of a life the one that leaves more room, else what is said of the one
    /// that stands for both.
    pub seen: Value,
    /// The id of the other.
    pub by: Key,
    /// Whether both are seen side by side, as numbers and statuses are.
    pub both_stand: bool,
}

/// What is said of a node, and of others that are it.
///
/// What is said of the node itself stands; what is not is taken from the others, the first first. Names,
/// codes, numbers and evidence are those of all. A date of the life that only one states counts; of two
/// the more precise where it lies within the other, else the wider: a life covers those of all.
///
/// About linear in what is said.
pub(super) fn fused<'n>(
    head: &NodeRecord,
    others: impl Iterator<Item = &'n NodeRecord>,
) -> NodeRecord {
    let mut one = head.clone();
    let mut told = Told::by(&one);
    let mut known = one.validity.known().to_vec();
    for other in others {
        for sub in &other.sub_kinds {
            if !one.sub_kinds.contains(sub) {
                one.sub_kinds.push(sub.clone());
            }
        }
        for (name, value) in &other.attributes {
            one.attributes.entry(name.clone()).or_insert_with(|| value.clone());
        }
        one.validity = lived(&one.validity, &other.validity);
        known.extend(other.validity.known());
        one.inferred = one.inferred.zip(other.inferred).map(|(a, b)| a.max(b));
        let own = NameForm { evidence: other.evidence.clone(), ..other.name.as_str().into() };
        for form in std::iter::once(&own).chain(&other.aka) {
            told.name(&mut one, form);
        }
        for code in other.identifiers.iter().filter(|code| told.codes.insert((*code).clone())) {
            one.identifiers.push(code.clone());
        }
        for fact in &other.facts {
            told.fact(&mut one, fact);
        }
        for evidence in other.evidence.iter().filter(|e| told.evidence.insert((*e).clone())) {
            one.evidence.push(evidence.clone());
        }
        merge::remark(&mut one.note, other.note.clone());
    }
    one.validity = one.validity.with_known(known);
    one
}

/// What a record tells already, to be found at once.
struct Told {
    /// By text: the places of the other names.
    names: FxHashMap<String, Vec<usize>>,
    /// By what they are of, and their values: the places of the facts.
    facts: FxHashMap<(String, String), Vec<usize>>,
    codes: FxHashSet<Identifier>,
    evidence: FxHashSet<Evidence>,
}

impl Told {
    fn by(record: &NodeRecord) -> Self {
        let mut told = Self {
            names: FxHashMap::default(),
            facts: FxHashMap::default(),
            codes: record.identifiers.iter().cloned().collect(),
            evidence: record.evidence.iter().cloned().collect(),
        };
        for (place, form) in record.aka.iter().enumerate() {
            told.names.entry(form.text.clone()).or_default().push(place);
        }
        for (place, fact) in record.facts.iter().enumerate() {
            told.facts.entry(about(fact)).or_default().push(place);
        }
        told
    }

    /// Another name, unless it is the name or another sort of name already.
    fn name(&mut self, one: &mut NodeRecord, form: &NameForm) {
        let places = self.names.entry(form.text.clone()).or_default();
        let there = |place: &usize| one.aka.get(*place);
        let otherwise = places.iter().filter_map(there).any(|there| there.form != form.form);
        if form.text == one.name || otherwise {
            return;
        }
        let same = |place: &&usize| there(place).is_some_and(|f| f.validity == form.validity);
        if let Some(there) = places.iter().find(same).and_then(|place| one.aka.get_mut(*place)) {
            merge::add(&mut there.evidence, form.evidence.clone());
        } else {
            places.push(one.aka.len());
            one.aka.push(form.clone());
        }
    }

    /// A number or a status; one said again is one with more evidence.
    fn fact(&mut self, one: &mut NodeRecord, fact: &Fact) {
        let places = self.facts.entry(about(fact)).or_default();
        let same = |place: &&usize| one.facts.get(**place).is_some_and(|f| fact.restates(f));
        if let Some(there) = places.iter().find(same).and_then(|place| one.facts.get_mut(*place)) {
            merge::vouch(&mut there.validity, fact.validity.known());
            merge::add(&mut there.evidence, fact.evidence.clone());
        } else {
            places.push(one.facts.len());
            one.facts.push(fact.clone());
        }
    }
}

/// What a fact is of, and its value.
fn about(fact: &Fact) -> (String, String) {
    (fact.of.as_ref().unwrap_or(&fact.key).clone(), fact.value.to_string())
}

/// The life that two together give, without the days on which a source vouches for it.
fn lived(one: &Validity, other: &Validity) -> Validity {
    let start = wider(one.start(), other.start(), |a, b| a.0 <= b.0);
    let end = wider(one.end(), other.end(), |a, b| a.1 >= b.1);
    let planned = one.is_planned() && other.is_planned();
    let spell = Validity::new(start, end).map(|spell| spell.with_planned(planned));
    spell.unwrap_or_else(|_| one.clone())
}

/// The more precise of two dates where one lies within the other, else the one that leaves more room.
fn wider(
    one: Boundary,
    other: Boundary,
    leaves_more: impl Fn((Day, Day), (Day, Day)) -> bool,
) -> Boundary {
    if let Some(both) = narrower(one, other) {
        return both;
    }
    match (one.extent(), other.extent()) {
        (Some(a), Some(b)) if !leaves_more(a, b) => other,
        (Some(_), None) => other,
        _ => one,
    }
}

/// In what another record of the same node says something else.
pub(super) fn disagreements(head: &NodeRecord, other: &NodeRecord) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let mut note = |property: String, [said, other_says, seen]: [Value; 3], both_stand: bool| {
        let by = other.key.clone();
        found.push(Disagreement { property, said, other: other_says, seen, by, both_stand });
    };
    for (name, own) in &head.attributes {
        if let Some(said) = other.attributes.get(name).filter(|said| *said != own) {
            note(property_of(name), [own, said, own].map(Value::clone), false);
        }
    }
    let (life, others) = (&head.validity, &other.validity);
    let both = lived(life, others);
    for (name, dates) in [
        ("start", [life.start(), others.start(), both.start()]),
        ("end", [life.end(), others.end(), both.end()]),
    ] {
        if narrower(dates[0], dates[1]).is_none() {
            note(name.to_owned(), dates.map(|date| Value::text(date.to_string())), false);
        }
    }
    for fact in &head.facts {
        for said in other.facts.iter().filter(|said| fact.contradicts(said)) {
            let name = property_of(fact.of.as_ref().unwrap_or(&fact.key));
            note(name, [&fact.value, &said.value, &fact.value].map(Value::clone), true);
        }
    }
    found
}
