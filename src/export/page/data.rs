//! The data of a page, as compact as plain arrays are; `script/data.js` reads it and names its parts.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use serde_json::{Value, json};

use super::place::{Area, Places};
use crate::model::name::{STOP_WORDS, fold};
use crate::model::when::Day;
use crate::view::page::{Contents, Entity, Held, Tie, Voucher};
use crate::view::style::{self, Family};

/// The data as JSON.
pub(super) fn of(contents: &Contents, places: &Places) -> Value {
    let mut lists = Lists::default();
    let nodes: Vec<Value> = contents
        .entities
        .iter()
        .zip(&places.group)
        .map(|(entity, group)| {
            let facts: Vec<Value> = entity
                .facts
                .iter()
                .map(|(caption, words, when, by)| json!([caption, words, when, lists.vouched(by)]))
                .collect();
            let names: Vec<Value> = entity
                .names
                .iter()
                .map(|(text, when, by)| match (when.as_str(), by.as_slice()) {
                    ("", []) => json!([text]),
                    _ => json!([text, when, lists.vouched(by)]),
                })
                .collect();
            without_empty_end(json!([
                id(entity),
                name(entity),
                lists.texts.place(&entity.caption),
                family(entity.family),
                group,
                u8::from(entity.avoided),
                lists.held.place(&entity.held),
                lists.texts.place(&entity.when),
                entity.remark.as_deref().unwrap_or_default(),
                names,
                acronyms(entity),
                facts
            ]))
        })
        .collect();
    let links: Vec<Value> = contents
        .ties
        .iter()
        .map(|tie| {
            without_empty_end(json!([
                tie.ends.0,
                tie.ends.1,
                lists.phrases.place(&phrase(tie)),
                lists.texts.place(&tie.when),
                lists.held.place(&tie.held),
                lists.vouched(&tie.vouchers),
                tie.remark.as_deref().unwrap_or_default()
            ]))
        })
        .collect();
    let groups = places.groups.iter().map(|Area { corner, size }| {
        json!([corner.x.round(), corner.y.round(), size.width.round(), size.height.round()])
    });
    let moments = contents.moments.iter().map(|moment| {
        let days = moment.days();
        json!([moment.to_string(), moment.words(), days.start.number(), days.end.number()])
    });
    json!({
        "moments": moments.collect::<Vec<_>>(),
        "opens": contents.opens_at,
        "kinds": Family::ALL.map(Family::caption),
        "relations": contents.relations.iter().map(|r| json!([r.id, r.says, r.rank])).collect::<Vec<_>>(),
        "sources": contents.sources,
        "overview": contents.overview,
        "groups": groups.collect::<Vec<_>>(),
        "lines": places.lines.iter().map(|line| &line.ties).collect::<Vec<_>>(),
        "phrases": lists.phrases.all,
        "texts": lists.texts.all,
        "held": lists.held.all.iter().map(held).collect::<Vec<_>>(),
        "quotes": quotes(&lists.quotes.all),
        "vouched": lists.vouched.all,
        "nodes": nodes,
        "links": links,
    })
}

/// The id; only what stands before the colon where the rest is the name in small letters.
fn id(entity: &Entity) -> &str {
    let Entity { id, name, .. } = entity;
    let Some((kind, rest)) = id.split_once(':') else { return id };
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    let slug = name.to_ascii_lowercase().replace(' ', "-");
    if plain && rest == slug { id.get(..=kind.len()).unwrap_or(id) } else { id }
}

/// The acronyms that the script does not find itself: it takes the first letters of all words of each
/// name, and of those that mean something.
fn acronyms(entity: &Entity) -> Vec<&String> {
    let names = std::iter::once(&entity.name).chain(entity.names.iter().map(|(name, ..)| name));
    let found: Vec<String> = names
        .map(|name| fold(name))
        .filter(|name| name.contains(' '))
        .flat_map(|name| {
            let initials = |kept: fn(&str) -> bool| -> String {
                name.split(' ').filter(|word| kept(word)).filter_map(|w| w.chars().next()).collect()
            };
            [initials(|_| true), initials(|word| !STOP_WORDS.contains(&word))]
        })
        .collect();
    entity.acronyms.iter().filter(|acronym| !found.contains(&fold(acronym))).collect()
}

/// A list without the texts and lists at its end that hold nothing.
fn without_empty_end(list: Value) -> Value {
    let Value::Array(mut list) = list else { return list };
    while list.last().is_some_and(|v| v == "" || v.as_array().is_some_and(Vec::is_empty)) {
        list.pop();
    }
    Value::Array(list)
}

/// The name; nothing where its lines in the picture say it whole.
fn name(entity: &Entity) -> &str {
    if entity.label.join(" ") == entity.name { "" } else { &entity.name }
}

/// What many relations have in common: their type, their words either way, their look.
fn phrase(tie: &Tie) -> Value {
    let look = style::Tie::ALL.iter().position(|look| *look == tie.look);
    json!([tie.relation, tie.says, tie.back, look.unwrap_or_default()])
}

