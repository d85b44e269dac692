//! Plexus, a graph database of health-system relationships.

pub mod check;
pub mod cypher;
pub mod db;
pub mod error;
pub mod graph;
pub mod model;
pub mod source;

pub use db::{Database, Transaction};
pub use error::{Error, Result};
pub use petgraph;
