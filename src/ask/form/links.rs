//! Forms about the links of a node: its card, who leads it, its members and memberships, its neighbours.

use super::relation::label_named;
use super::{Context, Form, Question, Reading, Show, Subject, quoted};
use crate::ask::error::AskError;
use crate::ask::lens::where_all;
use crate::ask::words::{Word, joined, span};
use crate::model::name::nearest;
use crate::model::when::Grade;

/// The form that is tried last; for help.
pub(super) const NAME: Form = Form {
    usage: "NAME",
    example: "Dr Rishi Chopra",
    doc: "Everything about one body, person or place. Any part of the name will do, and its acronym.",
};

/// Tried after the relations of the schema: “what is in X” is not about something called “in X”.
pub(super) const LATE: &[Reading] = &[Reading {
    form: Form {
        usage: "what is X",
        example: "who is Penny Dash",
        doc: "The same as the bare name.",
    },
    patterns: &["(who|what) (is|are|was|were) {}", "(tell|show) [me] [about] {}", "about {}"],
    build: card,
}];

pub(super) const READINGS: &[Reading] = &[
    Reading {
        form: Form {
            usage: "where is X",
            example: "where is HCL",
            doc: "Where X lies, and what it covers.",
        },
        patterns: &["where (is|are|was|were) {}"],
        build: place,
    },
    Reading {
        form: Form {
            usage: "who leads X",
            example: "who leads NWL ICS as of 2020-12",
            doc: "Who leads X, its chief executive, its chairs and its directors, each under a caption.",
        },
        patterns: &[
            "who (leads|led|heads) {}",
            "who (is|are) [the] (lead|leads|leader|leaders) of {}",
        ],
        build: leads,
    },
    Reading {
        form: Form {
            usage: "who works at X",
            example: "who works at Paddington Green Health Centre",
            doc: "Everyone with a post at X, whatever the post.",
        },
        patterns: &["who (works|worked) (at|for|in) {}", "(people|staff) (at|of) {}"],
        build: works_at,
    },
    Reading {
        form: Form {
            usage: "members of X",
            example: "members of PLSP as of 2023-07",
            doc: "The members of X, each with its class; stated against counted.",
        },
        patterns: &[
            "[the] members of {}",
            "who (is|are) [the|a] (members|member) of {}",
            "who belongs to {}",
        ],
        build: members,
    },
    Reading {
        form: Form {
            usage: "memberships of X",
            example: "memberships of HCL",
            doc: "What X is a member or a part of.",
        },
        patterns: &[
            "[the] memberships of {}",
            "(what|which) [partnerships|bodies|organisations|groups] (does|do|did) {} belong to",
            "(what|which) [partnerships|bodies|organisations|groups] (is|are|was) {} [a] (member|part|in) [of]",
        ],
        build: memberships,
    },
    Reading {
        form: Form {
            usage: "neighbours of X [depth N] [in|out] [only KIND] [by RELATION]",
            example: "neighbours of HCL depth 2 only organisations",
            doc: "What X is linked to, up to N steps away.",
        },
        patterns: &["[the] (neighbours|neighbors|links|connections) of {}"],
        build: neighbours,
    },
    Reading {
        form: Form {
            usage: "timeline of X",
            example: "timeline of NWL ICS",
            doc: "Everything dated about X, in the order of time.",
        },
        patterns: &["[the] (timeline|history) of {}", "timeline {}"],
        build: timeline,
    },
    Reading {
        form: Form {
            usage: "compare X with Y",
            example: "compare Healthy London Partnership with London Health and Care Partnership",
            doc: "The relationships of two entities side by side.",
        },
        patterns: &["compare {} (with|to|and) {}"],
        build: compare,
    },
    Reading {
        form: Form {
            usage: "what do X and Y share",
            example: "what do Vodafone and Microsoft share",
            doc: "What both X and Y are linked to.",
        },
        patterns: &[
            "what (do|does) {} and {} (share|have) [in] [common]",
            "what is (shared|common) (by|between|to) {} and {}",
        ],
        build: share,
    },
];

