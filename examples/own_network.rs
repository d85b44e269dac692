//! A network of one's own, with a relation of one's own, from curated TOML: nothing is compiled for it.
//!
//! `cargo run --example own_network`

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use plexusdb::Database;
use plexusdb::ask::Asker;
use plexusdb::check::{Texts, check};
use plexusdb::source::Dataset;

/// What the built-in schema lacks: who mentors whom.
const SCHEMA: &str = r#"
[[relation]]
id = "mentors"
inverse = "mentored-by"
says = "mentors"
back = "mentored by"
who = ["mentors"]
do = ["mentor"]
heading = "Mentors"
back_heading = "Mentored by"
from = ["person"]
to = ["person"]
"#;

/// A document with what it says.
const FACTS: &str = r#"
[source]
id = "src:newsletter"
title = "The Arden newsletter"
kind = "document/web-page"
text = "newsletter.txt"
date = "2024-02"

[[node]]
id = "person:ann-bell"
kind = "person"
name = "Ann Bell"
quote = "Ann Bell, who mentors Bo Carr"

[[node]]
id = "person:bo-carr"
kind = "person"
name = "Bo Carr"
quote = "Ann Bell, who mentors Bo Carr"

[[edge]]
from = "person:ann-bell"
type = "mentors"
to = "person:bo-carr"
known = "2024-02"
quote = "Ann Bell, who mentors Bo Carr"
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Dataset::of([("schema.toml", SCHEMA), ("newsletter.toml", FACTS)]);
    let text = "We thank Ann Bell, who mentors Bo Carr, for this issue.";
    for finding in check(&data, Some(&Texts::of([("newsletter.txt", text.to_owned())]))) {
        println!("{finding}");
    }

    let asker = Asker::new(Database::from_dataset(&data)?.snapshot());
    let answer = asker.ask("who mentors Bo Carr")?;
    for item in &answer.answers {
        println!("{}: {} {}, {}", answer.title, item.caption, item.name, item.when);
    }
    Ok(())
}
