//! Errors as reports: what is wrong, where, and what to do.

use std::ops::Range;
use std::sync::Arc;

use crate::ask::{AskError, Choice};
use crate::cli::snippet::{Excerpt, Report};
use crate::cypher::Problem;
use crate::error::{Error, Finding, Severity, Span};
use crate::source::Text;

/// What is wrong with a question.
pub(in crate::cli) fn question(error: &AskError, text: &str) -> Vec<Report> {
    let help = match error {
        AskError::Query(error) => return general(error, ""),
        AskError::Ambiguous { candidates, .. } => Some(which(candidates)),
        error => error.help(),
    };
    vec![Report {
        code: Some(error.code()),
        excerpt: error.span().map(|span| typed(text, span)),
        help,
        ..Report::error(error.to_string())
    }]
}

/// The candidates of a name, one a line, with the ids that tell them apart.
fn which(candidates: &[Choice]) -> String {
    let one = |c: &Choice| format!("\n{}  {} ({}, {})", c.id, c.name, c.kind, links(c));
    let all: Vec<String> = candidates.iter().map(one).collect();
    format!("say more of the name, or give the id:{}", all.concat())
}

/// `4 links`.
pub(in crate::cli) fn links(choice: &Choice) -> String {
    format!("{} {}", choice.links, if choice.links == 1 { "link" } else { "links" })
}

/// What is wrong in any other way; `text` is that of the query.
pub(in crate::cli) fn general(error: &Error, text: &str) -> Vec<Report> {
    match error {
        Error::Query(error) => {
            error.problems().map(|p| problem(p, Severity::Error, text)).collect()
        }
        // Without the texts at hand, the file has to do for the place.
        Error::Import(findings) => {
            let of = |finding: &Finding| {
                let file = finding.place.as_ref().map(|place| format!("{}: ", place.file));
                let message = file.unwrap_or_default() + &finding.message;
                let (code, help) = (Some(finding.code), finding.help.clone());
                Report { code, help, ..Report::error(message) }
            };
            findings.iter().filter(|f| f.severity == Severity::Error).map(of).collect()
        }
        other => vec![Report {
            code: Some(other.code()),
            help: other.help(),
            ..Report::error(other.to_string())
        }],
    }
}

/// One problem of a query.
pub(in crate::cli) fn problem(problem: &Problem, severity: Severity, text: &str) -> Report {
    let (message, help) = match problem.detail {
        // The library's words are for programs that hold a database.
        "ReadOnly" => (
            "the query writes, and here queries only read".to_owned(),
            Some(
                "`plexus query --db FILE` writes to a database file, and so does `plexus session FILE`"
                    .to_owned(),
            ),
        ),
        _ => (problem.message.clone(), problem.help.clone()),
    };
    let excerpt = problem.span.filter(|_| !text.is_empty()).map(|span| typed(text, span));
    Report { severity, code: Some(problem.code), message, excerpt, help }
}

/// A finding in a file, with the file's line.
pub(in crate::cli) fn finding(finding: &Finding, texts: &[Arc<Text>]) -> Report {
    let excerpt = finding.place.as_ref().map(|place| {
        let text = texts.iter().find(|text| *text.name() == place.file);
        let (text, span) =
            text.map_or_else(Default::default, |text| lines(text.as_str(), place.span));
        let line = (place.line as usize, place.column as usize);
        Excerpt { file: Some(place.file.to_string()), text, span, line }
    });
    Report {
        severity: finding.severity,
        code: Some(finding.code),
        message: finding.message.clone(),
        excerpt,
        help: finding.help.clone(),
    }
}

/// The lines of a text in which a span lies, and where it lies in them.
fn lines(text: &str, span: Span) -> (String, Range<usize>) {
    let Range { start, end } = span.range();
    let first = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let last = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at);
    (text.get(first..last).unwrap_or_default().to_owned(), start - first..end - first)
}

fn typed(text: &str, span: Span) -> Excerpt {
    Excerpt { file: None, text: text.to_owned(), span: span.range(), line: (1, 1) }
}
