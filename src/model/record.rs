//! Facts as records: who – relation – whom, when, says who.

use std::collections::BTreeMap;

use super::id::Key;
use super::value::Value;
use super::when::{Boundary, Moment, PartialDate, Validity};

/// One source's word for a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The document, by its key.
    pub source: Key,
    /// Its very words.
    pub quote: Option<String>,
    /// Where in the document they stand, as a person would say it.
    pub locator: Option<String>,
    /// Whose claim it is, where the document only quotes somebody.
    pub said_by: Option<String>,
}

impl Evidence {
    /// The word of a source, given by its key, with its very words.
    pub fn new(source: impl Into<Key>, quote: impl Into<String>) -> Self {
        Self { source: source.into(), quote: Some(quote.into()), locator: None, said_by: None }
    }
}

/// How sure an inference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It may be so.
    Low,
    /// It is likely.
    Medium,
    /// It can hardly be otherwise.
    High,
}

impl Confidence {
    /// The word for it: `high`, `medium` or `low`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What sort of other name a [`NameForm`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Form {
    /// Another name in use.
    #[default]
    Other,
    /// A name given up.
    Former,
    /// A short form or an acronym.
    Short,
    /// A spelling that a source uses.
    Spelling,
}

/// Another name of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct NameForm {
    /// The name.
    pub text: String,
    /// What sort of name it is.
    pub form: Form,
    /// When it was in use.
    pub validity: Validity,
    /// Who says so.
    pub evidence: Vec<Evidence>,
}

/// Another name in use.
impl From<&str> for NameForm {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            form: Form::Other,
            validity: Validity::default(),
            evidence: Vec::new(),
        }
    }
}

/// An external identifier of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// The scheme, such as `ods`.
    pub scheme: String,
    /// The code.
    pub value: String,
}

/// How a stated number relates to the true one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Bound {
    /// It is that number.
    #[default]
    Exact,
    /// It is near that number.
    About,
    /// It is that number or more.
    AtLeast,
    /// It is that number or less.
    AtMost,
}

impl Bound {
    /// The bound of this id: `exact`, `about`, `at-least`, `at-most`.
    pub fn named(id: &str) -> Option<Self> {
        [Self::Exact, Self::About, Self::AtLeast, Self::AtMost].into_iter().find(|b| b.id() == id)
    }

    /// Its id in data files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
        }
    }

    /// The words before the number, empty for an exact one.
    pub fn words(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "about ",
            Self::AtLeast => "at least ",
            Self::AtMost => "at most ",
        }
    }
}

/// A number or a status that stands on a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The fact's id in the schema, such as `population`.
    pub key: String,
    /// Its value: a number or a word.
    pub value: Value,
    /// How the number relates to the true one.
    pub bound: Bound,
    /// The unit, where it differs from the schema's.
    pub unit: Option<String>,
    /// What is counted, for a count.
    pub of: Option<String>,
    /// The time the number is about, such as a financial year.
    pub period: Option<Moment>,
    /// When it held, and when a source vouched for it.
    pub validity: Validity,
    /// How sure it is, where it is inferred.
    pub inferred: Option<Confidence>,
    /// A curator's remark.
    pub note: Option<String>,
    /// Who says so.
    pub evidence: Vec<Evidence>,
}

impl Fact {
    /// An exact number or a status under a fact's id in the schema, and nothing else said of it.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            bound: Bound::Exact,
            unit: None,
            of: None,
            period: None,
            validity: Validity::default(),
            inferred: None,
            note: None,
            evidence: Vec::new(),
        }
    }

    /// Whether this says what another fact says already: they are alike in all but who vouches for them
    /// and when.
    pub fn restates(&self, other: &Self) -> bool {
        let Self { key, value, bound, unit, of, period, validity, inferred, note, evidence: _ } =
            self;
        *value == other.value
            && *key == other.key
            && *bound == other.bound
            && *unit == other.unit
            && *of == other.of
            && *period == other.period
            && *inferred == other.inferred
            && *note == other.note
            && validity.is_planned() == other.validity.is_planned()
            && (validity.start(), validity.end()) == (other.validity.start(), other.validity.end())
    }
}

