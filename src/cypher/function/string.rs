//! Functions on texts. Lengths and places count characters (Unicode scalar values), never bytes.

use super::Param::{Maybe, One};
use super::{Env, Fault, Function, Takes, count};
use crate::model::Value;
use crate::model::unicode::UnicodeNormalization;

pub(super) const TABLE: &[Function] = &[
    Function::new("char_length", &[One("text", Takes::Text)], |_, args| {
        Ok(count(text_at(args, 0).chars().count()))
    })
    .also(&["character_length"])
    .says("The number of characters of a text.")
    .shows("char_length('Barts')", "5"),
    Function::new("left", &[One("text", Takes::Text), One("length", Takes::Integer)], |_, args| {
        let length = length_at("left", args, 1)?;
        Ok(Value::text(text_at(args, 0).chars().take(length).collect::<String>()))
    })
    .says("The first characters of a text.")
    .shows("left('Hillingdon', 4)", "'Hill'"),
    Function::new(
        "right",
        &[One("text", Takes::Text), One("length", Takes::Integer)],
        |_, args| {
            let (text, length) = (text_at(args, 0), length_at("right", args, 1)?);
            let skipped = text.chars().count().saturating_sub(length);
            Ok(Value::text(text.chars().skip(skipped).collect::<String>()))
        },
    )
    .says("The last characters of a text.")
    .shows("right('Hillingdon', 3)", "'don'"),
    Function::new(
        "substring",
        &[One("text", Takes::Text), One("start", Takes::Integer), Maybe("length", Takes::Integer)],
        |_, args| {
            let start = length_at("substring", args, 1)?;
            let length = if args.len() > 2 { length_at("substring", args, 2)? } else { usize::MAX };
            let part = text_at(args, 0).chars().skip(start).take(length);
            Ok(Value::text(part.collect::<String>()))
        },
    )
    .says("The characters from `start`, counted from 0: `length` of them, or all the rest.")
    .shows("substring('Hammersmith', 6, 5)", "'smith'"),
    Function::new("trim", TRIMMED, |_, args| Ok(trimmed(args, |text, cut| text.trim_matches(cut))))
        .also(&["btrim"])
        .says("A text without the white space, or without the given characters, at both its ends.")
        .shows("trim('  Brent ')", "'Brent'"),
    Function::new("ltrim", TRIMMED, |_, args| {
        Ok(trimmed(args, |text, cut| text.trim_start_matches(cut)))
    })
    .says("A text without the white space, or without the given characters, at its start.")
    .shows("ltrim('xxBrent', 'x')", "'Brent'"),
    Function::new("rtrim", TRIMMED, |_, args| {
        Ok(trimmed(args, |text, cut| text.trim_end_matches(cut)))
    })
    .says("A text without the white space, or without the given characters, at its end.")
    .shows("rtrim('Brent  ')", "'Brent'"),
    Function::new(
        "replace",
        &[
            One("text", Takes::Text),
            One("search", Takes::Text),
            One("replacement", Takes::Text),
            Maybe("limit", Takes::Integer),
        ],
        replace,
    )
    .says("A text with every `search` in it, or the first `limit` of them, put into other words.")
    .shows("replace('Barts and Guys', 'and', '&')", "'Barts & Guys'"),
    Function::new("split", &[One("text", Takes::Text), One("at", Takes::TextOrList)], split)
        .says("The parts of a text between separators: a text, or a list of them.")
        .shows("split('Brent, Ealing', ', ')", "['Brent', 'Ealing']"),
    Function::new("toUpper", &[One("text", Takes::Text)], |_, args| {
        Ok(Value::text(text_at(args, 0).to_uppercase()))
    })
    .also(&["upper"])
    .says("A text in capitals.")
    .shows("toUpper('nhs')", "'NHS'"),
    Function::new("toLower", &[One("text", Takes::Text)], |_, args| {
        Ok(Value::text(text_at(args, 0).to_lowercase()))
    })
    .also(&["lower"])
    .says("A text in small letters.")
    .shows("toLower('NHS')", "'nhs'"),
    Function::new("normalize", &[One("text", Takes::Text), Maybe("form", Takes::Text)], normalize)
        .says("A text in a normal form of Unicode: `NFC` (the default), `NFD`, `NFKC` or `NFKD`.")
        .shows("normalize('ﬁve', 'NFKC')", "'five'"),
];

const TRIMMED: &[super::Param] = &[One("text", Takes::Text), Maybe("characters", Takes::Text)];

fn text_at(args: &[Value], place: usize) -> &str {
    args.get(place).and_then(Value::as_str).unwrap_or_default()
}

fn length_at(function: &str, args: &[Value], place: usize) -> Result<usize, Fault> {
    let n = args.get(place).and_then(Value::as_integer).unwrap_or_default();
    if n < 0 {
        return Err(Fault::out_of_range(format!("{function}() does not take {n}, less than 0")));
    }
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

fn trimmed(args: &[Value], cut: for<'t> fn(&'t str, &dyn Fn(char) -> bool) -> &'t str) -> Value {
    let text = text_at(args, 0);
    match args.get(1).and_then(Value::as_str) {
        Some(characters) => Value::text(cut(text, &|c| characters.contains(c))),
        None => Value::text(cut(text, &char::is_whitespace)),
    }
}

fn replace(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (text, search, with) = (text_at(args, 0), text_at(args, 1), text_at(args, 2));
    let limit = if args.len() > 3 { length_at("replace", args, 3)? } else { usize::MAX };
    let found = text.matches(search).take(limit).count();
    env.room_for_text(text.len().saturating_add(found.saturating_mul(with.len())))?;
    Ok(Value::text(text.replacen(search, with, limit)))
}

fn split(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let text = text_at(args, 0);
    let separators = match args.get(1) {
        Some(Value::List(separators)) => separators.as_ref(),
        separator => separator.map(std::slice::from_ref).unwrap_or_default(),
    };
    let mut parts = vec![text];
    for separator in separators {
        let Some(separator) = separator.as_str() else {
            if separator.is_null() {
                return Ok(Value::Null);
            }
            return Err(Fault::arguments("split", args));
        };
        // An empty separator stands between all characters, and not before the first.
        let empty = separator.is_empty();
        let most = |part: &str| if empty { part.chars().count().max(1) } else { usize::MAX };
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator).skip(usize::from(empty)).take(most(part)))
            .collect();
        env.room_for_list(parts.len())?;
    }
    Ok(Value::list(parts.into_iter().map(Value::from)))
}

fn normalize(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let text = text_at(args, 0);
    // No character grows to more than 18 others in any form (UAX #15, "Maximum expansion factor").
    env.room_for_text(text.len())?;
    let form = args.get(1).and_then(Value::as_str).unwrap_or("NFC");
    let normal: String = match form.to_ascii_uppercase().as_str() {
        "NFC" => text.nfc().collect(),
        "NFD" => text.nfd().collect(),
        "NFKC" => text.nfkc().collect(),
        "NFKD" => text.nfkd().collect(),
        _ => {
            let form = super::fault::shown(form);
            return Err(Fault::unreadable(format!("{form} is no normal form of Unicode"))
                .with_help("use NFC, NFD, NFKC or NFKD"));
        }
    };
    Ok(Value::text(normal))
}
