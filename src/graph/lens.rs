//! Looking at a graph as of a time, or at what some of its facts say.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::expand::Expand;
use super::life::Life;
use super::snapshot::{Snapshot, State};
use crate::model::record::{Confidence, Evidence};
use crate::model::when::{Day, Grade, Moment};
use crate::model::{Direction, EdgeId, NodeId};

/// What a graph is looked at through: as of when, how surely, and whose word counts.
///
/// [`Snapshot::through`] puts it on. The default leaves nothing out.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::graph::Lens;
/// use plexusdb::model::when::Grade;
///
/// let snap = Database::london()?.snapshot();
/// let then = snap.through(Lens::as_of("2021-06".parse()?).at_least(Grade::Yes).stated_only());
/// assert!(then.edge_count() < snap.as_of("2021-06".parse()?).edge_count());
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lens {
    moment: Option<Moment>,
    floor: Option<Grade>,
    stated_only: bool,
    published_by: Option<Moment>,
    layers: Option<Vec<String>>,
}

impl Lens {
    /// What holds on some day of the moment, as a rule at least presumably.
    pub fn as_of(moment: Moment) -> Self {
        Self { moment: Some(moment), ..Self::default() }
    }

    /// The weakest grade that counts; [`Grade::Presumed`] where nothing is said.
    #[must_use]
    pub fn at_least(mut self, floor: Grade) -> Self {
        self.floor = Some(floor);
        self
    }

    /// Leaves out what a curator has inferred.
    #[must_use]
    pub fn stated_only(mut self) -> Self {
        self.stated_only = true;
        self
    }

    /// Leaves out what no document vouches for that was published by the end of this time: what one
    /// could have known. A document without a date cannot be shown to have been published by then.
    #[must_use]
    pub fn published_by(mut self, moment: Moment) -> Self {
        self.published_by = Some(moment);
        self
    }

    /// Leaves out what lies in other layers than these.
    #[must_use]
    pub fn layers<N: Into<String>>(mut self, layers: impl IntoIterator<Item = N>) -> Self {
        self.layers = Some(layers.into_iter().map(Into::into).collect());
        self
    }

    /// The time looked at; every fact, whenever it held, where there is none.
    pub fn moment(&self) -> Option<Moment> {
        self.moment
    }

    /// The weakest grade that counts.
    pub fn floor(&self) -> Grade {
        self.floor.unwrap_or(Grade::Presumed)
    }

    /// Whether anything is asked of the record of a fact.
    fn asks_records(&self) -> bool {
        self.stated_only || self.published_by.is_some() || self.layers.is_some()
    }
}

/// A lens that has been put on, with what is found out through it.
#[derive(Debug)]
pub(super) struct Fitted {
    lens: Lens,
    /// The days of the moment.
    days: Option<Range<Day>>,
    /// The day before which a document has to be published.
    before: Option<Day>,
    /// The nodes that are seen, ascending.
    nodes: OnceLock<Vec<NodeId>>,
    /// How many relations are seen.
    edges: OnceLock<usize>,
}

impl Fitted {
    fn of(lens: Lens) -> Arc<Self> {
        let days = lens.moment.map(|moment| moment.days());
        let before = lens.published_by.map(|moment| moment.days().end);
        Arc::new(Self { lens, days, before, nodes: OnceLock::new(), edges: OnceLock::new() })
    }

    /// Whether it lets a fact through, by what its record says.
    fn accepts(
        &self,
        state: &State,
        inferred: Option<Confidence>,
        layer: &str,
        by: &[Evidence],
    ) -> bool {
        let in_layer = |layers: &Vec<String>| layers.iter().any(|wanted| wanted == layer);
        (!self.lens.stated_only || inferred.is_none())
            && self.lens.layers.as_ref().is_none_or(in_layer)
            && self.before.is_none_or(|day| state.is_vouched_before(by, day))
    }
}

impl State {
    /// Whether a relation that is there is seen: one that holds surely enough.
    pub(super) fn sees_edge(&self, id: EdgeId) -> bool {
        self.lens.as_ref().is_none_or(|lens| self.sees_edge_through(lens, id))
    }

    fn sees_edge_through(&self, lens: &Fitted, id: EdgeId) -> bool {
        let floor = lens.lens.floor();
        let holds = lens.days.as_ref().is_none_or(|days| match self.delta.edges.get(id.0) {
            Some(row) => row.life.grade(days) >= floor,
            None => self.base.edges.holds(id.0, days, floor),
        });
        holds
            && (!lens.lens.asks_records()
                || match self.edge_record(id) {
                    Some(record) => {
                        lens.accepts(self, record.inferred, &record.layer, &record.evidence)
                    }
                    None => lens.accepts(self, None, "", &[]),
                })
    }

