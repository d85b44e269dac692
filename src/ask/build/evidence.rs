//! What a row of a query rests on, as an answer.

use super::{Builder, number};
use crate::ask::answer::{Answer, Item};
use crate::ask::form::Show;
use crate::ask::lens::Lens;
use crate::cypher::Grounds;
use crate::graph::Snapshot;
use crate::model::schema::property_of;
use crate::model::{EdgeId, NodeId, Value};

/// What a row rests on: each relation, step of a path, number and node in its values and in the matches
/// behind it.
pub(in crate::ask) fn evidence(
    snapshot: &Snapshot,
    values: &[Value],
    grounds: Option<&Grounds>,
    lens: &Lens,
) -> Answer {
    let mut builder = Builder::new(snapshot, &[], lens.when);
    let mut items = Vec::new();
    let of = values.iter().find_map(|value| match value {
        Value::Node(node) => Some(*node),
        _ => None,
    });
    let first = grounds.map_or(&[][..], |grounds| &grounds.first);
    // Of what is gathered, the matches tell it all, and one by one.
    if !grounds.is_some_and(|grounds| grounds.gathered) {
        for value in values {
            builder.value(value, of, &mut items);
        }
    }
    for ground in first {
        for (of, key) in &ground.properties {
            if let Value::Node(node) = of {
                builder.told(*node, key, &mut items);
            }
        }
        for value in &ground.values {
            builder.value(value, of, &mut items);
        }
    }
    let mut answer = Answer {
        question: String::new(),
        query: String::new(),
        as_of: lens.when.map(|when| when.moment().to_string()),
        throughout: false,
        at_least: None,
        title: String::new(),
        show: Show::Relations,
        subjects: Vec::new(),
        answers: items,
        others: Vec::new(),
        sources: Vec::new(),
        notes: grounds.and_then(said).map(Into::into).into_iter().collect(),
    };
    number(&mut answer, &builder.sources);
    answer
}

/// How many matches there are, where it is not the one that is shown.
fn said(grounds: &Grounds) -> Option<String> {
    let Grounds { count, first, gathered, distinct } = grounds;
    let once = if *distinct { ", those alike once" } else { "" };
    let matches = if *count == 1 { "match" } else { "matches" };
    let which = match first.len() {
        n if n == *count => String::new(),
        0 => "; none of them is shown".to_owned(),
        1 => "; the first of them:".to_owned(),
        n => format!("; the first {n} of them:"),
    };
    match (gathered, count) {
        (true, 0) => Some("nothing was found to be gathered".to_owned()),
        (true, count) => Some(format!("gathered from {count} {matches}{once}{which}")),
        (false, 0 | 1) => None,
        (false, count) => Some(format!("{count} matches give a row like this{which}")),
    }
}

impl Builder<'_> {
    /// What a value rests on, whatever it is nested in; nothing twice, and no node by itself that a
    /// relation has already named.
    fn value(&mut self, value: &Value, of: Option<NodeId>, items: &mut Vec<Item>) {
        match value {
            Value::Node(node) => {
                let name = |item: &Item| item.node == Some(*node) && item.value.is_none();
                if !items.iter().any(name) {
                    items.push(self.node_line(*node, None));
                }
            }
            Value::Relationship(edge) => {
                if let Some((from, to)) = self.snapshot.edge_ends(*edge) {
                    self.step(*edge, from, to, items);
                }
            }
            Value::Path(path) => {
                if let ([node], []) = (path.nodes.as_slice(), path.edges.as_slice()) {
                    self.value(&Value::Node(*node), of, items);
                }
                for (nodes, edge) in path.nodes.windows(2).zip(&path.edges) {
                    if let [near, far] = nodes {
                        self.step(*edge, *near, *far, items);
                    }
                }
            }
            Value::List(values) => values.iter().for_each(|one| self.value(one, of, items)),
            Value::Map(map) => match self.fact(map, of, None) {
                Some(fact) => items.push(Item { from: of.map(|of| self.end(of)), ..fact }),
                None => map.iter().for_each(|(_, one)| self.value(one, of, items)),
            },
            _ => {}
        }
    }

    fn step(&mut self, edge: EdgeId, near: NodeId, far: NodeId, items: &mut Vec<Item>) {
        if !items.iter().any(|item| item.edge == Some(edge)) {
            let link = self.link(edge, far, self.own_grade(edge));
            items.push(Item { from: Some(self.end(near)), ..link });
        }
    }

    /// Why a property of a node has the value it has: what is said of that number, or of the node.
    fn told(&mut self, node: NodeId, key: &str, items: &mut Vec<Item>) {
        // What something is called is said by whatever says that it is there.
        if key == "name" {
            return self.value(&Value::Node(node), None, items);
        }
        let Some(record) = self.snapshot.node_record(node) else { return };
        let known = self.snapshot.prop_key(key);
        let value = known.map_or(Value::Null, |key| self.snapshot.node_property(node, key));
        if value.is_null() {
            return;
        }
        let stated = record.facts.iter().rposition(|fact| {
            property_of(fact.of.as_ref().unwrap_or(&fact.key)) == key && fact.value == value
        });
        let from = Some(self.end(node));
        let item = if let Some(item) = stated.and_then(|index| self.stated(node, index, None)) {
            Item { from, ..item }
        } else {
            let (value, caption) = (Some(plain(&value)), key.replace('_', " "));
            Item { value, from, caption, ..self.node_line(node, None) }
        };
        let same = |there: &Item| {
            (there.node, &there.caption, &there.value) == (item.node, &item.caption, &item.value)
        };
        if !items.iter().any(same) {
            items.push(item);
        }
    }
}

/// A value of a property in words.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::List(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}
