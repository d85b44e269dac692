//! Queries in openCypher: text → syntax → sema → plan → exec → rows.

mod error;
mod exec;
mod explain;
pub mod function;
mod limits;
mod plan;
mod query;
mod row;
mod sema;
pub mod syntax;

#[cfg(test)]
mod tests;

pub use error::{ErrorKind, Phase, Problem, QueryError};
pub use explain::{Actual, Plan, Step};
pub use limits::{CancelToken, Limits};
pub use query::Query;
pub use row::{FromValue, Row, Rows};
