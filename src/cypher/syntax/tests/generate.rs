//! Trees made from a row of choices, so that proptest can vary and shrink them.

use crate::cypher::syntax::tree::*;
use crate::error::Span;

const NOWHERE: Span = Span { start: 0, end: 0 };

/// Names that are easy to read wrongly.
const NAMES: [&str; 16] = [
    "n",
    "m",
    "order",
    "end",
    "count",
    "all",
    "match",
    "in",
    "exists",
    "a b",
    "it`s",
    "1st",
    "Ärztin",
    "not",
    "reduce",
    "shortestPath",
];

pub(super) struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
    depth: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter(), depth: 0 }
    }

    /// A number below `n`; always 0 when the choices are used up.
    fn below(&mut self, n: usize) -> usize {
        self.bytes.next().map_or(0, |b| usize::from(*b) % n)
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.coin() { Some(make(self)) } else { None }
    }

    fn several<T>(&mut self, least: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = least + self.below(3);
        (0..count).map(|_| make(self)).collect()
    }

    fn name(&mut self) -> Name {
        let text = NAMES[self.below(NAMES.len())].to_owned();
        Name { text, span: NOWHERE }
    }

    fn boxed(&mut self) -> Box<Expr> {
        Box::new(self.expr())
    }

    pub(super) fn expr(&mut self) -> Expr {
        self.depth += 1;
        let kind = if self.depth > 6 { self.leaf() } else { self.kind() };
        self.depth -= 1;
        Expr { kind, span: NOWHERE }
    }

    fn leaf(&mut self) -> ExprKind {
        match self.below(9) {
            0 => ExprKind::Variable(self.name()),
            1 => ExprKind::Null,
            2 => ExprKind::Boolean(self.coin()),
            3 => ExprKind::Integer([0, 1, -1, i64::MIN, i64::MAX][self.below(5)]),
            4 => ExprKind::Float([0.0, -0.0, 0.5, -2.5, 1e300, 5e-324, 1e15, 1e16][self.below(8)]),
            5 => ExprKind::String(["", "it's", "a\\b\n", "\u{0}é😀\"", "$x"][self.below(5)].into()),
            6 => ExprKind::Parameter(Name {
                text: ["p", "0", "a b", "12x"][self.below(4)].into(),
                span: NOWHERE,
            }),
            7 => ExprKind::CountStar,
            _ => ExprKind::List(Vec::new()),
        }
    }

    fn kind(&mut self) -> ExprKind {
        match self.below(24) {
            0 => ExprKind::List(self.several(0, Self::expr)),
            1 => ExprKind::Map(self.several(0, Self::entry)),
            2 => ExprKind::Property { of: self.boxed(), key: self.name() },
            3 => ExprKind::Index { of: self.boxed(), index: self.boxed() },
            4 => ExprKind::Slice {
                of: self.boxed(),
                from: self.maybe(Self::boxed),
                to: self.maybe(Self::boxed),
            },
            5 => ExprKind::HasLabels { of: self.boxed(), labels: self.labels() },
            6 => ExprKind::Or(self.several(2, Self::expr)),
            7 => ExprKind::Xor(self.several(2, Self::expr)),
            8 => ExprKind::And(self.several(2, Self::expr)),
            9 => self.unary(),
            10..=12 => self.binary(),
            13 => self.comparison(),
            14 => ExprKind::IsNull { of: self.boxed(), negated: self.coin() },
            15 => ExprKind::IsType { of: self.boxed(), negated: self.coin(), ty: self.ty() },
            16 => self.case(),
            17 => self.iteration(),
            18 => ExprKind::Pattern(Box::new(self.expression_path())),
            19 => self.subquery(),
            20 => self.projection_of_map(),
            21 => self.function(),
            _ => self.leaf(),
        }
    }

    fn entry(&mut self) -> MapEntry {
        MapEntry { key: self.name(), value: self.expr() }
    }

    /// A minus before a number is a part of it, so it is never an operator there.
    fn unary(&mut self) -> ExprKind {
        let op = [UnaryOp::Not, UnaryOp::Minus, UnaryOp::Plus][self.below(3)];
        ExprKind::Unary { op, operand: self.boxed() }
    }

    fn binary(&mut self) -> ExprKind {
        use BinaryOp as Op;
        let ops = [
            Op::Add,
            Op::Subtract,
            Op::Multiply,
            Op::Divide,
            Op::Modulo,
            Op::Power,
            Op::Concatenate,
            Op::StartsWith,
            Op::EndsWith,
            Op::Contains,
            Op::In,
            Op::Matches,
        ];
        let op = ops[self.below(ops.len())];
        ExprKind::Binary { op, left: self.boxed(), right: self.boxed() }
    }

    fn comparison(&mut self) -> ExprKind {
        use ComparisonOp as Op;
        let ops =
            [Op::Equal, Op::NotEqual, Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual];
        let first = self.boxed();
        let rest = self.several(1, |c| (ops[c.below(ops.len())], c.expr()));
        ExprKind::Comparison { first, rest }
    }

    fn ty(&mut self) -> TypeRef {
        let mut ty = self.one_type();
        for _ in 0..self.below(3) {
            let other = self.one_type();
            ty.or.push(other);
        }
        ty
    }

    fn one_type(&mut self) -> TypeRef {
        let names = ["INTEGER", "LIST", "ZONED DATETIME", "TIME WITHOUT TIMEZONE", "LOCAL TIME"];
        let name = names[self.below(names.len())].to_owned();
        let element = if name == "LIST" { Some(Box::new(self.one_type())) } else { None };
        TypeRef { name, element, not_null: self.coin(), or: Vec::new(), span: NOWHERE }
    }

    fn case(&mut self) -> ExprKind {
        ExprKind::Case(CaseExpr {
            subject: self.maybe(Self::boxed),
            branches: self.several(1, |c| CaseBranch { when: c.expr(), then: c.expr() }),
            otherwise: self.maybe(Self::boxed),
        })
    }

    fn iteration(&mut self) -> ExprKind {
        use QuantifierKind as Kind;
        let kinds = [Kind::All, Kind::Any, Kind::None, Kind::Single];
        match self.below(4) {
            0 => ExprKind::ListComprehension(ListComprehension {
                variable: self.name(),
                list: self.boxed(),
                filter: self.maybe(Self::boxed),
                map: self.maybe(Self::boxed),
            }),
            1 => {
                let mut pattern = self.expression_path();
                pattern.selector = None;
                pattern.variable = self.maybe(Self::name);
                let (filter, map) = (self.maybe(Self::expr), self.expr());
                let comprehension = PatternComprehension { pattern, filter, map };
                ExprKind::PatternComprehension(Box::new(comprehension))
            }
            2 => ExprKind::Quantifier(Quantifier {
                kind: kinds[self.below(4)],
                variable: self.name(),
                list: self.boxed(),
                predicate: self.maybe(Self::boxed),
            }),
            _ => ExprKind::Reduce(Reduce {
                accumulator: self.name(),
                initial: self.boxed(),
                variable: self.name(),
                list: self.boxed(),
                step: self.boxed(),
            }),
        }
    }

    fn subquery(&mut self) -> ExprKind {
        let body = if self.coin() {
            Subquery::Query(Box::new(self.query()))
        } else {
            let mut patterns = self.several(1, Self::path);
            patterns[0].selector = None;
            Subquery::Pattern { patterns, filter: self.maybe(Self::boxed) }
        };
        match self.below(3) {
            0 => ExprKind::Exists(body),
            1 => ExprKind::CountSubquery(body),
            _ => ExprKind::CollectSubquery(body),
        }
    }

    fn projection_of_map(&mut self) -> ExprKind {
        let items = self.several(0, |c| {
            let kind = match c.below(4) {
                0 => MapProjectionItemKind::AllProperties,
                1 => MapProjectionItemKind::Property(c.name()),
                2 => MapProjectionItemKind::Entry(c.entry()),
                _ => MapProjectionItemKind::Variable(c.name()),
            };
            MapProjectionItem { kind, span: NOWHERE }
        });
        ExprKind::MapProjection(MapProjection { of: self.name(), items })
    }

    fn qualified(&mut self) -> QualifiedName {
        QualifiedName { parts: self.several(1, Self::name), span: NOWHERE }
    }

    fn function(&mut self) -> ExprKind {
        let name = self.qualified();
        let args = self.several(0, Self::expr);
        let distinct = !args.is_empty() && self.coin();
        ExprKind::Function(FunctionCall { name, distinct, args })
    }

    fn labels(&mut self) -> LabelExpr {
        self.depth += 1;
        let kind = match if self.depth > 6 { 0 } else { self.below(6) } {
            0 | 1 => LabelExprKind::Name(self.name()),
            2 => LabelExprKind::Any,
            3 => LabelExprKind::Not(Box::new(self.labels())),
            4 => LabelExprKind::And(self.several(2, Self::labels)),
            _ => LabelExprKind::Or(self.several(2, Self::labels)),
        };
        self.depth -= 1;
        LabelExpr { kind, span: NOWHERE }
    }

    fn node(&mut self) -> NodePattern {
        NodePattern {
            variable: self.maybe(Self::name),
            labels: self.maybe(Self::labels),
            properties: self.properties(),
            filter: if self.below(4) == 3 { Some(self.boxed()) } else { None },
            span: NOWHERE,
        }
    }

    fn properties(&mut self) -> Option<Expr> {
        let kind = match self.below(4) {
            2 => ExprKind::Map(self.several(0, Self::entry)),
            3 => ExprKind::Parameter(Name { text: "p".into(), span: NOWHERE }),
            _ => return None,
        };
        Some(Expr { kind, span: NOWHERE })
    }

    fn hops(&mut self, spelling: HopsSpelling) -> Hops {
        let number = |c: &mut Self| c.below(5) as u64;
        Hops { min: self.maybe(number), max: self.maybe(number), spelling, span: NOWHERE }
    }

    fn relationship(&mut self) -> RelationshipPattern {
        let directions = [Direction::Right, Direction::Left, Direction::Either];
        let spellings = [HopsSpelling::Star, HopsSpelling::Quantifier];
        RelationshipPattern {
            direction: directions[self.below(3)],
            variable: self.maybe(Self::name),
            types: self.maybe(Self::labels),
            hops: self.maybe(|c| {
                let spelling = spellings[c.below(2)];
                c.hops(spelling)
            }),
            properties: self.properties(),
            filter: if self.below(4) == 3 { Some(self.boxed()) } else { None },
            span: NOWHERE,
        }
    }

    fn relationship_step(&mut self) -> Step {
        Step { link: Link::Relationship(self.relationship()), node: self.node() }
    }

    /// A pattern as it may stand among expressions: at least one relationship, and no group.
    fn expression_path(&mut self) -> PathPattern {
        let selector = match self.below(4) {
            2 => Some(Selector::ShortestPath),
            3 => Some(Selector::AllShortestPaths),
            _ => None,
        };
        let mut start = self.node();
        if start.variable.is_none()
            && matches!(&start.properties, Some(p) if matches!(p.kind, ExprKind::Parameter(_)))
        {
            start.properties = None;
        }
        let steps = self.several(1, Self::relationship_step);
        PathPattern { variable: None, selector, start, steps, span: NOWHERE }
    }

    pub(super) fn path(&mut self) -> PathPattern {
        use Selector as S;
        let selectors = [
            S::ShortestPath,
            S::AllShortestPaths,
            S::All,
            S::Any(1),
            S::Shortest(2),
            S::AllShortest,
            S::ShortestGroups(3),
        ];
        let selector = match self.below(14) {
            n @ 0..7 => Some(selectors[n].clone()),
            _ => None,
        };
        let variable = self.maybe(Self::name);
        let start = self.node();
        let steps = self.several(0, |c| {
            if c.depth < 3 && c.below(5) == 4 {
                c.depth += 1;
                let path = PathPattern { selector: None, ..c.path() };
                let filter = c.maybe(Self::expr);
                let quantifier = c.maybe(|c| c.hops(HopsSpelling::Quantifier));
                c.depth -= 1;
                let group = Group { path, filter, quantifier, span: NOWHERE };
                Step { link: Link::Group(Box::new(group)), node: c.node() }
            } else {
                c.relationship_step()
            }
        });
        PathPattern { variable, selector, start, steps, span: NOWHERE }
    }

    pub(super) fn query(&mut self) -> Query {
        let first = self.single_query();
        let unions = if self.below(4) == 3 {
            self.several(1, |c| Union { all: c.coin(), query: c.single_query(), span: NOWHERE })
        } else {
            Vec::new()
        };
        Query { first, unions, span: NOWHERE }
    }

    fn single_query(&mut self) -> SingleQuery {
        self.depth += 1;
        let clauses = self.several(1, Self::clause);
        self.depth -= 1;
        SingleQuery { clauses, span: NOWHERE }
    }

    fn clause(&mut self) -> Clause {
        let kind = match self.below(11) {
            9 => ClauseKind::Filter(self.expr()),
            10 => ClauseKind::Let(
                self.several(1, |c| LetItem { variable: c.name(), value: c.expr() }),
            ),
            0 => ClauseKind::Return(self.projection()),
            1 => ClauseKind::Match {
                optional: self.coin(),
                mode: match self.below(6) {
                    4 => Some(MatchMode::DifferentRelationships),
                    5 => Some(MatchMode::RepeatableElements),
                    _ => None,
                },
                patterns: self.several(1, Self::path),
                filter: self.maybe(Self::expr),
            },
            2 => ClauseKind::Unwind { list: self.expr(), variable: self.name() },
            3 => ClauseKind::With { projection: self.projection(), filter: self.maybe(Self::expr) },
            4 => self.call(),
            5 => ClauseKind::Finish,
            6 if self.depth < 5 => self.call_subquery(),
            _ => self.updating_clause(),
        };
        Clause { kind, span: NOWHERE }
    }

    fn projection(&mut self) -> Projection {
        let star = self.maybe(|_| NOWHERE);
        let least = usize::from(star.is_none());
        Projection {
            distinct: self.coin(),
            star,
            items: self
                .several(least, |c| ProjectionItem { expr: c.expr(), alias: c.maybe(Self::name) }),
            order: self.several(0, |c| SortItem { expr: c.expr(), descending: c.coin() }),
            skip: self.maybe(Self::expr),
            limit: self.maybe(Self::expr),
        }
    }

    fn call(&mut self) -> ClauseKind {
        let yields = self.maybe(|c| {
            if c.coin() {
                return Yield::All;
            }
            let item = |c: &mut Self| YieldItem { column: c.name(), alias: c.maybe(Self::name) };
            Yield::Items { items: c.several(1, item), filter: c.maybe(Self::expr) }
        });
        let args = self.maybe(|c| c.several(0, Self::expr));
        ClauseKind::Call(ProcedureCall { name: self.qualified(), args, yields })
    }

    fn call_subquery(&mut self) -> ClauseKind {
        let imports = self.maybe(|c| match c.below(2) {
            0 => Imports::All,
            _ => Imports::Names(c.several(0, Self::name)),
        });
        ClauseKind::Subquery { optional: self.coin(), imports, query: Box::new(self.query()) }
    }

    fn updating_clause(&mut self) -> ClauseKind {
        let events = [MergeEvent::Create, MergeEvent::Match];
        match if self.depth > 5 { self.below(5) } else { self.below(6) } {
            0 => ClauseKind::Create { patterns: self.several(1, Self::path) },
            1 => ClauseKind::Merge {
                pattern: self.path(),
                actions: self.several(0, |c| MergeAction {
                    event: events[c.below(2)],
                    items: c.several(1, Self::set_item),
                    span: NOWHERE,
                }),
            },
            2 => ClauseKind::Set { items: self.several(1, Self::set_item) },
            3 => ClauseKind::Remove {
                items: self.several(1, |c| {
                    if c.coin() {
                        return RemoveItem::Property(c.target());
                    }
                    RemoveItem::Labels { variable: c.name(), labels: c.several(1, Self::name) }
                }),
            },
            4 => ClauseKind::Delete { detach: self.coin(), targets: self.several(1, Self::expr) },
            _ => {
                self.depth += 1;
                let body = self.several(1, |c| {
                    let kind = c.updating_clause();
                    Clause { kind, span: NOWHERE }
                });
                self.depth -= 1;
                ClauseKind::Foreach { variable: self.name(), list: self.expr(), body }
            }
        }
    }

    fn target(&mut self) -> Expr {
        let of = self.boxed();
        let kind = if self.coin() {
            ExprKind::Property { of, key: self.name() }
        } else {
            ExprKind::Index { of, index: self.boxed() }
        };
        Expr { kind, span: NOWHERE }
    }

    fn set_item(&mut self) -> SetItem {
        let kind = match self.below(4) {
            0 => SetItemKind::Property { target: self.target(), value: self.expr() },
            1 => SetItemKind::Replace { variable: self.name(), value: self.expr() },
            2 => SetItemKind::Extend { variable: self.name(), value: self.expr() },
            _ => SetItemKind::Labels { variable: self.name(), labels: self.several(1, Self::name) },
        };
        SetItem { kind, span: NOWHERE }
    }
}
