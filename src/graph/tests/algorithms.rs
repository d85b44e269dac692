//! petgraph's algorithms on a snapshot whose ids have gaps.

use std::collections::BTreeMap;

use petgraph::algo;
use petgraph::visit::{
    Bfs, EdgeFiltered, GetAdjacencyMatrix, IntoNodeReferences, NodeIndexable, NodeRef as _,
    Reversed, UndirectedAdaptor, Walker,
};

use super::{database, edge, node};
use crate::graph::Snapshot;
use crate::model::{Change, NodeId};

/// o1 → o2 → o3 → o1, o3 → o4, and o5 alone, with an id left out before every node; half of it in
/// the base, half in the delta.
fn ring() -> Snapshot {
    let db = database(&[], &[]);
    for (i, key) in ["o1", "o2", "o3", "o4", "o5"].into_iter().enumerate() {
        let mut lost = db.write().unwrap();
        lost.apply(Change::AddNode(node("lost", "person"))).unwrap();
        drop(lost);
        let mut tx = db.write().unwrap();
        tx.apply(Change::AddNode(node(key, "organisation"))).unwrap();
        if i == 2 {
            tx.apply(Change::AddEdge(edge("o1", "member-of", "o2"))).unwrap();
            tx.apply(Change::AddEdge(edge("o2", "member-of", "o3"))).unwrap();
            tx.fold();
        }
        tx.commit().unwrap();
    }
    let mut tx = db.write().unwrap();
    tx.apply(Change::AddEdge(edge("o3", "member-of", "o1"))).unwrap();
    tx.apply(Change::AddEdge(edge("o3", "founded", "o4"))).unwrap();
    tx.commit().unwrap();
    db.snapshot()
}

fn id(snap: &Snapshot, key: &str) -> NodeId {
    snap.by_key(key).unwrap()
}

