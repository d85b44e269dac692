//! What a line could go on with: names by any part, acronym or alias, the words of questions, and what
//! Cypher allows at the place.

use std::ops::Range;

use super::ending::{self, Wanted};
use super::template::{self, Progress, Template};
use crate::ask::Asker;
use crate::cli::session::line::is_cypher;
use crate::cli::session::setting::SETTINGS;
use crate::cli::text::harmless;
use crate::curate;
use crate::cypher::function;
use crate::cypher::syntax::{TokenKind, keywords, tokens};
use crate::graph::Snapshot;
use crate::model::Direction;
use crate::model::name::{acronyms, fold};

/// Something a line could go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suggestion {
    /// What takes the place of what was typed.
    pub text: String,
    /// What the list of choices shows.
    pub shown: String,
}

/// What is shown in grey behind the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hint {
    /// What is shown.
    pub shown: String,
    /// What the right arrow adds to the line.
    pub insert: Option<String>,
}

/// Everything that can be completed.
pub(super) struct Vocabulary {
    names: Vec<Name>,
    templates: Vec<Template>,
    openings: Vec<String>,
    labels: Vec<(String, usize)>,
    types: Vec<(String, usize)>,
    properties: Vec<String>,
    functions: Vec<&'static str>,
    /// What relations are called, and kinds in the plural.
    captions: Vec<String>,
    kinds: Vec<String>,
}

struct Name {
    text: String,
    kind: String,
    links: usize,
    /// The name and its other names, folded, each with what to show of it.
    forms: Vec<(String, Option<String>)>,
    acronyms: Vec<String>,
    document: bool,
}

/// So many names are suggested at most.
const MOST: usize = 15;
/// Longer names are shortened in the list of suggestions, in characters.
const LONG: usize = 60;
/// So many words back a name is looked for.
const WORDS: usize = 12;

impl Vocabulary {
    /// The words of a network.
    pub(super) fn of(asker: &Asker) -> Self {
        let snapshot = asker.snapshot();
        let templates = template::all(snapshot.schema());
        let mut openings: Vec<String> = templates.iter().map(Template::opening).collect();
        let commands = ["help ", "why ", "more", "explain ", "check ", "draw ", "quit"];
        openings.extend(commands.map(str::to_owned));
        openings.extend(curate::VERBS.iter().map(|verb| format!("{} ", verb.word)));
        openings.push("list duplicates".to_owned());
        openings.sort();
        openings.dedup();
        let mut names: Vec<Name> = snapshot.nodes().filter_map(|id| name(snapshot, id)).collect();
        names.sort_by(|a, b| b.links.cmp(&a.links).then_with(|| a.text.cmp(&b.text)));
        let labels = snapshot.labels().map(|(l, name)| (name.to_owned(), snapshot.label_count(l)));
        let types =
            snapshot.rel_types().map(|(t, name)| (name.to_owned(), snapshot.rel_type_count(t)));
        let mut properties: Vec<String> =
            snapshot.prop_keys().map(|(_, name)| name.to_owned()).collect();
        properties.sort();
        Self {
            names,
            templates,
            openings,
            labels: sorted(labels.collect()),
            types: sorted(types.collect()),
            properties,
            functions: function::all().map(|f| f.name).collect(),
            captions: ending::captions(snapshot.schema()),
            kinds: template::kinds(snapshot.schema()).into_iter().map(str::to_owned).collect(),
        }
    }

    /// What `line`, typed up to the cursor, could go on with, and from which byte on it is replaced.
    pub(super) fn complete(&self, line: &str) -> (usize, Vec<Suggestion>) {
        let trimmed = line.trim_start();
        if let Some(setting) = trimmed.strip_prefix(':') {
            return settings(line, setting);
        }
        if is_cypher(trimmed) {
            return self.cypher(line);
        }
        if curate::verb(trimmed).is_some() && trimmed.contains(' ') {
            return self.edit(line);
        }
        self.question(line)
    }

