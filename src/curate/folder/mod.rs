//! A folder of curated files that is kept in step with a database: what is edited there is written
//! back into the files, with their remarks and their order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::db::{Database, sync_folder};
use crate::error::{Error, Finding, Place, Result, Severity, Span};
use crate::graph::Snapshot;
use crate::model::Schema;
use crate::source::code::{self, Code};
use crate::source::{Dataset, Said, Text, revise, texts_of};

/// What the name of a file ends with that waits to take the place of another; it begins with a dot.
const WAITING: &str = ".plexus-new";
/// So many states of the files are remembered.
const REMEMBERED: usize = 100;
/// So many differences are named.
const NAMED: usize = 5;
/// The file that adds to the schema; edits never change it.
const SCHEMA: &str = "schema.toml";

/// Texts by the names of their files.
type Texts = BTreeMap<String, String>;

/// A folder of curated files that says what a database says, and goes on to say it.
///
/// Writing has two steps, so that the database and the files never part: [`prepare`](Folder::prepare)
/// puts what each file is to say beside it, on the disk, before the commit; [`finish`](Folder::finish)
/// puts it in the place of the file after it. Whatever is interrupted in between,
/// [`open`](Folder::open) undoes or ends, by what the database says.
///
/// ```
/// use plexusdb::{Database, ask::Asker, curate};
///
/// # let folder = std::env::temp_dir().join(format!("plexus-folder-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let text = "# Towns.\n[[node]]\nid = \"place:arden\" # the old one\nkind = \"place/borough\"\nname = \"Arden\"\n";
/// std::fs::write(folder.join("towns.toml"), text).unwrap();
/// let db = Database::from_dataset(&plexusdb::source::Dataset::read_dirs([&folder]))?;
/// let mut files = curate::Folder::open(&folder, &db.snapshot())?;
///
/// let edit = curate::understand(&Asker::new(db.snapshot()), "set Arden note \"by the river\"")?;
/// let mut tx = db.write()?;
/// edit.apply(&mut tx)?;
/// let prepared = files.prepare(&tx.snapshot())?;
/// tx.commit()?;
/// assert_eq!(files.finish(prepared)?, ["towns.toml"]);
/// let now = std::fs::read_to_string(folder.join("towns.toml")).unwrap();
/// assert_eq!(now, format!("{text}note = \"by the river\"\n"));
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    schema: Schema,
    texts: Texts,
    said: Said,
    /// What the files were before, with what they said: what is undone comes back to the letter.
    past: Vec<(Said, Texts)>,
}

/// What files are to say, on the disk beside them. Dropped, it leaves nothing behind.
#[derive(Debug)]
#[must_use = "nothing is changed until `finish`"]
pub struct Prepared {
    /// The files that wait, each with the name that it is to have.
    waiting: Vec<(PathBuf, PathBuf)>,
    texts: Texts,
    said: Said,
    done: bool,
}

impl Folder {
    /// The curated files of a folder, not of those below it, which must say what the graph says.
    ///
    /// A writing that was interrupted is ended where the database has made its commit, and is undone
    /// where it has not.
    ///
    /// # Errors
    ///
    /// The files cannot be read, or say something else than the graph: the first differences are named.
    pub fn open(path: &Path, graph: &Snapshot) -> Result<Self> {
        let wanted = said(graph)?;
        let (texts, schema) = read(path)?;
        let waiting = waiting(path)?;
        let there = say(&texts)?;
        let ended: Texts = texts.clone().into_iter().chain(waiting.clone()).collect();
        let files = waiting.keys().map(|name| (waiting_for(path, name), path.join(name)));
        let files: Vec<(PathBuf, PathBuf)> = files.collect();
        let texts = if there == wanted {
            for (file, _) in &files {
                fs::remove_file(file).map_err(|error| cannot_write(file, &error))?;
            }
            texts
        } else if !waiting.is_empty() && say(&ended)? == wanted {
            put_in_place(&files)?;
            ended
        } else {
            let message =
                "the files and the database say different things, and are not kept in step";
            let help = "`plexus load` takes what the files say into the database, and `plexus dump --to DIR` \
                        writes what the database says into a new folder";
            return Err(refusal(
                code::OUT_OF_STEP,
                path,
                &named(message, &differences(&there, &wanted)),
                help,
            ));
        };
        Ok(Self { path: path.to_owned(), schema, texts, said: wanted, past: Vec::new() })
    }

