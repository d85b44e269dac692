//! Parquet: a table of nodes, keyed first, and a table of relations, their ends first. The only file that
//! names `parquet`.
//!
//! DuckDB, Spark with GraphFrames, Ladybug and pandas read both unchanged, so all columns are of plain
//! types: lists and maps are JSON, and labels have `;` between. The days that follow from a record are
//! dates and never null, so that a filter compares and asks nothing else.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type as Schema;
use serde_json::{Value as Json, json};

use super::columns::{self, Type};
use super::element::{Edge, Extract, Node, json};
use crate::model::Value;
use crate::model::when::{Bounds, Day};
use crate::source::Keys;

/// So many rows are held at once.
const ROWS: usize = 1 << 16;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    Day,
    Of(Type),
}

const TEXT: Cells = Cells::Of(Type::Text);
const YES_NO: Cells = Cells::Of(Type::YesNo);

/// The columns that each row of nodes begins with, none of them null.
const NODE: &[(&str, Cells)] = &[
    ("id", TEXT),
    ("name", TEXT),
    ("labels", TEXT),
    ("earliest_start", Cells::Day),
    ("latest_start", Cells::Day),
    ("earliest_end", Cells::Day),
    ("stands_until", Cells::Day),
    ("latest_end", Cells::Day),
    ("undated", YES_NO),
    ("planned", YES_NO),
];

/// The same of relations: `src`, `dst` and `relationship` are the names that GraphFrames asks for.
const EDGE: &[(&str, Cells)] = &[
    ("src", TEXT),
    ("dst", TEXT),
    ("relationship", TEXT),
    ("edge", TEXT),
    ("earliest_start", Cells::Day),
    ("latest_start", Cells::Day),
    ("earliest_end", Cells::Day),
    ("stands_until", Cells::Day),
    ("latest_end", Cells::Day),
    ("undated", YES_NO),
    ("planned", YES_NO),
];

/// A row: what it begins with, and its other columns by name.
type Row = (Vec<Json>, Keys);

pub(super) fn nodes(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    table(NODE, || extract.each_node().map(|(_, node)| node_row(&node)), out)
}

pub(super) fn edges(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    table(EDGE, || extract.each_edge().map(|edge| edge_row(&edge)), out)
}

fn node_row(node: &Node<'_>) -> Row {
    let planned = node.record.is_some_and(|record| record.validity.is_planned());
    let mut head = vec![json!(node.key()), json!(node.name()), json!(node.labels().join(";"))];
    head.extend(days(&node.bounds()));
    head.push(json!(planned));
    let keys = others(NODE, &head, node.properties(), node.record.map(|_| node.keys()));
    (head, keys)
}

fn edge_row(edge: &Edge<'_>) -> Row {
    let planned = edge.record.is_some_and(|record| record.validity.is_planned());
    let mut head =
        vec![json!(edge.start()), json!(edge.finish()), json!(edge.rel_type()), json!(edge.key())];
    head.extend(days(&edge.bounds()));
    head.push(json!(planned));
    let keys = others(EDGE, &head, edge.properties(), edge.record.map(|_| edge.keys()));
    (head, keys)
}

/// The five days between which the grade changes, and whether nothing is known of them.
fn days(bounds: &Bounds) -> [Json; 6] {
    let known = [Day::from_civil(1, 1, 1), Day::from_civil(9999, 12, 31)];
    let number = |day: Day| {
        let [first, last] = known.map(|day| day.map_or(0, Day::number));
        json!(day.number().clamp(first, last))
    };
    [
        number(bounds.earliest_start()),
        number(bounds.latest_start()),
        number(bounds.earliest_end()),
        number(bounds.stands_until()),
        number(bounds.latest_end()),
        json!(bounds.is_undated()),
    ]
}

/// The properties as a query sees them, and in full what they tell in part; but for what the row begins
/// with.
fn others(
    fixed: &[(&str, Cells)],
    head: &[Json],
    properties: Vec<(&str, Value)>,
    record: Option<Keys>,
) -> Keys {
    let mut keys: Keys =
        properties.into_iter().map(|(name, value)| (name.to_owned(), json(&value))).collect();
    let in_full = record.into_iter().flatten();
    keys.extend(in_full.filter(|(key, _)| ["aka", "evidence", "fact"].contains(&key.as_str())));
    let begins_with = |key: &str, value: &Json| {
        fixed.iter().zip(head).any(|((name, _), there)| *name == key && there == value)
    };
    keys.retain(|key, value| !begins_with(key, value));
    keys
}

/// A column of a file.
struct Column {
    /// Its name in the file.
    name: String,
    cells: Cells,
    from: From,
}

