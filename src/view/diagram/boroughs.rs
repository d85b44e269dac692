//! London as tiles: one for each borough where it lies, with whoever covers it.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Drawing, Engine, Figure, Item, Look, Section, Tally};
use super::network::Network;
use super::{Page, furniture};
use crate::model::NodeId;
use crate::view::style::{Family, Tie};
use crate::view::text::{count, wrap};

/// The boroughs and the City, with their columns from the west and rows from the north.
const TILES: [(&str, usize, usize); 33] = [
    ("Enfield", 4, 0),
    ("Harrow", 2, 1),
    ("Barnet", 3, 1),
    ("Haringey", 4, 1),
    ("Waltham Forest", 5, 1),
    ("Hillingdon", 0, 2),
    ("Ealing", 1, 2),
    ("Brent", 2, 2),
    ("Camden", 3, 2),
    ("Islington", 4, 2),
    ("Hackney", 5, 2),
    ("Redbridge", 6, 2),
    ("Havering", 7, 2),
    ("Hounslow", 0, 3),
    ("Hammersmith and Fulham", 1, 3),
    ("Kensington and Chelsea", 2, 3),
    ("Westminster", 3, 3),
    ("City of London", 4, 3),
    ("Tower Hamlets", 5, 3),
    ("Newham", 6, 3),
    ("Barking and Dagenham", 7, 3),
    ("Richmond upon Thames", 1, 4),
    ("Wandsworth", 2, 4),
    ("Lambeth", 3, 4),
    ("Southwark", 4, 4),
    ("Lewisham", 5, 4),
    ("Greenwich", 6, 4),
    ("Bexley", 7, 4),
    ("Kingston upon Thames", 2, 5),
    ("Merton", 3, 5),
    ("Croydon", 4, 5),
    ("Bromley", 5, 5),
    ("Sutton", 3, 6),
];

/// Draws who covers which borough; whatever else a network holds is counted.
pub(super) fn draw(network: &Network, page: &Page) -> Drawing {
    let places: BTreeMap<&str, NodeId> = network
        .bodies
        .values()
        .filter(|b| b.family == Family::Place)
        .map(|b| (b.name.as_str(), b.node))
        .collect();
    let mut figures = Vec::new();
    let mut tiles = Vec::new();
    let mut bodies: BTreeSet<NodeId> = BTreeSet::new();
    let (mut drawn, mut covered, mut told) = (0, 0, 0);
    for (name, column, row) in TILES {
        let node = places.get(name).copied();
        let links = network.links.iter().filter(|l| l.tie() == Tie::Covers && Some(l.to) == node);
        let mut items: Vec<Item> = Vec::new();
        for link in links {
            told += 1;
            bodies.insert(link.from);
            let text = wrap(network.name(link.from), 24, 4);
            items.push(Item { text, detail: link.remark.iter().cloned().collect() });
        }
        items.sort_by_cached_key(|item| item.text.join(" ").to_lowercase());
        drawn += usize::from(node.is_some());
        covered += usize::from(!items.is_empty());
        let total = items.len();
        let title = "Covered by".to_owned();
        let section = Section { change: None, title, total, partial: page.partial, items };
        let (remarks, sections) = if total == 0 {
            (vec!["no one known to cover it".to_owned()], Vec::new())
        } else {
            (Vec::new(), vec![section])
        };
        tiles.push((column, row));
        figures.push(Figure {
            node,
            look: if total == 0 { Look::Small } else { Look::Card },
            family: Family::Place,
            caption: "borough".to_owned(),
            name: wrap(name, 16, 2),
            remarks,
            sections,
            dashed: total == 0,
        });
    }
    // A borough that lies in another is a tile of its own.
    bodies.retain(|body| !figures.iter().any(|f: &Figure| f.node == Some(*body)));
    let listed = bodies.len();
    let tally = Tally {
        nodes_drawn: drawn,
        nodes_folded: listed,
        sources: network.only_sources,
        nodes_left_out: network.nodes_left_out + network.bodies.len() - drawn - listed,
        edges_folded: told,
        edges_left_out: network.edges_left_out + network.links.len() - told,
        ..Tally::default()
    };
    let shown = format!(
        "{covered} of {} are covered by {}. {} and {} that do not say who covers a borough are not shown.",
        count(TILES.len(), "borough", "boroughs (the City of London among them)"),
        count(listed, "body", "bodies"),
        count(tally.nodes_left_out, "entity", "entities"),
        count(tally.edges_left_out, "relationship", "relationships"),
    );
    Drawing {
        engine: Engine::Tiles,
        theme: page.theme,
        title: furniture::title(page, "Who covers which borough"),
        subtitle: std::iter::once(shown).chain(furniture::as_of(page)).collect(),
        key: furniture::key(&figures, &[]),
        footer: furniture::footer(&network.sources),
        tiles,
        figures,
        strokes: Vec::new(),
        tally,
    }
}
