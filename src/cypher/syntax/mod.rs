//! From text to a tree with places: lexer, syntax tree, parser, printer.

pub mod tree;

/// How deep brackets, expressions and subqueries may nest.
pub const MAX_DEPTH: usize = 128;
