//! The same thing said twice: one node or relation with the word of both.

use crate::model::record::{Addition, EdgeRecord, Evidence, Fact, NameForm, NodeRecord};
use crate::model::schema::{Schema, ValueType};
use crate::model::when::{Boundary, Validity};

/// A node with more said of it.
pub(super) fn extended(mut node: NodeRecord, addition: Addition) -> NodeRecord {
    for form in addition.aka {
        add_name(&mut node.aka, form);
    }
    for identifier in addition.identifiers {
        add(&mut node.identifiers, identifier);
    }
    for fact in addition.facts {
        add_fact(&mut node.facts, fact);
    }
    for evidence in addition.evidence {
        add(&mut node.evidence, evidence);
    }
    node.validity = node.validity.with_known(addition.known);
    node.note = notes(node.note, addition.note);
    node
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn add_name(forms: &mut Vec<NameForm>, form: NameForm) {
    let same = forms
        .iter_mut()
        .find(|f| f.text == form.text && f.form == form.form && f.validity == form.validity);
    match same {
        Some(there) => form.evidence.into_iter().for_each(|e| add(&mut there.evidence, e)),
        None => forms.push(form),
    }
}

/// A number said again in every respect is one number with more evidence; any other stands beside.
fn add_fact(facts: &mut Vec<Fact>, fact: Fact) {
    let bare = |fact: &Fact| Fact {
        evidence: Vec::new(),
        validity: undated_copy(&fact.validity),
        ..fact.clone()
    };
    let same = facts.iter_mut().find(|there| {
        there.validity.start() == fact.validity.start()
            && there.validity.end() == fact.validity.end()
            && bare(there) == bare(&fact)
    });
    match same {
        Some(there) => {
            let known = fact.validity.known().to_vec();
            there.validity = std::mem::take(&mut there.validity).with_known(known);
            fact.evidence.into_iter().for_each(|e| add(&mut there.evidence, e));
        }
        None => facts.push(fact),
    }
}

fn undated_copy(validity: &Validity) -> Validity {
    Validity::default().with_planned(validity.is_planned())
}

/// Two remarks as one, each said once.
fn notes(there: Option<String>, new: Option<String>) -> Option<String> {
    match (there, new) {
        (Some(there), Some(new)) if !there.contains(&new) => Some(format!("{there}; {new}")),
        (Some(note), _) | (None, Some(note)) => Some(note),
        (None, None) => None,
    }
}

/// Whether an attribute says yes or no, so that leaving it out says no.
pub(super) fn is_flag(schema: &Schema, name: &str) -> bool {
    schema.attribute(name).is_some_and(|attribute| attribute.value == ValueType::YesNo)
}

/// The one relation that two records between the same nodes speak of, or `None` where they
/// contradict each other and are two.
///
/// They are one where each date is stated alike, by one of them only, or by one of them more
/// precisely than by the other; no attribute is stated differently, flags that are left out counting
/// as *no*; and no known date of one falls outside the spell that both together give. What is only
/// planned stays apart from what is, and one layer from another.
pub(super) fn merged(
    there: &EdgeRecord,
    new: &EdgeRecord,
    is_flag: impl Fn(&str) -> bool,
) -> Option<EdgeRecord> {
    if there.layer != new.layer || there.validity.is_planned() != new.validity.is_planned() {
        return None;
    }
    let mut one = there.clone();
    one.validity = spell(&there.validity, &new.validity)?;
    one.on = narrower(there.on, new.on)?;
    let names = there.attributes.keys().chain(new.attributes.keys());
    for name in names {
        match (there.attributes.get(name), new.attributes.get(name)) {
            (Some(a), Some(b)) if a == b => {}
            (None, Some(value)) | (Some(value), None)
                if !is_flag(name) || value.as_bool() == Some(false) =>
            {
                one.attributes.insert(name.clone(), value.clone());
            }
            _ => return None,
        }
    }
    // What one source states, no other need infer.
    one.inferred = there.inferred.zip(new.inferred).map(|(a, b)| a.max(b));
    one.note = notes(one.note, new.note.clone());
    for evidence in &new.evidence {
        add::<Evidence>(&mut one.evidence, evidence.clone());
    }
    Some(one)
}

fn spell(a: &Validity, b: &Validity) -> Option<Validity> {
    let known = a.known().iter().chain(b.known()).copied();
    let start = narrower(a.start(), b.start())?;
    let end = narrower(a.end(), b.end())?;
    let one = Validity::new(start, end).ok()?.with_planned(a.is_planned()).with_known(known);
    let contradicted = one.contradicted(&[]).any(|date| {
        let already = |validity: &Validity| validity.contradicted(&[]).any(|d| d == date);
        !already(a) && !already(b)
    });
    (!contradicted).then_some(one)
}

/// The more precise of two dates where one lies within the other.
fn narrower(a: Boundary, b: Boundary) -> Option<Boundary> {
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
