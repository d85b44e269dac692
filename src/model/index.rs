//! Indexes that somebody has declared.

use std::fmt;
use std::sync::Arc;

/// Properties by which nodes of a label are sought, by their own name.
///
/// Any property can be sought without one. What an index adds is its promise, where it is unique:
/// no two nodes of the label have the same values of its properties. A node that lacks one of them
/// promises nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name, which no other index has.
    pub name: Arc<str>,
    /// The label of the nodes it is on.
    pub label: Arc<str>,
    /// The properties, at least one.
    pub properties: Vec<Arc<str>>,
    /// Whether the values are of one node only.
    pub unique: bool,
}

impl Index {
    /// Whether the other one is on the same, whatever their names.
    pub fn is_like(&self, other: &Self) -> bool {
        self.unique == other.unique
            && self.label == other.label
            && self.properties == other.properties
    }

    /// What one is called: a constraint or an index.
    pub fn word(unique: bool) -> &'static str {
        if unique { "constraint" } else { "index" }
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`:{}({})`", self.label, self.properties.join(", "))
    }
}
