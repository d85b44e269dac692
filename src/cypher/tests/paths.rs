//! Quantified path patterns and selectors: with every rewrite, without any, and by the plain matcher.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::equivalence::any_graph;
use super::path_reference::{Bag, Node, Part, PathPattern, Step, bag, matches, select};
use crate::cypher::plan::rule::TABLE;
use crate::model::{Direction, Value};

fn any_node() -> impl Strategy<Value = Node> {
    prop::option::weighted(0.2, prop::sample::select(vec!["Organisation", "Person"]))
        .prop_map(|label| Node { label })
}

fn any_step() -> impl Strategy<Value = Step> {
    let direction = prop::sample::select(vec![Direction::Out, Direction::In, Direction::Both]);
    // Those who work with each other do so whichever way round it was entered.
    let types = prop::sample::subsequence(vec!["MEMBER_OF", "CHAIRS", "WORKS_WITH"], 0..=3);
    let weight = prop::option::weighted(0.3, 0..3_i64);
    (direction, types, weight).prop_map(|(direction, types, weight)| Step {
        direction,
        types,
        weight,
    })
}

/// One rewrite, or all of them.
fn any_rewrite() -> impl Strategy<Value = &'static str> {
    let names = TABLE.iter().map(|row| row.name).chain(["all"]);
    prop::sample::select(names.collect::<Vec<_>>())
}

fn any_part() -> impl Strategy<Value = Part> {
    let steps = prop::collection::vec(any_step(), 1..3);
    let times = (0..3_usize, prop::option::weighted(0.8, 0..3_usize))
        .prop_map(|(min, more)| (min, more.map(|more| (min + more).max(1))));
    let times = prop::option::weighted(0.7, times);
    let bare = prop::bool::weighted(0.3);
    (steps, any_node(), prop::bool::weighted(0.3), times, bare).prop_map(
        |(mut steps, first, rising, times, bare)| {
            if times.is_none() || bare {
                steps.truncate(1);
                return Part { steps, first: Node { label: None }, rising: false, times, bare };
            }
            Part { steps, first, rising, times, bare }
        },
    )
}

fn any_path() -> impl Strategy<Value = PathPattern> {
    prop::collection::vec(any_part(), 1..3).prop_flat_map(|parts| {
        prop::collection::vec(any_node(), parts.len() + 1).prop_map(move |nodes| PathPattern {
            nodes,
            parts: parts.clone(),
            repeatable: false,
        })
    })
}

fn arrow(step: &Step, name: &str) -> String {
    let types = step.types.join("|");
    let colon = if types.is_empty() { "" } else { ":" };
    let weight = step.weight.map(|w| format!(" {{weight: {w}}}")).unwrap_or_default();
    let (left, right) = match step.direction {
        Direction::Out => ("-", "->"),
        Direction::In => ("<-", "-"),
        Direction::Both => ("-", "-"),
    };
    format!("{left}[{name}{colon}{types}{weight}]{right}")
}

fn rows(query: crate::cypher::Query) -> Bag {
    bag(query.rows().unwrap().map(|row| {
        let row: Vec<String> = row.unwrap().values().iter().map(ToString::to_string).collect();
        row.join(" ")
    }))
}

/// A part as it is written, and the variables it binds in the order of [`Match::row`].
fn part(part: &Part, number: usize) -> (String, Vec<String>) {
    let edges = (0..part.steps.len()).map(|at| format!("r{number}_{at}")).collect::<Vec<_>>();
    let Some((min, max)) = part.times else { return (arrow(&part.steps[0], &edges[0]), edges) };
    let times = format!("{{{min},{}}}", max.map(|max| max.to_string()).unwrap_or_default());
    if part.bare {
        return (format!("{}{times}", arrow(&part.steps[0], &edges[0])), edges);
    }
    let nodes = (0..=part.steps.len()).map(|at| format!("x{number}_{at}")).collect::<Vec<_>>();
    let label = part.first.label.map(|label| format!(":{label}")).unwrap_or_default();
    let mut text = format!("(({}{label})", nodes[0]);
    for (at, step) in part.steps.iter().enumerate() {
        write!(text, "{}({})", arrow(step, &edges[at]), nodes[at + 1]).unwrap();
    }
    if part.rising {
        let last = &nodes[part.steps.len()];
        write!(text, " WHERE {}.population <= {last}.population", nodes[0]).unwrap();
    }
    write!(text, "){times}").unwrap();
    (text, edges.into_iter().chain(nodes).collect())
}

