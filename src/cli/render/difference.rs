//! What two graphs differ in, as lines.

use std::collections::BTreeMap;

use super::page::Page;
use crate::cli::text::{Style, Text, brief};
use crate::curate::Sign;
use crate::graph::{Difference, Snapshot};
use crate::model::when::{Boundary, PartialDate};
use crate::model::{
    EdgeId, EdgeRecord, Element, Evidence, Index, IndexKind, Key, NodeId, Relation, Value,
};

/// So many lines of one sort are shown.
const SHOWN: usize = 40;
/// So many characters of a value are shown.
const VALUE: usize = 60;

/// What was added, removed and changed, each under its title; nothing where all is the same.
pub(in crate::cli) fn lines(difference: &Difference, page: &mut Page) {
    for (sign, title) in
        [(Sign::Added, "Added"), (Sign::Removed, "Removed"), (Sign::Changed, "Changed")]
    {
        section(title, of_sign(difference, sign), page);
    }
    section("Declared", difference.declared.iter().map(index), page);
    section("Declared no more", difference.dropped.iter().map(index), page);
}

fn index(index: &Index) -> Text {
    let sort = match index.kind {
        IndexKind::Plain => "index",
        IndexKind::Unique => "constraint, unique",
        IndexKind::FullText => "index, full text",
    };
    let on = format!(" · {sort} · :{}({})", index.label, index.properties.join(", "));
    Text::of(Style::Name, &index.name).and(Style::Faint, &on)
}

/// The same line by line, each behind its sign.
pub(in crate::cli) fn marked(difference: &Difference, page: &mut Page) {
    for sign in [Sign::Added, Sign::Removed, Sign::Changed] {
        let lines = of_sign(difference, sign);
        let count = lines.len();
        for line in lines.take(SHOWN) {
            let mut marked = Text::of(Style::Plain, &format!("{} ", sign.mark()));
            marked.append(&line);
            page.line(6, 4, &marked);
        }
        if count > SHOWN {
            let more = format!("{} … and {} more", sign.mark(), count - SHOWN);
            page.line(6, 0, &Text::of(Style::Faint, &more));
        }
    }
}

/// A line for each thing that was added, removed or changed.
fn of_sign(difference: &Difference, sign: Sign) -> impl ExactSizeIterator<Item = Text> {
    let (graph, elements) = match sign {
        Sign::Added => (&difference.after, &difference.added),
        Sign::Removed => (&difference.before, &difference.removed),
        Sign::Changed => (&difference.after, &difference.changed),
    };
    elements.iter().map(move |element| {
        let mut line = whole(graph, *element);
        if sign == Sign::Changed {
            line.push(Style::Plain, " — ");
            line.push(Style::Plain, &altered(difference, *element).join("; "));
        }
        line
    })
}

fn section(title: &str, lines: impl ExactSizeIterator<Item = Text>, page: &mut Page) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    page.gap();
    page.line(0, 2, &Text::of(Style::Title, title).and(Style::Faint, &format!(" ({count})")));
    for line in lines.take(SHOWN) {
        page.line(2, 4, &line);
    }
    if count > SHOWN {
        page.line(2, 0, &Text::of(Style::Faint, &format!("… and {} more", count - SHOWN)));
    }
}

fn whole(graph: &Snapshot, element: Element) -> Text {
    match element {
        Element::Node(id) => node(graph, id),
        Element::Edge(id) => edge(graph, id),
    }
}

fn node(graph: &Snapshot, id: NodeId) -> Text {
    let mut line = name(graph, id);
    let kind = graph.node_record(id).and_then(|record| {
        let kind = graph.kind_of(id)?;
        let subs = &record.sub_kinds;
        let sub = subs.iter().find_map(|sub| kind.sub.iter().find(|s| s.id == *sub));
        Some(sub.map_or(&kind.noun, |sub| &sub.noun).one.clone())
    });
    let labels = || {
        let labels: Vec<&str> =
            graph.node_labels(id).map(|label| graph.label_name(label)).collect();
        labels.join(", ")
    };
    let kind = kind.unwrap_or_else(labels);
    if !kind.is_empty() {
        line.push(Style::Faint, &format!(" · {kind}"));
    }
    line
}

fn name(graph: &Snapshot, id: NodeId) -> Text {
    match graph.node_name(id) {
        "" => Text::of(Style::Name, &format!("node {}", id.0)),
        name => Text::of(Style::Name, name),
    }
}

fn edge(graph: &Snapshot, id: EdgeId) -> Text {
    let Some((from, to)) = graph.edge_ends(id) else { return Text::new() };
    if let Some(record) = graph.edge_record(id).filter(|_| !graph.contains_edge(id)) {
        return one(graph, id, record);
    }
    let says = graph.relation_of(id).map(|relation| relation.says.clone());
    let drawn = || graph.edge_type(id).map(|t| graph.rel_type_name(t).to_owned());
    let says = says.or_else(drawn).unwrap_or_default();
    let mut line = name(graph, from);
    line.push(Style::Relation, &format!(" {says} "));
    line.append(&name(graph, to));
    if let Some(record) = graph.edge_record(id) {
        let happened = record.on.is_recorded();
        let when = if happened { record.on.words() } else { record.validity.words() };
        if !when.is_empty() {
            line.push(Style::Faint, &format!(", {when}"));
        }
    }
    line
}

