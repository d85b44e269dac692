//! Curated files into a database that may know some of it already.

use std::sync::Arc;

use super::Database;
use crate::cypher::syntax::statements;
use crate::cypher::{Limits, Problem, Query};
use crate::error::{Error, Finding, Result, Severity, Span};
use crate::graph::Snapshot;
use crate::model::{Addition, Change, Element, NodeRecord, Stage};
use crate::source::{Dataset, Directory, Drawn, Reading, Text};

/// What loading has done to the nodes, relations and indexes that the files speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// How many are new.
    pub added: u64,
    /// How many were there, and more is said of them now.
    pub changed: u64,
    /// How many were there and say all of it already.
    pub left: u64,
}

impl Database {
    /// Takes curated files in, all of them or nothing. Their schema becomes that of the database.
    ///
    /// A node that is there already keeps its name, its kind, its dates and its attributes; other
    /// names, identifiers, facts, remarks and evidence are added where they are not there yet. The
    /// same files a second time change nothing.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::source::embedded;
    ///
    /// let db = Database::in_memory();
    /// let london = embedded::dataset();
    /// assert!(db.load(&london, "the network of London")?.added > 100);
    /// let again = db.load(&london, "")?;
    /// assert_eq!((again.added, again.changed), (0, 0));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every finding in the files, where one of them is an error; a change that the schema or what is
    /// there already refuses; a schema that does not allow what is there; a file that cannot be
    /// written.
    pub fn load(&self, data: &Dataset, message: &str) -> Result<Loaded> {
        data.changes().map(drop)?;
        let before = self.snapshot();
        self.adopt(&data.schema)?;
        let loaded = self.load_under(data, message);
        if loaded.is_err() && before.schema() != self.snapshot().schema() {
            // The first error is the one to tell.
            let _ = self.go_back_under(before);
        }
        loaded
    }

    fn load_under(&self, data: &Dataset, message: &str) -> Result<Loaded> {
        let changes = data.changes()?;
        let mut tx = self.write()?;
        tx.message(message);
        let mut loaded = self.take_all(&mut tx.draft, data, changes)?;
        loaded.added += self.run_scripts(&mut tx.draft, data)?;
        self.watch.tell(Stage::Writing, 0, 0);
        tx.commit()?;
        Ok(loaded)
    }

    /// Takes in a graph that was drawn in sheets, all of it or nothing, as nodes and relationships behind
    /// those that are there. A file holds it once: as the graph that the commit led to, not as changes.
    ///
    /// Linear in what is there and what comes; see [`Drawn`] for an example.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the sheets; a database that has a schema, under which nothing is
    /// only drawn; what is declared unique; a file that cannot be written.
    pub fn load_drawn(&self, drawn: Drawn, message: &str) -> Result<Loaded> {
        let image = drawn.into_image()?;
        let mut tx = self.write()?;
        tx.message(message);
        let added = (image.nodes.ids.len() + image.edges.ids.len()) as u64;
        if !tx.draft.schema().is_open() {
            return Err(Drawn::under_a_schema());
        }
        tx.draft.take_behind(image)?;
        if self.watch.is_over() {
            return Err(Error::Stopped);
        }
        self.watch.tell(Stage::Writing, 0, 0);
        tx.commit()?;
        Ok(Loaded { added, ..Loaded::default() })
    }

    /// Says what [`load`](Database::load) would do, and does nothing.
    ///
    /// # Errors
    ///
    /// As for [`load`](Database::load), except that nothing is written.
    pub fn rehearse(&self, data: &Dataset) -> Result<Loaded> {
        let changes = data.changes()?;
        let mut draft = self.under(&data.schema)?;
        let mut loaded = self.take_all(&mut draft, data, changes)?;
        loaded.added += self.run_scripts(&mut draft, data)?;
        Ok(loaded)
    }

    /// A reading of texts under the schema of this database, which may speak of what is in it.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::london()?;
    /// let data = db.reading().texts([("chairs.toml", r#"
    ///     [[edge]]
    ///     from = "person:penny-dash"
    ///     type = "works-at"
    ///     to = "org:healthcare-central-london"
    /// "#)]);
    /// assert!(!data.has_errors());
    /// assert_eq!(db.rehearse(&data)?.added, 1);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// `O(nodes)`.
    pub fn reading(&self) -> Reading {
        let graph = self.snapshot();
        let mut directory = Directory::default();
        for node in graph.node_records() {
            let others = node.aka.iter().map(|form| form.text.as_str());
            let names = std::iter::once(node.name.as_str()).chain(others);
            directory.add(node.key.as_str(), &node.kind, names);
        }
        let reading = Reading::new().beside(directory);
        // One in which anything may be drawn declares no kinds to read by.
        let reading = reading.watched(self.watch.clone());
        if graph.schema().is_open() { reading } else { reading.schema(graph.schema().clone()) }
    }

