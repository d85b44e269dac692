//! What the program is connected to: terminals or pipes, how wide, in colour or not.

use std::io::{IsTerminal, stderr, stdin, stdout};

use super::args;

/// What is known of the terminal.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terminal {
    /// Whether a person types the input.
    pub input: bool,
    /// Whether a person reads the output.
    pub output: bool,
    /// How many columns the output has.
    pub width: usize,
    /// Whether the output is coloured.
    pub colour: bool,
    /// Whether a person reads messages, on a terminal that can write a line anew.
    pub progress: bool,
    /// Whether messages are coloured.
    pub error_colour: bool,
}

/// The width where none is known: that of a page.
const PAGE: usize = 100;

impl Terminal {
    /// What this program is connected to.
    ///
    /// `NO_COLOR` (no-color.org) switches colours off where it is set and not empty; so does a terminal
    /// that calls itself dumb.
    pub(super) fn detect(colour: args::Colour) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let wanted = |terminal: bool| match colour {
            args::Colour::Always => true,
            args::Colour::Never => false,
            args::Colour::Auto => terminal && !dumb && !set("NO_COLOR"),
        };
        let output = stdout().is_terminal();
        Self {
            input: stdin().is_terminal(),
            output,
            width: columns(output),
            colour: wanted(output),
            progress: stderr().is_terminal() && !dumb,
            error_colour: wanted(stderr().is_terminal()),
        }
    }
}

fn columns(output: bool) -> usize {
    if !output {
        return PAGE;
    }
    terminal_size::terminal_size().map_or(PAGE, |(width, _)| usize::from(width.0).max(20))
}
