//! The network that commands work on: the built-in one, or the user's own folders.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::Shared;
use super::failure::{Code, Failure};
use super::file;
use super::render::error;
use super::snippet::Report;
use crate::ask::Asker;
use crate::check::Texts;
use crate::db::Database;
use crate::error::{Finding, Severity};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::when::{Day, PartialDate};
use crate::source::{Dataset, Reading, Text, dump, embedded};

/// A network, ready to be asked.
pub(super) struct Network {
    /// The curated files; none where the network is in a file of its own.
    data: Option<Dataset>,
    /// The graph with its names.
    pub asker: Asker,
    /// What to call it.
    pub title: String,
    /// The file it is in.
    pub database: Option<Database>,
    /// The texts of the documents, where they are at hand.
    pub texts: Option<Texts>,
    /// Whether the file is open for writing.
    writes: bool,
    /// Where it is kept, in a word or two.
    home: &'static str,
}

/// What a command that may write needs of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It only reads.
    Read,
    /// It writes, where there is a file to write to.
    Write,
    /// It writes where the file allows that, and reads where not.
    WriteIfMay,
}

/// Reads the folders, or the built-in network where there are none.
pub(super) fn read(folders: &[PathBuf]) -> Dataset {
    if folders.is_empty() { embedded::dataset() } else { Dataset::read_dirs(folders) }
}

/// The folders, or the built-in network where there are none, as a database. Data with errors are refused,
/// every one of them reported.
pub(super) fn database(folders: &[PathBuf]) -> Result<(Dataset, Database), Failure> {
    let data = read(folders);
    let database = Database::from_dataset(&data).map_err(|e| refused(&data, &e))?;
    Ok((data, database))
}

impl Network {
    /// Opens the file or the folders, or the built-in network where there are none. Data with errors
    /// are refused, every one of them reported.
    pub(super) fn open(shared: &Shared, access: Access) -> Result<Self, Failure> {
        let network = match &shared.db {
            Some(file) => Self::of_file(file, access)?,
            None => Self::of_folders(&shared.data)?,
        };
        Ok(Self { texts: texts(shared)?, ..network })
    }

    fn of_folders(folders: &[PathBuf]) -> Result<Self, Failure> {
        let (data, db) = database(folders)?;
        let title = match folders {
            [] => "London health network".to_owned(),
            folders => {
                let names: Vec<_> = folders.iter().map(|f| f.display().to_string()).collect();
                names.join(" + ")
            }
        };
        let data = Some(data);
        let asker = asker(db.snapshot());
        Ok(Self {
            data,
            asker,
            title,
            database: None,
            texts: None,
            writes: false,
            home: "in memory",
        })
    }

    fn of_file(file: &Path, access: Access) -> Result<Self, Failure> {
        let can = std::fs::metadata(file).is_ok_and(|data| !data.permissions().readonly());
        let writes = access == Access::Write || (access == Access::WriteIfMay && can);
        let db = if writes { file::open(file) } else { Database::open_read_only(file) };
        let db = db.map_err(|error| failed(&error))?;
        let home = match access {
            Access::WriteIfMay if !writes => "in a file that can only be read",
            _ => "in a file",
        };
        let title = file.display().to_string();
        let asker = asker(db.snapshot());
        Ok(Self { data: None, asker, title, database: Some(db), texts: None, writes, home })
    }

    /// The file, where it can be written to.
    pub(super) fn to_write(&self) -> Option<&Database> {
        self.database.as_ref().filter(|_| self.writes)
    }

    /// The curated files, or what they would say of a graph that is in a file.
    pub(super) fn data(&self, graph: &Snapshot) -> Cow<'_, Dataset> {
        match &self.data {
            Some(data) => Cow::Borrowed(data),
            None => Cow::Owned(said(Path::new(&self.title), graph)),
        }
    }

    /// The graph.
    pub(super) fn snapshot(&self) -> &Snapshot {
        self.asker.snapshot()
    }

    /// One line about it: how much, from which documents, of which years.
    pub(super) fn banner(&self) -> String {
        let snapshot = self.snapshot();
        let plural = |count: usize, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        let mut dates: Vec<Option<PartialDate>> = Vec::new();
        for node in snapshot.sources() {
            let Some(record) = snapshot.node_record(node) else { continue };
            // Registers give codes, not facts about who works with whom.
            if record.sub_kinds.iter().all(|kind| kind != "dataset") {
                let date = record.attributes.get("date").and_then(Value::as_str);
                dates.push(date.and_then(|d| d.parse().ok()));
            }
        }
        let years = dates.iter().flatten().map(|d| d.earliest().civil().0);
        let mut about = match (years.clone().min(), years.max()) {
            (Some(first), Some(last)) if first == last => vec![first.to_string()],
            (Some(first), Some(last)) => vec![format!("{first}–{last}")],
            _ => Vec::new(),
        };
        match dates.iter().filter(|d| d.is_none()).count() {
            0 => {}
            undated => about.push(format!("{undated} undated")),
        }
        let about =
            if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        format!(
            "{} · {} · {} · {}{about} · {}",
            self.title,
            plural(snapshot.node_count(), "entity", "entities"),
            plural(snapshot.edge_count(), "relationship", "relationships"),
            plural(dates.len(), "document", "documents"),
            self.home,
        )
    }
}

/// What a file says, as a curated file would: what a check looks at.
pub(super) fn said(file: &Path, snapshot: &Snapshot) -> Dataset {
    let (nodes, edges) = (snapshot.node_records(), snapshot.edge_records());
    let reading = Reading::new().schema(snapshot.schema().clone());
    reading.texts([(file.display().to_string(), dump(nodes, edges, snapshot.indexes()))])
}

/// The texts of the documents, where a folder of them is named.
pub(super) fn texts(shared: &Shared) -> Result<Option<Texts>, Failure> {
    let Some(folder) = &shared.texts else { return Ok(None) };
    let read = Texts::read_dir(folder).map_err(|e| {
        let place = folder.display();
        Failure::input(Report::error(format!("the texts in {place} cannot be read: {e}")))
    });
    read.map(Some)
}

/// What is asked, with the day it is.
pub(super) fn asker(snapshot: Snapshot) -> Asker {
    let asker = Asker::new(snapshot);
    match today() {
        Some(day) => asker.with_today(day),
        None => asker,
    }
}

/// An error of the library, as the program reports it.
pub(super) fn failed(error: &crate::Error) -> Failure {
    Failure::Reported(Code::Input, error::general(error, ""))
}

/// The day it is, by UTC; none where the clock stands before 1970.
fn today() -> Option<Day> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let days = i32::try_from(since.as_secs() / 86_400).ok()?;
    Some(Day::new(Day::from_civil(1970, 1, 1)?.number().checked_add(days)?))
}

pub(super) fn refused(data: &Dataset, error: &crate::Error) -> Failure {
    match error {
        crate::Error::Import(findings) => {
            let texts: Vec<_> = data.texts.iter().chain(&data.scripts).cloned().collect();
            reported(findings, &texts)
        }
        other => Failure::Reported(Code::Input, error::general(other, "")),
    }
}

/// The errors among findings, in the texts that they are about.
pub(super) fn reported(findings: &[Finding], texts: &[Arc<Text>]) -> Failure {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    Failure::Reported(Code::Input, errors.map(|f| error::finding(f, texts)).collect())
}
