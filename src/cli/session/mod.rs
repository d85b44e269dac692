//! A session: lines in, answers out. The prompt, scripts and `plexus ask` all speak through it.

mod curate;
mod edit;
mod folder;
mod forget;
pub(super) mod help;
mod history;
pub(super) mod line;
pub(super) mod picture;
pub(super) mod query;
pub(super) mod setting;
mod why;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use self::line::{Command, Redirect};
use self::setting::Settings;
use super::args::Format;
use super::check;
use super::console::Console;
use super::failure::{Code, Failure, Found};
use super::interchange;
use super::interrupt::Interrupt;
use super::network::{Network, asker};
use super::render::answer::{self, View};
use super::render::page::Page;
use super::render::rows::{self, Manner, Table};
use super::render::{error, records};
use super::snippet::Report;
use super::text::{Style, Text};
use crate::ask::{Answer, AskError, Asker, Lens, Resolved};
use crate::curate::{Edit, Folder};
use crate::export::graph::GraphFormat;
use crate::graph::Snapshot;
use crate::model::Value;
use crate::source::Dataset;
use crate::view::{Layout, Selection};

/// A line that could not be carried out.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A question that could not be answered; it may be a part of the line.
    Asked {
        /// Why.
        error: AskError,
        /// The question.
        question: String,
    },
    /// An edit that a person should be asked about, and its words.
    Unsure(Box<Edit>, String),
    /// Anything else.
    Failed(Failure),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Asked { error, question } => {
                let code = match error {
                    AskError::Unknown { .. } => Code::Nothing,
                    _ => Code::Question,
                };
                Self::Reported(code, error::question(&error, &question))
            }
            Trouble::Unsure(..) => Self::question(Report::error("nothing was changed")),
            Trouble::Failed(failure) => failure,
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What the last line gave, for `why`, `more` and `draw`.
enum Last {
    Nothing,
    Answer(Box<Answer>),
    Rows(Box<Asked>),
}

/// A query that was run.
struct Asked {
    text: String,
    params: BTreeMap<String, Value>,
    /// What it was asked of.
    graph: Snapshot,
    table: Table,
}

/// How results are written where the settings don't say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    /// Whether csv and tsv begin with the names of the columns.
    pub header: bool,
    /// Whether cells that look like formulas stay as they are.
    pub raw: bool,
}

/// A session on a network.
pub(super) struct Session<'n> {
    /// The network.
    pub network: &'n Network,
    /// Where it writes.
    pub console: Console,
    /// What the user has set.
    pub settings: Settings,
    plain: Plain,
    /// Whether a person types the lines, and can ask for more.
    prompt: bool,
    interrupt: Interrupt,
    /// What everything is asked through.
    lens: Lens,
    last: Last,
    /// What is answered from, where that is not the network as it was opened.
    current: Option<Current>,
    /// Which past that is, where it is one.
    past: Option<String>,
    /// The transaction that has been begun.
    open: Option<edit::Open<'n>>,
    /// The curated files into which edits go as well.
    folder: Option<Folder>,
    /// Where the last line left something to show: behind so many of its lines.
    rest: Option<usize>,
}

/// A graph that has taken the place of the one that was opened.
struct Current {
    graph: Snapshot,
    /// With its names, once somebody asks.
    asker: OnceCell<Asker>,
}

impl Current {
    fn of(graph: Snapshot) -> Self {
        Self { graph, asker: OnceCell::new() }
    }
}

/// So many lines of an answer are shown at the prompt before `more`.
const SHOWN: usize = 40;
/// So many rows of a table are shown at either end.
const ENDS: usize = 20;

impl<'n> Session<'n> {
    /// A session that writes in `format`, or as suits the output.
    pub(super) fn new(
        network: &'n Network,
        console: Console,
        format: Option<Format>,
        plain: Plain,
        interrupt: Interrupt,
    ) -> Self {
        let usual = if console.terminal.output { Format::Table } else { Format::Tsv };
        Self {
            network,
            console,
            settings: Settings::new(format.unwrap_or(usual)),
            plain,
            prompt: false,
            interrupt,
            lens: Lens::default(),
            last: Last::Nothing,
            current: None,
            past: None,
            open: None,
            folder: None,
            rest: None,
        }
    }

