//! Queries as a whole.

mod cancel;
mod corpus;
mod differential;
mod documentation;
mod equivalence;
mod functions;
mod generate;
mod golden;
mod hostile;
mod limits;
mod mutation;
mod path_reference;
mod paths;
mod prepared;
mod reference;
mod world;
mod writing;

/// A number that the environment sets for a longer run of generated cases.
pub(in crate::cypher) fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}
