//! Questions and queries from standard input.

use std::io::{self, Read};

use super::failure::Failure;
use super::snippet::Report;
use super::terminal::Terminal;

/// The longest text that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The text given, or that of standard input where it is `-` or missing. A person at a terminal is told
/// what is missing instead of being left waiting.
pub(super) fn text(
    given: Option<String>,
    terminal: Terminal,
    missing: impl Fn() -> Report,
) -> Result<String, Failure> {
    match given {
        Some(text) if text != "-" => Ok(text),
        None if terminal.input => Err(Failure::question(missing())),
        _ => standard_input(),
    }
}

fn standard_input() -> Result<String, Failure> {
    let cannot = |why: String| Failure::input(Report::error(format!("standard input {why}")));
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| cannot(format!("could not be read: {e}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(cannot("is longer than 1 MiB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| cannot("is not UTF-8".to_owned()))
}
