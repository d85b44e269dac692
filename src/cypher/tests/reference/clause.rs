//! Queries, parts of a `UNION`, and clauses.

use std::collections::BTreeSet;

use super::{Answer, Halt, Reference, Row, Table, distinct};
use crate::cypher::syntax::tree::{
    Clause, ClauseKind, Imports, MatchMode, PathPattern, Query, SingleQuery, Step,
};
use crate::model::Value;

impl Reference<'_> {
    /// What a query gives that starts from one row; `outside` is what of it stays in scope.
    pub(super) fn query(&self, query: &Query, from: &Row, outside: &Row) -> Result<Answer, Halt> {
        let mut whole = self.single(&query.first, from, outside)?;
        for union in &query.unions {
            let part = self.single(&union.query, from, outside)?;
            let place = |name: &String| part.columns.iter().position(|c| c == name).unwrap();
            let places: Vec<usize> = whole.columns.iter().map(place).collect();
            let rows = part.rows.iter().map(|row| places.iter().map(|p| row[*p].clone()).collect());
            whole.rows.extend(rows);
        }
        if query.unions.iter().any(|union| !union.all) {
            whole.rows = distinct(whole.rows, PartialEq::eq);
        }
        Ok(whole)
    }

    fn single(&self, query: &SingleQuery, from: &Row, outside: &Row) -> Result<Answer, Halt> {
        let names = from.keys().cloned().collect();
        let mut table = Table { names, rows: vec![from.clone()], outside: outside.clone() };
        for clause in &query.clauses {
            match &clause.kind {
                ClauseKind::Return(projection) => {
                    let (columns, table) = self.projected(projection, None, table)?;
                    let values = |row: Row| columns.iter().map(|c| row[c].clone()).collect();
                    let rows = table.rows.into_iter().map(values).collect();
                    return Ok(Answer { columns, rows });
                }
                ClauseKind::Finish => table.rows.clear(),
                _ => table = self.clause(clause, table)?,
            }
        }
        let rows = table.rows.iter().map(|_| Vec::new()).collect();
        Ok(Answer { columns: Vec::new(), rows })
    }

    fn clause(&self, clause: &Clause, table: Table) -> Result<Table, Halt> {
        let Table { mut names, rows, outside } = table;
        let mut next = Vec::new();
        match &clause.kind {
            ClauseKind::Match { mode: Some(MatchMode::RepeatableElements), .. } => {
                return Err(Halt::Beyond);
            }
            ClauseKind::Match { optional, patterns, filter, .. } => {
                let variables: BTreeSet<String> = patterns.iter().flat_map(variables).collect();
                for row in rows {
                    let matches = self.matches(patterns, filter.as_ref(), &row)?;
                    if matches.is_empty() && *optional {
                        next.push(beside_nulls(row, &variables));
                    } else {
                        next.extend(matches);
                    }
                }
                names.extend(variables);
            }
            ClauseKind::Unwind { list, variable } => {
                for row in rows {
                    let values = match self.eval(list, &row, None)? {
                        Value::Null => Vec::new(),
                        Value::List(values) => values.to_vec(),
                        other => vec![other],
                    };
                    for value in values {
                        self.step()?;
                        let mut row = row.clone();
                        row.insert(variable.text.clone(), value);
                        next.push(row);
                    }
                }
                names.insert(variable.text.clone());
            }
            ClauseKind::With { projection, filter } => {
                let table = Table { names, rows, outside };
                return Ok(self.projected(projection, filter.as_ref(), table)?.1);
            }
            ClauseKind::Filter(condition) => {
                for row in rows {
                    if self.holds(condition, &row)? {
                        next.push(row);
                    }
                }
            }
            ClauseKind::Let(items) => {
                for row in rows {
                    let mut with = row.clone();
                    for item in items {
                        with.insert(
                            item.variable.text.clone(),
                            self.eval(&item.value, &row, None)?,
                        );
                    }
                    next.push(with);
                }
                names.extend(items.iter().map(|item| item.variable.text.clone()));
            }
            ClauseKind::Subquery { optional, imports, query } => {
                for row in rows {
                    let answer = self.query_for(query, imports.as_ref(), &row)?;
                    names.extend(answer.columns.iter().cloned());
                    if answer.rows.is_empty() && *optional {
                        next.push(beside_nulls(row, &answer.columns));
                        continue;
                    }
                    for values in answer.rows {
                        let mut row = row.clone();
                        row.extend(answer.columns.iter().cloned().zip(values));
                        next.push(row);
                    }
                }
            }
            // Procedures, and clauses that write.
            _ => return Err(Halt::Beyond),
        }
        Ok(Table { names, rows: next, outside })
    }

    /// What `CALL { … }` gives for one row: without a list of variables, a part sees those of its
    /// leading `WITH`.
    fn query_for(
        &self,
        query: &Query,
        imports: Option<&Imports>,
        row: &Row,
    ) -> Result<Answer, Halt> {
        let leads_with =
            |part: &SingleQuery| matches!(part.clauses[0].kind, ClauseKind::With { .. });
        match imports {
            Some(Imports::All) => self.query(query, row, row),
            Some(Imports::Names(names)) => {
                let known = names.iter().map(|n| (n.text.clone(), row[&n.text].clone()));
                let known = known.collect();
                self.query(query, &known, &known)
            }
            None if query.parts().any(leads_with) => self.query(query, row, &Row::new()),
            None => self.query(query, &Row::new(), &Row::new()),
        }
    }
}

/// The row with `null` for each of these that it has no value for.
fn beside_nulls<'n>(mut row: Row, names: impl IntoIterator<Item = &'n String>) -> Row {
    for name in names {
        row.entry(name.clone()).or_insert(Value::Null);
    }
    row
}

/// The variables of a pattern.
fn variables(path: &PathPattern) -> Vec<String> {
    let of_step = |step: &Step| {
        let link = step.link.relationship().and_then(|r| r.variable.clone());
        link.into_iter().chain(step.node.variable.clone())
    };
    let ends = path.variable.iter().chain(&path.start.variable).cloned();
    ends.chain(path.steps.iter().flat_map(of_step)).map(|name| name.text).collect()
}
