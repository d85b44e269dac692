//! The forms a question can take: one row a form, its patterns, and how it becomes a query.

mod change;
mod facts;
mod links;
mod paths;
mod relation;

pub(super) use relation::Patterns;

use super::Asker;
use super::error::AskError;
use super::lens::Lens;
use super::words::{Pattern, Word, joined, span};
use crate::error::Span;
use crate::graph::Snapshot;
use crate::model::{KindId, NodeId};

/// A form of question.
pub struct Form {
    /// How it is typed: `members of X`.
    pub usage: &'static str,
    /// One that works on the London network.
    pub example: &'static str,
    /// What it answers.
    pub doc: &'static str,
}

/// A form with the patterns that are its own.
struct Reading {
    form: Form,
    patterns: &'static [&'static str],
    build: fn(&Context<'_>, &[&[Word]]) -> Result<Question, AskError>,
}

/// The forms with patterns of their own, in the order in which they are tried; after them come those
/// made from the schema, and a bare name at the very end.
const READINGS: &[&[Reading]] =
    &[change::READINGS, paths::READINGS, links::READINGS, facts::READINGS];

/// All forms, those made from the schema included; for help.
pub fn all() -> impl Iterator<Item = &'static Form> {
    let own = READINGS.iter().copied().flatten().chain(links::LATE).map(|reading| &reading.form);
    std::iter::once(&links::NAME).chain(own).chain(relation::FORMS)
}

/// A question understood: the query it stands for and how the rows are to be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// The query.
    pub query: String,
    /// How its rows become an answer.
    pub show: Show,
    /// The nodes asked about.
    pub subjects: Vec<NodeId>,
    /// What is answered, as a title: `Members of HCL`.
    pub title: String,
    /// How sure the reading of the names is: less is better.
    pub doubt: u32,
    /// What the reader should know of the reading.
    pub notes: Vec<String>,
    /// Whether the answer names all there are, so that stated numbers can be held against it.
    pub is_whole: bool,
}

/// How the rows of a query become an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Show {
    /// Everything about one node: rows of `r` and `y`.
    Card,
    /// Links of one node under their captions: rows of `r` and `y`.
    Links,
    /// Relations with both their ends: rows of `r`.
    Relations,
    /// Nodes: rows of `n`.
    Nodes,
    /// Paths: rows of `p`.
    Paths,
    /// Numbers and statuses: rows of `fact`.
    Facts,
    /// What two nodes share: rows of `z`, `r` and `x`, the one of the two that `r` joins to `z`.
    Shared,
    /// Two nodes side by side: rows of `x`, `r` and `y`.
    Compare,
    /// Links in the order of time: rows of `r` and `y`.
    Timeline,
    /// What was different at two times: rows of `n` or `r`, with `before`, `after` and `change`.
    Changes,
    /// Whether one relation held, and why: rows of `r`.
    Verdict,
}

/// What a form works with.
pub(super) struct Context<'a> {
    pub asker: &'a Asker,
    pub text: &'a str,
    /// What it is asked through.
    pub lens: &'a Lens,
    /// The part of that which the question says itself.
    pub said: &'a Lens,
}

/// A name of the question, resolved.
pub(crate) struct Subject {
    pub node: NodeId,
    pub id: String,
    pub name: String,
    pub doubt: u32,
    pub note: Option<String>,
}

impl Context<'_> {
    pub(super) fn snapshot(&self) -> &Snapshot {
        self.asker.snapshot()
    }

    /// The error for a line that asks nothing.
    fn nothing(&self) -> AskError {
        AskError::malformed("nothing was asked", Span::new(0..self.text.len()))
    }

    /// The relations that say nothing of the world, or are made by the tool, as a list in a query.
    pub(super) fn unworldly(&self) -> String {
        let relations = self.snapshot().schema().relations().iter();
        let types: Vec<String> = relations
            .filter(|r| r.curation || r.derived)
            .map(|r| format!("'{}'", r.cypher))
            .collect();
        format!("[{}]", types.join(", "))
    }

    /// The node that a run of words names; nodes of `kinds` are preferred.
    pub(super) fn subject(
        &self,
        words: &[Word],
        kinds: Option<&[KindId]>,
    ) -> Result<Subject, AskError> {
        self.asker.subject(&joined(words), span(words, self.text), kinds)
    }
}

impl Question {
    /// A question about one node.
    pub(super) fn about(subject: Subject, show: Show, title: String, query: String) -> Self {
        Self {
            query,
            show,
            subjects: vec![subject.node],
            title,
            doubt: subject.doubt,
            notes: subject.note.into_iter().collect(),
            is_whole: false,
        }
    }

