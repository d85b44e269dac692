//! What is wrong or doubtful in curated data: one file a rule, all rules in one run.
//!
//! Reading the files has found what breaks the schema already; the rules here look at what the files say
//! together, and at their sources.

mod count;
mod date;
mod duplicate;
mod gap;
mod island;
mod one;
mod quote;
mod repeat;
mod same;
mod shape;
mod spelling;
mod stale;
mod texts;
mod undated;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::db::Database;
use crate::error::{Finding, Place, Severity};
use crate::graph::Snapshot;
use crate::model::{Change, EdgeId, EdgeRecord, Fact, Key, NameForm, NodeId, NodeRecord};
use crate::source::{Dataset, Entry, Marks};

pub use texts::Texts;

/// A rule, and what it looks for.
pub struct Rule {
    /// Its stable code, such as `K0001`.
    pub code: &'static str,
    /// What it looks for, in a sentence.
    pub doc: &'static str,
    /// What it belongs to, where its findings are listed by themselves.
    pub topic: Option<Topic>,
    run: fn(&Context<'_>, &Rule) -> Vec<Finding>,
}

/// What findings are about, where they are asked for by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Sources, or what is entered, contradict each other.
    Conflict,
    /// Something hangs together with nothing else.
    Isolated,
    /// Something is worth finding out next.
    Gap,
}

impl Topic {
    /// The topic of this word: `conflicts`, `isolated`, `gaps`.
    pub fn named(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "conflicts" => Some(Self::Conflict),
            "isolated" => Some(Self::Isolated),
            "gaps" => Some(Self::Gap),
            _ => None,
        }
    }

    /// What to say where nothing is found.
    pub const fn nothing(self) -> &'static str {
        match self {
            Self::Conflict => "nothing contradicts anything else",
            Self::Isolated => "everything hangs together",
            Self::Gap => "nothing is known to be missing",
        }
    }
}

/// Every rule, in the order of their codes.
pub const RULES: &[Rule] = &[
    quote::RULE,
    shape::CYCLES,
    shape::TREES,
    one::RULE,
    date::RULE,
    count::RULE,
    count::CONTRADICTIONS,
    undated::RULE,
    island::RULE,
    spelling::RULE,
    stale::RULE,
    repeat::RULE,
    duplicate::RULE,
    gap::RULE,
    same::RULE,
];

/// Looks for everything that is wrong or doubtful in curated data: what reading it found, then rule by
/// rule; in each in the order of the files. Quotes are held against `texts` where these are given.
///
/// An error says that the data cannot be used as it is; a warning, that something is probably wrong or
/// that sources contradict each other; a note, that something is worth knowing.
pub fn check(data: &Dataset, texts: Option<&Texts>) -> Vec<Finding> {
    let mut findings = data.findings.clone();
    let (snapshot, refused) = graph_of(data);
    findings.extend(refused);
    let context = Context::new(data, &snapshot, texts);
    for rule in RULES {
        findings.extend((rule.run)(&context, rule));
    }
    findings
}

/// Looks for what the rules of one topic find in curated data. Of conflicts, what may only mean that
/// a source does not name everything is left out.
pub fn find(data: &Dataset, topic: Topic) -> Vec<Finding> {
    let (snapshot, refused) = graph_of(data);
    let context = Context::new(data, &snapshot, None);
    let rules = RULES.iter().filter(|rule| rule.topic == Some(topic));
    let mut found: Vec<Finding> = rules.flat_map(|rule| (rule.run)(&context, rule)).collect();
    if topic == Topic::Conflict {
        // One identifier on two nodes is refused by the graph itself.
        found.extend(refused);
        found.retain(|finding| finding.severity != Severity::Note);
    }
    found
}

/// The graph of what could be read; what it refuses becomes a finding.
fn graph_of(data: &Dataset) -> (Snapshot, Vec<Finding>) {
    let db = Database::with_schema(data.schema.clone());
    let mut refused = Vec::new();
    if let Ok(mut transaction) = db.write() {
        for entry in &data.entries {
            // What the reader has complained of already is not said twice.
            if let Err(error) = transaction.apply(entry.change.clone())
                && !data.has_errors()
            {
                refused.push(Finding {
                    severity: Severity::Error,
                    code: error.code(),
                    message: error.to_string(),
                    place: Some(entry.marks.place()),
                    help: error.help(),
                });
            }
        }
        return (transaction.snapshot(), refused);
    }
    (db.snapshot(), refused)
}

/// What a file says of a relation, and where its parts stand.
type Said<'a> = (&'a EdgeRecord, &'a Marks);

/// What the rules look at.
struct Context<'a> {
    data: &'a Dataset,
    snapshot: &'a Snapshot,
    texts: Option<&'a Texts>,
    /// What is said of each node, its declaration first.
    nodes: BTreeMap<&'a Key, Vec<&'a Entry>>,
    /// What is said of relations, by their ends.
    edges: BTreeMap<(&'a Key, &'a str, &'a Key), Vec<Said<'a>>>,
}

impl<'a> Context<'a> {
    fn new(data: &'a Dataset, snapshot: &'a Snapshot, texts: Option<&'a Texts>) -> Self {
        let mut nodes: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut edges: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in &data.entries {
            match &entry.change {
                Change::AddNode(node) => nodes.entry(&node.key).or_default().push(entry),
                Change::ExtendNode(key, _) => nodes.entry(key).or_default().push(entry),
                Change::AddEdge(edge) => {
                    let key = (&edge.from, edge.relation.as_str(), &edge.to);
                    edges.entry(key).or_default().push((edge, &entry.marks));
                }
                // Curated files draw nothing.
                _ => {}
            }
        }
        Self { data, snapshot, texts, nodes, edges }
    }

