//! A plan as people and programs read it.

use std::fmt;

use serde::Serialize;

use super::exec::Done;
use super::plan::{self, Compiled, Expand, Op, Source, Write};
use super::sema::bound::{Creation, Hops, Slot, Types, Update};
use super::sema::expr::{Expr, ExprKind};
use crate::error::Span;
use crate::graph::Snapshot;
use crate::model::Direction;

/// How a query is run: its steps, in the order in which rows go through them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a [`Plan`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What it does, in a word.
    pub operator: &'static str,
    /// What it does it to.
    pub detail: String,
    /// The rows it is thought to give.
    pub estimated_rows: f64,
    /// What it did, of a query that was run under `PROFILE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Actual>,
    /// The plans it runs inside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<Plan>,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Actual {
    /// The rows it gave.
    pub rows: u64,
    /// The batches in which it gave them.
    pub batches: u64,
    /// The time it took, in microseconds, the steps before it not counted.
    pub micros: u64,
}

impl Plan {
    pub(super) fn of(compiled: &Compiled, text: &str, snapshot: &Snapshot) -> Self {
        Describer { compiled, text, snapshot }.plan(&compiled.plan)
    }

    pub(super) fn measured(mut self, done: impl Iterator<Item = Done>) -> Self {
        for (step, done) in self.steps.iter_mut().zip(done) {
            let micros = u64::try_from(done.time.as_micros()).unwrap_or(u64::MAX);
            step.actual = Some(Actual { rows: done.rows, batches: done.batches, micros });
        }
        self
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        for step in &self.steps {
            let line = format!("{:depth$}{} {}", "", step.operator, step.detail, depth = depth * 2);
            write!(f, "{:<60} ~{:.0}", line.trim_end(), step.estimated_rows.ceil())?;
            if let Some(actual) = step.actual {
                write!(f, "  {} rows, {} µs", actual.rows, actual.micros)?;
            }
            f.write_str("\n")?;
            for plan in &step.inside {
                plan.write(f, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// Writes one step a line, those inside another indented, each with the rows it is thought to give.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

struct Describer<'a> {
    compiled: &'a Compiled,
    text: &'a str,
    snapshot: &'a Snapshot,
}

impl Describer<'_> {
    fn plan(&self, plan: &plan::Plan) -> Plan {
        Plan { steps: plan.steps.iter().map(|step| self.step(step)).collect() }
    }

    fn step(&self, step: &plan::Step) -> Step {
        let mut inside = Vec::new();
        let (operator, detail) = match &step.op {
            Op::Scan { slot, source } => self.scan(*slot, source),
            Op::Expand(expand) => ("expand", self.expand(expand, "")),
            Op::ExpandMany { expand, hops } => ("expand", self.expand(expand, &stars(hops))),
            Op::Reach { expand, hops } => ("reach", self.expand(expand, &stars(hops))),
            Op::Meet(sides) => {
                let sides = sides.iter().map(|side| self.expand(side, "")).collect::<Vec<_>>();
                ("meet", sides.join(", "))
            }
            Op::Tally(tally) => {
                let conditions = tally.leaves.iter().flat_map(|leaf| &leaf.conditions);
                inside.extend(conditions.clone().flat_map(|c| self.subplans(c)));
                let leaves = tally.leaves.iter().map(|leaf| self.expand(&leaf.expand, ""));
                let leaves = leaves.collect::<Vec<_>>().join(", ");
                let conditions = self.list(conditions);
                let only = if conditions.is_empty() { "" } else { " where " };
                ("count", format!("{leaves}{only}{conditions}"))
            }
            Op::Ends(expand) => ("ends", self.expand(expand, "")),
            Op::Shortest(shortest) => {
                let pattern = &shortest.pattern;
                let types = self.types(&pattern.types);
                let (from, to) = (self.name(shortest.from), self.name(shortest.to));
                let (left, right) = arrows(pattern.direction);
                let stars = stars(&pattern.hops);
                let ways = if pattern.all { "all " } else { "" };
                ("shortest", format!("{ways}({from}){left}[{types}{stars}]{right}({to})"))
            }
            Op::Repeat { expand, repeat } => {
                let (from, to) = (self.name(expand.from), self.name(expand.to));
                let leg = self.source(repeat.leg.span);
                let known = if expand.knows_to { ", both known" } else { "" };
                let way = if expand.reversed {
                    format!("({to}){leg}({from}), from its end")
                } else {
                    format!("({from}){leg}({to})")
                };
                ("repeat", format!("{way}{known}"))
            }
            Op::Select(select) => ("select", self.source(select.pattern.span)),
            Op::Filter(conditions) => {
                inside.extend(conditions.iter().flat_map(|c| self.subplans(c)));
                ("filter", self.list(conditions.iter()))
            }
            Op::Let(items) => {
                inside.extend(items.iter().flat_map(|(_, e)| self.subplans(e)));
                ("let", self.list(items.iter().map(|(_, e)| e)))
            }
            Op::Unwind { list, slot } => {
                ("unwind", format!("{} as {}", self.written(list), self.name(*slot)))
            }
            Op::Aggregate(a) => {
                let calls: Vec<&str> = a.calls.iter().map(|c| c.span.of(self.text)).collect();
                let keys = self.list(a.keys.iter().map(|(_, e)| e));
                let by = if keys.is_empty() { String::new() } else { format!(" by {keys}") };
                ("group", format!("{}{by}", calls.join(", ")))
            }
            Op::Distinct(slots) => ("distinct", self.names(slots)),
            Op::Sort(sort) => {
                let top = if sort.first.is_some() { "first of " } else { "" };
                ("sort", format!("{top}{}", self.list(sort.keys.iter().map(|(e, _)| e))))
            }
            Op::Skip(count) => ("skip", self.written(count)),
            Op::Limit(count) => ("limit", self.written(count)),
            Op::Keep(slots) => ("keep", self.names(slots)),
            Op::Optional { plan, .. } => {
                inside.push(self.plan(plan));
                ("optional", String::new())
            }
            Op::Call(call) => {
                inside.push(self.plan(&call.plan));
                ("call", self.names(&call.columns))
            }
            Op::Union(union) => {
                inside.extend(union.parts.iter().map(|(plan, _)| self.plan(plan)));
                ("union", if union.distinct { "distinct" } else { "all" }.to_owned())
            }
            Op::Procedure(call) => ("procedure", call.procedure.signature()),
            Op::Write(write) => self.write(write, &mut inside),
        };
        Step { operator, detail, estimated_rows: step.rows, actual: None, inside }
    }

    fn write(&self, write: &Write, inside: &mut Vec<Plan>) -> (&'static str, String) {
        let created = |creation: &Creation| {
            let written = creation.elements.iter().map(|new| new.span.of(self.text));
            written.collect::<Vec<_>>().join(", ")
        };
        match write {
            Write::Create(creation) => ("create", created(creation)),
            Write::Merge { plan, creation, .. } => {
                inside.push(self.plan(plan));
                ("merge", created(creation))
            }
            Write::Update(updates) => {
                let of = |update: &Update| match update {
                    Update::Property { of, .. }
                    | Update::Properties { of, .. }
                    | Update::Labels { of, .. } => self.written(of),
                };
                ("set", updates.iter().map(of).collect::<Vec<_>>().join(", "))
            }
            Write::Delete { detach, targets } => {
                let word = if *detach { "detach delete" } else { "delete" };
                (word, self.list(targets.iter()))
            }
            Write::Declare(declare) => ("declare", declare.span.of(self.text).to_owned()),
            Write::Foreach { list, slot, body } => {
                inside.push(self.plan(body));
                ("foreach", format!("{} in {}", self.name(*slot), self.written(list)))
            }
        }
    }

    fn scan(&self, slot: Slot, source: &Source) -> (&'static str, String) {
        let name = self.name(slot);
        match source {
            Source::All => ("scan", format!("({name})")),
            Source::Nothing => ("scan", format!("({name}), nothing")),
            Source::Label(label) => {
                ("scan", format!("({name}:{})", self.snapshot.label_name(*label)))
            }
            Source::Key(e) => ("seek", format!("({name}) by id {}", self.written(e))),
            Source::Name(e) => ("seek", format!("({name}) by name {}", self.written(e))),
            Source::Property { key, value, .. } => {
                let key = self.snapshot.prop_key_name(*key);
                ("seek", format!("({name}) by {key} {}", self.written(value)))
            }
            Source::Identifier(scheme, e) => {
                ("seek", format!("({name}) by {scheme} {}", self.written(e)))
            }
        }
    }

    fn expand(&self, expand: &Expand, stars: &str) -> String {
        let (from, to) = (self.name(expand.from), self.name(expand.to));
        let types = self.types(&expand.types);
        let (left, right) = arrows(expand.direction);
        let known = if expand.knows_to { ", both known" } else { "" };
        let relation = self.name(expand.relation);
        format!("({from}){left}[{relation}{types}{stars}]{right}({to}){known}")
    }

    fn types(&self, types: &Types) -> String {
        match types {
            Types::All => String::new(),
            Types::These(types) => {
                let names: Vec<&str> =
                    types.iter().map(|t| self.snapshot.rel_type_name(*t)).collect();
                format!(":{}", names.join("|"))
            }
        }
    }

    /// The plans of the subqueries in an expression.
    fn subplans(&self, expr: &Expr) -> Vec<Plan> {
        let mut plans = Vec::new();
        if let ExprKind::Subquery { id, .. } = &expr.kind {
            plans.extend(self.compiled.subplan(*id).map(|subplan| self.plan(&subplan.plan)));
        }
        expr.children(&mut |e| plans.extend(self.subplans(e)));
        plans
    }

    fn written(&self, expr: &Expr) -> String {
        self.source(expr.span)
    }

    fn source(&self, span: Span) -> String {
        span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn list<'e>(&self, exprs: impl Iterator<Item = &'e Expr>) -> String {
        exprs.map(|e| self.written(e)).collect::<Vec<_>>().join(", ")
    }

    fn name(&self, slot: Slot) -> &str {
        self.compiled.slots.get(slot.index()).map_or("", |name| name.trim())
    }

    fn names(&self, slots: &[Slot]) -> String {
        slots.iter().map(|s| self.name(*s)).collect::<Vec<_>>().join(", ")
    }
}

fn stars(hops: &Hops) -> String {
    match (hops.min, hops.max) {
        (1, None) => "*".to_owned(),
        (min, None) => format!("*{min}.."),
        (min, Some(max)) if min == max => format!("*{min}"),
        (min, Some(max)) => format!("*{min}..{max}"),
    }
}

fn arrows(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Out => ("-", "->"),
        Direction::In => ("<-", "-"),
        Direction::Both => ("-", "-"),
    }
}
