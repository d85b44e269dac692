//! Who may be entered twice: by the forms of their names, and by whom they are linked with.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Snapshot;
use crate::model::name::{acronyms, core, fold, is_slip};
use crate::model::{Direction, KindId, NodeId, NodeRecord};

/// Two nodes that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Likeness {
    /// The one with fewer links, which would be merged into the other.
    pub one: NodeId,
    /// The other.
    pub other: NodeId,
    /// Why they may be one.
    pub reasons: Vec<String>,
}

/// A node that a new name may mean.
pub(super) struct Alike {
    pub(super) node: NodeId,
    pub(super) reasons: Vec<String>,
}

/// In groups of more names that begin alike, no slips of the hand are looked for.
const CROWD: usize = 64;

/// What stands before people's names and says nothing of who they are.
const TITLES: [&str; 12] = [
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "baroness",
];

/// The names of one node in the forms in which they are compared.
struct Forms {
    node: NodeId,
    kind: String,
    folded: Vec<String>,
    cores: Vec<String>,
    acronyms: BTreeSet<String>,
}

impl Forms {
    fn of(node: NodeId, record: &NodeRecord) -> Self {
        let names = std::iter::once(&*record.name).chain(record.aka.iter().map(|a| &*a.text));
        Self::of_names(node, &record.kind, names)
    }

    fn of_names<'n>(node: NodeId, kind: &str, names: impl Iterator<Item = &'n str>) -> Self {
        let bare = |name: &str| if kind == "person" { untitled(name) } else { fold(name) };
        let mut forms = Self {
            node,
            kind: kind.to_owned(),
            folded: Vec::new(),
            cores: Vec::new(),
            acronyms: BTreeSet::new(),
        };
        for name in names {
            forms.folded.push(bare(name));
            forms.cores.push(if kind == "person" { bare(name) } else { core(name) });
            if kind != "person" {
                forms.acronyms.extend(acronyms(name).iter().map(|a| fold(a)));
            }
        }
        forms
    }

    /// Why two may be one, by their names.
    fn reasons(&self, other: &Self) -> Vec<String> {
        let mut reasons = Vec::new();
        let shared = |a: &[String], b: &[String]| a.iter().any(|x| !x.is_empty() && b.contains(x));
        if shared(&self.folded, &other.folded) {
            reasons.push("one name".to_owned());
        } else if shared(&self.cores, &other.cores) {
            reasons.push("one name but for common words".to_owned());
        } else if self.folded.iter().any(|name| other.acronyms.contains(name))
            || other.folded.iter().any(|name| self.acronyms.contains(name))
        {
            reasons.push("the name of one is made of the other's first letters".to_owned());
        } else if self.kind == "person" && initials(&self.folded, &other.folded) {
            reasons.push("one surname and one initial".to_owned());
        } else {
            let slip = |a: &String| other.folded.iter().any(|b| a.len() > 4 && is_slip(a, b));
            if self.folded.iter().any(slip) {
                reasons.push("names spelt alike".to_owned());
            }
        }
        reasons
    }

    /// The buckets in which those like it lie.
    fn buckets(&self) -> BTreeSet<String> {
        let mut buckets: BTreeSet<String> = BTreeSet::new();
        for name in self.folded.iter().chain(&self.cores).chain(&self.acronyms) {
            buckets.insert(format!("={name}"));
        }
        for name in &self.folded {
            let begins: String = name.chars().take(4).collect();
            buckets.insert(format!("~{begins}"));
            let last = name.rsplit(' ').next().unwrap_or_default();
            if self.kind == "person" {
                buckets.insert(format!("~{last}"));
            }
        }
        buckets
    }
}

