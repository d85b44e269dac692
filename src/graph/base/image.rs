//! The base as a file holds it, and the base of what a file holds.

use std::sync::Arc;

use super::{Base, Table};
use crate::graph::column::{Column, Presence};
use crate::graph::life::{Life, Lives};
use crate::graph::symbol::{Label, RelType};
use crate::model::image::{self, Image};
use crate::model::record::{EdgeRecord, NodeRecord};
use crate::model::when::Validity;
use crate::model::{EdgeId, NodeId, Schema};

impl<R> Table<R> {
    /// The table with a column for each of so many properties.
    fn image(&self, keys: usize) -> image::Table<R> {
        let records = (0..).zip(&self.records);
        let mut columns: Vec<_> = self.columns.iter().map(|column| column.image()).collect();
        columns.resize_with(keys, || Column::default().image());
        image::Table {
            ids: self.ids.iter().collect(),
            records: records
                .filter_map(|(rank, r)| Some((rank, Arc::clone(r.as_ref()?))))
                .collect(),
            columns,
        }
    }

    /// The table without its lives.
    fn of_image(table: image::Table<R>, next: u32, keys: usize) -> Option<Self> {
        let image::Table { ids, records: stated, columns } = table;
        let sound = ids.is_sorted_by(|a, b| a < b)
            && ids.last().is_none_or(|last| *last < next)
            && stated.is_sorted_by(|a, b| a.0 < b.0)
            && columns.len() <= keys
            && columns.iter().all(|c| c.ids.last().is_none_or(|last| *last < next));
        if !sound {
            return None;
        }
        let mut records = vec![None; ids.len()];
        for (rank, record) in stated {
            *records.get_mut(rank as usize)? = Some(record);
        }
        let columns: Option<Vec<_>> =
            columns.into_iter().map(|column| Column::of_image(column).map(Arc::new)).collect();
        Some(Self {
            ids: Presence::of_list(&ids),
            records,
            lives: Lives::default(),
            columns: columns?,
        })
    }
}

impl Base {
    /// Puts the base into the columns of an image.
    pub(in crate::graph) fn write(&self, image: &mut Image) {
        let keys = image.names.keys.len();
        image.nodes = self.nodes.image(keys);
        image.edges = self.edges.image(keys);
        let set = |set: &Arc<[Label]>| set.iter().map(|label| label.0).collect();
        image.label_sets = self.label_sets.iter().map(set).collect();
        image.labels.clone_from(&self.labels);
        image.from = self.ends.iter().map(|(from, ..)| from.0).collect();
        image.to = self.ends.iter().map(|(_, to, _)| to.0).collect();
        image.types = self.ends.iter().map(|(.., rel_type)| rel_type.0).collect();
    }

    /// The base of an image, or what is wrong with it. Linear, but for the sorting of the relations.
    pub(in crate::graph) fn of_image(image: Image, schema: &Schema) -> Result<Self, &'static str> {
        let Image { next, names, nodes, edges, label_sets, labels, from, to, types, indexes: _ } =
            image;
        let keys = names.keys.len();
        let nodes = Table::of_image(nodes, next.0, keys).ok_or("its nodes do not fit together")?;
        let edges =
            Table::of_image(edges, next.1, keys).ok_or("its relations do not fit together")?;
        let (nodes, edges) = (Arc::new(nodes), Arc::new(edges));
        let mut base =
            Self { nodes: Arc::clone(&nodes), edges: Arc::clone(&edges), ..Self::default() };

        let is_label = |label: &u32| (*label as usize) < names.labels.len();
        let sets_fit = label_sets.iter().flatten().all(is_label)
            && labels.len() == base.nodes.ids.count()
            && labels.iter().all(|place| (*place as usize) < label_sets.len());
        if !sets_fit {
            return Err("its labels do not fit its nodes");
        }
        let count = base.edges.ids.count();
        let is_node = |id: &u32| base.nodes.ids.contains(*id);
        let ends_fit = [&from, &to, &types].iter().all(|column| column.len() == count)
            && from.iter().chain(&to).all(is_node)
            && types.iter().all(|number| (*number as usize) < names.types.len());
        if !ends_fit {
            return Err("its relations do not fit its nodes");
        }

        let sets: Vec<Arc<[Label]>> =
            label_sets.into_iter().map(|set| set.into_iter().map(Label).collect()).collect();
        // Both ask for every id once, ascending: the next one has the next rank.
        let mut places = labels.iter();
        base.put_labels(nodes.ids.iter().map(NodeId), |_| sets.get(*places.next()? as usize));
        let mut ends = from.iter().zip(&to).zip(&types);
        base.put_ends(edges.ids.iter().map(EdgeId), |_| {
            let ((from, to), rel_type) = ends.next()?;
            Some((NodeId(*from), NodeId(*to), RelType(*rel_type)))
        });
        drop((nodes, edges));
        base.put_lives(schema);
        Ok(base)
    }

    /// Works out from the records when everything held.
    fn put_lives(&mut self, schema: &Schema) {
        let always = Life::of_node(&Validity::default());
        let of_node = |record: &Option<Arc<NodeRecord>>| {
            record.as_ref().map_or(always, |record| Life::of_node(&record.validity))
        };
        let lives = if self.nodes.records.iter().all(Option::is_none) {
            Lives::unknown(self.nodes.records.len())
        } else {
            Lives::of(self.nodes.records.iter().map(of_node))
        };
        if let Some(nodes) = Arc::get_mut(&mut self.nodes) {
            nodes.lives = lives;
        }
        let of_edge =
            |(record, (from, to, _)): (&Option<Arc<EdgeRecord>>, &(NodeId, NodeId, _))| {
                let Some(record) = record else { return always };
                let relation =
                    schema.relation_named(&record.relation).and_then(|id| schema.relation(id));
                let bounds = |id: &NodeId| self.nodes.life(id.0).unwrap_or(always).bounds;
                let event = relation.is_some_and(|relation| relation.event);
                Life::of_edge(record, event, [bounds(from), bounds(to)])
            };
        let lives = if self.edges.records.iter().all(Option::is_none) {
            Lives::unknown(self.edges.records.len())
        } else {
            Lives::of(self.edges.records.iter().zip(&self.ends).map(of_edge))
        };
        if let Some(edges) = Arc::get_mut(&mut self.edges) {
            edges.lives = lives;
        }
    }
}