/// Where its values are in a row.
enum From {
    Head(usize),
    Key(String),
}

impl Column {
    fn is_fixed(&self) -> bool {
        matches!(self.from, From::Head(_))
    }

    fn cell<'r>(&self, (head, keys): &'r Row) -> Option<&'r Json> {
        let cell = match &self.from {
            From::Head(place) => head.get(*place),
            From::Key(key) => keys.get(key),
        };
        cell.filter(|value| !value.is_null())
    }
}

/// The columns of all rows: those that each begins with, then each key in the order in which they are met.
fn columns_of(fixed: &[(&str, Cells)], rows: impl Iterator<Item = Row>) -> Vec<Column> {
    let named = fixed.iter().enumerate().map(|(place, (name, cells))| Column {
        name: (*name).to_owned(),
        cells: *cells,
        from: From::Head(place),
    });
    let mut all: Vec<Column> = named.collect();
    let mut taken: HashSet<String> = all.iter().map(|column| column.name.clone()).collect();
    for columns::Column { name: key, takes } in columns::of(rows.map(|(_, keys)| keys)) {
        let mut name = plain(&key);
        // Spark and DuckDB tell no capitals apart.
        while !taken.insert(name.to_lowercase()) {
            name.push('_');
        }
        all.push(Column { name, cells: Cells::Of(takes), from: From::Key(key) });
    }
    all
}

/// A name of letters, figures and `_`: older Spark takes no others.
fn plain(key: &str) -> String {
    let name: String =
        key.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

fn table<I: Iterator<Item = Row>>(
    fixed: &[(&str, Cells)],
    rows: impl Fn() -> I,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns_of(fixed, rows());
    let schema = schema(&columns).map_err(failed)?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
        .map_err(failed)?;
    let mut rows = rows();
    loop {
        let some: Vec<Row> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            break;
        }
        let mut group = file.next_row_group().map_err(failed)?;
        for column in &columns {
            if let Some(mut writer) = group.next_column().map_err(failed)? {
                values(column, &some, &mut writer).map_err(failed)?;
                writer.close().map_err(failed)?;
            }
        }
        group.close().map_err(failed)?;
        // What is written is handed on, so that no more than these rows is held.
        out.write_all(&std::mem::take(file.inner_mut()))?;
    }
    file.finish().map_err(failed)?;
    out.write_all(file.inner())
}

fn schema(columns: &[Column]) -> Result<Schema, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.cells {
            Cells::Day => (Physical::INT32, Some(LogicalType::Date)),
            Cells::Of(Type::Whole) => (Physical::INT64, None),
            Cells::Of(Type::Number) => (Physical::DOUBLE, None),
            Cells::Of(Type::YesNo) => (Physical::BOOLEAN, None),
            Cells::Of(Type::Text) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let repetition =
            if column.is_fixed() { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let builder = Schema::primitive_type_builder(&column.name, physical);
        let builder = builder.with_repetition(repetition).with_logical_type(logical);
        builder.build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Schema::group_type_builder("plexus").with_fields(fields).build()
}

/// Writes one column of some rows.
fn values(
    column: &Column,
    rows: &[Row],
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let cells: Vec<Option<&Json>> = rows.iter().map(|row| column.cell(row)).collect();
    let there: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let there = (!column.is_fixed()).then_some(there.as_slice());
    let cells = cells.into_iter().flatten();
    match column.cells {
        Cells::Day => {
            let days = cells.map(|cell| cell.as_i64().and_then(|day| i32::try_from(day).ok()));
            let days: Vec<i32> = days.map(Option::unwrap_or_default).collect();
            writer.typed::<Int32Type>().write_batch(&days, there, None)?;
        }
        Cells::Of(Type::Whole) => {
            let numbers: Vec<i64> = cells.map(|cell| cell.as_i64().unwrap_or_default()).collect();
            writer.typed::<Int64Type>().write_batch(&numbers, there, None)?;
        }
        Cells::Of(Type::Number) => {
            let numbers: Vec<f64> = cells.map(|cell| cell.as_f64().unwrap_or_default()).collect();
            writer.typed::<DoubleType>().write_batch(&numbers, there, None)?;
        }
        Cells::Of(Type::YesNo) => {
            let flags: Vec<bool> = cells.map(|cell| cell.as_bool().unwrap_or_default()).collect();
            writer.typed::<BoolType>().write_batch(&flags, there, None)?;
        }
        Cells::Of(Type::Text) => {
            let texts: Vec<ByteArray> =
                cells.map(|cell| ByteArray::from(columns::text(cell).into_bytes())).collect();
            writer.typed::<ByteArrayType>().write_batch(&texts, there, None)?;
        }
    }
    Ok(())
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
