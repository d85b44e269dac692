//! An answer: the facts found, below the floor or above it, with their sources and what is not known.

use serde::{Serialize, Serializer};

use super::form::Show;
use crate::error::Severity;
use crate::model::when::{Day, Grade};
use crate::model::{EdgeId, NodeId};

/// The answer to a question. Serialised, it is the one JSON object that `--format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The question as asked.
    pub question: String,
    /// The query it stands for; run by itself it gives the same rows.
    pub query: String,
    /// The moment asked about, as a date or an interval.
    pub as_of: Option<String>,
    /// Whether every day of that time is meant, and not any.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub throughout: bool,
    /// The weakest grade that counts as an answer, where a moment is asked about.
    #[serde(serialize_with = "grade", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Grade>,
    /// What is answered, as a title: `Members of HCL`.
    pub title: String,
    /// How the answer is to be shown.
    #[serde(skip)]
    pub show: Show,
    /// The nodes asked about.
    #[serde(skip)]
    pub subjects: Vec<Item>,
    /// What was found, at the floor or above it.
    pub answers: Vec<Item>,
    /// What was found below the floor.
    pub others: Vec<Item>,
    /// The sources, in the order in which the items name them.
    pub sources: Vec<Source>,
    /// What is not known, and what else the reader should know.
    pub notes: Vec<Note>,
}

/// What the reader of an answer should know; serialised, it is its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A warning where sources contradict each other.
    pub severity: Severity,
    /// What it says.
    pub text: String,
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self { severity: Severity::Note, text }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

/// What became of a fact between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It held at neither time, but happened between them.
    Happened,
    /// It did not hold at the first time, and held at the second.
    Appeared,
    /// It held at the first time, and did not at the second.
    Ended,
    /// Another relation took its place between the same two.
    Role,
    /// It held at the second time; whether it had at the first, no source says.
    BecameKnown,
    /// It held at the first time; no source says that it still did at the second, and none that it had
    /// ended.
    Unvouched,
    /// Whether it held is left open, at one time or at both.
    Unknown,
}

impl Change {
    /// All changes, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Appeared,
        Self::Ended,
        Self::Role,
        Self::Happened,
        Self::BecameKnown,
        Self::Unvouched,
        Self::Unknown,
    ];

    /// The change in words, as answers and exports name it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Happened => "happened between",
            Self::Appeared => "appeared",
            Self::Ended => "ended",
            Self::Role => "changed role",
            Self::BecameKnown => "became known",
            Self::Unvouched => "no longer vouched for",
            Self::Unknown => "unknown",
        }
    }

    /// What it means, where the words leave that open.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Happened | Self::Appeared | Self::Ended => "",
            Self::Role => "one relation in place of another between the same two",
            Self::BecameKnown => "no source says whether it held before",
            Self::Unvouched => "no source says that it still held, and none that it had ended",
            Self::Unknown => "the sources leave open whether it held",
        }
    }

    /// The change of these words.
    pub(super) fn named(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.words() == words)
    }
}

/// One line of an answer: a node with the relation by which it was found, or a number.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The node's curated id.
    pub id: String,
    /// The node's name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// The id of the relation, or of the number or status.
    pub relation: Option<String>,
    /// The role in it: a post's title, a class of member, `interim` and the like.
    pub role: Option<String>,
    /// The number or status, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The node at the other end, where it is not the one asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<End>,
    /// Which of several paths the step belongs to, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<usize>,
    /// The start as recorded.
    pub start: Option<String>,
    /// The end as recorded.
    pub end: Option<String>,
    /// The day of an event as recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The days on which a source vouches for it.
    pub known: Vec<String>,
    /// How surely it holds at the moment asked about.
    #[serde(serialize_with = "grade")]
    pub holds: Option<Grade>,
    /// How surely it held at the first of two times, where two are compared.
    #[serde(serialize_with = "grade", skip_serializing_if = "Option::is_none")]
    pub before: Option<Grade>,
    /// What became of it between the two.
    #[serde(serialize_with = "change", skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Why it holds no more surely than that at the moment asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Whether no source says it and a curator inferred it.
    pub inferred: bool,
    /// How sure the inference is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<&'static str>,
    /// Whether a source only announces it for later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// Whom a number counts, as far as they are recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<String>,
    /// A curator's remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The sources, by their number in the answer.
    pub sources: Vec<usize>,
    /// How surely the whole path holds to which the line belongs.
    #[serde(skip)]
    pub row_holds: Option<Grade>,
    /// The title under which it is listed.
    #[serde(skip)]
    pub heading: String,
    /// The relation in words, read from the node asked about.
    #[serde(skip)]
    pub caption: String,
    /// When it held, in words.
    #[serde(skip)]
    pub when: String,
    /// The first day it can have begun, or else was seen; what timelines are sorted by.
    #[serde(skip)]
    pub since: Option<Day>,
    /// Whether the relation was followed against its direction.
    #[serde(skip)]
    pub backward: bool,
    /// The node.
    #[serde(skip)]
    pub node: Option<NodeId>,
    /// The relation.
    #[serde(skip)]
    pub edge: Option<EdgeId>,
}

/// The other end of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// The node's curated id.
    pub id: String,
    /// The node's name.
    pub name: String,
}

/// A source's words, as an answer numbers them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its number in the answer, from 1.
    pub n: usize,
    /// The document's curated id.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// The document's date as recorded; none where it is undated.
    pub date: Option<String>,
    /// The words that vouch for the fact.
    pub quote: Option<String>,
    /// Where in the document they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// Whose claim it is, where the document only quotes somebody.
    #[serde(rename = "saidBy", skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
}

impl Answer {
    /// Every line of the answer, those below the floor last.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.answers.iter().chain(&self.others)
    }

    /// The line of this number, from 1, as the lines are shown.
    pub fn item(&self, number: usize) -> Option<&Item> {
        self.items().nth(number.checked_sub(1)?)
    }

    /// The source of this number.
    pub fn source(&self, number: usize) -> Option<&Source> {
        self.sources.get(number.checked_sub(1)?)
    }
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn grade<S: Serializer>(grade: &Option<Grade>, serializer: S) -> Result<S::Ok, S::Error> {
    grade.map(Grade::words).serialize(serializer)
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn change<S: Serializer>(change: &Option<Change>, serializer: S) -> Result<S::Ok, S::Error> {
    change.map(Change::words).serialize(serializer)
}
