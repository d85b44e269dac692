//! The stored texts of source documents, folded so that a quote can be found in them.

use std::collections::BTreeMap;
use std::path::Path;

/// The stored texts that quotes are held against, by file name.
#[derive(Debug, Clone, Default)]
pub struct Texts(BTreeMap<String, String>);

/// A stored text is at most this long, in bytes.
const LONGEST: u64 = 64 << 20;

/// A longer sentence, in bytes, is a list or a table, and not one to read.
const SENTENCE: usize = 1_000;

/// Whether a sentence ends before this place: a blank and no small letter follow, or nothing does.
fn closes(text: &str, at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or_default().trim_start_matches(['"', '\'', ')']).chars();
    match (rest.next(), rest.next()) {
        (None, _) => true,
        (Some(' '), next) => next.is_none_or(|c| !c.is_lowercase()),
        _ => false,
    }
}

impl Texts {
    /// Texts by their names.
    pub fn of<N: Into<String>>(texts: impl IntoIterator<Item = (N, String)>) -> Self {
        Self(texts.into_iter().map(|(name, text)| (name.into(), folded(&text))).collect())
    }

    /// Reads the files `*.txt` and `*.md` of a folder.
    ///
    /// # Errors
    ///
    /// Where the folder or a file in it cannot be read, or a text is longer than 64 MiB. Bytes that are
    /// no UTF-8 are read as the replacement character: no quote can hold them.
    pub fn read_dir(folder: &Path) -> std::io::Result<Self> {
        let mut texts = BTreeMap::new();
        for file in std::fs::read_dir(folder)? {
            let path = file?.path();
            let is_text = path.extension().is_some_and(|e| e == "txt" || e == "md");
            if let Some(name) = path.file_name().and_then(|n| n.to_str())
                && is_text
                && path.is_file()
            {
                if path.metadata()?.len() > LONGEST {
                    let what = format!("{} is longer than 64 MiB", path.display());
                    return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, what));
                }
                let bytes = std::fs::read(&path)?;
                texts.insert(name.to_owned(), folded(&String::from_utf8_lossy(&bytes)));
            }
        }
        Ok(Self(texts))
    }

    /// Whether a text of this name is stored.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a quote occurs in the text of this name, after folding no-break spaces, curly quotes,
    /// dashes and runs of white space.
    pub fn holds(&self, name: &str, quote: &str) -> bool {
        let quote = folded(quote);
        !quote.is_empty() && self.0.get(name).is_some_and(|text| text.contains(&quote))
    }

    /// The sentence in which a quote stands in the text of this name, typography folded; nothing where the
    /// text is not at hand or does not hold it.
    pub fn sentence(&self, name: &str, quote: &str) -> Option<&str> {
        let (text, quote) = (self.0.get(name)?, folded(quote));
        let at = if quote.is_empty() { None } else { text.find(&quote) }?;
        let before = text.get(..at)?;
        let behind = text.get(at + quote.len()..)?;
        let ends = ['.', '!', '?'];
        let start = before.match_indices(ends).rfind(|(at, end)| closes(text, at + end.len()));
        let start = start.map_or(0, |(at, end)| at + end.len());
        // A quote may hold the end of its sentence already.
        let stop = if quote.ends_with(ends) {
            at + quote.len()
        } else {
            let from = at + quote.len();
            let stop =
                behind.match_indices(ends).find(|(at, end)| closes(text, from + at + end.len()));
            stop.map_or(text.len(), |(at, end)| from + at + end.len())
        };
        // What closes the sentence before belongs to that one.
        let sentence = text.get(start..stop)?.trim_start_matches(['"', '\'', ')']).trim();
        (sentence.len() <= SENTENCE).then_some(sentence)
    }

    /// The longest beginning of a quote, in whole words, that the text does hold.
    pub fn found_of<'q>(&self, name: &str, quote: &'q str) -> &'q str {
        let ends = quote.char_indices().filter(|(_, c)| c.is_whitespace());
        let starts: Vec<&str> = ends
            .filter_map(|(end, _)| quote.get(..end))
            .filter(|start| !folded(start).is_empty())
            .collect();
        // What holds a beginning holds every shorter one.
        let held = starts.partition_point(|start| self.holds(name, start));
        held.checked_sub(1).and_then(|last| starts.get(last)).copied().unwrap_or_default()
    }
}

/// A text with no-break spaces, curly quotes, dashes and runs of white space folded.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => folded.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => folded.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') && !folded.is_empty() {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_found_through_typography_and_line_breaks() {
        let text = "He said:\u{a0}“It’s\n  ready – now.” Then he left.";
        let texts = Texts::of([("a.txt", text.to_owned())]);
        assert!(texts.holds("a.txt", "\"It's ready - now.\""));
        assert!(!texts.holds("a.txt", "It's not ready"));
        assert!(!texts.holds("a.txt", " "));
        assert!(!texts.holds("b.txt", "ready"));
        assert_eq!(texts.found_of("a.txt", "It's ready and waiting"), "It's ready");
        assert_eq!(texts.found_of("a.txt", " It’s ready never"), " It’s ready");
        assert_eq!(texts.found_of("a.txt", "Never was it ready"), "");
        assert_eq!(texts.sentence("a.txt", "Then he"), Some("Then he left."));
        assert_eq!(texts.sentence("a.txt", "ready – now."), Some("He said: \"It's ready - now."));
        assert_eq!(texts.sentence("a.txt", "never"), None);
    }
}