/// A bare name: everything about it.
pub(super) fn card(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    let subject = context.subject(name, None)?;
    let filter = context.lens.filter("r", &[worldly(context)]);
    let query = format!(
        "MATCH (x {{id: {}}})-[r]-(y){filter}\nRETURN r, y{}\nORDER BY rank(r), type(r), y.name",
        quoted(&subject.id),
        context.lens.column("r"),
    );
    let title = subject.name.clone();
    Ok(Question::about(subject, Show::Card, title, query))
}

fn leads(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let types = ["LEADS", "CHIEF_EXECUTIVE_OF", "CHAIRS", "DIRECTOR_OF"];
    inward(context, slots, &types, "Who leads")
}

/// Every relation of the schema that gives a person a post.
fn works_at(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let schema = context.snapshot().schema();
    let person = schema.kind_named("person");
    let is_post = |r: &&crate::model::Relation| {
        r.attributes.iter().any(|a| a == "post")
            && r.ends.iter().all(|ends| ends.from.iter().all(|kind| Some(*kind) == person))
    };
    let types: Vec<&str> =
        schema.relations().iter().filter(is_post).map(|r| r.cypher.as_str()).collect();
    inward(context, slots, &types, "Who works at")
}

fn place(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    let subject = context.subject(name, None)?;
    let query = format!(
        "MATCH (x {{id: {}}})-[r:LOCATED_IN|COVERS|PART_OF]->(y:Place){}\nRETURN r, y{}\n\
         ORDER BY type(r) DESC, y.name",
        quoted(&subject.id),
        context.lens.filter("r", &[]),
        context.lens.column("r"),
    );
    let title = format!("Where {} is", subject.name);
    Ok(Question::about(subject, Show::Links, title, query))
}

/// The condition that a relation says something of the world.
fn worldly(context: &Context<'_>) -> String {
    format!("NOT type(r) IN {}", context.unworldly())
}

fn members(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    inward(context, slots, &["MEMBER_OF"], "Members of")
}

/// Links of these types that lead to the subject, in the order of the types.
fn inward(
    context: &Context<'_>,
    slots: &[&[Word]],
    types: &[&str],
    title: &str,
) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    let schema = context.snapshot().schema();
    let legal: Vec<_> = types
        .iter()
        .filter_map(|t| schema.relation(schema.relation_of_type(t)?))
        .flat_map(|r| r.ends.iter().flat_map(|e| e.to.clone()))
        .collect();
    let subject = context.subject(name, Some(&legal))?;
    // A single type needs no order of its own.
    let order = if types.len() > 1 {
        let whens = types.iter().enumerate().map(|(i, t)| format!("WHEN '{t}' THEN {i}"));
        format!("CASE type(r) {} END, ", whens.collect::<Vec<_>>().join(" "))
    } else {
        "CASE r.class WHEN 'associate' THEN 1 ELSE 0 END, ".to_owned()
    };
    let query = format!(
        "MATCH (x {{id: {}}})<-[r:{}]-(y){}\nRETURN r, y{}\nORDER BY {order}y.name",
        quoted(&subject.id),
        types.join("|"),
        context.lens.filter("r", &[]),
        context.lens.column("r"),
    );
    let title = format!("{title} {}", subject.name);
    let mut question = Question::about(subject, Show::Links, title, query);
    question.is_whole = context.lens.is_open();
    Ok(question)
}

fn memberships(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    let subject = context.subject(name, None)?;
    let query = format!(
        "MATCH (x {{id: {}}})-[r:MEMBER_OF|PART_OF]->(y){}\nRETURN r, y{}\nORDER BY type(r), y.name",
        quoted(&subject.id),
        context.lens.filter("r", &[]),
        context.lens.column("r"),
    );
    let title = format!("Memberships of {}", subject.name);
    Ok(Question::about(subject, Show::Links, title, query))
}

