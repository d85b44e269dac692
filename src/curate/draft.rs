//! An edit that is being understood: its changes, tried out on a copy of the graph.

use super::clause::Clauses;
use super::{Doubt, Edit, Line, Missing, Sign, Verb};
use crate::ask::words::Word;
use crate::ask::{AskError, Asker, Resolved, described};
use crate::error::Span;
use crate::graph::Snapshot;
use crate::model::when::{Moment, PartialDate};
use crate::model::{Change, Effect, Evidence, Key, NodeId, NodeRecord, Schema, Value};

/// What is gathered while a sentence is understood.
pub(super) struct Draft<'a> {
    pub(super) asker: &'a Asker,
    pub(super) text: &'a str,
    pub(super) verb: &'a Verb,
    /// The graph as the changes so far make it.
    pub(super) graph: Snapshot,
    changes: Vec<Change>,
    lines: Vec<Line>,
    pub(super) doubts: Vec<Doubt>,
    missing: Vec<Missing>,
    about: Option<Key>,
    pub(super) back: Option<String>,
}

/// The document behind an edit.
pub(super) struct Cited {
    pub(super) evidence: Vec<Evidence>,
    pub(super) date: Option<PartialDate>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(asker: &'a Asker, text: &'a str, verb: &'a Verb) -> Self {
        Self {
            asker,
            text,
            verb,
            graph: asker.snapshot().clone(),
            changes: Vec::new(),
            lines: Vec::new(),
            doubts: Vec::new(),
            missing: Vec::new(),
            about: None,
            back: None,
        }
    }

    pub(super) fn finish(self) -> Edit {
        Edit {
            lines: self.lines,
            doubts: self.doubts,
            missing: self.missing,
            about: self.about.unwrap_or_else(|| Key::new("")),
            back: self.back,
            changes: self.changes,
        }
    }

    pub(super) fn schema(&self) -> &'a Schema {
        self.asker.snapshot().schema()
    }

    /// Tries a change out, and keeps it.
    pub(super) fn put(&mut self, change: Change) -> Result<Effect, AskError> {
        let effect = self.graph.apply(change.clone()).map_err(crate::Error::from)?;
        self.changes.push(change);
        Ok(effect)
    }

    pub(super) fn says(&mut self, sign: Sign, text: impl Into<String>) {
        self.lines.push(Line { sign, text: text.into() });
    }

    /// Says whose card shows what is new.
    pub(super) fn is_about(&mut self, key: &Key) {
        self.about.get_or_insert_with(|| key.clone());
    }

    pub(super) fn wrong(&self, message: impl Into<String>, at: Span) -> AskError {
        let usage = format!("`{}`", self.verb.usage);
        AskError::malformed(message, at).with_help(usage)
    }

    /// The node that a run of words names.
    pub(super) fn subject(&self, words: &[Word]) -> Result<NodeId, AskError> {
        let name = crate::ask::words::joined(words);
        let at = crate::ask::words::span(words, self.text);
        Ok(self.asker.subject(&name, at, None)?.node)
    }

    pub(super) fn record(&self, node: NodeId) -> Result<NodeRecord, AskError> {
        let record = self.graph.node_record(node).cloned();
        record.ok_or_else(|| {
            let message = "this was drawn without a schema, and carries no evidence";
            let error = AskError::malformed(message, Span::new(0..self.text.len()));
            error.with_help("change it by a query: MATCH … SET …;")
        })
    }

    /// A node by its name.
    pub(super) fn name(&self, node: NodeId) -> String {
        described(&self.graph, node).1
    }

    /// A node by its key.
    pub(super) fn name_of(&self, key: &Key) -> String {
        let node = self.graph.by_key(key.as_str());
        node.map_or_else(|| key.to_string(), |node| self.name(node))
    }

    /// The document behind the edit; a new one is added. Where none is named, that is noted.
    pub(super) fn cite(&mut self, clauses: &Clauses) -> Result<Cited, AskError> {
        let Some((written, at)) = &clauses.source else {
            self.missing.push(Missing::Source);
            if clauses.quote.is_none() {
                self.missing.push(Missing::Quote);
            }
            return Ok(Cited { evidence: Vec::new(), date: None });
        };
        if clauses.quote.is_none() && clauses.locator.is_none() {
            self.missing.push(Missing::Quote);
        }
        let (key, date) = self.document(written, *at)?;
        let evidence = Evidence {
            source: key,
            quote: clauses.quote.clone(),
            locator: clauses.locator.clone(),
            said_by: clauses.said_by.clone(),
        };
        Ok(Cited { evidence: vec![evidence], date })
    }

    /// The document of this title or id, with its date; one that nobody knows yet is added.
    fn document(
        &mut self,
        written: &str,
        at: Span,
    ) -> Result<(Key, Option<PartialDate>), AskError> {
        let (title, date) = title_and_date(written);
        for name in [written, title] {
            if let Some(found) = self.known_document(name, date) {
                return Ok(found);
            }
        }
        if written.contains(':') && !written.contains(' ') {
            let message = format!("no document has the id `{written}`");
            let help = "a new one is written by its title: `source \"TITLE, 3 May 2024\"`";
            return Err(AskError::malformed(message, at).with_help(help));
        }
        let key = self.graph.free_key("doc", title);
        let mut record = NodeRecord::new(key.clone(), "document", title);
        if let Some(date) = date {
            record.attributes.insert("date".to_owned(), Value::text(date.to_string()));
        }
        self.put(Change::AddNode(record))?;
        let when = date.map(|date| format!(", {}", date.words())).unwrap_or_default();
        self.says(Sign::Added, format!("document {title}{when}"));
        Ok((key, date))
    }

    fn known_document(
        &self,
        name: &str,
        date: Option<PartialDate>,
    ) -> Option<(Key, Option<PartialDate>)> {
        let document = self.schema().kind_named("document")?;
        let found = match self.asker.names().resolve(name, Some(&[document])) {
            Resolved::One(candidate) => vec![candidate],
            Resolved::Several(candidates) => candidates,
            Resolved::None(_) => Vec::new(),
        };
        found.into_iter().filter(|c| c.how <= crate::ask::How::Core).find_map(|candidate| {
            let record = self.graph.node_record(candidate.node)?;
            if record.kind != "document" {
                return None;
            }
            let dated = record.attributes.get("date").and_then(Value::as_str);
            let dated: Option<PartialDate> = dated.and_then(|date| date.parse().ok());
            let same = date.is_none() || dated.is_none() || dated == date;
            same.then(|| (record.key.clone(), dated.or(date)))
        })
    }
}

/// A document as people cite it: `TITLE, 3 May 2024`, or a title alone.
fn title_and_date(text: &str) -> (&str, Option<PartialDate>) {
    for (at, _) in text.match_indices(',') {
        let (title, date) = text.split_at(at);
        let date = date.trim_start_matches(',').trim().parse::<Moment>().ok();
        let date = date.and_then(|date| date.to_string().parse::<PartialDate>().ok());
        if date.is_some() && !title.trim().is_empty() {
            return (title.trim(), date);
        }
    }
    (text.trim(), None)
}
