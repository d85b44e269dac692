//! The page: one file with picture, data, script and style, which asks nothing of any network.
//!
//! What a browser may do with it stands in its content security policy: nothing, but run the script and
//! apply the style whose digests stand there. So nothing that a name or a quote holds can become active,
//! even if it got past [`escape`](super::escape). Without the script the picture, its key and the sources
//! are there to be read.

mod data;
mod frame;
mod picture;
mod place;
mod style;

use sha2::{Digest, Sha256};

use crate::view::Page;

/// The script, in the order in which it runs: one function around all parts, so that they share their
/// names with each other and with nothing else.
const SCRIPT: [&str; 9] = [
    include_str!("script/data.js"),
    include_str!("script/time.js"),
    include_str!("script/find.js"),
    include_str!("script/ways.js"),
    include_str!("script/picture.js"),
    include_str!("script/stage.js"),
    include_str!("script/facts.js"),
    include_str!("script/table.js"),
    include_str!("script/page.js"),
];

/// The script as it stands on the page.
fn script() -> String {
    let mut out = String::from("(() => {\n\"use strict\";\n");
    for part in SCRIPT {
        squeeze(&mut out, part);
    }
    out.push_str("})();\n");
    out
}

/// Adds a text without what only its authors need: comments on lines of their own, and indentation.
fn squeeze(out: &mut String, text: &str) {
    for line in text.lines().map(str::trim_start) {
        if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
}

impl Page<'_> {
    /// The page as one self-contained HTML file.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::view::{Page, Selection};
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let html = Page::of(&snapshot, &Selection::whole(&snapshot)).html();
    /// assert!(html.contains("default-src 'none'"));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn html(&self) -> String {
        let contents = self.contents();
        let places = place::places(&contents);
        let (script, style) = (script(), style::sheet());
        let policy = format!(
            "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
            digest(&script),
            digest(&style)
        );
        let mut out = String::with_capacity(128 * 1024);
        frame::head(&mut out, &contents, &policy, &style);
        frame::tools(&mut out, &contents);
        out.push_str("<main>\n");
        picture::write(&mut out, &contents, &places);
        frame::panel(&mut out);
        out.push_str("</main>\n");
        frame::table(&mut out, &contents);
        frame::foot(&mut out, &contents);
        out.push_str("<script type=\"application/json\" id=\"data\">");
        out.push_str(&super::escape::script(&data::of(&contents, &places)));
        out.push_str("</script>\n<script>");
        out.push_str(&script);
        out.push_str("</script>\n</body>\n</html>\n");
        out
    }
}

/// The digest of an inline script or style, as a content security policy names it.
fn digest(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let letter = |n: u8| match n {
        0..=25 => char::from(b'A' + n),
        26..=51 => char::from(b'a' + n - 26),
        52..=61 => char::from(b'0' + n - 52),
        62 => '+',
        _ => '/',
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let six = (all >> (18 - 6 * at)) & 0x3f;
            let filled = at <= chunk.len();
            out.push(if filled { letter(u8::try_from(six).unwrap_or_default()) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn the_script_speaks_to_nobody_and_makes_nothing_of_text() {
        let script = script();
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "import(",
            "new Function",
            "localStorage",
            "cookie",
            ".style",
        ] {
            assert!(!script.contains(word), "the script uses {word}");
        }
    }
}
