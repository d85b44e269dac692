//! SVG, laid out and drawn without another program.
//!
//! Every text is measured before anything is placed, so that boxes fit their texts and nothing
//! overlaps. Texts stay texts: they can be selected, searched and read aloud. The groups of a picture
//! bear the places of their figures and strokes in the [`Drawing`] (`data-figure`, `data-stroke`).

mod canvas;
mod figure;
mod frame;
mod place;
#[cfg(test)]
mod tests;
pub(super) mod text;
use canvas::{Canvas, Ink, Type, number};

use super::escape::html;
use crate::layout::{Point, Route, Size};
use crate::view::diagram::{Arrow, Drawing, Stroke, Weight};
use crate::view::style::Tie;

/// The families of type: the first that is there wins, and all of these are equally wide.
const FONT: &str = "Arimo, Helvetica, Arial, Liberation Sans, sans-serif";

/// The room around a picture.
const MARGIN: f64 = 24.0;

/// The parts of a picture, for a page that holds more than it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// How large it is.
    pub size: Size,
    /// What stands inside the `svg` element.
    pub body: String,
    /// The styles for dark screens and for paper.
    pub style: String,
}

/// Writes a drawing as a file of its own, which is printed whole on one sheet that lies where it is wide.
pub(super) fn write(drawing: &Drawing) -> Vec<u8> {
    let sheet = sheet(drawing);
    let lies = if sheet.size.width > sheet.size.height { " landscape" } else { "" };
    let (width, height) = (number(sheet.size.width), number(sheet.size.height));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <style>{}@page{{size:A4{lies};margin:9mm}}@media print{{:root{{width:100%;height:100%}}}}</style>\n\
         {}</svg>\n",
        html(&drawing.title),
        html(&drawing.subtitle.join(" ")),
        sheet.style,
        sheet.body
    )
    .into_bytes()
}

/// Places and draws a drawing.
pub(crate) fn sheet(drawing: &Drawing) -> Sheet {
    let blocks = place::blocks(drawing);
    let placed = place::of(drawing, &blocks);
    let heading = frame::heading(drawing, placed.size.width);
    let footer = frame::footer(drawing, placed.size.width.max(heading.size.width));
    let width = placed.size.width.max(heading.size.width).max(footer.size.width);
    let top = MARGIN + heading.size.height + 22.0;
    let foot = top + placed.size.height + 22.0;
    let size = Size { width: width + MARGIN * 2.0, height: foot + footer.size.height + MARGIN };

    let mut canvas = Canvas::new(drawing.theme);
    canvas.rect(&canvas::Rect {
        corner: Point::default(),
        size,
        round: 0.0,
        fill: Some(Ink::Page),
        line: None,
        dashed: false,
    });
    heading.draw(&mut canvas, Point { x: MARGIN, y: MARGIN });
    let origin = Point { x: MARGIN, y: top };
    for rule in &placed.rules {
        rule.draw(&mut canvas, origin);
    }
    // Lines first, so that a box is never struck through.
    for (number, (stroke, route)) in drawing.strokes.iter().zip(&placed.routes).enumerate() {
        canvas.open("stroke", number, &said(drawing, stroke));
        line(&mut canvas, stroke, route, origin);
        canvas.close();
    }
    for (number, (figure, block)) in drawing.figures.iter().zip(&blocks).enumerate() {
        let name = figure.name.join(" ");
        let title =
            if figure.caption.is_empty() { name } else { format!("{name} – {}", figure.caption) };
        canvas.open("figure", number, &title);
        let corner = placed.corners.get(number).copied().unwrap_or_default();
        block.draw(&mut canvas, corner.moved(origin.x, origin.y));
        canvas.close();
    }
    footer.draw(&mut canvas, Point { x: MARGIN, y: foot });
    let (body, style) = canvas.finish();
    Sheet { size, body, style }
}

