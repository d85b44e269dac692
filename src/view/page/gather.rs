//! Lifts what is selected out of a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_ENTITIES;
use super::contents::{Contents, Entity, Held, Tie, Voucher};
use crate::ask::numbers;
use crate::graph::Snapshot;
use crate::model::name::acronyms;
use crate::model::when::{Boundary, Day, Moment, PartialDate, Validity};
use crate::model::{EdgeId, Evidence, Fact, Key, NodeId, NodeRecord, Relation};
use crate::view::Selection;
use crate::view::diagram::gather::{self, date_words, order};
use crate::view::diagram::network::{Body, Link};
use crate::view::text::wrap;

/// Acronyms longer than this are no shorter to type than a part of the name.
const LONGEST_ACRONYM: usize = 12;

/// The widest line of a name in its box, in characters, and the most lines it takes.
const LABEL: (usize, usize) = (22, 4);

/// So many entities are drawn together; of more, those with the most relations.
const MOST_DRAWN: usize = 300;
const OVERVIEW: usize = 60;

/// What is selected, not yet placed.
pub(super) fn contents(
    snapshot: &Snapshot,
    selection: &Selection,
    as_of: Option<Moment>,
) -> Contents {
    let network = gather::network(snapshot, selection, None);
    let bodies: Vec<&Body> = network.bodies.values().take(MOST_ENTITIES).collect();
    let places: BTreeMap<NodeId, usize> = bodies.iter().map(|b| b.node).zip(0..).collect();
    let sources = Sources::of(snapshot, &bodies, &network.links);
    let relations = relations(&network.links);
    let entities: Vec<Entity> =
        bodies.iter().filter_map(|body| entity(snapshot, body, &sources)).collect();
    let ties: Vec<Tie> = network
        .links
        .iter()
        .filter_map(|link| tie(snapshot, link, &places, &relations, &sources))
        .collect();
    let moments = moments(snapshot, &bodies, &network.links, as_of);
    Contents {
        left_out: network.nodes_left_out + network.bodies.len() - bodies.len(),
        opens_at: as_of.and_then(|at| moments.iter().position(|m| *m == at)),
        sources: sources.listed,
        overview: overview(entities.len(), &ties),
        entities,
        ties,
        relations,
        moments,
        ..Contents::default()
    }
}

/// Which are drawn, where not all are.
fn overview(entities: usize, ties: &[Tie]) -> Option<Vec<usize>> {
    if entities <= MOST_DRAWN {
        return None;
    }
    let mut links = vec![0_usize; entities];
    for end in ties.iter().flat_map(|tie| [tie.ends.0, tie.ends.1]) {
        if let Some(count) = links.get_mut(end) {
            *count += 1;
        }
    }
    let mut most: Vec<(usize, usize)> = links.into_iter().zip(0..).collect();
    most.sort_by_key(|(count, place)| (std::cmp::Reverse(*count), *place));
    let mut drawn: Vec<usize> = most.into_iter().take(OVERVIEW).map(|(_, place)| place).collect();
    drawn.sort_unstable();
    Some(drawn)
}

fn entity(snapshot: &Snapshot, body: &Body, sources: &Sources) -> Option<Entity> {
    let record = snapshot.node_record(body.node)?;
    let every = || std::iter::once(&record.name).chain(record.aka.iter().map(|form| &form.text));
    let short: BTreeSet<String> = every()
        .flat_map(|name| acronyms(name))
        .filter(|a| a.chars().count() <= LONGEST_ACRONYM && every().all(|name| name != a))
        .collect();
    let names = record.aka.iter();
    let names = names.map(|n| (n.text.clone(), dated(&n.validity), sources.vouchers(&n.evidence)));
    Some(Entity {
        id: match record.key.as_str() {
            "" => format!("#{}", body.node.0),
            key => key.to_owned(),
        },
        name: body.name.clone(),
        caption: body.caption.clone(),
        family: body.family,
        avoided: matches!(record.kind.as_str(), "place" | "focus"),
        names: names.collect(),
        acronyms: short.into_iter().collect(),
        held: Held::within(&snapshot.node_bounds(body.node)),
        when: dated(&record.validity),
        remark: body.remark.clone(),
        facts: facts(snapshot, record, sources),
        label: wrap(&record.name, LABEL.0, LABEL.1),
    })
}

/// What is said of a node besides its relations.
fn facts(
    snapshot: &Snapshot,
    record: &NodeRecord,
    sources: &Sources,
) -> Vec<(String, String, String, Vec<Voucher>)> {
    let when = |fact: &Fact| match &fact.period {
        Some(period) => numbers::period(period),
        None => dated(&fact.validity),
    };
    let schema = snapshot.schema();
    let said = record.facts.iter().map(|fact| {
        let words = numbers::words(schema, fact);
        (numbers::caption(schema, fact), words, when(fact), sources.vouchers(&fact.evidence))
    });
    let note =
        record.note.iter().map(|n| ("note".to_owned(), n.clone(), String::new(), Vec::new()));
    said.chain(note).collect()
}

/// A time in words; nothing where nothing is known.
fn dated(validity: &Validity) -> String {
    if validity.is_undated() { String::new() } else { validity.words() }
}

