//! Turtle as we write it ourselves. The only file that names `oxttl` and `oxrdf`.
//!
//! What other vocabularies say beside our own – memberships, intervals, labels – is passed over: it says
//! the same again.

use std::collections::HashMap;

use oxrdf::{Literal, Term as Object};
use oxttl::TurtleParser;
use serde_json::{Map, Value as Json};

use super::super::code;
use super::super::log::Log;
use super::Elements;
use crate::error::Span;

const TERM: &str = "urn:plexus:term:";
const NODE: &str = "urn:plexus:";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Predicates of others that stand for keys of ours.
const KEYS: [(&str, &str); 5] = [
    ("http://www.w3.org/2004/02/skos/core#prefLabel", "name"),
    ("http://www.w3.org/2004/02/skos/core#note", "note"),
    ("http://www.w3.org/ns/prov#qualifiedDerivation", "evidence"),
    ("http://www.w3.org/ns/prov#entity", "source"),
    ("http://www.w3.org/ns/prov#value", "quote"),
];

/// How deep what is said of something may stand in itself.
const DEPTH: usize = 8;

/// An object of a statement.
enum Term {
    Named(String),
    Blank(String),
    Value(Json),
}

/// What is said of each subject, in the order of the text.
#[derive(Default)]
struct Statements {
    order: Vec<String>,
    of: HashMap<String, Vec<(String, Term)>>,
}

pub(super) fn read(text: &str, into: &mut Elements, log: &mut Log) {
    let mut statements = Statements::default();
    for triple in TurtleParser::new().for_slice(text) {
        match triple {
            Ok(triple) => {
                if let Some(key) = key_of(triple.predicate.as_str()) {
                    statements.add(triple.subject.to_string(), key, term(triple.object));
                }
            }
            Err(error) => {
                let from = usize::try_from(error.location().start.offset).unwrap_or_default();
                let at = from.min(text.len());
                let message = format!("this is not Turtle: {}", error.message());
                log.error(code::SYNTAX, Span::new(at..at), message, None);
                return;
            }
        }
    }
    for subject in &statements.order {
        let Some(id) = subject.strip_prefix('<').and_then(|s| s.strip_suffix('>')) else {
            continue;
        };
        let mut keys = statements.keys(subject, DEPTH);
        let at = text.find(id).map_or_else(Span::default, |at| Span::new(at..at + id.len()));
        let (from, to) = (keys.shift_remove("from"), keys.shift_remove("to"));
        match (from, to) {
            (Some(Json::String(from)), Some(Json::String(to))) => into.edge(&from, &to, keys, at),
            // What is only said of a node elsewhere does not declare it.
            _ if keys.is_empty() => {}
            _ => into.node(&id_of(id), keys, at),
        }
    }
}

impl Statements {
    fn add(&mut self, subject: String, key: String, term: Term) {
        let said = self.of.entry(subject).or_insert_with_key(|subject| {
            self.order.push(subject.clone());
            Vec::new()
        });
        said.push((key, term));
    }

    /// The keys of a subject; a list where a key has several values, or always takes a list.
    fn keys(&self, subject: &str, depth: usize) -> Map<String, Json> {
        let mut keys = Map::new();
        let Some(depth) = depth.checked_sub(1) else { return keys };
        for (key, term) in self.of.get(subject).map(Vec::as_slice).unwrap_or_default() {
            let value = match term {
                Term::Named(iri) => Json::from(id_of(iri)),
                Term::Blank(label) => Json::Object(self.keys(label, depth)),
                Term::Value(value) => value.clone(),
            };
            let takes_list = super::IN_PARTS.contains(&key.as_str());
            match keys.get_mut(key) {
                Some(Json::Array(values)) => values.push(value),
                Some(one) => *one = Json::Array(vec![one.take(), value]),
                None if takes_list => {
                    keys.insert(key.clone(), Json::Array(vec![value]));
                }
                None => {
                    keys.insert(key.clone(), value);
                }
            }
        }
        keys
    }
}

/// The key that a predicate stands for, where it is one of ours.
fn key_of(predicate: &str) -> Option<String> {
    if predicate == TYPE {
        return None;
    }
    let known = KEYS.iter().find(|(iri, _)| *iri == predicate).map(|(_, key)| (*key).to_owned());
    known.or_else(|| predicate.strip_prefix(TERM).map(percent_decoded))
}

/// The object of a statement.
fn term(object: Object) -> Term {
    match object {
        Object::NamedNode(iri) => Term::Named(iri.into_string()),
        Object::BlankNode(label) => Term::Blank(label.to_string()),
        Object::Literal(literal) => Term::Value(value(&literal)),
    }
}

fn value(literal: &Literal) -> Json {
    let text = literal.value();
    let parsed = match literal.datatype().as_str().strip_prefix(XSD) {
        Some("integer") => text.parse::<i64>().ok().map(Json::from),
        Some("double" | "decimal") => text.parse::<f64>().ok().map(Json::from),
        Some("boolean") => text.parse::<bool>().ok().map(Json::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| Json::from(text))
}

/// The id of a node, of its name in RDF.
fn id_of(iri: &str) -> String {
    percent_decoded(iri.strip_prefix(NODE).unwrap_or(iri))
}

/// A text without the escapes that an IRI needs (RFC 3986); one that is none stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let escaped = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(byte)) = (byte, escaped) {
            bytes.push(byte);
            rest = behind.get(2..).unwrap_or_default();
        } else {
            bytes.push(*byte);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