    /// What questions are answered from.
    pub(super) fn asker(&self) -> &Asker {
        match &self.current {
            Some(current) => current.asker.get_or_init(|| asker(current.graph.clone())),
            None => &self.network.asker,
        }
    }

    /// The graph that questions and queries see.
    pub(super) fn snapshot(&self) -> &Snapshot {
        self.current.as_ref().map_or(self.network.snapshot(), |current| &current.graph)
    }

    /// The same session with a person at the prompt.
    #[must_use]
    pub(super) fn at_the_prompt(mut self) -> Self {
        self.prompt = true;
        self
    }

    /// Hands on all output, and gives the result of the last line as that of the program.
    pub(super) fn end<T>(&mut self, result: Result<T, Trouble>) -> Result<T, Failure> {
        let flushed = self.console.flush();
        let result = result.map_err(Failure::from)?;
        flushed?;
        Ok(result)
    }

    /// Carries out a line; `None` where it asks to leave.
    pub(super) fn run(&mut self, text: &str) -> Result<Option<Found>, Trouble> {
        let start = Instant::now();
        let (line, to) = line::Line::read(text).map_err(|line::Wrong(why)| {
            Failure::question(
                Report::error(why).with_help("such as `members of PLSP | csv > plsp.csv`"),
            )
        })?;
        let timed = matches!(line, line::Line::Question(_) | line::Line::Cypher(_));
        let found = match line {
            line::Line::Empty => Found::Rows,
            line::Line::Setting(setting) => self.set(setting)?,
            line::Line::Cypher(query) => self.query(query, &to)?,
            line::Line::Question(question) => self.ask(question, &to)?,
            line::Line::Command(Command::Quit) => return Ok(None),
            line::Line::Command(command) => self.command(&command, &to)?,
        };
        if self.settings.timing && timed {
            self.console.remark(&rows::spent(start.elapsed()))?;
        }
        Ok(Some(found))
    }