/// The middle of each box.
#[cfg(feature = "dot")]
pub(super) fn middles(drawing: &Drawing) -> Vec<Point> {
    let blocks = place::blocks(drawing);
    let corners = place::of(drawing, &blocks).corners;
    let middle = |(corner, block): (Point, &figure::Block)| {
        corner.moved(block.size.width / 2.0, block.size.height / 2.0)
    };
    corners.into_iter().zip(&blocks).map(middle).collect()
}

/// How the words on a line are set.
fn label_type(stroke: &Stroke) -> Type {
    Type::plain(10.0, ink(stroke)).centred()
}

/// What a line stands for, by its colour.
fn ink(stroke: &Stroke) -> Ink {
    stroke.change.map_or(Ink::Tie(stroke.tie), Ink::Change)
}

fn label_size(stroke: &Stroke) -> Option<Size> {
    let label = stroke.label.as_deref()?;
    let style = label_type(stroke);
    let lines = label.lines().map(|line| style.width(line));
    let height =
        style.leading() * f64::from(u32::try_from(lines.clone().count()).unwrap_or(1)) + 2.0;
    Some(Size { width: lines.fold(0.0, f64::max) + 6.0, height })
}

/// What a line says to someone who does not see it.
fn said(drawing: &Drawing, stroke: &Stroke) -> String {
    let name =
        |place: usize| drawing.figures.get(place).map_or_else(String::new, |f| f.name.join(" "));
    let mut words = stroke.label.as_deref().unwrap_or(stroke.tie.caption()).replace('\n', " ");
    if let Some(remark) = stroke.remark.as_deref().filter(|remark| !words.contains(remark)) {
        words = format!("{words} ({remark})");
    }
    format!("{} – {words} – {}", name(stroke.from), name(stroke.to))
}

fn line(canvas: &mut Canvas, stroke: &Stroke, route: &Route, origin: Point) {
    let ink = ink(stroke);
    let width = match (stroke.weight, stroke.tie) {
        (Weight::Thin, _) => 0.8,
        (Weight::Bold, _) => 2.4,
        (Weight::Plain, Tie::Chair | Tie::Lead) => 1.6,
        (Weight::Plain, _) => 1.2,
    };
    let mut way = String::from("M");
    let mut show = |before: &str, p: Point| {
        way.push_str(before);
        canvas::put_number(&mut way, p.x + origin.x);
        way.push(' ');
        canvas::put_number(&mut way, p.y + origin.y);
    };
    show("", route.start);
    for [a, b, end] in &route.curves {
        show("C", *a);
        show(" ", *b);
        show(" ", *end);
    }
    canvas.way(&way, ink, width, stroke.tie.dash());
    let tip = match stroke.arrow {
        Arrow::None => None,
        Arrow::Forward => route.last_points(8),
        Arrow::Back => route.first_points(8),
    };
    if let Some((tip, before)) = tip {
        let size = 6.0 + width;
        let length = (tip.x - before.x).hypot(tip.y - before.y).max(0.001);
        let (dx, dy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
        let back = tip.moved(origin.x - dx * size, origin.y - dy * size);
        let half = size * 0.42;
        let sides = [back.moved(-dy * half, dx * half), back.moved(dy * half, -dx * half)];
        let tip = tip.moved(origin.x, origin.y);
        canvas.head([tip, sides[0], sides[1]], ink, stroke.uncertain);
    }
    if let (Some(corner), Some(size), Some(words)) =
        (route.label, label_size(stroke), &stroke.label)
    {
        let corner = corner.moved(origin.x, origin.y);
        canvas.rect(&canvas::Rect {
            corner,
            size,
            round: 0.0,
            fill: Some(Ink::Page),
            line: None,
            dashed: false,
        });
        let style = label_type(stroke);
        for (place, words) in (1_u32..).zip(words.lines()) {
            let foot = style.leading() * f64::from(place) - style.size * 0.25;
            canvas.text(corner.moved(size.width / 2.0, foot), style, words);
        }
    }
}
