//! Files of every version there has been: they open, and hold what they held.

use std::fs;
use std::path::PathBuf;

use super::Folder;
use super::round::seen;
use crate::db::{Builder, Database};
use crate::source::{Dataset, Drawn};
use crate::store;

const CURATED: &str = r#"
    [source]
    id = "src:minutes"
    title = "Minutes of a meeting"
    kind = "document/plan"
    date = "2023-11-08"

    [[node]]
    id = "org:arden-council"
    kind = "organisation/council"
    name = "Arden Council"
    aka = [{ name = "AC", kind = "short", quote = "Arden Council (AC)" }]
    start = "[1964..1965-04-01]"
    known = ["2023-11", "2023-11-08"]
    quote = "Arden Council"

    [[node]]
    id = "person:ada"
    kind = "person"
    name = "Ada Example"

    [[edge]]
    from = "person:ada"
    type = "chairs"
    to = "org:arden-council"
    start = "2021-05~"
    planned = true
    evidence = [
        { source = "src:minutes", quote = "Ada will chair", locator = "page 2", said_by = "the clerk" },
        { source = "src:minutes" },
    ]
"#;

const DRAWN: &str = "\
    CREATE (a:Cat:Pet {name: 'Tom', age: 3, weight: 4.5, tame: true, born: date('2020-02-29'), \
      fed: datetime('2023-03-26T00:30[Europe/London]'), nap: duration('P1Y2M3DT4H5M6.5S'), at: time('12:30+01:00'), \
      lt: localtime('12:30:15.5'), ldt: localdatetime('1999-12-31T23:59'), tags: ['a', 'b'], mixed: 1}), \
    (b:Mouse {name: 'Jerry', mixed: 'text'}), (c), (a)-[:CHASES {since: 1940}]->(b), (b)-[:FEARS]->(a)";

/// The file of this name, made by this version where it is asked for and there is none.
fn fixture(name: &str, make: impl FnOnce(&PathBuf) -> Database) -> (Folder, PathBuf) {
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/file").join(name);
    if !kept.exists() && std::env::var_os("UPDATE_EXPECT").is_some() {
        make(&kept).close().unwrap();
    }
    // Opening a file for writing changes it.
    let folder = Folder::new();
    let copy = folder.file(name);
    fs::copy(kept, &copy).unwrap();
    (folder, copy)
}

fn holds_what_it_held(
    name: &str,
    wanted: &Database,
    commits: &[u64],
    make: impl FnOnce(&PathBuf) -> Database,
) {
    let (_folder, path) = fixture(name, make);
    assert_eq!(
        store::verify(&path, &crate::model::Watch::default()).unwrap().damaged,
        [] as [String; 0]
    );
    for open in [Database::open_read_only, Database::open] {
        let db = open(&path).unwrap();
        assert_eq!(seen(&db.snapshot()), seen(&wanted.snapshot()), "{name}");
        let log = db.log(9).unwrap();
        let words: Vec<_> = log.iter().map(|commit| (commit.number, &*commit.author)).collect();
        let wanted: Vec<_> = commits.iter().map(|number| (*number, "golden")).collect();
        assert_eq!(words, wanted);
    }
}

#[test]
fn a_curated_file_of_version_1_0_opens() {
    let data = Dataset::of([("minutes.toml", CURATED)]);
    let fill = |db: Database| {
        db.load(&data, "the minutes").unwrap();
        db.checkpoint().unwrap();
        db.execute("MATCH (p:Person {id: 'person:ada'}) SET p.note = 'in the log'").run().unwrap();
        db
    };
    let wanted = fill(Database::in_memory());
    holds_what_it_held("1.0-health.plexus", &wanted, &[2, 1], |path| {
        fill(Builder::new().author("golden").create(path).unwrap())
    });
}