    fn command(&mut self, command: &Command<'_>, to: &Redirect) -> Result<Found, Trouble> {
        match command {
            Command::Help(about) => {
                let page = help::page(about, self.width())
                    .map_err(|why| Failure::question(Report::error(why)))?;
                self.console.page(&page)?;
                Ok(Found::Rows)
            }
            Command::At(when, text) => self.at(when, text, to),
            Command::Why(numbers, whole) => self.why(numbers, *whole),
            Command::More => self.more(),
            Command::Explain(question) => self.explain(question),
            Command::Check(about) => check::at_the_prompt(self, about),
            Command::List(topic) => check::list(self, *topic, to),
            Command::Draw(what) => self.draw(what, to),
            Command::Export(format) => self.export(format, to),
            Command::Edit(text) => self.edit(text, to),
            Command::Duplicates => self.duplicates(),
            Command::Begin => self.begin(),
            Command::Commit(message) => self.commit(message),
            Command::Rollback => self.rollback(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Log(most) => self.log(most),
            Command::Show(number) => self.show(number),
            // Without a file there is but the time that the facts are about.
            Command::History(whom) if self.network.database.is_none() => {
                self.ask(&format!("timeline of {whom}"), to)
            }
            Command::History(whom) => self.history(whom),
            Command::Differ(from, to) => self.differ(from, to),
            Command::Recorded(when) => self.recorded(when),
            Command::Forget(whom) => self.forget(whom),
            Command::Quit => Ok(Found::Rows),
        }
    }

    /// Sets what everything that follows is asked through, or says what that is.
    fn at(&mut self, when: &str, text: &str, to: &Redirect) -> Result<Found, Trouble> {
        let asker = self.asker();
        if matches!(asker.names().resolve(text, None), Resolved::One(_)) {
            return self.ask(text, to);
        }
        if !when.is_empty() {
            let read = Lens::read(when, asker.today());
            self.lens =
                read.map_err(|error| Trouble::Asked { error, question: when.to_owned() })?;
        }
        if self.prompt || when.is_empty() {
            self.console.remark(&match self.lens.words() {
                words if words.is_empty() => "looking at any time".to_owned(),
                words => format!("looking at what holds {words}; `at any` ends it"),
            })?;
        }
        Ok(Found::Rows)
    }

    /// What the prompt says: the time looked at, where there is one.
    pub(super) fn name(&self) -> String {
        let past = self.past.as_ref().map(|when| format!(" (recorded {when})"));
        let open = self.open.is_some().then(|| " (not committed)".to_owned());
        let state = past.or(open).unwrap_or_default();
        match self.lens.words() {
            words if words.is_empty() => format!("plexus{state}>"),
            words => format!("plexus {words}{state}>"),
        }
    }

    /// The network as it is looked at.
    pub(super) fn seen(&self) -> Snapshot {
        let whole = self.snapshot();
        self.lens.of_graph().map_or_else(|| whole.clone(), |lens| whole.through(lens))
    }

    fn set(&mut self, setting: &str) -> Result<Found, Trouble> {
        if setting.eq_ignore_ascii_case("help") || setting.is_empty() {
            let page = help::settings(&self.settings, self.width());
            self.console.page(&page)?;
            return Ok(Found::Rows);
        }
        let said = self.settings.apply(setting);
        let said = said.map_err(|why| Failure::question(Report::error(why)))?;
        if self.prompt {
            for line in said.lines() {
                self.console.remark(line)?;
            }
        }
        Ok(Found::Rows)
    }

    /// Answers a question.
    pub(super) fn ask(&mut self, question: &str, to: &Redirect) -> Result<Found, Trouble> {
        let answer = self.answer(question)?;
        let format = to.format.unwrap_or(self.settings.mode);
        let found = Found::of(answer.answers.len());
        let to_file = to.file.as_deref();
        let (text, rest) = self.answer_text(&answer, format, to_file.is_some())?;
        self.deliver(&text, to_file, answer.answers.len(), "answer")?;
        let is_table = matches!(format, Format::Csv | Format::Tsv | Format::Jsonl);
        if is_table && (!answer.others.is_empty() || !answer.notes.is_empty()) {
            self.aside(&answer)?;
        }
        self.last = Last::Answer(Box::new(answer));
        self.rest = rest;
        Ok(found)
    }

    /// The answer to a question.
    pub(super) fn answer(&self, question: &str) -> Result<Answer, Trouble> {
        let asked = self.asker().ask_through(question, &self.lens, self.interrupt.token());
        let asked = asked.map_err(|error| Trouble::Asked { error, question: question.to_owned() });
        asked.map(answer::in_reading_order)
    }

    /// What a table of answers cannot hold: said on the error stream, so that it is not lost.
    fn aside(&mut self, answer: &Answer) -> Result<(), Failure> {
        match answer.others.len() {
            0 => {}
            1 => self.console.remark(
                "1 line that is not certain is left out; `at least possible` adds what is possible",
            )?,
            n => self.console.remark(&format!(
                "{n} lines that are not certain are left out; `at least possible` adds what is possible"
            ))?,
        }
        for note in &answer.notes {
            self.console.remark(&note.text)?;
        }
        Ok(())
    }

    fn answer_text(
        &self,
        answer: &Answer,
        format: Format,
        to_file: bool,
    ) -> Result<(Vec<u8>, Option<usize>), Failure> {
        let mut text = Vec::new();
        let colour = self.console.terminal.colour && !to_file;
        let mut rest = None;
        match format {
            Format::Table => {
                let limit = (self.prompt && !to_file).then_some(SHOWN);
                let (page, hidden) = answer::page(answer, &self.view(limit, to_file));
                page.write(colour, &mut text)?;
                rest = hidden;
            }
            Format::Full => answer::full(answer, self.width()).write(colour, &mut text)?,
            format => records::write(answer, &self.manner(format, to_file), &mut text)?,
        }
        Ok((text, rest))
    }

    /// Runs a query.
    pub(super) fn query(&mut self, text: &str, to: &Redirect) -> Result<Found, Trouble> {
        self.in_its_time(text, |session, text| session.query_now(text, to))
    }

    fn query_now(&mut self, text: &str, to: &Redirect) -> Result<Found, Trouble> {
        let (graph, params) = (self.seen(), self.settings.params.clone());
        let table = self.rows(text)?;
        let format = to.format.unwrap_or(self.settings.mode);
        let count = table.rows.len();
        // A query that only writes has no rows, and that is not finding nothing.
        let found = if table.columns.is_empty() { Found::Rows } else { Found::of(count) };
        let manner = self.table(&table, to, "row")?;
        let ends = manner.ends.filter(|_| format == Format::Table);
        self.rest = ends.filter(|ends| count > 2 * ends);
        self.last = Last::Rows(Box::new(Asked { text: text.to_owned(), params, graph, table }));
        Ok(found)
    }

    /// Writes a table, and says how.
    pub(super) fn table(
        &mut self,
        table: &Table,
        to: &Redirect,
        noun: &str,
    ) -> Result<Manner, Failure> {
        let format = to.format.unwrap_or(self.settings.mode);
        let to_file = to.file.as_deref();
        let mut bytes = Vec::new();
        let manner = self.manner(format, to_file.is_some());
        // A query that only writes has nothing to show.
        if !table.columns.is_empty() {
            rows::write(table, self.snapshot(), &manner, &mut bytes)?;
        }
        self.deliver(&bytes, to_file, table.rows.len(), noun)?;
        Ok(manner)
    }

    /// The curated files as they stand, or what they would say.
    pub(super) fn data(&self) -> Cow<'n, Dataset> {
        self.network.data(self.snapshot())
    }

