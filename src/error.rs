//! What can go wrong, as types: one [`Error`] for every operation, and the [`Finding`] that names a
//! fault's place in a text.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::model::SchemaError;
use crate::store::StoreError;

/// A shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error of this crate, small enough to be returned by value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A query could not be compiled or run.
    Query(crate::cypher::QueryError),
    /// A change breaks a rule of the schema.
    Schema(Box<SchemaError>),
    /// A source text could not be read; every finding is named, in the order of the text.
    Import(Arc<[Finding]>),
    /// A file could not be opened, read or written.
    Store(Box<StoreError>),
    /// A picture could not be made; in the words of what was to draw it.
    Picture(Box<str>),
    /// Long work was stopped by who looked on; everything is as it was before.
    Stopped,
}

impl Error {
    /// The stable code of the error, such as `Q0102`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Query(e) => e.code(),
            Self::Schema(e) => e.code(),
            Self::Import(findings) => findings.first().map_or("I0000", |f| f.code),
            Self::Store(e) => e.code(),
            Self::Picture(_) => "P0001",
            Self::Stopped => "W0001",
        }
    }

    /// What to do about it, where there is something to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Query(e) => e.help(),
            Self::Schema(e) => e.help(),
            Self::Import(findings) => findings.first().and_then(|f| f.help.clone()),
            Self::Store(e) => e.help(),
            Self::Picture(_) => Some("write it as SVG, which any browser shows".to_owned()),
            Self::Stopped => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(e) => e.fmt(f),
            Self::Schema(e) => e.fmt(f),
            Self::Store(e) => e.fmt(f),
            Self::Stopped => f.write_str("it was stopped, and everything is as it was"),
            Self::Picture(words) => write!(f, "the picture could not be drawn: {words}"),
            Self::Import(findings) => {
                for (i, finding) in findings.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    finding.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Query(e) => Some(e),
            Self::Schema(e) => Some(e),
            Self::Store(e) => Some(e),
            Self::Import(_) | Self::Picture(_) | Self::Stopped => None,
        }
    }
}

impl From<crate::cypher::QueryError> for Error {
    fn from(e: crate::cypher::QueryError) -> Self {
        Self::Query(e)
    }
}

impl From<SchemaError> for Error {
    fn from(e: SchemaError) -> Self {
        Self::Schema(Box::new(e))
    }
}

impl From<StoreError> for Error {
    fn from(e: StoreError) -> Self {
        if e == StoreError::Interrupted { Self::Stopped } else { Self::Store(Box::new(e)) }
    }
}

/// How serious a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably wrong, or a contradiction in the sources.
    Warning,
    /// Wrong: the text cannot be used as it is.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A half-open range of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of these bytes; texts beyond 4 GiB are cut at that length.
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of `text` this span covers; empty where it does not lie within the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

/// A place in a named text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The text's name: a file's path as the user gave it.
    pub file: Arc<str>,
    /// The bytes meant.
    pub span: Span,
    /// The line of the first byte, from 1.
    pub line: u32,
    /// The column of the first byte, in characters, from 1.
    pub column: u32,
}

impl Place {
    /// The place of `span` in `text`, which is known as `file`.
    pub fn new(file: &Arc<str>, text: &str, span: Span) -> Self {
        let before = text.get(..span.start as usize).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file: Arc::clone(file), span, line: clamp(line), column: clamp(column) }
    }
}

/// One thing found in a text: what, where, how serious, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// Its stable code, such as `C0003`.
    pub code: &'static str,
    /// What was found; names the thing.
    pub message: String,
    /// Where it stands, when it stands in one place.
    pub place: Option<Place>,
    /// The remedy, where one exists.
    pub help: Option<String>,
}

impl Finding {
    /// The same with what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " (help: {help})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_enough_to_return_by_value() {
        assert!(size_of::<Error>() <= 32);
    }

    #[test]
    fn a_place_counts_lines_and_characters() {
        let place = Place::new(&"x.toml".into(), "é = 1\nñb = 2", Span::new(9..10));
        assert_eq!((place.line, place.column), (2, 2));
    }
}
