//! Rows in batches, column by column.

use std::hash::{Hash, Hasher};

use super::context::{Context, Halt};
use crate::cypher::sema::bound::Slot;
use crate::model::{EdgeId, NodeId, Value};

/// The rows an operator hands on at a time, more or less.
pub(super) const BATCH: usize = 1_024;

/// The values of one slot. Nodes, relationships and whole numbers stand as bare numbers; anything
/// else, also a mixture, as general values.
#[derive(Debug, Clone, Default)]
pub(crate) enum Column {
    /// Nothing: `null` in every row.
    #[default]
    Unset,
    Nodes(Vec<NodeId>),
    Relations(Vec<EdgeId>),
    Integers(Vec<i64>),
    Values(Vec<Value>),
}

impl Column {
    /// The value in a row.
    pub(crate) fn get(&self, row: usize) -> Value {
        match self {
            Self::Unset => Value::Null,
            Self::Nodes(ids) => ids.get(row).copied().into(),
            Self::Relations(ids) => ids.get(row).copied().into(),
            Self::Integers(numbers) => numbers.get(row).copied().into(),
            Self::Values(values) => values.get(row).cloned().unwrap_or_default(),
        }
    }

    /// Counts the steps that going through the value in a row takes.
    pub(super) fn tick(&self, row: usize, context: &Context) -> Result<(), Halt> {
        match self {
            Self::Values(values) => {
                values.get(row).map_or(Ok(()), |value| context.tick_value(value))
            }
            _ => Ok(()),
        }
    }

