//! Edits at the prompt and in scripts: shown, asked about where a person is there, and made.

use super::{Last, Session, Trouble, answer};
use crate::ask::{How, Resolved};
use crate::cli::failure::{Failure, Found};
use crate::cli::render::page::Page;
use crate::cli::session::line::Redirect;
use crate::cli::snippet::Report;
use crate::cli::text::{Style, Text, brief};
use crate::curate::{self, Edit, Likeness, Missing, Sign};
use crate::model::Element;

/// So many characters of an edit are kept as the reason of its commit.
const REASON: usize = 80;

impl Session<'_> {
    /// Carries out an edit. Where a person is there to be asked, an edit that is doubtful or lacks
    /// something is [`Trouble::Unsure`], and nothing is done.
    pub(super) fn edit(&mut self, text: &str, to: &Redirect) -> Result<Found, Trouble> {
        let resolved = self.asker().names().resolve(text, None);
        let is_name = matches!(resolved, Resolved::One(found) if found.how <= How::OtherName);
        if is_name {
            return self.ask(text, to);
        }
        let edit = self.understand(text)?;
        let asks = !edit.missing.is_empty() || edit.needs_a_look();
        if self.prompt && asks {
            return Err(Trouble::Unsure(Box::new(edit), text.to_owned()));
        }
        if edit.missing.contains(&Missing::Source) {
            let report = Report::error("it is not said who says so").with_help(
                "name the document and its words: source \"TITLE, 3 May 2024\" quote \"…\"",
            );
            return Err(Failure::question(report).into());
        }
        self.preview(&edit)?;
        self.make(&edit, text)
    }

    /// An edit understood, with nothing done; where nothing can be written, how to come to a file.
    pub(in crate::cli) fn understand(&self, text: &str) -> Result<Edit, Trouble> {
        self.writable()?;
        let edit = curate::understand(self.asker(), text);
        edit.map_err(|error| Trouble::Asked { error, question: text.to_owned() })
    }

    /// Shows what an edit does, and what is doubtful in it.
    pub(in crate::cli) fn preview(&mut self, edit: &Edit) -> Result<(), Failure> {
        let mut page = Page::new(self.width());
        for line in &edit.lines {
            let style = match line.sign {
                Sign::Added => Style::Name,
                Sign::Changed => Style::Relation,
                Sign::Removed => Style::Faint,
            };
            let mark = Text::of(style, &format!("{} ", line.sign.mark()));
            page.line(2, 2, &mark.and(Style::Plain, &line.text));
        }
        for doubt in &edit.doubts {
            page.line(2, 2, &Text::of(Style::Warning, &format!("⚠ {}", doubt.text)));
        }
        if let Some(back) = &edit.back {
            page.line(2, 2, &Text::of(Style::Faint, &format!("{back}, and so does `undo`")));
        }
        Ok(self.console.page(&page)?)
    }

    /// Makes an edit, and says under which numbers what is new can be looked at.
    pub(in crate::cli) fn make(&mut self, edit: &Edit, text: &str) -> Result<Found, Trouble> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let elements = self.change(&brief(&words.join(" "), REASON), |tx| edit.apply(tx))?;
        let mut said = String::new();
        if edit.missing.contains(&Missing::Quote) && !edit.missing.contains(&Missing::Source) {
            said.push_str("no words are quoted; `cite … source … quote \"…\"` adds them · ");
        }
        said.push_str(&self.numbers_of(edit, &elements));
        said.push_str(if self.is_open() { "`commit` keeps it" } else { "`undo` takes it back" });
        self.console.remark(&said)?;
        Ok(Found::Rows)
    }

    /// The lines of the card of whoever an edit is about that show what it made.
    fn numbers_of(&mut self, edit: &Edit, elements: &[Element]) -> String {
        let Ok(card) = self.answer(&format!("\"{}\"", edit.about)) else { return String::new() };
        let is_new = |edge| elements.contains(&Element::Edge(edge));
        let lines = answer::numbered(&card);
        let new = lines.iter().filter(|(_, item)| item.edge.is_some_and(is_new));
        let numbers: Vec<String> = new.map(|(number, _)| number.to_string()).collect();
        self.last = Last::Answer(Box::new(card));
        self.rest = None;
        match numbers.as_slice() {
            [] => String::new(),
            numbers => format!("`why {}` quotes it · ", numbers.join(" ")),
        }
    }

    /// `list duplicates`.
    pub(super) fn duplicates(&mut self) -> Result<Found, Trouble> {
        let graph = self.snapshot().clone();
        let found = curate::duplicates(&graph);
        let mut page = Page::new(self.width());
        for Likeness { one, other, reasons, .. } in &found {
            let (one, other) = (graph.node_name(*one), graph.node_name(*other));
            let mut line = Text::of(Style::Name, one);
            line.push(Style::Faint, "  may be  ");
            line.push(Style::Name, other);
            page.line(2, 4, &line);
            page.line(6, 0, &Text::of(Style::Plain, &reasons.join("; ")));
        }
        match found.first() {
            Some(Likeness { one, other, .. }) => {
                let (one, other) = (graph.node_name(*one), graph.node_name(*other));
                page.remark(&format!(
                    "`merge \"{one}\" into \"{other}\"` makes them one; `different \"{one}\" and \
                     \"{other}\"` keeps them apart"
                ));
            }
            None => page.remark("nobody seems to be entered twice"),
        }
        self.console.page(&page)?;
        Ok(Found::of(found.len()))
    }
}
