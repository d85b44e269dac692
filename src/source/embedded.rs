//! The schema and the network that are built in.

use std::sync::Arc;

use super::dataset::Dataset;
use super::reading::Reading;
use super::schema;
use super::text::Text;
use crate::model::Schema;

/// The folder of the built-in files, as their places name it.
const FOLDER: &str = "graph-data";

/// Names the files of `graph-data/` and holds their texts.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../graph-data/", $name)))),*]
    };
}

/// The built-in files, the schema first and the others by name: one line a file.
const FILES: &[(&str, &str)] = files! {
    "schema.toml",
    "codes-boroughs.toml",
    "codes-councils.toml",
    "codes-hospitals.toml",
    "codes-practices.toml",
    "codes-primary-care-networks.toml",
    "codes-trusts.toml",
    "councils.toml",
    "hcl-joins-plsp.toml",
    "healthy-london-partnership.toml",
    "london-health-and-care-partnership.toml",
    "nwl-ics.toml",
    "places.toml",
    "south-london-hiec.toml",
};

/// The built-in schema as text: the foundation of every other.
pub fn schema_text() -> Arc<Text> {
    let (name, content) = FILES.first().copied().unwrap_or_default();
    Text::new(format!("{FOLDER}/{name}"), content)
}

/// The built-in schema.
pub fn schema() -> Schema {
    schema::read(&[schema_text()]).0
}

/// The built-in network: London's health partnerships, from published documents.
///
/// ```
/// let network = plexusdb::source::embedded::dataset();
/// assert!(network.changes().is_ok());
/// ```
pub fn dataset() -> Dataset {
    let texts = FILES.iter().skip(1);
    let texts = texts.map(|(name, content)| Text::new(format!("{FOLDER}/{name}"), *content));
    Dataset::read(&Reading::new(), texts.collect(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/graph-data");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "schema.toml")
            .collect();
        found.sort();
        let mut listed = FILES.iter().map(|(name, _)| *name);
        assert_eq!(listed.next(), Some("schema.toml"));
        assert_eq!(listed.collect::<Vec<_>>(), found, "add the file to FILES in embedded.rs");
    }

    #[test]
    fn the_built_in_network_is_without_error() {
        let network = dataset();
        let lines: Vec<String> = network.findings.iter().map(ToString::to_string).collect();
        assert!(network.changes().is_ok(), "{}", lines.join("\n"));
    }
}
