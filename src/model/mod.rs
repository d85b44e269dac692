//! What may exist: kinds, relations and facts, partial dates, evidence, and the one form of change.
//!
//! Nothing in this folder knows the graph, a file format or a query.

mod calendar;
pub mod change;
mod error;
pub mod id;
pub mod image;
mod index;
pub mod name;
pub(crate) mod quoted;
pub mod record;
pub(crate) mod redaction;
pub mod schema;
pub mod typed;
pub(crate) mod unicode;
pub mod value;
mod watch;
pub mod when;

pub use change::{Change, Effect};
pub use error::SchemaError;
pub use id::{Direction, EdgeId, Element, Key, NodeId, slug};
pub use index::{Index, IndexKind};
pub use record::{
    Addition, Bound, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, NameForm, NodeRecord,
};
pub use schema::{Kind, KindId, Relation, RelationId, Schema};
pub use typed::names::*;
pub use typed::{Connects, Id, Link, NodeKind, RelationKind};
pub use value::Value;
pub use watch::{CancelToken, Progress, Stage, Watch};
