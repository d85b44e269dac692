//! Nodes by the words of their names and texts, the best first.
//!
//! The score is Okapi BM25 (Robertson and others, 1994; `k1` 1.2, `b` 0.75, with Lucene's idf, which is
//! never negative): a word counts for more the fewer nodes hold it, and the shorter the texts are that do.
//! Words that are looked for together, because they begin alike or are a slip of one another, count as
//! one word.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::lexicon::{Draft, Hits, Lexicon};
use super::numbers::Numbers;
use super::snapshot::Snapshot;
use super::symbol::{Label, PropKey};
use crate::model::name::fold;
use crate::model::{Index, IndexKind, NodeId, Value};

/// So many words of what is looked for are heeded.
const MOST: usize = 32;
/// A word shorter than this, in letters, is not taken for the beginning of another one.
const BEGINS: usize = 2;
/// A word shorter than this, in letters, is not taken for a slip.
const SLIPS: usize = 4;
/// What the beginning or a slip of a word counts for, beside the word itself.
const LOOSE: f64 = 0.5;
/// How fast a word's weight stops growing as it is repeated, and how much the length of a text matters.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// So many nodes, and such a share of those known, may have changed before all is read anew.
const SMALL: usize = 1024;
const SHARE: usize = 32;

/// The words of all names, then those of each full-text index, read when they are first asked for.
#[derive(Debug, Clone)]
pub(super) struct Words(Arc<Vec<Kept>>);

impl Default for Words {
    fn default() -> Self {
        Self::beside(&[])
    }
}

/// What was read once, and what has changed since.
#[derive(Debug, Clone, Default)]
struct Kept {
    known: OnceLock<Arc<Lexicon>>,
    changed: Numbers,
    since: OnceLock<Arc<Since>>,
}

/// The words of the nodes that have changed, and what they leave behind in the known ones.
#[derive(Debug)]
struct Since {
    lexicon: Lexicon,
    /// How many of the known nodes they were, and how many words these had.
    nodes: usize,
    words: u64,
}

impl Words {
    /// Nothing read yet of the names and of these indexes.
    pub(super) fn beside(indexes: &[Index]) -> Self {
        let texts = indexes.iter().filter(|index| index.kind == IndexKind::FullText).count();
        Self(Arc::new(vec![Kept::default(); texts + 1]))
    }

    /// Notes that a node has come, gone, or changed.
    ///
    /// A snapshot from before goes on without it: what they shared is parted here, also where
    /// nothing has been read yet, or it would be read from that one for both.
    pub(super) fn note(&mut self, node: NodeId) {
        for kept in Arc::make_mut(&mut self.0) {
            let Some(known) = kept.known.get() else { continue };
            if kept.changed.len() > SMALL + known.nodes().len() / SHARE {
                *kept = Kept::default();
                continue;
            }
            kept.changed.insert(node.0);
            kept.since = OnceLock::new();
        }
    }
}

/// Which texts of a node are looked through: its names or not, and these properties where it carries
/// the label.
struct Texts {
    names: bool,
    properties: Vec<(Label, PropKey)>,
}

impl Snapshot {
    /// The nodes whose names hold these words, the best first, each with its score.
    ///
    /// Looked through are the name, the other names and the codes of a record, with the first letters
    /// of its names; the property `name` of a drawn node; and the properties of every full-text index.
    /// Case, accents and punctuation do not count ([`fold`]). The last word may be the beginning of
    /// one; a word of four letters or more that stands nowhere may be a slip of one (a letter too
    /// many, too few, wrong, or two exchanged): either counts half. Where some nodes hold all the
    /// words, others are left out. Equally good ones come in the order of their ids.
    ///
    /// The scores are BM25's, of the whole graph, also where it is seen through a lens.
    ///
    /// ```
    /// use plexusdb::Database;
    ///
    /// let db = Database::without_schema();
    /// db.execute("CREATE (:Town {name: 'Milton Keynes'}), (:Town {name: 'Milton'})").run()?;
    /// let snapshot = db.snapshot();
    /// let names = |words: &str| -> Vec<&str> {
    ///     snapshot.search(words).iter().map(|(node, _)| snapshot.node_name(*node)).collect()
    /// };
    /// assert_eq!(names("milton"), ["Milton", "Milton Keynes"]);
    /// assert_eq!(names("mliton KEYN"), ["Milton Keynes"]);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// Linear in the nodes that hold one of the words; a slip, in the words there are. The first
    /// search, and the first after a good part has changed, reads the names of all nodes.
    pub fn search(&self, words: &str) -> Vec<(NodeId, f64)> {
        let all = self.indexes().iter();
        let properties = all.flat_map(|index| self.properties_of(index)).collect();
        self.best(0, &Texts { names: true, properties }, words)
    }