    /// Shows how a query would be run.
    pub(super) fn explain_query(&mut self, text: &str) -> Result<Found, Trouble> {
        self.in_its_time(text, Self::explain_now)
    }

    fn explain_now(&mut self, text: &str) -> Result<Found, Trouble> {
        let plan = query::plan(&self.seen(), text, &self.settings.params);
        let plan = plan.map_err(|e| Failure::Reported(Code::Question, error::general(&e, text)))?;
        let mut page = Page::new(self.width());
        page.lines(plan.lines().map(|line| Text::of(Style::Plain, line)));
        self.console.page(&page)?;
        Ok(Found::Rows)
    }

    /// Shows the query a question stands for, and how it would be run.
    pub(super) fn explain(&mut self, question: &str) -> Result<Found, Trouble> {
        let query = self.asker().query_through(question, &self.lens);
        let query =
            query.map_err(|error| Trouble::Asked { error, question: question.to_owned() })?;
        let mut page = Page::new(self.width());
        page.lines(query.lines().map(|line| Text::of(Style::Relation, line)));
        page.gap();
        self.console.page(&page)?;
        self.explain_query(&query)
    }

    /// Shows what the last line left to show, and no line twice.
    fn more(&mut self) -> Result<Found, Trouble> {
        let Some(shown) = self.rest.take() else {
            let report = Report::error("there is nothing more to show");
            return Err(Failure::question(report).into());
        };
        let mut text = Vec::new();
        match &self.last {
            Last::Nothing => {}
            Last::Answer(answer) => {
                let page = answer::rest(answer, shown, &self.view(None, false));
                page.write(self.console.terminal.colour, &mut text)?;
            }
            Last::Rows(asked) => {
                let table = &asked.table;
                let manner = Manner { ends: None, ..self.manner(Format::Table, false) };
                let behind = table.rows.get(shown..table.rows.len().saturating_sub(shown));
                let rest = Table {
                    columns: table.columns.clone(),
                    rows: behind.unwrap_or_default().to_vec(),
                    time: None,
                };
                rows::write(&rest, self.snapshot(), &manner, &mut text)?;
            }
        }
        self.console.out().write_all(&text)?;
        Ok(Found::Rows)
    }

