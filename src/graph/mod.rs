//! The graph in memory: an immutable base, a small delta over it, and snapshots of both.
//!
//! - A [`Snapshot`] is the whole graph at one moment of its making: `O(1)` to take, never changing.
//! - What has changed since the base was made lies in a persistent delta; a transaction costs what
//!   it changes. When the delta reaches a few per cent of the base, a new base is made of both.
//! - The topology of the base lies in petgraph's `Csr`, one for each relation type and direction;
//!   properties, labels and lives lie in columns; the full records stand beside them.
//! - petgraph's algorithms run on `&Snapshot`. Those that want weights, an undirected graph or only
//!   some relations take a [`Projection`].
//!
//! What is removed is only marked until the delta is folded, so an iterator passes it over.
//!
//! Ids are given out in ascending order and never twice, also those of a transaction that was rolled
//! back: so they may have gaps, and what is added always comes after what the base holds.
//!
//! Nothing outside this folder names petgraph, but for the crate's re-export of it.

mod apply;
mod base;
mod cell;
mod column;
mod cycle;
mod declared;
mod delta;
mod difference;
mod draw;
mod edge;
mod entered;
mod expand;
mod fuse;
mod image;
mod index;
mod journal;
mod known;
mod lens;
mod lexicon;
mod life;
mod lookup;
mod merge;
mod node;
mod numbers;
mod projection;
mod property;
mod revise;
mod row;
mod rule;
mod same;
mod seek;
mod snapshot;
mod source;
mod stated;
mod statistics;
mod symbol;
mod topology;
mod trie;
mod typed;
mod visit;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use cell::{Cell, EdgeCells, NodeCells};
pub use difference::Difference;
pub use edge::EdgeRef;
pub use expand::Expand;
pub use fuse::Disagreement;
pub(crate) use known::Known;
pub use lens::Lens;
pub use node::NodeRef;
pub use projection::{Project, Projection, Scores};
pub use snapshot::Snapshot;
pub use stated::StatedCount;
pub use symbol::{Label, PropKey, RelType, RelationType};
pub(crate) use topology::Fan;
pub use visit::{Edges, Neighbours, Visited};
