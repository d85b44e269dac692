//! `set`, `rename`: what is said of entities.

use super::Sign;
use super::clause::{Clauses, spoken, typed};
use super::draft::{Cited, Draft};
use crate::ask::AskError;
use crate::ask::words::{Word, cut_last, joined, span};
use crate::model::schema::{ValueType, property_of};
use crate::model::when::{Boundary, Moment, Validity};
use crate::model::{Addition, Change, Element, Fact, Form, NameForm, NodeId, Value};

/// What can be said of a node, and what it takes.
struct Settable {
    /// As it is typed.
    caption: String,
    id: String,
    takes: ValueType,
    is_fact: bool,
}

fn settables(draft: &Draft<'_>) -> Vec<Settable> {
    let declared = draft.schema().declared();
    let text = |caption: &str, id: &str, takes| Settable {
        caption: caption.to_owned(),
        id: id.to_owned(),
        takes,
        is_fact: false,
    };
    let mut all = vec![
        text("start", "start", ValueType::Date),
        text("end", "end", ValueType::Date),
        text("note", "note", ValueType::Text),
    ];
    let of_kinds = |id: &String| declared.kinds.iter().any(|kind| kind.attributes.contains(id));
    for attribute in declared.attributes.iter().filter(|a| of_kinds(&a.id)) {
        all.push(text(&spoken(&attribute.id), &attribute.id, attribute.value.clone()));
    }
    for scheme in &declared.schemes {
        all.push(text(&spoken(&scheme.id), &scheme.id, ValueType::Text));
        all.push(text(&scheme.caption.to_lowercase(), &scheme.id, ValueType::Text));
    }
    for fact in declared.facts.iter().filter(|fact| fact.id != "count") {
        for caption in [spoken(&fact.id), fact.caption.to_lowercase()] {
            let (id, takes) = (fact.id.clone(), fact.value.clone());
            all.push(Settable { caption, id, takes, is_fact: true });
        }
    }
    all
}

/// `set X ATTRIBUTE VALUE`.
pub(super) fn set(draft: &mut Draft<'_>, body: &[Word], clauses: &Clauses) -> Result<(), AskError> {
    let whole = span(body, draft.text);
    let all = settables(draft);
    let mut failure = None;
    let mut read = None;
    for settable in &all {
        let Some((name, value)) = cut_last(body, &settable.caption) else { continue };
        if name.is_empty() {
            continue;
        }
        match draft.subject(name) {
            Ok(node) => {
                read = Some((node, settable, value));
                break;
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    let Some((node, settable, value)) = read else {
        if let Some(error) = failure {
            return Err(error);
        }
        let mut known: Vec<&str> = all.iter().map(|s| s.caption.as_str()).collect();
        known.dedup();
        let error = AskError::malformed("it is not said what is to be set", whole);
        return Err(error.with_help(format!("of an entity can be set: {}", known.join(", "))));
    };
    let written = joined(value);
    let at = if value.is_empty() { whole } else { span(value, draft.text) };
    let value = match (settable.id.as_str(), &settable.takes) {
        ("start" | "end", _) => written
            .parse::<Boundary>()
            .or_else(|error| {
                let said = written.parse::<Moment>().map_err(|_| error.clone())?;
                said.to_string().parse::<Boundary>().map_err(|_| error)
            })
            .map(|date| Value::text(date.to_string()))
            .map_err(|e| AskError::date(&e, at))?,
        (_, takes) => typed(&written, takes).map_err(|takes| {
            let message = format!("{} cannot be “{written}”", settable.caption);
            AskError::malformed(message, at).with_help(format!("it takes {takes}"))
        })?,
    };
    let record = draft.record(node)?;
    // A remark is the curator's own word.
    let cited = if settable.id == "note" && clauses.source.is_none() {
        Cited { evidence: Vec::new(), date: None }
    } else {
        draft.cite(clauses)?
    };
    let addition = if settable.is_fact {
        let mut fact = Fact::new(settable.id.clone(), value.clone());
        fact.validity = clauses.validity(cited.date, whole)?;
        fact.inferred = clauses.inferred;
        fact.note.clone_from(&clauses.note);
        fact.evidence = cited.evidence;
        Addition { facts: vec![fact], ..Addition::default() }
    } else {
        let name = property_of(&settable.id).into();
        draft.put(Change::SetProperty { on: Element::Node(node), name, value: value.clone() })?;
        Addition { evidence: cited.evidence, ..Addition::default() }
    };
    if !addition.facts.is_empty() || !addition.evidence.is_empty() {
        draft.put(Change::ExtendNode(record.key.clone(), addition))?;
    }
    draft.is_about(&record.key);
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let sign = if settable.is_fact { Sign::Added } else { Sign::Changed };
    draft.says(sign, format!("{} of {}: {shown}", settable.caption, record.name));
    Ok(())
}

/// The node and its property that words such as `HCL population` name.
pub(super) fn property(draft: &Draft<'_>, body: &[Word]) -> Option<(NodeId, String)> {
    settables(draft).into_iter().find_map(|settable| {
        let (name, value) = cut_last(body, &settable.caption)?;
        let node = (!name.is_empty() && value.is_empty()).then(|| draft.subject(name).ok())??;
        Some((node, settable.id))
    })
}

/// `rename X to NAME`.
pub(super) fn rename(
    draft: &mut Draft<'_>,
    body: &[Word],
    clauses: &Clauses,
) -> Result<(), AskError> {
    let whole = span(body, draft.text);
    let Some((old, new)) = cut_last(body, "to").filter(|(a, b)| !a.is_empty() && !b.is_empty())
    else {
        return Err(draft.wrong("it is not said what the new name is", whole));
    };
    let node = draft.subject(old)?;
    let record = draft.record(node)?;
    let name = joined(new);
    if name == record.name {
        let message = format!("it is called {name} already");
        return Err(draft.wrong(message, span(new, draft.text)));
    }
    let cited = match clauses.source {
        Some(_) => draft.cite(clauses)?.evidence,
        None => Vec::new(),
    };
    let validity = Validity::new(Boundary::Unknown, clauses.start);
    let former = NameForm {
        form: Form::Former,
        validity: validity.map_err(|e| AskError::date(&e, whole))?,
        evidence: cited,
        ..NameForm::from(record.name.as_str())
    };
    let value = Value::text(name.as_str());
    draft.put(Change::SetProperty { on: Element::Node(node), name: "name".into(), value })?;
    let addition = Addition { aka: vec![former], ..Addition::default() };
    draft.put(Change::ExtendNode(record.key.clone(), addition))?;
    draft.is_about(&record.key);
    draft.says(Sign::Changed, format!("{} is called {name}; the old name stays", record.name));
    Ok(())
}