    /// Names, the words of relations, and those that begin a clause.
    fn edit(&self, line: &str) -> (usize, Vec<Suggestion>) {
        if line.matches('"').count() % 2 == 1 {
            let start = line.rfind('"').unwrap_or(0);
            let typed = line.get(start + 1..).unwrap_or_default();
            let quoted = |name: &Name| format!("\"{}\"", name.text.replace('"', ""));
            return (start, self.names(typed, quoted));
        }
        let verb = line.len() - line.trim_start().len();
        let verb = line.get(verb..).and_then(|l| l.find(' ')).map_or(0, |at| verb + at + 1);
        let word = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let partial = line.get(word..).unwrap_or_default();
        let (start, names) = self.names_at_end(line.get(verb..).unwrap_or_default());
        let start = verb + start;
        if partial.is_empty() && verb == line.len() {
            return (line.len(), self.names("", bare));
        }
        let before = line.get(..word).unwrap_or_default().trim_end();
        if before.to_ascii_lowercase().ends_with(" as") {
            return (word, self.values(Wanted::Kind, partial));
        }
        let clauses = curate::clauses().map(str::to_owned);
        let words = self.captions.iter().cloned().chain(clauses).filter(|w| starts(w, partial));
        let mut words: Vec<String> = words.collect();
        words.sort();
        words.dedup();
        let mut words: Vec<Suggestion> = words.iter().map(|w| plain(w)).collect();
        if !names.is_empty() && (start < word || words.is_empty()) && !partial.is_empty() {
            return (start, names);
        }
        if start == word && !partial.is_empty() {
            words.extend(names);
        }
        (word, words)
    }

    fn question(&self, line: &str) -> (usize, Vec<Suggestion>) {
        if line.matches('"').count() % 2 == 1 {
            let start = line.rfind('"').unwrap_or(0);
            let typed = line.get(start + 1..).unwrap_or_default();
            let quoted = |name: &Name| format!("\"{}\"", name.text.replace('"', ""));
            return (start, self.names(typed, quoted));
        }
        let word = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let partial = line.get(word..).unwrap_or_default();
        if let Some(found) = ending::format(line) {
            return found;
        }
        let progress = self.progress(line);
        if let Some(step) = progress.first().filter(|s| s.gap >= line.len() && line.ends_with(' '))
            && step.wanted.as_deref().is_some_and(|gap| gap.len() == 1)
        {
            return (line.len(), self.names("", bare));
        }
        // What the user fills in begins here; the words before it are the question's own.
        let gap = progress.first().map_or(0, |step| step.gap.min(line.len()));
        let options = progress.first().map_or(&[][..], |step| step.options.as_slice());
        if let Some((start, wanted)) = ending::value(line, gap, options) {
            return (start, self.values(wanted, line.get(start..).unwrap_or_default()));
        }
        let whole = progress.iter().all(|step| step.next.is_none());
        let open = progress.first().is_none_or(|step| step.wanted.is_some());
        if let Some(found) = ending::option(line, gap, open, options).filter(|_| whole) {
            return found;
        }
        let mut words = self.openings_after(line, word);
        words.extend(next_words(&progress, line, word));
        words.sort();
        words.dedup();
        let mut words: Vec<Suggestion> = words.iter().map(|w| plain(w)).collect();
        let (start, names) = if progress.is_empty() {
            self.names_at_end(line)
        } else {
            (gap, self.names(line.get(gap..).unwrap_or_default(), bare))
        };
        // A name of several words says more than the beginning of one word, but a line that follows a
        // question to the letter says more than either.
        let follows = !self.openings_after(line, word).is_empty();
        if words.is_empty() || (start < word && !follows && !names.is_empty()) {
            return if names.is_empty() { (word, words) } else { (start, names) };
        }
        if start == word && !partial.is_empty() {
            words.extend(names);
        }
        (word, words)
    }

    /// The words with which a line that is the beginning of a question can go on from `word`.
    fn openings_after(&self, line: &str, word: usize) -> Vec<String> {
        let lower = line.to_ascii_lowercase();
        let rest = self.openings.iter().filter(|o| o.starts_with(&lower) && **o != lower);
        rest.filter_map(|o| o.get(word..)?.split_inclusive(' ').next().map(str::to_owned)).collect()
    }

