//! From files to [`Change`](crate::model::Change)s: schema files, curated TOML, and sheets (CSV).
//!
//! Every reader collects what is wrong with its text as [`Finding`](crate::error::Finding)s, each
//! with its place and one of the [`code`]s, and reads on; none stops at the first fault.

pub mod code;
mod curated;
mod dataset;
mod directory;
pub mod embedded;
mod fields;
mod folder;
mod index;
#[cfg(feature = "interchange")]
mod interchange;
mod log;
mod mark;
mod near;
mod reading;
mod resolve;
#[cfg(feature = "write-back")]
mod revise;
pub mod schema;
mod sheet;
mod text;
mod tree;

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests;

pub use curated::{Entry, Keys, Quoted, dump, keys_of_edge, keys_of_node};
pub use dataset::Dataset;
pub use directory::Directory;
pub use mark::Marks;
pub use reading::Reading;
#[cfg(feature = "write-back")]
pub(crate) use reading::texts_of;
#[cfg(feature = "write-back")]
pub use revise::Said;
#[cfg(feature = "write-back")]
pub(crate) use revise::revise;
pub use sheet::Drawn;
pub use text::Text;