/// The pattern, and what to return.
fn written(pattern: &PathPattern) -> (String, String) {
    let node = |number: usize| {
        let label = pattern.nodes[number].label.map(|l| format!(":{l}")).unwrap_or_default();
        format!("(v{number}{label})")
    };
    let mut text = node(0);
    let mut columns = vec!["v0".to_owned(), format!("v{}", pattern.parts.len())];
    for (number, one) in pattern.parts.iter().enumerate() {
        let (link, names) = part(one, number);
        text += &link;
        text += &node(number + 1);
        columns.extend(names);
    }
    columns.push("p".to_owned());
    (text, columns.join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn repeated_paths_are_what_the_plain_matcher_finds(
        snapshot in any_graph(),
        pattern in any_path(),
        repeatable in prop::bool::weighted(0.2),
        left_out in any_rewrite(),
    ) {
        let mut pattern = pattern;
        pattern.repeatable = repeatable;
        for part in &mut pattern.parts {
            if repeatable && let Some((min, max)) = &mut part.times {
                max.get_or_insert((*min).max(1));
            }
        }
        let (text, columns) = written(&pattern);
        let mode = if repeatable { "REPEATABLE ELEMENTS " } else { "" };
        let text = format!("MATCH {mode}p = {text} RETURN {columns}");
        let found = matches(&snapshot, &pattern);
        let expected = bag(found.iter().map(|one| one.row(&pattern)));
        prop_assert_eq!(&rows(snapshot.query(&text)), &expected, "{}", text);
        let without = snapshot.query(&text).without_rewrite(left_out);
        prop_assert_eq!(rows(without), expected, "{} without {}", text, left_out);
    }

    #[test]
    fn repeated_paths_leave_relationships_beside_them_alone(
        snapshot in any_graph(),
        pattern in any_path(),
        beside in any_step(),
        left_out in any_rewrite(),
    ) {
        let (text, columns) = written(&pattern);
        let beside_text = arrow(&beside, "s");
        let text = format!("MATCH p = {text}, (){beside_text}() RETURN {columns}, s");
        let others = || snapshot.edges().filter(|edge| beside.fits(&snapshot, *edge)).flat_map(|edge| {
            let ways = snapshot.nodes().filter(|node| beside.leads(&snapshot, edge, *node).is_some());
            ways.map(|_| edge).collect::<Vec<_>>()
        });
        let expected = bag(matches(&snapshot, &pattern).iter().flat_map(|one| {
            let free = others().filter(|edge| !one.uses(*edge));
            let rows = free.map(|edge| format!("{} {}", one.row(&pattern), Value::Relationship(edge)));
            rows.collect::<Vec<_>>()
        }));
        prop_assert_eq!(&rows(snapshot.query(&text)), &expected, "{}", text);
        let without = snapshot.query(&text).without_rewrite(left_out);
        prop_assert_eq!(rows(without), expected, "{} without {}", text, left_out);
    }

    #[test]
    fn selected_paths_are_what_the_plain_matcher_selects(
        snapshot in any_graph(),
        pattern in any_path(),
        count in 1..4_usize,
        groups in any::<bool>(),
        inside in any::<bool>(),
        behind in any::<bool>(),
        left_out in any_rewrite(),
    ) {
        let (path, columns) = written(&pattern);
        let inside = inside && pattern.parts[0].times.is_some();
        let mut found = matches(&snapshot, &pattern);
        if inside {
            found.retain(|one| one.times() != 1);
        }
        let mut selected = select(found, count, groups);
        if behind {
            selected.retain(|one| one.length() % 2 == 0);
        }
        let path = if inside { format!("({path} WHERE size(r0_0) <> 1)") } else { path };
        let behind = if behind { "WHERE length(p) % 2 = 0 " } else { "" };
        let unit = if groups { "GROUPS " } else { "" };
        let columns = if groups {
            columns
        } else {
            // Which of the paths of one length are taken is left open.
            format!("v0, v{}, length(p)", pattern.parts.len())
        };
        let text = format!("MATCH p = SHORTEST {count} {unit}{path} {behind}RETURN {columns}");
        let expected = bag(selected.iter().map(|one| if groups {
            one.row(&pattern)
        } else {
            let (first, last) = one.ends();
            format!("{} {} {}", Value::Node(first), Value::Node(last), one.length())
        }));
        prop_assert_eq!(&rows(snapshot.query(&text)), &expected, "{}", text);
        let without = snapshot.query(&text).without_rewrite(left_out);
        prop_assert_eq!(rows(without), expected, "{} without {}", text, left_out);
    }
}
