//! From text to a tree with places: lexer, syntax tree, parser, printer.
//!
//! [`parse`] reads one statement and finds every problem its text alone shows; the stages behind it see
//! only [`tree`]. [`tokens`], [`statements`], [`is_complete`] and [`is_cypher_start`] serve those who read along while a
//! query is typed.

mod keyword;
mod lexer;
mod literal;
mod parser;
mod precedence;
mod print;
pub mod tree;

pub use keyword::{is_cypher_start, is_keyword, keywords};
pub use lexer::{Token, TokenKind, is_complete, statements, tokens};
pub use parser::parse;

/// How deep brackets and expressions may nest, in levels.
///
/// A subquery, the body of `FOREACH` and a pattern among expressions take [`NESTED_QUERY_LEVELS`] of them.
pub const MAX_DEPTH: usize = 128;

/// How many levels of [`MAX_DEPTH`] a query within a query takes.
pub const NESTED_QUERY_LEVELS: usize = 8;

/// The longest text that is read as a query, in bytes: 1 MiB.
pub const MAX_LENGTH: usize = 1 << 20;

#[cfg(test)]
mod tests;