fn keys(snap: &Snapshot, ids: impl IntoIterator<Item = NodeId>) -> Vec<&str> {
    let mut keys: Vec<_> = ids.into_iter().map(|id| snap.node(id).unwrap().key()).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn indices_have_no_gaps_though_ids_have() {
    let snap = ring();
    assert_eq!(snap.nodes().map(|id| id.0).collect::<Vec<_>>(), [1, 3, 5, 7, 9]);
    for (place, id) in snap.nodes().enumerate() {
        assert_eq!((snap.to_index(id), snap.from_index(place)), (place, id));
    }
    assert_eq!(snap.node_place(NodeId(4)), None);
    let references = (&snap).node_references().map(|node| node.weight().key.to_string());
    assert_eq!(references.collect::<Vec<_>>(), ["o1", "o2", "o3", "o4", "o5"]);
}

#[test]
fn paths_and_reach() {
    let snap = ring();
    let (o1, o4) = (id(&snap, "o1"), id(&snap, "o4"));
    let hops: BTreeMap<_, _> = algo::dijkstra(&snap, o1, None, |_| 1).into_iter().collect();
    assert_eq!(hops.get(&o4), Some(&3));
    assert_eq!(hops.len(), 4);
    let members = EdgeFiltered::from_fn(&snap, |rel| rel.weight().is("MEMBER_OF"));
    assert_eq!(Bfs::new(&members, o1).iter(&members).count(), 3);
    let back: Vec<_> = Bfs::new(Reversed(&snap), o4).iter(Reversed(&snap)).collect();
    assert_eq!(keys(&snap, back), ["o1", "o2", "o3", "o4"]);
    let around = UndirectedAdaptor(&snap);
    assert_eq!(Bfs::new(around, o4).iter(around).count(), 4);
    let paths: Vec<Vec<_>> =
        algo::all_simple_paths::<Vec<_>, _, std::hash::RandomState>(&snap, o1, o4, 0, None)
            .collect();
    assert_eq!(paths, [["o1", "o2", "o3", "o4"].map(|key| id(&snap, key))]);
    let distances = algo::floyd_warshall(&snap, |_| 1).unwrap();
    assert_eq!(distances.get(&(o1, o4)), Some(&3));
    assert!(snap.is_adjacent(&(), id(&snap, "o3"), o4));
    assert!(!snap.is_adjacent(&(), o4, o1));
}

#[test]
fn components_and_order() {
    let snap = ring();
    assert_eq!(algo::connected_components(&snap), 2);
    let mut components: Vec<_> =
        algo::kosaraju_scc(&snap).into_iter().map(|ids| keys(&snap, ids)).collect();
    components.sort();
    assert_eq!(components, [vec!["o1", "o2", "o3"], vec!["o4"], vec!["o5"]]);
    assert!(algo::toposort(&snap, None).is_err());
    let events = EdgeFiltered::from_fn(&snap, |rel| rel.weight().is("founded"));
    assert_eq!(algo::toposort(&events, None).unwrap().len(), 5);
    assert!(algo::is_isomorphic(&snap, &ring()));
}

#[test]
fn page_rank_agrees_with_petgraph_where_that_is_defined() {
    let snap = ring();
    let ours = snap.project().build().unwrap().page_rank(1.0, 30).unwrap();
    let theirs = algo::page_rank(&snap, 1.0_f64, 30);
    for ((_, ours), theirs) in ours.iter().zip(theirs) {
        assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
    }
}

#[test]
fn a_projection_takes_the_relations_asked_for() {
    let snap = ring();
    let members = snap.project().rels(["MEMBER_OF"]).undirected().build().unwrap();
    assert_eq!((members.graph().node_count(), members.graph().edge_count()), (5, 3));
    let scores = members.page_rank(0.85, 100).unwrap();
    assert!((scores.iter().map(|(_, score)| score).sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(keys(&snap, scores.top(3).map(|(id, _)| id)), ["o1", "o2", "o3"]);
    let o4 = id(&snap, "o4");
    assert_eq!(members.graph().node_weight(members.index_of(o4).unwrap()), Some(&o4));

    // The heavier way out of o3 gets the larger share.
    let weigh = |heavy: &'static str| {
        let all = snap.project().weight(move |e| if e.weight().is(heavy) { 9.0 } else { 1.0 });
        all.build().unwrap().page_rank(0.85, 100).unwrap().get(o4).unwrap()
    };
    assert!(weigh("founded") > weigh("member-of"));
}

#[test]
fn what_a_projection_cannot_do_is_an_error() {
    let snap = ring();
    let unknown = snap.project().rels(["MEMBERS_OF"]).build().unwrap_err();
    assert_eq!(
        (unknown.code(), unknown.help().as_deref()),
        ("S0002", Some("did you mean `MEMBER_OF`?"))
    );
    assert!(snap.project().weight(|_| f64::NAN).build().is_err());
    assert!(snap.project().weight(|_| -1.0).build().is_err());
    let all = snap.project().build().unwrap();
    assert!(all.page_rank(f64::NAN, 10).is_err());
    assert!(all.page_rank(1.5, 10).is_err());
    assert!(all.page_rank(0.85, usize::MAX).is_err());
    let nothing = database(&[], &[]).snapshot();
    assert_eq!(nothing.project().build().unwrap().page_rank(0.85, 10).unwrap().top(3).count(), 0);
}

#[test]
fn a_cycle_is_shown_once_for_each_group_and_as_short_as_can_be() {
    let snap = ring();
    let member = snap.rel_type("MEMBER_OF").unwrap();
    let ways: Vec<Vec<_>> = snap
        .cycles(member)
        .into_iter()
        .map(|way| way.into_iter().map(|id| snap.node(id).unwrap().key()).collect())
        .collect();
    assert_eq!(ways, [["o1", "o2", "o3", "o1"]]);
    assert!(snap.cycles(snap.rel_type("FOUNDED").unwrap()).is_empty());

    let joins =
        [("o1", "o2"), ("o2", "o3"), ("o3", "o1"), ("o3", "o2"), ("o4", "o5"), ("o5", "o4")];
    let joins = joins.map(|(from, to)| (from, "founded", to));
    let snap = database(&["o1", "o2", "o3", "o4", "o5"], &joins).snapshot();
    let ways = snap.cycles(snap.rel_type("FOUNDED").unwrap());
    assert_eq!(ways.iter().map(Vec::len).collect::<Vec<_>>(), [4, 3]);
}
