//! Writing by the types of the schema.

use super::Transaction;
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::typed::{Id, NodeKind, ReachedBy, RelationKind};
use crate::model::{Change, EdgeId, Element, Key, NodeId, SchemaError};

impl Transaction<'_> {
    /// Adds a node and gives its id, good from now on.
    ///
    /// Where it states no key it gets one of its own: the prefix of its kind and its name, such as
    /// `org:brent-council`, and `org:brent-council-2` for another of that name. One that is refused
    /// has no effect, and the transaction goes on without it.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::{Organisation, Place};
    ///
    /// let db = Database::in_memory();
    /// let mut tx = db.write()?;
    /// let council = tx.add(Organisation::new("Brent Council").sub_kind("council").aka("LB Brent"))?;
    /// assert_eq!(tx.snapshot().node(council).unwrap().key(), "org:brent-council");
    ///
    /// let error = tx.add(Place::new("Brent").since("2020/21")).unwrap_err();
    /// assert!(error.to_string().starts_with("the date `2020/21` is refused"));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A key or an identifier that another node has; a sub-kind, scheme, attribute or fact that the
    /// schema does not know; a date that cannot be read or an end before the start.
    pub fn add<K: NodeKind>(&mut self, node: K) -> Result<Id<K>> {
        let draft = node.into_draft();
        let (name, key) = draft.names();
        let key = key.cloned().unwrap_or_else(|| self.draft.free_key(K::PREFIX, name));
        let record = draft.into_record(key.clone(), |id| key_of(&self.draft, id))?;
        if record.kind != K::ID {
            let kind = SchemaError::UnknownKind { kind: record.kind, nearest: Some(K::ID.into()) };
            return Err(kind.into());
        }
        match self.draft.apply(Change::AddNode(record))?.element {
            Some(Element::Node(id)) => Ok(Id::new(id)),
            _ => Err(SchemaError::UnknownNode { id: key.to_string(), nearest: None }.into()),
        }
    }

    /// Adds a relation between two nodes and gives its id.
    ///
    /// A relation that the schema does not have between such nodes does not compile. Where the same
    /// relation is there already and neither dates nor attributes contradict it, the evidences are
    /// put together and its id is given. One that is refused has no effect, and the transaction goes
    /// on without it.
    ///
    /// ```
    /// use plexusdb::Database;
    /// use plexusdb::model::{Chairs, Organisation, Person};
    ///
    /// let db = Database::in_memory();
    /// let mut tx = db.write()?;
    /// let body = tx.add(Organisation::new("Brent Council"))?;
    /// let chair = tx.add(Person::new("Ada Example"))?;
    /// let quote = "Ada Example, chair of the council";
    /// tx.relate(chair, Chairs::since("2021-05").evidence("src:minutes", quote), body)?;
    /// tx.commit()?;
    ///
    /// let snap = db.snapshot();
    /// let (post, person) = snap.node(body).unwrap().backlinks::<Chairs>().next().unwrap();
    /// assert_eq!((person.name(), post.words().as_str()), ("Ada Example", "since May 2021"));
    /// assert_eq!(post.evidence()[0].quote.as_deref(), Some(quote));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A node of another database; a relation from a node to itself; a date that cannot be read or
    /// an end before the start.
    pub fn relate<A, R, B>(&mut self, from: Id<A>, relation: R, to: Id<B>) -> Result<EdgeId>
    where
        A: NodeKind,
        R: RelationKind,
        B: ReachedBy<R, A>,
    {
        let key_of = |id| key_of(&self.draft, id);
        let (from, to) = (key_of(from.node())?, key_of(to.node())?);
        let record = relation.into_draft().into_record(from, to, key_of)?;
        match self.draft.apply(Change::AddEdge(record))?.element {
            Some(Element::Edge(id)) => Ok(id),
            _ => {
                Err(SchemaError::UnknownRelation { relation: R::ID.to_owned(), nearest: None }
                    .into())
            }
        }
    }
}

fn key_of(graph: &Snapshot, id: NodeId) -> Result<Key, SchemaError> {
    let record = graph.node_record(id);
    record
        .map(|record| record.key.clone())
        .ok_or_else(|| SchemaError::UnknownNode { id: format!("#{}", id.0), nearest: None })
}
