//! What a row of a result rests on: the matches that were gathered into it, or of which it tells a part.
//!
//! The query is asked again with its last `RETURN` taken apart: each pattern gets a name for its path, and
//! the columns that are not gathered tell which of the rows behind belong to which row before. Where a
//! `WITH` had gathered before, it is taken apart in the same way, for the rows that were found.

use std::collections::{BTreeSet, HashMap};

use super::Query;
use super::settings::Settings;
use crate::cypher::function;
use crate::cypher::row::{Row, Rows};
use crate::cypher::syntax::tree::{
    Clause, ClauseKind, Expr, ExprKind, Lens, Mode, Name, PathPattern, Projection, ProjectionItem,
    Query as Tree, SingleQuery, Statement, Subquery, Yield,
};
use crate::error::{Result, Span};
use crate::graph::Snapshot;
use crate::model::Value;

/// So many `WITH`s are looked behind; each asks a part of the query again.
const DEEP: usize = 8;

/// What a row of a result rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Grounds {
    /// How many matches there are: those gathered into the row, or those that give a row like it.
    pub count: usize,
    /// The first of them.
    pub first: Vec<Ground>,
    /// Whether the row gathers its matches into one, as `count(*)` does.
    pub gathered: bool,
    /// Whether values that are alike are gathered but once, as `count(DISTINCT x)` does.
    pub distinct: bool,
}

/// One match.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ground {
    /// The paths of its patterns, and what else of the graph it is made of.
    pub values: Vec<Value>,
    /// Each node or relationship of which the row tells a property, with the property's name.
    pub properties: Vec<(Value, String)>,
}

impl Query {
    /// What a row of the result rests on, with at most so many of its matches; none where that cannot be
    /// told: of a query that writes, and where `LIMIT` leaves open which rows are gathered.
    ///
    /// # Errors
    ///
    /// As for [`Query::rows`], and whatever its rows fail with.
    ///
    /// # Complexity
    ///
    /// That of the query, once more for each `WITH` in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let query = snapshot.query("MATCH (:Person)-[:CHAIRS]->(body) RETURN count(*) AS chairs");
    /// let row = query.clone().rows()?.next().transpose()?.expect("a count is a row");
    /// let grounds = query.grounds(&row, 2)?.expect("it only reads");
    /// assert_eq!(row.get::<i64>("chairs")?, grounds.count as i64);
    /// assert_eq!(grounds.first.len(), 2);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn grounds(&self, row: &Row, most: usize) -> Result<Option<Grounds>> {
        let statement = self.settings.parsed()?;
        if super::prepared::first_write(&statement.query).is_some() {
            return Ok(None);
        }
        let trace = Trace::new(&self.settings, &self.graph, statement.lens.as_ref());
        let columns: Vec<&str> = row.columns().iter().map(|name| &**name).collect();
        let mut all: Option<Grounds> = None;
        for part in statement.query.parts() {
            let room = most - all.as_ref().map_or(0, |all| all.first.len());
            let wanted = [row.values().to_vec()];
            let Some(traced) = trace.behind(&part.clauses, &columns, &wanted, room, DEEP)? else {
                return Ok(None);
            };
            let grounds = Grounds {
                count: traced.counts.iter().sum(),
                first: traced.first.into_iter().map(|(_, ground)| ground).collect(),
                gathered: traced.gathered,
                distinct: traced.distinct,
            };
            match &mut all {
                None => all = Some(grounds),
                Some(all) => {
                    all.count += grounds.count;
                    all.first.extend(grounds.first);
                }
            }
        }
        Ok(all)
    }
}

/// What was found behind some rows.
struct Traced {
    /// How many matches each row has.
    counts: Vec<usize>,
    /// The first of them, each with the place of its row.
    first: Vec<(usize, Ground)>,
    gathered: bool,
    distinct: bool,
}

impl Traced {
    /// The matches of a row that a `WITH` had gathered, in place of those of the one row of `rows` to which
    /// it was handed on, which had this match.
    fn in_place_of(mut self, row: usize, ground: Ground, count: usize, rows: usize) -> Self {
        self.counts = vec![0; rows];
        if let Some(there) = self.counts.get_mut(row) {
            *there = count;
        }
        self.first.iter_mut().for_each(|(at, _)| *at = row);
        if let Some((_, first)) = self.first.first_mut() {
            let Ground { values, properties } = std::mem::take(first);
            *first = ground;
            first.values.extend(values);
            first.properties.extend(properties);
        }
        self
    }
}

