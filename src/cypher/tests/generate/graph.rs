//! Graphs without a schema: parallel relationships, loops, values missing and of several types.

use std::fmt::Write as _;

use super::Choices;
use crate::db::Database;
use crate::graph::Snapshot;

const MIXED: [&str; 10] =
    ["1", "'a'", "true", "[1, 2]", "2.5", "0", "'ab'", "[]", "[1, 'a']", "false"];

/// The statements that draw a graph.
#[derive(Debug, Clone)]
pub(in super::super) struct Drawing {
    pub(in super::super) statements: Vec<String>,
    /// Whether the first one is folded into the base of the graph before the others.
    folded: bool,
}

impl Drawing {
    pub(in super::super) fn new(choices: &mut Choices) -> Self {
        let mut nodes = 0;
        let mut statements = vec![create(choices, &mut nodes, 5, 7)];
        let folded = choices.once_in(2);
        if choices.once_in(3) {
            let later = [
                "MATCH (n) WHERE n.i = 1 DETACH DELETE n",
                "MATCH ()-[r:R]->() DELETE r",
                "MATCH (n:A) SET n.i = 2, n:B",
                "MATCH (n:B) REMOVE n:B, n.name",
                "MATCH ()-[r]->() WHERE r.w = 1 SET r.w = 0, r.m = 'a'",
                "MATCH (a:A), (b:B) CREATE (a)-[:S {w: 1}]->(b)",
            ];
            statements.push(choices.pick(&later).to_owned());
        }
        if choices.once_in(4) {
            statements.push(create(choices, &mut nodes, 2, 3));
        }
        Self { statements, folded }
    }

    /// The drawing of one statement.
    pub(in super::super) fn of(statement: &str) -> Self {
        Self { statements: vec![statement.to_owned()], folded: false }
    }

    pub(in super::super) fn snapshot(&self) -> Snapshot {
        let db = Database::without_schema();
        for (number, statement) in self.statements.iter().enumerate() {
            let mut tx = db.write().unwrap();
            tx.query(statement).run().unwrap();
            if number == 0 && self.folded {
                tx.fold();
            }
            tx.commit().unwrap();
        }
        db.snapshot()
    }
}

fn create(choices: &mut Choices, named: &mut usize, most: usize, edges: usize) -> String {
    let first = *named;
    let count = 1 + choices.below(most);
    *named += count;
    let mut parts = Vec::new();
    for n in first..first + count {
        let labels = choices.pick(&["", ":A", ":B", ":A:B", ":C", ":A:C"]);
        parts.push(format!("(n{n}{labels}{})", properties(choices, "i")));
    }
    for _ in 0..choices.below(edges + 1) {
        let (from, to) = (first + choices.below(count), first + choices.below(count));
        let ty = choices.pick(&["R", "S", "T"]);
        parts.push(format!("(n{from})-[:{ty}{}]->(n{to})", properties(choices, "w")));
    }
    format!("CREATE {}", parts.join(", "))
}

fn properties(choices: &mut Choices, number: &str) -> String {
    let mut text = String::new();
    let mut put = |key: &str, value: &str| {
        let comma = if text.is_empty() { " {" } else { ", " };
        write!(text, "{comma}{key}: {value}").unwrap();
    };
    if choices.below(4) > 0 {
        put(number, choices.pick(&["1", "0", "2", "3"]));
    }
    if choices.once_in(2) {
        put("s", choices.pick(&["'a'", "'b'", "'ab'", "''"]));
    }
    if choices.once_in(2) {
        put("m", choices.pick(&MIXED));
    }
    if choices.once_in(3) {
        put("name", choices.pick(&["'a'", "'b'", "1", "['a']"]));
    }
    if !text.is_empty() {
        text.push('}');
    }
    text
}
