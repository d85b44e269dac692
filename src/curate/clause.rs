//! The clauses at the end of an edit: when, who says so, and what else is said.

use std::collections::BTreeMap;

use crate::ask::words::{Word, cut_last, joined, span};
use crate::ask::{AskError, Asker};
use crate::error::Span;
use crate::model::schema::{Attribute, ValueType};
use crate::model::when::{Boundary, Moment, PartialDate, Validity};
use crate::model::{Confidence, Value};

/// A text and where it stands.
pub(super) type Said = (String, Span);

/// What the clauses of an edit say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Clauses {
    pub(super) kind: Option<Said>,
    pub(super) start: Boundary,
    pub(super) end: Boundary,
    pub(super) on: Boundary,
    /// Where the day of `on` stands.
    pub(super) on_at: Span,
    pub(super) known: Vec<PartialDate>,
    pub(super) planned: bool,
    pub(super) inferred: Option<Confidence>,
    pub(super) source: Option<Said>,
    pub(super) quote: Option<String>,
    pub(super) locator: Option<String>,
    pub(super) said_by: Option<String>,
    pub(super) note: Option<String>,
    pub(super) attributes: BTreeMap<String, Value>,
    /// Where the values of the attributes stand.
    pub(super) attributes_at: BTreeMap<String, Span>,
}

/// The words that begin a clause, and what stands behind each.
const CLAUSES: [(&str, Takes); 15] = [
    ("from", Takes::Date),
    ("since", Takes::Date),
    ("until", Takes::Date),
    ("on", Takes::Date),
    ("known", Takes::Date),
    ("seen", Takes::Date),
    ("as", Takes::Kind),
    ("source", Takes::Text),
    ("quote", Takes::Text),
    ("locator", Takes::Text),
    ("page", Takes::Text),
    ("said by", Takes::Text),
    ("note", Takes::Text),
    ("planned", Takes::Nothing),
    ("inferred", Takes::Sureness),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Date,
    Kind,
    Text,
    Nothing,
    Sureness,
}

/// The words that begin a clause, for completion.
///
/// ```
/// assert!(plexusdb::curate::clauses().any(|word| word == "source"));
/// ```
pub fn clauses() -> impl Iterator<Item = &'static str> {
    CLAUSES.iter().map(|(word, _)| *word)
}

/// A date in figures or in words; one of two as `[a..b]`.
fn boundary(text: &str) -> Option<Boundary> {
    let read = text.parse::<Boundary>().ok();
    read.or_else(|| text.parse::<Moment>().ok()?.to_string().parse().ok())
}

impl Clauses {
    /// Takes the clauses off the end of an edit and gives what stands before them.
    pub(super) fn take<'w>(
        words: &'w [Word],
        text: &str,
        asker: &Asker,
        verb: &str,
    ) -> Result<(&'w [Word], Self), AskError> {
        let attributes = &asker.snapshot().schema().declared().attributes;
        let mut clauses = Self::default();
        let mut rest = words;
        let mut taken: Vec<String> = Vec::new();
        while let Some((before, name, value)) = last(rest, attributes, verb) {
            let at = if value.is_empty() { span(rest, text) } else { span(value, text) };
            // Two words for one thing.
            let name = match name.as_str() {
                "since" => "from".to_owned(),
                "seen" => "known".to_owned(),
                "page" => "locator".to_owned(),
                _ => name,
            };
            if taken.contains(&name) {
                let error = AskError::malformed(format!("`{name}` is said twice"), at);
                return Err(error.with_help("say it once"));
            }
            clauses.put(&name, value, at, attributes)?;
            taken.push(name);
            rest = before;
        }
        Ok((rest, clauses))
    }

    fn put(
        &mut self,
        name: &str,
        value: &[Word],
        at: Span,
        attributes: &[Attribute],
    ) -> Result<(), AskError> {
        let text = joined(value);
        let date = || boundary(&text).unwrap_or_default();
        match name {
            "from" => self.start = date(),
            "until" => self.end = date(),
            "on" => (self.on, self.on_at) = (date(), at),
            "known" => match date() {
                Boundary::Date(known) => self.known.push(known),
                _ => return Err(AskError::malformed("a source vouches for one day", at)),
            },
            "as" => self.kind = Some((text, at)),
            "source" => self.source = Some((text, at)),
            "quote" => self.quote = Some(text),
            "locator" => self.locator = Some(text),
            "said by" => self.said_by = Some(text),
            "note" => self.note = Some(text),
            "planned" => self.planned = true,
            "inferred" => {
                let all = [Confidence::Low, Confidence::Medium, Confidence::High];
                let sure = all.into_iter().find(|c| c.word() == text.to_lowercase());
                self.inferred = Some(sure.unwrap_or(Confidence::Low));
            }
            _ => {
                if let Some(attribute) = attributes.iter().find(|a| spoken(&a.id) == name) {
                    let value = typed(&text, &attribute.value).map_err(|takes| {
                        let message = format!("`{name}` cannot be “{text}”");
                        AskError::malformed(message, at).with_help(format!("it takes {takes}"))
                    })?;
                    self.attributes.insert(attribute.id.clone(), value);
                    self.attributes_at.insert(attribute.id.clone(), at);
                }
            }
        }
        Ok(())
    }

    /// When it holds, by these clauses; `dated` is the date of the document, which vouches for it where
    /// nothing else is said.
    pub(super) fn validity(
        &self,
        dated: Option<PartialDate>,
        at: Span,
    ) -> Result<Validity, AskError> {
        let spell = Validity::new(self.start, self.end).map_err(|e| AskError::date(&e, at))?;
        let known = if self.known.is_empty() && !self.planned && !self.end.is_recorded() {
            dated.into_iter().collect()
        } else {
            self.known.clone()
        };
        Ok(spell.with_known(known).with_planned(self.planned))
    }
}

