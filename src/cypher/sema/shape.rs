//! Which quantifiers, selectors and match modes may stand together.
//!
//! The rules are those of ISO/IEC 39075:2024 (GQL), 16.4 to 16.11, with Neo4j's for what is older.

use super::Binder;
use super::flat::Flat;
use crate::cypher::syntax::tree::{
    Hops, HopsSpelling, Link, MatchMode, PathPattern, RelationshipPattern, Selector,
};
use crate::error::Span;

/// What is told apart of the patterns of one `MATCH`.
#[derive(Default)]
struct Seen {
    quantified: bool,
    variable_length: Vec<Span>,
    unbounded: Vec<Span>,
}

impl Binder<'_> {
    /// Reports the ways of repeating and selecting that do not go together in one `MATCH`; says
    /// whether there are any quantifiers or selectors at all.
    pub(super) fn check_paths(
        &mut self,
        mode: Option<MatchMode>,
        patterns: &[PathPattern],
    ) -> bool {
        let mut seen = Seen::default();
        let mut selects = false;
        for path in patterns {
            self.check_path(path, false, &mut seen);
            if let Some(selector) = &path.selector
                && !is_function(selector)
                && *selector != Selector::All
            {
                selects = true;
                self.check_selector(selector, path, patterns.len());
            }
        }
        if mode == Some(MatchMode::RepeatableElements) {
            self.check_repeatable(&seen, selects);
        }
        let function = patterns.iter().find(|p| p.selector.as_ref().is_some_and(is_function));
        if let Some(function) = function
            && (seen.quantified || selects || mode.is_some())
        {
            let message = "shortestPath() and allShortestPaths() cannot stand beside quantified \
                           path patterns, selectors such as SHORTEST, or match modes";
            let help = "write SHORTEST 1 or ALL SHORTEST before the pattern, as in \
                        SHORTEST 1 (a)-->+(b)";
            let detail = ("InvalidShortestPath", "Q0178");
            self.syntax_help(detail, message.to_owned(), function.span, help);
        }
        seen.quantified || selects
    }

    fn check_selector(&mut self, selector: &Selector, path: &PathPattern, patterns: usize) {
        if let Selector::Any(0) | Selector::Shortest(0) | Selector::ShortestGroups(0) = selector {
            let message = "the number of paths to select must be greater than 0".to_owned();
            self.syntax("InvalidPathCount", "Q0176", message, path.span);
        }
        if patterns > 1 {
            let message = "a pattern from which paths are selected must be the only one of its \
                           MATCH";
            let help = "put the other patterns into a MATCH of their own";
            let detail = ("SelectorBesideOtherPatterns", "Q0175");
            self.syntax_help(detail, message.to_owned(), path.span, help);
        }
    }

    fn check_repeatable(&mut self, seen: &Seen, selects: bool) {
        for span in &seen.variable_length {
            let message = "`*` in a relationship does not go with REPEATABLE ELEMENTS".to_owned();
            let help = "write the quantifier behind the relationship, as in -[:KNOWS]->{1,3}";
            self.syntax_help(("InvalidMatchMode", "Q0177"), message, *span, help);
        }
        for span in seen.unbounded.iter().filter(|_| !selects) {
            let message = "under REPEATABLE ELEMENTS a pattern must be bounded: here it may be \
                           repeated without end";
            let help = "give the quantifier an upper bound, as in {1,5}, or select paths with \
                        SHORTEST or ANY";
            let detail = ("UnboundedQuantifier", "Q0177");
            self.syntax_help(detail, message.to_owned(), *span, help);
        }
    }

    fn check_path(&mut self, path: &PathPattern, quantified: bool, seen: &mut Seen) {
        for step in &path.steps {
            let group = match &step.link {
                Link::Group(group) => group,
                Link::Relationship(relation) => {
                    self.check_relationship(relation, quantified, seen);
                    continue;
                }
            };
            if group.path.selector.is_some() {
                let message = "paths are selected from a whole pattern, not from a part of it";
                let help = "write the selector before the pattern, behind MATCH";
                let detail = ("MisplacedSelector", "Q0171");
                self.syntax_help(detail, message.to_owned(), group.path.span, help);
            }
            if let Some(quantifier) = &group.quantifier {
                seen.quantified = true;
                self.check_quantifier(quantifier, quantified, seen);
                if Flat::of_link(&step.link).links.is_empty() {
                    let message = "a quantified path pattern needs at least one relationship";
                    let help = "put a relationship into the brackets, as in ((a)-->(b)){1,3}";
                    let detail = ("EmptyQuantifiedPattern", "Q0172");
                    self.syntax_help(detail, message.to_owned(), group.span, help);
                }
            }
            self.check_path(&group.path, quantified || group.quantifier.is_some(), seen);
        }
    }

    fn check_relationship(
        &mut self,
        relation: &RelationshipPattern,
        quantified: bool,
        seen: &mut Seen,
    ) {
        let Some(hops) = &relation.hops else { return };
        match hops.spelling {
            HopsSpelling::Quantifier => {
                seen.quantified = true;
                self.check_quantifier(hops, quantified, seen);
            }
            HopsSpelling::Star => {
                seen.variable_length.push(hops.span);
                if quantified {
                    self.nested(hops.span);
                }
            }
        }
    }

    fn check_quantifier(&mut self, quantifier: &Hops, nested: bool, seen: &mut Seen) {
        if nested {
            self.nested(quantifier.span);
        }
        let least = quantifier.least();
        match quantifier.max {
            None => seen.unbounded.push(quantifier.span),
            Some(0) => {
                let message = "a quantifier must allow one repetition at least".to_owned();
                self.syntax("InvalidQuantifier", "Q0173", message, quantifier.span);
            }
            Some(max) if max < least => {
                let message = format!(
                    "the least number of repetitions, {least}, exceeds the greatest, {max}"
                );
                self.syntax("InvalidQuantifier", "Q0173", message, quantifier.span);
            }
            Some(_) => {}
        }
    }

    fn nested(&mut self, span: Span) {
        let message = "what is repeated cannot be a part of what is repeated".to_owned();
        let help = "leave one of the two quantifiers out";
        self.syntax_help(("NestedQuantifier", "Q0174"), message, span, help);
    }
}

/// Whether a selector is one of the functions that are older than selectors.
fn is_function(selector: &Selector) -> bool {
    matches!(selector, Selector::ShortestPath | Selector::AllShortestPaths)
}
