//! What every format must keep of a graph, whatever its names are.

mod round;
mod script;

use super::{Extract, GraphFormat, LeftOut, Loss};
use crate::db::Database;
use crate::graph::Snapshot;
use crate::source::{Dataset, dump};
use crate::view::Selection;

/// A graph in which nothing is harmless.
pub(super) fn hostile() -> Snapshot {
    let db = Database::without_schema();
    let mut tx = db.write().unwrap();
    let names = [
        "quote \" and 'apostrophe' \\ backslash",
        "]]> </script><!-- & &amp; %7B #quot;",
        "=1+1",
        "line\nbreak\ttab\rreturn",
        "\u{1b}[31mred\u{0}\u{7}",
        "\u{202e}right to left שלום",
        "end",
        "",
        ";|`{}[]",
    ];
    for name in names {
        let create = "CREATE (:`A;b \"c\"` {name: $name, `odd key <&> \"`: [1, 'x;y'], n: 1.0, at: date('2021-02-03')})";
        tx.query(create).bind("name", name).run().unwrap();
    }
    tx.query("MATCH (a {name: 'end'}), (b {name: ''}) CREATE (a)-[:`T <y>` {why: $why}]->(b), (a)-[:`T <y>`]->(b), (b)-[:U]->(b)")
        .bind("why", names[1])
        .run()
        .unwrap();
    tx.commit().unwrap();
    db.snapshot()
}