/// An attribute as it is typed: `core-partner` is `core partner`.
pub(super) fn spoken(id: &str) -> String {
    id.replace(['-', '_'], " ")
}

/// The value that a text is, of the type that the schema declares; else what that takes, in words.
pub(super) fn typed(text: &str, takes: &ValueType) -> Result<Value, String> {
    let figures: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    match takes {
        ValueType::Text | ValueType::Node if text.trim().is_empty() => Err("a text".to_owned()),
        ValueType::Text | ValueType::Node => Ok(Value::text(text)),
        ValueType::Whole => {
            figures.parse().map(Value::Integer).map_err(|_| "a whole number".to_owned())
        }
        ValueType::Number => match (figures.parse(), figures.parse::<f64>()) {
            (Ok(whole), _) => Ok(Value::Integer(whole)),
            (_, Ok(number)) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err("a number".to_owned()),
        },
        ValueType::YesNo => match text.to_lowercase().as_str() {
            "" | "yes" | "true" => Ok(Value::Boolean(true)),
            "no" | "false" => Ok(Value::Boolean(false)),
            _ => Err("yes or no".to_owned()),
        },
        ValueType::Date => text
            .parse::<Moment>()
            .map(|moment| Value::text(moment.to_string()))
            .map_err(|_| "a date, such as 2024-05 or 3 May 2024".to_owned()),
        ValueType::Word(words) => {
            let meant = words.iter().find(|w| spoken(w) == spoken(&text.to_lowercase()));
            meant.map(|word| Value::text(word.as_str())).ok_or_else(|| words.join(", "))
        }
    }
}

/// The last clause of an edit: what stands before it, its name, and its value.
fn last<'w>(
    words: &'w [Word],
    attributes: &[Attribute],
    verb: &str,
) -> Option<(&'w [Word], String, &'w [Word])> {
    // `set X note …` sets it.
    let own = CLAUSES.iter().filter(|(name, _)| verb != "set" || *name != "note");
    let own = own.filter_map(|(name, takes)| {
        let (before, value) = cut_last(words, name)?;
        fits(*takes, value, verb).then(|| (before, (*name).to_owned(), value))
    });
    let declared = attributes.iter().filter_map(|attribute| {
        let name = spoken(&attribute.id);
        let (before, value) = cut_last(words, &name)?;
        let flag = attribute.value == ValueType::YesNo;
        // The first words of `set` are what it sets.
        let fits = verb != "set"
            && (flag == value.is_empty()
                || flag && typed(&joined(value), &attribute.value).is_ok());
        fits.then_some((before, name, value))
    });
    own.chain(declared)
        .filter(|(before, ..)| !before.is_empty())
        .max_by_key(|(before, ..)| before.len())
}

/// Whether a value can stand behind a word, so that the word begins a clause and is no part of a name.
fn fits(takes: Takes, value: &[Word], verb: &str) -> bool {
    match takes {
        Takes::Nothing => value.is_empty(),
        Takes::Date => boundary(&joined(value)).is_some(),
        Takes::Kind => verb == "add" && !value.is_empty(),
        Takes::Text => !value.is_empty(),
        Takes::Sureness => {
            value.is_empty()
                || ["high", "medium", "low"].contains(&joined(value).to_lowercase().as_str())
        }
    }
}
