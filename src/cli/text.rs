//! Text for a terminal: harmless, coloured, measured and wrapped.
//!
//! Everything that comes from data enters a [`Text`] through [`harmless`], so that no control
//! character of it can reach a terminal.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a run of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it comes.
    Plain,
    /// The title of an answer.
    Title,
    /// A name.
    Name,
    /// What two things have to do with each other.
    Relation,
    /// Of less weight: numbers of lines, kinds, hints.
    Faint,
    /// The number of a source.
    Source,
    /// Something to be careful of.
    Warning,
    /// Something wrong.
    Error,
}

impl Style {
    /// The parameters of the escape sequence (ECMA-48 SGR); none for plain text.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Title => Some("1"),
            Self::Name => Some("36"),
            Self::Relation => Some("34"),
            Self::Faint => Some("2"),
            Self::Source => Some("35"),
            Self::Warning => Some("33"),
            Self::Error => Some("1;31"),
        }
    }
}

/// Whether a terminal would obey this character instead of showing it: the C0 and C1 controls, and
/// those that turn the direction of the text (Unicode UAX #9) or break the line.
pub(super) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// The text with every character replaced that a terminal would obey: white space by a blank, others
/// by `�`.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    replaced(text, |_| false)
}

/// The same, but line breaks stay.
pub(super) fn harmless_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| c == '\n')
}

fn replaced(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_control(c) && !keep(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        c if keep(c) || !is_control(c) => c,
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The text, or its beginning and `…` where it has more than `most` characters.
pub(super) fn brief(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// How many columns of a terminal the text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The paint for one run of text; nothing where colours are off.
pub(super) fn painted(style: Style, text: &str, colour: bool) -> String {
    match style.code() {
        Some(code) if colour && !text.is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
        _ => text.to_owned(),
    }
}

/// One line of text in runs of one look each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text {
    runs: Vec<(Style, String)>,
}

impl Text {
    /// An empty line.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A line of one look.
    pub(super) fn of(style: Style, text: &str) -> Self {
        Self::new().and(style, text)
    }

    /// The same with more text behind it, made harmless.
    #[must_use]
    pub(super) fn and(mut self, style: Style, text: &str) -> Self {
        self.push(style, text);
        self
    }

    /// Adds text, made harmless.
    pub(super) fn push(&mut self, style: Style, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = harmless(text);
        match self.runs.last_mut() {
            Some((last, run)) if *last == style => run.push_str(&text),
            _ => self.runs.push((style, text.into_owned())),
        }
    }

    /// Adds another line's runs.
    pub(super) fn append(&mut self, other: &Self) {
        for (style, text) in &other.runs {
            self.push(*style, text);
        }
    }

    /// Adds blanks until the line is so wide.
    pub(super) fn pad_to(&mut self, columns: usize) {
        let missing = columns.saturating_sub(self.width());
        self.push(Style::Plain, &" ".repeat(missing));
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.runs.iter().map(|(_, text)| width(text)).sum()
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The line with its colours, or without.
    pub(super) fn paint(&self, colour: bool) -> String {
        self.runs.iter().map(|(style, text)| painted(*style, text, colour)).collect()
    }

    /// Breaks the line at blanks so that no part is wider than `columns`; a word wider than that is
    /// broken where it must be, and nothing is lost but the blanks at the breaks.
    pub(super) fn wrap(&self, columns: usize) -> Vec<Self> {
        let columns = columns.max(8);
        if self.width() <= columns {
            return vec![self.clone()];
        }
        let mut lines = vec![Self::new()];
        let mut used = 0;
        for (style, text) in &self.runs {
            for word in parts(text) {
                let bare = width(word.trim_end_matches(' '));
                if used > 0 && used + bare > columns {
                    lines.push(Self::new());
                    used = 0;
                }
                for c in word.chars() {
                    let wide = c.width().unwrap_or(0);
                    if used + wide > columns {
                        if c == ' ' {
                            continue;
                        }
                        lines.push(Self::new());
                        used = 0;
                    }
                    if let Some(line) = lines.last_mut() {
                        line.push(*style, c.encode_utf8(&mut [0; 4]));
                    }
                    used += wide;
                }
            }
        }
        lines
    }
}

/// The parts between which a line may be broken: behind a blank, and between `[1]` and `[2]`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_inclusive(' ');
    words.flat_map(|word| {
        let mut rest = Some(word);
        std::iter::from_fn(move || {
            let whole = rest?;
            let Some(at) = whole.find("][") else { return rest.take() };
            let (part, behind) = whole.split_at(at + 1);
            rest = Some(behind);
            Some(part)
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STYLES: [Style; 8] = [
        Style::Plain,
        Style::Title,
        Style::Name,
        Style::Relation,
        Style::Faint,
        Style::Source,
        Style::Warning,
        Style::Error,
    ];

    fn line() -> impl Strategy<Value = Text> {
        let text = proptest::collection::vec(
            prop_oneof![
                any::<char>(),
                prop::char::range('\0', '\u{a0}'),
                Just('\u{202e}'),
                Just(' ')
            ],
            0..40,
        );
        let run = (0..STYLES.len(), text.prop_map(|cs| cs.into_iter().collect::<String>()));
        proptest::collection::vec(run, 0..5).prop_map(|runs| {
            runs.iter().fold(Text::new(), |line, (style, text)| line.and(STYLES[*style], text))
        })
    }

    proptest! {
        #[test]
        fn no_control_character_gets_through(line in line()) {
            prop_assert!(!line.paint(false).chars().any(is_control));
            // With colours on, only our own sequences are in it.
            let mut painted = line.paint(true);
            for style in STYLES {
                if let Some(code) = style.code() {
                    painted = painted.replace(&format!("\x1b[{code}m"), "");
                }
            }
            prop_assert!(!painted.replace("\x1b[0m", "").chars().any(is_control));
        }

        #[test]
        fn wrapping_loses_only_blanks(line in line(), columns in 8_usize..60) {
            let lines = line.wrap(columns);
            prop_assert!(lines.iter().all(|l| l.paint(false).trim_end().width() <= columns));
            let bare = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
            let joined: String = lines.iter().map(|l| l.paint(false)).collect();
            prop_assert_eq!(bare(&joined), bare(&line.paint(false)));
        }
    }

    #[test]
    fn controls_show_as_what_they_are_not() {
        assert_eq!(harmless("a\tb\x1b[31mc\u{202e}"), "a b\u{fffd}[31mc\u{fffd}");
        assert_eq!(harmless_lines("a\nb\x07"), "a\nb\u{fffd}");
        assert!(matches!(harmless("Brent – 8 Nov"), Cow::Borrowed(_)));
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(Text::of(Style::Plain, "健康").width(), 4);
        let lines = Text::of(Style::Plain, "Imperial College Healthcare NHS Trust").wrap(16);
        let lines: Vec<String> = lines.iter().map(|l| l.paint(false)).collect();
        assert_eq!(lines, ["Imperial College", "Healthcare NHS ", "Trust"]);
        let lines = Text::of(Style::Source, "[1–5][21][22–24] x").wrap(10);
        let lines: Vec<String> = lines.iter().map(|l| l.paint(false)).collect();
        assert_eq!(lines, ["[1–5][21]", "[22–24] x"]);
    }

    #[test]
    fn what_is_too_long_is_shortened() {
        assert_eq!(brief("健康", 2), "健康");
        assert_eq!(brief("健康 – 8", 3), "健康 …");
    }
}
