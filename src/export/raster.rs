//! PNG and PDF, made of our own SVG: the only file that names resvg, svg2pdf and pdf-writer.
//!
//! The letters are those of the font that every text was measured with, and it is embedded here: no
//! font of the machine is looked for, so that a picture is the same wherever it is made.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::svg;
use crate::error::{Error, Result};
use crate::view::diagram::Drawing;

/// The font, under the SIL Open Font License 1.1 (`font/OFL.txt`).
const FONTS: [&[u8]; 2] =
    [include_bytes!("font/Arimo-Regular.ttf"), include_bytes!("font/Arimo-Bold.ttf")];

/// How many pixels a PNG has for one of the picture, each way: as sharp as a good screen.
const SHARP: f32 = 2.0;

/// The most pixels of a PNG; a larger picture is less sharp.
const MOST_PIXELS: f32 = 40_000_000.0;

/// The shorter and the longer side of A4, in points.
const A4: (f32, f32) = (595.28, 841.89);

/// The margin of a sheet, in points.
const MARGIN: f32 = 26.0;

/// Points for a pixel at the size of a screen.
const FULL: f32 = 0.75;

/// Points for a pixel below which small letters cannot be read on paper.
const LEGIBLE: f32 = 0.5;

/// Points for a pixel on the sheets that a large picture is split into.
const SPLIT: f32 = 0.62;

/// What neighbouring sheets share, in points, so that a line of text stands whole on one of them.
const SHARED: f32 = 110.0;

/// The most sheets that a picture is split into.
const MOST_SHEETS: usize = 60;

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    fonts.set_sans_serif_family("Arimo");
    Options { font_family: "Arimo".to_owned(), fontdb: Arc::new(fonts), ..Options::default() }
});

/// A drawing as a PNG.
pub(super) fn png(drawing: &Drawing) -> Result<Vec<u8>> {
    let tree = tree(drawing)?;
    let size = tree.size();
    let scale = SHARP.min((MOST_PIXELS / (size.width() * size.height())).sqrt());
    let size = size.to_int_size().scale_by(scale).ok_or_else(|| failed("it has no size"))?;
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| failed("it takes more memory than there is"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(failed)
}

/// What the style of each layer of a PDF hides: of the first all bold letters, of the second all else.
///
/// svg2pdf writes the fonts of a picture in the order of a hash table, another one each time. A layer has
/// but one, so that the same drawing makes the same bytes.
const LAYERS: [(&str, &str); 2] = [
    ("P0", "text[font-weight=\"700\"]{display:none}"),
    ("P1", "rect,path,polygon,text{display:none}text[font-weight=\"700\"]{display:inline}"),
];

/// A drawing as a PDF of A4 sheets: the whole on the first and, where small letters could not be read
/// on it, its parts on those that follow. The same drawing always makes the same bytes.
pub(super) fn pdf(drawing: &Drawing) -> Result<Vec<u8>> {
    let text = svg::write(drawing);
    let text = String::from_utf8_lossy(&text);
    let mut next = Ref::new(1);
    let mut layers = Vec::new();
    let mut size = (0.0, 0.0);
    for (name, hides) in LAYERS {
        let text = text.replacen("</style>", &format!("{hides}</style>"), 1);
        let tree = Tree::from_str(&text, &OPTIONS).map_err(failed)?;
        size = (tree.size().width(), tree.size().height());
        let (chunk, picture) =
            svg2pdf::to_chunk(&tree, svg2pdf::ConversionOptions::default()).map_err(failed)?;
        let mut known = HashMap::new();
        let chunk = chunk.renumber(|old| *known.entry(old).or_insert_with(|| next.bump()));
        let picture = *known.entry(picture).or_insert_with(|| next.bump());
        layers.push((name, picture, chunk));
    }

    let (paper, sheets) = sheets(size);
    let (catalogue, pages, about) = (next.bump(), next.bump(), next.bump());
    let sheets: Vec<(Ref, Ref, Sheet)> =
        sheets.into_iter().map(|sheet| (next.bump(), next.bump(), sheet)).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(pages);
    let count = i32::try_from(sheets.len()).unwrap_or(i32::MAX);
    pdf.pages(pages).count(count).kids(sheets.iter().map(|(page, ..)| *page));
    pdf.document_info(about).title(TextStr(&drawing.title)).producer(TextStr("Plexus"));
    let ground = ground(drawing.theme.inks().page);
    for (id, content, sheet) in sheets {
        let mut page = pdf.page(id);
        page.media_box(Rect::new(0.0, 0.0, paper.0, paper.1)).parent(pages).contents(content);
        let mut resources = page.resources();
        let mut objects = resources.x_objects();
        for (name, picture, _) in &layers {
            objects.pair(Name(name.as_bytes()), *picture);
        }
        objects.finish();
        resources.finish();
        page.finish();
        pdf.stream(content, &sheet.content(paper, size, ground));
    }
    for (_, _, chunk) in &layers {
        pdf.extend(chunk);
    }
    Ok(pdf.finish())
}

/// A sheet of paper: how large the picture is on it, and where its lower left corner stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sheet {
    scale: f32,
    left: f32,
    bottom: f32,
}

