//! Which group each row belongs to, by the keys of an aggregation.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::batch::{Batch, Column};
use super::column::column;
use super::context::{Context, Halt};
use super::held::Held;
use super::places::{NodePlaces, Places};
use crate::cypher::sema::bound::{Aggregation, Slot};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::graph::{NodeCells, PropKey};
use crate::model::{NodeId, Value};

/// Groups, numbered in the order of their first rows.
pub(super) struct Groups {
    aggregation: Arc<Aggregation>,
    by: By,
    len: usize,
    held: Held,
}

/// What tells the groups apart.
enum By {
    /// Nothing: all rows are one group.
    Nothing,
    /// Properties of the node in a slot.
    Node(OfNode),
    /// Any one value.
    One(Places, Vec<Value>),
    Several(Combinations),
}

impl Groups {
    pub(super) fn new(aggregation: Arc<Aggregation>) -> Self {
        let by = match OfNode::new(&aggregation) {
            Some(of_node) => By::Node(of_node),
            None => By::values(&aggregation),
        };
        Self { aggregation, by, len: 0, held: Held::default() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Makes the group of all rows, of which there may be none.
    pub(super) fn open_all(&mut self) {
        self.len = self.len.max(usize::from(self.aggregation.keys.is_empty()));
    }

    /// The group of each row; nothing where there is but one.
    pub(super) fn of_rows(&mut self, context: &Context, rows: &Batch) -> Result<Vec<usize>, Halt> {
        if let By::Node(of_node) = &mut self.by {
            match rows.column(of_node.slot) {
                Column::Nodes(nodes) if !context.removed => {
                    let places = of_node.of_rows(context, nodes, &mut self.held)?;
                    self.len = of_node.first.len();
                    return Ok(places);
                }
                _ => self.by_values(context)?,
            }
        }
        let keys = self.aggregation.keys.iter();
        let keys = keys.map(|(_, key)| column(key, context, rows, &mut self.held));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        self.of_keys(context, &keys, rows.len())
    }

    /// The group of each row of the keys.
    fn of_keys(
        &mut self,
        context: &Context,
        keys: &[Column],
        rows: usize,
    ) -> Result<Vec<usize>, Halt> {
        let mut places = Vec::with_capacity(rows);
        for row in 0..rows {
            context.tick()?;
            keys.iter().try_for_each(|column| column.tick(row, context))?;
            let (place, fresh) = match &mut self.by {
                By::Nothing | By::Node(_) => {
                    self.open_all();
                    break;
                }
                By::One(places, kept) => {
                    let Some(key) = keys.first() else { break };
                    let (place, fresh) = places.of(key, row);
                    if fresh {
                        kept.push(key.get(row));
                    }
                    (place, fresh)
                }
                By::Several(combinations) => combinations.of(keys, row),
            };
            if fresh {
                self.len += 1;
                let own = keys.iter().map(|column| column.get(row).weight()).sum::<usize>();
                self.held.add(context, 2 * own)?;
            }
            places.push(place);
        }
        Ok(places)
    }

    /// Tells the groups apart by the values of their keys from now on.
    fn by_values(&mut self, context: &Context) -> Result<(), Halt> {
        let known = self.len;
        let keys = self.keys(context, 0..known)?;
        (self.by, self.len) = (By::values(&self.aggregation), 0);
        self.of_keys(context, &keys, known).map(drop)
    }

    /// The keys of some groups, each a column; those of a group are given but once.
    pub(super) fn keys(
        &mut self,
        context: &Context,
        groups: Range<usize>,
    ) -> Result<Vec<Column>, Halt> {
        let taken = |values: &mut [Value]| -> Vec<Value> {
            values.iter_mut().map(std::mem::take).collect()
        };
        Ok(match &mut self.by {
            By::Nothing => Vec::new(),
            By::Node(of_node) => {
                let nodes = of_node.first.get(groups).unwrap_or_default().to_vec();
                let batch = Batch::of_nodes(context.width(), of_node.slot, nodes);
                let keys = self.aggregation.keys.iter();
                let keys = keys.map(|(_, key)| column(key, context, &batch, &mut self.held));
                keys.collect::<Result<_, _>>()?
            }
            By::One(_, kept) => {
                vec![Column::from(kept.get_mut(groups).map(taken).unwrap_or_default())]
            }
            By::Several(combinations) => combinations
                .keys
                .iter_mut()
                .map(|kept| kept.get_mut(groups.clone()).map(taken).unwrap_or_default())
                .map(Column::from)
                .collect(),
        })
    }
}

impl By {
    fn values(aggregation: &Aggregation) -> Self {
        match aggregation.keys.len() {
            0 => Self::Nothing,
            1 => Self::One(Places::default(), Vec::new()),
            keys => Self::Several(Combinations {
                keys: vec![Vec::new(); keys],
                chains: Chains::default(),
            }),
        }
    }
}

/// Groups by the hash of what they share.
#[derive(Default)]
struct Chains {
    /// The last group of a hash.
    last: FxHashMap<u64, usize>,
    /// By group: the one before it that has the same hash.
    before: Vec<Option<usize>>,
}

impl Chains {
    /// The group with this hash of which `same` is true, and whether it is new.
    fn of(&mut self, hash: u64, same: impl Fn(usize) -> bool) -> (usize, bool) {
        let new = self.before.len();
        let last = self.last.entry(hash).or_insert(new);
        let mut group = Some(*last).filter(|last| *last != new);
        while let Some(place) = group {
            if same(place) {
                return (place, false);
            }
            group = self.before.get(place).copied().flatten();
        }
        self.before.push(Some(*last).filter(|last| *last != new));
        *last = new;
        (new, true)
    }
}

/// Groups by several values.
struct Combinations {
    chains: Chains,
    /// By key: its value in each group.
    keys: Vec<Vec<Value>>,
}

impl Combinations {
    /// The group of the keys in a row, and whether it is new.
    fn of(&mut self, columns: &[Column], row: usize) -> (usize, bool) {
        let mut hasher = FxHasher::default();
        for column in columns {
            column.hash(row, &mut hasher);
        }
        let keys = &self.keys;
        let (group, fresh) = self.chains.of(hasher.finish(), |group| {
            let own = keys.iter().filter_map(|kept| kept.get(group));
            columns.iter().zip(own).all(|(column, key)| column.is(row, key))
        });
        if fresh {
            for (kept, column) in self.keys.iter_mut().zip(columns) {
                kept.push(column.get(row));
            }
        }
        (group, fresh)
    }
}

/// Groups by properties of one node. A group is known by its first node: the keys are read where
/// they stand, to be compared, and become values only when they are given out.
struct OfNode {
    slot: Slot,
    /// The properties; `None` where nothing in the graph has one of that name.
    keys: Vec<Option<PropKey>>,
    /// The group of each node seen.
    places: NodePlaces,
    chains: Chains,
    /// By group.
    first: Vec<NodeId>,
}

impl OfNode {
    /// Where every key is a property of one node.
    fn new(aggregation: &Aggregation) -> Option<Self> {
        let of = |key: &Expr| match &key.kind {
            ExprKind::Property { of, key } => Some((of.as_slot()?, key.key)),
            _ => None,
        };
        let keys = aggregation.keys.iter().map(|(_, key)| of(key));
        let keys = keys.collect::<Option<Vec<_>>>()?;
        let (slot, _) = *keys.first()?;
        if keys.iter().any(|(other, _)| *other != slot) {
            return None;
        }
        let keys = keys.into_iter().map(|(_, key)| key).collect();
        let (places, chains) = (NodePlaces::default(), Chains::default());
        Some(Self { slot, keys, places, chains, first: Vec::new() })
    }

    fn of_rows(
        &mut self,
        context: &Context,
        nodes: &[NodeId],
        held: &mut Held,
    ) -> Result<Vec<usize>, Halt> {
        let snapshot = context.view.snapshot();
        let cells = self.keys.iter().flatten().map(|key| snapshot.node_cells(*key));
        let cells: Vec<NodeCells<'_>> = cells.collect();
        let mut rows = Vec::with_capacity(nodes.len());
        let mut bytes = 0;
        for node in nodes {
            context.tick()?;
            let place = if let Some(place) = self.places.get(*node) {
                place
            } else {
                let place = self.of_node(context, *node, &cells)?;
                bytes += GROUP + self.places.put(*node, place);
                place
            };
            rows.push(place);
        }
        held.add(context, bytes)?;
        Ok(rows)
    }

    /// The group of a node that was not seen before.
    fn of_node(
        &mut self,
        context: &Context,
        node: NodeId,
        cells: &[NodeCells<'_>],
    ) -> Result<usize, Halt> {
        let mut hasher = FxHasher::default();
        for cells in cells {
            let cell = cells.at(node);
            context.tick_bytes(cell.weight())?;
            cell.hash(&mut hasher);
        }
        let first = &self.first;
        let (group, fresh) = self.chains.of(hasher.finish(), |group| {
            let other = first.get(group);
            other.is_some_and(|other| cells.iter().all(|cells| cells.at(node) == cells.at(*other)))
        });
        if fresh {
            self.first.push(node);
        }
        Ok(group)
    }
}

/// What a group by a node takes, in bytes.
const GROUP: usize = size_of::<NodeId>() + 4 * size_of::<usize>();
