//! The shape of a picture, before any format is chosen.

use crate::ask::Change;
use crate::model::{EdgeId, NodeId};
use crate::view::style::{Family, Theme, Tie, sign};

/// A picture as boxes and lines with their texts, in the order they are drawn.
///
/// Texts are not escaped, and may hold any character.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// How the boxes are to be placed.
    pub engine: Engine,
    /// Light or dark.
    pub theme: Theme,
    /// The title.
    pub title: String,
    /// Lines under the title: what is shown, and what is not.
    pub subtitle: Vec<String>,
    /// The boxes.
    pub figures: Vec<Figure>,
    /// The lines between them.
    pub strokes: Vec<Stroke>,
    /// The column and row of each box, from the upper left, where [`Engine::Tiles`] or
    /// [`Engine::Table`] places them.
    pub tiles: Vec<(usize, usize)>,
    /// What the colours and lines stand for: only what occurs.
    pub key: Key,
    /// Lines at the foot: the sources.
    pub footer: Vec<String>,
    /// What became of everything selected.
    pub tally: Tally,
}

/// A way of placing boxes, by the name of the Graphviz program for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// In layers, from left to right.
    Dot,
    /// By springs, around a centre.
    Neato,
    /// Where [`Drawing::tiles`] says, all columns equally wide.
    Tiles,
    /// Where [`Drawing::tiles`] says, ruled, each column as wide as what stands in it.
    Table,
    /// In frames of so many boxes, the first of each its title, and the same place in each the same node:
    /// it stands at the same place in all of them.
    Frames(usize),
}

impl Engine {
    /// The name of the Graphviz program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Neato | Self::Tiles | Self::Table | Self::Frames(_) => "neato",
        }
    }
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The node it stands for; none for a step of a path and for a remark.
    pub node: Option<NodeId>,
    /// How it looks.
    pub look: Look,
    /// Its colour.
    pub family: Family,
    /// What it is, in words: its kind.
    pub caption: String,
    /// Its name.
    pub name: Vec<String>,
    /// Lines of less weight under the name.
    pub remarks: Vec<String>,
    /// Lists in its body.
    pub sections: Vec<Section>,
    /// Whether its outline is broken: an unnamed group, or something not certain on the day asked.
    pub dashed: bool,
}

/// How a box looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// A header in its colour, and lists under it.
    Card,
    /// Filled, large: what an ego picture is about.
    Centre,
    /// A thick outline in its colour: one step from the centre.
    Near,
    /// A thin grey outline: farther away, or unimportant.
    Small,
    /// Filled: a station of a path.
    Stop,
    /// No outline: a step of a path with its evidence.
    Step(Tie),
    /// A line of text in a table or over a frame, without an outline.
    Label,
    /// A small box in the colour of a relation: what it says, in a table.
    Cell(Tie),
    /// Filled, small: new at the time of its frame.
    New,
    /// A thick outline in its colour, small: there already at the time of its frame.
    Held,
    /// A thin grey outline and grey text: not there at the time of its frame.
    Absent,
}

/// A list in a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What became of what it lists, between two dates.
    pub change: Option<Change>,
    /// Its title.
    pub title: String,
    /// How many there are, linked ones with them.
    pub total: usize,
    /// Whether there may be more that the picture was not asked to show.
    pub partial: bool,
    /// Those listed here; the rest are linked.
    pub items: Vec<Item>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The name, in lines.
    pub text: Vec<String>,
    /// A role or another remark, in grey, in lines.
    pub detail: Vec<String>,
}

/// The most lines of a list that are drawn at all.
pub const MOST_LINES: usize = 60;

/// A list longer than this stands in two columns.
const ONE_COLUMN: usize = 7;

/// Names longer than this, in characters, stand in one column however many they are.
const NARROW: usize = 27;

