//! Patterns.

use super::{Draft, Type};

const LABELS: [&str; 10] = ["", ":A", ":B", "", ":A|B", ":!A", ":A&B", ":A&!B", ":%", ":(A|C)&!B"];
const TYPES: [&str; 8] = ["", ":R", ":S", "", ":R|S", ":!R", ":R|T", ":%"];
const HOPS: [&str; 8] = ["*1..2", "*0..1", "*", "*2", "*0..2", "*..2", "*2..", "*1..3"];

impl Draft<'_> {
    /// The patterns of a `MATCH`; their variables are in scope behind.
    pub(super) fn patterns(&mut self) -> String {
        self.known_relations = self.known(Type::Relation);
        if self.choices.once_in(9) {
            return self.shortest();
        }
        let mut paths = vec![self.path(0)];
        while paths.len() < 3 && self.choices.once_in(4) {
            paths.push(self.path(0));
        }
        paths.join(", ")
    }

    /// A path of at least so many steps.
    pub(super) fn path(&mut self, least: usize) -> String {
        let steps = self.choices.pick(&[1, 0, 1, 2, 1, 3]).max(least);
        let mut path = self.node(true);
        for _ in 0..steps {
            path += &self.relation(true);
            path += &self.node(true);
        }
        if !self.choices.once_in(4) {
            return path;
        }
        let variable = self.fresh(Type::Path);
        let text = format!("{} = {path}", variable.name);
        self.scope.push(variable);
        text
    }

    fn shortest(&mut self) -> String {
        let (from, to) = (self.node(true), self.node(true));
        let (left, right) = self.arrow();
        let types = self.choices.pick(&TYPES);
        let hops = self.choices.pick(&["*", "*1..2", "*0..", "*2..", "", "*..3"]);
        let all = self.choices.once_in(2);
        let name = if all { "allShortestPaths" } else { "shortestPath" };
        let variable = self.fresh(if all { Type::Path } else { Type::OneOfPaths });
        let text = format!("{} = {name}({from}{left}[{types}{hops}]{right}{to})", variable.name);
        self.scope.push(variable);
        text
    }

    /// A pattern that brings in no variables.
    pub(super) fn closed_path(&mut self) -> String {
        let mut path = self.node(false);
        for _ in 0..self.choices.pick(&[1, 2]) {
            path += &self.relation(false);
            path += &self.node(false);
        }
        path
    }

    fn arrow(&mut self) -> (&'static str, &'static str) {
        self.choices.pick(&[("-", "->"), ("-", "-"), ("<-", "-")])
    }

    /// A node; `open` where it may bring in a variable.
    fn node(&mut self, open: bool) -> String {
        let name = match self.choices.below(5) {
            0 | 3 if open => {
                let variable = self.fresh(Type::Node);
                self.scope.push(variable.clone());
                variable.name
            }
            1 | 2 => self.variable(Type::Node).unwrap_or_default(),
            _ => String::new(),
        };
        let labels = if self.choices.once_in(2) { self.choices.pick(&LABELS) } else { "" };
        let inside = self.inside("i", name.is_empty());
        format!("({name}{labels}{inside})")
    }

    fn relation(&mut self, open: bool) -> String {
        let (left, right) = self.arrow();
        let types = if self.choices.once_in(2) { self.choices.pick(&TYPES) } else { "" };
        if self.choices.once_in(4) {
            let hops = self.choices.pick(&HOPS);
            let name = match self.choices.below(2) {
                0 if open => {
                    let variable = self.fresh(Type::Relations);
                    self.scope.push(variable.clone());
                    variable.name
                }
                _ => String::new(),
            };
            let properties =
                if self.choices.once_in(4) { self.properties("w") } else { String::new() };
            return format!("{left}[{name}{types}{hops}{properties}]{right}");
        }
        let name = match self.choices.below(5) {
            0 | 1 if open => {
                let variable = self.fresh(Type::Relation);
                self.scope.push(variable.clone());
                variable.name
            }
            2 if !self.known_relations.is_empty() => {
                let place = self.choices.below(self.known_relations.len());
                self.known_relations.remove(place)
            }
            _ => String::new(),
        };
        let inside = self.inside("w", name.is_empty());
        format!("{left}[{name}{types}{inside}]{right}")
    }

    /// Properties or a condition inside a pattern.
    fn inside(&mut self, number: &str, nameless: bool) -> String {
        match self.choices.below(8) {
            6 => self.properties(number),
            7 if !nameless => format!(" WHERE {}", self.truth()),
            _ => String::new(),
        }
    }

    fn properties(&mut self, number: &str) -> String {
        match self.choices.below(4) {
            0 => format!(" {{{number}: {}}}", self.whole()),
            1 => format!(" {{name: {}}}", self.text()),
            2 => format!(" {{s: {}, m: {}}}", self.text(), self.anything()),
            _ => format!(" {{m: {}}}", self.anything()),
        }
    }
}
