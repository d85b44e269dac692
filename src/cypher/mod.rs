//! Queries in openCypher: text → syntax → sema → plan → exec → rows.

mod counters;
mod error;
mod exec;
mod explain;
pub mod function;
mod limits;
mod plan;
mod procedure;
mod query;
mod row;
mod sema;
mod signature;
pub mod syntax;

#[cfg(test)]
mod tests;

pub use counters::Counters;
pub use error::{ErrorKind, Phase, Problem, QueryError};
pub use explain::{Actual, Plan, Step};
pub use function::Functions;
pub use limits::Limits;
pub use procedure::Procedures;
pub use query::{Ground, Grounds, Hindrance, Prepared, Query, Statement};
pub use row::{FromValue, Row, Rows};

pub use crate::model::CancelToken;
