//! Which node gets a card, and which becomes a line in the card of another.
//!
//! - A place or a focus is a line wherever a relation ends at it, since it would join everything to
//!   everything; it gets a card only for places that lie in it, or for parts of it.
//! - A node with a single partner is a line in that partner's card, unless it is a partnership or
//!   has much to say of its own.
//! - What is left has a card, and the relations between cards are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::network::{Link, Network};
use crate::model::NodeId;

/// A node with more places and focuses than this is not squeezed into a line.
const MOST_NOTES: usize = 2;

/// Where every node and relation of a network goes.
#[derive(Debug, Default)]
pub(super) struct Folding {
    /// Nodes with a card.
    pub cards: BTreeSet<NodeId>,
    /// Nodes that no other node with a card relates to, and that have little to say of their own.
    pub alone: Vec<NodeId>,
    /// The lines of each card: relations by their place, with the node named on the line.
    pub lines: BTreeMap<NodeId, Vec<(usize, NodeId)>>,
    /// The relations told beside a node that is itself a line.
    pub notes: BTreeMap<NodeId, Vec<usize>>,
    /// The relations between cards.
    pub drawn: Vec<usize>,
}

impl Folding {
    /// Folds a network; `pinned` nodes keep their card whatever their links.
    pub(super) fn of(network: &Network, pinned: &BTreeSet<NodeId>) -> Self {
        let mut partners: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
        let mut owned: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut noted = BTreeSet::new();
        for link in &network.links {
            if let Some((owner, note)) = network.note(link) {
                *owned.entry(owner).or_default() += 1;
                noted.insert(note);
            } else {
                partners.entry(link.from).or_default().insert(link.to);
                partners.entry(link.to).or_default().insert(link.from);
            }
        }
        let host_of = hosts(network, &partners, &owned, pinned);

        let mut folding = Self::default();
        for (&node, body) in &network.bodies {
            let beside = owned.get(&node).copied().unwrap_or(0);
            let has_own = partners.contains_key(&node) || beside > 0;
            if !partners.contains_key(&node)
                && (1..=MOST_NOTES).contains(&beside)
                && !body.is_partnership()
                && !pinned.contains(&node)
            {
                folding.alone.push(node);
            } else if pinned.contains(&node) || (has_own && !host_of.contains_key(&node)) {
                folding.cards.insert(node);
            } else if !has_own && !noted.contains(&node) {
                folding.alone.push(node);
            }
        }
        for (at, link) in network.links.iter().enumerate() {
            folding.place(network, at, link, &host_of);
        }
        folding
    }

    /// Puts one relation where it belongs.
    fn place(
        &mut self,
        network: &Network,
        at: usize,
        link: &Link,
        host_of: &BTreeMap<NodeId, NodeId>,
    ) {
        if let Some((owner, note)) = network.note(link) {
            if self.cards.contains(&owner) {
                self.lines.entry(owner).or_default().push((at, note));
            } else {
                self.notes.entry(owner).or_default().push(at);
            }
        } else if host_of.get(&link.from) == Some(&link.to) {
            self.lines.entry(link.to).or_default().push((at, link.from));
        } else if host_of.get(&link.to) == Some(&link.from) {
            self.lines.entry(link.from).or_default().push((at, link.to));
        } else {
            self.drawn.push(at);
        }
    }

    /// How much a card shows: its lines and the relations drawn at it.
    pub(super) fn sizes(&self, network: &Network) -> BTreeMap<NodeId, usize> {
        let mut sizes: BTreeMap<NodeId, usize> =
            self.cards.iter().map(|n| (*n, self.lines.get(n).map_or(0, Vec::len))).collect();
        for link in self.drawn.iter().filter_map(|at| network.links.get(*at)) {
            for end in [link.from, link.to] {
                *sizes.entry(end).or_default() += 1;
            }
        }
        sizes
    }
}

impl Network {
    /// For a relation that is a remark on one of its ends: that end, and the place or focus named.
    fn note(&self, link: &Link) -> Option<(NodeId, NodeId)> {
        let minor = |node| self.bodies.get(&node).is_some_and(super::network::Body::is_minor);
        if link.from == link.to {
            return None;
        }
        match (minor(link.from), minor(link.to)) {
            (false, false) => None,
            // What lies in a place, or belongs to an aim, is listed there.
            (true, _) => Some((link.to, link.from)),
            (false, true) => Some((link.from, link.to)),
        }
    }
}

/// The nodes that become a line, each with the node whose card it stands in.
fn hosts(
    network: &Network,
    partners: &BTreeMap<NodeId, BTreeSet<NodeId>>,
    owned: &BTreeMap<NodeId, usize>,
    pinned: &BTreeSet<NodeId>,
) -> BTreeMap<NodeId, NodeId> {
    let single = |node: &NodeId| {
        let only = partners.get(node).filter(|p| p.len() == 1)?.first()?;
        let body = network.bodies.get(node)?;
        let squeezable = owned.get(node).copied().unwrap_or(0) <= MOST_NOTES;
        (only != node && squeezable && !body.is_partnership() && !pinned.contains(node))
            .then_some(*only)
    };
    let weight = |node: &NodeId| network.bodies.get(node).map_or(0, super::network::Body::weight);
    partners
        .keys()
        .filter_map(|node| {
            let host = single(node)?;
            let mutual = single(&host) == Some(*node);
            // Of a pair, the weightier keeps its card; the earlier one of equals.
            let yields =
                (weight(node), std::cmp::Reverse(node)) < (weight(&host), std::cmp::Reverse(&host));
            (!mutual || yields).then_some((*node, host))
        })
        .collect()
}
