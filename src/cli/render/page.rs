//! A page: lines that a person reads.

use std::io::{self, Write};

use crate::cli::text::{Style, Text, painted};

/// Lines for a terminal of some width.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Page {
    lines: Vec<Text>,
    width: usize,
}

impl Page {
    /// An empty page.
    pub(in crate::cli) fn new(width: usize) -> Self {
        Self { lines: Vec::new(), width }
    }

    /// How wide it is.
    pub(in crate::cli) fn width(&self) -> usize {
        self.width
    }

    /// Adds a line, wrapped; the parts after the first stand `hang` blanks further in.
    pub(in crate::cli) fn line(&mut self, indent: usize, hang: usize, text: &Text) {
        let parts = text.wrap(self.width.saturating_sub(indent + hang));
        for (at, part) in parts.iter().enumerate() {
            let mut line = Text::new();
            line.pad_to(if at == 0 { indent } else { indent + hang });
            line.append(part);
            self.lines.push(line);
        }
    }

    /// Adds lines as they are.
    pub(in crate::cli) fn lines(&mut self, lines: impl IntoIterator<Item = Text>) {
        self.lines.extend(lines);
    }

    /// Adds an empty line, unless one was just added or nothing stands above it.
    pub(in crate::cli) fn gap(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(Text::new());
        }
    }

    /// Whether nothing is on it.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a remark.
    pub(in crate::cli) fn remark(&mut self, text: &str) {
        self.line(0, 0, &Text::of(Style::Faint, text));
    }

    /// The page as text.
    pub(in crate::cli) fn paint(&self, colour: bool) -> String {
        let mut text = String::new();
        for line in &self.lines {
            // Blanks at the end only get in the way of copying.
            let painted = if colour { line.paint(true) } else { line.paint(false) };
            text.push_str(painted.trim_end_matches(' '));
            text.push('\n');
        }
        text
    }

    /// Writes the page.
    pub(in crate::cli) fn write(&self, colour: bool, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.paint(colour).as_bytes())
    }
}

/// The prompt's name with its colour.
pub(in crate::cli) fn prompt(name: &str, colour: bool) -> String {
    painted(Style::Title, name, colour)
}
