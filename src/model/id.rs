//! Names of things: the curated key people write, and the numbers the graph works with.

use std::fmt;
use std::sync::Arc;

/// The curated id of a node, such as `org:hcl`: stable, and never derived from an external code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<str>);

impl Key {
    /// The key of this text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The most characters of a name that a key is made of.
const SLUG: usize = 60;

/// A name as the second part of a key: in lower-case letters, figures and `-`; `unnamed` where none of
/// it can be written so.
///
/// ```
/// use plexusdb::model::slug;
///
/// assert_eq!(slug("Guy's & St Thomas’ (NHS)"), "guys-and-st-thomas-nhs");
/// ```
pub fn slug(name: &str) -> String {
    let folded = super::name::fold(name);
    let plain = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words = folded.split(' ').map(plain).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let cut: String = joined.chars().take(SLUG).collect();
    let cut = cut.trim_end_matches('-');
    if cut.is_empty() { "unnamed".to_owned() } else { cut.to_owned() }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A node of the graph. Never reused, also after the node is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A relation of the graph. Never reused, also after the relation is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// A node or a relation of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A node.
    Node(NodeId),
    /// A relation.
    Edge(EdgeId),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => write!(f, "node #{}", id.0),
            Self::Edge(id) => write!(f, "relation #{}", id.0),
        }
    }
}

/// Which way a relation is followed from a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the node to others.
    Out,
    /// From others to the node.
    In,
    /// Both ways.
    Both,
}

impl Direction {
    /// The same relations seen from the other end.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Out => Self::In,
            Self::In => Self::Out,
            Self::Both => Self::Both,
        }
    }
}