    /// Runs the statements of scripts, and says how many nodes and relationships they add.
    pub(super) fn run_scripts(&self, draft: &mut Snapshot, data: &Dataset) -> Result<u64> {
        let size = |draft: &Snapshot| draft.size().into_iter().sum::<usize>();
        let before = size(draft);
        for script in &data.scripts {
            let text = script.as_str();
            for span in statements(text) {
                self.watch.tell(Stage::Reading, u64::from(span.start), text.len() as u64);
                if self.watch.is_over() {
                    return Err(Error::Stopped);
                }
                // A statement of a script may be as long as the script.
                let limits = Limits { time: None, memory: None, ..Limits::default() };
                let query = Query::of(&mut *draft, span.of(text)).limits(limits);
                query.run().map_err(|error| placed(error, script, span))?;
            }
        }
        Ok(size(draft).saturating_sub(before) as u64)
    }

    fn take_all<'c>(
        &self,
        draft: &mut Snapshot,
        data: &Dataset,
        changes: impl Iterator<Item = &'c Change>,
    ) -> Result<Loaded> {
        let all = data.entries.len() as u64;
        let mut loaded = Loaded::default();
        for (done, change) in (0..).zip(changes) {
            if !self.watch.goes_on(Stage::TakingIn, done, all) {
                return Err(Error::Stopped);
            }
            match take_in(draft, change.clone())? {
                Taken::Added => loaded.added += 1,
                Taken::Changed => loaded.changed += 1,
                Taken::Left => loaded.left += 1,
            }
        }
        if !self.watch.goes_on(Stage::TakingIn, all, all) {
            return Err(Error::Stopped);
        }
        Ok(loaded)
    }
}

/// What is wrong with a statement, at its place in the script.
fn placed(error: Error, script: &Arc<Text>, statement: Span) -> Error {
    let Error::Query(error) = error else { return error };
    let finding = |problem: &Problem| {
        // What is known of the whole statement only stands at its first word.
        let first = Span::new(statement.start as usize..statement.start as usize + 1);
        let span = problem.span.map_or(first, |span| {
            Span::new(
                (statement.start + span.start) as usize..(statement.start + span.end) as usize,
            )
        });
        Finding {
            severity: Severity::Error,
            code: problem.code,
            message: problem.message.clone(),
            place: Some(script.place(span)),
            help: problem.help.clone(),
        }
    };
    Error::Import(error.problems().map(finding).collect())
}

enum Taken {
    Added,
    Changed,
    Left,
}

fn take_in(draft: &mut Snapshot, change: Change) -> Result<Taken> {
    let key = match &change {
        Change::AddNode(record) => record.key.clone(),
        Change::ExtendNode(key, _) => key.clone(),
        Change::AddIndex(_) => return take_in_index(draft, change),
        _ => return take_in_relation(draft, change),
    };
    let Some(id) = draft.keyed(key.as_str()) else {
        draft.apply(change)?;
        return Ok(Taken::Added);
    };
    let more = match change {
        Change::AddNode(record) => Change::ExtendNode(key, addition(record)),
        more => more,
    };
    // Said of a copy first: what changes nothing need not be committed.
    let mut trial = draft.clone();
    trial.apply(more.clone())?;
    if trial.said_of(id) == draft.said_of(id) {
        return Ok(Taken::Left);
    }
    draft.apply(more)?;
    Ok(Taken::Changed)
}

/// One that is there, by whatever name, is left.
fn take_in_index(draft: &mut Snapshot, change: Change) -> Result<Taken> {
    if let Change::AddIndex(index) = &change
        && draft.indexes().iter().any(|there| there.is_like(index))
    {
        return Ok(Taken::Left);
    }
    draft.apply(change)?;
    Ok(Taken::Added)
}

fn take_in_relation(draft: &mut Snapshot, change: Change) -> Result<Taken> {
    let (_, before) = draft.next_ids();
    let mut trial = draft.clone();
    let effect = trial.apply(change.clone())?;
    if let Some(Element::Edge(id)) = effect.element
        && id.0 < before
    {
        if trial.edge_record(id) == draft.edge_record(id) {
            return Ok(Taken::Left);
        }
        draft.apply(change)?;
        return Ok(Taken::Changed);
    }
    draft.apply(change)?;
    Ok(Taken::Added)
}
/// What a node's declaration says beyond what it is.
fn addition(record: NodeRecord) -> Addition {
    Addition {
        aka: record.aka,
        identifiers: record.identifiers,
        known: record.validity.known().to_vec(),
        facts: record.facts,
        note: record.note,
        evidence: record.evidence,
    }
}
