//! The forms made from the schema: `who CAPTION X`, `what does X CAPTION`, `which KIND …`.

use super::{Context, Form, Question, Show, best, quoted};
use crate::ask::error::AskError;
use crate::ask::words::{Word, after, fit, span};
use crate::model::name::nearest;
use crate::model::schema::{End, Noun};
use crate::model::{KindId, Relation, RelationId, Schema};

/// Rows for the help; their patterns come from the schema.
pub(super) const FORMS: &[Form] = &[
    Form {
        usage: "who CAPTION X",
        example: "who chairs HCL",
        doc: "Who stands in a relation to X: any relation of the schema (chairs, runs, funds, covers …).",
        patterns: &[],
        build: never,
    },
    Form {
        usage: "what does X CAPTION",
        example: "what does LNWUH run",
        doc: "What X stands in a relation to: any relation of the schema.",
        patterns: &[],
        build: never,
    },
    Form {
        usage: "which KIND does X CAPTION",
        example: "which boroughs does the NWL ICS cover",
        doc: "The same, only one kind of thing: boroughs, partnerships, people …",
        patterns: &[],
        build: never,
    },
];

fn never(_: &Context<'_>, _: &[&[Word]]) -> Result<Question, AskError> {
    Err(AskError::malformed("nothing was asked", crate::error::Span::default()))
}

/// What a relation's words ask for.
#[derive(Clone, Copy)]
struct Asked {
    relation: RelationId,
    /// The end at which the answers stand.
    answers: End,
}

/// A kind or sub-kind named in a question.
struct Only {
    label: String,
    noun: Noun,
}

/// Reads the question as one of the general forms; `None` where no relation's words fit.
pub(super) fn understand(
    context: &Context<'_>,
    words: &[Word],
) -> Option<Result<Question, AskError>> {
    let schema = context.snapshot().schema();
    let (only, body) = opener(schema, words)?;
    let mut readings = Vec::new();
    for (pattern, asked) in patterns(schema, only.is_some()) {
        for slots in fit(&pattern, body) {
            if let [slot] = slots.as_slice() {
                readings.push(build(context, asked, only.as_ref(), slot));
            }
        }
    }
    (!readings.is_empty()).then(|| best(readings.into_iter()))
}

/// Takes `who`, `what` or `which KIND` off the front.
fn opener<'w>(schema: &Schema, words: &'w [Word]) -> Option<(Option<Only>, &'w [Word])> {
    for bare in ["who", "whom", "what", "where"] {
        if let Some(rest) = after(words, bare) {
            return Some((None, rest));
        }
    }
    if let Some(rest) = after(words, "which").or_else(|| after(words, "what")) {
        return kind_at(schema, rest).map(|(only, rest)| (Some(only), rest));
    }
    // “members of X”, “chair of X”: the heading of the relation, with or without “the”.
    Some((None, after(words, "the").unwrap_or(words)))
}

/// The kind whose name these words begin with, the longest name first, and what follows.
fn kind_at<'w>(schema: &Schema, words: &'w [Word]) -> Option<(Only, &'w [Word])> {
    kinds(schema)
        .flat_map(|(label, noun)| {
            [noun.many.clone(), noun.one.clone()].map(|name| (label.clone(), noun.clone(), name))
        })
        .filter_map(|(label, noun, name)| {
            let rest = after(words, &name.to_lowercase())?;
            Some((Only { label, noun }, rest))
        })
        .min_by_key(|(_, rest)| rest.len())
}

/// Every kind, sub-kind and class with its label and what people call it.
pub(super) fn kinds(schema: &Schema) -> impl Iterator<Item = (String, Noun)> {
    let kinds = schema.kinds().iter().flat_map(|kind| {
        std::iter::once((kind.label.clone(), kind.noun.clone()))
            .chain(kind.sub.iter().map(|sub| (sub.label.clone(), sub.noun.clone())))
    });
    kinds.chain(schema.declared().classes.iter().map(|c| (c.label.clone(), c.noun.clone())))
}

/// The label of a kind that a text names in the singular or plural, or by its id.
pub(super) fn label_named(schema: &Schema, text: &str) -> Option<(String, Noun)> {
    let text = text.to_lowercase();
    kinds(schema).find(|(label, noun)| {
        [&noun.one, &noun.many, label].iter().any(|n| n.to_lowercase() == text)
    })
}

/// The patterns of every relation, behind the opener. Those of a question with a kind have none that
/// begin with a noun.
fn patterns(schema: &Schema, with_kind: bool) -> Vec<(String, Asked)> {
    let mut patterns = Vec::new();
    for (relation, id) in schema.relations().iter().zip((0..).map(RelationId)) {
        let near = Asked { relation: id, answers: End::From };
        let far = Asked { relation: id, answers: End::To };
        patterns.extend(relation.who.iter().map(|who| (format!("{who} {{}}"), near)));
        for verb in &relation.does {
            patterns.push((format!("(does|do|did) {{}} {verb}"), far));
        }
        let plain = relation.says.trim_start_matches("is ");
        patterns.push((format!("(is|are|was|were) {{}} [a] {plain}"), far));
        patterns.push((format!("(is|are|was|were) {{}} {}", relation.back), near));
        if relation.became {
            patterns.push(("became of {}".to_owned(), far));
        }
        // A heading that only repeats the words between the names is no noun: “covered by of X”.
        let is_noun = relation.back_heading.to_lowercase() != relation.back;
        if !with_kind && is_noun {
            patterns.push((format!("{} of {{}}", relation.back_heading.to_lowercase()), near));
        }
    }
    patterns
}

