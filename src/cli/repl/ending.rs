//! The end of a question: what can stand behind its names, and what behind that.

use super::complete::{Suggestion, literal, plain, starts};
use crate::cli::args::Format;
use crate::cli::session::help::MODIFIERS;
use crate::model::Schema;
use crate::model::when::Grade;

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One of some words.
    Words(Vec<String>),
    /// A kind, in the plural.
    Kind,
    /// What a relation is called.
    Relation,
    /// A relation, a kind or a name.
    Any,
}

/// The formats, behind `|`.
pub(super) fn format(line: &str) -> Option<(usize, Vec<Suggestion>)> {
    let (before, typed) = line.rsplit_once('|')?;
    if before.matches('"').count() % 2 == 1 || typed.contains('>') {
        return None;
    }
    let start = line.len() - typed.trim_start().len();
    let names = Format::ALL.iter().map(|format| format.name());
    let names = names.filter(|name| starts(name, typed.trim_start()));
    let glue = if typed.is_empty() { " " } else { "" };
    Some((start, names.map(|n| Suggestion { text: format!("{glue}{n}"), ..plain(n) }).collect()))
}

/// Where the value begins that is being typed behind a key, and what it can be.
pub(super) fn value(line: &str, gap: usize, options: &[String]) -> Option<(usize, Wanted)> {
    let lower = line.to_ascii_lowercase();
    let keys = options.iter().map(String::as_str).chain(["at least "]);
    let last = keys
        .filter_map(|key| {
            let wanted = match key {
                "via " | "without " => Wanted::Any,
                "only " => Wanted::Kind,
                "by " => Wanted::Relation,
                "at least " => {
                    let grades = Grade::ALL.into_iter().filter(|g| *g != Grade::No);
                    Wanted::Words(grades.map(|g| g.to_string()).collect())
                }
                _ => return None,
            };
            // The blank before the key may be the last of the question's own words.
            let from = gap.saturating_sub(1);
            let at = lower.get(from..)?.rfind(&format!(" {key}"))?;
            Some((from + at + 1 + key.len(), wanted))
        })
        .max_by_key(|(start, _)| *start)?;
    // A value that is followed by more is no longer being typed.
    let more = literals(options).any(|word| lower.get(last.0..).is_some_and(|v| v.contains(&word)));
    (!more).then_some(last)
}

/// The options and modifiers that the last words of a line are the beginning of: behind a name, or, where
/// no name is wanted, at once.
pub(super) fn option(
    line: &str,
    gap: usize,
    named: bool,
    options: &[String],
) -> Option<(usize, Vec<Suggestion>)> {
    let behind = line.get(gap..)?;
    let words = behind.match_indices(' ').map(|(at, _)| gap + at + 1);
    let filled = |at: &usize| line.get(gap..*at).is_some_and(|before| !before.trim().is_empty());
    let first = Some(gap).filter(|at| !named && *at < line.len());
    for start in first.into_iter().chain(words.filter(filled)) {
        let typed = line.get(start..)?;
        let words = literals(options).map(|word| word.trim_start().to_owned());
        let found: Vec<Suggestion> =
            words.filter(|word| starts(word, typed)).map(|w| plain(&w)).collect();
        if !found.is_empty() {
            return Some((start, found));
        }
    }
    None
}

/// The options of a question and what can stand at the end of any, each behind a blank.
fn literals(options: &[String]) -> impl Iterator<Item = String> {
    let modifiers = MODIFIERS.iter().map(|(usage, _)| literal(usage));
    options.iter().cloned().chain(modifiers).map(|word| format!(" {word}"))
}

/// What relations are called, from either end.
pub(super) fn captions(schema: &Schema) -> Vec<String> {
    let relations = schema.relations().iter().filter(|r| !r.curation && !r.derived);
    let mut all: Vec<String> = relations.map(|r| r.says.clone()).collect();
    all.sort();
    all.dedup();
    all
}
