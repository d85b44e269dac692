//! Feature files: scenarios with their steps, outlines expanded.

use std::collections::BTreeMap;

/// A scenario, ready to be run.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// Its name within its file; one of an outline with the number of its example.
    pub(crate) name: String,
    /// Its steps, those of the file's background first.
    pub(crate) steps: Vec<Step>,
}

/// One step of a scenario.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    /// The words behind `Given`, `When`, `Then`, `And` or `But`.
    pub(crate) text: String,
    /// The text between `"""` below it.
    pub(crate) doc: Option<String>,
    /// The rows of the table below it.
    pub(crate) table: Vec<Vec<String>>,
}

impl Step {
    fn filled(&self, values: &BTreeMap<String, String>) -> Self {
        let fill = |text: &str| filled(text, values);
        Self {
            text: fill(&self.text),
            doc: self.doc.as_deref().map(fill),
            table: self
                .table
                .iter()
                .map(|row| row.iter().map(|cell| fill(cell)).collect())
                .collect(),
        }
    }
}

/// A text with the values of an example in place of their names.
fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("<{name}>"), value);
    }
    text
}

/// A scenario or an outline as it stands in the file.
#[derive(Default)]
struct Draft {
    name: String,
    steps: Vec<Step>,
    examples: Option<Vec<Vec<String>>>,
}

impl Draft {
    fn expand(self, background: &[Step], into: &mut Vec<Scenario>) {
        let all: Vec<Step> = background.iter().cloned().chain(self.steps).collect();
        let Some(mut examples) = self.examples.map(Vec::into_iter) else {
            into.push(Scenario { name: self.name, steps: all });
            return;
        };
        let mut head = Vec::new();
        let mut number = 0;
        for row in examples.by_ref() {
            // An empty row stands between two tables of examples: the next one is a head.
            if row.is_empty() {
                head.clear();
            } else if head.is_empty() {
                head = row;
            } else {
                number += 1;
                let values = head.iter().cloned().zip(row).collect();
                let steps = all.iter().map(|step| step.filled(&values)).collect();
                let name = format!("{} #{number}", filled(&self.name, &values));
                into.push(Scenario { name, steps });
            }
        }
    }
}

/// Where the lines that are read belong.
#[derive(PartialEq)]
enum Part {
    Head,
    Background,
    Scenario,
    Examples,
}

/// The scenarios of a feature file.
///
/// # Errors
///
/// A line that belongs nowhere.
pub(crate) fn read(text: &str) -> Result<Vec<Scenario>, String> {
    let mut scenarios = Vec::new();
    let mut background: Vec<Step> = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut part = Part::Head;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let wrong = || format!("line {}: `{trimmed}` belongs nowhere", number + 1);
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with('@') {
            continue;
        }
        if let Some(name) = title(trimmed) {
            if let Some(done) = draft.take() {
                done.expand(&background, &mut scenarios);
            }
            draft = Some(Draft { name: name.to_owned(), ..Draft::default() });
            part = Part::Scenario;
        } else if trimmed.starts_with("Feature:") {
            part = Part::Head;
        } else if trimmed.starts_with("Background:") {
            part = Part::Background;
        } else if trimmed.starts_with("Examples:") {
            let draft = draft.as_mut().ok_or_else(wrong)?;
            draft.examples.get_or_insert_with(Vec::new).push(Vec::new());
            part = Part::Examples;
        } else if part == Part::Head {
            // The words of a feature about itself.
        } else if part == Part::Examples {
            let row = cells(trimmed).ok_or_else(wrong)?;
            draft.as_mut().and_then(|d| d.examples.as_mut()).ok_or_else(wrong)?.push(row);
        } else {
            let steps = match (&part, draft.as_mut()) {
                (Part::Scenario, Some(draft)) => &mut draft.steps,
                _ => &mut background,
            };
            if trimmed == "\"\"\"" {
                let indent = line.len() - line.trim_start().len();
                let within = lines.by_ref().map(|(_, line)| line);
                let doc: Vec<&str> = within.take_while(|line| line.trim() != "\"\"\"").collect();
                let cut = doc.iter().map(|line| line.get(indent..).unwrap_or(line.trim_start()));
                let doc = cut.collect::<Vec<_>>().join("\n");
                steps.last_mut().ok_or_else(wrong)?.doc = Some(doc);
            } else if let Some(row) = cells(trimmed) {
                steps.last_mut().ok_or_else(wrong)?.table.push(row);
            } else {
                let text = step(trimmed).ok_or_else(wrong)?;
                steps.push(Step { text: text.to_owned(), ..Step::default() });
            }
        }
    }
    if let Some(done) = draft {
        done.expand(&background, &mut scenarios);
    }
    Ok(scenarios)
}

fn title(line: &str) -> Option<&str> {
    let words = ["Scenario Outline:", "Scenario Template:", "Scenario:", "Example:"];
    words.iter().find_map(|word| line.strip_prefix(word)).map(str::trim)
}

fn step(line: &str) -> Option<&str> {
    let words = ["Given ", "When ", "Then ", "And ", "But "];
    words.iter().find_map(|word| line.strip_prefix(word)).map(str::trim)
}

/// The cells of a row `| a | b |`, in which `\|`, `\n` and `\\` stand for `|`, a new line and `\`.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = vec![String::new()];
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut()?;
        match (letter, letters.peek()) {
            ('|', _) => cells.push(String::new()),
            ('\\', Some('|' | '\\')) => cell.extend(letters.next()),
            ('\\', Some('n')) => {
                letters.next();
                cell.push('\n');
            }
            _ => cell.push(letter),
        }
    }
    Some(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}
