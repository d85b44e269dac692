//! Relations that allow no cycle, and those that form a tree.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule, WithHelp};
use crate::error::Finding;
use crate::model::{Direction, NodeId, Relation};

pub(super) const CYCLES: Rule = Rule {
    code: "K0002",
    doc: "no node is part of itself, or its own successor, by any number of steps",
    run: cycles,
};

pub(super) const TREES: Rule = Rule {
    code: "K0003",
    doc: "what forms a tree has one parent: a place is part of one other place",
    run: trees,
};

fn cycles(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let relations = context.snapshot.schema().relations().iter().filter(|r| r.acyclic);
    relations
        .flat_map(|relation| cyclic(context, relation).into_iter().map(move |c| (relation, c)))
        .map(|(relation, cycle)| {
            let names: Vec<&str> = cycle.iter().map(|n| context.name(*n)).collect();
            let first = cycle.first().and_then(|n| context.snapshot.node_record(*n));
            let way = names.join(" → ");
            let message =
                format!("{} is {} itself: {way}", names.first().unwrap_or(&""), relation.says);
            rule.error(message, first.and_then(|r| context.place_of(&r.key)))
                .help("take out one of these relations, or turn it round")
        })
        .collect()
}

/// The strongly connected groups of a relation, each as a way round that begins and ends at its first node.
fn cyclic(context: &Context<'_>, relation: &Relation) -> Vec<Vec<NodeId>> {
    let snapshot = context.snapshot;
    let Some(rel_type) = snapshot.rel_type(&relation.cypher) else { return Vec::new() };
    let types = [rel_type];
    let mut found = Vec::new();
    let mut done: BTreeSet<NodeId> = BTreeSet::new();
    for start in snapshot.nodes() {
        if done.contains(&start) {
            continue;
        }
        // A breadth-first search for the way back to where it began.
        let mut came_from: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        let mut open = std::collections::VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            for (_, next) in snapshot.expand(node, Direction::Out, &types) {
                if let Entry::Vacant(vacant) = came_from.entry(next) {
                    vacant.insert(node);
                    open.push_back(next);
                }
            }
        }
        if came_from.contains_key(&start) {
            let mut way = vec![start];
            let mut at = start;
            while let Some(before) = came_from.get(&at) {
                way.push(*before);
                at = *before;
                if at == start {
                    break;
                }
            }
            way.reverse();
            done.extend(&way);
            found.push(way);
        }
    }
    found
}

fn trees(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let schema = snapshot.schema();
    let mut parents: BTreeMap<(&str, NodeId), Vec<NodeId>> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let Some(relation) = snapshot.relation_of(id) else { continue };
        let Some((from, to)) = snapshot.edge_ends(id) else { continue };
        let kind = snapshot.node_record(from).and_then(|r| schema.kind_named(&r.kind));
        if kind.is_some_and(|k| relation.tree.contains(&k)) {
            parents.entry((edge.relation.as_str(), from)).or_default().push(to);
        }
    }
    parents
        .into_iter()
        .filter(|(_, parents)| parents.len() > 1)
        .map(|((relation, node), parents)| {
            let names: Vec<&str> = parents.iter().map(|n| context.name(*n)).collect();
            let message = format!(
                "{} has {} parents by `{relation}`: {}",
                context.name(node),
                parents.len(),
                names.join(", ")
            );
            let key = snapshot.node_record(node).map(|r| &r.key);
            rule.error(message, key.and_then(|k| context.place_of(k)))
                .help("keep the nearest one; it is part of the others through that one")
        })
        .collect()
}
