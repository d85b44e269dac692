//! `ORDER BY … LIMIT n` needs no more than the first rows of the order.

use crate::cypher::sema::expr::Expr;

/// What bounds the rows to be kept while sorting: `SKIP` and `LIMIT`.
pub(in crate::cypher::plan) fn first(
    skip: Option<&Expr>,
    limit: Option<&Expr>,
) -> Option<(Option<Expr>, Expr)> {
    limit.map(|limit| (skip.cloned(), limit.clone()))
}
