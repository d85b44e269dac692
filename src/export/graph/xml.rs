//! Texts made harmless for XML 1.0.

use crate::export::escape::entity;

/// What stands in place of a character that XML 1.0 cannot hold, by no escape.
const REPLACEMENT: char = '\u{fffd}';

/// Whether XML 1.0 can hold the character (section 2.2, production 2).
pub(super) fn holds(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text for an element's content or a quoted attribute.
///
/// Line breaks and tabs are written by number: in an attribute they would become spaces, and a
/// carriage return a line feed anywhere.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match (c, entity(c)) {
            (_, Some(entity)) => out.push_str(entity),
            ('\t', _) => out.push_str("&#9;"),
            ('\n', _) => out.push_str("&#10;"),
            ('\r', _) => out.push_str("&#13;"),
            (c, _) if holds(c) => out.push(c),
            _ => out.push(REPLACEMENT),
        }
    }
    out
}
