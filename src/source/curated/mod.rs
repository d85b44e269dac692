//! Reads a file of the curated format: one source document with what it says, or shared nodes.

mod dump;
mod edge;
mod evidence;
mod fact;
mod id;
mod keys;
mod kind;
mod name;
mod node;
mod time;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use dump::dump;
pub(super) use dump::table;
#[cfg(feature = "write-back")]
pub(super) use dump::value;
pub(super) use id::is_id;
pub use keys::{Keys, keys_of_edge, keys_of_node};

use super::fields::Fields;
use super::index;
use super::log::Log;
use super::mark::Marks;
use super::text::Text;
use super::tree;
use crate::error::{Finding, Place, Span};
use crate::model::schema::{Attribute, KindId};
use crate::model::{Change, Evidence, Key, Schema};

/// One fact of a file, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the file says.
    pub change: Change,
    /// Where it says so.
    pub marks: Marks,
    /// The nodes that must exist for it.
    pub(super) references: Vec<Reference>,
}

/// The words of a document that a file quotes, whether or not the rest of their record could be read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Quoted {
    /// The document, and the words.
    pub evidence: Evidence,
    /// Where the file quotes them.
    pub place: Place,
}

/// A node that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) key: Key,
    pub(super) at: Span,
    /// It is named as evidence, so that it must be a document.
    pub(super) as_source: bool,
}

/// A node that a file declares.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) key: Key,
    /// Its kind, if the schema knows it.
    pub(super) kind: Option<KindId>,
    pub(super) at: Span,
}

/// What a file says.
pub(super) struct File {
    pub(super) text: Arc<Text>,
    pub(super) entries: Vec<Entry>,
    pub(super) declared: Vec<Declared>,
    /// Nodes named by what could not be read in full.
    pub(super) loose: Vec<Reference>,
    pub(super) quotes: Vec<Quoted>,
    pub(super) findings: Vec<Finding>,
}

/// Reads a file; every fault becomes a finding, and the rest is read all the same.
pub(super) fn read(text: &Arc<Text>, schema: &Schema) -> File {
    let mut log = Log::new(text);
    let table = tree::read(&mut log);
    read_table(&table, log, schema)
}

/// Reads a file that is a table already, with what is wrong with it so far.
pub(super) fn read_table(table: &tree::Table, log: Log, schema: &Schema) -> File {
    let text = Arc::clone(log.text());
    let mut fields = Fields::new(table, Span::default(), "file");
    let mut reader = Reader::new(schema, log);
    reader.file(&mut fields);
    fields.finish(&mut reader.log);
    File {
        text,
        entries: reader.entries,
        declared: reader.declared,
        loose: reader.loose,
        quotes: reader.quotes,
        findings: reader.log.into_findings(),
    }
}

/// A file that is being read.
struct Reader<'s> {
    schema: &'s Schema,
    /// The attributes that the schema declares, by id.
    known_attributes: BTreeMap<&'s str, &'s Attribute>,
    log: Log,
    /// The document that stands behind whatever names no other.
    source: Option<Key>,
    entries: Vec<Entry>,
    declared: Vec<Declared>,
    /// The nodes named by the entry that is being read.
    references: Vec<Reference>,
    loose: Vec<Reference>,
    quotes: Vec<Quoted>,
}

impl<'s> Reader<'s> {
    fn new(schema: &'s Schema, log: Log) -> Self {
        let known_attributes =
            schema.declared().attributes.iter().map(|a| (a.id.as_str(), a)).collect();
        Self {
            schema,
            known_attributes,
            log,
            source: None,
            entries: Vec::new(),
            declared: Vec::new(),
            references: Vec::new(),
            loose: Vec::new(),
            quotes: Vec::new(),
        }
    }

    fn file(&mut self, fields: &mut Fields<'_>) {
        if let Some(mut source) = fields.table("source", &mut self.log) {
            self.source_document(&mut source);
            source.finish(&mut self.log);
        }
        for mut node in fields.tables("node", "node", &mut self.log) {
            self.node(&mut node);
            node.finish(&mut self.log);
        }
        for mut about in fields.tables("about", "about", &mut self.log) {
            self.about(&mut about);
            about.finish(&mut self.log);
        }
        for mut fact in fields.tables("fact", "fact", &mut self.log) {
            self.fact_of_a_node(&mut fact);
            fact.finish(&mut self.log);
        }
        for mut edge in fields.tables("edge", "edge", &mut self.log) {
            self.edge(&mut edge);
            edge.finish(&mut self.log);
        }
        self.entries.extend(index::read(fields, &mut self.log));
    }

    /// Places for the parts of a table, of which each key is known by its name.
    fn marks(&self, fields: &Fields<'_>, whole: Span) -> Marks {
        let mut marks = Marks::new(self.log.text(), whole);
        marks.keys = fields.places().map(|(key, _, value)| (key.to_owned(), value)).collect();
        marks
    }

    fn enter(&mut self, change: Change, marks: Marks) {
        let references = std::mem::take(&mut self.references);
        self.entries.push(Entry { change, marks, references });
    }

    /// Gives up an entry; the nodes it names are looked up all the same.
    fn give_up(&mut self) {
        self.loose.append(&mut self.references);
    }
}
