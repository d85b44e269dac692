//! Queries as a whole.

mod golden;
mod world;
