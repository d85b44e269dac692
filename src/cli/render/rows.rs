//! Rows in every format: those of a query, and the lines of an answer as rows.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::delimited::{self, Separator};
use super::value;
use crate::cli::args::Format;
use crate::cli::table::{self, Shown};
use crate::cli::text::{harmless, is_control};
use crate::graph::Snapshot;
use crate::model::Value;

/// How rows are written.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Manner {
    /// The format.
    pub format: Format,
    /// Whether csv and tsv begin with the names of the columns.
    pub header: bool,
    /// Whether cells that look like formulas stay as they are.
    pub raw: bool,
    /// Whether it goes to a terminal, which obeys control characters.
    pub terminal: bool,
    /// How wide a table may be.
    pub width: usize,
    /// How many rows of a table are shown at the beginning and at the end of a long result.
    pub ends: Option<usize>,
}

/// The rows of a query.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Value>>,
    /// How long the query took.
    pub time: Option<Duration>,
}

/// Writes the rows of a query.
pub(in crate::cli) fn write(
    table: &Table,
    snapshot: &Snapshot,
    manner: &Manner,
    out: &mut dyn Write,
) -> io::Result<()> {
    match manner.format {
        Format::Table => write_table(table, snapshot, manner, out),
        Format::Full => write_full(table, snapshot, out),
        Format::Json => {
            let rows: Vec<Json> = table.rows.iter().map(|r| object(table, snapshot, r)).collect();
            writeln!(out, "{}", json_text(&Json::Array(rows), true))
        }
        Format::Jsonl => table.rows.iter().try_for_each(|row| {
            writeln!(out, "{}", json_text(&object(table, snapshot, row), false))
        }),
        Format::Csv | Format::Tsv | Format::Md => {
            let rows = table.rows.iter();
            let cells = rows.map(|row| row.iter().map(|v| value::words(snapshot, v)).collect());
            write_cells(&table.columns, cells, manner, out)
        }
    }
}

/// Writes rows of text as csv, tsv or Markdown.
pub(in crate::cli) fn write_cells(
    columns: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    manner: &Manner,
    out: &mut dyn Write,
) -> io::Result<()> {
    let separator = match manner.format {
        Format::Csv => Separator::Comma,
        Format::Md => return write_markdown(columns, rows, out),
        _ => Separator::Tab,
    };
    let mut line = |cells: &[String]| {
        let cells = cells.iter().map(String::as_str);
        let mut text = delimited::row(cells, separator, manner.raw);
        if manner.terminal {
            text = text.split_inclusive('\n').map(on_terminal).collect();
        }
        out.write_all(text.as_bytes())
    };
    if manner.header {
        line(columns)?;
    }
    rows.into_iter().try_for_each(|row| line(&row))
}

/// A line for a terminal: its tabs and its end stay.
fn on_terminal(line: &str) -> String {
    let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
    let parts: Vec<_> = body.split('\t').map(harmless).collect();
    parts.join("\t") + end
}

