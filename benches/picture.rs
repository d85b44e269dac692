//! What pictures cost, laid out and written as SVG: `cargo bench --bench picture [NAME]`.
//!
//! The same graph at each run: 1,000 bodies with 2,000 relations between them, ten of the bodies with
//! many. Nothing is folded and nothing left out in `plain` and `ego`, which is the hardest for a layout.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use plexusdb::Database;
use plexusdb::export::Format;
use plexusdb::graph::Snapshot;
use plexusdb::model::{Change, EdgeRecord, Key, NodeRecord};
use plexusdb::view::{Diagram, Layout, Selection};

const BODIES: usize = 1_000;
const RELATIONS: usize = 2_000;
const HUBS: usize = 10;

fn key(number: usize) -> Key {
    Key::new(format!("org:{number}"))
}

/// Numbers that look random and are the same each time: a multiplier of full period (Knuth, 1998).
fn ends() -> impl Iterator<Item = (usize, usize)> {
    let mut state: u64 = 20_261_128;
    let mut below = move |end: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).unwrap_or_default() % end
    };
    (0..RELATIONS).map(move |n| {
        let to = if n % 4 == 0 { below(HUBS) } else { below(BODIES) };
        // Each body is joined to another, so that all of them are in one picture.
        let from = if n < BODIES { n } else { below(BODIES) };
        (from, if to == from { (to + 1) % BODIES } else { to })
    })
}

fn network() -> plexusdb::Result<Snapshot> {
    let db = Database::in_memory();
    let mut tx = db.write()?;
    for number in 0..BODIES {
        let name = format!("Body number {number}");
        tx.apply(Change::AddNode(NodeRecord::new(key(number), "organisation", &name)))?;
    }
    for (from, to) in ends() {
        tx.apply(Change::AddEdge(EdgeRecord::new(key(from), "works-with", key(to))))?;
    }
    tx.commit()?;
    Ok(db.snapshot())
}

#[expect(clippy::print_stderr, reason = "a benchmark is a program")]
fn picture(criterion: &mut Criterion) {
    let snapshot = match network() {
        Ok(snapshot) => snapshot,
        Err(error) => return eprintln!("{error}"),
    };
    let whole = Selection::whole(&snapshot);
    let around = snapshot.by_key("org:0").map(|hub| Selection::around(&snapshot, hub, 30));
    let mut group = criterion.benchmark_group("picture");
    group.sample_size(10);
    for layout in [Layout::Plain, Layout::Cards, Layout::Ego] {
        let selection = if layout == Layout::Ego { around.as_ref() } else { Some(&whole) };
        let Some(selection) = selection else { continue };
        let diagram = Diagram::of(&snapshot, selection).layout(layout).max_nodes(BODIES);
        group.bench_function(layout.id(), |bencher| {
            bencher.iter(|| black_box(diagram.to(Format::Svg)));
        });
    }
    group.finish();
}

criterion_group!(benches, picture);
criterion_main!(benches);
