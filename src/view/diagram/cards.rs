//! The default picture: one card for each node of some standing, the others as lines in it.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Drawing, Engine, Figure, Item, Look, Section, Tally, Weight};
use super::fold::Folding;
use super::network::{Body, Link, Network};
use super::plain::lines;
use super::{Page, furniture};
use crate::ask::Change;
use crate::model::NodeId;
use crate::model::name::capitalised;
use crate::view::style::{Family, sign};
use crate::view::text::{count, wrap};

/// The widest name in a card's header, in characters.
const NAME: usize = 26;

/// The widest name in a list, in characters, and the most lines it takes.
const LINE: (usize, usize) = (38, 4);

/// The usual title, and how to read the picture.
const BELONGS: (&str, &str) = (
    "Who belongs to what",
    "Places and focuses, and whatever has a single partner, are listed inside a card.",
);

/// The same of what changed between two dates.
const CHANGED: (&str, &str) =
    ("What changed", "Only what changed is shown, inside a card by what became of it.");

/// The widest remark beside a name, in characters, and the most lines it takes.
const DETAIL: (usize, usize) = (56, 4);

/// Draws a network as cards.
pub(super) fn draw(network: &Network, page: &Page, pinned: &BTreeSet<NodeId>) -> Drawing {
    let folding = Folding::of(network, pinned);
    let kept = keep(network, &folding, page.max_nodes);
    let mut cards = Cards {
        network,
        folding: &folding,
        kept: &kept,
        partial: page.partial,
        told: BTreeSet::new(),
        edges_told: 0,
    };

    let mut figures: Vec<Figure> = Vec::new();
    let mut places: BTreeMap<NodeId, usize> = BTreeMap::new();
    for node in &kept {
        if let Some(body) = network.bodies.get(node) {
            places.insert(*node, figures.len());
            let sections = cards.sections(*node);
            figures.push(card(body, sections));
        }
    }
    if !folding.alone.is_empty() {
        figures.push(unrelated(&mut cards, &folding.alone));
    }
    let Cards { told, edges_told, .. } = cards;
    let mut drawn = folding.drawn.iter().filter_map(|at| network.links.get(*at));
    let strokes = lines(&mut drawn, &places, |link| (label(link), Weight::Plain));

    let nodes_drawn = places.len();
    let nodes_folded = told.iter().filter(|n| !kept.contains(n)).count();
    let edges_drawn: usize = strokes.iter().map(|s| s.edges.len()).sum();
    let tally = Tally {
        nodes_drawn,
        nodes_folded,
        nodes_left_out: network.nodes_left_out + network.bodies.len() - nodes_drawn - nodes_folded,
        sources: network.only_sources,
        edges_drawn,
        edges_folded: edges_told,
        edges_left_out: network.edges_left_out + network.links.len() - edges_drawn - edges_told,
    };
    let changed = network.links.iter().any(|l| l.change.is_some())
        || network.bodies.values().any(|b| b.change.is_some());
    let (title, hint) = if changed { CHANGED } else { BELONGS };
    Drawing {
        engine: Engine::Dot,
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

/// The cards there is room for: those that show most.
fn keep(network: &Network, folding: &Folding, most: usize) -> BTreeSet<NodeId> {
    let mut sized: Vec<(NodeId, usize)> = folding.sizes(network).into_iter().collect();
    sized.sort_by_key(|(node, size)| (std::cmp::Reverse(*size), *node));
    sized.into_iter().take(most).map(|(node, _)| node).collect()
}

fn card(body: &Body, sections: Vec<Section>) -> Figure {
    Figure {
        node: Some(body.node),
        look: Look::Card,
        family: body.family,
        caption: body.caption.clone(),
        name: wrap(&body.name, NAME, 4),
        remarks: body
            .change
            .map(|change| format!("{} {}", sign(change), change.words()))
            .into_iter()
            .chain(body.remark.clone())
            .collect(),
        sections,
        dashed: body.family == Family::Group || body.remark.is_some(),
    }
}

/// One card for everything that no line leads to and that has little to say, so that it is neither
/// lost nor in the way.
fn unrelated(cards: &mut Cards, alone: &[NodeId]) -> Figure {
    let mut lists: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for body in alone.iter().filter_map(|n| cards.network.bodies.get(n)) {
        let mut details = cards.notes(body.node);
        cards.edges_told += details.len();
        cards.told.insert(body.node);
        details.extend(body.remark.clone());
        let item = Item::of(&body.name, &details);
        lists.entry(capitalised(&body.many)).or_default().push(item);
    }
    Figure {
        node: None,
        look: Look::Card,
        family: Family::Organisation,
        caption: count(alone.len(), "entity", "entities"),
        name: vec!["Not linked to the others".to_owned()],
        remarks: Vec::new(),
        sections: lists
            .into_iter()
            .map(|(title, items)| section(title, items.len(), cards.partial, items))
            .collect(),
        dashed: true,
    }
}

impl Item {
    fn of(name: &str, details: &[String]) -> Self {
        Self {
            text: wrap(name, LINE.0, LINE.1),
            detail: if details.is_empty() {
                Vec::new()
            } else {
                wrap(&details.join(" · "), DETAIL.0, DETAIL.1)
            },
        }
    }
}

fn section(title: String, total: usize, partial: bool, mut items: Vec<Item>) -> Section {
    items.sort_by_cached_key(|item| item.text.join(" ").to_lowercase());
    Section { change: None, title, total, partial, items }
}

struct Cards<'a> {
    network: &'a Network,
    folding: &'a Folding,
    kept: &'a BTreeSet<NodeId>,
    partial: bool,
    /// The nodes named on a line so far.
    told: BTreeSet<NodeId>,
    /// How many relations the lines so far tell.
    edges_told: usize,
}

impl Cards<'_> {
    /// The lists in one card: people first, then by how much the relation means.
    fn sections(&mut self, host: NodeId) -> Vec<Section> {
        let mut lists: BTreeMap<(Option<Change>, u8, String), Vec<Item>> = BTreeMap::new();
        let lines = self.folding.lines.get(&host).map_or(&[][..], Vec::as_slice);
        for (at, far) in lines {
            let Some(link) = self.network.links.get(*at) else { continue };
            let title = self.network.heading(link, host);
            let item = self.item(link, *far);
            lists.entry((link.change, order(link, &title), title)).or_default().push(item);
        }
        lists
            .into_iter()
            .map(|((change, _, title), items)| {
                let linked = self.linked(host, &title);
                Section { change, ..section(title, items.len() + linked, self.partial, items) }
            })
            .collect()
    }

    /// How many relations of this title are drawn as lines from the card.
    fn linked(&self, host: NodeId, title: &str) -> usize {
        let drawn = self.folding.drawn.iter().filter_map(|at| self.network.links.get(*at));
        drawn
            .filter(|l| l.from == host || l.to == host)
            .filter(|l| self.kept.contains(&l.far(host)))
            .filter(|l| self.network.heading(l, host) == title)
            .count()
    }

    fn item(&mut self, link: &Link, far: NodeId) -> Item {
        self.told.insert(far);
        let (mut details, remark): (Vec<String>, _) = match link.change {
            Some(_) => (vec![told_from(link, far)], link.beside_date().map(str::to_owned)),
            None => (link.role_words().into_iter().collect(), link.without_date()),
        };
        details.extend(remark);
        details.extend(self.notes(far));
        self.edges_told += 1 + self.first_line_of(link, far);
        let body = self.network.bodies.get(&far);
        details
            .extend(body.and_then(|b| b.change).map(|change| format!("itself {}", change.words())));
        details.extend(body.and_then(|b| b.remark.clone()));
        details.dedup();
        Item::of(self.network.name(far), &details)
    }

    /// What is told beside the name of a node that is itself a line.
    fn notes(&mut self, node: NodeId) -> Vec<String> {
        let mut words = Vec::new();
        for at in self.folding.notes.get(&node).into_iter().flatten() {
            let Some(link) = self.network.links.get(*at) else { continue };
            let place = link.far(node);
            let says = if link.from == node { &link.relation.says } else { &link.relation.back };
            let change = link.change.map(|change| change.words().to_owned());
            let remark: Vec<String> = change.into_iter().chain(link.without_date()).collect();
            let remark = if remark.is_empty() {
                remark.concat()
            } else {
                format!(" ({})", remark.join(", "))
            };
            words.push(format!("{says} {}{remark}", self.network.name(place)));
            self.told.insert(place);
        }
        words
    }

    /// The relations beside a line, counted once even where its node stands on two lines.
    fn first_line_of(&self, link: &Link, far: NodeId) -> usize {
        let notes = self.folding.notes.get(&far).map_or(0, Vec::len);
        let host = link.far(far);
        let first = self.folding.lines.get(&host).into_iter().flatten().find(|(_, n)| *n == far);
        let is_first = first
            .and_then(|(at, _)| self.network.links.get(*at))
            .is_some_and(|l| l.edge == link.edge);
        if is_first { notes } else { 0 }
    }
}

/// What a relation that changed says of the node on its line, and when it held.
fn told_from(link: &Link, far: NodeId) -> String {
    let words = if link.from == far { link.says() } else { link.relation.back.clone() };
    if link.when.is_empty() { words } else { format!("{words}, {}", link.when) }
}

/// The place of a list in its card.
fn order(link: &Link, title: &str) -> u8 {
    if link.change.is_some() || title == "People" { 0 } else { link.relation.rank.max(1) }
}

/// What a line between cards says, beyond what the key says of it.
fn label(link: &Link) -> Option<String> {
    let words = match link.class.as_deref() {
        _ if link.change.is_some() => {
            let sign = link.change.map(sign).unwrap_or_default();
            Some(format!("{sign} {}", link.says()))
        }
        Some("founding" | "core-partner") => Some(link.says()),
        _ if link.tie().goes_without_saying() => link.role.clone(),
        _ => Some(link.says()),
    };
    match (words, link.without_date()) {
        (Some(words), Some(remark)) => Some(format!("{words} ({remark})")),
        (words, remark) => words.or(remark),
    }
}
