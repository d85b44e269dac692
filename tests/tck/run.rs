//! Running a scenario: each of its steps does or checks something.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use plexusdb::cypher::{Counters, Phase, Procedures};
use plexusdb::graph::Snapshot;
use plexusdb::model::Value;
use plexusdb::{Database, Error};

use crate::feature::{Scenario, Step};
use crate::plain::{self, Plain};

/// What a query gave.
struct Outcome {
    columns: Vec<String>,
    rows: Vec<Vec<Plain>>,
    counters: Counters,
}

/// A scenario at work.
struct World<'k> {
    kit: &'k Path,
    database: Database,
    procedures: Procedures,
    parameters: Vec<(String, Value)>,
    /// The graph before the query that is looked at, and what that gave.
    before: Snapshot,
    result: Option<Result<Outcome, Error>>,
}

/// Runs a scenario.
///
/// # Errors
///
/// What differs from what the scenario says, in one line.
pub(crate) fn run(kit: &Path, scenario: &Scenario) -> Result<(), String> {
    let database = Database::without_schema();
    let before = database.snapshot();
    let mut world = World {
        kit,
        database,
        procedures: Procedures::default(),
        parameters: Vec::new(),
        before,
        result: None,
    };
    for step in &scenario.steps {
        world.step(step)?;
    }
    match &world.result {
        Some(_) => Ok(()),
        None => Err("the scenario runs no query".to_owned()),
    }
}

