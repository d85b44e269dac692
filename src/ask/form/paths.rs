//! How two nodes are connected.

use super::links::{option, relation_named, unknown_relation};
use super::relation::label_named;
use super::{Context, Form, Question, Reading, Show, Subject, quoted};
use crate::ask::error::AskError;
use crate::ask::lens::where_all;
use crate::ask::words::{Word, joined, span};

pub(super) const READINGS: &[Reading] = &[Reading {
    form: Form {
        usage: "how are X and Y connected [via|without REL|KIND|NAME] [all]",
        example: "how are Vodafone and Brent council connected",
        doc: "The shortest ways from X to Y, each step with its words; `all` gives longer ways too. \
          Places and focus areas join everything to everything: `via places` lets them in.",
    },
    patterns: &[
        "how (are|is|were|was) {} and {} (connected|related|linked) {}",
        "how (are|is|were|was) {} and {} (connected|related|linked)",
        "how (are|is|were|was) {} (connected|related|linked) (to|with) {}",
        "(path|paths|route|routes) (from|between) {} (to|and) {}",
    ],
    build: connected,
}];

/// The most steps of a shortest path.
const FARTHEST: u32 = 8;
/// With `all`, ways that are longer than the shortest are looked for up to this many steps.
const ALL_STEPS: u32 = 4;
/// The most ways shown.
const ROUTES: u32 = 20;

/// What a path must or must not go through.
#[derive(Default)]
struct Rules {
    all: bool,
    /// Labels that `via` names: they are let in, and one must be met.
    via_labels: Vec<String>,
    conditions: Vec<String>,
}

fn connected(context: &Context<'_>, slots: &[&[Word]]) -> Result<Question, AskError> {
    let (a, b, rest): (_, _, &[Word]) = match slots {
        [a, b, rest] => (a, b, rest),
        [a, b] => (a, b, &[]),
        _ => return Err(AskError::malformed("two names are asked for", span(&[], context.text))),
    };
    let (a, b) = (context.subject(a, None)?, context.subject(b, None)?);
    if a.node == b.node {
        let place = crate::error::Span::new(0..context.text.len());
        return Err(AskError::malformed(format!("both names mean {}", a.name), place)
            .with_help("name two different things"));
    }
    let rules = rules(context, rest)?;
    let query = query(context, &a, &b, &rules);
    let title = format!("How {} and {} are connected", a.name, b.name);
    Ok(Question::about_both((a, b), Show::Paths, title, query))
}

fn query(context: &Context<'_>, a: &Subject, b: &Subject, rules: &Rules) -> String {
    let mut conditions =
        vec![format!("none(r IN relationships(p) WHERE type(r) IN {})", context.unworldly())];
    let avoided: Vec<String> = ["Place", "Focus"]
        .iter()
        .filter(|label| !rules.via_labels.iter().any(|via| via == *label))
        .map(|label| format!("n:{label}"))
        .collect();
    if !avoided.is_empty() {
        conditions.push(format!("none(n IN nodes(p)[1..-1] WHERE {})", avoided.join(" OR ")));
    }
    conditions.extend(rules.conditions.iter().cloned());
    let (a, b) = (quoted(&a.id), quoted(&b.id));
    let pattern = if rules.all {
        conditions.push("all(n IN nodes(p) WHERE single(m IN nodes(p) WHERE m = n))".to_owned());
        format!("p = (a)-[*1..{ALL_STEPS}]-(b)")
    } else {
        format!("p = allShortestPaths((a)-[*1..{FARTHEST}]-(b))")
    };
    // Two nodes may be joined in several ways: of the routes through the same nodes, the one whose
    // relations mean most.
    let meaning = "reduce(sum = 0, r IN relationships(p) | sum + rank(r))";
    context.lens.at_and_below(|floor| {
        let mut conditions = conditions.clone();
        conditions.extend(context.lens.path_conditions(floor));
        format!(
            "MATCH (a {{id: {a}}}), (b {{id: {b}}})\nMATCH {pattern}{}\n\
             WITH p ORDER BY {meaning}\nWITH nodes(p) AS way, head(collect(p)) AS p\nRETURN p{}\n\
             ORDER BY length(p), {meaning}\nLIMIT {ROUTES}",
            where_all(&conditions),
            context.lens.column("p"),
        )
    })
}

/// Reads `via …`, `without …` and `all`, in any order.
fn rules(context: &Context<'_>, words: &[Word]) -> Result<Rules, AskError> {
    let mut rules = Rules::default();
    let mut rest = words;
    while let Some((last, before)) = rest.split_last() {
        if last.is("all") {
            rules.all = true;
            rest = before;
            continue;
        }
        // `option` wants something before the key; here the key may come first.
        let (before, key, value) = match option(rest, &["via", "without"]) {
            Some(found) => found,
            None => match rest.split_first() {
                Some((first, value)) if first.is("via") => (&[][..], "via", value),
                Some((first, value)) if first.is("without") => (&[][..], "without", value),
                _ => return Err(unread(context, rest)),
            },
        };
        if value.is_empty() {
            return Err(unread(context, rest));
        }
        rule(context, &mut rules, key == "via", value)?;
        rest = before;
    }
    Ok(rules)
}

fn unread(context: &Context<'_>, words: &[Word]) -> AskError {
    AskError::malformed(format!("“{}” says nothing here", joined(words)), span(words, context.text))
        .with_help("after `connected` may stand: via NAME, without NAME, all, as of DATE")
}

/// One `via` or `without`: a relation, a kind, or a name.
fn rule(
    context: &Context<'_>,
    rules: &mut Rules,
    via: bool,
    words: &[Word],
) -> Result<(), AskError> {
    let text = joined(words);
    let quantifier = if via { "any" } else { "none" };
    if let Some(relation) = relation_named(context, &text) {
        rules
            .conditions
            .push(format!("{quantifier}(r IN relationships(p) WHERE type(r) = '{relation}')"));
    } else if let Some((label, _)) = label_named(context.snapshot().schema(), &text) {
        rules.conditions.push(format!("{quantifier}(n IN nodes(p)[1..-1] WHERE n:{label})"));
        if via {
            rules
                .via_labels
                .extend(super::relation::kind_label(context.snapshot().schema(), &label));
        }
    } else {
        let subject = match context.subject(words, None) {
            Ok(subject) => subject,
            Err(AskError::Unknown { closest, .. }) if closest.is_empty() => {
                return Err(unknown_relation(context, &text, span(words, context.text)));
            }
            Err(error) => return Err(error),
        };
        let id = quoted(&subject.id);
        rules.conditions.push(format!("{quantifier}(n IN nodes(p)[1..-1] WHERE n.id = {id})"));
        if via {
            let kind = context.snapshot().kind_of(subject.node);
            rules.via_labels.extend(kind.map(|k| k.label.clone()));
        }
    }
    Ok(())
}
