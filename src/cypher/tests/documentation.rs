//! The queries in `docs/cypher.md`, each run as it stands there, one after the other.
//!
//! A block marked `cypher` runs on a graph without a schema that begins empty and that the blocks build;
//! one marked `cypher health` on an empty graph of the built-in schema, which they build as well; one
//! marked `cypher london` on the built-in network. The block behind it, marked `text`, is what it gives:
//! `UPDATE_EXPECT=1 cargo test documentation` writes what it gives now, to be reviewed. The rows of the
//! tables of operators are run, too. Rows without `ORDER BY` are sorted, but for plans.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::cypher::{Functions, Procedures};
use crate::graph::Snapshot;
use crate::model::value::temporal::Instant;
use crate::model::{EdgeId, NodeId, Value};
use crate::{Database, Error};

/// Half past twelve on 8 November 2023, UTC.
const NOON: Instant = Instant::new(1_699_446_600, 0);

struct World {
    open: Database,
    health: Database,
    london: Database,
    procedures: Procedures,
    functions: Functions,
}

impl World {
    fn new() -> Self {
        let (mut procedures, mut functions) = (Procedures::default(), Functions::default());
        procedures
            .register("text.words(text :: STRING) :: (word :: STRING)", |args| {
                let text = args.first().and_then(Value::as_str).unwrap_or_default();
                Ok(text.split(' ').map(|word| vec![word.into()]).collect())
            })
            .unwrap();
        functions
            .register("text.initials(text :: STRING) :: STRING", |args| {
                let text = args.first().and_then(Value::as_str).unwrap_or_default();
                let firsts = text.split(' ').filter_map(|word| word.chars().next());
                Ok(firsts.collect::<String>().into())
            })
            .unwrap();
        let (open, health) = (Database::without_schema(), Database::in_memory());
        Self { open, health, london: Database::london().unwrap(), procedures, functions }
    }

    fn database(&self, mark: &str) -> &Database {
        match mark {
            "cypher" => &self.open,
            "cypher health" => &self.health,
            "cypher london" => &self.london,
            mark => panic!("there is no graph for `{mark}`"),
        }
    }

    /// What a query gives, as text.
    fn run(&self, mark: &str, text: &str) -> String {
        let query = self.database(mark).execute(text).bind("name", "Arden").with_now(NOON);
        let query = query.procedures(&self.procedures).functions(&self.functions);
        match query.run().and_then(|rows| {
            let (graph, counters) = (rows.snapshot().clone(), rows.counters());
            let mut out = String::new();
            for warning in rows.warnings() {
                writeln!(out, "warning {}: {}", warning.detail, warning.message).unwrap();
                let help = warning.help.iter();
                help.for_each(|help| writeln!(out, "  help: {help}").unwrap());
            }
            if !rows.columns().is_empty() {
                writeln!(out, "| {} |", rows.columns().join(" | ")).unwrap();
            }
            let mut lines = Vec::new();
            for row in rows {
                let row = row?;
                let cells: Vec<String> = row.values().iter().map(|v| shown(&graph, v)).collect();
                lines.push(format!("| {} |\n", cells.join(" | ")));
            }
            if !text.contains("ORDER BY") && !text.starts_with("EXPLAIN") {
                lines.sort();
            }
            out.extend(lines);
            let done = serde_json::to_value(counters).unwrap();
            let done = done.as_object().unwrap().iter().filter(|(_, n)| n.as_u64() != Some(0));
            let done: Vec<String> = done.map(|(name, n)| format!("{name}: {n}")).collect();
            if !done.is_empty() {
                writeln!(out, "{}", done.join(", ")).unwrap();
            }
            Ok(out)
        }) {
            Ok(out) => out,
            Err(Error::Query(error)) => {
                let mut out = String::new();
                for problem in error.problems() {
                    let (phase, detail) = (error.phase(), problem.detail);
                    let place = problem.span.map(|span| format!(" at `{}`", span.of(text)));
                    let place = place.unwrap_or_default();
                    writeln!(
                        out,
                        "{:?} ({phase:?}, {detail}, {}){place}",
                        problem.kind, problem.code
                    )
                    .unwrap();
                    writeln!(out, "  {}", problem.message).unwrap();
                    let help = problem.help.iter();
                    help.for_each(|help| writeln!(out, "  help: {help}").unwrap());
                }
                out
            }
            Err(error) => format!("{error}\n"),
        }
    }
}

