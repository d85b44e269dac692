//! The columns of a sheet: which key of a record each heading stands for.

use super::super::code;
use super::super::log::Log;
use super::super::near::nearest;
use super::super::reading::Reading;
use super::super::tree::At;
use crate::error::Span;
use crate::model::Schema;
use crate::model::name::fold;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// A key of a node or of a relation.
    Key(String),
    /// Codes of one scheme of identifiers.
    Scheme(String),
    /// A number or a status of a node.
    Fact(String),
    /// Nothing that is taken in.
    LeftOut,
}

/// The keys that both have, with the headings that people give them.
const SHARED: &[(&str, &[&str])] = &[
    ("start", &["start date", "since", "from date", "opened", "open date", "joined", "valid from"]),
    ("end", &["end date", "until", "to date", "closed", "close date", "left", "valid to"]),
    ("known", &["seen", "known on", "last seen", "as of"]),
    ("planned", &[]),
    ("inferred", &[]),
    ("confidence", &[]),
    ("source", &["source document", "document", "reference", "citation"]),
    ("quote", &["quotation", "evidence", "words"]),
    ("locator", &["page", "where"]),
    ("said_by", &["said by", "according to"]),
    ("note", &["notes", "comment", "comments", "remarks", "remark"]),
    // What an export writes that one cell cannot hold in plain words.
    ("evidence", &["evidence json"]),
];

const NODE: &[(&str, &[&str])] = &[
    ("id", &["key", "node id"]),
    ("name", &["organisation", "organisation name", "title", "label", "entity", "node"]),
    ("kind", &["type", "category", "sub kind", "organisation type", "entity type"]),
    (
        "aka",
        &["alias", "aliases", "other name", "other names", "also known as", "acronym", "aka json"],
    ),
    ("fact", &["fact json"]),
];

const RELATION: &[(&str, &[&str])] = &[
    ("from", &["from name", "subject", "from node", "member", "person"]),
    ("type", &["relation", "relationship", "relation type", "relationship type", "link"]),
    ("to", &["to name", "object", "to node", "target", "body"]),
    ("on", &["on date", "event date"]),
];

/// Whether only relations have a key, in a sheet of nodes, or only nodes in one of relations.
pub(super) fn is_foreign(key: &str, relates: bool) -> bool {
    let foreign = if relates { NODE } else { RELATION };
    foreign.iter().any(|(known, _)| *known == key)
}

/// What the columns hold, and whether the rows are relations.
pub(super) fn read(
    head: &[At<String>],
    schema: &Schema,
    reading: &Reading,
    log: &mut Log,
) -> (Vec<Column>, bool) {
    let said = |cell: &At<String>| mapped(&cell.value, reading);
    let names = |cell: &At<String>, key: &str, known: &[(&str, &[&str])]| {
        said(cell).map_or_else(|| usual(&cell.value, known) == Some(key), |said| said == key)
    };
    let has = |key: &str| {
        head.iter().any(|cell| names(cell, key, RELATION))
            || reading.values.iter().any(|(given, _)| given == key)
    };
    // Other programs write the two ends as `source` and `target`.
    let graph = head.iter().any(|cell| fold(&cell.value) == "source")
        && head.iter().any(|cell| fold(&cell.value) == "target");
    let relates = (has("from") && has("to")) || graph;
    let own = if relates { RELATION } else { NODE };
    let mut columns = Vec::with_capacity(head.len());
    let mut unknown = Vec::new();
    for cell in head {
        let column = match said(cell) {
            Some("-") => Some(Column::LeftOut),
            Some(key) => named(key, schema),
            // How surely a row held at the time of an export is worked out again.
            None if ["", "as_of", "holds"].contains(&cell.value.as_str()) => Some(Column::LeftOut),
            None if graph && fold(&cell.value) == "source" => Some(Column::Key("from".to_owned())),
            None => usual(&cell.value, own)
                .or_else(|| usual(&cell.value, SHARED))
                .map(|key| Column::Key(key.to_owned()))
                .or_else(|| named(&cell.value, schema)),
        };
        let column =
            column.or_else(|| (mapped("*", reading) == Some("-")).then_some(Column::LeftOut));
        if column.is_none() {
            unknown.push(cell);
        }
        let column = column.unwrap_or(Column::LeftOut);
        if column != Column::LeftOut && columns.contains(&column) && !is_list(&column) {
            let message = format!("a second column is read as `{}`", name(&column));
            let help = format!("leave one out: `--map \"{}=-\"`", cell.value);
            log.error(code::CLASH, cell.span, message, help);
        }
        columns.push(column);
    }
    for cell in unknown {
        unknown_heading(cell, own, schema, log);
    }
    for key in if relates { ["from", "type", "to"].as_slice() } else { &["name", "kind"] } {
        let there = columns.iter().any(|column| name(column) == *key);
        if !there && !head.is_empty() && reading.values.iter().all(|(given, _)| given != key) {
            missing(key, head, relates, log);
        }
    }
    (columns, relates)
}