/// A query that is taken apart.
pub(super) struct Trace<'q> {
    settings: &'q Settings,
    snapshot: &'q Snapshot,
    lens: Option<&'q Lens>,
    /// What the names begin with that the query itself does not use.
    stem: String,
}

impl<'q> Trace<'q> {
    pub(super) fn new(
        settings: &'q Settings,
        snapshot: &'q Snapshot,
        lens: Option<&'q Lens>,
    ) -> Self {
        let mut stem = "way".to_owned();
        while settings.text.contains(&stem) {
            stem.push('_');
        }
        Self { settings, snapshot, lens, stem }
    }

    /// What is behind rows that clauses give: what each of `wanted` rests on, with at most so many of their
    /// matches; `WITH`s are looked behind so deep.
    fn behind(
        &self,
        clauses: &[Clause],
        columns: &[&str],
        wanted: &[Vec<Value>],
        most: usize,
        deep: usize,
    ) -> Result<Option<Traced>> {
        let Some(taken) = self.taken_apart(clauses, columns)? else { return Ok(None) };
        let Taken { earlier, handed, apart, items, clauses } = taken;
        let told = |row: &[Value]| -> Vec<Value> {
            apart.keys.iter().filter_map(|(column, _)| row.get(*column).cloned()).collect()
        };
        let asked: HashMap<Vec<Value>, usize> =
            wanted.iter().enumerate().map(|(at, row)| (told(row), at)).collect();
        let mut traced = Traced {
            counts: vec![0; wanted.len()],
            first: Vec::new(),
            gathered: apart.calls > 0,
            distinct: apart.distinct,
        };
        let mut before: Vec<Vec<Value>> = Vec::new();
        for row in self.rows(&clauses)? {
            let row = row?;
            let [keys, gathers, within, handed, known, of] = items.parts(row.values());
            let Some(at) = asked.get(keys) else { continue };
            // What has no value is not gathered.
            let only_values = !apart.counts_rows && !gathers.is_empty();
            if only_values && gathers.iter().all(Value::is_null) {
                continue;
            }
            if let Some(count) = traced.counts.get_mut(*at) {
                *count += 1;
            }
            if traced.first.len() < most {
                let values = known.iter().chain(within).chain(handed).filter(|v| is_of_graph(v));
                let properties = apart.properties.iter().filter_map(|(name, key)| {
                    Some((of.get(apart.place(name)?)?.clone(), key.clone()))
                });
                let ground =
                    Ground { values: values.cloned().collect(), properties: properties.collect() };
                traced.first.push((*at, ground));
                before.push(handed.to_vec());
            }
        }
        // Where `LIMIT` leaves open which rows were taken, other ones may have come now.
        let is_so = |(row, count): (&Vec<Value>, &usize)| {
            let said = apart.stars.iter().filter_map(|column| row.get(*column)?.as_integer());
            said.map(usize::try_from).all(|said| said.is_ok_and(|said| said == *count))
        };
        if !wanted.iter().zip(&traced.counts).all(is_so) {
            return Ok(None);
        }
        if !earlier.is_empty() && deep > 0 && !before.is_empty() {
            self.behind_with(earlier, &handed, &before, &mut traced, most, deep - 1)?;
        }
        Ok(Some(traced))
    }

