//! Whoever is forgotten is in no byte of the file.

use std::path::Path;

use super::{Folder, store_error};
use crate::db::{Builder, Database};
use crate::graph::Snapshot;
use crate::model::{Direction, NodeId};
use crate::source::embedded;
use crate::store::{StoreError, verify};

const CHOPRA: &str = "person:rishi-chopra";

fn london(path: &Path) -> Database {
    let db = Builder::new().author("ada").create(path).unwrap();
    db.load(&embedded::dataset(), "London, with Dr Rishi Chopra").unwrap();
    db.execute("MATCH (p {name: 'Dr Rishi Chopra'}) SET p.note = 'seen at the Paddington clinic'")
        .run()
        .unwrap();
    db.undo().unwrap();
    db.checkpoint().unwrap();
    db.execute(
        "MATCH (o {name: 'Healthcare Central London'}) SET o.note = 'led by RISHI  CHOPRA since'",
    )
    .run()
    .unwrap();
    db
}

fn chopra(graph: &Snapshot) -> NodeId {
    graph.by_key(CHOPRA).unwrap()
}

/// What the graph quotes of him.
fn quotes(graph: &Snapshot) -> Vec<String> {
    let edges = graph.edges().filter_map(|id| graph.edge_record(id));
    let evidence = edges.flat_map(|edge| &edge.evidence);
    let quotes = evidence.filter_map(|evidence| evidence.quote.clone());
    quotes.filter(|quote| quote.contains("Rishi Chopra")).collect()
}

fn is_in(path: &Path, text: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn no_byte_tells_of_whom_was_forgotten() {
    let folder = Folder::new();
    let path = folder.file("london.plexus");
    let db = london(&path);
    let graph = db.snapshot();
    let mut texts = quotes(&graph);
    assert!(texts.len() > 2);
    let plain = ["Rishi Chopra", "RISHI  CHOPRA", "rishi-chopra", "seen at the Paddington clinic"];
    texts.extend(plain.map(str::to_owned));
    for text in &texts {
        assert!(is_in(&path, text), "{text}");
    }

    let node = chopra(&graph);
    let links = graph.degree(node, Direction::Both, &[]);
    let before = db.log(1).unwrap()[0].number;
    // A crash may have left this.
    std::fs::write(folder.file("london.plexus.tmp"), "unfinished").unwrap();
    let foretold = db.to_forget(node).unwrap();
    let forgotten = db.forget(node).unwrap().unwrap();
    assert_eq!(foretold.as_ref(), Some(&forgotten));
    assert_eq!((forgotten.name.as_str(), forgotten.relations), ("Dr Rishi Chopra", links));
    assert!(forgotten.texts > 0 && forgotten.left.is_empty(), "{forgotten:?}");
    assert_eq!(db.forget(node).unwrap(), None);
    let now = db.snapshot();
    assert_eq!(now.node_count(), graph.node_count() - 1);
    assert_eq!(now.edge_count(), graph.edge_count() - links);

    // It is a file like any other: written to, closed, opened, looked over.
    db.execute("CREATE (:Person {name: 'Ada Example'})").run().unwrap();
    let image = db.snapshot().image();
    db.close().unwrap();
    for text in &texts {
        assert!(!is_in(&path, text), "{text}");
    }
    assert!(!folder.file("london.plexus.tmp").exists());
    assert_eq!(
        verify(&path, &crate::model::Watch::default()).unwrap().damaged,
        Vec::<String>::new()
    );
    let db = Database::open(&path).unwrap();
    assert_eq!(db.snapshot().image(), image);
    let numbers: Vec<u64> = db.log(9).unwrap().iter().map(|commit| commit.number).collect();
    assert_eq!(numbers, [before + 2, before + 1]);
    db.undo().unwrap().unwrap();
    assert!(matches!(store_error(db.undo()), StoreError::Forgotten { .. }));
}

#[test]
fn what_cannot_be_forgotten_is_still_there() {
    let folder = Folder::new();
    let path = folder.file("london.plexus");
    let db = london(&path);
    let image = db.snapshot().image();
    std::fs::create_dir(folder.file("london.plexus.tmp")).unwrap();
    let _ = store_error(db.forget(chopra(&db.snapshot())));
    assert_eq!(db.snapshot().image(), image);
    db.execute("CREATE (:Person {name: 'Ada Example'})").run().unwrap();
    let image = db.snapshot().image();
    db.close().unwrap();
    let db = Database::open(&path).unwrap();
    assert_eq!(db.snapshot().image(), image);
    assert!(db.log(9).unwrap().len() > 3);
}

#[test]
fn drawn_nodes_are_forgotten_too() {
    let db = Database::without_schema();
    db.execute("CREATE (:Cat {name: 'Thomas Cat'})-[:CHASES {how: 'as Thomas Cat does'}]->(:Mouse {said: ['no, Thomas Cat']})").run().unwrap();
    let tom = db.snapshot().nodes().next().unwrap();
    let forgotten = db.forget(tom).unwrap().unwrap();
    assert_eq!((forgotten.relations, forgotten.texts), (1, 1));
    let rows = db.snapshot().query("MATCH (m:Mouse) RETURN m.said[0] AS said").rows().unwrap();
    let said: Vec<String> = rows.map(|row| row.unwrap().get("said").unwrap()).collect();
    assert_eq!(said, ["no, [name removed]"]);
}
