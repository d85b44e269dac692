//! The line in colours while it is typed.

use std::ops::Range;

use super::complete::Vocabulary;
use crate::cli::session::line::is_cypher;
use crate::cli::text::{Style, harmless_lines, painted};
use crate::cypher::syntax::{TokenKind, is_keyword, tokens};

/// The line with its colours; every character keeps its place.
pub(super) fn coloured(line: &str, vocabulary: &Vocabulary) -> String {
    let runs = if is_cypher(line) { cypher(line) } else { question(line, vocabulary) };
    let mut text = String::new();
    let mut from = 0;
    let mut add = |style: Style, range: Range<usize>| {
        // Line breaks stay outside of the colours, so that each line can be drawn by itself.
        for part in line.get(range).unwrap_or_default().split_inclusive('\n') {
            let (body, end) = part.strip_suffix('\n').map_or((part, ""), |b| (b, "\n"));
            text.push_str(&painted(style, &harmless_lines(body), true));
            text.push_str(end);
        }
    };
    for (style, range) in runs {
        add(Style::Plain, from..range.start);
        from = range.end;
        add(style, range);
    }
    add(Style::Plain, from..line.len());
    text
}

fn cypher(line: &str) -> Vec<(Style, Range<usize>)> {
    let style = |kind: TokenKind, text: &str| match kind {
        TokenKind::Word if is_keyword(text) => Some(Style::Relation),
        TokenKind::String | TokenKind::QuotedName => Some(Style::Name),
        TokenKind::Parameter => Some(Style::Source),
        TokenKind::Comment => Some(Style::Faint),
        TokenKind::Unknown => Some(Style::Error),
        _ => None,
    };
    let all = tokens(line);
    all.iter().filter_map(|t| Some((style(t.kind, t.span.of(line))?, t.span.range()))).collect()
}

fn question(line: &str, vocabulary: &Vocabulary) -> Vec<(Style, Range<usize>)> {
    let mut runs: Vec<(Style, Range<usize>)> =
        vocabulary.literals(line).into_iter().map(|r| (Style::Relation, r)).collect();
    let mut open = None;
    for (at, _) in line.match_indices('"') {
        match open.take() {
            None => open = Some(at),
            Some(start) => {
                // A word between quotes belongs to a name.
                runs.retain(|(_, r)| r.end <= start || r.start > at);
                runs.push((Style::Name, start..at + 1));
            }
        }
    }
    runs.sort_by_key(|(_, r)| r.start);
    runs
}
