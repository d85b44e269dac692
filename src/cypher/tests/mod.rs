//! Queries as a whole.

mod equivalence;
mod golden;
mod limits;
mod reference;
mod world;