    /// Whether a node that is there is seen: one that may have been there at the time, and one that a
    /// relation joins which is seen. A body may be founded before it starts, and succeeded after it
    /// ended.
    pub(super) fn sees_node(&self, id: NodeId) -> bool {
        let Some(lens) = &self.lens else { return true };
        let life = self.node_life(id);
        let floor = lens.lens.floor();
        let lived = lens.days.as_ref().is_none_or(|days| {
            floor == Grade::No || life.is_none_or(|life| life.grade(days) != Grade::No)
        });
        let accepted = || match self.node_record(id) {
            Some(record) => lens.accepts(self, record.inferred, &record.layer, &record.evidence),
            None => lens.accepts(self, None, "", &[]),
        };
        if lived && (!lens.lens.asks_records() || accepted()) {
            return true;
        }
        // A spell lies within the lives of both its ends.
        let only_events = !lived && floor > Grade::Undated;
        let any = !only_events || self.base.edges.has_events() || self.delta.edges.len() > 0;
        any && Expand::new(self, id, Direction::Both, &[]).next().is_some()
    }

    fn node_life(&self, id: NodeId) -> Option<Life> {
        let added = self.delta.nodes.get(id.0).map(|row| row.life);
        added.or_else(|| self.base.nodes.life(id.0))
    }
}

impl Snapshot {
    /// The graph as of a time: with what holds on some day of it, at least presumably.
    ///
    /// It is the same graph, with less to be seen: queries, paths, diagrams and petgraph's algorithms
    /// go through what was there then. `O(1)`.
    ///
    /// ```
    /// use plexusdb::{Database, petgraph::algo};
    ///
    /// let snap = Database::london()?.snapshot();
    /// let then = snap.as_of("2021-06".parse()?);
    /// let chairs = "MATCH (:Person)-[r:CHAIRS]->() RETURN count(r) AS n";
    /// let count = |snap: &plexusdb::graph::Snapshot| -> plexusdb::Result<i64> {
    ///     snap.query(chairs).rows()?.next().unwrap()?.get("n")
    /// };
    /// assert!(count(&then)? < count(&snap)?);
    /// assert!(algo::connected_components(&then) > 1);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    #[must_use]
    pub fn as_of(&self, moment: Moment) -> Self {
        self.through(Lens::as_of(moment))
    }

    /// The graph seen through a lens, in place of the one it is seen through. `O(1)`.
    ///
    /// Nodes, relations and what follows from them are those that are seen. The names in use, and how
    /// often a label or a type is used, are those of the whole graph; and whoever has the number of a
    /// node or a relation can ask what is recorded of it.
    #[must_use]
    pub fn through(&self, lens: Lens) -> Self {
        let lens = (lens != Lens::default()).then(|| Fitted::of(lens));
        if lens.is_none() && self.0.lens.is_none() {
            return self.clone();
        }
        Self(Arc::new(State { lens, ..State::clone(&self.0) }))
    }

    /// The graph seen through no lens. `O(1)`.
    #[must_use]
    pub fn whole(&self) -> Self {
        self.through(Lens::default())
    }

    /// What the graph is seen through, where it is not seen whole.
    pub fn lens(&self) -> Option<&Lens> {
        self.0.lens.as_ref().map(|fitted| &fitted.lens)
    }

    /// Does something to the graph as a whole; it is seen through its lens again after that.
    pub(super) fn on_the_whole<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let Some(lens) = self.lens().cloned() else { return work(self) };
        Arc::make_mut(&mut self.0).lens = None;
        let done = work(self);
        Arc::make_mut(&mut self.0).lens = Some(Fitted::of(lens));
        done
    }

    /// Whether a node that is there is seen.
    pub(crate) fn sees_node(&self, id: NodeId) -> bool {
        self.0.sees_node(id)
    }

    /// Whether a relation that is there is seen.
    pub(crate) fn sees_edge(&self, id: EdgeId) -> bool {
        self.0.sees_edge(id)
    }

    /// The nodes that are seen, ascending, where not all of them are. Gone through once a lens.
    pub(super) fn seen_nodes(&self) -> Option<&[NodeId]> {
        let lens = self.0.lens.as_ref()?;
        Some(lens.nodes.get_or_init(|| self.nodes().collect()))
    }

    /// How many relations are seen, where not all of them are.
    pub(super) fn seen_edges(&self) -> Option<usize> {
        let lens = self.0.lens.as_ref()?;
        Some(*lens.edges.get_or_init(|| self.edges().count()))
    }
}
