//! The table of functions that the documentation shows.

use std::fmt::Write;

use super::{Family, Function, aggregates, families};

const HEAD: &str = "\
# Functions

Names are written in any case. `null` among the arguments gives `null`, unless a function is about
`null`. An argument in brackets may be left out. Every example here is run by a test.

";

/// The documentation of all functions, as Markdown: a table a family, then the functions over groups.
///
/// ```
/// let text = plexusdb::cypher::function::reference();
/// assert!(text.contains("| `head([1, 2, 3])` | `1` |"));
/// ```
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for Family { title, about, functions } in families() {
        let _ = writeln!(text, "## {title}\n");
        if !about.is_empty() {
            let _ = writeln!(text, "{about}\n");
        }
        text += "| function | what it gives | example | its value |\n|---|---|---|---|\n";
        for f in *functions {
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
