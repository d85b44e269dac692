//! What can still be read of a damaged file.
//!
//! The graph stands in a file twice: in its columns, and in the commits that led to it, unless those
//! were forgotten or put it together as a whole. Where a part of the one is damaged, the other is
//! taken; where that does not do, the columns without the properties that are damaged.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::Path;

use super::codec::Hash;
use super::error::StoreError;
use super::file::{self, Content, DELTA, Engine, HISTORY, Result};
use super::manifest::Manifest;
use super::place;
use crate::model::Schema;
use crate::model::change::Step;
use crate::model::image::{Column, Image};

/// What was read.
pub(crate) struct Remains {
    /// What may exist.
    pub(crate) schema: Schema,
    /// The graph from which the steps lead on.
    pub(crate) image: Image,
    /// The steps of each commit behind it that could be read.
    pub(crate) log: Vec<Vec<Step>>,
    /// The last commit that could be read, and the last one there was.
    pub(crate) reached: (u64, u64),
    /// What is damaged.
    pub(crate) damaged: Vec<String>,
    /// The properties that are not in it, in words; nothing else is missing up to the commit reached.
    pub(crate) lost: Vec<String>,
}

/// Reads what can be read. The file stays as it is.
pub(crate) fn remains(path: &Path) -> Result<Remains> {
    place::look(path)?;
    file::guarded(path, || {
        let opened = Opened::of(path)?;
        let content = Content { read: opened.0.read(path)?, path };
        content.format()?;
        let (schema, manifest, head) = (content.schema()?, content.manifest()?, content.head()?);
        let columns = Columns::of(&content, &manifest);
        let damaged = columns.damaged;
        let mut remains = Remains {
            schema,
            image: Image::default(),
            log: Vec::new(),
            reached: (0, head.commit),
            damaged,
            lost: Vec::new(),
        };
        if remains.damaged.is_empty()
            && let Some(image) = columns.image
        {
            remains.image = image;
            remains.follow(&content, &manifest, manifest.commit, manifest.chain);
            return Ok(remains);
        }
        remains.follow(&content, &manifest, 0, Hash::default());
        if remains.reached.0 < head.commit
            && let Some(image) = columns.image
        {
            (remains.image, remains.lost) = (image, columns.lost);
            remains.log.clear();
            remains.follow(&content, &manifest, manifest.commit, manifest.chain);
        }
        Ok(remains)
    })
}

impl Remains {
    /// Reads the commits behind one, as far as they can be read.
    fn follow(&mut self, content: &Content<'_>, manifest: &Manifest, from: u64, chain: Hash) {
        let mut chain = chain;
        self.reached.0 = from;
        for number in from + 1..=self.reached.1 {
            let table = if number <= manifest.commit { HISTORY } else { DELTA };
            // It may panic on damage that nobody has looked for.
            match file::guarded(content.path, || content.steps(table, number, chain)) {
                Ok((steps, after)) => {
                    self.log.push(steps);
                    self.reached.0 = number;
                    chain = after;
                }
                Err(error) => {
                    let what = words(error);
                    if !self.damaged.contains(&what) {
                        self.damaged.push(what);
                    }
                    break;
                }
            }
        }
    }
}

/// The file as it can be opened at all.
///
/// Dropping a database that redb has opened for writing writes what makes the next opening faster,
/// which may end the process where its pages do not fit together; so such a one is never dropped.
struct Opened(ManuallyDrop<Engine>);

impl Opened {
    fn of(path: &Path) -> Result<Self> {
        let engine = file::read_engine(path).or_else(|_| {
            let database = file::builder().create_with_backend(file::overlay(path)?);
            Ok(Engine::Write(database.map_err(|error| file::opening(path, error))?))
        });
        Ok(Self(ManuallyDrop::new(engine?)))
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if matches!(*self.0, Engine::Read(_)) {
            *self.0 = Engine::None;
        }
    }
}

/// The graph in its columns.
struct Columns {
    /// None where more than properties is damaged.
    image: Option<Image>,
    /// The properties that are damaged, in words, which it is without.
    lost: Vec<String>,
    damaged: Vec<String>,
}

impl Columns {
    fn of(content: &Content<'_>, manifest: &Manifest) -> Self {
        let (mut reader, mut damaged) = match content.reader(&manifest.parts) {
            Ok(reader) => (reader, Vec::new()),
            Err(error) => {
                return Self { image: None, lost: Vec::new(), damaged: vec![words(error)] };
            }
        };
        let mut properties = BTreeSet::new();
        let mut only_properties = true;
        for part in &manifest.parts {
            let taken = file::guarded(content.path, || {
                let bytes = content.part(part)?;
                reader.take(part.place, &bytes).map_err(|_| content.damaged(&part.place.words()))
            });
            if let Err(error) = taken {
                damaged.push(words(error));
                match part.place.property() {
                    Some(property) => drop(properties.insert(property)),
                    None => only_properties = false,
                }
            }
        }
        let mut image = reader.finish();
        let mut lost = Vec::new();
        for (of_edges, key) in properties {
            let columns =
                if of_edges { &mut image.edges.columns } else { &mut image.nodes.columns };
            if let Some(column) = columns.get_mut(key as usize) {
                *column = Column::default();
            }
            let name = image.names.keys.get(key as usize).map_or("?", |name| name);
            lost.push(format!("`{name}` of {}", if of_edges { "relationships" } else { "nodes" }));
        }
        Self { image: only_properties.then_some(image), lost, damaged }
    }
}

fn words(error: StoreError) -> String {
    match error {
        StoreError::Damaged { what, .. } => what,
        other => other.to_string(),
    }
}
