//! Queries and clauses.

use std::sync::Arc;

use super::bound::{Clause, Declare, Declared, Query, Single, Slot, Type};
use super::expr::Expr;
use super::scope::Scope;
use super::{Aggregates, Binder};
use crate::cypher::syntax::tree::{self, ClauseKind, Declaration, Imports};
use crate::error::Span;
use crate::model::{Index, IndexKind};

/// How a query must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With `RETURN`.
    Return,
    /// As it likes: only whether it has rows counts.
    Any,
}

/// A column that a clause gives: its name, where it stands, what is known of it.
pub(super) type Column = (Arc<str>, Slot, Type);

impl Binder<'_> {
    /// Binds a query, each part of a `UNION` in the scope as it is now.
    pub(super) fn query(&mut self, query: &tree::Query, ending: Ending) -> Query {
        let outer = self.scope.clone();
        let mut parts = Vec::new();
        let mut heads: Vec<Vec<Column>> = Vec::new();
        for part in query.parts() {
            self.scope = outer.clone();
            let (clauses, columns) = self.single(part, ending);
            let outputs = columns.iter().map(|c| c.1).collect();
            parts.push(Single { clauses, outputs });
            heads.push(columns);
        }
        self.scope = outer;
        let columns = self.unite(query, &mut parts, &heads);
        let distinct = query.unions.iter().any(|u| !u.all);
        let returns = query.parts().any(|part| match part.clauses.last().map(|c| &c.kind) {
            Some(ClauseKind::Return(_)) => true,
            Some(ClauseKind::Call(_)) => heads.iter().any(|head| !head.is_empty()),
            _ => false,
        });
        Query { parts, distinct, columns, imports: Vec::new(), returns }
    }

    /// The columns of the whole: those of the only part, or new ones that all parts fill.
    fn unite(
        &mut self,
        query: &tree::Query,
        parts: &mut [Single],
        heads: &[Vec<Column>],
    ) -> Vec<(Arc<str>, Slot)> {
        let Some(first) = heads.first() else { return Vec::new() };
        if query.unions.is_empty() {
            return first.iter().map(|(name, slot, _)| (Arc::clone(name), *slot)).collect();
        }
        if let Some(union) =
            query.unions.iter().find(|u| u.all != query.unions.iter().any(|u| u.all))
        {
            let message = "UNION and UNION ALL cannot be mixed in one query".to_owned();
            let help = "use one of the two throughout, or put one part into CALL { … }";
            self.syntax_help(("InvalidClauseComposition", "Q0141"), message, union.span, help);
        }
        for ((union, part), head) in
            query.unions.iter().zip(parts.iter_mut().skip(1)).zip(heads.iter().skip(1))
        {
            let place = |name: &Arc<str>| head.iter().find(|c| c.0 == *name).map(|c| c.1);
            let outputs: Option<Vec<Slot>> = first.iter().map(|c| place(&c.0)).collect();
            match outputs {
                Some(outputs) if head.len() == first.len() => part.outputs = outputs,
                _ => {
                    let names = |columns: &[Column]| {
                        columns.iter().map(|c| &*c.0).collect::<Vec<_>>().join(", ")
                    };
                    let message = format!(
                        "the parts of a UNION must have the same columns: `{}` before, `{}` behind",
                        names(first),
                        names(head)
                    );
                    let help = "name the columns alike with AS";
                    self.syntax_help(
                        ("DifferentColumnsInUnion", "Q0140"),
                        message,
                        union.span,
                        help,
                    );
                }
            }
        }
        let mut columns = Vec::with_capacity(first.len());
        for (name, _, _) in first {
            columns.push((Arc::clone(name), self.slot(name, query.span)));
        }
        columns
    }

    fn single(&mut self, single: &tree::SingleQuery, ending: Ending) -> (Vec<Clause>, Vec<Column>) {
        let mut clauses = Vec::with_capacity(single.clauses.len());
        let mut columns = Vec::new();
        let last = single.clauses.len().saturating_sub(1);
        for (i, clause) in single.clauses.iter().enumerate() {
            match &clause.kind {
                ClauseKind::Return(projection) => {
                    if i < last {
                        let message = "RETURN must be the last clause".to_owned();
                        let help = "use WITH to hand rows on to further clauses";
                        let detail = ("InvalidClauseComposition", "Q0142");
                        self.syntax_help(detail, message, clause.span, help);
                    }
                    let (bound, given) = self.projection(projection, None, clause.span, true);
                    columns = given;
                    clauses.push(Clause::Project(Box::new(bound)));
                }
                ClauseKind::Call(call) => {
                    let standalone = single.clauses.len() == 1;
                    let (bound, given) = self.procedure(call, standalone);
                    if standalone {
                        columns = given;
                    }
                    clauses.extend(bound.map(Clause::Procedure));
                }
                _ => {
                    self.check_succession(single.clauses.get(i.wrapping_sub(1)), clause);
                    clauses.extend(self.clause(clause));
                }
            }
        }
        if let Some(clause) = single.clauses.last() {
            self.check_end(clause, ending);
        }
        (clauses, columns)
    }

    /// What has been written is read again only behind a `WITH`.
    fn check_succession(&mut self, before: Option<&tree::Clause>, clause: &tree::Clause) {
        let reads = match &clause.kind {
            ClauseKind::Match { .. } => "MATCH",
            ClauseKind::Unwind { .. } => "UNWIND",
            _ => return,
        };
        let writes = match before.map(|clause| &clause.kind) {
            Some(ClauseKind::Create { .. }) => "CREATE",
            Some(ClauseKind::Merge { .. }) => "MERGE",
            Some(ClauseKind::Set { .. }) => "SET",
            Some(ClauseKind::Remove { .. }) => "REMOVE",
            Some(ClauseKind::Delete { .. }) => "DELETE",
            Some(ClauseKind::Foreach { .. }) => "FOREACH",
            _ => return,
        };
        let message = format!("{reads} cannot follow {writes} directly");
        let help = format!("put WITH between {writes} and {reads}");
        self.syntax_help(("InvalidClauseComposition", "Q0148"), message, clause.span, help);
    }

    fn check_end(&mut self, last: &tree::Clause, ending: Ending) {
        let reading = matches!(
            last.kind,
            ClauseKind::Match { .. }
                | ClauseKind::Unwind { .. }
                | ClauseKind::With { .. }
                | ClauseKind::Filter(_)
                | ClauseKind::Let(_)
        );
        if reading && ending == Ending::Return {
            let message = "the query reads, but returns nothing".to_owned();
            let help = "end it with RETURN and what you want to see";
            let detail = ("InvalidClauseComposition", "Q0143");
            self.syntax_help(detail, message, last.span, help);
        }
    }

    pub(super) fn clause(&mut self, clause: &tree::Clause) -> Option<Clause> {
        match &clause.kind {
            ClauseKind::Match { optional, mode, patterns, filter } => {
                let pattern = self.patterns(*mode, patterns, filter.as_ref());
                Some(Clause::Match { optional: *optional, pattern })
            }
            ClauseKind::Unwind { list, variable } => {
                let (list, _) = self
                    .with_aggregates(Aggregates::Forbidden("in UNWIND"), |binder| {
                        binder.expr(list)
                    });
                self.fresh(variable);
                let ty =
                    if list.ty == Type::Relationships { Type::Relationship } else { Type::Any };
                let slot = self.declare(variable, ty);
                Some(Clause::Unwind { list, slot })
            }
            ClauseKind::With { projection, filter } => {
                let (bound, _) = self.projection(projection, filter.as_ref(), clause.span, false);
                Some(Clause::Project(Box::new(bound)))
            }
            ClauseKind::Filter(condition) => Some(self.filter(condition)),
            ClauseKind::Let(items) => Some(self.let_clause(items)),
            ClauseKind::Subquery { optional, imports, query } => {
                Some(self.call_subquery(*optional, imports.as_ref(), query))
            }
            ClauseKind::Return(_) | ClauseKind::Call(_) | ClauseKind::Finish => None,
            ClauseKind::Declare(declaration) => {
                Some(Clause::Declare(declared(declaration, clause.span)))
            }
            _ => self.updating(clause),
        }
    }

    /// Reports a variable that is to be new but is there.
    pub(super) fn fresh(&mut self, name: &tree::Name) {
        if self.scope.get(&name.text).is_some() {
            let message = format!("the variable `{}` is there already", name.text);
            self.syntax_help(
                ("VariableAlreadyBound", "Q0102"),
                message,
                name.span,
                "choose another name",
            );
        }
    }

    fn call_subquery(
        &mut self,
        optional: bool,
        imports: Option<&Imports>,
        query: &tree::Query,
    ) -> Clause {
        let outer = self.scope.clone();
        let outside = std::mem::take(&mut self.outside);
        let first_slot = self.slots.len();
        let references = self.references.len();
        let starts_with_with = |part: &tree::SingleQuery| {
            matches!(part.clauses.first().map(|c| &c.kind), Some(ClauseKind::With { .. }))
        };
        match imports {
            Some(Imports::All) => self.outside = outer.clone(),
            Some(Imports::Names(names)) => {
                let mut inner = Scope::default();
                for name in names {
                    if let Some(v) = self.lookup(name) {
                        inner.insert(&name.text, v.slot, v.ty);
                    }
                }
                self.outside = inner.clone();
                self.scope = inner;
            }
            None if query.parts().any(starts_with_with) => {}
            None => self.scope = Scope::default(),
        }
        let mut bound = self.query(query, Ending::Return);
        if optional && !bound.returns {
            let message = "OPTIONAL CALL needs a query that returns something".to_owned();
            self.syntax("InvalidClauseComposition", "Q0143", message, query.span);
        }
        if optional {
            self.own_columns(&mut bound, first_slot, query.span);
        }
        bound.take_only(self.imports_since(first_slot, references), first_slot);
        (self.scope, self.outside) = (outer, outside);
        for (name, slot) in &bound.columns {
            if self.scope.get(name).is_some() {
                let message = format!("the variable `{name}` is there already");
                let help = "give the column another name with AS";
                self.syntax_help(("VariableAlreadyBound", "Q0102"), message, query.span, help);
            }
            self.scope.insert(name, *slot, Type::Any);
        }
        Clause::Subquery { optional, query: Box::new(bound) }
    }

    /// Gives columns that are variables from outside slots of their own: where the query gives no
    /// row they are `null`, and the variables are not.
    fn own_columns(&mut self, query: &mut Query, first_slot: usize, span: Span) {
        let Query { parts, columns, .. } = query;
        // The columns of a UNION have slots of their own already.
        let [part] = parts.as_mut_slice() else { return };
        let Some(Clause::Project(projection)) = part.clauses.last_mut() else { return };
        for ((name, column), output) in columns.iter_mut().zip(&mut part.outputs) {
            if column.index() < first_slot {
                let own = self.slot(name, span);
                projection.items.push((own, Expr::slot(*column, Type::Any, span)));
                projection.keeps.push(own);
                (*column, *output) = (own, own);
            }
        }
    }

    /// The slots from before `first_slot` that were referred to since.
    pub(super) fn imports_since(&self, first_slot: usize, references: usize) -> Vec<Slot> {
        let since = self.references.get(references..).unwrap_or_default();
        let mut imports: Vec<Slot> =
            since.iter().copied().filter(|s| s.index() < first_slot).collect();
        imports.sort_unstable();
        imports.dedup();
        imports
    }
}

/// What a declaration says, with a name where it gives none.
fn declared(declaration: &Declaration, span: Span) -> Declare {
    match declaration {
        Declaration::Create { kind, name, lenient, label, properties, .. } => {
            let properties: Vec<Arc<str>> =
                properties.iter().map(|p| p.text.as_str().into()).collect();
            let word = match kind {
                IndexKind::FullText => "fulltext",
                kind => kind.word(),
            };
            let name = match name {
                Some(name) => name.text.clone(),
                None => format!("{word}_{}_{}", label.text, properties.join("_")),
            };
            let (name, label) = (name.into(), label.text.as_str().into());
            let index = Index { name, label, properties, kind: *kind };
            Declare { what: Declared::Add(index), lenient: *lenient, span }
        }
        Declaration::Drop { unique, name, lenient } => {
            let what = Declared::Remove { name: name.text.as_str().into(), unique: *unique };
            Declare { what, lenient: *lenient, span }
        }
    }
}
