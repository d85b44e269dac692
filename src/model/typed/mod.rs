//! The schema as Rust types: a type for every kind and every relation, so that a relation between
//! the wrong kinds does not compile.
//!
//! A kind's type, such as [`Organisation`], is what is to be said of one node until
//! [`Transaction::add`] adds it and gives its [`Id`]; a relation's type, such as [`MemberOf`], is
//! what is to be said of one relation until [`Transaction::relate`] adds that. Read back, a relation
//! is a [`Link`]. The types are generated from `graph-data/schema.toml`; what is refused while a
//! program compiles is refused with the same words while one runs, for facts from files.
//!
//! Dates are texts, as precise as the source is: `2023`, `2023-06`, `2023-06-01`,
//! `[2023-06..2023-11-08]` for one day within, `..` for open. They are read when the fact is added,
//! and one that cannot be read fails there, named.
//!
//! ```
//! use plexusdb::Database;
//! use plexusdb::model::{Chairs, MemberOf, Organisation, Partnership, Person};
//!
//! let db = Database::in_memory();
//! let mut tx = db.write()?;
//! let trust = tx.add(Organisation::new("Guy's and St Thomas'").identifier("ods", "RJ1"))?;
//! let ics = tx.add(Partnership::new("South East London ICS").sub_kind("ics"))?;
//! let chair = tx.add(Person::new("Ada Example"))?;
//! tx.relate(trust, MemberOf::since("2022-07"), ics)?;
//! tx.relate(chair, Chairs::default().interim().known("2023-11-08"), ics)?;
//! tx.commit()?;
//!
//! let snap = db.snapshot();
//! let trust = snap.node(snap.find::<Organisation>("ods", "RJ1").unwrap()).unwrap();
//! let (membership, body) = trust.links::<MemberOf>().next().unwrap();
//! assert_eq!(body.name(), "South East London ICS");
//! assert_eq!(membership.words(), "since Jul 2022");
//! # Ok::<(), plexusdb::Error>(())
//! ```
//!
//! An organisation chairs nothing:
//!
//! ```compile_fail,E0277
//! # use plexusdb::Database;
//! # use plexusdb::model::{Chairs, Organisation, Person};
//! # let db = Database::in_memory();
//! # let mut tx = db.write()?;
//! let ics = tx.add(Organisation::new("South East London ICS"))?;
//! let chair = tx.add(Person::new("Ada Example"))?;
//! tx.relate(ics, Chairs::default(), chair)?; // the schema has no `Chairs` relation from `Organisation` to `Person`
//! # Ok::<(), plexusdb::Error>(())
//! ```
//!
//! [`Transaction::add`]: crate::Transaction::add
//! [`Transaction::relate`]: crate::Transaction::relate

mod declare;
mod draft;
mod id;
mod link;
pub mod names;

pub use draft::{EdgeDraft, NodeDraft};
pub use id::Id;
pub use link::Link;
pub use names::*;

/// A kind of node, as a type.
///
/// The types of [`names`] are the built-in kinds. A program with a schema of its own can have a type
/// for a kind of its own, around a [`NodeDraft`]; whether the schema knows the kind shows when a node
/// is added.
///
/// ```
/// use plexusdb::model::typed::{NodeDraft, NodeKind};
///
/// struct Ward(NodeDraft);
///
/// impl NodeKind for Ward {
///     const ID: &'static str = "ward";
///     const LABEL: &'static str = "Ward";
///     const PREFIX: &'static str = "ward";
///
///     fn into_draft(self) -> NodeDraft {
///         self.0
///     }
/// }
///
/// let ward = Ward(NodeDraft::new(Ward::ID, "Ward 3").known("2023"));
/// # let _ = ward;
/// ```
pub trait NodeKind: Sized {
    /// Its id in data files, such as `organisation`.
    const ID: &'static str;
    /// Its label in Cypher, such as `Organisation`.
    const LABEL: &'static str;
    /// What stands before the colon in the keys of its nodes, such as `org`.
    const PREFIX: &'static str;

    /// What is to be said of the node.
    fn into_draft(self) -> NodeDraft;
}

/// A relation, as a type.
pub trait RelationKind: Sized {
    /// Its id in data files, such as `member-of`.
    const ID: &'static str;
    /// Its type in Cypher, such as `MEMBER_OF`.
    const TYPE: &'static str;

    /// What is to be said of the relation.
    fn into_draft(self) -> EdgeDraft;
}

/// A relation that the schema allows from nodes of kind `A` to nodes of kind `B`.
#[diagnostic::on_unimplemented(
    message = "the schema has no `{Self}` relation from `{A}` to `{B}`",
    label = "`{Self}` does not lead from `{A}` to `{B}`",
    note = "its legal ends are declared in graph-data/schema.toml, and listed in the docs of `{Self}`"
)]
pub trait Connects<A: NodeKind, B: NodeKind>: RelationKind {}

/// A kind of node that the schema lets `R` reach from nodes of kind `A`: [`Connects`], asked of the
/// far end.
///
/// The compiler judges an argument as soon as it knows the type that is asked, and the far end is
/// the last one it comes to: asked in this way, a refusal can name both ends.
pub trait ReachedBy<R, A>: NodeKind {}

impl<R: Connects<A, B>, A: NodeKind, B: NodeKind> ReachedBy<R, A> for B {}
