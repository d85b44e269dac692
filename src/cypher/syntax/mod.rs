//! From text to a tree with places: lexer, syntax tree, parser, printer.
//!
//! [`parse`] reads one statement and finds every problem its text alone shows; the stages behind it see
//! only [`tree`]. [`tokens`], [`statements`] and [`is_cypher_start`] serve those who read along while a
//! query is typed.

mod keyword;
mod lexer;
mod literal;
mod parser;
pub mod tree;

pub use keyword::{is_cypher_start, is_keyword, keywords};
pub use lexer::{Token, TokenKind, tokens};
pub use parser::parse;

/// How deep brackets, expressions and subqueries may nest.
pub const MAX_DEPTH: usize = 128;

/// The longest text that is read as a query, in bytes: 1 MiB.
pub const MAX_LENGTH: usize = 1 << 20;

#[cfg(test)]
mod tests;