fn timeline(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [name] = slots else { return Err(context.nothing()) };
    let subject = context.subject(name, None)?;
    let id = quoted(&subject.id);
    let part = |head: &str, x: &str, returns: &str| {
        let dated = format!(
            "coalesce({x}.start, {x}.end, {x}.on, {x}.period, head({x}.known)) IS NOT NULL"
        );
        let filter = context.lens.filter(x, &[dated]);
        let holds = context.lens.column(x);
        format!("MATCH (x {{id: {id}}}){head}{filter}\nRETURN {returns}{holds}")
    };
    let query = [
        part("", "x", "x AS n, null AS r, null AS y, null AS fact"),
        part("-[r]-(y)", "r", "null AS n, r, y, null AS fact"),
        part(
            "\nUNWIND facts(x) AS fact\nWITH fact",
            "fact",
            "null AS n, null AS r, null AS y, fact",
        ),
    ]
    .join("\nUNION ALL\n");
    let title = format!("Timeline of {}", subject.name);
    Ok(Question::about(subject, Show::Timeline, title, query))
}

fn compare(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [a, b] = slots else { return Err(context.nothing()) };
    let (a, b) = (context.subject(a, None)?, context.subject(b, None)?);
    let query = format!(
        "UNWIND [{}, {}] AS id\nMATCH (x {{id: id}})-[r]-(y){}\nRETURN x, r, y{}\n\
         ORDER BY rank(r), type(r), y.name",
        quoted(&a.id),
        quoted(&b.id),
        context.lens.filter("r", &[worldly(context)]),
        context.lens.column("r"),
    );
    let title = format!("{} and {}", a.name, b.name);
    Ok(Question::about_both((a, b), Show::Compare, title, query))
}

fn share(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [a, b] = slots else { return Err(context.nothing()) };
    let (a, b) = (context.subject(a, None)?, context.subject(b, None)?);
    // The links of the one to what the other is linked to as well, and the other way round.
    let part = |near: &Subject, far: &Subject| {
        let (near, far) = (quoted(&near.id), quoted(&far.id));
        let link = context.lens.filter("s", &[format!("NOT type(s) IN {}", context.unworldly())]);
        let both = format!("EXISTS {{\n  MATCH (z)-[s]-({{id: {far}}}){link}\n}}");
        format!(
            "MATCH (x {{id: {near}}})-[r]-(z){}\nRETURN z, r, x{}",
            context.lens.filter("r", &[worldly(context), both]),
            context.lens.column("r"),
        )
    };
    let query = format!("{}\nUNION\n{}", part(&a, &b), part(&b, &a));
    let title = format!("What {} and {} share", a.name, b.name);
    Ok(Question::about_both((a, b), Show::Shared, title, query))
}

/// What may follow the name in a question about neighbours.
#[derive(Default)]
struct Reach {
    depth: Option<u32>,
    inward: bool,
    outward: bool,
    only: Option<String>,
    by: Option<String>,
}

/// The most steps a neighbour may be away.
const DEEPEST: u32 = 6;

fn neighbours(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let [words] = slots else { return Err(context.nothing()) };
    let (name, reach) = reach(context, words)?;
    let subject = context.subject(name, None)?;
    let types = reach.by.map(|t| format!(":{t}")).unwrap_or_default();
    let label = reach.only.map(|l| format!(":{l}")).unwrap_or_default();
    let (left, right) = match (reach.inward, reach.outward) {
        (true, false) => ("<-", "-"),
        (false, true) => ("-", "->"),
        _ => ("-", "-"),
    };
    let title = format!("Neighbours of {}", subject.name);
    let id = quoted(&subject.id);
    let depth = reach.depth.unwrap_or(1);
    if depth == 1 {
        let mut others = Vec::new();
        if types.is_empty() {
            others.push(worldly(context));
        }
        let query = format!(
            "MATCH (x {{id: {id}}}){left}[r{types}]{right}(y{label}){}\nRETURN r, y{}\n\
             ORDER BY startNode(r) = y, rank(r), type(r), y.name",
            context.lens.filter("r", &others),
            context.lens.column("r"),
        );
        return Ok(Question::about(subject, Show::Links, title, query));
    }
    let mut conditions = vec!["y.id <> x.id".to_owned()];
    if types.is_empty() {
        conditions.push(format!("all(r IN relationships(p) WHERE {})", worldly(context)));
        // What joins everything to everything makes everything a neighbour.
        conditions
            .push("none(n IN nodes(p)[1..-1] WHERE n:Place OR n:Focus OR n:Document)".to_owned());
    }
    let part = |floor: Grade| {
        let mut conditions = conditions.clone();
        conditions.extend(context.lens.path_conditions(floor));
        format!(
            "MATCH (x {{id: {id}}}), (y{label})\n\
             MATCH p = shortestPath((x){left}[{types}*1..{depth}]{right}(y)){}\nRETURN p{}\n\
             ORDER BY length(p), y.name",
            where_all(&conditions),
            context.lens.column("p"),
        )
    };
    let query = context.lens.at_and_below(part);
    Ok(Question::about(subject, Show::Paths, title, query))
}

