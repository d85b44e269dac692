//! Edits in words: a sentence such as `add "Ada Example" chairs HCL from 2024-05 source "…"` becomes
//! [`Change`]s, held to the schema and shown before anything is done.
//!
//! Names are understood as in questions, and what is wrong is told in the same way, with its place.

mod add;
mod clause;
mod doubt;
mod draft;
mod existing;
#[cfg(feature = "write-back")]
mod folder;
mod likeness;
mod link;
mod node;
mod same;

#[cfg(test)]
mod tests;

pub use clause::clauses;
pub use doubt::Doubt;
#[cfg(feature = "write-back")]
pub use folder::{Folder, Prepared};
pub use likeness::{Likeness, duplicates};

use crate::ask::words::{self, Word};
use crate::ask::{AskError, Asker};
use crate::db::Transaction;
use crate::error::{Result, Span};
use crate::model::{Change, Element, Key};

use clause::Clauses;
use draft::Draft;

/// A verb that begins an edit.
pub struct Verb {
    /// The word.
    pub word: &'static str,
    /// How it is typed.
    pub usage: &'static str,
    /// What it does.
    pub doc: &'static str,
    run: fn(&mut Draft<'_>, &[Word], &Clauses) -> Result<(), AskError>,
}

/// Every verb, in the order in which help lists them.
pub const VERBS: &[Verb] = &[
    Verb {
        word: "add",
        usage: "add X RELATION Y [from DATE] source \"TITLE, DATE\" quote \"…\"",
        doc: "a relationship, or with `add NAME as KIND` an entity; a new name stands in quotes",
        run: add::run,
    },
    Verb {
        word: "set",
        usage: "set X ATTRIBUTE VALUE source \"TITLE, DATE\" quote \"…\"",
        doc: "a number, a status, a code, a date or a note of an entity",
        run: node::set,
    },
    Verb {
        word: "end",
        usage: "end X RELATION Y on DATE source \"TITLE, DATE\" quote \"…\"",
        doc: "says when a relationship ended; `end X on DATE` says it of an entity",
        run: existing::end,
    },
    Verb {
        word: "cite",
        usage: "cite X RELATION Y source \"TITLE, DATE\" quote \"…\"",
        doc: "one more source for what is here already",
        run: existing::cite,
    },
    Verb {
        word: "retract",
        usage: "retract X RELATION Y",
        doc: "takes back what should not have been entered; `end` says that it was true and is no longer",
        run: existing::retract,
    },
    Verb {
        word: "rename",
        usage: "rename X to NAME [from DATE] source \"TITLE, DATE\"",
        doc: "another name; the old one stays as a former name",
        run: node::rename,
    },
    Verb {
        word: "merge",
        usage: "merge X into Y",
        doc: "two are one from now on; `different X and Y` parts them again, and nothing is lost",
        run: same::merge,
    },
    Verb {
        word: "different",
        usage: "different X and Y",
        doc: "says that two of like name are not one, so that nobody asks again; parts two that were merged",
        run: same::different,
    },
];

/// The verb that a line begins with, where it is an edit.
///
/// ```
/// assert_eq!(plexusdb::curate::verb("add HCL covers Brent").map(|verb| verb.word), Some("add"));
/// assert!(plexusdb::curate::verb("who chairs HCL").is_none());
/// ```
pub fn verb(text: &str) -> Option<&'static Verb> {
    let first = text.split_whitespace().next()?;
    VERBS.iter().find(|verb| first.eq_ignore_ascii_case(verb.word))
}

/// What a line of the preview does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Something is new.
    Added,
    /// Something is said otherwise, or more of it.
    Changed,
    /// Something goes.
    Removed,
}

impl Sign {
    /// The character in front of the line: `+`, `~` or `-`.
    pub fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
        }
    }
}

/// What an edit does, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whether it adds, changes or removes.
    pub sign: Sign,
    /// What.
    pub text: String,
}

