//! Values numbered in the order in which they are first seen: what grouping and `DISTINCT` need.

use rustc_hash::FxHashMap;

use super::batch::Column;
use crate::model::value::whole;
use crate::model::{NodeId, Value};

/// A number for each value that differs from all before; equal ones, as by `DISTINCT`, share one.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Whole numbers, also those that stand as floating-point numbers elsewhere.
    integers: FxHashMap<i64, usize>,
    nodes: FxHashMap<NodeId, usize>,
    /// All that is neither.
    others: FxHashMap<Value, usize>,
    len: usize,
}

impl Places {
    /// The number of the value in a row, and whether it is new.
    pub(super) fn of(&mut self, column: &Column, row: usize) -> (usize, bool) {
        match column {
            Column::Integers(numbers) => numbers.get(row).map(|n| self.integer(*n)),
            Column::Nodes(nodes) => nodes.get(row).map(|id| self.node(*id)),
            Column::Values(values) => values.get(row).map(|value| match value {
                Value::Integer(n) => self.integer(*n),
                Value::Node(id) => self.node(*id),
                value => self.other(value),
            }),
            Column::Relations(_) | Column::Unset => None,
        }
        .unwrap_or_else(|| self.other(&column.get(row)))
    }

    fn integer(&mut self, n: i64) -> (usize, bool) {
        let next = self.len;
        let place = *self.integers.entry(n).or_insert(next);
        self.count(place)
    }

    fn node(&mut self, id: NodeId) -> (usize, bool) {
        let next = self.len;
        let place = *self.nodes.entry(id).or_insert(next);
        self.count(place)
    }

    fn other(&mut self, value: &Value) -> (usize, bool) {
        // A floating-point number that is whole equals the whole number.
        if let Value::Float(x) = value
            && let Some(n) = whole(*x)
        {
            return self.integer(n);
        }
        if let Some(place) = self.others.get(value) {
            return (*place, false);
        }
        self.others.insert(value.clone(), self.len);
        self.count(self.len)
    }

    fn count(&mut self, place: usize) -> (usize, bool) {
        let fresh = place == self.len;
        self.len += usize::from(fresh);
        (place, fresh)
    }
}

/// A number for each of some nodes.
#[derive(Debug, Default)]
pub(super) struct NodePlaces {
    /// By node, counted from 1; 0 for a node that has none.
    by_node: Vec<u32>,
}

impl NodePlaces {
    /// The number of a node, if it has one.
    pub(super) fn get(&self, node: NodeId) -> Option<usize> {
        let place = *self.by_node.get(node.0 as usize)?;
        (place as usize).checked_sub(1)
    }

    /// Gives a node a number; says how many bytes more that takes.
    pub(super) fn put(&mut self, node: NodeId, place: usize) -> usize {
        let (before, at) = (self.by_node.len(), node.0 as usize);
        if at >= before {
            self.by_node.resize((at + 1).next_power_of_two(), 0);
        }
        if let Some(there) = self.by_node.get_mut(at) {
            *there = u32::try_from(place + 1).unwrap_or_default();
        }
        (self.by_node.len() - before) * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            (0..4_i64).prop_map(Value::from),
            (0..8_i32).prop_map(|n| Value::Float(f64::from(n) / 2.0)),
            Just(Value::Float(f64::NAN)),
            (0..3_u32).prop_map(|n| Value::Node(NodeId(n))),
            (0..3_u32).prop_map(|n| Value::Relationship(crate::model::EdgeId(n))),
            "[ab]".prop_map(Value::from),
        ]
    }

    proptest! {
        #[test]
        fn equal_values_share_a_number(values in prop::collection::vec(value(), 0..30), narrow: bool) {
            let column = if narrow { values.iter().cloned().collect() } else { Column::Values(values.clone()) };
            let mut places = Places::default();
            let mut plain: Vec<Value> = Vec::new();
            for (row, value) in values.iter().enumerate() {
                let known = plain.iter().position(|there| there == value);
                prop_assert_eq!(places.of(&column, row), (known.unwrap_or(plain.len()), known.is_none()));
                if known.is_none() {
                    plain.push(value.clone());
                }
            }
        }
    }
}
