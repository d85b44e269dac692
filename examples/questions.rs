//! Questions in plain English on the built-in network, with the words that answer them.
//!
//! `cargo run --example questions -- "who chairs HCL"`

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use plexusdb::Database;
use plexusdb::ask::{AskError, Asker};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asker = Asker::new(Database::london()?.snapshot());
    let question = std::env::args().nth(1);
    let question = question.as_deref().unwrap_or("members of PLSP as of 2023-07");

    let answer = match asker.ask(question) {
        Ok(answer) => answer,
        Err(AskError::Ambiguous { candidates, .. }) => {
            println!("which of these?");
            for choice in candidates {
                println!("  {} ({})", choice.name, choice.kind);
            }
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    println!("{}", answer.title);
    for item in &answer.answers {
        let grade = item.holds.map_or("", |grade| grade.words());
        println!("  {} {} {grade}", item.caption, item.name);
        for source in item.sources.iter().filter_map(|n| answer.source(*n)) {
            println!("      “{}”, {}", source.quote.as_deref().unwrap_or_default(), source.title);
        }
    }
    // What is only possible is never mixed with what is known.
    for item in &answer.others {
        println!("  {}: {}", item.holds.map_or("", |grade| grade.words()), item.name);
    }
    println!("\nthe same as a query:\n{}", answer.query);
    Ok(())
}
