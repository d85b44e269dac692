//! The past at the prompt: what was committed, what each commit changed, and back.

use super::edit::failed;
use super::{Session, Trouble, picture};
use crate::cli::failure::{Code, Failure, Found};
use crate::cli::file::commit_line;
use crate::cli::render::page::Page;
use crate::cli::render::{difference, error};
use crate::cli::snippet::Report;
use crate::cli::text::{Style, Text};
use crate::curate::Prepared;
use crate::db::{Database, Recorded, Undone};
use crate::model::when::Moment;
use crate::store::Commit;

/// So many commits are listed where nobody says how many.
const LISTED: usize = 20;

impl Session<'_> {
    /// The file with its history; where there is none, how to make one.
    fn kept(&self) -> Result<&Database, Failure> {
        self.network.database.as_ref().ok_or_else(|| {
            let report = Report::error("a network that is not in a file has no history");
            Failure::question(report.with_help(
                "keep one in a file: `plexus init my.plexus --from london`, then `plexus my.plexus`",
            ))
        })
    }

    /// `log [N]`.
    pub(super) fn log(&mut self, most: &str) -> Result<Found, Trouble> {
        let most = match most {
            "" => LISTED,
            number => number.parse().map_err(|_| wrong(format!("`{number}` is not a number")))?,
        };
        let log = self.kept()?.log(most).map_err(|e| failed(&e))?;
        let mut page = Page::new(self.width());
        for commit in &log {
            page.line(0, 6, &commit_line(commit));
        }
        if log.len() == most && log.last().is_some_and(|last| last.number > 1) {
            page.remark("`log N` lists more");
        }
        if !log.is_empty() {
            page.remark("`show N` says what a commit changed");
        }
        self.console.page(&page)?;
        Ok(Found::of(log.len()))
    }

    /// `show N`.
    pub(super) fn show(&mut self, number: &str) -> Result<Found, Trouble> {
        let number = commit_number(number)?;
        let kept = self.kept()?;
        let commit = kept.commit(number).map_err(|e| failed(&e))?;
        let changed = kept.diff(number.saturating_sub(1), number).map_err(|e| failed(&e))?;
        let mut page = Page::new(self.width());
        page.line(0, 6, &commit_line(&commit));
        difference::lines(&changed, &mut page);
        if changed.is_empty() {
            page.remark("it left everything as it was");
        }
        self.console.page(&page)?;
        Ok(Found::Rows)
    }

    /// `diff #3 #5`.
    pub(super) fn differ(&mut self, from: &str, to: &str) -> Result<Found, Trouble> {
        let (from, to) = (commit_number(from)?, commit_number(to)?);
        let changed = self.kept()?.diff(from, to).map_err(|e| failed(&e))?;
        let mut page = Page::new(self.width());
        let title = format!("What commits {from} and {to} differ in");
        page.line(0, 2, &Text::of(Style::Title, &title));
        difference::lines(&changed, &mut page);
        if changed.is_empty() {
            page.remark("nothing: what is recorded is the same after both");
        }
        self.console.page(&page)?;
        Ok(if changed.is_empty() { Found::Nothing } else { Found::Rows })
    }

    /// `history of X`.
    pub(super) fn history(&mut self, whom: &str) -> Result<Found, Trouble> {
        let kept = self.kept()?;
        let node = picture::node(self, whom)?;
        let told = kept.history_of(node).map_err(|e| failed(&e))?;
        let mut page = Page::new(self.width());
        let title = format!("What was recorded of {}", self.snapshot().node_name(node));
        page.line(0, 2, &Text::of(Style::Title, &title));
        if told.since > 1 {
            page.remark(&format!("the history begins with commit {}", told.since));
        }
        for (commit, changed) in &told.commits {
            page.line(0, 6, &commit_line(commit));
            difference::marked(changed, &mut page);
        }
        if told.commits.is_empty() {
            page.remark("nothing has changed since then");
        }
        self.console.page(&page)?;
        Ok(Found::of(told.commits.len()))
    }

    /// `undo`.
    pub(super) fn undo(&mut self) -> Result<Found, Trouble> {
        let database = self.writable()?;
        self.outside("undo")?;
        let undone = database.undo_with(|graph| self.prepared(graph)).map_err(|e| failed(&e))?;
        self.moved(undone, "there is nothing to undo", "took back")
    }

    /// `redo`.
    pub(super) fn redo(&mut self) -> Result<Found, Trouble> {
        let database = self.writable()?;
        self.outside("redo")?;
        let redone = database.redo_with(|graph| self.prepared(graph)).map_err(|e| failed(&e))?;
        self.moved(redone, "there is nothing to make again", "made again")
    }

    fn moved(
        &mut self,
        undone: Option<(Undone, Option<Prepared>)>,
        nothing: &str,
        done: &str,
    ) -> Result<Found, Trouble> {
        let Some((Undone { of, .. }, files)) = undone else {
            self.console.remark(nothing)?;
            return Ok(Found::Nothing);
        };
        let graph = self.writable()?.snapshot();
        self.renew(graph);
        self.written(files)?;
        self.console.remark(&format!("{done} {}", named(&of)))?;
        Ok(Found::Rows)
    }

    /// Does something with a query, on the graph that it names by `FOR SYSTEM_TIME`, where it does.
    pub(super) fn in_its_time<T>(
        &mut self,
        text: &str,
        run: impl FnOnce(&mut Self, &str) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let Some(database) = &self.network.database else { return run(self, text) };
        let mut query = database.execute(text).params(self.settings.params.clone());
        // What is wrong with the text is told by whoever runs it.
        let reads = query.only_reads().unwrap_or_default();
        if !reads {
            return run(self, text);
        }
        let graph = database
            .recorded_for(&mut query)
            .map_err(|e| Failure::Reported(Code::Question, error::general(&e, text)))?;
        let Some(graph) = graph else { return run(self, text) };
        let now = self.current.take();
        self.renew(graph);
        let done = run(self, &query.text());
        self.current = now;
        done
    }

    /// `recorded at 3`, `recorded at 2026-11-20`, `recorded now`.
    pub(super) fn recorded(&mut self, when: &str) -> Result<Found, Trouble> {
        self.outside("recorded")?;
        if when.eq_ignore_ascii_case("now") {
            self.past = None;
            self.current = None;
            if let Some(database) = &self.network.database {
                let now = database.snapshot();
                self.renew(now);
            }
            return self.say("answers are from what is recorded now");
        }
        let point = when.strip_prefix("at ").unwrap_or(when).trim();
        let kept = self.kept()?;
        let (recorded, words) = point_of(point)?;
        let graph = kept.recorded_at(recorded).map_err(|e| failed(&e))?;
        self.renew(graph);
        self.say(&format!(
            "answers are from what was recorded {words}; `recorded now` comes back"
        ))?;
        self.past = Some(words);
        Ok(Found::Rows)
    }
}

