//! The headings of sheets of a drawn graph: a name, what the cells are, and what they are for.
//!
//! As `neo4j-admin database import` has them (Neo4j operations manual, *Import*, *CSV header format*).

use super::super::super::code;
use super::super::super::log::Log;
use super::super::super::tree::At;

/// What the cells of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Float,
    Boolean,
    Text,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "int" | "long" | "short" | "byte" => Self::Integer,
            "float" | "double" => Self::Float,
            "boolean" => Self::Boolean,
            "string" | "char" => Self::Text,
            "date" => Self::Date,
            "localtime" => Self::LocalTime,
            "time" => Self::Time,
            "localdatetime" => Self::LocalDateTime,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            _ => return None,
        })
    }

    /// What a cell should be, for people, with an example.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Integer => "a whole number such as 42",
            Self::Float => "a number such as 4.2",
            Self::Boolean => "true or false",
            Self::Text => "a text",
            Self::Date => "a date such as 2023-11-08",
            Self::LocalTime => "a time of day such as 12:30",
            Self::Time => "a time of day such as 12:30+01:00",
            Self::LocalDateTime => "a date and time such as 2023-11-08T12:30",
            Self::DateTime => "a date and time such as 2023-11-08T12:30Z",
            Self::Duration => "a length of time such as P1Y2M",
        }
    }
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// What relations call a node, within a space of ids, and the property it is too, if it is one.
    Id {
        space: String,
        property: Option<(String, Kind)>,
    },
    Labels,
    Start(String),
    End(String),
    Type,
    Ignored,
    Property {
        name: String,
        kind: Kind,
        list: bool,
    },
}

/// The columns of a sheet.
#[derive(Debug, Default)]
pub(super) struct Heading {
    pub(super) columns: Vec<Column>,
    /// Whether its rows are relations; nodes otherwise.
    pub(super) relates: bool,
}

/// Whether a heading is one of these sheets: another has no cell that ends so.
pub(super) fn is_one<'c>(mut cells: impl Iterator<Item = &'c str>) -> bool {
    cells.any(|cell| {
        let (_, what, _) = parts(cell);
        matches!(what, "ID" | "LABEL" | "START_ID" | "END_ID" | "TYPE")
    })
}

/// `personId:ID(Person){id-type:long}`: the name, what it is, and what stands in brackets.
fn parts(cell: &str) -> (&str, &str, &str) {
    let cell = cell.trim();
    let plain = cell.split_once('{').map_or(cell, |(plain, _)| plain);
    let Some((name, what)) = plain.rsplit_once(':') else { return (plain, "", "") };
    match what.split_once('(') {
        Some((what, space)) => (name, what, space.trim_end_matches(')')),
        None => (name, what, ""),
    }
}

/// Makes out what the columns are for.
pub(super) fn read(cells: &[At<String>], log: &mut Log) -> Heading {
    let columns: Vec<Column> = cells.iter().map(|cell| column(cell, log)).collect();
    let has = |wanted: fn(&Column) -> bool| columns.iter().any(wanted);
    let starts = has(|column| matches!(column, Column::Start(_)));
    let ends = has(|column| matches!(column, Column::End(_)));
    let typed = has(|column| matches!(column, Column::Type));
    let node = has(|column| matches!(column, Column::Id { .. } | Column::Labels));
    let relates = starts || ends || typed;
    let Some(first) = cells.first() else { return Heading { columns, relates } };
    if relates && node {
        let message =
            "a sheet has a row a node or a row a relationship, and this one has columns of both";
        let help =
            "`:ID` and `:LABEL` are of nodes; `:START_ID`, `:END_ID` and `:TYPE` of relationships";
        log.error(code::CLASH, first.span, message, help.to_owned());
    } else if relates && !(starts && ends && typed) {
        let message = "a sheet of relationships has the columns `:START_ID`, `:END_ID` and `:TYPE`";
        let help = "name the one that is missing in the first row".to_owned();
        log.error(code::MISSING_KEY, first.span, message, help);
    }
    for (number, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let twin = |other: &Column| *column != Column::Ignored && name(other) == name(column);
        if columns.iter().take(number).any(twin) {
            let message = format!("the column `{}` is there twice", cell.value);
            log.error(code::CLASH, cell.span, message, None);
        }
    }
    Heading { columns, relates }
}

/// What must not be there twice.
fn name(column: &Column) -> &str {
    match column {
        Column::Id { property: Some((name, _)), .. } | Column::Property { name, .. } => name,
        Column::Id { .. } => ":ID",
        Column::Labels => ":LABEL",
        Column::Start(_) => ":START_ID",
        Column::End(_) => ":END_ID",
        Column::Type => ":TYPE",
        Column::Ignored => ":IGNORE",
    }
}

fn column(cell: &At<String>, log: &mut Log) -> Column {
    let (name, what, space) = parts(&cell.value);
    let space = space.to_owned();
    match what {
        "ID" => {
            let whole =
                ["int", "long"].iter().any(|word| cell.value.contains(&format!("id-type:{word}")));
            let kind = if whole { Kind::Integer } else { Kind::Text };
            let property = (!name.is_empty()).then(|| (name.to_owned(), kind));
            return Column::Id { space, property };
        }
        "LABEL" => return Column::Labels,
        "START_ID" => return Column::Start(space),
        "END_ID" => return Column::End(space),
        "TYPE" => return Column::Type,
        "IGNORE" => return Column::Ignored,
        _ => {}
    }
    if name.is_empty() {
        let message = "this column has no name";
        let help = "a property has a name and may have a type: `age:int`".to_owned();
        log.error(code::UNKNOWN_KEY, cell.span, message, help);
        return Column::Ignored;
    }
    let (word, list) = what.strip_suffix("[]").map_or((what, false), |word| (word, true));
    let kind = if what.is_empty() { Some(Kind::Text) } else { Kind::of(word) };
    let Some(kind) = kind else {
        let message = format!("`{what}` is no type that a column can have");
        let help = "one of int, long, float, double, boolean, string, date, localtime, time, localdatetime, \
                    datetime, duration, each also with [] for a list, or IGNORE";
        log.error(code::BAD_WORD, cell.span, message, help.to_owned());
        return Column::Ignored;
    };
    Column::Property { name: name.to_owned(), kind, list }
}