/// The key that the reading gives a heading.
fn mapped<'r>(heading: &str, reading: &'r Reading) -> Option<&'r str> {
    let folded = if heading == "*" { heading.to_owned() } else { fold(heading) };
    let same = |given: &str| if given == "*" { folded == "*" } else { fold(given) == folded };
    let found = reading.columns.iter().find(|(given, _)| same(given));
    found.map(|(_, key)| key.as_str())
}

/// The key that a heading usually stands for.
fn usual<'k>(heading: &str, known: &[(&'k str, &[&str])]) -> Option<&'k str> {
    let folded = fold(heading);
    let is = |key: &str, others: &[&str]| fold(key) == folded || others.contains(&&*folded);
    known.iter().find(|(key, others)| is(key, others)).map(|(key, _)| *key)
}

/// The column that the schema, or the format, calls so.
fn named(heading: &str, schema: &Schema) -> Option<Column> {
    let folded = fold(heading.strip_prefix("ids.").unwrap_or(heading));
    let of = |known| usual(heading, known);
    if let Some(key) = of(NODE).or_else(|| of(RELATION)).or_else(|| of(SHARED)) {
        return Some(Column::Key(key.to_owned()));
    }
    let declared = schema.declared();
    let codes = declared.schemes.iter().find(|scheme| {
        let caption = fold(&scheme.caption);
        [fold(&scheme.id), format!("{} code", fold(&scheme.id)), caption].contains(&folded)
    });
    if let Some(codes) = codes {
        return Some(Column::Scheme(codes.id.clone()));
    }
    let attribute = declared.attributes.iter().find(|attribute| fold(&attribute.id) == folded);
    if let Some(attribute) = attribute {
        return Some(Column::Key(attribute.id.clone()));
    }
    let fact = declared.facts.iter().find(|fact| fold(&fact.id) == folded);
    fact.map(|fact| Column::Fact(fact.id.clone()))
}

/// Whether several columns may be read as the same.
fn is_list(column: &Column) -> bool {
    matches!(column, Column::Scheme(_)) || matches!(name(column), "aka" | "known" | "fact")
}

fn name(column: &Column) -> &str {
    match column {
        Column::Key(key) => key,
        Column::Scheme(name) | Column::Fact(name) => name,
        Column::LeftOut => "-",
    }
}

fn unknown_heading(cell: &At<String>, own: &[(&str, &[&str])], schema: &Schema, log: &mut Log) {
    let heading = &cell.value;
    let declared = schema.declared();
    let known = own.iter().chain(SHARED).map(|(key, _)| *key);
    let known = known.chain(declared.schemes.iter().map(|scheme| scheme.id.as_str()));
    let known = known.chain(declared.attributes.iter().map(|attribute| attribute.id.as_str()));
    let known = known.chain(declared.facts.iter().map(|fact| fact.id.as_str()));
    let key = nearest(&fold(heading), known).unwrap_or("KEY");
    let help = format!(
        "`--map \"{heading}={key}\"` says what it is, `--map \"{heading}=-\"` leaves it out"
    );
    let message = format!("nothing is known by the heading `{heading}`");
    log.error(code::UNKNOWN_KEY, cell.span, message, help);
}

fn missing(key: &str, head: &[At<String>], relates: bool, log: &mut Log) {
    let what = if relates { "relations" } else { "nodes" };
    let first = head.first().map_or_else(Span::default, |cell| cell.span);
    let last = head.last().map_or(first, |cell| cell.span);
    let message = format!("no column of this sheet of {what} holds the `{key}`");
    let example = match key {
        "kind" => "NHS trust",
        "type" => "member of",
        _ => "…",
    };
    let mut help = format!(
        "name its column with `--map \"HEADING={key}\"`, or give all rows one: \
         `--with \"{key}={example}\"`"
    );
    if !relates && head.iter().all(|cell| usual(&cell.value, NODE).is_none()) {
        help.push_str("; a sheet of relations has the columns `from`, `type` and `to`");
    }
    log.error(code::MISSING_KEY, first.to(last), message, help);
}
