//! Lifts a selection out of a snapshot, as it held in the moment asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::AsOf;
use super::network::{Body, Link, Network, Source};
use super::selection::Selection;
use crate::graph::Snapshot;
use crate::model::value::Path;
use crate::model::when::{Boundary, Grade, PartialDate, Validity};
use crate::model::{
    Confidence, Direction, EdgeId, EdgeRecord, Element, Evidence, Key, NodeId, NodeRecord,
    Relation, Value,
};
use crate::view::style::Family;

/// The qualifiers of a post, in the order they are said.
const QUALIFIERS: [&str; 4] = ["interim", "independent", "joint", "deputy"];

/// The network a selection stands for.
pub(in crate::view) fn network(
    snapshot: &Snapshot,
    selection: &Selection,
    as_of: Option<AsOf>,
) -> Network {
    let edges: Vec<EdgeId> =
        selection.edges().iter().copied().filter(|e| is_shown(snapshot, *e, as_of)).collect();
    let touched: BTreeSet<NodeId> =
        edges.iter().filter_map(|e| snapshot.edge_ends(*e)).flat_map(|(a, b)| [a, b]).collect();
    let nodes: Vec<NodeId> = selection
        .nodes()
        .iter()
        .copied()
        .filter(|n| {
            Some(*n) == selection.centre() || exists(snapshot, *n, as_of, touched.contains(n))
        })
        .collect();

    let (sources, numbers, keys) = sources(snapshot, &nodes, &edges);
    let only_source = |node: &NodeId| {
        let key = snapshot.node_record(*node).map(|r| &r.key);
        !touched.contains(node)
            && Some(*node) != selection.centre()
            && key.is_some_and(|k| keys.contains(k))
    };
    let shown: Vec<NodeId> = nodes.iter().copied().filter(|n| !only_source(n)).collect();
    // Whoever was surely a member of something was surely there.
    let sure = |edge: &EdgeId| {
        as_of.is_some_and(|a| snapshot.edge_holds(*edge, &a.moment, Grade::Presumed))
    };
    let ends = edges.iter().filter(|e| sure(e)).filter_map(|e| snapshot.edge_ends(*e));
    let vouched: BTreeSet<NodeId> = ends.flat_map(|(a, b)| [a, b]).collect();
    let bodies: BTreeMap<NodeId, Body> = shown
        .iter()
        .filter_map(|n| {
            let change = selection.change(Element::Node(*n));
            let sure = vouched.contains(n);
            let body = body(snapshot, *n, snapshot.node_record(*n)?, as_of, sure);
            Some((*n, Body { change, ..body }))
        })
        .collect();
    let links: Vec<Link> = edges
        .iter()
        .filter_map(|e| link(snapshot, *e, as_of, &numbers))
        .map(|link| Link { change: selection.change(Element::Edge(link.edge)), ..link })
        .filter(|l| bodies.contains_key(&l.from) && bodies.contains_key(&l.to))
        .collect();
    Network {
        nodes_left_out: selection.nodes().len() - nodes.len() + (shown.len() - bodies.len()),
        edges_left_out: selection.edges().len() - links.len(),
        only_sources: nodes.len() - shown.len(),
        bodies,
        links,
        sources,
    }
}

/// The further neighbours of each node of a path, by name.
pub(super) fn beside(snapshot: &Snapshot, route: &Path) -> BTreeMap<NodeId, Vec<String>> {
    let on_route: BTreeSet<NodeId> = route.nodes.iter().copied().collect();
    on_route
        .iter()
        .map(|node| {
            let names: BTreeSet<String> = snapshot
                .expand(*node, Direction::Both, &[])
                .filter(|(edge, far)| is_shown(snapshot, *edge, None) && !on_route.contains(far))
                .filter_map(|(_, far)| snapshot.node_record(far).map(|r| r.name.clone()))
                .collect();
            (*node, names.into_iter().collect())
        })
        .collect()
}

/// Whether a relation says something of the world, and held.
fn is_shown(snapshot: &Snapshot, edge: EdgeId, as_of: Option<AsOf>) -> bool {
    snapshot.relation_of(edge).is_some_and(|r| !r.curation && !r.derived)
        && snapshot.contains_edge(edge)
        && as_of.is_none_or(|a| snapshot.edge_holds(edge, &a.moment, a.floor))
}

/// Whether a node existed: surely enough by its own dates, or because a relation that held joins it.
fn exists(snapshot: &Snapshot, node: NodeId, as_of: Option<AsOf>, touched: bool) -> bool {
    snapshot.contains_node(node)
        && as_of.is_none_or(|a| touched || snapshot.node_holds(node, &a.moment, a.floor))
}

fn body(
    snapshot: &Snapshot,
    node: NodeId,
    record: &NodeRecord,
    as_of: Option<AsOf>,
    sure: bool,
) -> Body {
    let kind = snapshot.kind_of(node);
    let sub = record
        .sub_kinds
        .first()
        .and_then(|id| kind.and_then(|k| k.sub.iter().find(|s| s.id == *id)))
        .map(|s| &s.noun);
    let noun = sub.or(kind.map(|k| &k.noun));
    let grade = as_of.map(|a| snapshot.node_grade(node, &a.moment));
    let uncertain = grade.filter(|g| *g == Grade::Possible && !sure);
    let ended = ended(&record.validity).filter(|_| as_of.is_none());
    Body {
        node,
        caption: noun.map_or_else(|| record.kind.clone(), |n| n.one.clone()),
        many: noun.map_or_else(|| record.kind.clone(), |n| n.many.clone()),
        name: record.name.clone(),
        family: Family::of(&record.kind, &record.sub_kinds),
        remark: remark(uncertain, record.inferred, record.validity.is_planned(), ended),
        change: None,
    }
}

