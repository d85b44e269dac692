//! Questions: the friendly language. Every question becomes a query plus a way to show its rows.

mod answer;
mod build;
mod error;
mod form;
mod lens;
mod names;
mod notes;
pub(crate) mod numbers;
mod reason;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use crate::cypher::{CancelToken, Query, Row};
use crate::error::Span;
use crate::graph::Snapshot;
use crate::model::when::Day;
use crate::model::{Direction, KindId, NodeId};

pub use answer::{Answer, Change, End, Item, Note, Source};
pub use error::{AskError, Choice};
pub use form::{Form, Show, all as forms};
pub use lens::{Lens, When};
pub use names::{Candidate, How, Names, Resolved};

use form::{Context, Question, Subject};

/// A snapshot with its names, ready to answer questions.
///
/// # Examples
///
/// ```
/// use plexusdb::{Database, ask::Asker};
///
/// let asker = Asker::new(Database::london()?.snapshot());
/// let answer = asker.ask("which boroughs does the NWL ICS cover")?;
/// assert_eq!(answer.answers.len(), 8);
/// assert!(answer.answers.iter().all(|borough| !borough.sources.is_empty()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Asker {
    snapshot: Snapshot,
    names: Names,
    patterns: form::Patterns,
    today: Option<Day>,
}

impl Asker {
    /// Makes the names of a snapshot ready to be looked up.
    ///
    /// # Complexity
    ///
    /// Linear in the text of all names, times the logarithm of their number.
    pub fn new(snapshot: Snapshot) -> Self {
        let names = Names::of(&snapshot);
        let patterns = form::Patterns::of(snapshot.schema());
        Self { snapshot, names, patterns, today: None }
    }

    /// Says what “today” and “now” mean in a question; without it they mean nothing, since the library
    /// reads no clock.
    #[must_use]
    pub fn with_today(self, today: Day) -> Self {
        Self { today: Some(today), ..self }
    }

    /// The snapshot asked.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The names of the snapshot.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Answers a question, such as `members of PLSP as of 2023-07`.
    ///
    /// # Errors
    ///
    /// [`AskError::Malformed`] where it is no question this tool knows, [`AskError::Unknown`] and
    /// [`AskError::Ambiguous`] where a name means nothing or several things, [`AskError::Query`] where the
    /// query it stands for fails. An answer without a line is not an error.
    pub fn ask(&self, text: &str) -> Result<Answer, AskError> {
        self.ask_until(text, CancelToken::default())
    }

    /// Answers a question, and stops when `cancel` is called.
    ///
    /// # Errors
    ///
    /// As for [`Asker::ask`], and [`AskError::Query`] once it is cancelled.
    pub fn ask_until(&self, text: &str, cancel: CancelToken) -> Result<Answer, AskError> {
        self.ask_through(text, &Lens::default(), cancel)
    }

