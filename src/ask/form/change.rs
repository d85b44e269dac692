//! Forms about what was different at two times, and why something was not so at one.

use super::{Context, Form, Question, Reading, Show, best, quoted};
use crate::ask::answer::Change;
use crate::ask::error::AskError;
use crate::ask::lens::{moment, where_all};
use crate::ask::words::{Pattern, Word, joined, span};
use crate::model::Relation;
use crate::model::when::{Grade, Moment};

pub(super) const READINGS: &[Reading] = &[
    Reading {
        form: Form {
            usage: "diff DATE DATE [X]",
            example: "diff 2020-12 2023-12 NWL ICS",
            doc: "What appeared, ended or changed between two times, in all or about X; and apart from \
                  that, what only became known, what no source vouches for any more, and what is unknown.",
        },
        patterns: &["(diff|difference) [between] {}"],
        build: diff,
    },
    Reading {
        form: Form {
            usage: "what changed between DATE and DATE [for X]",
            example: "what changed between 2020-12 and 2023-12",
            doc: "The same.",
        },
        patterns: &[
            "what [has] changed between {} and {}",
            "what [has] changed (for|at|in|about) {} between {} and {}",
        ],
        build: changed,
    },
    Reading {
        form: Form {
            usage: "why not X RELATION Y [as of DATE]",
            example: "why not HCL member of PLSP as of 2023-05",
            doc: "Why X did not stand in a relation to Y, or why that is not certain.",
        },
        patterns: &["why (not|isn't|wasn't) {}"],
        build: why_not,
    },
];

/// The two times, what they were read from, and the name behind them.
struct Times<'w> {
    before: (Moment, &'w [Word]),
    after: (Moment, &'w [Word]),
    about: Option<&'w [Word]>,
}

fn diff(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(context.nothing()) };
    let read = |words: &[Word]| moment(&joined(words), context.asker.today).ok();
    let mut ways = Vec::new();
    for first in 1..words.len() {
        let (a, rest) = words.split_at(first);
        let Some(before) = read(a) else { continue };
        let rest = rest.split_first().filter(|(and, _)| and.is("and")).map_or(rest, |(_, r)| r);
        for second in 1..=rest.len() {
            let (b, about) = rest.split_at(second);
            let Some(after) = read(b) else { continue };
            let about = about
                .split_first()
                .filter(|(word, _)| ["for", "at", "about"].iter().any(|w| word.is(w)))
                .map_or(about, |(_, rest)| rest);
            let about = (!about.is_empty()).then_some(about);
            ways.push(Times { before: (before, a), after: (after, b), about });
        }
    }
    if ways.is_empty() {
        let error = AskError::malformed("two dates are wanted", span(words, context.text));
        return Err(error.with_help("such as `diff 2020-12 2023-12`, or `diff 2020 2023 NWL ICS`"));
    }
    best(ways.into_iter().map(|times| between(context, &times)))
}

fn changed(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let (about, a, b) = match slots {
        [about, a, b] => (Some(*about), *a, *b),
        [a, b] => (None, *a, *b),
        _ => return Err(context.nothing()),
    };
    let (b, about) = match (about, super::links::option(b, &["for", "at", "about"])) {
        (None, Some((date, _, about))) => (date, Some(about)),
        (about, _) => (b, about),
    };
    let read = |words: &[Word]| {
        moment(&joined(words), context.asker.today)
            .map_err(|e| AskError::date(&e, span(words, context.text)))
    };
    between(context, &Times { before: (read(a)?, a), after: (read(b)?, b), about })
}

fn between(context: &Context<'_>, times: &Times<'_>) -> Result<Question, AskError> {
    if let Some(when) = context.said.when {
        let message = format!("two dates are said already, and then {}", when.moment().words());
        return Err(AskError::malformed(message, span(times.after.1, context.text))
            .with_help("leave out `as of`"));
    }
    let (a, b) = (times.before.0, times.after.0);
    let (first, last) = (a.days(), b.days());
    if !(first.start.is_finite() && last.end.is_finite()) {
        let error = "a time without a beginning or an end cannot be compared";
        return Err(AskError::malformed(error, span(times.before.1, context.text))
            .with_help("give two days, months, years or closed intervals"));
    }
    if last.start < first.start {
        let place = span(times.before.1, context.text);
        return Err(AskError::malformed("the later date stands first", place)
            .with_help("give the earlier date first"));
    }
    let subject = times.about.map(|name| context.subject(name, None)).transpose()?;
    let query = changes(context, (a, b), subject.as_ref().map(|s| s.id.as_str()));
    let title = format!("What changed between {} and {}", a.words(), b.words());
    Ok(match subject {
        Some(subject) => {
            let title = format!("{title}: {}", subject.name);
            Question::about(subject, Show::Changes, title, query)
        }
        None => super::facts::plain(Show::Changes, title, query),
    })
}

