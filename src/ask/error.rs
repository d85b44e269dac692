//! Why a question has no answer.

use std::fmt;

use super::names::Candidate;
use crate::error::{Error, Span};
use crate::model::SchemaError;

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AskError {
    /// It is not a question this tool knows.
    Malformed {
        /// What is wrong; names the word.
        message: String,
        /// Where it stands in the question.
        span: Span,
        /// What to type instead.
        help: Option<String>,
        /// The question put right, where there is one clear way.
        mend: Option<String>,
    },
    /// A name that means nothing in this network.
    Unknown {
        /// The name.
        name: String,
        /// Where it stands in the question.
        span: Span,
        /// The nearest names there are.
        closest: Vec<Choice>,
    },
    /// A name that could mean several things.
    Ambiguous {
        /// The name.
        name: String,
        /// Where it stands in the question.
        span: Span,
        /// What it could mean.
        candidates: Vec<Choice>,
    },
    /// The query behind the question failed.
    Query(Error),
}

/// A node a name could mean, as people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The node, and how it was found.
    pub candidate: Candidate,
    /// Its curated id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// How many links it has.
    pub links: usize,
}

impl AskError {
    pub(crate) fn malformed(message: impl Into<String>, span: Span) -> Self {
        Self::Malformed { message: message.into(), span, help: None, mend: None }
    }

    pub(crate) fn date(error: &SchemaError, span: Span) -> Self {
        let help = error.help().or_else(|| {
            Some("write 2021, 2021-06, 2021-06-30, “Jun 2021” or “30 Jun 2021”".to_owned())
        });
        Self::Malformed { message: error.to_string(), span, help, mend: None }
    }

    /// The same with its place so many bytes further to the front.
    pub(super) fn moved_back(mut self, by: usize) -> Self {
        if let Self::Malformed { span, .. } = &mut self {
            let back = |at: usize| at.saturating_sub(by);
            let range = span.range();
            *span = Span::new(back(range.start)..back(range.end));
        }
        self
    }

    pub(crate) fn with_help(mut self, text: impl Into<String>) -> Self {
        if let Self::Malformed { help, .. } = &mut self {
            *help = Some(text.into());
        }
        self
    }

    pub(crate) fn with_mend(mut self, text: impl Into<String>) -> Self {
        if let Self::Malformed { mend, .. } = &mut self {
            *mend = Some(text.into());
        }
        self
    }

    /// The stable code, such as `A0002`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "A0001",
            Self::Unknown { .. } => "A0002",
            Self::Ambiguous { .. } => "A0003",
            Self::Query(e) => e.code(),
        }
    }

    /// Where in the question it lies.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Malformed { span, .. }
            | Self::Unknown { span, .. }
            | Self::Ambiguous { span, .. } => Some(*span),
            Self::Query(_) => None,
        }
    }

    /// What to do about it, where there is something to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Malformed { help, .. } => help.clone(),
            Self::Unknown { closest, .. } if closest.is_empty() => {
                Some("`find TEXT` looks in all names".to_owned())
            }
            Self::Unknown { closest, .. } => Some(format!("closest: {}", listed(closest, false))),
            Self::Ambiguous { candidates, .. } => {
                Some(format!("say more of the name, or the id: {}", listed(candidates, true)))
            }
            Self::Query(e) => e.help(),
        }
    }
}

fn listed(choices: &[Choice], with_ids: bool) -> String {
    let one = |c: &Choice| {
        if with_ids {
            format!("{} ({}, {})", c.name, c.kind, c.id)
        } else {
            format!("{} ({})", c.name, c.kind)
        }
    };
    choices.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { message, .. } => f.write_str(message),
            Self::Unknown { name, .. } => write!(f, "nothing here is called “{name}”"),
            Self::Ambiguous { name, candidates, .. } => {
                write!(f, "“{name}” could be any of {} things", candidates.len())
            }
            Self::Query(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for AskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Query(e) = self { Some(e) } else { None }
    }
}

impl From<Error> for AskError {
    fn from(e: Error) -> Self {
        Self::Query(e)
    }
}
