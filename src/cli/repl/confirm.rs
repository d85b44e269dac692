//! What a person is asked before an edit is made: who says so, in which words, and whether it is meant.

use super::{Prompt, Typed};
use crate::cli::failure::Failure;
use crate::curate::{Edit, Missing};

impl Prompt<'_> {
    /// Asks for what an edit lacks and about what is doubtful in it, and makes it; true, for the prompt
    /// goes on.
    pub(super) fn ask_about(&mut self, mut edit: Edit, mut text: String) -> Result<bool, Failure> {
        let mut asked = Vec::new();
        while let Some(missing) = edit.missing.iter().copied().find(|m| !asked.contains(m)) {
            asked.push(missing);
            let (name, clause) = match missing {
                Missing::Source => ("who says so (TITLE, DATE)?", "source"),
                Missing::Quote => ("in which words?", "quote"),
            };
            let typed = self.typed(name)?;
            if typed.is_empty() && missing == Missing::Source {
                return self.leave();
            }
            if typed.is_empty() {
                continue;
            }
            let typed = typed.replace(['"', '“', '”'], "'");
            let longer = format!("{text} {clause} \"{typed}\"");
            match self.session.understand(&longer) {
                Ok(understood) => (edit, text) = (understood, longer),
                Err(trouble) => return self.report(trouble),
            }
        }
        // What is asked here is kept, so that it need not be typed twice.
        if !asked.is_empty() {
            self.editor.remember(&text);
        }
        self.session.preview(&edit)?;
        if edit.needs_a_look() {
            for number in 0..edit.doubts.len() {
                let question = edit.doubts.get(number).and_then(|doubt| doubt.question.clone());
                if let Some(question) = question
                    && self.says_yes(&format!("{question} [y/N]"), false)?
                {
                    edit.accept(number);
                }
            }
            if !self.says_yes("Make this change? [Y/n]", true)? {
                return self.leave();
            }
        }
        match self.session.make(&edit, &text) {
            Ok(_) => Ok(true),
            Err(trouble) => self.report(trouble),
        }
    }

    fn leave(&mut self) -> Result<bool, Failure> {
        self.session.console.remark("nothing was changed")?;
        Ok(true)
    }

    fn says_yes(&mut self, question: &str, usual: bool) -> Result<bool, Failure> {
        self.session.console.flush()?;
        let Typed::Line(typed) = self.editor.read(question, "")? else { return Ok(false) };
        Ok(match typed.trim().chars().next() {
            None => usual,
            Some(first) => first.eq_ignore_ascii_case(&'y'),
        })
    }

    fn typed(&mut self, question: &str) -> Result<String, Failure> {
        self.session.console.flush()?;
        match self.editor.read(question, "")? {
            Typed::Line(typed) => Ok(typed.trim().to_owned()),
            _ => Ok(String::new()),
        }
    }
}
