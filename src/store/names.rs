//! Names that a batch of records shares, each written once.

use std::collections::HashMap;
use std::sync::Arc;

use super::codec::Fault;

/// Gives names their places while a batch is written.
#[derive(Debug, Default)]
pub(super) struct Interner {
    names: Vec<String>,
    places: HashMap<String, u32>,
}

impl Interner {
    /// The place of a name.
    pub(super) fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    /// The names in the order of their places.
    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// The names of a batch that is read.
#[derive(Debug)]
pub(super) struct Names(Vec<Arc<str>>);

impl Names {
    /// These names, in the order of their places.
    pub(super) fn of(names: Vec<String>) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }

    /// The name at a place.
    pub(super) fn at(&self, place: u32) -> Result<&Arc<str>, Fault> {
        self.0.get(place as usize).ok_or(Fault::Malformed)
    }

    /// The name at a place as a text of its own.
    pub(super) fn text(&self, place: u32) -> Result<String, Fault> {
        self.at(place).map(|name| String::from(&**name))
    }

    /// The names at these places.
    pub(super) fn all(&self, places: &[u32]) -> Result<Vec<Arc<str>>, Fault> {
        places.iter().map(|place| self.at(*place).cloned()).collect()
    }
}
