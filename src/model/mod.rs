//! What may exist: kinds, relations and facts, partial dates, evidence, and the one form of change.

mod error;

pub use error::SchemaError;
