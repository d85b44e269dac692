//! Of the relationships at hand, the one that gives the fewest rows is followed first.

use crate::cypher::plan::matching::Move;

/// Of these moves, each with the rows it gives for one, the best; the first of equal ones.
pub(in crate::cypher::plan) fn best(
    moves: impl Iterator<Item = (Move, f64)>,
) -> Option<(Move, f64)> {
    moves.reduce(|a, b| if b.1 < a.1 { b } else { a })
}
