//! The same picture as of several moments: whatever is in it stands at the same place in each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Drawing, Engine, Figure, Look, Stroke, Tally, Weight};
use super::network::{Body, Network};
use super::plain::lines;
use super::{Page, furniture};
use crate::model::when::Moment;
use crate::model::{EdgeId, NodeId};
use crate::view::style::{Family, Tie};
use crate::view::text::{count, wrap};

/// The most nodes of a frame: it is small.
const MOST: usize = 24;

/// The most frames.
pub(super) const MOST_FRAMES: usize = 12;

/// Draws a frame a moment; `whole` is what there is at any time, and `seen` what there was in each.
pub(super) fn draw(
    whole: &Network,
    seen: &[(Moment, Network)],
    page: &Page,
    centre: Option<NodeId>,
) -> Drawing {
    let nodes = chosen(whole, seen, page, centre);
    // Nobody has asked for the times before there was anything.
    let there =
        |(_, network): &(Moment, Network)| nodes.iter().any(|n| network.bodies.contains_key(n));
    let first = if page.moments.is_empty() { seen.iter().position(there) } else { None };
    let seen = seen.get(first.unwrap_or_default()..).unwrap_or(seen);
    let mut figures = Vec::new();
    let mut strokes: Vec<Stroke> = Vec::new();
    let mut before: BTreeSet<EdgeId> = BTreeSet::new();
    let mut drawn: BTreeSet<EdgeId> = BTreeSet::new();
    let presence: Vec<BTreeSet<NodeId>> =
        seen.iter().map(|(_, network)| network.bodies.keys().copied().collect()).collect();
    for (frame, (moment, network)) in seen.iter().enumerate() {
        figures.push(date(moment, network, &nodes));
        let start = figures.len();
        let places: BTreeMap<NodeId, usize> = nodes.iter().copied().zip(start..).collect();
        for node in &nodes {
            figures
                .extend(whole.bodies.get(node).map(|body| figure(body, network, &presence, frame)));
        }
        let there: BTreeMap<NodeId, usize> =
            places.into_iter().filter(|(node, _)| network.bodies.contains_key(node)).collect();
        let links = &mut network.links.iter();
        strokes.extend(lines(links, &there, |link| {
            let new = frame > 0 && !before.contains(&link.edge);
            // What the key calls labelled is.
            let label = (link.tie() == Tie::Other).then(|| link.says());
            (label, if new { Weight::Bold } else { Weight::Plain })
        }));
        before = network.links.iter().map(|link| link.edge).collect();
        drawn.extend(strokes.iter().flat_map(|stroke| stroke.edges.iter().copied()));
    }
    let tally = Tally {
        nodes_drawn: nodes.len(),
        sources: whole.only_sources,
        nodes_left_out: whole.nodes_left_out + whole.bodies.len() - nodes.len(),
        edges_drawn: drawn.len(),
        edges_left_out: whole.edges_left_out + whole.links.len() - drawn.len(),
        ..Tally::default()
    };
    let shown = format!(
        "{} and {} at {}, at least {}. Filled: new at that time; outlined: there already; grey: not there. \
         A thick line is new.",
        count(nodes.len(), "entity", "entities"),
        count(drawn.len(), "relationship", "relationships"),
        count(seen.len(), "time", "times"),
        page.floor(),
    );
    let left_out = format!(
        "{} and {} more, at none of these times or left out for want of room.",
        count(tally.nodes_left_out, "entity", "entities"),
        count(tally.edges_left_out, "relationship", "relationships"),
    );
    Drawing {
        engine: Engine::Frames(nodes.len() + 1),
        theme: page.theme,
        title: furniture::title(page, "How the network grew"),
        subtitle: vec![shown, left_out],
        key: furniture::key(&figures, &strokes),
        footer: furniture::footer(&whole.sources),
        figures,
        strokes,
        tiles: Vec::new(),
        tally,
    }
}

/// The nodes that are in the frames: the centre, then those with the most links to others of them.
fn chosen(
    whole: &Network,
    seen: &[(Moment, Network)],
    page: &Page,
    centre: Option<NodeId>,
) -> Vec<NodeId> {
    let mut links: BTreeMap<NodeId, usize> = BTreeMap::new();
    for link in &whole.links {
        *links.entry(link.from).or_default() += 1;
        *links.entry(link.to).or_default() += 1;
    }
    let ever = |node: &NodeId| seen.iter().any(|(_, network)| network.bodies.contains_key(node));
    let mut nodes: Vec<&Body> = whole
        .bodies
        .values()
        .filter(|b| Some(b.node) == centre || (!b.is_minor() && ever(&b.node)))
        .filter(|b| Some(b.node) == centre || links.contains_key(&b.node))
        .collect();
    nodes.sort_by_key(|b| {
        let links = links.get(&b.node).copied().unwrap_or_default();
        (Some(b.node) != centre, !b.is_partnership(), Reverse(links), b.node)
    });
    nodes.into_iter().take(MOST.min(page.max_nodes)).map(|body| body.node).collect()
}

/// The title of a frame.
fn date(moment: &Moment, network: &Network, nodes: &[NodeId]) -> Figure {
    let there = nodes.iter().filter(|node| network.bodies.contains_key(node)).count();
    Figure {
        node: None,
        look: Look::Label,
        family: Family::Organisation,
        caption: String::new(),
        name: vec![moment.words()],
        remarks: vec![format!("{there} of {}", nodes.len())],
        sections: Vec::new(),
        dashed: false,
    }
}

/// A node in a frame: new, there already, or not there.
fn figure(body: &Body, network: &Network, presence: &[BTreeSet<NodeId>], frame: usize) -> Figure {
    let (past, rest) = presence.split_at(frame);
    let (now, future) = rest
        .split_first()
        .map_or((false, rest), |(now, future)| (now.contains(&body.node), future));
    let was = past.iter().any(|there| there.contains(&body.node));
    let is_new = past.last().is_some_and(|there| !there.contains(&body.node));
    let will = future.iter().any(|there| there.contains(&body.node));
    let (look, state) = match (now, was, will) {
        (true, true, _) if is_new => (Look::New, "again"),
        (true, false, _) if is_new => (Look::New, "new"),
        (true, ..) => (Look::Held, ""),
        (false, true, _) => (Look::Absent, "no longer"),
        (false, false, true) => (Look::Absent, "not yet"),
        (false, false, false) => (Look::Absent, "not then"),
    };
    let remark = network.bodies.get(&body.node).and_then(|there| there.remark.clone());
    let state: Vec<&str> =
        [state].into_iter().filter(|s| !s.is_empty()).chain(remark.as_deref()).collect();
    Figure {
        node: Some(body.node),
        look,
        family: body.family,
        caption: body.caption.clone(),
        name: wrap(&body.name, 20, 3),
        remarks: if state.is_empty() { Vec::new() } else { vec![state.join(", ")] },
        sections: Vec::new(),
        dashed: !now || remark.is_some(),
    }
}
