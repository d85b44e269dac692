//! Plexus, a graph database of health-system relationships.

pub mod cypher;
pub mod error;
pub mod model;
pub mod source;

pub use error::{Error, Result};
