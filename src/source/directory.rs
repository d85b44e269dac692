//! The nodes that are there before a text is read, by their ids and by their names.

use std::collections::HashMap;

use crate::model::Key;
use crate::model::name::fold;

/// Nodes that texts may speak of without declaring them, such as those of a database.
///
/// ```
/// use plexusdb::source::{Directory, Reading};
///
/// let mut there = Directory::default();
/// there.add("org:hcl", "organisation", ["Healthcare Central London", "HCL"]);
/// there.add("pship:plsp", "partnership", ["Paddington Life Sciences Partners"]);
/// let sheet = "from,type,to\nHCL,member of,Paddington Life Sciences Partners\n";
/// let data = Reading::new().beside(there).texts([("joined.csv", sheet)]);
/// assert_eq!(data.entries.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Directory {
    kinds: HashMap<String, String>,
    /// By the folded name, the nodes that bear it.
    names: HashMap<String, Vec<Key>>,
}

impl Directory {
    /// Enters a node: its id, the id of its kind, and the names it is called by.
    pub fn add<'n>(&mut self, id: &str, kind: &str, names: impl IntoIterator<Item = &'n str>) {
        self.kinds.insert(id.to_owned(), kind.to_owned());
        for name in names {
            let bearers = self.names.entry(fold(name)).or_default();
            if bearers.iter().all(|key| key.as_str() != id) {
                bearers.push(Key::from(id));
            }
        }
    }

    /// The kind of the node with this id.
    pub(super) fn kind_of(&self, id: &str) -> Option<&str> {
        self.kinds.get(id).map(String::as_str)
    }

    /// The nodes that are called so, in capitals or not, with accents or without.
    pub(super) fn called(&self, name: &str) -> &[Key] {
        self.names.get(&fold(name)).map_or(&[], Vec::as_slice)
    }

    /// The ids there are, in no order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// The names there are, folded, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}
