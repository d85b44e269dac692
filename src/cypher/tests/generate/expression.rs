//! Expressions of a wanted type. Any of them may be `null`; none of them fails.

use super::{Draft, Type};

const COMPARISONS: [&str; 6] = ["=", "<", ">=", "<>", "<=", ">"];

impl Draft<'_> {
    /// A node or a relationship.
    fn element(&mut self) -> Option<String> {
        let ty = self.choices.pick(&[Type::Node, Type::Relation]);
        let other = if ty == Type::Node { Type::Relation } else { Type::Node };
        self.variable(ty).or_else(|| self.variable(other))
    }

    pub(super) fn whole(&mut self) -> String {
        self.nested(Self::plain_whole, |d| match d.choices.below(16) {
            0..=4 => d.plain_whole(),
            5 => format!("({} + {})", d.whole(), d.whole()),
            6 => format!("({} - {})", d.whole(), d.whole()),
            7 => format!("{} * {}", d.plain_whole(), d.plain_whole()),
            8 => format!(
                "{} {} {}",
                d.plain_whole(),
                d.choices.pick(&["%", "/"]),
                d.choices.pick(&[2, 3])
            ),
            9 => format!("size({})", d.list()),
            10 => format!(
                "CASE WHEN {} THEN {} ELSE {} END",
                d.truth(),
                d.whole(),
                d.choices.pick(&["null", "0", "7"])
            ),
            11 => format!("coalesce({}, {})", d.whole(), d.choices.pick(&["9", "null"])),
            12 => format!("COUNT {{ {} }}", d.apart(Self::inner_match)),
            13 => {
                let list = d.list();
                let (sum, each) = (d.fresh(Type::Whole), d.fresh(Type::Whole));
                let step = format!("{} + coalesce({}, 1)", sum.name, each.name);
                format!(
                    "reduce({} = {}, {} IN {list} | {step})",
                    sum.name,
                    d.choices.below(3),
                    each.name
                )
            }
            14 => match d.wholes() {
                list if d.choices.once_in(2) => format!("head({list})"),
                list => format!("{list}[{}]", d.choices.pick(&["0", "-1", "1"])),
            },
            _ => match d.variable(Type::Path).or_else(|| d.variable(Type::OneOfPaths)) {
                Some(path) => format!("length({path})"),
                None => d.plain_whole(),
            },
        })
    }

    fn plain_whole(&mut self) -> String {
        let known = match self.choices.below(8) {
            0 | 1 => self.variable(Type::Node).map(|n| format!("{n}.i")),
            2 => self.variable(Type::Relation).map(|r| format!("{r}.w")),
            3 | 4 => self.variable(Type::Whole),
            5 => self.element().map(|e| format!("id({e})")),
            _ => None,
        };
        known.unwrap_or_else(|| self.choices.pick(&["1", "0", "2", "-1", "3", "null"]).to_owned())
    }

    pub(super) fn text(&mut self) -> String {
        self.nested(Self::plain_text, |d| match d.choices.below(10) {
            0..=3 => d.plain_text(),
            4 => format!("({} + {})", d.text(), d.text()),
            5 => format!("toUpper({})", d.text()),
            6 => format!("toString({})", d.whole()),
            7 => format!("coalesce({}, 'a')", d.text()),
            8 => format!(
                "CASE {} WHEN 1 THEN 'a' WHEN {} THEN {} END",
                d.whole(),
                d.whole(),
                d.text()
            ),
            _ => match d.variable(Type::Relation) {
                Some(relation) => format!("type({relation})"),
                None => d.plain_text(),
            },
        })
    }

    fn plain_text(&mut self) -> String {
        let known = match self.choices.below(5) {
            0 | 1 => self.element().map(|e| format!("{e}.s")),
            2 => self.variable(Type::Text),
            _ => None,
        };
        known.unwrap_or_else(|| self.choices.pick(&["'a'", "'b'", "''", "'ab'", "null"]).to_owned())
    }

    pub(super) fn truth(&mut self) -> String {
        self.nested(Self::plain_truth, |d| match d.choices.below(20) {
            0..=3 => d.plain_truth(),
            4 => format!("({} AND {})", d.truth(), d.truth()),
            5 => format!("({} OR {})", d.truth(), d.truth()),
            6 => format!("({} XOR {})", d.truth(), d.truth()),
            7 => format!("(NOT {})", d.truth()),
            8 => format!("{} {} {}", d.whole(), d.choices.pick(&COMPARISONS), d.whole()),
            9 => format!("{} {} {}", d.anything(), d.choices.pick(&COMPARISONS), d.anything()),
            10 => format!("{} IN {}", d.anything(), d.list()),
            11 => {
                let operator = d.choices.pick(&["STARTS WITH", "CONTAINS", "ENDS WITH"]);
                format!("{} {operator} {}", d.text(), d.text())
            }
            12 => format!("{} IS {}NULL", d.anything(), d.choices.pick(&["", "NOT "])),
            13 => format!("EXISTS {{ {} }}", d.apart(Self::inner_match)),
            14 => format!("EXISTS {{ {} }}", d.closed_path()),
            15 => {
                let kind = d.choices.pick(&["any", "all", "none", "single"]);
                let (list, each) = (d.list(), d.fresh(Type::Whole));
                let name = each.name.clone();
                let condition = d.with(each, Self::truth);
                format!("{kind}({name} IN {list} WHERE {condition})")
            }
            16 => format!("{} < {} <= {}", d.plain_whole(), d.whole(), d.plain_whole()),
            17 => {
                let ty =
                    d.choices.pick(&["INTEGER", "STRING", "LIST<INTEGER>", "BOOLEAN NOT NULL"]);
                format!("{} IS {}:: {ty}", d.plain_anything(), d.choices.pick(&["", "NOT "]))
            }
            18 => match d.element() {
                Some(e) => format!("({e}:{})", d.choices.pick(&["A", "B", "R", "A|B", "!A"])),
                None => d.plain_truth(),
            },
            _ => match (d.variable(Type::Node), d.variable(Type::Node)) {
                (Some(a), Some(b)) => format!("{a} {} {b}", d.choices.pick(&["=", "<>"])),
                _ => d.plain_truth(),
            },
        })
    }

    fn plain_truth(&mut self) -> String {
        match self.choices.below(5) {
            0 => match self.element() {
                Some(e) => format!(
                    "{e}.{} = {}",
                    self.choices.pick(&["name", "s"]),
                    self.choices.pick(&["'a'", "'b'", "1"])
                ),
                None => "true".to_owned(),
            },
            1 | 2 => match self.variable(Type::Node) {
                Some(n) => {
                    format!("{n}.i {} {}", self.choices.pick(&COMPARISONS), self.choices.below(3))
                }
                None => "1 < 2".to_owned(),
            },
            3 => self.variable(Type::Truth).unwrap_or_else(|| "true".to_owned()),
            _ => self.choices.pick(&["true", "false", "null"]).to_owned(),
        }
    }

    pub(super) fn anything(&mut self) -> String {
        self.nested(Self::plain_anything, |d| match d.choices.below(12) {
            0..=3 => d.plain_anything(),
            4 => d.whole(),
            5 => d.text(),
            6 => format!("({})", d.truth()),
            7 => d.wholes(),
            8 => format!("{{a: {}, b: {}}}", d.anything(), d.whole()),
            9 => match d.element() {
                Some(e) => format!("{e} {{.i, .m, c: {}}}", d.whole()),
                None => d.plain_anything(),
            },
            10 => match d.element() {
                Some(e) => format!("properties({e})"),
                None => d.plain_anything(),
            },
            _ => format!("[{}, {}]", d.anything(), d.whole()),
        })
    }

    fn plain_anything(&mut self) -> String {
        let known = match self.choices.below(6) {
            0..=2 => self
                .element()
                .map(|e| format!("{e}.{}", self.choices.pick(&["m", "i", "name", "none"]))),
            3 => self.variable(Type::Anything),
            4 => self.element(),
            _ => None,
        };
        known.unwrap_or_else(|| {
            self.choices.pick(&["1", "'a'", "true", "2.5", "[1]", "null"]).to_owned()
        })
    }

    /// Whole numbers in an order that is determined.
    pub(super) fn wholes(&mut self) -> String {
        self.nested(Self::plain_wholes, |d| match d.choices.below(9) {
            0 | 1 => d.plain_wholes(),
            2 => format!("({} + {})", d.wholes(), d.wholes()),
            3 => {
                let (list, each) = (d.wholes(), d.fresh(Type::Whole));
                let name = each.name.clone();
                let (condition, value) = d.with(each, |d| (d.truth(), d.whole()));
                match d.choices.below(3) {
                    0 => format!("[{name} IN {list} WHERE {condition} | {value}]"),
                    1 => format!("[{name} IN {list} WHERE {condition}]"),
                    _ => format!("[{name} IN {list} | {value}]"),
                }
            }
            4 => format!(
                "{}[{}..{}]",
                d.wholes(),
                d.choices.pick(&["0", "1", ""]),
                d.choices.pick(&["2", "-1", ""])
            ),
            5 => format!("tail({})", d.wholes()),
            6 => match d.variable(Type::Path) {
                Some(path) => {
                    let each = d.fresh(Type::Node);
                    let name = each.name.clone();
                    let value = d.with(each, Self::whole);
                    format!("[{name} IN nodes({path}) | {value}]")
                }
                None => d.plain_wholes(),
            },
            7 => match d.variable(Type::Relations) {
                Some(relations) => {
                    let each = d.fresh(Type::Relation);
                    let name = each.name.clone();
                    let value = d.with(each, Self::whole);
                    format!("[{name} IN {relations} | {value}]")
                }
                None => d.plain_wholes(),
            },
            _ => format!("reverse({})", d.wholes()),
        })
    }

    fn plain_wholes(&mut self) -> String {
        match self.choices.below(4) {
            0 => self.choices.pick(&["[1, 2]", "[]", "[2, null, 1]", "null"]).to_owned(),
            1 => format!("range(0, {})", self.choices.below(3)),
            2 => format!("[{}]", self.plain_whole()),
            _ => self.variable(Type::Wholes).unwrap_or_else(|| "[0, 1]".to_owned()),
        }
    }

    /// Whole numbers whose order is not determined.
    pub(super) fn bag(&mut self) -> String {
        self.nested(Self::plain_wholes, |d| match d.choices.below(4) {
            0 => d.variable(Type::Bag).unwrap_or_else(|| d.plain_wholes()),
            1 => d.apart(|d| {
                d.known_relations = d.known(Type::Relation);
                let path = d.path(1);
                let condition = d.condition(3);
                format!("[{path}{condition} | {}]", d.whole())
            }),
            2 => d.apart(|d| {
                let head = d.inner_match();
                format!("COLLECT {{ {head} RETURN {} }}", d.whole())
            }),
            _ => {
                let (list, each) = (d.bag(), d.fresh(Type::Whole));
                let name = each.name.clone();
                let value = d.with(each, Self::whole);
                format!("[{name} IN {list} | {value}]")
            }
        })
    }

    /// A list that is used without regard to its order.
    pub(super) fn list(&mut self) -> String {
        if self.choices.once_in(3) { self.bag() } else { self.wholes() }
    }

    /// `MATCH … [WHERE …] [WITH …]` inside braces; its variables stay in scope.
    fn inner_match(&mut self) -> String {
        let outside = std::mem::replace(&mut self.outside, self.scope.clone());
        let patterns = self.patterns();
        let found = format!("MATCH {patterns}{}", self.condition(3));
        let then = match self.choices.below(8) {
            6 => format!(" {}", self.with_clause()),
            7 => format!(" {}", self.grouping()),
            _ => String::new(),
        };
        self.outside = outside;
        found + &then
    }

    /// A condition, once in so many times.
    pub(super) fn condition(&mut self, times: usize) -> String {
        if !self.choices.once_in(times) {
            return String::new();
        }
        // A pattern by itself is a condition, and nothing else.
        match self.choices.below(8) {
            5 => format!(" WHERE {}", self.closed_path()),
            6 => format!(" WHERE NOT {} OR {}", self.closed_path(), self.truth()),
            7 => format!(" WHERE {} AND {}", self.truth(), self.closed_path()),
            _ => format!(" WHERE {}", self.truth()),
        }
    }
}
