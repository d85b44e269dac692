//! Reports with the text they are about and a caret under the place meant.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::text::{Style, Text, brief, harmless, harmless_lines};
use crate::error::Severity;

/// One thing to report.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Report {
    /// How serious it is.
    pub severity: Severity,
    /// Its stable code; none for what only the command line says.
    pub code: Option<&'static str>,
    /// What is the matter.
    pub message: String,
    /// Where.
    pub excerpt: Option<Excerpt>,
    /// What to do.
    pub help: Option<String>,
}

/// A part of a text, with a place in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Excerpt {
    /// The name of the file; none for what was typed.
    pub file: Option<String>,
    /// The text, of a file at least the lines of the place; empty where it is not at hand.
    pub text: String,
    /// The bytes meant.
    pub span: Range<usize>,
    /// The line and column of the place.
    pub line: (usize, usize),
}

impl Report {
    /// An error with no place.
    pub(super) fn error(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: None,
            message: message.into(),
            excerpt: None,
            help: None,
        }
    }

    /// The same with a remedy.
    #[must_use]
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Longer messages are shortened, in characters: they echo what was typed.
const LONG_MESSAGE: usize = 600;

/// Texts longer than this are shown around the place only, in bytes.
const LONG: usize = 4_000;

/// Draws a report, with a line break at its end.
pub(super) fn draw(report: &Report, width: usize, colour: bool) -> String {
    let level = match report.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = brief(&report.message, LONG_MESSAGE);
    let message = harmless(&message);
    let mut title = level.primary_title(message.as_ref());
    if let Some(code) = report.code {
        title = title.id(code);
    }
    let window = report.excerpt.as_ref().and_then(Window::of);
    let mut group = match (&window, &report.excerpt) {
        (Some(window), _) => title.element(
            Snippet::source(window.text.as_str())
                .line_start(window.line)
                .line_numbering(window.file.is_some() || window.text.contains('\n'))
                .path(window.file.as_deref())
                .annotation(AnnotationKind::Primary.span(window.span.clone())),
        ),
        (None, Some(Excerpt { file: Some(file), line, .. })) => title
            .element(Origin::path(harmless(file).into_owned()).line(line.0).char_column(line.1)),
        _ => Group::with_title(title),
    };
    if let Some(help) = &report.help {
        group = group.element(Level::HELP.message(wrapped(help, width)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width.max(40));
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// A help in lines that fit behind `= help: `.
fn wrapped(help: &str, width: usize) -> String {
    let lines = help.lines().flat_map(|line| {
        Text::of(Style::Plain, &brief(line, LONG_MESSAGE)).wrap(width.max(40).saturating_sub(12))
    });
    let lines: Vec<String> = lines.map(|line| line.paint(false).trim_end().to_owned()).collect();
    lines.join("\n")
}

/// The lines around a place, harmless, with the place counted in them.
struct Window {
    file: Option<String>,
    text: String,
    span: Range<usize>,
    line: usize,
}

impl Window {
    fn of(excerpt: &Excerpt) -> Option<Self> {
        let text = excerpt.text.as_str();
        let (start, end) = (excerpt.span.start, excerpt.span.end);
        let (before, meant, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        if text.trim().is_empty() {
            return None;
        }
        // A file is shown by the lines of the place; what was typed, as a whole unless it is long.
        let cut = excerpt.file.is_some() || text.len() > LONG;
        let head = if cut { before.rfind('\n').map_or(0, |at| at + 1) } else { 0 };
        let tail = if cut { after.find('\n').unwrap_or(after.len()) } else { after.len() };
        let (before, after) = (before.get(head..)?, after.get(..tail)?);
        let clean = |t: &str| harmless_lines(&t.replace('\t', " ")).into_owned();
        let (before, mut meant, after) = (clean(before), clean(meant), clean(after));
        // A place beyond the end is shown behind the last character.
        if meant.is_empty() && after.is_empty() {
            meant.push(' ');
        }
        let span = before.len()..before.len() + meant.len();
        let line = match excerpt.file {
            Some(_) => excerpt.line.0,
            None => text.get(..head)?.bytes().filter(|b| *b == b'\n').count() + 1,
        };
        let file = excerpt.file.as_deref().map(|f| harmless(f).into_owned());
        Some(Self { file, text: format!("{before}{meant}{after}"), span, line })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn typed(text: &str, span: Range<usize>) -> Excerpt {
        Excerpt { file: None, text: text.into(), span, line: (1, 1) }
    }

    #[test]
    fn a_question_is_shown_with_a_caret() {
        let report = Report {
            code: Some("A0001"),
            excerpt: Some(typed("who chars HCL", 4..9)),
            ..Report::error("I don't know the relation “chars”").with_help("did you mean chairs?")
        };
        expect![[r"
            error[A0001]: I don't know the relation “chars”
             |
             | who chars HCL
             |     ^^^^^
             |
             = help: did you mean chairs?
        "]]
        .assert_eq(&draw(&report, 100, false));
    }

    #[test]
    fn a_file_is_shown_by_the_line_meant() {
        let excerpt = Excerpt {
            file: Some("data/x.toml".into()),
            text: "a = 1\nstart = \"2020/21\"\nb = 2\n".into(),
            span: 14..23,
            line: (2, 9),
        };
        let report =
            Report { excerpt: Some(excerpt), ..Report::error("“2020/21” is not a date") };
        expect![[r#"
            error: “2020/21” is not a date
             --> data/x.toml:2:9
              |
            2 | start = "2020/21"
              |         ^^^^^^^^^
        "#]]
        .assert_eq(&draw(&report, 100, false));
    }

    #[test]
    fn control_characters_and_odd_places_are_survived() {
        let report =
            Report { excerpt: Some(typed("a\x1b[31m\tb", 2..9)), ..Report::error("x\x07") };
        assert!(!draw(&report, 80, false).contains(['\x1b', '\x07']));
        for span in [0..0, 3..3, 2..99, 99..100] {
            let report = Report { excerpt: Some(typed("abc", span)), ..Report::error("odd") };
            assert!(draw(&report, 80, true).contains("odd"));
        }
    }
}
