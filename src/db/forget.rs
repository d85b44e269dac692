//! Forgetting a person: out of the graph, out of what is said of others, out of the file.

use std::path::PathBuf;

use super::file::{self, graph_of};
use super::{Database, lock};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::redaction::Redaction;
use crate::model::{Change, EdgeId, Key, NodeId};
use crate::store::{Past, Word};

/// What [`Database::forget`] removes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forgotten {
    /// What the node was called.
    pub name: String,
    /// How many relations it had.
    pub relations: usize,
    /// In how many texts of others – names, notes, quotes – it was named. They stay, without the name.
    pub texts: usize,
    /// The other nodes whose ids still name it: they are what other files and queries call these nodes by.
    pub left: Vec<Key>,
}

impl Database {
    /// Removes a person, or whatever the node is, with all relations, from the graph and from the file,
    /// so that no byte of it tells of them. Its names are taken out of everything else that is said.
    ///
    /// The whole history goes too, since it names them; numbers of commits go on. The file is written
    /// anew beside the old one and takes its place when it is whole: a crash leaves the one or the
    /// other. `None` where there is no such node.
    ///
    /// What was copied from the file before is not touched, nor are snapshots that were taken before.
    ///
    /// ```
    /// use plexusdb::Database;
    /// # let folder = std::env::temp_dir().join(format!("plexus-forget-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("notes.plexus");
    ///
    /// let db = Database::create(&path)?;
    /// db.execute("CREATE (:Person {name: 'Ada Example'})").run()?;
    /// let ada = db.snapshot().named("Ada Example").next().unwrap();
    /// assert_eq!(db.forget(ada)?.unwrap().name, "Ada Example");
    /// db.close()?;
    /// let bytes = std::fs::read(&path).unwrap();
    /// assert!(!bytes.windows(11).any(|bytes| bytes == b"Ada Example"));
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be written; then it is as it was. Where only the last step failed, nothing more
    /// is written until it is opened again.
    pub fn forget(&self, node: NodeId) -> Result<Option<Forgotten>> {
        let mut next_ids = lock(&self.next_ids);
        let mut graph = self.snapshot();
        graph.skip_ids(*next_ids);
        let Some((graph, forgotten)) = without(&graph, node)? else { return Ok(None) };
        if let Some(file) = &self.file {
            let word = Word {
                time: file::now(),
                author: self.author.clone(),
                message: "somebody was forgotten, and the history before".to_owned(),
            };
            lock(file).begin_anew(word, graph.image(), graph.schema())?;
        }
        *next_ids = graph.next_ids();
        *lock(&self.published) = graph;
        Ok(Some(forgotten))
    }

    /// Says what [`forget`](Database::forget) would remove, and removes nothing.
    ///
    /// # Errors
    ///
    /// None that is known of.
    pub fn to_forget(&self, node: NodeId) -> Result<Option<Forgotten>> {
        Ok(without(&self.snapshot(), node)?.map(|(_, forgotten)| forgotten))
    }
}

/// The graph without a node, and what that takes out of it.
fn without(graph: &Snapshot, node: NodeId) -> Result<Option<(Snapshot, Forgotten)>> {
    if !graph.contains_node(node) {
        return Ok(None);
    }
    let name = graph.node_name(node).to_owned();
    let mut names = vec![name.clone()];
    for record in graph.seen_as_one(node).iter().filter_map(|id| graph.said_of(*id)) {
        names.push(record.name.clone());
        names.extend(record.aka.iter().map(|form| form.text.clone()));
        let key = record.key.as_str();
        names.push(key.to_owned());
        names.extend(key.split_once(':').map(|(_, slug)| slug.to_owned()));
    }
    let mut redaction = Redaction::of(names.iter().map(String::as_str));

    let mut draft = graph.clone();
    let touches =
        |id: &EdgeId| graph.edge_ends(*id).is_some_and(|(from, to)| from == node || to == node);
    let edges: Vec<EdgeId> = graph.edges().filter(touches).collect();
    for edge in &edges {
        draft.apply(Change::RemoveEdge(*edge))?;
    }
    draft.apply(Change::RemoveNode(node))?;

    let mut image = draft.image();
    redaction.image(&mut image);
    let keys = image.nodes.records.iter().map(|(_, record)| &record.key);
    let left = keys.filter(|key| redaction.is_in(key.as_str())).cloned().collect();
    let past = Past { image, first: 0, log: Vec::new() };
    let redacted = graph_of(&PathBuf::new(), past, graph.schema(), |_, _| {})?;
    let forgotten = Forgotten { name, relations: edges.len(), texts: redaction.texts, left };
    Ok(Some((redacted, forgotten)))
}
