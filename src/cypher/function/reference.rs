//! The table of functions that the documentation shows.

use std::fmt::Write;

use super::{FAMILIES, Function, aggregates};

const HEAD: &str = "\
# Functions

Names are written in any case. `null` among the arguments gives `null`, unless a function is about
`null`. An argument in brackets may be left out. Every example here is run by a test.

";

const VARIABLES: &str = "\
In these examples `n` is a GP federation, `r` its membership of a partnership that it joined on some
day between June and 8 November 2023, and `p` the path of that one relation.

";

/// The documentation of all functions, as Markdown: a table a family, then the functions over groups.
///
/// ```
/// let text = plexusdb::cypher::function::reference();
/// assert!(text.contains("| `head([1, 2, 3])` | `1` |"));
/// ```
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for (title, table) in FAMILIES {
        let _ = writeln!(text, "## {title}\n");
        if table.iter().any(Function::uses_example_graph) {
            text += VARIABLES;
        }
        text += "| function | what it gives | example | its value |\n|---|---|---|---|\n";
        for f in *table {
            let call = format!("{}({})", f.name, f.params.signature());
            row(&mut text, &call, &said(f), f.example, f.result);
        }
        text.push('\n');
    }
    text += "## Over the rows of a group\n\n`null` is left out; `DISTINCT` before the argument leaves \
             out what came before.\n\n";
    text += "| function | what it gives | example | its value |\n|---|---|---|---|\n";
    for f in aggregates() {
        let call = format!("{}({})", f.name, f.params.signature());
        row(&mut text, &call, f.doc, f.example, f.result);
    }
    text
}

impl Function {
    /// Whether its example speaks of the nodes and relations of the documentation's small graph.
    fn uses_example_graph(&self) -> bool {
        ["(n)", "(r)", "(p)", "(r,"].iter().any(|variable| self.example.contains(variable))
    }
}

fn said(f: &Function) -> String {
    let mut said = f.doc.to_owned();
    for alias in f.aliases {
        let _ = write!(said, " Also `{alias}`.");
    }
    said
}

fn row(text: &mut String, call: &str, doc: &str, example: &str, result: &str) {
    let escaped = |cell: &str| cell.replace('|', "\\|");
    let [call, doc, example, result] = [call, doc, example, result].map(escaped);
    let _ = writeln!(text, "| `{call}` | {doc} | `{example}` | `{result}` |");
}
