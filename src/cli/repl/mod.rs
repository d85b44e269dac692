//! The prompt.

mod colour;
mod complete;
mod confirm;
mod editor;
mod ending;
pub(super) mod script;
mod template;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::rc::Rc;

use complete::Vocabulary;
use editor::{Editor, Typed};
use script::Gatherer;

use super::console::Console;
use super::failure::{Failure, Found};
use super::folders;
use super::interrupt::Interrupt;
use super::network::Network;
use super::render::error::links;
use super::render::page::Page;
use super::session::line::Line;
use super::session::{Plain, Session, Trouble};
use super::text::{Style, Text};
use crate::ask::{AskError, Choice, Resolved};

/// Opens the prompt, or runs the lines of a pipe; what is written goes into the files of a folder
/// too, where one is named.
pub(super) fn run(
    network: &Network,
    write_back: Option<&Path>,
    console: Console,
) -> Result<Found, Failure> {
    let terminal = console.terminal;
    let is_prompt = terminal.input && terminal.output;
    let interrupt = if is_prompt { Interrupt::listen() } else { Interrupt::default() };
    let mut session = Session::new(network, console, None, Plain::default(), interrupt);
    if let Some(folder) = write_back {
        session.write_back(folder)?;
    }
    if !is_prompt {
        return script::run(&mut session, &mut io::stdin().lock());
    }
    let vocabulary = Rc::new(Vocabulary::of(&network.asker));
    let editor = Editor::new(vocabulary, terminal.colour)?;
    let session = session.at_the_prompt();
    Prompt { session, editor, initial: String::new(), warned: false }.run()
}

/// What was answered to the question which of several is meant.
enum Meant {
    /// Nothing: the question is dropped.
    Nothing,
    /// This name or id, in quotes.
    Name(String),
    /// Not this question at all, but another line.
    Another(String),
}

struct Prompt<'n> {
    session: Session<'n>,
    editor: Editor,
    /// What the next line begins with: a mend that Enter accepts.
    initial: String,
    /// Whether it has been said that leaving drops what is not committed.
    warned: bool,
}

