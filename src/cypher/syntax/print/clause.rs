//! Statements and clauses as text.

use super::Printer;
use crate::cypher::syntax::precedence::Level;
use crate::cypher::syntax::tree::{
    Clause, ClauseKind, Expr, Imports, Lens, MatchMode, MergeAction, MergeEvent, Mode, Moment,
    Name, ProcedureCall, Projection, ProjectionItem, QualifiedName, Query, RemoveItem, SetItem,
    SetItemKind, SingleQuery, SortItem, Statement, Yield,
};

impl Printer {
    pub(super) fn statement(&mut self, statement: &Statement) {
        self.word(match statement.mode {
            Mode::Run => "",
            Mode::Explain => "EXPLAIN ",
            Mode::Profile => "PROFILE ",
        });
        if let Some(recorded) = &statement.recorded {
            self.word("FOR SYSTEM_TIME AS OF ");
            self.expr(&recorded.point);
            self.out.push(self.between);
        }
        if let Some(lens) = &statement.lens {
            self.lens(lens);
            self.out.push(self.between);
        }
        self.query(&statement.query);
    }

    fn lens(&mut self, lens: &Lens) {
        self.word("FOR VALID_TIME ");
        match &lens.moment {
            Moment::All => self.word("ALL"),
            Moment::AsOf(time) => {
                self.word("AS OF ");
                self.expr(time);
            }
        }
        if let Some(grade) = &lens.at_least {
            self.word(" AT LEAST ");
            self.expr(grade);
        }
        self.word(if lens.stated_only { " STATED ONLY" } else { "" });
        if let Some(time) = &lens.published_by {
            self.word(" PUBLISHED BY ");
            self.expr(time);
        }
        for (place, layer) in lens.layers.iter().enumerate() {
            self.word(if place == 0 { " IN LAYERS " } else { ", " });
            self.expr(layer);
        }
    }

    pub(super) fn query(&mut self, query: &Query) {
        self.single_query(&query.first);
        for union in &query.unions {
            self.out.push(self.between);
            self.word(if union.all { "UNION ALL" } else { "UNION" });
            self.out.push(self.between);
            self.single_query(&union.query);
        }
    }

    fn single_query(&mut self, query: &SingleQuery) {
        for (i, clause) in query.clauses.iter().enumerate() {
            if i > 0 {
                self.out.push(self.between);
            }
            self.clause(clause);
        }
    }

    /// A query in braces, in one line.
    pub(super) fn braced_query(&mut self, query: &Query) {
        let outer = std::mem::replace(&mut self.between, ' ');
        self.word("{ ");
        self.query(query);
        self.word(" }");
        self.between = outer;
    }

