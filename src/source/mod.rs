//! From files to [`Change`](crate::model::Change)s: schema files and curated TOML.
//!
//! Every reader collects what is wrong with its text as [`Finding`](crate::error::Finding)s, each
//! with its place and one of the [`code`]s, and reads on; none stops at the first fault.

pub mod code;
mod curated;
mod dataset;
pub mod embedded;
mod fields;
mod folder;
mod log;
mod mark;
mod near;
mod resolve;
pub mod schema;
mod text;
mod tree;

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests;

pub use curated::{Entry, Quoted, dump};
pub use dataset::Dataset;
pub use mark::Marks;
pub use text::Text;
