//! Queries as a whole.

mod documentation;
mod equivalence;
mod functions;
mod golden;
mod limits;
mod path_reference;
mod paths;
mod prepared;
mod reference;
mod world;
mod writing;