    /// Puts what the files are to say beside them, so that they will say what the graph says.
    ///
    /// # Errors
    ///
    /// A file was changed by somebody else; something cannot be said in curated files, such as what
    /// was drawn without a schema; the disk is full. The files are as they were.
    pub fn prepare(&self, graph: &Snapshot) -> Result<Prepared> {
        let wanted = said(graph)?;
        let there = texts(&self.path)?;
        if there != self.texts {
            let differs = |name: &&String| there.get(*name) != self.texts.get(*name);
            let names = self.texts.keys().chain(there.keys()).filter(differs);
            let names: BTreeSet<&str> = names.map(String::as_str).collect();
            let names: Vec<&str> = names.into_iter().collect();
            let message = format!(
                "{} was changed by somebody else, and nothing is written",
                names.join(", ")
            );
            let help = "end this session, and take the change in with `plexus load`";
            return Err(refusal(code::TOUCHED, &self.path, &message, help));
        }
        let texts = self.revised(&wanted)?;
        let changed: Vec<(&String, &String)> =
            texts.iter().filter(|(name, text)| self.texts.get(*name) != Some(*text)).collect();
        let mut prepared =
            Prepared { waiting: Vec::new(), texts: texts.clone(), said: wanted, done: false };
        for (name, text) in changed {
            let file = waiting_for(&self.path, name);
            prepared.waiting.push((file.clone(), self.path.join(name)));
            write(&file, text).map_err(|error| cannot_write(&file, &error))?;
        }
        keep_names(&prepared.waiting)?;
        Ok(prepared)
    }