    /// A question about two nodes.
    pub(super) fn about_both(
        (a, b): (Subject, Subject),
        show: Show,
        title: String,
        query: String,
    ) -> Self {
        Self {
            query,
            show,
            subjects: vec![a.node, b.node],
            title,
            doubt: a.doubt + b.doubt,
            notes: a.note.into_iter().chain(b.note).collect(),
            is_whole: false,
        }
    }
}

/// What a question says, or why it says nothing.
pub(super) fn understand(context: &Context<'_>, words: &[Word]) -> Result<Question, AskError> {
    // A name known in full is that name, whatever words it is made of.
    if context.asker.is_name(&joined(words)) {
        return links::card(context, &[words]);
    }
    let mut failure: Option<AskError> = None;
    // A later form may still know better: “what does X share” is also a general form.
    let readings = [
        tried(context, words, READINGS.iter().copied().flatten()),
        relation::understand(context, words),
        tried(context, words, links::LATE.iter()),
    ];
    for reading in readings.into_iter().flatten() {
        match reading {
            Ok(question) => return Ok(question),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    if let Some(error) = failure {
        return Err(error);
    }
    if let Some(error) = relation::diagnose(context, words) {
        return Err(error);
    }
    match links::card(context, &[words]) {
        Err(AskError::Unknown { .. }) if looks_like_a_question(words) => {
            Err(not_a_question(context, words))
        }
        read => read,
    }
}

/// Reads the words as the first of these forms that works; `None` where no pattern fits.
fn tried<'r>(
    context: &Context<'_>,
    words: &[Word],
    readings: impl Iterator<Item = &'r Reading>,
) -> Option<Result<Question, AskError>> {
    let mut failure = None;
    for reading in readings {
        for pattern in reading.patterns {
            let ways = Pattern::new(pattern).fit(words);
            if ways.is_empty() {
                continue;
            }
            match best(ways.iter().map(|slots| (reading.build)(context, slots))) {
                Ok(question) => return Some(Ok(question)),
                Err(error) => failure = failure.or(Some(Err(error))),
            }
        }
    }
    failure
}

/// The surest of several readings; where none works, the error of the first that is not merely unknown,
/// since “could be several” says more than “nothing is called that”.
pub(super) fn best(
    readings: impl Iterator<Item = Result<Question, AskError>>,
) -> Result<Question, AskError> {
    let mut best: Option<Question> = None;
    let mut failure: Option<AskError> = None;
    for reading in readings {
        match reading {
            Ok(question) if best.as_ref().is_none_or(|b| question.doubt < b.doubt) => {
                best = Some(question);
            }
            Ok(_) => {}
            Err(error) => {
                let says_more = matches!(failure, Some(AskError::Unknown { .. }))
                    && !matches!(error, AskError::Unknown { .. });
                if failure.is_none() || says_more {
                    failure = Some(error);
                }
            }
        }
    }
    match (best, failure) {
        (Some(question), _) => Ok(question),
        (None, Some(error)) => Err(error),
        (None, None) => Err(AskError::malformed("nothing was asked", Span::default())),
    }
}

/// Words that begin a question and hardly a name.
const OPENERS: [&str; 21] = [
    "who",
    "diff",
    "what",
    "which",
    "how",
    "when",
    "where",
    "why",
    "is",
    "are",
    "does",
    "do",
    "members",
    "memberships",
    "neighbours",
    "compare",
    "timeline",
    "numbers",
    "list",
    "find",
    "sources",
];

fn looks_like_a_question(words: &[Word]) -> bool {
    words.first().is_some_and(|first| OPENERS.iter().any(|opener| first.is(opener)))
}

/// The error for a line that begins like a question: what that beginning could go on with.
fn not_a_question(context: &Context<'_>, words: &[Word]) -> AskError {
    let first = words.first().map(|w| w.text.to_lowercase()).unwrap_or_default();
    let usages: Vec<String> = all()
        .filter(|f| f.usage.split(' ').next() == Some(first.as_str()))
        .map(|f| format!("`{}`", f.usage))
        .collect();
    let error = AskError::malformed("this is not a question I know", span(words, context.text));
    if usages.is_empty() {
        error.with_help("`help` lists the questions there are")
    } else {
        error.with_help(format!("questions that begin so: {}", usages.join(", ")))
    }
}

/// A text as a literal of a query.
pub(super) fn quoted(text: &str) -> String {
    crate::model::Value::text(text).to_string()
}
