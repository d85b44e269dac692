//! Who belongs to what as a table: bodies down the side, what they belong to across, and where they
//! meet as what, and when.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Drawing, Engine, Figure, Look, Tally};
use super::network::{Body, Link, Network};
use super::{Page, furniture};
use crate::model::NodeId;
use crate::model::name::capitalised;
use crate::view::style::{Family, Tie};
use crate::view::text::{count, wrap};

/// The most columns: more are not read side by side.
const MOST_COLUMNS: usize = 14;

/// The most rows, unless the caller asks for fewer.
const MOST_ROWS: usize = 60;

/// The widest text of a cell, in characters, and the most lines it takes.
const CELL: (usize, usize) = (16, 2);

/// Draws memberships; whatever else a network holds is counted.
pub(super) fn draw(network: &Network, page: &Page) -> Drawing {
    let links: Vec<&Link> = network
        .links
        .iter()
        .filter(|l| matches!(l.tie(), Tie::Member | Tie::Associate) && l.from != l.to)
        .collect();
    let columns = busiest(&links, |l| l.to, MOST_COLUMNS.min(page.max_nodes));
    let inside: Vec<&Link> = links.into_iter().filter(|l| columns.contains(&l.to)).collect();
    let room = page.max_nodes.saturating_sub(columns.len()).min(MOST_ROWS);
    let rows = busiest(&inside, |l| l.from, room);

    let mut table = Table::default();
    for (column, body) in (1..).zip(columns.iter().filter_map(|n| network.bodies.get(n))) {
        table.add((column, 0), head(body));
    }
    for (row, body) in (1..).zip(rows.iter().filter_map(|n| network.bodies.get(n))) {
        table.add((0, row), side(body));
    }
    let place = |list: &[NodeId], node| list.iter().position(|n| *n == node).map(|at| at + 1);
    let mut cells: BTreeMap<(usize, usize), Vec<&Link>> = BTreeMap::new();
    for link in inside {
        if let (Some(column), Some(row)) = (place(&columns, link.to), place(&rows, link.from)) {
            cells.entry((column, row)).or_default().push(link);
        }
    }
    let told = cells.values().map(Vec::len).sum();
    for (at, links) in cells {
        table.add(at, cell(&links));
    }
    finish(network, page, &columns, &rows, told, table)
}

#[derive(Default)]
struct Table {
    figures: Vec<Figure>,
    tiles: Vec<(usize, usize)>,
}

impl Table {
    fn add(&mut self, at: (usize, usize), figure: Figure) {
        self.tiles.push(at);
        self.figures.push(figure);
    }
}

/// The ends with the most relations, the busiest first, and of equals the earlier by name.
fn busiest(links: &[&Link], end: impl Fn(&Link) -> NodeId, most: usize) -> Vec<NodeId> {
    let mut counted: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for link in links {
        counted.entry(end(link)).or_default().insert(link.far(end(link)));
    }
    let mut nodes: Vec<(NodeId, usize)> =
        counted.into_iter().map(|(node, far)| (node, far.len())).collect();
    nodes.sort_by_key(|(node, links)| (Reverse(*links), *node));
    nodes.into_iter().take(most).map(|(node, _)| node).collect()
}

fn head(body: &Body) -> Figure {
    Figure {
        node: Some(body.node),
        look: Look::Stop,
        family: body.family,
        caption: body.caption.clone(),
        name: wrap(&body.name, 15, 6),
        remarks: Vec::new(),
        sections: Vec::new(),
        dashed: body.remark.is_some(),
    }
}

fn side(body: &Body) -> Figure {
    Figure {
        node: Some(body.node),
        look: Look::Label,
        family: body.family,
        caption: body.caption.clone(),
        name: wrap(&body.name, 40, 2),
        remarks: body.remark.iter().cloned().collect(),
        sections: Vec::new(),
        dashed: false,
    }
}

/// What one body is to another: every membership there was, with its time and how sure it is.
fn cell(links: &[&Link]) -> Figure {
    let mut said = Vec::new();
    for link in links {
        let words = link.role.clone().or_else(|| link.class.clone());
        let words = match words.as_deref() {
            None | Some("full") => "member".to_owned(),
            Some("associate" | "founding") => words.unwrap_or_default() + " member",
            Some(words) => words.replace('-', " "),
        };
        let remark = link.beside_date().map_or_else(String::new, |rest| format!(" ({rest})"));
        said.extend(wrap(&capitalised(&words), CELL.0, CELL.1));
        said.extend(wrap(&format!("{}{remark}", link.when), CELL.0 + 4, CELL.1 + 1));
    }
    said.retain(|line| !line.is_empty());
    let tie = links.first().map_or(Tie::Member, |link| link.tie());
    let (name, remarks) = said.split_at(said.len().min(1));
    Figure {
        node: None,
        look: Look::Cell(tie),
        family: Family::Organisation,
        caption: String::new(),
        name: name.to_vec(),
        remarks: remarks.to_vec(),
        sections: Vec::new(),
        dashed: links.iter().all(|link| link.remark.is_some()),
    }
}

fn finish(
    network: &Network,
    page: &Page,
    columns: &[NodeId],
    rows: &[NodeId],
    told: usize,
    table: Table,
) -> Drawing {
    let drawn: BTreeSet<NodeId> = columns.iter().chain(rows).copied().collect();
    let tally = Tally {
        nodes_drawn: drawn.len(),
        sources: network.only_sources,
        nodes_left_out: network.nodes_left_out + network.bodies.len() - drawn.len(),
        edges_folded: told,
        edges_left_out: network.edges_left_out + network.links.len() - told,
        ..Tally::default()
    };
    let shown = format!(
        "{} of {} in {}. {} and {} are no such membership or left out for want of room.",
        count(told, "membership", "memberships"),
        count(rows.len(), "body", "bodies"),
        count(columns.len(), "group", "groups"),
        count(tally.nodes_left_out, "entity", "entities"),
        count(tally.edges_left_out, "relationship", "relationships"),
    );
    Drawing {
        engine: Engine::Table,
        theme: page.theme,
        title: furniture::title(page, "Who is a member of what"),
        subtitle: std::iter::once(shown).chain(furniture::as_of(page)).collect(),
        key: furniture::key(&table.figures, &[]),
        footer: furniture::footer(&network.sources),
        figures: table.figures,
        strokes: Vec::new(),
        tiles: table.tiles,
        tally,
    }
}
