//! Texts made harmless for DOT and SVG: dot-writer escapes nothing itself.

/// The character as it may stand in a picture.
///
/// Control characters become their visible pictures (Unicode block Control Pictures), and those that
/// reverse or hide the text around them, or that XML forbids, become `�`. What a name holds is so
/// seen and cannot work.
fn visible(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{ffff}' => '\u{fffd}',
        c => c,
    }
}

/// The text for an HTML-like label, and for an element or attribute of SVG.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars().map(visible) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The text for the inside of a quoted string.
///
/// Besides quotes, every backslash is doubled, since `\N` and `\l` mean something in a label; and
/// `&` is an entity, since Graphviz resolves entities in strings too.
#[cfg(feature = "dot")]
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars().map(visible) {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(all(test, feature = "dot"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_keeps_its_power() {
        assert_eq!(html("<b>&\"'"), "&lt;b&gt;&amp;&quot;&#39;");
        assert_eq!(quoted("x\"]; evil [label=\"pwn\\"), "x\\\"]; evil [label=\\\"pwn\\\\");
        assert_eq!(html("a\0b\u{202e}c\u{85}"), "a\u{2400}b\u{fffd}c\u{fffd}");
        assert_eq!(
            html("שלום"),
            "שלום",
            "letters of right-to-left scripts are names like any other"
        );
    }

    proptest! {
        #[test]
        fn a_quoted_text_never_ends_its_string(text in any::<String>()) {
            let out = quoted(&text);
            let mut backslashes = 0;
            for c in out.chars() {
                prop_assert!(!c.is_control());
                if c == '"' {
                    prop_assert!(backslashes % 2 == 1);
                }
                backslashes = if c == '\\' { backslashes + 1 } else { 0 };
            }
            prop_assert_eq!(backslashes % 2, 0);
        }

        #[test]
        fn html_holds_no_mark_up(text in any::<String>()) {
            let out = html(&text);
            prop_assert!(!out.contains(['<', '>', '"', '\0']));
        }
    }
}
