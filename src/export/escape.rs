//! Texts made harmless: one function a language.

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

/// What stands in XML and HTML for a character that would be mark-up there.
pub(super) fn entity(c: char) -> Option<&'static str> {
    match c {
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '&' => Some("&amp;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

/// The text for HTML, SVG and an HTML-like label, between tags or in a quoted attribute.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars().map(visible) {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    }
    out
}

/// The text for the inside of a quoted string of DOT.
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

/// JSON for the inside of a script element: nothing in it ends the element or begins a comment, and no
/// character in it hides or reverses others.
#[cfg(feature = "html")]
pub(super) fn script(json: &serde_json::Value) -> String {
    let mut out = String::new();
    for c in json.to_string().chars().map(visible) {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
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

    #[cfg(feature = "html")]
    #[test]
    fn json_cannot_leave_its_script() {
        let hostile = serde_json::json!([
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "a\u{2028}b",
            "]]>&lt;"
        ]);
        let out = script(&hostile);
        assert!(!out.contains(['<', '>', '&', '\u{2028}']), "{out}");
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(read[0], hostile[0]);
        assert_eq!(read[2], "a\u{fffd}b");
    }

    proptest! {
        #[cfg(feature = "html")]
        #[test]
        fn any_json_for_a_script_is_json(text in any::<String>()) {
            let out = script(&serde_json::json!([text.clone()]));
            let active = ['<', '>', '&', '\u{2028}', '\u{2029}', '\u{202e}'];
            prop_assert!(!out.contains(active));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
        }

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
