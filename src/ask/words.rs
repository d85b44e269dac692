//! A question as words with their places, and the small patterns it is held against.

use crate::error::Span;

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word as typed, without the quotes around it.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// The same in lower case.
    lower: String,
    /// Whether it stood in double quotes, and so is a name and never a word of the language.
    pub quoted: bool,
}

impl Word {
    pub(crate) fn is(&self, word: &str) -> bool {
        !self.quoted && self.lower == word
    }

    /// The word as it would be typed again.
    pub(crate) fn written(&self) -> String {
        if self.quoted { format!("\"{}\"", self.text) } else { self.text.clone() }
    }
}

/// A question of more words than this is not looked at.
pub(crate) const MOST: usize = 200;

/// Splits a question into words; what stands in double quotes, straight or curly, is one word.
/// A question mark or full stop at the very end says nothing.
pub(crate) fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let quoted = is_quote(c);
        let ends = |c: char| if quoted { is_quote(c) } else { c.is_whitespace() };
        let mut inner = String::new();
        let mut end = start + c.len_utf8();
        if !quoted {
            inner.push(c);
        }
        while let Some(&(at, next)) = rest.peek() {
            if ends(next) {
                if quoted {
                    end = at + next.len_utf8();
                    rest.next();
                }
                break;
            }
            inner.push(next);
            end = at + next.len_utf8();
            rest.next();
        }
        words.push(Word { text: inner, lower: String::new(), span: Span::new(start..end), quoted });
    }
    if let Some(last) = words.last_mut()
        && !last.quoted
    {
        let kept = last.text.trim_end_matches(['?', '.', '!']).len();
        let cut = u32::try_from(last.text.len() - kept).unwrap_or(0);
        last.text.truncate(kept);
        last.span.end -= cut;
        if kept == 0 {
            words.pop();
        }
    }
    for word in &mut words {
        word.lower = word.text.to_lowercase();
    }
    words
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// The words of a run as one text, with single blanks.
pub(crate) fn joined(words: &[Word]) -> String {
    words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The place of a run of words; the end of the question where it is empty.
pub(crate) fn span(words: &[Word], text: &str) -> Span {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::new(text.len()..text.len()),
    }
}

/// Finds a run of literal words and gives what stands before and after its last occurrence.
pub(crate) fn cut_last<'w>(words: &'w [Word], literal: &str) -> Option<(&'w [Word], &'w [Word])> {
    let wanted: Vec<&str> = literal.split(' ').collect();
    let found = words
        .windows(wanted.len())
        .rposition(|run| run.iter().zip(&wanted).all(|(word, wanted)| word.is(wanted)))?;
    Some((words.get(..found)?, words.get(found + wanted.len()..)?))
}

/// Whether a run of words begins with these literal words, and what follows.
pub(crate) fn after<'w>(words: &'w [Word], literal: &str) -> Option<&'w [Word]> {
    let mut rest = words;
    for wanted in literal.split(' ') {
        let (first, tail) = rest.split_first()?;
        if !first.is(wanted) {
            return None;
        }
        rest = tail;
    }
    Some(rest)
}

/// A pattern such as `how (are|is) {} and {} connected`: literal words, `(a|b)` for one of several, `[a]`
/// for a word that may be missing, `{}` for one or more words of the user's.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, Clone)]
enum Part {
    /// Words of the user's.
    Slot,
    /// One of these words, or perhaps none.
    Word { choices: Vec<String>, optional: bool },
}

impl Pattern {
    pub(crate) fn new(pattern: &str) -> Self {
        let pattern = pattern.to_lowercase();
        let part = |part: &str| match part {
            "{}" => Part::Slot,
            part => {
                let (choices, optional) = choices_of(part);
                Part::Word { choices: choices.split('|').map(str::to_owned).collect(), optional }
            }
        };
        Self(pattern.split(' ').map(part).collect())
    }

