//! Relations that allow no cycle, and those that form a tree.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule, Subject};
use crate::error::Finding;
use crate::model::NodeId;

pub(super) const CYCLES: Rule = Rule {
    code: "K0002",
    doc: "no node is part of itself, or its own successor, by any number of steps",
    subject: Subject::Conflict,
    run: cycles,
};

pub(super) const TREES: Rule = Rule {
    code: "K0003",
    doc: "what forms a tree has one parent: a place is part of one other place",
    subject: Subject::Conflict,
    run: trees,
};

/// A longer way is cut short after this many names.
const NAMED: usize = 8;

fn cycles(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let relations = snapshot.schema().relations().iter().filter(|r| r.acyclic);
    let found = relations.filter_map(|r| Some((r, snapshot.rel_type(&r.cypher)?)));
    found
        .flat_map(|(relation, rel_type)| {
            snapshot.cycles(rel_type).into_iter().map(move |way| (relation, way))
        })
        .filter_map(|(relation, way)| {
            let first = snapshot.node_record(*way.first()?)?;
            let mut names: Vec<&str> = way.iter().take(NAMED).map(|n| context.name(*n)).collect();
            if way.len() > NAMED {
                names.extend(["…", &first.name]);
            }
            let message = format!(
                "{} comes back to itself by `{}`: {}",
                first.name,
                relation.id,
                names.join(" → ")
            );
            Some(
                rule.error(message, context.place_of(&first.key))
                    .with_help("take out one of these relations, or turn it round"),
            )
        })
        .collect()
}

fn trees(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let schema = snapshot.schema();
    let mut parents: BTreeMap<(&str, NodeId), BTreeSet<NodeId>> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let Some(relation) = snapshot.relation_of(id) else { continue };
        let Some((from, to)) = snapshot.edge_ends(id) else { continue };
        let kind = snapshot.node_record(from).and_then(|r| schema.kind_named(&r.kind));
        if kind.is_some_and(|k| relation.tree.contains(&k)) {
            parents.entry((edge.relation.as_str(), from)).or_default().insert(to);
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
                .with_help("keep the nearest one; it is part of the others through that one")
        })
        .collect()
}
