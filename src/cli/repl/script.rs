//! Lines from a pipe or a file: no banner, no prompt, and the first error ends it.

use std::io::BufRead;

use crate::cli::failure::{Failure, Found};
use crate::cli::session::Session;
use crate::cli::session::line::{is_cypher, is_whole};
use crate::cli::snippet::Report;

/// Gathers lines into what is to be run: a query may take several.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    pending: String,
}

impl Gatherer {
    /// Takes one line more and gives what is whole with it.
    pub(super) fn push(&mut self, line: &str) -> Option<String> {
        if self.pending.is_empty() && !is_cypher(line.trim_start()) {
            return Some(line.to_owned());
        }
        self.pending.push_str(line);
        self.pending.push('\n');
        let whole = line.trim().is_empty() || is_whole(self.pending.trim_end());
        whole.then(|| std::mem::take(&mut self.pending))
    }

    /// What is left at the end.
    pub(super) fn finish(&mut self) -> Option<String> {
        (!self.pending.trim().is_empty()).then(|| std::mem::take(&mut self.pending))
    }
}

/// The longest line that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Runs every line. Found is what any of them found.
pub(in crate::cli) fn run(
    session: &mut Session<'_>,
    input: &mut dyn BufRead,
) -> Result<Found, Failure> {
    let mut gatherer = Gatherer::default();
    let (mut asked, mut rows) = (false, false);
    loop {
        let line = read_line(input)?;
        let end = line.is_none();
        let whole = match &line {
            Some(line) => gatherer.push(line),
            None => gatherer.finish(),
        };
        if let Some(text) = whole.filter(|t| !t.trim().is_empty()) {
            let result = session.run(&text);
            match session.end(result)? {
                None => break,
                Some(found) => {
                    asked = true;
                    rows |= found == Found::Rows;
                }
            }
        }
        if end {
            break;
        }
    }
    session.abandon()?;
    Ok(if asked && !rows { Found::Nothing } else { Found::Rows })
}

fn read_line(input: &mut dyn BufRead) -> Result<Option<String>, Failure> {
    let cannot = |why: &str| Failure::input(Report::error(format!("the input {why}")));
    let mut bytes = Vec::new();
    let mut limited = std::io::Read::take(input, LONGEST as u64 + 1);
    limited
        .read_until(b'\n', &mut bytes)
        .map_err(|e| cannot(&format!("could not be read: {e}")))?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() > LONGEST {
        return Err(cannot("has a line of more than 1 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| cannot("is not UTF-8"))?;
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(text: &str) -> Vec<String> {
        let mut gatherer = Gatherer::default();
        let mut all: Vec<String> = text.lines().filter_map(|l| gatherer.push(l)).collect();
        all.extend(gatherer.finish());
        all.retain(|t| !t.trim().is_empty());
        all
    }

    #[test]
    fn a_query_may_take_several_lines_and_a_question_takes_one() {
        assert_eq!(
            gathered("who chairs HCL\nMATCH (n)\nRETURN n;\nbrent\nMATCH (n)\nRETURN n\n\nx"),
            ["who chairs HCL", "MATCH (n)\nRETURN n;\n", "brent", "MATCH (n)\nRETURN n\n\n", "x"]
        );
        assert_eq!(gathered("MATCH (n)\nRETURN n"), ["MATCH (n)\nRETURN n\n"]);
    }
}
