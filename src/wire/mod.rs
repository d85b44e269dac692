//! *Values on a wire*: the typed JSON of Neo4j's Query API, version 2, both ways.
//!
//! Every value is an object of its type and itself, `{"$type": "Integer", "_value": "1"}`: so that whole
//! numbers keep their 64 bits and dates stay dates in any language. [`Typed`] writes a value of a
//! snapshot, [`Parameter`] reads one that a query is to be given.
//!
//! | openCypher | `$type` | `_value` |
//! |---|---|---|
//! | null | `Null` | `null` |
//! | a truth value | `Boolean` | `true` |
//! | a whole number | `Integer` | `"1"` |
//! | a floating-point number | `Float` | `"1.5"`, `"NaN"`, `"Infinity"`, `"-Infinity"` |
//! | a text | `String` | `"Brent"` |
//! | a date | `Date` | `"2023-11-08"` |
//! | a local time | `LocalTime` | `"12:30:00"` |
//! | a time | `Time` | `"12:30:00+01:00"` |
//! | a local date and time | `LocalDateTime` | `"2023-11-08T12:30:00"` |
//! | a date and time at an offset | `OffsetDateTime` | `"2023-11-08T12:30:00Z"` |
//! | a date and time in a zone | `ZonedDateTime` | `"2023-11-08T12:30:00Z[Europe/London]"` |
//! | a duration | `Duration` | `"P1Y2M3DT4H5M6.5S"` |
//! | a list | `List` | values, each an object of this form |
//! | a map | `Map` | an object of such values |
//! | a node | `Node` | `_element_id`, `_labels`, `_properties` |
//! | a relationship | `Relationship` | `_element_id`, `_start_node_element_id`, `_end_node_element_id`, `_type`, `_properties` |
//! | a path | `Path` | its nodes and relationships by turns, each an object of this form |
//!
//! Neo4j's `Base64`, `Point` and `Vector` have no value here and are refused.

mod kind;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::Parameter;
pub use write::Typed;