/// A person's name without titles.
fn untitled(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(' ').filter(|word| !TITLES.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether two people share a surname, and the first name of one begins as that of the other, of which
/// one is only an initial.
fn initials(a: &[String], b: &[String]) -> bool {
    let parts = |name: &str| {
        let (first, last) = name.split_once(' ')?;
        let last = last.rsplit(' ').next()?.to_owned();
        Some((first.to_owned(), last))
    };
    a.iter().filter_map(|name| parts(name)).any(|(first, last)| {
        b.iter().filter_map(|name| parts(name)).any(|(other, theirs)| {
            let short = first.chars().count() == 1 || other.chars().count() == 1;
            last == theirs && short && first.chars().next() == other.chars().next()
        })
    })
}

/// The nodes of a kind that a new name may mean, the first few.
pub(super) fn like(graph: &Snapshot, name: &str, kind: Option<KindId>) -> Vec<Alike> {
    let Some(kind) = kind.and_then(|kind| graph.schema().kind(kind)) else { return Vec::new() };
    let new = Forms::of_names(NodeId(u32::MAX), &kind.id, std::iter::once(name));
    let records = graph.nodes().filter_map(|id| Some((id, graph.node_record(id)?)));
    let of_kind = records.filter(|(_, record)| record.kind == kind.id);
    let alike = of_kind.filter_map(|(node, record)| {
        let reasons = Forms::of(node, record).reasons(&new);
        (!reasons.is_empty()).then_some(Alike { node, reasons })
    });
    alike.take(3).collect()
}

/// Pairs of nodes that may be one, which no curator has called the same or different.
///
/// A pair is of one kind, and alike in its names; neighbours and codes that they share are further
/// reasons. `O(nodes × names)`, and for each the few whose names begin alike.
///
/// ```
/// use plexusdb::{Database, curate};
/// use plexusdb::model::Person;
///
/// let db = Database::in_memory();
/// let mut tx = db.write()?;
/// tx.add(Person::new("Dr Ada Example"))?;
/// tx.add(Person::new("A. Example"))?;
/// tx.commit()?;
/// let found = curate::duplicates(&db.snapshot());
/// assert_eq!(found[0].reasons, ["one surname and one initial"]);
/// # Ok::<(), plexusdb::Error>(())
/// ```
pub fn duplicates(graph: &Snapshot) -> Vec<Likeness> {
    let records = graph.nodes().filter_map(|id| Some((id, graph.node_record(id)?)));
    // Documents of one title are told apart by their dates.
    let worldly = records.filter(|(_, record)| record.kind != "document");
    let forms: Vec<Forms> = worldly.map(|(id, record)| Forms::of(id, record)).collect();
    let mut buckets: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (at, form) in forms.iter().enumerate() {
        for bucket in form.buckets() {
            buckets.entry((&form.kind, bucket)).or_default().push(at);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for ((_, bucket), members) in &buckets {
        if members.len() > CROWD && bucket.starts_with('~') {
            continue;
        }
        for (number, one) in members.iter().enumerate() {
            let others = members.iter().skip(number + 1);
            pairs.extend(others.take(CROWD).map(|other| (*one, *other)));
        }
    }
    let mut found = Vec::new();
    for (one, other) in pairs {
        let (Some(one), Some(other)) = (forms.get(one), forms.get(other)) else { continue };
        let mut reasons = one.reasons(other);
        if reasons.is_empty() || is_settled(graph, one.node, other.node) {
            continue;
        }
        let shared = shared_neighbours(graph, one.node, other.node);
        if !shared.is_empty() {
            reasons.push(format!("both linked with {}", shared.join(", ")));
        }
        let links = |node| graph.degree(node, Direction::Both, &[]);
        let (one, other) = (one.node, other.node);
        let (one, other) = if links(one) > links(other) { (other, one) } else { (one, other) };
        found.push(Likeness { one, other, reasons });
    }
    found
}

/// Whether a curator has said of two nodes that they are one, or that they are not.
fn is_settled(graph: &Snapshot, one: NodeId, other: NodeId) -> bool {
    graph.expand(one, Direction::Both, &[]).any(|(edge, to)| {
        to == other && graph.relation_of(edge).is_some_and(|relation| relation.curation)
    })
}

/// The names of the first few nodes with which both are linked.
fn shared_neighbours(graph: &Snapshot, one: NodeId, other: NodeId) -> Vec<String> {
    let of = |node| -> BTreeSet<NodeId> {
        graph.expand(node, Direction::Both, &[]).map(|(_, to)| to).collect()
    };
    let (mine, theirs) = (of(one), of(other));
    let both = mine.intersection(&theirs).take(3);
    both.map(|node| graph.node_name(*node).to_owned()).collect()
}