/// The place of a family among all.
pub(super) fn family(family: Family) -> usize {
    Family::ALL.iter().position(|f| *f == family).unwrap_or_default()
}

/// Whole numbers of days, the end of a run being the day behind its last.
fn held(held: &Held) -> Value {
    let run = |run: &Option<Range<Day>>| {
        run.as_ref().map_or(json!(0), |days| json!([days.start.number(), days.end.number()]))
    };
    match held {
        Held::Undated => json!(0),
        Held::Spell(runs) => runs.iter().map(run).collect(),
        Held::Event { first, last, planned } => {
            json!({ "on": [first.number(), last.number()], "planned": planned })
        }
    }
}

/// The quotes; one that is part of a longer one as that one's place and where it begins and ends in it, in
/// the units by which a script counts letters.
///
/// # Complexity
///
/// The letters of all quotes, as long as few begin alike.
fn quotes(all: &[String]) -> Vec<Value> {
    let mut alike: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, quote) in all.iter().enumerate() {
        if let Some(begins) = quote.as_bytes().get(..BEGINNING) {
            alike.entry(begins).or_default().push(at);
        }
    }
    let mut longest: Vec<(usize, &String)> = all.iter().enumerate().collect();
    longest.sort_by_key(|(_, quote)| std::cmp::Reverse(quote.len()));
    let mut parts: Vec<Option<Value>> = vec![None; all.len()];
    for (whole, text) in longest {
        for (from, begins) in text.as_bytes().windows(BEGINNING).enumerate() {
            for &at in alike.get(begins).into_iter().flatten() {
                let (Some(part), Some(slot)) = (all.get(at), parts.get_mut(at)) else { continue };
                let behind = text.get(from..).filter(|_| part.len() < text.len());
                // A longer quote comes first, so that what holds a part is part of none.
                if slot.is_none() && behind.is_some_and(|text| text.starts_with(part.as_str())) {
                    let units = |text: Option<&str>| text.map_or(0, |t| t.encode_utf16().count());
                    let from = units(text.get(..from));
                    *slot = Some(json!([whole, from, from + units(Some(part))]));
                }
            }
        }
    }
    all.iter().zip(parts).map(|(quote, part)| part.unwrap_or_else(|| json!(quote))).collect()
}

/// By so many bytes at their beginning quotes are compared first; a shorter one is as long as what would
/// stand for it.
const BEGINNING: usize = 12;

/// What many share stands once.
#[derive(Default)]
struct Lists {
    texts: List<String>,
    phrases: List<Value>,
    held: List<Held>,
    quotes: List<String>,
    /// Each set of vouchers: source, place of the quote or -1, whose claim it is, where it stands.
    vouched: List<Value>,
}

impl Lists {
    fn vouched(&mut self, vouchers: &[Voucher]) -> usize {
        let all = vouchers.iter().map(|voucher| {
            let quote = voucher.quote.as_ref();
            let quote = quote.map_or(json!(-1), |quote| json!(self.quotes.place(quote)));
            let said =
                [&voucher.said_by, &voucher.locator].map(|s| s.as_deref().unwrap_or_default());
            match said {
                ["", ""] => json!([voucher.source, quote]),
                [by, locator] => json!([voucher.source, quote, by, locator]),
            }
        });
        let all = all.collect();
        self.vouched.place(&all)
    }
}

/// Different things with their places.
struct List<T> {
    all: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> List<T> {
    fn place(&mut self, thing: &T) -> usize {
        let Self { all, places } = self;
        *places.entry(thing.clone()).or_insert_with(|| {
            all.push(thing.clone());
            all.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// What the script makes of packed quotes.
    fn unpacked(packed: &[Value]) -> Vec<String> {
        let units = |at: &Value| usize::try_from(at.as_u64().unwrap()).unwrap();
        let whole = |quote: &Value| match quote.as_array() {
            None => quote.as_str().unwrap().to_owned(),
            Some(part) => {
                let text = packed[units(&part[0])].as_str().expect("part of a whole one");
                let text: Vec<u16> = text.encode_utf16().collect();
                String::from_utf16(&text[units(&part[1])..units(&part[2])]).unwrap()
            }
        };
        packed.iter().map(whole).collect()
    }

    #[test]
    fn a_quote_within_another_stands_once() {
        let all = ["of the nine 🏥 boroughs", "leads of the nine 🏥 boroughs, as agreed", "nine"];
        let all = all.map(str::to_owned);
        assert_eq!(quotes(&all), [json!([1, 6, 29]), json!(all[1]), json!("nine")]);
    }

    proptest! {
        #[test]
        fn packed_quotes_are_what_they_were(text in "[ab🏥é ]{0,80}", cuts in vec((0_usize..80, 0_usize..80), 0..12)) {
            let letters: Vec<char> = text.chars().collect();
            let part = |(a, b): &(usize, usize)| -> String {
                let end = (*b).min(letters.len());
                letters[(*a).min(end)..end].iter().collect()
            };
            let mut all: Vec<String> = cuts.iter().map(part).chain([text.clone()]).collect();
            all.sort();
            all.dedup();
            prop_assert_eq!(unpacked(&quotes(&all)), all);
        }
    }
}
