//! The questions there are, as literal words with gaps for names; for completion, hints and colours.

use std::ops::Range;

use crate::ask::forms;
use crate::model::Schema;

/// A question with gaps: `how are … and … connected`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// The literal words before, between and behind the gaps; the first stands at the beginning.
    literals: Vec<String>,
    /// What stands in each gap: `X`, `TEXT`.
    gaps: Vec<String>,
    /// What may follow: `depth `, `in`, `only `; a blank at the end where a value belongs to it.
    options: Vec<String>,
}

/// How far a line goes along a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    /// Where the literals stand that were found.
    pub found: Vec<Range<usize>>,
    /// Where the gap begins that is being filled.
    pub gap: usize,
    /// What is to stand in the gap.
    pub wanted: Option<String>,
    /// The literal behind the gap.
    pub next: Option<String>,
    /// What may follow the question.
    pub options: Vec<String>,
}

impl Template {
    /// Reads a usage such as `compare X with Y [all]`; what may be left out is left out.
    fn read(usage: &str) -> Self {
        let options = options(usage);
        let mut template = Self { literals: vec![String::new()], gaps: Vec::new(), options };
        for word in usage.split(' ').take_while(|w| !w.starts_with('[')) {
            if word.chars().all(char::is_uppercase) {
                template.gaps.push(word.to_owned());
                template.literals.push(String::new());
            } else if let Some(last) = template.literals.last_mut() {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        if template.literals.last().is_some_and(String::is_empty) {
            template.literals.pop();
        }
        template
    }

    /// Its words up to the first gap.
    pub(super) fn opening(&self) -> String {
        let blank = if self.gaps.is_empty() { "" } else { " " };
        format!("{}{blank}", self.literals.first().map_or("", String::as_str))
    }

    /// How far `line` goes along it; `None` where it begins otherwise.
    pub(super) fn follow(&self, line: &str) -> Option<Progress> {
        // Lower case of other scripts may have another length, and then the places would be wrong.
        let lower = line.to_ascii_lowercase();
        let (first, others) = self.literals.split_first()?;
        if !lower.starts_with(first.as_str()) || !lower.get(first.len()..)?.starts_with(' ') {
            return None;
        }
        let mut found: Vec<Range<usize>> = std::iter::once(0..first.len()).collect();
        let mut gap = first.len() + 1;
        for literal in others {
            let wanted = format!(" {literal}");
            // The last occurrence: names hold words such as “and” too.
            let at = lower.get(gap..).and_then(|rest| {
                rest.rmatch_indices(&wanted).map(|(at, _)| at).find(|at| {
                    let behind = rest.get(at + wanted.len()..).unwrap_or_default();
                    *at > 0 && (behind.is_empty() || behind.starts_with(' '))
                })
            });
            let Some(at) = at else { break };
            let start = gap + at + 1;
            found.push(start..start + literal.len());
            gap = (start + literal.len() + 1).min(line.len());
        }
        let next = self.literals.get(found.len()).cloned();
        let wanted = self.gaps.get(found.len() - 1).cloned();
        Some(Progress { found, gap, wanted, next, options: self.options.clone() })
    }
}

/// Every question of the registry and of the schema.
pub(super) fn all(schema: &Schema) -> Vec<Template> {
    let mut usages: Vec<String> = Vec::new();
    let kinds = kinds(schema);
    let verbs = || schema.relations().iter().flat_map(|r| &r.does);
    for form in forms() {
        let usage = form.usage;
        if usage.contains("CAPTION") {
            continue;
        }
        if usage.ends_with("KIND") {
            usages.extend(kinds.iter().map(|kind| usage.replace("KIND", kind)));
            continue;
        }
        usages.extend(alternatives(usage));
    }
    for relation in schema.relations() {
        usages.extend(relation.who.iter().map(|who| format!("who {who} X")));
    }
    for verb in verbs() {
        usages.push(format!("what does X {verb}"));
        usages.extend(kinds.iter().map(|kind| format!("which {kind} does X {verb}")));
    }
    let mut templates: Vec<Template> = usages.iter().map(|u| Template::read(u)).collect();
    templates.dedup();
    templates
}

/// What kinds are called in the plural.
pub(super) fn kinds(schema: &Schema) -> Vec<&str> {
    let kinds = schema.kinds().iter();
    let nouns = kinds.flat_map(|k| std::iter::once(&k.noun).chain(k.sub.iter().map(|s| &s.noun)));
    nouns.map(|noun| noun.many.as_str()).collect()
}

/// `list undated|inferred` as two usages; only the first such word is spelt out.
fn alternatives(usage: &str) -> Vec<String> {
    let (plain, options) = usage.split_once(" [").unwrap_or((usage, ""));
    let options = if options.is_empty() { String::new() } else { format!(" [{options}") };
    match plain.split(' ').find(|word| word.contains('|')) {
        Some(word) => word.split('|').map(|one| plain.replacen(word, one, 1) + &options).collect(),
        None => vec![usage.to_owned()],
    }
}

/// `[via|without REL|KIND] [all]` as `via `, `without ` and `all`.
fn options(usage: &str) -> Vec<String> {
    let optional = usage.split('[').skip(1).filter_map(|part| part.split(']').next());
    optional
        .flat_map(|part| {
            let (words, value) = part.split_once(' ').unwrap_or((part, ""));
            let blank = if value.is_empty() { "" } else { " " };
            words.split('|').map(move |word| format!("{word}{blank}"))
        })
        .filter(|word| !word.chars().all(char::is_uppercase))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_followed_along_its_template() {
        let template = Template::read("how are X and Y connected [all]");
        assert_eq!(template.opening(), "how are ");
        let at = |line: &str| template.follow(line).unwrap();
        assert_eq!(at("How are ").wanted.as_deref(), Some("X"));
        let progress = at("how are Guy's and St Thomas' and Brent conn");
        assert_eq!(progress.gap, 33);
        assert_eq!(progress.next.as_deref(), Some("connected"));
        assert_eq!(at("how are a and b connected").found, [0..7, 10..13, 16..25]);
        assert!(template.follow("how is").is_none());
        assert!(template.follow("how aren't").is_none());
    }

    #[test]
    fn alternatives_are_spelt_out() {
        assert_eq!(
            alternatives("list undated|planned [x]"),
            ["list undated [x]", "list planned [x]"]
        );
        assert_eq!(Template::read("list undated").opening(), "list undated");
        assert_eq!(options("a X [via|without REL|KIND] [all]"), ["via ", "without ", "all"]);
    }
}
