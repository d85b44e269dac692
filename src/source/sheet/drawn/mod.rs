//! Sheets of a drawn graph – labels, types and properties, as other graph databases export them – put
//! together in columns.
//!
//! Each row of such a sheet is a node or a relationship as Cypher draws them, so nothing is said of
//! where it comes from; it is put into the columns of an [`Image`] where it is read, which takes a
//! tenth of the time that a change for each would take.

mod column;
mod heading;

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests;

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::column::{Cell, Filling};
use self::heading::{Column, Heading};
use super::super::code::{self, Code};
use super::super::folder;
use super::super::log::Log;
use super::super::text::Text;
use super::super::tree::At;
use super::{places, separator};
use crate::error::{Error, Finding, Severity, Span};
use crate::model::image::{Image, Names};
use crate::model::{Stage, Watch};

/// The longest sheet that is read, in bytes: what a place in it can say.
const LONGEST: u64 = u32::MAX as u64;
/// Every so many rows it is asked whether to go on.
const ROWS: u64 = 1 << 14;
/// A sheet with more faults than this is not read to its end.
const MOST_FAULTS: usize = 100;

/// Nodes and relationships drawn in sheets, as `neo4j-admin database import` reads them.
///
/// The first row of a sheet says what its columns are: `:ID` and `:LABEL` of nodes, `:START_ID`,
/// `:END_ID` and `:TYPE` of relationships, `age:int` and the like of properties; see
/// `docs/sheets.md`. Sheets come in any order.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::model::Schema;
/// use plexusdb::source::Drawn;
///
/// let drawn = Drawn::texts([
///     ("cats.csv", "id:ID,name,lives:int,:LABEL\n1,Tom,9,Cat;Pet\n2,Jerry,,Mouse\n"),
///     ("chases.csv", ":START_ID,:END_ID,:TYPE,since:date\n1,2,CHASES,1940-02-10\n"),
/// ]);
/// assert_eq!(drawn.findings, []);
/// assert_eq!((drawn.nodes(), drawn.relationships()), (2, 1));
///
/// let db = Database::with_schema(Schema::open());
/// assert_eq!(db.load_drawn(drawn, "cats")?.added, 3);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Drawn {
    /// What is wrong, sheet by sheet; at most a hundred things in each.
    pub findings: Vec<Finding>,
    /// The texts in which something is wrong.
    pub texts: Vec<Arc<Text>>,
    image: Image,
}

impl Drawn {
    /// Whether any of these files, or of those in these folders, is such a sheet, as its first line says.
    pub fn is_among<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> bool {
        paths.into_iter().any(|path| folder::first_lines(path.as_ref()).iter().any(|l| is_drawn(l)))
    }

    /// Reads the sheets of folders, in the order of their names, and single ones. What cannot be opened
    /// becomes a finding. A sheet is at most 4 GiB of UTF-8.
    ///
    /// # Errors
    ///
    /// Who looks on has stopped it.
    pub fn files<P: AsRef<Path>>(
        paths: impl IntoIterator<Item = P>,
        watch: &Watch,
    ) -> Result<Self, Error> {
        let (mut texts, mut findings) = (Vec::new(), Vec::new());
        for path in paths {
            folder::read(path.as_ref(), LONGEST, &mut texts, &mut findings);
        }
        Self::read(texts, findings, watch)
    }

    /// Reads texts, each with its name.
    pub fn texts<N: Into<Arc<str>>, C: Into<String>>(
        texts: impl IntoIterator<Item = (N, C)>,
    ) -> Self {
        let texts = texts.into_iter().map(|(name, text)| Text::new(name, text)).collect();
        // Nobody is there to stop it.
        Self::read(texts, Vec::new(), &Watch::default()).unwrap_or_default()
    }

    /// How many nodes were read.
    pub fn nodes(&self) -> usize {
        self.image.nodes.ids.len()
    }