    /// Clauses whose last one gives out rows, so that they give the matches behind these.
    fn taken_apart<'c>(
        &self,
        clauses: &'c [Clause],
        columns: &[&str],
    ) -> Result<Option<Taken<'c>>> {
        let Some((last, before)) = clauses.split_last() else { return Ok(None) };
        let (ClauseKind::Return(projection) | ClauseKind::With { projection, .. }) = &last.kind
        else {
            return Ok(None);
        };
        let start = before.iter().rposition(|c| matches!(c.kind, ClauseKind::With { .. }));
        let (earlier, segment) = before.split_at(start.map_or(0, |at| at + 1));
        let mut names = Names { stem: &self.stem, next: 0 };
        let mut known = BTreeSet::new();
        let mut segment = segment.to_vec();
        for clause in &mut segment {
            names.bind(clause, &mut known);
        }
        let handed = if earlier.is_empty() { Vec::new() } else { self.columns(earlier)? };
        let apart = Apart::of(projection, columns, &self.settings.text, &mut names);
        let mut items = Items::default();
        items.part(&self.stem, apart.keys.iter().map(|(_, expr)| expr.clone()));
        items.part(&self.stem, apart.gathers.iter().cloned());
        items.part(&self.stem, apart.within.iter().cloned());
        items.part(&self.stem, handed.iter().map(|name| variable(name)));
        items.part(&self.stem, known.iter().map(|name| variable(name)));
        items.part(&self.stem, apart.told().iter().map(|name| variable(name)));
        let clauses = [earlier, &segment, &[items.returned()]].concat();
        Ok(Some(Taken { earlier, handed, apart, items, clauses }))
    }

    /// Adds to each match what the row rests on that a `WITH` had handed on to it.
    fn behind_with(
        &self,
        earlier: &[Clause],
        handed: &[String],
        rows: &[Vec<Value>],
        traced: &mut Traced,
        most: usize,
        deep: usize,
    ) -> Result<()> {
        let mut wanted: Vec<Vec<Value>> = Vec::new();
        let mut places: HashMap<&[Value], usize> = HashMap::new();
        let at: Vec<usize> = rows
            .iter()
            .map(|row| {
                *places.entry(row.as_slice()).or_insert_with(|| {
                    wanted.push(row.clone());
                    wanted.len() - 1
                })
            })
            .collect();
        let columns: Vec<&str> = handed.iter().map(String::as_str).collect();
        let Some(inner) = self.behind(earlier, &columns, &wanted, most, deep)? else {
            return Ok(());
        };
        let (counts, several) = (inner.counts.as_slice(), !inner.first.is_empty());
        if let ([(row, ground)], [count]) = (traced.first.as_slice(), counts)
            && inner.gathered
            && !traced.gathered
            && several
        {
            // What the row tells was gathered before: those are its matches.
            let (row, ground, count) = (*row, ground.clone(), *count);
            *traced = inner.in_place_of(row, ground, count, traced.counts.len());
            return Ok(());
        }
        for ((_, ground), at) in traced.first.iter_mut().zip(at) {
            for (_, more) in inner.first.iter().filter(|(place, _)| *place == at) {
                ground.values.extend(more.values.iter().cloned());
                ground.properties.extend(more.properties.iter().cloned());
            }
        }
        Ok(())
    }

    /// The variables that clauses hand on.
    fn columns(&self, clauses: &[Clause]) -> Result<Vec<String>> {
        let all = Projection { star: Some(nowhere()), ..Items::default().projection() };
        let clauses = [clauses, &[clause(ClauseKind::Return(all))]].concat();
        Ok(self.rows(&clauses)?.columns().iter().map(ToString::to_string).collect())
    }

    /// The rows that clauses leave, and nothing of what is in them.
    pub(super) fn left(&self, clauses: &[Clause]) -> Result<Rows> {
        match clauses.last() {
            Some(Clause { kind: ClauseKind::Return(_), .. }) => self.rows(clauses),
            _ => self.rows(&[clauses, &[Items::default().returned()]].concat()),
        }
    }

    /// The rows of these clauses, asked in place of the query.
    fn rows(&self, clauses: &[Clause]) -> Result<Rows> {
        let first = SingleQuery { clauses: clauses.to_vec(), span: nowhere() };
        let statement = Statement {
            mode: Mode::Run,
            recorded: None,
            lens: self.lens.cloned(),
            query: Tree { first, unions: Vec::new(), span: nowhere() },
            span: nowhere(),
        };
        let settings = self.settings.with_text(statement.to_string());
        Query { graph: self.snapshot.clone(), settings }.rows()
    }
}

/// Clauses taken apart.
struct Taken<'c> {
    /// Those up to the last `WITH` before.
    earlier: &'c [Clause],
    /// The variables that they hand on.
    handed: Vec<String>,
    apart: Apart,
    /// What is returned now: keys, what is gathered, paths within, what was handed on, what was found, and
    /// that of which properties are told.
    items: Items,
    /// All of them, as they are asked now.
    clauses: Vec<Clause>,
}

