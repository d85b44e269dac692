//! The picture of a page: SVG laid out beforehand, which needs no script to be read.

use std::fmt::Write;

use super::data::family;
use super::place::{Area, LINE, Line, Places};
use crate::export::escape::html;
use crate::view::page::{Contents, Entity};
use crate::view::style::{Family, Tie};

/// The room around the picture.
const MARGIN: f64 = 30.0;

pub(super) fn write(out: &mut String, contents: &Contents, places: &Places) {
    let (width, height) = (places.size.width + 2.0 * MARGIN, places.size.height + 2.0 * MARGIN);
    let _ = writeln!(
        out,
        "<svg id=\"picture\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" \
         aria-label=\"Picture of the network\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"{:.0} {:.0} {width:.0} {height:.0}\">\n<defs>",
        -MARGIN, -MARGIN
    );
    for (at, _) in Tie::ALL.iter().enumerate().filter(|(_, tie)| tie.has_arrow()) {
        let _ = write!(
            out,
            "<marker id=\"m{at}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" \
             markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
             <path class=\"head t{at}\" d=\"M0 1L10 5L0 9z\"/></marker>"
        );
    }
    out.push_str("</defs>\n<g id=\"lines\">\n");
    for drawn in &places.lines {
        line(out, contents, drawn);
    }
    out.push_str("</g>\n<g id=\"boxes\">\n");
    for ((entity, area), group) in contents.entities.iter().zip(&places.boxes).zip(&places.group) {
        figure(out, entity, *area, *group < places.groups.len());
    }
    out.push_str("</g>\n</svg>\n");
}

/// One line for all that joins a pair.
fn line(out: &mut String, contents: &Contents, line: &Line) {
    let first = line.ties.first().and_then(|tie| contents.ties.get(*tie));
    let look = first.and_then(|first| Tie::ALL.iter().position(|tie| *tie == first.look));
    let relation = first.and_then(|first| contents.relations.get(first.relation));
    let both = if relation.is_some_and(|r| r.symmetric) { " both" } else { "" };
    let look = look.unwrap_or_default();
    let _ = match line.ends {
        Some((from, to)) => writeln!(
            out,
            "<path class=\"t{look}{both}\" d=\"M{:.0} {:.0}l{:.0} {:.0}\" />",
            from.x,
            from.y,
            to.x.round() - from.x.round(),
            to.y.round() - from.y.round()
        ),
        // The script draws it when it is wanted.
        None => writeln!(out, "<path class=\"t{look}{both} gone\" />"),
    };
}

/// A box: its kind above its name, filled for what others gather in.
///
/// There are many of them, and numbers need no quotes in HTML.
fn figure(out: &mut String, entity: &Entity, area: Area, drawn: bool) {
    let solid = matches!(entity.family, Family::Partnership | Family::Ics | Family::Programme);
    let unsure = entity.remark.is_some() || entity.family == Family::Group;
    let (x, y, middle) = (area.corner.x, area.corner.y, area.middle().x);
    let _ = write!(
        out,
        "<g class=\"f{}{}{}{}\"><rect x={x:.0} y={y:.0} width={:.0} height={:.0} />\
         <text x={middle:.0} y={:.0}>{}",
        family(entity.family),
        if solid { " solid" } else { "" },
        if unsure { " unsure" } else { "" },
        if drawn { "" } else { " gone" },
        area.size.width,
        area.size.height,
        y + 16.0,
        html(&entity.caption)
    );
    for part in &entity.label {
        let _ = write!(out, "<tspan x={middle:.0} dy={LINE}>{}</tspan>", html(part));
    }
    out.push_str("</text></g>\n");
}