impl Sheet {
    fn content(self, paper: (f32, f32), size: (f32, f32), ground: [f32; 3]) -> Vec<u8> {
        let mut content = Content::new();
        let [red, green, blue] = ground;
        content.set_fill_rgb(red, green, blue);
        content.rect(0.0, 0.0, paper.0, paper.1).fill_nonzero();
        content.save_state();
        let (width, height) = (paper.0 - MARGIN * 2.0, paper.1 - MARGIN * 2.0);
        content.rect(MARGIN, MARGIN, width, height).clip_nonzero().end_path();
        let (width, height) = (size.0 * self.scale, size.1 * self.scale);
        content.transform([width, 0.0, 0.0, height, self.left, self.bottom]);
        for (name, _) in LAYERS {
            content.x_object(Name(name.as_bytes()));
        }
        content.restore_state();
        content.finish()
    }
}

/// The paper, upright or lying as suits the picture, and what stands on each sheet.
fn sheets(size: (f32, f32)) -> ((f32, f32), Vec<Sheet>) {
    let paper = if size.0 > size.1 { (A4.1, A4.0) } else { A4 };
    let room = (paper.0 - MARGIN * 2.0, paper.1 - MARGIN * 2.0);
    let whole = (room.0 / size.0).min(room.1 / size.1).min(FULL);
    let left = (paper.0 - size.0 * whole) / 2.0;
    let mut sheets = vec![Sheet { scale: whole, left, bottom: paper.1 - MARGIN - size.1 * whole }];
    let (across, down) = (starts(size.0 * SPLIT, room.0), starts(size.1 * SPLIT, room.1));
    if whole < LEGIBLE && across.len().saturating_mul(down.len()) <= MOST_SHEETS {
        for top in &down {
            for left in &across {
                let bottom = paper.1 - MARGIN - size.1 * SPLIT + top;
                sheets.push(Sheet { scale: SPLIT, left: MARGIN - left, bottom });
            }
        }
    }
    (paper, sheets)
}

/// Where the sheets begin that a length is split into, evenly; neighbours share some of it.
fn starts(length: f32, room: f32) -> Vec<f32> {
    let mut starts = vec![0.0];
    let rest = length - room;
    if rest > 0.0 {
        let mut parts = 1.0;
        while rest / parts > room - SHARED {
            parts += 1.0;
        }
        let mut part = 1.0;
        while part <= parts {
            starts.push(rest / parts * part);
            part += 1.0;
        }
    }
    starts
}

/// A colour written `#rrggbb` as shares of red, green and blue.
fn ground(colour: &str) -> [f32; 3] {
    [1, 3, 5].map(|at| {
        let pair = colour.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        f32::from(pair.unwrap_or(u8::MAX)) / f32::from(u8::MAX)
    })
}

fn tree(drawing: &Drawing) -> Result<Tree> {
    Tree::from_data(&svg::write(drawing), &OPTIONS).map_err(failed)
}

fn failed(words: impl std::fmt::Display) -> Error {
    Error::Picture(words.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_picture_is_on_a_sheet() {
        for size in [(300.0, 200.0), (2_000.0, 1_500.0), (900.0, 6_000.0), (12_000.0, 700.0)] {
            let (paper, sheets) = sheets(size);
            let (first, parts) = sheets.split_first().unwrap();
            assert!(first.left >= MARGIN - 0.01 && first.bottom >= MARGIN - 0.01, "{size:?}");
            assert_eq!(parts.is_empty(), first.scale >= LEGIBLE, "{size:?}");
            if parts.is_empty() {
                continue;
            }
            let room = (paper.0 - MARGIN * 2.0, paper.1 - MARGIN * 2.0);
            let mut x: u16 = 0;
            while f32::from(x) < size.0 {
                let mut y: u16 = 0;
                while f32::from(y) < size.1 {
                    let (across, up) = (f32::from(x) * SPLIT, (size.1 - f32::from(y)) * SPLIT);
                    let shows = |s: &&Sheet| {
                        let at = (s.left + across - MARGIN, s.bottom + up - MARGIN);
                        (-0.1..=room.0 + 0.1).contains(&at.0)
                            && (-0.1..=room.1 + 0.1).contains(&at.1)
                    };
                    assert!(parts.iter().any(|s| shows(&s)), "{size:?}: {x}, {y}");
                    y += 50;
                }
                x += 50;
            }
        }
    }

    #[test]
    fn the_ground_is_that_of_the_theme() {
        assert!(ground("#FFFFFF").iter().all(|share| *share > 0.99));
        assert!(ground("#14181D").iter().all(|share| *share < 0.2));
    }
}
