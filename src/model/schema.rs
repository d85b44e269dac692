//! What may exist: kinds, relations, attributes and facts as the schema file declares them.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A kind or a class of kinds, by its place in the [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// A relation, by its place in the [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u16);

/// What people call a thing, once and many times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noun {
    /// One of them: `borough`.
    pub one: String,
    /// Several of them: `boroughs`.
    pub many: String,
}

impl Noun {
    /// A noun whose plural is made by an `s`.
    pub fn regular(one: &str) -> Self {
        Self { one: one.to_owned(), many: format!("{one}s") }
    }

    /// The form that goes with this number.
    pub fn of(&self, count: usize) -> &str {
        if count == 1 { &self.one } else { &self.many }
    }
}

/// A kind of node, such as `organisation`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kind {
    /// Its id in data files.
    pub id: String,
    /// What stands before the colon in the ids of its nodes, unless they say otherwise: `org`.
    pub prefix: String,
    /// Its label in Cypher: `Organisation`.
    pub label: String,
    /// What people call it.
    pub noun: Noun,
    /// Its sub-kinds, in the order declared.
    pub sub: Vec<SubKind>,
    /// The classes it belongs to, by id (`party`).
    pub classes: Vec<String>,
    /// The kind whose place it may take in every relation (a partnership for an organisation).
    pub stands_for: Option<String>,
    /// The attributes a node of this kind may carry, by id.
    pub attributes: Vec<String>,
    /// What it is, in a sentence.
    pub doc: Option<String>,
}

/// A sub-kind, such as `nhs-trust`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubKind {
    /// Its id in data files.
    pub id: String,
    /// Its label in Cypher: `NhsTrust`.
    pub label: String,
    /// What people call it.
    pub noun: Noun,
}

/// A class of kinds that a relation may name as an end, such as `party`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its id in data files.
    pub id: String,
    /// Its label in Cypher: `Party`.
    pub label: String,
    /// What people call it.
    pub noun: Noun,
}

/// Which kinds a relation joins: any of `from` to any of `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// Legal kinds at the near end, classes and stand-ins spelt out.
    pub from: Vec<KindId>,
    /// Legal kinds at the far end, classes and stand-ins spelt out.
    pub to: Vec<KindId>,
}

/// One end of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The end it starts from.
    From,
    /// The end it leads to.
    To,
}

/// The id of the relation by which a curator says that two nodes are one.
pub const SAME_AS: &str = "same-as";

/// A relation, such as `member-of`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent rule of the schema")]
pub struct Relation {
    /// Its id in data files.
    pub id: String,
    /// The id of its inverse: `has-member`.
    pub inverse: String,
    /// Its type in Cypher: `MEMBER_OF`.
    pub cypher: String,
    /// The words between two names, read forward: *member of*.
    pub says: String,
    /// The words between two names, read backward: *has member*.
    pub back: String,
    /// Verbs after “who”: *who **chairs** X*.
    pub who: Vec<String>,
    /// Verbs after “what does X”: *what does X **run***.
    pub does: Vec<String>,
    /// The title over a list of far ends.
    pub heading: String,
    /// The title over a list of near ends.
    pub back_heading: String,
    /// The legal pairs of ends.
    pub ends: Vec<Ends>,
    /// The attributes it may carry, by id.
    pub attributes: Vec<String>,
    /// At most one at a time at this end.
    pub one: Option<End>,
    /// No node may reach itself along it.
    pub acyclic: bool,
    /// Kinds among which it forms a tree: at most one parent each.
    pub tree: Vec<KindId>,
    /// It means the same read backward, and is stored once.
    pub symmetric: bool,
    /// It happens `on` a date and has neither start nor end.
    pub event: bool,
    /// Both ends are of one kind.
    pub same_kind: bool,
    /// It is made by the tool and never written by hand.
    pub derived: bool,
    /// It is about the data and says nothing of the world.
    pub curation: bool,
    /// It answers “what became of X”.
    pub became: bool,
    /// How much it means in a path: 1 most, 9 least.
    pub rank: u8,
}

impl Relation {
    /// Whether somebody holds a post by it: it can carry the attribute `post`.
    pub fn is_post(&self) -> bool {
        self.attributes.iter().any(|name| name == "post")
    }

    /// Whether a curator says by it that two nodes are one.
    pub fn is_same_as(&self) -> bool {
        self.curation && self.id == SAME_AS
    }
}

/// The values an attribute or a fact takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueType {
    /// Any text.
    Text,
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// True or false.
    YesNo,
    /// A partial date or an interval of two.
    Date,
    /// The id of a node.
    Node,
    /// One of these words.
    Word(Vec<String>),
}

/// An attribute of a relation or of a kind, such as `interim`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its id in data files; in Cypher with `_` for `-`.
    pub id: String,
    /// The values it takes.
    pub value: ValueType,
    /// What it says, in a sentence.
    pub doc: Option<String>,
}

/// A number or status that stands on a node, such as `population`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactType {
    /// Its id in data files; in Cypher with `_` for `-`.
    pub id: String,
    /// What people call it.
    pub caption: String,
    /// The values it takes.
    pub value: ValueType,
    /// The unit where a fact names none.
    pub unit: Option<String>,
    /// What it says, in a sentence.
    pub doc: Option<String>,
}