fn write_markdown(
    columns: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| markdown(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    writeln!(out, "{}", line(columns))?;
    writeln!(out, "|{}", " --- |".repeat(columns.len()))?;
    rows.into_iter().try_for_each(|row| writeln!(out, "{}", line(&row)))
}

/// A text in which nothing means anything to Markdown (`CommonMark` 0.31, backslash escapes).
pub(in crate::cli) fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in harmless(text).chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn object(table: &Table, snapshot: &Snapshot, row: &[Value]) -> Json {
    let cells = table.columns.iter().zip(row);
    Json::Object(cells.map(|(k, v)| (k.clone(), value::json(snapshot, v))).collect::<Map<_, _>>())
}

/// JSON in which no character is left that a terminal would obey.
pub(in crate::cli) fn json_text(json: &impl serde::Serialize, pretty: bool) -> String {
    let text =
        if pretty { serde_json::to_string_pretty(json) } else { serde_json::to_string(json) };
    let text = text.unwrap_or_else(|error| format!("{{\"error\":{:?}}}", error.to_string()));
    // Such characters can only stand within strings, where an escape means the same.
    if !text.chars().any(|c| is_control(c) && c != '\n') {
        return text;
    }
    let escaped = |c: char| match c {
        '\n' => c.to_string(),
        c if is_control(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect::<Vec<_>>().concat()
}

fn write_table(
    table: &Table,
    snapshot: &Snapshot,
    manner: &Manner,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = table.rows.len();
    if table.columns.is_empty() {
        return Ok(());
    }
    let cells = |row: &Vec<Value>| row.iter().map(|v| value::shown(snapshot, v)).collect();
    let mut rows: Vec<Vec<Shown>> = Vec::new();
    let ends = manner.ends.unwrap_or(usize::MAX).max(1);
    let hidden = count.saturating_sub(ends.saturating_mul(2));
    if hidden == 0 {
        rows.extend(table.rows.iter().map(cells));
    } else {
        rows.extend(table.rows.iter().take(ends).map(cells));
        let dots = Shown { text: "…".into(), number: false };
        rows.push(vec![dots; table.columns.len()]);
        rows.extend(table.rows.iter().skip(count - ends).map(cells));
    }
    out.write_all(table::draw(&table.columns, &rows, manner.width).as_bytes())?;
    if manner.terminal || hidden > 0 {
        let rows = if count == 1 { "row" } else { "rows" };
        let shown = match hidden {
            0 => String::new(),
            _ => format!(", the first and last {ends} shown"),
        };
        let time = table.time.filter(|_| manner.terminal);
        let time = time.map(|t| format!(" · {}", spent(t))).unwrap_or_default();
        writeln!(out, "{count} {rows}{shown}{time}")?;
    }
    Ok(())
}

/// How long something took: `0.4 ms`, `2.1 s`.
pub(in crate::cli) fn spent(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}

fn write_full(table: &Table, snapshot: &Snapshot, out: &mut dyn Write) -> io::Result<()> {
    for (at, row) in table.rows.iter().enumerate() {
        writeln!(out, "── row {}", at + 1)?;
        let mut lines: Vec<(String, String)> = Vec::new();
        for (column, cell) in table.columns.iter().zip(row) {
            for (key, text) in value::full(snapshot, cell) {
                let name = if key.is_empty() { column.clone() } else { format!("{column}.{key}") };
                lines.push((name, text));
            }
        }
        let widest = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, text) in lines {
            writeln!(out, "{:<widest$}  {}", harmless(&name), harmless(&text))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format, terminal: bool) -> String {
        let manner =
            Manner { format, header: true, raw: false, terminal, width: 40, ends: Some(2) };
        let columns = vec!["name".to_owned(), "n".to_owned()];
        let rows = vec![vec!["=a|b\x1b\u{85}".to_owned(), "1".to_owned()]];
        let mut out = Vec::new();
        write_cells(&columns, rows.into_iter(), &manner, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_terminal_gets_no_control_character_and_a_file_every_byte() {
        assert_eq!(written(Format::Tsv, true), "name\tn\n'=a|b\u{fffd}\u{fffd}\t1\n");
        assert_eq!(written(Format::Csv, false), "name,n\n'=a|b\x1b\u{85},1\n");
        assert_eq!(
            written(Format::Md, false),
            "| name | n |\n| --- | --- |\n| =a\\|b\u{fffd}\u{fffd} | 1 |\n"
        );
    }

    #[test]
    fn json_keeps_the_text_and_loses_the_control() {
        let text = json_text(&"a\u{202e}\u{9b}b\x1b", false);
        assert_eq!(text, "\"a\\u202e\\u009bb\\u001b\"");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{202e}\u{9b}b\x1b");
    }

    #[test]
    fn time_is_said_to_one_figure() {
        assert_eq!(spent(Duration::from_micros(412)), "0.4 ms");
        assert_eq!(spent(Duration::from_millis(2_140)), "2.1 s");
    }
}
