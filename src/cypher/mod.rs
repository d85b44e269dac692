//! Queries in openCypher: text → syntax → sema → plan → exec → rows.

mod error;
pub mod function;
mod limits;
pub mod syntax;

pub use error::{ErrorKind, Phase, Problem, QueryError};
pub use limits::Limits;
