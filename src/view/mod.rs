//! From a result to a shape: what is shown and how it is arranged, before any format is chosen.
//!
//! Nothing in this folder writes bytes of a format; [`crate::export`] does.

pub mod diagram;
mod moments;
#[cfg(feature = "html")]
pub mod page;
pub mod style;
mod text;

#[cfg(test)]
mod tests;

#[cfg(feature = "interchange")]
pub(crate) use diagram::gather::{ended, remark};
pub use diagram::{Diagram, Layout, Selection};
#[cfg(feature = "html")]
pub use page::Page;
pub use style::Theme;
