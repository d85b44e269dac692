//! SVG as text: elements whose colours follow the theme of the reader's screen and of paper.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::escape::html;
use super::text;
use crate::ask::Change;
use crate::layout::{Point, Size};
use crate::view::style::{Colour, Dash, Family, Theme, Tie, colour_of};

/// A colour by what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ink {
    Page,
    Card,
    Title,
    Text,
    Muted,
    Header,
    Family(Family),
    Tie(Tie),
    Change(Change),
}

impl Ink {
    fn colour(self, theme: Theme) -> Colour {
        let inks = theme.inks();
        match self {
            Self::Page => inks.page,
            Self::Card => inks.card,
            Self::Title => inks.title,
            Self::Text => inks.text,
            Self::Muted => inks.muted,
            Self::Header => inks.header,
            Self::Family(family) => family.colour(theme),
            Self::Tie(tie) => tie.colour(theme),
            Self::Change(change) => colour_of(change, theme),
        }
    }

    /// The name of its class.
    fn class(self) -> String {
        match self {
            Self::Page => "page".to_owned(),
            Self::Card => "card".to_owned(),
            Self::Title => "title".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Muted => "muted".to_owned(),
            Self::Header => "header".to_owned(),
            Self::Family(family) => {
                format!("k{}", Family::ALL.iter().position(|f| *f == family).unwrap_or_default())
            }
            Self::Tie(tie) => {
                format!("t{}", Tie::ALL.iter().position(|t| *t == tie).unwrap_or_default())
            }
            Self::Change(change) => {
                format!("c{}", Change::ALL.iter().position(|c| *c == change).unwrap_or_default())
            }
        }
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    pub ink: Ink,
    /// Whether its place is its middle, not its beginning.
    pub centred: bool,
}

impl Type {
    pub(super) fn plain(size: f64, ink: Ink) -> Self {
        Self { size, bold: false, italic: false, ink, centred: false }
    }

    pub(super) fn bold(size: f64, ink: Ink) -> Self {
        Self { bold: true, ..Self::plain(size, ink) }
    }

    pub(super) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(super) fn centred(self) -> Self {
        Self { centred: true, ..self }
    }

    /// From one line to the next.
    pub(super) fn leading(self) -> f64 {
        self.size * 1.25
    }

    pub(super) fn width(self, words: &str) -> f64 {
        text::width(words, self.size, self.bold).0
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub corner: Point,
    pub size: Size,
    pub round: f64,
    pub fill: Option<Ink>,
    /// Its outline: colour and width.
    pub line: Option<(Ink, f64)>,
    pub dashed: bool,
}

/// The elements of a picture, in the order they are drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    theme: Theme,
    out: String,
    filled: BTreeSet<Ink>,
    lined: BTreeSet<Ink>,
}

impl Canvas {
    pub(super) fn new(theme: Theme) -> Self {
        Self { theme, out: String::new(), filled: BTreeSet::new(), lined: BTreeSet::new() }
    }

    /// Opens a group that says what it is; `part` and `number` lead back to the drawing.
    pub(super) fn open(&mut self, part: &str, number: usize, title: &str) {
        let _ = write!(
            self.out,
            "<g class=\"{part}\" data-{part}=\"{number}\"><title>{}</title>",
            html(title)
        );
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    pub(super) fn text(&mut self, place: Point, style: Type, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        let (width, known) = text::width(words, style.size, style.bold);
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"",
            number(place.x),
            number(place.y),
            number(style.size)
        );
        if style.bold {
            self.out.push_str(" font-weight=\"700\"");
        }
        if style.italic {
            self.out.push_str(" font-style=\"italic\"");
        }
        if style.centred {
            self.out.push_str(" text-anchor=\"middle\"");
        }
        if known && words.chars().count() > 1 {
            // Whatever font a reader has, the text keeps to its room.
            let length = number(width);
            let _ = write!(self.out, " textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"");
        }
        self.fill(Some(style.ink));
        let _ = write!(self.out, ">{}</text>", html(words));
    }

    pub(super) fn rect(&mut self, rect: &Rect) {
        let _ = write!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            number(rect.corner.x),
            number(rect.corner.y),
            number(rect.size.width),
            number(rect.size.height)
        );
        if rect.round > 0.0 {
            let _ = write!(self.out, " rx=\"{}\"", number(rect.round));
        }
        if rect.dashed {
            self.out.push_str(" stroke-dasharray=\"5 3\"");
        }
        match (rect.fill, rect.line) {
            (Some(fill), Some((line, width))) => {
                let (a, b) = (fill.class(), line.class());
                let _ = write!(
                    self.out,
                    " class=\"f-{a} s-{b}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"",
                    fill.colour(self.theme),
                    line.colour(self.theme),
                    number(width)
                );
                self.filled.insert(fill);
                self.lined.insert(line);
            }
            (fill, None) => self.fill(fill),
            (None, Some((line, width))) => {
                self.out.push_str(" fill=\"none\"");
                self.line(line, width);
            }
        }
        self.out.push_str("/>");
    }

