//! Which node a name means: by id, name, other name, acronym, part of a name, or close spelling.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Snapshot;
use crate::model::name::{acronyms, core, fold, is_slip, similarity};
use crate::model::{KindId, NodeId};

/// How a name was recognised, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is the node's id.
    Id,
    /// It is the node's name, case, accents and punctuation aside.
    Name,
    /// It is another name of the node.
    OtherName,
    /// It is the name without words such as “NHS Trust” or “the”.
    Core,
    /// It is made of the name's first letters.
    Acronym,
    /// All its words stand in the name.
    Words,
    /// It is spelt much like the name.
    Spelling,
}

/// A node that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The node.
    pub node: NodeId,
    /// How the name was recognised.
    pub how: How,
    /// How alike name and node's name are, from 0 to 1; tells candidates of one [`How`] apart.
    pub likeness: f64,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// One node, clearly.
    One(Candidate),
    /// Several, equally well; the most linked first.
    Several(Vec<Candidate>),
    /// None; the nearest names there are, nearest first.
    None(Vec<Candidate>),
}

/// The names of a snapshot, folded and ready to be looked up.
#[derive(Debug)]
pub struct Names {
    nodes: Vec<Named>,
    by_name: BTreeMap<String, BTreeSet<usize>>,
    by_other: BTreeMap<String, BTreeSet<usize>>,
    by_core: BTreeMap<String, BTreeSet<usize>>,
    by_acronym: BTreeMap<String, BTreeSet<usize>>,
}

#[derive(Debug)]
struct Named {
    node: NodeId,
    kind: Option<KindId>,
    /// Its id, and those of the others that are seen as it.
    keys: Vec<String>,
    forms: Vec<String>,
    links: usize,
}

/// By so much the best spelling must lead to be taken without asking.
const LEAD: f64 = 0.02;
/// A name is worth naming when it, or a rare word of it, is this like what was typed.
const NEAR: f64 = 0.85;
/// A word is rare when no more than one name in so many holds it.
const COMMON: usize = 20;
/// So many near names are named when nothing fits.
const NEAREST: usize = 3;
/// Names longer than this, in bytes, are looked up exactly and in no other way.
const LONGEST: usize = 400;

