//! Queries as a whole.

mod equivalence;
mod golden;
mod limits;
mod path_reference;
mod paths;
mod reference;
mod world;
mod writing;
