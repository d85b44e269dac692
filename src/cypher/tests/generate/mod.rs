//! Small graphs and valid queries, made from a row of choices.
//!
//! Where the choices are used up, the simplest is taken: so a shorter row makes a smaller case.

#[expect(clippy::format_push_string, reason = "a query is put together clause by clause")]
mod clause;
mod expression;
mod graph;
mod pattern;

pub(super) use graph::Drawing;

/// What decides everything that is generated.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    bytes: Vec<u8>,
    next: usize,
}

impl Choices {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), next: 0 }
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        let byte = self.bytes.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(byte) % n
    }

    /// Whether something happens that does so once in `n` times.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Bytes that look random and are the same for the same seed (`SplitMix64`, Steele et al. 2014).
pub(super) fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed;
    let word = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    std::iter::repeat_with(word).flat_map(u64::to_le_bytes).take(count).collect()
}

/// What is known of a variable, so that most queries run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Node,
    Relation,
    /// The relationships of a row of them.
    Relations,
    Path,
    /// A path of which only the length is determined.
    OneOfPaths,
    Whole,
    Text,
    Truth,
    Anything,
    /// Whole numbers in an order that is determined.
    Wholes,
    /// Whole numbers in any order.
    Bag,
    Real,
}

#[derive(Debug, Clone)]
struct Variable {
    name: String,
    ty: Type,
}

/// A query, and what its rows are to be held against.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) text: String,
    /// The columns that order the rows, each with whether the greatest comes first.
    pub(super) order: Vec<(String, bool)>,
    /// Whether only the number of rows is determined.
    pub(super) only_counted: bool,
    /// Whether the order of the elements of lists is not determined.
    pub(super) loosely: bool,
}

/// The columns of which the order of the elements is not determined begin with this.
pub(super) const BAG: &str = "bag";

/// A query in the making.
struct Draft<'c> {
    choices: &'c mut Choices,
    scope: Vec<Variable>,
    /// What a subquery has from outside, and keeps behind `WITH`.
    outside: Vec<Variable>,
    /// Relationships from before that the pattern in the making may speak of, each once.
    known_relations: Vec<String>,
    named: usize,
    depth: usize,
}

impl Draft<'_> {
    /// A new variable, not yet in scope.
    fn fresh(&mut self, ty: Type) -> Variable {
        self.named += 1;
        let stem = match ty {
            Type::Node => "n",
            Type::Relation | Type::Relations => "r",
            Type::Path | Type::OneOfPaths => "p",
            Type::Bag => BAG,
            _ => "x",
        };
        Variable { name: format!("{stem}{}", self.named), ty }
    }

    fn known(&self, ty: Type) -> Vec<String> {
        self.scope.iter().filter(|v| v.ty == ty).map(|v| v.name.clone()).collect()
    }

    /// A variable of this type, if there is one.
    fn variable(&mut self, ty: Type) -> Option<String> {
        let known = self.known(ty);
        (!known.is_empty()).then(|| known[self.choices.below(known.len())].clone())
    }

    /// Makes something that nests, with `leaf` where it has become deep.
    fn nested(
        &mut self,
        leaf: impl FnOnce(&mut Self) -> String,
        inner: impl FnOnce(&mut Self) -> String,
    ) -> String {
        self.depth += 1;
        let text = if self.depth > 4 { leaf(self) } else { inner(self) };
        self.depth -= 1;
        text
    }

    /// Makes something while a variable of its own is in scope.
    fn with<T>(&mut self, variable: Variable, make: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.push(variable);
        let result = make(self);
        self.scope.pop();
        result
    }

    /// Leaves these variables in scope, as `WITH` does, beside those from outside.
    fn leave(&mut self, columns: impl Iterator<Item = Variable>) {
        self.scope = columns.collect();
        let names: Vec<&str> = self.scope.iter().map(|v| v.name.as_str()).collect();
        let outside = self.outside.iter().filter(|v| !names.contains(&v.name.as_str()));
        let outside: Vec<Variable> = outside.cloned().collect();
        self.scope.extend(outside);
    }

    /// Makes something in a scope of its own on top of this one.
    fn apart<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let (scope, known) = (self.scope.clone(), self.known_relations.clone());
        let result = make(self);
        (self.scope, self.known_relations) = (scope, known);
        result
    }
}

impl Case {
    pub(super) fn new(choices: &mut Choices) -> Self {
        let (scope, outside, known_relations) = (Vec::new(), Vec::new(), Vec::new());
        Draft { choices, scope, outside, known_relations, named: 0, depth: 0 }.case()
    }

    /// A query of which all rows are determined, in any order.
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), order: Vec::new(), only_counted: false, loosely: false }
    }
}
