#![doc = include_str!("../README.md")]
//!
//! # The library
//!
//! - [`Database`] holds a network and gives [`Snapshot`](graph::Snapshot)s of it, which never change.
//! - [`Snapshot::query`](graph::Snapshot::query) runs openCypher, [`ask::Asker`] answers questions.
//! - [`model`] says what a fact is; [`model::typed`] gives the schema's kinds and relations as Rust types.
//! - [`source`] reads curated files, [`check`](mod@check) says what is wrong with them.
//! - [`curate`] understands edits in words, such as `add … chairs … source …`.
//! - [`view`] and [`export`] make diagrams; [`wire`] writes and reads values as other programs do.
//!
//! Nothing here prints, panics on input, reads the environment, or opens a file it was not given.

pub mod ask;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod curate;
pub mod cypher;
pub mod db;
pub mod error;
pub mod export;
pub mod graph;
pub mod layout;
pub mod model;
pub mod source;
pub mod store;
pub mod view;
pub mod wire;

pub use db::{Database, Transaction};
pub use error::{Error, Result};
pub use petgraph;
