//! The steps of a transaction as flat rows, in batches that share their names.

use std::sync::Arc;

use super::codec::{self, Decode, Encode, Fault};
use super::manifest::Part;
use super::names::{Interner, Names};
use super::record::{EdgeRow, IndexRow, MoreRow, Named, NodeRow, Rowed};
use crate::model::change::Step;
use crate::model::image::Image;
use crate::model::value::Map;
use crate::model::{Addition, Change, EdgeId, EdgeRecord, Element, Key, NodeId, NodeRecord, Value};

/// The bytes at which a batch is closed.
const FULL: usize = 448 << 10;
/// The most bytes that one step may take: no value that is larger gets into a file.
const MOST: usize = 32 << 20;

#[derive(Debug, Encode, Decode)]
struct Batch {
    names: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy, Encode, Decode)]
enum Target {
    Node(u32),
    Edge(u32),
}

#[derive(Debug, Encode, Decode)]
enum Row {
    Skip(u32, u32),
    AddNode(NodeRow),
    ExtendNode(String, MoreRow),
    AddEdge(EdgeRow),
    CreateNode { labels: Vec<u32>, properties: Named },
    CreateEdge { from: u32, rel_type: u32, to: u32, properties: Named },
    SetProperty { on: Target, property: Named },
    SetProperties { on: Target, properties: Named, replace: bool },
    AddLabels(u32, Vec<u32>),
    RemoveLabels(u32, Vec<u32>),
    RemoveEdge(u32),
    RemoveNode(u32),
    Return(u64),
    AddIndex(IndexRow),
    RemoveIndex(String),
    Whole(Vec<Part>, u64),
}

/// Writes steps as batches.
pub(super) fn batches(steps: &[Arc<Step>]) -> Result<Vec<Vec<u8>>, Fault> {
    let mut batches = Vec::new();
    let (mut names, mut rows, mut size) = (Interner::default(), Vec::new(), 0);
    for step in steps {
        let weight = weight(step);
        if weight > MOST {
            return Err(Fault::TooLarge);
        }
        if size + weight > FULL && !rows.is_empty() {
            let batch = Batch { names: std::mem::take(&mut names).into_names(), rows };
            batches.push(codec::encode(&batch)?);
            (rows, size) = (Vec::new(), 0);
        }
        rows.push(row(step, &mut names)?);
        size += weight;
    }
    if !rows.is_empty() {
        batches.push(codec::encode(&Batch { names: names.into_names(), rows })?);
    }
    Ok(batches)
}

/// Writes the only step of a commit that put the graph together as a whole: the graph lies in these
/// parts, and so much of it is new.
pub(super) fn whole(parts: &[Part], new: u64) -> Result<Vec<u8>, Fault> {
    codec::encode(&Batch { names: Vec::new(), rows: vec![Row::Whole(parts.to_vec(), new)] })
}

/// Reads the steps of a batch; `image` reads the graph that lies in parts.
pub(super) fn read(
    bytes: &[u8],
    mut image: impl FnMut(&[Part]) -> Result<Image, Fault>,
) -> Result<Vec<Step>, Fault> {
    let Batch { names, rows } = codec::decode(bytes)?;
    let names = Names::of(names);
    let step = |row| match row {
        Row::Whole(parts, new) => Ok(Step::Whole(Arc::new(image(&parts)?), new)),
        row => of_row(row, &names),
    };
    rows.into_iter().map(step).collect()
}

/// About how many bytes a step takes.
fn weight(step: &Step) -> usize {
    let map = |map: &Map| map.values().map(|value| 2 + value.weight()).sum::<usize>();
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let evidence = |list: &[crate::model::Evidence]| {
        let one = |e: &crate::model::Evidence| {
            8 + text(&e.quote) + text(&e.locator) + text(&e.said_by) + e.source.as_str().len()
        };
        list.iter().map(one).sum::<usize>()
    };
    let facts = |facts: &[crate::model::Fact]| {
        let one = |f: &crate::model::Fact| {
            64 + f.value.weight() + text(&f.note) + text(&f.of) + evidence(&f.evidence)
        };
        facts.iter().map(one).sum::<usize>()
    };
    let aka = |forms: &[crate::model::NameForm]| {
        forms.iter().map(|f| 16 + f.text.len() + evidence(&f.evidence)).sum::<usize>()
    };
    let named = |map: &std::collections::BTreeMap<String, Value>| {
        map.iter().map(|(name, value)| name.len() + value.weight()).sum::<usize>()
    };
    match step {
        // What is put together as a whole is not written as a step: see `whole`.
        Step::Skip(_) | Step::Return(_) | Step::Whole(..) => 10,
        Step::Change(change) => match change {
            Change::AddNode(n) => {
                128 + n.name.len()
                    + text(&n.note)
                    + aka(&n.aka)
                    + facts(&n.facts)
                    + evidence(&n.evidence)
                    + named(&n.attributes)
            }
            Change::ExtendNode(_, more) => {
                64 + aka(&more.aka)
                    + facts(&more.facts)
                    + text(&more.note)
                    + evidence(&more.evidence)
            }
            Change::AddEdge(e) => 96 + text(&e.note) + evidence(&e.evidence) + named(&e.attributes),
            Change::CreateNode { properties, .. }
            | Change::CreateEdge { properties, .. }
            | Change::SetProperties { properties, .. } => 16 + map(properties),
            Change::SetProperty { value, .. } => 16 + value.weight(),
            Change::AddLabels(_, labels) | Change::RemoveLabels(_, labels) => 8 + 5 * labels.len(),
            Change::RemoveEdge(_) | Change::RemoveNode(_) => 6,
            Change::AddIndex(index) => {
                8 + index.name.len()
                    + index.label.len()
                    + index.properties.iter().map(|name| 2 + name.len()).sum::<usize>()
            }
            Change::RemoveIndex(name) => 2 + name.len(),
        },
    }
}