    /// The words that can stand behind a key such as `via`.
    fn values(&self, wanted: Wanted, typed: &str) -> Vec<Suggestion> {
        let begun = |word: &&String| starts(word, typed);
        let any = wanted == Wanted::Any;
        let mut found: Vec<Suggestion> = match wanted {
            Wanted::Words(words) => {
                words.iter().filter(|w| starts(w, typed)).map(|w| plain(w)).collect()
            }
            Wanted::Kind => self.kinds.iter().filter(begun).map(|w| plain(w)).collect(),
            Wanted::Relation | Wanted::Any => {
                self.captions.iter().filter(begun).map(|w| plain(w)).collect()
            }
        };
        if any {
            found.extend(self.kinds.iter().filter(begun).map(|w| plain(w)));
            found.extend(self.names(typed, bare));
        }
        found
    }

    /// The names that the last words of a line could be the beginning of: of as many words as fit.
    fn names_at_end(&self, line: &str) -> (usize, Vec<Suggestion>) {
        let starts: Vec<usize> = line
            .char_indices()
            .filter(|(at, c)| {
                let before = line.get(..*at).and_then(|b| b.chars().next_back());
                !c.is_whitespace() && before.is_none_or(char::is_whitespace)
            })
            .map(|(at, _)| at)
            .collect();
        let from = starts.len().saturating_sub(WORDS);
        for start in starts.into_iter().skip(from) {
            let names = self.names(line.get(start..).unwrap_or_default(), bare);
            if !names.is_empty() {
                return (start, names);
            }
        }
        (line.len(), Vec::new())
    }

