//! Indexes that somebody has declared.

use std::fmt;
use std::sync::Arc;

/// Properties by which nodes of a label are sought, by their own name.
///
/// Any property can be sought without one. What an index adds is its promise, where it is unique:
/// no two nodes of the label have the same values of its properties. A node that lacks one of them
/// promises nothing. Or that the words of texts are sought, where it is a full-text one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name, which no other index has.
    pub name: Arc<str>,
    /// The label of the nodes it is on.
    pub label: Arc<str>,
    /// The properties, at least one.
    pub properties: Vec<Arc<str>>,
    /// What it is for.
    pub kind: IndexKind,
}

/// What an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IndexKind {
    /// Nodes are sought by values.
    #[default]
    Plain,
    /// The values are of one node only.
    Unique,
    /// Nodes are sought by the words of texts, the best first.
    FullText,
}

impl Index {
    /// Whether the other one is on the same, whatever their names.
    pub fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind && self.label == other.label && self.properties == other.properties
    }

    /// Whether the values are of one node only.
    pub fn is_unique(&self) -> bool {
        self.kind == IndexKind::Unique
    }
}

impl IndexKind {
    /// What one is called: a constraint or an index.
    pub fn word(self) -> &'static str {
        if self == Self::Unique { "constraint" } else { "index" }
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`:{}({})`", self.label, self.properties.join(", "))
    }
}
