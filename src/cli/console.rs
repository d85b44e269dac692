//! Where the program writes: results to the output, everything else to the error stream.

use std::io::{self, BufWriter, Stdout, Write};

use super::failure::Failure;
use super::render::page::Page;
use super::snippet::{self, Report};
use super::terminal::Terminal;

/// The two streams and what is known of them.
pub(super) struct Console {
    /// What they are connected to.
    pub terminal: Terminal,
    out: BufWriter<Stdout>,
}

impl Console {
    /// The streams of this program.
    pub(super) fn new(terminal: Terminal) -> Self {
        Self { terminal, out: BufWriter::new(io::stdout()) }
    }

    /// The output.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes a page to the output.
    pub(super) fn page(&mut self, page: &Page) -> io::Result<()> {
        page.write(self.terminal.colour, &mut self.out)
    }

    /// Writes reports to the error stream, behind whatever was written to the output before.
    pub(super) fn report(&mut self, reports: &[Report]) -> io::Result<()> {
        self.out.flush()?;
        let mut err = io::stderr().lock();
        for report in reports {
            let text = snippet::draw(report, self.terminal.width, self.terminal.error_colour);
            err.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes a remark to the error stream, so that it does not get into a result.
    pub(super) fn remark(&mut self, text: &str) -> io::Result<()> {
        self.out.flush()?;
        let mut page = Page::new(self.terminal.width);
        page.remark(text);
        page.write(self.terminal.error_colour, &mut io::stderr().lock())
    }

    /// Hands on what is still held back; a closed pipe is found here at the latest.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }
}