#[test]
fn a_drawn_file_of_version_1_0_opens() {
    let fill = |db: Database| {
        db.execute(DRAWN).run().unwrap();
        db.checkpoint().unwrap();
        db.execute("MATCH (c:Cat) SET c.age = 4 REMOVE c:Pet").run().unwrap();
        db
    };
    let wanted = fill(Database::without_schema());
    holds_what_it_held("1.0-open.plexus", &wanted, &[2, 1], |path| {
        fill(Builder::new().without_schema().author("golden").create(path).unwrap())
    });
}

#[test]
fn a_file_of_version_1_1_with_what_was_taken_back_opens() {
    let make = |path: &PathBuf| {
        let db = Builder::new().without_schema().author("golden").create(path).unwrap();
        for age in 1..=3 {
            db.execute("MERGE (c:Cat {name: 'Tom'}) SET c.age = $age")
                .bind("age", age)
                .run()
                .unwrap();
        }
        db.undo().unwrap();
        db.undo().unwrap();
        db.redo().unwrap();
        db
    };
    let wanted = Database::without_schema();
    wanted.execute("MERGE (c:Cat {name: 'Tom'}) SET c.age = 2").run().unwrap();
    holds_what_it_held("1.1-undone.plexus", &wanted, &[6, 5, 4, 3, 2, 1], make);
}

#[test]
fn a_file_of_version_1_1_with_declared_indexes_opens() {
    let (_folder, path) = fixture("1.1-declared.plexus", |path| {
        let db = Builder::new().without_schema().author("golden").create(path).unwrap();
        let run = |text: &str| drop(db.execute(text).run().unwrap());
        run("CREATE (:Cat {name: 'Tom'})");
        run("CREATE CONSTRAINT one FOR (c:Cat) REQUIRE (c.name, c.age) IS UNIQUE");
        db.checkpoint().unwrap();
        run("CREATE INDEX FOR (c:Cat) ON (c.name)");
        run("CREATE INDEX gone FOR (c:Cat) ON (c.age)");
        run("DROP INDEX gone");
        db
    });
    assert_eq!(
        store::verify(&path, &crate::model::Watch::default()).unwrap().damaged,
        [] as [String; 0]
    );
    let db = Database::open_read_only(&path).unwrap();
    let graph = db.snapshot();
    let indexes = graph.indexes().iter().map(|i| (&*i.name, i.to_string(), i.is_unique()));
    let wanted = [
        ("one", "`:Cat(name, age)`".to_owned(), true),
        ("index_Cat_name", "`:Cat(name)`".to_owned(), false),
    ];
    assert_eq!(indexes.collect::<Vec<_>>(), wanted);
}

#[test]
fn a_file_of_version_1_2_with_a_graph_that_was_loaded_as_a_whole_opens() {
    let sheets = [
        (
            "cats.csv",
            "id:ID,name,lives:int,big:long,born:date,:LABEL\n1,Tom,9,5000000000,1940-02-10,Cat;Pet\n2,Jerry,,,,Mouse\n",
        ),
        ("chases.csv", ":START_ID,:END_ID,:TYPE,since:int\n1,2,CHASES,1940\n"),
    ];
    let fill = |db: Database| {
        db.execute("CREATE (:Cat {name: 'Felix'})").run().unwrap();
        db.load_drawn(Drawn::texts(sheets), "cats").unwrap();
        let index = "CREATE FULLTEXT INDEX names FOR (c:Cat) ON EACH [c.name]";
        db.execute(index).run().unwrap();
        db.execute("MATCH (c:Cat {name: 'Tom'}) SET c.lives = 8").run().unwrap();
        db
    };
    let wanted = fill(Database::without_schema());
    holds_what_it_held("1.2-drawn.plexus", &wanted, &[4, 3, 2, 1], |path| {
        fill(Builder::new().without_schema().author("golden").create(path).unwrap())
    });
    let (_folder, path) = fixture("1.2-drawn.plexus", |_| unreachable!());
    let graph = Database::open_read_only(&path).unwrap().snapshot();
    assert_eq!(graph.search_by("names", "tom").map(|found| found.len()), Some(1));
}