impl World<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        let text = step.text.as_str();
        let doc = || step.doc.as_deref().ok_or_else(|| format!("`{text}` has no text below it"));
        match text {
            // Every scenario starts with an empty graph; this says that it stays so.
            "an empty graph" | "any graph" => self.is_empty(),
            "having executed:" => self.prepare(doc()?),
            "parameters are:" => self.take_parameters(&step.table),
            "executing query:" | "executing control query:" => {
                self.execute(doc()?);
                Ok(())
            }
            "the result should be empty" => self.expect_rows(&[], true, false),
            "no side effects" => self.expect_effects(&[]),
            "the side effects should be:" => self.expect_effects(&step.table),
            _ => self.step_with_words(step),
        }
    }

    fn step_with_words(&mut self, step: &Step) -> Result<(), String> {
        let text = step.text.as_str();
        if let Some(name) = text.strip_prefix("the ").and_then(|t| t.strip_suffix(" graph")) {
            let file = self.kit.join("graphs").join(name).join(format!("{name}.cypher"));
            let script =
                fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            return self.prepare(&script);
        }
        if let Some(signature) = text.strip_prefix("there exists a procedure ") {
            return self.register(signature.trim().trim_end_matches(':').trim(), &step.table);
        }
        if let Some(how) = text.strip_prefix("the result should be") {
            let (ordered, unordered_lists) = match how.trim_start_matches(',').trim() {
                "in any order:" => (false, false),
                "in order:" => (true, false),
                "(ignoring element order for lists):" => (false, true),
                "in order (ignoring element order for lists):" => (true, true),
                _ => return Err(format!("the step `{text}` is not known")),
            };
            return self.expect_rows(&step.table, ordered, unordered_lists);
        }
        let error = text.strip_prefix("a ").or_else(|| text.strip_prefix("an "));
        if let Some((kind, rest)) = error.and_then(|e| e.split_once(" should be raised at "))
            && let Some((phase, detail)) = rest.split_once(": ")
        {
            return self.expect_error(kind, phase, detail);
        }
        Err(format!("the step `{text}` is not known"))
    }

    fn is_empty(&self) -> Result<(), String> {
        match self.database.snapshot().node_count() {
            0 => Ok(()),
            n => Err(format!("{n} nodes in a graph that should be empty")),
        }
    }

    /// Runs statements that set the scene, one after the other.
    fn prepare(&mut self, script: &str) -> Result<(), String> {
        let query = self.database.execute(script);
        let rows = query.run().map_err(|e| format!("to set the scene failed: {}", said(&e)))?;
        for row in rows {
            row.map_err(|e| format!("to set the scene failed: {}", said(&e)))?;
        }
        Ok(())
    }

    fn take_parameters(&mut self, table: &[Vec<String>]) -> Result<(), String> {
        for row in table {
            let [name, value] = row.as_slice() else {
                return Err("a parameter is a name and a value".to_owned());
            };
            self.parameters.push((name.clone(), plain::read(value)?.to_value()?));
        }
        Ok(())
    }

    /// A procedure that looks its arguments up in the first columns of a table.
    fn register(&mut self, signature: &str, table: &[Vec<String>]) -> Result<(), String> {
        let inputs = signature.split_once(')').map_or(0, |(head, _)| head.matches("::").count());
        let read = |row: &Vec<String>| {
            let values = row.iter().map(|cell| plain::read(cell).and_then(|v| v.to_value()));
            values.collect::<Result<Vec<Value>, String>>()
        };
        let rows = table.iter().skip(1).map(read).collect::<Result<Vec<_>, String>>()?;
        let look_up = move |args: &[Value]| {
            let matching = rows.iter().filter(|row| row.get(..inputs) == Some(args));
            Ok(matching.map(|row| row.get(inputs..).unwrap_or_default().to_vec()).collect())
        };
        self.procedures.register(signature, look_up).map_err(|e| said(&e))
    }

    fn execute(&mut self, text: &str) {
        self.before = self.database.snapshot();
        let query = self.database.execute(text).params(self.parameters.clone());
        self.result = Some(query.procedures(&self.procedures).run().and_then(|rows| {
            let columns = rows.columns().iter().map(ToString::to_string).collect();
            let (counters, graph) = (rows.counters(), rows.snapshot().clone());
            let rows = rows.map(|row| {
                Ok(row?.values().iter().map(|value| Plain::of(value, &graph)).collect())
            });
            Ok(Outcome { columns, rows: rows.collect::<Result<_, Error>>()?, counters })
        }));
    }

    fn outcome(&self) -> Result<&Outcome, String> {
        match &self.result {
            Some(Ok(outcome)) => Ok(outcome),
            Some(Err(error)) => Err(format!("failed: {}", said(error))),
            None => Err("no query has been run".to_owned()),
        }
    }

    fn expect_rows(
        &self,
        table: &[Vec<String>],
        ordered: bool,
        unordered_lists: bool,
    ) -> Result<(), String> {
        let outcome = self.outcome()?;
        let Some((head, rows)) = table.split_first() else {
            return match outcome.rows.len() {
                0 => Ok(()),
                n => Err(format!("{n} rows where none are expected")),
            };
        };
        if *head != outcome.columns {
            return Err(format!("columns {:?}, expected {head:?}", outcome.columns));
        }
        let read = |row: &Vec<String>| row.iter().map(|cell| plain::read(cell)).collect();
        let mut expected = rows.iter().map(read).collect::<Result<Vec<Vec<Plain>>, String>>()?;
        let mut given = outcome.rows.clone();
        for rows in [&mut expected, &mut given] {
            if unordered_lists {
                rows.iter_mut().flatten().for_each(|value| *value = value.unordered());
            }
            if !ordered {
                rows.sort();
            }
        }
        if expected == given {
            return Ok(());
        }
        Err(format!("gave {}, expected {}", shown(&given), shown(&expected)))
    }

    fn expect_error(&self, kind: &str, phase: &str, detail: &str) -> Result<(), String> {
        let error = match &self.result {
            Some(Err(error)) => error,
            Some(Ok(outcome)) => {
                return Err(format!("gave {}, expected {kind} {detail}", shown(&outcome.rows)));
            }
            None => return Err("no query has been run".to_owned()),
        };
        let Error::Query(query) = error else {
            return Err(format!("failed outside the query: {error}"));
        };
        let given_phase = match query.phase() {
            Phase::CompileTime => "compile time",
            Phase::Runtime => "runtime",
        };
        let first = query.first();
        let given = (format!("{:?}", first.kind), given_phase, first.detail);
        let fits = given.0 == kind
            && (phase == "any time" || phase == given_phase)
            && (detail == "*" || detail == first.detail);
        if !fits {
            let (kind, phase) = (format!("expected {kind}"), format!("at {phase}: {detail}"));
            return Err(format!("raised {}; {kind} {phase}", said(error)));
        }
        // What fails leaves nothing behind.
        if effects(&self.before, &self.database.snapshot()).is_empty() {
            Ok(())
        } else {
            Err("the query failed, and has changed the graph".to_owned())
        }
    }

    fn expect_effects(&self, table: &[Vec<String>]) -> Result<(), String> {
        let mut expected = BTreeMap::new();
        for row in table {
            let [name, count] = row.as_slice() else {
                return Err("a side effect is a name and a number".to_owned());
            };
            expected.insert(name.clone(), count.parse::<usize>().map_err(|e| e.to_string())?);
        }
        let after = self.database.snapshot();
        let given = effects(&self.before, &after);
        if given != expected {
            return Err(format!("side effects {given:?}, expected {expected:?}"));
        }
        match &self.result {
            Some(Ok(outcome)) => counted(outcome.counters, &self.before, &after),
            _ => Ok(()),
        }
    }
}