fn text(format: &str, file: usize, graph: &Snapshot) -> String {
    let mut bytes = Vec::new();
    let format = GraphFormat::named(format).unwrap();
    format.write(file, &Extract::whole(graph), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn london() -> Snapshot {
    Database::london().unwrap().snapshot()
}

#[test]
fn every_format_writes_both_graphs_and_the_same_bytes_each_time() {
    for graph in [london(), hostile(), Database::without_schema().snapshot()] {
        for format in GraphFormat::all().filter(|format| format.needs().is_none()) {
            for file in 0..format.files().count().max(1) {
                let mut twice = [Vec::new(), Vec::new()];
                for out in &mut twice {
                    format.write(file, &Extract::whole(&graph), out).unwrap();
                }
                assert_eq!(twice[0], twice[1], "{}", format.id());
                // Nothing is drawn by no statement.
                let nothing = graph.node_count() == 0 && format.id() == "cypher";
                assert_eq!(twice[0].is_empty(), nothing, "{}", format.id());
            }
        }
    }
}

#[test]
fn a_build_without_parquet_says_so() {
    let parquet = GraphFormat::named("parquet").unwrap();
    let built = cfg!(feature = "parquet");
    assert_eq!(parquet.needs(), (!built).then_some("parquet"));
    let written = parquet.write(0, &Extract::whole(&london()), &mut Vec::new());
    let unsupported = written.is_err_and(|e| e.kind() == std::io::ErrorKind::Unsupported);
    assert_eq!(unsupported, !built);
}

#[test]
fn json_holds_every_node_and_relation() {
    for graph in [london(), hostile()] {
        let json: serde_json::Value = serde_json::from_str(&text("json", 0, &graph)).unwrap();
        assert_eq!(json["nodes"].as_array().unwrap().len(), graph.node_count());
        assert_eq!(json["edges"].as_array().unwrap().len(), graph.edge_count());
        assert_eq!(json["edges"], json["links"]);
        let json: serde_json::Value = serde_json::from_str(&text("cytoscape", 0, &graph)).unwrap();
        assert_eq!(json["elements"]["nodes"].as_array().unwrap().len(), graph.node_count());
        assert_eq!(json["elements"]["edges"].as_array().unwrap().len(), graph.edge_count());
        let json: serde_json::Value = serde_json::from_str(&text("jsonld", 0, &graph)).unwrap();
        assert!(json["@graph"].as_array().unwrap().len() >= graph.node_count());
    }
}

#[test]
fn no_name_breaks_out_of_its_place() {
    let graph = hostile();
    for format in ["graphml", "gexf"] {
        let text = text(format, 0, &graph);
        assert!(!text.contains("</script>") && !text.contains("]]>"), "{format}");
        assert!(!text.contains(['\u{1b}', '\0', '\u{7}', '\r']), "{format}");
    }
    let mermaid = text("mermaid", 0, &graph);
    assert_eq!(mermaid.lines().count(), 1 + graph.node_count() + graph.edge_count());
    assert!(!mermaid.contains("</script>") && !mermaid.contains('\u{1b}'));
    // Every statement is one line.
    let cypher = text("cypher", 0, &graph);
    assert!(cypher.lines().count() > 3);
    assert!(cypher.lines().all(|line| line.ends_with(';')));
    for (format, file) in [("csv", 0), ("gephi-csv", 0)] {
        let text = text(format, file, &graph);
        assert!(text.contains(",'=1+1,"), "{format}: {text}");
    }
}

#[test]
fn the_script_draws_the_same_graph_again() {
    for graph in [london(), hostile()] {
        let db = Database::without_schema();
        let mut tx = db.write().unwrap();
        for statement in text("cypher", 0, &graph).lines() {
            tx.query(statement.trim_end_matches(';'))
                .run()
                .unwrap_or_else(|e| panic!("{statement}: {e}"));
        }
        let again = tx.snapshot();
        assert_eq!(described(&again), described(&graph));
    }
}

/// Labels and properties of all nodes, and what joins them, without the numbers of the graph.
fn described(graph: &Snapshot) -> Vec<String> {
    let node = |id| {
        let mut labels: Vec<_> = graph.node_labels(id).map(|l| graph.label_name(l)).collect();
        labels.sort_unstable();
        let mut all: Vec<_> = graph
            .node_properties(id)
            .map(|(key, value)| format!("{}={value:?}", graph.prop_key_name(key)))
            .collect();
        all.sort_unstable();
        format!("{labels:?} {all:?}")
    };
    let edge = |id| {
        let (from, to) = graph.edge_ends(id).unwrap();
        let mut all: Vec<_> = graph
            .edge_properties(id)
            .map(|(key, value)| format!("{}={value:?}", graph.prop_key_name(key)))
            .collect();
        all.sort_unstable();
        let of = graph.rel_type_name(graph.edge_type(id).unwrap());
        format!("{} -{of} {all:?}-> {}", node(from), node(to))
    };
    let mut all: Vec<_> = graph.nodes().map(node).chain(graph.edges().map(edge)).collect();
    all.sort_unstable();
    all
}

/// The graph as one curated file.
fn curated(graph: &Snapshot) -> String {
    let nodes = graph.nodes().filter_map(|id| graph.node_record(id));
    dump(nodes, graph.edges().filter_map(|id| graph.edge_record(id)), [])
}

fn loaded(texts: Vec<(&'static str, String)>) -> Snapshot {
    let data = Dataset::of(texts);
    let wrong: Vec<_> = data.findings.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Database::from_dataset(&data).unwrap().snapshot()
}

#[test]
fn sheets_load_again_and_say_the_same() {
    let graph = london();
    let again =
        loaded(vec![("nodes.csv", text("csv", 0, &graph)), ("edges.csv", text("csv", 1, &graph))]);
    assert_eq!(curated(&again), curated(&graph));
}

#[test]
fn graphs_load_again_and_say_the_same() {
    let graph = london();
    for (format, name) in [("graphml", "x.graphml"), ("json", "x.json"), ("turtle", "x.ttl")] {
        let again = loaded(vec![(name, text(format, 0, &graph))]);
        assert_eq!(curated(&again), curated(&graph), "{format}");
    }
}

#[test]
fn a_graph_without_a_schema_is_refused_with_its_place() {
    for (format, name) in [("graphml", "x.graphml"), ("json", "x.json"), ("turtle", "x.ttl")] {
        let data = Dataset::of([(name, text(format, 0, &hostile()))]);
        let first = data.findings.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.contains("this node has no `kind`"), "{format}: {first}");
    }
}

#[test]
fn a_choice_and_a_date_leave_out_the_rest() {
    let graph = london();
    let brent = graph.by_key("place:brent").unwrap();
    let around = Selection::around(&graph, brent, 1);
    let extract = Extract::chosen(&graph, &around);
    assert_eq!(extract.nodes().count(), around.nodes().len());
    let then = graph.as_of("1990".parse().unwrap());
    assert!(Extract::whole(&then).edges().count() < graph.edge_count());
}

#[test]
fn what_a_format_cannot_carry_is_counted() {
    let left = |format, graph: &Snapshot| {
        GraphFormat::named(format).unwrap().left_out(&Extract::whole(graph))
    };
    assert_eq!(left("json", &london()), []);
    let kinds: Vec<Loss> = left("graphml", &hostile()).iter().map(|left| left.what).collect();
    assert_eq!(kinds, [Loss::Types, Loss::Characters]);
    let words = LeftOut { what: Loss::Dates, count: 1 }.to_string();
    assert_eq!(words, "1 date");
}