    /// Where a node is declared.
    fn place_of(&self, key: &Key) -> Option<Place> {
        self.said_of(key).next().map(|entry| entry.marks.place())
    }

    /// What is said of a node, in the order in which it became part of its record; behind it, what is
    /// said of others that are seen as it.
    fn said_of(&self, key: &Key) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let node = self.snapshot.by_key(key.as_str());
        let all = node.map(|node| self.snapshot.seen_as_one(node)).unwrap_or_default();
        let others = all.into_iter().filter_map(|node| self.snapshot.said_of(node));
        let others = others.map(|record| &record.key).filter(move |other| *other != key);
        let keys = std::iter::once(key).chain(others);
        let said: Vec<&'a Entry> =
            keys.filter_map(|key| self.nodes.get(key)).flatten().copied().collect();
        said.into_iter()
    }

    /// The places of the first statement about a node that `says` something, or of its declaration.
    fn marks_of_node(&self, key: &Key, says: impl Fn(&Change) -> bool) -> Option<&'a Marks> {
        let found = self.said_of(key).find(|entry| says(&entry.change));
        found.or_else(|| self.said_of(key).next()).map(|entry| &entry.marks)
    }

    /// The places of a number of a node, in the file that states it first.
    fn marks_of_fact(&self, key: &Key, fact: &Fact) -> Option<&'a Marks> {
        self.said_of(key).find_map(|entry| {
            let facts = match &entry.change {
                Change::AddNode(node) => &node.facts,
                Change::ExtendNode(_, more) => &more.facts,
                _ => return None,
            };
            let number = facts.iter().position(|said| said.restates(fact))?;
            Some(entry.marks.fact(number))
        })
    }

    /// The places of another name of a node, in the file that states it first.
    fn marks_of_name(&self, key: &Key, name: &NameForm) -> Option<&'a Marks> {
        let is = |said: &NameForm| {
            (&said.text, said.form, &said.validity) == (&name.text, name.form, &name.validity)
        };
        self.said_of(key).find_map(|entry| {
            let names = match &entry.change {
                Change::AddNode(node) => &node.aka,
                Change::ExtendNode(_, more) => &more.aka,
                _ => return None,
            };
            Some(entry.marks.aka(names.iter().position(is)?))
        })
    }

    /// The places of the first of the statements in a relation's record that `says` something, or of the
    /// first of all.
    fn marks_of(&self, edge: &EdgeRecord, says: impl Fn(&EdgeRecord) -> bool) -> Option<&'a Marks> {
        let said = self.edges.get(&(&edge.from, edge.relation.as_str(), &edge.to))?;
        let is_part = |part: &EdgeRecord| {
            let starts = part.validity.start();
            part.inferred.is_some() >= edge.inferred.is_some()
                && part.validity.is_planned() == edge.validity.is_planned()
                && (!starts.is_recorded() || starts == edge.validity.start())
                && part.attributes.iter().all(|(name, v)| edge.attributes.get(name) == Some(v))
                && part.evidence.iter().all(|evidence| edge.evidence.contains(evidence))
        };
        let parts = || said.iter().filter(|(part, _)| is_part(part));
        let found = parts().find(|(part, _)| says(part)).or_else(|| parts().next());
        found.or_else(|| said.first()).map(|(_, marks)| *marks)
    }

    /// What a relation says of its start: `chairs`.
    fn says(&self, edge: EdgeId) -> &'a str {
        self.snapshot.relation_of(edge).map_or("", |relation| relation.says.as_str())
    }

    fn name(&self, node: NodeId) -> &str {
        self.snapshot.node_record(node).map_or("", |record| record.name.as_str())
    }

    fn name_of<'k>(&'k self, key: &'k Key) -> &'k str {
        self.snapshot.by_key(key.as_str()).map_or(key.as_str(), |node| self.name(node))
    }

    /// Every node with its record, in the order in which they were added.
    fn node_records(&self) -> impl Iterator<Item = (NodeId, &'a NodeRecord)> {
        let snapshot = self.snapshot;
        snapshot.nodes().filter_map(move |id| Some((id, snapshot.node_record(id)?)))
    }

    /// Every relation with its record, in the order in which they were added.
    fn edge_records(&self) -> impl Iterator<Item = (EdgeId, &'a EdgeRecord)> {
        let snapshot = self.snapshot;
        snapshot.edges().filter_map(move |id| Some((id, snapshot.edge_record(id)?)))
    }
}

impl Rule {
    fn finding(&self, severity: Severity, message: String, place: Option<Place>) -> Finding {
        Finding { severity, code: self.code, message, place, help: None }
    }

    fn error(&self, message: String, place: Option<Place>) -> Finding {
        self.finding(Severity::Error, message, place)
    }

    fn warning(&self, message: String, place: Option<Place>) -> Finding {
        self.finding(Severity::Warning, message, place)
    }

    fn note(&self, message: String, place: Option<Place>) -> Finding {
        self.finding(Severity::Note, message, place)
    }
}

/// A number with its noun: `1 quote`, `2 quotes`.
fn number_of(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
