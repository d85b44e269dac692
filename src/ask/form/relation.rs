//! The forms made from the schema: `who CAPTION X`, `what does X CAPTION`, `which KIND …`.

use std::collections::BTreeMap;

use super::{Context, Form, Question, Show, best, quoted};
use crate::ask::error::AskError;
use crate::ask::words::{Pattern, Word, after, span};
use crate::error::Span;
use crate::model::name::{capitalised, nearest};
use crate::model::schema::{End, Noun};
use crate::model::{KindId, Relation, RelationId, Schema};

pub(super) const FORMS: &[Form] = &[
    Form {
        usage: "who CAPTION X",
        example: "who chairs HCL",
        doc: "Who stands in a relation to X: any relation of the schema (chairs, runs, funds, covers …).",
    },
    Form {
        usage: "what does X CAPTION",
        example: "what does London North West University Healthcare NHS Trust run",
        doc: "What X stands in a relation to: any relation of the schema.",
    },
    Form {
        usage: "which KIND does X CAPTION",
        example: "which boroughs does the NWL ICS cover",
        doc: "The same, only one kind of thing: boroughs, partnerships, people …",
    },
];

/// A kind or sub-kind named in a question.
struct Only {
    label: String,
    noun: Noun,
}

/// A name, and the relations that are asked for at it.
struct Asked<'w> {
    slot: &'w [Word],
    relations: Vec<RelationId>,
}

/// Reads the question as one of the general forms; `None` where no relation's words fit.
///
/// Words that several relations share (“is in”) ask for all of them.
pub(super) fn understand(
    context: &Context<'_>,
    words: &[Word],
) -> Option<Result<Question, AskError>> {
    let schema = context.snapshot().schema();
    let mut readings = Vec::new();
    for (only, body) in openers(schema, words) {
        // By the place of the name and the end at which the answers stand.
        let mut asked: BTreeMap<(Span, bool), Asked<'_>> = BTreeMap::new();
        for (pattern, relation, answers) in context.asker.patterns.behind(only.is_some()) {
            for slots in pattern.fit(body) {
                let [slot] = slots.as_slice() else { continue };
                let key = (span(slot, context.text), *answers == End::From);
                let asked = asked.entry(key).or_insert(Asked { slot, relations: Vec::new() });
                if !asked.relations.contains(relation) {
                    asked.relations.push(*relation);
                }
            }
        }
        for ((_, near), Asked { slot, relations }) in asked {
            let answers = if near { End::From } else { End::To };
            readings.push(build(context, &relations, answers, only.as_ref(), slot));
        }
    }
    (!readings.is_empty()).then(|| best(readings.into_iter()))
}