/// What should be said and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Which document says so; without it the edit is not made.
    Source,
    /// Its very words; an edit can be made without them.
    Quote,
}

/// An edit understood: what it would do, and what is doubtful in it. Nothing is done yet.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Edit {
    /// What it does, in words.
    pub lines: Vec<Line>,
    /// What is doubtful in it.
    pub doubts: Vec<Doubt>,
    /// What should be said and is not.
    pub missing: Vec<Missing>,
    /// Whom it is about: the one whose card shows what is new.
    pub about: Key,
    /// How it is taken back other than by undoing it, in words, where there is a way of its own.
    pub back: Option<String>,
    changes: Vec<Change>,
}

impl Edit {
    /// The changes, in their order.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether somebody or something new comes with it, other than a document.
    pub fn introduces(&self) -> bool {
        let mut added = self.changes.iter();
        added.any(|c| matches!(c, Change::AddNode(node) if node.kind != "document"))
    }

    /// Whether it is worth a look before it is made: it is doubtful, brings somebody new, or makes one of
    /// two.
    pub fn needs_a_look(&self) -> bool {
        !self.doubts.is_empty() || self.introduces() || self.back.is_some()
    }

    /// Makes the changes in a transaction, and gives what each added or changed.
    ///
    /// # Errors
    ///
    /// A change that the schema or what is there now refuses; the transaction is to be dropped then.
    pub fn apply(&self, tx: &mut Transaction<'_>) -> Result<Vec<Element>> {
        let mut elements = Vec::new();
        for change in &self.changes {
            elements.extend(tx.apply(change.clone())?.element);
        }
        Ok(elements)
    }
}

/// Understands an edit of what an asker knows.
///
/// ```
/// use plexusdb::{Database, ask::Asker, curate};
///
/// let london = Database::london()?;
/// let asker = Asker::new(london.snapshot());
/// let edit = curate::understand(
///     &asker,
///     "add \"Ada Example\" chairs HCL from 2024-05 source \"HCL news, 3 May 2024\" quote \"our new chair\"",
/// )?;
/// let lines: Vec<&str> = edit.lines.iter().map(|line| line.text.as_str()).collect();
/// assert_eq!(lines[0], "document HCL news, 3 May 2024");
/// assert_eq!(lines[1], "person Ada Example");
/// let mut tx = london.write()?;
/// edit.apply(&mut tx)?;
/// tx.commit()?;
/// assert_eq!(london.snapshot().named("Ada Example").count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As for [`Asker::ask`]: a sentence that is no edit, a name that means nothing or several things, a
/// change that the schema refuses. Nothing is changed.
pub fn understand(asker: &Asker, text: &str) -> Result<Edit, AskError> {
    let words = words::split(text);
    if let Some(beyond) = words.get(words::MOST) {
        let message = format!("an edit has at most {} words", words::MOST);
        return Err(AskError::malformed(message, beyond.span));
    }
    let verb = words.first().filter(|word| !word.quoted).and_then(|word| verb(&word.text));
    let (Some(verb), Some((_, body))) = (verb, words.split_first()) else {
        let known: Vec<&str> = VERBS.iter().map(|verb| verb.word).collect();
        let error = AskError::malformed("this is no edit", Span::new(0..text.len()));
        return Err(error.with_help(format!("an edit begins with {}", known.join(", "))));
    };
    let usage = || format!("`{}`: {}", verb.usage, verb.doc);
    let (body, clauses) = Clauses::take(body, text, asker, verb.word)?;
    if body.is_empty() {
        let end = Span::new(text.len()..text.len());
        let message = format!("it is not said what to {}", verb.word);
        return Err(AskError::malformed(message, end).with_help(usage()));
    }
    let mut draft = Draft::new(asker, text, verb);
    (verb.run)(&mut draft, body, &clauses)?;
    Ok(draft.finish())
}
