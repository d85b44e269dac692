//! `WITH` and `RETURN`: columns, grouping, order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{Halt, Reference, Row, Table, distinct};
use crate::cypher::function;
use crate::cypher::syntax::tree::{Expr, ExprKind, MapProjectionItemKind, Projection};
use crate::model::Value;

/// A row that is given out.
struct Projected {
    columns: Row,
    /// What came in: of a group its first row.
    source: Row,
    /// The rows of its group.
    group: Option<Vec<Row>>,
}

/// A row that items are calculated on, and the rows of its group.
type Grouped = (Row, Option<Vec<Row>>);

impl Projected {
    /// What `ORDER BY` and `WHERE` see.
    fn seen(&self) -> Row {
        let mut seen = self.source.clone();
        seen.extend(self.columns.clone());
        seen
    }
}

impl Reference<'_> {
    /// The columns in their order, and the rows.
    pub(super) fn projected(
        &self,
        projection: &Projection,
        filter: Option<&Expr>,
        table: Table,
    ) -> Result<(Vec<String>, Table), Halt> {
        let outside = table.outside.clone();
        let mut star = BTreeSet::new();
        if projection.star.is_some() {
            star.extend(table.names.iter().filter(|name| !outside.contains_key(*name)).cloned());
        }
        let mut columns: Vec<String> = star.iter().cloned().collect();
        let items = projection.items.iter();
        let items: Vec<_> =
            items.map(|item| (item.column(self.text).to_owned(), &item.expr)).collect();
        columns.extend(items.iter().map(|(name, _)| name.clone()));
        let mut rows = Vec::new();
        for (source, group) in self.groups(&star.into_iter().collect::<Vec<_>>(), &items, table)? {
            self.step()?;
            let mut out = Row::new();
            for name in &columns {
                let value = match items.iter().find(|item| item.0 == *name) {
                    Some((_, expr)) => self.eval(expr, &source, group.as_deref())?,
                    None => source[name].clone(),
                };
                out.insert(name.clone(), value);
            }
            rows.push(Projected { columns: out, source, group });
        }
        if projection.distinct {
            rows = distinct(rows, |a, b| a.columns == b.columns);
        }
        rows = self.sorted(projection, rows)?;
        let skip = self.number_of_rows(projection.skip.as_ref())?.unwrap_or(0);
        let limit = self.number_of_rows(projection.limit.as_ref())?.unwrap_or(usize::MAX);
        let mut kept: Vec<Row> = Vec::new();
        for row in rows.into_iter().skip(skip).take(limit) {
            if filter.map_or(Ok(true), |filter| self.holds(filter, &row.seen()))? {
                kept.push(outside.clone().into_iter().chain(row.columns).collect());
            }
        }
        let names = columns.iter().chain(outside.keys()).cloned().collect();
        Ok((columns, Table { names, rows: kept, outside }))
    }

    /// The rows that items are calculated on: with an aggregate among them, one for each group.
    fn groups(
        &self,
        star: &[String],
        items: &[(String, &Expr)],
        table: Table,
    ) -> Result<Vec<Grouped>, Halt> {
        if !items.iter().any(|(_, expr)| aggregates(expr)) {
            return Ok(table.rows.into_iter().map(|row| (row, None)).collect());
        }
        let keys: Vec<&Expr> = items.iter().map(|i| i.1).filter(|e| !aggregates(e)).collect();
        let mut groups: Vec<(Vec<Value>, Vec<Row>)> = Vec::new();
        if keys.is_empty() && star.is_empty() {
            groups.push((Vec::new(), Vec::new()));
        }
        for row in table.rows {
            self.step()?;
            let mut key: Vec<Value> = star.iter().map(|name| row[name].clone()).collect();
            for expr in &keys {
                key.push(self.eval(expr, &row, None)?);
            }
            match groups.iter_mut().find(|group| group.0 == key) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        let first = |rows: &[Row]| rows.first().unwrap_or(&table.outside).clone();
        Ok(groups.into_iter().map(|(_, rows)| (first(&rows), Some(rows))).collect())
    }

    fn sorted(
        &self,
        projection: &Projection,
        rows: Vec<Projected>,
    ) -> Result<Vec<Projected>, Halt> {
        let mut keyed = Vec::new();
        for row in rows {
            let seen = row.seen();
            let items = projection.order.iter();
            let keys: Result<Vec<Value>, Halt> =
                items.map(|item| self.eval(&item.expr, &seen, row.group.as_deref())).collect();
            keyed.push((keys?, row));
        }
        keyed.sort_by(|(a, _), (b, _)| {
            let pairs = projection.order.iter().zip(a.iter().zip(b));
            pairs.fold(Ordering::Equal, |decided, (item, (a, b))| {
                let next = a.order(b);
                decided.then(if item.descending { next.reverse() } else { next })
            })
        });
        Ok(keyed.into_iter().map(|(_, row)| row).collect())
    }

    /// `SKIP` and `LIMIT`.
    fn number_of_rows(&self, expr: Option<&Expr>) -> Result<Option<usize>, Halt> {
        let Some(expr) = expr else { return Ok(None) };
        match self.eval(expr, &Row::new(), None)? {
            Value::Integer(n) if n >= 0 => Ok(usize::try_from(n).ok()),
            other => Err(Halt::Fault(format!("{other} is no number of rows"))),
        }
    }
}

/// Whether an expression takes anything of a group.
pub(super) fn aggregates(expr: &Expr) -> bool {
    let called = match &expr.kind {
        ExprKind::CountStar => true,
        ExprKind::Function(call) => function::aggregate(&call.name.joined()).is_some(),
        _ => false,
    };
    called || operands(expr).into_iter().any(aggregates)
}

/// The expressions within one that are evaluated on the same row.
fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::List(all) | ExprKind::Or(all) | ExprKind::Xor(all) | ExprKind::And(all) => {
            all.iter().collect()
        }
        ExprKind::Map(entries) => entries.iter().map(|e| &e.value).collect(),
        ExprKind::Property { of, .. }
        | ExprKind::HasLabels { of, .. }
        | ExprKind::IsNull { of, .. }
        | ExprKind::IsType { of, .. } => vec![of],
        ExprKind::Index { of, index } => vec![of, index],
        ExprKind::Slice { of, from, to } => {
            [Some(of), from.as_ref(), to.as_ref()].into_iter().flatten().map(|e| &**e).collect()
        }
        ExprKind::Unary { operand, .. } => vec![operand],
        ExprKind::Binary { left, right, .. } => vec![left, right],
        ExprKind::Comparison { first, rest } => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, e)| e)).collect()
        }
        ExprKind::Case(case) => {
            let branches = case.branches.iter().flat_map(|b| [&b.when, &b.then]);
            branches.chain(case.subject.as_deref()).chain(case.otherwise.as_deref()).collect()
        }
        ExprKind::ListComprehension(c) => vec![&c.list],
        ExprKind::Quantifier(q) => vec![&q.list],
        ExprKind::Reduce(r) => vec![&r.list, &r.initial],
        ExprKind::Function(call) => call.args.iter().collect(),
        ExprKind::MapProjection(map) => {
            let items = map.items.iter().map(|item| &item.kind);
            items
                .filter_map(|item| match item {
                    MapProjectionItemKind::Entry(entry) => Some(&entry.value),
                    _ => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
