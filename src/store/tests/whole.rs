//! A graph that was put together as a whole is in the file once, and its commit is one like any other.

use super::{Folder, Random, image, trials};
use crate::db::{Builder, Database};
use crate::model::Watch;
use crate::source::Drawn;
use crate::store;

/// Two sheets with so many cats, each of which chases the next.
fn cats(count: usize) -> Drawn {
    let names = ["Tom", "Felix", "Grizabella", "Macavity"];
    let cats = (0..count).map(|n| format!("{n},{} {n},{},Cat\n", names[n % 4], n % 9));
    let chases = (1..count).map(|n| format!("{},{n},CHASES,{}\n", n - 1, 1940 + n % 80));
    let drawn = Drawn::texts([
        ("cats.csv", "id:ID,name,lives:int,:LABEL\n".to_owned() + &cats.collect::<String>()),
        (
            "chases.csv",
            ":START_ID,:END_ID,:TYPE,since:int\n".to_owned() + &chases.collect::<String>(),
        ),
    ]);
    assert_eq!(drawn.findings, []);
    drawn
}

fn run(db: &Database, text: &str) {
    db.execute(text).run().unwrap();
}

#[test]
fn it_is_in_the_file_once_and_in_its_past_as_it_was() {
    let folder = Folder::new();
    let path = folder.file("cats.plexus");
    let db = Builder::new().without_schema().create(&path).unwrap();
    run(&db, "CREATE (:Cat {name: 'First'})");
    db.load_drawn(cats(20_000), "cats").unwrap();
    let loaded = image(&db);
    assert_eq!(db.log(1).unwrap()[0].changes, 39_999);
    db.compact(false).unwrap();
    let (size, graph) = (db.info().unwrap().unwrap().size, db.info().unwrap().unwrap().graph);
    println!("{size} bytes, of which the graph takes {graph}");
    // As changes it would take more than the graph once more.
    assert!(size < 2 * graph, "{size} bytes for a graph of {graph}");

    // Later checkpoints write other parts, and the past keeps those it needs.
    run(&db, "MATCH (c:Cat) WHERE c.lives = 3 SET c.lives = 2, c.tame = true");
    db.checkpoint().unwrap();
    run(&db, "MATCH (c:Cat {name: 'Tom 0'}) DETACH DELETE c");
    db.checkpoint().unwrap();
    db.compact(false).unwrap();
    let now = image(&db);
    db.close().unwrap();
    assert_eq!(store::verify(&path, &Watch::default()).unwrap().damaged, [] as [String; 0]);

    let db = Database::open(&path).unwrap();
    assert_eq!(image(&db), now);
    assert_eq!(db.recorded_at(2).unwrap().image(), loaded);
    assert_eq!(db.recorded_at(1).unwrap().node_count(), 1);
    db.undo().unwrap();
    db.undo().unwrap();
    assert_eq!(image(&db).nodes, loaded.nodes);
    db.undo().unwrap();
    assert_eq!(db.snapshot().node_count(), 1);
    for _ in 0..3 {
        db.redo().unwrap();
    }
    assert_eq!((image(&db).nodes, image(&db).edges), (now.nodes.clone(), now.edges.clone()));

    let copy = folder.file("copy.plexus");
    db.backup(&copy).unwrap();
    assert_eq!(Database::open(&copy).unwrap().recorded_at(2).unwrap().image(), loaded);

    // Without a past there is nothing to keep.
    db.compact(true).unwrap();
    let least = db.info().unwrap().unwrap().size;
    db.close().unwrap();
    assert!(least < size * 5 / 4, "{least} bytes, {size} before");
    let db = Database::open(&path).unwrap();
    assert_eq!((image(&db).nodes, image(&db).edges), (now.nodes, now.edges));
    assert!(db.recorded_at(2).is_err());
}

#[test]
fn damage_to_what_only_the_past_needs_is_found() {
    let folder = Folder::new();
    let path = folder.file("cats.plexus");
    let db = Builder::new().without_schema().create(&path).unwrap();
    db.load_drawn(cats(2_000), "").unwrap();
    run(&db, "MATCH (c:Cat) SET c.name = 'Cat'");
    db.checkpoint().unwrap();
    db.close().unwrap();
    let mut content = std::fs::read(&path).unwrap();
    let name = b"Grizabella 1234";
    let at = content.windows(name.len()).position(|window| window == name).unwrap();
    content[at] ^= 1;
    std::fs::write(&path, content).unwrap();
    let damaged = store::verify(&path, &Watch::default()).unwrap().damaged;
    assert!(damaged.iter().any(|what| what.contains("texts of nodes")), "{damaged:?}");
}

#[test]
fn a_graph_that_is_there_once_is_saved_without_the_property_that_is_damaged() {
    let folder = Folder::new();
    let (path, new) = (folder.file("cats.plexus"), folder.file("saved.plexus"));
    let db = Builder::new().without_schema().create(&path).unwrap();
    db.load_drawn(cats(2_000), "").unwrap();
    db.close().unwrap();
    let content = std::fs::read(&path).unwrap();
    let mut random = Random(5);
    let (mut whole, mut partly, mut none) = (0, 0, 0);
    for _ in 0..trials(60, 1_000) {
        let mut flipped = content.clone();
        let bit = random.below(content.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, flipped).unwrap();
        match Database::salvage(&path, &new) {
            Err(_) => none += 1,
            Ok(salvaged) => {
                let graph = Database::open(&new).unwrap().snapshot();
                let everything = graph.node_count() == 2_000 && graph.edge_count() == 1_999;
                assert!(everything || salvaged.reached.0 == 0, "{salvaged:?}");
                match (everything, salvaged.lost.is_empty()) {
                    (true, true) => whole += 1,
                    (true, false) => partly += 1,
                    (false, _) => none += 1,
                }
                std::fs::remove_file(&new).unwrap();
            }
        }
    }
    println!("{whole} saved whole, {partly} without a property, {none} not at all");
    assert!(partly > 0 && none * 2 < whole + partly);
}
