//! Forms about what stands on nodes and relations themselves: numbers, lists, names.

use super::relation::label_named;
use super::{Context, Form, Question, Show, quoted};
use crate::ask::error::AskError;
use crate::ask::words::{Word, joined, span};

pub(super) const FORMS: &[Form] = &[
    Form {
        usage: "numbers of X",
        example: "numbers of NWL ICS",
        doc: "The numbers and statuses stated about X, contradicting ones side by side.",
        patterns: &["[the] (numbers|figures|facts|statistics) (of|about|for) {}"],
        build: numbers,
    },
    Form {
        usage: "find TEXT",
        example: "find imperial",
        doc: "Everything whose name has to do with a text.",
        patterns: &["(find|search) [for] {}"],
        build: find,
    },
    Form {
        usage: "list undated|inferred|planned",
        example: "list inferred",
        doc: "The relations without any date, those a curator inferred, or those only announced.",
        patterns: &["list [all] [the] (undated|inferred|planned) [relations|links|facts]"],
        build: list_relations,
    },
    Form {
        usage: "list KIND",
        example: "list partnerships",
        doc: "Everything of one kind: organisations, partnerships, people, boroughs, documents …",
        patterns: &["list [all] [the] {}"],
        build: list_kind,
    },
];

fn numbers(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(nothing(context)) };
    let subject = context.subject(name, None)?;
    let mut conditions = Vec::new();
    if context.lens.stated_only {
        conditions.push("NOT fact.inferred".to_owned());
    }
    if let Some(by) = &context.lens.published_by {
        conditions.push(format!("published_by(fact, '{by}')"));
    }
    let holds = context.lens.call("fact").map(|c| format!(", {c} AS holds")).unwrap_or_default();
    if let Some(call) = context.lens.call("fact") {
        conditions.push(format!("{call} <> 'no'"));
    }
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!("\nWITH x, fact\nWHERE {}", conditions.join("\n  AND "))
    };
    let query = format!(
        "MATCH (x {{id: {}}})\nUNWIND facts(x) AS fact{filter}\nRETURN x, fact{holds}",
        quoted(&subject.id),
    );
    let title = format!("Numbers of {}", subject.name);
    Ok(Question::about(subject, Show::Facts, title, query))
}

fn find(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(nothing(context)) };
    let text = joined(words);
    let filter = context.lens.filter("n", &["likeness > 0".to_owned()]);
    let query = format!(
        "MATCH (n)\nWITH n, name_match(n, {}) AS likeness{filter}\nRETURN n{}\n\
         ORDER BY likeness DESC, n.name",
        quoted(&text),
        context.lens.column("n"),
    );
    Ok(plain(Show::Nodes, format!("Names like “{text}”"), query))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of all forms")]
fn list_relations(context: &Context<'_>, _: &[&[Word]]) -> Result<Question, AskError> {
    let says = |word: &str| context.text.split_whitespace().any(|w| w.eq_ignore_ascii_case(word));
    let (condition, title) = if says("undated") {
        ("coalesce(r.start, r.end, r.on, head(r.known)) IS NULL", "Relations without any date")
    } else if says("inferred") {
        ("r.inferred", "Relations inferred by a curator")
    } else {
        ("r.planned", "Relations only announced")
    };
    let query = format!(
        "MATCH (x)-[r]->(y){}\nRETURN x, r, y{}\nORDER BY type(r), x.name, y.name",
        context.lens.filter("r", &[condition.to_owned()]),
        context.lens.column("r"),
    );
    Ok(plain(Show::Relations, title.to_owned(), query))
}

fn list_kind(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(nothing(context)) };
    let text = joined(words);
    let schema = context.snapshot().schema();
    let Some((label, noun)) = label_named(schema, &text) else {
        return Err(super::links::unknown_kind(context, &text, span(words, context.text)));
    };
    let query = format!(
        "MATCH (n:{label}){}\nRETURN n{}\nORDER BY n.name",
        context.lens.filter("n", &[]),
        context.lens.column("n"),
    );
    Ok(plain(Show::Nodes, format!("All {}", noun.many), query))
}

fn plain(show: Show, title: String, query: String) -> Question {
    Question { query, show, subjects: Vec::new(), title, doubt: 0, notes: Vec::new() }
}

fn nothing(context: &Context<'_>) -> AskError {
    AskError::malformed("nothing was asked", crate::error::Span::new(0..context.text.len()))
}
