//! The one form in which anything enters the graph.
//!
//! Two ways of speaking, one graph. What is *said of* the world comes as a record, with its dates
//! and its evidence; what is *drawn* comes as a node or a relation with labels and properties, as
//! Cypher writes them. Both end as the same row of the graph: labels, properties, a life. Readers
//! see that row and never ask which way it came; the record stands beside it where there is one.
//!
//! So the only place where the two differ is the writing of a row that has a record. There a
//! property is a part of what is said: the change is made in the record, the schema's rules are
//! held, and the row is made anew from the record. A row without a record is changed as it stands.
//!
//! | | node drawn by Cypher | property set on a recorded node |
//! |---|---|---|
//! | schema `health` | becomes a record: its labels are a kind and sub-kinds, it has a name | changes the record |
//! | schema `open` | a row without a record | changes the record |

use std::sync::Arc;

use super::id::{EdgeId, Element, Key, NodeId};
use super::image::Image;
use super::index::Index;
use super::record::{Addition, EdgeRecord, NodeRecord};
use super::value::{Map, Value};

/// One change to what is known. Files, the prompt, Cypher and the library all speak in these, so
/// that rules, history and undo are written once.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Adds a node.
    AddNode(NodeRecord),
    /// Says more of a node that exists.
    ExtendNode(Key, Addition),
    /// Adds a relation between two nodes that exist. Where the same relation is there already and
    /// neither dates nor attributes contradict it, the evidences are put together instead.
    AddEdge(EdgeRecord),
    /// Draws a node with these labels and properties; properties that are `null` are left out.
    CreateNode {
        /// Its labels, in any order.
        labels: Vec<Arc<str>>,
        /// Its properties.
        properties: Map,
    },
    /// Draws a relation, also where one of that type is there already.
    CreateEdge {
        /// The node it starts from.
        from: NodeId,
        /// Its type, such as `MEMBER_OF`.
        rel_type: Arc<str>,
        /// The node it leads to.
        to: NodeId,
        /// Its properties.
        properties: Map,
    },
    /// Gives a property a value in place of the one it had; `null` takes the property away.
    SetProperty {
        /// What has the property.
        on: Element,
        /// The property's name.
        name: Arc<str>,
        /// Its value.
        value: Value,
    },
    /// Sets several properties at once; those that are `null` are taken away.
    SetProperties {
        /// What has the properties.
        on: Element,
        /// Their values.
        properties: Map,
        /// Whether properties that are not named are taken away.
        replace: bool,
    },
    /// Gives a node labels; those it carries already stay.
    AddLabels(NodeId, Vec<Arc<str>>),
    /// Takes labels from a node; those it does not carry are passed over.
    RemoveLabels(NodeId, Vec<Arc<str>>),
    /// Removes a relation.
    RemoveEdge(EdgeId),
    /// Removes a node, which must have no relations.
    RemoveNode(NodeId),
    /// Declares an index; a unique one must hold of what is there.
    AddIndex(Index),
    /// Takes back the index of this name.
    RemoveIndex(Arc<str>),
}

/// One step of a transaction.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly every step is a change")]
pub enum Step {
    /// A change.
    Change(Change),
    /// The next node and the next relation get these ids: those before were given to what has been
    /// rolled back.
    Skip((u32, u32)),
    /// The graph is again as the commit of this number left it; 0 is the beginning. The ids given out
    /// since are not given out again.
    Return(u64),
    /// The graph is this one, which was put together as a whole; so many of its nodes and relations are
    /// new.
    Whole(Arc<Image>, u64),
}

/// What a [`Change`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// The node or relation that was added, or that took the new one in.
    pub element: Option<Element>,
    /// How many properties were given a value or taken away.
    pub properties_set: u64,
    /// How many labels were given to nodes.
    pub labels_added: u64,
    /// How many labels were taken from nodes.
    pub labels_removed: u64,
}
