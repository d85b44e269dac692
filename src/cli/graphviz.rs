//! Runs Graphviz, where it is installed.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// The program that is run; the engine is one of its arguments.
const PROGRAM: &str = "dot";

/// Why Graphviz made no picture.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is not installed, or not on the path.
    Missing,
    /// It could not be started, or the talk with it broke off.
    Broken(io::Error),
    /// It refused the picture; its own words.
    Refused(String),
}

impl Failure {
    /// What to do about it, where there is something to do.
    pub(super) fn help(&self) -> Option<&'static str> {
        match self {
            Self::Missing => {
                Some("install Graphviz (https://graphviz.org/download/) or write a .svg file")
            }
            Self::Broken(_) | Self::Refused(_) => None,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => {
                f.write_str("Graphviz is not installed: the program `dot` was not found")
            }
            Self::Broken(e) => write!(f, "Graphviz could not be run: {e}"),
            Self::Refused(words) => write!(f, "Graphviz could not draw the picture: {words}"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Broken(e) => Some(e),
            Self::Missing | Self::Refused(_) => None,
        }
    }
}

/// The picture of a DOT text, placed by `engine` (`dot`, `neato`), in a format it knows (`svg`, `png`, `pdf`).
///
/// The text goes in and the picture comes out through pipes; no shell and no file is involved.
///
/// # Errors
///
/// [`Failure::Missing`] where Graphviz is not installed.
pub(super) fn render(dot: &[u8], engine: &str, format: &str) -> Result<Vec<u8>, Failure> {
    render_with(PROGRAM, dot, engine, format)
}

fn render_with(program: &str, dot: &[u8], engine: &str, format: &str) -> Result<Vec<u8>, Failure> {
    let mut child = Command::new(program)
        .arg(format!("-K{engine}"))
        .arg(format!("-T{format}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Failure::Missing,
            _ => Failure::Broken(e),
        })?;
    let stdin = child.stdin.take();
    // Writing and reading at the same time: a pipe holds less than a picture.
    let (written, output) = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.map_or(Ok(()), |mut pipe| pipe.write_all(dot)));
        let output = child.wait_with_output();
        (writer.join(), output)
    });
    let output = output.map_err(Failure::Broken)?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let words = words.trim().lines().next().unwrap_or("it gave no reason");
        return Err(Failure::Refused(words.to_owned()));
    }
    match written {
        Ok(Ok(())) => Ok(output.stdout),
        Ok(Err(e)) => Err(Failure::Broken(e)),
        Err(_) => Err(Failure::Broken(io::Error::other("the text was not passed on"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_with_the_remedy() {
        let failure = render_with("no-such-graphviz", b"", "dot", "svg").unwrap_err();
        assert!(matches!(failure, Failure::Missing));
        assert!(failure.to_string().contains("not installed"));
        assert!(failure.help().unwrap().contains("https://graphviz.org/download/"));
    }

    #[test]
    fn a_picture_comes_back_and_a_fault_is_told() {
        match render(b"digraph { n0 -> n1 }", "dot", "svg") {
            Err(Failure::Missing) => println!("skipped: Graphviz is not installed"),
            made => {
                assert!(String::from_utf8(made.unwrap()).unwrap().contains("</svg>"));
                let refused = render(b"digraph {", "dot", "svg").unwrap_err();
                assert!(matches!(&refused, Failure::Refused(words) if !words.is_empty()));
            }
        }
    }
}