    /// Puts what was prepared in the place of the files; gives the names of those that changed.
    ///
    /// # Errors
    ///
    /// A file cannot be replaced. What is left to do is done when the folder is opened again.
    pub fn finish(&mut self, mut prepared: Prepared) -> Result<Vec<String>> {
        let waiting = std::mem::take(&mut prepared.waiting);
        prepared.done = true;
        let name = |(_, file): &(PathBuf, PathBuf)| {
            file.file_name().map(|name| name.to_string_lossy().into_owned())
        };
        let names = waiting.iter().filter_map(name).collect();
        put_in_place(&waiting)?;
        let texts = std::mem::replace(&mut self.texts, std::mem::take(&mut prepared.texts));
        let said = std::mem::replace(&mut self.said, std::mem::take(&mut prepared.said));
        if self.past.len() == REMEMBERED {
            self.past.remove(0);
        }
        self.past.push((said, texts));
        Ok(names)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the files have to be to say this: changed in places where that is enough.
    fn revised(&self, wanted: &Said) -> Result<Texts> {
        if let Some((_, texts)) = self.past.iter().rev().find(|(said, _)| said == wanted) {
            // A file that has come since is left empty.
            let since = self.texts.keys().map(|name| (name.clone(), String::new()));
            return Ok(since.chain(texts.clone()).collect());
        }
        let mut anew = BTreeSet::new();
        // What cannot be said part by part is written anew.
        for _ in 0..2 {
            let plain = self.texts.iter().filter(|(name, _)| *name != SCHEMA);
            let plain: Vec<(String, String)> =
                plain.map(|(name, text)| (name.clone(), text.clone())).collect();
            let revised = revise(&plain, (&self.said, wanted), &anew, &self.schema);
            let revised = revised.map_err(|message| {
                refusal(code::SYNTAX, &self.path, &message, "write it as TOML 1.0")
            })?;
            let mut texts = self.texts.clone();
            texts.extend(revised);
            match say(&texts) {
                Ok(now) if now == *wanted => return Ok(texts),
                Ok(now) => anew.extend(now.differences(wanted)),
                Err(_) => anew.extend(self.said.differences(wanted)),
            }
        }
        let anew: Vec<String> =
            anew.iter().map(|difference| self.said.in_words(wanted, difference)).collect();
        let message = named("the change cannot be written into these files", &anew);
        let help = "make it without `--write-back`, and `plexus dump --to DIR`";
        Err(refusal(code::NOT_WRITTEN_BACK, &self.path, &message, help))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if !self.done {
            for (file, _) in &self.waiting {
                // What is left lies there until the folder is opened again.
                let _ = fs::remove_file(file);
            }
        }
    }
}

/// What a graph says, if all of it can stand in curated files.
fn said(graph: &Snapshot) -> Result<Said> {
    let drawn = graph.nodes().any(|id| graph.node_record(id).is_none())
        || graph.edges().any(|id| graph.edge_record(id).is_none());
    if drawn {
        let message = "what was drawn without a schema cannot stand in curated files";
        return Err(refusal(
            code::NOT_WRITTEN_BACK,
            Path::new(""),
            message,
            "leave out `--write-back`",
        ));
    }
    Ok(Said::of(graph.node_records(), graph.edge_records()))
}

/// What texts say together.
fn say(texts: &Texts) -> Result<Said> {
    let data = Dataset::of(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    said(&Database::from_dataset(&data)?.snapshot())
}

/// The curated files of a folder, and the schema that they are under.
fn read(path: &Path) -> Result<(Texts, Schema)> {
    let data = Dataset::read_dirs([path]);
    if data.has_errors() {
        return Err(Error::Import(data.findings.into()));
    }
    Ok((within(path, &data.texts), data.schema))
}

/// The curated files of a folder as they stand; what they say is not looked at.
fn texts(path: &Path) -> Result<Texts> {
    let (texts, findings) = texts_of(path);
    if !findings.is_empty() {
        return Err(Error::Import(findings.into()));
    }
    Ok(within(path, &texts))
}

fn within(path: &Path, texts: &[Arc<Text>]) -> Texts {
    let is_curated = |text: &&Arc<Text>| {
        let file = Path::new(&**text.name());
        file.parent() == Some(path) && file.extension().is_some_and(|ending| ending == "toml")
    };
    let texts = texts.iter().filter(is_curated);
    texts.map(|text| (text.file_name().to_owned(), text.as_str().to_owned())).collect()
}

/// The texts that wait to take the place of others.
fn waiting(path: &Path) -> Result<Texts> {
    let mut texts = Texts::new();
    let listed = fs::read_dir(path).map_err(|error| cannot_read(path, &error))?;
    for entry in listed {
        let file = entry.map_err(|error| cannot_read(path, &error))?.path();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.as_deref().and_then(|name| name.strip_prefix('.')?.strip_suffix(WAITING));
        let Some(name) = name.map(str::to_owned) else { continue };
        // One that was not written to its end is no text, and says nothing.
        let text = fs::read(&file).map_err(|error| cannot_read(&file, &error))?;
        texts.insert(name, String::from_utf8_lossy(&text).into_owned());
    }
    Ok(texts)
}

fn waiting_for(path: &Path, name: &str) -> PathBuf {
    path.join(format!(".{name}{WAITING}"))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    let mut out = File::create(file)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

fn put_in_place(files: &[(PathBuf, PathBuf)]) -> Result<()> {
    for (from, to) in files {
        fs::rename(from, to).map_err(|error| cannot_write(to, &error))?;
    }
    keep_names(files)
}

/// Waits until the names of files in their folder are on the disk.
fn keep_names(files: &[(PathBuf, PathBuf)]) -> Result<()> {
    let Some((_, file)) = files.first() else { return Ok(()) };
    sync_folder(file).map_err(|error| cannot_write(file, &error))
}

/// What two sayings differ in, in words.
fn differences(one: &Said, other: &Said) -> Vec<String> {
    let all = one.differences(other);
    all.iter().map(|difference| one.in_words(other, difference)).collect()
}

fn named(message: &str, all: &[String]) -> String {
    let some: Vec<String> = all.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{message}: {}{more}", some.join(", "))
}

fn cannot_read(path: &Path, error: &io::Error) -> Error {
    refusal(
        code::UNREADABLE,
        path,
        &format!("this cannot be read: {error}"),
        "name a folder of curated files",
    )
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    let message = format!("this cannot be written: {error}");
    refusal(code::NOT_WRITTEN_BACK, path, &message, "make room or rights, and open it again")
}

fn refusal(code: Code, path: &Path, message: &str, help: &str) -> Error {
    let file = path.to_string_lossy().into_owned();
    let place = Place { file: file.into(), span: Span::default(), line: 1, column: 1 };
    let finding = Finding {
        severity: Severity::Error,
        code: code.id,
        message: message.to_owned(),
        place: (!path.as_os_str().is_empty()).then_some(place),
        help: Some(help.to_owned()),
    };
    Error::Import([finding].into())
}

#[cfg(test)]
mod tests;
