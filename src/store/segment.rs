//! The graph's columns as parts: each a few bytes that say what it is, and bincode behind them.

use std::sync::Arc;

use super::cell::{self, Cell};
use super::codec::{self, Decode, Encode, Fault};
use super::names::{Interner, Names};
use super::record::{IndexRow, Rowed};
use crate::model::image::{self, Column, Image, Table, Values};

type Result<T> = std::result::Result<T, Fault>;

/// The way the bytes of a part are made, and its version.
const ENVELOPE: [u8; 2] = [1, 1];
/// The most rows of a part.
const ROWS: usize = 1 << 20;
/// The bytes above which a part of records or texts is cut in two.
const FULL: usize = 8 << 20;

/// What a part holds. The numbers are those in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
enum Sort {
    Names = 1,
    LabelSets = 2,
    NodeIds = 3,
    Labels = 4,
    EdgeIds = 5,
    From = 6,
    To = 7,
    Types = 8,
    NodeColumn = 9,
    NodeTexts = 10,
    EdgeColumn = 11,
    EdgeTexts = 12,
    NodeRecords = 13,
    EdgeRecords = 14,
    Indexes = 15,
}

impl Sort {
    const ALL: [Self; 15] = [
        Self::Names,
        Self::LabelSets,
        Self::NodeIds,
        Self::Labels,
        Self::EdgeIds,
        Self::From,
        Self::To,
        Self::Types,
        Self::NodeColumn,
        Self::NodeTexts,
        Self::EdgeColumn,
        Self::EdgeTexts,
        Self::NodeRecords,
        Self::EdgeRecords,
        Self::Indexes,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::LabelSets => "sets of labels",
            Self::NodeIds => "ids of nodes",
            Self::Labels => "labels of nodes",
            Self::EdgeIds => "ids of relations",
            Self::From => "near ends of relations",
            Self::To => "far ends of relations",
            Self::Types => "types of relations",
            Self::NodeColumn => "properties of nodes",
            Self::NodeTexts => "texts of nodes",
            Self::EdgeColumn => "properties of relations",
            Self::EdgeTexts => "texts of relations",
            Self::NodeRecords => "records of nodes",
            Self::EdgeRecords => "records of relations",
            Self::Indexes => "indexes",
        }
    }
}

/// Which part of a graph one is: its sort, the property it is of, its number among several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub(super) struct Place {
    sort: u8,
    column: u32,
    chunk: u32,
}

impl Place {
    /// The property it is a part of, where it is one: whether of relations, and its place among the names.
    pub(super) fn property(self) -> Option<(bool, u32)> {
        let is = |sort: Sort| self.sort == sort as u8;
        let node = is(Sort::NodeColumn) || is(Sort::NodeTexts);
        let edge = is(Sort::EdgeColumn) || is(Sort::EdgeTexts);
        (node || edge).then_some((edge, self.column))
    }

    /// What it holds, for people.
    pub(super) fn words(self) -> String {
        let sort = Sort::ALL.into_iter().find(|sort| *sort as u8 == self.sort);
        let what = sort.map_or("unknown", Sort::words);
        format!("the {what} (part {}.{}.{})", self.sort, self.column, self.chunk)
    }
}

/// Numbers, as narrow as the largest of them.
#[derive(Debug, Encode, Decode)]
enum Packed {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Packed {
    fn of(numbers: &[u32]) -> Self {
        let most = numbers.iter().max().copied().unwrap_or_default();
        // The casts lose nothing, which is what `most` says.
        #[expect(clippy::cast_possible_truncation, reason = "every number is at most `most`")]
        match most {
            0..=0xFF => Self::Byte(numbers.iter().map(|n| *n as u8).collect()),
            0x100..=0xFFFF => Self::Short(numbers.iter().map(|n| *n as u16).collect()),
            _ => Self::Long(numbers.to_vec()),
        }
    }

    fn put_into(self, numbers: &mut Vec<u32>) {
        match self {
            Self::Byte(all) => numbers.extend(all.into_iter().map(u32::from)),
            Self::Short(all) => numbers.extend(all.into_iter().map(u32::from)),
            Self::Long(all) => numbers.extend(all),
        }
    }
}

/// Ascending numbers as runs: the first of each, and how many follow one another.
#[derive(Debug, Encode, Decode)]
struct Runs(Vec<(u32, u32)>);

impl Runs {
    fn of(numbers: &[u32]) -> Self {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in numbers {
            match runs.last_mut() {
                Some((first, length)) if *first + *length == *number => *length += 1,
                _ => runs.push((*number, 1)),
            }
        }
        Self(runs)
    }

