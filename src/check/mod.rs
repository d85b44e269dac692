//! What is wrong or doubtful in curated data: one file a rule, all rules in one run.
//!
//! Reading the files has found what breaks the schema already; the rules here look at what the files say
//! together, and at their sources.

mod count;
mod date;
mod evidence;
mod island;
mod one;
mod quote;
mod shape;
mod spelling;
mod texts;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::db::Database;
use crate::error::{Finding, Place, Severity};
use crate::graph::Snapshot;
use crate::model::{Change, EdgeId, EdgeRecord, Key, NodeId, NodeRecord};
use crate::source::{Dataset, Entry, Marks};

pub use texts::Texts;

/// A rule, and what it looks for.
pub struct Rule {
    /// Its stable code, such as `K0001`.
    pub code: &'static str,
    /// What it looks for, in a sentence.
    pub doc: &'static str,
    run: fn(&Context<'_>, &Rule) -> Vec<Finding>,
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
    evidence::WITHOUT,
    evidence::UNDATED,
    island::RULE,
    spelling::RULE,
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

/// What the rules look at.
struct Context<'a> {
    data: &'a Dataset,
    snapshot: &'a Snapshot,
    texts: Option<&'a Texts>,
    nodes: BTreeMap<&'a Key, &'a Entry>,
    edges: BTreeMap<(&'a Key, &'a str, &'a Key), Vec<&'a Entry>>,
}

impl<'a> Context<'a> {
    fn new(data: &'a Dataset, snapshot: &'a Snapshot, texts: Option<&'a Texts>) -> Self {
        let mut nodes = BTreeMap::new();
        let mut edges: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in &data.entries {
            match &entry.change {
                Change::AddNode(node) => {
                    nodes.insert(&node.key, entry);
                }
                Change::AddEdge(edge) => {
                    let key = (&edge.from, edge.relation.as_str(), &edge.to);
                    edges.entry(key).or_default().push(entry);
                }
                _ => {}
            }
        }
        Self { data, snapshot, texts, nodes, edges }
    }

    /// Where a node is declared.
    fn place_of(&self, key: &Key) -> Option<Place> {
        self.nodes.get(key).map(|entry| entry.marks.place())
    }

    /// The places of a relation's parts, in the file that says it first.
    fn marks_of(&self, edge: &EdgeRecord) -> Option<&'a Marks> {
        let entries = self.edges.get(&(&edge.from, edge.relation.as_str(), &edge.to))?;
        let same = |entry: &&&Entry| match &entry.change {
            Change::AddEdge(said) => said.attributes == edge.attributes,
            _ => false,
        };
        entries.iter().find(same).or(entries.first()).map(|entry| &entry.marks)
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

/// A finding with a remedy.
trait WithHelp {
    fn help(self, help: impl Into<String>) -> Self;
}

impl WithHelp for Finding {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
