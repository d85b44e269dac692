//! Curated files read together.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::curated::{self, Entry, File, Quoted};
#[cfg(feature = "interchange")]
use super::interchange;
use super::reading::Reading;
use super::resolve::Resolver;
use super::sheet::{self, Sheet};
use super::text::Text;
use super::{code, embedded, folder, schema};
use crate::error::{Error, Finding, Severity};
use crate::model::{Change, Schema, Stage};

/// The name of a file that adds to the schema instead of stating facts.
const SCHEMA: &str = "schema.toml";

/// What curated files say together, and what is wrong with them.
///
/// ```
/// use plexusdb::source::Dataset;
///
/// let data = Dataset::of([("towns.toml", r#"
///     [[node]]
///     id = "place:arden"
///     kind = "place/borough"
///     name = "Arden"
///     start = "2020/21"
/// "#)]);
/// assert_eq!(data.entries.len(), 1);
/// let error = data.findings[0].to_string();
/// assert!(error.starts_with("towns.toml:6:13: error[C0011]: the date `2020/21`"), "{error}");
/// assert!(data.changes().is_err());
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Dataset {
    /// What may exist: the built-in schema and what `schema.toml` files add.
    pub schema: Schema,
    /// The facts that could be read, in the order in which they can be applied: nodes, what is
    /// added to nodes, relations, indexes; each in the order of the files.
    pub entries: Vec<Entry>,
    /// Every quote in the files, those of records with faults too, file by file.
    pub quotes: Vec<Quoted>,
    /// The texts that were read, schema files first.
    pub texts: Vec<Arc<Text>>,
    /// Scripts of openCypher statements (`.cypher`), which are run when all else has been taken in.
    pub scripts: Vec<Arc<Text>>,
    /// What is wrong, file by file in the order of each text.
    pub findings: Vec<Finding>,
}

impl Dataset {
    /// Reads texts, each with its name; one that is called `schema.toml` adds to the schema.
    pub fn of<N: Into<Arc<str>>, C: Into<String>>(texts: impl IntoIterator<Item = (N, C)>) -> Self {
        Reading::new().texts(texts)
    }

    /// Reads folders and single files, as [`Reading::files`] does.
    pub fn read_dirs<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Self {
        Reading::new().files(folders)
    }

    /// Reads texts together; `findings` come before those of the texts.
    pub(super) fn read(
        reading: &Reading,
        texts: Vec<Arc<Text>>,
        mut findings: Vec<Finding>,
    ) -> Self {
        let (scripts, texts): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|text| folder::is_script(text.file_name()));
        let (own, data): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|text| text.file_name() == SCHEMA);
        // What is drawn and nothing else knows of no kinds.
        let draws = !scripts.is_empty() && own.is_empty() && data.is_empty();
        let mut texts = vec![embedded::schema_text()];
        for text in own {
            // A copy of a schema that is there, such as the built-in one, adds nothing.
            if texts.iter().all(|there| there.as_str() != text.as_str()) {
                texts.push(text);
            }
        }
        let (schema, indexes) = match &reading.schema {
            Some(schema) if texts.len() == 1 => (schema.clone(), Vec::new()),
            None if draws => (Schema::open(), Vec::new()),
            _ => {
                let (schema, indexes, of_schema) = schema::read_with_indexes(&texts);
                findings.extend(of_schema);
                (schema, indexes)
            }
        };

        let mut files = read_files(&data, &schema, reading);
        texts.extend(data);
        if reading.watch.is_over() {
            let message = code::STOPPED.means.to_owned();
            let (severity, code) = (Severity::Error, code::STOPPED.id);
            findings.push(Finding { severity, code, message, place: None, help: None });
            let (entries, quotes) = (Vec::new(), Vec::new());
            return Self { schema, entries, quotes, texts, scripts, findings };
        }
        let mut of_data: Vec<Finding> = Vec::new();
        for file in &mut files {
            of_data.append(&mut file.findings);
        }
        let quotes: Vec<Quoted> =
            files.iter_mut().flat_map(|file| std::mem::take(&mut file.quotes)).collect();
        let mut resolver = Resolver::new(&schema, &reading.beside, &files);
        let mut entries: Vec<Entry> =
            files.into_iter().flat_map(|file| resolver.resolve(file)).collect();
        entries.extend(indexes);
        // Stable, so that the order of the files remains within each sort.
        entries.sort_by_key(|entry| match entry.change {
            Change::AddNode(_) => 0,
            Change::ExtendNode(..) => 1,
            // What it promises is held against all the others.
            Change::AddIndex(_) => 3,
            _ => 2,
        });
        of_data.append(&mut resolver.findings);
        in_order_of(&texts, &mut of_data);
        findings.append(&mut of_data);
        Self { schema, entries, quotes, texts, scripts, findings }
    }

    /// The changes to apply, one transaction's worth, in an order in which each finds its nodes.
    ///
    /// Fails with every finding where any of them is an error, so that nothing is half applied.
    pub fn changes(&self) -> Result<impl Iterator<Item = &Change>, Error> {
        if self.findings.iter().any(|finding| finding.code == code::STOPPED.id) {
            return Err(Error::Stopped);
        }
        if self.has_errors() {
            return Err(Error::Import(self.findings.clone().into()));
        }
        Ok(self.entries.iter().map(|entry| &entry.change))
    }

    /// Whether anything in the files is wrong.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The text of this name, to show a finding in.
    pub fn text(&self, name: &str) -> Option<&Arc<Text>> {
        self.texts.iter().chain(&self.scripts).find(|text| &**text.name() == name)
    }
}

