//! The cases in `tests/golden/query`: a query, a line `---`, and what it gives.
//!
//! `UPDATE_EXPECT=1 cargo test golden` writes what the queries give now, to be reviewed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::world::health;
use crate::Error;
use crate::graph::Snapshot;
use crate::model::Value;

/// A value as a case shows it: nodes by id, relationships by type.
fn shown(snapshot: &Snapshot, value: &Value) -> String {
    let node = |id| snapshot.node(id).map_or("?", |n| n.key()).to_owned();
    let edge = |id| snapshot.edge_type(id).map_or("?", |t| snapshot.rel_type_name(t)).to_owned();
    match value {
        Value::Node(id) => format!("({})", node(*id)),
        Value::Relationship(id) => format!("[{}]", edge(*id)),
        Value::Path(path) => {
            let mut text = String::new();
            for (i, id) in path.nodes.iter().enumerate() {
                write!(text, "({})", node(*id)).unwrap();
                if let Some(e) = path.edges.get(i) {
                    let forward = snapshot.edge_ends(*e).is_some_and(|(from, _)| from == *id);
                    let (left, right) = if forward { ("-", "->") } else { ("<-", "-") };
                    write!(text, "{left}[{}]{right}", edge(*e)).unwrap();
                }
            }
            text
        }
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(|v| shown(snapshot, v)).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> =
                map.iter().map(|(k, v)| format!("{k}: {}", shown(snapshot, v))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        value => value.to_string(),
    }
}

fn error(text: &str, error: &Error) -> String {
    let Error::Query(query) = error else { return format!("error {error}\n") };
    let mut lines = String::new();
    for problem in query.problems() {
        let place = problem.span.map(|span| format!(" `{}`", span.of(text))).unwrap_or_default();
        writeln!(lines, "error {:?} {}{place}: {}", problem.kind, problem.detail, problem.message)
            .unwrap();
        if let Some(help) = &problem.help {
            writeln!(lines, "  help: {help}").unwrap();
        }
    }
    lines
}

/// What a query gives, as text. Rows without `ORDER BY` are sorted.
fn run(snapshot: &Snapshot, text: &str) -> String {
    let query = snapshot
        .query(text)
        .bind("name", "Imperial")
        .bind("props", Value::map([("name", "Ada".into())]));
    let rows = match query.rows() {
        Ok(rows) => rows,
        Err(e) => return error(text, &e),
    };
    let mut out = String::new();
    for warning in rows.warnings() {
        writeln!(out, "warning {}: {}", warning.detail, warning.message).unwrap();
        if let Some(help) = &warning.help {
            writeln!(out, "  help: {help}").unwrap();
        }
    }
    writeln!(out, "| {} |", rows.columns().join(" | ")).unwrap();
    let mut lines = Vec::new();
    for row in rows {
        match row {
            Ok(row) => {
                let cells: Vec<String> = row.values().iter().map(|v| shown(snapshot, v)).collect();
                lines.push(format!("| {} |\n", cells.join(" | ")));
            }
            Err(e) => return error(text, &e),
        }
    }
    if !text.contains("ORDER BY") && !text.starts_with("EXPLAIN") {
        lines.sort();
    }
    out.extend(lines);
    out
}

#[test]
fn every_golden_query_gives_what_its_case_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/query");
    let write = std::env::var_os("UPDATE_EXPECT").is_some();
    let snapshot = health();
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut now = String::new();
        for case in text.split("== ").skip(1) {
            let (title, case) = case.split_once('\n').unwrap();
            let (query, expected) = case.split_once("---\n").unwrap();
            let given = run(&snapshot, query.trim());
            write!(now, "== {title}\n{}\n---\n{given}\n", query.trim()).unwrap();
            if given.trim() != expected.trim() {
                write!(
                    wrong,
                    "{}: {title}\nexpected:\n{expected}given:\n{given}\n",
                    file.display()
                )
                .unwrap();
            }
        }
        if write {
            let head = text.split("== ").next().unwrap();
            fs::write(&file, format!("{head}{}\n", now.trim_end())).unwrap();
        }
    }
    assert!(write || wrong.is_empty(), "{wrong}");
}
