//! Queries in openCypher: text → syntax → sema → plan → exec → rows.

mod error;
pub mod function;
pub mod limits;
pub mod syntax;

pub use error::{ErrorKind, Phase, Problem, QueryError};
