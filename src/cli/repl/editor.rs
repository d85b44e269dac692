//! The line editor; the only file that knows which one it is.

use std::borrow::Cow;
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{ColorMode, CompletionType, Config, Context, Helper};

use super::colour;
use super::complete::{Hint, Vocabulary};
use crate::cli::failure::Failure;
use crate::cli::folders;
use crate::cli::render::page::prompt;
use crate::cli::session::line::{is_cypher, is_whole};
use crate::cli::snippet::Report;
use crate::cli::text::{Style, painted};

/// What the user did.
#[derive(Debug)]
pub(super) enum Typed {
    /// Typed a line, or several.
    Line(String),
    /// Pressed Ctrl-C: the line is dropped.
    Cleared,
    /// Pressed Ctrl-D: no more lines.
    End,
}

/// An editor with history, completion, hints and colours.
pub(super) struct Editor {
    inner: rustyline::Editor<Reader, FileHistory>,
    history: Option<PathBuf>,
    colour: bool,
}

impl Editor {
    /// An editor that completes from this vocabulary.
    pub(super) fn new(vocabulary: Rc<Vocabulary>, colour: bool) -> Result<Self, Failure> {
        let colours = if colour { ColorMode::Enabled } else { ColorMode::Disabled };
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .color_mode(colours)
            .auto_add_history(false)
            .history_ignore_space(true)
            .bracketed_paste(true)
            .build();
        let mut inner = rustyline::Editor::with_config(config).map_err(failed)?;
        inner.set_helper(Some(Reader { vocabulary, colour }));
        let history = folders::history_file();
        if let Some(file) = history.as_ref().filter(|f| f.is_file()) {
            // A history that cannot be read is no reason not to open the prompt.
            let _ = inner.load_history(file);
        }
        Ok(Self { inner, history, colour })
    }

    /// Reads a line that begins with `initial`, which the user may change.
    pub(super) fn read(&mut self, name: &str, initial: &str) -> Result<Typed, Failure> {
        let prompt = (format!("{name} "), format!("{} ", prompt(name, self.colour)));
        match self.inner.readline_with_initial(&prompt, (initial, "")) {
            Ok(line) => Ok(Typed::Line(line)),
            Err(ReadlineError::Interrupted) => Ok(Typed::Cleared),
            Err(ReadlineError::Eof) => Ok(Typed::End),
            Err(error) => Err(failed(error)),
        }
    }

    /// Keeps a line in the history, on the disk too; the file is for its owner alone.
    pub(super) fn remember(&mut self, line: &str) {
        let added = self.inner.add_history_entry(line).unwrap_or(false);
        // The prompt works without a history; nothing is said where it cannot be kept.
        if let Some(file) = self.history.as_ref().filter(|_| added) {
            let _ = folders::make_folder_of(file)
                .and_then(|()| self.inner.append_history(file).map_err(std::io::Error::other))
                .and_then(|()| folders::make_private(file));
        }
    }
}

fn failed(error: ReadlineError) -> Failure {
    match error {
        ReadlineError::Io(error) => Failure::from(error),
        other => Failure::input(Report::error(format!("the terminal failed: {other}"))),
    }
}

/// What the editor asks while a line is typed.
struct Reader {
    vocabulary: Rc<Vocabulary>,
    colour: bool,
}

impl Helper for Reader {}

impl Completer for Reader {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line.get(..pos).unwrap_or(line);
        let (start, found) = self.vocabulary.complete(typed);
        let pairs = found.into_iter().map(|s| Pair { display: s.shown, replacement: s.text });
        Ok((start, pairs.collect()))
    }
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.insert.as_deref()
    }
}

impl Hinter for Reader {
    type Hint = Hint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Hint> {
        // Without colour a hint would look like what was typed.
        if !self.colour || pos < line.len() { None } else { self.vocabulary.hint(line) }
    }
}

impl Highlighter for Reader {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { colour::coloured(line, &self.vocabulary).into() } else { line.into() }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        prompt.into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        painted(Style::Faint, hint, self.colour).into()
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colour
    }
}

impl Validator for Reader {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        Ok(if is_cypher(text.trim_start()) && !is_whole(text) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}
