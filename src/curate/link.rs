//! Two names with the words of a relation between them.

use super::draft::Draft;
use crate::ask::words::{Word, joined, span};
use crate::ask::{AskError, How, Resolved};
use crate::model::name::nearest;
use crate::model::schema::{Kind, RelationId};
use crate::model::{EdgeId, Key, KindId, NodeId, Relation};

/// A way of reading words as a relation between two names.
pub(super) struct Reading<'s, 'w> {
    pub(super) id: RelationId,
    pub(super) relation: &'s Relation,
    pub(super) from: &'w [Word],
    pub(super) to: &'w [Word],
}

/// A name that was looked up: somebody, or a name that is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    There(NodeId),
    New(String),
}

impl<'a> Draft<'a> {
    /// Every way of reading words as `X RELATION Y`, the longest words of a relation first.
    pub(super) fn readings<'w>(&self, words: &'w [Word]) -> Vec<Reading<'a, 'w>> {
        let mut found: Vec<(usize, Reading<'a, 'w>)> = Vec::new();
        let relations = (0..).map(RelationId).zip(self.schema().relations());
        for (id, relation) in relations.filter(|(_, relation)| !relation.derived) {
            let forward =
                [relation.says.clone(), relation.id.replace('-', " "), relation.id.clone()];
            let backward = [relation.back.clone(), relation.inverse.replace('-', " ")];
            let captions =
                forward.iter().map(|c| (c, false)).chain(backward.iter().map(|c| (c, true)));
            for (caption, back) in captions {
                let parts: Vec<&str> = caption.split(' ').collect();
                for at in 1..words.len().saturating_sub(parts.len()) {
                    let Some(run) = words.get(at..at + parts.len()) else { continue };
                    if !run.iter().zip(&parts).all(|(word, part)| word.is(part)) {
                        continue;
                    }
                    let (Some(near), Some(far)) = (words.get(..at), words.get(at + parts.len()..))
                    else {
                        continue;
                    };
                    let (from, to) = if back { (far, near) } else { (near, far) };
                    let there = found.iter().any(|(_, r)| r.id == id && r.from == from);
                    if !there {
                        found.push((parts.len(), Reading { id, relation, from, to }));
                    }
                }
            }
        }
        found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        found.into_iter().map(|(_, reading)| reading).collect()
    }

    /// What a name means at one end of a relation; one in quotes that is nobody's is new.
    pub(super) fn named(&self, words: &[Word], kinds: &[KindId]) -> Result<Named, AskError> {
        let name = joined(words);
        let quoted = matches!(words, [word] if word.quoted);
        if quoted {
            match self.asker.names().resolve(&name, Some(kinds)) {
                Resolved::One(found) if found.how <= How::Acronym => {}
                Resolved::Several(_) => {}
                _ if name.contains(':') && !name.contains(' ') => {}
                _ => return Ok(Named::New(name)),
            }
        }
        match self.asker.subject(&name, span(words, self.text), Some(kinds)) {
            Ok(subject) => Ok(Named::There(subject.node)),
            Err(AskError::Unknown { name, span, closest }) => {
                let near = closest.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
                let near = if near.is_empty() { near } else { format!("closest: {near}; ") };
                let help = format!("{near}a new name stands in quotes: \"{name}\"");
                let message = format!("nothing here is called “{name}”");
                Err(AskError::malformed(message, span).with_help(help))
            }
            Err(other) => Err(other),
        }
    }

    /// The error for words in which no relation stands: the nearest, or those that there are.
    pub(super) fn no_relation(&self, words: &[Word]) -> AskError {
        let at = span(words, self.text);
        let relations = || self.schema().relations().iter().filter(|r| !r.derived);
        let captions: Vec<&str> =
            relations().flat_map(|r| [r.says.as_str(), r.back.as_str()]).collect();
        let inner = words.get(1..).unwrap_or_default();
        let slip = inner.iter().filter(|word| !word.quoted).find_map(|word| {
            let known = captions.iter().copied().filter(|c| !c.contains(' '));
            let near = nearest(&word.text.to_lowercase(), known, 1).first().copied()?;
            Some((word, near))
        });
        if let Some((word, near)) = slip {
            let message = format!("I don't know the relation “{}”", word.text);
            let mut mended = self.text.to_owned();
            mended.replace_range(word.span.range(), near);
            let error = AskError::malformed(message, word.span);
            return error.with_help(format!("did you mean {near}?")).with_mend(mended);
        }
        let kind = self.known_start(words);
        let legal = kind.map(|kind| self.captions_from(kind)).unwrap_or_default();
        let message = "it is not said how the two are related";
        let help = match kind.and_then(|kind| self.schema().kind(kind)) {
            Some(kind) if !legal.is_empty() => {
                format!("of {} can be said: {}", article(&kind.noun.one), legal.join(", "))
            }
            _ => format!(
                "such as {}",
                captions.iter().take(8).copied().collect::<Vec<_>>().join(", ")
            ),
        };
        AskError::malformed(message, at).with_help(help)
    }

    /// The kind of whoever the first words name.
    fn known_start(&self, words: &[Word]) -> Option<KindId> {
        (1..=words.len()).rev().find_map(|length| {
            let name = joined(words.get(..length)?);
            match self.asker.names().resolve(&name, None) {
                Resolved::One(found) if found.how <= How::Acronym => self.kind_of(found.node),
                _ => None,
            }
        })
    }

    /// What can be said of a kind: the words of its relations, read from it.
    pub(super) fn captions_from(&self, kind: KindId) -> Vec<&'a str> {
        let relations = self.schema().relations().iter().filter(|r| !r.derived && !r.curation);
        let mut words = Vec::new();
        for relation in relations {
            if relation.ends.iter().any(|ends| ends.from.contains(&kind)) {
                words.push(relation.says.as_str());
            }
            if !relation.symmetric && relation.ends.iter().any(|ends| ends.to.contains(&kind)) {
                words.push(relation.back.as_str());
            }
        }
        words
    }

    pub(super) fn kind_of(&self, node: NodeId) -> Option<KindId> {
        self.schema().kind_named(&self.graph.node_record(node)?.kind)
    }

    /// The kinds that can stand at the near and at the far end of a relation.
    pub(super) fn ends_of(relation: &Relation) -> (Vec<KindId>, Vec<KindId>) {
        let from = relation.ends.iter().flat_map(|ends| ends.from.iter().copied());
        let to = relation.ends.iter().flat_map(|ends| ends.to.iter().copied());
        let (mut from, mut to): (Vec<_>, Vec<_>) = (from.collect(), to.collect());
        for kinds in [&mut from, &mut to] {
            kinds.sort_unstable();
            kinds.dedup();
        }
        (from, to)
    }

    /// The relations that are here between two nodes, of one type.
    pub(super) fn between(&self, relation: &Relation, from: NodeId, to: NodeId) -> Vec<EdgeId> {
        let Some(rel_type) = self.graph.rel_type(&relation.cypher) else { return Vec::new() };
        let (types, both) = ([rel_type], crate::model::Direction::Both);
        let mut found = Vec::new();
        for (edge, other) in self.graph.expand(from, both, &types) {
            let forward = self.graph.edge_ends(edge) == Some((from, to));
            if other == to && (forward || relation.symmetric) && !found.contains(&edge) {
                found.push(edge);
            }
        }
        found
    }

    /// A relation in words: *Dr Rishi Chopra chairs Healthcare Central London*.
    pub(super) fn sentence(&self, from: &Key, relation: &str, to: &Key) -> String {
        let declared = self.schema().relation_named(relation);
        let declared = declared.and_then(|id| self.schema().relation(id));
        let says = declared.map_or(relation, |r| r.says.as_str());
        // What a curator says of the data is said of what was entered.
        let entered =
            |key: &Key| self.graph.keyed(key.as_str()).map(|node| self.entered_name(node));
        let own = |key| declared.filter(|r| r.curation).and_then(|_| entered(key));
        let name = |key| own(key).unwrap_or_else(|| self.name_of(key));
        format!("{} {says} {}", name(from), name(to))
    }
}

/// A noun with its article: `an organisation`.
pub(super) fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {noun}", if an { "an" } else { "a" })
}

/// A kind or sub-kind of this id or noun, with the ids of both.
pub(super) fn kind_named<'s>(kinds: &'s [Kind], text: &str) -> Option<(&'s Kind, Option<&'s str>)> {
    let wanted = crate::model::name::fold(&text.replace(['-', '/'], " "));
    let is = |name: &str| crate::model::name::fold(&name.replace('-', " ")) == wanted;
    let whole = |kind: &Kind| is(&kind.id) || is(&kind.noun.one) || is(&kind.label);
    if let Some(kind) = kinds.iter().find(|kind| whole(kind)) {
        return Some((kind, None));
    }
    kinds.iter().find_map(|kind| {
        let sub = kind.sub.iter().find(|sub| {
            is(&sub.id) || is(&sub.noun.one) || is(&format!("{} {}", kind.id, sub.id))
        })?;
        Some((kind, Some(sub.id.as_str())))
    })
}
