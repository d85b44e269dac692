//! From a result to a shape: what is shown and how it is arranged, before any format is chosen.
//!
//! Nothing in this folder writes bytes of a format; [`crate::export`] does.

pub mod diagram;
pub mod style;
mod text;

#[cfg(test)]
mod tests;

pub use diagram::{Diagram, Layout, Selection};
pub use style::Theme;