fn build(
    context: &Context<'_>,
    asked: Asked,
    only: Option<&Only>,
    slot: &[Word],
) -> Result<Question, AskError> {
    let schema = context.snapshot().schema();
    let Some(relation) = schema.relation(asked.relation) else {
        return Err(AskError::malformed("nothing was asked", span(slot, context.text)));
    };
    let legal = kinds_at(relation, asked.answers);
    let subject = context.subject(slot, Some(&legal))?;
    let label = only.map(|o| format!(":{}", o.label)).unwrap_or_default();
    let (left, right) = match (relation.symmetric, asked.answers) {
        (true, _) => ("-", "-"),
        (false, End::From) => ("<-", "-"),
        (false, End::To) => ("-", "->"),
    };
    let query = format!(
        "MATCH (x {{id: {}}}){left}[r:{}]{right}(y{label}){}\nRETURN r, y{}\nORDER BY y.name",
        quoted(&subject.id),
        relation.cypher,
        context.lens.filter("r", &[]),
        context.lens.column("r"),
    );
    let title = title(relation, asked.answers, only, &subject.name);
    Ok(Question::about(subject, Show::Links, title, query))
}

/// *Who chairs X*, *What X runs*, *Boroughs that X covers*, *Organisations that cover X*.
fn title(relation: &Relation, answers: End, only: Option<&Only>, name: &str) -> String {
    let one = relation.who.first().unwrap_or(&relation.says);
    let several = relation.does.first().unwrap_or(one);
    match (only.map(|only| capitalised(&only.noun.many)), answers) {
        (None, End::From) => format!("Who {one} {name}"),
        (None, End::To) => format!("What {name} {one}"),
        (Some(kind), End::From) => format!("{kind} that {several} {name}"),
        (Some(kind), End::To) => format!("{kind} that {name} {one}"),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// The kinds that may stand at the end that is *not* asked for: the ones the question's name may have.
fn kinds_at(relation: &Relation, answers: End) -> Vec<KindId> {
    let mut kinds: Vec<KindId> = relation
        .ends
        .iter()
        .flat_map(|ends| match answers {
            _ if relation.symmetric => ends.from.iter().chain(&ends.to),
            End::From => ends.to.iter().chain(&[]),
            End::To => ends.from.iter().chain(&[]),
        })
        .copied()
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What is wrong with a line that begins as one of these forms but has no relation in it:
/// “who chars HCL”.
pub(super) fn diagnose(context: &Context<'_>, words: &[Word]) -> Option<AskError> {
    let schema = context.snapshot().schema();
    let (first, rest) = words.split_first()?;
    let opener = first.text.to_lowercase();
    let verbs: Vec<String> = match opener.as_str() {
        "who" => one_word(schema.relations().iter().flat_map(|r| &r.who)),
        "what" | "which" | "where" | "whom" => {
            one_word(schema.relations().iter().flat_map(|r| r.does.iter().chain(&r.who)))
        }
        _ => return None,
    };
    let wrong = match opener.as_str() {
        "who" => rest.first()?,
        _ => rest.last()?,
    };
    let close = nearest(&wrong.text.to_lowercase(), verbs.iter().map(String::as_str), 1);
    let error =
        AskError::malformed(format!("I don't know the relation “{}”", wrong.text), wrong.span);
    Some(match close.first() {
        Some(known) => {
            let mended: Vec<String> = words
                .iter()
                .map(|w| if w.span == wrong.span { (*known).to_owned() } else { written(w) })
                .collect();
            error.with_help(format!("did you mean {known}?")).with_mend(mended.join(" "))
        }
        None => error.with_help(format!("“{}” goes with: {}", first.text, verbs.join(", "))),
    })
}

fn written(word: &Word) -> String {
    if word.quoted { format!("\"{}\"", word.text) } else { word.text.clone() }
}

fn one_word<'a>(phrases: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut verbs: Vec<String> = phrases.filter(|p| !p.contains(' ')).cloned().collect();
    verbs.sort();
    verbs.dedup();
    verbs
}

/// The label of the kind that a label belongs to: of `Borough` it is `Place`.
pub(super) fn kind_label(schema: &Schema, label: &str) -> Option<String> {
    schema
        .kinds()
        .iter()
        .find(|k| k.label == label || k.sub.iter().any(|s| s.label == label))
        .map(|k| k.label.clone())
}
