//! Reads schema files: one is the foundation, each further one adds to those before it.

mod dump;
mod link;
mod noun;
mod relation;

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use dump::dump;

use super::code;
use super::curated::Entry;
use super::fields::Fields;
use super::index;
use super::log::Log;
use super::near::{choice, did_you_mean};
use super::text::Text;
use super::tree::{self, At, Item, Table};
use crate::error::{Finding, Place, Span};
use crate::model::schema::{
    Attribute, Class, Declarations, FactType, Kind, Schema, Scheme, ValueType, label_of,
};

/// Keys that every node or relation has, so that no attribute may be called so.
const RESERVED: &[&str] = &[
    "id",
    "kind",
    "name",
    "aka",
    "ids",
    "from",
    "to",
    "type",
    "on",
    "start",
    "end",
    "known",
    "planned",
    "inferred",
    "confidence",
    "note",
    "layer",
    "quote",
    "locator",
    "said_by",
    "source",
    "sources",
    "quotes",
    "evidence",
    "fact",
    "label",
];

/// How many things of one sort a schema may declare.
const MOST: usize = 10_000;

/// Reads schema files, of which each adds to those before it, and whatever is wrong with them.
///
/// A further file may add kinds, sub-kinds of kinds that are there (a `[[kind]]` with the `id` of
/// one and nothing but `[kind.sub]`), classes, relations, attributes, facts, counts and schemes of
/// identifiers. It can neither change nor take away what is declared; an attempt is an error that
/// names both places. What is wrong is left out of the schema, and the rest of it is read.
///
/// ```
/// use plexusdb::source::{Text, embedded, schema};
///
/// let mine = Text::new("schema.toml", r#"
///     [[relation]]
///     id = "audits"
///     inverse = "audited-by"
///     from = ["organisation"]
///     to = ["party"]
/// "#);
/// let (schema, findings) = schema::read(&[embedded::schema_text(), mine]);
/// assert!(findings.is_empty());
/// let audits = schema.relation_named("audits").unwrap();
/// assert_eq!(schema.relation(audits).unwrap().cypher, "AUDITS");
/// assert!(schema.ends_in_words(audits).starts_with("organisation, partnership → organisation"));
/// ```
pub fn read(texts: &[Arc<Text>]) -> (Schema, Vec<Finding>) {
    let (schema, _, findings) = read_with_indexes(texts);
    (schema, findings)
}

