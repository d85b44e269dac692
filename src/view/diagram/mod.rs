//! Pictures of a network: what is shown, what is folded, what is left out and said to be.
//!
//! A [`Diagram`] takes a snapshot and a [`Selection`] and makes a [`Drawing`]: boxes, lines and
//! texts, which an export format then writes. Nothing selected is ever lost: each node and each
//! relation is drawn, told by a line of text, or counted as left out ([`Tally`]).

mod boroughs;
mod cards;
mod drawing;
mod ego;
mod fold;
mod furniture;
pub(super) mod gather;
mod large;
pub(super) mod network;
mod path;
mod plain;
mod selection;

use std::collections::BTreeSet;

use super::style::Theme;
use crate::graph::{Lens, Snapshot};
use crate::model::when::{Grade, Moment};

pub use drawing::{
    Arrow, Drawing, Engine, Figure, Item, Key, Look, MOST_LINES, Section, Stroke, Tally, Weight,
};
pub use large::{MOST_NODES, TooLarge};
pub use selection::Selection;

/// The most boxes in a picture, unless the caller asks for another number.
pub const MOST_BOXES: usize = 120;

/// How a picture is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Layout {
    /// Cards, with whatever has a single partner folded in: the overview.
    #[default]
    Cards,
    /// One node and its rings.
    Ego,
    /// A path with the evidence of each step.
    Path,
    /// A box a node, a labelled line a relation.
    Plain,
    /// London's boroughs as tiles, with whoever covers each.
    Boroughs,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 5] = [Self::Cards, Self::Ego, Self::Path, Self::Plain, Self::Boroughs];

    /// The layout of this id: `cards`, `ego`, `path`, `plain` or `boroughs`.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.id() == id)
    }

    /// Its id, as people type it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Ego => "ego",
            Self::Path => "path",
            Self::Plain => "plain",
            Self::Boroughs => "boroughs",
        }
    }
}

/// The day asked about, and how sure a fact must be to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsOf {
    moment: Moment,
    floor: Grade,
}

/// The choices of a picture.
#[derive(Debug, Clone)]
struct Page {
    title: Option<String>,
    theme: Theme,
    as_of: Option<AsOf>,
    max_nodes: usize,
    /// Not everything there is was selected, so that counts are those of the picture.
    partial: bool,
}

/// A picture in the making.
///
/// The same snapshot, selection and choices always make the same drawing.
///
/// ```
/// use plexusdb::model::{Change, EdgeRecord, Key, NodeRecord};
/// use plexusdb::view::{Diagram, Layout, Selection, Theme};
/// use plexusdb::{Database, Error};
///
/// let db = Database::in_memory();
/// let mut tx = db.write()?;
/// let (trust, ics) = (Key::from("org:trust"), Key::from("pship:ics"));
/// tx.apply(Change::AddNode(NodeRecord::new(trust.clone(), "organisation", "A Trust")))?;
/// tx.apply(Change::AddNode(NodeRecord::new(ics.clone(), "partnership", "An ICS")))?;
/// tx.apply(Change::AddEdge(EdgeRecord::new(trust, "member-of", ics)))?;
/// tx.commit()?;
///
/// let snapshot = db.snapshot();
/// let selection = Selection::whole(&snapshot);
/// let cards = Diagram::of(&snapshot, &selection).theme(Theme::Dark).drawing();
/// assert_eq!(cards.figures.len(), 1, "the trust is a line in the card of its only partner");
/// assert_eq!(cards.tally.nodes_folded, 1);
///
/// let plain = Diagram::of(&snapshot, &selection).layout(Layout::Plain).drawing();
/// assert_eq!((plain.figures.len(), plain.strokes.len()), (2, 1));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Diagram<'a> {
    snapshot: &'a Snapshot,
    selection: &'a Selection,
    layout: Layout,
    page: Page,
}

impl<'a> Diagram<'a> {
    /// A picture of what is selected: cards, light, of the time that the snapshot is seen at.
    pub fn of(snapshot: &'a Snapshot, selection: &'a Selection) -> Self {
        let partial = selection.edges().len() < snapshot.edge_count();
        let seen_at = |lens: &Lens| Some(AsOf { moment: lens.moment()?, floor: lens.floor() });
        let as_of = snapshot.lens().and_then(seen_at);
        let page = Page { title: None, theme: Theme::Light, as_of, max_nodes: MOST_BOXES, partial };
        Self { snapshot, selection, layout: Layout::default(), page }
    }

    /// Arranges it so.
    #[must_use]
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// Gives it a title in place of the one made from the selection.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.page.title = Some(title.to_owned());
        self
    }

    /// Makes it light or dark.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.page.theme = theme;
        self
    }

    /// Shows what held in a moment, at least this surely. Whatever is less than certain is marked;
    /// the rest is left out and counted.
    #[must_use]
    pub fn as_of(mut self, moment: Moment, floor: Grade) -> Self {
        self.page.as_of = Some(AsOf { moment, floor });
        self
    }

    /// Draws at most this many boxes (default [`MOST_BOXES`]); the picture says how many nodes and
    /// relations that leaves out.
    #[must_use]
    pub fn max_nodes(mut self, most: usize) -> Self {
        self.page.max_nodes = most;
        self
    }

    /// How Graphviz is to place the boxes.
    pub fn engine(&self) -> Engine {
        match (self.layout, self.selection.centre()) {
            (Layout::Ego, Some(_)) => Engine::Neato,
            (Layout::Boroughs, _) => Engine::Tiles,
            _ => Engine::Dot,
        }
    }

    /// Why no picture should be made of this, where that is so: more than [`MOST_NODES`] nodes are
    /// selected. What it holds is summed up instead.
    pub fn too_large(&self) -> Option<TooLarge> {
        TooLarge::of(self.snapshot, self.selection)
    }

    /// The shape of the picture.
    ///
    /// An ego picture needs a selection around a node, and a path picture a selection along a path;
    /// of any other selection they make a plain one.
    ///
    /// # Complexity
    ///
    /// Proportional to what is selected, times its logarithm.
    pub fn drawing(&self) -> Drawing {
        let network = gather::network(self.snapshot, self.selection, self.page.as_of);
        match (self.layout, self.selection.centre(), self.selection.route()) {
            (Layout::Cards, centre, _) => {
                let pinned: BTreeSet<_> = centre.into_iter().collect();
                cards::draw(&network, &self.page, &pinned)
            }
            (Layout::Ego, Some(centre), _) => ego::draw(&network, &self.page, centre),
            (Layout::Path, _, Some(route)) => {
                let beside = gather::beside(self.snapshot, route);
                path::draw(&network, &self.page, route, &beside)
            }
            (Layout::Boroughs, _, _) => boroughs::draw(&network, &self.page),
            _ => plain::draw(&network, &self.page),
        }
    }
}
