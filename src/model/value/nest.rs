//! Lists and maps as values hold them: shared, and measured when they are made.

use std::ops::Deref;
use std::sync::Arc;

use super::{Map, Value};

/// A list or a map, shared by all its clones.
///
/// How deep it nests and what it weighs are known from the start, because its parts are made before
/// it: so a limit on either is looked at in `O(1)` and without recursion.
#[derive(Debug, Clone)]
pub struct Nest<T: Content>(Arc<Measured<T>>);

#[derive(Debug)]
struct Measured<T: Content> {
    depth: usize,
    weight: usize,
    content: T,
}

/// What a [`Nest`] holds.
pub trait Content {
    /// Takes the values out.
    fn take(&mut self) -> Vec<Value>;
}

impl Content for Box<[Value]> {
    fn take(&mut self) -> Vec<Value> {
        std::mem::take(self).into_vec()
    }
}

impl Content for Map {
    fn take(&mut self) -> Vec<Value> {
        std::mem::take(self).into_values().collect()
    }
}

/// How deep a value may nest for its parts to be dropped by recursion.
const SHALLOW: usize = 128;

/// A host may nest values deeper than any stack.
impl<T: Content> Drop for Measured<T> {
    fn drop(&mut self) {
        if self.depth <= SHALLOW {
            return;
        }
        let mut open = self.content.take();
        while let Some(value) = open.pop() {
            match value {
                Value::List(list) => open.extend(list.last_parts()),
                Value::Map(map) => open.extend(map.last_parts()),
                _ => {}
            }
        }
    }
}

impl<T: Content> Nest<T> {
    fn new(content: T, measures: impl FnOnce(&T) -> (usize, usize)) -> Self {
        let (depth, weight) = measures(&content);
        Self(Arc::new(Measured { depth: depth.saturating_add(1), weight, content }))
    }

    /// The values within, where nothing else holds them.
    fn last_parts(self) -> Vec<Value> {
        Arc::into_inner(self.0).map(|mut own| own.content.take()).unwrap_or_default()
    }

    /// Whether something else holds it too.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

/// The depth of the deepest value, and the weight of all together.
fn measured<'a>(values: impl Iterator<Item = &'a Value>) -> (usize, usize) {
    values.fold((0, 0), |(depth, weight), value| {
        (depth.max(value.depth()), weight.saturating_add(value.weight()))
    })
}

impl Nest<Map> {
    /// The map itself; copied where something else holds it too.
    pub(crate) fn into_map(mut self) -> Map {
        match Arc::get_mut(&mut self.0) {
            Some(own) => std::mem::take(&mut own.content),
            None => self.0.content.clone(),
        }
    }
}

impl From<Vec<Value>> for Nest<Box<[Value]>> {
    fn from(values: Vec<Value>) -> Self {
        Self::new(values.into_boxed_slice(), |values| measured(values.iter()))
    }
}

impl From<Map> for Nest<Map> {
    fn from(map: Map) -> Self {
        Self::new(map, |map| {
            let (depth, weight) = measured(map.values());
            (depth, weight.saturating_add(map.keys().map(|key| key.len()).sum()))
        })
    }
}

impl<T: Content> Deref for Nest<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.content
    }
}

impl Value {
    /// How deep lists and maps nest in it: 0 for a plain value, 1 for a list of those. `O(1)`.
    ///
    /// ```
    /// use plexusdb::model::Value;
    ///
    /// assert_eq!(Value::from(1).depth(), 0);
    /// assert_eq!(Value::from(vec![vec![1]]).depth(), 2);
    /// ```
    pub fn depth(&self) -> usize {
        match self {
            Self::List(values) => values.0.depth,
            Self::Map(map) => map.0.depth,
            _ => 0,
        }
    }

    /// The bytes it takes, roughly; what is shared within it counts as often as it would be
    /// written out. `O(1)`.
    pub(crate) fn weight(&self) -> usize {
        let within = match self {
            Self::String(text) => text.len(),
            Self::List(values) => values.0.weight,
            Self::Map(map) => map.0.weight,
            Self::Path(path) => path.weight(),
            _ => 0,
        };
        within.saturating_add(size_of::<Self>())
    }
}