/// A relation between two that are seen as one, by what they were entered as.
fn one(graph: &Snapshot, id: EdgeId, record: &EdgeRecord) -> Text {
    let name = |key: &Key| match graph.keyed(key.as_str()) {
        Some(node) => name(graph, node),
        None => Text::of(Style::Name, key.as_str()),
    };
    let relation = graph.relation_of(id);
    let says = relation.map_or(record.relation.as_str(), |relation| relation.says.as_str());
    let same = relation.is_some_and(Relation::is_same_as);
    let says = if same { "is seen as one with" } else { says };
    let mut line = name(&record.from).and(Style::Relation, &format!(" {says} "));
    line.append(&name(&record.to));
    line
}

/// What else is said of an element than before, in words.
fn altered(difference: &Difference, element: Element) -> Vec<String> {
    let (before, after) = (&difference.before, &difference.after);
    let (old, new) = (properties(before, element), properties(after, element));
    let mut said = Vec::new();
    for (key, value) in &new {
        let now = brief(value, VALUE).into_owned();
        match old.get(key) {
            Some(then) if then == value => {}
            Some(then) => said.push(format!("{key}: {now}, was {}", brief(then, VALUE))),
            None => said.push(format!("{key}: {now}, was not stated")),
        }
    }
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    said.extend(gone.map(|(key, then)| format!("{key}: no more, was {}", brief(then, VALUE))));
    said.extend(names(before, after, element));
    said.extend(vouched(before, after, element));
    if said.is_empty() {
        said.push("evidence, dates of names or numbers".to_owned());
    }
    said
}

/// By which other names something goes that it did not go by, and the other way round.
fn names(before: &Snapshot, after: &Snapshot, element: Element) -> Vec<String> {
    let Element::Node(id) = element else { return Vec::new() };
    let of = |graph: &Snapshot| {
        let record = graph.node_record(id);
        let names = record.map(|record| record.aka.iter().map(|form| form.text.clone()));
        names.into_iter().flatten().collect::<Vec<String>>()
    };
    let (old, new) = (of(before), of(after));
    let also = new.iter().filter(|name| !old.contains(name));
    let also = also.map(|name| format!("also called {}", brief(name, VALUE)));
    let gone = old.iter().filter(|name| !new.contains(name));
    also.chain(gone.map(|name| format!("no longer called {}", brief(name, VALUE)))).collect()
}

/// Which words vouch for something that did not, and the other way round.
fn vouched(before: &Snapshot, after: &Snapshot, element: Element) -> Vec<String> {
    let of = |graph: &Snapshot| {
        let evidence = match element {
            Element::Node(id) => graph.node_record(id).map(|record| record.evidence.clone()),
            Element::Edge(id) => graph.edge_record(id).map(|record| record.evidence.clone()),
        };
        evidence.unwrap_or_default()
    };
    let told = |graph: &Snapshot, evidence: &Evidence| {
        let document = graph.by_key(evidence.source.as_str()).map(|id| graph.node_name(id));
        let document = document.unwrap_or(evidence.source.as_str());
        let quote = evidence.quote.as_deref().map(|quote| format!(": “{}”", brief(quote, VALUE)));
        format!("{}{}", brief(document, VALUE), quote.unwrap_or_default())
    };
    let (old, new) = (of(before), of(after));
    let more = new.iter().filter(|evidence| !old.contains(evidence));
    let more = more.map(|evidence| format!("now also said by {}", told(after, evidence)));
    let gone = old.iter().filter(|evidence| !new.contains(evidence));
    more.chain(gone.map(|one| format!("no longer said by {}", told(before, one)))).collect()
}

/// The properties in words, but for those that say the same in another way.
fn properties(graph: &Snapshot, element: Element) -> BTreeMap<String, String> {
    let named = |(key, value)| {
        let key = graph.prop_key_name(key);
        (key.replace('_', " "), told(key, &value))
    };
    let (recorded, mut all): (bool, BTreeMap<_, _>) = match element {
        Element::Node(id) => {
            (graph.node_record(id).is_some(), graph.node_properties(id).map(named).collect())
        }
        Element::Edge(id) => {
            (graph.edge_record(id).is_some(), graph.edge_properties(id).map(named).collect())
        }
    };
    if recorded {
        for key in TOLD_APART {
            all.remove(key);
        }
    }
    if let Element::Node(id) = element {
        let labels: Vec<&str> = graph.node_labels(id).map(|l| graph.label_name(l)).collect();
        all.insert("labels".to_owned(), labels.join(", "));
    }
    all
}

/// What of a record is told in other words than as a property.
const TOLD_APART: [&str; 3] = ["aka", "quotes", "sources"];

/// A value as people write it: dates in words, lists with commas.
fn told(key: &str, value: &Value) -> String {
    match value {
        Value::String(text) if ["start", "end", "on"].contains(&key) => {
            text.parse::<Boundary>().map_or_else(|_| text.to_string(), Boundary::words)
        }
        Value::String(text) if key == "known" => {
            text.parse::<PartialDate>().map_or_else(|_| text.to_string(), PartialDate::words)
        }
        Value::String(text) => text.to_string(),
        Value::List(values) => {
            values.iter().map(|one| told(key, one)).collect::<Vec<_>>().join(", ")
        }
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
