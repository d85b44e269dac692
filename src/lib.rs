//! Plexus, a graph database of health-system relationships.

pub mod ask;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cypher;
pub mod db;
pub mod error;
pub mod export;
pub mod graph;
pub mod model;
pub mod source;
pub mod view;

pub use db::{Database, Transaction};
pub use error::{Error, Result};
pub use petgraph;
