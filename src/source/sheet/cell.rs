//! What a cell says, as a curated file would write it.

use super::super::tree::{At, Item};
use super::heading::Column;
use crate::error::Span;
use crate::model::Schema;
use crate::model::name::fold;
use crate::model::schema::ValueType;
use crate::model::when::{Boundary, Moment};

/// Which number of `1/4/2021` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// Which number is the day in each column, where one of its dates leaves no doubt and none says
/// otherwise.
pub(super) fn day_orders(columns: &[Column], rows: &[Vec<At<String>>]) -> Vec<Option<DayOrder>> {
    let order = |number: usize| {
        let dates = rows.iter().filter_map(|row| numbers(&row.get(number)?.value));
        let (mut day_first, mut month_first) = (false, false);
        for (first, second, _) in dates {
            day_first |= first > 12;
            month_first |= second > 12;
        }
        match (day_first, month_first) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    };
    (0..columns.len()).map(order).collect()
}

/// The three numbers of a date such as `1/4/2021`.
fn numbers(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(['/', '.']);
    let part = |parts: &mut dyn Iterator<Item = &str>, most: usize| {
        let part = parts.next()?;
        let digits = part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    };
    let date = (part(&mut parts, 2)?, part(&mut parts, 2)?, part(&mut parts, 4)?);
    (parts.next().is_none() && date.2 > 999).then_some(date)
}

/// Whether a text is a date of which it cannot be told which number is the day.
pub(super) fn is_unclear(text: &str, order: Option<DayOrder>) -> bool {
    order.is_none() && numbers(text).is_some_and(|(first, second, _)| first != second)
}

/// A date as files write it; what is no date stays as it is, to be refused by its reader.
pub(super) fn date(text: &str, order: Option<DayOrder>) -> String {
    match (numbers(text), order) {
        (Some((day, month, year)), Some(DayOrder::DayFirst))
        | (Some((month, day, year)), Some(DayOrder::MonthFirst) | None) => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        // A spreadsheet adds the hour to a day.
        _ if text.ends_with(" 00:00:00") => text.trim_end_matches(" 00:00:00").to_owned(),
        _ if text.parse::<Boundary>().is_err() => {
            text.parse::<Moment>().map_or_else(|_| text.to_owned(), |moment| moment.to_string())
        }
        _ => text.to_owned(),
    }
}

/// The values of a cell that may hold several, with `;` or `|` between them.
pub(super) fn several(text: &str) -> Vec<&str> {
    text.split([';', '|']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A list of texts that all stand in one cell.
pub(super) fn list<'t>(texts: impl IntoIterator<Item = &'t str>, at: Span) -> Item {
    Item::List(texts.into_iter().map(|text| At::new(Item::Text(text.to_owned()), at)).collect())
}

/// Values of JSON; what is none stays a text, to be refused by its reader.
pub(super) fn json(text: &str, at: Span) -> Item {
    serde_json::from_str(text)
        .map_or_else(|_| Item::Text(text.to_owned()), |v| Item::of_json(v, at))
}

/// Yes or no, in one of the ways in which people write it.
pub(super) fn flag(text: &str) -> Item {
    match fold(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" => Item::Flag(true),
        "no" | "n" | "false" | "0" => Item::Flag(false),
        _ => Item::Text(text.to_owned()),
    }
}

/// The value of an attribute, of the type that the schema declares for it.
pub(super) fn typed(text: &str, takes: &ValueType, order: Option<DayOrder>) -> Item {
    let plain = || text.replace([',', '\u{a0}'], "");
    let as_text = || Item::Text(text.to_owned());
    match takes {
        ValueType::Whole => plain().parse().map_or_else(|_| as_text(), Item::Whole),
        ValueType::Number => match (plain().parse(), plain().parse::<f64>()) {
            (Ok(whole), _) => Item::Whole(whole),
            (_, Ok(number)) if number.is_finite() => Item::Number(number),
            _ => as_text(),
        },
        ValueType::YesNo => flag(text),
        ValueType::Date => Item::Text(date(text, order)),
        ValueType::Word(words) => {
            let folded = fold(text);
            let word = words.iter().find(|word| fold(word) == folded);
            word.map_or_else(as_text, |word| Item::Text(word.clone()))
        }
        ValueType::Text | ValueType::Node => as_text(),
    }
}

/// A kind as files write it, of what people call it: `NHS trust` is `organisation/nhs-trust`.
pub(super) fn kind(text: &str, schema: &Schema) -> String {
    let folded = fold(text);
    let is = |id: &str, noun: &crate::model::schema::Noun, label: &str| {
        [fold(id), fold(&noun.one), fold(&noun.many), fold(label)].contains(&folded)
    };
    for kind in schema.kinds() {
        if is(&kind.id, &kind.noun, &kind.label) {
            return kind.id.clone();
        }
    }
    for kind in schema.kinds() {
        if let Some(sub) = kind.sub.iter().find(|sub| is(&sub.id, &sub.noun, &sub.label)) {
            return format!("{}/{}", kind.id, sub.id);
        }
    }
    text.to_owned()
}

/// A relation as files write it, and whether the text says it the other way round: `has member` is
/// `member-of` with its ends exchanged.
pub(super) fn relation(text: &str, schema: &Schema) -> (String, bool) {
    let folded = fold(text);
    let is = |id: &str| fold(id) == folded;
    for relation in schema.relations() {
        if is(&relation.id) || is(&relation.cypher) {
            return (relation.id.clone(), false);
        }
    }
    let backward = schema.relations().iter().find(|relation| is(&relation.inverse));
    backward.map_or_else(|| (text.to_owned(), false), |relation| (relation.id.clone(), true))
}