/// What the texts say, each by itself; sheets may speak of what any of the others declares.
fn read_files(texts: &[Arc<Text>], schema: &Schema, reading: &Reading) -> Vec<File> {
    let (sheets, curated): (Vec<_>, Vec<_>) =
        texts.iter().partition(|text| sheet::is_sheet(text.file_name()));
    let length = |text: &Arc<Text>| text.as_str().len() as u64;
    let all = texts.iter().map(length).sum();
    let mut done = 0;
    let goes_on = |done| {
        reading.watch.tell(Stage::Reading, done, all);
        !reading.watch.is_over()
    };
    let mut files: Vec<File> = Vec::new();
    for text in curated.into_iter().take_while(|_| !reading.watch.is_over()) {
        goes_on(done);
        files.push(read_file(text, schema));
        done += length(text);
    }
    if sheets.is_empty() {
        return files;
    }
    let mut directory = reading.beside.clone();
    let declared = files.iter().flat_map(|file| &file.entries);
    for entry in declared {
        if let Change::AddNode(node) = &entry.change {
            let others = node.aka.iter().map(|form| form.text.as_str());
            let names = std::iter::once(node.name.as_str()).chain(others);
            directory.add(node.key.as_str(), &node.kind, names);
        }
    }
    let mut sheets: Vec<_> = sheets.iter().map(|text| Sheet::of(text, schema, reading)).collect();
    // Stable: a relation's ends are known once all nodes are.
    sheets.sort_by_key(|sheet| sheet.relates);
    for sheet in sheets.into_iter().take_while(|_| !reading.watch.is_over()) {
        let length = sheet.length();
        let row = |at| goes_on(done + at);
        let (table, log) = sheet.into_tables(schema, reading, &mut directory, &row);
        done += length;
        files.push(curated::read_table(&table, log, schema));
    }
    files
}

/// What one text says that is no sheet.
fn read_file(text: &Arc<Text>, schema: &Schema) -> File {
    #[cfg(feature = "interchange")]
    if interchange::is_graph(text.file_name()) {
        return interchange::read(text, schema);
    }
    curated::read(text, schema)
}

/// Sorts findings by the order of the texts, and by their place within each.
fn in_order_of(texts: &[Arc<Text>], findings: &mut [Finding]) {
    let order: HashMap<&str, usize> = texts.iter().map(|text| &**text.name()).zip(0..).collect();
    findings.sort_by_key(|finding| {
        let place = finding.place.as_ref();
        place.map(|p| (order.get(&*p.file).copied(), p.span.start))
    });
}