/// What a stated count can be held against: the far ends of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What is counted, as the fact's `of` says: `members`.
    pub of: String,
    /// The relation whose far ends are counted.
    pub relation: RelationId,
    /// The end at which the counted nodes stand.
    pub end: End,
    /// Only nodes of this kind, as `kind` or `kind/sub-kind`.
    pub kind: Option<String>,
    /// Whether the one that a text speaks of is not counted: “the other 14 members”.
    pub besides_one: bool,
}

/// A scheme of external identifiers, such as `ods`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its id in data files and in Cypher.
    pub id: String,
    /// What people call it.
    pub caption: String,
}

/// The declarations a [`Schema`] is made of, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declarations {
    /// The kinds of node.
    pub kinds: Vec<Kind>,
    /// The classes of kinds.
    pub classes: Vec<Class>,
    /// The relations.
    pub relations: Vec<Relation>,
    /// The attributes of relations and kinds.
    pub attributes: Vec<Attribute>,
    /// The numbers and statuses.
    pub facts: Vec<FactType>,
    /// What stated counts are held against.
    pub counts: Vec<Counted>,
    /// The schemes of identifiers.
    pub schemes: Vec<Scheme>,
}

/// Everything that may exist, and the one place that knows it.
///
/// Cheap to clone; never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    declared: Declarations,
    kinds: BTreeMap<String, KindId>,
    relations: BTreeMap<String, RelationId>,
    open: bool,
}

impl Schema {
    /// The schema of these declarations.
    pub fn new(declared: Declarations) -> Self {
        let kinds = (0..).map(KindId);
        let kinds = declared.kinds.iter().zip(kinds).map(|(k, id)| (k.id.clone(), id)).collect();
        let relations = (0..).map(RelationId);
        let relations =
            declared.relations.iter().zip(relations).map(|(r, id)| (r.id.clone(), id)).collect();
        Self(Arc::new(Inner { declared, kinds, relations, open: false }))
    }

    /// The schema that declares nothing and refuses nothing: any label, any type, any property.
    pub fn open() -> Self {
        let inner = Inner {
            declared: Declarations::default(),
            kinds: BTreeMap::new(),
            relations: BTreeMap::new(),
            open: true,
        };
        Self(Arc::new(inner))
    }

    /// Whether nodes and relations may be drawn that are not declared.
    pub fn is_open(&self) -> bool {
        self.0.open
    }

    /// Everything declared, in the order of the file.
    pub fn declared(&self) -> &Declarations {
        &self.0.declared
    }

    /// The kinds, in the order declared.
    pub fn kinds(&self) -> &[Kind] {
        &self.0.declared.kinds
    }

    /// The relations, in the order declared.
    pub fn relations(&self) -> &[Relation] {
        &self.0.declared.relations
    }

    /// The kind with this number.
    pub fn kind(&self, id: KindId) -> Option<&Kind> {
        self.kinds().get(usize::from(id.0))
    }

    /// The relation with this number.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations().get(usize::from(id.0))
    }

    /// The kind of this id, such as `organisation`.
    pub fn kind_named(&self, id: &str) -> Option<KindId> {
        self.0.kinds.get(id).copied()
    }

    /// The relation of this id, such as `member-of`.
    pub fn relation_named(&self, id: &str) -> Option<RelationId> {
        self.0.relations.get(id).copied()
    }

    /// The relation of this Cypher type, such as `MEMBER_OF`.
    pub fn relation_of_type(&self, cypher: &str) -> Option<RelationId> {
        (0..)
            .map(RelationId)
            .zip(self.relations())
            .find(|(_, r)| r.cypher == cypher)
            .map(|(i, _)| i)
    }

    /// The attribute of this id.
    pub fn attribute(&self, id: &str) -> Option<&Attribute> {
        self.0.declared.attributes.iter().find(|a| a.id == id)
    }

    /// The fact of this id.
    pub fn fact(&self, id: &str) -> Option<&FactType> {
        self.0.declared.facts.iter().find(|f| f.id == id)
    }

    /// Whether a relation may lead from one kind to another.
    pub fn allows(&self, relation: RelationId, from: KindId, to: KindId) -> bool {
        self.relation(relation).is_some_and(|r| {
            (!r.same_kind || from == to)
                && r.ends.iter().any(|e| e.from.contains(&from) && e.to.contains(&to))
        })
    }

    /// The legal ends of a relation in words: *person → organisation, partnership*.
    pub fn ends_in_words(&self, relation: RelationId) -> String {
        let names = |ids: &[KindId]| {
            ids.iter()
                .filter_map(|id| self.kind(*id))
                .map(|k| k.noun.one.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let ends = self.relation(relation).map(|r| r.ends.as_slice()).unwrap_or_default();
        ends.iter()
            .map(|e| format!("{} → {}", names(&e.from), names(&e.to)))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// The Cypher label of a kind or sub-kind: `nhs-trust` is `NhsTrust`.
pub fn label_of(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars)
        })
        .collect()
}

/// The Cypher type of a relation: `member-of` is `MEMBER_OF`.
pub fn type_of(id: &str) -> String {
    id.replace('-', "_").to_uppercase()
}

/// The Cypher property of an attribute, a fact or what a count counts: `focus areas` is `focus_areas`.
pub fn property_of(id: &str) -> String {
    id.replace(['-', ' '], "_")
}
