//! petgraph's algorithms on a graph that is not seen whole.

use petgraph::algo;
use petgraph::visit::{IntoNodeReferences, NodeIndexable};

use super::{edge, node, schema};
use crate::db::Database;
use crate::graph::{Lens, Snapshot};
use crate::model::when::{Grade, Moment, Validity};
use crate::model::{Change, Direction};

/// Three bodies in a row, o1 to o2 since 2019 and o2 to o3 since 2022, and one founded by a body that
/// was no more by then; o4 began in 2023.
fn snapshot(fold: bool) -> Snapshot {
    let db = Database::with_schema(schema());
    let mut tx = db.write().unwrap();
    for (key, life) in [("o1", ""), ("o2", ""), ("o3", ""), ("o4", "2023"), ("o5", "")] {
        let mut node = node(key, "organisation");
        if !life.is_empty() {
            node.validity = Validity::since(life.parse().unwrap());
        }
        if key == "o5" {
            node.validity =
                Validity::new("2000".parse().unwrap(), "2019".parse().unwrap()).unwrap();
        }
        tx.apply(Change::AddNode(node)).unwrap();
    }
    for (from, to, since) in [("o1", "o2", "2019"), ("o2", "o3", "2022"), ("o3", "o4", "2023")] {
        let mut edge = edge(from, "member-of", to);
        edge.validity = Validity::since(since.parse().unwrap());
        tx.apply(Change::AddEdge(edge)).unwrap();
    }
    let mut founded = edge("o5", "founded", "o2");
    founded.on = "2020-03".parse().unwrap();
    tx.apply(Change::AddEdge(founded)).unwrap();
    if fold {
        tx.fold();
    }
    tx.commit().unwrap();
    db.snapshot()
}

fn names(snapshot: &Snapshot) -> Vec<String> {
    (&snapshot).node_references().map(|node| node.key().to_owned()).collect()
}

#[test]
fn algorithms_see_one_moment() {
    for whole in [snapshot(false), snapshot(true)] {
        let as_of = |text: &str| whole.as_of(text.parse::<Moment>().unwrap());
        let then = as_of("2020-06");
        // The one that had ended is seen in 2020 alone, by what it did then.
        assert_eq!(names(&then), ["o1", "o2", "o3"]);
        assert_eq!(names(&as_of("2020")), ["o1", "o2", "o3", "o5"]);
        assert_eq!((whole.node_count(), whole.edge_count()), (5, 4));
        assert_eq!((then.node_count(), then.edge_count()), (3, 1));
        let first = whole.by_key("o1").unwrap();
        let reach = |snapshot: &Snapshot| algo::dijkstra(snapshot, first, None, |_| 1).len();
        assert_eq!((reach(&then), reach(&as_of("2022")), reach(&whole)), (2, 3, 4));
        // These number the nodes from 0 to their count.
        let last = as_of("2024");
        assert_eq!(names(&last), ["o1", "o2", "o3", "o4"]);
        let components = algo::kosaraju_scc(&last);
        assert_eq!(components.len(), 4);
        assert_eq!(algo::connected_components(&then), 2);
        for place in 0..last.node_count() {
            assert_eq!(last.to_index(NodeIndexable::from_index(&last, place)), place);
        }
        let projection = then.project().undirected().build().unwrap();
        assert_eq!(projection.graph().edge_count(), 1);
        assert_eq!(then.by_key("o4"), None);
        assert_eq!(then.named("The o4").count(), 0);
        assert!(then.node(whole.by_key("o4").unwrap()).is_none());
        assert_eq!(then.degree(first, Direction::Both, &[]), 1);
    }
}

#[test]
fn the_lens_stays_on_while_the_graph_changes() {
    let whole = snapshot(true);
    let mut then = whole.through(Lens::as_of("2020-06".parse().unwrap()).at_least(Grade::Yes));
    assert_eq!(then.edge_count(), 0);
    let mut more = edge("o1", "chairs", "o2");
    more.from = "s".into();
    more.validity =
        Validity::since("2020-01".parse().unwrap()).with_known(["2021".parse().unwrap()]);
    then.apply(Change::AddNode(node("s", "person"))).unwrap();
    then.apply(Change::AddEdge(more)).unwrap();
    // What is hidden is there nevertheless: its key is taken.
    assert!(then.apply(Change::AddNode(node("o4", "organisation"))).is_err());
    assert_eq!((then.edge_count(), then.whole().edge_count()), (1, 5));
}
