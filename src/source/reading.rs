//! How texts are read: beside what is there already, with columns under other headings.

use std::path::Path;
use std::sync::Arc;

use super::dataset::Dataset;
use super::directory::Directory;
use super::folder;
use super::text::Text;
use crate::error::Finding;
use crate::model::{Schema, Watch};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// A reading of curated files and of sheets, before it is done.
///
/// A file whose name ends in `.csv` or `.tsv` is a *sheet*: one row a node, or one row a relation
/// where it has the columns `from` and `to`. Every other file is a curated one.
///
/// ```
/// use plexusdb::source::Reading;
///
/// let sheet = "Trust,Founded\nArden Hospital,Apr 2019\n";
/// let data = Reading::new()
///     .column("Trust", "name")
///     .column("Founded", "start")
///     .value("kind", "NHS trust")
///     .texts([("trusts.csv", sheet)]);
/// assert!(data.findings.is_empty());
/// assert_eq!(data.entries.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub(super) schema: Option<Schema>,
    pub(super) beside: Directory,
    /// Headings with the keys they stand for.
    pub(super) columns: Vec<(String, String)>,
    /// Keys with the value of every row that has none of its own.
    pub(super) values: Vec<(String, String)>,
    pub(super) watch: Watch,
}

impl Reading {
    /// Texts that stand for themselves, with the headings that sheets usually have.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads under this schema where no text adds to the built-in one.
    #[must_use]
    pub fn schema(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Lets the texts speak of nodes that are there already.
    #[must_use]
    pub fn beside(mut self, directory: Directory) -> Self {
        self.beside = directory;
        self
    }

    /// Reads the columns of sheets under this heading as this key; `-` leaves them out. The heading
    /// `*` is every one that would be unknown.
    #[must_use]
    pub fn column(mut self, heading: impl Into<String>, key: impl Into<String>) -> Self {
        self.columns.push((heading.into(), key.into()));
        self
    }

    /// Gives this key this value in every row of a sheet that has none of its own.
    #[must_use]
    pub fn value(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((key.into(), value.into()));
        self
    }

    /// Lets somebody look on, and stop it.
    #[must_use]
    pub fn watched(mut self, watch: Watch) -> Self {
        self.watch = watch;
        self
    }

    /// Reads texts, each with its name; one that is called `schema.toml` adds to the schema.
    pub fn texts<N: Into<Arc<str>>, C: Into<String>>(
        self,
        texts: impl IntoIterator<Item = (N, C)>,
    ) -> Dataset {
        let texts = texts.into_iter().map(|(name, text)| Text::new(name, text)).collect();
        self.read(texts, Vec::new())
    }

    /// Reads the files `*.toml` of folders, or their sheets where they hold no such file, in the
    /// order of their names, and single files. What cannot be opened becomes a finding.
    ///
    /// This is the only part of the readers that touches files. One is at most 64 MiB of UTF-8.
    pub fn files<P: AsRef<Path>>(self, paths: impl IntoIterator<Item = P>) -> Dataset {
        let (mut texts, mut findings) = (Vec::new(), Vec::new());
        for path in paths {
            folder::read(path.as_ref(), LONGEST, &mut texts, &mut findings);
        }
        self.read(texts, findings)
    }

    fn read(self, texts: Vec<Arc<Text>>, findings: Vec<Finding>) -> Dataset {
        Dataset::read(&self, texts, findings)
    }
}

/// The texts of a folder as they stand, and what of it cannot be read; nothing of what they say is looked at.
#[cfg(feature = "write-back")]
pub(crate) fn texts_of(folder: &Path) -> (Vec<Arc<Text>>, Vec<Finding>) {
    let (mut texts, mut findings) = (Vec::new(), Vec::new());
    super::folder::read(folder, LONGEST, &mut texts, &mut findings);
    (texts, findings)
}
