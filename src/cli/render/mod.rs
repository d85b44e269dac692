//! What is printed: answers, rows and errors, for people and for programs.

pub(super) mod answer;
mod columns;
mod delimited;
pub(super) mod difference;
pub(super) mod error;
pub(super) mod page;
pub(super) mod records;
pub(super) mod rows;
pub(super) mod value;
