//! The rewrites, each in a file of its own and each to be switched off on its own: a query must
//! give the same rows with and without any of them.

pub(super) mod inline;
pub(super) mod meet;
pub(super) mod order;
pub(super) mod push;
pub(super) mod reach;
pub(super) mod seek;
pub(super) mod start;
pub(super) mod tally;
pub(super) mod top;

/// A rewrite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Finds nodes by id, identifier, name or label, not among all.
    Seek,
    /// Starts a pattern where the fewest rows are thought to follow.
    Start,
    /// Follows the relationships that give the fewest rows first.
    Order,
    /// Tests each condition as soon as its variables are known.
    Push,
    /// Keeps only the rows that `LIMIT` lets through while sorting.
    Top,
    /// Tests each node and relationship of a shortest path on the way.
    Inline,
    /// Searches shortest paths from both ends.
    BothEnds,
    /// Counts the relationships at the rim of a pattern that nothing else asks for.
    Tally,
    /// Looks only for where rows of relationships end, where nothing asks for the way.
    Reach,
    /// Closes a cycle by the neighbours that two nodes share.
    Meet,
}

/// A row of the table of rewrites.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) rule: Rule,
    /// Its name in settings.
    pub(crate) name: &'static str,
}

const fn row(rule: Rule, name: &'static str) -> Row {
    Row { rule, name }
}

/// All rewrites.
pub(crate) const TABLE: &[Row] = &[
    row(Rule::Seek, "seek"),
    row(Rule::Start, "start"),
    row(Rule::Order, "order"),
    row(Rule::Push, "push"),
    row(Rule::Top, "top"),
    row(Rule::Inline, "inline"),
    row(Rule::BothEnds, "both-ends"),
    row(Rule::Tally, "tally"),
    row(Rule::Reach, "reach"),
    row(Rule::Meet, "meet"),
];

/// Which rewrites are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules(u16);

impl Rules {
    /// None.
    pub(crate) const NONE: Self = Self(0);

    /// All of them.
    pub(crate) fn all() -> Self {
        TABLE.iter().fold(Self::NONE, |rules, row| rules.with(row.rule))
    }

    /// These and one more.
    pub(crate) fn with(self, rule: Rule) -> Self {
        Self(self.0 | 1 << rule as u8)
    }

    /// These but one.
    pub(crate) fn without(self, rule: Rule) -> Self {
        Self(self.0 & !(1 << rule as u8))
    }

    /// Whether the rewrite is made.
    pub(crate) fn has(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u8 != 0
    }
}
