//! Forms about what stands on nodes and relations themselves: numbers, lists, names.

use super::relation::label_named;
use super::{Context, Form, Question, Reading, Show, quoted};
use crate::ask::error::AskError;
use crate::ask::lens::where_all;
use crate::ask::words::{Word, joined, span};

pub(super) const READINGS: &[Reading] = &[
    Reading {
        form: Form {
            usage: "how many THINGS does X have",
            example: "how many members does PLSP have",
            doc: "The numbers that sources state.",
        },
        patterns: &["how many {} (does|do|did|has|have) {} [have|has|had|cover|employ]"],
        build: how_many,
    },
    Reading {
        form: Form {
            usage: "numbers of X",
            example: "numbers of NWL ICS",
            doc: "The numbers and statuses stated about X, contradicting ones side by side.",
        },
        patterns: &["[the] (numbers|figures|facts|statistics) (of|about|for) {}"],
        build: numbers,
    },
    Reading {
        form: Form {
            usage: "find TEXT",
            example: "find imperial",
            doc: "Everything whose names or codes hold these words, the best first; the last word may be the \
              beginning of one, and a word may be misspelt by a letter.",
        },
        patterns: &["(find|search) [for] {}"],
        build: find,
    },
    Reading {
        form: Form {
            usage: "list undated",
            example: "list undated",
            doc: "The relations that cannot be placed in time.",
        },
        patterns: &["list [all] [the] undated [relations|links|facts]"],
        build: |context, _| Ok(list_relations(context, UNDATED, "Relations without any date")),
    },
    Reading {
        form: Form {
            usage: "list inferred",
            example: "list inferred",
            doc: "The relations that no source states and a curator inferred.",
        },
        patterns: &["list [all] [the] inferred [relations|links|facts]"],
        build: |context, _| {
            Ok(list_relations(context, "r.inferred", "Relations inferred by a curator"))
        },
    },
    Reading {
        form: Form {
            usage: "list planned",
            example: "list planned",
            doc: "The relations that a source only announces.",
        },
        patterns: &["list [all] [the] planned [relations|links|facts]"],
        build: |context, _| Ok(list_relations(context, "r.planned", "Relations only announced")),
    },
    Reading {
        form: Form {
            usage: "list stale [older than N years]",
            example: "list stale older than 3 years as of 2026",
            doc: "The posts without an end of which the last source is older than that: two years, where \
              nothing is said, before today or the time asked about.",
        },
        patterns: &[
            "list [all] [the] stale [posts] older than {} (years|year)",
            "list [all] [the] stale [posts]",
        ],
        build: list_stale,
    },
    Reading {
        form: Form {
            usage: "list KIND",
            example: "list partnerships",
            doc: "Everything of one kind: organisations, partnerships, people, boroughs, documents …",
        },
        patterns: &["list [all] [the] {}"],
        build: list_kind,
    },
];

fn numbers(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    stated(context, name, Vec::new())
}

fn how_many(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [what, name] = slots else { return Err(context.nothing()) };
    let what = quoted(&joined(what).to_lowercase());
    stated(context, name, vec![format!("(fact.of = {what} OR fact.key = {what})")])
}

fn stated(
    context: &Context<'_>,
    name: &[Word],
    mut conditions: Vec<String>,
) -> Result<Question, AskError> {
    let subject = context.subject(name, None)?;
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
    let filter = where_all(&conditions);
    let filter = if filter.is_empty() { filter } else { format!("\nWITH x, fact{filter}") };
    let query = format!(
        "MATCH (x {{id: {}}})\nUNWIND facts(x) AS fact{filter}\nRETURN x, fact{holds}",
        quoted(&subject.id),
    );
    let title = format!("Numbers of {}", subject.name);
    Ok(Question::about(subject, Show::Facts, title, query))
}

/// So many names are listed.
const FOUND: usize = 100;

fn find(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(context.nothing()) };
    let text = joined(words);
    let query = format!(
        "CALL find.nodes({}) YIELD node AS n, score{}\nRETURN n{}\n\
         ORDER BY score DESC, n.name\nLIMIT {FOUND}",
        quoted(&text),
        context.lens.filter("n", &[]),
        context.lens.column("n"),
    );
    let mut question = plain(Show::Nodes, format!("Names like “{text}”"), query);
    let all = context.snapshot().search(&text).len();
    if all > FOUND {
        question.notes.push(format!("the {FOUND} best of {all} are listed; more words find fewer"));
    }
    Ok(question)
}

/// The posts that nobody has vouched for in so many years: what is presumed that long before was not seen
/// after, and has no end.
fn list_stale(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let years = match slots {
        [number, ..] => joined(number).parse::<u16>().map_err(|_| {
            let place = span(number, context.text);
            AskError::malformed(format!("`{}` is not a number of years", joined(number)), place)
                .with_help("such as `list stale older than 3 years`")
        })?,
        [] => 2,
    };
    let then = context.lens.when.map(|when| when.moment().days().end.previous());
    let day = then.or(context.asker.today()).and_then(|day| day.years_before(years));
    let before = day.map(|day| {
        let (year, month, day) = day.civil();
        format!("{year:04}-{month:02}-{day:02}")
    });
    let before = before.ok_or_else(|| {
        let place = crate::error::Span::new(0..context.text.len());
        AskError::malformed("it is not known which day it is", place)
            .with_help("say when: `list stale as of 2026-01`")
    })?;
    let relations = context.snapshot().schema().relations().iter();
    let posts = relations.filter(|relation| relation.is_post());
    let types: Vec<String> = posts.map(|relation| format!("'{}'", relation.cypher)).collect();
    let condition =
        format!("type(r) IN [{}] AND holds(r, '{before}') = 'presumed'", types.join(", "));
    let years = if years == 1 { "a year".to_owned() } else { format!("{years} years") };
    let title = format!("Posts that no source has vouched for in {years}");
    Ok(list_relations(context, &condition, &title))
}

/// A relation of which neither start, end, event nor known date is recorded.
const UNDATED: &str = "coalesce(r.start, r.end, r.on, head(r.known)) IS NULL";

fn list_relations(context: &Context<'_>, condition: &str, title: &str) -> Question {
    // A symmetric relation is found from either end: it is listed as it was entered.
    let conditions = ["startNode(r) = x".to_owned(), condition.to_owned()];
    let query = format!(
        "MATCH (x)-[r]->(y){}\nRETURN x, r, y{}\nORDER BY type(r), x.name, y.name",
        context.lens.filter("r", &conditions),
        context.lens.column("r"),
    );
    plain(Show::Relations, title.to_owned(), query)
}

fn list_kind(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(context.nothing()) };
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

pub(super) fn plain(show: Show, title: String, query: String) -> Question {
    Question {
        query,
        show,
        subjects: Vec::new(),
        title,
        doubt: 0,
        notes: Vec::new(),
        is_whole: false,
    }
}
