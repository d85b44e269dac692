//! What is said in place of a picture that would show nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Selection;
use crate::graph::Snapshot;
use crate::model::NodeId;
use crate::view::text::{count, shorten};

/// The most nodes that a picture is made of; of more than [`super::MOST_BOXES`], those that matter most
/// are drawn and the rest counted.
pub const MOST_NODES: usize = 20_000;

/// The most kinds that are named.
const KINDS: usize = 5;

/// A selection too large for a picture: what is in it, and where to begin instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    /// How many nodes.
    pub nodes: usize,
    /// How many relations.
    pub edges: usize,
    /// The kinds by what so many of them are called, the most frequent first.
    pub kinds: Vec<(String, usize)>,
    /// The name of the node with the most relations, and how many it has.
    pub busiest: Option<(String, usize)>,
}

impl TooLarge {
    /// Sums up a selection of more than [`MOST_NODES`] nodes; none of fewer.
    pub(super) fn of(snapshot: &Snapshot, selection: &Selection) -> Option<Self> {
        let nodes = selection.nodes().len();
        if nodes <= MOST_NODES {
            return None;
        }
        let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for node in selection.nodes() {
            let noun = snapshot.kind_of(*node).map(|kind| &kind.noun);
            let called = noun.map_or(("other", "others"), |n| (n.one.as_str(), n.many.as_str()));
            *kinds.entry(called).or_default() += 1;
        }
        let called = |((one, many), n): ((&str, &str), usize)| {
            (if n == 1 { one } else { many }.to_owned(), n)
        };
        let mut kinds: Vec<(String, usize)> = kinds.into_iter().map(called).collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut links: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (from, to) in selection.edges().iter().filter_map(|e| snapshot.edge_ends(*e)) {
            *links.entry(from).or_default() += 1;
            *links.entry(to).or_default() += 1;
        }
        let busiest = links
            .into_iter()
            .min_by_key(|(node, links)| (Reverse(*links), *node))
            .and_then(|(node, links)| Some((snapshot.node_record(node)?.name.clone(), links)));
        Some(Self { nodes, edges: selection.edges().len(), kinds, busiest })
    }

    /// What it holds, in a line: `300000 entities and 600000 relationships: 200000 organisations, …`.
    pub fn summary(&self) -> String {
        let mut kinds: Vec<String> =
            self.kinds.iter().take(KINDS).map(|(kind, n)| format!("{n} {kind}")).collect();
        if let Some(more) = self.kinds.len().checked_sub(KINDS).filter(|more| *more > 0) {
            kinds.push(count(more, "kind more", "kinds more"));
        }
        format!(
            "{} and {}: {}",
            count(self.nodes, "entity", "entities"),
            count(self.edges, "relationship", "relationships"),
            kinds.join(", ")
        )
    }

    /// The busiest node, in words: `Hub, with 5000 links`.
    pub fn busiest(&self) -> Option<String> {
        let (name, links) = self.busiest.as_ref()?;
        Some(format!("{}, with {}", shorten(name, 60), count(*links, "link", "links")))
    }
}