    /// Every way in which the words fit, each as what stands at the `{}`, shortest first slots first.
    pub(crate) fn fit<'w>(&self, words: &'w [Word]) -> Vec<Vec<&'w [Word]>> {
        let mut found = Vec::new();
        let mut left = ATTEMPTS;
        fit_from(&self.0, words, &mut Vec::new(), &mut found, &mut left);
        found
    }
}

/// Ways of fitting that are looked at: enough for any name, and a bound on hostile lines.
const WAYS: usize = 64;
/// Steps taken to find them.
const ATTEMPTS: usize = 50_000;

fn fit_from<'w>(
    parts: &[Part],
    words: &'w [Word],
    slots: &mut Vec<&'w [Word]>,
    found: &mut Vec<Vec<&'w [Word]>>,
    left: &mut usize,
) {
    if found.len() >= WAYS || *left == 0 {
        return;
    }
    *left -= 1;
    let Some((part, parts)) = parts.split_first() else {
        if words.is_empty() {
            found.push(slots.clone());
        }
        return;
    };
    let Part::Word { choices, optional } = part else {
        // A word behind the last slot can only be the user's.
        let shortest = if parts.is_empty() { words.len() } else { 1 };
        for taken in shortest.max(1)..=words.len() {
            let (slot, rest) = words.split_at(taken);
            slots.push(slot);
            fit_from(parts, rest, slots, found, left);
            slots.pop();
        }
        return;
    };
    if let Some((word, rest)) = words.split_first()
        && choices.iter().any(|choice| word.is(choice))
    {
        fit_from(parts, rest, slots, found, left);
    }
    if *optional {
        fit_from(parts, words, slots, found, left);
    }
}

/// The words a part of a pattern stands for, parted by `|`, and whether it may be missing.
fn choices_of(part: &str) -> (&str, bool) {
    if let Some(inner) = part.strip_prefix('[').and_then(|p| p.strip_suffix(']')) {
        (inner, true)
    } else if let Some(inner) = part.strip_prefix('(').and_then(|p| p.strip_suffix(')')) {
        (inner, false)
    } else {
        (part, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(pattern: &str, text: &str) -> Vec<Vec<String>> {
        let words = split(text);
        Pattern::new(pattern)
            .fit(&words)
            .into_iter()
            .map(|ways| ways.into_iter().map(joined).collect())
            .collect()
    }

    #[test]
    fn quotes_hold_a_name_together() {
        let words = split("members of “Guy's and St Thomas'”?");
        assert_eq!(joined(&words), "members of Guy's and St Thomas'");
        assert!(words[2].quoted);
        assert_eq!(words.len(), 3);
    }

    #[test]
    fn a_question_mark_says_nothing() {
        let words = split("who chairs HCL?");
        assert_eq!(words[2].text, "HCL");
        assert_eq!(words[2].span.of("who chairs HCL?"), "HCL");
    }

    #[test]
    fn a_pattern_gives_every_way_of_fitting() {
        assert_eq!(
            slots("compare {} with {}", "compare a b with c"),
            [["a b".to_owned(), "c".to_owned()]]
        );
        let ways = slots("how are {} and {} connected", "how are a and b and c connected");
        assert_eq!(
            ways,
            [["a".to_owned(), "b and c".to_owned()], ["a and b".to_owned(), "c".to_owned()]]
        );
        assert!(slots("how are {} connected", "how are connected").is_empty());
    }

    #[test]
    fn choices_and_optional_words() {
        assert_eq!(slots("who (is|are) [the] {}", "Who is the chair"), [["chair"], ["the chair"]]);
        assert_eq!(slots("(a|b) {}", "b x y"), [["x y"]]);
    }

    #[test]
    fn hostile_lines_stay_bounded() {
        let text = "and ".repeat(2_000);
        assert!(slots("{} and {} and {}", &text).len() <= WAYS);
        // Nothing fits, whatever is tried: the attempts are bounded too.
        assert!(slots("{} and {} and {} connected", &text).is_empty());
    }
}
