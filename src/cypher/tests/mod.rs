//! Queries as a whole.

mod documentation;
mod equivalence;
mod functions;
mod golden;
mod limits;
mod prepared;
mod reference;
mod world;
mod writing;