    /// The nodes whose texts hold these words, by a full-text index, as [`Snapshot::search`] finds
    /// them; `None` where there is no full-text index of that name.
    pub fn search_by(&self, index: &str, words: &str) -> Option<Vec<(NodeId, f64)>> {
        let mut texts = self.indexes().iter().filter(|index| index.kind == IndexKind::FullText);
        let (place, index) = (1..).zip(&mut texts).find(|(_, there)| *there.name == *index)?;
        let properties = self.properties_of(index).collect();
        Some(self.best(place, &Texts { names: false, properties }, words))
    }

    /// The properties of a full-text index that any node has, with its label.
    fn properties_of(&self, index: &Index) -> impl Iterator<Item = (Label, PropKey)> {
        let label = self.label(&index.label).filter(|_| index.kind == IndexKind::FullText);
        let keys = index.properties.iter().filter_map(|name| self.prop_key(name));
        keys.filter_map(move |key| Some((label?, key)))
    }

    fn best(&self, place: usize, texts: &Texts, words: &str) -> Vec<(NodeId, f64)> {
        let Some(kept) = self.0.words.0.get(place) else { return Vec::new() };
        let known = kept.known.get_or_init(|| Arc::new(self.lexicon(texts, self.all_nodes())));
        let since = kept.since.get_or_init(|| {
            let changed = || kept.changed.iter().map(NodeId);
            let lexicon = self.lexicon(texts, changed().filter(|id| self.has_node(*id)));
            let places = || changed().filter_map(|id| known.place(id));
            let words = places().map(|place| u64::from(known.length(place))).sum();
            Arc::new(Since { lexicon, nodes: places().count(), words })
        });
        let mut found = Search::new(known, &kept.changed, since).run(words);
        found.retain(|(id, ..)| self.contains_node(*id));
        let whole = found.iter().any(|(.., whole)| *whole);
        let mut best: Vec<(NodeId, f64)> = found
            .into_iter()
            .filter(|(.., all)| *all || !whole)
            .map(|(id, score, _)| (id, score))
            .collect();
        best.sort_unstable_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        best
    }

    /// The words of these nodes, ascending.
    fn lexicon(&self, texts: &Texts, nodes: impl Iterator<Item = NodeId>) -> Lexicon {
        let mut draft = Draft::default();
        let mut said: Vec<Cow<'_, str>> = Vec::new();
        for id in nodes {
            said.clear();
            let record = self.node_record(id).filter(|_| texts.names);
            if texts.names {
                said.push(self.node_name(id).into());
            }
            if let Some(record) = record {
                said.extend(record.aka.iter().map(|other| Cow::from(&other.text)));
                said.extend(record.identifiers.iter().map(|code| Cow::from(&code.value)));
            }
            for (label, key) in &texts.properties {
                if self.has_label(id, *label) {
                    put_texts(self.node_property(id, *key), &mut said);
                }
            }
            let names = record.into_iter().flat_map(|record| {
                let others = record.aka.iter().map(|other| &*other.text);
                std::iter::once(&*record.name).chain(others)
            });
            draft.add(id, said.iter().map(|text| &**text), names);
        }
        draft.done()
    }
}

