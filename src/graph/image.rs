//! The graph as a file holds it.

use std::sync::Arc;

use super::apply::room_for;
use super::base::Base;
use super::snapshot::Snapshot;
use super::words::Words;
use crate::model::change::Step;
use crate::model::image::{Image, Names};
use crate::model::{NodeId, Schema, SchemaError};

impl Snapshot {
    /// The graph in columns. Linear in what it holds.
    pub(crate) fn image(&self) -> Image {
        let mut folded = self.clone();
        folded.part_all();
        folded.fold();
        let state = &folded.0;
        let names =
            |names: &super::symbol::Names| names.iter().map(|(_, name)| name.into()).collect();
        let mut image = Image {
            next: state.next,
            names: Names {
                labels: names(&state.symbols.labels),
                types: names(&state.symbols.types),
                keys: names(&state.symbols.keys),
            },
            indexes: state.declared.indexes.to_vec(),
            ..Image::default()
        };
        state.base.write(&mut image);
        image
    }

    /// The graph of an image, or what is wrong with it.
    pub(crate) fn of_image(image: Image, schema: &Schema) -> Result<Self, &'static str> {
        let mut graph = Self::empty(schema.clone());
        let names = &image.names;
        let text = |name: &Arc<str>| Arc::clone(name);
        let (labels, types, keys): (Vec<_>, Vec<_>, Vec<_>) = (
            names.labels.iter().map(text).collect(),
            names.types.iter().map(text).collect(),
            names.keys.iter().map(text).collect(),
        );
        graph.make_known(
            labels.iter().map(|name| &**name),
            types.iter().map(|name| &**name),
            keys.iter().map(|name| &**name),
        );
        let state = Arc::make_mut(&mut graph.0);
        let known =
            (state.symbols.labels.len(), state.symbols.types.len(), state.symbols.keys.len());
        if known != (labels.len(), types.len(), keys.len()) {
            return Err("two of its names are one");
        }
        state.next = image.next;
        if image.indexes.iter().any(|index| index.properties.is_empty()) {
            return Err("an index is on no property");
        }
        state.declared.indexes = Arc::new(image.indexes.clone());
        state.words = Words::beside(&state.declared.indexes);
        state.base = Arc::new(Base::of_image(image, schema)?);
        graph.put_index();
        graph.join_all();
        Ok(graph)
    }

    /// Puts another graph behind this one, as one step. One that does not keep what is declared unique
    /// has no effect. Linear in both.
    pub(crate) fn take_behind(&mut self, more: Image) -> Result<(), SchemaError> {
        room_for(more.next.0, self.0.next.0, "nodes")?;
        room_for(more.next.1, self.0.next.1, "relations")?;
        let new = (more.nodes.ids.len() + more.edges.ids.len()) as u64;
        let image = self.image().followed_by(more);
        // What is kept for the file shares its texts with the graph.
        let kept = self.0.journal.as_ref().map(|_| Arc::new(image.clone()));
        let graph = Self::of_image(image, self.schema());
        let mut graph = graph.map_err(|what| SchemaError::BadAttribute {
            on: "the graph".to_owned(),
            name: "what is to come behind it".to_owned(),
            reason: what.to_owned(),
        })?;
        graph.hold_promises()?;
        if let Some(image) = kept {
            graph.keep_journal();
            graph.note(Some(Step::Whole(image, new)));
        }
        *self = graph;
        Ok(())
    }

    /// Makes every node of the base that has a record be found by what it is called; the name of a
    /// drawn one is a property among others.
    fn put_index(&mut self) {
        let mut index = super::index::Index::default();
        let base = Arc::clone(&self.0.base);
        for id in base.nodes.ids.iter().map(NodeId) {
            if let Some(record) = base.nodes.record(id.0) {
                index.add(id, record);
                index.add_name(id, &record.name);
            }
        }
        Arc::make_mut(&mut self.0).index = index;
    }
}
