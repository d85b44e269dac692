//! A query without a graph: its text, what it is given, and how it is run.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::prepared::{Ready, Shared};
use crate::cypher::error::{ErrorKind, Phase, Problem, QueryError};
use crate::cypher::exec::{Batch, Chain, Context, Frame, Halt, View, eval, update};
use crate::cypher::explain::Plan;
use crate::cypher::function::Functions;
use crate::cypher::plan::Compiled;
use crate::cypher::plan::rule::Rules;
use crate::cypher::procedure::Procedures;
use crate::cypher::row::Rows;
use crate::cypher::sema::bound::Slot;
use crate::cypher::sema::expr::Expr;
use crate::cypher::syntax;
use crate::cypher::syntax::tree::{self, Mode};
use crate::cypher::{CancelToken, Limits};
use crate::error::{Result, Span};
use crate::graph::{Lens, Snapshot};
use crate::model::Value;
use crate::model::value::temporal::Instant;
use crate::model::when::{Grade, Moment};

/// A query without a graph.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) text: Arc<str>,
    /// The text as a tree, once it has been parsed.
    pub(super) tree: Option<Arc<tree::Statement>>,
    /// The compiled form that runs share, of a query that was prepared.
    pub(super) ready: Option<Arc<Shared>>,
    pub(super) parameters: BTreeMap<Arc<str>, Value>,
    pub(super) limits: Limits,
    pub(super) cancel: CancelToken,
    pub(super) rules: Rules,
    pub(super) procedures: Procedures,
    pub(super) functions: Functions,
    pub(super) now: Option<Instant>,
}

impl Settings {
    /// The settings of a text of which nothing else is said.
    pub(super) fn of(text: Arc<str>) -> Self {
        Self {
            text,
            tree: None,
            ready: None,
            parameters: BTreeMap::new(),
            limits: Limits::default(),
            cancel: CancelToken::default(),
            rules: Rules::all(),
            procedures: Procedures::default(),
            functions: Functions::default(),
            now: None,
        }
    }

    /// The same of another text.
    pub(super) fn with_text(&self, text: String) -> Self {
        Self { text: text.into(), tree: None, ready: None, ..self.clone() }
    }

    /// The text as a tree.
    pub(super) fn parsed(&self) -> Result<Arc<tree::Statement>> {
        match &self.tree {
            Some(tree) => Ok(Arc::clone(tree)),
            None => Ok(Arc::new(syntax::parse(&self.text)?)),
        }
    }

    /// The point of recorded time that the text names, and where it does; it is taken out of the tree.
    pub(super) fn recorded(&mut self) -> Result<Option<(Value, Span)>> {
        let tree = self.parsed()?;
        let Some(recorded) = &tree.recorded else {
            self.tree = Some(tree);
            return Ok(None);
        };
        let point = match &recorded.point.kind {
            tree::ExprKind::Integer(number) => (*number).into(),
            tree::ExprKind::String(text) => text.as_str().into(),
            tree::ExprKind::Parameter(name) => {
                let given = self.parameters.get(name.text.as_str());
                given.cloned().ok_or_else(|| self.missing(&name.text))?
            }
            _ => Value::Null,
        };
        let span = recorded.span;
        self.tree =
            Some(Arc::new(tree::Statement { recorded: None, ..tree::Statement::clone(&tree) }));
        self.ready = None;
        Ok(Some((point, span)))
    }

    /// Whether no clause writes; keeps the tree that tells.
    pub(super) fn only_reads(&mut self) -> Result<bool> {
        let tree = self.parsed()?;
        let reads = super::prepared::first_write(&tree.query).is_none();
        self.tree = Some(tree);
        Ok(reads)
    }

    /// The compiled form for this graph: the shared one, where it is still good.
    pub(super) fn compile(&self, snapshot: &Snapshot) -> Result<Arc<Ready>> {
        match &self.ready {
            Some(shared) => shared.for_graph(self, snapshot),
            None => Ok(Arc::new(Ready::compile(self, snapshot)?)),
        }
    }

    /// Starts a query that only reads.
    pub(super) fn read(&self, snapshot: &Snapshot, ready: &Ready) -> Result<Rows> {
        let context = self.context(snapshot, &ready.compiled, ready.mode == Mode::Explain)?;
        match ready.mode {
            Mode::Run => Ok(Rows::new(context, ready.warnings.clone())),
            Mode::Explain => {
                let plan = Plan::of(&ready.compiled, &self.text, snapshot);
                Ok(Rows::of_plan(context, ready.warnings.clone(), plan))
            }
            Mode::Profile => {
                let plan = self.profile(&context)?;
                Ok(Rows::of_plan(context, ready.warnings.clone(), plan))
            }
        }
    }

    /// Runs a query that writes, on a graph of its own. Also one that fails tells the ids that it
    /// has not used.
    pub(super) fn write(
        &self,
        snapshot: Snapshot,
        ready: &Ready,
        warnings: Vec<Problem>,
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
        let rows = rows.and_then(|rows| update::check(&mut context).map(|()| rows));
        let next = context.view.snapshot().next_ids();
        let rows = rows.map_err(|halt| (halt.into_error(), next))?;
        if ready.mode == Mode::Profile {
            let plan = Plan::of(&compiled, &self.text, context.view.snapshot());
            let plan = plan.measured(done.into_iter());
            return Ok(Rows::of_plan(context, warnings, plan));
        }
        let rows = if compiled.returns { rows } else { Vec::new() };
        Rows::of_batches(context, warnings, rows).map_err(|error| (error, next))
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
        let context = |view, parameters| {
            let view = View::new(view);
            let (limits, cancel) = (self.limits.clone(), self.cancel.clone());
            Context::new(Arc::clone(compiled), view, parameters, limits, cancel, now)
        };
        let plain = context(snapshot.clone(), parameters);
        if only_explained {
            return Ok(plain);
        }
        match Self::lens(&plain)? {
            Some(lens) => Ok(context(snapshot.through(lens), plain.parameters)),
            None => Ok(plain),
        }
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
            let none = Batch::of_column(Slot(0), vec![Value::Null]);
            let value = eval(expr, context, &mut Frame::new(&none, 0)).map_err(Halt::into_error)?;
            match value {
                Value::String(text) => Ok(text),
                Value::Date(day) => Ok(day.to_string().into()),
                other => {
                    Err(refuse(format!("a date or a word is needed, and this is {other}"), None))
                }
            }
        };
        let moment = |expr: &Expr| {
            let moment = text(expr)?.parse::<Moment>();
            moment.map_err(|e| refuse(e.to_string(), e.help()))
        };
        let mut seen = match &lens.moment {
            None => Lens::default(),
            Some(time) => Lens::as_of(moment(time)?),
        };
        if let Some(grade) = &lens.at_least {
            let word = text(grade)?;
            let known = |words: &str| Some(format!("write {words}"));
            let floor = word.parse::<Grade>();
            seen = seen.at_least(
                floor.map_err(|words| refuse(format!("`{word}` is no grade"), known(words)))?,
            );
        }
        if lens.stated_only {
            seen = seen.stated_only();
        }
        if let Some(time) = &lens.published_by {
            seen = seen.published_by(moment(time)?);
        }
        if !lens.layers.is_empty() {
            let layers = lens.layers.iter().map(|layer| Ok(text(layer)?.to_string()));
            seen = seen.layers(layers.collect::<Result<Vec<_>>>()?);
        }
        Ok(Some(seen))
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
        let given: Vec<&str> = self.parameters.keys().map(|known| &**known).collect();
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
