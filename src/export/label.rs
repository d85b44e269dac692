//! The HTML-like labels of Graphviz: cards, stops, steps, titles and keys.

use std::fmt::Write as _;

use super::escape::html;
use crate::view::diagram::{Drawing, Figure, Item, Key, Look, Section};
use crate::view::style::{Colour, Dash, Theme};

/// No label grows beyond this, in bytes: Graphviz refuses one of 16 KB.
const MOST_BYTES: usize = 14_000;

/// A list longer than this stands in two columns.
const ONE_COLUMN: usize = 7;

/// The most lines of a list that are written at all.
const MOST_LINES: usize = 60;

/// The most entries in a row of the key.
const KEY_ROW: usize = 8;

/// The label of a box.
pub(super) fn figure(figure: &Figure, theme: Theme) -> String {
    match figure.look {
        Look::Card => bounded(MOST_LINES, |lines| card(figure, theme, lines)),
        Look::Step(tie) => step(figure, tie.colour(theme), theme),
        Look::Centre => simple(figure, theme.inks().header, 17, true),
        Look::Near => simple(figure, figure.family.colour(theme), 13, true),
        Look::Stop => stop(figure, theme),
        Look::Small => simple(figure, theme.inks().text, 10, false),
    }
}

/// The label made with as many lines as fit.
fn bounded(most: usize, make: impl Fn(usize) -> String) -> String {
    let mut lines = most;
    loop {
        let label = make(lines);
        if label.len() <= MOST_BYTES || lines == 0 {
            return label;
        }
        lines /= 2;
    }
}

fn font(colour: Colour, size: u8, inner: &str) -> String {
    format!("<FONT COLOR=\"{colour}\" POINT-SIZE=\"{size}\">{inner}</FONT>")
}

/// Lines of text under each other, each ending with its alignment.
fn stacked(lines: &[String], align: &str) -> String {
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        if n > 0 || align == "LEFT" {
            out.push_str(if n > 0 && align != "LEFT" { "<BR/>" } else { "" });
        }
        out.push_str(&html(line));
        if align == "LEFT" {
            out.push_str("<BR ALIGN=\"LEFT\"/>");
        }
    }
    out
}

fn card(figure: &Figure, theme: Theme, lines: usize) -> String {
    let inks = theme.inks();
    let colour = figure.family.colour(theme);
    let style = if figure.dashed { " STYLE=\"DASHED\"" } else { "" };
    let mut out = format!(
        "<TABLE BORDER=\"1\"{style} COLOR=\"{colour}\" CELLBORDER=\"0\" CELLSPACING=\"0\" \
         CELLPADDING=\"5\" BGCOLOR=\"{}\">",
        inks.card
    );
    let caption = font(inks.header, 8, &html(&figure.caption.to_uppercase()));
    let name = font(inks.header, 12, &format!("<B>{}</B>", stacked(&figure.name, "LEFT")));
    let _ = write!(
        out,
        "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" BGCOLOR=\"{colour}\">{caption}<BR ALIGN=\"LEFT\"/>{name}",
    );
    if !figure.remarks.is_empty() {
        let remarks = format!("<I>{}</I>", stacked(&figure.remarks, "LEFT"));
        out.push_str(&font(inks.header, 9, &remarks));
    }
    out.push_str("</TD></TR>");
    for section in &figure.sections {
        let title = font(colour, 8, &format!("<B>{}</B>", html(&section_title(section))));
        let _ = write!(
            out,
            "<TR><TD ALIGN=\"LEFT\" CELLPADDING=\"3\">{title}</TD></TR>{}",
            items(section, theme, lines)
        );
    }
    out.push_str("</TABLE>");
    out
}

/// A list's title with its counts: `MEMBERS · 12 of 13, rest linked`.
fn section_title(section: &Section) -> String {
    let title = section.title.to_uppercase();
    let listed = section.items.len();
    if listed == section.total {
        format!("{title} · {listed}")
    } else {
        format!("{title} · {listed} of {}, rest linked", section.total)
    }
}

/// The lines of a list, in two columns where there are many.
fn items(section: &Section, theme: Theme, most: usize) -> String {
    let shown = section.items.get(..most).unwrap_or(&section.items);
    let left_out = section.items.len() - shown.len();
    let column = |items: &[Item]| items.iter().map(|item| line(item, theme)).collect::<String>();
    let mut out = if shown.len() > ONE_COLUMN {
        let (left, right) = shown.split_at(shown.len().div_ceil(2));
        format!(
            "<TR><TD ALIGN=\"LEFT\" CELLPADDING=\"1\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" \
             CELLSPACING=\"0\" CELLPADDING=\"3\"><TR>\
             <TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" VALIGN=\"TOP\">{}</TD>\
             <TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" VALIGN=\"TOP\">{}</TD></TR></TABLE></TD></TR>",
            column(left),
            column(right)
        )
    } else {
        format!("<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"4\">{}</TD></TR>", column(shown))
    };
    if left_out > 0 {
        let more = font(theme.inks().muted, 9, &format!("… and {left_out} more"));
        let _ = write!(out, "<TR><TD ALIGN=\"LEFT\">{more}</TD></TR>");
    }
    out
}

