//! An answer in the formats for programs and documents.

use std::io::{self, Write};

use super::answer::{self, Line};
use super::rows::{Manner, json_text, write_cells};
use crate::ask::{Answer, Item};
use crate::cli::args::Format;
use crate::cli::text::Text;

/// The columns of an answer; they are the same for every question, so that files fit together.
const COLUMNS: [&str; 19] = [
    "id",
    "name",
    "kind",
    "relation",
    "role",
    "value",
    "from",
    "route",
    "on",
    "start",
    "end",
    "known",
    "holds",
    "before",
    "change",
    "inferred",
    "confidence",
    "planned",
    "sources",
];

/// Writes an answer as json, jsonl, csv, tsv or Markdown. Lines below the floor are in the JSON object
/// and the Markdown only: a table of answers must hold nothing else.
pub(in crate::cli) fn write(
    answer: &Answer,
    manner: &Manner,
    out: &mut dyn Write,
) -> io::Result<()> {
    match manner.format {
        Format::Json => writeln!(out, "{}", json_text(answer, true)),
        Format::Jsonl => {
            answer.answers.iter().try_for_each(|i| writeln!(out, "{}", json_text(i, false)))
        }
        Format::Md => write_markdown(answer, manner, out),
        Format::Table | Format::Full | Format::Csv | Format::Tsv => {
            let columns: Vec<String> = COLUMNS.iter().map(ToString::to_string).collect();
            let rows = answer.answers.iter().map(|item| cells(answer, item));
            write_cells(&columns, rows, manner, out)
        }
    }
}

fn cells(answer: &Answer, item: &Item) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut sources: Vec<&str> = Vec::new();
    for source in item.sources.iter().filter_map(|n| answer.source(*n)) {
        if !sources.contains(&source.id.as_str()) {
            sources.push(&source.id);
        }
    }
    vec![
        item.id.clone(),
        item.name.clone(),
        item.kind.clone(),
        text(&item.relation),
        text(&item.role),
        text(&item.value),
        item.from.as_ref().map(|f| f.name.clone()).unwrap_or_default(),
        item.route.map(|r| r.to_string()).unwrap_or_default(),
        text(&item.on),
        text(&item.start),
        text(&item.end),
        item.known.join(" "),
        item.holds.map(|h| h.to_string()).unwrap_or_default(),
        item.before.map(|grade| grade.to_string()).unwrap_or_default(),
        item.change.map(|change| change.words().to_owned()).unwrap_or_default(),
        if item.inferred { "inferred".to_owned() } else { String::new() },
        item.confidence.unwrap_or_default().to_owned(),
        if item.planned { "planned".to_owned() } else { String::new() },
        sources.join(" "),
    ]
}

fn write_markdown(answer: &Answer, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    use super::rows::markdown;

    let columns: Vec<String> = ["", "name", "kind", "relation", "role", "when", "sources"]
        .iter()
        .map(ToString::to_string)
        .collect();
    let row = |(at, item): &Line<'_>, when: Text| {
        let from = item.from.as_ref().map(|f| format!("{} ", f.name)).unwrap_or_default();
        let when = match (item.change, item.before, item.holds) {
            (Some(change), Some(before), Some(after)) => {
                let before = format!("{}: {before} → {after}", change.words());
                format!("{}; {before}", answer::dated(item).paint(false))
            }
            _ => when.paint(false),
        };
        vec![
            at.to_string(),
            item.name.clone(),
            item.kind.clone(),
            format!("{from}{}", item.caption),
            item.value.clone().or_else(|| item.role.clone()).unwrap_or_default(),
            when,
            item.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ]
    };
    writeln!(out, "## {}\n", markdown(&answer::title(answer).paint(false)))?;
    let lines = answer::numbered(answer);
    let answers = lines.iter().take(lines.len() - answer.others.len());
    let rows = answers.map(|line| row(line, answer::when(line.1)));
    write_cells(&columns, rows, manner, out)?;
    for (caption, group) in answer::below_floor(answer) {
        writeln!(out, "\n### {}\n", markdown(caption))?;
        let rows = group.iter().map(|line| row(line, answer::dated(line.1)));
        write_cells(&columns, rows, manner, out)?;
    }
    if !answer.notes.is_empty() {
        writeln!(out)?;
    }
    for note in &answer.notes {
        writeln!(out, "- {}", markdown(&note.text))?;
    }
    if !answer.sources.is_empty() {
        writeln!(out, "\n### Sources\n")?;
    }
    for source in &answer.sources {
        let date = source.date.as_deref().unwrap_or("no date");
        let quote = source.quote.as_deref().map(|q| format!(": “{}”", markdown(q)));
        let quote = quote.unwrap_or_default();
        writeln!(out, "{}. {}, {}{quote}", source.n, markdown(&source.title), markdown(date))?;
    }
    Ok(())
}