    /// How many numbers they are.
    fn rows(&self) -> u64 {
        self.0.iter().map(|(_, length)| u64::from(*length)).sum()
    }

    fn put_into(self, numbers: &mut Vec<u32>) -> Result<()> {
        // No part that was written holds more rows, so none is believed beyond that.
        if self.rows() > ROWS as u64 {
            return Err(Fault::Malformed);
        }
        for (first, length) in self.0 {
            numbers.extend(first..first.checked_add(length).ok_or(Fault::Malformed)?);
        }
        Ok(())
    }
}

#[derive(Debug, Encode, Decode)]
enum Cells {
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Boolean(Vec<bool>),
    Text(Packed),
    Mixed(Vec<Cell>),
    /// Whole numbers of which none is large.
    Short(Vec<i32>),
}

impl Cells {
    /// How many cells there are; a value of many is several.
    fn len(&self) -> usize {
        match self {
            Self::Integer(all) => all.len(),
            Self::Float(all) => all.len(),
            Self::Boolean(all) => all.len(),
            Self::Text(Packed::Byte(all)) => all.len(),
            Self::Text(Packed::Short(all)) => all.len(),
            Self::Text(Packed::Long(all)) => all.len(),
            Self::Mixed(all) => all.len(),
            Self::Short(all) => all.len(),
        }
    }

    fn integers(all: &[i64]) -> Self {
        let short: Option<Vec<i32>> = all.iter().map(|n| i32::try_from(*n).ok()).collect();
        short.map_or_else(|| Self::Integer(all.to_vec()), Self::Short)
    }
}

/// Distinct texts, one behind the other, and where each of them ends.
#[derive(Debug, Encode, Decode)]
struct Texts {
    ends: Vec<u32>,
    all: String,
}

/// The names, and the ids that come next.
#[derive(Debug, Encode, Decode)]
struct NamesRow {
    next: (u32, u32),
    labels: Vec<String>,
    types: Vec<String>,
    keys: Vec<String>,
}

/// Records with their ranks, and the names they share.
#[derive(Debug, Encode, Decode)]
struct Records<T> {
    names: Vec<String>,
    rows: Vec<(u32, T)>,
}

/// Writes parts one after the other.
struct Writer<'w> {
    sink: &'w mut dyn FnMut(Place, Vec<u8>) -> Result<()>,
}

