//! Who is joined to whom: for one relation type, a petgraph [`Csr`] in each direction.
//!
//! A `Csr` refuses parallel edges, and two posts of one person at one body are two relations. So the
//! weight of its one edge names either the one relation there is, or a run of several.

use std::slice;

use petgraph::csr::Csr;

use crate::model::{EdgeId, NodeId};

/// The relations of one type, both ways.
#[derive(Debug, Default)]
pub(super) struct Topology {
    pub(super) out: Adjacency,
    pub(super) incoming: Adjacency,
    loops: bool,
}

impl Topology {
    /// This topology with more relations: from, to and id.
    pub(super) fn with(&self, more: &[(NodeId, NodeId, EdgeId)]) -> Self {
        let reversed = more.iter().map(|(from, to, id)| (*to, *from, *id));
        Self {
            out: self.out.with(more.iter().copied()),
            incoming: self.incoming.with(reversed),
            loops: self.loops || more.iter().any(|(from, to, _)| from == to),
        }
    }

    /// Whether a relation leads from a node to itself.
    pub(super) fn has_loops(&self) -> bool {
        self.loops
    }
}

/// The relations of one type in one direction.
#[derive(Debug, Default)]
pub(super) struct Adjacency {
    csr: Csr<(), Link>,
    /// The nodes that the `Csr` numbers, where it does not number them all: a `Csr` pays for every
    /// node up to the last one, which a rare relation in a large graph should not.
    touched: Option<Vec<NodeId>>,
    parallel: Vec<EdgeId>,
}

/// The relations between two nodes in one direction.
#[derive(Debug, Clone, Copy)]
enum Link {
    One(EdgeId),
    /// Several, from one place in `parallel` to before another.
    Several(u32, u32),
}

impl Link {
    /// The relations, ascending; `parallel` holds those that are several.
    fn edges<'a>(&'a self, parallel: &'a [EdgeId]) -> &'a [EdgeId] {
        match self {
            Self::One(edge) => slice::from_ref(edge),
            Self::Several(start, end) => {
                parallel.get(*start as usize..*end as usize).unwrap_or_default()
            }
        }
    }
}

