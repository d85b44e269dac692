//! A pattern is matched from the node from which the fewest rows are thought to follow.

/// Of these nodes the one with the least cost; the first of equal ones.
pub(in crate::cypher::plan) fn cheapest(
    nodes: impl Iterator<Item = usize>,
    cost: impl Fn(usize) -> f64,
) -> Option<usize> {
    nodes.map(|n| (n, cost(n))).reduce(|a, b| if b.1 < a.1 { b } else { a }).map(|(n, _)| n)
}
