//! The public door: from a snapshot and a text to rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::exec::{Batch, Chain, Context, Frame, Halt, Lens, View, eval};
use super::explain::Plan;
use super::limits::{CancelToken, Limits};
use super::plan::rule::{self, Rules};
use super::plan::{Compiled, plan};
use super::row::Rows;
use super::sema;
use super::sema::expr::Expr;
use super::syntax;
use super::syntax::tree::Mode;
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::Value;
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
        Query {
            snapshot: self.clone(),
            text: text.into(),
            parameters: BTreeMap::new(),
            limits: Limits::default(),
            cancel: CancelToken::default(),
            rules: Rules::all(),
        }
    }
}

/// A query, with its parameters and limits, before it is run.
#[derive(Debug, Clone)]
#[must_use = "a query is run by `rows`"]
pub struct Query {
    snapshot: Snapshot,
    text: String,
    parameters: BTreeMap<String, Value>,
    limits: Limits,
    cancel: CancelToken,
    rules: Rules,
}

/// A query after compilation.
struct Ready {
    compiled: Arc<Compiled>,
    warnings: Vec<Problem>,
    mode: Mode,
}

impl Query {
    /// Gives the parameter `$name` a value; a later value replaces an earlier one. Parameters the
    /// query does not use are ignored.
    pub fn bind(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Gives parameters values.
    pub fn params<K: Into<String>>(mut self, values: impl IntoIterator<Item = (K, Value)>) -> Self {
        self.parameters.extend(values.into_iter().map(|(k, v)| (k.into(), v)));
        self
    }

    /// Sets what the query may take; [`Limits::default`] where it is not called.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets the query be stopped through this token.
    pub fn cancel(mut self, token: CancelToken) -> Self {
        self.cancel = token;
        self
    }

    /// Leaves out one of the rewrites of the planner, by its name, to see what it does for the
    /// query: the rows are the same with and without it. `all` leaves out all of them; a name that
    /// is not known leaves out none.
    ///
    /// The names: `seek`, `start`, `order`, `push`, `top`, `inline`, `both-ends`.
    pub fn without_rewrite(mut self, name: &str) -> Self {
        if name == "all" {
            self.rules = Rules::NONE;
        }
        for row in rule::TABLE.iter().filter(|row| row.name == name) {
            self.rules = self.rules.without(row.rule);
        }
        self
    }

    /// Compiles the query and starts it; the rows are found as they are asked for. `EXPLAIN` gives
    /// the lines of the plan, `PROFILE` runs the query and gives them with what was done.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text, all of them at once, or a parameter that is missing.
    /// Errors while it runs come from the rows.
    pub fn rows(self) -> Result<Rows> {
        let ready = self.compile()?;
        let context = self.context(&ready.compiled, ready.mode == Mode::Explain)?;
        match ready.mode {
            Mode::Run => Ok(Rows::new(context, ready.warnings)),
            Mode::Explain => {
                let plan = Plan::of(&ready.compiled, &self.text, &self.snapshot);
                Ok(Rows::of_plan(context, ready.warnings, plan))
            }
            Mode::Profile => {
                let plan = self.profile(&context)?;
                Ok(Rows::of_plan(context, ready.warnings, plan))
            }
        }
    }

    /// The plan of the query, which is not run; parameters need no values.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn explain(&self) -> Result<Plan> {
        let ready = self.compile()?;
        Ok(Plan::of(&ready.compiled, &self.text, &self.snapshot))
    }

    /// Compiles the query only, and gives what is suspicious about it: labels, relationship types
    /// and properties that nothing in the graph has, each with the nearest one that it has.
    ///
    /// # Errors
    ///
    /// Every compile-time error of the text.
    pub fn check(&self) -> Result<Vec<Problem>> {
        Ok(self.compile()?.warnings)
    }

    fn compile(&self) -> Result<Ready> {
        let statement = syntax::parse(&self.text)?;
        let checked = sema::bind(&statement, &self.text, &self.snapshot)?;
        let compiled = Arc::new(plan(checked.bound, &self.snapshot, self.rules));
        Ok(Ready { compiled, warnings: checked.warnings, mode: statement.mode })
    }

    /// What a run needs; a query that is only explained needs no values.
    fn context(&self, compiled: &Arc<Compiled>, only_explained: bool) -> Result<Context> {
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
        let context = |lens, parameters| {
            let view = View::new(self.snapshot.clone(), lens);
            let (limits, cancel) = (self.limits.clone(), self.cancel.clone());
            Context::new(Arc::clone(compiled), view, parameters, limits, cancel)
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
        let plan = Plan::of(&context.compiled, &self.text, &self.snapshot);
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
        QueryError::new(Phase::Runtime, problem).into()
    }
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
