//! Graphs in the formats of other programs: one file a format, and the registry of them.
//!
//! A format writes nodes and relations as it walks over them, so that a graph of any size needs no more
//! memory than the names of its properties. What a format cannot carry is counted and said.

mod columns;
mod cypher;
mod cytoscape;
mod element;
mod gephi;
mod gexf;
mod graphml;
mod jsonld;
mod loss;
mod mermaid;
mod neo4j;
mod node_link;
#[cfg(feature = "parquet")]
mod parquet;
mod rdf;
mod sheets;
#[cfg(test)]
mod tests;
mod turtle;
mod xml;

use std::io::{self, Write};

pub use element::Extract;
pub use loss::{LeftOut, Loss};

/// Writes one file of a format.
type Hand = fn(&Extract<'_>, &mut dyn Write) -> io::Result<()>;

/// A row of the registry.
struct Row {
    id: &'static str,
    caption: &'static str,
    /// The files that make it up; one without a name where it is a single file.
    files: &'static [(&'static str, Hand)],
    /// What it cannot carry.
    lacks: &'static [Loss],
}

/// Parquet is heavy to compile, so most builds go without.
#[cfg(not(feature = "parquet"))]
mod parquet {
    use super::{Extract, Write, io};

    pub(super) fn nodes(_: &Extract<'_>, _: &mut dyn Write) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(super) use nodes as edges;
}

const ROWS: &[Row] = &[
    Row {
        id: "graphml",
        caption: "GraphML, for yEd, Gephi, networkx and igraph",
        files: &[("", graphml::write)],
        lacks: &[Loss::Layers, Loss::Types, Loss::Characters],
    },
    Row {
        id: "gexf",
        caption: "GEXF 1.3 with a time line, for Gephi",
        files: &[("", gexf::write)],
        lacks: &[Loss::Layers, Loss::Types, Loss::Characters],
    },
    Row {
        id: "cytoscape",
        caption: "Cytoscape JSON",
        files: &[("", cytoscape::write)],
        lacks: &[Loss::Layers, Loss::Types],
    },
    Row {
        id: "json",
        caption: "node-link JSON, for networkx and D3",
        files: &[("", node_link::write)],
        lacks: &[Loss::Layers, Loss::Types],
    },
    Row {
        id: "csv",
        caption: "two sheets, nodes and relations, which `plexus load` takes again",
        files: &[("nodes.csv", sheets::nodes), ("edges.csv", sheets::edges)],
        lacks: &[Loss::Layers, Loss::Types, Loss::Spaces],
    },
    Row {
        id: "gephi-csv",
        caption: "two sheets with the headings that Gephi knows",
        files: &[("nodes.csv", gephi::nodes), ("edges.csv", gephi::edges)],
        lacks: &[Loss::Layers, Loss::Types],
    },
    Row {
        id: "neo4j-csv",
        caption: "two sheets with the headings of neo4j-admin import",
        files: &[("nodes.csv", neo4j::nodes), ("relationships.csv", neo4j::relationships)],
        lacks: &[Loss::Evidence, Loss::Facts, Loss::Names, Loss::Types],
    },
    Row {
        id: "parquet",
        caption: "two tables for DuckDB, Spark, GraphFrames and Ladybug",
        files: &[("nodes.parquet", parquet::nodes), ("edges.parquet", parquet::edges)],
        lacks: &[Loss::Types],
    },
    Row {
        id: "cypher",
        caption: "openCypher statements that draw the graph",
        files: &[("", cypher::write)],
        lacks: &[Loss::Evidence, Loss::Facts, Loss::Names],
    },
    Row {
        id: "turtle",
        caption: "RDF in Turtle: W3C ORG and PROV",
        files: &[("", turtle::write)],
        lacks: &[Loss::Layers, Loss::Types],
    },
    Row {
        id: "jsonld",
        caption: "the same as JSON-LD",
        files: &[("", jsonld::write)],
        lacks: &[Loss::Layers, Loss::Types],
    },
    Row {
        id: "mermaid",
        caption: "a Mermaid flowchart, for Markdown",
        files: &[("", mermaid::write)],
        lacks: &[Loss::Properties, Loss::Dates, Loss::Evidence, Loss::Facts, Loss::Names],
    },
];

/// A format that a graph can be written in.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::export::graph::{Extract, GraphFormat};
///
/// let london = Database::london()?.snapshot();
/// let graphml = GraphFormat::named("graphml").unwrap();
/// let mut text = Vec::new();
/// graphml.write(0, &Extract::whole(&london), &mut text).unwrap();
/// assert!(text.starts_with(b"<?xml"));
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GraphFormat(usize);

impl GraphFormat {
    /// All formats, also those that [need](Self::needs) what this build lacks.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len()).map(Self)
    }

    /// The format of this id, such as `graphml`.
    pub fn named(id: &str) -> Option<Self> {
        Self::all().find(|format| format.id() == id)
    }

    #[expect(clippy::indexing_slicing, reason = "a format is only made from a row")]
    fn row(self) -> &'static Row {
        &ROWS[self.0]
    }

    /// Its id.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// What it is, in a few words.
    pub fn caption(self) -> &'static str {
        self.row().caption
    }

    /// The names of the files that make it up; none where it is a single file of any name.
    pub fn files(self) -> impl Iterator<Item = &'static str> {
        self.row().files.iter().map(|(name, _)| *name).filter(|name| !name.is_empty())
    }

    /// The feature of the crate that this build lacks, and without which the format cannot be written.
    ///
    /// ```
    /// use plexusdb::export::graph::GraphFormat;
    ///
    /// assert_eq!(GraphFormat::named("csv").unwrap().needs(), None);
    /// ```
    pub fn needs(self) -> Option<&'static str> {
        (cfg!(not(feature = "parquet")) && self.id() == "parquet").then_some("parquet")
    }

    /// Writes the file with this number among [`files`](Self::files), 0 of a single one.
    ///
    /// The same graph always makes the same bytes.
    ///
    /// # Errors
    ///
    /// Those of `out`; [`InvalidInput`](io::ErrorKind::InvalidInput) for a number beyond the last, and
    /// [`Unsupported`](io::ErrorKind::Unsupported) where the build [lacks](Self::needs) a feature.
    pub fn write(self, file: usize, extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some((_, hand)) = self.row().files.get(file) else {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        };
        hand(extract, out)
    }

    /// What of a graph the format cannot carry, counted; what is not there is not listed.
    pub fn left_out(self, extract: &Extract<'_>) -> Vec<LeftOut> {
        loss::count(extract, self.row().lacks)
    }
}