    fn draw(&mut self, what: &str, to: &Redirect) -> Result<Found, Trouble> {
        let (what, engine) = picture::engine(what)?;
        let picture = picture::understand(self, &what)?;
        let Some(file) = &to.file else {
            let report = Report::error("a picture needs a file to go to").with_help(
                "such as `draw HCL depth 2 > hcl.svg`; .svg, .png, .pdf and .dot will do",
            );
            return Err(Failure::question(report).into());
        };
        // What is of several times is looked at whole.
        let of_times = matches!(picture.layout, Layout::Timeline | Layout::Changes);
        let seen = if of_times { self.snapshot().clone() } else { self.seen() };
        let said = picture.write(&seen, self.settings.theme, engine, file)?;
        self.console.remark(&said)?;
        Ok(Found::Rows)
    }

    /// Writes the whole network, or in the format of another program also a part of it.
    fn export(&mut self, format: &str, to: &Redirect) -> Result<Found, Trouble> {
        let (word, what) = format.split_once(char::is_whitespace).unwrap_or((format, ""));
        if let Some(graph) = GraphFormat::named(&word.to_ascii_lowercase()) {
            return interchange::at_the_prompt(self, graph, what.trim(), to.file.as_deref());
        }
        let page = format.eq_ignore_ascii_case("html");
        let known = crate::export::Format::named(&format.to_ascii_lowercase());
        if known.is_none() && !page {
            let report = match format {
                "" => Report::error("it is not said in which format to export"),
                format => Report::error(format!("not in this version: exporting {format}")),
            };
            return Err(Failure::question(report.with_help(
                "`export html > network.html`, `export dot > network.dot`; `draw everything > network.svg` makes a picture",
            ))
            .into());
        }
        let snapshot = &self.seen();
        let picture = picture::Picture::of(Selection::whole(snapshot)).small_enough(snapshot)?;
        let text = match known {
            Some(format) => picture.to(snapshot, self.settings.theme, None, format.id())?,
            None => picture.page(snapshot).into_bytes(),
        };
        match &to.file {
            Some(file) => {
                write_file(file, &text)?;
                self.console.remark(&format!("wrote {}", file.display()))?;
            }
            None => self.console.out().write_all(&text)?,
        }
        Ok(Found::Rows)
    }

    /// Writes a result to the screen, or to a file in one piece.
    fn deliver(
        &mut self,
        text: &[u8],
        file: Option<&Path>,
        count: usize,
        noun: &str,
    ) -> Result<(), Failure> {
        let Some(file) = file else {
            self.console.out().write_all(text)?;
            return Ok(());
        };
        write_file(file, text)?;
        let plural = if count == 1 { "" } else { "s" };
        Ok(self.console.remark(&format!("wrote {} · {count} {noun}{plural}", file.display()))?)
    }

    /// How wide lines are.
    pub(super) fn width(&self) -> usize {
        self.settings.width.unwrap_or(self.console.terminal.width)
    }

    fn view(&self, limit: Option<usize>, to_file: bool) -> View<'_> {
        View {
            snapshot: self.snapshot(),
            width: self.width(),
            limit,
            prompt: self.prompt && !to_file,
        }
    }

    fn manner(&self, format: Format, to_file: bool) -> Manner {
        Manner {
            format,
            header: self.plain.header,
            raw: self.plain.raw,
            terminal: self.console.terminal.output && !to_file,
            width: self.width(),
            ends: (self.prompt && !to_file).then_some(ENDS),
        }
    }
}

/// Writes a file in one piece.
pub(super) fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|e| {
        Failure::input(Report::error(format!("{} could not be written: {e}", file.display())))
    })
}
