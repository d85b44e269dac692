//! A path, each step a box of its own: the relation, the words it rests on, its date and source.

use std::collections::BTreeMap;

use super::Page;
use super::drawing::{Arrow, Drawing, Engine, Figure, Look, Stroke, Weight};
use super::network::{Link, Network};
use super::plain::{figure, finish};
use crate::model::NodeId;
use crate::model::value::Path;
use crate::view::style::Family;
use crate::view::text::{count, shorten, wrap};

/// The widest line of a quote, in characters, and the most of them.
const QUOTE: (usize, usize) = (34, 6);

/// How many further neighbours of a station are named.
const MOST_BESIDE: usize = 3;

/// Draws a path; `beside` names the further neighbours of each of its nodes.
pub(super) fn draw(
    network: &Network,
    page: &Page,
    route: &Path,
    beside: &BTreeMap<NodeId, Vec<String>>,
) -> Drawing {
    let mut figures: Vec<Figure> = Vec::new();
    let mut places: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut strokes: Vec<Stroke> = Vec::new();
    for node in &route.nodes {
        if let Some(body) = network.bodies.get(node).filter(|_| !places.contains_key(node)) {
            places.insert(*node, figures.len());
            let mut stop = figure(body, Look::Stop);
            stop.remarks.extend(also_linked(beside.get(node).map_or(&[][..], Vec::as_slice)));
            figures.push(stop);
        }
    }
    let pairs = route.nodes.iter().zip(route.nodes.iter().skip(1));
    for ((near, far), edge) in pairs.zip(&route.edges) {
        let link = network.links.iter().find(|l| l.edge == *edge);
        let (Some(link), Some(&from), Some(&to)) = (link, places.get(near), places.get(far)) else {
            continue;
        };
        let at = figures.len();
        figures.push(step(network, link));
        strokes.extend(halves(link, from, at, to, link.from == *near));
    }
    let ends = route.nodes.first().zip(route.nodes.last());
    let title = ends.map_or_else(String::new, |(a, b)| {
        format!(
            "How are {} and {} connected?",
            shorten(network.name(*a), 36),
            shorten(network.name(*b), 36)
        )
    });
    let hint =
        format!("{}; each shows the words it rests on.", count(route.edges.len(), "step", "steps"));
    finish(network, page, &title, &hint, Engine::Dot, figures, strokes)
}

/// A step as a box: what the relation is, who says so, and when.
fn step(network: &Network, link: &Link) -> Figure {
    let mut remarks = Vec::new();
    let quoted = link.evidence.iter().find(|(_, quote)| quote.is_some()).or(link.evidence.first());
    if let Some((_, Some(quote))) = quoted {
        remarks.extend(wrap(
            &format!("“{}”", shorten(quote, QUOTE.0 * QUOTE.1 - 2)),
            QUOTE.0,
            QUOTE.1,
        ));
    }
    let source =
        quoted.filter(|(at, _)| *at < network.sources.len()).map(|(at, _)| format!("[{}]", at + 1));
    let when = [Some(link.when.clone()), link.remark.clone(), source];
    let when: Vec<String> = when.into_iter().flatten().filter(|w| !w.is_empty()).collect();
    remarks.extend(wrap(&when.join(" · "), QUOTE.0 + 6, 3));
    Figure {
        node: None,
        look: Look::Step(link.tie()),
        family: Family::Document,
        caption: String::new(),
        name: wrap(&link.says(), 26, 2),
        remarks,
        sections: Vec::new(),
        dashed: false,
    }
}

/// The two halves of a step's line; the arrowhead is where the relation leads to.
fn halves(link: &Link, from: usize, at: usize, to: usize, forward: bool) -> [Stroke; 2] {
    let pointed = !link.relation.symmetric;
    let half = |from, to, arrow, edges| Stroke {
        edges,
        from,
        to,
        tie: link.tie(),
        change: None,
        label: None,
        arrow,
        weight: Weight::Bold,
        uncertain: link.remark.is_some(),
        remark: link.without_date(),
    };
    let (first, second) = match (pointed, forward) {
        (false, _) => (Arrow::None, Arrow::None),
        (true, true) => (Arrow::None, Arrow::Forward),
        (true, false) => (Arrow::Back, Arrow::None),
    };
    [half(from, at, first, vec![link.edge]), half(at, to, second, Vec::new())]
}

/// The further neighbours of a station, in words.
fn also_linked(beside: &[String]) -> Vec<String> {
    if beside.is_empty() {
        return Vec::new();
    }
    let mut words: Vec<String> = beside.iter().take(MOST_BESIDE).map(|n| shorten(n, 32)).collect();
    if beside.len() > MOST_BESIDE {
        words.push(format!("{} more", beside.len() - MOST_BESIDE));
    }
    wrap(&format!("also linked: {}", words.join(", ")), 28, 5)
}
