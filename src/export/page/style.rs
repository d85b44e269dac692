//! The style of a page: the colours of every picture, then `page.css`.

use std::fmt::Write;

use crate::view::style::{Dash, Family, Theme, Tie};

const SHEET: &str = include_str!("page.css");

/// The whole style sheet.
pub(super) fn sheet() -> String {
    let mut out = String::from("\n");
    colours(&mut out, Theme::Light);
    out.push_str("@media screen and (prefers-color-scheme: dark) {\n");
    colours(&mut out, Theme::Dark);
    out.push_str("}\n");
    for (at, family) in Family::ALL.iter().enumerate() {
        let _ = write!(out, ".f{at}{{--own:var(--f{at})}}");
        if *family == Family::Person {
            let _ = write!(out, ".f{at}{{--round:18px}}");
        }
    }
    for (at, tie) in Tie::ALL.into_iter().enumerate() {
        let dash = match tie.dash() {
            Dash::Solid => "none",
            Dash::Dashed => "7 4",
            Dash::Dotted => "1.5 4",
        };
        let _ = write!(out, ".t{at}{{--tie:var(--t{at});--dash:{dash}}}");
        if tie.has_arrow() {
            let _ = write!(out, "path.t{at}{{marker-end:url(#m{at})}}");
        }
    }
    out.push('\n');
    super::squeeze(&mut out, SHEET);
    out
}

/// A theme's colours as the properties that `page.css` names.
fn colours(out: &mut String, theme: Theme) {
    let inks = theme.inks();
    let scheme = theme.id();
    let _ = write!(
        out,
        ":root{{color-scheme:{scheme};--page:{};--card:{};--title:{};--text:{};--muted:{};--header:{};",
        inks.page, inks.card, inks.title, inks.text, inks.muted, inks.header
    );
    for (at, family) in Family::ALL.into_iter().enumerate() {
        let _ = write!(out, "--f{at}:{};", family.colour(theme));
    }
    for (at, tie) in Tie::ALL.into_iter().enumerate() {
        let _ = write!(out, "--t{at}:{};", tie.colour(theme));
    }
    out.push_str("}\n");
}