    /// How many relationships were read.
    pub fn relationships(&self) -> usize {
        self.image.edges.ids.len()
    }

    /// The graph, where nothing is wrong.
    pub(crate) fn into_image(self) -> Result<Image, Error> {
        if self.findings.is_empty() {
            Ok(self.image)
        } else {
            Err(Error::Import(self.findings.into()))
        }
    }

    /// The refusal of a database in which nothing is only drawn.
    pub(crate) fn under_a_schema() -> Error {
        let message =
            "the database has a schema, and these sheets draw labels and types that it cannot know";
        let help = "make a file in which anything may be drawn: `plexus init FILE --schema open`; or give the \
                    sheets the columns `name` and `kind`, or `from`, `type` and `to`";
        let (severity, code, place) = (Severity::Error, code::CLASH.id, None);
        let finding =
            Finding { severity, code, message: message.into(), place, help: Some(help.into()) };
        Error::Import([finding].into())
    }

    fn read(
        texts: Vec<Arc<Text>>,
        mut findings: Vec<Finding>,
        watch: &Watch,
    ) -> Result<Self, Error> {
        let mut sheets: Vec<Sheet> = texts.iter().map(Sheet::of).collect();
        // Relations speak of nodes by what their sheets call them.
        let mut order: Vec<usize> = (0..sheets.len()).collect();
        order.sort_by_key(|number| sheets.get(*number).is_some_and(|sheet| sheet.heading.relates));
        let all = texts.iter().map(|text| text.as_str().len() as u64).sum();
        let (mut drawing, mut done) = (Drawing::default(), 0);
        for number in order {
            if let Some(sheet) = sheets.get_mut(number) {
                drawing.sheet(sheet, &|at| {
                    watch.tell(Stage::Reading, done + at, all);
                    !watch.is_over()
                });
                done += sheet.text.as_str().len() as u64;
            }
        }
        if watch.is_over() {
            return Err(Error::Stopped);
        }
        let mut torn = Vec::new();
        for (sheet, text) in sheets.into_iter().zip(texts) {
            let found = sheet.log.into_findings();
            if !found.is_empty() {
                torn.push(text);
            }
            findings.extend(found);
        }
        Ok(Self { findings, texts: torn, image: drawing.into_image() })
    }
}

fn is_drawn(line: &str) -> bool {
    heading::is_one(
        line.split([',', ';', '\t', '|']).map(|cell| cell.trim_matches(['"', '\u{feff}'])),
    )
}

/// A sheet whose heading has been read.
struct Sheet {
    text: Arc<Text>,
    separator: u8,
    heading: Heading,
    /// Where its rows begin.
    rows: usize,
    log: Log,
}

impl Sheet {
    fn of(text: &Arc<Text>) -> Self {
        let mut log = Log::new(text);
        let body = text.as_str();
        let mark = body.len() - body.trim_start_matches('\u{feff}').len();
        let body = body.get(mark..).unwrap_or_default();
        let (separator, skipped) = separator(body);
        let start = mark + skipped;
        let line = body.get(skipped..).unwrap_or_default().split_inclusive('\n').next();
        let line = line.unwrap_or_default();
        let cells: Vec<At<String>> = places(line, separator)
            .0
            .into_iter()
            .map(|place| {
                let cell = line.get(place.clone()).unwrap_or_default().trim().trim_matches('"');
                At::new(cell.to_owned(), Span::new(start + place.start..start + place.end))
            })
            .collect();
        let heading = if heading::is_one(cells.iter().map(|cell| cell.value.as_str())) {
            heading::read(&cells, &mut log)
        } else {
            let message = "this is no sheet of nodes or relationships, as the others are";
            let help = "its first row has the columns `:ID` and `:LABEL`, or `:START_ID`, `:END_ID` and \
                        `:TYPE`; load other files on their own";
            log.error(
                code::SYNTAX,
                Span::new(start..start + line.trim_end().len()),
                message,
                help.to_owned(),
            );
            Heading::default()
        };
        let rows = start + line.len();
        Self { text: Arc::clone(text), separator, heading, rows, log }
    }
}

