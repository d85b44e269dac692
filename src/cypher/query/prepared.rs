//! Queries that are compiled once and run many times.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::settings::Settings;
use crate::cypher::CancelToken;
use crate::cypher::error::{ErrorKind, Phase, Problem, QueryError};
use crate::cypher::plan::{Compiled, plan};
use crate::cypher::sema::{self, Checked, Unknown};
use crate::cypher::syntax::tree::{self, ClauseKind, Mode};
use crate::error::{Result, Span};
use crate::graph::{Known, Snapshot};

/// What a query is made from: a text, or a query that was prepared.
#[derive(Debug, Clone)]
pub struct Statement {
    pub(super) settings: Settings,
}

impl Statement {
    /// Whether no clause writes; keeps what was parsed for it.
    ///
    /// # Errors
    ///
    /// Every error of the text alone.
    #[cfg(feature = "cli")]
    pub(crate) fn only_reads(&mut self) -> Result<bool> {
        self.settings.only_reads()
    }
}

impl From<&str> for Statement {
    fn from(text: &str) -> Self {
        Self { settings: Settings::of(text.into()) }
    }
}

impl From<String> for Statement {
    fn from(text: String) -> Self {
        Self { settings: Settings::of(text.into()) }
    }
}

impl From<&String> for Statement {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Prepared> for Statement {
    fn from(prepared: &Prepared) -> Self {
        // Whoever stops one run does not mean those that follow.
        let settings = Settings { cancel: CancelToken::default(), ..prepared.settings.clone() };
        Self { settings }
    }
}

/// A query that has been parsed, checked and planned, to be run many times.
///
/// It is run like a text: by [`Snapshot::query`], [`Database::execute`](crate::Database::execute) or
/// [`Transaction::query`](crate::Transaction::query), each time with values of its own. Values, limits,
/// procedures and functions that were set before it was prepared hold for every run that sets no others.
///
/// A run on a graph that knows other names than before (labels, types, properties), or that has grown or
/// shrunk to a half or the double, plans anew by itself, once; so the rows are always those of the same
/// text. Clones share what is compiled, and it can be run from many threads.
///
/// ```
/// use plexusdb::Database;
///
/// let db = Database::without_schema();
/// let add = db.prepare("CREATE (:Town {name: $name, people: $people})")?;
/// for (name, people) in [("Arden", 900), ("Barton", 4_000)] {
///     db.execute(&add).bind("name", name).bind("people", people).run()?;
/// }
///
/// let find = db.prepare("MATCH (t:Town {name: $name}) RETURN t.people AS people")?;
/// assert_eq!(find.parameters().collect::<Vec<_>>(), ["name"]);
/// let snapshot = db.snapshot();
/// let row = snapshot.query(&find).bind("name", "Barton").rows()?.next().unwrap()?;
/// assert_eq!(row.get::<i64>("people")?, 4_000);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Prepared {
    settings: Settings,
    ready: Arc<Ready>,
}

impl Prepared {
    pub(super) fn of(settings: &Settings, snapshot: &Snapshot) -> Result<Self> {
        let tree = settings.parsed()?;
        let mut settings = Settings { tree: Some(tree), ready: None, ..settings.clone() };
        let ready = settings.compile(snapshot)?;
        settings.ready = Some(Arc::new(Shared(Mutex::new(Arc::clone(&ready)))));
        Ok(Self { settings, ready })
    }

    /// The text it was prepared from.
    pub fn text(&self) -> &str {
        &self.settings.text
    }

    /// The names of the parameters it takes, in the order of their first use.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.ready.compiled.parameters.iter().map(|name| &**name)
    }

    /// The names of the columns it gives, in the order of `RETURN`.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.ready.compiled.columns.iter().map(|(name, _)| &**name)
    }

    /// Whether it may change the graph.
    pub fn writes(&self) -> bool {
        self.ready.writes()
    }
}

/// A query after compilation for a graph.
pub(super) struct Ready {
    pub(super) compiled: Arc<Compiled>,
    pub(super) warnings: Vec<Problem>,
    pub(super) unknown: Unknown,
    /// The first clause that writes.
    pub(super) written: Option<Span>,
    pub(super) mode: Mode,
    /// What the plan rests on: the names the graph knew, and how large it was.
    known: Known,
    size: [usize; 2],
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready").field("compiled", &self.compiled).finish_non_exhaustive()
    }
}

impl Ready {
    /// Compiles a query for a graph.
    pub(super) fn compile(settings: &Settings, snapshot: &Snapshot) -> Result<Self> {
        let tree = settings.parsed()?;
        if let Some(recorded) = &tree.recorded {
            return Err(no_history(recorded.span));
        }
        let (procedures, functions) = (&settings.procedures, &settings.functions);
        let checked = sema::bind(&tree, &settings.text, snapshot, procedures, functions)?;
        let Checked { bound, warnings, unknown } = checked;
        Ok(Self {
            compiled: Arc::new(plan(bound, snapshot, settings.rules)),
            warnings,
            unknown,
            written: first_write(&tree.query),
            mode: tree.mode,
            known: snapshot.known(),
            size: snapshot.size(),
        })
    }

    /// Whether it changes the graph.
    pub(super) fn writes(&self) -> bool {
        self.compiled.plan.writes()
    }

    /// Whether it means the same on this graph, and is still a good way to run the query there.
    fn fits(&self, snapshot: &Snapshot) -> bool {
        let near =
            |(then, now): (&usize, usize)| now / 2 <= then + SMALL && then / 2 <= now + SMALL;
        snapshot.knows_just(&self.known) && self.size.iter().zip(snapshot.size()).all(near)
    }
}

/// A graph of recorded time is that of a database, and is only read.
fn no_history(span: Span) -> crate::Error {
    let message = "`FOR SYSTEM_TIME` stands before a query that reads, and is asked of a database";
    let help =
        "run it with `execute` of a database that is kept in a file, without clauses that write";
    let problem =
        Problem::new(ErrorKind::SemanticError, "NoHistory", "Q0218", message.to_owned(), span);
    QueryError::new(Phase::CompileTime, problem.with_help(help)).into()
}

/// How many nodes or relationships more or less never make another plan worth while.
const SMALL: usize = 500;

/// The compiled form that all runs of a prepared query share: that of the last one.
#[derive(Debug)]
pub(super) struct Shared(Mutex<Arc<Ready>>);

impl Shared {
    /// The compiled form for this graph, compiled anew only where the last one does not fit.
    pub(super) fn for_graph(&self, settings: &Settings, snapshot: &Snapshot) -> Result<Arc<Ready>> {
        let last = Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if last.fits(snapshot) {
            return Ok(last);
        }
        let anew = Arc::new(Ready::compile(settings, snapshot)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&anew);
        Ok(anew)
    }
}

/// The first clause that writes.
pub(super) fn first_write(query: &tree::Query) -> Option<Span> {
    let mut clauses = query.parts().flat_map(|part| &part.clauses);
    clauses.find_map(|clause| match &clause.kind {
        ClauseKind::Create { .. }
        | ClauseKind::Merge { .. }
        | ClauseKind::Set { .. }
        | ClauseKind::Remove { .. }
        | ClauseKind::Delete { .. }
        | ClauseKind::Foreach { .. }
        | ClauseKind::Declare(_) => Some(clause.span),
        ClauseKind::Subquery { query, .. } => first_write(query),
        _ => None,
    })
}
