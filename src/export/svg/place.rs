//! Where boxes and lines go, and the rules between them.

use std::collections::BTreeMap;

use super::canvas::{Canvas, Ink, Rect, number};
use super::figure::Block;
use super::label_size;
use crate::layout::{self, Placement, Point, Route, Size, Spacing, Wire};
use crate::view::diagram::{Drawing, Engine, Look};
use crate::view::style::Dash;

/// The room between the cells of a table.
const CELLS: f64 = 10.0;

/// The room inside a frame, and between frames.
const FRAME: f64 = 14.0;

/// The width wanted for one of height 1, where frames leave a choice.
const ASPECT: f64 = 1.3;

/// Where everything goes.
#[derive(Debug, Default)]
pub(in crate::export) struct Placed {
    pub corners: Vec<Point>,
    pub routes: Vec<Route>,
    pub size: Size,
    pub(super) rules: Vec<Rule>,
}

/// Something drawn behind the boxes, to tell rows or frames apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// A level line from a point on, so long.
    Line(Point, f64),
    Frame(Point, Size),
}

impl Rule {
    pub(super) fn draw(self, canvas: &mut Canvas, origin: Point) {
        match self {
            Self::Line(start, length) => {
                let start = start.moved(origin.x, origin.y);
                let (x, y) = (number(start.x), number(start.y));
                let way = format!("M{x} {y}h{}", number(length));
                canvas.way(&way, Ink::Muted, 0.4, Dash::Solid);
            }
            Self::Frame(corner, size) => canvas.rect(&Rect {
                corner: corner.moved(origin.x, origin.y),
                size,
                round: 6.0,
                fill: Some(Ink::Page),
                line: Some((Ink::Muted, 0.6)),
                dashed: false,
            }),
        }
    }
}

impl From<Placement> for Placed {
    fn from(placed: Placement) -> Self {
        let Placement { corners, routes, size } = placed;
        Self { corners, routes, size, rules: Vec::new() }
    }
}

/// The boxes; of frames each is as large in all as in the one where it has most to say, so that lines
/// reach it in all.
pub(super) fn blocks(drawing: &Drawing) -> Vec<Block> {
    let blocks: Vec<Block> = drawing.figures.iter().map(Block::of).collect();
    let Engine::Frames(each) = drawing.engine else { return blocks };
    let each = each.max(1);
    let mut largest = vec![Size::default(); each];
    for (block, number) in blocks.iter().zip(0..) {
        if let Some(size) = largest.get_mut(number % each) {
            size.width = size.width.max(block.size.width);
            size.height = size.height.max(block.size.height);
        }
    }
    let sizes = largest.iter().cycle().zip(0..);
    let grown = |(block, (size, number)): (Block, (&Size, usize))| {
        // A title stays as large as its words.
        if number % each == 0 { block } else { block.grown(*size) }
    };
    blocks.into_iter().zip(sizes).map(grown).collect()
}

/// Places a drawing whose boxes have been measured.
pub(super) fn of(drawing: &Drawing, blocks: &[Block]) -> Placed {
    let sizes: Vec<Size> = blocks.iter().map(|b| b.size).collect();
    let wires: Vec<Wire> = drawing
        .strokes
        .iter()
        .map(|stroke| Wire { from: stroke.from, to: stroke.to, label: label_size(stroke) })
        .collect();
    let centre = drawing.figures.iter().position(|f| f.look == Look::Centre);
    let is_path = drawing.figures.iter().any(|f| matches!(f.look, Look::Step(_)));
    match (drawing.engine, centre) {
        (Engine::Tiles, _) => layout::tiles(&sizes, &drawing.tiles, 8.0).into(),
        (Engine::Table, _) => table(&sizes, &drawing.tiles),
        (Engine::Frames(each), _) => frames(&sizes, &wires, each),
        (Engine::Neato, Some(centre)) => layout::stress(&sizes, &wires, centre).into(),
        _ if is_path => {
            layout::layered(&sizes, &wires, Spacing { columns: 26.0, ..Spacing::default() }).into()
        }
        _ => layout::layered(&sizes, &wires, Spacing::default()).into(),
    }
}

/// A table, with a rule over each row.
fn table(sizes: &[Size], places: &[(usize, usize)]) -> Placed {
    let (placement, rows) = layout::table(sizes, places, CELLS);
    let width = placement.size.width;
    let rule = |y: &f64| Rule::Line(Point { x: 0.0, y: y - CELLS / 2.0 }, width);
    let rules = rows.iter().skip(1).map(rule).collect();
    Placed { rules, ..placement.into() }
}

/// Frames in rows, in each of which everything stands where it stands in the first.
fn frames(sizes: &[Size], wires: &[Wire], each: usize) -> Placed {
    let each = each.max(1);
    let count = sizes.len() / each;
    let boxes = sizes.get(1..each).unwrap_or_default();
    // A line is one line in all frames; the titles have none.
    let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut union: Vec<Wire> = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    for wire in wires {
        let inside = |end: usize| (end % each).saturating_sub(1);
        let ends = (inside(wire.from), inside(wire.to));
        let line = *known.entry(ends).or_insert_with(|| {
            union.push(Wire::between(ends.0, ends.1));
            union.len() - 1
        });
        if let Some(shared) = union.get_mut(line) {
            shared.label = larger(shared.label, wire.label);
        }
        lines.push(line);
    }
    let inner = layout::layered(boxes, &union, Spacing { boxes: 12.0, ..Spacing::default() });
    let title = sizes.iter().step_by(each).fold(Size::default(), |a, b| Size {
        width: a.width.max(b.width),
        height: a.height.max(b.height),
    });
    let frame = Size {
        width: inner.size.width.max(title.width) + FRAME * 2.0,
        height: inner.size.height + title.height + FRAME * 3.0,
    };
    // Side by side two times are compared best.
    let least = frame.width * measure(count.min(2)) + FRAME;
    let wanted = (frame.width * frame.height * measure(count) * ASPECT).sqrt().max(least);
    let (grounds, size) = layout::pack(&vec![frame; count], wanted, FRAME);
    let mut placed = Placed { size, ..Placed::default() };
    for number in 0..sizes.len() {
        let corner = grounds.get(number / each).copied().unwrap_or_default();
        let Some(place) = (number % each).checked_sub(1) else {
            placed.rules.push(Rule::Frame(corner, frame));
            placed.corners.push(corner.moved(FRAME, FRAME));
            continue;
        };
        let inside = inner.corners.get(place).copied().unwrap_or_default();
        let corner = corner.moved(FRAME, title.height + FRAME * 2.0);
        placed.corners.push(corner.moved(inside.x, inside.y));
    }
    for (wire, line) in wires.iter().zip(lines) {
        let corner = grounds.get(wire.from / each).copied().unwrap_or_default();
        let mut route = inner.routes.get(line).cloned().unwrap_or_default();
        route.shift(corner.x + FRAME, corner.y + title.height + FRAME * 2.0);
        placed.routes.push(route);
    }
    placed
}

/// Room for either of two labels.
fn larger(a: Option<Size>, b: Option<Size>) -> Option<Size> {
    let (Some(one), Some(other)) = (a, b) else { return a.or(b) };
    let (width, height) = (one.width.max(other.width), one.height.max(other.height));
    Some(Size { width, height })
}

#[expect(clippy::cast_precision_loss, reason = "no picture has 2^52 frames")]
fn measure(count: usize) -> f64 {
    count as f64
}
