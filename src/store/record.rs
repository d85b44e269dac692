//! Curated records as flat rows.
//!
//! Texts that recur (ids, dates, sources) go by their places among the names of the batch.

use std::collections::BTreeMap;

use super::cell::{self, Cell};
use super::codec::{Decode, Encode, Fault};
use super::names::{Interner, Names};
use crate::model::value::{Map, Value};
use crate::model::when::{Boundary, PartialDate, Validity};
use crate::model::{
    Addition, Bound, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, Index, IndexKind,
    Key, NameForm, NodeRecord,
};

type Result<T> = std::result::Result<T, Fault>;

/// When something held: the start, the end and the known dates as entered.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Span {
    start: u32,
    end: u32,
    known: Vec<u32>,
    planned: bool,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Word {
    source: u32,
    quote: Option<String>,
    locator: Option<String>,
    said_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Name {
    text: String,
    form: u8,
    span: Span,
    evidence: Vec<Word>,
}

/// Values by name.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Named {
    names: Vec<u32>,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Number {
    key: u32,
    value: Vec<Cell>,
    bound: u8,
    unit: Option<String>,
    of: Option<String>,
    period: Option<String>,
    span: Span,
    inferred: u8,
    note: Option<String>,
    evidence: Vec<Word>,
}

/// A node with everything said of it.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct NodeRow {
    key: String,
    kind: u32,
    sub_kinds: Vec<u32>,
    name: String,
    aka: Vec<Name>,
    identifiers: Vec<(u32, String)>,
    span: Span,
    attributes: Named,
    inferred: u8,
    note: Option<String>,
    layer: u32,
    facts: Vec<Number>,
    evidence: Vec<Word>,
}

/// A relation with everything said of it.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct EdgeRow {
    from: u32,
    relation: u32,
    to: u32,
    span: Span,
    on: u32,
    attributes: Named,
    inferred: u8,
    note: Option<String>,
    layer: u32,
    evidence: Vec<Word>,
}

/// More said of a node.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct MoreRow {
    aka: Vec<Name>,
    identifiers: Vec<(u32, String)>,
    known: Vec<u32>,
    facts: Vec<Number>,
    note: Option<String>,
    evidence: Vec<Word>,
}

/// A record that has a row.
pub(super) trait Rowed: Sized {
    /// Its row.
    type Row: Encode + Decode<()>;
    /// Writes it as a row.
    fn row(&self, names: &mut Interner) -> Result<Self::Row>;
    /// Reads it from its row.
    fn of_row(row: Self::Row, names: &Names) -> Result<Self>;
}

fn each<T: Rowed>(list: &[T], names: &mut Interner) -> Result<Vec<T::Row>> {
    list.iter().map(|item| item.row(names)).collect()
}

fn all<T: Rowed>(rows: Vec<T::Row>, names: &Names) -> Result<Vec<T>> {
    rows.into_iter().map(|row| T::of_row(row, names)).collect()
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Fault::Malformed)
}

fn boundary(place: u32, names: &Names) -> Result<Boundary> {
    match &**names.at(place)? {
        "" => Ok(Boundary::Unknown),
        text => parsed(text),
    }
}

fn confidence(row: u8) -> Result<Option<Confidence>> {
    Ok(match row {
        0 => None,
        1 => Some(Confidence::Low),
        2 => Some(Confidence::Medium),
        3 => Some(Confidence::High),
        _ => return Err(Fault::Malformed),
    })
}

fn of_confidence(inferred: Option<Confidence>) -> u8 {
    match inferred {
        None => 0,
        Some(Confidence::Low) => 1,
        Some(Confidence::Medium) => 2,
        Some(Confidence::High) => 3,
    }
}

fn identifiers(list: &[Identifier], names: &mut Interner) -> Vec<(u32, String)> {
    list.iter().map(|id| (names.place(&id.scheme), id.value.clone())).collect()
}

fn of_identifiers(rows: Vec<(u32, String)>, names: &Names) -> Result<Vec<Identifier>> {
    let one = |(scheme, value)| Ok(Identifier { scheme: names.text(scheme)?, value });
    rows.into_iter().map(one).collect()
}