/// Puts in the texts of a value; none twice.
fn put_texts(value: Value, said: &mut Vec<Cow<'_, str>>) {
    match value {
        Value::String(text) if !said.iter().any(|there| **there == *text) => {
            said.push(text.to_string().into());
        }
        Value::List(values) => values.iter().for_each(|one| put_texts(one.clone(), said)),
        _ => {}
    }
}

/// A search through the known words and those that have changed.
struct Search<'a> {
    parts: [&'a Lexicon; 2],
    changed: &'a Numbers,
    /// How many nodes there are, and how many words they have on average.
    nodes: f64,
    average: f64,
    /// By part and place: the score, and which of the words it is for.
    scores: [Vec<f64>; 2],
    held: [Vec<u32>; 2],
}

impl<'a> Search<'a> {
    #[expect(clippy::cast_precision_loss, reason = "2^53 words do not fit into memory")]
    fn new(known: &'a Lexicon, changed: &'a Numbers, since: &'a Since) -> Self {
        let parts = [known, &since.lexicon];
        let nodes = (known.nodes().len() - since.nodes + since.lexicon.nodes().len()) as f64;
        let words = (known.total() - since.words + since.lexicon.total()) as f64;
        let scores = parts.map(|part| vec![0.0; part.nodes().len()]);
        let held = parts.map(|part| vec![0; part.nodes().len()]);
        Self { parts, changed, nodes, average: words / nodes.max(1.0), scores, held }
    }

    /// Each node that holds one of the words: its score, and whether it holds all of them.
    fn run(mut self, text: &str) -> Vec<(NodeId, f64, bool)> {
        let folded = fold(text);
        let mut words: Vec<&str> = Vec::new();
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            if !words.contains(&word) && words.len() < MOST {
                words.push(word);
            }
        }
        for (number, word) in words.iter().enumerate() {
            let letters = word.chars().count();
            let mut any = self.count(number, 1.0, |part| part.same(word));
            if number + 1 == words.len() && letters >= BEGINS {
                any |= self.count(number, LOOSE, |part| part.beginning(word));
            }
            if !any && letters >= SLIPS {
                self.count(number, LOOSE, |part| part.slips(word));
            }
        }
        let all = words.iter().enumerate().fold(0, |all, (number, _)| all | 1 << number);
        let mut found = Vec::new();
        for (part, (scores, held)) in self.parts.iter().zip(self.scores.iter().zip(&self.held)) {
            for (node, (score, held)) in part.nodes().iter().zip(scores.iter().zip(held)) {
                if *held != 0 {
                    found.push((*node, *score, *held == all));
                }
            }
        }
        found
    }

    /// Adds to the score of all that hold a word, by what holds it in each part; says whether any does.
    #[expect(clippy::cast_precision_loss, reason = "2^53 nodes do not fit into memory")]
    fn count(&mut self, word: usize, weight: f64, who: impl Fn(&Lexicon) -> Hits) -> bool {
        let mut hits = self.parts.map(who);
        if let [known, _] = &mut hits
            && self.changed.len() > 0
        {
            let stays = |place: u32| {
                self.parts[0].node(place).is_some_and(|id| !self.changed.contains(id.0))
            };
            known.retain(|(place, _)| stays(*place));
        }
        let holders = hits.iter().map(Vec::len).sum::<usize>() as f64;
        let idf = ((self.nodes - holders + 0.5) / (holders + 0.5)).ln_1p();
        let parts = self.parts.iter().zip(self.scores.iter_mut().zip(&mut self.held));
        for ((part, (scores, held)), hits) in parts.zip(&hits) {
            for (place, times) in hits {
                let times = f64::from(*times);
                let length = f64::from(part.length(*place)) / self.average;
                let gain = idf * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length));
                if let Some(score) = scores.get_mut(*place as usize) {
                    *score += weight * gain;
                }
                if let Some(held) = held.get_mut(*place as usize) {
                    *held |= 1 << word;
                }
            }
        }
        holders > 0.0
    }
}
