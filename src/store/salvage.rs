//! What can still be read of a damaged file.
//!
//! The graph stands in a file twice: in its columns, and in the commits that led to it, unless those
//! were forgotten. Where a part of the one is damaged, the other is taken.

use std::mem::ManuallyDrop;
use std::path::Path;

use super::codec::Hash;
use super::error::StoreError;
use super::file::{self, Content, DELTA, Engine, HISTORY, Result};
use super::manifest::Manifest;
use super::place;
use super::segment::Reader;
use crate::model::Schema;
use crate::model::change::Step;
use crate::model::image::Image;

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
}

/// Reads what can be read. The file stays as it is.
pub(crate) fn remains(path: &Path) -> Result<Remains> {
    place::look(path)?;
    file::guarded(path, || {
        let opened = Opened::of(path)?;
        let content = Content { read: opened.0.read(path)?, path };
        content.format()?;
        let (schema, manifest, head) = (content.schema()?, content.manifest()?, content.head()?);
        let mut damaged = Vec::new();
        let image = image(&content, &manifest, &mut damaged);
        let (image, first, chain) = match image {
            Some(image) => (image, manifest.commit + 1, manifest.chain),
            None => (Image::default(), 1, Hash::default()),
        };
        let mut remains =
            Remains { schema, image, log: Vec::new(), reached: (first - 1, head.commit), damaged };
        let mut chain = chain;
        for number in first..=head.commit {
            let table = if number <= manifest.commit { HISTORY } else { DELTA };
            // It may panic on damage that nobody has looked for.
            match file::guarded(path, || content.steps(table, number, chain)) {
                Ok((steps, after)) => {
                    remains.log.push(steps);
                    remains.reached.0 = number;
                    chain = after;
                }
                Err(error) => {
                    remains.damaged.push(words(error));
                    break;
                }
            }
        }
        Ok(remains)
    })
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

/// The graph in its columns, where all of them are sound.
fn image(content: &Content<'_>, manifest: &Manifest, damaged: &mut Vec<String>) -> Option<Image> {
    let mut reader = Reader::default();
    for part in &manifest.parts {
        let taken = file::guarded(content.path, || {
            let bytes = content.part(part)?;
            reader.take(part.place, &bytes).map_err(|_| content.damaged(&part.place.words()))
        });
        if let Err(error) = taken {
            damaged.push(words(error));
        }
    }
    damaged.is_empty().then(|| reader.finish())
}

fn words(error: StoreError) -> String {
    match error {
        StoreError::Damaged { what, .. } => what,
        other => other.to_string(),
    }
}