impl Named {
    /// Values by name, in the order of the names.
    pub(super) fn of<'a>(
        values: impl IntoIterator<Item = (&'a str, &'a Value)>,
        names: &mut Interner,
    ) -> Result<Self> {
        let mut row = Self { names: Vec::new(), cells: Vec::new() };
        for (name, value) in values {
            row.names.push(names.place(name));
            cell::put(value, &mut row.cells)?;
        }
        Ok(row)
    }

    /// The values by name.
    pub(super) fn values(self, names: &Names) -> Result<Map> {
        let mut cells = self.cells.into_iter();
        let mut values = Map::new();
        for name in self.names {
            values.insert(names.at(name)?.clone(), cell::take(&mut cells)?);
        }
        if cells.next().is_some() { Err(Fault::Malformed) } else { Ok(values) }
    }

    fn attributes(self, names: &Names) -> Result<BTreeMap<String, Value>> {
        let values = self.values(names)?.into_iter();
        Ok(values.map(|(name, value)| (name.to_string(), value)).collect())
    }

    fn of_attributes(map: &BTreeMap<String, Value>, names: &mut Interner) -> Result<Self> {
        Self::of(map.iter().map(|(name, value)| (name.as_str(), value)), names)
    }
}

impl Rowed for Validity {
    type Row = Span;

    fn row(&self, names: &mut Interner) -> Result<Span> {
        Ok(Span {
            start: names.place(&self.start().to_string()),
            end: names.place(&self.end().to_string()),
            known: self.known().iter().map(|date| names.place(&date.to_string())).collect(),
            planned: self.is_planned(),
        })
    }

    fn of_row(row: Span, names: &Names) -> Result<Self> {
        let spell = Self::new(boundary(row.start, names)?, boundary(row.end, names)?);
        Ok(spell
            .map_err(|_| Fault::Malformed)?
            .with_known(all::<PartialDate>(row.known, names)?)
            .with_planned(row.planned))
    }
}

impl Rowed for PartialDate {
    type Row = u32;

    fn row(&self, names: &mut Interner) -> Result<u32> {
        Ok(names.place(&self.to_string()))
    }

    fn of_row(row: u32, names: &Names) -> Result<Self> {
        parsed(names.at(row)?)
    }
}

impl Rowed for Evidence {
    type Row = Word;

    fn row(&self, names: &mut Interner) -> Result<Word> {
        let Self { source, quote, locator, said_by } = self.clone();
        Ok(Word { source: names.place(source.as_str()), quote, locator, said_by })
    }

    fn of_row(row: Word, names: &Names) -> Result<Self> {
        let Word { source, quote, locator, said_by } = row;
        Ok(Self { source: Key::new(names.at(source)?.clone()), quote, locator, said_by })
    }
}

impl Rowed for NameForm {
    type Row = Name;

    fn row(&self, names: &mut Interner) -> Result<Name> {
        let form = match self.form {
            Form::Other => 0,
            Form::Former => 1,
            Form::Short => 2,
            Form::Spelling => 3,
        };
        let (span, evidence) = (self.validity.row(names)?, each(&self.evidence, names)?);
        Ok(Name { text: self.text.clone(), form, span, evidence })
    }

    fn of_row(row: Name, names: &Names) -> Result<Self> {
        let form = match row.form {
            0 => Form::Other,
            1 => Form::Former,
            2 => Form::Short,
            3 => Form::Spelling,
            _ => return Err(Fault::Malformed),
        };
        let validity = Validity::of_row(row.span, names)?;
        Ok(Self { text: row.text, form, validity, evidence: all(row.evidence, names)? })
    }
}

impl Rowed for Fact {
    type Row = Number;

    fn row(&self, names: &mut Interner) -> Result<Number> {
        let mut value = Vec::new();
        cell::put(&self.value, &mut value)?;
        Ok(Number {
            key: names.place(&self.key),
            value,
            bound: match self.bound {
                Bound::Exact => 0,
                Bound::About => 1,
                Bound::AtLeast => 2,
                Bound::AtMost => 3,
            },
            unit: self.unit.clone(),
            of: self.of.clone(),
            period: self.period.map(|period| period.to_string()),
            span: self.validity.row(names)?,
            inferred: of_confidence(self.inferred),
            note: self.note.clone(),
            evidence: each(&self.evidence, names)?,
        })
    }

    fn of_row(row: Number, names: &Names) -> Result<Self> {
        let mut cells = row.value.into_iter();
        let value = cell::take(&mut cells)?;
        let bound = match row.bound {
            0 => Bound::Exact,
            1 => Bound::About,
            2 => Bound::AtLeast,
            3 => Bound::AtMost,
            _ => return Err(Fault::Malformed),
        };
        Ok(Self {
            key: names.text(row.key)?,
            value,
            bound,
            unit: row.unit,
            of: row.of,
            period: row.period.map(|period| parsed(&period)).transpose()?,
            validity: Validity::of_row(row.span, names)?,
            inferred: confidence(row.inferred)?,
            note: row.note,
            evidence: all(row.evidence, names)?,
        })
    }
}

