//! The typed API: generated from the schema, refusing what the schema refuses.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod generated;
mod written;