fn tie(
    snapshot: &Snapshot,
    link: &Link,
    places: &BTreeMap<NodeId, usize>,
    relations: &[Relation],
    sources: &Sources,
) -> Option<Tie> {
    let record = snapshot.edge_record(link.edge)?;
    let remark = match (link.remark.clone(), record.inferred) {
        (Some(remark), Some(sure)) => Some(format!("{remark} ({} confidence)", sure.word())),
        (remark, _) => remark,
    };
    let back = &link.relation.back;
    Some(Tie {
        ends: (*places.get(&link.from)?, *places.get(&link.to)?),
        relation: relations.iter().position(|r| r.id == link.relation.id)?,
        says: link.says(),
        back: match (&link.role, link.class.as_deref()) {
            (Some(role), _) => format!("{back} ({role})"),
            (None, Some(class)) if class != "full" => format!("{back} ({class})"),
            _ => back.clone(),
        },
        when: link.when.clone(),
        remark,
        held: held(snapshot, link.edge),
        vouchers: sources.vouchers(&record.evidence),
        look: link.tie(),
    })
}

/// When a relation held. An event is graded by the day on which it happened and not clipped to the
/// lives of its ends; one whose day is not stated happened before its first source looks back at it.
pub(super) fn held(snapshot: &Snapshot, edge: EdgeId) -> Held {
    let event = snapshot.relation_of(edge).is_some_and(|relation| relation.event);
    let Some(record) = snapshot.edge_record(edge).filter(|_| event) else {
        return Held::within(&snapshot.edge_bounds(edge));
    };
    let planned = record.validity.is_planned();
    let by = record.validity.known().first().map(|known| known.latest());
    match (record.on, by) {
        (Boundary::Unknown, None) => Held::Undated,
        (Boundary::Unknown, Some(last)) => Held::Event { first: Day::MIN, last, planned },
        (on, _) => {
            let (first, last) = on.extent().unwrap_or((Day::MIN, Day::MAX));
            Held::Event { first, last, planned }
        }
    }
}

/// The relations that occur, the most frequent first.
fn relations(links: &[Link]) -> Vec<Relation> {
    let mut counted: BTreeMap<&str, (usize, &Relation)> = BTreeMap::new();
    for link in links {
        counted.entry(&link.relation.id).or_insert((0, &link.relation)).0 += 1;
    }
    let mut relations: Vec<_> = counted.into_values().collect();
    relations.sort_by_key(|(count, relation)| (std::cmp::Reverse(*count), &relation.says));
    relations.into_iter().map(|(_, relation)| relation.clone()).collect()
}

/// The times that occur: those at which something began, ended or happened, and those at which a source
/// vouches for something.
fn moments(
    snapshot: &Snapshot,
    bodies: &[&Body],
    links: &[Link],
    as_of: Option<Moment>,
) -> Vec<Moment> {
    let mut dates: BTreeSet<PartialDate> = BTreeSet::new();
    let mut stated = |boundary: Boundary| match boundary {
        Boundary::Date(date) => dates.extend([date]),
        Boundary::OneOf(from, to) => dates.extend([from, to]),
        Boundary::Unknown | Boundary::Open => {}
    };
    let edges = links.iter().filter_map(|link| snapshot.edge_record(link.edge));
    edges.clone().for_each(|record| stated(record.on));
    let nodes = bodies.iter().filter_map(|body| snapshot.node_record(body.node));
    let spells: Vec<&Validity> =
        nodes.map(|r| &r.validity).chain(edges.map(|r| &r.validity)).collect();
    for spell in &spells {
        stated(spell.start());
        stated(spell.end());
    }
    dates.extend(spells.iter().flat_map(|spell| spell.known()));
    let mut moments: Vec<Moment> = dates.into_iter().filter_map(certain).chain(as_of).collect();
    moments.sort_by_key(|moment| {
        let days = moment.days();
        (days.start, days.end, moment.to_string())
    });
    moments.dedup();
    moments
}

/// The date as a question asks about it: one that is probable or rough is asked about as if it were not.
fn certain(date: PartialDate) -> Option<Moment> {
    date.to_string().trim_end_matches(['?', '~', '%']).parse().ok()
}

/// The documents that vouch for what is on the page.
struct Sources {
    listed: Vec<(String, Option<String>)>,
    numbers: BTreeMap<Key, usize>,
}

impl Sources {
    fn of(snapshot: &Snapshot, bodies: &[&Body], links: &[Link]) -> Self {
        let of_nodes = bodies.iter().filter_map(|b| snapshot.node_record(b.node)).flat_map(|r| {
            let facts = r.facts.iter().flat_map(|f| &f.evidence);
            facts.chain(r.aka.iter().flat_map(|name| &name.evidence))
        });
        let of_links = links.iter().filter_map(|l| snapshot.edge_record(l.edge));
        let keys: BTreeSet<&Key> =
            of_nodes.chain(of_links.flat_map(|r| &r.evidence)).map(|e| &e.source).collect();
        let mut dated: Vec<_> = keys
            .into_iter()
            .map(|key| {
                let record = snapshot.by_key(key.as_str()).and_then(|n| snapshot.node_record(n));
                let date = record.and_then(|r| r.attributes.get("date"));
                let title = record.map_or_else(|| key.to_string(), |r| r.name.clone());
                (order(date), (title, date.and_then(date_words)), key.clone())
            })
            .collect();
        dated.sort();
        let numbers = dated.iter().map(|(_, _, key)| key.clone()).zip(0..).collect();
        Self { numbers, listed: dated.into_iter().map(|(_, source, _)| source).collect() }
    }

    fn vouchers(&self, evidence: &[Evidence]) -> Vec<Voucher> {
        let voucher = |e: &Evidence| {
            Some(Voucher {
                source: *self.numbers.get(&e.source)?,
                quote: e.quote.clone(),
                said_by: e.said_by.clone(),
                locator: e.locator.clone(),
            })
        };
        evidence.iter().filter_map(voucher).collect()
    }
}