    /// Whether there is nothing in a row.
    pub(super) fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Unset => true,
            Self::Values(values) => values.get(row).is_none_or(Value::is_null),
            Self::Nodes(_) | Self::Relations(_) | Self::Integers(_) => false,
        }
    }

    /// Hashes the value in a row as [`Value`] does.
    pub(super) fn hash<H: Hasher>(&self, row: usize, hasher: &mut H) {
        match self {
            Self::Values(values) => values.get(row).unwrap_or(&Value::Null).hash(hasher),
            _ => self.get(row).hash(hasher),
        }
    }

    /// Whether the value in a row is this one, as `DISTINCT` has it.
    pub(super) fn is(&self, row: usize, value: &Value) -> bool {
        match self {
            Self::Values(values) => values.get(row) == Some(value),
            _ => self.get(row) == *value,
        }
    }

    /// The whole number in a row, if there is one.
    pub(super) fn integer(&self, row: usize) -> Option<i64> {
        match self {
            Self::Integers(numbers) => numbers.get(row).copied(),
            Self::Values(values) => values.get(row).and_then(Value::as_integer),
            _ => None,
        }
    }

    /// The node in a row, if there is one.
    pub(super) fn node(&self, row: usize) -> Option<NodeId> {
        match self {
            Self::Nodes(ids) => ids.get(row).copied(),
            Self::Values(values) => match values.get(row) {
                Some(Value::Node(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// The relationship in a row, if there is one.
    pub(super) fn relation(&self, row: usize) -> Option<EdgeId> {
        match self {
            Self::Relations(ids) => ids.get(row).copied(),
            Self::Values(values) => match values.get(row) {
                Some(Value::Relationship(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the relationship is the one in this row, or among those of a list in it.
    pub(super) fn holds(&self, row: usize, edge: EdgeId) -> bool {
        match self {
            Self::Unset | Self::Nodes(_) | Self::Integers(_) => false,
            Self::Relations(ids) => ids.get(row) == Some(&edge),
            Self::Values(values) => match values.get(row) {
                Some(Value::Relationship(id)) => *id == edge,
                Some(Value::List(list)) => list.contains(&Value::Relationship(edge)),
                _ => false,
            },
        }
    }

    /// The column with its values as bare numbers where that can be.
    pub(super) fn narrowed(self) -> Self {
        match self {
            Self::Values(values) => values.into(),
            narrow => narrow,
        }
    }

    /// The column of these rows, in this order.
    fn gather(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(from: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|row| from.get(*row).cloned()).collect()
        }
        match self {
            Self::Unset => Self::Unset,
            Self::Nodes(ids) => Self::Nodes(pick(ids, rows)),
            Self::Relations(ids) => Self::Relations(pick(ids, rows)),
            Self::Integers(numbers) => Self::Integers(pick(numbers, rows)),
            Self::Values(values) => Self::Values(pick(values, rows)),
        }
    }

    /// Makes room for so many values more.
    fn reserve(&mut self, more: usize) {
        match self {
            Self::Unset => {}
            Self::Nodes(ids) => ids.reserve(more),
            Self::Relations(ids) => ids.reserve(more),
            Self::Integers(numbers) => numbers.reserve(more),
            Self::Values(values) => values.reserve(more),
        }
    }

    /// Adds a value behind `len` that are there.
    fn push(&mut self, len: usize, value: Value) {
        match (&mut *self, value) {
            (Self::Unset, Value::Null) => {}
            (Self::Unset, Value::Node(id)) if len == 0 => *self = Self::Nodes(vec![id]),
            (Self::Unset, Value::Relationship(id)) if len == 0 => *self = Self::Relations(vec![id]),
            (Self::Unset, Value::Integer(n)) if len == 0 => *self = Self::Integers(vec![n]),
            (Self::Unset, value) => {
                let mut values = vec![Value::Null; len];
                values.push(value);
                *self = Self::Values(values);
            }
            (Self::Nodes(ids), Value::Node(id)) => ids.push(id),
            (Self::Relations(ids), Value::Relationship(id)) => ids.push(id),
            (Self::Integers(numbers), Value::Integer(n)) => numbers.push(n),
            (Self::Values(values), value) => values.push(value),
            (_, value) => {
                let mut values: Vec<Value> = (0..len).map(|row| self.get(row)).collect();
                values.push(value);
                *self = Self::Values(values);
            }
        }
    }
}

impl FromIterator<Value> for Column {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        let (values, mut column) = (values.into_iter(), Self::Unset);
        let (least, _) = values.size_hint();
        for (len, value) in values.enumerate() {
            column.push(len, value);
            if len == 0 {
                column.reserve(least.saturating_sub(1));
            }
        }
        column
    }
}

impl From<Vec<Value>> for Column {
    fn from(values: Vec<Value>) -> Self {
        match values.first() {
            Some(Value::Node(_) | Value::Relationship(_) | Value::Integer(_) | Value::Null) => {
                values.into_iter().collect()
            }
            _ => Self::Values(values),
        }
    }
}

/// Some rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    columns: Vec<Column>,
    len: usize,
}

impl Batch {
    /// One row in which nothing is set.
    pub(crate) fn one(width: usize) -> Self {
        Self::unset(width, 1)
    }

    /// No rows.
    pub(super) fn empty(width: usize) -> Self {
        Self::unset(width, 0)
    }

    /// So many rows in which nothing is set.
    pub(super) fn unset(width: usize, len: usize) -> Self {
        Self { columns: vec![Column::Unset; width], len }
    }

    /// Rows of one column alone.
    pub(crate) fn of_column(slot: Slot, values: Vec<Value>) -> Self {
        let len = values.len();
        let mut columns = vec![Column::Unset; slot.index() + 1];
        if let Some(column) = columns.last_mut() {
            *column = Column::Values(values);
        }
        Self { columns, len }
    }

    /// Rows of nodes alone.
    pub(super) fn of_nodes(width: usize, slot: Slot, nodes: Vec<NodeId>) -> Self {
        let mut batch = Self::unset(width, nodes.len());
        batch.set(slot, Column::Nodes(nodes));
        batch
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The column of a slot.
    pub(crate) fn column(&self, slot: Slot) -> &Column {
        self.columns.get(slot.index()).unwrap_or(&Column::Unset)
    }

    /// The value of a slot in a row.
    pub(crate) fn get(&self, slot: Slot, row: usize) -> Value {
        self.column(slot).get(row)
    }

    /// Puts a column, which must be as long as the batch, into a slot.
    pub(super) fn set(&mut self, slot: Slot, column: Column) {
        if let Some(place) = self.columns.get_mut(slot.index()) {
            *place = column;
        }
    }

    /// Puts a value into one row of a slot.
    pub(super) fn put(&mut self, slot: Slot, row: usize, value: Value) {
        let Some(column) = self.columns.get_mut(slot.index()) else { return };
        if !matches!(column, Column::Values(_)) {
            *column = Column::Values((0..self.len).map(|row| column.get(row)).collect());
        }
        if let Column::Values(values) = column
            && let Some(place) = values.get_mut(row)
        {
            *place = value;
        }
    }

    /// Takes a column out.
    pub(super) fn take(&mut self, slot: Slot) -> Column {
        self.columns.get_mut(slot.index()).map(std::mem::take).unwrap_or_default()
    }

    /// These rows, in this order.
    pub(super) fn gather(&self, rows: &[usize]) -> Self {
        let columns = self.columns.iter().map(|c| c.gather(rows)).collect();
        Self { columns, len: rows.len() }
    }

    /// These rows, in this order, with the columns of these slots alone.
    pub(super) fn pick(&self, rows: &[usize], slots: &[Slot]) -> Self {
        let mut columns = vec![Column::Unset; self.columns.len()];
        for slot in slots {
            if let (Some(to), Some(from)) =
                (columns.get_mut(slot.index()), self.columns.get(slot.index()))
            {
                *to = from.gather(rows);
            }
        }
        Self { columns, len: rows.len() }
    }

    /// The first so many rows, or those behind.
    pub(super) fn slice(&self, rows: std::ops::Range<usize>) -> Self {
        self.gather(&rows.collect::<Vec<_>>())
    }

    /// Adds a row of another batch of the same width.
    pub(super) fn append(&mut self, other: &Self, row: usize) {
        for (column, from) in self.columns.iter_mut().zip(&other.columns) {
            column.push(self.len, from.get(row));
        }
        self.len += 1;
    }

    /// Adds a row of values in these slots; everything else is `null`.
    pub(super) fn push(&mut self, slots: &[Slot], values: impl IntoIterator<Item = Value>) {
        for (slot, value) in slots.iter().zip(values) {
            if let Some(column) = self.columns.get_mut(slot.index()) {
                column.push(self.len, value);
            }
        }
        self.len += 1;
    }

    /// The slots in which anything is set.
    pub(super) fn set_slots(&self) -> Vec<Slot> {
        let set = self.columns.iter().enumerate().filter(|(_, c)| !matches!(c, Column::Unset));
        set.filter_map(|(i, _)| u16::try_from(i).ok().map(Slot)).collect()
    }

    /// Lets go of every column but these.
    pub(super) fn keep(&mut self, slots: &[Slot]) {
        let mut kept = vec![Column::Unset; self.columns.len()];
        for slot in slots {
            if let (Some(to), Some(from)) =
                (kept.get_mut(slot.index()), self.columns.get_mut(slot.index()))
            {
                *to = std::mem::take(from);
            }
        }
        self.columns = kept;
    }
}
