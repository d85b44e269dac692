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
mod frames;
mod furniture;
pub(super) mod gather;
mod large;
mod matrix;
pub(super) mod network;
mod path;
mod plain;
mod selection;

use std::collections::BTreeSet;

use super::style::Theme;
use crate::graph::{Lens, Snapshot};
use crate::model::NodeId;
use crate::model::when::{Grade, Moment};

pub use drawing::{
    Arrow, Drawing, Engine, Figure, Item, Key, Look, MOST_LINES, Section, Stroke, Tally, Weight,
};
pub use large::{MOST_NODES, TooLarge};
pub use selection::Selection;

/// The most boxes in a picture, unless the caller asks for another number.
pub const MOST_BOXES: usize = 120;

/// The most frames of a timeline whose moments nobody has chosen.
const USUAL_FRAMES: usize = 6;

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
    /// Who is a member of what, as a table.
    Matrix,
    /// The same picture as of several moments.
    Timeline,
    /// What changed between two dates, as cards.
    Changes,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 8] = [
        Self::Cards,
        Self::Ego,
        Self::Path,
        Self::Plain,
        Self::Boroughs,
        Self::Matrix,
        Self::Timeline,
        Self::Changes,
    ];

    /// The layout of this id, such as `cards`.
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
            Self::Matrix => "matrix",
            Self::Timeline => "timeline",
            Self::Changes => "changes",
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
    /// The moments of a timeline; none for those that occur.
    moments: Vec<Moment>,
    /// Not everything there is was selected, so that counts are those of the picture.
    partial: bool,
}

impl Page {
    /// How sure a fact must be, where a time is asked about.
    fn floor(&self) -> Grade {
        self.as_of.as_ref().map_or(Grade::Presumed, |as_of| as_of.floor)
    }
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
        let page = Page {
            title: None,
            theme: Theme::Light,
            as_of,
            max_nodes: MOST_BOXES,
            moments: Vec::new(),
            partial,
        };
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

    /// Draws a timeline as of these moments, at most twelve of them, in place of those that occur.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::view::{Diagram, Layout, Selection};
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let selection = Selection::whole(&snapshot);
    /// let moments = ["2020-12".parse()?, "2023-11-08".parse()?];
    /// let timeline = Diagram::of(&snapshot, &selection).layout(Layout::Timeline).moments(moments);
    /// let drawing = timeline.drawing();
    /// assert_eq!(drawing.figures.len(), 2 * (drawing.tally.nodes_drawn + 1));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    #[must_use]
    pub fn moments(mut self, moments: impl IntoIterator<Item = Moment>) -> Self {
        self.page.moments = moments.into_iter().take(frames::MOST_FRAMES).collect();
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
            (Layout::Matrix, _) => Engine::Table,
            (Layout::Timeline, _) => Engine::Frames(0),
            _ => Engine::Dot,
        }
    }

    /// Why no picture should be made of this, where that is so: more than [`MOST_NODES`] nodes are
    /// selected. What it holds is summed up instead.
    pub fn too_large(&self) -> Option<TooLarge> {
        TooLarge::of(self.snapshot, self.selection)
    }

    fn timeline(&self, centre: Option<NodeId>) -> Drawing {
        let whole = gather::network(self.snapshot, self.selection, None);
        let seen: Vec<_> = self
            .frames()
            .into_iter()
            .map(|moment| {
                let as_of = AsOf { moment, floor: self.page.floor() };
                (moment, gather::network(self.snapshot, self.selection, Some(as_of)))
            })
            .collect();
        frames::draw(&whole, &seen, &self.page, centre)
    }

    /// The moments of a timeline: those asked for, or of those that occur a few, from the first to
    /// the last.
    fn frames(&self) -> Vec<Moment> {
        if !self.page.moments.is_empty() {
            return self.page.moments.clone();
        }
        let all = self.selection.moments(self.snapshot);
        let last = all.len().saturating_sub(1);
        let most = USUAL_FRAMES.min(all.len());
        let places = (0..most).map(|n| n * last / most.saturating_sub(1).max(1));
        places.filter_map(|place| all.get(place).copied()).collect()
    }

    /// The shape of the picture.
    ///
    /// An ego picture needs a selection around a node, and a path picture a selection along a path;
    /// of any other selection they make a plain one. A picture of changes needs [`Selection::changed`].
    ///
    /// # Complexity
    ///
    /// Proportional to what is selected, times its logarithm.
    pub fn drawing(&self) -> Drawing {
        let network = gather::network(self.snapshot, self.selection, self.page.as_of);
        match (self.layout, self.selection.centre(), self.selection.route()) {
            (Layout::Cards | Layout::Changes, centre, _) => {
                let pinned: BTreeSet<_> = centre.into_iter().collect();
                let mut drawing = cards::draw(&network, &self.page, &pinned);
                drawing.subtitle.extend(furniture::left_open(self.selection.left_open()));
                drawing
            }
            (Layout::Ego, Some(centre), _) => ego::draw(&network, &self.page, centre),
            (Layout::Path, _, Some(route)) => {
                let beside = gather::beside(self.snapshot, route);
                path::draw(&network, &self.page, route, &beside)
            }
            (Layout::Boroughs, _, _) => boroughs::draw(&network, &self.page),
            (Layout::Matrix, _, _) => matrix::draw(&network, &self.page),
            (Layout::Timeline, centre, _) => self.timeline(centre),
            _ => plain::draw(&network, &self.page),
        }
    }
}
