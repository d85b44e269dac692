//! Boxes as blocks of marks: how large each is, and what is in it.

use super::canvas::{Canvas, Ink, Rect, Type};
use crate::layout::{Point, Size};
use crate::view::diagram::{Figure, Item, Look, MOST_LINES, Section};

/// The room inside a box, at its sides and at top and bottom.
const PAD: (f64, f64) = (9.0, 6.0);

/// The room between two columns of a list.
const BETWEEN: f64 = 16.0;

/// How far a second line of a list, and a remark on it, stands in.
const INDENT: f64 = 9.0;

/// Something drawn, its place counted from the corner of its block.
#[derive(Debug, Clone)]
enum Mark {
    Text(Point, Type, String),
    Rect(Rect),
}

/// A box with what is in it.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub size: Size,
    marks: Vec<Mark>,
}

impl Block {
    pub(super) fn of(figure: &Figure) -> Self {
        let colour = Ink::Family(figure.family);
        match figure.look {
            Look::Card => card(figure),
            Look::Step(tie) => step(figure, Ink::Tie(tie)),
            Look::Centre => filled(figure, 18.0, 14.0),
            Look::Stop => stop(figure),
            Look::Near => outlined(figure, Ink::Family(figure.family), 13.0, 2.2),
            Look::Small => outlined(figure, Ink::Muted, 11.0, 0.7),
            Look::New => small(figure, colour, Ink::Header, colour, 1.6),
            Look::Held => small(figure, Ink::Card, colour, colour, 1.6),
            Look::Absent => small(figure, Ink::Page, Ink::Muted, Ink::Muted, 0.7),
            Look::Cell(tie) => cell(figure, Ink::Tie(tie)),
            Look::Label => label(figure),
        }
    }

    /// The same block as large as this, what is in it in the middle; its outline comes first.
    pub(super) fn grown(mut self, size: Size) -> Self {
        let (dx, dy) = (size.width - self.size.width, size.height - self.size.height);
        for mark in &mut self.marks {
            match mark {
                Mark::Rect(rect) => rect.size = size,
                Mark::Text(place, ..) => *place = place.moved(dx / 2.0, dy / 2.0),
            }
        }
        self.size = size;
        self
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, corner: Point) {
        for mark in &self.marks {
            match mark {
                Mark::Text(place, style, words) => {
                    canvas.text(place.moved(corner.x, corner.y), *style, words);
                }
                Mark::Rect(rect) => {
                    let corner = rect.corner.moved(corner.x, corner.y);
                    canvas.rect(&Rect { corner, ..*rect });
                }
            }
        }
    }
}

/// Lines of text under each other.
#[derive(Debug, Default)]
struct Lines {
    /// Each line: how far in, how it is set, what it says, and how far down its foot is.
    set: Vec<(f64, Type, String, f64)>,
    width: f64,
    height: f64,
}

impl Lines {
    fn add(&mut self, style: Type, words: &str) {
        self.add_at(0.0, style, words);
    }

    fn add_at(&mut self, indent: f64, style: Type, words: &str) {
        self.width = self.width.max(indent + style.width(words));
        self.height += style.leading();
        // The foot of the letters, with what hangs below it inside the line.
        let foot = self.height - style.size * 0.3;
        self.set.push((indent, style, words.to_owned(), foot));
    }

    /// Puts words behind the last line where that keeps within the width.
    fn add_behind(&mut self, style: Type, words: &str, most: f64) {
        let Some((indent, last, text, foot)) = self.set.last().cloned() else { return };
        let start = indent + last.width(&text) + INDENT;
        if start + style.width(words) > most {
            return self.add_at(INDENT, style, words);
        }
        self.width = self.width.max(start + style.width(words));
        self.set.push((start, style, words.to_owned(), foot));
    }

    fn skip(&mut self, room: f64) {
        self.height += room;
    }

    /// The lines as marks, beginning at a corner; centred ones in the middle of a width.
    fn marks(self, corner: Point, width: f64) -> impl Iterator<Item = Mark> {
        self.set.into_iter().map(move |(indent, style, words, foot)| {
            let x = if style.centred { width / 2.0 } else { indent };
            Mark::Text(corner.moved(x, foot), style, words)
        })
    }
}