impl Names {
    /// The names in this snapshot.
    ///
    /// # Complexity
    ///
    /// Linear in the text of all names, times the logarithm of their number.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut names = Self {
            nodes: Vec::new(),
            by_name: BTreeMap::new(),
            by_other: BTreeMap::new(),
            by_core: BTreeMap::new(),
            by_acronym: BTreeMap::new(),
        };
        for node in snapshot.nodes() {
            if let Some(record) = snapshot.node_record(node) {
                let others: Vec<&str> = record.aka.iter().map(|n| n.text.as_str()).collect();
                let kind = snapshot.schema().kind_named(&record.kind);
                let links = snapshot.degree(node, crate::model::Direction::Both, &[]);
                let keys = snapshot.seen_as_one(node);
                let keys = keys.iter().filter_map(|id| snapshot.said_of(*id));
                let keys = keys.map(|record| record.key.to_string()).collect();
                names.add(node, kind, keys, &record.name, &others, links);
            }
        }
        names
    }

    fn add(
        &mut self,
        node: NodeId,
        kind: Option<KindId>,
        keys: Vec<String>,
        name: &str,
        others: &[&str],
        links: usize,
    ) {
        let at = self.nodes.len();
        let mut forms = vec![fold(name)];
        self.by_name.entry(fold(name)).or_default().insert(at);
        for other in others {
            forms.push(fold(other));
            self.by_other.entry(fold(other)).or_default().insert(at);
        }
        for text in std::iter::once(&name).chain(others) {
            self.by_core.entry(core(text)).or_default().insert(at);
            for acronym in acronyms(text) {
                self.by_acronym.entry(fold(&acronym)).or_default().insert(at);
            }
        }
        self.nodes.push(Named { node, kind, keys, forms, links });
    }

    /// What `name` means. Where `kinds` is given, nodes of these kinds are preferred: others are taken
    /// only where none of them fits.
    pub fn resolve(&self, name: &str, kinds: Option<&[KindId]>) -> Resolved {
        let wanted = |at: &usize| {
            kinds.is_none_or(|kinds| {
                self.nodes.get(*at).and_then(|n| n.kind).is_some_and(|k| kinds.contains(&k))
            })
        };
        let tiers = self.tiers(name);
        let of_kind = tiers.iter().map(|(how, found)| (*how, keep(found, wanted)));
        // A name or an acronym of the right kind comes first: “who leads NWL” means the body and not the
        // area. Then the exact name of anything: what was typed in full is what was meant, and no part
        // of a name or near spelling wins over it.
        let exact = tiers.iter().filter(|(how, _)| *how <= How::OtherName);
        let exact = exact.map(|(how, found)| (*how, found.clone()));
        let (sure, loose): (Vec<_>, Vec<_>) = of_kind.partition(|(how, _)| *how <= How::Acronym);
        let all = tiers.iter().map(|(how, found)| (*how, found.clone()));
        for (how, found) in sure.into_iter().chain(exact).chain(loose).chain(all) {
            if !found.is_empty() {
                return self.decide(name, how, found);
            }
        }
        Resolved::None(self.nearest(name))
    }

    fn tiers(&self, name: &str) -> Vec<(How, BTreeSet<usize>)> {
        let folded = fold(name);
        let by = |map: &BTreeMap<String, BTreeSet<usize>>, key: &str| {
            if key.is_empty() { BTreeSet::new() } else { map.get(key).cloned().unwrap_or_default() }
        };
        let id = self.nodes.iter().position(|n| n.keys.iter().any(|key| key == name.trim()));
        let mut tiers = vec![
            (How::Id, id.into_iter().collect()),
            (How::Name, by(&self.by_name, &folded)),
            (How::OtherName, by(&self.by_other, &folded)),
            (How::Core, by(&self.by_core, &core(name))),
            (How::Acronym, by(&self.by_acronym, &folded)),
        ];
        if folded.is_empty() || name.len() > LONGEST {
            return tiers;
        }
        tiers.push((How::Words, self.with_words(&folded)));
        tiers.push((How::Spelling, self.spelt_like(&folded)));
        tiers
    }

    fn with_words(&self, folded: &str) -> BTreeSet<usize> {
        let words: Vec<&str> = folded.split(' ').collect();
        let has_all = |form: &String| {
            let theirs: Vec<&str> = form.split(' ').collect();
            words.iter().all(|w| theirs.contains(w))
        };
        self.places().filter(|(_, n)| n.forms.iter().any(has_all)).map(|(at, _)| at).collect()
    }

    fn spelt_like(&self, folded: &str) -> BTreeSet<usize> {
        let slip = |n: &Named| n.forms.iter().any(|form| is_slip(folded, form));
        self.places().filter(|(_, n)| slip(n)).map(|(at, _)| at).collect()
    }

    fn places(&self) -> impl Iterator<Item = (usize, &Named)> {
        self.nodes.iter().enumerate()
    }

    fn candidate(&self, name: &str, how: How, at: usize) -> Option<Candidate> {
        let named = self.nodes.get(at)?;
        Some(Candidate { node: named.node, how, likeness: named.likeness(&fold(name)) })
    }

    fn decide(&self, name: &str, how: How, found: BTreeSet<usize>) -> Resolved {
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_by_key(|at| std::cmp::Reverse(self.nodes.get(*at).map_or(0, |n| n.links)));
        // What nothing is linked to, such as a page of the same name, is not what people ask about.
        let linked = |at: &usize| self.nodes.get(*at).is_some_and(|n| n.links > 0);
        if found.iter().any(linked) {
            found.retain(linked);
        }
        let mut candidates: Vec<Candidate> =
            found.into_iter().filter_map(|at| self.candidate(name, how, at)).collect();
        if how == How::Spelling {
            candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
            if let [first, second, ..] = candidates.as_slice()
                && first.likeness - second.likeness >= LEAD
            {
                candidates.truncate(1);
            }
        }
        match candidates.len() {
            1 => candidates.pop().map_or(Resolved::None(Vec::new()), Resolved::One),
            _ => Resolved::Several(candidates),
        }
    }

    fn nearest(&self, name: &str) -> Vec<Candidate> {
        if name.len() > LONGEST {
            return Vec::new();
        }
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').filter(|w| w.chars().count() > 3).collect();
        // A word that many names hold says little of which one was meant.
        let common = self.nodes.len() / COMMON;
        let mut all: Vec<(f64, Candidate)> = Vec::new();
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for word in self.nodes.iter().flat_map(|n| &n.forms).flat_map(|form| form.split(' ')) {
            *held.entry(word).or_default() += 1;
        }
        let rare = |word: &str| held.get(word).is_some_and(|count| *count <= common.max(2));
        for (at, named) in self.places() {
            let theirs = || named.forms.iter().flat_map(|form| form.split(' ')).filter(|w| rare(w));
            let pairs = words.iter().flat_map(|word| theirs().map(|w| similarity(word, w)));
            let word = pairs.fold(0.0, f64::max);
            let Some(candidate) = self.candidate(name, How::Spelling, at) else { continue };
            if word >= NEAR || candidate.likeness >= NEAR {
                all.push((word.max(candidate.likeness), candidate));
            }
        }
        all.sort_by(|(a_word, a), (b_word, b)| {
            b_word.total_cmp(a_word).then(b.likeness.total_cmp(&a.likeness))
        });
        all.into_iter().map(|(_, c)| c).take(NEAREST).collect()
    }
}

impl Named {
    fn likeness(&self, folded: &str) -> f64 {
        self.forms.iter().map(|form| similarity(form, folded)).fold(0.0, f64::max)
    }
}

fn keep(found: &BTreeSet<usize>, wanted: impl Fn(&usize) -> bool) -> BTreeSet<usize> {
    found.iter().copied().filter(|at| wanted(at)).collect()
}