    /// A way along points and curves.
    pub(super) fn way(&mut self, way: &str, ink: Ink, width: f64, dash: Dash) {
        let _ = write!(self.out, "<path d=\"{way}\" fill=\"none\"");
        match dash {
            Dash::Solid => {}
            Dash::Dashed => self.out.push_str(" stroke-dasharray=\"6 4\""),
            Dash::Dotted => {
                self.out.push_str(" stroke-dasharray=\"1.5 4\" stroke-linecap=\"round\"");
            }
        }
        self.line(ink, width);
        self.out.push_str("/>");
    }

    /// An arrowhead; an open one says that something is not certain.
    pub(super) fn head(&mut self, corners: [Point; 3], ink: Ink, open: bool) {
        let points: Vec<String> =
            corners.iter().map(|p| format!("{},{}", number(p.x), number(p.y))).collect();
        let fill = if open { Ink::Page } else { ink };
        let _ = write!(
            self.out,
            "<polygon points=\"{}\" class=\"f-{} s-{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1\"/>",
            points.join(" "),
            fill.class(),
            ink.class(),
            fill.colour(self.theme),
            ink.colour(self.theme)
        );
        self.filled.insert(fill);
        self.lined.insert(ink);
    }

    fn fill(&mut self, ink: Option<Ink>) {
        match ink {
            Some(ink) => {
                self.filled.insert(ink);
                let colour = ink.colour(self.theme);
                let _ = write!(self.out, " class=\"f-{}\" fill=\"{colour}\"", ink.class());
            }
            None => self.out.push_str(" fill=\"none\""),
        }
    }

    fn line(&mut self, ink: Ink, width: f64) {
        self.lined.insert(ink);
        let _ = write!(
            self.out,
            " class=\"s-{}\" stroke=\"{}\" stroke-width=\"{}\"",
            ink.class(),
            ink.colour(self.theme),
            number(width)
        );
    }

    /// The elements, and the styles for other grounds: a light picture turns dark on a dark screen, and
    /// whatever it is, it is light on paper.
    pub(super) fn finish(self) -> (String, String) {
        let mut style = String::new();
        let rules = |theme: Theme| {
            let mut rules = String::new();
            for ink in &self.filled {
                let _ = write!(rules, ".f-{}{{fill:{}}}", ink.class(), ink.colour(theme));
            }
            for ink in &self.lined {
                let _ = write!(rules, ".s-{}{{stroke:{}}}", ink.class(), ink.colour(theme));
            }
            rules
        };
        match self.theme {
            Theme::Light => {
                let dark = rules(Theme::Dark);
                let _ = write!(style, "@media screen and (prefers-color-scheme:dark){{{dark}}}");
            }
            Theme::Dark => {
                let _ = write!(style, "@media print{{{}}}", rules(Theme::Light));
            }
        }
        (self.out, style)
    }
}

/// A measure to a hundredth of a pixel.
pub(super) fn number(value: f64) -> String {
    let mut out = String::new();
    put_number(&mut out, value);
    out
}

/// The same, behind what is written already.
pub(super) fn put_number(out: &mut String, value: f64) {
    let hundredths = (value * 100.0).round();
    // A picture has a great many of them, nearly all of which are small.
    if hundredths.abs() < 1e9 {
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number below 1e9")]
        let hundredths = hundredths as i64;
        if hundredths < 0 {
            out.push('-');
        }
        let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
        let _ = write!(out, "{whole}");
        let _ = match (part / 10, part % 10) {
            (0, 0) => Ok(()),
            (tenths, 0) => write!(out, ".{tenths}"),
            _ => write!(out, ".{part:02}"),
        };
    } else {
        // Nothing added to it makes -0 0.
        let _ = write!(out, "{}", hundredths / 100.0 + 0.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_measure_has_two_digits_at_most_and_none_that_say_nothing() {
        let all = [0.0, -0.0, -0.004, 0.005, 1.0, 12.5, -0.07, 99.999, 1e12, f64::NAN];
        let written: Vec<String> = all.map(number).to_vec();
        let expected = ["0", "0", "0", "0.01", "1", "12.5", "-0.07", "100", "1000000000000", "NaN"];
        assert_eq!(written, expected);
    }

    proptest! {
        #[test]
        fn a_measure_is_written_as_the_standard_library_does(value in -2e7_f64..2e7) {
            let plain = ((value * 100.0).round() / 100.0 + 0.0).to_string();
            prop_assert_eq!(number(value), plain);
        }
    }
}
