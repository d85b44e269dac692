//! The public door: from a snapshot and a text to rows.

mod ground;
mod hindrance;
mod prepared;
mod settings;

use self::settings::Settings;
use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::explain::Plan;
use super::function::Functions;
use super::plan::rule::{self, Rules};
use super::procedure::Procedures;
use super::row::Rows;
use super::sema::Unknown;
use super::syntax::tree::Mode;
use super::{CancelToken, Limits};
use crate::error::{Result, Span};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;

pub use self::ground::{Ground, Grounds};
pub use self::hindrance::Hindrance;
pub use self::prepared::{Prepared, Statement};

impl Snapshot {
    /// Starts a query in openCypher. Nothing is read before [`Query::rows`].
    ///
    /// ```
    /// # use plexusdb::{Database, Error};
    /// # let snapshot = Database::in_memory().snapshot();
    /// let rows = snapshot.query("UNWIND $names AS name RETURN name").bind("names", vec!["a", "b"]).rows()?;
    /// let names: Result<Vec<String>, Error> = rows.map(|row| row?.get("name")).collect();
    /// assert_eq!(names?, ["a", "b"]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn query(&self, statement: impl Into<Statement>) -> Query {
        Query::of(self.clone(), statement)
    }

    /// Compiles a query, to be run many times: see [`Prepared`].
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn prepare(&self, text: impl Into<String>) -> Result<Prepared> {
        self.query(text.into()).prepare()
    }
}

/// A query, with its parameters and limits, before it is run on a graph: a [`Snapshot`], which it
/// reads, or one that it may change.
#[derive(Debug, Clone)]
#[must_use = "a query is run by `rows`, or where it may write by `run`"]
pub struct Query<G = Snapshot> {
    graph: G,
    settings: Settings,
}

impl<G> Query<G> {
    /// A query on a graph.
    pub(crate) fn of(graph: G, statement: impl Into<Statement>) -> Self {
        Self { graph, settings: statement.into().settings }
    }

    /// The query on another graph, and the graph it was for.
    pub(crate) fn take<H>(self, graph: H) -> (G, Query<H>) {
        (self.graph, Query { graph, settings: self.settings })
    }

    /// Gives the parameter `$name` a value; a later value replaces an earlier one. Parameters the
    /// query does not use are ignored.
    pub fn bind(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.parameters.insert(name.into().into(), value.into());
        self
    }

    /// Gives parameters values.
    pub fn params<K: Into<String>>(mut self, values: impl IntoIterator<Item = (K, Value)>) -> Self {
        self.settings.parameters.extend(values.into_iter().map(|(k, v)| (k.into().into(), v)));
        self
    }

    /// Sets what the query may take; [`Limits::default`] where it is not called.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Sets what time it is for the query: what `date()`, `datetime()` and `timestamp()` say.
    ///
    /// Without it the system's clock is read once, by [`Query::rows`]; it stays the same from the
    /// beginning to the end of the query.
    ///
    /// ```
    /// # use plexusdb::{Database, Error, model::value::temporal::Instant};
    /// # let snapshot = Database::in_memory().snapshot();
    /// let query = snapshot.query("RETURN toString(date()) AS today");
    /// let row = query.with_now(Instant::new(1_699_446_600, 0)).rows()?.next().unwrap()?;
    /// assert_eq!(row.get::<String>("today")?, "2023-11-08");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn with_now(mut self, now: impl Into<Instant>) -> Self {
        self.settings.now = Some(now.into());
        self
    }

    /// Lets the query be stopped through this token.
    pub fn cancel(mut self, token: CancelToken) -> Self {
        self.settings.cancel = token;
        self
    }

    /// Lets the query call these procedures; none where it is not called.
    pub fn procedures(mut self, procedures: &Procedures) -> Self {
        self.settings.procedures = procedures.clone();
        self.settings.ready = None;
        self
    }

    /// Lets the query call these functions beside the built-in ones; none where it is not called.
    pub fn functions(mut self, functions: &Functions) -> Self {
        self.settings.functions = functions.clone();
        self.settings.ready = None;
        self
    }

    /// Leaves out one of the rewrites of the planner, by its name, to see what it does for the
    /// query: the rows are the same with and without it. `all` leaves out all of them; a name that
    /// is not known leaves out none.
    ///
    /// The names: `seek`, `start`, `order`, `push`, `top`, `inline`, `both-ends`, `tally`,
    /// `reach`, `meet`.
    pub fn without_rewrite(mut self, name: &str) -> Self {
        if name == "all" {
            self.settings.rules = Rules::NONE;
        }
        for row in rule::TABLE.iter().filter(|row| row.name == name) {
            self.settings.rules = self.settings.rules.without(row.rule);
        }
        self.settings.ready = None;
        self
    }
}

