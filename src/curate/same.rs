//! `merge`, `different`: two that are one, and two that are not.

use super::draft::Draft;
use super::link::article;
use super::{Clauses, Sign, doubt};
use crate::ask::AskError;
use crate::ask::words::{Word, cut_last, joined, span};
use crate::error::Span;
use crate::graph::Disagreement;
use crate::model::name::fold;
use crate::model::schema::SAME_AS;
use crate::model::{Change, Direction, EdgeId, EdgeRecord, NodeId, NodeRecord, Relation, Value};

const DIFFERENT_FROM: &str = "different-from";

/// `merge X into Y`.
pub(super) fn merge(
    draft: &mut Draft<'_>,
    body: &[Word],
    _clauses: &Clauses,
) -> Result<(), AskError> {
    let whole = span(body, draft.text);
    let Some((one, other)) = cut_last(body, "into").filter(|(a, b)| !a.is_empty() && !b.is_empty())
    else {
        return Err(draft.wrong("it is not said into what", whole));
    };
    let (one, other) = (draft.subject(one)?, draft.subject(other)?);
    if one == other {
        return Err(already_one(draft, one, whole));
    }
    let (first, second) = of_one_kind(draft, one, other)?;
    if let Some(kept) = curated(draft, one, other, DIFFERENT_FROM) {
        let text = format!("{kept}: `retract` that first, if it is wrong");
        draft.doubts.push(doubt::Doubt::plain(text));
    }
    let alike = fold(&first.name) == fold(&second.name);
    let name = |record: &NodeRecord| {
        if alike { with_id(record) } else { record.name.clone() }
    };
    let names = [name(&first), name(&second)];
    let between = draft.graph.expand(one, Direction::Both, &[]).filter(|(_, to)| *to == other);
    let between: Vec<EdgeId> = between.map(|(edge, _)| edge).collect();
    let links = draft.graph.degree(one, Direction::Both, &[]) - between.len();
    let disagreements = draft.graph.would_disagree(other, one);
    for edge in between {
        let curation = draft.graph.relation_of(edge).is_none_or(|relation| relation.curation);
        let Some(record) = draft.graph.edge_record(edge).filter(|_| !curation) else { continue };
        let sentence = draft.sentence(&record.from, &record.relation, &record.to);
        let text = format!("“{sentence}” joins the two, and is not seen while they are one");
        draft.doubts.push(doubt::Doubt::plain(text));
    }
    for disagreement in disagreements {
        let text = differs(&disagreement, &names[0]);
        draft.doubts.push(doubt::Doubt::plain(text));
    }
    let called = 1 + draft.graph.node_record(one).map_or(0, |record| record.aka.len());

    draft.put(Change::AddEdge(EdgeRecord::new(first.key.clone(), SAME_AS, second.key.clone())))?;
    draft.is_about(&second.key);
    draft.says(Sign::Added, format!("{} is the same as {}", names[0], names[1]));
    let seen = draft.entered_name(draft.graph.seen_as(one));
    let (comes, are) = match (links, called) {
        (0, 1) => (number(called, "name"), "is"),
        (0, _) => (number(called, "name"), "are"),
        _ => (format!("{} and {}", number(links, "relationship"), number(called, "name")), "are"),
    };
    draft.says(Sign::Changed, format!("{comes} of {} {are} seen at {seen}", names[0]));
    let [one, other] = if alike { [first.key.to_string(), second.key.to_string()] } else { names };
    draft.back = Some(format!("`different \"{one}\" and \"{other}\"` parts them again"));
    Ok(())
}

/// `different X and Y`.
pub(super) fn different(
    draft: &mut Draft<'_>,
    body: &[Word],
    _clauses: &Clauses,
) -> Result<(), AskError> {
    let mut failure = None;
    for (at, word) in body.iter().enumerate() {
        if !(word.is("and") || word.is("from")) {
            continue;
        }
        let (Some(one), Some(other)) = (body.get(..at), body.get(at + 1..)) else { continue };
        if one.is_empty() || other.is_empty() {
            continue;
        }
        match (draft.subject(one), draft.subject(other)) {
            (Ok(head), Ok(same)) if head == same => {
                let (one, other) = draft.pair(head, one, other)?;
                part(draft, one, other)?;
                return tell_apart(draft, one, other);
            }
            (Ok(one), Ok(other)) => return tell_apart(draft, one, other),
            (Err(error), _) | (_, Err(error)) => failure = failure.or(Some(error)),
        }
    }
    let unsaid = || draft.wrong("it is not said from what it is different", span(body, draft.text));
    Err(failure.unwrap_or_else(unsaid))
}

