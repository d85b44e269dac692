//! Who is who across files: ids declared once, names that lead somewhere, relations that are legal.

use std::collections::HashMap;
use std::sync::Arc;

use super::code::{self, Code};
use super::curated::{Entry, File, Reference};
use super::directory::Directory;
use super::near::did_you_mean;
use super::text::Text;
use crate::error::{Finding, Place, Severity};
use crate::model::schema::{KindId, Relation, RelationId};
use crate::model::{Change, EdgeRecord, Identifier, Schema};

/// How many dangling names get the help of the nearest one, which takes a look at every id.
const HELPED: usize = 20;

/// What all files together declare.
pub(super) struct Resolver<'a> {
    schema: &'a Schema,
    /// What is there already, and may be spoken of without being declared.
    beside: &'a Directory,
    /// Each id with its kind, if that is known, and where it was first declared.
    nodes: HashMap<String, (Option<KindId>, Place)>,
    /// Each identifier with the node that has it, and where that was said first.
    identifiers: HashMap<(String, String), (String, Place)>,
    document: Option<KindId>,
    helped: usize,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Resolver<'a> {
    /// Takes in what the files declare; an id that is declared twice is an error.
    pub(super) fn new(schema: &'a Schema, beside: &'a Directory, files: &[File]) -> Self {
        let mut resolver = Self {
            schema,
            beside,
            nodes: HashMap::new(),
            identifiers: HashMap::new(),
            document: schema.kind_named("document"),
            helped: 0,
            findings: Vec::new(),
        };
        for file in files {
            for node in &file.declared {
                let place = file.text.place(node.at);
                let key = node.key.as_str();
                if let Some((_, first)) = resolver.nodes.get(key) {
                    let message = format!("the id `{key}` is declared already, at {}", at(first));
                    let help =
                        "to say more of it write [[about]]; if it is another, give it another id";
                    resolver.error(code::DUPLICATE_ID, place, message, Some(help.to_owned()));
                } else {
                    resolver.nodes.insert(key.to_owned(), (node.kind, place));
                }
            }
        }
        resolver
    }

    /// The entries of a file that can stand: those whose nodes exist, and each node once.
    pub(super) fn resolve(&mut self, file: File) -> Vec<Entry> {
        for reference in &file.loose {
            self.exists(reference, &file.text);
        }
        file.entries.into_iter().filter(|entry| self.stands(entry)).collect()
    }

    fn stands(&mut self, entry: &Entry) -> bool {
        let text = entry.marks.text();
        let mut whole = true;
        for reference in &entry.references {
            whole &= self.exists(reference, text);
        }
        match &entry.change {
            Change::AddNode(node) => {
                let first = self.nodes.get(node.key.as_str());
                if first.is_none_or(|(_, first)| *first != entry.marks.place()) {
                    return false;
                }
                self.identify(node.key.as_str(), &node.identifiers, entry);
                // A node that names a missing source is a node all the same.
                true
            }
            Change::ExtendNode(key, addition) => {
                self.identify(key.as_str(), &addition.identifiers, entry);
                whole
            }
            Change::AddEdge(edge) => whole && self.legal(edge, entry),
            // Curated files draw nothing.
            _ => whole,
        }
    }

    /// Whether the node exists and, where it is named as a source, is a document.
    fn exists(&mut self, reference: &Reference, text: &Arc<Text>) -> bool {
        let key = reference.key.as_str();
        if !self.nodes.contains_key(key) && self.beside.kind_of(key).is_none() {
            let help = self.nearest_id(key);
            let message = format!("nothing has the id `{key}`");
            self.error(code::UNKNOWN_NODE, text.place(reference.at), message, help);
            return false;
        }
        // A node whose kind is unknown has its error already, and cannot be entered.
        let Some(kind) = self.kind_of(key) else { return false };
        let Some(document) = self.document else { return true };
        if reference.as_source && kind != document {
            let noun = self.schema.kind(kind).map(|k| k.noun.one.as_str()).unwrap_or_default();
            let message =
                format!("`{key}` is no document and can be no source: its kind is {noun}");
            let help = "whose claim it is, the key `said_by` says".to_owned();
            self.error(code::NOT_A_DOCUMENT, text.place(reference.at), message, Some(help));
            return false;
        }
        true
    }

    /// The kind of a node that there is, where the schema knows it.
    fn kind_of(&self, key: &str) -> Option<KindId> {
        match self.nodes.get(key) {
            Some((kind, _)) => *kind,
            None => self.schema.kind_named(self.beside.kind_of(key)?),
        }
    }

    fn nearest_id(&mut self, key: &str) -> Option<String> {
        self.helped += 1;
        if self.helped > HELPED {
            return None;
        }
        // The order of a map changes from run to run, and the first of equals must not.
        let declared = self.nodes.keys().map(String::as_str);
        let mut known: Vec<&str> = declared.chain(self.beside.ids()).collect();
        known.sort_unstable();
        let slug = |id: &str| id.split_once(':').map(|(_, slug)| slug.to_owned());
        let same_slug = known.iter().find(|id| slug(id).is_some() && slug(id) == slug(key));
        match same_slug {
            Some(id) => Some(format!("did you mean `{id}`?")),
            None => did_you_mean(key, known),
        }
    }

    /// Notes identifiers; one that another node has is an error that names both.
    fn identify(&mut self, node: &str, identifiers: &[Identifier], entry: &Entry) {
        for identifier in identifiers {
            let place = entry.marks.of(&format!("ids.{}", identifier.scheme));
            let key = (identifier.scheme.clone(), identifier.value.clone());
            match self.identifiers.get(&key) {
                Some((other, first)) if other != node => {
                    let message = format!(
                        "`{node}` and `{other}` (at {}) both have the {} {}",
                        at(first),
                        self.caption(&identifier.scheme),
                        identifier.value,
                    );
                    let help = "one of them is wrong, or the two are one node".to_owned();
                    self.error(code::DUPLICATE_IDENTIFIER, place, message, Some(help));
                }
                Some(_) => {}
                None => {
                    self.identifiers.insert(key, (node.to_owned(), place));
                }
            }
        }
    }

    fn caption(&self, scheme: &str) -> String {
        let schemes = &self.schema.declared().schemes;
        let found = schemes.iter().find(|s| s.id == scheme);
        found.map_or_else(|| scheme.to_owned(), |s| s.caption.clone())
    }

    /// Whether a relation may join the kinds of its ends.
    fn legal(&mut self, edge: &EdgeRecord, entry: &Entry) -> bool {
        let kind = |key: &str| self.kind_of(key);
        let ends = (kind(edge.from.as_str()), kind(edge.to.as_str()));
        let (Some(from), Some(to)) = ends else { return false };
        let schema = self.schema;
        let Some(id) = schema.relation_named(&edge.relation) else { return false };
        let Some(relation) = schema.relation(id) else { return false };
        if schema.allows(id, from, to) {
            return true;
        }
        let place = entry.marks.of("type");
        let noun = |kind| schema.kind(kind).map(|k| k.noun.one.as_str()).unwrap_or_default();
        let message =
            format!("`{}` does not lead from {} to {}", relation.id, noun(from), noun(to));
        let help = self.allowed(relation, id, from, to);
        self.error(code::ILLEGAL_ENDS, place, message, Some(help));
        false
    }

    /// What the relation allows instead.
    fn allowed(&self, relation: &Relation, id: RelationId, from: KindId, to: KindId) -> String {
        if self.schema.allows(id, to, from) {
            return "it leads the other way: exchange `from` and `to`".to_owned();
        }
        if relation.same_kind {
            return "both ends are of one kind".to_owned();
        }
        format!("it leads from {}", self.schema.ends_in_words(id).replace(" → ", " to "))
    }

    fn error(&mut self, code: Code, place: Place, message: String, help: Option<String>) {
        let place = Some(place);
        self.findings.push(Finding {
            severity: Severity::Error,
            code: code.id,
            message,
            place,
            help,
        });
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}