impl Fact {
    /// Whether two facts of one node give exact and different numbers for the same thing and time.
    pub fn contradicts(&self, other: &Self) -> bool {
        let exact = self.bound == Bound::Exact && other.bound == Bound::Exact;
        let number = |f: &Self| matches!(f.value, Value::Integer(_) | Value::Float(_));
        exact
            && number(self)
            && number(other)
            && (&self.key, &self.of, &self.unit, self.period)
                == (&other.key, &other.of, &other.unit, other.period)
            && self.validity == other.validity
            && self.value != other.value
    }
}

/// A node with everything said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeRecord {
    /// Its curated id.
    pub key: Key,
    /// The id of its kind, such as `organisation`.
    pub kind: String,
    /// The ids of its sub-kinds.
    pub sub_kinds: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aka: Vec<NameForm>,
    /// Its external identifiers.
    pub identifiers: Vec<Identifier>,
    /// When it existed, and when a source vouched for it.
    pub validity: Validity,
    /// The attributes its kind declares, by id.
    pub attributes: BTreeMap<String, Value>,
    /// How sure its existence is, where it is inferred.
    pub inferred: Option<Confidence>,
    /// A curator's remark.
    pub note: Option<String>,
    /// The layer it belongs to, such as `curated`.
    pub layer: String,
    /// Its numbers and statuses.
    pub facts: Vec<Fact>,
    /// Who says that it exists.
    pub evidence: Vec<Evidence>,
}

impl NodeRecord {
    /// A node with a key, a kind and a name, and nothing else said of it.
    pub fn new(key: Key, kind: &str, name: &str) -> Self {
        Self {
            key,
            kind: kind.to_owned(),
            sub_kinds: Vec::new(),
            name: name.to_owned(),
            aka: Vec::new(),
            identifiers: Vec::new(),
            validity: Validity::default(),
            attributes: BTreeMap::new(),
            inferred: None,
            note: None,
            layer: "curated".to_owned(),
            facts: Vec::new(),
            evidence: Vec::new(),
        }
    }
}

/// A relation with everything said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeRecord {
    /// The node it starts from.
    pub from: Key,
    /// The id of the relation, such as `member-of`.
    pub relation: String,
    /// The node it leads to.
    pub to: Key,
    /// When it held, and when a source vouched for it.
    pub validity: Validity,
    /// When it happened, for an event.
    pub on: Boundary,
    /// The attributes the relation declares, by id.
    pub attributes: BTreeMap<String, Value>,
    /// How sure it is, where it is inferred.
    pub inferred: Option<Confidence>,
    /// A curator's remark.
    pub note: Option<String>,
    /// The layer it belongs to, such as `curated`.
    pub layer: String,
    /// Who says so.
    pub evidence: Vec<Evidence>,
}

impl EdgeRecord {
    /// A relation between two nodes, and nothing else said of it.
    pub fn new(from: Key, relation: &str, to: Key) -> Self {
        Self {
            from,
            relation: relation.to_owned(),
            to,
            validity: Validity::default(),
            on: Boundary::Unknown,
            attributes: BTreeMap::new(),
            inferred: None,
            note: None,
            layer: "curated".to_owned(),
            evidence: Vec::new(),
        }
    }
}

/// More said of a node that is declared elsewhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Addition {
    /// More names.
    pub aka: Vec<NameForm>,
    /// More identifiers.
    pub identifiers: Vec<Identifier>,
    /// More days on which a source vouches for it.
    pub known: Vec<PartialDate>,
    /// More numbers and statuses.
    pub facts: Vec<Fact>,
    /// A further remark.
    pub note: Option<String>,
    /// More evidence that it exists.
    pub evidence: Vec<Evidence>,
}