/// Reads schema files, and the indexes that they declare.
pub(super) fn read_with_indexes(texts: &[Arc<Text>]) -> (Schema, Vec<Entry>, Vec<Finding>) {
    let mut logs: Vec<Log> = texts.iter().map(Log::new).collect();
    let tables: Vec<Table> = logs.iter_mut().map(tree::read).collect();
    let mut files: Vec<(Fields<'_>, Log)> = tables
        .iter()
        .zip(logs)
        .map(|(table, log)| (Fields::new(table, Span::default(), "schema"), log))
        .collect();

    // Relations name kinds, and kinds name classes and attributes, perhaps of a later file.
    let mut builder = Builder::default();
    for (fields, log) in &mut files {
        builder.words(fields, log);
    }
    for (fields, log) in &mut files {
        builder.kinds(fields, log);
    }
    for (fields, log) in &mut files {
        builder.relations(fields, log);
        builder.counts(fields, log);
    }
    let (mut indexes, mut findings) = (Vec::new(), Vec::new());
    for (mut fields, mut log) in files {
        indexes.extend(index::read(&mut fields, &mut log));
        fields.finish(&mut log);
        findings.extend(log.into_findings());
    }
    (Schema::new(builder.declared), indexes, findings)
}

/// What has been declared so far, and where.
#[derive(Default)]
struct Builder {
    declared: Declarations,
    homes: BTreeMap<(&'static str, String), Place>,
}

impl Builder {
    /// Reads what refers to nothing else: attributes, facts, schemes and classes.
    fn words(&mut self, fields: &mut Fields<'_>, log: &mut Log) {
        for mut row in fields.tables("attribute", "attribute", log) {
            let id = self.declare("attribute", &mut row, log);
            let value = value_type(&mut row, log);
            let doc = row.text("doc", log).map(|doc| doc.value.to_owned());
            row.finish(log);
            if let (Some(id), Some(value)) = (id, value) {
                self.declared.attributes.push(Attribute { id, value, doc });
            }
        }
        for mut row in fields.tables("fact", "fact", log) {
            let id = self.declare("fact", &mut row, log);
            let caption = row.text("one", log).map(|one| one.value.to_owned());
            let value = value_type(&mut row, log);
            let unit = row.text("unit", log).map(|unit| unit.value.to_owned());
            let doc = row.text("doc", log).map(|doc| doc.value.to_owned());
            row.finish(log);
            if let (Some(id), Some(value)) = (id, value) {
                let caption = caption.unwrap_or_else(|| spaced(&id));
                self.declared.facts.push(FactType { id, caption, value, unit, doc });
            }
        }
        for mut row in fields.tables("scheme", "scheme", log) {
            let id = self.declare("scheme", &mut row, log);
            let caption = row.text("one", log).map(|one| one.value.to_owned());
            row.finish(log);
            if let Some(id) = id {
                let caption = caption.unwrap_or_else(|| spaced(&id));
                self.declared.schemes.push(Scheme { id, caption });
            }
        }
        for mut row in fields.tables("class", "class", log) {
            let id = self.declare("class", &mut row, log);
            let noun = noun::of_row(id.as_deref().unwrap_or_default(), &mut row, log);
            let label = self.label(id.as_deref().unwrap_or_default(), &mut row, log);
            row.finish(log);
            if let Some(id) = id {
                self.declared.classes.push(Class { id, label, noun });
            }
        }
    }

    /// Reads the kinds, and the sub-kinds added to those that are there.
    fn kinds(&mut self, fields: &mut Fields<'_>, log: &mut Log) {
        for mut row in fields.tables("kind", "kind", log) {
            let known = row.item("id").and_then(|id| match &id.value {
                Item::Text(id) => self.declared.kinds.iter().position(|k| k.id == *id),
                _ => None,
            });
            if let Some(kind) = known {
                self.more_sub_kinds(kind, row, log);
                continue;
            }
            let Some(id) = self.declare("kind", &mut row, log) else { continue };
            let kind = Kind {
                noun: noun::of_row(&id, &mut row, log),
                label: self.label(&id, &mut row, log),
                prefix: prefix(&id, &mut row, log),
                sub: Vec::new(),
                classes: self.named("also", "class", &mut row, log),
                stands_for: row.text("stands_for", log).map(|kind| kind.value.to_owned()),
                attributes: self.named("attributes", "attribute", &mut row, log),
                doc: row.text("doc", log).map(|doc| doc.value.to_owned()),
                id,
            };
            if let (Some(other), Some(at)) = (&kind.stands_for, row.place_of("stands_for"))
                && !self.declared.kinds.iter().any(|k| k.id == *other)
            {
                let help = did_you_mean(other, self.declared.kinds.iter().map(|k| k.id.as_str()));
                let message = format!("`{other}` is no kind declared before this one");
                log.error(code::UNDECLARED, at, message, help);
            }
            self.declared.kinds.push(kind);
            self.sub_kinds(self.declared.kinds.len() - 1, &mut row, log);
            row.finish(log);
        }
    }

    /// Reads a `[[kind]]` that adds sub-kinds to a kind that is there.
    fn more_sub_kinds(&mut self, kind: usize, mut row: Fields<'_>, log: &mut Log) {
        let Some(id) = row.text("id", log) else { return };
        for (key, at, _) in row.places() {
            if !["id", "sub"].contains(&key) {
                row.item(key);
                let message = format!(
                    "the kind `{}` is declared already{}",
                    id.value,
                    self.first_place("kind", id.value)
                );
                let help = "only sub-kinds can be added to it; leave out the rest".to_owned();
                log.error(code::DECLARED_TWICE, at, message, help);
            }
        }
        if row.item("sub").is_none() {
            row.missing("sub", log);
        }
        self.sub_kinds(kind, &mut row, log);
        row.finish(log);
    }

    /// Notes an id as declared here; one that is taken or is no id is an error.
    fn declare(
        &mut self,
        sort: &'static str,
        row: &mut Fields<'_>,
        log: &mut Log,
    ) -> Option<String> {
        let id = row.need("id", log)?;
        self.declare_as(sort, &id, log)
    }

    fn declare_as(&mut self, sort: &'static str, id: &At<&str>, log: &mut Log) -> Option<String> {
        let name = id.value;
        if !is_slug(name) {
            let help = "lower-case letters, figures and `-`, a letter first".to_owned();
            log.error(code::BAD_ID, id.span, format!("`{name}` cannot be an id"), help);
            return None;
        }
        if sort == "attribute" && RESERVED.contains(&name) {
            let message = format!("`{name}` has a meaning of its own and can be no attribute");
            log.error(code::DECLARED_TWICE, id.span, message, "give it another id".to_owned());
            return None;
        }
        if self.homes.keys().filter(|(s, _)| *s == sort).count() >= MOST {
            let message = format!("a schema declares at most {MOST} of a sort");
            log.error(code::DECLARED_TWICE, id.span, message, None);
            return None;
        }
        let key = (sort, name.to_owned());
        if self.homes.contains_key(&key) {
            let message =
                format!("the {sort} `{name}` is declared already{}", self.first_place(sort, name));
            let help =
                "a schema file adds to those before it and changes nothing of them".to_owned();
            log.error(code::DECLARED_TWICE, id.span, message, help);
            return None;
        }
        self.homes.insert(key, log.text().place(id.span));
        Some(name.to_owned())
    }

    /// Where something was first declared, as the end of a sentence.
    fn first_place(&self, sort: &'static str, name: &str) -> String {
        self.homes
            .get(&(sort, name.to_owned()))
            .map(|p| format!(", at {}:{}:{}", p.file, p.line, p.column))
            .unwrap_or_default()
    }

    /// The Cypher label of a kind or a class, which no other of them has.
    fn label(&mut self, id: &str, row: &mut Fields<'_>, log: &mut Log) -> String {
        let written = row.text("label", log);
        let at = written.as_ref().map(|l| l.span).or_else(|| row.place_of("id"));
        let label = written.map_or_else(|| label_of(id), |l| l.value.to_owned());
        let taken = self
            .declared
            .kinds
            .iter()
            .map(|k| (&k.label, &k.noun))
            .chain(self.declared.classes.iter().map(|c| (&c.label, &c.noun)))
            .find(|(other, _)| **other == label);
        if let (Some((_, noun)), Some(at)) = (taken, at) {
            let message = format!("the label `{label}` belongs to {} already", noun.many);
            log.error(code::DECLARED_TWICE, at, message, "give it a `label` of its own".to_owned());
        }
        label
    }

    /// The ids in a list of `sort`, of which each must be declared.
    fn named(
        &self,
        key: &str,
        sort: &'static str,
        row: &mut Fields<'_>,
        log: &mut Log,
    ) -> Vec<String> {
        let mut names = Vec::new();
        for name in row.texts(key, log) {
            if self.homes.contains_key(&(sort, name.value.to_owned())) {
                names.push(name.value.to_owned());
                continue;
            }
            let known = self.homes.keys().filter(|(s, _)| *s == sort).map(|(_, id)| id.as_str());
            let message = format!("no {sort} is called `{}`", name.value);
            log.error(code::UNDECLARED, name.span, message, did_you_mean(name.value, known));
        }
        names
    }
}

/// The type of an attribute or a fact: a word, or a list of the words allowed.
fn value_type(row: &mut Fields<'_>, log: &mut Log) -> Option<ValueType> {
    const NAMES: [&str; 6] = ["text", "whole", "number", "yes-no", "date", "node"];
    if let Some(At { value: Item::List(_), .. }) = row.item("type") {
        let words = row.texts("type", log);
        return Some(ValueType::Word(words.iter().map(|w| w.value.to_owned()).collect()));
    }
    let name = row.need("type", log)?;
    Some(match name.value {
        "text" => ValueType::Text,
        "whole" => ValueType::Whole,
        "number" => ValueType::Number,
        "yes-no" => ValueType::YesNo,
        "date" => ValueType::Date,
        "node" => ValueType::Node,
        other => {
            let help = did_you_mean(other, NAMES).unwrap_or_else(|| {
                format!("one of {}, or a list of the words allowed", choice(NAMES))
            });
            log.error(code::BAD_WORD, name.span, format!("`{other}` is no type of values"), help);
            return None;
        }
    })
}

/// What stands before the colon in the ids of a kind's nodes: the kind's own id, unless stated.
fn prefix(id: &str, row: &mut Fields<'_>, log: &mut Log) -> String {
    let Some(prefix) = row.text("prefix", log) else { return id.to_owned() };
    if !is_slug(prefix.value) {
        let help = "lower-case letters, figures and `-`, a letter first".to_owned();
        log.error(
            code::BAD_ID,
            prefix.span,
            format!("`{}` cannot be a prefix", prefix.value),
            help,
        );
    }
    prefix.value.to_owned()
}

/// Whether a name is made of lower-case letters, figures and `-`, with a letter first.
pub(super) fn is_slug(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// An id as words.
fn spaced(id: &str) -> String {
    id.replace('-', " ")
}