/// Takes `who`, `what`, `which KIND` or a bare `KIND` off the front, in every way that fits.
fn openers<'w>(schema: &Schema, words: &'w [Word]) -> Vec<(Option<Only>, &'w [Word])> {
    let mut found = Vec::new();
    let of_kind = ["which", "what"].iter().find_map(|w| after(words, w)).unwrap_or(words);
    if let Some((only, rest)) = kind_at(schema, of_kind) {
        found.push((Some(only), after(rest, "that").unwrap_or(rest)));
    }
    for bare in ["who", "whom", "what", "where"] {
        found.extend(after(words, bare).map(|rest| (None, rest)));
    }
    // “chair of X”: the heading of the relation, with or without “the”.
    found.push((None, after(words, "the").unwrap_or(words)));
    found
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

/// Every kind, sub-kind and class with the labels it stands for in a question and what people call it.
/// Whoever asks for organisations means partnerships too, which stand for them in every relation.
pub(super) fn kinds(schema: &Schema) -> impl Iterator<Item = (String, Noun)> {
    let kinds = schema.kinds().iter().flat_map(|kind| {
        let stand_ins = schema.kinds().iter().filter(|k| k.stands_for.as_ref() == Some(&kind.id));
        let labels: Vec<&str> =
            std::iter::once(kind).chain(stand_ins).map(|k| k.label.as_str()).collect();
        let label = match labels.as_slice() {
            [label] => (*label).to_owned(),
            labels => format!("({})", labels.join("|")),
        };
        std::iter::once((label, kind.noun.clone()))
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

/// The label of the kind that a label belongs to: of `Borough` it is `Place`.
pub(super) fn kind_label(schema: &Schema, label: &str) -> Option<String> {
    schema
        .kinds()
        .iter()
        .find(|k| k.label == label || k.sub.iter().any(|s| s.label == label))
        .map(|k| k.label.clone())
}

/// The patterns that a schema's relations make, each with the end at which the answers stand; made once,
/// since every question is held against all of them.
#[derive(Debug)]
pub(in crate::ask) struct Patterns {
    behind_kind: Vec<(Pattern, RelationId, End)>,
    behind_word: Vec<(Pattern, RelationId, End)>,
}

impl Patterns {
    pub(in crate::ask) fn of(schema: &Schema) -> Self {
        Self { behind_kind: patterns(schema, true), behind_word: patterns(schema, false) }
    }

    /// Those that may follow a kind, as in “which boroughs”, or a word such as “who”.
    fn behind(&self, kind: bool) -> &[(Pattern, RelationId, End)] {
        if kind { &self.behind_kind } else { &self.behind_word }
    }
}

/// The patterns of every relation behind the opener, each with the end at which the answers stand.
fn patterns(schema: &Schema, with_kind: bool) -> Vec<(Pattern, RelationId, End)> {
    let mut patterns = Vec::new();
    for (relation, id) in schema.relations().iter().zip((0..).map(RelationId)) {
        let mut add =
            |text: String, answers: End| patterns.push((Pattern::new(&text), id, answers));
        for (says, near, far) in
            [(&relation.says, End::From, End::To), (&relation.back, End::To, End::From)]
        {
            // Who chairs X, who is a member of X, who is chaired by X.
            add(format!("[is|are|was|were] [a] {says} {{}}"), near);
            // What is X a member of, who is X chaired by.
            add(format!("(is|are|was|were) {{}} [a] {says}"), far);
            if let Some(base) = base(says) {
                // What does X include, what did X succeed, who included X, which bodies cover X.
                add(format!("(does|do|did) {{}} {base}"), far);
                add(format!("{} {{}}", past(&base)), near);
                if with_kind {
                    add(format!("{base} {{}}"), near);
                }
            }
        }
        relation.who.iter().for_each(|who| add(format!("{who} {{}}"), End::From));
        for verb in &relation.does {
            add(format!("(does|do|did) {{}} {verb}"), End::To);
            if with_kind {
                add(format!("{verb} {{}}"), End::From);
            }
        }
        if relation.became {
            add("became of {}".to_owned(), End::To);
        }
        // A heading that only repeats the words between the names is no noun: “covered by of X”.
        if !with_kind && relation.back_heading.to_lowercase() != relation.back {
            add(format!("{} of {{}}", relation.back_heading), End::From);
        }
    }
    patterns
}

/// The verb without its ending, where the words begin with one: of *provides members to*, *provide
/// members to*.
fn base(says: &str) -> Option<String> {
    let (verb, rest) = says.split_once(' ').map_or((says, ""), |(verb, rest)| (verb, rest));
    let stem = if verb == "has" { "have" } else { verb.strip_suffix('s')? };
    Some(format!("{stem} {rest}").trim_end().to_owned())
}

/// The past of a regular verb in front of the words that go with it.
fn past(base: &str) -> String {
    let (verb, rest) = base.split_once(' ').map_or((base, ""), |(verb, rest)| (verb, rest));
    let ending = match verb {
        "have" => return format!("had {rest}").trim_end().to_owned(),
        verb if verb.ends_with('e') => "d",
        _ => "ed",
    };
    format!("{verb}{ending} {rest}").trim_end().to_owned()
}

fn build(
    context: &Context<'_>,
    relations: &[RelationId],
    answers: End,
    only: Option<&Only>,
    slot: &[Word],
) -> Result<Question, AskError> {
    let schema = context.snapshot().schema();
    let relations: Vec<&Relation> =
        relations.iter().filter_map(|id| schema.relation(*id)).collect();
    let legal: Vec<KindId> = relations.iter().flat_map(|r| kinds_at(r, answers)).collect();
    let subject = context.subject(slot, Some(&legal))?;
    let label = only.map(|o| format!(":{}", o.label)).unwrap_or_default();
    let (left, right) = match answers {
        _ if relations.iter().all(|r| r.symmetric) => ("-", "-"),
        End::From => ("<-", "-"),
        End::To => ("-", "->"),
    };
    let types: Vec<&str> = relations.iter().map(|r| r.cypher.as_str()).collect();
    let query = format!(
        "MATCH (x {{id: {}}}){left}[r:{}]{right}(y{label}){}\nRETURN r, y{}\nORDER BY type(r), y.name",
        quoted(&subject.id),
        types.join("|"),
        context.lens.filter("r", &[]),
        context.lens.column("r"),
    );
    let kind =
        context.snapshot().node_record(subject.node).and_then(|r| schema.kind_named(&r.kind));
    let fits = |r: &&&Relation| kind.is_some_and(|kind| kinds_at(r, answers).contains(&kind));
    let Some(meant) = relations.iter().find(fits).or(relations.first()) else {
        return Err(context.nothing());
    };
    let title = title(meant, answers, only, &subject.name);
    let mut question = Question::about(subject, Show::Links, title, query);
    question.is_whole = only.is_none() && context.lens.is_open();
    Ok(question)
}

/// *Who chairs X*, *What X runs*, *Boroughs that X covers*, *Organisations that cover X*.
fn title(relation: &Relation, answers: End, only: Option<&Only>, name: &str) -> String {
    let one = relation.who.first().unwrap_or(&relation.says);
    let plural = relation.does.first().cloned().or_else(|| base(&relation.says));
    let several = plural.as_ref().unwrap_or(one);
    match (only.map(|only| capitalised(&only.noun.many)), answers) {
        (None, End::From) => format!("Who {one} {name}"),
        (None, End::To) => format!("What {name} {one}"),
        (Some(kind), End::From) => format!("{kind} that {several} {name}"),
        (Some(kind), End::To) => format!("{kind} that {name} {one}"),
    }
}

/// The kinds that may stand at the end that is *not* asked for: the ones the question's name may have.
fn kinds_at(relation: &Relation, answers: End) -> Vec<KindId> {
    let of = |ends: &crate::model::schema::Ends| match answers {
        _ if relation.symmetric => [ends.from.clone(), ends.to.clone()].concat(),
        End::From => ends.to.clone(),
        End::To => ends.from.clone(),
    };
    relation.ends.iter().flat_map(of).collect()
}

/// What is wrong with a line that begins as one of these forms but has no relation in it, or no name
/// behind the relation: “who chars HCL”, “who covers”.
pub(super) fn diagnose(context: &Context<'_>, words: &[Word]) -> Option<AskError> {
    let schema = context.snapshot().schema();
    let (first, rest) = words.split_first()?;
    if !["who", "what", "which", "where", "whom"].iter().any(|opener| first.is(opener)) {
        return None;
    }
    let is_helper = |w: &&Word| ["does", "do", "did", "is", "are", "was"].iter().any(|h| w.is(h));
    let who: Vec<&str> =
        schema.relations().iter().flat_map(|r| r.who.iter().map(String::as_str)).collect();
    let does: Vec<String> = schema
        .relations()
        .iter()
        .flat_map(|r| r.does.iter().cloned().chain(base(&r.says)))
        .collect();
    // “who VERB X” has its verb in front, “what does X VERB” behind.
    let in_front = !rest.iter().any(|w| is_helper(&w));
    let wrong = if in_front { rest.first() } else { rest.last() };
    let Some(wrong) = wrong.filter(|w| !is_helper(w)) else {
        return Some(missing_name(context, &first.text));
    };
    let verbs: Vec<&str> = if in_front { who } else { does.iter().map(String::as_str).collect() };
    let verbs: Vec<&str> = verbs.into_iter().filter(|v| !v.contains(' ')).collect();
    let typed = wrong.text.to_lowercase();
    if verbs.contains(&typed.as_str()) {
        return Some(missing_name(context, &typed));
    }
    let close = nearest(&typed, verbs.iter().copied(), 1);
    let error =
        AskError::malformed(format!("I don't know the relation “{}”", wrong.text), wrong.span);
    let Some(known) = close.first() else {
        return Some(error.with_help("`help` lists the questions there are"));
    };
    let mended: Vec<String> = words
        .iter()
        .map(|w| if w.span == wrong.span { (*known).to_owned() } else { w.written() })
        .collect();
    Some(error.with_help(format!("did you mean {known}?")).with_mend(mended.join(" ")))
}

fn missing_name(context: &Context<'_>, behind: &str) -> AskError {
    let end = Span::new(context.text.len()..context.text.len());
    AskError::malformed(format!("a name is missing after “{behind}”"), end)
        .with_help("name a body, a person or a place, as in `who chairs HCL`")
}