/// The query for what was different at two times.
fn changes(context: &Context<'_>, (a, b): (Moment, Moment), about: Option<&str>) -> String {
    let floor = context.said.floor.unwrap_or(Grade::Presumed).max(Grade::Possible);
    let counts: Vec<String> =
        Grade::ALL.iter().filter(|g| **g >= floor).map(|g| format!("'{g}'")).collect();
    let counts = format!("[{}]", counts.join(", "));
    let events = types(context, |r| r.event);
    let unworldly = context.unworldly();
    let meanwhile = format!("{}/{}", a.days().start, b.days().end.previous());
    let graded = |x: &str| format!("holds({x}, '{a}') AS before, holds({x}, '{b}') AS after");
    let rest = context.lens.beside_time();
    let came = |x: &str| {
        format!("holds({x}, '{a}') IN {counts} = false AND holds({x}, '{b}') IN {counts}")
    };
    let went = |x: &str| {
        format!("holds({x}, '{a}') IN {counts} AND holds({x}, '{b}') IN {counts} = false")
    };
    // One relation in place of another between the same two: another role.
    let moved = format!(
        "EXISTS {{\n    MATCH (x)-[s]-(y)\n    WHERE s <> r AND NOT type(s) IN {unworldly} AND NOT type(s) IN {events}\n      \
         AND ({} AND {} OR {} AND {})\n  }}",
        came("r"),
        went("s"),
        went("r"),
        came("s"),
    );
    let told = |first: &str| {
        format!(
            "CASE{first}\n  WHEN before = 'no' AND after IN {counts} THEN '{}'\n  \
             WHEN before IN {counts} AND after = 'no' THEN '{}'\n  \
             WHEN before = 'yes' AND after = 'presumed' THEN '{}'\n  \
             WHEN before IN ['possible', 'undated'] AND after IN {counts} AND NOT before IN {counts} THEN '{}'\n  \
             WHEN before = after AND before IN ['yes', 'presumed', 'no'] THEN null\n  \
             ELSE '{}'\nEND AS change",
            Change::Appeared.words(),
            Change::Ended.words(),
            Change::Unvouched.words(),
            Change::BecameKnown.words(),
            Change::Unknown.words(),
        )
    };
    let own = told(&format!(
        "\n  WHEN type(r) IN {events} AND holds(r, '{meanwhile}') IN {counts} AND before = 'no' THEN '{}'\n  \
         WHEN type(r) IN {events} AND holds(r, '{meanwhile}') IN ['no', 'yes', 'presumed'] THEN null\n  \
         WHEN {moved} THEN '{}'",
        Change::Happened.words(),
        Change::Role.words(),
    ));
    let mut conditions = vec![format!("NOT type(r) IN {unworldly}")];
    let head = if let Some(id) = about {
        format!("MATCH (x {{id: {}}})-[r]-(y)", quoted(id))
    } else {
        conditions.push("startNode(r) = x".to_owned());
        "MATCH (x)-[r]->(y)".to_owned()
    };
    conditions.extend(rest.conditions("r"));
    let relations = format!(
        "{head}{}\nWITH x, r, y, {}\nWITH r, before, after, {own}\nWHERE change IS NOT NULL\n\
         RETURN null AS n, r, before, after, change",
        where_all(&conditions),
        graded("r"),
    );
    let mut conditions =
        vec!["NOT n:Document".to_owned(), "coalesce(n.start, n.end) IS NOT NULL".to_owned()];
    conditions.extend(rest.conditions("n"));
    let head = about.map(|id| format!(" {{id: {}}}", quoted(id))).unwrap_or_default();
    let nodes = format!(
        "MATCH (n{head}){}\nWITH n, {}\nWITH n, before, after, {}\nWHERE change IS NOT NULL\n\
         RETURN n, null AS r, before, after, change",
        where_all(&conditions),
        graded("n"),
        told(""),
    );
    format!("{relations}\nUNION ALL\n{nodes}")
}

/// The types of these relations, as a list in a query.
fn types(context: &Context<'_>, is_one: impl Fn(&Relation) -> bool) -> String {
    let relations = context.snapshot().schema().relations().iter();
    let types: Vec<String> =
        relations.filter(|r| is_one(r)).map(|r| format!("'{}'", r.cypher)).collect();
    format!("[{}]", types.join(", "))
}

fn why_not(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(context.nothing()) };
    let mut ways = Vec::new();
    for relation in context.snapshot().schema().relations() {
        let forward = std::iter::once(&relation.says).chain(&relation.who).chain(&relation.does);
        let forward = forward.map(|says| (says, false));
        for (says, backward) in forward.chain([(&relation.back, true)]) {
            let pattern =
                Pattern::new(&format!("{{}} [is|was|are|were|a|an|the] [a|an|the] {says} {{}}"));
            for slots in pattern.fit(words) {
                if let [near, far] = slots.as_slice() {
                    let (from, to) = if backward { (far, near) } else { (near, far) };
                    ways.push(verdict(context, relation, from, to));
                }
            }
        }
    }
    if ways.is_empty() {
        let error = AskError::malformed("no relation stands here", span(words, context.text));
        return Err(error.with_help(
            "name two things and what is between them, as in `why not HCL member of PLSP`",
        ));
    }
    best(ways.into_iter())
}

fn verdict(
    context: &Context<'_>,
    relation: &Relation,
    from: &[Word],
    to: &[Word],
) -> Result<Question, AskError> {
    let (from, to) = (context.subject(from, None)?, context.subject(to, None)?);
    let arrow = if relation.symmetric { "-" } else { "->" };
    let holds = context.lens.column("r");
    let query = format!(
        "MATCH (x {{id: {}}})-[r:{}]{arrow}(y {{id: {}}}){}\nRETURN r{holds}",
        quoted(&from.id),
        relation.cypher,
        quoted(&to.id),
        where_all(&context.lens.beside_time().conditions("r")),
    );
    let title = format!("{} {} {}", from.name, relation.says, to.name);
    Ok(Question::about_both((from, to), Show::Verdict, title, query))
}
