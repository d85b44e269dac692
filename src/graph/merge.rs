//! The same thing said twice: one node or relation with the word of both.

use crate::model::Value;
use crate::model::record::{Addition, EdgeRecord, Fact, NameForm, NodeRecord};
use crate::model::schema::{Schema, ValueType};
use crate::model::when::{Boundary, PartialDate, Validity};

/// Says more of a node.
pub(super) fn extend(node: &mut NodeRecord, addition: Addition) {
    for form in addition.aka {
        add_name(&mut node.aka, form);
    }
    add(&mut node.identifiers, addition.identifiers);
    for fact in addition.facts {
        add_fact(&mut node.facts, fact);
    }
    add(&mut node.evidence, addition.evidence);
    vouch(&mut node.validity, &addition.known);
    remark(&mut node.note, addition.note);
}

/// Adds what is not there yet.
pub(super) fn add<T: PartialEq>(list: &mut Vec<T>, items: Vec<T>) {
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn add_name(forms: &mut Vec<NameForm>, form: NameForm) {
    let same = forms
        .iter_mut()
        .find(|f| f.text == form.text && f.form == form.form && f.validity == form.validity);
    match same {
        Some(there) => add(&mut there.evidence, form.evidence),
        None => forms.push(form),
    }
}

/// A number said again in every respect is one number with more evidence; any other stands beside.
fn add_fact(facts: &mut Vec<Fact>, fact: Fact) {
    match facts.iter_mut().find(|there| fact.restates(there)) {
        Some(there) => {
            vouch(&mut there.validity, fact.validity.known());
            add(&mut there.evidence, fact.evidence);
        }
        None => facts.push(fact),
    }
}

/// Adds known dates; what is known already costs nothing.
pub(super) fn vouch(validity: &mut Validity, known: &[PartialDate]) {
    let new: Vec<_> =
        known.iter().copied().filter(|d| validity.known().binary_search(d).is_err()).collect();
    if !new.is_empty() {
        *validity = std::mem::take(validity).with_known(new);
    }
}

/// Adds a remark, unless it is there.
pub(super) fn remark(there: &mut Option<String>, new: Option<String>) {
    let Some(new) = new else { return };
    match there {
        Some(there) if there.contains(&new) => {}
        Some(there) => {
            there.push_str("; ");
            there.push_str(&new);
        }
        None => *there = Some(new),
    }
}

/// Whether an attribute says yes or no, so that leaving it out says no.
pub(super) fn is_flag(schema: &Schema, name: &str) -> bool {
    schema.attribute(name).is_some_and(|attribute| attribute.value == ValueType::YesNo)
}

/// Which of the relations between the same nodes a record speaks of: one that says the very same, else
/// the only one with which it [`fits`]. One that could be meant of several is kept apart from each.
pub(super) fn twin<'e, I>(
    known: impl Iterator<Item = (I, &'e EdgeRecord)>,
    new: &EdgeRecord,
    is_flag: impl Fn(&str) -> bool,
) -> Option<I> {
    let (mut only, mut several) = (None, false);
    for (id, there) in known.filter(|(_, there)| fits(there, new, &is_flag)) {
        let alike = there.inferred == new.inferred
            && there.attributes == new.attributes
            && there.on == new.on
            && (there.validity.start(), there.validity.end())
                == (new.validity.start(), new.validity.end());
        if alike {
            return Some(id);
        }
        several |= only.replace(id).is_some();
    }
    only.filter(|_| !several)
}

/// Whether two records between the same nodes can speak of one relation.
///
/// They can where each date is stated alike, by one of them only, or by one of them more precisely than
/// by the other; no attribute is stated differently, flags that are left out counting as *no*; and no
/// known date of one falls outside the spell that both together give. What is only planned stays apart
/// from what is, one layer from another, and an inference that adds anything from what is stated.
fn fits(there: &EdgeRecord, new: &EdgeRecord, is_flag: impl Fn(&str) -> bool) -> bool {
    let is_no = |name: &str, value: &Value| is_flag(name) && value.as_bool() == Some(false);
    // Whether all that one says in its attributes can stand beside those of the other.
    let agree = |one: &EdgeRecord, other: &EdgeRecord| {
        one.attributes.iter().all(|(name, value)| match other.attributes.get(name) {
            Some(there) => there == value,
            None => !is_flag(name) || is_no(name, value),
        })
    };
    there.layer == new.layer
        && there.validity.is_planned() == new.validity.is_planned()
        && narrower(there.on, new.on).is_some()
        && spell(&there.validity, &new.validity)
            .is_some_and(|one| is_within(&there.validity, &one) && is_within(&new.validity, &one))
        && agree(there, new)
        && agree(new, there)
        && match (there.inferred, new.inferred) {
            (None, Some(_)) => adds_nothing(new, there, is_no),
            (Some(_), None) => adds_nothing(there, new, is_no),
            _ => true,
        }
}

/// Whether an inference says nothing that is not stated.
fn adds_nothing(
    inferred: &EdgeRecord,
    stated: &EdgeRecord,
    is_no: impl Fn(&str, &Value) -> bool,
) -> bool {
    let (mine, theirs) = (&inferred.validity, &stated.validity);
    let dates =
        [(mine.start(), theirs.start()), (mine.end(), theirs.end()), (inferred.on, stated.on)];
    dates.into_iter().all(|(mine, theirs)| narrower(mine, theirs) == Some(theirs))
        && mine.known().iter().all(|date| theirs.known().binary_search(date).is_ok())
        && inferred
            .attributes
            .iter()
            .all(|(name, value)| stated.attributes.contains_key(name) || is_no(name, value))
        && (inferred.note.is_none() || inferred.note == stated.note)
}

/// Takes a record that [`fits`] into the one that is there.
pub(super) fn take_in(there: &mut EdgeRecord, new: EdgeRecord) {
    if let Some(one) = spell(&there.validity, &new.validity)
        && (one.start(), one.end()) != (there.validity.start(), there.validity.end())
    {
        there.validity = one.with_known(there.validity.known().iter().copied());
    }
    vouch(&mut there.validity, new.validity.known());
    there.on = narrower(there.on, new.on).unwrap_or(there.on);
    for (name, value) in new.attributes {
        there.attributes.entry(name).or_insert(value);
    }
    // What one source states, no other need infer.
    there.inferred = there.inferred.zip(new.inferred).map(|(a, b)| a.max(b));
    remark(&mut there.note, new.note);
    add(&mut there.evidence, new.evidence);
}

/// The spell that two together give, without their known dates.
fn spell(a: &Validity, b: &Validity) -> Option<Validity> {
    let start = narrower(a.start(), b.start())?;
    let end = narrower(a.end(), b.end())?;
    Some(Validity::new(start, end).ok()?.with_planned(a.is_planned()))
}

/// Whether the known dates of a part that do not contradict it do not contradict the whole spell.
fn is_within(part: &Validity, whole: &Validity) -> bool {
    if (part.start(), part.end()) == (whole.start(), whole.end()) {
        return true;
    }
    let already: Vec<_> = part.contradicted(&[]).collect();
    let whole = whole.clone().with_known(part.known().iter().copied());
    whole.contradicted(&[]).all(|date| already.binary_search(&date).is_ok())
}

/// The more precise of two dates where one lies within the other.
pub(super) fn narrower(a: Boundary, b: Boundary) -> Option<Boundary> {
    match (a, b) {
        _ if a == b => Some(a),
        (Boundary::Unknown, other) | (other, Boundary::Unknown) => Some(other),
        _ => {
            let ((a_first, a_last), (b_first, b_last)) = (a.extent()?, b.extent()?);
            if a_first <= b_first && b_last <= a_last {
                Some(b)
            } else if b_first <= a_first && a_last <= b_last {
                Some(a)
            } else {
                None
            }
        }
    }
}
