//! A database inside a program: facts written by types, queried, read back by types.
//!
//! `cargo run --example embed`

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use plexusdb::model::{Chairs, Class, Covers, MemberOf, Organisation, Partnership, Person, Place};
use plexusdb::{Database, Error};

fn main() -> Result<(), Error> {
    let db = Database::in_memory();

    let mut tx = db.write()?;
    let trust = tx.add(
        Organisation::new("Guy's and St Thomas'")
            .sub_kind("nhs-trust")
            .aka("GSTT")
            .identifier("ods", "RJ1"),
    )?;
    let ics = tx.add(Partnership::new("South East London ICS").sub_kind("ics"))?;
    let chair = tx.add(Person::new("Ada Example"))?;
    tx.relate(trust, MemberOf::since("2022-07").class(Class::Founding), ics)?;
    tx.relate(chair, Chairs::default().interim().known("2023-11-08"), ics)?;
    for name in ["Lambeth", "Southwark"] {
        let borough = tx.add(Place::new(name).sub_kind("borough"))?;
        tx.relate(ics, Covers::default(), borough)?;
        // tx.relate(borough, Covers::default(), ics)? does not compile: a place covers nobody.
    }
    // A date that nobody can read is an error that names it; the transaction goes on without it.
    if let Err(error) = tx.add(Organisation::new("Somebody").since("2020/21")) {
        println!("refused: {error}");
    }
    tx.commit()?; // dropped without a commit, it would leave nothing behind

    let snap = db.snapshot(); // never changes, whatever is written from now on
    let rows = snap
        .query(
            "MATCH (o)-[r]->(i {name: $ics}) RETURN o.name AS name, type(r) AS tie ORDER BY name",
        )
        .bind("ics", "South East London ICS")
        .rows()?;
    for row in rows {
        let row = row?;
        println!("{} {}", row.get::<String>("name")?, row.get::<String>("tie")?);
    }
    // The same by types: what the schema declares is a method, misspelt it does not compile.
    if let Some(trust) = snap.find::<Organisation>("ods", "RJ1").and_then(|id| snap.node(id)) {
        for (membership, body) in trust.links::<MemberOf>() {
            let class = membership.class().map_or("", Class::id);
            println!("{}: {class} member of {}, {}", trust.name(), body.name(), membership.words());
        }
    }
    for body in snap.all::<Partnership>().filter_map(|id| snap.node(id)) {
        for (post, person) in body.backlinks::<Chairs>() {
            let interim = if post.interim() { " (interim)" } else { "" };
            println!("{}: chaired by {}{interim}, {}", body.name(), person.name(), post.words());
        }
        let boroughs: Vec<_> = body.links::<Covers>().map(|(_, place)| place.name()).collect();
        println!("{}: covers {}", body.name(), boroughs.join(", "));
    }
    Ok(())
}