/// A `RETURN` taken apart.
#[derive(Default)]
struct Apart {
    /// What tells one row from another: the place of its column, and its expression.
    keys: Vec<(usize, Expr)>,
    /// What is gathered.
    gathers: Vec<Expr>,
    /// The paths within, of `COUNT { … }` and the like.
    within: Vec<Expr>,
    /// Of what which properties are told.
    properties: Vec<(String, String)>,
    /// The columns that are `count(*)` and nothing else.
    stars: Vec<usize>,
    /// How many aggregating functions there are.
    calls: usize,
    /// Whether one of them counts rows, whatever is in them.
    counts_rows: bool,
    distinct: bool,
}

impl Apart {
    fn of(projection: &Projection, columns: &[&str], text: &str, names: &mut Names<'_>) -> Self {
        let mut apart = Self::default();
        for (at, column) in columns.iter().enumerate() {
            let item = projection.items.iter().find(|item| item.column(text) == *column);
            let Some(ProjectionItem { expr, .. }) = item else {
                apart.keys.push((at, variable(column)));
                continue;
            };
            let before = apart.calls;
            apart.look(expr, names);
            if apart.calls > before {
                if matches!(expr.kind, ExprKind::CountStar) {
                    apart.stars.push(at);
                }
            } else {
                apart.keys.push((at, expr.clone()));
            }
        }
        apart
    }

    fn look(&mut self, expr: &Expr, names: &mut Names<'_>) {
        match &expr.kind {
            ExprKind::CountStar => {
                self.calls += 1;
                self.counts_rows = true;
            }
            ExprKind::Function(call) if function::aggregate(&call.name.joined()).is_some() => {
                self.calls += 1;
                self.gathers.extend(call.args.first().cloned());
                self.distinct |= call.distinct;
            }
            ExprKind::Property { of, key } => {
                if let ExprKind::Variable(name) = &of.kind {
                    let told = (name.text.clone(), key.text.clone());
                    if !self.properties.contains(&told) {
                        self.properties.push(told);
                    }
                }
            }
            ExprKind::Exists(within)
            | ExprKind::CountSubquery(within)
            | ExprKind::CollectSubquery(within) => self.within.extend(names.paths_of(within)),
            ExprKind::PatternComprehension(within) => {
                let mut within = within.as_ref().clone();
                within.map = variable(&names.path(&mut within.pattern));
                self.within.push(of_kind(ExprKind::PatternComprehension(Box::new(within))));
            }
            _ => {}
        }
        expr.children(&mut |child| self.look(child, names));
    }

    /// The place of a variable among those of which properties are told.
    fn place(&self, name: &str) -> Option<usize> {
        self.told().iter().position(|known| known == name)
    }

    /// The variables of which properties are told.
    fn told(&self) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for (of, _) in &self.properties {
            if !told.contains(of) {
                told.push(of.clone());
            }
        }
        told
    }
}

/// Names that the query does not use.
struct Names<'t> {
    stem: &'t str,
    next: usize,
}