impl Adjacency {
    fn of(mut edges: Vec<(NodeId, NodeId, EdgeId)>) -> Self {
        // Finds the runs that are sorted already, which is nearly all where more are added.
        edges.sort();
        let mut parallel = Vec::new();
        let mut links: Vec<(u32, u32, Link)> = Vec::with_capacity(edges.len());
        for run in edges.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let link = match run {
                [(_, _, only)] => Link::One(*only),
                several => {
                    let start = place(parallel.len());
                    parallel.extend(several.iter().map(|(_, _, id)| *id));
                    Link::Several(start, place(parallel.len()))
                }
            };
            links.extend(run.first().map(|(from, to, _)| (from.0, to.0, link)));
        }
        let touched = touched(&edges);
        if let Some(touched) = &touched {
            let number = |node: u32| touched.binary_search(&NodeId(node)).map_or(node, place);
            for (from, to, _) in &mut links {
                (*from, *to) = (number(*from), number(*to));
            }
        }
        // Numbering keeps the order, and `chunk_by` left one link a pair, so this cannot fail.
        let csr = Csr::from_sorted_edges(&links);
        debug_assert!(csr.is_ok(), "links are sorted and distinct");
        Self { csr: csr.unwrap_or_default(), touched, parallel }
    }

    /// These relations and more.
    fn with(&self, more: impl Iterator<Item = (NodeId, NodeId, EdgeId)>) -> Self {
        let nodes = (0..place(self.csr.node_count())).map(|number| self.node(number));
        let there = nodes.flat_map(|node| self.at(node).map(move |(far, id)| (node, far, id)));
        let mut edges: Vec<_> = there.collect();
        let known = edges.len();
        edges.extend(more);
        if let Some(more) = edges.get_mut(known..) {
            more.sort_unstable();
        }
        Self::of(edges)
    }

    /// The far ends of the relations at `node`, by far node and then relation.
    pub(super) fn at(&self, node: NodeId) -> Run<'_> {
        self.number(node).map_or_else(Run::default, |number| Run {
            far: self.csr.neighbors_slice(number).iter(),
            links: self.csr.edges_slice(number).iter(),
            several: [].iter(),
            to: node,
            within: Some(self),
        })
    }

    /// The far ends of the relations at `node`, ascending, and beside each the relations to it: where
    /// every node has its own number.
    pub(super) fn fan(&self, node: NodeId) -> Option<Fan<'_>> {
        if self.touched.is_some() {
            return None;
        }
        let parallel = self.parallel.as_slice();
        let Some(number) = self.number(node) else {
            return Some(Fan { far: &[], links: &[], parallel });
        };
        let (far, links) = (self.csr.neighbors_slice(number), self.csr.edges_slice(number));
        Some(Fan { far, links, parallel })
    }

    /// The relations between two nodes. `O(log relations at the first)`.
    pub(super) fn between(&self, node: NodeId, far: NodeId) -> Run<'_> {
        let mut run = self.at(node);
        let place = self.number(far).and_then(|far| run.far.as_slice().binary_search(&far).ok());
        let only = place.map_or(0..0, |place| place..place + 1);
        run.far = run.far.as_slice().get(only.clone()).unwrap_or_default().iter();
        run.links = run.links.as_slice().get(only).unwrap_or_default().iter();
        run
    }

    /// How many relations there are at a node. `O(1)`, but for parallel ones.
    pub(super) fn degree(&self, node: NodeId) -> usize {
        self.number(node).map_or(0, |number| self.degree_of(number))
    }

    fn degree_of(&self, number: u32) -> usize {
        let links = self.csr.edges_slice(number);
        let more = |link: &Link| match link {
            Link::One(_) => 0,
            Link::Several(start, end) => (end - start - 1) as usize,
        };
        let parallel = if self.parallel.is_empty() { 0 } else { links.iter().map(more).sum() };
        links.len() + parallel
    }

    /// The nodes that have any with how many they have.
    pub(super) fn degrees(&self) -> impl Iterator<Item = (NodeId, usize)> {
        let numbers = 0..place(self.csr.node_count());
        let all = numbers.map(|number| (self.node(number), self.degree_of(number)));
        all.filter(|(_, degree)| *degree > 0)
    }

    /// The number of a node in the `Csr`.
    fn number(&self, node: NodeId) -> Option<u32> {
        let number = match &self.touched {
            None => node.0,
            Some(touched) => touched.binary_search(&node).ok().map(place)?,
        };
        ((number as usize) < self.csr.node_count()).then_some(number)
    }

    fn node(&self, number: u32) -> NodeId {
        match &self.touched {
            None => NodeId(number),
            Some(touched) => touched.get(number as usize).copied().unwrap_or(NodeId(number)),
        }
    }
}

/// The nodes that these relations join, ascending, where they are but few of those up to the last.
fn touched(edges: &[(NodeId, NodeId, EdgeId)]) -> Option<Vec<NodeId>> {
    let end = edges.iter().map(|(from, to, _)| from.max(to).0 as usize + 1).max()?;
    // Each relation joins two nodes at most.
    let many = || {
        let mut seen = vec![false; end];
        let mut count = 0;
        for node in edges.iter().flat_map(|(from, to, _)| [from, to]) {
            if let Some(seen) = seen.get_mut(node.0 as usize) {
                count += usize::from(!std::mem::replace(seen, true));
            }
        }
        end <= 16 * count
    };
    if end <= 16 * edges.len() && many() {
        return None;
    }
    let mut touched: Vec<_> = edges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    touched.sort_unstable();
    touched.dedup();
    Some(touched)
}