fn link(
    snapshot: &Snapshot,
    edge: EdgeId,
    as_of: Option<AsOf>,
    numbers: &BTreeMap<Key, usize>,
) -> Option<Link> {
    let (from, to) = snapshot.edge_ends(edge)?;
    let record = snapshot.edge_record(edge)?;
    let relation = snapshot.relation_of(edge)?;
    let grade = as_of.map(|a| snapshot.edge_grade(edge, &a.moment)).filter(|g| *g != Grade::Yes);
    let evidence = |e: &Evidence| Some((*numbers.get(&e.source)?, e.quote.clone()));
    Some(Link {
        edge,
        from,
        to,
        relation: Arc::new(relation.clone()),
        class: record.attributes.get("class").and_then(Value::as_str).map(str::to_owned),
        role: role(relation, record),
        when: when(relation, record),
        remark: remark(grade, record.inferred, record.validity.is_planned(), None),
        ended: ended(&record.validity).filter(|_| as_of.is_none() && !relation.event),
        change: None,
        evidence: record.evidence.iter().filter_map(evidence).collect(),
    })
}

/// The post as the source writes it, or its qualifiers before the relation's own noun.
fn role(relation: &Relation, record: &EdgeRecord) -> Option<String> {
    if let Some(post) = record.attributes.get("post").and_then(Value::as_str) {
        return Some(post.to_owned());
    }
    let said = |q: &&str| record.attributes.get(*q).and_then(Value::as_bool) == Some(true);
    let mut words: Vec<&str> = QUALIFIERS.into_iter().filter(said).collect();
    if words.is_empty() {
        return None;
    }
    let says = relation.says.as_str();
    words.push(says.strip_suffix(" of").or_else(|| says.strip_suffix('s')).unwrap_or(says));
    Some(words.join(" "))
}

fn when(relation: &Relation, record: &EdgeRecord) -> String {
    match (relation.event, record.on) {
        (true, Boundary::Unknown) => "date not stated".to_owned(),
        (true, on) => on.words(),
        (false, _) => record.validity.words(),
    }
}

/// What a reader must know of something, in words.
pub(crate) fn remark(
    grade: Option<Grade>,
    inferred: Option<Confidence>,
    planned: bool,
    ended: Option<String>,
) -> Option<String> {
    let words = [
        planned.then(|| "planned".to_owned()),
        inferred.map(|_| "inferred".to_owned()),
        grade.filter(|g| *g != Grade::Yes).map(|grade| grade.words().to_owned()),
        ended,
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// When something ended, where that is known: `until 2015`.
pub(crate) fn ended(validity: &Validity) -> Option<String> {
    validity.end().is_recorded().then(|| format!("until {}", validity.end().words()))
}

/// The documents that vouch for what is shown, the oldest first, the number of each from 0, and the keys
/// of all. Registers that only lend codes are not listed: no code is shown.
fn sources(
    snapshot: &Snapshot,
    nodes: &[NodeId],
    edges: &[EdgeId],
) -> (Vec<Source>, BTreeMap<Key, usize>, BTreeSet<Key>) {
    let of_nodes = nodes.iter().filter_map(|n| snapshot.node_record(*n)).flat_map(|r| &r.evidence);
    let of_edges = edges.iter().filter_map(|e| snapshot.edge_record(*e)).flat_map(|r| &r.evidence);
    let of_edges: BTreeSet<&Key> = of_edges.map(|e| &e.source).collect();
    let keys: BTreeSet<&Key> =
        of_nodes.map(|e| &e.source).chain(of_edges.iter().copied()).collect();
    let register = |key: &Key| {
        let record = snapshot.by_key(key.as_str()).and_then(|n| snapshot.node_record(n));
        record.is_some_and(|r| r.sub_kinds.iter().any(|kind| kind == "dataset"))
    };
    let mut dated: Vec<_> = keys
        .iter()
        .filter(|key| of_edges.contains(*key) || !register(key))
        .map(|key| {
            let record = snapshot.by_key(key.as_str()).and_then(|n| snapshot.node_record(n));
            let date = record.and_then(|r| r.attributes.get("date"));
            let title = record.map_or_else(|| key.to_string(), |r| r.name.clone());
            (order(date), Source { title, date: date.and_then(date_words) }, Key::clone(key))
        })
        .collect();
    dated.sort();
    let numbers = dated.iter().zip(0..).map(|((_, _, key), n)| (key.clone(), n)).collect();
    let sources = dated.into_iter().map(|(_, source, _)| source).collect();
    (sources, numbers, keys.into_iter().cloned().collect())
}

/// A date's place among others: by day, the undated last.
pub(in crate::view) fn order(date: Option<&Value>) -> (bool, Option<crate::model::when::Day>) {
    let day = match date {
        Some(Value::Date(date)) => date.to_day(),
        Some(Value::String(text)) => text.parse::<PartialDate>().ok().map(PartialDate::earliest),
        _ => None,
    };
    (day.is_none(), day)
}

/// A date in words.
pub(in crate::view) fn date_words(date: &Value) -> Option<String> {
    match date {
        Value::Date(date) => {
            Some(date.to_day().map_or_else(|| date.to_string(), crate::model::when::Day::words))
        }
        Value::String(text) => {
            Some(text.parse::<PartialDate>().map_or_else(|_| text.to_string(), PartialDate::words))
        }
        _ => None,
    }
}
