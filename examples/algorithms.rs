//! petgraph's algorithms on the built-in network of London's health partnerships.
//!
//! `cargo run --example algorithms`

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use plexusdb::model::Partnership;
use plexusdb::petgraph::algo;
use plexusdb::petgraph::visit::{Bfs, EdgeFiltered, Reversed, Walker};
use plexusdb::{Database, Error};

const HUB: &str = "Paddington Life Sciences Partners";

fn main() -> Result<(), Error> {
    let snap = Database::london()?.snapshot();
    let islands = algo::connected_components(&snap);
    println!("{} nodes, {} relations, {islands} islands", snap.node_count(), snap.edge_count());

    let named = |name: &str| snap.named(name).find(|id| snap.typed::<Partnership>(*id).is_some());
    let Some(hub) = named(HUB) else {
        println!("{HUB} is not in this network");
        return Ok(());
    };

    // Straight on the snapshot: how many steps each thing is away, following relations forward.
    let steps = algo::dijkstra(&snap, hub, None, |_| 1_u32);
    println!("{} things can be reached from {HUB}", steps.len() - 1);

    // A view of one relation, read backward: its members, and their members in turn.
    let memberships = EdgeFiltered::from_fn(&snap, |relation| relation.weight().is("MEMBER_OF"));
    let backward = Reversed(&memberships);
    let members = Bfs::new(backward, hub).iter(backward).filter(|id| *id != hub).count();
    println!("{members} members, directly or through another body");

    // A copy with both directions, for whatever asks for weights or for an undirected graph.
    let shared = snap.project().rels(["PART_OF", "MEMBER_OF"]).undirected().build()?;
    if let Some(hub) = shared.index_of(hub) {
        let steps = algo::dijkstra(shared.graph(), hub, None, |relation| *relation.weight());
        let furthest = steps.values().copied().fold(0.0, f64::max);
        println!("{} bodies within {furthest} memberships of it", steps.len() - 1);
    }
    println!("who matters most, by what belongs to what:");
    for (id, score) in shared.page_rank(0.85, 50)?.top(5) {
        println!("{score:.4}  {}", snap.node(id).map_or("", |node| node.name()));
    }
    Ok(())
}
