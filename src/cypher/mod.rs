//! Queries in openCypher: text → syntax → sema → plan → exec → rows.

mod error;
pub mod syntax;

pub use error::{ErrorKind, Phase, Problem, QueryError};