/// The ids that sheets give to nodes, within one space.
#[derive(Default)]
struct Space {
    /// By number, the nodes of ids that are plain numbers without large gaps, which most are.
    near: Vec<Option<NonZeroU32>>,
    numbers: FxHashMap<u64, u32>,
    texts: FxHashMap<Box<str>, u32>,
    count: usize,
}

/// A number that is written in the only way it can be.
fn plain(id: &str) -> Option<u64> {
    let digits = id.bytes().all(|b| b.is_ascii_digit()) && (!id.starts_with('0') || id == "0");
    if digits { id.parse().ok() } else { None }
}

impl Space {
    fn get(&self, id: &str) -> Option<u32> {
        let Some(number) = plain(id) else { return self.texts.get(id).copied() };
        let near = usize::try_from(number).ok().and_then(|number| *self.near.get(number)?);
        near.map(|above| above.get() - 1).or_else(|| self.numbers.get(&number).copied())
    }

    /// Gives an id to a node, and says whether nothing had it.
    fn put(&mut self, id: &str, node: u32) -> bool {
        if self.get(id).is_some() {
            return false;
        }
        self.count += 1;
        match plain(id).map(|number| (number, usize::try_from(number))) {
            Some((_, Ok(near))) if near < 4 * self.count + 1024 => {
                if self.near.len() <= near {
                    self.near.resize(near + 1, None);
                }
                if let Some(place) = self.near.get_mut(near) {
                    *place = NonZeroU32::new(node.saturating_add(1));
                }
            }
            Some((number, _)) => drop(self.numbers.insert(number, node)),
            None => drop(self.texts.insert(id.into(), node)),
        }
        true
    }
}

/// A graph in the making.
#[derive(Default)]
struct Drawing {
    image: Image,
    spaces: Vec<(String, Space)>,
    columns: [Vec<Filling>; 2],
    /// The sets of labels by what stands in a cell.
    sets: FxHashMap<String, u32>,
    labels: Numbered,
    types: Numbered,
    keys: Numbered,
}

/// A fault in a cell: its number, what is wrong, what would be right.
struct Fault(usize, Code, String, Option<String>);

