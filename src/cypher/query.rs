//! The public door: from a snapshot and a text to rows.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::exec::{Batch, Chain, Context, Frame, Halt, Lens, View, eval, update};
use super::explain::Plan;
use super::limits::{CancelToken, Limits};
use super::plan::rule::{self, Rules};
use super::plan::{Compiled, plan};
use super::procedure::Procedures;
use super::row::Rows;
use super::sema::expr::Expr;
use super::sema::{self, Checked, Unknown};
use super::syntax;
use super::syntax::tree::{ClauseKind, Mode};
use crate::error::{Result, Span};
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;
use crate::model::when::{Grade, Moment};

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
    pub fn query(&self, text: impl Into<String>) -> Query {
        Query::of(self.clone(), text)
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

/// A query without a graph.
#[derive(Debug, Clone)]
struct Settings {
    text: String,
    parameters: BTreeMap<String, Value>,
    limits: Limits,
    cancel: CancelToken,
    rules: Rules,
    procedures: Procedures,
    now: Option<Instant>,
}

/// A query after compilation.
struct Ready {
    compiled: Arc<Compiled>,
    warnings: Vec<Problem>,
    unknown: Unknown,
    /// The first clause that writes.
    written: Option<Span>,
    mode: Mode,
}

impl<G> Query<G> {
    /// A query on a graph.
    pub(crate) fn of(graph: G, text: impl Into<String>) -> Self {
        let settings = Settings {
            text: text.into(),
            parameters: BTreeMap::new(),
            limits: Limits::default(),
            cancel: CancelToken::default(),
            rules: Rules::all(),
            procedures: Procedures::default(),
            now: None,
        };
        Self { graph, settings }
    }

    /// The query on another graph, and the graph it was for.
    pub(crate) fn take<H>(self, graph: H) -> (G, Query<H>) {
        (self.graph, Query { graph, settings: self.settings })
    }

    /// Gives the parameter `$name` a value; a later value replaces an earlier one. Parameters the
    /// query does not use are ignored.
    pub fn bind(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.parameters.insert(name.into(), value.into());
        self
    }

    /// Gives parameters values.
    pub fn params<K: Into<String>>(mut self, values: impl IntoIterator<Item = (K, Value)>) -> Self {
        self.settings.parameters.extend(values.into_iter().map(|(k, v)| (k.into(), v)));
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
        if ready.compiled.plan.writes() && ready.mode != Mode::Explain {
            return Err(cannot_write(ready.written));
        }
        settings.read(&graph, ready)
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
        Ok(self.settings.compile(&self.graph)?.warnings)
    }
}

impl<G> Query<G> {
    /// Whether no clause of the query writes, as far as it can be parsed.
    pub(crate) fn only_reads(&self) -> bool {
        let statement = syntax::parse(&self.settings.text);
        statement.is_ok_and(|statement| first_write(&statement.query).is_none())
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
        if !ready.compiled.plan.writes() || ready.mode == Mode::Explain {
            return settings.read(graph, ready);
        }
        if !ready.unknown.is_empty() {
            let Unknown { labels, types, keys } = std::mem::take(&mut ready.unknown);
            let name = String::as_str;
            draft.make_known(
                labels.iter().map(name),
                types.iter().map(name),
                keys.iter().map(name),
            );
            let warnings = std::mem::take(&mut ready.warnings);
            ready = Ready { warnings, ..settings.compile(&draft)? };
        }
        let result = settings.write(draft, ready);
        let next = match &result {
            Ok(rows) => rows.snapshot().next_ids(),
            Err((_, next)) => *next,
        };
        match result {
            Ok(rows) => {
                *graph = rows.snapshot().clone();
                Ok(rows)
            }
            Err((error, _)) => {
                graph.skip_ids(next);
                Err(error)
            }
        }
    }
}

impl Settings {
    fn compile(&self, snapshot: &Snapshot) -> Result<Ready> {
        let statement = syntax::parse(&self.text)?;
        let checked = sema::bind(&statement, &self.text, snapshot, &self.procedures)?;
        let compiled = Arc::new(plan(checked.bound, snapshot, self.rules));
        let Checked { warnings, unknown, .. } = checked;
        let written = first_write(&statement.query);
        Ok(Ready { compiled, warnings, unknown, written, mode: statement.mode })
    }

    /// Starts a query that only reads.
    fn read(&self, snapshot: &Snapshot, ready: Ready) -> Result<Rows> {
        let context = self.context(snapshot, &ready.compiled, ready.mode == Mode::Explain)?;
        match ready.mode {
            Mode::Run => Ok(Rows::new(context, ready.warnings)),
            Mode::Explain => {
                let plan = Plan::of(&ready.compiled, &self.text, snapshot);
                Ok(Rows::of_plan(context, ready.warnings, plan))
            }
            Mode::Profile => {
                let plan = self.profile(&context)?;
                Ok(Rows::of_plan(context, ready.warnings, plan))
            }
        }
    }

    /// Runs a query that writes, on a graph of its own. Also one that fails tells the ids that it
    /// has not used.
    fn write(
        &self,
        snapshot: Snapshot,
        ready: Ready,
    ) -> std::result::Result<Rows, (crate::Error, (u32, u32))> {
        let before = snapshot.next_ids();
        let mut context =
            self.context(&snapshot, &ready.compiled, false).map_err(|error| (error, before))?;
        // The context holds the only reference, so that each change need not copy.
        drop(snapshot);
        let seed = Batch::one(context.width());
        let compiled = Arc::clone(&ready.compiled);
        let mut done = Vec::new();
        let rows = update::run(&compiled.plan, vec![seed], &mut context, &mut done);
        let next = context.view.snapshot().next_ids();
        let rows = rows.map_err(|halt| (halt.into_error(), next))?;
        if ready.mode == Mode::Profile {
            let plan = Plan::of(&compiled, &self.text, context.view.snapshot());
            let plan = plan.measured(done.into_iter());
            return Ok(Rows::of_plan(context, ready.warnings, plan));
        }
        let rows = if compiled.returns { rows } else { Vec::new() };
        Rows::of_batches(context, ready.warnings, rows).map_err(|error| (error, next))
    }

    /// What a run needs; a query that is only explained needs no values.
    fn context(
        &self,
        snapshot: &Snapshot,
        compiled: &Arc<Compiled>,
        only_explained: bool,
    ) -> Result<Context> {
        let mut parameters = Vec::with_capacity(compiled.parameters.len());
        let needed = if only_explained { &[][..] } else { &compiled.parameters };
        for name in needed {
            let Some(value) = self.parameters.get(&**name) else {
                return Err(self.missing(name));
            };
            if value.depth() > self.limits.nesting {
                return Err(too_deep(name, self.limits.nesting));
            }
            parameters.push(value.clone());
        }
        let now = self.now.unwrap_or_else(|| SystemTime::now().into());
        let context = |lens, parameters| {
            let view = View::new(snapshot.clone(), lens);
            let (limits, cancel) = (self.limits.clone(), self.cancel.clone());
            Context::new(Arc::clone(compiled), view, parameters, limits, cancel, now)
        };
        let plain = context(None, parameters);
        if only_explained {
            return Ok(plain);
        }
        let lens = Self::lens(&plain)?;
        Ok(context(lens, plain.parameters))
    }

    /// The lens, once its expressions have values.
    fn lens(context: &Context) -> Result<Option<Lens>> {
        let Some(lens) = &context.compiled.lens else { return Ok(None) };
        let refuse = |message: String, help: Option<String>| {
            let kind = ErrorKind::ArgumentError;
            let problem = Problem::new(kind, "InvalidArgumentValue", "Q0208", message, lens.span);
            crate::Error::from(QueryError::new(Phase::CompileTime, Problem { help, ..problem }))
        };
        let text = |expr: &Expr| {
            let none = Batch::of_column(sema::bound::Slot(0), vec![Value::Null]);
            let value = eval(expr, context, &mut Frame::new(&none, 0)).map_err(Halt::into_error)?;
            match value {
                Value::String(text) => Ok(text),
                Value::Date(day) => Ok(day.to_string().into()),
                other => {
                    Err(refuse(format!("a date or a word is needed, and this is {other}"), None))
                }
            }
        };
        let moment = match &lens.moment {
            None => None,
            Some(moment) => {
                let moment = text(moment)?.parse::<Moment>();
                Some(moment.map_err(|e| refuse(e.to_string(), e.help()))?)
            }
        };
        let floor = match &lens.at_least {
            None => Grade::Presumed,
            Some(grade) => {
                let word = text(grade)?;
                let known = |words: &str| Some(format!("write {words}"));
                word.parse::<Grade>()
                    .map_err(|words| refuse(format!("`{word}` is no grade"), known(words)))?
            }
        };
        Ok(Some(Lens { moment, floor, stated_only: lens.stated_only }))
    }

    fn profile(&self, context: &Context) -> Result<Plan> {
        let mut chain = Chain::start(context, true);
        loop {
            match chain.next(context) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(halt) => return Err(halt.into_error()),
            }
        }
        let plan = Plan::of(&context.compiled, &self.text, context.view.snapshot());
        Ok(plan.measured(chain.done()))
    }

    fn missing(&self, name: &str) -> crate::Error {
        let given: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
        let near = crate::model::name::nearest(name, given, 1).pop();
        let help = match near {
            Some(near) => format!("`${near}` is given; did you mean that?"),
            None => format!("bind a value to `{name}`"),
        };
        let problem = Problem {
            kind: ErrorKind::ParameterMissing,
            detail: "MissingParameter",
            code: "Q0209",
            message: format!("the parameter `${name}` has no value"),
            span: None,
            help: Some(help),
        };
        QueryError::new(Phase::CompileTime, problem).into()
    }
}

/// The first clause that writes.
fn first_write(query: &syntax::tree::Query) -> Option<Span> {
    let mut clauses = query.parts().flat_map(|part| &part.clauses);
    clauses.find_map(|clause| match &clause.kind {
        ClauseKind::Create { .. }
        | ClauseKind::Merge { .. }
        | ClauseKind::Set { .. }
        | ClauseKind::Remove { .. }
        | ClauseKind::Delete { .. }
        | ClauseKind::Foreach { .. } => Some(clause.span),
        ClauseKind::Subquery { query, .. } => first_write(query),
        _ => None,
    })
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

fn too_deep(name: &str, most: usize) -> crate::Error {
    let problem = Problem {
        kind: ErrorKind::LimitExceeded,
        detail: "NestingLimit",
        code: "Q0210",
        message: format!("the parameter `${name}` nests deeper than the limit `nesting` of {most}"),
        span: None,
        help: Some("raise `nesting` in the query's limits, or flatten the value".to_owned()),
    };
    QueryError::new(Phase::Runtime, problem).into()
}