/// Takes what follows the name off its end.
fn reach<'w>(context: &Context<'_>, words: &'w [Word]) -> Result<(&'w [Word], Reach), AskError> {
    let schema = context.snapshot().schema();
    let mut reach = Reach::default();
    let mut rest = words;
    loop {
        rest = match rest {
            [before @ .., last] if !before.is_empty() && last.is("in") => {
                reach.inward = true;
                before
            }
            [before @ .., last] if !before.is_empty() && last.is("out") => {
                reach.outward = true;
                before
            }
            [before @ .., key, value] if !before.is_empty() && key.is("depth") => {
                let depth = value.text.parse().ok().filter(|d| (1..=DEEPEST).contains(d));
                reach.depth = Some(depth.ok_or_else(|| {
                    AskError::malformed(format!("“{}” is not a depth", value.text), value.span)
                        .with_help(format!("a whole number from 1 to {DEEPEST}"))
                })?);
                before
            }
            _ => {
                let Some((before, key, value)) = option(rest, &["only", "by"]) else {
                    return Ok((rest, reach));
                };
                let text = joined(value);
                let place = span(value, context.text);
                if key == "only" {
                    let kind = label_named(schema, &text);
                    reach.only = Some(kind.ok_or_else(|| unknown_kind(context, &text, place))?.0);
                } else {
                    let relation = relation_named(context, &text);
                    reach.by =
                        Some(relation.ok_or_else(|| unknown_relation(context, &text, place))?);
                }
                before
            }
        };
    }
}

/// The last of these options with what stands before and behind it.
pub(super) fn option<'w, 'k>(
    words: &'w [Word],
    keys: &[&'k str],
) -> Option<(&'w [Word], &'k str, &'w [Word])> {
    keys.iter()
        .filter_map(|key| {
            let (before, value) = crate::ask::words::cut_last(words, key)?;
            (!before.is_empty() && !value.is_empty()).then_some((before, *key, value))
        })
        .max_by_key(|(before, _, _)| before.len())
}

/// The Cypher type of a relation that a text names: by id, type, or either caption.
pub(super) fn relation_named(context: &Context<'_>, text: &str) -> Option<String> {
    let schema = context.snapshot().schema();
    let text = text.to_lowercase();
    schema
        .relations()
        .iter()
        .find(|r| {
            [&r.id, &r.inverse, &r.says, &r.back].iter().any(|n| n.to_lowercase() == text)
                || r.cypher.to_lowercase() == text
                || r.who.iter().chain(&r.does).any(|n| *n == text)
        })
        .map(|r| r.cypher.clone())
}

pub(super) fn unknown_relation(
    context: &Context<'_>,
    text: &str,
    span: crate::error::Span,
) -> AskError {
    let relations = context.snapshot().schema().relations();
    let names: Vec<&str> =
        relations.iter().flat_map(|r| [r.id.as_str(), r.says.as_str()]).collect();
    let close = nearest(text, names.iter().copied(), 1);
    let error = AskError::malformed(format!("I don't know the relation “{text}”"), span);
    match close.first() {
        Some(name) => error.with_help(format!("did you mean {name}?")),
        None => error.with_help("`help relations` lists the relations there are"),
    }
}

pub(super) fn unknown_kind(
    context: &Context<'_>,
    text: &str,
    span: crate::error::Span,
) -> AskError {
    let schema = context.snapshot().schema();
    let names: Vec<String> = super::relation::kinds(schema).map(|(_, noun)| noun.many).collect();
    let close = nearest(text, names.iter().map(String::as_str), 1);
    let error = AskError::malformed(format!("I don't know the kind “{text}”"), span);
    match close.first() {
        Some(name) => error.with_help(format!("did you mean {name}?")),
        None => {
            error.with_help("kinds are organisations, partnerships, people, boroughs and so on")
        }
    }
}
