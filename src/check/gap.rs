//! What to find out next: what is not known, by how many answers it would settle.

use std::collections::BTreeMap;

use super::{Context, Rule, Subject, number_of, undated};
use crate::error::Finding;
use crate::model::when::Boundary;
use crate::model::{Key, NodeId};

pub(super) const RULE: Rule = Rule {
    code: "K0012",
    doc: "what would settle most answers is found out first",
    subject: Subject::Gap,
    run,
};

/// Fewer answers than this are not worth a line.
const FEWEST: usize = 2;
/// So many lines are given.
const MOST: usize = 20;

/// What would settle most first.
fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let mut gaps = Vec::new();
    for (source, alone) in undated::resting_alone(context) {
        let name = context.name_of(source);
        let message = format!(
            "when “{name}” was published: {} alone on it and {} no date",
            number_of(alone, "relationship") + if alone == 1 { " rests" } else { " rest" },
            if alone == 1 { "has" } else { "have" },
        );
        gaps.push((alone, source, message, format!("`set \"{name}\" date DATE source …`")));
    }
    for (node, starts) in without_start(context) {
        let Some(record) = context.snapshot.node_record(node) else { continue };
        let name = &record.name;
        let ties = number_of(starts, "relationship");
        let message = format!("since when {ties} of {name} hold: no start is stated");
        gaps.push((starts, &record.key, message, format!("`\"{name}\"` shows them")));
    }
    gaps.retain(|(count, ..)| *count >= FEWEST);
    gaps.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let told = |(_, key, message, help): (usize, &Key, String, String)| {
        rule.note(message, context.place_of(key)).with_help(help)
    };
    gaps.into_iter().take(MOST).map(told).collect()
}

/// How many relations at each node are dated, but not from their beginning.
fn without_start(context: &Context<'_>) -> BTreeMap<NodeId, usize> {
    let snapshot = context.snapshot;
    let mut starts: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (id, edge) in context.edge_records() {
        let lasts = snapshot
            .relation_of(id)
            .is_some_and(|relation| !relation.event && !relation.curation && !relation.derived);
        let open = edge.validity.start() == Boundary::Unknown && !edge.validity.is_undated();
        if lasts && open {
            for end in snapshot.edge_ends(id).into_iter().flat_map(|(from, to)| [from, to]) {
                *starts.entry(end).or_default() += 1;
            }
        }
    }
    starts
}