fn target(on: Element) -> Target {
    match on {
        Element::Node(id) => Target::Node(id.0),
        Element::Edge(id) => Target::Edge(id.0),
    }
}

fn element(on: Target) -> Element {
    match on {
        Target::Node(id) => Element::Node(NodeId(id)),
        Target::Edge(id) => Element::Edge(EdgeId(id)),
    }
}

fn named(map: &Map, names: &mut Interner) -> Result<Named, Fault> {
    Named::of(map.iter().map(|(name, value)| (&**name, value)), names)
}

fn places(labels: &[Arc<str>], names: &mut Interner) -> Vec<u32> {
    labels.iter().map(|label| names.place(label)).collect()
}

fn row(step: &Step, names: &mut Interner) -> Result<Row, Fault> {
    let change = match step {
        Step::Skip((node, edge)) => return Ok(Row::Skip(*node, *edge)),
        Step::Return(commit) => return Ok(Row::Return(*commit)),
        Step::Whole(..) => return Err(Fault::Malformed),
        Step::Change(change) => change,
    };
    Ok(match change {
        Change::AddNode(record) => Row::AddNode(record.row(names)?),
        Change::ExtendNode(key, more) => Row::ExtendNode(key.to_string(), more.row(names)?),
        Change::AddEdge(record) => Row::AddEdge(record.row(names)?),
        Change::CreateNode { labels, properties } => {
            let labels = places(labels, names);
            Row::CreateNode { labels, properties: named(properties, names)? }
        }
        Change::CreateEdge { from, rel_type, to, properties } => Row::CreateEdge {
            from: from.0,
            rel_type: names.place(rel_type),
            to: to.0,
            properties: named(properties, names)?,
        },
        Change::SetProperty { on, name, value } => {
            let property = Named::of([(&**name, value)], names)?;
            Row::SetProperty { on: target(*on), property }
        }
        Change::SetProperties { on, properties, replace } => Row::SetProperties {
            on: target(*on),
            properties: named(properties, names)?,
            replace: *replace,
        },
        Change::AddLabels(id, labels) => Row::AddLabels(id.0, places(labels, names)),
        Change::RemoveLabels(id, labels) => Row::RemoveLabels(id.0, places(labels, names)),
        Change::RemoveEdge(id) => Row::RemoveEdge(id.0),
        Change::RemoveNode(id) => Row::RemoveNode(id.0),
        Change::AddIndex(index) => Row::AddIndex(IndexRow::of(index)),
        Change::RemoveIndex(name) => Row::RemoveIndex(name.to_string()),
    })
}

fn of_row(row: Row, names: &Names) -> Result<Step, Fault> {
    Ok(Step::Change(match row {
        Row::Skip(node, edge) => return Ok(Step::Skip((node, edge))),
        Row::Return(commit) => return Ok(Step::Return(commit)),
        Row::Whole(..) => return Err(Fault::Malformed),
        Row::AddNode(row) => Change::AddNode(NodeRecord::of_row(row, names)?),
        Row::ExtendNode(key, more) => {
            Change::ExtendNode(Key::new(key), Addition::of_row(more, names)?)
        }
        Row::AddEdge(row) => Change::AddEdge(EdgeRecord::of_row(row, names)?),
        Row::CreateNode { labels, properties } => Change::CreateNode {
            labels: names.all(&labels)?,
            properties: properties.values(names)?,
        },
        Row::CreateEdge { from, rel_type, to, properties } => Change::CreateEdge {
            from: NodeId(from),
            rel_type: names.at(rel_type)?.clone(),
            to: NodeId(to),
            properties: properties.values(names)?,
        },
        Row::SetProperty { on, property } => {
            let mut property = property.values(names)?;
            let (name, value) = property.pop_first().ok_or(Fault::Malformed)?;
            Change::SetProperty { on: element(on), name, value }
        }
        Row::SetProperties { on, properties, replace } => Change::SetProperties {
            on: element(on),
            properties: properties.values(names)?,
            replace,
        },
        Row::AddLabels(id, labels) => Change::AddLabels(NodeId(id), names.all(&labels)?),
        Row::RemoveLabels(id, labels) => Change::RemoveLabels(NodeId(id), names.all(&labels)?),
        Row::RemoveEdge(id) => Change::RemoveEdge(EdgeId(id)),
        Row::RemoveNode(id) => Change::RemoveNode(NodeId(id)),
        Row::AddIndex(row) => Change::AddIndex(row.index()?),
        Row::RemoveIndex(name) => Change::RemoveIndex(name.into()),
    }))
}
