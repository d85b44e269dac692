//! What can be wrong with a query, split as the openCypher TCK splits it: kind, phase, detail.

use std::fmt;

use crate::error::Span;

/// The kinds of error the openCypher TCK knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not a query, or breaks a rule that its text alone shows.
    SyntaxError,
    /// A name stands for nothing, or for something of another kind.
    SemanticError,
    /// A value has a type the operation does not take.
    TypeError,
    /// A value lies outside what the operation takes.
    ArgumentError,
    /// A calculation has no result.
    ArithmeticError,
    /// A named thing is gone or not there.
    EntityNotFound,
    /// A property does not exist or cannot be held.
    PropertyNotFound,
    /// A label does not exist.
    LabelNotFound,
    /// A parameter was not given.
    ParameterMissing,
    /// A procedure or function does not work as called.
    ProcedureError,
    /// A rule on the data would be broken.
    ConstraintVerificationFailed,
    /// A limit on time, rows, memory or nesting was reached, or the query was cancelled.
    LimitExceeded,
}

/// When an error is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before anything is read.
    CompileTime,
    /// While the query runs.
    Runtime,
}

/// One thing wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub kind: ErrorKind,
    /// The TCK's name for the detail, such as `UndefinedVariable`.
    pub detail: &'static str,
    /// Its stable code, such as `Q0102`.
    pub code: &'static str,
    /// What is wrong; names the thing.
    pub message: String,
    /// Where it stands in the query's text.
    pub span: Option<Span>,
    /// The remedy, where one exists.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place in the query's text, without a remedy.
    pub(crate) fn new(
        kind: ErrorKind,
        detail: &'static str,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
    ) -> Self {
        Self { kind, detail, code, message: message.into(), span: Some(span), help: None }
    }

    /// The problem with its remedy.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Why a query cannot be compiled or run: at least one [`Problem`], all of those found in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError(Box<Inner>);

/// Behind a pointer, so that a result is small wherever it is handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    phase: Phase,
    first: Problem,
    others: Vec<Problem>,
}

impl QueryError {
    /// An error of one problem.
    pub fn new(phase: Phase, problem: Problem) -> Self {
        Self(Box::new(Inner { phase, first: problem, others: Vec::new() }))
    }

    /// The compile-time error of these problems, or `None` when there are none.
    pub fn compile_time(problems: Vec<Problem>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let first = problems.next()?;
        let inner = Inner { phase: Phase::CompileTime, first, others: problems.collect() };
        Some(Self(Box::new(inner)))
    }

    /// When it was found.
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The first problem, which decides kind, detail and code of the whole.
    pub fn first(&self) -> &Problem {
        &self.0.first
    }

    /// Every problem, in the order of the text.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        std::iter::once(&self.0.first).chain(&self.0.others)
    }

    /// The stable code of the first problem.
    pub fn code(&self) -> &'static str {
        self.0.first.code
    }

    /// The remedy for the first problem.
    pub fn help(&self) -> Option<String> {
        self.0.first.help.clone()
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.first.message)?;
        match self.0.others.len() {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more problem)"),
            n => write!(f, " (and {n} more problems)"),
        }
    }
}

impl std::error::Error for QueryError {}