fn line(item: &Item, theme: Theme) -> String {
    let inks = theme.inks();
    let detail = item.detail.as_ref().map_or_else(String::new, |detail| {
        font(inks.muted, 9, &format!("   {}", html(detail)))
    });
    format!("{}{detail}<BR ALIGN=\"LEFT\"/>", font(inks.text, 9, &html(&item.text)))
}

/// A name with its kind above it, centred.
fn simple(figure: &Figure, colour: Colour, size: u8, with_kind: bool) -> String {
    let mut out = String::new();
    if with_kind {
        out.push_str(&font(colour, 8, &html(&figure.caption.to_uppercase())));
        out.push_str("<BR/>");
    }
    let name = stacked(&figure.name, "CENTER");
    let name = if with_kind { format!("<B>{name}</B>") } else { name };
    out.push_str(&font(colour, size, &name));
    for remark in &figure.remarks {
        out.push_str("<BR/>");
        out.push_str(&font(colour, 8, &format!("<I>{}</I>", html(remark))));
    }
    out
}

/// A station: a filled box, and beneath it what else it is linked to.
fn stop(figure: &Figure, theme: Theme) -> String {
    let inks = theme.inks();
    let colour = figure.family.colour(theme);
    let bare = Figure { remarks: Vec::new(), ..figure.clone() };
    let inner = simple(&bare, inks.header, 13, true);
    let style = if figure.dashed { "ROUNDED,DASHED" } else { "ROUNDED" };
    let mut out = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"4\" CELLPADDING=\"0\"><TR><TD PORT=\"box\">\
         <TABLE BORDER=\"1\" STYLE=\"{style}\" COLOR=\"{colour}\" BGCOLOR=\"{colour}\" CELLBORDER=\"0\" \
         CELLPADDING=\"8\"><TR><TD>{inner}</TD></TR></TABLE></TD></TR>"
    );
    if !figure.remarks.is_empty() {
        let remarks = font(inks.muted, 9, &stacked(&figure.remarks, "CENTER"));
        let _ = write!(out, "<TR><TD>{remarks}</TD></TR>");
    }
    out.push_str("</TABLE>");
    out
}

/// A step: the relation in its colour, then the words it rests on.
fn step(figure: &Figure, colour: Colour, theme: Theme) -> String {
    let inks = theme.inks();
    let name = font(colour, 13, &format!("<B>{}</B>", stacked(&figure.name, "CENTER")));
    let remarks = font(inks.text, 9, &stacked(&figure.remarks, "LEFT"));
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\"><TR><TD>{name}</TD></TR>\
         <TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{remarks}</TD></TR></TABLE>"
    )
}

/// The title, what is shown, and the key.
pub(super) fn heading(drawing: &Drawing) -> String {
    let inks = drawing.theme.inks();
    let title = font(inks.title, 22, &format!("<B>{}</B>", html(&drawing.title)));
    let mut out = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">\
         <TR><TD ALIGN=\"LEFT\">{title}</TD></TR>"
    );
    if !drawing.subtitle.is_empty() {
        let lines = font(inks.muted, 11, &stacked(&drawing.subtitle, "LEFT"));
        let _ = write!(out, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{lines}</TD></TR>");
    }
    for row in key_rows(&drawing.key, drawing.theme) {
        let _ = write!(out, "<TR><TD ALIGN=\"LEFT\">{row}</TD></TR>");
    }
    out.push_str("</TABLE>");
    out
}

/// The key in rows: a swatch or a piece of line, and what it stands for.
fn key_rows(key: &Key, theme: Theme) -> Vec<String> {
    let inks = theme.inks();
    let caption = |text: &str| format!("<TD ALIGN=\"LEFT\">{}  </TD>", font(inks.text, 10, &html(text)));
    let swatches: Vec<String> = key
        .families
        .iter()
        .map(|family| {
            let colour = family.colour(theme);
            let swatch = format!("<TD BGCOLOR=\"{colour}\" WIDTH=\"16\" HEIGHT=\"10\" FIXEDSIZE=\"TRUE\"></TD>");
            format!("{swatch}{}", caption(family.caption()))
        })
        .collect();
    let mut pieces: Vec<String> = key
        .ties
        .iter()
        .map(|tie| {
            let piece = match (tie.dash(), tie.has_arrow()) {
                (Dash::Solid, true) => "——→",
                (Dash::Solid, false) => "———",
                (Dash::Dashed, _) => "– – →",
                (Dash::Dotted, _) => "· · · ·",
            };
            format!("<TD>{}</TD>{}", font(tie.colour(theme), 11, piece), caption(tie.caption()))
        })
        .collect();
    if key.uncertain {
        let piece = font(inks.muted, 11, "——▷");
        pieces.push(format!("<TD>{piece}</TD>{}", caption("planned, inferred or not certain")));
    }
    let table = |cells: &[String]| {
        format!(
            "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"0\"><TR>{}</TR></TABLE>",
            cells.concat()
        )
    };
    swatches.chunks(KEY_ROW).chain(pieces.chunks(KEY_ROW)).map(table).collect()
}

/// The sources.
pub(super) fn footer(drawing: &Drawing) -> String {
    font(drawing.theme.inks().muted, 10, &stacked(&drawing.footer, "LEFT"))
}
