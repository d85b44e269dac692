//! What stands around a picture: title, what is shown, key, sources.

use super::canvas::{Canvas, Ink, Rect, Type, number};
use crate::layout::{Point, Size};
use crate::view::diagram::Drawing;
use crate::view::style::{Dash, sign};

/// How far the key and long lines go, at least, before they break.
const LEAST: f64 = 560.0;

/// Something of the frame, its place counted from the frame's corner.
#[derive(Debug)]
enum Mark {
    Text(Point, Type, String),
    Swatch(Point, Ink),
    Piece(Point, Ink, Dash, Option<bool>),
}

/// Lines above or below a picture.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub size: Size,
    marks: Vec<Mark>,
}

impl Frame {
    /// A line, broken where it is wider than `most`.
    fn lines(&mut self, style: Type, words: &str, most: f64) {
        let mut line = String::new();
        for word in words.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if style.width(&longer) > most && !line.is_empty() {
                self.line(style, &line);
                word.clone_into(&mut line);
            } else {
                line = longer;
            }
        }
        self.line(style, &line);
    }

    fn line(&mut self, style: Type, words: &str) {
        self.size.height += style.leading();
        self.size.width = self.size.width.max(style.width(words));
        let place = Point { x: 0.0, y: self.size.height - style.size * 0.3 };
        self.marks.push(Mark::Text(place, style, words.to_owned()));
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, corner: Point) {
        for mark in &self.marks {
            match mark {
                Mark::Text(place, style, words) => {
                    canvas.text(place.moved(corner.x, corner.y), *style, words);
                }
                Mark::Swatch(place, ink) => canvas.rect(&Rect {
                    corner: place.moved(corner.x, corner.y),
                    size: Size { width: 12.0, height: 12.0 },
                    round: 2.0,
                    fill: Some(*ink),
                    line: None,
                    dashed: false,
                }),
                Mark::Piece(place, ink, dash, head) => {
                    let place = place.moved(corner.x, corner.y);
                    let way = format!("M{} {}h28", number(place.x), number(place.y));
                    canvas.way(&way, *ink, 1.4, *dash);
                    if let Some(open) = head {
                        let tip = place.moved(32.0, 0.0);
                        let sides = [tip.moved(-7.0, -3.0), tip.moved(-7.0, 3.0)];
                        canvas.head([tip, sides[0], sides[1]], *ink, *open);
                    }
                }
            }
        }
    }
}

/// Title, what is shown, and the key.
pub(super) fn heading(drawing: &Drawing, width: f64) -> Frame {
    let most = width.max(LEAST);
    let mut frame = Frame::default();
    frame.lines(Type::bold(22.0, Ink::Title), &drawing.title, most);
    frame.size.height += 4.0;
    for line in &drawing.subtitle {
        frame.lines(Type::plain(12.0, Ink::Muted), line, most);
    }
    key(&mut frame, drawing, most);
    frame
}

/// What the colours and lines stand for, side by side as far as there is room.
fn key(frame: &mut Frame, drawing: &Drawing, most: f64) {
    let style = Type::plain(11.0, Ink::Text);
    let mut x = 0.0;
    let mut row = |frame: &mut Frame, room: f64, words: &str, fresh: bool| {
        let width = room + style.width(words);
        if x == 0.0 || fresh || x + width > most {
            x = 0.0;
            frame.size.height += 19.0;
        }
        let place = Point { x, y: frame.size.height };
        frame.marks.push(Mark::Text(place.moved(room, 0.0), style, words.to_owned()));
        frame.size.width = frame.size.width.max(x + width);
        x += width + 18.0;
        place
    };
    for (number, family) in drawing.key.families.iter().enumerate() {
        let place = row(frame, 18.0, family.caption(), number == 0);
        frame.marks.push(Mark::Swatch(place.moved(0.0, -10.0), Ink::Family(*family)));
    }
    for (number, tie) in drawing.key.ties.iter().enumerate() {
        let place = row(frame, 38.0, tie.caption(), number == 0).moved(0.0, -4.0);
        let head = tie.has_arrow().then_some(false);
        frame.marks.push(Mark::Piece(place, Ink::Tie(*tie), tie.dash(), head));
    }
    for (number, change) in drawing.key.changes.iter().enumerate() {
        let meaning = match change.doc() {
            "" => String::new(),
            doc => format!(": {doc}"),
        };
        let words = format!("{} {}{meaning}", sign(*change), change.words());
        let place = row(frame, 18.0, &words, number == 0);
        frame.marks.push(Mark::Swatch(place.moved(0.0, -10.0), Ink::Change(*change)));
    }
    if drawing.key.uncertain {
        let place = row(frame, 38.0, "planned, inferred or not certain", false).moved(0.0, -4.0);
        frame.marks.push(Mark::Piece(place, Ink::Muted, Dash::Solid, Some(true)));
    }
    if x > 0.0 {
        frame.size.height += 4.0;
    }
}

/// The sources.
pub(super) fn footer(drawing: &Drawing, width: f64) -> Frame {
    let mut frame = Frame::default();
    for line in &drawing.footer {
        frame.lines(Type::plain(11.0, Ink::Muted), line, width.max(LEAST));
    }
    frame
}
