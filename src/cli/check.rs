//! `plexus check`, and `check` at the prompt.

use super::args;
use super::console::Console;
use super::failure::{Code, Failure, Found};
use super::network;
use super::render::error;
use super::render::rows::Table;
use super::session::line::Redirect;
use super::session::{Session, Trouble, picture};
use super::text::{Style, Text};
use crate::check::{self, Topic};
use crate::db::Database;
use crate::error::{Finding, Severity};
use crate::model::Value;
use crate::source::Dataset;

/// Checks the network and reports everything found, in one run.
pub(super) fn run(
    args: &args::Check,
    shared: &args::Shared,
    mut console: Console,
) -> Result<Found, Failure> {
    let data = match &shared.db {
        None => network::read(&shared.data),
        Some(file) => {
            let db = Database::open_read_only(file).map_err(|error| network::failed(&error))?;
            network::said(file, &db.snapshot())
        }
    };
    let texts = network::texts(shared)?;
    let findings = check::check(&data, texts.as_ref());
    let (width, colour) = (console.terminal.width, console.terminal.colour);
    for finding in &findings {
        let report = error::finding(finding, &data.texts);
        let text = super::snippet::draw(&report, width, colour);
        console.out().write_all(text.as_bytes())?;
    }
    let summary = summary(&data, &findings);
    let mut page = super::render::page::Page::new(width);
    page.line(0, 2, &summary);
    console.page(&page)?;
    console.flush()?;
    let worst = findings.iter().map(|f| f.severity).max();
    let fails = worst == Some(Severity::Error) || (args.strict && worst >= Some(Severity::Warning));
    if fails { Err(Failure::Reported(Code::Input, Vec::new())) } else { Ok(Found::Rows) }
}

/// How many of each: `3 warnings, 1 note`.
fn summary(data: &Dataset, findings: &[Finding]) -> Text {
    let count = |severity: Severity, one: &str| {
        let count = findings.iter().filter(|f| f.severity == severity).count();
        (count > 0).then(|| format!("{count} {one}{}", if count == 1 { "" } else { "s" }))
    };
    let parts: Vec<String> = [
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let found =
        if parts.is_empty() { "nothing to complain of".to_owned() } else { parts.join(", ") };
    // The built-in schema is read too, and is nobody's file.
    let files = data.texts.len().saturating_sub(1);
    let noun = if files == 1 { "file" } else { "files" };
    let mut line = Text::of(Style::Title, &found);
    line.push(Style::Faint, &format!(" · {files} {noun}, {} facts", data.entries.len()));
    line
}

/// `check` and `check NAME`: one line a finding.
pub(super) fn at_the_prompt(session: &mut Session<'_>, about: &str) -> Result<Found, Trouble> {
    let data = session.data();
    let mut findings = check::check(&data, session.network.texts.as_ref());
    if !about.is_empty() {
        let node = picture::node(session, about)?;
        let record = session.snapshot().node_record(node);
        let words = record.map(|r| [r.name.clone(), r.key.as_str().to_owned()]).unwrap_or_default();
        findings.retain(|f| words.iter().any(|w| !w.is_empty() && f.message.contains(w.as_str())));
    }
    let mut page = super::render::page::Page::new(session.width());
    for finding in &findings {
        let mut line = marked(finding);
        if let Some(place) = &finding.place {
            line.push(Style::Faint, &format!(" ({}:{})", place.file, place.line));
        }
        page.line(0, 2, &line);
    }
    page.line(0, 2, &summary(&data, &findings));
    session.console.page(&page)?;
    Ok(Found::of(findings.len()))
}

/// The words of a finding, behind the mark of how grave it is.
fn marked(finding: &Finding) -> Text {
    let (mark, style) = match finding.severity {
        Severity::Error => ("✗", Style::Error),
        Severity::Warning => ("⚠", Style::Warning),
        Severity::Note => ("ℹ", Style::Faint),
    };
    Text::of(style, &format!("{mark} ")).and(Style::Plain, &finding.message)
}

/// `list conflicts`, `list isolated`, `list gaps`: what the rules of one topic find, with what to do next.
pub(super) fn list(
    session: &mut Session<'_>,
    topic: Topic,
    to: &Redirect,
) -> Result<Found, Trouble> {
    let found = check::find(&session.data(), topic);
    let count = found.len();
    if to.format.unwrap_or(session.settings.mode) == args::Format::Table && to.file.is_none() {
        let mut page = super::render::page::Page::new(session.width());
        for finding in &found {
            // Its place is for those who keep the files; here it is the words that count.
            page.line(0, 2, &marked(finding));
            if let Some(help) = &finding.help {
                page.line(4, 2, &Text::of(Style::Faint, help));
            }
        }
        if found.is_empty() {
            page.remark(topic.nothing());
        }
        session.console.page(&page)?;
        return Ok(Found::of(count));
    }
    let cells = |finding: Finding| {
        let next = finding.help.map_or(Value::Null, Value::text);
        let kind = finding.severity.to_string();
        vec![Value::text(kind), Value::text(finding.message), next]
    };
    let columns = ["severity", "finding", "next"].map(str::to_owned).to_vec();
    let table = Table { columns, rows: found.into_iter().map(cells).collect(), time: None };
    session.table(&table, to, "finding")?;
    Ok(Found::of(count))
}
