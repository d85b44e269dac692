//! A persistent map from numbers: what the delta and the indexes are made of.

use std::sync::Arc;

/// How many bits of a number choose the slot at one level.
const BITS: u32 = 5;

/// A map from `u32` whose clone is `O(1)` and shares all that is not changed afterwards.
///
/// A compressed 32-way trie over the number's bits, lowest first (Bagwell, “Ideal Hash Trees”,
/// 2001): at most seven levels, and an insertion copies no more than the branches on its way.
#[derive(Debug)]
pub(super) struct Trie<V> {
    root: Arc<Branch<V>>,
    len: usize,
}

#[derive(Debug, Clone)]
struct Branch<V> {
    /// Which of the 32 slots are taken; those that are stand in `slots`, in order.
    taken: u32,
    slots: Vec<Slot<V>>,
}

#[derive(Debug, Clone)]
enum Slot<V> {
    Leaf(u32, V),
    Branch(Arc<Branch<V>>),
}

impl<V> Branch<V> {
    const EMPTY: Self = Self { taken: 0, slots: Vec::new() };

    /// The bit of the slot for `key` at the level that `shift` bits lie above, and its place.
    fn place(&self, key: u32, shift: u32) -> (u32, usize) {
        let bit = 1 << ((key >> shift) & ((1 << BITS) - 1));
        (bit, (self.taken & (bit - 1)).count_ones() as usize)
    }

    fn slot(&self, key: u32, shift: u32) -> Option<&Slot<V>> {
        let (bit, place) = self.place(key, shift);
        if self.taken & bit == 0 { None } else { self.slots.get(place) }
    }
}

impl<V: Clone> Branch<V> {
    fn get_mut(&mut self, key: u32, shift: u32) -> Option<&mut V> {
        let (bit, place) = self.place(key, shift);
        if self.taken & bit == 0 {
            return None;
        }
        match self.slots.get_mut(place)? {
            Slot::Branch(below) => Arc::make_mut(below).get_mut(key, shift + BITS),
            Slot::Leaf(there, value) => (*there == key).then_some(value),
        }
    }

    fn insert(&mut self, key: u32, shift: u32, value: V) -> Option<V> {
        let (bit, place) = self.place(key, shift);
        if self.taken & bit == 0 {
            self.taken |= bit;
            self.slots.insert(place, Slot::Leaf(key, value));
            return None;
        }
        match self.slots.get_mut(place)? {
            Slot::Branch(below) => Arc::make_mut(below).insert(key, shift + BITS, value),
            Slot::Leaf(there, old) if *there == key => Some(std::mem::replace(old, value)),
            slot @ Slot::Leaf(..) => {
                let below = Slot::Branch(Arc::new(Self::EMPTY));
                if let Slot::Leaf(there, old) = std::mem::replace(slot, below)
                    && let Slot::Branch(below) = slot
                {
                    let below = Arc::make_mut(below);
                    below.insert(there, shift + BITS, old);
                    below.insert(key, shift + BITS, value);
                }
                None
            }
        }
    }
}

impl<V: Clone> Branch<V> {
    fn remove(&mut self, key: u32, shift: u32) -> Option<V> {
        let (bit, place) = self.place(key, shift);
        if self.taken & bit == 0 {
            return None;
        }
        match self.slots.get_mut(place)? {
            // A branch that is left empty stays: the number may well come again.
            Slot::Branch(below) => Arc::make_mut(below).remove(key, shift + BITS),
            Slot::Leaf(there, _) if *there != key => None,
            Slot::Leaf(..) => {
                self.taken &= !bit;
                match self.slots.remove(place) {
                    Slot::Leaf(_, value) => Some(value),
                    Slot::Branch(_) => None,
                }
            }
        }
    }
}

impl<V> Trie<V> {
    /// How many numbers have a value.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The value of `key`.
    pub(super) fn get(&self, key: u32) -> Option<&V> {
        if self.len == 0 {
            return None;
        }
        let mut branch = &*self.root;
        let mut shift = 0;
        loop {
            match branch.slot(key, shift)? {
                Slot::Leaf(there, value) => return (*there == key).then_some(value),
                Slot::Branch(below) => branch = below,
            }
            shift += BITS;
        }
    }

    /// The numbers that have a value, in no particular order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &V)> {
        let mut open = vec![self.root.slots.iter()];
        std::iter::from_fn(move || {
            loop {
                match open.last_mut()?.next() {
                    None => drop(open.pop()),
                    Some(Slot::Leaf(key, value)) => return Some((*key, value)),
                    Some(Slot::Branch(below)) => open.push(below.slots.iter()),
                }
            }
        })
    }
}

impl<V: Clone> Trie<V> {
    /// The value of `key`, to be changed.
    pub(super) fn get_mut(&mut self, key: u32) -> Option<&mut V> {
        Arc::make_mut(&mut self.root).get_mut(key, 0)
    }

    /// Gives `key` a value and returns the one it had.
    pub(super) fn insert(&mut self, key: u32, value: V) -> Option<V> {
        let old = Arc::make_mut(&mut self.root).insert(key, 0, value);
        self.len += usize::from(old.is_none());
        old
    }

    /// Takes the value of `key` away and returns it.
    pub(super) fn remove(&mut self, key: u32) -> Option<V> {
        self.get(key)?;
        let old = Arc::make_mut(&mut self.root).remove(key, 0);
        self.len -= usize::from(old.is_some());
        old
    }
}

impl<V> Clone for Trie<V> {
    fn clone(&self) -> Self {
        Self { root: Arc::clone(&self.root), len: self.len }
    }
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { root: Arc::new(Branch::EMPTY), len: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn equals_an_ordinary_map_and_leaves_its_clones_alone(
            steps in prop::collection::vec(
                (
                    prop_oneof![0..70_u32, any::<u32>(), (0..40_u32).prop_map(|n| n << 27)],
                    prop_oneof![3 => any::<u8>().prop_map(Some), 1 => Just(None)],
                ),
                0..200,
            ),
            at in 0..200_usize,
        ) {
            let (mut trie, mut plain) = (Trie::default(), BTreeMap::new());
            let mut kept = None;
            for (i, (key, value)) in steps.into_iter().enumerate() {
                if i == at {
                    kept = Some((trie.clone(), plain.clone()));
                }
                if let Some(value) = value {
                    prop_assert_eq!(trie.insert(key, value), plain.insert(key, value));
                } else {
                    prop_assert_eq!(trie.remove(key), plain.remove(&key));
                }
                prop_assert_eq!(trie.get(key), value.as_ref());
                prop_assert_eq!(trie.get(key ^ 32), plain.get(&(key ^ 32)));
            }
            for (trie, plain) in kept.into_iter().chain([(trie, plain)]) {
                prop_assert_eq!(trie.len(), plain.len());
                let seen: BTreeMap<_, _> = trie.iter().map(|(k, v)| (k, *v)).collect();
                prop_assert_eq!(seen, plain);
            }
        }
    }
}