    pub(super) fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::Match { optional, mode, patterns, filter } => {
                self.word(if *optional { "OPTIONAL MATCH " } else { "MATCH " });
                self.word(match mode {
                    None => "",
                    Some(MatchMode::DifferentRelationships) => "DIFFERENT RELATIONSHIPS ",
                    Some(MatchMode::RepeatableElements) => "REPEATABLE ELEMENTS ",
                });
                self.items(patterns, Self::path);
                self.filter(filter.as_ref(), self.between);
            }
            ClauseKind::Unwind { list, variable } => {
                self.word("UNWIND ");
                self.expr(list);
                self.alias(Some(variable));
            }
            ClauseKind::With { projection, filter } => {
                self.word("WITH ");
                self.projection(projection);
                self.filter(filter.as_ref(), self.between);
            }
            ClauseKind::Filter(condition) => {
                self.word("FILTER ");
                self.expr(condition);
            }
            ClauseKind::Let(items) => {
                self.word("LET ");
                self.items(items, |p, item| {
                    p.variable(&item.variable);
                    p.word(" = ");
                    p.expr(&item.value);
                });
            }
            ClauseKind::Return(projection) => {
                self.word("RETURN ");
                self.projection(projection);
            }
            ClauseKind::Finish => self.word("FINISH"),
            ClauseKind::Call(call) => self.call(call),
            ClauseKind::Subquery { optional, imports, query } => {
                self.word(if *optional { "OPTIONAL CALL " } else { "CALL " });
                if let Some(i) = imports {
                    self.imports(i);
                }
                self.braced_query(query);
            }
            ClauseKind::Create { .. }
            | ClauseKind::Merge { .. }
            | ClauseKind::Set { .. }
            | ClauseKind::Remove { .. }
            | ClauseKind::Delete { .. }
            | ClauseKind::Foreach { .. } => self.updating_clause(&clause.kind),
            ClauseKind::Declare(declaration) => self.declaration(declaration),
        }
    }

    fn updating_clause(&mut self, kind: &ClauseKind) {
        match kind {
            ClauseKind::Create { patterns } => {
                self.word("CREATE ");
                self.items(patterns, Self::path);
            }
            ClauseKind::Merge { pattern, actions } => {
                self.word("MERGE ");
                self.path(pattern);
                for a in actions {
                    self.merge_action(a);
                }
            }
            ClauseKind::Set { items } => {
                self.word("SET ");
                self.items(items, Self::set_item);
            }
            ClauseKind::Remove { items } => {
                self.word("REMOVE ");
                self.items(items, |p, item| match item {
                    RemoveItem::Labels { variable, labels } => p.labels(variable, labels),
                    RemoveItem::Property(target) => p.operand(target, Level::Postfix),
                });
            }
            ClauseKind::Delete { detach, targets } => {
                self.word(if *detach { "DETACH DELETE " } else { "DELETE " });
                self.items(targets, Self::expr);
            }
            ClauseKind::Foreach { variable, list, body } => {
                self.word("FOREACH (");
                self.variable(variable);
                self.word(" IN ");
                self.expr(list);
                self.word(" |");
                let outer = std::mem::replace(&mut self.between, ' ');
                for clause in body {
                    self.word(" ");
                    self.clause(clause);
                }
                self.between = outer;
                self.word(")");
            }
            _ => {}
        }
    }

    fn merge_action(&mut self, action: &MergeAction) {
        self.out.push(self.between);
        self.word(match action.event {
            MergeEvent::Create => "ON CREATE SET ",
            MergeEvent::Match => "ON MATCH SET ",
        });
        self.items(&action.items, Self::set_item);
    }

    fn set_item(&mut self, item: &SetItem) {
        match &item.kind {
            SetItemKind::Property { target, value } => {
                self.operand(target, Level::Postfix);
                self.word(" = ");
                self.expr(value);
            }
            SetItemKind::Replace { variable, value } => {
                self.variable(variable);
                self.word(" = ");
                self.expr(value);
            }
            SetItemKind::Extend { variable, value } => {
                self.variable(variable);
                self.word(" += ");
                self.expr(value);
            }
            SetItemKind::Labels { variable, labels } => self.labels(variable, labels),
        }
    }

    fn labels(&mut self, variable: &Name, labels: &[Name]) {
        self.variable(variable);
        for label in labels {
            self.word(":");
            self.name(label);
        }
    }

    fn projection(&mut self, projection: &Projection) {
        self.word(if projection.distinct { "DISTINCT " } else { "" });
        if projection.star.is_some() {
            self.word(if projection.items.is_empty() { "*" } else { "*, " });
        }
        self.items(&projection.items, |p, ProjectionItem { expr, alias }| {
            p.expr(expr);
            p.alias(alias.as_ref());
        });
        if !projection.order.is_empty() {
            self.out.push(self.between);
            self.word("ORDER BY ");
            self.items(&projection.order, |p, SortItem { expr, descending }| {
                p.expr(expr);
                p.word(if *descending { " DESC" } else { "" });
            });
        }
        for (word, count) in [("SKIP ", &projection.skip), ("LIMIT ", &projection.limit)] {
            if let Some(count) = count {
                self.out.push(self.between);
                self.word(word);
                self.expr(count);
            }
        }
    }

    fn alias(&mut self, alias: Option<&Name>) {
        if let Some(alias) = alias {
            self.word(" AS ");
            self.variable(alias);
        }
    }

    /// `WHERE` and its condition, `before` stands between them and what comes before.
    pub(super) fn filter(&mut self, filter: Option<&Expr>, before: char) {
        if let Some(filter) = filter {
            if !self.out.ends_with(['(', '[']) {
                self.out.push(before);
            }
            self.word("WHERE ");
            self.expr(filter);
        }
    }

    fn call(&mut self, call: &ProcedureCall) {
        self.word("CALL ");
        self.qualified_name(&call.name);
        if let Some(args) = &call.args {
            self.word("(");
            self.items(args, Self::expr);
            self.word(")");
        }
        match &call.yields {
            None => {}
            Some(Yield::All) => self.word(" YIELD *"),
            Some(Yield::Items { items, filter }) => {
                self.word(" YIELD ");
                self.items(items, |p, item| {
                    p.name(&item.column);
                    p.alias(item.alias.as_ref());
                });
                self.filter(filter.as_ref(), ' ');
            }
        }
    }

    fn imports(&mut self, imports: &Imports) {
        self.word("(");
        match imports {
            Imports::All => self.word("*"),
            Imports::Names(names) => self.items(names, Self::variable),
        }
        self.word(") ");
    }

    /// Only the first part could be taken for a word of the language.
    pub(super) fn qualified_name(&mut self, name: &QualifiedName) {
        for (i, part) in name.parts.iter().enumerate() {
            if i == 0 {
                self.quoted(
                    &part.text,
                    super::is_plain(&part.text) && !super::is_reserved(&part.text),
                );
            } else {
                self.word(".");
                self.name(part);
            }
        }
    }
}
