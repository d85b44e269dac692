//! Texts between quotation marks.

use std::fmt::Write;

/// A text between quotation marks of either sort, with the escapes that openCypher, TOML and Turtle have in
/// common. So no text ends its literal, and none holds a control character.
pub(crate) fn quoted(text: &str, mark: char) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == mark => out.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(mark);
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_ends_its_literal() {
        assert_eq!(
            quoted("it's \"x\" \\ \n\u{1b}\u{85}é", '\''),
            r#"'it\'s "x" \\ \n\u001B\u0085é'"#
        );
        assert_eq!(quoted("it's \"x\"", '"'), r#""it's \"x\"""#);
    }
}
