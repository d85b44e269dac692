//! Draws the built-in network as cards, and one body with its neighbours, as Graphviz DOT.
//!
//! `cargo run --example diagram` writes `cards.dot` and `neighbours.dot` into the folder given as
//! the first argument, or into the one for temporary files; `dot -Tsvg cards.dot -o cards.svg` and
//! `neato -Tsvg neighbours.dot -o neighbours.svg` make pictures of them.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use plexusdb::Database;
use plexusdb::export::Format;
use plexusdb::view::{Diagram, Layout, Selection, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let snapshot = Database::london()?.snapshot();
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, Into::into);

    let everything = Selection::whole(&snapshot);
    let cards = Diagram::of(&snapshot, &everything)
        .layout(Layout::Cards)
        .title("London’s health partnerships: who belongs to what")
        .theme(Theme::Light)
        .max_nodes(80);
    let tally = cards.drawing().tally;
    println!(
        "{} cards, {} more entities listed in them, {} left out",
        tally.nodes_drawn, tally.nodes_folded, tally.nodes_left_out
    );
    // Bytes first, file second: a failed write cannot leave half a picture unnoticed.
    std::fs::write(folder.join("cards.dot"), cards.to(Format::Dot)?)?;

    let name = "Healthcare Central London";
    let centre = snapshot.named(name).next().ok_or("nothing of that name")?;
    let around = Selection::around(&snapshot, centre, 2);
    let neighbours = Diagram::of(&snapshot, &around).layout(Layout::Ego);
    std::fs::write(folder.join("neighbours.dot"), neighbours.to(Format::Dot)?)?;
    println!("{} entities within two steps of {name}", around.nodes().len());
    println!("written to {}", folder.display());
    Ok(())
}
