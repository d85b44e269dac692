//! What two graphs differ in, as lines.

use std::collections::BTreeMap;

use super::page::Page;
use crate::cli::text::{Style, Text, brief};
use crate::curate::Sign;
use crate::graph::{Difference, Snapshot};
use crate::model::{EdgeId, EdgeRecord, Element, Index, IndexKind, Key, NodeId, Relation, Value};

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
    if said.is_empty() {
        said.push("evidence, dates of names or numbers".to_owned());
    }
    said
}

/// The properties as a query sees them, but for those that say the same in another way.
fn properties(graph: &Snapshot, element: Element) -> BTreeMap<String, String> {
    let text = |value: Value| match value {
        Value::String(text) => text.to_string(),
        other => other.to_string(),
    };
    let named = |(key, value)| (graph.prop_key_name(key).to_owned(), text(value));
    match element {
        Element::Node(id) => {
            let labels: Vec<&str> = graph.node_labels(id).map(|l| graph.label_name(l)).collect();
            let mut all: BTreeMap<_, _> = graph.node_properties(id).map(named).collect();
            all.insert("labels".to_owned(), labels.join(", "));
            all
        }
        Element::Edge(id) => graph.edge_properties(id).map(named).collect(),
    }
}
