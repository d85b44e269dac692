//! How a command ends: what it found, or what failed, and the exit code of each.

use std::io;

use super::snippet::Report;

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// At least one row, or a command that is not about rows and worked.
    Rows,
    /// Nothing.
    Nothing,
}

impl Found {
    /// `Rows` where there are any.
    pub(super) fn of(count: usize) -> Self {
        if count == 0 { Self::Nothing } else { Self::Rows }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something to report, with the exit code it means.
    Reported(Code, Vec<Report>),
    /// Whoever read the output stopped reading: nothing to say.
    ClosedPipe,
    /// Ctrl-C; what has become of the work.
    Stopped(String),
}

/// The exit codes of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// Reading or writing failed, or the data are wrong.
    Input,
    /// The question or query is wrong.
    Question,
    /// A name that means nothing here.
    Nothing,
}

impl Code {
    /// The number given to the system.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Input => 1,
            Self::Question => 2,
            Self::Nothing => 3,
        }
    }
}

impl Failure {
    /// A failure of reading or writing.
    pub(super) fn input(report: Report) -> Self {
        Self::Reported(Code::Input, vec![report])
    }

    /// A question that cannot be answered as asked.
    pub(super) fn question(report: Report) -> Self {
        Self::Reported(Code::Question, vec![report])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::input(Report::error(format!("the output could not be written: {error}")))
        }
    }
}
