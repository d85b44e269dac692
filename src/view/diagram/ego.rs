//! One node in the middle, its neighbours around it, theirs around them.

use std::collections::{BTreeMap, VecDeque};

use super::Page;
use super::drawing::{Drawing, Engine, Figure, Look, Weight};
use super::network::Network;
use super::plain::{figure, finish, strokes};
use crate::model::NodeId;

/// Draws a network around a node.
pub(super) fn draw(network: &Network, page: &Page, centre: NodeId) -> Drawing {
    let distance = distances(network, centre);
    let degree = network.incident();
    let far = usize::MAX;
    let mut order: Vec<NodeId> = network.bodies.keys().copied().collect();
    order.sort_by_key(|n| {
        let links = degree.get(n).map_or(0, Vec::len);
        (distance.get(n).copied().unwrap_or(far), std::cmp::Reverse(links), *n)
    });
    order.truncate(page.max_nodes.max(1));

    let mut figures: Vec<Figure> = Vec::new();
    let mut places = BTreeMap::new();
    for node in &order {
        let Some(body) = network.bodies.get(node) else { continue };
        let look = match distance.get(node) {
            Some(0) => Look::Centre,
            Some(1) => Look::Near,
            _ => Look::Small,
        };
        places.insert(*node, figures.len());
        figures.push(figure(body, look));
    }
    let strokes = strokes(network, &places, |link| {
        if link.from == centre || link.to == centre { Weight::Bold } else { Weight::Thin }
    });
    let name = network.name(centre);
    let hint = "A thick outline is a direct neighbour; a thin one is a step or more further.";
    finish(
        network,
        page,
        &format!("{name} and its neighbours"),
        hint,
        Engine::Neato,
        figures,
        strokes,
    )
}

/// How many steps each node lies from the centre, either way along each relation.
fn distances(network: &Network, centre: NodeId) -> BTreeMap<NodeId, usize> {
    let incident = network.incident();
    let mut distance = BTreeMap::from([(centre, 0)]);
    let mut queue = VecDeque::from([(centre, 0)]);
    while let Some((node, steps)) = queue.pop_front() {
        for at in incident.get(&node).into_iter().flatten() {
            let Some(link) = network.links.get(*at) else { continue };
            let far = link.far(node);
            distance.entry(far).or_insert_with(|| {
                queue.push_back((far, steps + 1));
                steps + 1
            });
        }
    }
    distance
}