/// That the counters agree with the graphs before and after.
fn counted(counters: Counters, before: &Snapshot, after: &Snapshot) -> Result<(), String> {
    let nodes = (before.node_count() as u64 + counters.nodes_created, after.node_count() as u64);
    let made = before.edge_count() as u64 + counters.relationships_created;
    let fits = nodes.0 == nodes.1 + counters.nodes_deleted
        && made == after.edge_count() as u64 + counters.relationships_deleted;
    if fits { Ok(()) } else { Err(format!("the counters say {counters:?}")) }
}

/// How two graphs differ, as the kit counts it; what does not differ is left out.
fn effects(before: &Snapshot, after: &Snapshot) -> BTreeMap<String, usize> {
    fn compare<T: Ord>(
        into: &mut BTreeMap<String, usize>,
        name: &str,
        [before, after]: [BTreeSet<T>; 2],
    ) {
        let (more, less) = (after.difference(&before).count(), before.difference(&after).count());
        for (sign, count) in [("+", more), ("-", less)] {
            if count > 0 {
                into.insert(format!("{sign}{name}"), count);
            }
        }
    }
    let mut all = BTreeMap::new();
    let both = [before, after];
    compare(&mut all, "nodes", both.map(|graph| graph.nodes().collect()));
    compare(&mut all, "relationships", both.map(|graph| graph.edges().collect()));
    compare(
        &mut all,
        "labels",
        both.map(|graph| graph.labels().map(|(_, name)| name.to_owned()).collect()),
    );
    compare(&mut all, "properties", both.map(properties));
    all
}

/// Every property of every node and relation.
fn properties(graph: &Snapshot) -> BTreeSet<(bool, u32, String, Plain)> {
    let name = |key| graph.prop_key_name(key).to_owned();
    let of_nodes = graph.nodes().flat_map(|id| {
        graph.node_properties(id).map(move |(k, v)| (true, id.0, name(k), Plain::of(&v, graph)))
    });
    let of_edges = graph.edges().flat_map(|id| {
        graph.edge_properties(id).map(move |(k, v)| (false, id.0, name(k), Plain::of(&v, graph)))
    });
    of_nodes.chain(of_edges).collect()
}

fn said(error: &Error) -> String {
    match error {
        Error::Query(query) => {
            let first = query.first();
            let (phase, kind) = (query.phase(), first.kind);
            format!("{kind:?} at {phase:?}: {} ({})", first.detail, first.message)
        }
        other => other.to_string(),
    }
}

fn shown(rows: &[Vec<Plain>]) -> String {
    let row = |row: &Vec<Plain>| {
        let values: Vec<String> = row.iter().map(ToString::to_string).collect();
        format!("| {} |", values.join(" | "))
    };
    let first: Vec<String> = rows.iter().take(5).map(row).collect();
    let more = if rows.len() > 5 { format!(" and {} more", rows.len() - 5) } else { String::new() };
    format!("{} rows {}{more}", rows.len(), first.join(" ")).replace('\n', "\\n")
}
