//! From the tree to the bound form: scopes, types, aggregation rules; every compile-time error in
//! one pass, each with its place.

mod aggregate;
pub(crate) mod bound;
mod clause;
pub(crate) mod expr;
mod expression;
mod flat;
mod labels;
mod pattern;
mod procedure;
mod projection;
mod quantified;
mod scope;
mod selector;
mod shape;
mod subquery;
mod update;

use std::collections::BTreeSet;
use std::sync::Arc;

use bound::{AggregateCall, Bound, Lens, Query, Slot, Type};
use scope::Scope;

use super::error::{ErrorKind, Problem, QueryError};
use super::function::Functions;
use super::procedure::Procedures;
use super::syntax::tree::{self, Statement};
use crate::error::{Result, Span};
use crate::graph::Snapshot;

/// The last slot, which no variable takes: the planner numbers rows in it.
const LAST: u16 = u16::MAX;

/// A bound statement with what is worth a warning.
pub(crate) struct Checked {
    pub(crate) bound: Bound,
    pub(crate) warnings: Vec<Problem>,
    pub(crate) unknown: Unknown,
}

/// Names in a statement that the graph does not know. A statement that writes makes them known
/// first, and is bound again: so it finds what it has itself written.
#[derive(Debug, Default)]
pub(crate) struct Unknown {
    pub(crate) labels: BTreeSet<String>,
    pub(crate) types: BTreeSet<String>,
    pub(crate) keys: BTreeSet<String>,
}

impl Unknown {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.types.is_empty() && self.keys.is_empty()
    }
}

/// Binds a statement to a snapshot: its names become slots and symbols.
///
/// # Errors
///
/// Every compile-time error of the statement, in the order of the text.
pub(crate) fn bind(
    statement: &Statement,
    text: &str,
    snapshot: &Snapshot,
    procedures: &Procedures,
    functions: &Functions,
) -> Result<Checked> {
    let mut binder = Binder {
        text,
        snapshot,
        procedures,
        functions,
        scope: Scope::default(),
        outside: Scope::default(),
        slots: Vec::new(),
        parameters: Vec::new(),
        references: Vec::new(),
        subqueries: Vec::new(),
        aggregates: Aggregates::Forbidden("here"),
        problems: Vec::new(),
        warnings: Vec::new(),
        unknown: Unknown::default(),
        written: BTreeSet::new(),
    };
    let lens = statement.lens.as_ref().map(|lens| binder.lens(lens));
    let query = binder.query(&statement.query, clause::Ending::Return);
    // A column without a name says less than whatever is wrong with its value.
    let place = |p: &Problem| (p.detail == "NoExpressionAlias", p.span.map(|s| s.start));
    binder.problems.sort_by_key(place);
    binder.problems.dedup();
    if let Some(error) = QueryError::compile_time(binder.problems) {
        return Err(error.into());
    }
    let Binder { slots, parameters, subqueries, mut warnings, unknown, written, .. } = binder;
    // What the statement writes is there by the time it is asked for.
    let name = |p: &Problem| p.span.map_or("", |span| span.of(text)).trim_matches('`');
    warnings.retain(|warning| !written.contains(name(warning)));
    Ok(Checked { bound: Bound { query, subqueries, slots, parameters, lens }, warnings, unknown })
}

/// What a call of an aggregating function means where the binder stands.
enum Aggregates {
    /// It is an error; the words say where one stands.
    Forbidden(&'static str),
    /// It stands inside another one.
    Nested,
    /// It is taken down, and a slot stands in for it.
    Collected(Vec<AggregateCall>),
}

/// The state of one pass over the tree.
struct Binder<'a> {
    text: &'a str,
    snapshot: &'a Snapshot,
    procedures: &'a Procedures,
    functions: &'a Functions,
    scope: Scope,
    /// The variables that a subquery has from outside: they stay in scope behind each of its `WITH`.
    outside: Scope,
    slots: Vec<Arc<str>>,
    parameters: Vec<Arc<str>>,
    /// Every slot referred to so far, from which subqueries learn what they import.
    references: Vec<Slot>,
    subqueries: Vec<Query>,
    aggregates: Aggregates,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    unknown: Unknown,
    /// Labels, types and properties that the statement itself writes.
    written: BTreeSet<String>,
}

impl Binder<'_> {
    /// A new slot, known as `name` where a plan is shown.
    fn slot(&mut self, name: &str, span: Span) -> Slot {
        let number = u16::try_from(self.slots.len()).unwrap_or(LAST);
        if number == LAST {
            if self.slots.len() == usize::from(LAST) {
                let message = format!("the query has more than {LAST} variables and expressions");
                self.too_large("TooManyVariables", message, span);
                self.slots.push("".into());
            }
            return Slot(LAST);
        }
        self.slots.push(name.into());
        Slot(number)
    }

    /// Reports a query that is larger than it may be.
    fn too_large(&mut self, detail: &'static str, message: String, span: Span) {
        let problem = Problem::new(ErrorKind::LimitExceeded, detail, "Q0190", message, span);
        self.problems.push(problem.with_help("split the query into several"));
    }

    /// A new variable in scope.
    fn declare(&mut self, name: &tree::Name, ty: Type) -> Slot {
        let slot = self.slot(&name.text, name.span);
        self.scope.insert(&name.text, slot, ty);
        slot
    }

    fn syntax(&mut self, detail: &'static str, code: &'static str, message: String, span: Span) {
        self.problems.push(Problem::new(ErrorKind::SyntaxError, detail, code, message, span));
    }

    fn syntax_help(
        &mut self,
        (detail, code): (&'static str, &'static str),
        message: String,
        span: Span,
        help: impl Into<String>,
    ) {
        let problem = Problem::new(ErrorKind::SyntaxError, detail, code, message, span);
        self.problems.push(problem.with_help(help));
    }

    /// Binds with aggregates treated as `mode` says; gives the mode back as it was left.
    fn with_aggregates<T>(
        &mut self,
        mode: Aggregates,
        bind: impl FnOnce(&mut Self) -> T,
    ) -> (T, Aggregates) {
        let outer = std::mem::replace(&mut self.aggregates, mode);
        let result = bind(self);
        (result, std::mem::replace(&mut self.aggregates, outer))
    }

    fn lens(&mut self, lens: &tree::Lens) -> Lens {
        let moment = match &lens.moment {
            tree::Moment::AsOf(moment) => Some(self.expr(moment)),
            tree::Moment::All => None,
        };
        let at_least = lens.at_least.as_ref().map(|grade| self.expr(grade));
        let published_by = lens.published_by.as_ref().map(|time| self.expr(time));
        let layers = lens.layers.iter().map(|layer| self.expr(layer)).collect();
        let tree::Lens { stated_only, span, .. } = *lens;
        Lens { moment, at_least, stated_only, published_by, layers, span }
    }
}
