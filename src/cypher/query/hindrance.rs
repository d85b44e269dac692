//! Why a query finds nothing: the first clause that leaves no row, and what of it is in the way.

use super::Query;
use super::ground::{Trace, clause};
use crate::cypher::syntax::tree::{
    Clause, ClauseKind, Expr, ExprKind, MatchMode, NodePattern, PathPattern, Statement,
};
use crate::error::Result;
use crate::graph::Lens;

/// What is in the way of a query that finds nothing. The parts of the query are written as they are
/// understood.
///
/// Serves as a sentence: `{}` writes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hindrance {
    /// Nothing is as this part of a pattern says, whatever stands around it.
    NoneFits(String),
    /// Each node of the pattern is there, but nothing joins them so.
    NotJoined(String),
    /// Each of the patterns is there, but not all of them together.
    NotTogether(String),
    /// So many matches of the pattern, and none of which this condition is true.
    Condition {
        /// How many rows there are without it.
        without: usize,
        /// The condition.
        condition: String,
    },
    /// So many rows, and this clause hands none of them on.
    Clause {
        /// How many rows come to it.
        before: usize,
        /// The clause.
        clause: String,
    },
    /// So many rows, were all times looked at and not the one asked about.
    Time(usize),
}

impl std::fmt::Display for Hindrance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let matches = |n: &usize| match n {
            1 => "there is 1 match".to_owned(),
            n => format!("there are {n} matches"),
        };
        match self {
            Self::NoneFits(part) => write!(f, "nothing here is {part}"),
            Self::NotJoined(pattern) => {
                write!(f, "what stands at either end of {pattern} is here, but nothing joins it so")
            }
            Self::NotTogether(patterns) => {
                write!(f, "each of {patterns} is here by itself, but not all of them together")
            }
            Self::Condition { without, condition } => {
                write!(
                    f,
                    "{} without it, but of none is it true that {condition}",
                    matches(without)
                )
            }
            Self::Time(1) => write!(f, "1 row is found when all times are looked at"),
            Self::Time(n) => write!(f, "{n} rows are found when all times are looked at"),
            Self::Clause { before, clause } => {
                write!(f, "{} before it, but none is left behind {clause}", matches(before))
            }
        }
    }
}

impl Query {
    /// What is in the way of a query that finds nothing, for each query that `UNION` joins; nothing where
    /// it finds something, or writes.
    ///
    /// # Errors
    ///
    /// As for [`Query::rows`], and whatever its rows fail with.
    ///
    /// # Examples
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let query = snapshot.query("MATCH (p:Person)-[:CHAIRS]->(b) WHERE b.name = 'NHS' RETURN p");
    /// let found = query.hindrances()?;
    /// assert!(found[0].to_string().ends_with("but of none is it true that b.name = 'NHS'"));
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn hindrances(&self) -> Result<Vec<Hindrance>> {
        let statement = self.settings.parsed()?;
        if super::prepared::first_write(&statement.query).is_some() {
            return Ok(Vec::new());
        }
        let trace = Trace::new(&self.settings, &self.graph, statement.lens.as_ref());
        let mut found = Vec::new();
        for part in statement.query.parts() {
            found.extend(trace.hindrance(&part.clauses)?);
        }
        if !found.is_empty() && (statement.lens.is_some() || self.graph.lens().is_some()) {
            let mut otherwise = 0;
            for row in self.at_any_time()?.rows()? {
                row?;
                otherwise += 1;
            }
            found.extend((otherwise > 0).then_some(Hindrance::Time(otherwise)));
        }
        Ok(found)
    }