/// Takes back that two are the same.
fn part(draft: &mut Draft<'_>, one: NodeId, other: NodeId) -> Result<(), AskError> {
    let names = [draft.entered_name(one), draft.entered_name(other)];
    let whole = Span::new(0..draft.text.len());
    let ties = draft.same_as_between(one, other);
    let ties: Vec<(EdgeId, String)> =
        ties.into_iter().map(|tie| (tie, draft.sentence_of(tie))).collect();
    for (tie, sentence) in ties {
        draft.put(Change::RemoveEdge(tie))?;
        draft.says(Sign::Removed, sentence);
    }
    if draft.graph.seen_as(one) == draft.graph.seen_as(other) {
        let ties = draft.graph.within_one(one).filter(|edge| is_same_as(draft, *edge));
        let ties: Vec<String> = ties.map(|tie| draft.sentence_of(tie)).collect();
        let message = format!("{} and {} are one by way of others", names[0], names[1]);
        let help = format!("say which of these is wrong: {}", ties.join("; "));
        return Err(AskError::malformed(message, whole).with_help(help));
    }
    for (node, name) in [one, other].into_iter().zip(names) {
        let links = draft.graph.degree(node, Direction::Both, &[]);
        let is_seen_as = draft.graph.seen_as(node);
        if is_seen_as == node {
            let own = number(links, "relationship");
            draft.says(Sign::Changed, format!("{name} is seen for itself, with {own}"));
        }
    }
    Ok(())
}

/// Says of two that they are not one.
fn tell_apart(draft: &mut Draft<'_>, one: NodeId, other: NodeId) -> Result<(), AskError> {
    let was_one = draft.asker.snapshot().seen_as(one) == draft.asker.snapshot().seen_as(other);
    if let Some(kept) = curated(draft, one, other, DIFFERENT_FROM) {
        if was_one {
            return Ok(());
        }
        let at = Span::new(0..draft.text.len());
        return Err(AskError::malformed(format!("{kept}: that is here already"), at));
    }
    let (first, second) = of_one_kind(draft, one, other)?;
    let alike = fold(&first.name) == fold(&second.name);
    let name = |record: &NodeRecord| if alike { with_id(record) } else { record.name.clone() };
    let sentence = format!("{} is not {}", name(&first), name(&second));
    let (from, to) = (first.key, second.key);
    draft.put(Change::AddEdge(EdgeRecord::new(from, DIFFERENT_FROM, to.clone())))?;
    draft.is_about(&to);
    draft.says(Sign::Added, sentence);
    Ok(())
}

/// What is said of two nodes of one kind, by their own ids.
fn of_one_kind(
    draft: &Draft<'_>,
    one: NodeId,
    other: NodeId,
) -> Result<(NodeRecord, NodeRecord), AskError> {
    let (first, second) = (draft.record(one)?, draft.record(other)?);
    if first.kind == second.kind {
        return Ok((first, second));
    }
    let noun = |node| draft.graph.kind_of(node).map_or("", |kind| kind.noun.one.as_str());
    let message = format!(
        "{} is {} and {} is {}",
        first.name,
        article(noun(one)),
        second.name,
        article(noun(other)),
    );
    let error = AskError::malformed(message, Span::new(0..draft.text.len()));
    Err(error.with_help("only of two of one kind can this be said"))
}

fn already_one(draft: &Draft<'_>, node: NodeId, at: Span) -> AskError {
    let nodes = draft.graph.seen_as_one(node);
    let names: Vec<String> = nodes.iter().map(|node| draft.entered_name(*node)).collect();
    match names.as_slice() {
        [] | [_] => AskError::malformed(format!("both names mean {}", draft.name(node)), at)
            .with_help("name two, such as by their ids"),
        names => AskError::malformed(format!("{} are seen as one already", names.join(", ")), at)
            .with_help("`different X and Y` parts two of them"),
    }
}

/// What a curator has said of two nodes, if that is here.
fn curated(draft: &Draft<'_>, one: NodeId, other: NodeId, relation: &str) -> Option<String> {
    let declared = draft.schema().relation(draft.schema().relation_named(relation)?)?;
    let types = [draft.graph.rel_type(&declared.cypher)?];
    let (one, other) = (draft.graph.seen_as(one), draft.graph.seen_as(other));
    let mut ties = draft.graph.expand(one, Direction::Both, &types);
    ties.any(|(_, to)| to == other)
        .then(|| format!("{} {} {}", draft.name(one), declared.says, draft.name(other)))
}

fn is_same_as(draft: &Draft<'_>, edge: EdgeId) -> bool {
    draft.graph.relation_of(edge).is_some_and(Relation::is_same_as)
}