/// The relations of one type at one node, as they lie in the base.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fan<'a> {
    far: &'a [u32],
    links: &'a [Link],
    parallel: &'a [EdgeId],
}

impl<'a> Fan<'a> {
    /// The numbers of the far ends, ascending, each once.
    pub(crate) fn far(self) -> &'a [u32] {
        self.far
    }

    /// The relations that lead to the far end at a place.
    pub(crate) fn edges(self, place: usize) -> &'a [EdgeId] {
        self.links.get(place).map_or(&[], |link| link.edges(self.parallel))
    }

    /// Adds those relations that are wanted, with their far ends.
    pub(super) fn put_those(
        self,
        into: &mut Vec<(EdgeId, NodeId)>,
        wanted: impl Fn(EdgeId) -> bool,
    ) {
        for (link, far) in self.links.iter().zip(self.far) {
            let edges = link.edges(self.parallel).iter().copied().filter(|edge| wanted(*edge));
            into.extend(edges.map(|edge| (edge, NodeId(*far))));
        }
    }

    /// Adds the relations with their far ends.
    pub(super) fn put(self, into: &mut Vec<(EdgeId, NodeId)>) {
        into.reserve(self.far.len());
        for (link, far) in self.links.iter().zip(self.far) {
            match link {
                Link::One(edge) => into.push((*edge, NodeId(*far))),
                several @ Link::Several(..) => {
                    let edges = several.edges(self.parallel).iter();
                    into.extend(edges.map(|edge| (*edge, NodeId(*far))));
                }
            }
        }
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The far ends of the relations at one node.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    far: slice::Iter<'a, u32>,
    links: slice::Iter<'a, Link>,
    /// What is left of the parallel relations to `to`.
    several: slice::Iter<'a, EdgeId>,
    to: NodeId,
    within: Option<&'a Adjacency>,
}

impl Default for Run<'_> {
    fn default() -> Self {
        let (far, links, several) = ([].iter(), [].iter(), [].iter());
        Self { far, links, several, to: NodeId(0), within: None }
    }
}

impl Iterator for Run<'_> {
    type Item = (NodeId, EdgeId);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(edge) = self.several.next() {
            return Some((self.to, *edge));
        }
        let within = self.within?;
        let (far, link) = (self.far.next()?, self.links.next()?);
        self.to = within.node(*far);
        match link {
            Link::One(edge) => Some((self.to, *edge)),
            several @ Link::Several(..) => {
                self.several = several.edges(&within.parallel).iter();
                self.several.next().map(|edge| (self.to, *edge))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_directions_find_every_relation_in_order(
            pairs in prop::collection::vec((0..12_u32, 0..12_u32), 0..60),
            stride in prop_oneof![Just(1_u32), Just(100_u32)],
        ) {
            let edges: Vec<_> = (0..)
                .zip(pairs)
                .map(|(i, (a, b))| (NodeId(a * stride), NodeId(b * stride), EdgeId(i)))
                .collect();
            let (first, more) = edges.split_at(edges.len() / 2);
            let topology = Topology::default().with(first).with(more);
            for node in (0..28).map(|n| NodeId(n / 2 * stride + n % 2)) {
                let mut out: Vec<_> =
                    edges.iter().filter(|e| e.0 == node).map(|e| (e.1, e.2)).collect();
                out.sort_unstable();
                for far in (0..13).map(|n| NodeId(n * stride)) {
                    let between = topology.out.between(node, far);
                    prop_assert!(between.eq(out.iter().copied().filter(|(to, _)| *to == far)));
                }
                prop_assert_eq!(topology.out.at(node).collect::<Vec<_>>(), out);
                let mut incoming: Vec<_> =
                    edges.iter().filter(|e| e.1 == node).map(|e| (e.0, e.2)).collect();
                incoming.sort_unstable();
                prop_assert_eq!(topology.incoming.at(node).collect::<Vec<_>>(), incoming);
            }
        }
    }
}