    /// The query without the time it asks about, or that its graph is looked at as of.
    ///
    /// # Errors
    ///
    /// Every error of the text alone.
    ///
    /// # Examples
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let snapshot = Database::london()?.snapshot();
    /// let then = snapshot.query("AS OF '1999' MATCH ()-[r:CHAIRS]->() RETURN r");
    /// assert_eq!(then.clone().rows()?.count(), 0);
    /// assert_eq!(then.at_any_time()?.rows()?.count(), 3);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn at_any_time(&self) -> Result<Self> {
        let statement = self.settings.parsed()?;
        let text = Statement { lens: None, ..Statement::clone(&statement) }.to_string();
        let settings = self.settings.with_text(text);
        Ok(Self { graph: self.graph.through(Lens::default()), settings })
    }
}

impl Trace<'_> {
    fn hindrance(&self, clauses: &[Clause]) -> Result<Option<Hindrance>> {
        for (at, last) in clauses.iter().enumerate() {
            let (before, with) = (clauses.get(..at), clauses.get(..=at));
            let (before, with) = (before.unwrap_or_default(), with.unwrap_or_default());
            if matches!(last.kind, ClauseKind::Finish) || self.any(with)? {
                continue;
            }
            if let ClauseKind::Match { mode, patterns, filter, .. } = &last.kind {
                return self.of_match(before, *mode, patterns, filter.as_ref()).map(Some);
            }
            let clause = last.to_string().replace('\n', " ");
            return Ok(Some(Hindrance::Clause { before: self.count(before)?, clause }));
        }
        Ok(None)
    }

    fn of_match(
        &self,
        before: &[Clause],
        mode: Option<MatchMode>,
        patterns: &[PathPattern],
        filter: Option<&Expr>,
    ) -> Result<Hindrance> {
        let found = |patterns: &[PathPattern], filter: Option<Expr>| {
            let patterns = patterns.to_vec();
            let kind = ClauseKind::Match { optional: false, mode, patterns, filter };
            [before, &[clause(kind)]].concat()
        };
        if let Some(filter) = filter {
            let without = self.count(&found(patterns, None))?;
            if without > 0 {
                // One of several conditions may be enough to leave nothing.
                let several = match &filter.kind {
                    ExprKind::And(several) => several.as_slice(),
                    _ => &[],
                };
                let mut condition = filter;
                for one in several {
                    if !self.any(&found(patterns, Some(one.clone())))? {
                        condition = one;
                        break;
                    }
                }
                return Ok(Hindrance::Condition { without, condition: condition.to_string() });
            }
        }
        for pattern in patterns {
            if self.fits(&found(std::slice::from_ref(pattern), None)) {
                continue;
            }
            let nodes = pattern.steps.iter().map(|step| &step.node);
            for node in std::iter::once(&pattern.start).chain(nodes) {
                if !self.fits(&found(&[alone(node)], None)) {
                    return Ok(Hindrance::NoneFits(alone(node).to_string()));
                }
            }
            return Ok(match pattern.steps.len() {
                0 => Hindrance::NoneFits(pattern.to_string()),
                _ => Hindrance::NotJoined(pattern.to_string()),
            });
        }
        let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        Ok(Hindrance::NotTogether(patterns.join(" and ")))
    }

    /// Whether clauses leave a row.
    fn any(&self, clauses: &[Clause]) -> Result<bool> {
        Ok(self.left(clauses)?.next().transpose()?.is_some())
    }

    /// Whether a part of a pattern may be found by itself: also one that cannot be asked for without what
    /// stands beside it.
    fn fits(&self, clauses: &[Clause]) -> bool {
        self.any(clauses).unwrap_or(true)
    }

    /// How many rows clauses leave.
    fn count(&self, clauses: &[Clause]) -> Result<usize> {
        // No clause at all hands on the one row that a query begins with.
        if clauses.is_empty() {
            return Ok(1);
        }
        let mut count = 0;
        for row in self.left(clauses)? {
            row?;
            count += 1;
        }
        Ok(count)
    }
}

/// A node as a pattern of its own.
fn alone(node: &NodePattern) -> PathPattern {
    let (variable, selector) = (None, None);
    PathPattern { variable, selector, start: node.clone(), steps: Vec::new(), span: node.span }
}
