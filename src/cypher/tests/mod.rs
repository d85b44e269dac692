//! Queries as a whole.

mod cancel;
use std::fs;
use std::path::{Path, PathBuf};

mod corpus;
mod declaration;
mod differential;
mod documentation;
mod equivalence;
mod functions;
mod generate;
mod golden;
mod ground;
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

/// The openCypher kit, where there is one.
pub(in crate::cypher) fn kit() -> Option<PathBuf> {
    let named = std::env::var_os("OPENCYPHER_TCK").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tck");
    named.into_iter().chain([beside]).find(|dir| dir.is_dir())
}

/// Adds the feature files of a folder and of those within.
pub(in crate::cypher) fn feature_files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            feature_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "feature") {
            into.push(path);
        }
    }
}