impl Section {
    /// Its title with its counts: `MEMBERS · 12 of 13, rest linked`; of a part of the data, what is
    /// shown: `MEMBERS · 12 listed, 1 linked`.
    pub fn heading(&self) -> String {
        let sign = self.change.map_or_else(String::new, |change| format!("{} ", sign(change)));
        let title = format!("{sign}{}", self.title.to_uppercase());
        let listed = self.items.len();
        match (self.total.saturating_sub(listed), self.partial) {
            (0, false) => format!("{title} · {listed}"),
            (0, true) => format!("{title} · {listed} shown"),
            (_, false) => format!("{title} · {listed} of {}, rest linked", self.total),
            (linked, true) => format!("{title} · {listed} listed, {linked} linked"),
        }
    }

    /// The lines there is room for.
    pub fn shown(&self, most: usize) -> &[Item] {
        self.items.get(..most).unwrap_or(&self.items)
    }

    /// What is said of the lines there is no room for.
    pub fn more(&self, most: usize) -> Option<String> {
        let left_out = self.items.len().saturating_sub(most);
        (left_out > 0).then(|| format!("… and {left_out} more"))
    }

    /// Whether these lines of it stand in two columns: many short names.
    pub fn in_two_columns(&self, most: usize) -> bool {
        let width = |item: &Item| item.text.iter().map(|l| l.chars().count()).max().unwrap_or(0);
        let narrow =
            |item: &Item| item.detail.is_empty() && item.text.len() == 1 && width(item) <= NARROW;
        let shown = self.shown(most);
        shown.len() > ONE_COLUMN && shown.iter().all(narrow)
    }
}

/// A line between two boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// The relations it stands for; none for a part of a path's step.
    pub edges: Vec<EdgeId>,
    /// The place of the box it starts from, among the figures.
    pub from: usize,
    /// The place of the box it leads to.
    pub to: usize,
    /// Its colour and dash.
    pub tie: Tie,
    /// What became of it between two dates, which then gives the colour.
    pub change: Option<Change>,
    /// Its label, its lines parted by a line feed.
    pub label: Option<String>,
    /// Where it has arrowheads.
    pub arrow: Arrow,
    /// How much it stands out.
    pub weight: Weight,
    /// Whether it rests on an inference, or is less than certain on the day asked.
    pub uncertain: bool,
    /// What a reader must know of it, whether the label says it or not: `planned`, `possible`, `until 2015`.
    pub remark: Option<String>,
}

/// Where a line has arrowheads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrow {
    /// At neither end.
    None,
    /// At the end it leads to.
    Forward,
    /// At the end it starts from.
    Back,
}

/// How much a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Thin: farther from the centre.
    Thin,
    /// As usual.
    Plain,
    /// Thick: along a path, or beside the centre.
    Bold,
}

/// What the colours and lines of a picture stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Key {
    /// The families drawn, in the order of [`Family::ALL`].
    pub families: Vec<Family>,
    /// The ties drawn, in the order of [`Tie::ALL`].
    pub ties: Vec<Tie>,
    /// Whether a line with an open arrowhead occurs.
    pub uncertain: bool,
    /// What became of things between two dates, in the order of [`Change::ALL`].
    pub changes: Vec<Change>,
}

/// What became of everything selected: each node and relation is counted exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Nodes with a box of their own.
    pub nodes_drawn: usize,
    /// Nodes listed as a line in the box of another.
    pub nodes_folded: usize,
    /// Documents that stand in the list of sources and nowhere else.
    pub sources: usize,
    /// Nodes left out: not held on the day asked, or too many for the picture.
    pub nodes_left_out: usize,
    /// Relations drawn as a line between boxes.
    pub edges_drawn: usize,
    /// Relations told by a line of text in a box.
    pub edges_folded: usize,
    /// Relations left out.
    pub edges_left_out: usize,
}

impl Tally {
    /// All nodes.
    pub fn nodes(&self) -> usize {
        self.nodes_drawn + self.nodes_folded + self.sources + self.nodes_left_out
    }

    /// The nodes in the picture, in a box of their own or in that of another.
    pub fn nodes_shown(&self) -> usize {
        self.nodes_drawn + self.nodes_folded
    }

    /// The relations in the picture, as a line or in words.
    pub fn edges_shown(&self) -> usize {
        self.edges_drawn + self.edges_folded
    }

    /// All relations.
    pub fn edges(&self) -> usize {
        self.edges_drawn + self.edges_folded + self.edges_left_out
    }
}
