//! The HTML-like labels of Graphviz: cards, stops, steps, titles and keys.

use std::fmt::Write as _;

use super::escape::html;
use crate::view::diagram::{Drawing, Figure, Item, Key, Look, MOST_LINES, Section};
use crate::view::style::{Colour, Dash, Theme, colour_of, sign};

/// No label grows beyond this, in bytes: Graphviz refuses one of 16 KB.
const MOST_BYTES: usize = 14_000;

/// A name and its remark stand on one line up to this length, in characters.
const BESIDE: usize = 48;

/// The most entries in a row of the key.
const KEY_ROW: usize = 5;

/// The label of a box.
pub(super) fn figure(figure: &Figure, theme: Theme) -> String {
    match figure.look {
        Look::Card => bounded(MOST_LINES, |lines| card(figure, theme, lines)),
        Look::Step(tie) => step(figure, tie.colour(theme), theme),
        Look::Centre => simple(figure, theme.inks().header, 17, true),
        Look::Near => simple(figure, figure.family.colour(theme), 13, true),
        Look::Stop => stop(figure, theme),
        Look::Small => simple(figure, theme.inks().text, 10, false),
        Look::Held => simple(figure, figure.family.colour(theme), 10, false),
        Look::New => simple(figure, theme.inks().header, 10, false),
        Look::Absent => simple(figure, theme.inks().muted, 10, false),
        Look::Cell(tie) => simple(figure, tie.colour(theme), 9, false),
        Look::Label => simple(figure, theme.inks().text, 11, false),
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
    // Graphviz takes no element with nothing in it, and a name may be empty.
    let inner = if inner.is_empty() { "&#160;" } else { inner };
    format!("<FONT COLOR=\"{colour}\" POINT-SIZE=\"{size}\">{inner}</FONT>")
}

/// Lines of text under each other, each ending with its alignment.
fn stacked(lines: &[String], align: &str) -> String {
    let mut out = String::new();
    for line in lines {
        let _ = write!(out, "{}<BR ALIGN=\"{align}\"/>", html(line));
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
        let colour = section.change.map_or(colour, |change| colour_of(change, theme));
        let title = font(colour, 8, &format!("<B>{}</B>", html(&section.heading())));
        let _ = write!(
            out,
            "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"4\">{}</TD></TR>",
            list(&title, section, theme, lines)
        );
    }
    out.push_str("</TABLE>");
    out
}

/// A list under its title, in two columns where there are many short names.
fn list(title: &str, section: &Section, theme: Theme, most: usize) -> String {
    const CELL: &str = "<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" VALIGN=\"TOP\">";
    let title = format!("{title}<BR ALIGN=\"LEFT\"/>");
    let shown = section.shown(most);
    let more = section.more(most).map_or_else(String::new, |words| {
        format!("{}<BR ALIGN=\"LEFT\"/>", font(theme.inks().muted, 9, &words))
    });
    let column = |items: &[Item]| items.iter().map(|item| line(item, theme)).collect::<String>();
    if !section.in_two_columns(most) {
        return format!("{title}{}{more}", column(shown));
    }
    let (left, right) = shown.split_at(shown.len().div_ceil(2));
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">\
         <TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" COLSPAN=\"3\">{title}</TD></TR>\
         <TR>{CELL}{}</TD><TD WIDTH=\"12\"></TD>{CELL}{}{more}</TD></TR></TABLE>",
        column(left),
        column(right)
    )
}

/// A line of a list; what does not fit goes on lines of its own, a little to the right.
fn line(item: &Item, theme: Theme) -> String {
    const INDENT: &str = "&#160;&#160;&#160;";
    const END: &str = "<BR ALIGN=\"LEFT\"/>";
    let inks = theme.inks();
    let name: Vec<String> = item.text.iter().map(|line| html(line)).collect();
    let name = font(inks.text, 9, &name.join(&format!("{END}{INDENT}")));
    if item.detail.is_empty() {
        return format!("{name}{END}");
    }
    let length = |line: &String| line.chars().count();
    let last = item.text.last().map_or(0, length);
    let fits = matches!(item.detail.as_slice(), [words] if last + length(words) <= BESIDE);
    let detail: Vec<String> = item.detail.iter().map(|l| format!("{INDENT}{}", html(l))).collect();
    let detail = font(inks.muted, 9, &detail.join(END));
    if fits { format!("{name}{detail}{END}") } else { format!("{name}{END}{detail}{END}") }
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
    let key = key_table(&drawing.key, drawing.theme);
    if !key.is_empty() {
        let _ = write!(out, "<TR><TD ALIGN=\"LEFT\">{key}</TD></TR>");
    }
    out.push_str("</TABLE>");
    out
}

/// The key in rows: a swatch or a piece of line, and what it stands for.
fn key_table(key: &Key, theme: Theme) -> String {
    let inks = theme.inks();
    let caption =
        |text: &str| format!("<TD ALIGN=\"LEFT\">{}  </TD>", font(inks.text, 10, &html(text)));
    let swatches: Vec<String> = key
        .families
        .iter()
        .map(|family| {
            let swatch = font(family.colour(theme), 11, "█");
            format!("<TD>{swatch}</TD>{}", caption(family.caption()))
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
    let changes: Vec<String> = key
        .changes
        .iter()
        .map(|change| {
            let piece = font(colour_of(*change, theme), 11, sign(*change));
            let meaning = [change.words(), change.doc()].join(": ");
            format!("<TD>{piece}</TD>{}", caption(meaning.trim_end_matches(": ")))
        })
        .collect();
    let rows = swatches.chunks(KEY_ROW).chain(changes.chunks(2)).chain(pieces.chunks(KEY_ROW));
    let rows: Vec<String> = rows.map(|cells| format!("<TR>{}</TR>", cells.concat())).collect();
    if rows.is_empty() {
        return String::new();
    }
    let rows = rows.concat();
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"0\">{rows}</TABLE>"
    )
}

/// The words on a line, on the colour of the page, so that other lines do not strike them through.
pub(super) fn on_line(words: &str, colour: Colour, theme: Theme) -> String {
    let lines: Vec<String> = words.split('\n').map(str::to_owned).collect();
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\" BGCOLOR=\"{}\"><TR><TD>{}\
         </TD></TR></TABLE>",
        theme.inks().page,
        font(colour, 9, &stacked(&lines, "CENTER"))
    )
}

/// The sources.
pub(super) fn footer(drawing: &Drawing) -> String {
    font(drawing.theme.inks().muted, 10, &stacked(&drawing.footer, "LEFT"))
}
