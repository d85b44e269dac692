//! What a file costs: `cargo bench --bench store [NAME]`.
//!
//! The same graph at each run: 50,000 bodies and 100,000 relations between them. `append` is the floor
//! for a commit: as many bytes put at the end of a plain file, and one wait for the disk. Times to wait
//! for a disk are those of the folder for temporary files.

use std::fs::{self, OpenOptions};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plexusdb::Database;
use plexusdb::db::{Builder, Durability};
use plexusdb::model::Value;

const BODIES: i64 = 50_000;
const JOIN: &str = "UNWIND $rows AS r MATCH (a:Org {id: r[0]}), (b:Org {id: r[1]}) \
                    CREATE (a)-[:PARTNER_OF {since: r[2], source: 'bench'}]->(b)";

/// A folder that goes with what is in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("plexus-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// A name that no file has.
    fn file(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        // There is none the first time.
        let _ = fs::remove_file(&path);
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn body(id: i64) -> Value {
    let (code, name) = (format!("C{id:06}"), format!("Body {id}"));
    let source = Value::text("a register");
    Value::map([
        ("id", Value::Integer(id)),
        ("code", Value::text(code)),
        ("name", Value::text(name)),
        ("source", source),
    ])
}

/// A pair that looks random and is the same each time.
fn pair(n: i64) -> Value {
    let far = (n * 7_919 + 13) % BODIES;
    Value::list([n % BODIES, far, 2000 + n % 25].map(Value::Integer))
}

fn draw(db: &Database, text: &str, rows: impl IntoIterator<Item = Value>) -> plexusdb::Result<()> {
    db.execute(text).bind("rows", Value::list(rows)).run()?;
    Ok(())
}

fn load(path: &Path) -> plexusdb::Result<()> {
    let db = Builder::new().without_schema().create(path)?;
    draw(&db, "UNWIND $rows AS r CREATE (o:Org) SET o = r", (0..BODIES).map(body))?;
    draw(&db, JOIN, (0..2 * BODIES).map(pair))?;
    db.close()
}

fn first_answer(path: &Path) -> plexusdb::Result<()> {
    let db = Database::open_read_only(path)?;
    let graph = db.snapshot();
    for row in graph.query("MATCH (o:Org {id: 7}) RETURN o.name").rows()? {
        black_box(row?);
    }
    Ok(())
}

fn whole(criterion: &mut Criterion, folder: &Folder, path: &Path) {
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.bench_function("load", |bencher| {
        let fresh = || folder.file("load.plexus");
        let run = |path: PathBuf| load(&path).map_err(|error| report(&error));
        bencher.iter_batched(fresh, run, BatchSize::PerIteration);
    });
    group.bench_function("open to first answer", |bencher| {
        bencher.iter(|| first_answer(path).map_err(|error| report(&error)));
    });
    group.finish();
}

fn commits(criterion: &mut Criterion, folder: &Folder, path: &Path) {
    let mut group = criterion.benchmark_group("commit");
    group.sample_size(20);
    group.bench_function("append", |bencher| {
        let path = folder.file("bare");
        match OpenOptions::new().create(true).append(true).open(path) {
            Ok(mut bare) => {
                bencher.iter(|| bare.write_all(&[7; 200]).and_then(|()| bare.sync_data()));
            }
            Err(error) => report(&error),
        }
    });
    for (name, durability) in [("normal", Durability::Normal), ("two-phase", Durability::TwoPhase)]
    {
        let db = match Builder::new().durability(durability).open(path) {
            Ok(db) => db,
            Err(error) => return report(&error),
        };
        for (size, rows) in [("one relation", 1), ("10,000 relations", 10_000)] {
            group.bench_function(format!("{name}, {size}"), |bencher| {
                let rows: Vec<Value> = (0..rows).map(pair).collect();
                let run = |rows: Vec<Value>| draw(&db, JOIN, rows).map_err(|error| report(&error));
                bencher.iter_batched(|| rows.clone(), run, BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

fn store(criterion: &mut Criterion) {
    let folder = match Folder::new() {
        Ok(folder) => folder,
        Err(error) => return report(&error),
    };
    let path = folder.file("graph.plexus");
    if let Err(error) = load(&path) {
        return report(&error);
    }
    whole(criterion, &folder, &path);
    commits(criterion, &folder, &path);
}

#[expect(clippy::print_stderr, reason = "a benchmark is a program")]
fn report(error: &impl std::fmt::Display) {
    eprintln!("{error}");
}

criterion_group!(benches, store);
criterion_main!(benches);
