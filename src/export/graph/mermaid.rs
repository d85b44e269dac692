//! A Mermaid flowchart: names and relations, for Markdown that draws them.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::element::Extract;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (_, node) in extract.each_node() {
        // A curated id such as `end` would be a word of the language.
        let name = marked(&node.name(), node.remark());
        writeln!(out, "    n{}[\"{}\"]", node.id.0, text(&name))?;
    }
    for edge in extract.each_edge() {
        let (from, to) = (edge.from.0, edge.to.0);
        let says = marked(edge.says(), edge.remark());
        writeln!(out, "    n{from} -->|\"{}\"| n{to}", text(&says))?;
    }
    Ok(())
}

/// Words with what a reader must know beside them: `member of (planned)`.
fn marked(words: &str, remark: Option<String>) -> String {
    remark.map_or_else(|| words.to_owned(), |remark| format!("{words} ({remark})"))
}

/// A text within quotation marks; what may mean something to Mermaid, HTML or Markdown is written as
/// an entity, and what breaks a line as a space.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' | '&' | '<' | '>' | '`' | '\\' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | ';'
            | '%' => {
                // Writing to a string does not fail.
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c => out.push(c),
        }
    }
    // An empty label is none.
    if out.trim().is_empty() { "#32;".to_owned() } else { out }
}