impl Drawing {
    /// Takes in the rows of a sheet. Now and then it is asked whether to go on, with the place of the row.
    fn sheet(&mut self, sheet: &mut Sheet, goes_on: &dyn Fn(u64) -> bool) {
        if !sheet.log.is_empty() {
            return;
        }
        let text = Arc::clone(&sheet.text);
        let body = text.as_str().get(sheet.rows..).unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(sheet.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        let keys = self.keys(&sheet.heading);
        self.add_spaces(&sheet.heading);
        let mut record = csv::StringRecord::new();
        let mut faults = 0;
        while reader.read_record(&mut record).unwrap_or(false) {
            let place = record.position();
            if place.is_some_and(|p| p.record().is_multiple_of(ROWS) && !goes_on(p.byte())) {
                return;
            }
            let row = if sheet.heading.relates {
                self.relation(&sheet.heading, &keys, &record)
            } else {
                self.node(&sheet.heading, &keys, &record)
            };
            let Err(Fault(cell, code, message, help)) = row else { continue };
            let at = |place: Option<&csv::Position>| {
                place.map_or(0, |place| usize::try_from(place.byte()).unwrap_or(usize::MAX))
            };
            let from = at(record.position());
            let raw = body.get(from..at(Some(reader.position()))).unwrap_or_default();
            let (cells, _) = places(raw, sheet.separator);
            let place = cells.get(cell).cloned().unwrap_or(0..raw.trim_end().len());
            let start = sheet.rows + from;
            sheet.log.error(code, Span::new(start + place.start..start + place.end), message, help);
            faults += 1;
            if faults == MOST_FAULTS {
                let end = Span::new(start + raw.len()..start + raw.len());
                let message = "so much is wrong that the rest of the sheet was not read";
                sheet.log.error(code::SYNTAX, end, message, None);
                return;
            }
        }
        let quoted = body.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        if quoted {
            let last = sheet.rows + body.rfind('"').unwrap_or_default();
            let message = "a quotation mark is never closed; this is the last one";
            let help = "a quotation mark within a cell is written twice".to_owned();
            sheet.log.error(code::SYNTAX, Span::new(last..last + 1), message, help);
        }
    }

    /// The numbers of the properties of a sheet, column by column.
    fn keys(&mut self, heading: &Heading) -> Vec<usize> {
        let keys = heading.columns.iter().map(|column| match column {
            Column::Property { name, .. } | Column::Id { property: Some((name, _)), .. } => {
                self.keys.number(name) as usize
            }
            _ => 0,
        });
        let keys = keys.collect();
        for columns in &mut self.columns {
            columns.resize_with(self.keys.names.len(), Filling::default);
        }
        keys
    }

    fn node(
        &mut self,
        heading: &Heading,
        keys: &[usize],
        record: &csv::StringRecord,
    ) -> Result<(), Fault> {
        fits(heading, record)?;
        let id = self.image.next.0;
        let mut labels = "";
        for (number, (column, cell)) in heading.columns.iter().zip(record).enumerate() {
            match column {
                Column::Labels => labels = cell,
                Column::Id { space, property } => {
                    if cell.is_empty() {
                        continue;
                    }
                    if let Some((_, kind)) = property {
                        self.put(0, id, keys.get(number), number, (cell, *kind, false))?;
                    }
                    let ids = self.spaces.iter_mut().find(|(known, _)| known == space);
                    if ids.is_some_and(|(_, ids)| !ids.put(cell, id)) {
                        let message = format!("the id `{cell}` is there twice");
                        let help = "ids of different sorts of nodes may be alike where each has a space \
                                    of its own: `:ID(Person)`";
                        return Err(Fault(
                            number,
                            code::DUPLICATE_ID,
                            message,
                            Some(help.to_owned()),
                        ));
                    }
                }
                Column::Property { kind, list, .. } if !cell.is_empty() => {
                    self.put(0, id, keys.get(number), number, (cell, *kind, *list))?;
                }
                _ => {}
            }
        }
        let set = match self.sets.get(labels) {
            Some(set) => *set,
            None => self.set_of(labels),
        };
        self.image.labels.push(set);
        self.image.nodes.ids.push(id);
        self.image.next.0 = id + 1;
        Ok(())
    }

    /// Makes the spaces known in which a sheet gives ids; there are few.
    fn add_spaces(&mut self, heading: &Heading) {
        for column in &heading.columns {
            if let Column::Id { space, .. } = column
                && self.spaces.iter().all(|(known, _)| known != space)
            {
                self.spaces.push((space.clone(), Space::default()));
            }
        }
    }

    fn set_of(&mut self, cell: &str) -> u32 {
        let mut set = Vec::new();
        for label in cell.split(';').map(str::trim).filter(|label| !label.is_empty()) {
            let label = self.labels.number(label);
            if !set.contains(&label) {
                set.push(label);
            }
        }
        let next = u32::try_from(self.image.label_sets.len()).unwrap_or(u32::MAX);
        self.image.label_sets.push(set);
        self.sets.insert(cell.to_owned(), next);
        next
    }

    fn relation(
        &mut self,
        heading: &Heading,
        keys: &[usize],
        record: &csv::StringRecord,
    ) -> Result<(), Fault> {
        fits(heading, record)?;
        let id = self.image.next.1;
        let (mut ends, mut rel_type) = ((0, 0), 0);
        for (number, (column, cell)) in heading.columns.iter().zip(record).enumerate() {
            match column {
                Column::Start(space) => ends.0 = self.end(space, cell, number)?,
                Column::End(space) => ends.1 = self.end(space, cell, number)?,
                Column::Type => {
                    let cell = cell.trim();
                    if cell.is_empty() {
                        let message = "this relationship has no type".to_owned();
                        return Err(Fault(number, code::MISSING_KEY, message, None));
                    }
                    rel_type = self.types.number(cell);
                }
                Column::Property { kind, list, .. } if !cell.is_empty() => {
                    self.put(1, id, keys.get(number), number, (cell, *kind, *list))?;
                }
                _ => {}
            }
        }
        self.image.edges.ids.push(id);
        self.image.from.push(ends.0);
        self.image.to.push(ends.1);
        self.image.types.push(rel_type);
        self.image.next.1 = id + 1;
        Ok(())
    }

    fn end(&self, space: &str, cell: &str, number: usize) -> Result<u32, Fault> {
        let known = self.spaces.iter().find(|(name, _)| name == space);
        if let Some(id) = known.and_then(|(_, ids)| ids.get(cell)) {
            return Ok(id);
        }
        let (message, help) = if known.is_some() {
            let message = format!("no node of these sheets has the id `{cell}`");
            (message, "nodes and their relationships are loaded together".to_owned())
        } else {
            let message = match space {
                "" => "no sheet of nodes gives them ids".to_owned(),
                space => format!("no sheet of nodes has the column `:ID({space})`"),
            };
            let mut known: Vec<_> =
                self.spaces.iter().map(|(space, _)| format!("`({space})`")).collect();
            known.sort();
            (
                message,
                format!(
                    "there is {}",
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                ),
            )
        };
        Err(Fault(number, code::UNKNOWN_NODE, message, Some(help)))
    }

    /// Gives a node (0) or a relation (1) the value of a cell.
    fn put(
        &mut self,
        table: usize,
        id: u32,
        key: Option<&usize>,
        number: usize,
        (cell, kind, list): (&str, heading::Kind, bool),
    ) -> Result<(), Fault> {
        let Some(value) = Cell::read(cell, kind, list) else {
            let few = if list { " or several with `;` between" } else { "" };
            let message = format!("`{}` is not {}{few}", shortened(cell), kind.words());
            return Err(Fault(number, code::WRONG_TYPE, message, None));
        };
        let columns = self.columns.get_mut(table);
        if let Some(filling) = columns.zip(key).and_then(|(columns, key)| columns.get_mut(*key)) {
            filling.push(id, value);
        }
        Ok(())
    }

    fn into_image(mut self) -> Image {
        let [nodes, edges] = self.columns;
        let (labels, types, keys) = (self.labels.names, self.types.names, self.keys.names);
        self.image.names = Names { labels, types, keys };
        self.image.nodes.columns = nodes.into_iter().map(Filling::into_column).collect();
        self.image.edges.columns = edges.into_iter().map(Filling::into_column).collect();
        self.image
    }
}

fn shortened(cell: &str) -> String {
    let short: String = cell.chars().take(40).collect();
    if short.len() < cell.len() { short + "…" } else { short }
}

/// A row with more cells than its heading has been torn.
fn fits(heading: &Heading, record: &csv::StringRecord) -> Result<(), Fault> {
    if record.len() <= heading.columns.len() {
        return Ok(());
    }
    let (cells, named) = (record.len(), heading.columns.len());
    let message =
        format!("this row has more cells than the heading: {cells} where {named} are named");
    let help = "a cell with a separator in it stands in quotation marks".to_owned();
    Err(Fault(named, code::SYNTAX, message, Some(help)))
}

/// Names in the order of their numbers.
#[derive(Default)]
struct Numbered {
    names: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

impl Numbered {
    /// The number of a name, which is added where it is new.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
    }
}
