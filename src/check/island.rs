//! Groups of nodes that nothing joins to the rest.

use std::collections::BTreeSet;

use super::{Context, Rule, Topic};
use crate::error::Finding;
use crate::model::{Direction, NodeId};

pub(super) const RULE: Rule = Rule {
    code: "K0009",
    doc: "everything hangs together; what stands alone may lack a relation",
    topic: Some(Topic::Isolated),
    run,
};

/// Groups of more nodes than this are named by their size alone.
const NAMED: usize = 3;

fn run(context: &Context<'_>, rule: &Rule) -> Vec<Finding> {
    let snapshot = context.snapshot;
    let sources: BTreeSet<NodeId> = snapshot.sources().into_iter().collect();
    let mut seen: BTreeSet<NodeId> = BTreeSet::new();
    let mut groups: Vec<Vec<NodeId>> = Vec::new();
    for start in snapshot.nodes() {
        // A document that others rest on is joined to them by that.
        if sources.contains(&start) || !seen.insert(start) {
            continue;
        }
        let mut group = vec![start];
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            for (_, next) in snapshot.expand(node, Direction::Both, &[]) {
                if seen.insert(next) {
                    group.push(next);
                    open.push(next);
                }
            }
        }
        groups.push(group);
    }
    groups.sort_by_key(|g| std::cmp::Reverse(g.len()));
    groups
        .iter()
        .skip(1)
        .filter_map(|group| {
            let record = snapshot.node_record(*group.first()?)?;
            let names: Vec<&str> = group.iter().take(NAMED).map(|n| context.name(*n)).collect();
            let message = match group.len() {
                1 => format!("{} stands alone: no relation names it", record.name),
                n if n <= NAMED => format!("{} stand apart from everything else", names.join(", ")),
                n => {
                    format!("{n} entities around {} stand apart from everything else", record.name)
                }
            };
            let help = format!(
                "`\"{}\"` shows it; `add … source \"TITLE, DATE\" quote \"…\"` joins it to another",
                record.name
            );
            Some(rule.note(message, context.place_of(&record.key)).with_help(help))
        })
        .collect()
}
