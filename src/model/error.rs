//! Why a change is refused.

use std::fmt;

/// A rule of the model or of the schema that a change would break.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// A kind the schema does not know.
    UnknownKind {
        /// The kind asked for.
        kind: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// A relation the schema does not know.
    UnknownRelation {
        /// The relation asked for.
        relation: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// A relation between kinds it does not join.
    IllegalEnds {
        /// The relation.
        relation: String,
        /// The kind it would start from.
        from: String,
        /// The kind it would lead to.
        to: String,
        /// What the schema allows, in words.
        allowed: String,
    },
    /// A node named by a change does not exist.
    UnknownNode {
        /// Its id.
        id: String,
        /// The nearest id there is.
        nearest: Option<String>,
    },
    /// An id that is taken.
    DuplicateId {
        /// The id.
        id: String,
    },
    /// An attribute or a fact that is not declared, or a value it does not take.
    BadAttribute {
        /// The relation or kind it stands on.
        on: String,
        /// The attribute's name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A date that cannot be read or cannot be.
    BadDate {
        /// The text.
        text: String,
        /// What is wrong with it, with what to write instead where that can be told.
        reason: String,
    },
    /// A value that no property can hold.
    BadValue {
        /// The property's name.
        name: String,
        /// The value's type.
        given: String,
    },
    /// A node that cannot be removed, because relations hang on it.
    Connected {
        /// The node, by its name or number.
        node: String,
        /// How many relations hang on it.
        relations: usize,
    },
    /// A node or a relation that is no longer there.
    Removed {
        /// What it was.
        what: String,
    },
    /// Two nodes have the same values of properties that are declared unique.
    NotUnique {
        /// The label and the properties.
        on: String,
        /// The properties with the values.
        equal: String,
        /// The nodes, by their names.
        nodes: [String; 2],
    },
    /// An index that is there already, by its name or by what it is on.
    IndexExists {
        /// The name of the one there is.
        name: String,
        /// What that one is on.
        on: String,
    },
    /// An index that is not there.
    UnknownIndex {
        /// The name asked for.
        name: String,
    },
    /// Labels that make no node of the schema.
    BadLabels {
        /// The labels given.
        labels: Vec<String>,
        /// What is wrong with them.
        reason: String,
        /// What the schema allows, in words.
        allowed: String,
    },
}

impl SchemaError {
    /// The stable code, such as `S0003`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind { .. } => "S0001",
            Self::UnknownRelation { .. } => "S0002",
            Self::IllegalEnds { .. } => "S0003",
            Self::UnknownNode { .. } => "S0004",
            Self::DuplicateId { .. } => "S0005",
            Self::BadAttribute { .. } => "S0006",
            Self::BadDate { .. } => "S0007",
            Self::BadValue { .. } => "S0008",
            Self::Connected { .. } => "S0009",
            Self::Removed { .. } => "S0010",
            Self::BadLabels { .. } => "S0011",
            Self::NotUnique { .. } => "S0012",
            Self::IndexExists { .. } => "S0013",
            Self::UnknownIndex { .. } => "S0014",
        }
    }

    /// The remedy, where one exists.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownKind { nearest, .. }
            | Self::UnknownRelation { nearest, .. }
            | Self::UnknownNode { nearest, .. } => {
                nearest.as_ref().map(|n| format!("did you mean `{n}`?"))
            }
            Self::IllegalEnds { allowed, .. } | Self::BadLabels { allowed, .. } => {
                Some(format!("allowed: {allowed}"))
            }
            Self::DuplicateId { .. } => {
                Some("give one of the two another id, or merge them".to_owned())
            }
            Self::BadDate { .. } => Some(
                "dates are written 2023, 2023-06 or 2023-06-01, and one day between two of them \
                 [2023-06..2023-11-08]"
                    .to_owned(),
            ),
            Self::BadValue { .. } => Some(
                "a property holds a text, a number, a truth value, a point in time, or a list of \
                 such values"
                    .to_owned(),
            ),
            Self::Connected { .. } => {
                Some("remove its relations before, or use DETACH DELETE".to_owned())
            }
            Self::NotUnique { .. } => {
                Some("change one of the two, or take them together as one node".to_owned())
            }
            Self::IndexExists { .. } => {
                Some("write IF NOT EXISTS to pass over one that is there".to_owned())
            }
            Self::UnknownIndex { .. } => {
                Some("`CALL db.indexes()` lists those there are".to_owned())
            }
            Self::BadAttribute { .. } | Self::Removed { .. } => None,
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind { kind, .. } => write!(f, "unknown kind `{kind}`"),
            Self::UnknownRelation { relation, .. } => write!(f, "unknown relation `{relation}`"),
            Self::IllegalEnds { relation, from, to, .. } => {
                write!(f, "the schema has no `{relation}` relation from {from} to {to}")
            }
            Self::UnknownNode { id, .. } => write!(f, "nothing has the id `{id}`"),
            Self::DuplicateId { id } => write!(f, "the id `{id}` is taken"),
            Self::BadAttribute { on, name, reason } => write!(f, "`{name}` of {on}: {reason}"),
            Self::BadDate { text, reason } => write!(f, "the date `{text}` is refused: {reason}"),
            Self::BadValue { name, given } => {
                write!(f, "the property `{name}` cannot hold a value of type {given}")
            }
            Self::Connected { node, relations: 1 } => {
                write!(f, "{node} cannot be removed: a relation hangs on it")
            }
            Self::Connected { node, relations } => {
                write!(f, "{node} cannot be removed: {relations} relations hang on it")
            }
            Self::Removed { what } => write!(f, "{what} has been removed"),
            Self::NotUnique { on, equal, nodes: [first, second] } => {
                write!(f, "{first} and {second} both have {equal}, and {on} is unique")
            }
            Self::IndexExists { name, on } => write!(f, "there is `{name}` on {on} already"),
            Self::UnknownIndex { name } => write!(f, "there is no index or constraint `{name}`"),
            Self::BadLabels { labels, reason, .. } if labels.is_empty() => f.write_str(reason),
            Self::BadLabels { labels, reason, .. } => {
                write!(f, "`:{}`: {reason}", labels.join(":"))
            }
        }
    }
}

impl std::error::Error for SchemaError {}