impl Prompt<'_> {
    fn run(mut self) -> Result<Found, Failure> {
        self.start_up()?;
        let mut banner = Page::new(self.session.width());
        banner.line(0, 0, &Text::of(Style::Title, &self.session.network.banner()));
        banner.remark(
            "Type a name, a question, or Cypher. `help` shows examples. Tab completes names.",
        );
        self.session.console.page(&banner)?;
        loop {
            self.session.console.flush()?;
            let initial = std::mem::take(&mut self.initial);
            let goes_on = match self.editor.read(&self.session.name(), &initial)? {
                Typed::End => false,
                Typed::Cleared => true,
                Typed::Line(text) => self.lines(&text)?,
            };
            if !goes_on && !self.stays()? {
                return Ok(Found::Rows);
            }
        }
    }

    /// Whether somebody who leaves is held back: once, where something is not committed.
    fn stays(&mut self) -> Result<bool, Failure> {
        if self.warned || !self.session.is_open() {
            return Ok(false);
        }
        self.warned = true;
        self.session.console.remark(
            "a transaction is open: `commit` keeps it, `rollback` drops it; leaving again drops it too",
        )?;
        Ok(true)
    }

    /// Runs the lines of the start-up file. A wrong one is reported and passed over: the prompt opens.
    fn start_up(&mut self) -> Result<(), Failure> {
        let Some(file) = folders::start_up_file().and_then(|f| File::open(f).ok()) else {
            return Ok(());
        };
        let result = script::run(&mut self.session, &mut BufReader::new(file));
        match result {
            Err(Failure::Reported(_, reports)) => Ok(self.session.console.report(&reports)?),
            other => other.map(|_| ()),
        }
    }

    /// Runs what was typed, which is several lines where it was pasted; false where it asks to leave.
    fn lines(&mut self, text: &str) -> Result<bool, Failure> {
        if text.trim().is_empty() {
            return Ok(true);
        }
        self.editor.remember(text);
        let mut gatherer = Gatherer::default();
        let mut whole: Vec<String> = text.lines().filter_map(|line| gatherer.push(line)).collect();
        whole.extend(gatherer.finish());
        for line in whole {
            if !self.line(&line)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn line(&mut self, line: &str) -> Result<bool, Failure> {
        let mut line = line.to_owned();
        loop {
            let trouble = match self.session.run(&line) {
                Ok(found) => return Ok(found.is_some()),
                Err(trouble) => trouble,
            };
            let again = match &trouble {
                Trouble::Asked {
                    error: AskError::Ambiguous { candidates, span, .. },
                    question,
                } => match self.which(candidates, span.of(question))? {
                    Meant::Nothing => return Ok(true),
                    Meant::Another(line) => line,
                    Meant::Name(name) => {
                        let mut mended = question.clone();
                        mended.replace_range(span.range(), &name);
                        line.replacen(question.as_str(), &mended, 1)
                    }
                },
                Trouble::Asked {
                    error: AskError::Malformed { mend: Some(mend), .. },
                    question,
                } => {
                    self.initial = line.trim().replacen(question.as_str(), mend, 1);
                    String::new()
                }
                Trouble::Unsure(edit, text) => {
                    let (edit, text) = (edit.as_ref().clone(), text.clone());
                    return self.ask_about(edit, text);
                }
                _ => String::new(),
            };
            if again.is_empty() {
                return self.report(trouble);
            }
            line = again;
        }
    }

    fn report(&mut self, trouble: Trouble) -> Result<bool, Failure> {
        match Failure::from(trouble) {
            Failure::Reported(_, reports) => self.session.console.report(&reports)?,
            failure @ (Failure::ClosedPipe | Failure::Stopped(_)) => return Err(failure),
        }
        if !self.initial.is_empty() {
            self.session.console.remark("Enter runs it as mended; Ctrl-C drops it")?;
        }
        Ok(true)
    }

    /// Asks which of several is meant: a number, or more of the name.
    fn which(&mut self, candidates: &[Choice], name: &str) -> Result<Meant, Failure> {
        let mut page = Page::new(self.session.width());
        page.line(
            0,
            2,
            &Text::of(Style::Plain, &format!("“{}” could be:", name.trim_matches('"'))),
        );
        for (number, choice) in (1..).zip(candidates) {
            let mut line = Text::of(Style::Faint, &format!("{number:>3}  "));
            line.push(Style::Name, &choice.name);
            line.push(Style::Faint, &format!(" · {}, {}", choice.kind, links(choice)));
            page.line(0, 5, &line);
        }
        page.remark("Type a number, or more of the name.");
        self.session.console.page(&page)?;
        self.session.console.flush()?;
        let Typed::Line(typed) = self.editor.read("which?", "")? else {
            return Ok(Meant::Nothing);
        };
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Meant::Nothing);
        }
        let Ok(number) = typed.parse::<usize>() else {
            if self.is_another(typed) {
                self.editor.remember(typed);
                return Ok(Meant::Another(typed.to_owned()));
            }
            return Ok(Meant::Name(format!("\"{}\"", typed.trim_matches('"'))));
        };
        let Some(choice) = number.checked_sub(1).and_then(|at| candidates.get(at)) else {
            self.session.console.remark(&format!("there is no {number}"))?;
            return Ok(Meant::Nothing);
        };
        Ok(Meant::Name(format!("\"{}\"", choice.id)))
    }

    /// Whether what was typed in place of a name is a line of its own.
    fn is_another(&self, typed: &str) -> bool {
        let asker = self.session.asker();
        match Line::read(typed) {
            Ok((Line::Question(question), _)) => {
                matches!(asker.names().resolve(question, None), Resolved::None(_))
                    && matches!(asker.query_of(question), Ok(_) | Err(AskError::Ambiguous { .. }))
            }
            Ok((Line::Empty, _)) | Err(_) => false,
            Ok(_) => true,
        }
    }
}