    fn names(&self, typed: &str, written: impl Fn(&Name) -> String) -> Vec<Suggestion> {
        let folded = fold(typed);
        if folded.is_empty() && !typed.trim().is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u8, &Name, Option<&str>)> = self
            .names
            .iter()
            .filter_map(|name| name.fits(&folded).map(|(r, f)| (r, name, f)))
            .collect();
        // A document that nothing is linked to is hardly meant, unless nothing else is.
        if found.iter().any(|(_, name, _)| !name.is_loose()) {
            found.retain(|(_, name, _)| !name.is_loose());
        }
        // Stable: within a rank the most linked stays first.
        found.sort_by_key(|(rank, ..)| *rank);
        let shown = |name: &Name, alias: Option<&str>| {
            let plural = if name.links == 1 { "" } else { "s" };
            let alias = alias.map(|a| format!("{a} = ")).unwrap_or_default();
            let mut text = format!("{alias}{}", name.text);
            // Whole names stand on the line once chosen; the list has one line for each.
            if let Some((at, _)) = text.char_indices().nth(LONG) {
                text.truncate(at);
                text.push('…');
            }
            harmless(&format!("{text}  ({}, {} link{plural})", name.kind, name.links)).into_owned()
        };
        found
            .into_iter()
            .take(MOST)
            .map(|(_, name, alias)| Suggestion {
                text: harmless(&written(name)).into_owned(),
                shown: shown(name, alias),
            })
            .collect()
    }

    fn progress(&self, line: &str) -> Vec<Progress> {
        let mut all: Vec<Progress> = self.templates.iter().filter_map(|t| t.follow(line)).collect();
        // The template that the line follows furthest is the one meant.
        let most = all.iter().map(|p| p.found.iter().map(Range::len).sum::<usize>()).max();
        all.retain(|p| Some(p.found.iter().map(Range::len).sum()) == most);
        all
    }

    /// The places of the words of a question that are no names.
    pub(super) fn literals(&self, line: &str) -> Vec<Range<usize>> {
        self.progress(line).into_iter().next().map(|p| p.found).unwrap_or_default()
    }

    /// What to show in grey behind the line.
    pub(super) fn hint(&self, line: &str) -> Option<Hint> {
        if line.trim().is_empty() || line.starts_with(':') {
            return None;
        }
        if is_cypher(line) {
            let ends = line.to_ascii_lowercase().contains("return ") && !line.contains(';');
            return ends.then(|| Hint { shown: ";".into(), insert: Some(";".into()) });
        }
        if let Some(step) = self.progress(line).first()
            && line.ends_with(' ')
        {
            let empty = line.get(step.gap..).is_none_or(|gap| gap.trim().is_empty());
            return match (&step.wanted, &step.next) {
                (Some(wanted), _) if empty => {
                    Some(Hint { shown: spoken(wanted).to_owned(), insert: None })
                }
                (_, Some(next)) => {
                    Some(Hint { shown: next.clone(), insert: Some(format!("{next} ")) })
                }
                _ => None,
            };
        }
        let (start, found) = self.question(line);
        let typed = line.get(start..).filter(|typed| typed.trim().chars().count() > 1)?;
        let begun = found.iter().filter(|s| starts(&s.text, typed)).map(|s| s.text.as_str());
        // Of the words of the language the shortest (chairs, not chaired), of names the most linked.
        let word = begun.clone().filter(|text| text.ends_with(' ')).min_by_key(|text| text.len());
        let rest = word.or_else(|| begun.clone().next())?.get(typed.len()..)?;
        let rest = Some(rest).filter(|rest| !rest.is_empty())?;
        Some(Hint { shown: rest.to_owned(), insert: Some(rest.to_owned()) })
    }

    fn cypher(&self, line: &str) -> (usize, Vec<Suggestion>) {
        let tokens = tokens(line);
        let mut open = tokens.iter().filter(|t| t.kind != TokenKind::End);
        let last = open.next_back();
        if let Some(last) = last.filter(|t| t.kind == TokenKind::Unclosed) {
            let text = last.span.of(line);
            let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
                return (line.len(), Vec::new());
            };
            let typed = text.get(1..).unwrap_or_default();
            let literal = |name: &Name| {
                let name = name.text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"));
                format!("{quote}{name}{quote}")
            };
            return (last.span.range().start, self.names(typed, literal));
        }
        let (start, typed) = match last.filter(|t| t.kind == TokenKind::Word) {
            Some(word) if word.span.range().end == line.len() => {
                (word.span.range().start, word.span.of(line))
            }
            _ => (line.len(), ""),
        };
        let before: Vec<&str> = tokens
            .iter()
            .filter(|t| t.span.range().end <= start && t.kind != TokenKind::End)
            .map(|t| t.span.of(line))
            .collect();
        let counted = |(name, count): &(String, usize)| Suggestion {
            text: name.clone(),
            shown: format!("{name}  ({count})"),
        };
        let found: Vec<Suggestion> = match before.last().copied() {
            Some(":" | "|" | "&" | "!") => {
                let of = if in_brackets(&before) { &self.types } else { &self.labels };
                of.iter().filter(|(n, _)| starts(n, typed)).map(counted).collect()
            }
            Some(".") => {
                self.properties.iter().filter(|p| starts(p, typed)).map(|p| plain(p)).collect()
            }
            _ if typed.is_empty() => Vec::new(),
            _ => {
                let lower = typed.chars().all(char::is_lowercase);
                let cased = |k: &str| if lower { k.to_lowercase() } else { k.to_owned() };
                let keywords = keywords().filter(|k| starts(k, typed)).map(|k| plain(&cased(k)));
                let functions = self.functions.iter().filter(|f| starts(f, typed));
                let functions = functions
                    .map(|f| Suggestion { text: format!("{f}("), shown: format!("{f}(…)") });
                keywords.chain(functions).collect()
            }
        };
        (start, found)
    }
}

impl Name {
    fn is_loose(&self) -> bool {
        self.document && self.links == 0
    }

    /// How well the typed text fits, less is better, and the other name by which it does.
    fn fits(&self, folded: &str) -> Option<(u8, Option<&str>)> {
        if folded.is_empty() {
            return Some((0, None));
        }
        for (form, alias) in &self.forms {
            if form.starts_with(folded) {
                return Some((u8::from(alias.is_some()), alias.as_deref()));
            }
        }
        let acronym = self.acronyms.iter().find(|a| fold(a).starts_with(folded));
        if let Some(acronym) = acronym.filter(|_| folded.len() > 1) {
            return Some((2, Some(acronym)));
        }
        let at_a_word = |form: &str| {
            form.match_indices(folded)
                .any(|(at, _)| form.get(..at).is_some_and(|before| before.ends_with(' ')))
        };
        let (_, alias) = self.forms.iter().find(|(form, _)| at_a_word(form))?;
        Some((3, alias.as_deref()))
    }
}

