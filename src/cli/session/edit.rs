//! Writing at the prompt: queries that write, and transactions of several lines.

use std::time::Instant;

use super::{Session, Trouble, query};
use crate::cli::failure::{Code, Failure, Found};
use crate::cli::render::error;
use crate::cli::render::rows::Table;
use crate::cli::snippet::Report;
use crate::cli::text::brief;
use crate::db::{Database, Transaction};
use crate::graph::Snapshot;

/// So many characters of a query are kept as the reason of its commit.
const REASON: usize = 80;

/// A transaction that a person has begun.
pub(super) struct Open<'n> {
    transaction: Transaction<'n>,
    /// How many of its queries have written.
    statements: usize,
}

impl<'n> Session<'n> {
    /// The file that is written to; where there is none, how to make one.
    pub(super) fn writable(&self) -> Result<&'n Database, Failure> {
        if let Some(when) = &self.past {
            let report = Report::error(format!("what was recorded {when} can only be read"));
            return Err(Failure::question(report.with_help("`recorded now` comes back to today")));
        }
        self.network.to_write().ok_or_else(|| {
            let report = Report::error("this network can only be read");
            Failure::question(report.with_help(
                "keep one in a file: `plexus init my.plexus --from london`, then `plexus my.plexus`, or `--db my.plexus`",
            ))
        })
    }

    /// That no transaction is open, for what cannot be a part of one.
    pub(super) fn outside(&self, word: &str) -> Result<(), Failure> {
        if self.open.is_none() {
            return Ok(());
        }
        let report = Report::error(format!("`{word}` cannot be done within a transaction"));
        Err(Failure::question(report.with_help("`commit` or `rollback` ends it")))
    }

    /// Whether a transaction has been begun and not ended.
    pub(in crate::cli) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Runs a query that writes: in the transaction that is open, or in one of its own.
    pub(super) fn write(&mut self, text: &str) -> Result<query::Result, Trouble> {
        let database = self.writable()?;
        let start = Instant::now();
        let wrong = |e: &crate::Error| Failure::Reported(Code::Question, error::general(e, text));
        let params: Vec<_> = self
            .settings
            .params
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let token = self.interrupt.token();
        if let Some(open) = &mut self.open {
            let run = open.transaction.query(text).params(params).cancel(token).run();
            let result =
                run.and_then(|rows| query::gathered(rows, start)).map_err(|e| wrong(&e))?;
            if result.counters.any() {
                open.statements += 1;
                let draft = open.transaction.snapshot();
                self.renew(draft);
            }
            return Ok(result);
        }
        let mut transaction = database.write().map_err(|e| wrong(&e))?;
        let run = transaction.query(text).params(params).cancel(token).run();
        let result = run.and_then(|rows| query::gathered(rows, start)).map_err(|e| wrong(&e))?;
        if result.counters.any() {
            let words: Vec<&str> = text.split_whitespace().collect();
            self.keep(transaction, &brief(&words.join(" "), REASON), wrong)?;
        }
        Ok(result)
    }

    /// Makes changes: in the transaction that is open, or in one of its own, with the reason. Where one
    /// is refused, none is made.
    pub(super) fn change<T>(
        &mut self,
        reason: &str,
        work: impl FnOnce(&mut Transaction<'_>) -> crate::Result<T>,
    ) -> Result<T, Trouble> {
        let database = self.writable()?;
        if let Some(open) = &mut self.open {
            let before = open.transaction.savepoint();
            let made = work(&mut open.transaction);
            if made.is_err() {
                open.transaction.roll_back_to(&before);
            }
            let made = made.map_err(|e| failed(&e))?;
            open.statements += 1;
            let draft = open.transaction.snapshot();
            self.renew(draft);
            return Ok(made);
        }
        let mut transaction = database.write().map_err(|e| failed(&e))?;
        let made = work(&mut transaction).map_err(|e| failed(&e))?;
        self.keep(transaction, reason, failed)?;
        Ok(made)
    }

    /// Commits, with the reason, and writes the same into curated files where some are kept in step;
    /// `wrong` says how a commit has failed.
    fn keep(
        &mut self,
        mut transaction: Transaction<'n>,
        reason: &str,
        wrong: impl Fn(&crate::Error) -> Failure,
    ) -> Result<(), Trouble> {
        let database = self.writable()?;
        transaction.message(reason);
        let files = self.prepared(&transaction.snapshot()).map_err(|e| failed(&e));
        let committed =
            files.and_then(|files| transaction.commit().map(|()| files).map_err(|e| wrong(&e)));
        // What was not committed is not there.
        self.renew(database.snapshot());
        Ok(self.written(committed?)?)
    }

    /// `begin`.
    pub(super) fn begin(&mut self) -> Result<Found, Trouble> {
        let database = self.writable()?;
        self.outside("begin")?;
        let transaction = database.write().map_err(|e| failed(&e))?;
        self.open = Some(Open { transaction, statements: 0 });
        self.say("a transaction begins: `commit` keeps what follows, `rollback` drops it")
    }

    /// `commit [MESSAGE]`.
    pub(super) fn commit(&mut self, message: &str) -> Result<Found, Trouble> {
        let open = self.take_open("commit")?;
        let database = self.writable()?;
        if open.statements == 0 {
            return self.say("nothing was written, and nothing was committed");
        }
        self.keep(open.transaction, message.trim_matches(['"', '“', '”']), failed)?;
        let number = database.log(1).map_err(|e| failed(&e))?.first().map(|commit| commit.number);
        let number = number.map_or_else(String::new, |number| format!(" as commit {number}"));
        self.say(&format!("committed{number}; `undo` takes it back"))
    }

    /// `rollback`.
    pub(super) fn rollback(&mut self) -> Result<Found, Trouble> {
        let open = self.take_open("rollback")?;
        let dropped = open.statements;
        drop(open);
        let database = self.writable()?;
        self.renew(database.snapshot());
        self.say(match dropped {
            0 => "nothing was written",
            _ => "all is again as it was before `begin`",
        })
    }

    fn take_open(&mut self, word: &str) -> Result<Open<'n>, Failure> {
        self.writable()?;
        self.open.take().ok_or_else(|| {
            let report = Report::error(format!("there is nothing to {word}"));
            Failure::question(report.with_help("`begin` starts a transaction of several lines"))
        })
    }

    /// Ends what is open where the lines have ended; that is an error where something is lost by it.
    pub(in crate::cli) fn abandon(&mut self) -> Result<(), Failure> {
        match self.open.take() {
            Some(open) if open.statements > 0 => {
                let report =
                    Report::error("the lines ended within a transaction: nothing of it was kept");
                Err(Failure::input(report.with_help("end it with `commit`")))
            }
            _ => Ok(()),
        }
    }

    /// Answers from another graph from now on.
    pub(super) fn renew(&mut self, graph: Snapshot) {
        self.current = Some(super::Current::of(graph));
    }

    /// Remarks something where a person reads along.
    pub(super) fn say(&mut self, text: &str) -> Result<Found, Trouble> {
        if self.prompt {
            self.console.remark(text)?;
        }
        Ok(Found::Rows)
    }

    /// Runs a query that may write.
    pub(super) fn run_query(&mut self, text: &str) -> Result<query::Result, Trouble> {
        if !query::only_reads(text) {
            if self.lens.of_graph().is_some() {
                let report = Report::error("what is written changes more than is looked at")
                    .with_help("`at any` looks at everything again");
                return Err(Failure::question(report).into());
            }
            return self.write(text);
        }
        let read = query::read(&self.seen(), text, &self.settings.params, self.interrupt.token());
        Ok(read.map_err(|e| Failure::Reported(Code::Question, error::general(&e, text)))?)
    }

    /// The rows of a query; what is doubtful in it is reported.
    pub(in crate::cli) fn rows(&mut self, text: &str) -> Result<Table, Trouble> {
        let result = self.run_query(text)?;
        let warnings = result.warnings.iter();
        let warnings: Vec<Report> = warnings
            .map(|warning| error::problem(warning, crate::error::Severity::Warning, text))
            .collect();
        self.console.report(&warnings)?;
        if result.counters.any() {
            self.console.remark(&query::done(&result.counters))?;
        }
        Ok(result.table)
    }
}

pub(super) fn failed(error: &crate::Error) -> Failure {
    crate::cli::network::failed(error)
}