impl Writer<'_> {
    fn put(&mut self, sort: Sort, column: usize, chunk: usize, bytes: &[u8]) -> Result<()> {
        let number = |n: usize| u32::try_from(n).map_err(|_| Fault::TooLarge);
        let place = Place { sort: sort as u8, column: number(column)?, chunk: number(chunk)? };
        (self.sink)(place, [&ENVELOPE[..], &[sort as u8], bytes].concat())
    }

    fn numbers(&mut self, sort: Sort, numbers: &[u32]) -> Result<()> {
        for (chunk, numbers) in numbers.chunks(ROWS).enumerate() {
            self.put(sort, 0, chunk, &codec::encode_columns(&Packed::of(numbers))?)?;
        }
        Ok(())
    }

    fn ids(&mut self, sort: Sort, ids: &[u32]) -> Result<()> {
        for (chunk, ids) in ids.chunks(ROWS).enumerate() {
            self.put(sort, 0, chunk, &codec::encode_columns(&Runs::of(ids))?)?;
        }
        Ok(())
    }

    /// Writes rows in as many parts as it takes, none of them much larger than [`FULL`].
    fn rows<T>(
        &mut self,
        (sort, column): (Sort, usize),
        rows: &[T],
        encode: impl Fn(&[T]) -> Result<Vec<u8>>,
    ) -> Result<()> {
        let (mut open, mut chunk) = (vec![rows], 0);
        while let Some(rows) = open.pop() {
            if rows.is_empty() {
                continue;
            }
            let halves = rows.split_at(rows.len() / 2);
            let bytes = if rows.len() > ROWS { None } else { Some(encode(rows)) };
            match bytes {
                Some(Ok(bytes)) if bytes.len() <= FULL || rows.len() == 1 => {
                    self.put(sort, column, chunk, &bytes)?;
                    chunk += 1;
                }
                Some(Err(fault)) if rows.len() == 1 => return Err(fault),
                _ => open.extend([halves.1, halves.0]),
            }
        }
        Ok(())
    }

    fn column(&mut self, sorts: [Sort; 2], number: usize, column: &Column) -> Result<()> {
        let rows: Vec<usize> = (0..column.ids.len()).step_by(ROWS / 8).collect();
        let mut chunk = 0;
        for start in rows {
            let range = start..(start + ROWS / 8).min(column.ids.len());
            let ids = column.ids.get(range.clone()).unwrap_or_default();
            if let Values::Mixed(values) = &column.values {
                let values = values.get(range).unwrap_or_default();
                let rows: Vec<_> = ids.iter().zip(values).collect();
                let mut mixed = Mixed { writer: self, sorts, number, chunk };
                mixed.put(&rows)?;
                chunk = mixed.chunk;
                continue;
            }
            let cells = match &column.values {
                Values::Integer(all) => Cells::integers(all.get(range).unwrap_or_default()),
                Values::Float(all) => Cells::Float(all.get(range).unwrap_or_default().to_vec()),
                Values::Boolean(all) => Cells::Boolean(all.get(range).unwrap_or_default().to_vec()),
                Values::Text(all, _) => Cells::Text(Packed::of(all.get(range).unwrap_or_default())),
                Values::Mixed(_) => Cells::Mixed(Vec::new()),
            };
            let bytes = codec::encode_columns(&(Runs::of(ids), cells))?;
            self.put(sorts[0], number, chunk, &bytes)?;
            chunk += 1;
        }
        if let Values::Text(_, texts) = &column.values {
            self.rows((sorts[1], number), texts, texts_row)?;
        }
        Ok(())
    }

    fn table<R: Rowed>(&mut self, sorts: [Sort; 4], table: &Table<R>) -> Result<()> {
        let [ids, columns, texts, records] = sorts;
        self.ids(ids, &table.ids)?;
        for (number, column) in table.columns.iter().enumerate() {
            self.column([columns, texts], number, column)?;
        }
        // Smaller parts than elsewhere, since records are the largest rows.
        let mut chunk = 0;
        for rows in table.records.chunks(ROWS / 64) {
            let mut open = vec![rows];
            while let Some(rows) = open.pop() {
                match records_row(rows) {
                    Ok(bytes) if bytes.len() <= FULL || rows.len() == 1 => {
                        self.put(records, 0, chunk, &bytes)?;
                        chunk += 1;
                    }
                    Err(fault) if rows.len() == 1 => return Err(fault),
                    _ => {
                        let (first, second) = rows.split_at(rows.len() / 2);
                        open.extend([second, first]);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Values of several types are cut by what they weigh.
struct Mixed<'m, 'w> {
    writer: &'m mut Writer<'w>,
    sorts: [Sort; 2],
    number: usize,
    chunk: usize,
}

impl Mixed<'_, '_> {
    fn put(&mut self, rows: &[(&u32, &crate::model::Value)]) -> Result<()> {
        let mut open = vec![rows];
        while let Some(rows) = open.pop() {
            let ids: Vec<u32> = rows.iter().map(|(id, _)| **id).collect();
            let mut cells = Vec::new();
            for (_, value) in rows {
                cell::put(value, &mut cells)?;
            }
            match codec::encode_columns(&(Runs::of(&ids), Cells::Mixed(cells))) {
                Ok(bytes) if bytes.len() <= FULL || rows.len() == 1 => {
                    self.writer.put(self.sorts[0], self.number, self.chunk, &bytes)?;
                    self.chunk += 1;
                }
                Err(fault) if rows.len() == 1 => return Err(fault),
                _ => {
                    let (first, second) = rows.split_at(rows.len() / 2);
                    open.extend([second, first]);
                }
            }
        }
        Ok(())
    }
}

fn texts_row(texts: &[Arc<str>]) -> Result<Vec<u8>> {
    let length: usize = texts.iter().map(|text| text.len()).sum();
    if length > FULL && texts.len() > 1 {
        return Err(Fault::TooLarge);
    }
    let mut row =
        Texts { ends: Vec::with_capacity(texts.len()), all: String::with_capacity(length) };
    for text in texts {
        row.all.push_str(text);
        row.ends.push(u32::try_from(row.all.len()).map_err(|_| Fault::TooLarge)?);
    }
    codec::encode_columns(&row)
}

fn records_row<R: Rowed>(records: &[(u32, Arc<R>)]) -> Result<Vec<u8>> {
    let mut names = Interner::default();
    let rows: Result<Vec<_>> =
        records.iter().map(|(rank, record)| Ok((*rank, record.row(&mut names)?))).collect();
    codec::encode(&Records { rows: rows?, names: names.into_names() })
}

/// Writes the parts of an image, in the order in which [`Reader`] takes them.
pub(super) fn write(
    image: &Image,
    sink: &mut dyn FnMut(Place, Vec<u8>) -> Result<()>,
) -> Result<()> {
    let mut writer = Writer { sink };
    let texts = |names: &[Arc<str>]| names.iter().map(ToString::to_string).collect();
    let names = NamesRow {
        next: image.next,
        labels: texts(&image.names.labels),
        types: texts(&image.names.types),
        keys: texts(&image.names.keys),
    };
    writer.put(Sort::Names, 0, 0, &codec::encode(&names)?)?;
    writer.rows((Sort::LabelSets, 0), &image.label_sets, |sets| codec::encode(&sets.to_vec()))?;
    let sorts = [Sort::NodeIds, Sort::NodeColumn, Sort::NodeTexts, Sort::NodeRecords];
    writer.table(sorts, &image.nodes)?;
    writer.numbers(Sort::Labels, &image.labels)?;
    let sorts = [Sort::EdgeIds, Sort::EdgeColumn, Sort::EdgeTexts, Sort::EdgeRecords];
    writer.table(sorts, &image.edges)?;
    writer.numbers(Sort::From, &image.from)?;
    writer.numbers(Sort::To, &image.to)?;
    writer.numbers(Sort::Types, &image.types)?;
    let indexes: Vec<IndexRow> = image.indexes.iter().map(IndexRow::of).collect();
    if indexes.is_empty() {
        // A file without them is as one of version 1.0.
        return Ok(());
    }
    writer.put(Sort::Indexes, 0, 0, &codec::encode(&indexes)?)
}

/// Puts parts together, in the order in which they were written.
#[derive(Debug)]
pub(super) struct Reader {
    image: Image,
    /// How many bytes all parts have.
    bytes: u64,
}

impl Reader {
    /// A reader of parts that have so many bytes together.
    pub(super) fn of(bytes: u64) -> Self {
        Self { image: Image::default(), bytes }
    }

    /// Takes the next part.
    pub(super) fn take(&mut self, place: Place, bytes: &[u8]) -> Result<()> {
        let sort = Sort::ALL.into_iter().find(|sort| *sort as u8 == place.sort);
        let sort = sort.ok_or(Fault::Malformed)?;
        let bytes = bytes.strip_prefix(&ENVELOPE[..]).ok_or(Fault::Malformed)?;
        let bytes = bytes.strip_prefix(&[place.sort][..]).ok_or(Fault::Malformed)?;
        let (image, column) = (&mut self.image, place.column as usize);
        match sort {
            Sort::Names => {
                let row: NamesRow = codec::decode(bytes)?;
                let texts = |names: Vec<String>| names.into_iter().map(Into::into).collect();
                let (labels, types, keys) = (texts(row.labels), texts(row.types), texts(row.keys));
                image.next = row.next;
                image.names = image::Names { labels, types, keys };
            }
            Sort::LabelSets => image.label_sets.extend(codec::decode::<Vec<Vec<u32>>>(bytes)?),
            Sort::NodeIds => {
                let runs: Runs = codec::decode_columns(bytes)?;
                put_ids(runs, &mut image.nodes.ids, self.bytes)?;
            }
            Sort::EdgeIds => {
                let runs: Runs = codec::decode_columns(bytes)?;
                put_ids(runs, &mut image.edges.ids, self.bytes)?;
            }
            Sort::Labels => codec::decode_columns::<Packed>(bytes)?.put_into(&mut image.labels),
            Sort::From => codec::decode_columns::<Packed>(bytes)?.put_into(&mut image.from),
            Sort::To => codec::decode_columns::<Packed>(bytes)?.put_into(&mut image.to),
            Sort::Types => codec::decode_columns::<Packed>(bytes)?.put_into(&mut image.types),
            Sort::NodeColumn => {
                put_cells(column_of(&mut image.nodes, column, &image.names)?, bytes)?;
            }
            Sort::EdgeColumn => {
                put_cells(column_of(&mut image.edges, column, &image.names)?, bytes)?;
            }
            Sort::NodeTexts => {
                put_texts(column_of(&mut image.nodes, column, &image.names)?, bytes)?;
            }
            Sort::EdgeTexts => {
                put_texts(column_of(&mut image.edges, column, &image.names)?, bytes)?;
            }
            Sort::NodeRecords => put_records(&mut image.nodes, bytes)?,
            Sort::EdgeRecords => put_records(&mut image.edges, bytes)?,
            Sort::Indexes => {
                let rows = codec::decode::<Vec<IndexRow>>(bytes)?;
                image.indexes = rows.into_iter().map(IndexRow::index).collect::<Result<_>>()?;
            }
        }
        Ok(())
    }

    /// The image of all that was taken.
    pub(super) fn finish(mut self) -> Image {
        let keys = self.image.names.keys.len();
        self.image.nodes.columns.resize_with(keys, Column::default);
        self.image.edges.columns.resize_with(keys, Column::default);
        self.image
    }
}

fn column_of<'t, R>(
    table: &'t mut Table<R>,
    number: usize,
    names: &image::Names,
) -> Result<&'t mut Column> {
    if number >= names.keys.len() {
        return Err(Fault::Malformed);
    }
    if table.columns.len() <= number {
        table.columns.resize_with(number + 1, Column::default);
    }
    table.columns.get_mut(number).ok_or(Fault::Malformed)
}

/// Each node and each relation has a byte at least elsewhere, so no more of them are believed.
fn put_ids(runs: Runs, ids: &mut Vec<u32>, bytes: u64) -> Result<()> {
    if runs.rows().saturating_add(ids.len() as u64) > bytes {
        return Err(Fault::Malformed);
    }
    runs.put_into(ids)
}

fn put_cells(column: &mut Column, bytes: &[u8]) -> Result<()> {
    let (ids, cells): (Runs, Cells) = codec::decode_columns(bytes)?;
    // A few bytes can say a million ids, which is believed where there are as many values.
    if ids.rows() > cells.len() as u64 {
        return Err(Fault::Malformed);
    }
    let first = column.ids.is_empty();
    let before = column.ids.len();
    ids.put_into(&mut column.ids)?;
    if first {
        column.values = match &cells {
            Cells::Integer(_) | Cells::Short(_) => Values::Integer(Vec::new()),
            Cells::Float(_) => Values::Float(Vec::new()),
            Cells::Boolean(_) => Values::Boolean(Vec::new()),
            Cells::Text(_) => Values::Text(Vec::new(), Vec::new()),
            Cells::Mixed(_) => Values::Mixed(Vec::new()),
        };
    }
    match (&mut column.values, cells) {
        (Values::Integer(values), Cells::Integer(more)) => values.extend(more),
        (Values::Integer(values), Cells::Short(more)) => {
            values.extend(more.into_iter().map(i64::from));
        }
        (Values::Float(values), Cells::Float(more)) => values.extend(more),
        (Values::Boolean(values), Cells::Boolean(more)) => values.extend(more),
        (Values::Text(places, _), Cells::Text(more)) => more.put_into(places),
        (Values::Mixed(values), Cells::Mixed(more)) => {
            let mut cells = more.into_iter();
            for _ in before..column.ids.len() {
                values.push(cell::take(&mut cells)?);
            }
            if cells.next().is_some() {
                return Err(Fault::Malformed);
            }
        }
        _ => return Err(Fault::Malformed),
    }
    Ok(())
}

fn put_texts(column: &mut Column, bytes: &[u8]) -> Result<()> {
    let Texts { ends, all } = codec::decode_columns(bytes)?;
    let Values::Text(_, texts) = &mut column.values else { return Err(Fault::Malformed) };
    let mut start = 0;
    texts.reserve(ends.len());
    for end in ends {
        let end = end as usize;
        texts.push(all.get(start..end).ok_or(Fault::Malformed)?.into());
        start = end;
    }
    if start == all.len() { Ok(()) } else { Err(Fault::Malformed) }
}

fn put_records<R: Rowed>(table: &mut Table<R>, bytes: &[u8]) -> Result<()> {
    let Records { names, rows } = codec::decode::<Records<R::Row>>(bytes)?;
    let names = Names::of(names);
    for (rank, row) in rows {
        table.records.push((rank, Arc::new(R::of_row(row, &names)?)));
    }
    Ok(())
}

#[cfg(test)]
impl Place {
    pub(super) fn sort(self) -> u8 {
        self.sort
    }
}

/// One place of every sort.
#[cfg(test)]
pub(super) fn places() -> impl Iterator<Item = Place> {
    Sort::ALL.into_iter().map(|sort| Place { sort: sort as u8, column: 0, chunk: 0 })
}