impl Rowed for NodeRecord {
    type Row = NodeRow;

    fn row(&self, names: &mut Interner) -> Result<NodeRow> {
        Ok(NodeRow {
            key: self.key.as_str().to_owned(),
            kind: names.place(&self.kind),
            sub_kinds: self.sub_kinds.iter().map(|id| names.place(id)).collect(),
            name: self.name.clone(),
            aka: each(&self.aka, names)?,
            identifiers: identifiers(&self.identifiers, names),
            span: self.validity.row(names)?,
            attributes: Named::of_attributes(&self.attributes, names)?,
            inferred: of_confidence(self.inferred),
            note: self.note.clone(),
            layer: names.place(&self.layer),
            facts: each(&self.facts, names)?,
            evidence: each(&self.evidence, names)?,
        })
    }

    fn of_row(row: NodeRow, names: &Names) -> Result<Self> {
        let sub_kinds: Result<Vec<String>> =
            row.sub_kinds.into_iter().map(|id| names.text(id)).collect();
        Ok(Self {
            key: row.key.as_str().into(),
            kind: names.text(row.kind)?,
            sub_kinds: sub_kinds?,
            name: row.name,
            aka: all(row.aka, names)?,
            identifiers: of_identifiers(row.identifiers, names)?,
            validity: Validity::of_row(row.span, names)?,
            attributes: row.attributes.attributes(names)?,
            inferred: confidence(row.inferred)?,
            note: row.note,
            layer: names.text(row.layer)?,
            facts: all(row.facts, names)?,
            evidence: all(row.evidence, names)?,
        })
    }
}

impl Rowed for EdgeRecord {
    type Row = EdgeRow;

    fn row(&self, names: &mut Interner) -> Result<EdgeRow> {
        Ok(EdgeRow {
            from: names.place(self.from.as_str()),
            relation: names.place(&self.relation),
            to: names.place(self.to.as_str()),
            span: self.validity.row(names)?,
            on: names.place(&self.on.to_string()),
            attributes: Named::of_attributes(&self.attributes, names)?,
            inferred: of_confidence(self.inferred),
            note: self.note.clone(),
            layer: names.place(&self.layer),
            evidence: each(&self.evidence, names)?,
        })
    }

    fn of_row(row: EdgeRow, names: &Names) -> Result<Self> {
        Ok(Self {
            from: Key::new(names.at(row.from)?.clone()),
            relation: names.text(row.relation)?,
            to: Key::new(names.at(row.to)?.clone()),
            validity: Validity::of_row(row.span, names)?,
            on: boundary(row.on, names)?,
            attributes: row.attributes.attributes(names)?,
            inferred: confidence(row.inferred)?,
            note: row.note,
            layer: names.text(row.layer)?,
            evidence: all(row.evidence, names)?,
        })
    }
}

impl Rowed for Addition {
    type Row = MoreRow;

    fn row(&self, names: &mut Interner) -> Result<MoreRow> {
        Ok(MoreRow {
            aka: each(&self.aka, names)?,
            identifiers: identifiers(&self.identifiers, names),
            known: each(&self.known, names)?,
            facts: each(&self.facts, names)?,
            note: self.note.clone(),
            evidence: each(&self.evidence, names)?,
        })
    }

    fn of_row(row: MoreRow, names: &Names) -> Result<Self> {
        Ok(Self {
            aka: all(row.aka, names)?,
            identifiers: of_identifiers(row.identifiers, names)?,
            known: all(row.known, names)?,
            facts: all(row.facts, names)?,
            note: row.note,
            evidence: all(row.evidence, names)?,
        })
    }
}

/// A declared index.
#[derive(Debug, Encode, Decode)]
pub(super) struct IndexRow {
    name: String,
    label: String,
    properties: Vec<String>,
    /// 0 by value, 1 unique, 2 full text.
    kind: u8,
}

impl IndexRow {
    pub(super) fn of(index: &Index) -> Self {
        Self {
            name: index.name.to_string(),
            label: index.label.to_string(),
            properties: index.properties.iter().map(ToString::to_string).collect(),
            kind: match index.kind {
                IndexKind::Plain => 0,
                IndexKind::Unique => 1,
                IndexKind::FullText => 2,
            },
        }
    }

    pub(super) fn index(self) -> Result<Index> {
        let kind = match self.kind {
            0 => IndexKind::Plain,
            1 => IndexKind::Unique,
            2 => IndexKind::FullText,
            _ => return Err(Fault::Malformed),
        };
        let properties = self.properties.into_iter().map(Into::into).collect();
        let (name, label) = (self.name.into(), self.label.into());
        Ok(Index { name, label, properties, kind })
    }
}