impl Query {
    /// Compiles the query and starts it; the rows are found as they are asked for. `EXPLAIN` gives
    /// the lines of the plan, `PROFILE` runs the query and gives them with what was done.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text, all of them at once, or a parameter that is missing.
    /// Errors while it runs come from the rows.
    pub fn rows(self) -> Result<Rows> {
        let Self { graph, settings } = self;
        let ready = settings.compile(&graph)?;
        if ready.writes() && ready.mode != Mode::Explain {
            return Err(cannot_write(ready.written));
        }
        settings.read(&graph, &ready)
    }

    /// The plan of the query, which is not run; parameters need no values.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn explain(&self) -> Result<Plan> {
        let ready = self.settings.compile(&self.graph)?;
        Ok(Plan::of(&ready.compiled, &self.settings.text, &self.graph))
    }

    /// Compiles the query only, and gives what is suspicious about it: labels, relationship types
    /// and properties that nothing in the graph has, each with the nearest one that it has.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn check(&self) -> Result<Vec<Problem>> {
        Ok(self.settings.compile(&self.graph)?.warnings.clone())
    }

    /// Compiles the query and keeps it with all its settings, to be run many times.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn prepare(&self) -> Result<Prepared> {
        Prepared::of(&self.settings, &self.graph)
    }
}

impl<G> Query<G> {
    /// The point of recorded time that the query names by `FOR SYSTEM_TIME`, and where; the query goes
    /// on without it, on the graph of that time.
    ///
    /// # Errors
    ///
    /// Every error of the text alone, or a parameter that is missing.
    pub(crate) fn recorded(&mut self) -> Result<Option<(Value, Span)>> {
        self.settings.recorded()
    }

    /// The text of the query, once it has been read.
    #[cfg(feature = "cli")]
    pub(crate) fn text(&self) -> String {
        self.settings
            .tree
            .as_ref()
            .map_or_else(|| self.settings.text.to_string(), ToString::to_string)
    }

    /// Whether no clause of the query writes.
    ///
    /// # Errors
    ///
    /// Every error of the text alone.
    pub(crate) fn only_reads(&mut self) -> Result<bool> {
        self.settings.only_reads()
    }
}

impl Query<&mut Snapshot> {
    /// Runs the query to its end, and gives its rows with what it has changed. An error leaves the
    /// graph as it was.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text, a parameter that is missing, and whatever goes wrong
    /// while it runs. Where the query only reads, errors while it runs come from the rows.
    pub fn run(self) -> Result<Rows> {
        let Self { graph, settings } = self;
        let mut draft = graph.clone();
        let mut ready = settings.compile(&draft)?;
        if !ready.writes() || ready.mode == Mode::Explain {
            return settings.read(graph, &ready);
        }
        let warnings = ready.warnings.clone();
        if !ready.unknown.is_empty() {
            let Unknown { labels, types, keys } = &ready.unknown;
            let name = String::as_str;
            draft.make_known(
                labels.iter().map(name),
                types.iter().map(name),
                keys.iter().map(name),
            );
            ready = settings.compile(&draft)?;
        }
        let result = settings.write(draft, &ready, warnings);
        let next = match &result {
            Ok(rows) => rows.snapshot().next_ids(),
            Err((_, next)) => *next,
        };
        match result {
            Ok(rows) => {
                // What a prefix hides is hidden from its query alone.
                *graph = rows.snapshot().through(graph.lens().cloned().unwrap_or_default());
                Ok(rows)
            }
            Err((error, _)) => {
                graph.skip_ids(next);
                Err(error)
            }
        }
    }
}

fn cannot_write(span: Option<Span>) -> crate::Error {
    let problem = Problem {
        kind: ErrorKind::SemanticError,
        detail: "ReadOnly",
        code: "Q0216",
        message: "the query writes, and a snapshot never changes".to_owned(),
        span,
        help: Some(
            "run it with `execute` of the database, or with `query` of a transaction".to_owned(),
        ),
    };
    QueryError::new(Phase::CompileTime, problem).into()
}