/// A header in the colour of its family, and lists under it.
fn card(figure: &Figure) -> Block {
    let colour = Ink::Family(figure.family);
    let mut header = Lines::default();
    header.add(Type::plain(9.0, Ink::Header), &figure.caption.to_uppercase());
    for line in &figure.name {
        header.add(Type::bold(13.5, Ink::Header), line);
    }
    for line in &figure.remarks {
        header.add(Type::plain(10.0, Ink::Header).italic(), line);
    }
    let lists: Vec<(Lines, Lines)> = figure.sections.iter().map(|s| list(s, colour)).collect();
    let widths = lists.iter().map(|(left, right)| {
        if right.set.is_empty() { left.width } else { left.width + BETWEEN + right.width }
    });
    let width = widths.fold(header.width, f64::max) + PAD.0 * 2.0;
    let head = header.height + PAD.1 * 2.0;

    let mut marks = Vec::new();
    let mut lists_marks = Vec::new();
    let mut y = head;
    for (left, right) in lists {
        y += PAD.1;
        let tallest = left.height.max(right.height);
        let second = PAD.0 + left.width + BETWEEN;
        lists_marks.extend(left.marks(Point { x: PAD.0, y }, width));
        lists_marks.extend(right.marks(Point { x: second, y }, width));
        y += tallest;
    }
    if y > head {
        y += PAD.1;
    }
    let size = Size { width, height: y };
    let origin = Point::default();
    let whole = Rect {
        corner: origin,
        size,
        round: 3.0,
        fill: Some(Ink::Card),
        line: Some((colour, 1.2)),
        dashed: figure.dashed,
    };
    let top = Size { width, height: head };
    let top = Rect { size: top, fill: Some(colour), line: None, dashed: false, ..whole };
    marks.extend([Mark::Rect(whole), Mark::Rect(top)]);
    marks.extend(header.marks(Point { x: PAD.0, y: PAD.1 }, width));
    marks.extend(lists_marks);
    Block { size, marks }
}

/// A list under its title, in one column or two; the second is then level with the first name.
fn list(section: &Section, colour: Ink) -> (Lines, Lines) {
    let colour = section.change.map_or(colour, Ink::Change);
    let (mut left, mut right) = (Lines::default(), Lines::default());
    let title = Type::bold(9.0, colour);
    left.add(title, &section.heading());
    left.skip(1.0);
    let shown = section.shown(MOST_LINES);
    if section.in_two_columns(MOST_LINES) {
        right.skip(left.height);
        let (first, second) = shown.split_at(shown.len().div_ceil(2));
        for item in first {
            line(&mut left, item);
        }
        for item in second {
            line(&mut right, item);
        }
        // The title may be wider than the first column: it reaches over both.
        let names = left.set.iter().skip(1);
        let widest = names.map(|(indent, style, words, _)| indent + style.width(words));
        let first = widest.fold(0.0, f64::max);
        let title = title.width(&section.heading());
        left.width = first.max(title - right.width - BETWEEN);
    } else {
        for item in shown {
            line(&mut left, item);
        }
    }
    if let Some(more) = section.more(MOST_LINES) {
        left.add(Type::plain(10.0, Ink::Muted), &more);
    }
    (left, right)
}

fn line(lines: &mut Lines, item: &Item) {
    let name = Type::plain(10.5, Ink::Text);
    for (place, words) in item.text.iter().enumerate() {
        lines.add_at(if place == 0 { 0.0 } else { INDENT }, name, words);
    }
    let muted = Type::plain(10.0, Ink::Muted);
    match item.detail.as_slice() {
        [detail] => lines.add_behind(muted, detail, 270.0),
        several => several.iter().for_each(|words| lines.add_at(INDENT, muted, words)),
    }
}

/// A name with its kind above it, centred.
fn named(figure: &Figure, ink: Ink, size: f64, with_kind: bool) -> Lines {
    let mut lines = Lines::default();
    if with_kind {
        lines.add(Type::plain(9.0, ink).centred(), &figure.caption.to_uppercase());
    }
    for line in &figure.name {
        let style = Type { bold: with_kind, ..Type::plain(size, ink) };
        lines.add(style.centred(), line);
    }
    lines
}

/// A box around centred lines.
fn boxed(lines: Lines, pad: (f64, f64), rect: Rect) -> Block {
    let size = Size { width: lines.width + pad.0 * 2.0, height: lines.height + pad.1 * 2.0 };
    let mut marks = vec![Mark::Rect(Rect { size, ..rect })];
    marks.extend(lines.marks(Point { x: 0.0, y: pad.1 }, size.width));
    Block { size, marks }
}

/// A small box of a frame; what it is in words stands in its tooltip.
fn small(figure: &Figure, fill: Ink, text: Ink, line: Ink, width: f64) -> Block {
    let mut lines = Lines::default();
    for words in &figure.name {
        lines.add(Type::bold(11.0, text).centred(), words);
    }
    for remark in &figure.remarks {
        lines.add(Type::plain(9.0, text).italic().centred(), remark);
    }
    boxed(lines, (8.0, 4.0), Rect { round: 4.0, ..rect(fill, line, width, figure) })
}

