//! What may exist: kinds, relations and facts, partial dates, evidence, and the one form of change.

mod error;
pub mod name;
pub mod when;

pub use error::SchemaError;
