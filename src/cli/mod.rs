//! The command line.

pub mod graphviz;