    /// Answers a question through a lens, for all that the question itself does not say of it.
    ///
    /// # Errors
    ///
    /// As for [`Asker::ask_until`].
    ///
    /// # Examples
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::ask::{Asker, Lens};
    ///
    /// let asker = Asker::new(Database::london()?.snapshot());
    /// let lens = Lens::read("2021-06 stated only", None)?;
    /// let answer = asker.ask_through("who leads NWL", &lens, Default::default())?;
    /// assert_eq!(answer.as_of.as_deref(), Some("2021-06"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ask_through(
        &self,
        text: &str,
        lens: &Lens,
        cancel: CancelToken,
    ) -> Result<Answer, AskError> {
        let (question, lens) = self.understand(text, lens)?;
        let rows = self.snapshot.query(&question.query).cancel(cancel).rows()?;
        Ok(build::answer(self, text, question, &lens, rows)?)
    }

    /// What a row of a query rests on: each relation, step of a path, number and node in it, and those of
    /// the matches of which it tells a part or which it counts, at most so many of them. Each is a line of
    /// the answer, with its sources; what is gathered, and how much of it is not shown, stands in its notes.
    ///
    /// # Errors
    ///
    /// Whatever the query fails with when it is asked again.
    ///
    /// # Examples
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::ask::{Asker, Lens};
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let query = snapshot.query("MATCH (who)-[:CHAIRS]->({id: 'org:healthcare-central-london'}) RETURN count(*)");
    /// let row = query.clone().rows()?.next().transpose()?.expect("a count is a row");
    /// let why = Asker::new(snapshot).why(&query, &row, &Lens::default(), 10)?;
    /// assert_eq!(why.answers[0].caption, "chairs");
    /// assert_eq!(why.sources[0].quote.as_deref(), Some("Dr Rishi Chopra, HCL Chair"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn why(
        &self,
        query: &Query,
        row: &Row,
        lens: &Lens,
        most: usize,
    ) -> crate::error::Result<Answer> {
        let grounds = query.grounds(row, most)?;
        Ok(build::evidence(&self.snapshot, row.values(), grounds.as_ref(), lens))
    }

    /// The query that a question stands for.
    ///
    /// # Errors
    ///
    /// As for [`Asker::ask`].
    pub fn query_of(&self, text: &str) -> Result<String, AskError> {
        self.query_through(text, &Lens::default())
    }

    /// The query that a question stands for when it is asked through a lens.
    ///
    /// # Errors
    ///
    /// As for [`Asker::ask`].
    pub fn query_through(&self, text: &str, lens: &Lens) -> Result<String, AskError> {
        Ok(self.understand(text, lens)?.0.query)
    }

    /// Which day it is, where the host has said so.
    pub fn today(&self) -> Option<Day> {
        self.today
    }

    fn understand(&self, text: &str, through: &Lens) -> Result<(Question, Lens), AskError> {
        let words = words::split(text);
        if let Some(beyond) = words.get(words::MOST) {
            let message = format!("a question has at most {} words", words::MOST);
            return Err(AskError::malformed(message, beyond.span));
        }
        if words.is_empty() {
            let span = Span::new(0..text.len());
            return Err(AskError::malformed("nothing was asked", span)
                .with_help("type a name, or a question such as `who chairs HCL`"));
        }
        // A name may hold the words of a modifier: what is quoted or known in full is a name.
        let (body, said) = if self.is_name(&words::joined(&words)) {
            (words.as_slice(), Lens::default())
        } else {
            Lens::take(&words, text, self.today)?
        };
        let lens = said.clone().or(through);
        let context = Context { asker: self, text, lens: &lens, said: &said };
        let question = form::understand(&context, body)?;
        // What compares two times is graded at these, and not at the one looked at.
        let lens = if question.show == Show::Changes { lens.beside_time() } else { lens };
        Ok((question, lens))
    }

    /// Whether a text is the name or the id of something here, in full.
    fn is_name(&self, text: &str) -> bool {
        let resolved = self.names.resolve(text, None);
        matches!(
            resolved,
            Resolved::One(Candidate { how: How::Id | How::Name | How::OtherName, .. })
        )
    }

    /// The node a name means.
    pub(crate) fn subject(
        &self,
        name: &str,
        span: Span,
        kinds: Option<&[KindId]>,
    ) -> Result<Subject, AskError> {
        // “the NWL ICS” is the NWL ICS, unless something is really called “The …”.
        let has_the = name.get(..4).is_some_and(|the| the.eq_ignore_ascii_case("the "));
        let mut resolved = self.names.resolve(name, kinds);
        if has_the && !matches!(resolved, Resolved::One(Candidate { how: How::Name, .. })) {
            let bare = self.names.resolve(name.get(4..).unwrap_or(name), kinds);
            if !matches!(bare, Resolved::None(_)) {
                resolved = bare;
            }
        }
        match resolved {
            Resolved::One(candidate) => {
                let (id, known, _) = described(&self.snapshot, candidate.node);
                let guessed = candidate.how == How::Spelling;
                let note = guessed.then(|| format!("“{name}” was read as {known}"));
                let doubt = candidate.how as u32;
                Ok(Subject { node: candidate.node, id, name: known, doubt, note })
            }
            Resolved::Several(candidates) => Err(AskError::Ambiguous {
                name: name.to_owned(),
                span,
                candidates: self.choices(candidates),
            }),
            Resolved::None(closest) => Err(AskError::Unknown {
                name: name.to_owned(),
                span,
                closest: self.choices(closest),
            }),
        }
    }

    /// Candidates as people see them.
    pub fn choices(&self, candidates: Vec<Candidate>) -> Vec<Choice> {
        candidates
            .into_iter()
            .map(|candidate| {
                let (id, name, kind) = described(&self.snapshot, candidate.node);
                let links = self.snapshot.degree(candidate.node, Direction::Both, &[]);
                Choice { candidate, id, name, kind, links }
            })
            .collect()
    }
}

/// A node's id, its name, and what people call its kind.
pub(crate) fn described(snapshot: &Snapshot, node: NodeId) -> (String, String, String) {
    let Some(record) = snapshot.node_record(node) else {
        let name = match snapshot.node_name(node) {
            "" => format!("#{}", node.0),
            name => name.to_owned(),
        };
        let label = snapshot.node_labels(node).next().map(|label| snapshot.label_name(label));
        return (String::new(), name, label.unwrap_or_default().to_owned());
    };
    let kind = snapshot.kind_of(node);
    let sub = record.sub_kinds.first().and_then(|id| kind?.sub.iter().find(|s| s.id == *id));
    let noun = sub.map(|s| &s.noun).or_else(|| kind.map(|k| &k.noun));
    let kind = noun.map_or_else(|| record.kind.clone(), |n| n.one.clone());
    (record.key.as_str().to_owned(), record.name.clone(), kind)
}
