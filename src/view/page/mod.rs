//! The network as a page to look around in: what is on it, and where everything stands.
//!
//! A [`Page`] takes a snapshot and a [`Selection`], as a [`Diagram`](super::Diagram) does, and gathers
//! `Contents`: entities, relations with their sources, the times
//! that can be asked about. [`crate::export`] writes them as one file.

mod contents;
mod gather;
#[cfg(test)]
mod tests;

use super::Selection;
use crate::graph::Snapshot;
use crate::model::when::Moment;

pub(crate) use contents::{Contents, Entity, Held, Tie, Voucher};

/// The most entities a page takes: more are neither found by looking nor quick to move about in.
pub const MOST_ENTITIES: usize = 5_000;

/// A page in the making: everything selected, to be searched, filtered and followed in a browser.
///
/// The same snapshot, selection and choices always make the same page. It is not narrowed to a time:
/// [`Page::as_of`] says at which time it opens, and the reader moves on from there.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::view::{Page, Selection};
///
/// let snapshot = Database::london()?.snapshot();
/// let everything = Selection::whole(&snapshot);
/// let page = Page::of(&snapshot, &everything).title("London").as_of("2023-11".parse()?);
/// assert!(page.html().starts_with("<!DOCTYPE html>"));
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Page<'a> {
    snapshot: &'a Snapshot,
    selection: &'a Selection,
    title: Option<String>,
    as_of: Option<Moment>,
}

impl<'a> Page<'a> {
    /// A page of what is selected, which opens at the time that the snapshot is seen at.
    pub fn of(snapshot: &'a Snapshot, selection: &'a Selection) -> Self {
        let as_of = snapshot.lens().and_then(crate::graph::Lens::moment);
        Self { snapshot, selection, title: None, as_of }
    }

    /// Gives it a title in place of the one made from the selection.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// Opens it at a time: what did not hold then is hidden until the reader chooses another.
    #[must_use]
    pub fn as_of(mut self, moment: Moment) -> Self {
        self.as_of = Some(moment);
        self
    }

    /// What is on the page.
    pub(crate) fn contents(&self) -> Contents {
        let mut contents = gather::contents(self.snapshot, self.selection, self.as_of);
        contents.title = match (&self.title, self.selection.centre()) {
            (Some(title), _) => title.clone(),
            (None, Some(centre)) => format!("Around {}", self.snapshot.node_name(centre)),
            (None, None) => "Relationships".to_owned(),
        };
        contents
    }
}