/// What a membership is, and when, in a table.
fn cell(figure: &Figure, ink: Ink) -> Block {
    let mut lines = Lines::default();
    for words in &figure.name {
        lines.add(Type::bold(9.5, ink).centred(), words);
    }
    for words in &figure.remarks {
        lines.add(Type::plain(9.0, Ink::Text).centred(), words);
    }
    boxed(lines, (5.0, 2.0), Rect { round: 3.0, ..rect(Ink::Card, ink, 1.0, figure) })
}

/// A line of text without an outline: of a row, or over a frame.
fn label(figure: &Figure) -> Block {
    let mut lines = Lines::default();
    for words in &figure.name {
        lines.add(Type::bold(11.0, Ink::Text), words);
    }
    let small = Type::plain(9.0, Ink::Muted);
    let below: Vec<&str> = std::iter::once(figure.caption.as_str())
        .chain(figure.remarks.iter().map(String::as_str))
        .filter(|words| !words.is_empty())
        .collect();
    lines.add(small, &below.join(" · "));
    let size = Size { width: lines.width, height: lines.height };
    Block { size, marks: lines.marks(Point::default(), size.width).collect() }
}

fn rect(fill: Ink, line: Ink, width: f64, figure: &Figure) -> Rect {
    Rect {
        corner: Point::default(),
        size: Size::default(),
        round: 8.0,
        fill: Some(fill),
        line: Some((line, width)),
        dashed: figure.dashed,
    }
}

fn filled(figure: &Figure, size: f64, pad: f64) -> Block {
    let mut lines = named(figure, Ink::Header, size, true);
    for remark in &figure.remarks {
        lines.add(Type::plain(9.5, Ink::Header).italic().centred(), remark);
    }
    let colour = Ink::Family(figure.family);
    boxed(lines, (pad, pad * 0.7), rect(colour, colour, 1.2, figure))
}

fn outlined(figure: &Figure, line: Ink, size: f64, width: f64) -> Block {
    let small = figure.look == Look::Small;
    let mut lines = named(figure, if small { Ink::Text } else { line }, size, !small);
    for remark in &figure.remarks {
        lines.add(Type::plain(9.0, Ink::Muted).italic().centred(), remark);
    }
    let rect = rect(Ink::Card, line, width, figure);
    let round = if small { 2.0 } else { 8.0 };
    boxed(lines, if small { (6.0, 3.0) } else { (10.0, 5.0) }, Rect { round, ..rect })
}

/// A station of a path: a filled box, what else it is linked to beneath it, and as much room above, so
/// that lines arrive at the middle of the box.
fn stop(figure: &Figure) -> Block {
    let bare = Figure { remarks: Vec::new(), ..figure.clone() };
    let inner = filled(&bare, 13.5, 11.0);
    if figure.remarks.is_empty() {
        return inner;
    }
    let mut beneath = Lines::default();
    for remark in &figure.remarks {
        beneath.add(Type::plain(10.0, Ink::Muted).centred(), remark);
    }
    let room = beneath.height + 6.0;
    let width = inner.size.width.max(beneath.width);
    let size = Size { width, height: inner.size.height + room * 2.0 };
    let (dx, dy) = ((width - inner.size.width) / 2.0, room);
    let mut marks: Vec<Mark> = inner
        .marks
        .into_iter()
        .map(|mark| match mark {
            Mark::Text(place, style, words) => Mark::Text(place.moved(dx, dy), style, words),
            Mark::Rect(r) => {
                // As wide as what stands beneath it, so that lines reach the box and not the air.
                let size = Size { width, ..r.size };
                Mark::Rect(Rect { corner: r.corner.moved(0.0, dy), size, ..r })
            }
        })
        .collect();
    marks.extend(beneath.marks(Point { x: 0.0, y: room + inner.size.height + 6.0 }, width));
    Block { size, marks }
}

/// A step: the relation in its colour, then the words it rests on.
fn step(figure: &Figure, ink: Ink) -> Block {
    let mut lines = Lines::default();
    for line in &figure.name {
        lines.add(Type::bold(13.0, ink).centred(), line);
    }
    lines.skip(3.0);
    for line in &figure.remarks {
        lines.add(Type::plain(10.0, Ink::Text), line);
    }
    let size = Size { width: lines.width + 12.0, height: lines.height + 4.0 };
    let marks = lines.marks(Point { x: 0.0, y: 2.0 }, size.width).map(|mark| match mark {
        Mark::Text(place, style, words) if !style.centred => {
            Mark::Text(place.moved(6.0, 0.0), style, words)
        }
        mark => mark,
    });
    Block { size, marks: marks.collect() }
}
