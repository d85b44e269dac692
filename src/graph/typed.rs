//! Reading by the types of the schema.

use super::node::NodeRef;
use super::snapshot::Snapshot;
use crate::model::typed::{Id, Link, NodeKind, RelationKind};
use crate::model::{Direction, NodeId};

impl Snapshot {
    /// The id of a node with its kind, where it is of that kind.
    pub fn typed<K: NodeKind>(&self, node: impl Into<NodeId>) -> Option<Id<K>> {
        let node = node.into();
        let is = self.node_record(node).is_some_and(|record| record.kind == K::ID);
        is.then(|| Id::new(node))
    }

    /// The node of kind `K` that has this code in a scheme, such as `RJ1` in `ods`.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::{Organisation, Place};
    ///
    /// let db = Database::in_memory();
    /// let mut tx = db.write()?;
    /// let trust = tx.add(Organisation::new("Guy's and St Thomas'").identifier("ods", "RJ1"))?;
    /// tx.commit()?;
    /// assert_eq!(db.snapshot().find::<Organisation>("ods", "RJ1"), Some(trust));
    /// assert_eq!(db.snapshot().find::<Place>("ods", "RJ1"), None);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn find<K: NodeKind>(&self, scheme: &str, code: &str) -> Option<Id<K>> {
        self.typed(self.by_identifier(scheme, code)?)
    }

    /// Every node of kind `K`, ascending.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::Partnership;
    ///
    /// let snap = Database::london()?.snapshot();
    /// let names: Vec<_> = snap.all::<Partnership>().map(|id| snap.node(id).unwrap().name()).collect();
    /// assert!(names.contains(&"Paddington Life Sciences Partners"));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn all<K: NodeKind>(&self) -> impl Iterator<Item = Id<K>> + '_ {
        let label = self.label(K::LABEL);
        let nodes = label.into_iter().flat_map(|label| self.nodes_with(label));
        // A schema may give one kind the label of another's sub-kind.
        nodes.filter_map(|id| self.typed(id))
    }
}

impl<'s> NodeRef<'s> {
    /// Whether it is of kind `K`.
    pub fn is<K: NodeKind>(&self) -> bool {
        self.record.kind == K::ID
    }

    /// The relations of type `R` from here, each with the node it leads to.
    ///
    /// They come by far node, then by relation. A symmetric relation leads from both of its ends,
    /// whichever way round it was entered.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::{Class, MemberOf, Organisation, Partnership};
    ///
    /// let db = Database::in_memory();
    /// let mut tx = db.write()?;
    /// let gps = tx.add(Organisation::new("Healthcare Central London"))?;
    /// let partners = tx.add(Partnership::new("Paddington Life Sciences Partners"))?;
    /// tx.relate(gps, MemberOf::since("2023-11").class(Class::Associate), partners)?;
    /// tx.commit()?;
    ///
    /// let snap = db.snapshot();
    /// for (membership, body) in snap.node(gps).unwrap().links::<MemberOf>() {
    ///     assert_eq!(body.name(), "Paddington Life Sciences Partners");
    ///     assert_eq!(membership.class(), Some(Class::Associate));
    /// }
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn links<R: RelationKind>(
        &self,
    ) -> impl Iterator<Item = (Link<'s, R>, NodeRef<'s>)> + use<'s, R> {
        self.linked(Direction::Out)
    }

    /// The relations of type `R` to here, each with the node it comes from, in the order of
    /// [`links`](NodeRef::links).
    pub fn backlinks<R: RelationKind>(
        &self,
    ) -> impl Iterator<Item = (Link<'s, R>, NodeRef<'s>)> + use<'s, R> {
        self.linked(Direction::In)
    }

    fn linked<R: RelationKind>(
        &self,
        direction: Direction,
    ) -> impl Iterator<Item = (Link<'s, R>, NodeRef<'s>)> + use<'s, R> {
        let near = self.id();
        self.related(R::ID, direction).map(move |edge| {
            let (from, to) = edge.ends;
            let far = if from == near { edge.to() } else { edge.from() };
            debug_assert!(near == from || near == to, "a relation at a node has it as an end");
            (Link::new(edge.id(), edge.record()), far)
        })
    }
}
