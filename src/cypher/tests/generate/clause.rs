//! Clauses, and queries of them.

use super::{Case, Draft, Type, Variable};

/// A column: what it is called, and the expression.
struct Column {
    variable: Variable,
    text: String,
}

impl Draft<'_> {
    pub(super) fn case(mut self) -> Case {
        let mut text = self.clauses(4);
        if self.choices.once_in(12) {
            return self.union(text);
        }
        let mut columns = self.columns();
        if self.choices.once_in(60) {
            // It fails, if it is evaluated at all; behind LIMIT it need not be.
            let texts = ["1 / 0", "size(1)", "[1]['a']", "9223372036854775807 + 1"];
            let fails = self.choices.pick(&texts).to_owned();
            columns.push(Column { variable: self.fresh(Type::Anything), text: fails });
            return Case::of(format!("{text}RETURN {}", written(&columns)));
        }
        let distinct =
            self.choices.once_in(5) && columns.iter().all(|c| c.variable.ty != Type::Bag);
        text += if distinct { "RETURN DISTINCT " } else { "RETURN " };
        text += &written(&columns);
        let mut order = Vec::new();
        let mut only_counted = false;
        match self.choices.below(5) {
            3 => {
                let at = self.choices.below(columns.len());
                let variable = &columns[at].variable;
                if variable.ty != Type::Bag {
                    let descending = self.choices.once_in(2);
                    text += &format!(
                        " ORDER BY {}{}",
                        variable.name,
                        if descending { " DESC" } else { "" }
                    );
                    order.push((variable.name.clone(), descending));
                }
            }
            4 => {
                if let Some(some) = self.some_in_order(&columns, !distinct) {
                    text += &some;
                } else {
                    text += &format!(" LIMIT {}", self.choices.below(4));
                    only_counted = true;
                }
            }
            _ => {}
        }
        Case { order, only_counted, ..Case::of(text) }
    }

    /// Two queries with the same columns.
    fn union(mut self, mut text: String) -> Case {
        let all = self.choices.pick(&["", " ALL"]);
        let part = |d: &mut Self| format!("RETURN {} AS a, {} AS b", d.anything(), d.whole());
        text += &part(&mut self);
        self.scope.clear();
        text += &format!(" UNION{all} ");
        text += &self.clauses(2);
        text += &part(&mut self);
        Case::of(text)
    }

    fn clauses(&mut self, most: usize) -> String {
        let mut text = String::new();
        for _ in 0..=self.choices.below(most) {
            text += &self.clause();
            text.push(' ');
        }
        text
    }

    fn clause(&mut self) -> String {
        match self.choices.below(14) {
            12 => format!("FILTER {}", self.truth()),
            13 => {
                let column = self.column();
                let text = format!("LET {} = {}", column.variable.name, column.text);
                self.scope.push(column.variable);
                text
            }
            0..=4 => self.matching("MATCH"),
            5 | 6 => self.matching("OPTIONAL MATCH"),
            7 => {
                let list = self.list();
                let variable = self.fresh(Type::Whole);
                let text = format!("UNWIND {list} AS {}", variable.name);
                self.scope.push(variable);
                text
            }
            8 | 9 => self.with_clause(),
            10 => self.grouping(),
            _ => self.call(),
        }
    }

    fn matching(&mut self, word: &str) -> String {
        let patterns = self.patterns();
        let condition = self.condition(2);
        format!("{word} {patterns}{condition}")
    }

    /// One new column.
    fn column(&mut self) -> Column {
        let types = [Type::Whole, Type::Anything, Type::Text, Type::Truth, Type::Wholes, Type::Bag];
        let ty = self.choices.pick(&types);
        let text = match ty {
            Type::Whole => self.whole(),
            Type::Text => self.text(),
            Type::Truth => self.truth(),
            Type::Wholes => self.wholes(),
            Type::Bag => self.bag(),
            _ => self.anything(),
        };
        Column { variable: self.fresh(ty), text }
    }

    /// Some of the variables, and new columns; at least one.
    fn columns(&mut self) -> Vec<Column> {
        let mut columns = self.kept();
        while columns.is_empty() || (columns.len() < 4 && self.choices.once_in(3)) {
            columns.push(self.column());
        }
        columns
    }

    /// Some of the variables under their names.
    fn kept(&mut self) -> Vec<Column> {
        let kept = self.scope.clone().into_iter().filter(|v| v.ty != Type::OneOfPaths);
        let kept = kept.filter(|_| !self.choices.once_in(4));
        kept.map(|variable| Column { text: variable.name.clone(), variable }).collect()
    }

    pub(super) fn with_clause(&mut self) -> String {
        if !self.scope.is_empty() && self.choices.once_in(8) {
            let column = self.column();
            let text = format!("WITH *, {} AS {}", column.text, column.variable.name);
            self.scope.push(column.variable);
            return text + &self.condition(3);
        }
        let mut columns = self.columns();
        let distinct = self.choices.once_in(3);
        if distinct {
            columns.retain(|c| c.variable.ty != Type::Bag);
        }
        if columns.is_empty() {
            columns.push(Column { variable: self.fresh(Type::Whole), text: "1".to_owned() });
        }
        let some =
            if self.choices.once_in(3) { self.some_in_order(&columns, !distinct) } else { None };
        let order = some.unwrap_or_default();
        let head =
            if distinct { "WITH DISTINCT " } else { "WITH " }.to_owned() + &written(&columns);
        let before = std::mem::take(&mut self.scope);
        self.leave(columns.into_iter().map(|c| c.variable));
        if !distinct && self.choices.once_in(3) {
            // The condition sees what came in, too.
            let after = self.scope.clone();
            let names: Vec<String> = after.iter().map(|v| v.name.clone()).collect();
            self.scope.extend(before.into_iter().filter(|v| !names.contains(&v.name)));
            let condition = self.truth();
            self.scope = after;
            return format!("{head}{order} WHERE {condition}");
        }
        let condition = self.condition(3);
        format!("{head}{order}{condition}")
    }

    /// `ORDER BY` all columns, with `SKIP` and `LIMIT`: only so it is determined which rows are taken.
    /// Before them may come what only the rows that come in have.
    fn some_in_order(&mut self, columns: &[Column], sees_incoming: bool) -> Option<String> {
        if columns.iter().any(|c| c.variable.ty == Type::Bag) {
            return None;
        }
        let first = self.choices.below(columns.len());
        let around = columns.iter().cycle().skip(first).take(columns.len());
        let mut items = Vec::new();
        if sees_incoming && self.choices.once_in(2) {
            let first = if self.choices.once_in(2) { self.anything() } else { self.whole() };
            items.push(first + self.choices.pick(&["", " DESC"]));
        }
        for column in around {
            items.push(format!("{}{}", column.variable.name, self.choices.pick(&["", " DESC"])));
        }
        let mut text = format!(" ORDER BY {}", items.join(", "));
        if self.choices.once_in(3) {
            text += &format!(" SKIP {}", self.choices.below(3));
        }
        if !self.choices.once_in(3) {
            text += &format!(" LIMIT {}", self.choices.pick(&["1", "2", "3", "0", "1 + 1"]));
        }
        Some(text)
    }

    pub(super) fn grouping(&mut self) -> String {
        let mut columns = self.kept();
        columns.retain(|c| c.variable.ty != Type::Bag);
        while columns.len() > 2 {
            columns.remove(self.choices.below(columns.len()));
        }
        if self.choices.once_in(3) {
            let key = self.column();
            columns.extend(Some(key).filter(|key| key.variable.ty != Type::Bag));
        }
        for _ in 0..=self.choices.below(2) {
            columns.push(self.aggregate());
        }
        let head = format!("WITH {}", written(&columns));
        let order = match self.choices.below(4) {
            3 => self.some_in_order(&columns, false).unwrap_or_default(),
            _ => String::new(),
        };
        self.leave(columns.into_iter().map(|c| c.variable));
        let condition = self.condition(3);
        format!("{head}{order}{condition}")
    }

    fn aggregate(&mut self) -> Column {
        let distinct = self.choices.pick(&["", "DISTINCT "]);
        let (ty, text) = match self.choices.below(11) {
            0 => (Type::Whole, "count(*)".to_owned()),
            1 => (Type::Whole, format!("count({distinct}{})", self.anything())),
            2 => (Type::Whole, format!("sum({distinct}{})", self.whole())),
            3 => (Type::Real, format!("avg({distinct}{})", self.whole())),
            4 => (Type::Whole, format!("min({})", self.whole())),
            5 => (Type::Anything, format!("max({})", self.anything())),
            6 => (Type::Bag, format!("collect({distinct}{})", self.whole())),
            8 => (Type::Real, format!("stDev({distinct}{})", self.whole())),
            9 => (Type::Real, format!("percentileCont({}, 0.5)", self.whole())),
            7 => (Type::Whole, format!("count(*) + size(collect({distinct}{}))", self.anything())),
            _ => (Type::Whole, format!("size([y IN collect({}) WHERE y > 0])", self.whole())),
        };
        Column { variable: self.fresh(ty), text }
    }

    fn call(&mut self) -> String {
        let outer = self.scope.clone();
        let mut handed: Vec<Variable> =
            outer.iter().filter(|_| self.choices.below(3) > 0).cloned().collect();
        handed.retain(|v| v.ty != Type::OneOfPaths);
        let names: Vec<&str> = handed.iter().map(|v| v.name.as_str()).collect();
        let names = names.join(", ");
        let (head, leading) = match self.choices.below(3) {
            0 if !handed.is_empty() => ("CALL {".to_owned(), format!(" WITH {names}")),
            1 => (format!("OPTIONAL CALL ({names}) {{"), String::new()),
            _ => (format!("CALL ({names}) {{"), String::new()),
        };
        self.scope.clone_from(&handed);
        let own = if leading.is_empty() { handed.clone() } else { Vec::new() };
        let outside = std::mem::replace(&mut self.outside, own);
        let body = self.clauses(2);
        let column = if self.choices.once_in(3) { self.aggregate() } else { self.column() };
        let distinct = if column.variable.ty == Type::Bag {
            ""
        } else {
            self.choices.pick(&["", "DISTINCT "])
        };
        let mut text = format!(
            "{head}{leading} {body}RETURN {distinct}{} AS {}",
            column.text, column.variable.name
        );
        if leading.is_empty() && self.choices.once_in(4) && column.variable.ty == Type::Whole {
            self.scope = handed;
            let other = self.whole();
            text += &format!(" UNION RETURN {other} AS {}", column.variable.name);
        }
        (self.scope, self.outside) = (outer, outside);
        self.scope.push(column.variable);
        text + " }"
    }
}

/// The columns of a `WITH` or `RETURN`.
fn written(columns: &[Column]) -> String {
    let item = |c: &Column| {
        if c.text == c.variable.name {
            c.text.clone()
        } else {
            format!("{} AS {}", c.text, c.variable.name)
        }
    };
    columns.iter().map(item).collect::<Vec<_>>().join(", ")
}