impl Names<'_> {
    /// The name of a path, given where it has none.
    fn path(&mut self, pattern: &mut PathPattern) -> String {
        let fresh = || {
            self.next += 1;
            Name { text: format!("{}{}", self.stem, self.next), span: nowhere() }
        };
        pattern.variable.get_or_insert_with(fresh).text.clone()
    }

    /// What a clause makes known that may be of the graph; its paths get names.
    fn bind(&mut self, clause: &mut Clause, known: &mut BTreeSet<String>) {
        match &mut clause.kind {
            ClauseKind::Match { patterns, .. } => {
                known.extend(patterns.iter_mut().map(|pattern| self.path(pattern)));
            }
            ClauseKind::Unwind { variable, .. } => {
                known.insert(variable.text.clone());
            }
            ClauseKind::Let(items) => {
                known.extend(items.iter().map(|item| item.variable.text.clone()));
            }
            ClauseKind::Call(call) => {
                if let Some(Yield::Items { items, .. }) = &call.yields {
                    known.extend(items.iter().map(|item| item.variable().text.clone()));
                }
            }
            ClauseKind::Subquery { query, .. } => {
                let last = query.first.clauses.last();
                if let Some(Clause { kind: ClauseKind::Return(projection), .. }) = last {
                    let named = projection.items.iter().filter_map(|item| {
                        match (&item.alias, &item.expr.kind) {
                            (Some(name), _) | (None, ExprKind::Variable(name)) => {
                                Some(name.text.clone())
                            }
                            _ => None,
                        }
                    });
                    known.extend(named);
                }
            }
            _ => {}
        }
    }

    /// The paths that a subquery finds, as a list; none where it is more than one `MATCH`.
    fn paths_of(&mut self, within: &Subquery) -> Option<Expr> {
        let mut found = match within {
            Subquery::Pattern { patterns, filter } => ClauseKind::Match {
                optional: false,
                mode: None,
                patterns: patterns.clone(),
                filter: filter.as_deref().cloned(),
            },
            Subquery::Query(query) => match query.first.clauses.as_slice() {
                [first] | [first, Clause { kind: ClauseKind::Return(_), .. }]
                    if query.unions.is_empty() =>
                {
                    first.kind.clone()
                }
                _ => return None,
            },
        };
        let ClauseKind::Match { patterns, .. } = &mut found else { return None };
        let paths: Vec<Expr> = patterns.iter_mut().map(|p| variable(&self.path(p))).collect();
        let mut items = Items::default();
        items.add(format!("{}paths", self.stem), of_kind(ExprKind::List(paths)));
        let first = SingleQuery { clauses: vec![clause(found), items.returned()], span: nowhere() };
        let query = Tree { first, unions: Vec::new(), span: nowhere() };
        Some(of_kind(ExprKind::CollectSubquery(Subquery::Query(Box::new(query)))))
    }
}

/// Items of a `RETURN`, in parts.
#[derive(Default)]
struct Items {
    items: Vec<ProjectionItem>,
    /// How many belong to each part.
    marks: Vec<usize>,
}

impl Items {
    fn add(&mut self, name: String, expr: Expr) {
        let alias = Some(Name { text: name, span: nowhere() });
        self.items.push(ProjectionItem { expr, alias });
    }

    /// Adds a part, each item of it under a name that the query does not use.
    fn part(&mut self, stem: &str, exprs: impl Iterator<Item = Expr>) {
        let before = self.items.len();
        for expr in exprs {
            self.add(format!("{stem}item{}", self.items.len()), expr);
        }
        self.marks.push(self.items.len() - before);
    }

    fn projection(self) -> Projection {
        let (star, skip, limit) = (None, None, None);
        Projection { distinct: false, star, items: self.items, order: Vec::new(), skip, limit }
    }

    /// The `RETURN` of them; a row is a row, also where it says nothing.
    fn returned(&self) -> Clause {
        let mut all = Self { items: self.items.clone(), marks: Vec::new() };
        if all.items.is_empty() {
            all.add("row".to_owned(), of_kind(ExprKind::Boolean(true)));
        }
        clause(ClauseKind::Return(all.projection()))
    }

    /// The values of a row, part by part.
    fn parts<'v, const N: usize>(&self, mut values: &'v [Value]) -> [&'v [Value]; N] {
        let mut marks = self.marks.iter();
        std::array::from_fn(|_| {
            let count = marks.next().copied().unwrap_or(0).min(values.len());
            let (part, rest) = values.split_at(count);
            values = rest;
            part
        })
    }
}

/// Whether a value is something of the graph, or may hold it.
fn is_of_graph(value: &Value) -> bool {
    match value {
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) | Value::Map(_) => true,
        Value::List(values) => values.iter().any(is_of_graph),
        _ => false,
    }
}

/// The place of what stands in no text.
fn nowhere() -> Span {
    Span::new(0..0)
}

pub(super) fn clause(kind: ClauseKind) -> Clause {
    Clause { kind, span: nowhere() }
}

fn of_kind(kind: ExprKind) -> Expr {
    Expr { kind, span: nowhere() }
}

fn variable(name: &str) -> Expr {
    of_kind(ExprKind::Variable(Name { text: name.to_owned(), span: nowhere() }))
}