/// In what two differ that are to be one, in words.
fn differs(disagreement: &Disagreement, other: &str) -> String {
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Disagreement { property, said, other: other_says, seen, .. } = disagreement;
    let (said, other_says, seen) = (shown(said), shown(other_says), shown(seen));
    if disagreement.both_stand {
        return format!("{property}: {said} and {other_says} are both stated, and both stand");
    }
    format!("{property}: {said}, and of {other} {other_says} is said; {seen} is seen")
}

/// A name with the id that tells it from others like it.
fn with_id(record: &NodeRecord) -> String {
    format!("{} `{}`", record.name, record.key)
}

/// A number with its noun: `1 name`, `2 names`.
fn number(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

impl Draft<'_> {
    /// The name that a node was entered by, be it seen as another; with its id where another that is
    /// seen as the same has that name too.
    pub(super) fn entered_name(&self, node: NodeId) -> String {
        let Some(record) = self.graph.said_of(node) else { return self.name(node) };
        let others = self.graph.seen_as_one(node).into_iter().filter(|other| *other != node);
        let mut others = others.filter_map(|other| self.graph.said_of(other));
        let alike = others.any(|other| fold(&other.name) == fold(&record.name));
        if alike { with_id(record) } else { record.name.clone() }
    }

    /// A relation within those that are seen as one, in words, by the names that were entered.
    fn sentence_of(&self, edge: EdgeId) -> String {
        let record = self.graph.edge_record(edge);
        record.map_or_else(String::new, |r| self.sentence(&r.from, &r.relation, &r.to))
    }

    /// The relations by which two nodes are called the same, seen or not.
    fn same_as_between(&self, one: NodeId, other: NodeId) -> Vec<EdgeId> {
        let key = |node| self.graph.said_of(node).map(|record| &record.key);
        let ends = [key(one), key(other)];
        let joins = |edge: &EdgeId| {
            is_same_as(self, *edge)
                && self.graph.edge_record(*edge).is_some_and(|record| {
                    let own = [Some(&record.from), Some(&record.to)];
                    own == ends || own == [ends[1], ends[0]]
                })
        };
        self.graph.within_one(one).filter(joins).collect()
    }

    /// The relations of a type between two of those that are seen as one.
    pub(super) fn within(
        &self,
        relation: &Relation,
        head: NodeId,
        (from, to): (&[Word], &[Word]),
    ) -> Result<Vec<EdgeId>, AskError> {
        if !relation.is_same_as() || self.graph.seen_as_one(head).len() < 2 {
            return Ok(Vec::new());
        }
        let (one, other) = self.pair(head, from, to)?;
        Ok(self.same_as_between(one, other))
    }

    /// Which two of those that are seen as one two names mean.
    fn pair(
        &self,
        head: NodeId,
        one: &[Word],
        other: &[Word],
    ) -> Result<(NodeId, NodeId), AskError> {
        let at = span(one, self.text).to(span(other, self.text));
        let nodes = self.graph.seen_as_one(head);
        let (first, second) = (self.meant(&nodes, one), self.meant(&nodes, other));
        let mut pairs = Vec::new();
        for a in &first {
            for b in second.iter().filter(|b| *b != a) {
                if !pairs.contains(&(*b, *a)) {
                    pairs.push((*a, *b));
                }
            }
        }
        match (pairs.as_slice(), nodes.as_slice()) {
            (_, [] | [_]) => Err(already_one(self, head, at)),
            ([pair], _) => Ok(*pair),
            (_, [a, b]) => Ok((*a, *b)),
            _ => {
                let ids = nodes.iter().filter_map(|node| self.graph.said_of(*node));
                let ids: Vec<String> = ids.map(with_id).collect();
                let message = format!("{} of those that are seen as one could be meant", ids.len());
                let help = format!("say two of them by their ids: {}", ids.join(", "));
                Err(AskError::malformed(message, at).with_help(help))
            }
        }
    }

    /// Which of these nodes words name, by their ids, names or other names; all where none.
    fn meant(&self, nodes: &[NodeId], words: &[Word]) -> Vec<NodeId> {
        let text = joined(words);
        let folded = fold(&text);
        let record = |node: &NodeId| self.graph.said_of(*node);
        let by = |is: &dyn Fn(&NodeRecord) -> bool| -> Vec<NodeId> {
            nodes.iter().copied().filter(|node| record(node).is_some_and(is)).collect()
        };
        let tiers: [Vec<NodeId>; 3] = [
            by(&|record| record.key.as_str() == text.trim()),
            by(&|record| fold(&record.name) == folded),
            by(&|record| record.aka.iter().any(|form| fold(&form.text) == folded)),
        ];
        let found = tiers.into_iter().find(|found| !found.is_empty());
        found.unwrap_or_else(|| nodes.to_vec())
    }
}