fn map<'a>(graph: &Snapshot, entries: impl Iterator<Item = (&'a str, Value)>) -> String {
    let entries: BTreeMap<&str, Value> = entries.collect();
    let entries = entries.iter().map(|(key, value)| format!("{key}: {}", shown(graph, value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn node(graph: &Snapshot, id: NodeId) -> String {
    let labels = graph.node_labels(id).map(|label| format!(":{}", graph.label_name(label)));
    let labels: String = labels.collect();
    if !graph.schema().is_open() {
        return format!("({})", graph.node(id).map_or("?", |node| node.name()));
    }
    let properties = graph.node_properties(id).map(|(key, v)| (graph.prop_key_name(key), v));
    let properties = map(graph, properties);
    if properties == "{}" { format!("({labels})") } else { format!("({labels} {properties})") }
}

fn relation(graph: &Snapshot, id: EdgeId) -> String {
    let name = graph.edge_type(id).map_or("?", |t| graph.rel_type_name(t));
    if !graph.schema().is_open() {
        return format!("[:{name}]");
    }
    let properties = graph.edge_properties(id).map(|(key, v)| (graph.prop_key_name(key), v));
    let properties = map(graph, properties);
    if properties == "{}" { format!("[:{name}]") } else { format!("[:{name} {properties}]") }
}

/// A value as the document shows it.
fn shown(graph: &Snapshot, value: &Value) -> String {
    match value {
        Value::Node(id) => node(graph, *id),
        Value::Relationship(id) => relation(graph, *id),
        Value::Path(path) => {
            let mut text = String::new();
            for (i, id) in path.nodes.iter().enumerate() {
                text += &node(graph, *id);
                if let Some(edge) = path.edges.get(i) {
                    let forward = graph.edge_ends(*edge).is_some_and(|(from, _)| from == *id);
                    let (left, right) = if forward { ("-", "->") } else { ("<-", "-") };
                    write!(text, "{left}{}{right}", relation(graph, *edge)).unwrap();
                }
            }
            text
        }
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(|value| shown(graph, value)).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Map(entries) => map(graph, entries.iter().map(|(k, v)| (&**k, v.clone()))),
        value => value.to_string(),
    }
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/cypher.md")
}

#[test]
fn every_query_of_the_document_gives_what_stands_behind_it() {
    let (world, text) = (World::new(), fs::read_to_string(file()).unwrap());
    let mut now = String::new();
    let mut blocks = text.split("```");
    let mut run = 0;
    now += blocks.next().unwrap();
    while let Some(block) = blocks.next() {
        let between = blocks.next().expect("a block that ends");
        let (mark, query) = block.split_once('\n').unwrap();
        write!(now, "```{block}```").unwrap();
        if mark.starts_with("cypher") {
            assert_eq!(
                between.trim(),
                "",
                "nothing stands between a query and its result: {query}"
            );
            let expected = blocks.next().expect("a result behind each query");
            assert!(expected.starts_with("text\n"), "a result behind each query: {query}");
            write!(now, "\n\n```text\n{}```", world.run(mark, query.trim())).unwrap();
            now += blocks.next().unwrap_or_default();
            run += 1;
        } else {
            assert_ne!(mark, "text", "a result without a query: {block}");
            now += between;
        }
    }
    assert!(run > 30, "only {run}");
    expect_test::expect_file![file()].assert_eq(&now);
}

#[test]
fn every_operator_of_the_document_gives_what_its_row_says() {
    let (world, text) = (World::new(), fs::read_to_string(file()).unwrap());
    let mut run = 0;
    let mut in_table = false;
    for line in text.lines() {
        in_table = line.starts_with("| operator |") || (in_table && line.starts_with('|'));
        let cells: Vec<String> =
            line.replace("\\|", "¦").split('|').map(|c| c.trim().replace('¦', "|")).collect();
        let [_, _, _, example, value, _] = cells.as_slice() else { continue };
        if !in_table || !example.starts_with('`') {
            continue;
        }
        let (example, value) = (example.trim_matches('`'), value.trim_matches('`'));
        let given = world.run("cypher", &format!("RETURN {example} AS x"));
        assert_eq!(given.trim(), format!("| x |\n| {value} |"), "{example}");
        run += 1;
    }
    assert!(run > 30, "only {run}");
}

#[test]
fn every_error_of_the_document_is_there() {
    let text = fs::read_to_string(file()).unwrap();
    for kind in [
        "SyntaxError",
        "SemanticError",
        "TypeError",
        "ArgumentError",
        "ArithmeticError",
        "EntityNotFound",
        "ParameterMissing",
        "ProcedureError",
        "ConstraintVerificationFailed",
        "LimitExceeded",
    ] {
        assert!(text.contains(&format!("| `{kind}` |")), "{kind}");
    }
}
