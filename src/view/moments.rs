//! The times that occur in a network, for pictures of several of them and for moving in time.

use std::collections::BTreeSet;

use crate::model::when::{Boundary, Moment, PartialDate, Validity};
use crate::model::{EdgeRecord, NodeRecord};

/// The times that occur, the earliest first: those at which something began, ended or happened, and
/// those at which a source vouches for something.
pub(super) fn of<'r>(
    nodes: impl Iterator<Item = &'r NodeRecord>,
    edges: impl Iterator<Item = &'r EdgeRecord> + Clone,
) -> Vec<Moment> {
    with(nodes, edges, None)
}

/// The same with one more.
pub(super) fn with<'r>(
    nodes: impl Iterator<Item = &'r NodeRecord>,
    edges: impl Iterator<Item = &'r EdgeRecord> + Clone,
    as_of: Option<Moment>,
) -> Vec<Moment> {
    let mut dates: BTreeSet<PartialDate> = BTreeSet::new();
    let mut stated = |boundary: Boundary| match boundary {
        Boundary::Date(date) => dates.extend([date]),
        Boundary::OneOf(from, to) => dates.extend([from, to]),
        Boundary::Unknown | Boundary::Open => {}
    };
    edges.clone().for_each(|record| stated(record.on));
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
