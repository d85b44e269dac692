//! Every query of the openCypher Technology Compatibility Kit, where its feature files are at hand.

use std::fs;
use std::path::Path;

use crate::cypher::syntax::parse;
use crate::cypher::tests::{feature_files, kit};

/// A query of the kit and the syntax error its scenario expects.
struct Case {
    place: String,
    query: String,
    expected: Option<String>,
}

/// The queries of one feature file, outlines filled in from their examples.
fn cases(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap();
    let text: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
    let text = text.join("\n");
    let mut cases = Vec::new();
    for (number, scenario) in text.split("Scenario").enumerate().skip(1) {
        let (body, examples) = scenario.split_once("Examples:").unwrap_or((scenario, ""));
        let step = body
            .lines()
            .map(str::trim)
            .find_map(|l| l.strip_prefix("Then a SyntaxError should be raised at compile time:"));
        let expected = step.map(|s| s.trim().to_owned());
        let place = format!("{}#{number}", file.file_name().unwrap().to_string_lossy());
        for query in queries(body) {
            for query in filled(&query, examples) {
                cases.push(Case { place: place.clone(), query, expected: expected.clone() });
            }
        }
    }
    cases
}

/// The doc strings behind the steps that run a query.
fn queries(body: &str) -> Vec<String> {
    let steps = ["executing query:", "having executed:", "executing control query:"];
    let mut found = Vec::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        if steps.iter().any(|s| line.trim_end().ends_with(s)) {
            lines.next();
            let query: Vec<&str> = lines.by_ref().take_while(|l| l.trim() != "\"\"\"").collect();
            found.push(query.join("\n"));
        }
    }
    found
}

fn filled(query: &str, examples: &str) -> Vec<String> {
    let mut rows = examples.lines().map(str::trim).filter(|l| l.starts_with('|')).map(cells);
    let Some(header) = rows.next() else { return vec![query.to_owned()] };
    rows.map(|row| {
        let pairs = header.iter().zip(&row);
        pairs.fold(query.to_owned(), |q, (name, value)| q.replace(&format!("<{name}>"), value))
    })
    .collect()
}

/// The cells of a row; `\|` stands for a bar within one.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim_matches('|').replace("\\|", "\u{0}");
    row.split('|').map(|c| c.trim().replace('\u{0}', "|").replace("\\\\", "\\")).collect()
}

#[test]
fn every_query_of_the_kit_is_read() {
    let Some(dir) = kit() else {
        println!("skipped: no openCypher TCK in $OPENCYPHER_TCK or ../shared/tck");
        return;
    };
    let mut files = Vec::new();
    feature_files(&dir, &mut files);
    let mut faults = Vec::new();
    let mut read = 0;
    for case in files.iter().flat_map(|f| cases(f)) {
        match (parse(&case.query), &case.expected) {
            (Ok(_), _) => read += 1,
            (Err(error), Some(detail)) if error.first().detail == detail => {}
            (Err(error), expected) => {
                faults.push(format!("{}: {error} ({expected:?})\n{}", case.place, case.query));
            }
        }
    }
    assert!(read > 1000, "only {read} queries found in {}", dir.display());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n\n"));
}
