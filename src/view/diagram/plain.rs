//! A box a node, a labelled line a relation.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Arrow, Drawing, Engine, Figure, Look, Stroke, Tally, Weight};
use super::network::{Body, Link, Network};
use super::{Page, furniture};
use crate::ask::Change;
use crate::model::NodeId;
use crate::view::style::{Family, Tie};
use crate::view::text::wrap;

/// The widest label of a line, in characters, and the most lines it takes.
const LABEL: (usize, usize) = (16, 4);

/// Draws a network plainly.
pub(super) fn draw(network: &Network, page: &Page) -> Drawing {
    let degree = network.incident();
    let mut order: Vec<NodeId> = network.bodies.keys().copied().collect();
    order.sort_by_key(|n| (std::cmp::Reverse(degree.get(n).map_or(0, Vec::len)), *n));
    order.truncate(page.max_nodes);
    let kept: BTreeSet<NodeId> = order.into_iter().collect();

    let shown = kept.iter().filter_map(|n| network.bodies.get(n));
    let figures: Vec<Figure> = shown.map(|b| figure(b, Look::Stop)).collect();
    let places = kept.iter().copied().zip(0..).collect();
    let strokes = strokes(network, &places, |_| Weight::Plain);
    finish(network, page, "Relationships", "", Engine::Dot, figures, strokes)
}

/// A node as a box.
pub(super) fn figure(body: &Body, look: Look) -> Figure {
    let (width, lines) = if look == Look::Small { (20, 3) } else { (24, 4) };
    Figure {
        node: Some(body.node),
        look,
        family: body.family,
        caption: body.caption.clone(),
        name: wrap(&body.name, width, lines),
        remarks: body.remark.iter().cloned().collect(),
        sections: Vec::new(),
        dashed: body.family == Family::Group || body.remark.is_some(),
    }
}

/// A line for each relation whose ends are both shown.
pub(super) fn strokes(
    network: &Network,
    places: &BTreeMap<NodeId, usize>,
    weight: impl Fn(&Link) -> Weight,
) -> Vec<Stroke> {
    lines(&mut network.links.iter(), places, |link| {
        let weight = weight(link);
        let label = match link.without_date() {
            Some(remark) => format!("{} ({remark})", link.says()),
            None => link.says(),
        };
        ((weight != Weight::Thin).then_some(label), weight)
    })
}

/// A line for each relation whose ends are both shown; those that look alike and run side by side
/// become one.
pub(super) fn lines(
    links: &mut dyn Iterator<Item = &Link>,
    places: &BTreeMap<NodeId, usize>,
    look: impl Fn(&Link) -> (Option<String>, Weight),
) -> Vec<Stroke> {
    let mut strokes: Vec<Stroke> = Vec::new();
    let mut alike: BTreeMap<(usize, usize, Tie, bool, Option<Change>), usize> = BTreeMap::new();
    for link in links {
        let (Some(&from), Some(&to)) = (places.get(&link.from), places.get(&link.to)) else {
            continue;
        };
        let (label, weight) = look(link);
        let (tie, uncertain) = (link.tie(), link.remark.is_some());
        let change = link.change;
        let at = *alike.entry((from, to, tie, uncertain, change)).or_insert(strokes.len());
        if let Some(twin) = strokes.get_mut(at) {
            twin.edges.push(link.edge);
            twin.label = both(twin.label.take(), label);
            twin.remark = both(twin.remark.take(), link.without_date());
            continue;
        }
        let edges = vec![link.edge];
        let arrow = arrow(link);
        let remark = link.without_date();
        let look = Stroke { edges, from, to, tie, change, label, arrow, weight, uncertain, remark };
        strokes.push(look);
    }
    for stroke in &mut strokes {
        let words = stroke.label.take();
        stroke.label = words.map(|words| wrap(&words, LABEL.0, LABEL.1).join("\n"));
    }
    strokes
}

/// The words of two relations on one line.
fn both(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}, {b}")),
        (a, b) => a.or(b),
    }
}

/// Where the line of a relation has arrowheads.
fn arrow(link: &Link) -> Arrow {
    if link.tie().has_arrow() && !link.relation.symmetric { Arrow::Forward } else { Arrow::None }
}

/// Adds what stands around a picture in which nothing is folded.
pub(super) fn finish(
    network: &Network,
    page: &Page,
    title: &str,
    hint: &str,
    engine: Engine,
    figures: Vec<Figure>,
    strokes: Vec<Stroke>,
) -> Drawing {
    let nodes_drawn = figures.iter().filter(|f| f.node.is_some()).count();
    let edges_drawn = strokes.iter().map(|s| s.edges.len()).sum();
    let tally = Tally {
        nodes_drawn,
        sources: network.only_sources,
        nodes_left_out: network.nodes_left_out + network.bodies.len() - nodes_drawn,
        edges_drawn,
        edges_left_out: network.edges_left_out + network.links.len() - edges_drawn,
        ..Tally::default()
    };
    Drawing {
        engine,
        theme: page.theme,
        title: furniture::title(page, title),
        subtitle: furniture::subtitle(page, network, &tally, hint),
        key: furniture::key(&figures, &strokes),
        footer: furniture::footer(&network.sources),
        figures,
        strokes,
        tiles: Vec::new(),
        tally,
    }
}