fn name(snapshot: &Snapshot, id: crate::model::NodeId) -> Option<Name> {
    let record = snapshot.node_record(id)?;
    let kind = snapshot.kind_of(id);
    let sub = record.sub_kinds.first().and_then(|s| kind?.sub.iter().find(|k| k.id == *s));
    let noun = sub.map(|s| &s.noun).or_else(|| kind.map(|k| &k.noun));
    let others = record.aka.iter().map(|a| (fold(&a.text), Some(a.text.clone())));
    let texts =
        std::iter::once(record.name.as_str()).chain(record.aka.iter().map(|a| a.text.as_str()));
    Some(Name {
        text: record.name.clone(),
        kind: noun.map_or_else(|| record.kind.clone(), |n| n.one.clone()),
        links: snapshot.degree(id, Direction::Both, &[]),
        forms: std::iter::once((fold(&record.name), None)).chain(others).collect(),
        acronyms: texts.flat_map(acronyms).filter(|a| is_spoken(a)).collect(),
        document: kind.is_some_and(|kind| kind.id == "document"),
    })
}

/// Whether people would say these initials: some letters, and not one for each word of a sentence.
fn is_spoken(acronym: &str) -> bool {
    (2..=6).contains(&acronym.chars().count()) && acronym.chars().all(char::is_alphabetic)
}

/// The literal words that can stand next.
fn next_words(progress: &[Progress], line: &str, word: usize) -> Vec<String> {
    let partial = line.get(word..).unwrap_or_default();
    let mut words = Vec::new();
    for step in progress {
        let filled = line.get(step.gap..word).is_some_and(|gap| !gap.trim().is_empty());
        let next = step.next.iter().filter(|_| filled).map(|next| format!("{next} "));
        words.extend(next.filter(|next| starts(next, partial)));
    }
    words
}

/// A name in a question: in quotes where it holds words that questions are made of.
fn bare(name: &Name) -> String {
    let lower = format!(" {} ", name.text.to_lowercase());
    let words = [" and ", " with ", " on ", " as of ", " by ", " via ", " without ", "|", ">"];
    let risky = words.iter().any(|word| lower.contains(word));
    if risky && !name.text.contains('"') { format!("\"{}\"", name.text) } else { name.text.clone() }
}

fn settings(line: &str, setting: &str) -> (usize, Vec<Suggestion>) {
    let start = line.len() - setting.len();
    match setting.split_once(' ') {
        None => {
            let names = SETTINGS.iter().filter(|s| starts(s.name, setting));
            let row = |name: &str, doc: &str| Suggestion {
                text: format!("{name} "),
                shown: format!(":{name}  {doc}"),
            };
            let mut found: Vec<Suggestion> = names.map(|s| row(s.name, s.doc)).collect();
            found.extend(starts("help", setting).then(|| row("help", "all settings")));
            (start, found)
        }
        Some((name, value)) => {
            let values = SETTINGS.iter().filter(|s| s.name == name).flat_map(|s| s.values);
            let found = values.filter(|v| starts(v, value)).map(|v| plain(v)).collect();
            (line.len() - value.len(), found)
        }
    }
}

/// Whether the place is within `[ … ]`, where relation types stand.
fn in_brackets(before: &[&str]) -> bool {
    let opened = before.iter().rev().find(|t| matches!(**t, "[" | "(" | "]" | ")"));
    opened.is_some_and(|t| *t == "[")
}

pub(super) fn plain(text: &str) -> Suggestion {
    Suggestion { text: text.to_owned(), shown: text.to_owned() }
}

/// Whether `word` begins with what was typed, in any case.
pub(super) fn starts(word: &str, typed: &str) -> bool {
    word.get(..typed.len()).is_some_and(|head| head.eq_ignore_ascii_case(typed))
}

/// The words of a usage up to what the user fills in: `as of `.
pub(super) fn literal(usage: &str) -> String {
    let words: Vec<&str> =
        usage.split(' ').take_while(|w| !w.chars().all(char::is_uppercase)).collect();
    let blank = if words.len() < usage.split(' ').count() { " " } else { "" };
    format!("{}{blank}", words.join(" "))
}

/// What a gap is called.
fn spoken(gap: &str) -> &str {
    match gap {
        "X" => "NAME",
        "Y" => "OTHER NAME",
        other => other,
    }
}

fn sorted(mut names: Vec<(String, usize)>) -> Vec<(String, usize)> {
    names.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    names
}