/// A commit by its number and its reason.
fn named(commit: &Commit) -> String {
    match commit.message.as_str() {
        "" => format!("commit {} of {}", commit.number, commit.moment()),
        message => format!("commit {} ({message})", commit.number),
    }
}

/// The point of recorded time that a text names, and what to call it.
fn point_of(text: &str) -> Result<(Recorded, String), Failure> {
    // A year alone is a date, a small number a commit.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if text.starts_with('#') || (digits && text.len() < 4) || text.starts_with("commit ") {
        let number = commit_number(text.trim_start_matches("commit "))?;
        return Ok((Recorded::Commit(number), format!("at commit {number}")));
    }
    let moment = text.parse::<Moment>().map_err(|error| {
        let report = Report::error(error.to_string());
        Failure::question(report.with_help("such as `recorded at #3` or `recorded at 2026-11-20`"))
    })?;
    let point = Recorded::by_the_end_of(&moment);
    let point = point.ok_or_else(|| wrong(format!("`{text}` is too far away")))?;
    Ok((point, format!("by the end of {}", moment.words())))
}

/// The number of a commit, with or without `#`.
fn commit_number(text: &str) -> Result<u64, Failure> {
    let number = text.trim().trim_start_matches('#').parse();
    number.map_err(|_| wrong(format!("`{text}` is not the number of a commit")))
}

fn wrong(message: String) -> Failure {
    Failure::question(Report::error(message).with_help("`log` lists the commits"))
}
